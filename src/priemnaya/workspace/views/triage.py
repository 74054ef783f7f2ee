"""Triage beside the list: the message, what is alike, and one form with one save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from priemnaya.cases.actions.faults import fault_of_reason, unknown_topics
from priemnaya.cases.actions.working import questions_of
from priemnaya.cases.models import Case, CaseQuestion, Decision
from priemnaya.cases.rules import may_be_given
from priemnaya.cases.states import possible
from priemnaya.cases.suggested import suggestions
from priemnaya.core.journal import viewed
from priemnaya.desk.actions.triage import Triage, triage_case
from priemnaya.desk.load import Held, held_by, sight_of
from priemnaya.desk.standing import standing
from priemnaya.errors import Faults
from priemnaya.people.hands import taking_units
from priemnaya.people.models import Employee, Substitution
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, whole
from priemnaya.ui.typed import Typed, telling, typed_of
from priemnaya.workspace.beside import of_case
from priemnaya.workspace.parts import parts_of
from priemnaya.workspace.shared import case_for, colleagues, who
from priemnaya.workspace.shown_first import Form, shown_or_done

MOST_ROWS = 30
"""Questions of one message that a form may send."""
USUAL = 20
"""Open cases at which a person's bar of load is full when nobody in the list has more."""


@dataclass(frozen=True)
class Hand:
    """One to whom the case may go. open: how many they have; share: of the one who has most, in steps of 5 %; late: how
    many of them are; alike: how many of the topic they have decided; away: till when, and who stands in; seen: whether
    whoever looks sees how much they have."""

    employee: Employee
    open: int
    late: int
    share: int
    alike: int
    away: Substitution | None
    seen: bool = True


def pane_for(request: HttpRequest, pk: int) -> dict[str, Any]:
    """All that the pane shows of a case. Raises Http404; the view of the client's data is journalled."""
    case, me = case_for(request, pk), who(request)
    if case.client_id:
        viewed(case, by=me)
    contacts = case.contacts.filter(direction="in").prefetch_related("attachments__file").order_by("at")
    known = list(case.questions.select_related("topic").order_by("pk"))
    works = "work" in possible(case) and me.may("case.work")
    seen = standing(case)
    typed = typed_of(request, seen=seen)
    rows = _rows(case, known, typed) if works else []
    return {
        "opened": case,
        "words": list(contacts[:3]),
        "alike": of_case(case, me, parts_of(case)),
        "works": works,
        "may_assign": works and me.may("case.assign"),
        "rows": rows,
        "divides": len(rows) > max(len(known), 1),
        "seen": seen,
        "hands": hands_for(case, me, known) if works and me.may("case.assign") else [],
        "units": taking_units(case.organisation) if works else [],
        "typed": typed,
        "faults": typed.faults,
    }


def _rows(case: Case, known: list[CaseQuestion], typed: Typed) -> list[dict[str, Any]]:
    """Questions as the form shows them: what was typed and refused, those that stand, or those the letter asks; each
    with topics that may fit, and one empty row more."""
    found = suggestions(case)
    if "topic-0" in typed:
        count = next(n for n in range(MOST_ROWS + 1) if f"topic-{n}" not in typed)
        rows = [{name: typed[f"{name}-{n}"] for name in ("text", "topic", "need")} for n in range(count)]
    elif any(q.topic_id for q in known) or len(known) > 1 or len(found) < 2:
        rows = [{"text": q.text, "topic": _topic(q), "need": q.need} for q in known]
    else:
        rows = [{"text": x.text[:490], "topic": "", "need": ""} for x in found]
    rows = rows or [{"text": case.subject, "topic": "", "need": ""}]
    near = {_begins(x.text): x.topics for x in found}
    whole_letter = found[0].topics if found and len(rows) == 1 else ()
    return [
        {**row, "alike": near.get(_begins(row["text"]), whole_letter), "fault": typed.faults.get(f"topic-{n}", "")}
        for n, row in enumerate(rows)
    ]


def _begins(text: str) -> str:
    """How a question is known again, as the form sends it back or as it was saved."""
    return " ".join(text.split())[:400]


