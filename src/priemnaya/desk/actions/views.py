"""What an employee keeps at hand, saved queues and columns: no events, they concern no case's course. And alerts dealt
with."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.core.journal import record
from priemnaya.core.models import Alert
from priemnaya.desk.models import SavedView, ShownColumns
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.roles import who_may

LONGEST, SPREADS = 500, "case.assign"
"""Of an address that is kept; who shares lists with the whole body."""
MOST_OWN = 40
"""Lists that one person keeps: each of them stands in their tabs with its number."""


@action("case.view")
def save_view(organisation: Organisation, name: str, query: str, *, by: Employee, share: str = "") -> SavedView:
    """A filtered queue under a name. share: «unit», the own one, or «body», which who spreads cases may. Raises
    Objection without a name, for an address too long to keep, too many lists, and sharing that is not theirs."""
    if not name.strip():
        raise Objection("Назовите вид, чтобы его сохранить.")
    if len(query) > LONGEST:
        raise Objection("Условий больше, чем можно сохранить. Сократите слова отбора.")
    if share == "unit" and not by.unit_id:
        raise Objection("Вы не записаны ни в один отдел: сохраните список для себя.")
    if share == "body" and not by.may(SPREADS):
        raise Objection(f"Списки для всего органа сохраняет {who_may(SPREADS)}. Сохраните для себя или для отдела.")
    if SavedView.objects.filter(owner=by).count() >= MOST_OWN:
        raise Objection(f"У вас уже {MOST_OWN} сохранённых списков: удалите те, что больше не нужны.")
    return SavedView.objects.create(
        organisation=organisation,
        owner=by,
        name=name.strip()[:80],
        query=query,
        shared=share in ("unit", "body"),
        unit_id=by.unit_id if share == "unit" else None,
    )


@action("case.view")
def drop_view(view: SavedView, *, by: Employee) -> None:
    """Its owner removes it; a shared one whose owner has left, whoever spreads cases."""
    rows = SavedView.objects.filter(pk=view.pk, organisation_id=by.organisation_id)
    theirs = Q(owner=by) | Q(shared=True, owner__is_active=False) if by.may(SPREADS) else Q(owner=by)
    rows.filter(pk__in=rows.filter(theirs).values("pk")).delete()


def choose_columns(employee: Employee, table: str, columns: list[str]) -> None:
    """What this employee sees of a list from now on; no columns: the usual ones again."""
    if not columns:
        ShownColumns.objects.filter(employee=employee, table=table).delete()
        return
    ShownColumns.objects.update_or_create(employee=employee, table=table, defaults={"columns": columns})


@action("case.register")
@transaction.atomic
def resolve_alert(alert: Alert, *, by: Employee) -> None:
    """Somebody has dealt with it; who pressed first."""
    if Alert.objects.filter(pk=alert.pk, resolved_at=None).update(resolved_at=timezone.now()):
        record("alert.resolved", alert, by=by)
