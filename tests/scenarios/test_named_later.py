"""Somebody is named, or their place is taken, after the message came: by a field, a new kind, a joined case, a
substitution. The case does not lie with them all the same, and people hear of it (59-ФЗ ст. 8 ч. 6)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client as Browser
from django.urls import reverse

from priemnaya.bounded import WORKS, Busy, Exceeded
from priemnaya.cases import actions
from priemnaya.cases.actions import naming
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.actions.working import Question
from priemnaya.cases.forwarding import Target
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.known_letters import second_approver
from priemnaya.cases.letters import letter_of
from priemnaya.cases.models import Case, ForwardedLetter, Forwarding, NamedPerson, Reply, Sought
from priemnaya.cases.rules import forwarding_verdicts
from priemnaya.cases.terms import open_term, recount
from priemnaya.channels.base import deliver_ready
from priemnaya.config import tasks
from priemnaya.core.models import Alert, Delivery, Notice
from priemnaya.core.tokens import digest
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.models import Service, Topic
from priemnaya.paper.actions.wording import take_words
from priemnaya.people.models import Employee, OtherBody, Substitution
from priemnaya.policy import Refused

from ..breadth import sampled
from ..desk import as_read, looked_and_sent
from ..helpers import GOOD, case_of, drafted, local_day, made_ready, message
from ..stood import posted
from .test_complaints import portal

SOFT = "Меня принимала специалист Васильева. Прошу разобраться с этим."
"""Words that name her in a complaint and blame nobody in an appeal."""


def desk(employee: Any) -> Browser:
    browser = Browser()
    browser.force_login(employee)
    return browser


def told(employee: Any) -> str:
    return "\n".join(Notice.objects.filter(employee_id=employee.pk).values_list("text", flat=True))


def closed_to(employee: Any, case: Case) -> bool:
    return desk(employee).get(f"/w/cases/{case.pk}/").status_code in (403, 404)


class TestTheFieldOfAComplaint:
    def test_whom_the_registrar_writes_down_does_not_get_the_case(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint")
        actions.assign_case(case, cast.colleague, by=cast.head)
        typed = {"about": "typo", "against": "Васильева Имя Отчество", "decision": "отказ 12 от 03.11.2026"}
        looked_and_sent(desk(cast.registrar), reverse("case_complaint", args=[case.pk]), typed)
        row = case.named.get()
        assert (row.employee, row.how) == (cast.colleague, "form")
        assert closed_to(cast.colleague, case)
        case.refresh_from_db()
        assert case.assignee is None
        assert "осталось без исполнителя" in told(cast.registrar)
        said = looked_and_sent(
            desk(cast.head), reverse("case_assign", args=[case.pk]), {"to": cast.colleague.pk}, follow=True
        )
        assert "Жалоба на этого сотрудника" in said.content.decode()

    def test_the_body_itself_is_nobody_and_another_body_bars_only_itself(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint", text="Прошу разобраться")
        browser, url = desk(cast.registrar), reverse("case_complaint", args=[case.pk])
        looked_and_sent(browser, url, {"about": "typo", "against": cast.udm.name, "decision": ""})
        assert not case.named.exists()
        looked_and_sent(browser, url, {"about": "typo", "against": "Управление Росреестра по Удмуртской Республике"})
        other = "Министерство здравоохранения Удмуртской Республики"
        assert all(v.ok for v in forwarding_verdicts(Case.objects.get(pk=case.pk), other))
        looked_and_sent(browser, url, {"about": "typo", "against": "начальник отдела Незнамов"})
        assert not all(v.ok for v in forwarding_verdicts(Case.objects.get(pk=case.pk), "Незнамову П. П."))

    def test_whom_people_have_cleared_is_not_suspected_by_the_same_words_again(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint")
        browser, url = desk(cast.registrar), reverse("case_complaint", args=[case.pk])
        typed = {"about": "typo", "against": "Васильева", "decision": ""}
        looked_and_sent(browser, url, typed)
        actions.dismiss_person(case.named.get(), by=cast.registrar, why="однофамилица")
        looked_and_sent(browser, url, {**typed, "decision": "отказ № 12"})
        assert case.named.get().state == "dismissed"


class TestBecomingAComplaint:
    def test_its_words_are_read_again_with_those_of_files_and_of_further_messages(self, cast: Any) -> None:
        file = IncomingFile("приложение.txt", "Специалист Сорокин тоже был там.".encode(), "text/plain")
        case = case_of(cast.udm, text=SOFT, files=(file,))
        assert not case.named.exists()
        looked_and_sent(desk(cast.registrar), reverse("case_kind", args=[case.pk]), {"kind": "appeal_complaint"})
        with pytest.raises(Objection, match="ещё читаются"):
            actions.assign_case(case, cast.colleague, by=cast.head)
        read_files()
        assert set(case.named.values_list("employee", flat=True)) == {cast.colleague.pk, cast.executor.pk}
        assert closed_to(cast.colleague, case)

    def test_a_name_cleared_before_stays_cleared(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Инспектор Сорокин накричал на меня.")
        actions.dismiss_person(case.named.get(), by=cast.registrar, why="он в отпуске")
        actions.change_kind(case, "appeal_complaint", by=cast.registrar)
        assert read_files() == 1
        assert case.named.get().state == "dismissed"


class TestTheChecker:
    @pytest.mark.parametrize("through", ["naming", "a substitute"])
    def test_what_one_complained_of_has_checked_is_checked_by_another(self, cast: Any, through: str) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        actions.submit_reply(reply, by=cast.executor)
        desk(cast.signer).post(reverse("reply_check", args=[case.pk]), as_read(case))
        assert Reply.objects.get(pk=reply.pk).checker == cast.signer
        who = cast.signer
        if through == "a substitute":
            who, day = cast.colleague, local_day(cast.udm)
            Substitution.objects.create(employee=who, substitute=cast.signer, since=day, until=day)
        desk(cast.registrar).post(reverse("case_complained_of", args=[case.pk]), {"person": who.pk})
        reply.refresh_from_db()
        assert (reply.state, reply.checker) == ("on_check", None)
        assert "проверит другой сотрудник" in told(cast.executor)
        assert not second_approver(reply)
        page = desk(cast.executor).get(case.get_absolute_url()).content.decode()
        assert "Проверка ответа снята" in page
        desk(cast.head).post(reverse("reply_check", args=[case.pk]), as_read(case))
        assert Reply.objects.get(pk=reply.pk).checker == cast.head

    def test_a_check_of_somebody_else_stays(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        actions.submit_reply(reply, by=cast.executor)
        actions.check_reply(Reply.objects.get(pk=reply.pk), by=cast.head)
        actions.name_person(Case.objects.get(pk=case.pk), cast.colleague, by=cast.registrar)
        assert Reply.objects.get(pk=reply.pk).checker == cast.head


LETTER = {"text": GOOD, "survey": "on", "letterhead": "on"}
"""The form of a draft."""


class TestWhoWroteTheLetter:
    """An answer by the one complained of does not go; a colleague goes on with it in their own name."""

    def test_named_after_the_answer_was_submitted(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.submit_reply(drafted(case, cast.executor), by=cast.executor)
        actions.name_person(case, cast.executor, by=cast.registrar)
        head = desk(cast.head)
        version = Reply.objects.get(case=case).version
        said = head.post(
            reverse("reply_send", args=[case.pk]), {**as_read(case), "version": version}, follow=True
        ).content.decode()
        assert "Сорокин И.О." in said
        assert "Вести ответ от своего имени" in said
        assert Reply.objects.get(case=case).state == "on_check"
        head.post(reverse("reply_recall", args=[case.pk]))
        colleague = desk(cast.colleague)
        said = colleague.post(reverse("reply_submit", args=[case.pk]), LETTER, follow=True).content.decode()
        assert "Письмо подготовил сотрудник, которому это дело закрыто" in said
        url = reverse("reply_take_over", args=[case.pk])
        assert url in colleague.get(reverse("reply", args=[case.pk])).content.decode()
        colleague.post(url, LETTER)
        assert Reply.objects.get(case=case).author == cast.colleague
        colleague.post(reverse("reply_submit", args=[case.pk]), LETTER)
        head.post(reverse("reply_send", args=[case.pk]), as_read(case))
        sent = Reply.objects.get(case=case)
        assert sent.state in ("signed", "sent")
        assert "Васильева" in letter_of(sent).executor

    def test_a_covering_letter_as_well(self, cast: Any) -> None:
        case = case_of(cast.udm)
        forwarding = actions.forward_case(case, [Target(registry(cast), "email")], "Это решают там", by=cast.executor)
        actions.name_person(case, cast.executor, by=cast.registrar)
        said = sign(cast, forwarding)
        assert "Письмо подготовил сотрудник, которому это дело закрыто" in said
        assert "перешлёт дело заново от своего имени" in said
        assert Forwarding.objects.get().signed_at is None


def registry(cast: Any) -> OtherBody:
    fields = {"email": "body@other.example", "ways": ["email"], "short": "Росреестр"}
    name = "Управление Росреестра по Удмуртской Республике"
    return OtherBody.objects.get_or_create(organisation=cast.udm, name=name, defaults=fields)[0]


def sign(cast: Any, forwarding: Forwarding) -> str:
    url = reverse("case_forwarding_sign", args=[forwarding.case_id])
    head = desk(cast.head)
    page = head.get(reverse("case", args=[forwarding.case_id])).content.decode()
    shown = dict(re.findall(r'name="(shown|heard)"\s+value="(\w*)"', page))
    return head.post(url, {"forwarding": forwarding.pk, **shown}, follow=True).content.decode()


class TestTheBodyComplainedOf:
    """A letter to another body was written, and only then the complaint about that very body is written down."""

    AGAINST = {"about": "typo", "against": "Управление Росреестра по Удмуртской Республике", "decision": ""}

    def forwarded(self, cast: Any, by: Any) -> Forwarding:
        case = case_of(cast.udm, kind="service_complaint", text="Прошу разобраться")
        return actions.forward_case(case, [Target(registry(cast), "email")], "Это решают там", by=by, keeps=True)

    def written_down(self, cast: Any, case: Case) -> None:
        looked_and_sent(desk(cast.registrar), reverse("case_complaint", args=[case.pk]), self.AGAINST)

    def test_it_is_not_signed(self, cast: Any) -> None:
        forwarding = self.forwarded(cast, cast.executor)
        self.written_down(cast, forwarding.case)
        assert "Жалоба на этот орган" in sign(cast, forwarding)
        assert Forwarding.objects.get().signed_at is None

    def test_signed_it_does_not_leave(self, cast: Any) -> None:
        forwarding = self.forwarded(cast, cast.head)
        self.written_down(cast, forwarding.case)
        deliver_ready()
        row = Delivery.objects.get(subject_type="forwardedletter")  # and by no other way
        assert (row.state, row.sent_at) == ("dead", None)
        assert "Жалоба на этот орган" in row.error

    def test_failed_it_is_not_sent_again(self, cast: Any) -> None:
        forwarding = self.forwarded(cast, cast.head)
        tries = Delivery.objects.filter(subject_type="forwardedletter")
        while row := tries.filter(state="queued").first():
            actions.forwarding_failed(row, "ящика нет", final=True)
        known = tries.count()
        self.written_down(cast, forwarding.case)
        url = reverse("case_forwarding_resend", args=[forwarding.case_id])
        typed = {"letter": ForwardedLetter.objects.get().pk, "way": "email", "address": "other@other.example"}
        said = looked_and_sent(desk(cast.head), url, typed, follow=True).content.decode()
        assert "Жалоба на этот орган" in said
        assert tries.count() == known

    def test_what_a_person_has_read_and_cleared_is_signed(self, cast: Any) -> None:
        text = "Прошу разобраться. Сведения есть в Управлении Росреестра по Удмуртской Республике."
        case = case_of(cast.udm, kind="appeal_complaint", text=text)
        to = [Target(registry(cast), "email", not_against=True)]
        forwarding = actions.forward_case(case, to, "Это решают там", by=cast.executor)
        sign(cast, forwarding)
        assert Forwarding.objects.get().signed_at


def merged(cast: Any, case: Case, into: Case, by: Any = None) -> str:
    """The page after a person joined one case to another; the worker reads its words anew."""
    url = reverse("case_merge", args=[case.pk])
    page = desk(by or cast.executor).post(url, {"number": into.number}, follow=True).content.decode()
    read_files()
    return page


def due(case: Case) -> Any:
    found = open_term(case)
    assert found is not None
    return found.due_at


class TestJoining:
    def test_a_complaint_does_not_stop_being_one(self, cast: Any) -> None:
        complaint = case_of(cast.udm, kind="service_complaint", text="Прошу разобраться")
        against = "Управление Росреестра по Удмуртской Республике"
        actions.describe_complaint(complaint, about="typo", against=against, decision="", by=cast.registrar)
        appeal = case_of(cast.udm, text="То же самое, ещё раз")
        said = merged(cast, complaint, appeal)
        assert f"Откройте дело {appeal.number} и присоедините его к делу {complaint.number}" in said
        assert Case.objects.get(pk=complaint.pk).is_open
        merged(cast, appeal, complaint)
        appeal.refresh_from_db()
        assert appeal.merged_into == complaint
        with pytest.raises(Refused, match="Жалоба на этот орган"):
            actions.forward_case(complaint, [Target(registry(cast), "email")], "Это решают там", by=cast.head)

    def test_of_two_complaints_each_keeps_whom_it_is_about(self, cast: Any) -> None:
        first, second = (case_of(cast.udm, kind="service_complaint", text=text) for text in ("Отказали", "Опять"))
        for case, against in ((first, "МФЦ"), (second, "Управление Росреестра по Удмуртской Республике")):
            actions.describe_complaint(case, about="typo", against=against, decision="", by=cast.registrar)
        merged(cast, second, first)
        with pytest.raises(Refused, match="Жалоба на этот орган"):
            actions.forward_case(first, [Target(registry(cast), "email")], "Это решают там", by=cast.head)

    @sampled("kind", ["media_request", "info_request", "message"], of=3)
    def test_the_stricter_term_goes_on_whatever_the_kinds_and_at_every_recount(self, cast: Any, kind: str) -> None:
        case, into = case_of(cast.udm, kind=kind), case_of(cast.udm, text="Другими словами")
        if kind == "message":
            case, into = into, case
        owed = [t.due_at for t in (open_term(case), open_term(into)) if t]
        merged(cast, case, into)
        assert due(into) <= min(owed)
        recount(into, "загружен календарь")
        assert due(into) <= min(owed)
        actions.assess_urgency(into, "normal", "", by=cast.registrar)
        if kind == "media_request":
            actions.change_kind(into, "feedback", by=cast.registrar)
            assert due(into) <= min(owed)
            assert case.number in open_term(into).reasoning  # type: ignore[union-attr]

    def test_words_joined_to_a_complaint_are_read_as_words_of_a_complaint(self, cast: Any) -> None:
        complaint = case_of(cast.udm, kind="appeal_complaint", text="Прошу разобраться с отказом")
        appeal = case_of(cast.udm, text=SOFT)
        actions.assign_case(complaint, cast.colleague, by=cast.head)
        merged(cast, appeal, complaint)
        assert complaint.named.get().employee == cast.colleague
        complaint.refresh_from_db()
        assert complaint.assignee is None


class TestSubstitutesAndHeads:
    """A case is given while all is well; later somebody's place is taken by another."""

    def absent(self, cast: Any, employee: Any, substitute: Any) -> None:
        day = local_day(cast.udm)
        typed = {
            "employee": employee.pk,
            "substitute": substitute.pk,
            "since": day,
            "until": day + dt.timedelta(days=9),
        }
        desk(cast.admin).post(reverse("substitute"), typed)
        assert Substitution.objects.filter(employee=employee, substitute=substitute).exists()

    def test_whoever_comes_to_stand_in_for_the_one_named_does_not_keep_the_case(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="appeal_complaint", complained_of=cast.colleague.pk)
        actions.assign_case(case, cast.executor, by=cast.head)
        self.absent(cast, cast.colleague, cast.executor)
        assert closed_to(cast.executor, case)
        assert actions.settle_named(cast.udm) == 1
        case.refresh_from_db()
        assert case.assignee is None
        assert f"Дело {case.number} осталось без исполнителя" in told(cast.registrar)
        assert actions.settle_named(cast.udm) == 0

    def test_a_unit_does_not_keep_it_when_its_head_is_named_or_the_one_named_becomes_its_head(self, cast: Any) -> None:
        unit = cast.udm.units.create(slug="second", name="Второй отдел")
        before, after = case_of(cast.udm), case_of(cast.udm, text="Вторая", complained_of=cast.colleague.pk)
        actions.assign_case(after, None, by=cast.head, unit=unit)
        posted(desk(cast.admin), reverse("unit_head", args=[unit.pk]), {"head": cast.colleague.pk})
        unit.refresh_from_db()
        assert unit.head == cast.colleague
        actions.settle_named(cast.udm)
        actions.assign_case(before, None, by=cast.head, unit=unit)
        actions.name_person(before, cast.colleague, by=cast.registrar)
        for case in (before, after):
            case.refresh_from_db()
            assert (case.unit, case.assignee) == (None, None)
            assert f"Дело {case.number} осталось без исполнителя" in told(cast.registrar)

    def test_what_one_who_has_left_held_is_told(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.colleague, by=cast.head)
        Employee.objects.filter(pk=cast.colleague.pk).update(is_active=False)
        actions.settle_named(cast.udm)
        case.refresh_from_db()
        assert case.assignee is None
        assert "больше не работает" in told(cast.registrar)

    def test_so_is_what_one_held_who_works_on_cases_no_more(self, cast: Any) -> None:
        case = case_of(cast.udm)
        actions.assign_case(case, cast.colleague, by=cast.head)
        path = f"/w/employees/{cast.colleague.pk}/roles/"
        page = desk(cast.admin).post(path, {"role": ["auditor"], "version": cast.colleague.version + 1}, follow=True)
        assert "Открытых дел за сотрудником: 1" in page.content.decode()
        assert "не работает с делами" in desk(cast.head).get("/w/load/").content.decode()
        actions.settle_named(cast.udm)
        assert case.number in desk(cast.head).get("/w/cases/?list=sort").content.decode()
        for keeper in (cast.head, cast.registrar):
            assert f"{cast.colleague.short_name} больше не работает с делами" in told(keeper)

    @pytest.mark.parametrize("why", ["left", "substituted"])
    def test_a_closed_case_is_reopened_though_who_had_it_may_not_have_it(self, cast: Any, why: str) -> None:
        case = case_of(cast.udm, kind="appeal_complaint", complained_of=cast.colleague.pk)
        actions.assign_case(case, cast.executor, by=cast.head)
        facts = {"reason": "Суть не определяется."}
        actions.close_case(case, "no_substance", by=cast.head, notice="Мы не поняли, о чём письмо.", facts=facts)
        if why == "left":
            Employee.objects.filter(pk=cast.executor.pk).update(is_active=False)
        else:
            self.absent(cast, cast.executor, cast.colleague)
        desk(cast.head).post(reverse("case_reopen", args=[case.pk]), {"why": "Клиент объяснил"})
        case.refresh_from_db()
        assert (case.state, case.assignee) == ("in_work", None)
        assert f"Дело {case.number} осталось без исполнителя" in told(cast.registrar)


