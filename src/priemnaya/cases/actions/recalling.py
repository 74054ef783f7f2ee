"""A client wants their matter ended. By what the order says of its kind that ends it at once, or asks a person to
(closes_as with `by_client`); where nothing is said, it asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.incoming import Incoming
from priemnaya.cases.known import recall_asked_at
from priemnaya.cases.models import UNSIGNED, Case, Contact
from priemnaya.cases.rules import outcome_verdicts, outcomes, step_verdicts
from priemnaya.cases.states import lock_case, move_case, move_reply
from priemnaya.core.journal import notify, record, ruled
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import Verdict
from priemnaya.policy.kinds.closes_as import RECALLED
from priemnaya.policy.owed import OUTCOME_NOTICE

from .appending import heard
from .deliver import send_to_client
from .message import Received, add_contact, already, keep_key, name_persons
from .reading import words_told
from .suspending import forget_suspension
from .veiling import Letter

Way = Literal["ends", "asks"]
MEANWHILE = {
    "review": "Ваше сообщение ещё читает сотрудник: решит, регистрировать ли его. Попробуйте позже.",
    "sending": "Ответ уже подписан и отправляется: отозвать нельзя. Скоро он будет на этой странице.",
    "returned": "Ответ уже дан, он вернулся к нам, и мы отправляем его иначе. Прочитать его можно на этой странице.",
    "forwarding": "Ваш вопрос уже пересылаем в другой орган: отозвать здесь нельзя.",
    "forwarded": "Ваш вопрос уже в другом органе: отзовите его там.",
    "answered": "По делу уже дан ответ: отзывать нечего. Ответ на этой странице.",
    "closed": "Дело уже завершено: отзывать нечего.",
    "merged": "Это дело присоединено к другому: отзывают то.",
}
"""Why nothing is recalled in a state, in words for the client; in all others it may be."""


@dataclass(frozen=True)
class Recall:
    """What a client's word would do to a case. way: end it, or ask; rule: by what; verdicts: what the order says."""

    way: Way
    rule: Any = None
    verdicts: tuple[Verdict, ...] = ()


def recall_of(case: Case) -> Recall:
    """By the order in force for the case. What must be there before any case is closed, and is not, a person sees
    to."""
    rule = next((r for r in outcomes(case) if r.value.outcome == RECALLED), None)
    if rule is None or rule.value.by_client != "ends":
        return Recall("asks", rule)
    known = {"client_asked": True, "notice_text": _notice(case, timezone.now())}
    verdicts = (*outcome_verdicts(case, RECALLED, known), *step_verdicts("close", case))
    return Recall("ends" if all(v.ok for v in verdicts) else "asks", rule, verdicts)


@action("case.register", alone=True)
@transaction.atomic
def recall_case(case: Case, incoming: Incoming, way: Way, *, by: Employee | None = None) -> Received:
    """The client's word, and what the order makes of it. way: what the client was shown that it does. Raises Stale when
    the case is not what the page showed, Objection when it was asked already."""
    words = words_told(case.organisation, incoming.matter, case.client.full_name if case.client else "")
    lock_case(case)
    if known := already(case.organisation, incoming):
        return known
    if case.state in MEANWHILE:
        raise Stale(MEANWHILE[case.state])
    found = recall_of(case)
    if found.way != way:
        raise Stale("Пока вы читали, условия изменились. Прочитайте ещё раз, что теперь будет, и решите снова.")
    if found.way == "asks" and (at := recall_asked_at(case)):
        raise Objection(
            f"Вы уже просили об этом {case.organisation.local(at):%d.%m.%Y}. Сотрудник ещё не решил, писать второй раз"
            " не нужно."
        )
    contact = add_contact(case, incoming, "appended")
    name_persons(case, incoming.complaint, contact, words)
    keep_key(case.organisation, incoming, contact)
    if found.way == "ends":
        _end(case, found, contact, by)
    else:
        if case.state != "waiting":  # our question stands: a wish to end the matter does not answer it
            heard(case, contact, by)
        record("case.recall_asked", case, by=by, contact=contact.pk)
        _tell(case, f"Клиент просит прекратить рассмотрение дела {case.number}: решите, прекращать ли")
    return Received("appended", case, contact)


def _end(case: Case, found: Recall, contact: Contact, by: Employee | None) -> None:
    """Nothing of it is owed any more, and nobody writes an answer to it."""
    rule = found.rule
    told = {case.assignee, *_put_letters_aside(case, by)}
    if rule.value.notice:
        _confirm(case, rule, contact, by)
    if case.state == "suspended":
        forget_suspension(case, by=by)
    move_case(case, "close", outcome=RECALLED, closed_at=timezone.now())
    terms.end_open(case, f"{rule.value.title} ({rule.citation})")
    ruled(found.verdicts, case, by=by)
    record("case.recalled", case, by=by, contact=contact.pk)
    record("case.closed", case, by=by, outcome=RECALLED)
    _tell(case, f"Клиент отозвал дело {case.number}: оно закрыто, отвечать не нужно", told)


def _put_letters_aside(case: Case, by: Employee | None) -> list[Employee | None]:
    """A letter that waits for its signature is taken back first: nobody signs what nobody waits for. Returns who
    wrote."""
    authors = []
    for reply in case.replies.filter(state__in=UNSIGNED).select_related("organisation", "author"):
        reply.case = case
        authors.append(reply.author)
        if reply.state != "draft":
            move_reply(reply, "recall", version=reply.version + 1, checker=None, prepared_at=None)
            record("reply.recalled", case, by=by, reply=reply.pk)
        move_reply(reply, "drop")
        record("reply.dropped", case, by=by, reply=reply.pk)
    if case.state == "on_approval":
        move_case(case, "return")
    return authors


def _confirm(case: Case, rule: Any, contact: Contact, by: Employee | None) -> None:
    if rule.value.within:
        terms.open_obligation(case, OUTCOME_NOTICE, case.registered_at, facts={"outcome": RECALLED})
    said = texts.closed(case, rule.value.title, _notice(case, contact.at))
    letter = Letter(
        texts.subject(case, "closing"), said, notice="closing", fulfils=OUTCOME_NOTICE, key=f"recalled-{contact.pk}"
    )
    send_to_client(case, letter, by=by)


def _notice(case: Case, at: dt.datetime) -> str:
    return texts.said(case.organisation, "recalled", day=texts.when(case, at))


def _tell(case: Case, text: str, people: set[Employee | None] | None = None) -> None:
    for employee in people if people is not None else {case.assignee}:
        if employee is not None and employee.is_active:
            notify(employee, text, case.get_absolute_url(), kind="client")
