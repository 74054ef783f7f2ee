"""The case page and its actions: each action is one POST of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from priemnaya.cases.actions.forwarding import letters_for
from priemnaya.cases.actions.further import further_of
from priemnaya.cases.actions.leaving import ANSWERED
from priemnaya.cases.actions.resending import ways_for
from priemnaya.cases.beforehand import closings, steps_of, why_no_term
from priemnaya.cases.facts import case_facts
from priemnaya.cases.facts_asked import facts_asked
from priemnaya.cases.facts_seen import tokens
from priemnaya.cases.guard import barred_from, unbarred
from priemnaya.cases.heard import seconds_of, token_of
from priemnaya.cases.held_back import answer_goes, kept_by_notice, shown_of
from priemnaya.cases.models import (
    COMPLAINED,
    GONE_OUT,
    UNSIGNED,
    Case,
    CaseLink,
    Contact,
    SecondApplicant,
)
from priemnaya.cases.promised import stops
from priemnaya.cases.returned import knowledge_of, returned_letters
from priemnaya.cases.rules import may_be_given
from priemnaya.cases.states import possible
from priemnaya.cases.suggested import suggestions
from priemnaya.cases.term_changes import asking_token, days_of_kind
from priemnaya.cases.unfit import unfit_hands
from priemnaya.core.journal import viewed
from priemnaya.core.models import Obligation, Ruling
from priemnaya.core.read_once import reading_once
from priemnaya.desk.actions.rules import checklists_of, macros_for
from priemnaya.desk.models import Presence
from priemnaya.outreach.models import ImprovementMeasure, SurveyAnswer
from priemnaya.people.hands import WORKS
from priemnaya.people.models import DocumentSeen, Employee
from priemnaya.people.policies import policy_of
from priemnaya.policy import register
from priemnaya.policy.contact_points import PEOPLE
from priemnaya.policy.owed import COMPLAINT_REVIEW, FURTHER_MESSAGE, REPLY_ON_SUBSTANCE, SEND_AGAIN
from priemnaya.ui.access import permission
from priemnaya.ui.typed import typed_of
from priemnaya.workspace.beside import of_case
from priemnaya.workspace.composing import words_kept
from priemnaya.workspace.parts import parts_of
from priemnaya.workspace.shared import (
    acts_on_case,
    case_for,
    present,
    stopped_at,
    strangers_of,
    who,
)
from priemnaya.workspace.timeline import folded, timeline

from .applications import services_of
from .case_facts import facts_of
from .confidential import hidden_of
from .queue import filtered
from .undo import to_take_back
from .window import window_of

register("provides", "client_card", "workspace.views.case.case_page")


@require_GET
@permission("case.view")
@reading_once()
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    case = case_for(request, pk)
    me = who(request)
    if case.client_id:
        viewed(case, by=me)
    present(case, me)
    has = parts_of(case)
    hidden = hidden_of(case) if "hidden" in has else {"hidden": None, "readers": []}
    typed = typed_of(request, seen=lambda words: tokens(case).get(words["fact"], ""))
    prefetch_related_objects([case], "questions__topic", "addresses")
    people = _people(case, me, has)
    passed = _passed(case, me, seconds := seconds_of(case), has, people["staff"])
    offered = _offered(case, me, passed["first_said"])
    return render(
        request,
        "workspace/case.html",
        {
            "case": case,
            "stopped": stopped_at(request, case),
            "typed": typed,
            "kept": words_kept(request, case),
            "neighbours": _neighbours(request, case, me),
            "by_reason": _by_reason(case),
            "unfit": unfit_hands(case),
            "measures": _measures(case) if "measures" in has else (),
            "application": getattr(case, "application", None),
            **passed,
            "seconds": seconds,
            **_owed(case),
            **people,
            **_beside(case, me, has),
            "strangers": strangers_of(request, case),
            **_answers(case, has),
            **offered,
            **facts_of(request, case, typed, offered["questions"], offered["suggestions"]),
            **hidden,
            "window": window_of(case, me, hidden=bool(hidden["hidden"])),
        },
    )


def _by_reason(case: Case) -> Iterable[Ruling]:
    """Why rules were set aside, as they let people do; no query where none does."""
    if not any(order.takes_reasons for order in policy_of(case.organisation).layers):
        return ()
    return Ruling.objects.filter(subject_type="case", subject_id=case.pk, excused=True).order_by("at")


def _measures(case: Case) -> Iterable[ImprovementMeasure]:
    return ImprovementMeasure.objects.filter(case=case).select_related("owner", "done_by")


def _passed(
    case: Case, me: Employee, seconds: list[SecondApplicant], has: Collection[str], staff: list[Employee]
) -> dict[str, Any]:
    """What has passed, and which of its letters still wait for whoever they are written to. first_said: in the letter
    that opened it."""
    passed = timeline(case, has, staff)
    letters = [row["contact"] for row in passed if "contact" in row]
    noticed = kept_by_notice(case, letters)
    return {
        "heard": token_of((c.pk for c in letters if c.direction == "in"), seconds),
        "undo": to_take_back(case, me, passed),
        "timeline": folded(passed, _topic_of(case)),
        "held": shown_of(letters),
        "rated": _rated(letters),
        "kept_by_notice": noticed,
        "answer_waits": set(ANSWERED) & noticed,
        "reading": {c.reading for c in letters},
        "first_said": min(((c.at, c.pk, c.text) for c in letters if c.direction == "in"), default=("",))[-1],
        **_documents(case, has),
        "foreign": list(case.foreign_addresses.order_by("pk")) if "foreign" in has else [],
    }


def _topic_of(case: Case) -> str:
    """Of its first question that has one, small as it stands in a sentence."""
    title = next((q.topic.title for q in case.questions.all() if q.topic), "")
    return title[:1].lower() + title[1:]


READ_SOON = _("Слова клиента ещё читаются: обновите страницу через минуту.")


def _rated(letters: list[Contact]) -> list[SurveyAnswer]:
    """What the client said of answers that have gone; nothing is asked where none has."""
    gone = {c.delivery.payload.get("reply") for c in letters if c.delivery} - {None}
    found = list(SurveyAnswer.objects.filter(reply__in=gone).order_by("at")) if gone else []
    if any(c.reading == "waits" for c in letters):  # names are still being sought, in these words too
        for answer in found:
            answer.comment = str(READ_SOON) if answer.comment else ""
    return found


def _owed(case: Case) -> dict[str, Any]:
    """Terms, how they came about, and what an open one asks for."""
    rows = Obligation.objects.about("case", case.pk).order_by("fulfilled_at", "cancelled_at", "due_at")
    obligations = list(rows.prefetch_related("changes"))
    going = [o for o in obligations if o.is_open]
    due = {o.what: o.due_at for o in reversed(going)}
    asks = {o: [c for c in o.changes.all() if c.state == "asks"] for o in going}
    return {
        "obligations": obligations,
        "answer_by": due[REPLY_ON_SUBSTANCE].isoformat() if REPLY_ON_SUBSTANCE in due else "",
        "knows": knowledge_of(case, [c for o in going for c in o.changes.all()]),
        "no_term": why_no_term(case) if case.is_open and not going else "",
        "to_settle": any(asks.values()),
        "settle_seen": next((asking_token(o, found) for o, found in asks.items() if found), ""),
        "returned": came_back(case) if SEND_AGAIN in due else [],
        "further": further_of(case) if FURTHER_MESSAGE in due else [],
        "to_review": COMPLAINT_REVIEW in due,
    }


def _people(case: Case, me: Employee, has: Collection[str]) -> dict[str, Any]:
    """Who works on it, who may be given it, whom it complains of, and who else looks at it now."""
    named = list(case.named.select_related("employee", "by")) if "named" in has else []
    at_work = Employee.objects.filter(organisation_id=me.organisation_id, is_active=True)
    staff = list(at_work.select_related("unit").order_by("surname"))
    able = [e for e in staff if e.may(WORKS)]
    given, kept_from = may_be_given(case, able) if any(n.employee_id for n in named) else (able, [])
    return {
        "others": Presence.objects.others(case.pk, me.pk),
        "staff": staff,
        "readable": [e for e in staff if e.may("case.view")],
        "given": given,
        "kept_from": kept_from,
        "named": named,
        "complained": COMPLAINED,
        "describes_complaint": bool(OF_COMPLAINTS & facts_asked(case)),
        "assignments": case.assignments.select_related("employee", "unit", "by").order_by("-at")[:5],
    }


def _beside(case: Case, me: Employee, has: Collection[str]) -> dict[str, Any]:
    """Other cases that this one points to or that may be the same client's, as far as whoever looks may see them."""
    into, links = case.merged_into, CaseLink.objects
    to, back = "links" in has, "back_links" in has
    return {
        "links": list(unbarred(links.filter(case=case), me, "other").select_related("other")) if to else [],
        "back_links": list(unbarred(links.filter(other=case), me).select_related("case")) if back else [],
        "merged_into": into if into and not barred_from(into.pk, me) else None,
        "alike": of_case(case, me, has),
    }