def _topic(question: CaseQuestion) -> str:
    return f"{question.topic.code} {question.topic.title}" if question.topic else ""


def hands_for(case: Case, me: Employee, known: Iterable[CaseQuestion]) -> list[Hand]:
    """Whom the case may be given to, the likeliest first: those of its unit, who decided alike, who has less."""
    unit = case.unit_id or me.unit_id
    staff = list(colleagues(case).filter(is_active=True).select_related("unit").order_by("surname", "name"))
    given, _kept = may_be_given(case, staff)
    return _ranked(case, given, me, unit, {q.topic_id for q in known if q.topic_id})


def _ranked(case: Case, given: list[Employee], me: Employee, unit: int | None, topics: set[int]) -> list[Hand]:
    holds, in_sight = held_by(me, timezone.now(), given), sight_of(me)
    done = Decision.objects.filter(organisation_id=case.organisation_id, author__in=given, topic__in=topics)
    alike = dict(done.values_list("author").annotate(n=Count("pk"))) if topics else {}
    away = {s.employee_id: s for s in Substitution.objects.now(case.organisation).select_related("substitute")}
    load = {e.pk: holds.get(e.pk, Held()) for e in given if in_sight(e)}
    most = max([*(has.open for has in load.values()), USUAL])
    hands = []
    for e in given:
        has, seen = load.get(e.pk, Held()), e.pk in load
        share = 5 * round(20 * has.open / most)
        hands.append(Hand(e, has.open, has.late, share, alike.get(e.pk, 0), away.get(e.pk), seen))
    return sorted(hands, key=lambda h: (h.employee.unit_id != unit, h.away is not None, -h.alike, h.open))


@require_POST
@permission("case.work")
def triage(request: HttpRequest, pk: int) -> HttpResponse:
    """Save, and show the next of the list. What the order stops, and what a colleague did meanwhile, is said beside the
    same message with all that was typed."""
    case, me, typed = case_for(request, pk), who(request), request.POST
    here, after = QueryDict(typed.get("list", "")), whole(typed.get("after"))

    def deed() -> None:
        triage_case(case, _asked(request, case), by=me, seen=typed.get("seen", ""))

    page: HttpResponse | None = None
    with telling(request):  # an order may have the client told of what triage does
        page, _answer = shown_or_done(request, case, deed, Form(_list(here, pk)))
        if page is None:
            messages.success(request, _("Дело %s записано.") % case.number)
            return redirect(_list(here, after))
    return page or redirect(_list(here, pk))


def _asked(request: HttpRequest, case: Case) -> Triage:
    typed = request.POST
    numbered = (f"-{n}" for n in range(MOST_ROWS) if f"topic-{n}" in typed)
    rows = [(typed.get(f"text{n}", ""), typed.get(f"topic{n}", ""), typed.get(f"need{n}", "")) for n in numbered]
    to = colleagues(case).filter(pk=chosen(request, "to")).first() if typed.get("to") else None
    wrong = unknown_topics({f"topic-{n}": typed[f"topic-{n}"] for n in range(MOST_ROWS) if f"topic-{n}" in typed})
    changed = (typed.get("urgency"), typed.get("reason", "").strip()) != (case.urgency, case.urgency_reason)
    if changed and (words := fault_of_reason(case, typed.get("urgency", ""), typed.get("reason", ""))):
        wrong["reason"] = words
    if typed.get("to") and to is None:
        wrong["to"] = _("Выберите исполнителя из списка.")
    if wrong:
        raise Faults(wrong)
    units = case.organisation.units.filter(closed_at=None)
    place = whole(typed.get("unit"))
    unit = units.filter(pk=place).first() if place is not None else None
    reason, task = typed.get("reason", "").strip(), typed.get("task", "")
    questions, divide = tuple(questions_of(rows)), bool(typed.get("divide"))
    return Triage(questions, divide, typed.get("urgency", ""), reason, to, unit, task)


def _list(here: QueryDict, opened: int | None) -> str:
    address = here.copy()
    if opened:
        address["open"] = str(opened)
    return f"{reverse('queue')}?{address.urlencode()}"
