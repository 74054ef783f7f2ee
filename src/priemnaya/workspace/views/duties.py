"""What the body owes by its order outside of cases: who answers for it, by when, and how it was done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.core.models import Obligation
from priemnaya.errors import Objection
from priemnaya.people.actions.duties import confirm_duty
from priemnaya.people.duties import BODY, answering, phrase_of, titled
from priemnaya.people.models import DutyProof, Employee, Organisation
from priemnaya.people.words import Staff
from priemnaya.programme.happened import early
from priemnaya.programme.went import duty_of, proof_of
from priemnaya.ui.access import permission
from priemnaya.ui.downloads import attachment
from priemnaya.ui.files import uploads
from priemnaya.ui.going import duty_words
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.clause_measures import measures_of, sees_all, with_clause
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.duties import DUTIES, MEASURES, PERIODS
from priemnaya.workspace.tables.shown import Listing


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

    @property
    def pk(self) -> int:
        return self.owed.pk


@dataclass(frozen=True)
class Period:
    """One that has ended: when, how it went, and what was answered. kept: None before the body worked here."""

    owed: Obligation
    phrase: str
    at: dt.datetime
    went: str
    kept: bool | None
    proof: DutyProof | None
    ahead: None = None

    @property
    def pk(self) -> int:
        return self.owed.pk


@require_GET
@permission("staff")
def duties(request: HttpRequest) -> HttpResponseBase:
    """Mine first; the heads, analysts and administrators see all of the body."""
    me = who(request)
    body, staff = me.organisation, Staff(me.organisation)
    periods = Listing(PERIODS, _ended(me), request, dress=lambda rows: [_period(owed, body) for owed in rows])
    if (file := periods.file()) is not None:
        return file
    rows = [_row(owed, me, staff) for owed in Obligation.objects.about(BODY, body.pk).open().order_by("due_at", "pk")]
    shown = sorted((r for r in rows if r.mine or sees_all(me)), key=lambda r: not r.mine)
    listing = Listing(DUTIES, shown, request, size=max(len(shown), 1))
    measures = Listing(MEASURES, measures_of(me), request, size=30, dress=lambda found: with_clause(found, body))
    if (file := measures.file()) is not None:
        return file
    found = {"listing": listing, "periods": periods, "measures": measures, "typed": typed_of(request)}
    return render(request, "workspace/duties.html", found)


def _ended(me: Employee) -> QuerySet[Obligation]:
    """Periods that were answered, met, or left unanswered; others see those that they answered for."""
    body = me.organisation
    rows = Obligation.objects.about(BODY, body.pk)
    missed = rows.broken().filter(cancelled_at__isnull=False).exclude(early(body))
    went = Q(proof__isnull=False) | Q(fulfilled_at__isnull=False) | Q(pk__in=missed.values("pk"))
    rows = rows.filter(went if sees_all(me) else Q(proof__by=me))
    ended = Coalesce("proof__at", "fulfilled_at", "due_at")
    return rows.annotate(ended=ended).select_related("proof__by").order_by("-ended", "-pk")


def _period(owed: Any, body: Organisation) -> Period:
    went = duty_of(owed, body)
    return Period(owed, phrase_of(owed), owed.ended, duty_words(went, body), went.kept, proof_of(owed))


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
