"""What stored files say, for the search of staff: taken out in the background, once for each file, after the antivirus
has looked at it and names were searched in it: its words are kept together with whom they name (of a case
`reading.keep_words_of_case`, of a letter without one `seeking.keep_words`). Texts by the readers of documents, letters
in letters, documents in signatures and archives by those of mail, pictures and scans by Tesseract, all in works with a
budget.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import PurePath
from time import monotonic
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Case as OfEach
from django.db.models import Q, Value, When
from django.utils import timezone

from priemnaya.bounded import Busy, Exceeded, run
from priemnaya.cases.actions.naming import Named
from priemnaya.cases.actions.reading import keep_words_of_case, named_in_file, tell_cut
from priemnaya.cases.actions.seeking import is_sought, keep_words
from priemnaya.cases.models import Attachment, Contact, FileWords
from priemnaya.core.antivirus import harmful
from priemnaya.people.models import Organisation
from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import KNOWN, kind_of
from priemnaya.plain.inputs.kinds import HEIC, JPEG, PDF, PNG, TIFF, WEBP, ZIP
from priemnaya.plain.inputs.reading import FEW
from priemnaya.plain.inputs.worded import read_as

from ..models import Scan
from ..ocr import BROKEN, WAITS, read_scan, recognises
from . import read_waiting

log = logging.getLogger(__name__)
WAITING, PICTURE, NONE, FAILED, DONE = "waits", "picture", "none", "failed", ""
LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is read at all."""
LONGEST = 1_000_000
"""Characters of one file that are kept; a row of the index holds about as many."""
AT_ONCE, SECONDS = 200, 20.0
"""Files of one round, and after so long no further one is begun: the newest come first, the rest the next time."""
TRIES, PAUSE = 3, timedelta(minutes=5)
"""So often a file is begun that comes to no end (its worker was killed, the database was away), with so long between:
then its line says that its words were not read."""
MOST_TRIES, ANOTHER_DAY = 6, timedelta(days=1)
"""It is begun once more on each of so many further days."""
TOGETHER = 20
"""Files of one message that are kept at once."""
INSIDE = (".eml", ".p7m", ".sig", ".p7s", ".sgn", ".zip", ".xml")
PICTURES = {JPEG, PNG, TIFF, WEBP, HEIC}


class Said(NamedTuple):
    """after: the state of its row; named: whom the words name, of a file of a case."""

    text: str
    after: str
    named: tuple[Named, ...] = ()


class Unrecognised(Exception):
    """Nothing was recognised, and not because there is no picture."""


def take_words() -> int:
    """Words of the files that wait; how many were settled. What holds pictures alone waits for `recognise_files`, what
    failed is begun again on another day."""
    yesterday = timezone.now() - ANOTHER_DAY
    FileWords.objects.filter(state=FAILED, tries__lt=MOST_TRIES, tried_at__lt=yesterday).update(state=WAITING)
    return _in_turn(WAITING)


def recognise_files() -> int:
    """Words on pictures. Where nothing recognises them they wait until something does."""
    return _in_turn(PICTURE) if recognises() else 0


def scans_first() -> None:
    """A registrar waits for their scan, before every picture and every page of one: nobody waits for those."""
    for organisation in Organisation.objects.filter(pk__in=Scan.objects.filter(state="waiting").values("organisation")):
        try:
            read_waiting(organisation)
        except Exception:  # what is wrong with a scan is no word about the picture
            log.exception("scans of %s", organisation.slug)


def _in_turn(state: str) -> int:
    """The newest first: what has just come is looked for sooner than what lies there for years."""
    until, settled, read = monotonic() + SECONDS, 0, _Together([])
    rows = FileWords.objects.filter(state=state).exclude(attachment__contact__reading="waits").order_by("-pk")
    rows = rows.filter(Q(tried_at=None) | Q(tried_at__lt=timezone.now() - PAUSE))
    for pk in list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        if monotonic() > until:
            break
        if state == PICTURE:
            scans_first()
        try:
            settled += _take(pk, state, read)
        except Busy:
            break
    return settled + read.keep()