def split(cast: Any, case: Case, question: Any = None) -> tuple[str, Case | None]:
    """A person takes the last question (or the one given) out; the page they see and the new case."""
    known = Case.objects.order_by("-pk")[0].pk
    typed = {"question": (question or case.questions.order_by("pk").last()).pk}
    page = looked_and_sent(
        desk(cast.executor), reverse("case_split", args=[case.pk]), typed, follow=True
    ).content.decode()
    return page, Case.objects.filter(pk__gt=known).first()


def with_questions(cast: Any, *texts: str, **facts: Any) -> Case:
    case = case_of(cast.udm, **facts)
    topic = Topic.objects.current().filter(depth=4).order_by("code").first()
    need = case.organisation.needs[0]
    actions.classify_case(case, [Question(text, topic, need) for text in texts], by=cast.registrar)
    return case


class TestTakingAQuestionOut:
    ASKED = ("Продлят ли аренду участка?", "Сколько стоит справка?")

    def test_the_term_goes_along_urgency_is_said_anew_and_the_client_hears_of_the_number(self, cast: Any) -> None:
        case = with_questions(cast, *self.ASKED, chosen_point="email", chosen_address="maria@mail.example")
        actions.assess_urgency(case, "urgent", "Угроза жизни", by=cast.registrar)
        _page, fresh = split(cast, case)
        assert fresh is not None
        mine, theirs = open_term(fresh), open_term(case)
        assert mine and theirs and mine.due_at == theirs.due_at
        assert open_term(case, "urgent_reply") and not open_term(fresh, "urgent_reply"), "urgent was the other question"
        letter = Delivery.objects.get(subject_type="case", subject_id=fresh.pk, channel="email")
        assert fresh.number in letter.payload["text"]
        assert self.ASKED[1] in letter.payload["text"]
        assert digest(letter.payload["secret"]) == fresh.code_digest

    def test_a_complaint_stays_about_what_it_was_about(self, cast: Any) -> None:
        case = with_questions(cast, *self.ASKED, kind="service_complaint")
        against = "Управление Росреестра по Удмуртской Республике"
        actions.describe_complaint(case, about="typo", against=against, decision="", by=cast.registrar)
        _page, fresh = split(cast, case)
        assert fresh is not None
        assert open_term(fresh).due_at == open_term(case).due_at  # type: ignore[union-attr]
        with pytest.raises(Refused, match="Жалоба на этот орган"):
            actions.forward_case(fresh, [Target(registry(cast), "email")], "Это решают там", by=cast.head)

    def test_an_application_is_not_divided(self, cast: Any) -> None:
        case = with_questions(cast, *self.ASKED)
        service = Service.objects.get(organisation=cast.udm, slug="land-preliminary")
        actions.name_service(case, service, by=cast.registrar, as_application=True)
        page, fresh = split(cast, case)
        assert fresh is None
        assert "делить его нельзя" in page

    def test_not_while_a_letter_waits_for_its_signature(self, cast: Any) -> None:
        case = with_questions(cast, *self.ASKED)
        actions.assess_urgency(case, "normal", "", by=cast.registrar)
        case.refresh_from_db()
        reply = drafted(case, cast.executor, f"{GOOD}\n\nСправка стоит 100 рублей.")
        actions.submit_reply(reply, by=cast.executor)
        page, fresh = split(cast, case)
        assert fresh is None
        assert "Ответ ждёт подписи" in page

    def test_a_stale_page_does_not_take_the_question_from_its_new_case(self, cast: Any) -> None:
        case = with_questions(cast, *self.ASKED, "И третий?")
        question = case.questions.order_by("pk").last()
        _page, fresh = split(cast, case, question)
        assert fresh is not None
        with pytest.raises(Stale, match="Этого вопроса в деле больше нет"):
            actions.split_case(Case.objects.get(pk=case.pk), question, by=cast.executor)
        assert fresh.questions.count() == 1


