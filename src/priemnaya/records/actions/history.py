"""The whole history of a client over all points, on request (udmurtia-mio 2.2.2): PDF/A, materials and an index in one ZIP."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.cases.models import Contact
from priemnaya.core import queue
from priemnaya.core.journal import notify, record, viewed
from priemnaya.core.models import StoredFile
from priemnaya.letterhead.report import Item, Report, render_report
from priemnaya.people.acting import action
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.policy import register
from priemnaya.policy.contact_points import title_of
from priemnaya.records.models import HistoryExport

log = logging.getLogger(__name__)
register("provides", "history_on_request", "records.actions.history.ask_history")
KEPT = dt.timedelta(days=30)
LEFT = dt.timedelta(minutes=10)
"""A build that a killed worker left is taken up again after so long without progress."""
STEP = 200
FORMAT = "priemnaya-history/1"


@action("case.work", alone=True)
@transaction.atomic
def ask_history(client: Client, *, by: Employee | None) -> HistoryExport:
    """Queue the making of a history; one that is being made already is answered with itself."""
    running = HistoryExport.objects.filter(client=client, state__in=("waiting", "doing")).first()
    if running:
        return running
    export = HistoryExport.objects.create(
        organisation=client.organisation, client=client, asked_by=by, asked_at=timezone.now()
    )
    record("history.asked", client, by=by, export=export.pk)
    if by is not None:
        viewed(client, by=by, view="history")
    queue.nudge("build_histories")
    return export


def build_waiting(organisation: Organisation) -> int:
    """Make every history of a body that waits, and take up what a killed worker left; returns how many were made."""
    made, stale = 0, timezone.now() - LEFT
    waiting = Q(state="waiting") | Q(state="doing", started_at__lt=stale)
    for export in HistoryExport.objects.filter(waiting, organisation=organisation).order_by("id"):
        mine = HistoryExport.objects.filter(pk=export.pk, state=export.state, started_at=export.started_at)
        if not mine.update(state="doing", started_at=timezone.now(), done=0):
            continue
        export.refresh_from_db()
        try:
            _build(export)
            made += 1
        except Exception as error:
            log.exception("history %s", export.pk)
            HistoryExport.objects.filter(pk=export.pk).update(
                state="failed", error=f"{type(error).__name__}: {error}"[:300]
            )
    _expire(organisation)
    return made


def _expire(organisation: Organisation) -> None:
    """Downloads whose days have passed: the row stays, the file goes."""
    past = HistoryExport.objects.filter(organisation=organisation, state="done", expires_at__lt=timezone.now())
    for old in past.select_related("file"):
        file, old.file, old.state = old.file, None, "expired"
        old.save(update_fields=["file", "state"])
        if file:
            StoredFile.objects.drop_unused([file.pk])


def _build(export: HistoryExport) -> None:
    client = export.client
    contacts = (
        Contact.objects.filter(client=client).select_related("case", "author", "delivery", "raw").order_by("at", "pk")
    )
    total = contacts.count()
    HistoryExport.objects.filter(pk=export.pk).update(total=total)
    with tempfile.TemporaryDirectory(prefix="priemnaya-history-") as folder:
        path = Path(folder) / "history.zip"
        items: list[Item] = []
        index: list[dict[str, Any]] = []
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for n, contact in enumerate(contacts.prefetch_related("attachments__file").iterator(chunk_size=STEP), 1):
                row = _row(contact, n, archive)
                index.append(row)
                items.append(_item(contact, n, [f["path"].rpartition("/")[2] for f in row["files"]]))
                if n % STEP == 0:
                    HistoryExport.objects.filter(pk=export.pk).update(done=n, started_at=timezone.now())
            archive.writestr("index.json", json.dumps(_index(client, index), ensure_ascii=False, indent=1))
            archive.writestr("history.pdf", render_report(_report(client, items)))
            archive.writestr("ПРОЧТИТЕ.txt", README)
        stored = StoredFile.objects.store_path(path)
    now = timezone.now()
    with transaction.atomic():
        HistoryExport.objects.filter(pk=export.pk).update(state="done", done=total, file=stored, expires_at=now + KEPT)
        record("history.made", client, by=export.asked_by, export=export.pk, items=total)
        if export.asked_by:
            notify(export.asked_by, f"История клиента собрана: {client.full_name}", f"/w/clients/{client.pk}/")


README = "history.pdf — вся история по порядку (PDF/A-2b).\nindex.json — то же для программ.\nmaterials — файлы и письма в том виде, в каком пришли.\n"


def _row(contact: Contact, n: int, archive: zipfile.ZipFile) -> dict[str, Any]:
    """One line of the index; its files go into the archive on the way."""
    files = []
    carried: list[tuple[str, StoredFile]] = [(a.name, a.file) for a in contact.attachments.all()]
    if contact.raw_id and contact.raw:
        carried.append(("оригинал.eml" if contact.point == "email" else "оригинал.json", contact.raw))
    for k, (name, stored) in enumerate(carried, 1):
        path = f"materials/{n:05d}-{k:02d}-{safe_name(name)}"
        with archive.open(path, "w") as out:
            for chunk in stored.pieces():
                out.write(chunk)
        files.append({"path": path, "name": name, "size": stored.size, "sha256": stored.sha256})
    return {
        "n": n,
        "at": contact.at.isoformat(),
        "point": contact.point,
        "direction": contact.direction,
        "kind": contact.kind,
        "status": contact.status,
        "case": contact.case.number if contact.case else None,
        "subject": contact.subject,
        "text": contact.text,
        "quoted": contact.quoted,
        "delivery": contact.delivery.state if contact.delivery else None,
        "files": files,
    }


def safe_name(name: str) -> str:
    """A file name that every system unpacks."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)[-80:] or "файл"


