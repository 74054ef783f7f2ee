"""A case and a reply move by the table only, whoever comes with whatever old page."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings as settings_of_django
from django.db import IntegrityError, connection, transaction
from django.db.models import Func, Q
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from priemnaya.cases import actions, terms
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.actions.further import further_of
from priemnaya.cases.actions.leaving import living
from priemnaya.cases.actions.second import Word, answer_second, name_second
from priemnaya.cases.actions.working import Question
from priemnaya.cases.beforehand import why_no_term
from priemnaya.cases.forwarding import Target
from priemnaya.cases.heard import heard_token
from priemnaya.cases.incoming import ServiceAsked
from priemnaya.cases.models import GONE_OUT, UNSIGNED, Attachment, Case, Contact, Decision, ForwardedLetter, Reply
from priemnaya.cases.notices import NOTICES
from priemnaya.cases.states import CASE_MOVES, ENDED, REPLY_MOVES, page, pairs
from priemnaya.core.models import Delivery, Event, FileChunk, Notice, Obligation, StoredFile, TermChange
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.knowledge.models import Service
from priemnaya.outreach.actions.surveys import AlreadyRated, rate_reply
from priemnaya.outreach.models import ImprovementMeasure
from priemnaya.people.models import OtherBody
from priemnaya.people.policies import overridden
from priemnaya.policy import Refused, load_order
from tests.desk import Desk as Worker
from tests.desk import as_read
from tests.helpers import (
    GOOD,
    as_part,
    case_of,
    drafted,
    goes_out,
    going_on,
    local_day,
    made_ready,
    message,
    owed,
    sent_on,
    undone,
)
from tests.scenarios.test_event_terms import made
from tests.scenarios.test_services import applied

from ..breadth import fewer
from ..desk import looked_and_sent
from ..stood import posted

BY_MAIL = {"chosen_point": "email", "chosen_address": "maria@mail.example"}


def ready(cast: Any, **changes: Any) -> tuple[Case, Reply]:
    case = made_ready(case_of(cast.udm, **changes), cast.registrar)
    return case, drafted(case, cast.executor)


class TestAStalePage:
    def test_a_stale_submit_never_turns_a_sent_answer_back_into_a_draft(self, cast: Any, client: Client) -> None:
        case, reply = ready(cast)
        actions.send_reply(reply, by=cast.head)
        client.force_login(cast.executor)
        page = client.post(
            reverse("reply_submit", args=[case.pk]), {"text": "Совсем другое", "version": reply.version}, follow=True
        )
        reply.refresh_from_db()
        assert (reply.state, reply.text) == ("sent", GOOD)
        assert f"Ответ уже подписан ({cast.head})." in page.content.decode()
        assert "Совсем другое" in page.content.decode()  # nothing typed is lost

    def test_a_forwarded_case_never_waits_for_the_client_again(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)
        stale = Case.objects.get(pk=case.pk)
        sent_on(case, "Росреестр", by=cast.executor)
        client.force_login(cast.executor)
        page = looked_and_sent(
            client, reverse("case_clarify", args=[case.pk]), {"question": "Какой участок?"}, follow=True
        )
        assert "откройте его снова" in page.content.decode()
        with pytest.raises(Stale):
            actions.clarify_case(stale, "Какой участок?", by=cast.executor)
        assert Case.objects.get(pk=case.pk).state == "forwarded"

    @pytest.mark.parametrize("end", ["forwarded", "merged", "closed"])
    def test_no_answer_goes_out_on_a_case_that_ended_otherwise(self, cast: Any, client: Client, end: str) -> None:
        case, reply = ready(cast)
        if end == "forwarded":
            sent_on(Case.objects.get(pk=case.pk), "Росреестр", by=cast.executor)
        elif end == "merged":
            other = case_of(cast.udm, text="Ещё раз о том же участке.")
            actions.merge_cases(Case.objects.get(pk=case.pk), other, by=cast.executor)
        else:
            facts = {"reason": "Суть не определяется."}
            actions.close_case(
                Case.objects.get(pk=case.pk),
                "no_substance",
                by=cast.head,
                notice="Мы не поняли, о чём письмо.",
                facts=facts,
            )
        with pytest.raises(Stale):
            actions.send_reply(reply, by=cast.head)
        client.force_login(cast.head)
        client.post(reverse("reply_send", args=[case.pk]), {**as_read(case), "text": GOOD}, follow=True)
        assert not Contact.objects.filter(reply=reply).exists()
        reply.refresh_from_db()
        assert reply.state == "dropped"  # set aside, not lost

    def test_the_letter_that_is_read_is_the_letter_that_is_signed(self, cast: Any, client: Client) -> None:
        case, reply = ready(cast)
        actions.submit_reply(reply, by=cast.executor)
        read = Reply.objects.get(pk=reply.pk).version
        actions.recall_reply(reply, by=cast.executor)
        actions.save_reply(reply, by=cast.executor, text=GOOD.replace("1 февраля", "1 марта"))
        actions.submit_reply(Reply.objects.get(pk=reply.pk), by=cast.executor)
        client.force_login(cast.head)
        page = client.post(reverse("reply_send", args=[case.pk]), {**as_read(case), "version": read}, follow=True)
        assert "письмо изменили" in page.content.decode()
        assert Reply.objects.get(pk=reply.pk).state == "on_check"

    @pytest.mark.parametrize("back", ["recall", "send-back"])
    def test_a_letter_taken_back_a_moment_ago_is_not_signed_from_an_old_page(
        self, cast: Any, client: Client, back: str
    ) -> None:
        """Seen with two real connections: the author took it back, and the head's page signed the draft."""
        case, reply = ready(cast)
        actions.submit_reply(reply, by=cast.executor)
        read = Reply.objects.get(pk=reply.pk).version
        client.force_login(cast.executor if back == "recall" else cast.head)
        client.post(f"/w/cases/{case.pk}/reply/{back}/", {"why": "Добавьте адрес", "version": read})
        assert Reply.objects.get(pk=reply.pk).state == "draft"
        client.force_login(cast.head)
        page = client.post(reverse("reply_send", args=[case.pk]), {**as_read(case), "version": read}, follow=True)
        assert "отозвали" in page.content.decode()
        assert Reply.objects.get(pk=reply.pk).state == "draft"
        assert not Contact.objects.filter(reply=reply).exists()

    def test_two_people_sign_and_one_letter_goes(self, cast: Any) -> None:
        _case, reply = ready(cast)
        second = Reply.objects.get(pk=reply.pk)
        actions.send_reply(reply, by=cast.head)
        with pytest.raises(Stale):
            actions.send_reply(second, by=cast.head)
        assert Decision.objects.filter(reply=reply).count() == 1
        assert Contact.objects.filter(reply=reply).count() == 1

    def test_a_person_marks_one_paper_letter_handed_over_once(self, cast: Any, client: Client) -> None:
        case, reply = ready(
            cast, chosen_point="post", chosen_address="Ижевск, улица Мира, 1", postal_address="Ижевск, улица Мира, 1"
        )
        actions.send_reply(reply, by=cast.head)
        row = Delivery.objects.get(subject_id=case.pk, subject_type="case", channel="post", payload__reply=reply.pk)
        client.force_login(cast.executor)
        for _ in range(2):
            page = client.post(reverse("case_handed_over", args=[case.pk]), {"delivery": row.pk}, follow=True)
        assert "уже ушло" in page.content.decode()
        assert Case.objects.get(pk=case.pk).state == "answered"


