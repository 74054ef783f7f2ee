"""A key that makes a message single belongs to its words: the same words twice are one message, others are another."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Contact
from priemnaya.channels.exchange.inbound import take_document
from priemnaya.outreach.models import PortalRating, SurveyAnswer

from ..helpers import case_of, drafted, key_of, made_ready

FORM = {"kind": "message", "for_whom": "self", "client_kind": "citizen", "chosen_point": "portal"}


def written(client: Client, text: str, key: str) -> str:
    """The number that the page of a sent message shows."""
    page = client.post("/udmurtia-mio/write/", {**FORM, "text": text, "key": key}, follow=True).content.decode()
    found = re.search(r'id="number">([\d-]+)<', page)
    assert found
    return found[1]


def test_other_words_under_a_known_key_get_a_number_of_their_own(cast: Any, client: Client) -> None:
    first = written(client, "Чей это дом?", "k1")
    second = written(client, "Чья это школа?", "k1")
    assert first != second
    assert [written(client, t, "k1") for t in ("Чей это дом?", "Чья это школа?")] == [first, second]
    assert sorted(Contact.objects.filter(direction="in").values_list("case__number", "text")) == [
        (first, "Чей это дом?"),
        (second, "Чья это школа?"),
    ]


def test_an_application_changed_after_back_is_not_answered_with_the_first_number(cast: Any, client: Client) -> None:
    form = {"for_whom": "self", "client_kind": "citizen", "surname": "Иванова", "name": "Мария", "key": "k2"}
    form |= {"chosen_point": "portal", "email": "maria@mail.example", "receive_by": "portal", "without": "on"}
    url = "/udmurtia-mio/services/lease-extend/apply/"
    for text in ("Участок 1", "Участок 1", "Участок 2"):
        answer = client.post(url, {**form, "text": text})
        assert answer.status_code == 302, answer.content.decode()
    assert sorted(Contact.objects.filter(direction="in").values_list("text", flat=True)) == ["Участок 1", "Участок 2"]


def test_the_widget_s_stamp_holds_for_one_text(cast: Any, client: Client) -> None:
    page = client.get("/udmurtia-mio/widget/").content.decode()
    stamp = re.search(r'name="stamp"\s+value="([^"]+)"', page)
    assert stamp
    for text in ("Первое", "Первое", "Второе"):
        client.post("/udmurtia-mio/widget/", {"do": "write", "text": text, "stamp": stamp[1]})
    assert sorted(Contact.objects.filter(direction="in").values_list("text", flat=True)) == ["Второе", "Первое"]


def test_an_addition_sent_twice_is_one_and_another_is_kept(cast: Any, client: Client) -> None:
    number = written(client, "Чей это дом?", "k3")
    page = client.get(f"/udmurtia-mio/follow/{number}/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    for text in ("Вот адрес", "Вот адрес", "И ещё план"):
        client.post(f"/udmurtia-mio/follow/{number}/add/", {"text": text, "key": key[1]})
    kept = Contact.objects.filter(status="appended").order_by("pk")
    assert list(kept.values_list("text", flat=True)) == ["Вот адрес", "И ещё план"]


def test_the_api_s_external_id_holds_for_one_text(cast: Any) -> None:
    secret = key_of(cast.registrar, ["cases:register", "cases:read"])[1]
    machine = Client(headers={"authorization": f"Bearer {secret}"})

    def said(url: str, **body: Any) -> Any:
        answer = machine.post(f"/api/v1{url}", json.dumps(body), content_type="application/json")
        assert answer.status_code in (200, 201), answer.content
        return answer.status_code, answer.json()

    one = {"point": "post", "kind": "message", "external_id": "77"}
    (new, first), (again, same), (other, second) = [said("/cases", **one, text=t) for t in ("Раз", "Раз", "Два")]
    assert (new, again, other) == (201, 200, 201)
    assert first["number"] == same["number"] != second["number"]
    more = {"point": "post", "external_id": "78"}
    ids = [said(f"/cases/{first['number']}/contacts", **more, text=t)[1]["id"] for t in ("Раз", "Раз", "Два")]
    assert ids[0] == ids[1] != ids[2]


def order(text: str, **more: Any) -> dict[str, Any]:
    return {"order": "501", "kind": "message", "text": text, "applicant": {"surname": "Иванова"}, **more}


def test_a_portal_s_known_number_with_other_words_adds_to_its_case(cast: Any) -> None:
    took = [take_document(cast.udm, "epgu", order(t)).status for t in ("Прошу справку", "Прошу справку", "Две справки")]
    assert took == ["registered", "known", "appended"]
    at = {"at": "2026-11-20T10:00:00+03:00", "kind": "addition"}
    took = [take_document(cast.udm, "epgu", order(t, **at)).status for t in ("Паспорт", "СНИЛС")]
    assert took == ["appended", "appended"]
    assert Case.objects.count() == 1
    assert Contact.objects.filter(direction="in").count() == 4


def test_a_portal_s_rating_that_was_changed_is_kept_beside_the_first(cast: Any) -> None:
    for stars, comment in ((5, ""), (5, ""), (2, "Ждала месяц")):
        take_document(
            cast.udm, "epgu", order("", kind="rating", rating={"id": "r", "stars": stars, "comment": comment})
        )
    assert sorted(PortalRating.objects.values_list("stars", "comment")) == [(2, "Ждала месяц"), (5, "")]


@pytest.mark.parametrize("changed", [{"satisfaction": "5"}, {"comment": "И ещё: долго ждала"}])
def test_a_second_rating_is_not_thanked_for_as_if_it_were_kept(
    cast: Any, client: Client, changed: dict[str, str]
) -> None:
    case = made_ready(case_of(cast.udm), cast.registrar)
    actions.send_reply(drafted(case, cast.executor), by=cast.head)
    url = f"/udmurtia-mio/rate/{case.replies.get().survey_token}/"
    given = {"satisfaction": "4", "comment": "Спасибо"}
    shown = client.get(url).content.decode()
    assert "Имя мы не спрашиваем" not in shown  # staff read it at the case: nobody is to take it for anonymous
    assert "увидят, что эта оценка к нему" in shown
    client.post(url, given)
    assert client.post(url, given).status_code == 200
    answer = client.post(url, {**given, **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Вы уже оценили этот ответ" in page
    assert ("И ещё: долго ждала" in page) == ("comment" in changed)
    assert SurveyAnswer.objects.get().comment == "Спасибо"
