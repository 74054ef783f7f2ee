"""Words of a letter that refuse or give whatever its decision is, and why those that speak against it stand in the
letter: a reason is of the sentences it was written for, and of no others that come later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from priemnaya.errors import Objection
from priemnaya.plain.refusing import grants, refusals
from priemnaya.plain.substance import says_something

from .models import Reply

GRANTS, REFUSES = "grants:", "refuses:"
"""Under what among the recorded reasons they stand: each sentence by its digest."""
DIGITS = 12
OPEN = ("explain", "grant")
"""Decisions beside which no word of the letter may refuse."""


def refusing_words(reply: Reply) -> tuple[str, ...]:
    """What the author's own words deny the client: the text and the grounds; the client's words aside."""
    return tuple(refusals(_decides(reply)))


def granting_words(reply: Reply) -> tuple[str, ...]:
    """What they give the client outright. How to put it right and how to come again promise on a condition."""
    return tuple(grants(_decides(reply)))


WORDS = {GRANTS: granting_words, REFUSES: refusing_words}


def _decides(reply: Reply) -> str:
    return f"{reply.text.strip()}\n\n{reply.grounds.strip()}".strip()


@dataclass(frozen=True)
class Explained:
    """Sentences that have one reason between them, or none yet. key: of their field in a form."""

    kind: str
    words: tuple[str, ...]
    why: str

    @property
    def key(self) -> str:
        return self.kind + ".".join(digest_of(sentence) for sentence in self.words)


def digest_of(sentence: str) -> str:
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:DIGITS]


def against(reply: Reply, kind: str) -> tuple[str, ...]:
    """The sentences of a kind that speak against the decision chosen."""
    if not (reply.is_refusal if kind == GRANTS else reply.decision in OPEN):
        return ()
    return WORDS[kind](reply)


def explained(reply: Reply, kind: str) -> list[Explained]:
    """The sentences against the decision, by their reasons, those without one first."""
    groups: dict[str, list[str]] = {}
    for sentence in against(reply, kind):
        groups.setdefault(_why(reply, kind, sentence), []).append(sentence)
    found = [Explained(kind, tuple(words), why) for why, words in groups.items()]
    return sorted(found, key=lambda group: bool(group.why))


def unexplained(reply: Reply, kind: str) -> tuple[str, ...]:
    return tuple(s for s in WORDS[kind](reply) if not says_something(_why(reply, kind, s)))


def open_first(reply: Reply, kind: str) -> tuple[str, ...]:
    """Such words, first those nobody gave a reason for."""
    asks = unexplained(reply, kind)
    return (*asks, *(s for s in WORDS[kind](reply) if s not in asks))


def _why(reply: Reply, kind: str, sentence: str) -> str:
    return str(reply.overrides.get(kind + digest_of(sentence), "")).strip()


def with_typed(overrides: Mapping[str, str], typed: Mapping[str, Any]) -> dict[str, str]:
    """The reasons with those of a form: a field of several sentences is of each, an emptied one is withdrawn. Of others
    the form shows an empty field, which withdraws nothing."""
    kept = dict(overrides)
    for key, why in typed.items():
        said = str(why).strip()
        for name in _names(key):
            if said:
                kept[name] = said
            elif _of_words(name):
                kept.pop(name, None)
    return kept


def with_one_why(saved: Reply, fields: Mapping[str, Any], why: str) -> dict[str, str]:
    """The reasons, with one for all sentences that refuse in the letter as it will be; empty words withdraw it of each.
    What was read as it is changes none while each of them has its own; with a sentence that has none it is that of
    all, so that the same request twice leaves the same. Raises Objection where nothing refuses."""
    letter = {name: str(fields.get(name, getattr(saved, name))).strip() for name in ("text", "grounds")}
    found = refusals("\n\n".join(letter.values()).strip())
    said = why.strip()
    if said == said_in_one(saved) and (not said or (found and all(_why(saved, REFUSES, s) for s in found))):
        return dict(saved.overrides)
    if said and not found:
        raise Objection(
            "Слов, которые читаются как отказ, в письме нет: причину записать не к чему. Передайте её вместе с текстом"
            " письма или после него."
        )
    return with_typed(saved.overrides, {REFUSES + digest_of(sentence): why for sentence in found})


def said_in_one(reply: Reply) -> str:
    """Why words of the letter are no refusal, all reasons in one; of letters signed before reasons were of sentences,
    as it was written."""
    said = "\n".join(group.why for group in told_of(reply, REFUSES))
    return said if reply.is_open or said else reply.not_refusal if refusing_words(reply) else ""


def held_for(overrides: Mapping[str, str], key: str) -> str:
    """What is recorded under the field of a form: of several sentences, each reason once."""
    return joined(*(str(overrides.get(name, "")) for name in _names(key)))


def joined(*reasons: str) -> str:
    return "\n\n".join(dict.fromkeys(filter(None, (why.strip() for why in reasons))))


def brought_back(saved: Reply, content: Mapping[str, Any]) -> dict[str, Any]:
    """The reasons of a draft that says again what a version of it said: those of words as they were then, all others
    stay as they are now. Versions of before had one for the whole letter: it becomes that of the sentences that refuse
    there, and stays beside the letter where there are none."""
    aside = {decision: dict(parts) for decision, parts in content.get("set_aside", saved.set_aside).items()}
    why = joined(content.get("not_refusal", ""), *(parts.pop("not_refusal", "") for parts in aside.values()))
    found = (
        refusals(f"{content.get('text', '').strip()}\n\n{content.get('grounds', '').strip()}".strip()) if why else ()
    )
    then = content.get("overrides", saved.overrides)
    others = {name: said for name, said in saved.overrides.items() if not _of_words(name)}
    overrides = {**then, **others, **{REFUSES + digest_of(sentence): why for sentence in found}}
    left = joined(saved.not_refusal, "" if found else why)
    return {"set_aside": {k: v for k, v in aside.items() if v}, "overrides": overrides, "not_refusal": left}


def _of_words(name: str) -> str:
    """The kind of sentence that a recorded reason is of; empty: of none."""
    return next((kind for kind in WORDS if name.startswith(kind)), "")


def _names(key: str) -> Iterable[str]:
    if not (kind := _of_words(key)):
        return (key,)
    return [kind + one for one in key.removeprefix(kind).split(".") if one]


def of_others(reply: Reply) -> list[str]:
    """The recorded reasons that are of no such sentence, each once."""
    return list(dict.fromkeys(why for key, why in reply.overrides.items() if not _of_words(key)))


def told_of(reply: Reply, kind: str) -> list[Explained]:
    """The sentences of a kind that the letter goes with, by their reasons: of words that are gone or speak against no
    decision any more, nothing is said."""
    if not any(key.startswith(kind) for key in reply.overrides):
        return []
    return [group for group in explained(reply, kind) if group.why]
