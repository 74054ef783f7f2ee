"""The whole history of a client over all points, on request (udmurtia-mio 2.2.2): PDF/A, materials and an index in one
ZIP."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from priemnaya.cases.guard import must_see_whole
from priemnaya.cases.models import Application, Case, Complaint
from priemnaya.core import queue
from priemnaya.core.erasure import Exported
from priemnaya.core.erasure import export as exported_of
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import StoredFile
from priemnaya.core.traces import in_words
from priemnaya.letterhead.report import Item, Report, render_report
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
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
TRIES = 3
"""So often a history is begun that never comes to an end: a worker dies of it."""
DIES = "История клиента не собирается: программа прерывается. Обратитесь к тому, кто обслуживает систему."
FORMAT = "priemnaya-history/1"


@action("case.work", alone=True)
@transaction.atomic
def ask_history(client: Client, *, by: Employee | None) -> HistoryExport:
    """Queue the making of a history; one that is being made already is answered with itself. Raises NotAllowed."""
    client = lock_living_card(client)
    if by is not None:
        must_see_whole(client, by)
    asked = HistoryExport.objects.filter(client=client, asked_by__isnull=by is None)
    running = asked.filter(state__in=("waiting", "doing")).first()
    if running:
        return running
    export = HistoryExport.objects.create(
        organisation=client.organisation, client=client, asked_by=by, asked_at=timezone.now()
    )
    record("history.asked", client, by=by, export=export.pk)
    queue.nudge("build_histories")
    return export


def build_waiting(organisation: Organisation) -> int:
    """Make every history of a body that waits, and take up what a killed worker left; returns how many were made."""
    made, stale = 0, timezone.now() - LEFT
    waiting = Q(state="waiting") | Q(state="doing", started_at__lt=stale)
    for export in HistoryExport.objects.filter(waiting, organisation=organisation).order_by("id"):
        mine = HistoryExport.objects.filter(pk=export.pk, state=export.state, started_at=export.started_at)
        if export.tries >= TRIES:
            _give_up(export, mine)
            continue
        if not mine.update(state="doing", started_at=timezone.now(), done=0, tries=export.tries + 1):
            continue
        export.refresh_from_db()
        try:
            _build(export)
            made += 1
        except Exception as error:
            log.exception("history %s", export.pk)
            HistoryExport.objects.filter(pk=export.pk).update(state="failed", error=in_words(error)[:300])
    _expire(organisation)
    return made


def _give_up(export: HistoryExport, mine: QuerySet[HistoryExport]) -> None:
    """Every try ended with its worker: it is not begun for ever, and people hear of it."""
    with transaction.atomic():
        if mine.update(state="failed", error=DIES):
            alert("history", DIES, organisation_id=export.organisation_id)
            if export.asked_by:
                notify(export.asked_by, DIES, f"/w/clients/{export.client_id}/", kind="done")


def _expire(organisation: Organisation) -> None:
    """Downloads whose days have passed: the row stays, the file goes."""
    past = HistoryExport.objects.filter(organisation=organisation, state="done", expires_at__lt=timezone.now())
    for old in past.select_related("file"):
        file, old.file, old.state = old.file, None, "expired"
        old.save(update_fields=["file", "state"])
        if file:
            StoredFile.objects.drop_unused([file.pk])


def _build(export: HistoryExport) -> None:
    """Collect what every package exports into one archive, keeping progress on the row. A history of records that were
    destroyed meanwhile is given to nobody."""
    client, found = export.client, list(exported_of(export.client))
    HistoryExport.objects.filter(pk=export.pk).update(total=len(found))
    with tempfile.TemporaryDirectory(prefix="priemnaya-history-") as folder:
        path = Path(folder) / "history.zip"
        items: list[Item] = []
        index: list[dict[str, Any]] = []
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for n, thing in enumerate(found, 1):
                row = _row(thing, n, archive)
                index.append(row)
                items.append(_item(client.organisation, thing, n, [f["path"].rpartition("/")[2] for f in row["files"]]))
                if n % STEP == 0:
                    HistoryExport.objects.filter(pk=export.pk).update(done=n, started_at=timezone.now())
            archive.writestr("index.json", json.dumps(_index(client, index), ensure_ascii=False, indent=1))
            archive.writestr("history.pdf", render_report(_report(client, items)))
            archive.writestr("ПРОЧТИТЕ.txt", README)
        with transaction.atomic():
            _done(export, StoredFile.objects.store_path(path), len(found))


def _done(export: HistoryExport, stored: StoredFile, total: int) -> None:
    client, now = export.client, timezone.now()
    mine = HistoryExport.objects.filter(pk=export.pk, state="doing")
    if not mine.update(state="done", done=total, total=total, file=stored, expires_at=now + KEPT):
        StoredFile.objects.drop_unused([stored.pk])
        return
    record("history.made", client, by=export.asked_by, export=export.pk, items=total)
    if export.asked_by:
        notify(export.asked_by, f"История клиента собрана: {client.full_name}", f"/w/clients/{client.pk}/", kind="done")


README = (
    "history.pdf — вся история по порядку (PDF/A-2b).\nindex.json — то же для программ.\nmaterials — файлы и письма в"
    " том виде, в каком пришли.\n"
)


def _row(thing: Exported, n: int, archive: zipfile.ZipFile) -> dict[str, Any]:
    """One line of the index; its files go into the archive on the way."""
    files = []
    for k, (name, stored) in enumerate(thing.files, 1):
        path = f"materials/{n:05d}-{k:02d}-{safe_name(name)}"
        with archive.open(path, "w") as out:
            for chunk in stored.pieces():
                out.write(chunk)
        files.append({"path": path, "name": name, "size": stored.size, "sha256": stored.sha256})
    said = {"subject": thing.title, "meta": thing.meta, "text": thing.text}
    return {"n": n, "at": thing.at.isoformat(), **said, **thing.facts, "files": files}


def safe_name(name: str) -> str:
    """A file name that every system unpacks."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)[-80:] or "файл"


