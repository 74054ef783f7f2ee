"""Signature files that come with a message or lie among the files of an answer: each is judged once, for the file it
was made for, and what was found stays."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django.db import transaction

from priemnaya.bounded import Busy
from priemnaya.cases.models import Attachment
from priemnaya.cases.seals import Finding
from priemnaya.cases.signatures import LARGEST, find, kept, known, refusal
from priemnaya.core import queue
from priemnaya.errors import Objection

SUFFIXES = (".sig", ".p7s", ".sgn")
WRAPPING = (".p7m",)
"""A signature with its document inside, or an envelope for somebody's key."""
WHOLE_LETTER = ("smime.p7s", "smime.p7m")
"""S/MIME signs the letter itself, not a file in it."""
MOST_OF_ONE = 10
"""Signatures of one message that are looked at: no application of ours has more documents."""
LARGEST_FILE = 60 * 1024 * 1024


def is_seal(name: str) -> bool:
    return PurePath(name.lower()).suffix in SUFFIXES


def _may_be_seal(name: str) -> bool:
    return PurePath(name.lower()).suffix in SUFFIXES + WRAPPING


def unseen(name: str) -> dict[str, Any]:
    """What stands on a file when it comes: nothing, or, on a signature, that it is not judged yet."""
    if not _may_be_seal(name):
        return {}
    queue.nudge("judge_seals")
    return _unjudged("waits")


def _unjudged(why: str) -> dict[str, Any]:
    return {"judgement": {"verdict": "unjudged", "why": why}}


def judge_seals(limit: int = 20) -> int:
    """Judge the signatures that wait, oldest first; returns how many were settled. What finds no slot waits on."""
    waiting = Attachment.objects.filter(seal__judgement__why="waits", contact__isnull=False).select_related("file")
    settled = 0
    for item in waiting.order_by("pk")[:limit]:
        try:
            found = _judged(item)
        except Busy:
            break
        with transaction.atomic():
            settled += Attachment.objects.filter(pk=item.pk, seal__judgement__why="waits").update(seal=found)
    return settled


def _judged(item: Attachment) -> dict[str, Any]:
    beside = list(Attachment.objects.filter(contact=item.contact_id).select_related("file").order_by("pk"))
    before = sum(1 for other in beside if _may_be_seal(other.name) and other.pk < item.pk)
    if item.file.size > LARGEST_FILE:
        return _unjudged("too_large")
    if before >= MOST_OF_ONE:
        return _unjudged("too_many_files")
    if item.name.lower() == WHOLE_LETTER[0]:
        return _unjudged("whole_letter")
    judgement, found = judged_for(item.name, item.file.read(), beside, own=True)
    if PurePath(item.name.lower()).suffix in WRAPPING and found is not None and found.why == "envelope":
        return {}  # of which its file's own word tells
    return _unjudged("whole_letter") if item.name.lower() in WHOLE_LETTER else judgement


def judged_for(
    name: str, signature: bytes, beside: Iterable[Attachment], *, own: bool = False
) -> tuple[dict[str, Any], Finding | None]:
    """The judgement of a signature file for the one of these files that it belongs to; own: or for the document inside
    it, where there is one. Raises Busy."""
    document = signed_by(name, [other for other in beside if not _may_be_seal(other.name) and not other.inline])
    if document is None and not own:
        return _unjudged("no_pair"), None
    if document is not None and document.file.size > LARGEST_FILE:
        return _unjudged("too_large"), None
    found = find(signature, document.file.read() if document else None, own=own)
    if found.why == "no_pair":
        return _unjudged("no_pair"), found
    who = known(found.certificate) if found.certificate else {}
    of = document.name if document else ""
    return {**who, "of": of, "algorithm": found.algorithm, "judgement": kept(found)}, found


def signed_by(name: str, files: list[Attachment]) -> Attachment | None:
    """The file a signature belongs to: «a.pdf» of «a.pdf.sig», else the only one called «a», else the only one at
    all."""
    stem = name.rpartition(".")[0].lower()
    for alike in (
        [f for f in files if f.name.lower() == stem],
        [f for f in files if f.name.lower().rpartition(".")[0] == stem],
        files,
    ):
        if len(alike) == 1:
            return alike[0]
    return None


def must_be_good(name: str, signature: bytes, beside: Iterable[Attachment]) -> dict[str, Any]:
    """What is kept of a signature file that an employee puts into an answer. Raises Objection for a bad one."""
    if not is_seal(name):
        return {}
    if len(signature) > LARGEST:
        raise Objection(refusal("not_cms"))
    judgement, found = judged_for(name, signature, beside)
    if found is not None and found.verdict == "wrong":
        raise Objection(refusal(found.why))
    return judgement
