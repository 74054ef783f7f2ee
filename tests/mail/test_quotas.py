"""Mail and messengers have the quotas of the portal: what is over them, or disowned by its own domain, is taken in and
read by a person first; nobody makes us write to strangers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client as Browser

from priemnaya.cases.models import Case, Contact
from priemnaya.channels.base import deliver_ready
from priemnaya.channels.email.imap import refuse_large
from priemnaya.channels.email.lmtp import _take
from priemnaya.core.models import Alert, Delivery, Obligation

from ..channels.fakes import FakeMax, max_message
from ..desk import looked_and_sent
from ..helpers import words_of
from .test_mail import letter

VICTIM = "victim@mail.example"


@pytest.fixture
def our_server(settings: Any) -> None:
    """Our mail server judges senders, and its word is believed."""
    settings.AUTHSERV = "mx.body.example"


def brought(body: Any, n: int, verdict: str = "", sender: str = VICTIM, **headers: str) -> Case:
    """One letter through the LMTP listener's own hands; its case."""
    if verdict:
        headers["Authentication_Results"] = f"mx.body.example; dmarc={verdict} header.from={sender.partition('@')[2]}"
    raw = letter(f"Вопрос {n}", From=f"Кто-то <{sender}>", Message_ID=f"<{n}-{verdict}-{sender}>", **headers)
    _take([body.email], raw)
    return Case.objects.latest("pk")


def letters_of_ours(address: str = VICTIM) -> int:
    return Delivery.objects.filter(channel="email", address=address).count()


def test_a_bulk_of_forged_letters_makes_five_letters_of_ours_a_day(cast: Any) -> None:
    cases = [brought(cast.udm, n) for n in range(12)]
    assert [c.state for c in cases] == ["new"] * 5 + ["review"] * 7
    assert letters_of_ours() == 5
    assert Case.objects.count() == 12  # a message, whoever wrote it (59-ФЗ)
    assert Obligation.objects.filter(subject_type="case", subject_id=cases[-1].pk).exists()
    assert "с одной почтой за сутки больше 5" in Alert.objects.filter(kind="review").latest("pk").text
    assert brought(cast.udm, 50, sender="other@mail.example").state == "new"
    assert brought(cast.altai, 51).state == "review"  # nor by another body of the same installation


def test_mail_and_the_portal_share_the_quota_of_a_mailbox_however_it_was_typed(cast: Any) -> None:
    """Work done by the browser is no consent of the mailbox's reader; nor is «answer me there» another mailbox."""
    for n in range(3):
        brought(cast.udm, n)
    typed = {"kind": "message", "client_kind": "citizen", "chosen_point": "email", "email": VICTIM}
    for n in range(4):
        who = {"for_whom": "anonymous"} if n % 2 else {"for_whom": "self", "name": "Анна"}
        more = {**who, "text": f"С сайта {n}", "key": f"k{n}"}
        Browser().post("/udmurtia-mio/write/", {**typed, **more})
    assert letters_of_ours() == 5
    assert [c.state for c in Case.objects.order_by("pk")] == ["new"] * 5 + ["review"] * 2
    assert brought(cast.udm, 9).state == "review"


def test_what_its_own_domain_disowns_is_taken_in_held_and_answered_only_when_released(
    cast: Any, client: Browser, our_server: None
) -> None:
    for n in range(3):
        case = brought(cast.udm, n, "fail")
        assert (case.state, letters_of_ours()) == ("review", 0)
    client.force_login(cast.registrar)
    page = words_of(client.get(f"/w/cases/{case.pk}/"))
    assert "сервер отправителя не подтвердил" in page
    assert "Клиенту ничего не отправлено" in page
    assert "сервер отправителя не подтвердил" in words_of(client.get("/w/letters/?status=review"))
    looked_and_sent(client, f"/w/cases/{case.pk}/accept/")
    case.refresh_from_db()
    assert case.state == "new"
    assert letters_of_ours() == 1
    assert Contact.objects.get(case=case, direction="in").reason == ""
    other = Case.objects.exclude(pk=case.pk).latest("pk")
    looked_and_sent(client, f"/w/cases/{other.pk}/reject/", {"why": "подделка"})
    assert letters_of_ours() == 1


