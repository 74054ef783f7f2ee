"""Points of contact: what each serves, where a client is written to, and what happens when a letter comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from priemnaya.cases import actions
from priemnaya.cases.actions.points import choices_for, points_for
from priemnaya.cases.models import Case
from priemnaya.cases.standing import ways_to_complain
from priemnaya.channels.email.inbound import receive_letter
from priemnaya.core.models import Alert, Delivery, Event, Notice, Ruling
from priemnaya.errors import Objection
from priemnaya.people.interaction import filing_verdicts, points_of, ways_to
from priemnaya.people.models import InteractionPoint
from priemnaya.people.policies import order_of
from priemnaya.policy import Refused

from ..desk import Desk, as_read, looked_and_sent
from ..helpers import GOOD, as_part, case_of, drafted, made_ready, under_code
from ..mail.test_mail import letter
from ..stood import posted
from .test_every_value import CLAUSE, asking


def page(client: Client, case: Case, **session: Any) -> str:
    state = client.session
    state.update(under_code(case))
    state.save()
    return client.get(f"/{case.organisation.slug}/follow/{case.number}/").content.decode()


def test_novosibirsk_okn_2_1_1_and_novosibirsk_okn_2_1_2_and_novosibirsk_okn_2_1_4__a_point_serves_what_its_clause_says(
    cast: Any, client: Client
) -> None:
    body = cast.bodies["novosibirsk-okn"]
    served = {p.row.kind: p.functions for p in points_of(body)}
    assert served["site"] == ("inform",)
    assert served["phone"] == ("inform", "notify")
    assert {"intake", "register", "rate"} <= set(served["epgu"])
    for point, taken in (("site", "message"), ("phone", "message"), ("epgu", "service_application")):
        assert case_of(body, point=point, kind="service_application").kind == taken
    shown = client.get("/novosibirsk-okn/points/").content.decode()
    assert "п. 2.1.4" in shown
    assert "в рабочие часы инспекции" in shown
    assert "вход без ступеней" in shown


def test_a_body_without_clauses_on_points_follows_its_register(cast: Any) -> None:
    assert [v.citation for v in filing_verdicts(cast.udm, "phone", "intake") if not v.ok] == [
        f"{order_of('udmurtia-mio').act.citation}, реестр точек"
    ]
    assert not filing_verdicts(cast.udm, "post", "intake")
    assert case_of(cast.udm, point="max", kind="service_application").kind == "message"


def test_novosibirsk_okn_4_1__an_application_is_filed_in_person_by_post_or_through_the_state_portal(
    cast: Any, settings: Any
) -> None:
    body = cast.bodies["novosibirsk-okn"]
    settings.EXCHANGE = f"epgu+folder:///tmp/nowhere?body={body.slug}"
    assert {"in_person", "post", "epgu"} <= {p.row.kind for p in ways_to(body, "intake")}
    told = case_of(body, point="phone", kind="service_application", chosen_point="portal").contacts.get(direction="out")
    for way in ("через портал «Госуслуги»", "письмом по почте: 630000", "лично на приёме"):
        assert way in told.text


def test_novosibirsk_okn_4_2__the_result_goes_by_the_law_s_way_and_by_the_chosen_one(cast: Any) -> None:
    case = case_of(
        cast.bodies["novosibirsk-okn"],
        point="epgu",
        kind="service_application",
        chosen_point="email",
        external_id="700",
        second_point="portal",
        addresses={"epgu": "700", "email": "m@mail.example"},
        chosen_address="m@mail.example",
    )
    assert points_for(case, "result") == [("epgu", "700"), ("email", "m@mail.example"), ("portal", "")]
    assert points_for(case, "further_contact") == [("epgu", "700"), ("email", "m@mail.example")]


def test_an_appeal_on_paper_is_answered_on_paper_and_doubled_where_the_client_chose(cast: Any) -> None:
    case = made_ready(
        case_of(
            cast.udm,
            point="post",
            postal_address="426000, Ижевск, ул. Мира, 1",
            chosen_point="email",
            chosen_address="m@mail.example",
        ),
        cast.head,
    )
    actions.send_reply(drafted(case, cast.head), by=cast.head)
    went = case.contacts.filter(direction="out", subject__startswith="Ответ").order_by("pk")
    assert [(c.point, c.delivery.address) for c in went] == [
        ("post", "426000, Ижевск, ул. Мира, 1"),
        ("email", "m@mail.example"),
    ]


class TestChoice:
    """udmurtia-mio 2.1: whatever the point of entry, the client chooses, and the choice holds."""

    def test_udmurtia_mio_2_1__a_changed_choice_holds_from_then_on(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm, point="email", addresses={"email": "m@mail.example"}, chosen_point="")
        assert points_for(case, "further_contact") == [("email", "m@mail.example")]
        assert "Куда вам отвечать" in page(client, case)
        session = client.session
        session[f"person:{cast.udm.pk}"] = {"subject": "esia-1"}
        session.save()
        posted(
            client, f"/udmurtia-mio/follow/{case.number}/point/", {"point": "post", "address_post": "426000, Ижевск"}
        )
        case.refresh_from_db()
        assert points_for(case, "further_contact") == [("post", "426000, Ижевск")]
        assert Event.objects.filter(verb="case.point_chosen", subject_id=case.pk).exists()
        later = case_of(
            cast.udm, point="email", addresses={"email": "m@mail.example"}, chosen_point="", text="Ещё вопрос"
        )
        assert points_for(later, "further_contact") == [("post", "426000, Ижевск")]

    def test_a_stranger_who_knows_a_name_and_an_address_cannot_redirect_other_letters(
        self, cast: Any, client: Client
    ) -> None:
        mine = {
            "identity": "",
            "kind": "message",
            "addresses": {"email": "m@mail.example"},
            "chosen_point": "",
            "point": "email",
        }
        strange = case_of(cast.udm, **{**mine, "point": "portal", "chosen_point": "portal"})
        page(client, strange)
        posted(
            client,
            f"/udmurtia-mio/follow/{strange.number}/point/",
            {"point": "email", "address_email": "thief@mail.example"},
        )
        strange.refresh_from_db()
        assert strange.chosen_address == "thief@mail.example"
        later = case_of(cast.udm, **mine, text="Мой вопрос")
        assert later.client != strange.client
        assert later.chosen_address == "m@mail.example"
        assert later.client is not None
        assert not later.client.addresses.filter(address="thief@mail.example").exists()

    def test_a_wrong_choice_says_what_is_missing(self, cast: Any) -> None:
        case = case_of(cast.udm, addresses={}, chosen_point="portal")
        for point, address, wanted in (
            ("email", "не адрес", "адрес электронной почты"),
            ("post", "", "Напишите адрес"),
            ("phone", "8 912 000-00-00", "только для уведомлений"),
            ("vk", "1", "способ из списка"),
            ("", "", "Выберите"),
        ):
            with pytest.raises(Objection, match=wanted):
                actions.choose_point(case, point, address)
        case.refresh_from_db()
        assert case.chosen_point == "portal"

    def test_an_employee_writes_down_the_choice_the_client_named(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.executor)
        looked_and_sent(
            client,
            f"/w/cases/{case.pk}/point/",
            {
                "point": "email",
                "address_email": "m@mail.example",
                "second": "phone",
                "address_phone": "8 912 000-00-00",
            },
        )
        case.refresh_from_db()
        assert (case.chosen_point, case.chosen_address) == ("email", "m@mail.example")
        assert (case.second_point, case.second_address) == ("phone", "+79120000000")

    def test_where_to_answer_offers_no_point_that_only_tells(self, cast: Any, client: Client) -> None:
        """Seen: «Звонком» stood among the ways to answer, and was refused once chosen."""
        case = case_of(cast.udm)
        session = client.session
        session.update(under_code(case))
        session.save()
        own = client.get(f"/udmurtia-mio/follow/{case.number}/").content.decode()
        for page in (own, Desk(cast.executor).get(f"/w/cases/{case.pk}/").source):
            assert 'id="p-email"' in page and 'id="p-phone"' not in page
            assert '<option value="phone"' in page, "the second point may be one"

    def test_an_address_typed_at_a_point_not_chosen_is_not_dropped(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.executor)
        typed = {"point": "portal", "address_email": "не почта"}
        page = looked_and_sent(client, f"/w/cases/{case.pk}/point/", typed, follow=True).content.decode()
        assert "Записано: дальше" not in page
        assert "ничего не записано" in page
        assert not Event.objects.filter(verb="case.point_chosen", subject_id=case.pk).exists()
        for at in case.addresses.filter(channel="email"):  # what stands in the field by itself is no new address
            typed["address_email"] = at.address
        page = looked_and_sent(
            client, f"/w/cases/{case.pk}/point/", {**typed, "address_email": ""}, follow=True
        ).content.decode()
        assert "Записано: дальше" in page

    def test_the_same_kind_is_no_change(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.registrar)
        page = looked_and_sent(client, f"/w/cases/{case.pk}/kind/", {"kind": case.kind}, follow=True).content.decode()
        assert "Вид дела тот же" in page
        assert "сроки пересчитаны" not in page
        assert not Event.objects.filter(verb="case.kind_changed", subject_id=case.pk).exists()

    def test_a_point_for_notices_carries_no_answer_but_says_where_it_is(self, cast: Any, client: Client) -> None:
        """The telephone of this body only informs and notifies."""
        page = client.get("/udmurtia-mio/write/?all=1").content.decode()
        assert 'name="chosen_point" value="phone"' not in page.replace("id_chosen_point", "")
        assert '<option value="phone"' in page
        case = made_ready(case_of(cast.udm, chosen_point="phone", chosen_address="+79120000000"), cast.head)
        client.force_login(cast.head)
        client.post(f"/w/cases/{case.pk}/reply/start/")
        client.post(f"/w/cases/{case.pk}/reply/save/", {"text": GOOD, "letterhead": "on", "survey": "on"})
        client.post(f"/w/cases/{case.pk}/reply/send/", as_read(case))
        went = {c.point: c for c in case.contacts.filter(direction="out", subject__contains="твет")}
        assert "phone" in went
        assert "аренду участка" not in went["phone"].text
        assert "готов" in went["phone"].text
        answer = next(c for point, c in went.items() if point != "phone")
        assert answer.delivery is not None
        assert answer.delivery.payload["files"]
        assert answer.point in ("portal", "email")

    def test_an_answer_that_came_back_never_goes_to_a_point_for_notices(self, cast: Any) -> None:
        case = made_ready(
            case_of(cast.udm, chosen_point="email", addresses={"email": "m@mail.example", "phone": "+79120000000"}),
            cast.head,
        )
        actions.send_reply(drafted(case, cast.head), by=cast.head)
        gone = Delivery.objects.get(subject_type="case", subject_id=case.pk, channel="email", key__startswith="reply-")
        actions.delivery_bounced(gone, "нет такого адреса")
        again = Delivery.objects.filter(instead_of=gone).get()
        assert again.channel == "portal"

    def test_a_messenger_is_offered_only_to_whom_it_is_known(self, cast: Any) -> None:
        plain = case_of(cast.udm)
        writer = case_of(
            cast.udm,
            point="max",
            kind="social_message",
            addresses={"max": "42"},
            chosen_point="",
            identity="",
            surname="Ким",
        )
        assert "max" not in {p for p, _, _ in choices_for(plain)}
        assert ("max", "MAX", "42") in choices_for(writer)
        assert (writer.chosen_point, writer.chosen_address) == ("max", "42")


class TestDelivery:
    """What became of a letter is on the timeline; what comes back goes out by the next point."""

    def returned(self, cast: Any, **changes: Any) -> tuple[Case, Delivery]:
        case = case_of(cast.udm, chosen_point="email", chosen_address="old@mail.example", **changes)
        actions.assign_case(case, cast.executor, by=cast.head)
        row = Delivery.objects.get(subject_id=case.pk)
        actions.delivery_sent(row)
        row.refresh_from_db()
        return case, row

    def test_a_bounce_raises_a_task_and_falls_back_to_the_next_point(self, cast: Any) -> None:
        case, row = self.returned(cast, addresses={"email": "new@mail.example"}, point="portal")
        actions.delivery_bounced(row, "user unknown")
        again = Delivery.objects.get(instead_of=row)
        assert (again.channel, again.address, again.state) == ("email", "new@mail.example", "queued")
        assert again.payload["text"].startswith("Мы уже отправляли вам это письмо")
        assert again.payload["fulfils"] == "primary_reply"
        assert "Код доступа: тот, что вы получили сразу" in again.payload["text"]
        assert Alert.objects.filter(kind="bounce", subject_id=case.pk).exists()
        assert Notice.objects.filter(employee_id=cast.executor.pk, text__contains="вернулось").exists()

    def test_points_are_tried_once_each_and_the_page_is_the_last(self, cast: Any) -> None:
        _case, row = self.returned(cast, addresses={"email": "new@mail.example"}, postal_address="426000, Ижевск")
        seen = []
        for _ in range(6):
            actions.delivery_bounced(row, "нет такого")
            found = Delivery.objects.filter(instead_of=row).first()
            if found is None:
                break
            seen.append(found.channel)
            row = found
        assert seen == ["email", "post", "portal"]
        row.refresh_from_db()
        assert row.payload["text"].count("Мы уже отправляли") == 1

    def test_a_refused_address_falls_back_too(self, cast: Any) -> None:
        case, _ = self.returned(cast, addresses={})
        row = as_part(actions.send_to_client, case, _letter(), by=None)[0]
        actions.delivery_failed(row, "550", final=True)
        assert Delivery.objects.get(instead_of=row).channel == "portal"

    def test_delivered_and_read_are_shown_and_never_go_back(self, cast: Any, client: Client) -> None:
        case, row = self.returned(cast)
        assert actions.delivery_confirmed(row, "delivered")
        assert not actions.delivery_confirmed(row, "delivered")
        assert actions.delivery_confirmed(row, "read")
        assert not actions.delivery_confirmed(row, "delivered")
        client.force_login(cast.executor)
        assert "прочитано" in client.get(f"/w/cases/{case.pk}/").content.decode()

    def test_what_the_page_showed_is_read_when_the_client_opens_it(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm, chosen_point="portal")
        row = Delivery.objects.get(subject_id=case.pk)
        assert row.state == "shown"
        page(client, case)
        row.refresh_from_db()
        assert row.state == "read"
        assert row.read_at is not None


def _letter() -> Any:
    from priemnaya.cases.actions.veiling import Letter

    return Letter("Тема", "Текст", notice="term")


class TestFilingByMail:
    """novosibirsk-okn 2.1.3: an application by e-mail is not one; a pre-trial complaint by e-mail is taken with its
    term."""

    def test_novosibirsk_okn_2_1_3__letters_that_name_themselves_are_taken_for_what_they_are(self, cast: Any) -> None:
        body = cast.bodies["novosibirsk-okn"]
        application = receive_letter(
            body, letter("Заявление о предоставлении государственной услуги: прошу выдать разрешение.")
        )
        complaint = receive_letter(
            body, letter("Это досудебная жалоба: разрешение не выдали в срок.", Message_ID="<c@x>")
        )
        assert application.contact.case is not None
        assert complaint.contact.case is not None
        assert application.contact.case.kind == "message"
        assert "Подать можно так" in application.contact.case.contacts.get(direction="out").text
        assert complaint.contact.case.kind == "service_complaint"
        assert complaint.contact.case.due_at is not None

    def test_novosibirsk_okn_2_1_3__staff_cannot_make_an_application_of_a_letter_but_can_tell_the_ways(
        self, cast: Any, client: Client
    ) -> None:
        head = cast.head_of("novosibirsk-okn")
        case = receive_letter(cast.bodies["novosibirsk-okn"], letter("Прошу выдать разрешение на ремонт.")).contact.case
        assert case is not None
        with pytest.raises(Refused) as stopped:
            actions.change_kind(case, "service_application", by=head)
        assert [v.clause for v in stopped.value.verdicts] == ["2.1.3"]
        client.force_login(head)
        looked_and_sent(client, f"/w/cases/{case.pk}/ways/", {"kind": "service_application"})
        assert "Подать можно так" in case.contacts.filter(direction="out").order_by("-pk")[0].text
        actions.change_kind(case, "service_complaint", by=head)

    def test_a_message_of_an_unproved_person_cannot_become_an_appeal_by_a_click(self, cast: Any) -> None:
        case = case_of(cast.udm, point="email", identity="", kind="message")
        with pytest.raises(Refused, match="личность"):
            actions.change_kind(case, "appeal", by=cast.registrar)


def test_a_complaint_by_telephone_is_a_message_and_whoever_registers_it_hears_why(cast: Any, client: Client) -> None:
    client.force_login(cast.registrar)
    typed = {"point": "phone", "kind": "appeal_complaint", "text": "Жалуюсь на грубость.", "surname": "Лесин"}
    page = client.post("/w/cases/new/", typed, follow=True).content.decode()
    assert "Записано как «сообщение», а не «жалоба»" in page and "реестр точек" in page
    case = Case.objects.latest("pk")
    assert (case.kind, case.asked_kind) == ("message", "appeal_complaint")
    assert Ruling.objects.filter(subject_id=case.pk, kind="point_serves", ok=False, stopped=True).exists()
    typed |= {"point": "post", "text": "Жалуюсь на грубость письмом."}
    assert "Записано как" not in client.post("/w/cases/new/", typed, follow=True).content.decode()
    assert Case.objects.latest("pk").kind == "appeal_complaint", "on paper the law takes it"


def test_ways_to_complain_name_the_points_of_the_body_and_no_dash(cast: Any, settings: Any) -> None:
    settings.EXCHANGE = f"epgu+folder:///tmp/nowhere?body={cast.udm.slug}"
    case = case_of(cast.udm, point="phone")
    assert any("Госуслуги" in way for way in ways_to_complain(case))
    points = InteractionPoint.objects.filter(organisation=cast.udm)
    points.filter(kind="epgu").delete()
    case.organisation.address = ""
    told = "; ".join(ways_to_complain(case))
    assert points.get(kind="post").address in told and points.get(kind="in_person").address in told
    assert "—" not in told and "Госуслуги»" not in told
    points.filter(kind__in=("post", "in_person")).delete()
    told = "; ".join(ways_to_complain(case))
    assert cast.udm.name in told and "на приёме" not in told


def test_a_telephone_for_inquiries_alone_takes_nothing_down(cast: Any, client: Client) -> None:
    """«По телефону — только справки»: the registrar is stopped by the clause and goes on by the law's other ways."""
    rule = {"point": "phone", "functions": ["inform"], "only": True}
    typed = {"point": "phone", "kind": "message", "text": "Где получить справку?", "surname": "Лесин"}
    client.force_login(cast.registrar)
    with asking(cast, "point_serves", rule):
        for kind in ("message", "appeal", "appeal_complaint"):
            page = client.post("/w/cases/new/", {**typed, "kind": kind})
            shown = page.content.decode()
            assert page.status_code == 422 and CLAUSE in shown and "как подать правильно" in shown, kind
        assert not Case.objects.filter(point="phone").exists()
        assert Ruling.objects.filter(clause=CLAUSE, kind="point_serves", ok=False, stopped=True).exists()
        client.post("/w/cases/new/", {**typed, "point": "post"})
        assert Case.objects.latest("pk").point == "post"
        assert case_of(cast.udm, point="phone", kind="message").kind == "message", "what came by itself is never lost"
    with asking(cast, "point_serves", {**rule, "only": False}):
        client.post("/w/cases/new/", {**typed, "text": "И ещё вопрос о справке."})
        assert Case.objects.latest("pk").point == "phone"


def test_no_page_of_clients_promises_a_point_that_nothing_comes_by(cast: Any, client: Client, settings: Any) -> None:
    """Contacts, ways of filing told in letters, forms: the state portal without an exchange is named by none."""
    body, told = cast.bodies["novosibirsk-okn"], "Портал госуслуг"
    settings.EXCHANGE = ""
    contacts = client.get("/novosibirsk-okn/points/").content.decode()
    assert told not in contacts and "Горячая" not in contacts
    assert "epgu" not in {p.row.kind for p in ways_to(body, "intake")}
    filed = case_of(body, point="phone", kind="service_application", chosen_point="portal")
    assert "Госуслуг" not in filed.contacts.get(direction="out").text
    assert not any("Госуслуг" in way for way in ways_to_complain(filed))
    client.force_login(cast.head_of("novosibirsk-okn"))
    assert "обмен не настроен" in client.get("/w/points/").content.decode()
    settings.EXCHANGE = f"epgu+folder:///tmp/nowhere?body={body.slug}"
    assert told in client.get("/novosibirsk-okn/points/").content.decode()
    assert "epgu" in {p.row.kind for p in ways_to(body, "intake")}
