"""The widget without a browser: headers, stamps, marks."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.utils import timezone

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
    shown = [strict.post("/udmurtia-mio/widget/", {"do": "write", "text": "Мой текст", "stamp": one}) for _ in range(2)]
    codes = [re.findall(r'<dd class="code">([^<]+)</dd>', page.content.decode()) for page in shown]
    assert codes[0] == codes[1] and len(codes[0]) == 2, "pressed twice: whoever sees one page alone has number and code"
    assert "второй раз не записали" in shown[1].content.decode()
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


def test_a_mark_that_is_lacking_and_an_old_form_keep_the_comment(cast: Any, client: Client) -> None:
    received = came_in(cast.udm)
    assert received.case is not None
    actions.send_reply(drafted(made_ready(received.case, cast.head), cast.head), by=cast.head)
    token = received.case.replies.get().survey_token
    said = {"do": "rate", "token": token, "comment": "Долгий и подробный отзыв"}
    for form in ({"stamp": stamp(client)}, {"stamp": "x", "satisfaction": "4"}):
        page = client.post("/udmurtia-mio/widget/?show=status", {**said, **form})
        html = page.content.decode()
        assert page.status_code == 422 and "Долгий и подробный отзыв" in html and 'name="satisfaction"' in html
    assert 'value="4" checked' in html
    gone = client.post("/udmurtia-mio/widget/", {**said, "token": "none", "stamp": stamp(client)}).content.decode()
    assert "Долгий и подробный отзыв" in gone


def test_a_status_says_what_is_needed_and_promises_no_day_that_has_passed(cast: Any, client: Client) -> None:
    received = came_in(cast.udm)
    assert received.case is not None
    actions.assign_case(received.case, cast.executor, by=cast.registrar)
    actions.clarify_case(received.case, "Назовите номер участка.", by=cast.executor)
    given = {"do": "status", "number": received.case.number, "code": received.code, "stamp": stamp(client)}
    page = client.post("/udmurtia-mio/widget/?show=status", given).content.decode()
    assert "Нужно от вас" in page and "Назовите номер участка." in page and "Ответим до" in page
    assert f"/udmurtia-mio/follow/?number={received.case.number}" in page and "ждём клиента" not in page
    Case.objects.filter(pk=received.case.pk).update(due_at=timezone.now() - dt.timedelta(days=3))
    late = client.post("/udmurtia-mio/widget/?show=status", {**given, "stamp": stamp(client)}).content.decode()
    assert "Ответим до" not in late
