"""What was typed and chosen in a form that somebody copied into a letter: a browser draws it, no text of the page
has it."""

from __future__ import annotations

import html as entities
import re

_INPUT = re.compile(r"(?i)<input\b([^<>]{0,2000})>")
_SELECT = re.compile(r"(?i)<(/?)select\b[^<>]{0,2000}>")
_OPTION = re.compile(r"(?i)<option\b([^<>]{0,2000})>")
_FIELD = re.compile(r"(?i)</?(?:select|option|textarea)\b[^<>]{0,2000}>")
_SELECTED, _CHECKED = re.compile(r"(?i)\sselected\b"), re.compile(r"(?i)\schecked\b")
_TYPE = re.compile(r"(?i)\stype\s{0,5}=\s{0,5}[\"']?([a-z-]{1,20})")
_VALUE = re.compile(r"(?i)\svalue\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_TYPED = frozenset(
    ["", "text", "email", "tel", "number", "date", "datetime-local", "month", "week", "time", "url", "search"]
)
"""Kinds of fields that hold words; hidden ones, passwords and buttons hold none of the writer's."""
_TICKED = frozenset(["checkbox", "radio"])


def with_filled(page: str) -> str:
    """The page with what stands in its fields as words, a cross in what is ticked, of a list what is chosen."""
    small = page.lower()
    if not any(f"<{field}" in small for field in ("input", "select", "textarea")):
        return page
    return _FIELD.sub(" ", _chosen_alone(_INPUT.sub(_as_words, page)))


def _as_words(tag: re.Match[str]) -> str:
    kind = found[1].lower() if (found := _TYPE.search(tag[1])) else ""
    if kind in _TICKED:
        return " [x] " if _CHECKED.search(tag[1]) else " [ ] "
    value = _VALUE.search(tag[1]) if kind in _TYPED else None
    words = value[value.lastindex or 0] if value else ""
    return f" {entities.escape(entities.unescape(words), quote=False)} " if words.strip() else tag[0]


def _chosen_alone(page: str) -> str:
    kept: list[str] = []
    at, begun = 0, -1
    for tag in _SELECT.finditer(page):
        if not tag[1]:
            begun = tag.end()
        elif begun >= 0:
            kept += [page[at:begun], _of_list(page[begun : tag.start()])]
            at, begun = tag.start(), -1
    return "".join([*kept, page[at:]])


def _of_list(options: str) -> str:
    """The options that are chosen; all of them where the page does not say which."""
    starts = list(_OPTION.finditer(options))
    ends = [m.start() for m in starts[1:]] + [len(options)]
    chosen = [options[m.start() : end] for m, end in zip(starts, ends, strict=True) if _SELECTED.search(m[1])]
    return " ".join(chosen) if chosen else options