@dataclass
class _Together:
    """Files of one message that were read: they are kept by one statement, for each makes the row of the index anew."""

    files: list[tuple[FileWords, Said]]

    def add(self, row: FileWords, said: Said) -> int:
        """How many were kept, of another message, to make room for it."""
        first = self.files[0][0].attachment if self.files else row.attachment
        same = (first.contact_id, first.reply_id) == (row.attachment.contact_id, row.attachment.reply_id)
        kept = 0 if same and len(self.files) < TOGETHER else self.keep()
        self.files.append((row, said))
        return kept

    def keep(self) -> int:
        files, self.files = self.files, []
        if len(files) > 1:
            try:
                return _keep_with_names(files)
            except Exception:  # one that the database does not take: the others are kept all the same
                log.exception("words of %s files together", len(files))
        return sum(int(_guarded(row, partial(_keep_with_names, [(row, said)]))) for row, said in files)


def _take(pk: int, state: str, read: _Together) -> int:
    """One file, kept now or with the others of its message; 0 when it has gone, another worker was quicker, or it is
    tried again later. It is counted before it is begun, for the worker may die of it. Raises Busy."""
    row = (
        FileWords.objects.select_related(
            "attachment__file", "attachment__contact__case__organisation", "attachment__contact__case__client"
        )
        .filter(pk=pk, state=state)
        .first()
    )
    if row is None:
        return 0
    if (letter := _caseless(row)) and not is_sought(letter):
        return 0
    if row.tries >= MOST_TRIES:
        return _failed(row, row.text)
    here = FileWords.objects.filter(pk=pk, state=state)
    if not here.filter(tries=row.tries).update(tries=row.tries + 1, tried_at=timezone.now()):
        return 0

    def taken() -> int:
        said = _said(row)
        if letter is None:
            said = _sought(row, said)
            return read.add(row, said) if said.after != FAILED else _keep_with_names([(row, said)])
        if not said.text:
            return _keep(row, said)
        kept = keep_words(letter, said.text, lambda: _keep(row, said))
        here.update(tries=row.tries, tried_at=row.tried_at)  # of what was not kept: its time comes
        return kept

    try:
        return _guarded(row, taken)
    except Busy:
        here.update(tries=row.tries, tried_at=row.tried_at)
        raise


def _guarded(row: FileWords, deed: Callable[[], int]) -> int:
    """Whatever a stranger's file does to a reader or to the database, the others are read. Raises Busy."""
    try:
        return deed()
    except Busy:
        raise
    except Exception as error:
        if not isinstance(error, Exceeded):  # which is logged where it happens
            log.exception("words of attachment %s", row.attachment_id)
        return row.tries + 1 >= TRIES and _failed(row, row.text)


def _caseless(row: FileWords) -> Contact | None:
    """The letter without a case that it is a file of."""
    contact = row.attachment.contact
    return contact if contact is not None and contact.case_id is None else None


def _said(row: FileWords) -> Said:
    """Raises Exceeded, Busy, and whatever a reader does."""
    attached, before = row.attachment, row.text if row.state == PICTURE else ""
    if attached.inline or harmful(attached.scan):
        return Said(before, NONE)
    if attached.file.size > LARGEST:
        return Said(before, FAILED if _is_read(attached.name) else NONE)
    data = attached.file.read()
    try:
        said = _recognised(attached, data) if row.state == PICTURE else _read(attached.name, data)
    except Unreadable:
        said = Said("", NONE)
    text = f"{before}\n\n{said.text}".replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    if len(text) > LONGEST:
        return Said(text[:LONGEST], FAILED)
    return Said(text, said.after if text or said.after in (PICTURE, FAILED) else NONE)


def _is_read(name: str) -> bool:
    ending = PurePath(name.lower()).suffix
    return ending in INSIDE or ending[1:] in KNOWN


def _keep(row: FileWords, said: Said) -> bool:
    """The words, and that the file is in order. Raises whatever the database says of them."""
    if said.after == FAILED:
        return _failed(row, said.text)
    with transaction.atomic():
        kept = FileWords.objects.filter(pk=row.pk, state=row.state).update(
            state=said.after, text=said.text, tries=row.tries if said.after == PICTURE else 0, tried_at=None
        )
        if kept and row.attachment.unsearched:
            Attachment.objects.filter(pk=row.attachment_id).update(unsearched="")
    return bool(kept)