def _item(body: Organisation, thing: Exported, n: int, files: list[str]) -> Item:
    meta = f"{body.local(thing.at):%d.%m.%Y %H:%M}, {thing.meta}"
    text = thing.text if len(thing.text) <= 20_000 else thing.text[:20_000] + " [дальше — в index.json]"
    paragraphs = [p for p in text.split("\n") if p.strip()]
    if address := thing.facts.get("address"):
        paragraphs.append(f"Адрес: {address}")
    return Item(f"{n}. {thing.title}", meta, tuple(paragraphs), tuple(files))


def _index(client: Client, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The same for programs. The card says what is kept of the client, the cases what became of each matter."""
    return {
        "format": FORMAT,
        "body": client.organisation.name,
        "made_at": timezone.now().isoformat(),
        "client": _card(client),
        "cases": [_matter(c) for c in client.cases.select_related("client", "service").order_by("registered_at")],
        "items": rows,
    }


def _card(client: Client) -> dict[str, Any]:
    names = ("surname", "name", "patronymic", "company", "kind", "postal_address", "chosen_point", "chosen_address")
    return {
        "full_name": client.full_name,
        **{name: getattr(client, name) for name in names},
        "special_needs": client.needs,
        "identified": client.is_proved,
        "addresses": [
            {"point": a.channel, "address": a.address, "level": str(a.get_level_display())}
            for a in client.addresses.all()
        ],
    }


def _matter(case: Case) -> dict[str, Any]:
    complaint: Complaint | None = getattr(case, "complaint", None)
    application: Application | None = getattr(case, "application", None)
    return {
        "number": case.number,
        "kind": case.kind,
        "subject": case.subject,
        "on_behalf_of": case.on_behalf_of,
        "written_for": case.only_said,
        "service": case.service.title if case.service else "",
        "state": case.state,
        "outcome": case.outcome,
        "registered_at": case.registered_at.isoformat(),
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "answer_to": [
            {"point": point, "address": address}
            for point, address in (
                (case.chosen_point, case.chosen_address),
                (case.second_point, case.second_address),
            )
            if point
        ],
        "questions": [q.text for q in case.questions.all() if q.text],
        "complaint": (
            {"about": complaint.about, "against": complaint.against, "decision": complaint.decision}
            if complaint
            else None
        ),
        "documents": (
            [{"name": d.name, "state": d.state, "note": d.note} for d in application.documents.all() if d.name]
            if application
            else []
        ),
    }


def _report(client: Client, items: list[Item]) -> Report:
    body, card = client.organisation, _card(client)
    beside = client.company if client.identity else client.person
    lead = (
        f"Клиент: {client.full_name}" + (f", {beside}" if client.company and client.person else ""),
        *(f"{title_of(a['point'])}: {a['address']} ({a['level']})" for a in card["addresses"]),
        *((f"Почтовый адрес: {client.postal_address}",) if client.postal_address else ()),
        f"Записей: {len(items)}",
        f"Составлено {body.local(timezone.now()):%d.%m.%Y %H:%M}",
    )
    return Report(body.name, "История взаимодействия", lead, tuple(items), tuple(_matters(client)))


def _matters(client: Client) -> Iterator[str]:
    """The cases in a line each: what each was about, and for whom."""
    for case in client.cases.select_related("client").order_by("registered_at"):
        matter = _matter(case)
        said = [f"Дело {case.number}: {case.subject}", str(case.get_kind_display()), str(case.get_state_display())]
        if case.only_said:
            said.append(f"написано от имени: {case.only_said} (не подтверждено)")
        if case.on_behalf_of:
            said.append(f"в интересах: {case.on_behalf_of}")
        if complaint := matter["complaint"]:
            said.append(f"на кого: {complaint['against']}, {complaint['decision']}".rstrip(", "))
        yield ", ".join(said)
