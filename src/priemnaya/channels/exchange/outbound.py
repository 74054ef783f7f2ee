"""Statuses and letters out to the portals. What a portal is shown is a table (statuses.yaml), never code."""

from __future__ import annotations

import base64
import datetime as dt
from functools import lru_cache, partial
from importlib import resources
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.bounded.data import yaml_of
from priemnaya.bounded.wrong_words import unknown
from priemnaya.cases.models import Case, Contact, Reply
from priemnaya.channels.base import NotSetUp, carries
from priemnaya.channels.events import LOOK_BACK, key_of, untold
from priemnaya.channels.models import ListenerCursor
from priemnaya.core import queue
from priemnaya.core.each import each
from priemnaya.core.models import Delivery, Event, StoredFile
from priemnaya.people.editions import good
from priemnaya.people.models import Organisation
from priemnaya.policy import OrderError, register
from priemnaya.policy.yaml_lines import careful, load, shown

from .links import SYSTEMS, Link, link_of, links_of
from .transports import transport_of

BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LIMIT = 2000
"""Events looked at in one go; the rest waits for the next, ten seconds later."""
OUTGOING_MESSAGE = "16"
"""The state portal's code of a message from the body (docs/regulation 5.1)."""
register("provides", "portal_statuses", "channels.exchange.outbound.queue_statuses")


@lru_cache(maxsize=32)
def _table(path: str, stamp: float) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml_of(Path(path).read_text(encoding="utf-8"))
    return found


def statuses_of(body: str, system: str) -> dict[str, Any]:
    """The table of a system for a body: the shipped one, with the body's own lines over it."""
    with resources.as_file(resources.files(__package__) / "statuses.yaml") as shipped:
        table = dict(_table(str(shipped), shipped.stat().st_mtime).get(system, {}))
    own: dict[str, Any] = good(body, "exchange.yaml", load_statuses, dict).get(system, {})
    return table | own


@careful
def load_statuses(path: Path, text: str | None = None) -> dict[str, dict[str, Any]]:
    """The body's own table, empty when it has none; text: in place of what the file holds now. Raises OrderErrors."""
    if text is None and not path.exists():
        return {}
    raw = load(path, text)
    if not isinstance(raw, dict) or not all(isinstance(rows, dict) for rows in raw.values()):
        raise OrderError("ожидались системы, а в каждой события: их статусы", file=shown(path), line=1)
    for system in raw:
        if system not in SYSTEMS:
            line = getattr(raw, "lines", {}).get(system, 1)
            raise OrderError(unknown("нет системы обмена", system, SYSTEMS), file=shown(path), line=line)
    return raw


def queue_statuses(body: Organisation) -> int:
    """Queue a status for every event of a portal's case that the table names; returns how many were added. Safe to
    repeat."""
    return each(links_of(body), partial(_queue_for, body), "statuses of a link")


@transaction.atomic
def _queue_for(body: Organisation, link: Link) -> int:
    table = statuses_of(link.body, link.system)
    verbs = {key.rpartition(".")[0] if key.count(".") > 1 else key for key in table}
    cursor, _ = ListenerCursor.objects.get_or_create(
        name=f"status:{link.system}:{link.body}", defaults={"since": BEGINNING}
    )
    cursor, now = ListenerCursor.objects.select_for_update().get(pk=cursor.pk), timezone.now()
    portal_cases = Case.objects.filter(organisation=body, point=link.system)
    events = Event.objects.filter(
        organisation_id=body.pk, verb__in=verbs, subject_type="case", subject_id__in=portal_cases.values("pk")
    )
    prefix = f"{link.system}-status-"
    found = untold(events, prefix, cursor.since, LIMIT)
    rows = [row for event in found if (row := _row(link, body, key_of(prefix, event), event, table))]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if len(found) < LIMIT or not rows:  # events the table has no line for leave no row: step over them
        cursor.since = now if len(found) < LIMIT else found[-1].at + LOOK_BACK
        cursor.save(update_fields=["since"])
    if rows:
        queue.nudge("deliver_outbox")
    return len(rows)


def _row(link: Link, body: Organisation, key: str, event: Event, table: dict[str, Any]) -> Delivery | None:
    line = table.get(event.verb)
    if event.verb == "reply.sent":
        reply = Reply.objects.filter(pk=event.data.get("reply")).first()
        line = table.get(f"reply.sent.{reply.decision}") if reply else None
    first = Contact.objects.filter(case_id=event.subject_id, point=link.system, direction="in").order_by("pk").first()
    if not line or not line.get("code") or first is None:
        return None
    return Delivery(
        organisation_id=body.pk,
        channel=link.system,
        subject_type="case",
        subject_id=event.subject_id,
        key=key,
        lane=f"case-{event.subject_id}:{link.system}",
        address=first.external_id,
        message_id=f"{link.system}-{event.pk}",
        payload={
            "status": str(line["code"]),
            "title": line["title"],
            "final": bool(line.get("final")),
            "at": event.at.isoformat(),
        },
    )


def document_of(delivery: Delivery) -> dict[str, Any]:
    """What goes to the portal: a status, or a message with its files. `id` makes it once on the other side too."""
    payload = delivery.payload
    base = {
        "id": delivery.message_id.strip("<>").replace("@", "-"),
        "order": delivery.address,
        "system": delivery.channel,
    }
    if "status" in payload:
        return {
            **base,
            "type": "status",
            "code": payload["status"],
            "title": payload["title"],
            "final": payload["final"],
            "at": payload["at"],
        }
    files = [
        {"name": name, "type": kind, "content": base64.b64encode(StoredFile.objects.get(pk=file_id).read()).decode()}
        for name, file_id, kind in payload.get("files", ())
    ]
    return {
        **base,
        "type": "message",
        "code": OUTGOING_MESSAGE,
        "number": payload.get("number", ""),
        "subject": payload["subject"],
        "text": payload["text"],
        "files": files,
        "at": delivery.created_at.isoformat(),
    }


def send(delivery: Delivery) -> None:
    """Push one document by the transport of the body's link. Raises Away while there is no link."""
    body = Organisation.objects.select_related("parent").get(pk=delivery.organisation_id)
    link = link_of(delivery.channel, body.parent.slug if body.parent else body.slug)
    if link is None:
        raise NotSetUp(f"Обмен с системой «{SYSTEMS[delivery.channel]}» не настроен")
    transport_of(link).push(document_of(delivery))


for _system in SYSTEMS:
    carries(_system)(send)
