"""Employees, roles, departments: hired, changed, blocked, given a start password by an administrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.actions.naming import left_by
from priemnaya.cases.models import Case
from priemnaya.core.settings_kept import token
from priemnaya.errors import Objection
from priemnaya.people.actions import employees as staff
from priemnaya.people.actions.employees import CHECKS, PROFILE
from priemnaya.people.models import Employee, Organisation, SignIn, StaffSession, Substitution, Unit
from priemnaya.people.roles import PERMISSIONS, ROLES, title
from priemnaya.people.told import factor_told
from priemnaya.reception.actions.telephony.extensions import extension_told
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, page_seen, whole
from priemnaya.ui.typed import refuse, telling, typed_of
from priemnaya.workspace.absences import WEEKS, with_weeks
from priemnaya.workspace.panes import alone, back, pane_of
from priemnaya.workspace.people_pane import pane_for, with_load
from priemnaya.workspace.shared import typed_day, typed_number, who
from priemnaya.workspace.tables.people import EMPLOYEES
from priemnaya.workspace.tables.shown import Listing

PAGE = 50
GONE = "gone"
SHOWN = 20


def role_names() -> list[tuple[str, str]]:
    return [(name, title(name)) for name in ROLES]


@require_GET
@permission("people.manage")
def employees(request: HttpRequest) -> HttpResponseBase:
    """Everybody of the body by unit, with the two weeks to come; those who left stay, blocked, under a tab of their
    own. Words are looked for among all."""
    body, asked = who(request).organisation, request.GET.get("unit", "")
    everybody = Employee.objects.filter(organisation=body)
    q, today = request.GET.get("q", "").strip()[:60], body.local(timezone.now()).date()
    rows = _listed(everybody, asked, q, today)
    listing = Listing(EMPLOYEES, rows, request, size=PAGE, dress=lambda found: with_load(body, with_weeks(body, found)))
    if (file := listing.file()) is not None:
        return file
    chosen_one = _row(request, pk) if (pk := whole(request.GET.get("open"))) is not None else None
    beside = pane_of(request, listing, chosen_one.pk if chosen_one else None)
    if chosen_one:
        beside |= pane_for(chosen_one, who(request))
    typed = typed_of(request)
    if chosen_one and alone(request):
        return render(request, "workspace/_employee_pane.html", {**beside, "typed": typed})
    return render(
        request,
        "workspace/employees.html",
        {
            "listing": listing,
            **beside,
            "q": q,
            "tabs": [] if q else _tabs(everybody, asked),
            "weeks": [today, today + dt.timedelta(days=WEEKS - 1)],
            "units": body.units.filter(closed_at=None).order_by("name"),
            "mentors": _mentors(body),
            "today": today,
            "roles": role_names(),
            "typed": typed,
            "typed_roles": request.session.pop("typed_roles", []),
            "fresh": request.session.pop("fresh_password", None),
            "fresh_many": request.session.pop("fresh_passwords", None),
        },
    )


def _listed(everybody: QuerySet[Employee], asked: str, q: str, today: dt.date) -> QuerySet[Employee]:
    """Those of the tab, or found by words; with whether each is away and when they came last."""
    rows = everybody.select_related("unit").order_by("-is_active", "surname", "name")
    if q:
        rows = rows.filter(Q(surname__icontains=q) | Q(username__icontains=q) | Q(post__icontains=q))
    else:
        rows = rows.filter(is_active=asked != GONE)
        rows = rows.filter(unit_id=unit) if (unit := whole(asked)) is not None else rows
    away = Substitution.objects.on(today).filter(employee=OuterRef("pk"))
    came = SignIn.objects.filter(employee=OuterRef("pk"), ok=True).order_by("-at").values("at")[:1]
    return rows.annotate(away=Exists(away), came=Subquery(came))


def _tabs(everybody: QuerySet[Employee], asked: str) -> list[tuple[str, str, int, bool]]:
    """(of the address, words, how many, chosen). Only units where somebody works."""
    counted = everybody.filter(is_active=True).order_by().values_list("unit_id", "unit__name").annotate(n=Count("pk"))
    rows = sorted((name, pk, n) for pk, name, n in counted if pk)
    whole_body = ("", _("Все"), sum(n for _pk, _name, n in counted), asked == "")
    units = [(str(pk), name, n, asked == str(pk)) for name, pk, n in rows]
    gone = everybody.filter(is_active=False).count()
    return [whole_body, *units, *([(GONE, _("Заблокированы"), gone, asked == GONE)] if gone else [])]


@require_GET
@permission("people.manage")
def employee(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: card, roles, sign-in, sessions, absences."""
    row = _row(request, pk)
    today = row.organisation.local(timezone.now()).date()
    keys = Authenticator.objects.filter(user_id=row.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "workspace/employee.html",
        {
            "row": row,
            "units": row.organisation.units.filter(closed_at=None).order_by("name"),
            "mentors": _mentors(row.organisation, row.pk),
            "roles": role_names(),
            "typed": typed_of(request),
            "fresh": request.session.pop("fresh_password", None),
            "sessions": StaffSession.objects.filter(employee=row, ended_at=None),
            "sign_ins": SignIn.objects.filter(employee=row)[:SHOWN],
            "factors": keys.count(),
            "open_cases": Case.objects.filter(assignee=row).open().count(),
            "away": Substitution.objects.filter(employee=row, until__gte=today).select_related("substitute"),
            "extension_seen": token(extension_told(row)),
            "here": (request.session.get("door") or {}).get("row"),
        },
    )