def adds(case: Case, text: str) -> None:
    actions.append_message(Case.objects.get(pk=case.pk), message(point="portal", text=text))


class TestTheClientsLastWords:
    """What ends a matter is not done over words that nobody has seen; done over them all the same, they are owed."""

    WORDS = "Прошу не продлевать: участок продан."

    def waiting(self, cast: Any) -> tuple[Case, Reply]:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.assign_case(case, cast.executor, by=cast.head)
        reply = drafted(case, cast.executor)
        actions.submit_reply(reply, by=cast.executor)
        return case, reply

    def signs(self, page: Any, case: Case, head: Worker) -> Any:
        fields = {n: re.findall(rf'name="{n}" value="([^"]+)"', page.source)[-1] for n in ("shown", "version")}
        return head.post(reverse("signing_sign", args=[case.pk]), **fields)

    def test_a_letter_is_not_signed_over_them_from_an_old_page(self, cast: Any) -> None:
        case, reply = self.waiting(cast)
        head = Worker(cast.head)
        page = head.get(reverse("signing_letter", args=[case.pk]))
        adds(case, self.WORDS)
        done = self.signs(page, case, head)
        assert self.WORDS in done.text and "клиент написал ещё" in done.text
        assert Reply.objects.get(pk=reply.pk).state == "on_check"
        told = Notice.objects.filter(employee_id=cast.executor.pk, text__contains="ответ уже ждёт подписи")
        assert told.exists(), "its writer learns it"

    def test_signed_with_them_in_sight_they_are_owed(self, cast: Any) -> None:
        case, reply = self.waiting(cast)
        adds(case, self.WORDS)
        head = Worker(cast.head)
        page = head.get(reverse("signing_letter", args=[case.pk]))
        assert self.WORDS in page.text and "На эти слова письмо не отвечает" in page.text
        assert self.WORDS in Worker(cast.head).get(reverse("reply", args=[case.pk])).text
        self.signs(page, case, head)
        goes_out(case)
        assert Reply.objects.get(pk=reply.pk).state == "sent"
        term = owed(case, "further_message")
        assert term and term.is_open
        assert self.WORDS in Worker(cast.executor).get(case.get_absolute_url()).text

    def applied_for_two(self, cast: Any) -> tuple[Case, Reply, str]:
        """An application of two waits for its signature; the second has not said their word."""
        case = made_ready(applied(cast.udm, "land-preliminary"), cast.registrar)
        secret = as_part(name_second, case, ServiceAsked(second_who="Супруг", second_name="Зимородков Пётр"))
        actions.assign_case(case, cast.executor, by=cast.head)
        reply = drafted(case, cast.executor, decision="grant", grounds="Участок свободен, решение можно принять.")
        with patch("priemnaya.cases.actions.answering.stops", lambda verdicts, overrides: []):  # its parts matter not
            actions.submit_reply(reply, by=cast.executor)
        return case, reply, secret

    AGAINST = Word(False, "Я против, я этого не подписывал")

    def test_nor_over_the_refusal_of_a_second_applicant(self, cast: Any) -> None:
        """Seen by a judge: the letter went, and the page of signing showed nothing of the refusal even when opened
        anew."""
        case, reply, secret = self.applied_for_two(cast)
        head = Worker(cast.head)
        page = head.get(reverse("signing_letter", args=[case.pk]))
        assert "Ждём его слова" in page.text
        answer_second(cast.udm, secret, self.AGAINST)
        done = self.signs(page, case, head)
        assert "второй заявитель отказался от заявления: «Я против" in done.text
        assert Reply.objects.get(pk=reply.pk).state == "on_check"
        for place in (reverse("signing_letter", args=[case.pk]), reverse("reply", args=[case.pk])):
            assert "Отказался от заявления" in Worker(cast.head).get(place).text
        assert "второй заявитель отказался" in Worker(cast.head).get(reverse("signing_together")).text
        told = Notice.objects.filter(employee_id=cast.executor.pk, text__contains="Второй заявитель отказался")
        assert told.get().path == reverse("reply", args=[case.pk])

    def test_nothing_is_closed_over_it_either(self, cast: Any) -> None:
        case = applied(cast.udm, "land-preliminary")
        secret = as_part(name_second, case, ServiceAsked(second_who="Супруг", second_name="Зимородков Пётр"))
        page = Worker(cast.head).get(case.get_absolute_url())
        [heard] = set(re.findall(r'name="heard" value="([^"]+)"', page.source))
        answer_second(cast.udm, secret, self.AGAINST)
        done = Worker(cast.head).on(case, "close", heard=heard, outcome="no_substance", notice="Не поняли.")
        assert "второй заявитель отказался от заявления" in done.text
        assert Case.objects.get(pk=case.pk).is_open

    def test_a_second_applicant_is_heard_where_the_matter_is(self, cast: Any) -> None:
        """The application was joined to another: their word was refused, «уже решено»."""
        case, into = (applied(cast.udm, "land-preliminary", text=f"Прошу {n}") for n in "12")
        secret = as_part(name_second, case, ServiceAsked(second_who="Супруг", second_name="Зимородков Пётр"))
        actions.merge_cases(Case.objects.get(pk=case.pk), Case.objects.get(pk=into.pk), by=cast.registrar)
        before, link = heard_token(Case.objects.get(pk=into.pk)), f"/udmurtia-mio/second/{secret}/"
        assert "Отказываюсь" in Client().get(link).content.decode()
        Client().post(link, {"said": "refuse", "why": self.AGAINST.why})
        into.refresh_from_db()
        assert heard_token(into) != before
        assert "Я против, я этого не подписывал" in Worker(cast.head).get(into.get_absolute_url()).text

    def test_handed_on_anew_the_letter_answers_them(self, cast: Any) -> None:
        case, reply = self.waiting(cast)
        adds(case, self.WORDS)
        actions.recall_reply(Reply.objects.get(pk=reply.pk), by=cast.executor)
        actions.submit_reply(Reply.objects.get(pk=reply.pk), by=cast.executor)
        head = Worker(cast.head)
        self.signs(head.get(reverse("signing_letter", args=[case.pk])), case, head)
        assert owed(case, "further_message") is None

    def test_the_author_hands_nothing_on_without_having_seen_them(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        reply = drafted(case, cast.executor)
        desk = Worker(cast.executor)
        page = desk.get(reverse("reply", args=[case.pk]))
        [heard] = re.findall(r'name="heard" value="([^"]+)"', page.source)
        adds(case, self.WORDS)
        done = desk.post(reverse("reply_submit", args=[case.pk]), heard=heard, **as_read(case), text=GOOD)
        assert self.WORDS in done.text
        assert Reply.objects.get(pk=reply.pk).state == "draft"

    def test_what_came_with_a_joined_case_is_owed_too(self, cast: Any) -> None:
        case, _reply = self.waiting(cast)
        other = made_ready(case_of(cast.udm, text=self.WORDS), cast.registrar)
        actions.merge_cases(other, Case.objects.get(pk=case.pk), by=cast.executor)
        head = Worker(cast.head)
        page = head.get(reverse("signing_letter", args=[case.pk]))
        assert self.WORDS in page.text
        self.signs(page, case, head)
        goes_out(case)
        assert owed(case, "further_message")
        page = Worker(cast.executor).get(case.get_absolute_url())
        assert "решите, что с этим делать" in page.text and self.WORDS in page.text

    def test_what_is_joined_while_others_wait_already_waits_with_them(self, cast: Any) -> None:
        """Seen by a judge: «ответ не нужен» to the first settled both, and the second was never shown."""
        case = made_ready(case_of(cast.udm), cast.registrar)
        going_on(case, "Росреестр", by=cast.executor)
        adds(case, "Участок другой")
        actions.forwarding_failed(ForwardedLetter.objects.get().delivery, "нет ящика", final=True)
        case.refresh_from_db()
        term = owed(case, "further_message")
        assert term and term.is_open and case.state == "in_work"
        actions.submit_reply(drafted(case, cast.executor), by=cast.executor)
        other = made_ready(case_of(cast.udm, text=self.WORDS), cast.registrar)
        actions.merge_cases(other, Case.objects.get(pk=case.pk), by=cast.executor)
        head = Worker(cast.head)
        self.signs(head.get(reverse("signing_letter", args=[case.pk])), case, head)
        goes_out(case)
        waits = further_of(Case.objects.get(pk=case.pk))
        assert {c.text for c in waits} == {"Участок другой", self.WORDS}
        Worker(cast.executor).does(case, "further-settled", reason="Учли", heard=heard_token(case))
        assert not case.contacts.filter(text=self.WORDS, reason="").exists()

    @pytest.mark.parametrize("deed", ["spam", "close", "reject", "further-settled"])
    def test_nothing_is_ended_over_them_from_an_old_page(self, cast: Any, deed: str) -> None:
        held = {"suspicious": "похоже на спам"} if deed == "reject" else {}
        case = case_of(cast.udm, kind="message", identity="", vouched=(), **held)
        if deed == "further-settled":
            made_ready(case, cast.registrar)
            actions.send_reply(drafted(case, cast.executor), by=cast.head)
            goes_out(case)
            adds(case, "Спасибо!")
        desk, before = Worker(cast.head), Case.objects.get(pk=case.pk).state
        page = desk.get(case.get_absolute_url())
        form = page.source.split(f'/{deed}/"')[1].split("</form>")[0]
        [heard] = re.findall(r'name="heard" value="([^"]+)"', form)
        adds(case, "Дом горит, помогите!")
        typed = {"reason": "Спасибо сказали", "outcome": "no_substance", "notice": "Не поняли.", "why": "реклама"}
        done = desk.post(f"/w/cases/{case.pk}/{deed}/", heard=heard, **typed)
        assert "Дом горит, помогите!" in done.text and "клиент написал ещё" in done.text
        assert Case.objects.get(pk=case.pk).state == before
        assert not case.contacts.filter(text="Дом горит, помогите!").exclude(reason="").exists()
        if deed == "further-settled":
            term = owed(case, "further_message")
            assert term and term.is_open

    def test_who_settles_them_says_which(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.send_reply(drafted(case, cast.executor), by=cast.head)
        goes_out(case)
        adds(case, "Спасибо!")
        Worker(cast.executor).post(f"/w/cases/{case.pk}/further-settled/", reason="Благодарит")
        term = owed(case, "further_message")
        assert term and term.is_open

    def test_rejected_with_them_in_sight_they_are_rejected_too(self, cast: Any) -> None:
        case = case_of(cast.udm, suspicious="похоже на спам", identity="", vouched=())
        adds(case, "Купите слона")
        Worker(cast.registrar).post(f"/w/cases/{case.pk}/reject/", heard=heard_token(case))
        assert not case.contacts.filter(direction="in").exclude(status="ignored").exists()


class TestWhatIsJoined:
    @pytest.mark.parametrize("since", [True, False])
    def test_a_case_waits_for_its_client_no_more_once_their_answer_is_joined(self, cast: Any, since: bool) -> None:
        case, later = made_ready(case_of(cast.udm), cast.registrar), {"text": "Участок 18:26:010101:1"}
        other = None if since else case_of(cast.udm, **later)
        Worker(cast.executor).does(case, "clarify", question="Какой участок?")
        other = other or case_of(cast.udm, **later)
        Worker(cast.executor).does(other, "merge", number=case.number)
        case.refresh_from_db()
        assert case.state == ("in_work" if since else "waiting"), "a message from before our question answers nothing"


class TestACoveringLetter:
    @pytest.mark.parametrize("end", ["spam", "close"])
    def test_of_a_part_is_not_signed_once_the_matter_has_ended(self, cast: Any, end: str) -> None:
        """Seen by a judge: the case was marked as spam, and its covering letter was signed and left."""
        told: dict[str, Any] = {"kind": "message", "identity": "", "vouched": ()} if end == "spam" else {}
        case = made_ready(case_of(cast.udm, **told), cast.registrar)
        going_on(case, "Росреестр", by=cast.executor, keeps=True, signs=False)
        head = Worker(cast.head)
        page = head.get(case.get_absolute_url())
        form = page.source.split("/forwarding/sign/")[1].split("</form>")[0]
        fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', form))
        typed = {"outcome": "no_substance", "notice": "Не поняли.", "reason": "нет сути", "why": "реклама"}
        Worker(cast.registrar if end == "spam" else cast.head).on(case, end, heard=heard_token(case), **typed)
        assert Case.objects.get(pk=case.pk).state == "closed"
        done = head.post(reverse("case_forwarding_sign", args=[case.pk]), **fields)
        assert "Дело завершено" in done.text
        assert not Delivery.objects.filter(subject_type="forwardedletter").exists()
        letter = ForwardedLetter.objects.get()
        Worker(cast.head).does(case, "forwarding/recall", letter=letter.pk, reason="Дело закрыто")
        assert not Case.objects.all().covering_to_sign().exists()


class TestALetterOnItsWay:
    def test_a_letter_that_waits_for_signature_is_locked_until_it_is_recalled(self, cast: Any, client: Client) -> None:
        case, reply = ready(cast)
        client.force_login(cast.executor)
        client.post(
            reverse("reply_submit", args=[case.pk]),
            {"text": GOOD, "decision": "explain", "survey": "1", "letterhead": "1"},
        )
        assert Reply.objects.get(pk=reply.pk).state == "on_check"
        page = client.post(
            reverse("reply_save", args=[case.pk]), {"text": "Тайная правка"}, follow=True
        ).content.decode()
        assert "менять его нельзя" in page and "Отозвать и править" in page
        assert "Тайная правка" in page
        assert Reply.objects.get(pk=reply.pk).text == GOOD
        client.post(reverse("reply_recall", args=[case.pk]))
        client.post(reverse("reply_save", args=[case.pk]), {"text": "Явная правка"})
        reply.refresh_from_db()
        assert (reply.state, reply.text) == ("draft", "Явная правка")
        assert Case.objects.get(pk=case.pk).state == "in_work"

    def test_a_stranger_to_the_letter_cannot_recall_it(self, cast: Any, client: Client) -> None:
        case, reply = ready(cast)
        actions.submit_reply(reply, by=cast.executor)
        client.force_login(cast.colleague)
        page = client.post(reverse("reply_recall", args=[case.pk]), follow=True)
        assert "его автор" in page.content.decode()
        assert Reply.objects.get(pk=reply.pk).state == "on_check"
        with pytest.raises(NotAllowed):
            actions.recall_reply(reply, by=cast.colleague)

    def test_files_of_an_answer_stay_as_they_were_approved(self, cast: Any, client: Client) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        case, reply = ready(cast)
        attach_to_reply(reply, "план.txt", b"plan", "text/plain", by=cast.executor)
        actions.submit_reply(reply, by=cast.executor)
        actions.check_reply(Reply.objects.get(pk=reply.pk), by=cast.head)
        client.force_login(cast.executor)
        file = SimpleUploadedFile("другой.txt", b"other")
        page = client.post(reverse("reply_attach", args=[case.pk]), {"files": file}, follow=True)
        assert "менять его нельзя" in page.content.decode()
        assert [a.name for a in reply.attachments.all()] == ["план.txt"]

    def test_nobody_checks_an_answer_of_their_own(self, cast: Any, client: Client) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.submit_reply(drafted(case, cast.head), by=cast.head)
        client.force_login(cast.head)
        page = client.post(reverse("reply_check", args=[case.pk]), as_read(case), follow=True)
        assert "проверяет другой" in page.content.decode()

    def test_what_would_stop_the_head_stops_the_author(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm)  # neither topic nor need nor urgency
        actions.start_reply(case, by=cast.executor)
        client.force_login(cast.executor)
        page = client.post(reverse("reply_submit", args=[case.pk]), {"text": GOOD, "decision": "explain"}, follow=True)
        assert Case.objects.get(pk=case.pk).state == "new"
        assert "message-error" in page.content.decode() or "Что мешает" in page.content.decode()

    def test_letter_delivery_and_case_tell_the_same_state(self, cast: Any, client: Client) -> None:
        case, reply = ready(cast, **BY_MAIL)
        client.force_login(cast.head)
        said = client.post(reverse("reply_send", args=[case.pk]), as_read(case), follow=True).content.decode()
        assert "Ответ подписан, отправляется клиенту" in said
        assert "подписан, отправляется" in said
        case.refresh_from_db()
        reply.refresh_from_db()
        term = owed(case, "reply_on_substance")
        assert (reply.state, case.state, case.closed_at, term.fulfilled_at) == ("signed", "sending", None, None)
        goes_out(case)
        case.refresh_from_db()
        reply.refresh_from_db()
        term.refresh_from_db()
        assert (reply.state, case.state, reply.sent_at) == ("sent", "answered", term.fulfilled_at)
        assert "дан ответ" in client.get(case.get_absolute_url()).content.decode()

    def test_an_answer_that_cannot_leave_is_not_called_sent(self, cast: Any) -> None:
        case, reply = ready(cast, **BY_MAIL)
        actions.send_reply(reply, by=cast.head)
        for row in Delivery.objects.filter(subject_type="case", subject_id=case.pk, payload__reply=reply.pk):
            actions.delivery_failed(row, "ящика нет", final=True)
        assert Reply.objects.get(pk=reply.pk).state == "returned"  # it lies on a page that nobody chose
        assert Case.objects.get(pk=case.pk).state == "returned"
        assert Contact.objects.filter(reply=reply).count() == 2

    def test_a_dropped_draft_can_be_brought_back(self, cast: Any, client: Client) -> None:
        case, reply = ready(cast)
        client.force_login(cast.executor)
        page = posted(client, reverse("reply_drop", args=[case.pk]), {"sure": "1"}, follow=True).content.decode()
        assert "Вернуть черновик" in page
        back = reverse("reply_bring_back", args=[case.pk])
        assert f'action="{back}"' in page
        assert f'name="reply" value="{reply.pk}"' in page
        assert GOOD.splitlines()[0] in client.post(back, {"reply": reply.pk}, follow=True).content.decode()
        assert (Reply.objects.get(pk=reply.pk).state, Reply.objects.get(pk=reply.pk).text) == ("draft", GOOD)
        again = client.post(back, {"reply": reply.pk}, follow=True).content.decode()  # the same page, pressed twice
        assert "пишут другой ответ" in again
        assert "черновика в деле нет" in client.post(back, {"reply": "0"}, follow=True).content.decode()
        actions.drop_reply(Reply.objects.get(pk=reply.pk), by=cast.executor)
        actions.start_reply(case, by=cast.executor)
        with pytest.raises(Objection, match="другой ответ"):
            actions.restore_reply(Reply.objects.get(pk=reply.pk), by=cast.executor)

    def test_an_open_case_without_a_term_says_why_on_its_page(self, cast: Any, client: Client, tmp_path: Path) -> None:
        text = (Path(settings_of_django.ORDERS) / "base" / "defaults.yaml").read_text(encoding="utf-8")
        copy = tmp_path / "defaults.yaml"
        copy.write_text(text.replace("kinds: [internal_request]}", "kinds: [social_message]}"), encoding="utf-8")
        client.force_login(cast.executor)
        said = "Ни закон, ни порядок не задают срока"
        assert said not in client.get(case_of(cast.udm, kind="internal_request").get_absolute_url()).content.decode()
        with overridden(load_order(copy, "defaults", slug="defaults")):
            case = case_of(cast.udm, kind="internal_request")
            page = client.get(case.get_absolute_url()).content.decode()
        assert said in page

    def test_spam_by_mistake_goes_back_to_where_people_judge_it(self, cast: Any, client: Client) -> None:
        case = case_of(cast.udm, suspicious="похоже на рекламу")
        actions.reject_case(case, by=cast.registrar, why="спам")
        client.force_login(cast.executor)
        client.post(reverse("case_reopen", args=[case.pk]), {"why": "это не спам"})
        case.refresh_from_db()
        assert case.state == "review"
        actions.accept_case(case, by=cast.registrar)
        assert owed(case, "reply_on_substance") is not None


class TestNoPromiseOverALetterThatEndsTheMatter:
    """Seen by a judge: «Мы ответим до …» went to the client after the answer had been signed, and of a matter that was
    sent on."""

    def test_the_day_is_told_only_while_we_answer_by_it(self, cast: Any) -> None:
        signed, sent_on = case_of(cast.udm, **BY_MAIL), case_of(cast.udm, identity="esia-8", **BY_MAIL)
        actions.send_reply(drafted(made_ready(signed, cast.registrar), cast.executor), by=cast.head)
        body = OtherBody.objects.create(
            organisation=cast.udm, name="Город", short="Город", email="body@other.example", ways=["email"]
        )
        actions.forward_case(sent_on, [Target(body, "email")], "Это решает город", by=cast.registrar)
        desk = Worker(cast.executor)
        for case, state in ((signed, "sending"), (sent_on, "forwarding")):
            case.refresh_from_db()
            assert case.state == state
            before = case.contacts.filter(direction="out").count()
            assert "Дело сейчас в состоянии" in desk.on(case, "tell-term").text
            assert "Дело сейчас в состоянии" in desk.get(f"/w/cases/{case.pk}/term-letter/").text
            assert case.contacts.filter(direction="out").count() == before
            assert "Сообщить клиенту срок" not in desk.get(f"/w/cases/{case.pk}/").text

    def test_of_an_extension_nothing_is_told_then_either(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm, **BY_MAIL), cast.registrar)
        actions.extend_case(case, 20, "Ждём сведения", by=cast.head)
        actions.change_kind(case, "service_complaint", by=cast.registrar)
        with patch(
            "priemnaya.cases.actions.signing.stops", lambda verdicts, overrides: []
        ):  # its parts matter not here
            actions.send_reply(drafted(case, cast.executor), by=cast.head)
        desk, before = Worker(cast.head), case.contacts.filter(direction="out").count()
        page = desk.on(case, "settle-extension", reason="Жалоба на услугу", tell="1")
        assert "Дело сейчас в состоянии" in page.text
        assert case.contacts.filter(direction="out").count() == before
        desk.does(case, "settle-extension", reason="Жалоба на услугу", tell="")


class TestOnceIsEnough:
    def test_a_colleague_has_asked_the_other_body_already(self, cast: Any) -> None:
        case, asked = case_of(cast.udm), {"body": "Росреестр", "what": "Выписка"}
        Worker(cast.executor).does(case, "request-body", **asked)
        again = Worker(cast.colleague).on(case, "request-body", body="росреестр ", what="Выписка")
        assert "Об этом уже запросили" in again.text and cast.executor.short_name in again.text
        assert case.body_requests.count() == 1
        Worker(cast.colleague).does(case, "request-body", **{**asked, "what": "Копия договора"})
        Worker(cast.colleague).does(case, "body-answered", asked=case.body_requests.first().pk)
        Worker(cast.colleague).does(case, "request-body", **asked)
        assert case.body_requests.count() == 3, "what was answered may be asked again"

    def test_a_colleague_has_written_down_the_measure_already(self, cast: Any) -> None:
        case = case_of(cast.udm, kind="appeal_complaint", text="Прошу разобраться, ответили грубо")
        assert owed(case, "complaint_review").is_open
        said = {"owner": cast.head.pk, "due_on": local_day(cast.udm, plus=5).isoformat()}
        Worker(cast.head).does(case, "measure", text="Обучим", **said)
        again = Worker(cast.executor).on(case, "measure", text="Перепишем памятку", **said)
        assert "Разбор уже записан: «Обучим»" in again.text
        assert ImprovementMeasure.objects.filter(case=case).count() == 1


class TestTheDatabaseKeepsIt:
    def sent(self, cast: Any) -> Reply:
        _case, reply = ready(cast)
        attach_to_reply(reply, "план.txt", b"plan", "text/plain", by=cast.executor)
        return actions.send_reply(reply, by=cast.head)

    def test_nothing_of_a_sent_reply_changes(self, cast: Any) -> None:
        reply = self.sent(cast)
        changed: dict[str, Any] = {"signed_by": {"owner": "x"}, "author_id": cast.colleague.pk, "version": 99}
        for column in ("text", "grounds", "number", "pdf_digest", "survey_token", *changed):
            with undone(column), pytest.raises(IntegrityError), transaction.atomic():
                Reply.objects.filter(pk=reply.pk).update(**{column: changed.get(column, "подлог")})

    def test_a_sent_reply_its_files_and_its_decision_stay(self, cast: Any) -> None:
        reply = self.sent(cast)
        other = StoredFile.objects.store(b"other")
        tries: list[Any] = [
            lambda: Reply.objects.filter(pk=reply.pk).update(state="draft"),
            lambda: Attachment.objects.filter(reply=reply).delete(),
            lambda: Attachment.objects.filter(reply=reply).update(file=other),
            lambda: Attachment.objects.create(reply=reply, file=other, name="ещё.txt"),
            lambda: Decision.objects.filter(reply=reply).update(outcome="refusal"),
            lambda: Decision.objects.filter(reply=reply).delete(),
        ]
        for attempt in tries:
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()
        Decision.objects.filter(reply=reply).update(seen_as="right", seen_by=cast.head, seen_at=timezone.now())

    def test_what_is_owed_and_what_moved_its_term_is_never_deleted_nor_made_another_thing(self, cast: Any) -> None:
        case = made_ready(case_of(cast.udm), cast.registrar)
        actions.extend_case(case, 10, "Запросили документы в архиве, ждём ответа.", by=cast.head)
        term = owed(case, "reply_on_substance")
        assert term
        tries: list[Any] = [
            lambda: Obligation.objects.filter(pk=term.pk).delete(),
            lambda: TermChange.objects.filter(obligation=term).delete(),
            lambda: Obligation.objects.filter(pk=term.pk).update(what="primary_reply"),
            lambda: connection.cursor().execute("truncate core_obligation cascade"),
        ]
        connection.cursor().execute("set constraints all immediate")
        for attempt in tries:
            with pytest.raises(IntegrityError), transaction.atomic():
                attempt()

    def test_a_case_moves_by_the_table_only(self, cast: Any) -> None:
        case = case_of(cast.udm)
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(state="suspended")
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.create(organisation=cast.udm, case=case, point="email", direction="out", at=timezone.now())

    def test_the_triggers_hold_the_table_of_today(self, cast: Any) -> None:
        for name, moves in (("cases_case_moves", CASE_MOVES), ("cases_reply_moves", REPLY_MOVES)):
            with connection.cursor() as cursor:
                cursor.execute("select prosrc from pg_proc where proname = %s", [name])
                source = cursor.fetchone()[0]
            for a, b in pairs(moves):
                assert f"('{a}', '{b}')" in source
            assert source.count("('") == len(pairs(moves))

    def test_the_drawing_in_docs_is_the_table(self) -> None:
        with translation.override("ru"):
            assert (Path(__file__).parents[2] / "docs/states.md").read_text(encoding="utf-8") == page()


AFTERWARDS = {
    "state": "what became of it",
    "external_number": "the number the document system gives later",
    "sent_at": "when it left, the last time",
    "updated_at": "written with the others",
}
"""Columns of a signed reply that may change, and why; every other is compared after each step."""
SEEN_LATER = ("seen_by_id", "seen_at", "seen_as")
"""What a head adds to a decision."""


def as_it_went(reply: Reply) -> dict[str, Any]:
    """Everything that was sent: the letter, its decision, its files to the last byte, what the timeline says of it."""
    row = Reply.objects.filter(pk=reply.pk).values().get()
    decisions = Decision.objects.filter(reply=reply).order_by("pk").values()
    files = list(reply.attachments.order_by("pk").values())
    content = FileChunk.objects.filter(
        file_id__in=[reply.pdf_id, reply.signature_id, *(f["file_id"] for f in files)]
    ).annotate(digest=Func("data", function="md5"))
    told = Contact.objects.filter(reply=reply).order_by("pk").values_list("subject", "text")
    return {
        "letter": {k: v for k, v in row.items() if k not in AFTERWARDS},
        "decision": [{k: v for k, v in d.items() if k not in SEEN_LATER} for d in decisions],
        "files": files,
        "content": list(content.order_by("file_id", "number").values_list("file_id", "number", "digest")),
        "told": list(told)[:1],
    }


def n_days(reply: Reply) -> int:
    return 5 + reply.pk % 10


SETTLES = ("case.closed", "case.forwarding", "case.further_settled", "case.reopened")
"""Deeds that decide about all that the client has said until then."""


class Desk(RuleBasedStateMachine):
    """Several people act at random on one client's cases, each holding objects read at some earlier time."""

    cast: Any
    reached: set[str]
    """States seen in all runs: the test is worth something only if it gets there."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.pages: list[Case] = []
        self.drafts: list[Reply] = []
        self.went: dict[int, dict[str, Any]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)

    def tries(self, action: Any, *args: Any, **kwargs: Any) -> Any:
        """An action is done, or objects in words; anything else fails the test."""
        try:
            with transaction.atomic():
                return action(*args, **kwargs)
        except Objection as objection:
            assert str(objection) or isinstance(objection, Refused)
            return None

    @initialize(
        point=st.sampled_from(["email", "portal"]), kind=st.sampled_from(["appeal", "appeal_complaint", "message"])
    )
    def a_case_comes_in(self, point: str, kind: str) -> None:
        case = case_of(self.cast.udm, chosen_point=point, chosen_address="m@mail.example", kind=kind)
        self.first = made_ready(case, self.cast.registrar)
        self.open_page(0)

    @rule(n=st.integers(0, 9))
    def open_page(self, n: int) -> None:
        cases = list(Case.objects.filter(client_id=self.first.client_id).order_by("pk"))
        self.pages.append(cases[n % len(cases)])
        self.drafts += list(Reply.objects.filter(case=self.pages[-1]))[-2:]

    def page(self, n: int) -> Case:
        return self.pages[n % len(self.pages)]

    def draft(self, n: int) -> Reply:
        return self.drafts[n % len(self.drafts)]

    pick = st.integers(0, 30)

    @rule(n=pick, verb=st.sampled_from(["name", "name", "suspend", "suspend", "resume", "lapse"]))
    def a_service_waits(self, n: int, verb: str) -> None:
        """The case becomes an application, is suspended by a letter with its grounds, and goes on again."""
        case, cast = self.page(n), self.cast
        service = Service.objects.get(organisation=cast.udm, slug="land-preliminary")
        deeds: dict[str, Any] = {
            "name": lambda: actions.name_service(case, service, by=cast.registrar, as_application=True),
            "suspend": lambda: self.suspends(case),
            "resume": lambda: actions.resume_case(case, by=cast.executor),
            "lapse": lambda: actions.resume_lapsed(cast.udm),
        }
        self.tries(deeds[verb])

    def suspends(self, case: Case) -> None:
        cast = self.cast
        reply = actions.save_reply(
            actions.start_reply(case, by=cast.executor), by=cast.executor, text=GOOD, decision="suspend"
        )
        reply = actions.choose_grounds(reply, ["suspended-other"], by=cast.executor)
        until = local_day(cast.udm, plus=n_days(reply))
        actions.send_reply(actions.save_reply(reply, by=cast.executor, suspended_until=until), by=cast.head)
        self.drafts.append(Reply.objects.get(pk=reply.pk))
        goes_out(case)

    @rule(oral=st.booleans())
    def a_visitor_comes(self, oral: bool) -> None:
        """Answered on the spot with consent, or written down."""
        incoming = message(
            point="in_person", text="Спросила на приёме", surname="Иванова", name="Мария", identity="esia-1"
        )
        card = actions.ReceptionCard("паспорт", "Да, так и есть." if oral else "", oral)
        self.tries(actions.receive_visitor, self.cast.udm, incoming, card, by=self.cast.registrar)
        self.open_page(9)

    @rule(
        n=pick,
        verb=st.sampled_from(
            [
                "start",
                "clarify",
                "part",
                "close",
                "reopen",
                "extend",
                "urgent",
                "assign",
                "term",
                "classify",
                "describe",
                "split",
                "kind",
                "hear",
                "calm",
                "settle",
                "anew",
            ]
        ),
    )
    def act_on_case(self, n: int, verb: str) -> None:
        case, cast = self.page(n), self.cast
        head, executor = cast.head, cast.executor
        deeds: dict[str, Any] = {
            "start": lambda: actions.start_reply(case, by=executor),
            "clarify": lambda: actions.clarify_case(case, "Какой участок?", by=executor),
            "part": lambda: going_on(case, "Росреестр", by=executor, keeps=True),
            "close": lambda: actions.close_case(
                case, "no_substance", by=head, notice="Не поняли.", facts={"reason": "нет сути"}
            ),
            "reopen": lambda: actions.reopen_case(case, by=head, why="клиент написал снова"),
            "extend": lambda: actions.extend_case(case, 5, "Ждём сведения", by=head),
            "urgent": lambda: actions.assess_urgency(case, "urgent", "угроза", by=head),
            "assign": lambda: actions.assign_case(case, cast.colleague, by=head),
            "term": lambda: actions.tell_term(case, by=executor),
            "classify": lambda: actions.classify_case(
                case, [Question(f"Вопрос {n}", None, "")] * (1 + n % 2), by=executor
            ),
            "describe": lambda: actions.describe_complaint(
                case, about="typo", against="Отдел", decision="", by=executor
            ),
            "split": lambda: actions.split_case(case, case.questions.order_by("pk").last(), by=executor),
            "kind": lambda: actions.change_kind(case, ("appeal", "message")[n % 2], by=head),
            "calm": lambda: actions.assess_urgency(case, "normal", "угрозы нет", by=head),
            "settle": lambda: actions.settle_further(case, "Клиент благодарит", by=executor),
            "anew": lambda: actions.register_further(case, by=cast.registrar),
            "hear": lambda: actions.append_message(case, message(point="portal", text=f"Ещё {n}")),
        }
        made = self.tries(deeds[verb])
        if verb == "start" and made is not None:
            self.drafts.append(Reply.objects.get(pk=made.pk))

    @precondition(lambda self: self.drafts)
    @rule(
        n=pick,
        verb=st.sampled_from(
            [
                "save",
                "empty",
                "attach",
                "submit",
                "check",
                "recall",
                "back",
                "drop",
                "restore",
                "send",
                "send",
                "number",
            ]
        ),
    )
    def act_on_reply(self, n: int, verb: str) -> None:
        reply, cast = self.draft(n), self.cast
        head, executor = cast.head, cast.executor
        deeds: dict[str, Any] = {
            "save": lambda: actions.save_reply(reply, by=executor, text=GOOD.replace("Нужны", f"{n}. Нужны")),
            "empty": lambda: actions.save_reply(reply, by=executor, version=reply.version, text="Здравствуйте!"),
            "attach": lambda: attach_to_reply(reply, f"{n}.txt", b"x", "text/plain", by=executor),
            "submit": lambda: actions.submit_reply(reply, by=executor),
            "check": lambda: actions.check_reply(reply, by=head),
            "recall": lambda: actions.recall_reply(reply, by=executor),
            "back": lambda: actions.send_back_reply(reply, by=head, why="Короче"),
            "drop": lambda: actions.drop_reply(reply, by=executor),
            "restore": lambda: actions.restore_reply(reply, by=executor),
            "send": lambda: actions.send_reply(reply, by=head),
            "number": lambda: actions.number_reply(reply, f"СЭД-{n}", by=head),
        }
        self.tries(deeds[verb])

    @rule(n=pick, far=st.sampled_from([1, 2, 3, 3, 4]))
    def an_answer_goes_its_way(self, n: int, far: int) -> None:
        """The whole job, up to some step, on whatever page is open."""
        case, cast = self.page(n), self.cast
        made = self.tries(actions.start_reply, case, by=cast.executor)
        if made is None:
            return
        self.drafts.append(Reply.objects.get(pk=made.pk))
        self.tries(actions.save_reply, made, by=cast.executor, text=GOOD)
        steps: list[Any] = [
            lambda: actions.submit_reply(made, by=cast.executor),
            lambda: actions.send_reply(made, by=cast.head),
            lambda: goes_out(case),
        ]
        for step in steps[: far - 1]:
            self.tries(step)

    def the_client_writes_while_a_letter_waits(self) -> None:
        self.an_answer_goes_its_way(0, 2)
        adds(self.page(0), "Прошу не продлевать")
        self.tries(actions.send_reply, self.drafts[-1], by=self.cast.head)
        self.the_clients_last_words_are_answered_or_owed()
        goes_out(self.page(0))
        assert owed(self.page(0), "further_message")

    def the_client_writes_when_a_matter_came_back(self) -> None:
        self.tries(going_on, self.page(0), "Росреестр", by=self.cast.executor)
        self.a_letter_to_another_body("failed")
        adds(self.page(0), "Участок другой")
        self.a_letter_to_another_body("resend")
        goes_out(self.page(0))

    @rule(n=pick, mark=st.sampled_from([1, 5]))
    def an_answer_is_rated(self, n: int, mark: int) -> None:
        gone = list(Reply.objects.filter(state__in=GONE_OUT, case__client_id=self.first.client_id).order_by("pk"))
        if gone:
            try:
                self.tries(rate_reply, gone[n % len(gone)], satisfaction=mark, comment="Так себе")
            except AlreadyRated:
                return

    def an_answer_comes_back(self) -> None:
        self.an_answer_goes_its_way(0, 4)
        row = Delivery.objects.filter(payload__reply__isnull=False, channel="email").latest("pk")
        self.tries(actions.delivery_bounced, row, "вернулось через сутки")
        self.what_was_sent_is_unchanged()
        self.an_ended_case_owes_nothing_and_an_open_one_owes_a_term()
        self.case_and_reply_tell_the_same()
        self.tries(actions.send_again, self.page(0), row.pk, "email", "new@mail.example", by=self.cast.executor)

    def a_service_is_suspended_and_goes_on(self) -> None:
        self.a_service_waits(0, "name")
        self.a_service_waits(0, "suspend")
        self.case_and_reply_tell_the_same()
        row = Delivery.objects.filter(payload__reply__isnull=False, channel="email").latest("pk")
        self.tries(actions.delivery_bounced, row, "вернулось через сутки")
        self.what_is_called_sent_has_reached_the_client()
        self.a_service_waits(0, "resume")

    @rule(n=pick, m=pick)
    def merge(self, n: int, m: int) -> None:
        if self.page(n) != self.page(m):
            self.tries(actions.merge_cases, self.page(n), self.page(m), by=self.cast.executor)

    @rule(n=pick, verb=st.sampled_from(["merge", "merge", "split", "assign"]))
    def take_back(self, n: int, verb: str) -> None:
        """Whoever did it last takes it back, from whatever page is open."""
        case, by = self.page(n), self.cast.head if verb == "assign" else self.cast.executor
        last = Event.objects.filter(subject_type="case", subject_id=case.pk, actor_id=by.pk).order_by("-pk").first()
        event = last.pk if last else 0
        deeds: dict[str, Any] = {
            "merge": lambda: actions.part_case(case, by=by),
            "split": lambda: actions.undo_split(case, event, by=by),
            "assign": lambda: actions.undo_assignment(case, event, by=by),
        }
        self.tries(deeds[verb])

    @rule(n=pick)
    def another_letter(self, n: int) -> None:
        case_of(self.cast.udm, chosen_point="portal", text=f"Письмо {n} о другом участке.")
        self.open_page(n)

    @rule(
        n=pick, verb=st.sampled_from(["sent", "sent", "failed", "bounced", "bounced", "late", "read", "retry", "again"])
    )
    def the_post_works(self, n: int, verb: str) -> None:
        """What becomes of a letter, soon or days later; people send again what came back, from whatever page."""
        ours = Case.objects.filter(client_id=self.first.client_id).values("pk")
        rows = Delivery.objects.filter(subject_type="case", subject_id__in=ours).order_by("-pk")
        if verb == "late":
            rows = rows.filter(state__in=("sent", "delivered"), payload__reply__isnull=False)
        if verb in ("again", "retry"):
            rows = rows.filter(state__in=("bounced", "dead"))
        some = list(rows[:6])
        if not some:
            return
        row = some[n % len(some)]
        to = [("email", f"new{n}@mail.example"), ("post", "Ижевск, Мира, 1"), ("portal", "")][n % 3]
        deeds: dict[str, Any] = {
            "late": lambda: actions.delivery_bounced(row, "вернулось через сутки"),
            "read": lambda: actions.delivery_confirmed(row, "read"),
            "again": lambda: actions.send_again(self.page(n), row.pk, *to, by=self.cast.executor, why="позвонили"),
            "sent": lambda: actions.delivery_sent(row),
            "failed": lambda: actions.delivery_failed(row, "нет такого ящика", final=True),
            "bounced": lambda: actions.delivery_bounced(row, "вернулось"),
            "retry": lambda: actions.retry_delivery(row, by=self.cast.executor),
        }
        self.tries(deeds[verb])

    @rule(n=pick, leaves=st.booleans())
    def a_matter_goes_its_way(self, n: int, leaves: bool) -> None:
        """Sent on to another body, and perhaps gone, from whatever page is open."""
        case = self.page(n)
        if n % 4:  # seldom, so that answers get their turn
            return
        if self.tries(going_on, case, "Росреестр", by=self.cast.executor) and leaves:
            self.tries(goes_out, case)

    @rule(verb=st.sampled_from(["sent", "sent", "failed", "bounced", "resend", "recall"]))
    def a_letter_to_another_body(self, verb: str) -> None:
        letters = ForwardedLetter.objects.filter(forwarding__case__client_id=self.first.client_id)
        letter = letters.select_related("delivery", "forwarding__case__organisation").order_by("-pk").first()
        if letter is None or letter.delivery is None:
            return
        row, by = letter.delivery, self.cast.executor
        deeds: dict[str, Any] = {
            "sent": lambda: actions.forwarding_sent(row),
            "failed": lambda: actions.forwarding_failed(row, "нет такого ящика", final=True),
            "bounced": lambda: actions.forwarding_bounced(row, "вернулось"),
            "resend": lambda: actions.resend_letter(letter, "email", by=by, address=f"a{row.pk}@other.example"),
            "recall": lambda: actions.recall_letter(letter, "Ответим сами", by=by),
        }
        self.tries(deeds[verb])

    @invariant()
    def nobody_sees_sent_on_before_it_left(self) -> None:
        for case in Case.objects.filter(client_id=self.first.client_id, state__in=("forwarding", "forwarded")):
            rows = ForwardedLetter.objects.filter(forwarding__case=case, recalled_at=None).select_related("delivery")
            whole = [x for x in rows if not x.forwarding.keeps]
            if case.state == "forwarded":
                assert whole and all(x.has_left for x in rows)
            else:
                assert any(not x.has_left for x in rows)

    @invariant()
    def what_was_sent_is_unchanged(self) -> None:
        for reply in Reply.objects.filter(state__in=GONE_OUT, case__client_id=self.first.client_id):
            now = as_it_went(reply)
            assert self.went.setdefault(reply.pk, now) == now
        kept = Reply.objects.filter(pk__in=self.went, state__in=GONE_OUT).count()
        assert kept == len(self.went)

    @invariant()
    def an_ended_case_owes_nothing_and_an_open_one_owes_a_term(self) -> None:
        for case in Case.objects.filter(client_id=self.first.client_id).select_related("organisation__parent"):
            open_rows = Obligation.objects.about("case", case.pk).open()
            owes = set(open_rows.exclude(facts__has_key=terms.OUTLASTS).values_list("what", flat=True))
            if case.state in ENDED:
                assert not owes - set(terms.OUTLIVES)
                assert not case.merged_into_id or not owes & {"complaint_review", "further_message"}
                assert not case.merged_into_id or not open_rows.filter(facts__has_key=terms.AFTER).exists()
                assert not case.replies.filter(state__in=UNSIGNED).exists()
                assert (case.closed_at is None) is False
            else:
                answer = "registration" if case.state == "review" else "reply_on_substance"
                assert answer in owes or why_no_term(case)
                assert case.closed_at is None

    @invariant()
    def the_clients_last_words_are_answered_or_owed(self) -> None:
        """Of an ended case: whatever was added to it is waited for, or the deed that ended it came later."""
        for case in Case.objects.filter(client_id=self.first.client_id, state__in=("answered", "forwarded", "closed")):
            owing = Obligation.objects.about("case", case.pk).open().filter(what="further_message").first()
            first = owing.facts["from_contact"] if owing else 10**9
            events = Event.objects.filter(subject_type="case", subject_id=case.pk)
            gone = [r.pk for r in case.replies.filter(state__in=GONE_OUT)]
            settled = Q(verb__in=SETTLES) | Q(verb__in=("reply.submitted", "reply.signed"), data__reply__in=gone)
            over = {
                e.data["reply"]: e.pk
                for e in events.filter(verb="reply.submitted", data__reply__in=gone).order_by("pk")
            }
            ends = [over.get(e.data.get("reply"), e.pk) for e in events.filter(settled)]
            for contact in case.contacts.filter(direction="in", status="appended", reason="", pk__lt=first):
                came = events.filter(verb="case.appended", data__contact=contact.pk).first()
                assert came is None or any(end > came.pk for end in ends), f"{contact.text}: nobody's"

    @invariant()
    def who_waits_for_the_client_has_heard_nothing_since(self) -> None:
        for case in Case.objects.filter(client_id=self.first.client_id, state="waiting"):
            asked = case.contacts.filter(notice__in=("clarification", "incomplete")).latest("at")
            assert not case.contacts.filter(direction="in", at__gt=asked.at).exists()

    @invariant()
    def case_and_reply_tell_the_same(self) -> None:
        for case in Case.objects.filter(client_id=self.first.client_id):
            self.reached.add(case.state)
            states = set(case.replies.values_list("state", flat=True))
            assert (case.state == "on_approval") == bool(states & {"on_check", "checked"})
            assert (case.state == "sending") == ("signed" in states)
            assert case.state != "returned" or "returned" in states

    @invariant()
    def what_is_called_sent_has_reached_the_client(self) -> None:
        """And what came back is owed by the case that lives, unless a later answer made it matter no more."""
        for reply in Reply.objects.filter(state__in=("sent", "returned"), case__client_id=self.first.client_id):
            states = set(Delivery.objects.filter(payload__reply=reply.pk).values_list("state", flat=True))
            assert states & {"sent", "delivered", "read", "shown"} or reply.state == "returned"
            assert not states & {"sent", "delivered", "read"} or reply.state == "sent"
            case = living(Case.objects.get(pk=reply.case_id))
            if reply.state == "returned" and case.state == "returned":
                assert Obligation.objects.about("case", case.pk).open().filter(what="send_again").exists()

    @invariant()
    def each_outgoing_letter_is_an_answer_or_a_notice(self) -> None:
        for contact in Contact.objects.filter(client_id=self.first.client_id, direction="out").select_related("reply"):
            assert (contact.reply is not None and contact.reply.state in GONE_OUT) or contact.notice in NOTICES


def many(examples: int) -> Any:
    """How many ways people go: a part of them in the suite (`fewer`), all in the walks."""
    few, whole = fewer(examples), pytest.param(examples, marks=pytest.mark.walk)
    return pytest.mark.parametrize("examples", [few, whole] if few < examples else [few])


@many(20)
def test_random_people_with_old_pages_break_no_promise(cast: Any, examples: int) -> None:
    Desk.cast, Desk.reached = cast, set()
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=int(os.environ.get("EXAMPLES", examples)),
            stateful_step_count=35,
            # The same walk in CI; `WALK=free` takes another each time, and a failure says how to take it again.
            derandomize=os.environ.get("WALK") != "free",
            print_blob=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert len(Desk.reached) >= (6 if examples >= 20 else 4), "of the short walk chance decides, the ways below hold"
    for far in (2, 3, 4):
        walked(lambda desk, far=far: desk.an_answer_goes_its_way(0, far))  # type: ignore[misc]
    for leaves in (False, True):
        walked(lambda desk, leaves=leaves: desk.a_matter_goes_its_way(0, leaves))  # type: ignore[misc]
    walked(lambda desk: desk.the_client_writes_while_a_letter_waits())
    walked(lambda desk: desk.the_client_writes_when_a_matter_came_back())
    walked(lambda desk: desk.an_answer_comes_back())
    walked(lambda desk: desk.a_service_is_suspended_and_goes_on())
    assert Desk.reached >= {"on_approval", "sending", "answered", "forwarding", "forwarded", "returned", "suspended"}


@many(6)
def test_the_same_holds_under_an_order_that_owes_between_any_events(cast: Any, tmp_path: Path, examples: int) -> None:
    """Terms that the journal opens live by the same promises as those that code opens."""
    Desk.cast, Desk.reached = cast, set()
    pairs = (
        "from: message_registered, do: noted, within: 3wd",
        "from: client_added, do: noted, within: 1wd, if: {kinds: [appeal, message]}",
        "from: assigned, do: reply_drafted, within: 3wd",
        "from: reply_drafted, do: reply_submitted, within: 4wh",
        "from: reply_sent, do: noted, within: 5d",
        "from: forwarded, do: noted, within: 5d",
        "from: closed, do: noted, by: {of: month, next: true, day: 15}",
        "from: state_changed, do: state_changed, within: 30m",
    )
    with overridden(made(tmp_path, *((f"93.{n}", "within", pair) for n, pair in enumerate(pairs, 1)))):
        run_state_machine_as_test(
            Desk,
            settings=settings(
                max_examples=int(os.environ.get("EXAMPLES", examples)),
                stateful_step_count=25,
                derandomize=os.environ.get("WALK") != "free",
                print_blob=True,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        for leaves in (False, True):
            walked(lambda desk, leaves=leaves: desk.a_matter_goes_its_way(0, leaves))  # type: ignore[misc]
        walked(lambda desk: desk.an_answer_goes_its_way(0, 4))
        walked(lambda desk: desk.an_answer_comes_back())
    assert Desk.reached >= {"answered", "forwarding", "forwarded", "returned"}


def walked(step: Callable[[Desk], None]) -> None:
    """A step that chance may miss is taken on purpose; every promise is asked after it."""
    desk = Desk()
    try:
        desk.a_case_comes_in("email", "appeal")
        step(desk)
        desk.what_was_sent_is_unchanged()
        desk.what_is_called_sent_has_reached_the_client()
        desk.an_ended_case_owes_nothing_and_an_open_one_owes_a_term()
        desk.the_clients_last_words_are_answered_or_owed()
        desk.case_and_reply_tell_the_same()
        desk.nobody_sees_sent_on_before_it_left()
        desk.each_outgoing_letter_is_an_answer_or_a_notice()
    finally:
        desk.teardown()
