"""What the forms of the case's page begin with: what stands, or what was typed and could not be taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.actions.points import choices_for, may_answer_at
from priemnaya.cases.facts_seen import tokens
from priemnaya.cases.models import CASE_KINDS, Case, CaseQuestion
from priemnaya.core.reading import whole
from priemnaya.knowledge.topics.suggesting import Suggested
from priemnaya.people.interaction import points_of
from priemnaya.people.models import Organisation
from priemnaya.people.signs import signs_of
from priemnaya.policy.vocabulary import own
from priemnaya.ui.typed import Typed

GROUNDS = (
    ("migration", _("о миграции")),
    ("refused_documents", _("жалоба на отказ принять документы или исправить ошибку")),
    ("deputy", _("запрос депутата или сенатора")),
    ("parliamentary", _("парламентский запрос")),
    ("prosecutor", _("запрос или требование прокурора")),
)


def grounds_offered(organisation: Organisation) -> list[tuple[str, Any]]:
    """What else than the kind people may mark: of every body, and of this one."""
    return [*GROUNDS, *((sign, sign) for sign in signs_of(organisation))]


IN_MORE = ("clarify", "extend", "ask-body", "complained", "link", "close", "reopen", "measure", "confide", "renew-code")
"""Forms of the panel «Ещё», by their names in addresses (?act=…)."""
TYPED_IN_MORE = ("question", "days", "body", "typed", "number", "outcome", "due_on", "why", "document", "compared")
"""A field of each: one that was refused opens again, with all that was typed."""


def facts_of(
    request: HttpRequest, case: Case, typed: Typed, known: Sequence[CaseQuestion], found: Sequence[Suggested]
) -> dict[str, Any]:
    """known: the questions of the case; found: what the letter asks."""
    opened = request.GET.get("act", "")
    return {
        "opened": opened,
        "more_open": opened in IN_MORE or any(name in typed for name in TYPED_IN_MORE),
        "seen": tokens(case),
        "asks": _asks(typed, known, found),
        "urgency_shown": _urgency(case, typed),
        "hand_shown": _chosen(typed, "hand", "to", case.assignee_id),
        "service_shown": _chosen(typed, "service", "service", case.service_id),
        "kinds": CASE_KINDS,
        "kind_shown": _kind(case, typed),
        "grounds_of_kind": grounds_offered(case.organisation),
        "signs_set": [g for g in case.grounds if own(g, "ground")],
        **_points(case, typed),
    }


def _asks(typed: Typed, known: Sequence[CaseQuestion], found: Sequence[Suggested]) -> list[dict[str, Any]]:
    """Questions with their topics. A letter of several questions that nobody has classified yet stands divided; till
    then the one question it was registered with is left out."""
    near = found[0].topics if found else ()
    if typed["fact"] == "topic":
        fields = (typed.all_of(name) for name in ("text", "topic", "need"))
        rows = [{"text": a, "topic": b, "need": c, "alike": near} for a, b, c in zip(*fields, strict=False)]
        return [*rows[:-1], {**rows[-1], "extra": True}] if rows else []
    divided = len(found) > 1 and len(known) < 2 and not any(q.topic_id for q in known)
    if divided:
        rows = [{"text": x.text[:490], "topic": "", "need": "", "alike": x.topics, "found": True} for x in found]
    else:
        rows = [{"text": q.text, "topic": _topic(q), "need": q.need, "alike": near} for q in known]
    return [*rows, {"text": "", "topic": "", "need": "", "extra": True}]


def _topic(question: CaseQuestion) -> str:
    return f"{question.topic.code} {question.topic.title}" if question.topic else ""


def _urgency(case: Case, typed: Typed) -> dict[str, str]:
    if typed["fact"] == "urgency":
        return {"urgency": typed["urgency"], "reason": typed["reason"]}
    return {"urgency": case.urgency, "reason": case.urgency_reason}


def _chosen(typed: Typed, fact: str, name: str, stands: int | None) -> int | None:
    return whole(typed[name]) if typed["fact"] == fact else stands


def _kind(case: Case, typed: Typed) -> dict[str, Any]:
    listed = {name for name, _title in grounds_offered(case.organisation)}
    unlisted = [g for g in case.grounds if g not in listed]
    if typed["fact"] == "kind":
        told = {"kind": typed["kind"], "grounds": typed.all_of("ground"), "signatories": typed["signatories"]}
        return {**told, "unlisted": unlisted}
    return {"kind": case.kind, "grounds": case.grounds, "signatories": case.signatories, "unlisted": unlisted}


def _points(case: Case, typed: Typed) -> dict[str, Any]:
    points = points_of(case.organisation)
    rows = choices_for(case, points)
    if typed["fact"] != "point":
        shown = {"point": case.chosen_point, "second": case.second_point}
        return {"choices": rows, "carrying": may_answer_at(case, points), "point_shown": shown}
    rows = [(point, title, typed.get(f"address_{point}", address)) for point, title, address in rows]
    shown = {"point": typed["point"], "second": typed["second"]}
    return {"choices": rows, "carrying": may_answer_at(case, points), "point_shown": shown}
