"""What is done to the cases that are marked in a list, and taking it back."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from priemnaya.cases.models import Case
from priemnaya.desk import actions as desk
from priemnaya.desk.actions.bulk import MOST, Wanted
from priemnaya.desk.models import BulkDeed
from priemnaya.knowledge.models import Topic
from priemnaya.people.models import Employee
from priemnaya.ui.access import permission
from priemnaya.ui.asked import whole
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import who

BACK_FOR = dt.timedelta(minutes=15)
"""How long a list offers to take back what was done."""
SAID = 5
"""Cases left as they were are named up to this many."""


@require_POST
@permission("case.view")
def bulk(request: HttpRequest) -> HttpResponse:
    me = who(request)
    asked = {pk for typed in request.POST.getlist("case")[: MOST + 1] if (pk := whole(typed)) is not None}
    cases = list(Case.objects.seen_by(me).filter(pk__in=asked).select_related("organisation", "unit", "assignee"))
    with telling(request):
        _say(request, desk.do_to_several(me.organisation, cases, request.POST.get("do", ""), _wanted(request), by=me))
    return _back(request)


def _wanted(request: HttpRequest) -> Wanted:
    typed, body = request.POST, who(request).organisation
    staff = Employee.objects.filter(organisation=body, pk=whole(typed.get("to")))
    code = typed.get("topic", "").split(" ")[0]
    return Wanted(
        to=staff.first() if typed.get("to") else None,
        task=typed.get("task", ""),
        topic=Topic.objects.current().filter(code=code).first() if code else None,
        urgency=typed.get("urgency", ""),
        reason=typed.get("reason", "").strip(),
    )


def _say(request: HttpRequest, deed: BulkDeed) -> None:
    rows = list(deed.rows.select_related("case").order_by("case_id"))
    left = [r for r in rows if r.why_not]
    done = len(rows) - len(left)
    if done:
        words = ngettext("%(what)s: %(n)s дело.", "%(what)s, дел: %(n)s.", done)
        messages.success(request, words % {"what": str(deed.get_what_display()).capitalize(), "n": done})
    if left:
        named = "; ".join(f"{r.case.number} — {r.why_not}" for r in left[:SAID]).rstrip(".")
        more = _(" и ещё %s") % (len(left) - SAID) if len(left) > SAID else ""
        messages.warning(request, _("Остались как были: %(named)s%(more)s.") % {"named": named, "more": more})


@require_POST
@permission("case.view")
def bulk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    deed = get_object_or_404(BulkDeed.objects.select_related("by"), pk=pk, organisation_id=me.organisation_id)
    with telling(request):
        if left := desk.take_back(deed, by=me):
            messages.warning(request, _("Эти дела уже изменили, они остались: %s.") % ", ".join(left[:SAID]))
        else:
            messages.success(request, _("Возвращено, как было."))
    return _back(request)


def to_take_back(me: Employee) -> BulkDeed | None:
    """The last deed of this person that a list still offers to take back."""
    rows = BulkDeed.objects.filter(by=me, undone_at=None, at__gt=timezone.now() - BACK_FOR)
    last = rows.order_by("-at").first()
    return last if last is not None and last.rows.filter(why_not="").exists() else None


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('queue')}?{request.POST.get('list', '')}")
