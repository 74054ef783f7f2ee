"""What a signer has before them, as one digest: the same is asked of the row under its lock. The client's messages
stand behind it by their keys (`heard.heard_token`), so that whoever comes too late is told which they have not read."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from priemnaya.cases.heard import NONE, heard_token
from priemnaya.cases.letter_text import files_of, full_text
from priemnaya.cases.letters import addressee_of, heading_of, letter_of
from priemnaya.cases.models import Reply

from .points import points_for


def digest_of(reply: Reply) -> str:
    """SHA-256 of what a signer has before them: words, addressee, files with their contents, the decision, where it
    goes, what the client has said. Not the day and number: signing gives them."""
    letter = letter_of(reply, preview=True)
    files = reply.attachments.order_by("pk").values_list("name", "file__sha256")
    going = [(p, a) for p, a in points_for(reply.case, "result")]
    said: list[Any] = [
        reply.pk,
        reply.version,
        letter.addressee,
        letter.heading,
        full_text(reply),
        letter.endnotes,
        list(files),
        letter.executor,
        reply.decision,
        [str(reply.suspended_until or ""), str(reply.remedy_by or "")],
        [reply.letterhead, reply.survey],
        going,
    ]
    return f"{_hashed(said)}{heard_token(reply.case)}"


def around_of(reply: Reply) -> str:
    """SHA-256 of what stands around the words: files, addressee, heading, endnotes, in whose name, where it goes, what
    the client has said. The composer sends the words themselves, which change as they are typed; a locked letter has
    its version for them."""
    files = [(a.name, a.file.sha256) for a in files_of(reply)]
    head = [addressee_of(reply), heading_of(reply), reply.endnotes, reply.author_id]
    around = _hashed([reply.pk, *head, files, points_for(reply.case, "result")])
    return f"{around}{heard_token(reply.case)}"


def heard_of(shown: str) -> str:
    """The client's messages that a page showed, by the digest it carries."""
    return shown[shown.find(NONE) :] if NONE in shown else NONE


def _hashed(said: list[Any]) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()
