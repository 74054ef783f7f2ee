"""Who is on duty in the chat."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.channels.chat.standing import offered
from priemnaya.channels.models import ChatDuty
from priemnaya.core.journal import record
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation


@action("chat.answer")
@transaction.atomic
def start_chat_duty(organisation: Organisation, *, by: Employee) -> None:
    """From now on clients see that somebody answers. Pressed twice it is one duty. Raises Objection where the body has
    no chat."""
    if not offered(organisation):
        raise Objection(_("Чата нет среди точек взаимодействия. Администратор добавляет его в реестр точек."))
    Employee.objects.select_for_update().get(pk=by.pk)
    now, mine = timezone.now(), ChatDuty.objects.filter(employee=by, ended_at=None)
    if mine.update(seen_at=now):
        return
    duty = ChatDuty.objects.create(organisation=organisation, employee=by, since=now, seen_at=now)
    record("chat.duty_began", duty, by=by)


@action("chat.answer")
@transaction.atomic
def end_chat_duty(organisation: Organisation, *, by: Employee) -> None:
    """Nobody new is given to them; talks they lead stay theirs until they end or hand them over."""
    duty = ChatDuty.objects.select_for_update().filter(employee=by, ended_at=None).first()
    if duty is None:
        return
    duty.ended_at = timezone.now()
    duty.save(update_fields=["ended_at"])
    record("chat.duty_ended", duty, by=by)


@action("chat.answer")
def note_chat_duty(organisation: Organisation, *, by: Employee) -> None:
    """Their page is there."""
    ChatDuty.objects.filter(employee=by, ended_at=None).update(seen_at=timezone.now())