def test_forgeries_use_up_nothing_of_whom_they_name(cast: Any, our_server: None) -> None:
    for n in range(8):
        brought(cast.udm, n, "fail")
    for n in range(8):
        brought(cast.udm, 10 + n, "none")
    assert letters_of_ours() == 5
    own = [brought(cast.udm, 20 + n, "pass").state for n in range(16)]
    assert own == ["new"] * 15 + ["review"]  # a mailbox its domain vouches for: as with work done


def test_a_mailbox_its_domain_vouches_for_is_not_held_by_the_body_s_crowd(
    cast: Any, settings: Any, our_server: None
) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "body": 2}
    crowd = [brought(cast.udm, n, sender=f"p{n}@mail.example").state for n in range(4)]
    assert crowd == ["new"] * 2 + ["review"] * 2
    vouched = [brought(cast.udm, 20 + n, "pass", sender=f"v{n}@mail.example").state for n in range(7)]
    assert vouched == ["new"] * 7
    assert brought(cast.udm, 40, sender="last@mail.example").state == "review"


def test_a_letter_brought_again_is_counted_once(cast: Any) -> None:
    for _ in range(9):
        brought(cast.udm, 1)
    assert Case.objects.count() == 1
    assert brought(cast.udm, 2).state == "new"


def test_additions_by_letter_have_their_quota_too(cast: Any, settings: Any) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "documents": 2}
    case = brought(cast.udm, 0)
    sent = Delivery.objects.filter(channel="email", subject_id=case.pk).latest("pk")
    for n in range(4):
        brought(cast.udm, 10 + n, In_Reply_To=sent.message_id)
    assert Case.objects.count() == 1
    held = case.contacts.filter(direction="in", status="review")
    assert held.count() == 2
    assert "дополнений к делу за сутки больше 2" in held[0].reason


def test_robots_and_notices_spend_no_quota(cast: Any) -> None:
    for n in range(9):
        _take([cast.udm.email], letter(f"Отпуск {n}", From=VICTIM, Message_ID=f"<a{n}>", Auto_Submitted="auto-replied"))
    assert brought(cast.udm, 1).state == "new"


def test_letters_too_large_are_refused_politely_to_few(cast: Any, our_server: None) -> None:
    for n in range(9):
        refuse_large(cast.udm, letter("x", From=VICTIM, Message_ID=f"<big{n}>"), 99 << 20)
    assert letters_of_ours() == 5
    failed = "mx.body.example; dmarc=fail header.from=mail.example"
    for n in range(3):
        head = letter("x", From="b@mail.example", Message_ID=f"<f{n}>", Authentication_Results=failed)
        refuse_large(cast.udm, head, 99 << 20)
    assert letters_of_ours("b@mail.example") == 0
    assert Contact.objects.filter(status="quarantined").count() == 12


def test_a_messenger_s_flood_waits_for_a_person_and_its_neighbours_do_not(
    cast: Any, client: Browser, settings: Any
) -> None:
    """By the platform's webhook; a person it vouches for counts as with work done."""
    settings.QUOTAS = {**settings.QUOTAS, "mailbox": 1, "documents": 1}
    fake = FakeMax()
    settings.BOTS = f"max+http://s3cret:T0K@{fake.place}/?body=udmurtia-mio"

    def say(n: int, user: int = 77) -> None:
        answer = client.post(
            "/api/bots/max/udmurtia-mio/",
            json.dumps(max_message(f"Вопрос {n}", user=user, mid=f"mid.{user}.{n}")),
            content_type="application/json",
            headers={"X-Max-Bot-Api-Secret": "s3cret"},
        )
        assert answer.status_code == 200

    try:
        for n in range(5):
            say(n)
            say(n)  # the platform repeats itself: counted once
        case = Case.objects.get()
        said = list(case.contacts.filter(direction="in").order_by("pk").values_list("status", flat=True))
        assert said == ["registered", "appended", "appended", "appended", "review"]
        assert "дополнений к делу за сутки больше 3" in case.contacts.get(status="review").reason
        for n in range(10, 15):
            Case.objects.update(state="closed")
            say(n)
        states = list(Case.objects.exclude(pk=case.pk).order_by("pk").values_list("state", flat=True))
        assert states[-1] == "review"
        assert Case.objects.count() == 6
        told = Delivery.objects.filter(channel="max", address="77").count()
        assert told == 3
        say(1, user=78)
        assert Case.objects.latest("pk").state == "new"
        deliver_ready()
    finally:
        fake.shutdown()
