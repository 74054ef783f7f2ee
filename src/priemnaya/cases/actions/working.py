"""Working on a case: kinds, topics, urgency, assignment, questions to the client, extension, the term on request."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.extending import deferral_verdicts, extension_verdicts
from priemnaya.cases.facts_seen import must_stand
from priemnaya.cases.guard import must_lead
from priemnaya.cases.marked import assignment_marks
from priemnaya.cases.models import URGENCIES, Assignment, BodyRequest, Case, CaseQuestion
from priemnaya.cases.rules import (
    assignment_verdicts,
    counts_open_cases,
    giving_verdicts,
    hand_of,
    joined_verdicts,
    step_verdicts,
)
from priemnaya.cases.states import lock_case, move_case
from priemnaya.cases.term_changes import (
    asking,
    asking_token,
    days_allowed,
    days_extended,
    drop_extensions,
    times_extended,
)
from priemnaya.core.journal import given_elsewhere, notify, record, ruled, waits_no_more
from priemnaya.core.models import Obligation
from priemnaya.core.queue import nudge
from priemnaya.core.reading import code_of
from priemnaya.core.settings_kept import UNSEEN
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.models import Topic
from priemnaya.people.acting import action, part
from priemnaya.people.hands import must_work
from priemnaya.people.models import Employee, Substitution, Unit
from priemnaya.policy import asks, register, require
from priemnaya.policy.owed import INTERAGENCY_ANSWER, URGENT_REPLY
from priemnaya.worktime.terms import plural

from .deliver import send_to_client
from .faults import fault_of_reason, must_be_filled, no_topic
from .reading import must_be_read
from .veiling import Letter
from .whole import lie_together

register("provides", "clarification", "cases.actions.working.clarify_case")
register("provides", "same_rules_for_paper", "cases.actions.receive.receive_message")


def must_be_open(case: Case) -> None:
    """Lock the case for work on it: a finished one is opened again first, with a reason. Raises Stale."""
    move_case(case, "work")


def must_not_be_suspended(case: Case) -> None:
    """A suspension belongs to its service and its decision: it ends first, then the case may become another. Raises
    Objection."""
    if case.state == "suspended":
        raise Objection(
            "Услуга по этому делу приостановлена. Сначала возобновите её, потом меняйте вид дела или услугу."
        )


@dataclass(frozen=True)
class Question:
    """One question of a message: its wording, topic and the client's typical need."""

    text: str
    topic: Topic | None
    need: str


def questions_of(rows: Iterable[tuple[str, str, str]]) -> list[Question]:
    """Questions as people write them: wording, code of a topic («0001.0002 …» as lists show it too), need. Empty rows
    are left out. Raises Objection for a code that the classifier lacks."""
    written = [(text.strip(), code_of(code), need.strip()) for text, code, need in rows if text.strip() or code or need]
    topics = {t.code: t for t in Topic.objects.current().filter(code__in={code for _, code, _ in written if code})}
    if unknown := [code for _, code, _ in written if code and code not in topics]:
        raise Objection(no_topic(unknown[0]))
    return [Question(text, topics.get(code), need) for text, code, need in written]


@action("case.work")
@transaction.atomic
def classify_case(case: Case, questions: Sequence[Question], *, by: Employee, seen: str = "") -> None:
    """Set the questions of a message, each with its topic and need (udmurtia-mio 3.2). Replaces the earlier set: a
    question of the same words keeps its row, so that what a draft says of it stays with it. seen: `facts_seen.token` of
    the page. Raises Objection, Stale."""
    if not questions:
        raise Objection("Нужен хотя бы один вопрос.")
    move_case(case, "classify")
    must_stand(case, "topic", seen)
    rows = _rows_of(case, questions)
    case.questions.exclude(pk__in=[row.pk for row in rows if row.pk]).delete()
    for row, q in zip(rows, questions, strict=True):
        row.text, row.topic, row.need = q.text[:500], q.topic, q.need[:200]
        row.save()
    record("case.classified", case, by=by, questions=len(questions))
    nudge("learn_topics")


def _rows_of(case: Case, questions: Sequence[Question]) -> list[CaseQuestion]:
    """The row of each question: of the same words wherever it stood; else the one at its place, if no letter says
    anything of that one yet; else a new one. A mark never passes to another question."""
    known = list(case.questions.select_related("topic").order_by("pk"))
    marked = {key for said in case.replies.values_list("answers", flat=True) for key in said}
    left, found = list(known), dict[int, CaseQuestion]()
    for n, q in enumerate(questions):
        words = _words(q.text[:500], q.topic)
        row = next((row for row in left if _words(row.text, row.topic) == words), None)
        if row:
            left.remove(row)
            found[n] = row
    for n, row in enumerate(known):
        if n < len(questions) and n not in found and row in left and str(row.pk) not in marked:
            found[n] = row
    return [found.get(n) or CaseQuestion(case=case) for n in range(len(questions))]


