"""Consents are records of their own; mailings go only where one covers them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from priemnaya.channels.base import deliver_ready
from priemnaya.channels.email.smtp import compose
from priemnaya.core.models import Delivery, Event
from priemnaya.errors import Objection
from priemnaya.outreach.actions import mailings as acts
from priemnaya.outreach.audience import LeftOut, audience, left_out
from priemnaya.outreach.models import Mailing, MailingRecipient
from priemnaya.people.actions.consents import active, consent_verdicts, give_consent, text_of, withdraw_consent
from priemnaya.people.models import Client, Consent
from priemnaya.policy import Refused

from ..helpers import as_part, case_of, under_code


def client_of(organisation: Any, n: int = 1, *, agreed: bool = True, **fields: Any) -> Client:
    case = case_of(
        organisation,
        identity=f"esia-{n}",
        addresses={"email": f"c{n}@mail.example"},
        surname=f"Клиентов{n}",
        text=f"Вопрос {n}",
        **fields,
    )
    assert case.client is not None
    if agreed:
        give_consent(case.client, "mailing", how="portal", ip="10.0.0.1")
    return case.client


def mailing(cast: Any, **fields: Any) -> Mailing:
    given = {
        "subject": "Приём по земле",
        "text": "Здравствуйте! В среду ответим на вопросы о земле.",
        "client_kinds": [],
        "by": cast.head,
    }
    return acts.create_mailing(cast.udm, **{**given, **fields})


def test_a_consent_keeps_its_words_version_and_way(cast: Any, client: Browser) -> None:
    case = case_of(cast.udm)
    session = client.session
    session.update(under_code(case))
    session[f"person:{cast.udm.pk}"] = {"subject": "esia-1"}
    session.save()
    url = f"/udmurtia-mio/follow/{case.number}/consents/"
    page = client.get(url).content.decode()
    assert "Министерство имущественных отношений" in page
    assert page.count("Согласен(на)") == 3
    assert not Consent.objects.exists()
    client.post(url, {"purpose": "mailing", "do": "give"})
    consent = Consent.objects.get()
    assert (consent.purpose, consent.given_how, consent.version, consent.given_ip) == (
        "mailing",
        "portal",
        "2025-09-01",
        "127.0.0.1",
    )
    assert consent.text == text_of(cast.udm, "mailing").text
    client.post(url, {"purpose": "mailing", "do": "withdraw"})
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert {"consent.given", "consent.withdrawn"} <= set(Event.objects.values_list("verb", flat=True))


def test_somebody_unproved_confirms_from_the_mailbox_itself(cast: Any, client: Browser) -> None:
    case = case_of(cast.udm, identity="", kind="message", addresses={"email": "m@mail.example"})
    session = client.session
    session.update(under_code(case))
    session.save()
    url = f"/udmurtia-mio/follow/{case.number}/consents/"
    client.post(url, {"purpose": "mailing", "do": "give"})
    assert not Consent.objects.exists()
    letter = Delivery.objects.get(channel="email", payload__subject="Подтвердите согласие")
    assert letter.address == "m@mail.example"
    link = re.search(r"http\S+(/udmurtia-mio/consent/\S+)", letter.payload["text"])
    assert link
    other = Browser()
    assert "Согласен(на)" in other.get(link[1]).content.decode()
    assert not Consent.objects.exists()
    assert other.get(link[1].replace("consent/", "consent/x")).status_code == 410
    other.post(link[1])
    assert Consent.objects.get().purpose == "mailing"
    assert other.post(link[1]).status_code == 410
    assert letter.payload["text"].count("/consent/") == 1
    assert link[1] not in client.get(f"/udmurtia-mio/follow/{case.number}/").content.decode()
    no_address = case_of(cast.udm, identity="", kind="message", addresses={}, surname="Другая", text="Без почты")
    session.update(under_code(no_address))
    session.save()
    answer = client.post(
        f"/udmurtia-mio/follow/{no_address.number}/consents/", {"purpose": "mailing", "do": "give"}, follow=True
    )
    assert "адреса электронной почты в этом деле нет" in answer.content.decode()
    assert "Согласен(на)" not in answer.content.decode()  # no button that answers with a refusal
    assert "Согласие подтверждают по ссылке в письме" in answer.content.decode()


def test_the_message_form_asks_for_no_consent_and_an_address_alone_gives_none(cast: Any, client: Browser) -> None:
    assert "рассылк" not in client.get("/udmurtia-mio/write/?all=1").content.decode()
    one = client_of(cast.udm, agreed=False)
    assert active(one, "mailing") is None


def test_staff_write_down_a_consent_given_in_person_or_by_phone(cast: Any, client: Browser) -> None:
    one = client_of(cast.udm, agreed=False)
    client.force_login(cast.executor)
    client.post(f"/w/clients/{one.pk}/consents/", {"purpose": "mailing", "how": "phone", "do": "give"})
    consent = Consent.objects.get()
    assert (consent.given_how, consent.recorded_by) == ("phone", cast.executor)
    client.post(f"/w/clients/{one.pk}/consents/", {"purpose": "mailing", "how": "in_person", "do": "withdraw"})
    consent.refresh_from_db()
    assert (consent.withdrawn_how, consent.withdrawn_by) == ("in_person", cast.executor)
    client.force_login(cast.stranger)
    assert client.post(f"/w/clients/{one.pk}/consents/", {"purpose": "mailing", "how": "phone"}).status_code == 404


@pytest.mark.parametrize("do", ["give", "withdraw"])
def test_another_way_than_the_known_ones_is_refused_in_words(cast: Any, client: Browser, do: str) -> None:
    one = client_of(cast.udm, agreed=do == "withdraw")
    client.force_login(cast.registrar)
    typed = {"purpose": "mailing", "how": "последний день словами", "do": do}
    page = client.post(f"/w/clients/{one.pk}/consents/", typed, follow=True)
    assert "на сайте, лично, по телефону или письмом" in page.content.decode()
    assert bool(active(one, "mailing")) is (do == "withdraw"), "nothing is done"


def test_wrong_consents_are_refused(cast: Any) -> None:
    one = client_of(cast.udm, agreed=False)
    for purpose, how in (("odd", "portal"), ("mailing", "rumour"), ("mailing", "phone")):
        with pytest.raises(Objection, match=r"[Сс]огласи"):
            give_consent(one, purpose, how=how)
    first = give_consent(one, "mailing", how="portal")
    assert give_consent(one, "mailing", how="portal") == first
    assert withdraw_consent(first, how="portal")
    assert not withdraw_consent(first, how="portal")


def test_udmurtia_mio_3_13_and_novosibirsk_okn_2_2__a_mailing_goes_only_to_who_agreed_and_refuses_others_with_the_clause(
    cast: Any,
) -> None:
    for body, clause in ((cast.udm, "3.13"), (cast.bodies["novosibirsk-okn"], "2.2")):
        yes, no = client_of(body, 1), client_of(body, 2, agreed=False)
        letter = acts.create_mailing(
            body, subject="x", text="Здравствуйте!", client_kinds=[], by=cast.head_of(body.slug)
        )
        assert list(audience(letter)) == [yes]
        assert left_out(letter) == LeftOut(disagreed=1, unproved=0, stopped=0)
        with pytest.raises(Refused) as refused:
            as_part(acts.add_recipient, letter, no)
        assert clause in {v.clause for v in refused.value.verdicts}
        assert acts.start_mailing(letter, by=cast.head_of(body.slug)) == 1
        assert not [v for v in consent_verdicts(yes, "mailing") if not v.ok]


def test_one_click_stops_it_all_rfc_8058(cast: Any, client: Browser) -> None:
    client_of(cast.udm)
    acts.start_mailing(mailing(cast), by=cast.head)
    row = Delivery.objects.get(subject_type="mailing")
    letter = compose(row)
    token = MailingRecipient.objects.get().token
    url = f"/udmurtia-mio/unsubscribe/{token}/"
    assert letter["List-Unsubscribe"].endswith(f"{url}>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Отписаться" in client.get(url).content.decode()
    assert Consent.objects.get().withdrawn_at is None
    one_click = Browser(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert Consent.objects.get().withdrawn_how == "link"
    assert client.get("/udmurtia-mio/unsubscribe/guess/").status_code == 404
    assert client.get(f"/altai-zags/unsubscribe/{token}/").status_code == 404


def test_a_consent_withdrawn_after_the_start_still_stops_the_letter(cast: Any, settings: Any) -> None:
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    one = client_of(cast.udm)
    Delivery.objects.filter(state="queued").update(
        next_at=timezone.now() + dt.timedelta(days=1)
    )  # only the mailing now
    acts.start_mailing(mailing(cast), by=cast.head)
    withdraw_consent(Consent.objects.get(client=one), how="phone", by=cast.head)
    deliver_ready()
    row = Delivery.objects.get(subject_type="mailing")
    assert (row.state, row.error) == ("dead", "Клиент отозвал согласие на рассылку.")


def test_pause_resume_cancel_and_report(cast: Any) -> None:
    for n in range(3):
        client_of(cast.udm, n)
    letter = mailing(cast)
    acts.start_mailing(letter, by=cast.head)
    letter.refresh_from_db()
    acts.pause_mailing(letter, by=cast.head)
    assert not Delivery.objects.ready(timezone.now()).filter(subject_type="mailing").exists()
    acts.resume_mailing(letter, by=cast.head)
    row = Delivery.objects.filter(subject_type="mailing").order_by("pk")[0]
    acts.mailing_sent(row)
    acts.mailing_confirmed(row, "delivered")
    assert acts.report_of(letter) == {"all": 3, "waiting": 2, "sent": 1, "delivered": 1, "failed": 0, "unsubscribed": 0}
    acts.cancel_mailing(letter, by=cast.head)
    assert acts.report_of(letter)["failed"] == 2
    for act in (acts.pause_mailing, acts.resume_mailing, acts.cancel_mailing):
        with pytest.raises(Objection, match=r"[Рр]ассылк"):
            act(letter, by=cast.head)


def test_a_scheduled_mailing_begins_by_itself_and_the_last_letter_ends_it(cast: Any) -> None:
    client_of(cast.udm)
    letter = mailing(cast)
    with pytest.raises(Objection, match="будущем"):
        acts.schedule_mailing(letter, timezone.now(), by=cast.head)
    acts.schedule_mailing(letter, timezone.now() + dt.timedelta(minutes=5), by=cast.head)
    assert acts.start_due(cast.udm) == 0
    Mailing.objects.update(scheduled_at=timezone.now() - dt.timedelta(seconds=1))
    assert acts.start_due(cast.udm) == 1
    acts.mailing_sent(Delivery.objects.get(subject_type="mailing"))
    letter.refresh_from_db()
    assert letter.state == "done"


def test_only_the_chosen_kinds_and_nobody_at_another_body(cast: Any) -> None:
    client_of(cast.udm, 1)
    firm = client_of(
        cast.udm, 2, client_kind="legal_entity", company="ООО «Ромашка»", vouched=("email", "company", "kind")
    )
    stranger = client_of(cast.altai, 3)
    letter = mailing(cast, client_kinds=["legal_entity"])
    assert list(audience(letter)) == [firm]
    with pytest.raises(Objection, match="другого органа"):
        as_part(acts.add_recipient, letter, stranger)
    firm.addresses.all().delete()
    with pytest.raises(Objection, match="некому"):
        acts.start_mailing(letter, by=cast.head)


def test_the_pages_preview_test_and_schedule(cast: Any, client: Browser) -> None:
    client_of(cast.udm)
    client.force_login(cast.head)
    assert client.post("/w/mailings/new/", {"subject": "", "text": "x"}).status_code == 422
    client.post("/w/mailings/new/", {"subject": "Приём", "text": "В связи с вышеизложенным приходите."})
    letter = Mailing.objects.get()
    page = client.get(f"/w/mailings/{letter.pk}/").content.decode()
    assert "дали согласие на рассылку" in page
    assert "п. 3.13" in page
    assert "Что исправить в тексте" in page
    client.post(f"/w/mailings/{letter.pk}/act/", {"do": "test", "to": "me@mail.example"})
    assert Delivery.objects.get(address="me@mail.example").payload["subject"] == "[Проба] Приём"
    client.post(f"/w/mailings/{letter.pk}/act/", {"do": "schedule", "at": "2030-01-01T10:00", "seen": letter.version})
    letter.refresh_from_db()
    assert letter.state == "scheduled"
    client.post(f"/w/mailings/{letter.pk}/act/", {"do": "start", "seen": letter.version})
    letter.refresh_from_db()
    assert letter.state == "sending"
    client.force_login(cast.stranger)
    assert client.get(f"/w/mailings/{letter.pk}/").status_code == 404
    client.force_login(cast.executor)
    assert client.get("/w/mailings/").status_code == 403
