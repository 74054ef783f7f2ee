"""Which events of the journal change a fact that conditions of rules are read from; what a case owes is then counted
anew, in the same transaction. A body whose rules have no such condition costs no query."""

from __future__ import annotations

from typing import Any

from priemnaya.core.models import Event
from priemnaya.people.models import Client, Employee
from priemnaya.people.policies import policy_by_key

from .models import Case
from .owing import STANDS, late_of
from .states import lock_cases
from .term_changes import turn_terms

NAMED = frozenset({"no_name_or_address"})
OF_CLIENT = frozenset({"clients", "helped", "wrote_within", "repeat"}) | NAMED
OF_QUESTIONS = frozenset({"needs", "topics", "questions_from", "repeat", "topic_in_month"})
CHANGES: dict[str, tuple[frozenset[str], str]] = {
    "case.urgency_assessed": (frozenset({"urgency"}), "оценена срочность"),
    "case.urgency_lowered": (frozenset({"urgency"}), "срочность снята"),
    "case.urgency_undone": (frozenset({"urgency"}), "отметка срочности отменена"),
    "case.clarified": (frozenset({STANDS}), "клиента спросили"),
    "case.appended": (frozenset({STANDS}), "клиент ответил"),
    "case.classified": (OF_QUESTIONS, "указаны темы и потребность"),
    "case.split": (OF_QUESTIONS, "вопрос выделен в другое дело"),
    "case.absorbed": (OF_QUESTIONS | OF_CLIENT, "присоединено другое дело"),
    "case.parted": (OF_QUESTIONS | OF_CLIENT, "присоединение отменено"),
    "case.parted_from": (OF_QUESTIONS | OF_CLIENT, "присоединение отменено"),
    "case.split_undone": (OF_QUESTIONS, "выделение отменено"),
    "case.kind_changed": (frozenset({"kinds", "grounds", "signatories"}), "изменён вид дела"),
    "case.complaint_described": (frozenset({"grounds"}), "записано, на что жалоба"),
    "case.service_named": (frozenset({"services"}), "указана услуга"),
    "case.linked": (frozenset({"repeat"}), "дела связаны"),
    "case.point_chosen": (frozenset({"answered_by"}) | NAMED, "выбрана точка для ответа"),
    "case.mailbox_disowned": (frozenset({"answered_by"}) | NAMED, "адрес клиента больше не его"),
    "case.claimed": (OF_CLIENT, "дело взял себе клиент"),
    "case.client_named": (OF_CLIENT, "записано, кто обратился"),
    "client.described": (frozenset({"clients", "helped"}) | NAMED, "записано, какой это клиент"),
    "client.merged": (OF_CLIENT, "карточки клиента объединены"),
    "client.parted": (OF_CLIENT, "карточки клиента разъединены"),
}
"""Verb -> the conditions that it may change, and why terms were counted anew. What never changes of a case stands in
none: how it came, and in what form."""


def after_event(row: Event, subject: Any) -> None:
    """What the cases it concerns owe now."""
    if row.verb not in CHANGES:
        return
    changed, why = CHANGES[row.verb]
    if not any(late_of(order).conditions & changed for order in policy_by_key(row.organisation_id, subject).layers):
        return
    by = Employee.everyone.filter(pk=row.actor_id).first() if row.actor_id else None
    cases = concerned(row, subject)
    lock_cases(*cases)
    for case in cases:
        turn_terms(case, why, by=by, whatever=False)
        if isinstance(subject, Case) and case.pk == subject.pk:
            subject.due_at = case.due_at


def concerned(row: Event, subject: Any) -> list[Case]:
    """Open cases whose facts they are, as they are kept: the action goes on with its own objects."""
    rows = Case.objects.select_related("organisation__parent", "assignee", "unit").order_by("pk")
    if isinstance(subject, Client):
        keys = {subject.pk, *(row.data[name] for name in ("into", "other") if row.data.get(name))}
        return [case for case in rows.filter(client__in=keys) if case.is_open]
    keys = {row.subject_id, *([row.data["other"]] if row.verb == "case.linked" else [])}
    return [case for case in rows.filter(pk__in=keys) if case.is_open]