def _words(text: str, topic: Topic | None) -> str:
    """What a question is known by: its words, or its topic where it has none."""
    return " ".join(text.split()).casefold() or (topic.code if topic else "")


@action("case.work")
@transaction.atomic
@asks("within", URGENT_REPLY)
def assess_urgency(case: Case, urgency: str, reason: str, *, by: Employee, seen: str = "") -> None:
    """Urgent or normal, with the reason; an urgent case owes its answer sooner (udmurtia-mio 3.3). That it is urgent no
    more has a reason too, and ends the sooner term; one that had passed stays passed. Raises Objection."""
    must_be_open(case)
    must_stand(case, "urgency", seen)
    if urgency not in URGENCIES:
        raise Objection("Выберите, срочное дело или обычное.")
    if wrong := fault_of_reason(case, urgency, reason):
        raise Objection(wrong)
    lowered = case.urgency == "urgent" and urgency == "normal"
    case.urgency, case.urgency_reason = urgency, reason[:250]
    case.save(update_fields=["urgency", "urgency_reason"])
    if urgency == "urgent":
        terms.open_obligation(case, URGENT_REPLY, case.registered_at)
    elif lowered:
        terms.cancel_term(case, URGENT_REPLY, f"срочность снята: {reason.strip()}")
    terms.refresh_due(case)
    if lowered:
        record("case.urgency_lowered", case, by=by)
    else:
        record("case.urgency_assessed", case, by=by, urgent=urgency == "urgent")


@action("case.assign", alone=True)
@transaction.atomic
def assign_case(
    case: Case, to: Employee | None, *, by: Employee | None, unit: Unit | None = None, task: str = "", seen: str = ""
) -> None:
    """Give the case to a person or a unit, never to one complained of in it; a unit alone means its head. by: nobody
    when a rule of the desk gives it, which says no task of its own. Raises Refused, Stale."""
    if to is not None and (to.organisation_id != case.organisation_id or not to.is_active):
        raise Objection("Такого сотрудника в органе нет: выберите того, кто работает.")
    must_work(to, unit)
    lock_case(case)
    must_be_at_work(unit)
    must_stand(case, "hand", seen)
    if by is not None:
        must_lead(case, by)
    must_be_read(case)
    where = unit or case.unit
    _hold_hand(case, hand_of(to, where))
    verdicts = [*assignment_verdicts(case, to, where), *joined_verdicts(case, to, where)]
    verdicts += giving_verdicts(case, to, task if by is not None else "", where)
    require(verdicts)
    ruled(verdicts, case, by=by)
    marks = assignment_marks(case, to, unit or (to.unit if to else case.unit))
    if move_case(case, "assign", assignee=to, unit=unit or (to.unit if to else case.unit)) != case.state:
        marks["moves"] = True
    lie_together(case)
    Assignment.objects.create(case=case, unit=case.unit, employee=to, by=by, task=task[:500])
    Obligation.objects.about("case", case.pk).open().update(responsible_id=to.pk if to else None)
    given_elsewhere(case.pk)
    announce(case, to, unit if to is None else None, by=by)
    record("case.assigned", case, by=by, to=to.pk if to else None, **marks)


def _hold_hand(case: Case, hand: Employee | None) -> None:
    """Cases given at once to one person are counted one after the other. After cases and units, as everybody locks."""
    if hand is not None and counts_open_cases(case):
        Employee.everyone.select_for_update(of=("self",), no_key=True).get(pk=hand.pk)


def must_be_at_work(unit: Unit | None) -> None:
    """Held to the end of the deed: nobody closes it meanwhile. Raises Objection for a department that is closed."""
    if unit is None:
        return
    now = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    if now.closed_at:
        raise Objection(f"Отдел «{now.name}» закрыт: выберите другой.")


