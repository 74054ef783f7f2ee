"""A service that waits: suspended by a signed letter, resumed by people or on its day, with a notice of the term."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.models import Application, Case
from priemnaya.cases.states import move_case
from priemnaya.cases.term_changes import NEVER_KNOWN
from priemnaya.core.each import each
from priemnaya.core.journal import notify, record
from priemnaya.core.models import Obligation
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee, Organisation

from .applications import application_of
from .deliver import send_to_client
from .veiling import Letter


@part
def suspend_case(case: Case, until: dt.date | None, *, by: Employee) -> Obligation | None:
    """The service waits until a day; its term, which is returned, moves by as many days, with the reason. The letter
    about it goes out with grounds, and when it has left the case is «приостановлено» (leaving.reply_left)."""
    application = application_of(case)
    if until is None:  # whether a day must be there is the order's to say; without one there is nothing to wait for
        raise Objection("Выберите день, до которого услуга приостановлена.")
    today = case.organisation.local(timezone.now()).date()
    application.suspended_at, application.suspended_days = timezone.now(), (until - today).days
    application.save(update_fields=["suspended_at", "suspended_days"])
    return terms.move_term(
        case, "suspended", application.suspended_days, f"услуга приостановлена до {until:%d.%m.%Y}", by=by, told=True
    )


@action("case.work", alone=True)
@transaction.atomic
def resume_case(case: Case, *, by: Employee | None) -> None:
    """The reason is gone: work goes on, and the days of the suspension that were not used come off the term. Raises
    Objection."""
    move_case(case, "resume")
    moved = _end_suspension(application_of(case), by, told=True)
    _tell_resumed(case, moved, by)
    record("case.resumed", case, by=by)
    if case.assignee:
        notify(case.assignee, f"Услуга возобновлена: дело {case.number}", case.get_absolute_url(), kind="case")


@part
def forget_suspension(case: Case, *, by: Employee | None) -> None:
    """The letter about it never reached the client, and the case goes on without it."""
    application = Application.objects.filter(case=case, suspended_days__gt=0).first()
    if application is None:
        return
    application.case = case
    owed = terms.open_term(case)
    never = owed.changes.filter(kind="suspended", state="untold") if owed else None
    if never and never.update(state="dropped", settled=NEVER_KNOWN):  # it moved nothing: no days come off
        _clear_suspension(application)
    else:
        _end_suspension(application, by)


def _end_suspension(application: Application, by: Employee | None, *, told: bool = False) -> Obligation | None:
    """Returns the term when days came off it."""
    case, moved = application.case, None
    unused = (_suspended_until(application) - case.organisation.local(timezone.now()).date()).days
    if unused > 0:
        moved = terms.move_term(case, "resumed", -unused, "услуга возобновлена раньше", by=by, told=told)
    _clear_suspension(application)
    return moved


def _clear_suspension(application: Application) -> None:
    application.suspended_at, application.suspended_days = None, 0
    application.save(update_fields=["suspended_at", "suspended_days"])


def _tell_resumed(case: Case, moved: Obligation | None, by: Employee | None) -> None:
    """The client was told that the service waits, and until when; now that it goes on, and by what day it is given."""
    owed = terms.open_term(case)
    letter = Letter(
        texts.subject(case, "resumed"),
        texts.resumed(case, texts.promise(case, owed)),
        key=f"resumed-{case.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
        notice="resumed",
        extra=terms.tells(moved) | terms.promises(owed),
    )
    send_to_client(case, letter, what="forwarding_notice", by=by)
    if owed:
        owed.told_due_at = owed.due_at
        owed.save(update_fields=["told_due_at"])


def _suspended_until(application: Application) -> dt.date:
    """The day a suspension ends; without one on record, today: nothing stays suspended for ever."""
    body = application.case.organisation
    since = body.local(application.suspended_at or timezone.now()).date()
    return since + dt.timedelta(days=application.suspended_days)


def resume_lapsed(organisation: Organisation) -> int:
    """Suspensions of a body whose day has come; returns how many went on."""
    suspended = Application.objects.filter(case__organisation=organisation, case__state="suspended")
    rows = suspended.select_related("case__organisation__parent", "case__assignee").order_by("case_id")
    return each(rows, _resume_lapsed, "suspension of application")


def _resume_lapsed(application: Application) -> bool:
    case = application.case
    if _suspended_until(application) > case.organisation.local(timezone.now()).date():
        return False
    try:
        resume_case(case, by=None)
    except Stale:  # somebody resumed or closed it in between
        return False
    return True
