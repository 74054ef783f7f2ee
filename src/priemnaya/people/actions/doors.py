"""The journal of sign-ins and the open sessions: written by the door itself, by nobody's order."""

from __future__ import annotations

from django.utils import timezone

from priemnaya.people.models import Employee, SignIn, StaffSession

AGENT = 200


def note_sign_in(
    employee: Employee | None, *, ok: bool, how: str = "password", why: str = "", ip: str | None = None, agent: str = ""
) -> SignIn:
    """A try to come in, good or bad. A login that is nobody's is not kept: it may be a password typed amiss."""
    return SignIn.objects.create(
        organisation_id=employee.organisation_id if employee else None,
        employee=employee,
        ok=ok,
        how=how,
        why=why,
        ip=ip,
        agent=agent[:AGENT],
    )


def open_session(employee: Employee, key: str, *, ip: str | None, agent: str) -> StaffSession:
    return StaffSession.objects.create(employee=employee, key=key, ip=ip, agent=agent[:AGENT])


def still_open(pk: int, key: str) -> bool:
    """Note that a session is used; False when it has been ended from elsewhere."""
    return bool(StaffSession.objects.filter(pk=pk, ended_at=None).update(key=key, seen_at=timezone.now()))


def close_session(pk: int, why: str) -> None:
    StaffSession.objects.filter(pk=pk, ended_at=None).update(ended_at=timezone.now(), why=why)


def owner_of(key: str) -> int | None:
    """Whose session had this key, also when it is over: what was typed in it comes back to them alone."""
    row = StaffSession.objects.filter(key=key).order_by("-pk").first() if key else None
    return row.employee_id if row else None
