"""What an employee keeps at hand: saved queues, alerts dealt with. Not events: they concern no case's
course."""

from __future__ import annotations

from django.utils import timezone

from priemnaya.core.models import Alert
from priemnaya.desk.models import SavedView
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation


@action("case.view")
def save_view(organisation: Organisation, name: str, query: str, *, by: Employee, shared: bool = False) -> SavedView:
    """A filtered queue under a name. Raises Objection without one."""
    if not name.strip():
        raise Objection("Назовите вид, чтобы его сохранить.")
    return SavedView.objects.create(
        organisation=organisation, owner=by, name=name.strip()[:80], query=query[:500], shared=shared
    )


@action("case.view")
def drop_view(view: SavedView, *, by: Employee) -> None:
    """Only its owner removes it."""
    SavedView.objects.filter(pk=view.pk, owner=by).delete()


@action("case.register")
def resolve_alert(alert: Alert, *, by: Employee) -> None:
    """Somebody has dealt with it."""
    Alert.objects.filter(pk=alert.pk, resolved_at=None).update(resolved_at=timezone.now())
