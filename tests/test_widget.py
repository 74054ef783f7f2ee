"""The widget without a browser: headers, stamps, marks."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.outreach.models import SurveyAnswer

from .helpers import came_in, drafted, made_ready


def stamp(client: Client) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', client.get("/udmurtia-mio/widget/").content.decode())
    assert found
    return found[1]


def test_it_may_be_framed_by_the_body_s_site_only_and_sets_no_cookie(cast: Any, client: Client, settings: Any) -> None:
    answer = client.get("/novosibirsk-okn/widget/")
    assert "frame-ancestors 'self' https://giookn.nso.ru" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert not answer.cookies
    assert client.get("/novosibirsk-okn/")["X-Frame-Options"] == "DENY"
    script = client.get("/udmurtia-mio/widget.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert "/udmurtia-mio/widget/" in script.content.decode()


def test_a_message_needs_a_stamp_keeps_what_was_typed_and_is_single(cast: Any, client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    for wrong in ("", "forged", stamp(client)[:-2] + "xx"):
        answer = strict.post("/udmurtia-mio/widget/", {"do": "write", "text": "Мой текст", "stamp": wrong})
        assert answer.status_code == 422
        assert "Мой текст" in answer.content.decode()
    one, two = stamp(client), stamp(client)
    assert one != two
    for _ in range(2):
        assert (
            strict.post("/udmurtia-mio/widget/", {"do": "write", "text": "Мой текст", "stamp": one}).status_code == 200
        )
    strict.post("/udmurtia-mio/widget/", {"do": "write", "text": "Мой текст", "stamp": two, "email": "плохо"})
    assert Case.objects.get().point == "site"
    assert strict.post("/altai-zags/widget/", {"do": "write", "text": "x", "stamp": two}).status_code == 422


def test_a_status_is_shown_for_number_and_code_and_the_answer_is_rated_once(cast: Any, client: Client) -> None:
    received = came_in(cast.udm)
    assert received.case is not None
    actions.send_reply(drafted(made_ready(received.case, cast.head), cast.head), by=cast.head)
    given = {"do": "status", "number": received.case.number, "stamp": stamp(client)}
    assert client.post("/udmurtia-mio/widget/?show=status", {**given, "code": "WRONG"}).status_code == 422
    page = client.post("/udmurtia-mio/widget/?show=status", {**given, "code": received.code}).content.decode()
    assert "Продлить её можно" in page
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    for mark in ("9", "4", "1"):
        client.post(
            "/udmurtia-mio/widget/", {"do": "rate", "token": token[1], "satisfaction": mark, "stamp": stamp(client)}
        )
    answer = SurveyAnswer.objects.get()
    assert (answer.satisfaction, answer.how) == (4, "widget")


def test_floods_are_stopped(cast: Any, client: Client) -> None:
    given = stamp(client)
    codes = [
        client.post(
            "/udmurtia-mio/widget/", {"do": "status", "number": "2026-999999", "code": "y", "stamp": given}
        ).status_code
        for _ in range(25)
    ]
    assert codes[-1] == 429
