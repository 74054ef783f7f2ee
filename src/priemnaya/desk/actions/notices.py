"""Notices of an employee: said read, and how they want each kind told: on the page, hidden, by letter too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from priemnaya.core.journal import record
from priemnaya.core.models import Notice, NoticeChoice
from priemnaya.core.noticed import DIGEST, HIDDEN, KINDS, MAILED, SHOWN
from priemnaya.errors import NotAllowed, Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee


@action("staff")
def read_notices(employee: Employee, pks: Iterable[int], *, by: Employee) -> int:
    """These notices of one's own are read, none that came since the page was opened; returns how many were new."""
    _own(employee, by)
    mine = Notice.objects.filter(employee_id=by.pk, pk__in=list(pks), read_at=None)
    return mine.update(read_at=timezone.now())


@action("staff")
@transaction.atomic
def choose_notices(employee: Employee, wanted: Mapping[str, str], *, by: Employee) -> None:
    """How each kind is told from now on; kinds that are not in `wanted` stay. Raises Objection for what must be seen,
    and for letters to somebody without a mailbox."""
    _own(employee, by)
    Employee.objects.select_for_update().get(pk=by.pk)
    kept = dict(NoticeChoice.objects.filter(employee_id=by.pk).values_list("kind", "how"))
    changed = {kind: how for kind, how in wanted.items() if kept.get(kind, SHOWN) != how}
    for kind, how in changed.items():
        _must_be_possible(kind, how, by)
    for kind, how in changed.items():
        NoticeChoice.objects.update_or_create(
            employee_id=by.pk, kind=kind, defaults={"how": how, "since": timezone.now()}
        )
    if changed:
        record("notices.chosen", by, by=by, kinds=",".join(sorted(changed)))


def _own(employee: Employee, by: Employee) -> None:
    if employee.pk != by.pk:
        raise NotAllowed("Уведомления читает и настраивает тот, кому они пришли.")


def _must_be_possible(kind: str, how: str, by: Employee) -> None:
    known = (SHOWN, MAILED) if kind == DIGEST or KINDS[kind].must else (SHOWN, HIDDEN, MAILED)
    if how not in known:
        raise Objection(f"«{KINDS[kind].title}» скрыть нельзя: на этих уведомлениях держатся сроки и доступ.")
    if how == MAILED and not by.email:
        raise Objection("Почты в вашей карточке нет: попросите администратора записать её, потом выберите письма.")
