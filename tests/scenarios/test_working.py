"""What staff do with a case, clause by clause."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.drafting import StaleDraft
from priemnaya.cases.actions.working import Question
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.models import Case, Contact
from priemnaya.cases.suggested import suggestions
from priemnaya.core.models import Alert, Delivery, Event, Notice, Obligation, Ruling
from priemnaya.desk import actions as desk
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.knowledge.models import Topic
from priemnaya.people.models import (
    CalendarDecree,
    DocumentSeen,
    MergeSuggestion,
    OrderAcknowledgement,
    RegionalDayRow,
)
from priemnaya.people.models import (
    Client as Person,
)
from priemnaya.policy import Refused
from priemnaya.programme.compliance import board, cases_behind
from priemnaya.programme.rollups import refresh_rollups

from ..desk import Desk, looked_and_sent
from ..helpers import (
    GOOD,
    came_in,
    case_of,
    clauses,
    drafted,
    joins,
    local_day,
    made_ready,
    message,
    owed,
    recounted,
    sent_on,
    words_of,
)


def sent_to(case: Case, subject: str) -> list[tuple[str, str]]:
    return [
        (c.point, c.delivery.address)
        for c in case.contacts.filter(direction="out", subject__contains=subject).order_by("pk")
        if c.delivery
    ]


def test_udmurtia_mio_3_5__the_primary_reply_says_received_number_and_term(cast: Any) -> None:
    received = came_in(cast.udm, chosen_point="email")
    assert received.case is not None
    letter = Delivery.objects.get(subject_id=received.case.pk)
    assert received.case.number in letter.payload["text"]
    assert received.code in letter.payload["text"]
    assert "Ответим по существу до" in letter.payload["text"]
    primary = owed(received.case, "primary_reply")
    assert primary is not None
    assert primary.fulfilled_at is None
    actions.delivery_sent(letter)
    primary.refresh_from_db()
    assert primary.kept is True


def test_udmurtia_mio_3_5_2__the_term_is_told_in_one_click(cast: Any) -> None:
    case = case_of(cast.udm)
    actions.tell_term(case, by=cast.executor)
    assert "до" in case.contacts.filter(subject__startswith="Срок ответа").get().text
    assert Event.objects.filter(verb="case.term_told", subject_id=case.pk).exists()


def test_udmurtia_mio_3_6__the_notice_of_forwarding_is_doubled_on_the_second_point(cast: Any) -> None:
    case = case_of(cast.udm, chosen_point="portal", second_point="email", second_address="Second@Mail.example")
    sent_on(case, "Администрация города Ижевска", by=cast.registrar)
    assert sent_to(case, "переслали") == [("portal", ""), ("email", "second@mail.example")]
    assert case.state == "forwarded"
    assert not Obligation.objects.about("case", case.pk).open().filter(what="reply_on_substance").exists()


def test_udmurtia_mio_2_1__whatever_the_channel_of_entry_the_answer_goes_to_the_chosen_point(cast: Any) -> None:
    by_post = case_of(cast.udm, point="post", identity="", chosen_point="email")
    actions.clarify_case(by_post, "Какой у вас участок?", by=cast.executor)
    assert sent_to(by_post, "Уточнение") == [("email", "maria@mail.example")]


def test_udmurtia_mio_2_1_2__a_second_point_is_offered_and_kept(cast: Any, client: Client) -> None:
    assert 'name="second_point"' in client.get("/udmurtia-mio/write/?all=1").content.decode()
    assert 'name="second_point"' not in client.get("/chelyabinsk-edu/write/?all=1").content.decode()


def test_udmurtia_mio_3_8_and_udmurtia_mio_1_3_7__a_question_to_the_client_stops_no_term(cast: Any) -> None:
    case = case_of(cast.udm)
    before = owed(case, "reply_on_substance")
    actions.clarify_case(case, "Какой у вас участок?", by=cast.executor)
    after = owed(case, "reply_on_substance")
    assert before is not None
    assert after is not None
    assert (before.due_at, case.state) == (after.due_at, "waiting")


def test_udmurtia_mio_3_2__several_questions_each_with_topic_and_need(cast: Any) -> None:
    case = case_of(cast.udm)
    topics = Topic.objects.current().filter(depth=4)[:2]
    actions.classify_case(
        case, [Question("Аренда", topics[0], "Оформить"), Question("Налог", topics[1], "")], by=cast.registrar
    )
    reply = drafted(case, cast.executor)
    with pytest.raises(Refused) as stopped:
        actions.send_reply(reply, by=cast.head)
    assert "3.2" in clauses(stopped.value.verdicts)


def test_udmurtia_mio_3_3__an_urgent_case_owes_its_answer_sooner_and_says_why(cast: Any) -> None:
    case = case_of(cast.udm)
    actions.assess_urgency(case, "urgent", "Торги через две недели", by=cast.registrar)
    urgent, ordinary = owed(case, "urgent_reply"), owed(case, "reply_on_substance")
    assert urgent is not None
    assert ordinary is not None
    assert urgent.due_at < ordinary.due_at
    assert "не сверен" in urgent.reasoning
    case.refresh_from_db()
    assert case.due_at is not None
    assert case.due_at <= urgent.due_at


def test_udmurtia_mio_3_4__the_classifier_suggests_three_and_decides_nothing(cast: Any) -> None:
    case = case_of(cast.udm, text="Предоставление земельного участка в аренду", subject="Аренда земли")
    (asked,) = suggestions(case)
    assert 2 <= len(asked.topics) <= 3
    assert not case.questions.filter(topic__isnull=False).exists()
    assert Topic.objects.current().count() > 2000


def test_udmurtia_mio_3_11_2__references_move_to_endnotes_once(cast: Any) -> None:
    from priemnaya.plain import move_to_endnotes

    text = (
        "Это установлено Федеральным законом от 02.05.2006 № 59-ФЗ «О порядке». Повторим: Федеральным законом от"
        " 02.05.2006 № 59-ФЗ «О порядке»."
    )
    moved, notes = move_to_endnotes(text)
    assert notes == ["Федеральный закон от 02.05.2006 № 59-ФЗ «О порядке»"]
    assert moved == "Это установлено законом [1]. Повторим: законом [1]."


def test_udmurtia_mio_3_12__the_letter_carries_the_survey_link(cast: Any) -> None:
    case = made_ready(case_of(cast.udm, chosen_point="email"), cast.registrar)
    reply = actions.send_reply(drafted(case, cast.executor), by=cast.head)
    letter = Delivery.objects.get(key=f"reply-{reply.pk}:email:0")
    assert f"/udmurtia-mio/rate/{reply.survey_token}/" in letter.payload["text"]
    assert reply.pdf is not None
    assert reply.pdf.read().startswith(b"%PDF")
    assert Ruling.objects.filter(clause="3.12", ok=True, subject_type="case", subject_id=case.pk).exists()


def test_udmurtia_mio_3_7__in_a_messenger_no_letterhead_is_made(cast: Any) -> None:
    case = made_ready(case_of(cast.udm, chosen_point="max"), cast.registrar)
    reply = actions.send_reply(drafted(case, cast.executor), by=cast.head)
    assert reply.pdf is None


def test_udmurtia_mio_1_1__law_holds_over_the_order_and_the_strictest_is_named(cast: Any) -> None:
    complaint = case_of(cast.udm, kind="service_complaint")
    term = owed(complaint, "reply_on_substance")
    assert term is not None
    assert (term.layer, term.citation) == ("federal", "210-ФЗ, ст. 11.2 ч. 6")


def test_udmurtia_mio_order_4_and_altai_zags_order_2__staff_acknowledge_the_order(cast: Any, client: Client) -> None:
    client.force_login(cast.executor)
    client.post("/w/order/acknowledge/")
    client.post("/w/order/acknowledge/")
    assert OrderAcknowledgement.objects.filter(employee=cast.executor).count() == 1
    client.force_login(cast.head)
    page = client.get("/w/order/").content.decode()
    assert f"{cast.executor.full_name} —" in page


def test_udmurtia_mio_3_1__paper_keeps_the_same_rules(cast: Any, client: Client) -> None:
    client.force_login(cast.registrar)
    client.post(
        "/w/cases/new/",
        {
            "point": "post",
            "kind": "appeal",
            "text": "Прошу продлить аренду",
            "surname": "Иванова",
            "name": "Мария",
            "postal_address": "Ижевск, ул. Мира, 1",
            "chosen_point": "post",
        },
    )
    case = Case.objects.get()
    assert case.kind == "appeal"
    assert owed(case, "reply_on_substance") is not None
    task = Delivery.objects.get()
    assert (task.channel, task.state) == ("post", "queued")
    client.post(f"/w/cases/{case.pk}/handed-over/", {"delivery": task.pk})
    task.refresh_from_db()
    assert task.state == "sent"


def test_udmurtia_mio_1_3_2_and_udmurtia_mio_2_2__a_contact_keeps_its_files_and_original(cast: Any) -> None:
    case = case_of(cast.udm, files=(IncomingFile("план.pdf", b"x" * 3_000_000, "application/pdf"),), raw=b"raw")
    contact = case.contacts.get(direction="in")
    assert contact.attachments.get().file.read() == b"x" * 3_000_000
    assert contact.raw is not None


def test_chechnya_minnats_4_1_14__a_complaint_never_goes_to_the_person_complained_of(cast: Any) -> None:
    case = case_of(cast.udm, kind="appeal_complaint", complained_of=cast.executor.pk)
    with pytest.raises(Refused, match="Жалоба на этого сотрудника"):
        actions.assign_case(case, cast.executor, by=cast.registrar)
    with pytest.raises(Refused):
        sent_on(case, f"Начальник {cast.executor.surname}", by=cast.registrar)
    actions.assign_case(case, cast.colleague, by=cast.registrar)


def test_chechnya_minnats_2_1_need__the_need_is_recorded_apart_from_the_topic(cast: Any) -> None:
    case = made_ready(case_of(cast.bodies["chechnya-minnats"]), cast.head_of("chechnya-minnats"))
    question = case.questions.get()
    assert question.topic is not None
    assert question.need == case.organisation.needs[0]


def test_chechnya_minnats_2_1_client_and_altai_zags_2_client__kinds_of_clients_and_subordinates(cast: Any) -> None:
    from priemnaya.people.models.clients import KINDS

    for body in ("altai-zags", "chechnya-minnats"):
        assert set(cast.bodies[body].client_kinds) <= set(KINDS)
        assert cast.bodies[body].subordinates.exists()


def test_altai_zags_4_16_and_chelyabinsk_edu_1_4_16__who_did_what_is_in_the_journal(cast: Any) -> None:
    case = case_of(cast.altai)
    head = cast.head_of("altai-zags")
    actions.assign_case(case, head, by=head)
    event = Event.objects.get(verb="case.assigned", subject_id=case.pk)
    assert (event.actor_id, event.organisation_id) == (head.pk, cast.altai.pk)


def test_altai_zags_6_points_and_chelyabinsk_edu_2_points_and_chechnya_minnats_2_1_points__points_name_their_act(
    cast: Any, client: Client
) -> None:
    """The orders say that some act approves the points and name none: it is not passed off as the order itself, staff
    are asked for it, and once written down it stands on the public page."""
    for body in ("altai-zags", "chelyabinsk-edu", "chechnya-minnats"):
        points = list(cast.bodies[body].points.all())
        assert all(p.functions and not p.approved_by for p in points)
        desk = Desk(cast.hire(f"admin-{body}", cast.bodies[body], "Админов", "admin"))
        assert "акт не указан" in desk.get("/w/points/").text
        typed = {"kind": points[0].kind, "name": points[0].name, "address": points[0].address, "function": ["inform"]}
        saved = desk.post(f"/w/points/{points[0].pk}/save/", **typed, approved_by="Приказ № 7")
        assert "Приказ № 7" in saved.text, saved.text
        assert "Приказ № 7" in client.get(f"/{body}/points/").content.decode()


def test_altai_zags_4_15_and_chelyabinsk_edu_1_4_15_and_udmurtia_mio_1_3_10_and_chechnya_minnats_4_1_18__a_complaint_gets_a_measure_with_owner_and_date(
    cast: Any, client: Client
) -> None:
    case = case_of(cast.udm, kind="appeal_complaint")
    client.force_login(cast.head)
    assert "Разбор" in words_of(client.get(f"/w/cases/{case.pk}/"))
    day = local_day(cast.udm, plus=60)
    client.post(
        f"/w/cases/{case.pk}/measure/", {"text": "Перепишем памятку", "owner": cast.executor.pk, "due_on": f"{day}"}
    )
    term = owed(case, "complaint_review")
    assert term is not None
    assert term.kept is True
    page = client.get(f"/w/cases/{case.pk}/").content.decode()
    assert "Перепишем памятку" in page
    assert f"{day:%d.%m.%Y}" in page


def test_altai_zags_4_15__a_low_rating_is_reviewed_too(cast: Any) -> None:
    from priemnaya.outreach.actions.surveys import rate_reply

    head = cast.head_of("altai-zags")
    case = made_ready(case_of(cast.altai), head)
    rate_reply(actions.send_reply(drafted(case, head), by=head), satisfaction=1)
    term = owed(case, "complaint_review")
    assert term is not None
    assert term.clause == "4.15"


def answered_before(cast: Any, case: Case) -> None:
    """An earlier case about the same, answered, and linked to this one by people."""
    earlier = made_ready(case_of(cast.udm), cast.registrar)
    actions.send_reply(drafted(earlier, cast.executor), by=cast.head)
    actions.link_cases(case, Case.objects.get(pk=earlier.pk), kind="related", by=cast.registrar)


class TestLaw:
    """The federal layer."""

    def test_an_unidentified_electronic_appeal_is_a_message_and_is_told_the_ways(
        self, cast: Any, settings: Any
    ) -> None:
        settings.EXCHANGE = f"epgu+folder:///tmp/nowhere?body={cast.udm.slug}"
        case = case_of(cast.udm, identity="")
        assert (case.kind, case.asked_kind) == ("message", "appeal")
        assert "через портал «Госуслуги»" in case.contacts.get(direction="out").text

    def test_on_paper_it_is_an_appeal(self, cast: Any) -> None:
        assert case_of(cast.udm, identity="", point="post").kind == "appeal"

    def test_before_2025_03_30_it_was_an_appeal(self, cast: Any) -> None:
        at = dt.datetime(2025, 3, 3, 10, tzinfo=cast.udm.zone)
        assert case_of(cast.udm, identity="", at=at).kind == "appeal"

    def test_an_extension_needs_a_reason_notice_and_thirty_days_at_most(self, cast: Any) -> None:
        case = case_of(cast.udm)
        before = owed(case, "reply_on_substance")
        for days, reason in ((31, "запрос"), (30, "")):
            with pytest.raises(Refused):
                actions.extend_case(case, days, reason, by=cast.head)
        actions.extend_case(case, 20, "Запросили документы в Росреестре", by=cast.head)
        with pytest.raises(Refused):
            actions.extend_case(case, 20, "ещё", by=cast.head)
        after = owed(case, "reply_on_substance")
        assert before is not None
        assert after is not None
        assert after.due_at > before.due_at
        assert "Росреестре" in case.contacts.filter(subject__contains="продлён").get().text

    @pytest.mark.parametrize(
        ("outcome", "facts", "notice", "ok"),
        [
            ("repeated", {}, "Ответы даны", False),
            ("repeated", {"previous_answers": 5}, "Ответы даны", False),  # what a caller says is no proof
            ("answered_on_site", {}, "Ответ на сайте", False),
            ("answered_on_site", {"site_address": "https://x.example"}, "Ответ на сайте", True),
            ("no_name_or_address", {}, "", False),
            ("court_decision", {}, "Порядок обжалования: в суд", True),
            ("abusive", {"reason": "угрозы"}, "Просим писать вежливо", True),
        ],
    )
    def test_each_ground_of_article_11_has_its_conditions(
        self, cast: Any, outcome: str, facts: dict[str, Any], notice: str, ok: bool
    ) -> None:
        case = case_of(cast.udm)
        if ok:
            actions.close_case(case, outcome, by=cast.head, notice=notice, facts=facts)
            assert case.state == "closed"
        else:
            with pytest.raises(Refused):
                actions.close_case(case, outcome, by=cast.head, notice=notice, facts=facts)

    def test_only_the_head_stops_correspondence_and_only_after_two_answers(self, cast: Any, client: Client) -> None:
        client.force_login(cast.head)
        case = made_ready(case_of(cast.udm), cast.head)
        typed = {"outcome": "repeated", "notice": "Мы ответили вам дважды.", "no_new_arguments": "1"}
        for n in range(2):
            said = looked_and_sent(client, f"/w/cases/{case.pk}/close/", typed, follow=True).content.decode()
            assert f"не меньше 2, а связано {n}" in said
            earlier = made_ready(case_of(cast.udm), cast.head)
            actions.send_reply(drafted(earlier, cast.head), by=cast.head)
            client.post(f"/w/cases/{case.pk}/link/", {"number": earlier.number})
        with pytest.raises(Refused, match="руководитель"):
            actions.close_case(case, "repeated", by=cast.executor, notice="всё")
        looked_and_sent(client, f"/w/cases/{case.pk}/close/", typed)
        assert Case.objects.get(pk=case.pk).outcome == "repeated"

    def test_an_outcome_of_appeals_is_unknown_to_messages(self, cast: Any) -> None:
        with pytest.raises(Objection, match="не знает"):
            actions.close_case(case_of(cast.udm, kind="message"), "repeated", by=cast.head)

    def test_a_new_holiday_recomputes_open_terms_and_says_why(self, cast: Any) -> None:
        case = case_of(cast.udm)
        term = owed(case, "reply_on_substance")
        assert term is not None
        day = cast.udm.local(term.due_at).date()
        RegionalDayRow.objects.create(region="RU-UD", date=day, name="День республики", act="Указ")
        assert recounted(cast.udm, "добавлен региональный день", by=cast.admin) == 1
        term.refresh_from_db()
        assert cast.udm.local(term.due_at).date() < day
        assert "добавлен региональный день: было" in term.recomputed

    def test_intake_never_stops_for_a_year_without_a_decree(self, cast: Any) -> None:
        from unittest.mock import patch

        at = dt.datetime(2027, 12, 20, 10, tzinfo=cast.udm.zone)
        with patch("django.utils.timezone.now", lambda: at):
            case = case_of(cast.udm, at=at)
        term = owed(case, "reply_on_substance")
        assert term is not None
        assert term.provisional
        assert Alert.objects.filter(kind="calendar").exists()
        moved = [["2028-01-01", "2028-01-10"], ["2028-01-02", "2028-01-19"]]
        CalendarDecree.objects.create(year=2028, act="Постановление", moved=moved, state="approved")
        recounted(cast.udm, "загружен календарь: 2028")
        term.refresh_from_db()
        assert not term.provisional

    def test_a_foreign_messenger_cannot_carry_an_answer(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        Case.objects.filter(pk=case.pk).update(chosen_point="telegram")
        with pytest.raises(Refused, match="Telegram — иностранный мессенджер"):
            actions.send_reply(drafted(case, cast.executor), by=cast.head)

    def test_a_satisfied_service_complaint_apologises(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm, kind="service_complaint"), cast.registrar)
        actions.describe_complaint(case, about="service_term", against="Отдел аренды", decision="", by=cast.registrar)
        by_day = local_day(cast.udm, plus=14)
        text = (
            f"{GOOD}\n\nЖалобу на Отдел аренды подала Мария Иванова. Жалоба удовлетворена."
            f" Исправим до {by_day:%d.%m.%Y}.\n\nЕсли не"
            " согласны, обжалуйте ответ в суде."
        )
        known = {"decision": "grant", "grounds": "Срок аренды посчитали неверно.", "remedy_by": by_day}
        reply = drafted(case, cast.executor, text, **known)
        with pytest.raises(Refused, match="извинений нет"):
            actions.send_reply(reply, by=cast.head)
        actions.send_reply(
            actions.save_reply(reply, by=cast.executor, text=text + "\n\nПриносим извинения."), by=cast.head
        )


class TestAnswering:
    def test_draft_check_sign_send(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = actions.submit_reply(drafted(case, cast.executor), by=cast.executor)
        assert Notice.objects.filter(employee_id=cast.head.pk).exists()
        actions.send_back_reply(reply, by=cast.head, why="Добавьте телефон")
        reply = actions.save_reply(reply, by=cast.executor, text=f"{GOOD}\n\nТелефон 497-511.")
        reply = actions.check_reply(actions.submit_reply(reply, by=cast.executor), by=cast.head)
        with pytest.raises(NotAllowed, match="руководитель"):
            actions.send_reply(reply, by=cast.executor)
        sent = actions.send_reply(reply, by=cast.head)
        case.refresh_from_db()
        term = owed(case, "reply_on_substance")
        assert term is not None
        assert (sent.state, case.state, term.kept) == ("sent", "answered", True)
        files = Delivery.objects.get(key__startswith=f"reply-{reply.pk}").payload["files"]
        assert files[0][0].endswith(".pdf")
        with pytest.raises(Objection, match="уже отправлен"):
            actions.save_reply(sent, by=cast.executor, text="x")

    def test_two_authors_never_overwrite_each_other(self, cast: Any) -> None:
        reply = drafted(case_of(cast.udm), cast.executor)
        actions.save_reply(reply, by=cast.colleague, version=reply.version, text="Другой текст")
        with pytest.raises(StaleDraft):
            actions.save_reply(reply, by=cast.executor, version=reply.version, text="Мой текст")

    def test_a_change_after_the_check_needs_a_new_check(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = actions.submit_reply(drafted(case, cast.executor), by=cast.executor)
        actions.check_reply(reply, by=cast.head)
        with pytest.raises(Stale, match="Отзовите"):
            actions.save_reply(reply, by=cast.executor, text="Правка")
        actions.recall_reply(reply, by=cast.executor)
        saved = actions.save_reply(reply, by=cast.executor, text="Правка")
        assert (saved.state, saved.checker) == ("draft", None)

    def test_an_override_needs_a_reason_and_is_recorded(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor, "Здравствуйте! В связи с вышеизложенным участок дадут.")
        with pytest.raises(Refused):
            actions.send_reply(reply, by=cast.head)
        actions.send_reply(
            actions.save_reply(
                reply, by=cast.executor, overrides={"OFF-13": "Цитата из договора", "OFF-14": "Цитата из договора"}
            ),
            by=cast.head,
        )
        first, ruling = Ruling.objects.filter(clause="3.10.1", subject_type="case", subject_id=case.pk).order_by("pk")
        assert (first.ok, first.stopped, first.reason) == (False, True, "")
        assert (ruling.ok, ruling.stopped, ruling.reason) == (False, False, "Цитата из договора")

    def test_an_autosave_answers_with_help_and_a_stale_one_loses_nothing(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        reply = actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        answer = client.post(
            f"/w/cases/{case.pk}/reply/save/",
            {"text": "Во исполнение поручения", "version": reply.version},
            headers={"X-Requested-With": "fetch"},
        )
        assert "Канцелярит" in answer.json()["help"]
        stale = client.post(f"/w/cases/{case.pk}/reply/save/", {"text": "Мой вариант", "version": reply.version})
        assert "Мой вариант" in client.get(stale["Location"]).content.decode()


class TestDesk:
    def test_merge_keeps_every_contact_and_the_earlier_term(self, cast: Any) -> None:
        first, second = case_of(cast.udm), case_of(cast.udm, text="Ещё раз про аренду")
        actions.merge_cases(second, first, by=cast.registrar)
        second.refresh_from_db()
        assert (second.state, second.merged_into) == ("merged", first)
        assert first.contacts.filter(direction="in").count() == 2
        assert not Obligation.objects.about("case", second.pk).open().exists()
        assert actions.append_message(second, message(point="portal", text="и ещё")).case == first

    def test_cases_of_two_clients_or_bodies_do_not_merge(self, cast: Any) -> None:
        mine = case_of(cast.udm)
        with pytest.raises(Objection, match="разные клиенты"):
            actions.merge_cases(
                mine,
                case_of(cast.udm, identity="other", addresses={"email": "o@x.example"}, surname="Другой"),
                by=cast.registrar,
            )
        with pytest.raises(Objection, match="одного органа"):
            actions.merge_cases(mine, case_of(cast.altai), by=cast.registrar)

    def test_split_gives_a_question_its_own_case_with_the_same_term(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.classify_case(case, [Question("Аренда", None, ""), Question("Налог", None, "")], by=cast.registrar)
        fresh = actions.split_case(case, case.questions.get(text="Налог"), by=cast.registrar)
        a, b = owed(case, "reply_on_substance"), owed(fresh, "reply_on_substance")
        assert a is not None
        assert b is not None
        assert (a.due_at, fresh.subject) == (b.due_at, "Налог")

    def test_a_case_opened_again_owes_an_answer(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        case.refresh_from_db()
        actions.reopen_case(case, by=cast.head, why="Клиент не согласен")
        assert case.is_open
        assert Obligation.objects.about("case", case.pk).open().filter(what="reply_on_substance").count() == 1

    def test_a_repeated_text_is_pointed_out_and_not_joined(self, cast: Any) -> None:
        first = case_of(cast.udm)
        second = came_in(cast.udm)
        assert second.duplicate_of == first

    def test_a_mention_notifies_a_colleague_of_the_same_body_only(self, cast: Any) -> None:
        desk.add_note(case_of(cast.udm), "Посмотрите, @colleague и @stranger", by=cast.executor)
        assert [n.employee_id for n in Notice.objects.all()] == [cast.colleague.pk]

    def test_someone_else_is_here(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        actions.start_reply(case, by=cast.colleague)
        desk.writes(case, by=cast.colleague)
        client.force_login(cast.executor)
        assert "Васильева И.О. пишет ответ" in words_of(client.get(f"/w/cases/{case.pk}/"))

    def test_a_verdict_card_says_what_which_clause_and_what_to_do_with_nothing_lost(
        self, cast: Any, client: Client
    ) -> None:
        case = case_of(cast.udm)
        client.force_login(cast.head)
        page = looked_and_sent(
            client, f"/w/cases/{case.pk}/extend/", {"days": "45", "reason": "Длинная причина"}, follow=True
        ).content.decode()
        assert "Не больше 30 дней продления" in page
        assert "59-ФЗ" in page
        assert "Длинная причина" in page

    def test_clients_alike_are_suggested_and_merged_by_a_person(self, cast: Any, client: Client) -> None:
        case_of(cast.udm)
        other = case_of(cast.udm, identity="", addresses={"email": "second@mail.example"})
        suggestion = MergeSuggestion.objects.get()
        assert suggestion.client == other.client
        client.force_login(cast.registrar)
        joins(client, suggestion)
        assert Person.objects.filter(organisation=cast.udm, merged_into=None).count() == 1

    def test_saved_views_and_search_with_morphology(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm, text="Соседи самовольно заняли земельный участок")
        client.force_login(cast.head)
        assert case.number in client.get("/w/cases/?q=участки+соседа&state=all").content.decode()
        assert case.number in client.get(f"/w/cases/?q={case.number}&state=all").content.decode()
        assert case.number not in client.get("/w/cases/?q=космодром&state=all").content.decode()
        client.post("/w/cases/views/", {"name": "Соседи", "query": "q=сосед&state=all", "share": "body"})
        client.force_login(cast.colleague)
        assert "Соседи" in client.get("/w/cases/").content.decode()


class TestMeasures:
    def answered(self, cast: Any, body: str, **rating: Any) -> Case:
        from priemnaya.outreach.actions.surveys import rate_reply

        head = cast.head_of(body)
        case = made_ready(case_of(cast.bodies[body]), head)
        reply = actions.send_reply(drafted(case, head), by=head)
        rate_reply(reply, **{"satisfaction": 4, "ease": 6, "politeness": 5, "got_result": "yes", **rating})
        return case

    def test_altai_zags_2_satisfaction_and_altai_zags_4_1_and_altai_zags_4_6_and_altai_zags_4_8_and_altai_zags_5_1_and_altai_zags_5_2_and_altai_zags_9__figures(
        self, cast: Any
    ) -> None:
        case = self.answered(cast, "altai-zags")
        refresh_rollups()
        month = cast.altai.local(timezone.now()).date().replace(day=1)
        lines = {line.clause.number: line for line in board(cast.altai, month, month)}
        expected = {"2.satisfaction": 100, "4.1": 6, "4.8": 100, "5.1": 100}
        for number, value in expected.items():
            assert lines[number].indicator is not None
            assert lines[number].indicator.value == value
        assert lines["4.6"].indicator is not None
        assert lines["9"].state.state == "measured"
        assert case in cases_behind(cast.altai, "8.1", month, month, "kept")

    def test_compliance_counts_kept_broken_and_open_and_opens_the_cases(self, cast: Any, client: Client) -> None:
        kept, broken = case_of(cast.udm), case_of(cast.udm, text="Другой вопрос")
        actions.delivery_sent(
            Delivery.objects.create(
                organisation_id=cast.udm.pk,
                channel="email",
                subject_type="case",
                subject_id=kept.pk,
                key="k",
                address="a",
                payload={},
            )
        )
        Obligation.objects.about("case", broken.pk).filter(what="primary_reply").update(
            fulfilled_at=None, due_at=timezone.now() - dt.timedelta(hours=1)
        )
        refresh_rollups()
        client.force_login(cast.analyst)
        page = client.get("/w/compliance/?show=all").content.decode()
        assert "1 из 2" in " ".join(page.split()) and "мало случаев" in page  # of two, no share is said
        behind = client.get("/w/compliance/3.5/?which=broken").content.decode()
        assert broken.number in behind
        assert kept.number not in behind
        assert b"".join(client.get("/w/compliance/?as=xlsx").streaming_content)[:2] == b"PK"

    def test_chechnya_minnats_4_1_7__an_indicator_opens_its_cases(self, cast: Any, client: Client) -> None:
        case = self.answered(cast, "udmurtia-mio")
        refresh_rollups()
        client.force_login(cast.analyst)
        assert case.number in client.get("/w/compliance/indicator/satisfaction/").content.decode()


class TestOtherBodies:
    def test_a_request_to_another_body_has_its_own_term_of_15_days(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        term = actions.request_from_body(case, "Росреестр", "Выписку", by=cast.executor)
        assert term.citation == "59-ФЗ, ст. 10 ч. 2"
        asked = case.body_requests.get()
        assert (asked.body, asked.what, asked.by, asked.answered_at) == ("Росреестр", "Выписку", cast.executor, None)
        client.force_login(cast.executor)
        page = client.get(case.get_absolute_url()).content.decode()
        assert "запрос в другой орган" in page
        assert "Росреестр" in page
        assert "Выписку" in page
        actions.body_answered(case, by=cast.executor)
        assert case.body_requests.get().answered_at
        with pytest.raises(Objection, match="Открытого запроса"):
            actions.body_answered(case, by=cast.executor)

    def test_naming_whom_a_complaint_is_about_takes_it_from_that_person(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm, kind="appeal_complaint")
        actions.assign_case(case, cast.executor, by=cast.registrar)
        client.force_login(cast.registrar)
        client.post(f"/w/cases/{case.pk}/complained-of/", {"person": cast.executor.pk})
        case.refresh_from_db()
        assert case.assignee is None
        page = looked_and_sent(
            client, f"/w/cases/{case.pk}/assign/", {"to": cast.executor.pk}, follow=True
        ).content.decode()
        assert "Жалоба на этого сотрудника" in page


class TestOffice:
    def test_the_access_code_stays_nowhere_once_its_letter_has_left(self, cast: Any) -> None:
        received = came_in(cast.udm, chosen_point="email")
        assert received.case is not None
        letter = Delivery.objects.get(subject_id=received.case.pk)
        assert received.code in letter.payload["text"]
        assert received.code not in received.case.contacts.get(direction="out").text
        actions.delivery_sent(letter)
        letter.refresh_from_db()
        assert received.code not in str(letter.payload)

    def test_a_finished_case_is_not_worked_on_until_it_is_opened_again(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        case.refresh_from_db()
        with pytest.raises(Objection, match="откройте его снова"):
            actions.clarify_case(case, "Ещё вопрос?", by=cast.executor)
        with pytest.raises(Objection, match="откройте его снова"):
            actions.start_reply(case, by=cast.executor)

    def test_a_dead_letter_is_sent_again_to_a_corrected_address(self, cast: Any, client: Client) -> None:
        case_of(cast.udm, chosen_point="email")
        row = Delivery.objects.get()
        actions.delivery_failed(row, "Адрес не принят: 550", final=True)
        assert Alert.objects.filter(kind="delivery").exists()
        client.force_login(cast.executor)
        assert "550" in client.get("/w/outbox/").content.decode()
        looked_and_sent(client, f"/w/outbox/{row.pk}/retry/", {"address": "right@mail.example"})
        again = Delivery.objects.get(instead_of=row, channel="email")
        assert (again.state, again.address) == ("queued", "right@mail.example")
        row.refresh_from_db()
        assert (row.state, row.error) == ("dead", "Адрес не принят: 550")

    def test_a_letter_a_robot_set_aside_becomes_a_case_by_hand(self, cast: Any, client: Client) -> None:
        from priemnaya.channels.email.inbound import receive_letter

        receive_letter(
            cast.udm, "From: list@x.example\r\nList-Id: <a>\r\nSubject: Вопрос\r\n\r\nНастоящий вопрос".encode()
        )
        client.force_login(cast.registrar)
        contact = cast.udm.contacts.get()
        looked_and_sent(client, f"/w/letters/{contact.pk}/take/")
        assert Case.objects.get().contacts.filter(text="Настоящий вопрос").exists()

    def test_uploads_of_staff_are_checked_too(self, cast: Any, client: Client) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        client.force_login(cast.registrar)
        answer = client.post("/w/cases/new/", {"text": "Письмо", "files": SimpleUploadedFile("a.exe", b"x")})
        assert answer.status_code == 422
        assert "такого вида не принимается" in answer.content.decode()


def test_an_information_request_is_put_off_only_within_seven_days_and_by_fifteen(cast: Any) -> None:
    case = case_of(cast.udm, kind="info_request")
    with pytest.raises(Refused, match="Не больше 15"):
        actions.extend_case(case, 16, "Сведения собирает архив", by=cast.head)
    Case.objects.filter(pk=case.pk).update(registered_at=timezone.now() - dt.timedelta(days=12))
    case.refresh_from_db()
    with pytest.raises(Refused, match="этот срок прошёл"):
        actions.extend_case(case, 10, "Сведения собирает архив", by=cast.head)


class TestReception:
    """59-ФЗ art. 13."""

    def register(self, client: Client, **changes: str) -> str:
        fields = {
            "point": "in_person",
            "kind": "appeal",
            "text": "Просит продлить аренду",
            "surname": "Иванова",
            "name": "Мария",
            "chosen_point": "portal",
        }
        return client.post("/w/cases/new/", {**fields, **changes}, follow=True).content.decode()

    def test_no_card_without_a_document_shown_and_nothing_typed_is_lost(self, cast: Any, client: Client) -> None:
        client.force_login(cast.registrar)
        page = self.register(client)
        assert "Личность не удостоверена" in page
        assert "59-ФЗ" in page
        assert "Просит продлить аренду" in page
        assert not Case.objects.exists()

    def test_a_visit_is_on_the_card(self, cast: Any, client: Client) -> None:
        client.force_login(cast.registrar)
        assert "Предъявлен документ: паспорт" in self.register(client, document="паспорт")
        case = Case.objects.get()
        assert (case.kind, case.contacts.get(direction="in").kind) == ("appeal", "visit")

    def test_the_number_of_a_document_is_not_kept(self, cast: Any, client: Client) -> None:
        """Seen by a judge: «паспорт 9412 123456» stood on the card."""
        client.force_login(cast.registrar)
        assert "Номер и серию не записывайте" in self.register(client, document="паспорт 9412 123456")
        assert not Case.objects.exists()
        assert "Предъявлен документ" in self.register(client, document="временное удостоверение 2П")

    def test_numbers_that_were_kept_before_are_hidden_and_the_other_words_stay(self, cast: Any, client: Client) -> None:
        client.force_login(cast.registrar)
        self.register(client, document="паспорт")
        case = Case.objects.get()
        long = ("паспорт; доверенность от 3 лиц, на 2 листах, серия 94, в 1 экз., 2019; " * 4)[:200]
        old = {
            "паспорт 9412 123456, выдан УВД 12.03.2015": "паспорт •••, выдан УВД •••",
            "свидетельство IV-АП № 123456": "свидетельство IV-АП № •••",
            "временное удостоверение 2П": "временное удостоверение 2П",
            "паспорт": "паспорт",
            "форма 2-П, 2019 год": "форма 2-П, 2019 год",
            "форма 2П, серия 94 01 № 5О6789": "форма 2П, серия •••О•••",
            long: long.replace("94", "••").replace("2019", "•••"),
        }
        seen = [DocumentSeen.objects.create(client=case.client, sort=sort, seen_by=cast.registrar) for sort in old]
        contact = case.contacts.get(direction="in")
        Contact.objects.filter(pk=contact.pk).update(document=long)
        import_module("priemnaya.cases.migrations.0017_b").hide_numbers(apps, None)
        contact.refresh_from_db()
        assert contact.document == old[long]
        Contact.objects.filter(pk=contact.pk).update(document="паспорт 9412123456")
        for package, name in (("people", "0007_b"), ("cases", "0017_b")):
            import_module(f"priemnaya.{package}.migrations.{name}").hide_numbers(apps, None)
        assert [DocumentSeen.objects.get(pk=row.pk).sort for row in seen] == list(old.values())
        shown = [client.get(p).content.decode() for p in (f"/w/cases/{case.pk}/", f"/w/clients/{case.client_id}/")]
        assert "Предъявлен документ: паспорт •••" in shown[0]
        assert not [page for page in shown if "9412" in page or "123456" in page]

    def test_an_oral_answer_needs_consent_and_ends_the_case(self, cast: Any, client: Client) -> None:
        client.force_login(cast.registrar)
        assert "только если клиент согласен" in self.register(
            client, document="паспорт", oral_answer="Приходите в среду"
        )
        self.register(client, document="паспорт", oral_answer="Приходите в среду", consents_to_oral="1")
        case = Case.objects.get()
        term = owed(case, "reply_on_substance")
        assert term is not None
        assert (case.state, case.outcome, term.kept) == ("answered", "oral", True)
