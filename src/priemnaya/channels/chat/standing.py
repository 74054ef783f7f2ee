"""Who may see which talk, who is on duty, what is said of the hours."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from priemnaya.cases.guard import CLOSED_BESIDE
from priemnaya.cases.models.walls import walls
from priemnaya.channels.models import ChatDuty, ChatLine, ChatTalk
from priemnaya.people.interaction import points_of
from priemnaya.people.models import Employee, Organisation, Substitution

from .limits import AWAY

POINT = "chat"


def offered(organisation: Organisation) -> bool:
    """Whether the body has the chat among its points."""
    return any(p.row.kind == POINT for p in points_of(organisation))


def hours_of(organisation: Organisation) -> str:
    """When somebody is on duty, as the register says; empty: in the body's working hours."""
    return next((p.hours for p in points_of(organisation) if p.row.kind == POINT), "")


def duties(organisation_id: int) -> QuerySet[ChatDuty]:
    """Who is on duty now: has said so, and has been heard of."""
    rows = ChatDuty.objects.filter(organisation_id=organisation_id, ended_at=None, employee__is_active=True)
    return rows.filter(seen_at__gt=timezone.now() - AWAY).select_related("employee__unit")


def is_attended(organisation_id: int) -> bool:
    return duties(organisation_id).exists()


def on_duty(employee: Employee) -> bool:
    return duties(employee.organisation_id).filter(employee_id=employee.pk).exists()


def seen_talks(employee: Employee) -> QuerySet[ChatTalk]:
    """Talks of the body that the employee may see: none that names them, none whose words are still being looked
    through, none whose case stands behind one of the walls."""
    rows = ChatTalk.objects.filter(organisation_id=employee.organisation_id)
    people = {employee.pk, *(one.pk for one in employee.behind)}
    stands_in = Substitution.objects.now(employee.organisation).filter(substitute_id__in=people)
    people |= set(stands_in.values_list("employee_id", flat=True))
    rows = rows.exclude(closed_to__in=people).filter(unsought=False)
    for wall in walls(employee):
        rows = rows.exclude(Q(case__isnull=False) & Q(case__in=wall))
    return rows.select_related("employee", "case", "client", "organisation")


def _named_in_chat(cards: tuple[int, int], employee: Employee) -> bool:
    rows = ChatTalk.objects.filter(client__in=cards)
    return rows.exclude(pk__in=seen_talks(employee).values("pk")).exists()


CLOSED_BESIDE.append(_named_in_chat)


def may_see(employee: Employee, talk: ChatTalk) -> bool:
    return seen_talks(employee).filter(pk=talk.pk).exists()


def can_lead(employee: Employee) -> bool:
    return employee.is_active and employee.may("chat.answer")


def transcript(talk: ChatTalk) -> str:
    """The whole talk in words, for the case that comes of it."""
    said = {"client": "Клиент", "staff": "Сотрудник"}
    local = talk.organisation.local
    return "\n".join(f"{said[line.side]}, {local(line.at):%H:%M}: {line.text}" for line in lines_of(talk))


def lines_of(talk: ChatTalk, after: int = 0) -> QuerySet[ChatLine]:
    return ChatLine.objects.filter(talk=talk, pk__gt=after).select_related("author").order_by("pk")