@part
def announce(case: Case, to: Employee | None, unit: Unit | None, *, by: Employee | None) -> None:
    """Who has the case hears of it: the employee or the head of the unit, and whoever stands in for them today."""
    told = to or (unit.head if unit else None)
    if told is None:
        return
    if told != by:
        notify(told, f"Вам поручено дело {case.number}: {case.subject[:80]}", case.get_absolute_url(), kind="assigned")
    for row in Substitution.objects.now(case.organisation).filter(employee=told).select_related("substitute"):
        if row.substitute != by:
            text = f"За сотрудника {told}: поручено дело {case.number}: {case.subject[:60]}"
            notify(row.substitute, text, case.get_absolute_url(), kind="assigned")


@action("case.work")
@transaction.atomic
def clarify_case(case: Case, question: str, *, by: Employee) -> None:
    """Ask the client by the chosen point before answering (udmurtia-mio 3.8). No term stops for it but one whose rule
    says so (`within.stands`)."""
    if not question.strip():
        raise Objection("Напишите вопрос клиенту.")
    must_be_filled(question)
    move_case(case, "clarify")
    verdicts = step_verdicts("ask_client", case, clarification_questions=asked_in(question))
    require(verdicts)
    letter = Letter(
        texts.subject(case, "clarification"),
        texts.clarify(case, question, stands=_stands(case)),
        notice="clarification",
    )
    send_to_client(case, letter, by=by)
    ruled(verdicts, case, by=by)
    record("case.clarified", case, by=by)


def _stands(case: Case) -> str:
    """The day to which the term moves by this question, where a rule lets it stand; empty where it does not move."""
    owed = terms.open_term(case)
    then = terms.counted_anew(case, owed, asked=True) if owed else None
    return texts.promise(case, then) if owed and then and then.due_at != owed.due_at else ""


def asked_in(words: str) -> int:
    """How many questions a letter asks: its question marks, one at least."""
    return max(len(re.findall(r"\?+", words)), 1)


def must_be_ahead(case: Case, owed: Obligation, remedy: str) -> None:
    """A day that has passed is promised to nobody. Raises Objection."""
    if not texts.promise(case, owed):
        raise Objection(f"Срок прошёл {texts.when(case, owed.due_at)}: обещать клиенту этот день нельзя. {remedy}")


@action("case.work")
@transaction.atomic
@asks("within", INTERAGENCY_ANSWER)
def request_from_body(case: Case, body: str, what: str, *, by: Employee) -> Obligation:
    """Ask another body for documents (59-ФЗ ст. 10 ч. 2): its answer is due by law, each request by a term of its own;
    the term of our answer goes on."""
    must_be_open(case)
    if not body.strip() or not what.strip():
        raise Objection("Напишите, у кого и какие сведения вы запросили.")
    _must_be_asked_first(case, body, what)
    verdicts = step_verdicts("request_from_body", case)
    require(verdicts)
    ruled(verdicts, case, by=by)
    now = timezone.now()
    asked = BodyRequest.objects.create(case=case, body=body.strip()[:250], what=what.strip(), by=by, at=now)
    owed = terms.open_obligation(case, INTERAGENCY_ANSWER, now, part=asked.pk)
    if owed is None:
        raise Objection("Для этого вида дела закон срока ответа на запрос не задаёт: запишите запрос заметкой.")
    terms.refresh_due(case)
    record("case.requested_from_body", case, by=by, obligation=owed.pk)
    return owed


def _must_be_asked_first(case: Case, body: str, what: str) -> None:
    """One question of one body has one term: a colleague may have asked it while this page was open. Raises Stale."""
    asked = " ".join(f"{body} {what}".split()).casefold()
    for row in case.body_requests.filter(answered_at=None).select_related("by"):
        if " ".join(f"{row.body} {row.what}".split()).casefold() == asked:
            who = f", {row.by.short_name}" if row.by else ""
            raise Stale(
                f"Об этом уже запросили {texts.when(case, row.at)}{who}, ждём ответа. Если просите о другом, напишите,"
                " о чём именно."
            )


@action("case.work")
@transaction.atomic
def body_answered(case: Case, asked: int | None = None, *, by: Employee) -> None:
    """The other body's answer came. asked: to which request; may be left out while one waits. Raises Objection."""
    move_case(case, "body_answered")
    waiting = {row.pk: row for row in case.body_requests.filter(answered_at=None)}
    if not waiting:
        raise Objection("Открытого запроса в другой орган нет.")
    if asked is None and len(waiting) > 1:
        raise Objection("Ждём ответа на несколько запросов: выберите, на какой пришёл ответ.")
    row = next(iter(waiting.values())) if asked is None else waiting.get(asked)
    if row is None:
        raise Objection("Ответ на этот запрос уже отмечен. Обновите страницу.")
    row.answered_at = timezone.now()
    row.save(update_fields=["answered_at"])
    terms.fulfil(case, INTERAGENCY_ANSWER, part=row.pk)
    record("case.body_answered", case, by=by)