class TestHiredLater:
    """Seen by a judge: whoever is hired, or changes the surname, after a complaint came opened it."""

    TEXT = "Жалоба. Инспектор Дроздова накричала на меня и выгнала из кабинета."
    CALLED = {"surname": "Дроздова", "name": "Анна", "patronymic": "Ивановна", "post": "Инспектор"}

    @pytest.fixture(autouse=True)
    def looked_through_before(self, cast: Any) -> None:
        tasks.seek_names()

    def hired(self, cast: Any, **called: str) -> Employee:
        typed = {**self.CALLED, **called, "username": "drozdova", "role": "executor", "unit": cast.executor.unit_id}
        assert desk(cast.admin).post("/w/employees/hire/", typed).status_code == 302
        tasks.seek_names()
        Employee.objects.filter(username="drozdova").update(start_password_until=None)  # they have chosen their own
        return Employee.objects.get(username="drozdova")

    def shut(self, who: Employee, case: Case) -> None:
        assert desk(who).get(case.get_absolute_url()).status_code in (403, 404)
        assert not Case.objects.seen_by(who).filter(pk=case.pk).exists()
        assert [row.employee for row in case.named.exclude(employee=None)] == [who]

    def test_named_in_the_form(self, cast: Any) -> None:
        case = portal(Browser(), against="Дроздова")
        assert [row.employee for row in case.named.all()] == [None]
        who = self.hired(cast)
        self.shut(who, case)
        page = looked_and_sent(desk(cast.registrar), f"/w/cases/{case.pk}/assign/", {"to": who.pk}, follow=True)
        assert "Жалоба на этого сотрудника" in page.content.decode()

    @pytest.mark.parametrize("where", ["text", "file", "addition", "closed"])
    def test_named_in_words(self, cast: Any, where: str) -> None:
        files = (IncomingFile("жалоба.txt", self.TEXT.encode()),) if where == "file" else ()
        told = self.TEXT if where in ("text", "closed") else "Прошу продлить аренду."
        case = case_of(cast.udm, kind="message", identity="", vouched=(), text=told, files=files)
        if where == "addition":
            actions.append_message(Case.objects.get(pk=case.pk), message(point="portal", text=self.TEXT))
        if where == "closed":
            actions.mark_spam(Case.objects.get(pk=case.pk), by=cast.registrar)
        take_words()
        thanks = case_of(cast.udm, kind="message", identity="", vouched=(), text="Спасибо инспектору Дроздовой!")
        who = self.hired(cast)
        self.shut(who, case)
        assert not thanks.named.exists()

    def test_who_is_called_so_from_now_on(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="message", identity="", vouched=(), text=self.TEXT)
        actions.assign_case(case, cast.colleague, by=cast.head)
        who = Employee.objects.get(pk=cast.colleague.pk)
        typed = {**self.CALLED, "version": who.version + 1, "unit": who.unit_id}
        assert desk(cast.admin).post(f"/w/employees/{who.pk}/save/", typed).status_code == 302
        tasks.seek_names()
        self.shut(who, case)
        case.refresh_from_db()
        assert case.assignee is None

    def test_who_has_a_turn_later_is_sought_later_and_nobody_twice(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="message", identity="", vouched=(), text=self.TEXT)
        with patch.object(naming, "run", side_effect=Busy(WORKS["cases.named_in_text"])):
            who = self.hired(cast)
        assert not case.named.exists()
        tasks.seek_names()
        self.shut(who, case)
        with patch("priemnaya.cases.actions.newcomers.named_in_message") as again:
            tasks.seek_names()
        assert not again.called

    def test_who_came_before_cases_were_ever_looked_through_is_sought_in_them(self, cast: Any) -> None:
        """An installation of before: nobody was sought in cases when its people were hired."""
        case = case_of(cast.udm, kind="message", identity="", vouched=(), text=self.TEXT)
        take_words()
        with patch.object(tasks, "seek_names"):
            who = self.hired(cast)
        assert not case.named.exists()
        Sought.objects.filter(subject_type="cases").delete()
        tasks.seek_names()
        self.shut(who, case)

    def test_many_who_come_at_once_are_sought_all_the_same(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="message", identity="", vouched=(), text=self.TEXT)
        take_words()
        letters = "абвгдежзик"
        for n in range(80):
            name = f"Новиков{letters[n // 10]}{letters[n % 10]}ов"
            cast.hire(f"new{n}", cast.udm, name, "executor")
        self.shut(self.hired(cast), case)

    @pytest.mark.parametrize("how", ["over its budget", "breaks"])
    def test_a_message_that_could_not_be_looked_through_is_tried_again_and_then_shown(
        self, cast: Any, how: str
    ) -> None:
        """Seen: it counted as looked through, and who was complained of in it kept it."""
        tried = Exceeded(WORKS["cases.named_in_text"], "time") if how == "over its budget" else RuntimeError("odd")
        cases = [case_of(cast.udm, kind="message", identity="", vouched=(), text=self.TEXT) for _ in range(2)]
        take_words()
        with patch.object(naming, "run", side_effect=tried):
            who = self.hired(cast)
            messages = [case.contacts.get(direction="in") for case in cases]
            assert {m.reading for m in messages} == {"waits"}, "somebody owes to read it"
        read_files()
        for case in cases:
            self.shut(who, case)
        Sought.objects.filter(subject_type="cases").delete()
        NamedPerson.objects.all().delete()
        with patch.object(naming, "run", side_effect=tried):
            tasks.seek_names()
            for _ in range(5):
                read_files()
        for case in cases:
            assert case.contacts.get(direction="in").reading == "unread"
        page = desk(cast.registrar).get(cases[0].get_absolute_url()).content.decode()
        assert 'id="unread"' in page
        assert Alert.objects.filter(kind="named", text__contains=cases[0].number).exists()
