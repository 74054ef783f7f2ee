"""A number of a case opens it however it was typed, and what can be no number costs no try."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client as Browser

from priemnaya.cases.models import CaseLink
from priemnaya.cases.numbers import as_number, number_in
from priemnaya.core.models import Counter

from ..breadth import sampled
from ..helpers import came_in, case_of, key_of, words_of
from ..test_widget import stamp
from .test_named_later import desk
from .test_trust import BODY, VICTIM, links_in, person


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-000054", "2026-000054"),
        (" № 2026-000054. ", "2026-000054"),
        ("Дело №2026–000054", "2026-000054"),
        ("2026 — 54", "2026-000054"),
        ("2026−000054", "2026-000054"),
        ("2026000054", "2026-000054"),
        ("２０２６-000054", "2026-000054"),
        ("2026-1234567", "2026-1234567"),
        ("№2026-000045 от 26.11.2026", "2026-000045"),
        ("2026-000045 от 26.11.2026 г.", "2026-000045"),
        ("2026-²", ""),
        ("2026-00004⁵", ""),
        ("", ""),
        ("Иванов", ""),
        ("26-54", ""),
        ("2026-", ""),
        ("2026-000054 и 2026-000055", ""),
        ("№2026-000045 от 26.11.2026", "2026-000045"),
        ("2026-45 от 6 ноября 2026 г.", "2026-000045"),
        ("2026-²", ""),
    ],
)
def test_a_number_is_read_however_it_was_typed(typed: str, kept: str) -> None:
    assert as_number(typed) == kept


WAYS = ("№ {}-{}", "{}–{}", "{}{}", "{} {}")


@sampled("way", WAYS, of=2)
def test_a_case_opens_by_its_number_in_any_writing(cast: Any, way: str) -> None:
    received = came_in(cast.udm, identity="", kind="message", addresses=VICTIM)
    year, n = received.case.number.split("-")  # type: ignore[union-attr]
    typed = {"number": way.format(year, n), "code": received.code}
    browser = Browser()
    assert browser.post(f"{BODY}/follow/", typed).status_code == 302
    page = f"{BODY}/follow/{received.case.number}/"  # type: ignore[union-attr]
    assert browser.get(page).status_code == 200
    browser.post(f"{BODY}/leave/")
    for answer in (browser.get(page), browser.post(f"{page}add/", {"text": "Дополняю"})):
        assert (answer.status_code, "Такой страницы нет" in words_of(answer)) == (404, False)
        assert "Откройте его по номеру и коду" in words_of(answer)
        assert f"{BODY}/follow/?number={received.case.number}" in answer.content.decode()  # type: ignore[union-attr]
        assert ("Ничего не отправлено" in words_of(answer)) == ("Дополняю" in answer.content.decode())
    other = Browser()
    asked = {"do": "status", "stamp": stamp(other), **typed}
    found = other.post(f"{BODY}/widget/", asked).content.decode()
    assert "Аренда участка" in found
    me = person(Browser(), cast.udm, "esia-late", surname="Поздняя", name="Анна")
    assert "Дело теперь среди ваших" in me.post(f"{BODY}/my/", {"do": "claim", **typed}, follow=True).content.decode()


@pytest.mark.parametrize("way", ["№ {}–{}", "{}{}"])
def test_staff_and_programs_find_a_case_by_its_number_in_any_writing(cast: Any, way: str) -> None:
    """The search of cases, the journal of access, joining and linking, the emergency door, the API; and a letter that
    names a case in its subject."""
    case, other = case_of(cast.udm), case_of(cast.udm, text="Ещё одно")
    year, n = case.number.split("-")
    typed = way.format(year, int(n) if "–" in way else n)
    head = desk(cast.head)
    rows = head.get("/w/cases/", {"q": typed, "state": "all"}).content.decode()
    assert f'/w/cases/{case.pk}/"' in rows
    assert f'/w/cases/{other.pk}/"' not in rows
    journal = words_of(desk(cast.auditor).get("/w/journal/", {"case": typed}))
    assert "Дела с таким номером нет" not in journal
    head.post(f"/w/cases/{other.pk}/link/", {"number": typed})
    assert CaseLink.objects.exists()
    head.post(f"/w/cases/{other.pk}/merge/", {"number": typed})
    other.refresh_from_db()
    assert other.merged_into == case
    _row, secret = key_of(cast.head, ["cases:read"])
    read = Browser().get(f"/api/v1/cases/{quote(typed)}", headers={"Authorization": f"Bearer {secret}"})
    assert read.json()["number"] == case.number
    assert number_in(f"Re: ответ по делу {typed} от 12.03.2026") == case.number


@sampled("typed", ["abc", "", "45", "2026-²"], of=2)
def test_staff_are_told_what_is_no_number_at_all(cast: Any, typed: str) -> None:
    case = case_of(cast.udm)
    page = desk(cast.head).post(f"/w/cases/{case.pk}/link/", {"number": typed}, follow=True)
    assert "не похоже на номер дела" in words_of(page)
    page = desk(cast.head).post(f"/w/cases/{case.pk}/link/", {"number": "2020-000001"}, follow=True)
    assert "Дела с таким номером у вас нет" in words_of(page)


@pytest.mark.parametrize("line", ["Отчёт за 2026 год 54 листа", "тел. 2026-54", "", "№ 54", "дело о 2026 яблоках"])
def test_other_figures_in_a_subject_are_no_number(line: str) -> None:
    assert number_in(line) == ""


def test_a_lost_code_is_asked_for_by_a_number_in_any_writing(cast: Any) -> None:
    case = came_in(cast.udm, identity="", kind="message", addresses=VICTIM).case
    assert case is not None
    Browser().post(f"{BODY}/follow/link/", {"number": f"№ {case.number.replace('-', '–')}"})
    assert len(links_in(case)) == 1


def test_what_can_be_no_number_costs_no_try(cast: Any) -> None:
    before = Counter.objects.count()
    for _n in range(8):
        page = Browser().post(f"{BODY}/follow/", {"number": "не помню", "code": "XXXXX"})
        assert page.status_code == 422
        assert "не похоже на номер дела" in page.content.decode()
    page = Browser().post(f"{BODY}/follow/link/", {"number": "не помню"}, follow=True)
    assert "не похоже на номер дела" in page.content.decode()
    assert Counter.objects.count() == before