def _item(contact: Contact, n: int, files: list[str]) -> Item:
    body = contact.organisation
    way = "от клиента" if contact.direction == "in" else "клиенту"
    case = f", дело {contact.case.number}" if contact.case else ""
    state = f", {contact.delivery.get_state_display()}" if contact.delivery else ""
    meta = f"{body.local(contact.at):%d.%m.%Y %H:%M}, {title_of(contact.point)}, {way}{case}{state}"
    text = contact.text if len(contact.text) <= 20_000 else contact.text[:20_000] + " [дальше — в index.json]"
    paragraphs = tuple(p for p in text.split("\n") if p.strip())
    return Item(f"{n}. {contact.subject or 'Без темы'}", meta, paragraphs, tuple(files))


def _index(client: Client, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "body": client.organisation.name,
        "made_at": timezone.now().isoformat(),
        "client": {
            "name": client.full_name,
            "kind": client.kind,
            "postal_address": client.postal_address,
            "addresses": [{"point": a.channel, "address": a.address} for a in client.addresses.all()],
            "consents": [
                {
                    "purpose": c.purpose,
                    "version": c.version,
                    "text": c.text,
                    "given_at": c.given_at.isoformat(),
                    "given_how": c.given_how,
                    "withdrawn_at": c.withdrawn_at.isoformat() if c.withdrawn_at else None,
                }
                for c in client.consents.order_by("given_at")
            ],
        },
        "cases": [
            {
                "number": c.number,
                "kind": c.kind,
                "subject": c.subject,
                "state": c.state,
                "registered_at": c.registered_at.isoformat(),
            }
            for c in client.cases.order_by("registered_at")
        ],
        "items": rows,
    }


def _report(client: Client, items: list[Item]) -> Report:
    body = client.organisation
    lead = (
        f"Клиент: {client.full_name}",
        f"Записей: {len(items)}",
        f"Составлено {body.local(timezone.now()):%d.%m.%Y %H:%M}",
    )
    return Report(body.name, "История взаимодействия", lead, tuple(items))
