"""Somebody is named, or their place is taken, after the message came: by a field, a new kind, a joined case, a
substitution. The case does not lie with them all the same, and people hear of it (59-ФЗ ст. 8 ч. 6)."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from priemnaya.cases import actions
from priemnaya.cases.forwarding import Target
from priemnaya.cases.incoming import IncomingFile
from priemnaya.cases.letters import letter_of
from priemnaya.cases.models import Case, ForwardedLetter, Forwarding, Reply
from priemnaya.cases.rules import forwarding_verdicts
from priemnaya.channels.base import deliver_ready
from priemnaya.core.models import Delivery, Notice
from priemnaya.people.models import OtherBody

from ..helpers import GOOD, case_of, drafted, made_ready

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
        desk(cast.registrar).post(reverse("case_complaint", args=[case.pk]), typed)
        row = case.named.get()
        assert (row.employee, row.how) == (cast.colleague, "form")
        assert closed_to(cast.colleague, case)
        case.refresh_from_db()
        assert case.assignee is None
        assert "осталось без исполнителя" in told(cast.registrar)
        said = desk(cast.head).post(reverse("case_assign", args=[case.pk]), {"to": cast.colleague.pk}, follow=True)
        assert "Жалоба на этого сотрудника" in said.content.decode()

    def test_the_body_itself_is_nobody_and_another_body_bars_only_itself(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint", text="Прошу разобраться")
        browser, url = desk(cast.registrar), reverse("case_complaint", args=[case.pk])
        browser.post(url, {"about": "typo", "against": cast.udm.name, "decision": ""})
        assert not case.named.exists()
        browser.post(url, {"about": "typo", "against": "Управление Росреестра по Удмуртской Республике"})
        other = "Министерство здравоохранения Удмуртской Республики"
        assert all(v.ok for v in forwarding_verdicts(Case.objects.get(pk=case.pk), other))

    def test_whom_people_have_cleared_is_not_suspected_by_the_same_words_again(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="service_complaint")
        browser, url = desk(cast.registrar), reverse("case_complaint", args=[case.pk])
        typed = {"about": "typo", "against": "Васильева", "decision": ""}
        browser.post(url, typed)
        actions.dismiss_person(case.named.get(), by=cast.registrar, why="однофамилица")
        browser.post(url, {**typed, "decision": "отказ № 12"})
        assert case.named.get().state == "dismissed"


class TestBecomingAComplaint:
    def test_its_words_are_read_again_with_those_of_files_and_of_further_messages(self, cast: Any) -> None:
        file = IncomingFile("жалоба.txt", "Специалист Сорокин тоже был там.".encode(), "text/plain")
        case = case_of(cast.udm, text=SOFT, files=(file,))
        assert not case.named.exists()
        desk(cast.registrar).post(reverse("case_kind", args=[case.pk]), {"kind": "appeal_complaint"})
        assert set(case.named.values_list("employee", flat=True)) == {cast.colleague.pk, cast.executor.pk}
        assert closed_to(cast.colleague, case)

    def test_a_name_cleared_before_stays_cleared(self, cast: Any) -> None:
        case = case_of(cast.udm, text="Инспектор Сорокин накричал на меня.")
        actions.dismiss_person(case.named.get(), by=cast.registrar, why="он в отпуске")
        actions.change_kind(case, "appeal_complaint", by=cast.registrar)
        assert case.named.get().state == "dismissed"


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
        said = head.post(reverse("reply_send", args=[case.pk]), {"version": version}, follow=True).content.decode()
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
        head.post(reverse("reply_send", args=[case.pk]), {"version": Reply.objects.get(case=case).version})
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
    return desk(cast.head).post(url, {"forwarding": forwarding.pk}, follow=True).content.decode()


class TestTheBodyComplainedOf:
    """A letter to another body was written, and only then the complaint about that very body is written down."""

    AGAINST = {"about": "typo", "against": "Управление Росреестра по Удмуртской Республике", "decision": ""}

    def forwarded(self, cast: Any, by: Any) -> Forwarding:
        case = case_of(cast.udm, kind="service_complaint", text="Прошу разобраться")
        return actions.forward_case(case, [Target(registry(cast), "email")], "Это решают там", by=by, keeps=True)

    def written_down(self, cast: Any, case: Case) -> None:
        desk(cast.registrar).post(reverse("case_complaint", args=[case.pk]), self.AGAINST)

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
        said = desk(cast.head).post(url, typed, follow=True).content.decode()
        assert "Жалоба на этот орган" in said
        assert tries.count() == known

    def test_what_a_person_has_read_and_cleared_is_signed(self, cast: Any) -> None:
        text = "Прошу разобраться. Сведения есть в Управлении Росреестра по Удмуртской Республике."
        case = case_of(cast.udm, kind="appeal_complaint", text=text)
        to = [Target(registry(cast), "email", not_against=True)]
        forwarding = actions.forward_case(case, to, "Это решают там", by=cast.executor)
        sign(cast, forwarding)
        assert Forwarding.objects.get().signed_at
