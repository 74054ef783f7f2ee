"""Words of a letter that refuse or give whatever its decision is, and why those that give stand in one against the
client: a reason is of the sentences it was written for, and of no others that come later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from priemnaya.plain.refusing import grants, refusals
from priemnaya.plain.substance import says_something

from .models import Reply

GRANTS = "grants:"
"""Under what among the recorded reasons they stand: each sentence by its digest."""
DIGITS = 12


def refusing_words(reply: Reply) -> tuple[str, ...]:
    """What the author's own words deny the client: the text and the grounds; the client's words aside."""
    return tuple(refusals(_decides(reply)))


def granting_words(reply: Reply) -> tuple[str, ...]:
    """What they give the client outright. How to put it right and how to come again promise on a condition."""
    return tuple(grants(_decides(reply)))


def _decides(reply: Reply) -> str:
    return f"{reply.text.strip()}\n\n{reply.grounds.strip()}".strip()


@dataclass(frozen=True)
class Explained:
    """Sentences that have one reason between them, or none yet. key: of their field in a form."""

    words: tuple[str, ...]
    why: str

    @property
    def key(self) -> str:
        return GRANTS + ".".join(digest_of(sentence) for sentence in self.words)


def digest_of(sentence: str) -> str:
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:DIGITS]


def explained(reply: Reply) -> list[Explained]:
    """The sentences that give, by their reasons, those without one first."""
    groups: dict[str, list[str]] = {}
    for sentence in granting_words(reply):
        groups.setdefault(_why(reply, sentence), []).append(sentence)
    return [Explained(tuple(words), why) for why, words in sorted(groups.items(), key=lambda g: bool(g[0]))]


def unexplained(reply: Reply) -> tuple[str, ...]:
    return tuple(s for s in granting_words(reply) if not says_something(_why(reply, s)))


def open_first(reply: Reply) -> tuple[str, ...]:
    """What gives, first what nobody gave a reason for."""
    asks = unexplained(reply)
    return (*asks, *(s for s in granting_words(reply) if s not in asks))


def _why(reply: Reply, sentence: str) -> str:
    return str(reply.overrides.get(GRANTS + digest_of(sentence), "")).strip()


def with_typed(overrides: Mapping[str, str], typed: Mapping[str, Any]) -> dict[str, str]:
    """The reasons with those of a form: a field of several sentences is of each, an emptied one is withdrawn. Of others
    the form shows an empty field, which withdraws nothing."""
    kept = dict(overrides)
    for key, why in typed.items():
        said = str(why).strip()
        for name in _names(key):
            if said:
                kept[name] = said
            elif name.startswith(GRANTS):
                kept.pop(name, None)
    return kept


def _names(key: str) -> Iterable[str]:
    if not key.startswith(GRANTS):
        return (key,)
    return [GRANTS + one for one in key.removeprefix(GRANTS).split(".") if one]


def in_force(reply: Reply) -> list[str]:
    """The reasons that the letter goes with, each once: of words that are gone or ask for none, nothing is said."""
    asked = granting_words(reply) if reply.is_refusal and any(k.startswith(GRANTS) for k in reply.overrides) else ()
    here = {GRANTS + digest_of(sentence) for sentence in asked}
    return list(dict.fromkeys(why for k, why in reply.overrides.items() if not k.startswith(GRANTS) or k in here))