UNSAID = dt.datetime.min.replace(tzinfo=dt.UTC)
"""In the place of the end of a term: a page asks, and has not said what it showed. No door for programs sends it."""


def _must_be_what_was_shown(case: Case, owed: Obligation, seen: dt.datetime | None) -> None:
    if seen == UNSAID:
        raise Stale(
            f"Форма не сказала, до какого дня был срок. Сейчас он до {texts.when(case, owed.due_at)}. Обновите страницу"
            " и продлите снова."
        )
    if seen is not None and seen != owed.due_at:
        raise Stale(
            f"Пока страница была открыта, срок изменился: теперь он до {texts.when(case, owed.due_at)}. Посмотрите,"
            " нужно ли продлевать ещё."
        )


@action("case.decide")
@transaction.atomic
def extend_case(case: Case, days: int, reason: str, *, by: Employee, seen: dt.datetime | None = None) -> Obligation:
    """Move the term of the answer, within what the law allows, with notice to the client. seen: when the term ended on
    the page that asks, UNSAID when it does not say; two who press the button extend it once. Raises Refused, Objection,
    Stale."""
    must_be_open(case)
    lock_case(case)
    owed = terms.open_term(case)
    if owed is None:
        raise Objection("Продлевать нечего: открытого срока ответа нет.")
    _must_be_what_was_shown(case, owed, seen)
    if days < 1:
        raise Objection("Напишите, на сколько дней продлить: целое число больше нуля.")
    if not days_allowed(case):
        raise Objection(
            f"Срок по делу вида «{case.get_kind_display()}» ни закон, ни порядок продлить не дают. Ответьте в срок тем,"
            " что известно."
        )
    must_be_filled(reason)
    total = days_extended(owed) + days
    times = times_extended(owed) + 1
    verdicts = [*extension_verdicts(case, total, times, reason, notice="sent below", by=by), *deferral_verdicts(case)]
    require(verdicts)
    moved = terms.move_term(case, "extended", days, reason, by=by, told=True)
    assert moved is not None
    more = days_allowed(case) - days_extended(moved)
    longer = f"Можно продлить ещё на {more} {plural(more, 'день', 'дня', 'дней')} или ответить сейчас."
    must_be_ahead(case, moved, longer if more else "Ответьте сейчас.")
    said = texts.extended(case, texts.promise(case, moved), reason)
    letter = Letter(
        texts.subject(case, "extension"), said, notice="extension", extra=terms.tells(moved) | terms.promises(moved)
    )
    send_to_client(case, letter, what="forwarding_notice", by=by)
    waits_no_more(case.pk, f"{case.get_absolute_url()}#extend")
    ruled(verdicts, case, by=by)
    record("case.extended", case, by=by, days=days)
    return moved


@action("case.decide")
@transaction.atomic
def settle_extension(case: Case, reason: str, *, tell: bool, by: Employee, seen: str = "") -> None:
    """The client was told of an extension that the case, as it is now, may not have: the strict term holds, and the
    client is told of it, or the answer comes before the promised day anyway. seen: `asking_token` of the page that
    asks. Raises Objection, Stale."""
    move_case(case, "tell_term" if tell else "settle_extension")
    owed = terms.open_term(case)
    if owed is None or not asking(owed):
        raise Stale("Решать нечего: о продлении по этому делу уже решено. Обновите страницу.")
    if seen and seen != asking_token(owed, asking(owed)):
        why = "Форма не сказала, что на ней было" if seen == UNSEEN else "Пока страница была открыта, срок изменили"
        raise Stale(f"{why}. Теперь он до {texts.when(case, owed.due_at)}: обновите страницу и решите снова.")
    if not reason.strip():
        raise Objection("Напишите причину: она останется в деле.")
    drop_extensions(owed, f"{by.short_name}: {reason.strip()}")
    if tell:
        must_be_ahead(case, owed, "Ответьте сейчас или выберите «Ответим раньше, не сообщать».")
        said = texts.term_back(case, texts.promise(case, owed), reason)
        letter = Letter(texts.subject(case, "extension_off"), said, notice="term", extra=terms.promises(owed))
        send_to_client(case, letter, by=by)
        owed.told_due_at = owed.due_at
        owed.save(update_fields=["told_due_at"])
    waits_no_more(case.pk, f"{case.get_absolute_url()}#settle")
    record("case.extension_settled", case, by=by, told=tell)
