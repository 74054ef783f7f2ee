"""Whether the journal of access is what was written: the chain is counted again here, row by row, without the functions
of the database, and compared with the anchors that lie outside of it.

A row changed, put in or taken out breaks the chain from there on. Rows taken off the end break nothing, so the head of
the chain is written down every hour where the database cannot reach: a file beside the data and the log
(docs/operations.md). What was taken off within the last hour, and everything that was written again from some row on by
one who also holds the anchors, is not seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from .models import AccessRecord
from .reading import numeral

log = logging.getLogger("priemnaya.journal")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Anchor:
    """What the chain was at an hour: the number of its last row and that row's digest."""

    number: int
    digest: str
    at: str = ""


@dataclass(frozen=True)
class Checked:
    """records: rows counted; head: the last of them; broken: number of the first wrong row, 0 when there is none; why:
    in words."""

    records: int
    head: Anchor
    broken: int = 0
    why: str = ""


def text_of(row: AccessRecord) -> str:
    """A row as it is digested: core.sql writes the same."""
    keys = (row.cases, row.clients, row.others)
    micros = (row.at - EPOCH) // dt.timedelta(microseconds=1)
    who = (row.number, row.organisation_id, row.employee_id, row.issuer_id, row.kind, row.page)
    return json.dumps([*who, *keys, row.address, micros], ensure_ascii=False)


def digest_of(before: str, row: AccessRecord) -> str:
    return hashlib.sha256((before + text_of(row)).encode()).hexdigest()


def check(anchors: list[Anchor] | None = None) -> Checked:
    """Count the whole chain again. anchors: those of the file when not given."""
    wanted = {a.number: a for a in (kept_anchors() if anchors is None else anchors)}
    before, number = "", 0
    for row in AccessRecord.objects.order_by("number").iterator(chunk_size=2000):
        if why := _wrong(row, before, number + 1, wanted.get(row.number)):
            return Checked(number, Anchor(number, before), number + 1, why)
        before, number = row.digest, row.number
    head = Anchor(number, before)
    if beyond := sorted(n for n in wanted if n > number):
        last = wanted[beyond[-1]]
        why = f"конец журнала удалён: отметка {last.at or 'снаружи'} знает запись № {last.number}, а её нет"
        return Checked(number, head, number + 1, why)
    return Checked(number, head)


def _wrong(row: AccessRecord, before: str, expected: int, anchor: Anchor | None) -> str:
    """What is wrong with a row in its place; empty when nothing."""
    if row.number != expected:
        return f"записи № {expected} нет: её удалили, за ней сразу № {row.number}"
    if digest_of(before, row) != row.digest:
        return f"запись № {row.number} изменена или вставлена: её отпечаток не сходится"
    if anchor and anchor.digest != row.digest:
        return f"журнал переписан: отпечаток записи № {row.number} не тот, что в отметке {anchor.at or 'снаружи'}"
    return ""


def head() -> Anchor:
    row = AccessRecord.objects.order_by("-number").first()
    return Anchor(row.number, row.digest) if row else Anchor(0, "")


def anchors_file() -> Path:
    return Path(settings.DATA) / "journal-anchors.txt"


def anchor() -> Anchor:
    """Write the head of the chain down outside of the database: into the file and the log."""
    now, at = head(), timezone.now().isoformat(timespec="seconds")
    known = list(_read())
    if now.number and (not known or known[-1].number != now.number):
        fd = os.open(anchors_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        with os.fdopen(fd, "a", encoding="utf-8") as file:
            file.write(f"{at} {now.number} {now.digest}\n")
        log.info("journal of access: head %s %s", now.number, now.digest)
    return now


def kept_anchors() -> list[Anchor]:
    return list(_read())


def _read() -> Iterator[Anchor]:
    """Raises ValueError for a line that is no anchor: the file itself was touched."""
    try:
        lines = anchors_file().read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        at, number, digest = (*line.split(" "), "", "")[:3]
        if not numeral(number) or len(digest) != 64:
            raise ValueError(f"{anchors_file()}: строка «{line[:40]}» — не отметка журнала. Файл меняли.")
        yield Anchor(int(number), digest, at)