def _row(request: HttpRequest, pk: int) -> Employee:
    rows = Employee.objects.filter(organisation_id=who(request).organisation_id)
    return get_object_or_404(rows.select_related("organisation", "unit"), pk=pk)


def _unit(request: HttpRequest) -> Unit | None:
    return Unit.objects.filter(organisation_id=who(request).organisation_id, pk=chosen(request, "unit")).first()


def _mentors(body: Organisation, but: int = 0) -> list[Employee]:
    """Who reads and approves letters of colleagues."""
    rows = Employee.objects.filter(organisation=body, is_active=True).exclude(pk=but).order_by("surname", "name")
    return [row for row in rows if row.may(CHECKS)]


def _begun(request: HttpRequest) -> dict[str, Any]:
    """Since when they work here, and who reads their letters at first."""
    body = who(request).organisation_id
    mentor = Employee.objects.filter(organisation_id=body, pk=chosen(request, "mentor")).first()
    return {"works_since": typed_day(request, "works_since"), "mentor": mentor}


def _was(request: HttpRequest) -> int:
    """The version that the page showed; a form without one is as old as can be."""
    return typed_number(request, "version") - 1


def _profile(request: HttpRequest) -> dict[str, Any]:
    return {name: str(request.POST.get(name, "")) for name in PROFILE}


def _show_once(request: HttpRequest, row: Employee, password: str) -> None:
    request.session["fresh_password"] = {"login": row.username, "name": row.full_name, "password": password}


@require_POST
@permission("people.manage")
def employee_hire(request: HttpRequest) -> HttpResponse:
    me = who(request)
    try:
        made, password = staff.hire_employee(
            me.organisation,
            str(request.POST.get("username", "")),
            roles=request.POST.getlist("role"),
            unit=_unit(request),
            unit_only=bool(request.POST.get("unit_only")),
            by=me,
            **_begun(request),
            **_profile(request),
        )
    except Objection as objection:
        refuse(request, objection)
        request.session["typed_roles"] = request.POST.getlist("role")[:20]
        return redirect("employees")
    _show_once(request, made, password)
    return redirect("employees")


def _done(request: HttpRequest, pk: int, act: Callable[[Employee], object], done: str) -> HttpResponse:
    row = _row(request, pk)
    with telling(request, done):
        act(row)
        if left := left_by(row):
            told = _("Открытых дел за сотрудником: %s. Они вот-вот встанут в «Разобрать»: поручите их другим.")
            messages.warning(request, told % left)
    return back(request, "employees", redirect("employee", pk))


@require_POST
@permission("people.manage")
def employee_save(request: HttpRequest, pk: int) -> HttpResponse:
    def act(row: Employee) -> None:
        changed = staff.change_employee(
            row,
            was=_was(request),
            unit=_unit(request),
            unit_only=bool(request.POST.get("unit_only")),
            by=who(request),
            **_begun(request),
            **_profile(request),
        )
        if changed.pk == who(request).pk:  # one's own session goes on, under another key
            update_session_auth_hash(request, changed)

    return _done(request, pk, act, _("Записано."))


@require_POST
@permission("people.manage")
def employee_roles(request: HttpRequest, pk: int) -> HttpResponse:
    asked = request.POST.getlist("role")
    done = _("Роли изменены. Сотрудник войдёт заново.")
    return _done(request, pk, lambda row: staff.set_roles(row, asked, was=_was(request), by=who(request)), done)


@require_POST
@permission("people.manage")
def employee_block(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("Вход закрыт, сеансы завершены.")
    return _done(request, pk, lambda row: staff.block_employee(row, was=_was(request), by=who(request)), done)


@require_POST
@permission("people.manage")
def employee_unblock(request: HttpRequest, pk: int) -> HttpResponse:
    def act(row: Employee) -> None:
        _show_once(request, *staff.unblock_employee(row, was=_was(request), by=who(request)))

    return _done(request, pk, act, _("Сотрудник снова может войти, со стартовым паролем."))


@require_POST
@permission("people.manage")
def employee_reset(request: HttpRequest, pk: int) -> HttpResponse:
    factor = bool(request.POST.get("second_factor"))

    def act(row: Employee) -> None:
        _show_once(request, *staff.reset_employee(row, was=_was(request), by=who(request), second_factor=factor))

    return _done(request, pk, act, _("Стартовый пароль выдан, прежние сеансы завершены."))


@require_GET
@permission("staff")
def roles(request: HttpRequest) -> HttpResponse:
    """Roles with their rights, for everybody to see; which of them need a second factor, for whom it concerns."""
    me = who(request)
    return render(
        request,
        "workspace/roles.html",
        {
            "roles": role_names(),
            "table": [
                (_(words), [(title, p in ROLES[k][1]) for k, title in role_names()]) for p, words in PERMISSIONS.items()
            ],
            "factor": me.organisation.second_factor,
            "seen": token(factor_told(me.organisation.second_factor)),
            "may_set": me.may("people.manage"),
            "may_people": me.may("people.manage"),
        },
    )


@require_POST
@permission("people.manage")
def roles_factor(request: HttpRequest) -> HttpResponse:
    """Which roles sign in with a second factor only."""
    me, roles = who(request), request.POST.getlist("role")
    with telling(request, _("Записано: со следующей страницы так и будет.")):
        staff.require_second_factor(me.organisation, roles, by=me, seen=page_seen(request))
    return redirect("roles")
