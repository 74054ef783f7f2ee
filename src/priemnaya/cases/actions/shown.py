"""What a signer has before them, as one digest: the same is asked of the row under its lock."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from priemnaya.cases.letter_text import full_text
from priemnaya.cases.letters import letter_of
from priemnaya.cases.models import Reply

from .points import points_for


def digest_of(reply: Reply) -> str:
    """SHA-256 of what a signer has before them: words, addressee, files with their contents, the decision, where it
    goes. Not the day and number: signing gives them."""
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
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()
