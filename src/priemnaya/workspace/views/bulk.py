"""What is done to the cases that are marked in a list, what would become of them, and taking it back."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from priemnaya.cases.actions.forwarding import directory_of, plan_forwarding
from priemnaya.cases.beforehand import closings
from priemnaya.cases.forwarding import Target
from priemnaya.cases.models import Case
from priemnaya.core.reading import code_of
from priemnaya.desk import actions as desk
from priemnaya.desk.actions.bulk import MOST, Outlook
from priemnaya.desk.actions.bulk_steps import STEPS, Wanted
from priemnaya.desk.models import BACK_FOR, BulkDeed
from priemnaya.desk.models.bulk import CAN_BE_TAKEN_BACK
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Topic
from priemnaya.people.models import Employee
from priemnaya.ui.access import permission
from priemnaya.ui.asked import whole
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import who

OF_UNIT = "unit-"
"""Before the key of a unit, in the list of whom to give cases to."""
SAID = 5
"""Cases left as they were are named up to this many."""
OF_CLOSING = ("site_address", "reason", "crime", "no_new_arguments")
TITLES = {
    "forward": gettext_lazy("Переслать в другой орган"),
    "close": gettext_lazy("Закрыть без ответа по существу"),
    "merge": gettext_lazy("Объединить в одно дело"),
    "spam": gettext_lazy("Отметить как спам"),
}
NEEDS = {"forward": "body", "close": "outcome", "merge": "into", "spam": "do"}
"""The field without which nothing can be shown yet."""


@require_POST
@permission("case.view")
def bulk(request: HttpRequest) -> HttpResponse:
    """Done at once, and taken back as easily; what writes letters or ends cases is shown first (`shown`)."""
    me, what = who(request), request.POST.get("do", "")
    cases = marked_cases(request)
    if cases and what in TITLES and not request.POST.get("shown"):
        return _look(request, what, cases)
    with telling(request):
        shown, wanted = shown_of(request, cases) if what in TITLES else None, _wanted(request, cases)
        seen = seen_of(request, cases)
        said_of(request, desk.do_to_several(me.organisation, cases, what, wanted, by=me, seen=seen, shown=shown))
    return back_to_list(request)


def marked_cases(request: HttpRequest) -> list[Case]:
    """Those marked that one still sees; how many are not seen any more is said."""
    asked = {pk for typed in request.POST.getlist("case")[: MOST + 1] if (pk := whole(typed)) is not None}
    rows = Case.objects.seen_by(who(request)).filter(pk__in=asked)
    cases = list(rows.select_related("organisation__parent", "client", "unit", "assignee").order_by("pk"))
    if gone := len(asked) - len(cases):
        messages.warning(request, _("Отмеченных дел, которых у вас больше нет: %s.") % gone)
    return cases


def seen_of(request: HttpRequest, cases: list[Case]) -> dict[int, str]:
    """As what the page knew each of them."""
    return {c.pk: request.POST[f"seen-{c.pk}"] for c in cases if f"seen-{c.pk}" in request.POST}


def shown_of(request: HttpRequest, cases: list[Case]) -> dict[int, str]:
    """What the page showed of the letters of each of them."""
    return {c.pk: request.POST.get(f"goes-{c.pk}", "") for c in cases}


def _wanted(request: HttpRequest, cases: list[Case]) -> Wanted:
    typed, body = request.POST, who(request).organisation
    to = typed.get("to", "")
    staff = Employee.objects.filter(organisation=body, pk=whole(to))
    units = body.units.filter(closed_at=None, pk=whole(to.removeprefix(OF_UNIT)) or 0)
    code = code_of(typed.get("topic"))
    into = whole(typed.get("into"))
    return Wanted(
        to=staff.first() if to else None,
        unit=units.first() if to.startswith(OF_UNIT) else None,
        task=typed.get("task", ""),
        topic=Topic.objects.current().filter(code=code).first() if code else None,
        urgency=typed.get("urgency", ""),
        reason=typed.get("reason", "").strip(),
        body=directory_of(body).filter(pk=whole(typed.get("body")) or 0).first() if typed.get("body") else None,
        letters={c.pk: typed.get(f"letter-{c.pk}", "") for c in cases},
        outcome=typed.get("outcome", ""),
        notice=typed.get("notice", ""),
        facts={name: typed.get(name, "").strip() for name in OF_CLOSING},
        into=next((c for c in cases if c.pk == into), None),
    )


def _look(request: HttpRequest, what: str, cases: list[Case]) -> HttpResponse:
    """What would become of each case; nothing is done yet."""
    me, wanted, error = who(request), _wanted(request, cases), ""
    seen, rows = seen_of(request, cases), list[Outlook]()
    if request.POST.get(NEEDS[what]):
        try:
            rows = desk.look_at_several(me.organisation, cases, what, wanted, by=me, seen=seen)
        except Objection as objection:
            error = str(objection)
    may_go = [row for row in rows if not row.why_not]
    return render(
        request,
        "workspace/bulk.html",
        {
            "do": what,
            "title": TITLES[what],
            "cases": [(c, seen.get(c.pk, "")) for c in cases],
            "rows": [(row, seen.get(row.case.pk, ""), _digest(row, wanted)) for row in rows],
            "into": wanted.into,
            "goes": len(may_go),
            "stays": len(rows) - len(may_go),
            "error": error,
            "typed": request.POST,
            "list_address": request.POST.get("list", ""),
            "bodies": directory_of(me.organisation).order_by("name") if what == "forward" else (),
            "outcomes": _outcomes(cases) if what == "close" else (),
            "can_be_taken_back": what in CAN_BE_TAKEN_BACK,
        },
        status=422 if error else 200,
    )


def _digest(row: Outlook, wanted: Wanted) -> str:
    """Of all that the page shows of a letter to another body: sent is exactly that."""
    if wanted.body is None or row.why_not:
        return ""
    return plan_forwarding(row.case, [Target(wanted.body)], wanted.reason).seen


def _outcomes(cases: list[Case]) -> list[tuple[str, str]]:
    """Grounds of closing that the law knows for any of them."""
    found = {x.rule.value.outcome: f"{x.rule.value.title} ({x.rule.clause.source})" for c in cases for x in closings(c)}
    return list(found.items())


def said_of(request: HttpRequest, deed: BulkDeed) -> None:
    """What was done, and which cases stay as they were, with why."""
    rows = list(deed.rows.select_related("case").order_by("case_id"))
    left = [(r.case.number, r.why_not) for r in rows if r.why_not]
    done = len(rows) - len(left)
    if done:
        words = ngettext("%(what)s: %(n)s дело.", "%(what)s, дел: %(n)s.", done)
        messages.success(request, words % {"what": str(deed.get_what_display()).capitalize(), "n": done})
    if left:
        messages.warning(request, _("Остались как были: %s") % _named(left))


def _named(left: list[tuple[str, str]]) -> str:
    """A sentence; the dot of an initial («Васильева И.О.») is not its end."""
    said = [f"{number} — {re.sub(r'(?<![А-ЯЁ])[.]$', '', why)}" for number, why in left[:SAID]]
    named = "; ".join(said) + (_(" и ещё %s") % (len(left) - SAID) if len(left) > SAID else "")
    return named if named.endswith(".") else f"{named}."


@require_POST
@permission("case.view")
def bulk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    deed = get_object_or_404(BulkDeed.objects.select_related("by"), pk=pk, organisation_id=me.organisation_id)
    with telling(request):
        left = desk.take_back(deed, by=me)
        done = deed.rows.filter(why_not="").count() - len(left)
        if done:
            words = ngettext("Возвращено, как было: %s дело.", "Возвращено, как было, дел: %s.", done)
            messages.success(request, words % done)
        if left:
            messages.warning(request, _("Не вернулись: %s") % _named(left))
    return back_to_list(request)


def to_take_back(me: Employee) -> BulkDeed | None:
    """The last deed of this person that a list still offers to take back."""
    rows = BulkDeed.objects.filter(by=me, undone_at=None, at__gt=timezone.now() - BACK_FOR, what__in=CAN_BE_TAKEN_BACK)
    last = rows.order_by("-at").first()
    return last if last is not None and last.rows.filter(why_not="").exists() else None


def back_to_list(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('queue')}?{request.POST.get('list', '')}")


def steps_for(me: Employee) -> dict[str, Any]:
    """Which deeds over several cases the list offers."""
    return {name: me.may(step.right) for name, step in STEPS.items()}
