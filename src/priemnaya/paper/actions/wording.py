"""What stored files say, for the search of staff: taken out in the background, once for each file, after the antivirus
has looked at it and names were searched in it. Texts by the readers of documents, letters in letters and documents in
signatures by those of mail, pictures and scans by Tesseract, all in works with a budget.
"""

from __future__ import annotations

import logging
from pathlib import PurePath
from time import monotonic

from priemnaya.bounded import Busy, Exceeded, run
from priemnaya.cases.models import Attachment, FileWords
from priemnaya.core.antivirus import harmful
from priemnaya.plain import Unreadable
from priemnaya.plain.inputs import KNOWN, kind_of
from priemnaya.plain.inputs.kinds import DOCX, HEIC, JPEG, ODT, OPEN, PDF, PNG, RTF, TIFF, WEBP
from priemnaya.plain.inputs.reading import FEW

from ..models import Scan
from ..ocr import WAITS, read_scan, recognises

log = logging.getLogger(__name__)
WAITING, PICTURE, NONE, DONE = "waits", "picture", "none", ""
LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is read at all."""
LONGEST = 1_000_000
"""Characters of one file that are kept; a row of the index holds about as many."""
AT_ONCE, SECONDS = 200, 20.0
"""Files of one round, and after so long no further one is begun: the newest come first, the rest the next time."""
INSIDE = (".eml", ".p7m", ".sig", ".p7s")
TABLE = (".csv",)
TEXTS = {PDF, DOCX, ODT, OPEN, RTF}
"""What is read by its first bytes where the name says nothing."""
PICTURES = {JPEG, PNG, TIFF, WEBP, HEIC}


def take_words() -> int:
    """Words of the files that wait; how many were settled. What holds pictures alone waits for `recognise_files`."""
    return _in_turn(WAITING)


def recognise_files() -> int:
    """Words on pictures. Where nothing recognises them they wait until something does."""
    return _in_turn(PICTURE) if recognises() else 0


def _in_turn(state: str) -> int:
    """The newest first: what has just come is looked for sooner than what lies there for years."""
    until, settled = monotonic() + SECONDS, 0
    rows = FileWords.objects.filter(state=state).exclude(attachment__contact__reading="waits").order_by("-pk")
    for pk in list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        if monotonic() > until:
            break
        try:
            settled += _take(pk, state)
        except Busy:
            break
    return settled


def _take(pk: int, state: str) -> bool:
    """One file; False when it has gone, or another worker was quicker. Raises Busy."""
    row = FileWords.objects.select_related("attachment__file").filter(pk=pk, state=state).first()
    if row is None:
        return False
    attached, text, after = row.attachment, row.text, NONE
    if not (attached.inline or harmful(attached.scan) or attached.file.size > LARGEST):
        data = attached.file.read()
        try:
            read, after = _recognised(attached, data) if state == PICTURE else _read(attached.name, data)
            text = f"{text}\n\n{read}".strip()
        except Busy:
            raise
        except (Unreadable, Exceeded):
            pass
        except Exception:  # whatever a stranger's file does to a reader, the others are read
            log.exception("words of attachment %s", attached.pk)
    text = text.replace("\x00", "").encode("utf-8", "ignore").decode()[:LONGEST].strip()
    after = after if text or after == PICTURE else NONE
    return bool(FileWords.objects.filter(pk=pk, state=state).update(state=after, text=text))


def _read(name: str, data: bytes) -> tuple[str, str]:
    """(words, state). Raises Unreadable, Exceeded."""
    ending, kind = PurePath(name.lower()).suffix, kind_of(data)
    if kind in PICTURES:
        return "", PICTURE
    if ending in INSIDE:
        return run("email.words", name, data, patience=WAITS), DONE
    if not (ending[1:] in KNOWN or ending in TABLE or kind in TEXTS):
        return "", NONE
    try:
        read = run("plain.read_file", data, "csv.txt" if ending in TABLE else name, patience=WAITS)
    except Unreadable:
        if kind is PDF:
            return "", PICTURE
        raise
    scanned = kind is PDF and read.unread and len(read.text) < FEW
    return read.text, PICTURE if scanned else DONE


def _recognised(attached: Attachment, data: bytes) -> tuple[str, str]:
    """What was recognised before of the same content, on a scan or in another letter, is not recognised again."""
    scans = Scan.objects.filter(file=attached.file_id).exclude(text="")
    files = FileWords.objects.filter(attachment__file=attached.file_id, state=DONE)
    known = scans.values_list("text", flat=True).first() or files.values_list("text", flat=True).first()
    if known is not None:
        return known, DONE
    if kind_of(data) is HEIC:
        data = run("email.look", "photo.heic", data, patience=WAITS).get("content", b"")
    return read_scan(data)[1], DONE
