"""The words of an act beside the clauses of its order: the text that the body publishes, cut by its own numbering."""

from __future__ import annotations

from dataclasses import dataclass, field

from priemnaya.plain.inputs.numbered import read_numbered

from .acts import act_text, letters, matched, slugs
from .drafted import cut, must_be_an_order, must_be_read_here
from .joining import paragraphs


@dataclass(frozen=True)
class ActText:
    """text: paragraphs, one a line; words: number of a clause as in `order.yaml` -> the act's own words; unread: what
    of the file was not read."""

    text: str
    words: dict[str, str]
    unread: list[str] = field(default_factory=list)


def read_act(data: bytes, name: str, slug: str) -> ActText:
    """Raises Unreadable with what is wrong and what to do."""
    must_be_read_here(data, name)
    text, wrapped, unread = read_numbered(data, name)
    found, _, _, _ = cut(text, wrapped)
    must_be_an_order(found, text, name)
    if slug in slugs() and letters(text) == letters(act_text(slug)):  # cut by a person already
        words = {c.number: "\n".join(p.text for p in pieces) for c, pieces in matched(slug) if pieces}
    else:
        words = {p.number: p.text for p in found}
    return ActText("\n".join(paragraphs(text.split("\n"), wrapped=wrapped)), words, unread)