def _answers(case: Case, has: Collection[str]) -> dict[str, Any]:
    """The answer: written, waiting, gone with an electronic signature (each with what was found of it), set aside; and
    letters to other bodies."""
    rows = list(case.replies.select_related("author").order_by("pk")) if "replies" in has else []
    for one in rows:
        one.organisation = case.organisation
    return {
        "goes": answer_goes(case),
        "suspending": case.state == "sending" and any(r.state == "signed" and r.decision == "suspend" for r in rows),
        "draft": next((r for r in rows if r.state in UNSIGNED), None),
        "signed": [r for r in rows if r.state in GONE_OUT and r.signature_id is not None],
        "dropped": next((r for r in reversed(rows) if r.state == "dropped"), None),
        "forwardings": letters_for(case) if "forwardings" in has else [],
    }


def _offered(case: Case, me: Employee, said: str) -> dict[str, Any]:
    """What may be done with it now, by whoever looks. said: in the letter that opened it."""
    may_now = possible(case)
    works = "work" in may_now
    return {
        "questions": sorted(case.questions.all(), key=lambda q: q.pk),
        "suggestions": suggestions(case, said) if works else [],
        "works_now": works and me.may("case.work"),
        "possible": may_now,
        "crime": CRIME,
        "people_points": PEOPLE,
        "closings": closings(case) if "close" in may_now else [],
        "steps": steps_of(case) if works else [],
        "extend_days": min(USUAL_DAYS, days_of_kind(case, case_facts(case))) or USUAL_DAYS if works else 0,
        "may": {name: me.may(right) for name, right in RIGHTS.items()},
        "macros": macros_for(case, me) if works else [],
        "checklists": checklists_of(case) if works else [],
        "services": services_of(case) if works else [],
    }


