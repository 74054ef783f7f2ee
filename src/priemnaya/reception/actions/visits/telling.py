"""What staff did with a booking is told to its client by their own way; where no way is left, the desk has to call."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.core.journal import record
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee
from priemnaya.reception.models import Visit, VisitNews
from priemnaya.reception.named import must_be_open_to
from priemnaya.reception.visits.ways import ways_for

from .letters import write

TRIES = 3


@part
def tell_of_change(visit: Visit, name: str) -> None:
    """By the letter that carries the calendar file, and by the way the client chose to be reminded by; where neither
    went, by any other. A call where the client chose calls, needs them, or nothing else is left."""
    way = visit.reminders.exclude(by="").order_by("-sequence", "-due_at").values_list("by", flat=True).first() or ""
    went = {one for one in dict.fromkeys(("email", way)) if one not in ("", "phone") and write(visit, name, way=one)}
    if not went and way != "phone":
        others = ways_for(visit.organisation, visit.client.living if visit.client else None)
        went = {next((one for one in others if one != "phone" and write(visit, name, way=one)), "")} - {""}
    needs = visit.client.living.needs if visit.client else []
    for one in sorted(went):
        _note(visit, name, one, "sent")
    if visit.phone and (way == "phone" or "call" in needs or not went):
        _note(visit, name, "phone", "waiting")


def _note(visit: Visit, name: str, way: str, state: str) -> None:
    done = timezone.now() if state == "sent" else None
    VisitNews.objects.create(visit=visit, sequence=visit.sequence, what=name, by=way, state=state, done_at=done)


@action("visit.receive")
@transaction.atomic
def record_news_call(news: VisitNews, result: str, *, by: Employee) -> None:
    """What came of a call: reached, nobody answered (after three tries it is given up). Raises Objection, Stale."""
    if result not in ("reached", "unreached"):
        raise Objection("Отметьте, дозвонились или нет.")
    row = VisitNews.objects.select_for_update(of=("self",)).select_related("visit__place").get(pk=news.pk)
    if row.state != "waiting" or row.sequence != row.visit.sequence:
        raise Stale("Об этом клиенту уже сказали, или запись с тех пор изменили. Обновите страницу.")
    must_be_open_to(row.visit, by)
    row.tries += 1
    if result == "reached" or row.tries >= TRIES:
        row.state = result
    row.done_at, row.done_by = timezone.now(), by
    row.save(update_fields=["state", "tries", "done_at", "done_by"])
    if result == "reached":
        record("visit.told", row.visit, by=by)
