"""What was typed and chosen in a form that somebody copied into a letter: a browser draws it, no text of the page
has it."""

from __future__ import annotations

import html as entities
import re

_QUOTED = r"\"[^\"]{0,2000}\"|'[^']{0,2000}'"
_INPUT = re.compile(rf"(?i)<input\b((?:[^<>\"']|{_QUOTED}){{0,400}})>")
_SELECT = re.compile(r"(?i)<(/?)select\b[^<>]{0,2000}>")
_OPTION = re.compile(r"(?i)<option\b([^<>]{0,2000})>")
_FIELD = re.compile(r"(?i)</?(?:select|option|textarea)\b[^<>]{0,2000}>")
_ATTRIBUTE = re.compile(rf"(?<![^\s\"'])([a-zA-Z-]{{1,30}})(?:\s{{0,5}}=\s{{0,5}}({_QUOTED}|[^\s\"'<>]{{1,2000}}))?")
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


def _attributes(tag: str) -> dict[str, str]:
    """By their names; what stands in quotes is no name."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(tag):
        found.setdefault(name.lower(), value[1:-1] if value[:1] in ("'", '"') else value)
    return found


def _as_words(tag: re.Match[str]) -> str:
    told = _attributes(tag[1])
    kind = told.get("type", "").lower()
    if kind in _TICKED:
        return " [x] " if "checked" in told else " [ ] "
    words = told.get("value", "") if kind in _TYPED else ""
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
    chosen = [options[m.start() : end] for m, end in zip(starts, ends, strict=True) if "selected" in _attributes(m[1])]
    return " ".join(chosen) if chosen else options