USUAL_DAYS = 30
"""Of an extension, where the order lets so many."""
OF_COMPLAINTS = frozenset({"complained_decision", "crime_signs"})
"""Facts read from what a complaint is about."""
CRIME = {"no": _("нет"), "yes": _("есть")}
RIGHTS = {
    "work": "case.work",
    "assign": "case.assign",
    "forward": "case.forward",
    "sign": "reply.sign",
    "decide": "case.decide",
    "reply_write": "reply.write",
    "register": "case.register",
    "reply_submit": "reply.submit",
    "confide": "case.confide",
    "review": "review.letters",
}
"""What the page asks of whoever looks, by the name its templates use."""


def _documents(case: Case, has: Collection[str]) -> dict[str, Any]:
    """What the client has shown at a window, newest first; and whether we know who they are."""
    if case.client is None or "documents" not in has:
        return {"documents_seen": [], "client_proved": bool(case.client and case.client.identity)}
    rows = DocumentSeen.objects.filter(client=case.client_id).select_related("seen_by").order_by("-pk")
    return {"documents_seen": list(rows), "client_proved": case.client.is_proved}


def came_back(case: Case) -> list[dict[str, Any]]:
    """Letters to the client to be sent otherwise, with the ways open to each, and whether one suspends the service."""
    letters = returned_letters(case)
    found = case.replies.filter(pk__in=[x.reply for x in letters if x.reply], decision="suspend")
    suspending = set(found.values_list("pk", flat=True))
    return [
        {"letter": x, "ways": ways_for(case, x), "suspends": x.reply in suspending, "stops": stops(case, x.payload)}
        for x in letters
    ]


def _neighbours(request: HttpRequest, case: Case, me: Employee) -> dict[str, int | None]:
    """Previous and next in the list the employee came from, or among what they found."""
    if found := request.session.get("found"):
        seen = set(Case.objects.seen_by(me).filter(pk__in=found).values_list("pk", flat=True))
        ids = [pk for pk in found if pk in seen]
    elif "queue" in request.session:
        ids = list(filtered(QueryDict(request.session["queue"]), me).values_list("pk", flat=True)[:200])
    else:
        ids = []
    if case.pk not in ids:
        return {"previous": None, "next": None}
    at = ids.index(case.pk)
    return {"previous": ids[at - 1] if at else None, "next": ids[at + 1] if at + 1 < len(ids) else None}


@acts_on_case("case.view", shows=False)
def presence(request: HttpRequest, case: Case) -> HttpResponse:
    """The page says it is still open; the answer names who else has it."""
    present(case, who(request), at_letter=bool(request.POST.get("letter")))
    return render(request, "workspace/_presence.html", {"others": Presence.objects.others(case.pk, who(request).pk)})
