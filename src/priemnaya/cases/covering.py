"""What a signer of covering letters has before them, as one digest: the same is asked of the rows under their lock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from priemnaya.errors import Objection

from .forwarding import Planned, written
from .models import ForwardedLetter, Forwarding


def planned_of(letter: ForwardedLetter) -> tuple[Planned | None, str]:
    """A letter that waits for its signature as it would go now; else why it cannot."""
    try:
        return written(letter)[0], ""
    except Objection as problem:
        return None, str(problem)


def shown_of(forwarding: Forwarding, letters: Iterable[ForwardedLetter]) -> str:
    """SHA-256 of what is shown of them: to whom, by which way and where, the words, the package. letters: those that
    wait, each with its body."""
    said: list[Any] = [forwarding.pk, forwarding.reason, forwarding.contents, forwarding.left_out]
    for letter in sorted(letters, key=lambda x: x.pk):
        planned, problem = planned_of(letter)
        body, way = letter.body, planned.way if planned else None
        where = [way.name, way.address] if way else [problem]
        said.append([letter.pk, body and body.name, body and body.addressee, where, planned.text if planned else ""])
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=str).encode()).hexdigest()
