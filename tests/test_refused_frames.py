"""A request that is refused as a whole still speaks: Russian words, what to do next, and the text that was typed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from .helpers import case_of, words_of

TYPED = "Прошу продлить аренду участка у реки"
WRITE = "/udmurtia-mio/write/"


def refused(answer: Any, status: int, title: str, next_step: str) -> None:
    said = words_of(answer)
    assert answer.status_code == status
    assert title in said
    assert next_step in said
    assert TYPED in said
    assert "<main" in said


def files(count: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"файл{n}.txt", b"x", "text/plain") for n in range(count)]


def test_more_than_a_thousand_files(cast: Any, client: Client) -> None:
    answer = client.post(WRITE, {"text": TYPED, "documents": files(1001)})
    refused(answer, 400, "Слишком много файлов", "Соберите их в один архив и отправьте форму снова")


def test_more_than_a_thousand_files_of_an_employee(cast: Any, client: Client) -> None:
    case = case_of(cast.udm)
    client.force_login(cast.head)
    answer = client.post(f"/w/cases/{case.pk}/reply/attach/", {"text": TYPED, "files": files(1001)})
    refused(answer, 400, "Слишком много файлов", "Соберите их в один архив и отправьте форму снова")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_more_than_a_thousand_fields(cast: Any, client: Client, kind: str) -> None:
    fields = {"text": TYPED, **{f"field{n}": "x" for n in range(1001)}}
    answer = (
        client.post(WRITE, urlencode(fields), content_type=kind) if "urlencoded" in kind else client.post(WRITE, fields)
    )
    refused(answer, 400, "Слишком много полей", "Отправьте её частями")


@pytest.mark.parametrize("path", [WRITE, "/w/cases/1/note/", "/look/"])
def test_a_page_opened_long_ago(cast: Any, path: str) -> None:
    """Without the token of a fresh page, whoever sends it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.executor)
    answer = client.post(path, {"text": TYPED})
    refused(answer, 403, "Страница устарела", "Вернитесь на неё и отправьте форму снова")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_is_too_big(cast: Any, client: Client, kind: str, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    fields = {"text": TYPED, "subject": "x" * 5000}
    answer = (
        client.post(WRITE, urlencode(fields), content_type=kind) if "urlencoded" in kind else client.post(WRITE, fields)
    )
    refused(answer, 413, "Слишком много данных", "Сократите текст или отправьте его частями")


def test_a_wrong_address_has_the_body_around_it_and_ways_on(cast: Any, client: Client) -> None:
    answer = client.get("/udmurtia-mio/nowhere/at/all/")
    page = answer.content.decode()
    assert answer.status_code == 404
    for way in ("", "write/", "follow/", "points/", "search/", "services/"):
        assert f'"/udmurtia-mio/{way}"' in page, way
    assert "Минимущество Удмуртии" in page and "сохран" not in words_of(answer)
    client.post("/language/", {"language": "en", "next": "/"})
    assert "There is no such page" in client.get("/udmurtia-mio/nowhere/").content.decode()
    nobody = client.get("/nobody/at/all/").content.decode()
    assert all(f'"/{slug}/"' in nobody for slug in cast.bodies)


def test_a_database_that_gives_no_answer_is_busy_not_broken(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    from priemnaya.portal.views import home

    def away(*_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(home, "living", away)
    answer = Client(raise_request_exception=False).get("/udmurtia-mio/")
    said = words_of(answer)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Подождите минуту и повторите" in said and "497-511" in said and '"/udmurtia-mio/follow/"' in said


def test_a_form_sent_to_an_address_that_is_gone(cast: Any, client: Client) -> None:
    answer = client.post(
        "/udmurtia-mio/wrote/", urlencode({"text": TYPED}), content_type="application/x-www-form-urlencoded"
    )
    refused(answer, 404, "Такой страницы нет", "Проверьте адрес")
