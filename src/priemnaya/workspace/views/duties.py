"""What the body owes by its order outside of cases: who answers for it, by when, and how it was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.core.models import Obligation
from priemnaya.errors import Objection
from priemnaya.people.actions.duties import confirm_duty
from priemnaya.people.duties import BODY, answering, phrase_of, titled
from priemnaya.people.models import DutyProof, Employee
from priemnaya.people.words import Staff
from priemnaya.programme.happened import early
from priemnaya.programme.went import duty_of
from priemnaya.ui.access import permission
from priemnaya.ui.downloads import attachment
from priemnaya.ui.files import uploads
from priemnaya.ui.going import duty_words
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.shared import who

SHOWN = 60


@dataclass(frozen=True)
class Row:
    """A duty that is open: mine when I may confirm it; by hand when a person confirms it at all; ahead: its period has
    not begun."""

    owed: Obligation
    phrase: str
    people: list[Any]
    mine: bool
    confirmed: bool
    ahead: bool


@require_GET
@permission("staff")
def duties(request: HttpRequest) -> HttpResponse:
    """Mine first; the heads, analysts and administrators see all of the body."""
    me = who(request)
    body = me.organisation
    open_rows = Obligation.objects.about(BODY, body.pk).open().order_by("due_at")[:SHOWN]
    staff = Staff(body)
    rows = [_row(owed, me, staff) for owed in open_rows]
    all_of_it = sees_all(me)
    proofs = DutyProof.objects.filter(organisation=body).select_related("by", "obligation").order_by("-at")
    done = Obligation.objects.about(BODY, body.pk).filter(fulfilled_at__isnull=False, proof=None)
    past = (
        Obligation.objects.about(BODY, body.pk)
        .broken()
        .filter(cancelled_at__isnull=False, proof=None)
        .exclude(early(body))
    )
    finished = done.order_by("-fulfilled_at")[:20] if all_of_it else []
    return render(
        request,
        "workspace/duties.html",
        {
            "rows": [r for r in rows if r.mine or all_of_it],
            "all": all_of_it,
            "proofs": [(p, phrase_of(p.obligation)) for p in (proofs if all_of_it else proofs.filter(by=me))[:20]],
            "missed": [(o, phrase_of(o)) for o in past.order_by("-due_at")[:20]] if all_of_it else [],
            "done": [(o, phrase_of(o), duty_words(duty_of(o, body), body)) for o in finished],
            "typed": typed_of(request),
        },
    )


def sees_all(me: Employee) -> bool:
    """The heads, analysts and administrators see what the body owes; others what they answer for."""
    return me.may("report.view") or me.may("people.manage")


def _row(owed: Obligation, me: Employee, staff: Staff) -> Row:
    people = answering(owed, me.organisation, staff)
    confirmed, ahead = "every" in owed.rule, owed.since_at > timezone.now()
    return Row(owed, titled(owed, staff), people, me.pk in {p.pk for p in people}, confirmed, ahead)


@require_POST
@permission("staff")
def duty_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    owed = get_object_or_404(Obligation, pk=pk, organisation_id=me.organisation_id, subject_type=BODY)
    kept, typed = request.POST.get("kept") == "yes", request.POST
    said = (
        _("Записано. Следующий срок открыт.")
        if kept
        else _("Записано: не соблюдается. Это видно в соблюдении порядка.")
    )
    with telling(request, said):
        if typed.get("kept") not in ("yes", "no"):
            raise Objection(_("Выберите, соблюдается или нет."))
        sent = [(f.name or "файл", f.read()) for f in uploads(request, "file")]
        confirm_duty(
            owed,
            kept=kept,
            words=typed.get("words", ""),
            link=typed.get("link", ""),
            file=sent[0] if sent else None,
            by=me,
        )
    return redirect("duties")


@require_GET
@permission("staff")
def duty_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a proof, to whoever sees the proof: always as a download."""
    me = who(request)
    rows = DutyProof.objects.filter(organisation=me.organisation).exclude(file=None).select_related("file")
    proof = get_object_or_404(rows if sees_all(me) else rows.filter(by=me), pk=pk)
    assert proof.file is not None
    return attachment(proof.file_name, proof.file.read())