def _keep_all(files: list[tuple[FileWords, Said]]) -> int:
    """As `_keep`, of files of one message that has a case still."""
    texts, states = {row.pk: said.text for row, said in files}, {row.pk: said.after for row, said in files}
    tries = {row.pk: row.tries if said.after == PICTURE else 0 for row, said in files}
    of_case = Q(attachment__contact=None) | Q(attachment__contact__case__isnull=False)
    with transaction.atomic():
        here = FileWords.objects.filter(of_case, pk__in=texts, state=files[0][0].state)
        kept = here.update(state=_each(states), text=_each(texts), tries=_each(tries), tried_at=None)
        marked = [row.attachment_id for row, _ in files if row.attachment.unsearched]
        if marked:
            done = FileWords.objects.filter(attachment__in=marked).exclude(state=FAILED).values("attachment")
            Attachment.objects.filter(pk__in=done).update(unsearched="")
    return kept


def _sought(row: FileWords, said: Said) -> Said:
    """With whom the words name, of a file that came with a message of a case. Raises Busy, Exceeded."""
    contact = row.attachment.contact
    return said if contact is None or not said.text else said._replace(named=tuple(named_in_file(contact, said.text)))


def _keep_with_names(files: list[tuple[FileWords, Said]]) -> int:
    """Files of one message with a case, or of one answer. Raises whatever the database says of them."""
    contact = files[0][0].attachment.contact
    keep = partial(_keep_all, files) if len(files) > 1 else partial(_keep, *files[0])
    if contact is None:
        return keep()
    return keep_words_of_case(contact, [one for _row, said in files for one in said.named], keep)


def _each(values: dict[int, Any]) -> OfEach:
    return OfEach(*(When(pk=pk, then=Value(value)) for pk, value in values.items()))


def _failed(row: FileWords, text: str) -> bool:
    """Given up for the day, and said at the file. A file of an answer is its author's, and signed: its row alone tells
    of it."""
    with transaction.atomic():
        kept = FileWords.objects.filter(pk=row.pk, state=row.state).update(
            state=FAILED, text=text, tries=max(row.tries + 1, TRIES), tried_at=timezone.now()
        )
        if kept and row.attachment.contact_id:
            Attachment.objects.filter(pk=row.attachment_id).update(unsearched="part" if text else "all")
        if kept and text and row.attachment.contact:
            tell_cut(row.attachment.contact, row.attachment.name)
    return bool(kept)


def _read(name: str, data: bytes) -> Said:
    """Raises Unreadable, Exceeded, Busy."""
    ending, kind = PurePath(name.lower()).suffix, kind_of(data)
    if kind in PICTURES:
        return Said("", PICTURE)
    if ending in INSIDE or (kind is ZIP and ending[1:] not in KNOWN):
        text, whole = run("email.words", name, data, patience=WAITS)
        return Said(text, DONE if whole else FAILED)
    if not (named := read_as(name, data)):
        return Said("", NONE)
    try:
        read = run("plain.read_file", data, named, patience=WAITS)
    except Unreadable:
        if kind is PDF:
            return Said("", PICTURE)
        raise
    scanned = kind is PDF and read.unread and len(read.text) < FEW
    return Said(read.text, PICTURE if scanned else DONE)


def _recognised(attached: Attachment, data: bytes) -> Said:
    """What was recognised before of the same content, on a scan or in another letter, is not recognised again. Some
    pages that were not read leave the others. Raises Unrecognised, Exceeded, Busy."""
    scans = Scan.objects.filter(file=attached.file_id, problem="").exclude(text="")
    files = FileWords.objects.filter(attachment__file=attached.file_id, state=DONE)
    known = scans.values_list("text", flat=True).first() or files.values_list("text", flat=True).first()
    if known is not None:
        return Said(known, DONE)
    if kind_of(data) is HEIC:
        data = run("email.look", "photo.heic", data, patience=WAITS).get("content", b"")
    _pages, text, problem = read_scan(data, between=scans_first)
    if problem and not text and not problem.endswith(BROKEN):
        raise Unrecognised(problem)
    return Said(text, FAILED if problem and text else DONE)
