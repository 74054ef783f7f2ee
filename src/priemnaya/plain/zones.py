"""The scope layer: which part of a letter a character belongs to. It comes before any rule.

Use and mention differ: a forbidden phrase inside quotation marks, the wording of an act, a letterhead in capitals are
not the writer's own words. Zones may overlap (a quotation inside a citation).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from .citations import Citation
from .words import word

ZoneKind = Literal[
    "letterhead", "greeting", "quotation", "citation", "signature", "attachment", "address", "heading", "name"
]


@dataclass(frozen=True, slots=True, order=True)
class Zone:
    """Characters [start, end) of one kind."""

    start: int
    end: int
    kind: ZoneKind


_QUOTES = re.compile(r"«(?:[^«»\n]|«[^«»\n]{0,300}»){1,1500}»|„[^“”\n]{1,600}[“”]|“[^”\n]{1,600}”|\"[^\"\n]{1,600}\"")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+|\+?\d[\d ()–-]{6,17}\d")
_SIGNATURE = re.compile(
    r"^[ \t]*(?:С уважением|С наилучшими пожеланиями|Искренне ваш\w*|Подпись|Исполнитель|Исп\.)(?![а-яё]).*",
    re.MULTILINE | re.IGNORECASE | re.DOTALL,
)
_ATTACHMENT = re.compile(r"^[ \t]*(?:Приложени[ея]|Примечани[ея])\s*:.*", re.MULTILINE | re.DOTALL)
_GREETING = re.compile(
    r"\A\s*(?:[а-яё]+\s+[а-яё]+,\s+)?(?:здравствуйте|уважаем(?:ый|ая|ые|ое)|привет(?:ик)?|добрый\s+(?:день|вечер)|доброе\s+утро|приветствуем)[^\n!.]{0,80}[!.,\n]",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^[ \t]*(?:#+[ \t]+)?[^\n]{1,90}[^\s.;,:!?…][ \t]*$", re.MULTILINE)
_NAME_HEAD = re.compile(
    r"\b(?:Министерств|Комитет|Государственн\w+ инспекци|Инспекци|Управлени|Департамент|Администраци|Федеральн\w+"
    r" служб|Правительств|Фонд|Агентств)\w*"
)
_NEXT_WORD = re.compile(r"\s{1,20}([А-Яа-яЁё-]{1,99})")
_CAPS_LINE = re.compile(r"^[^а-яё\n]*[А-ЯЁ]{2}[^а-яё\n]*$", re.MULTILINE)


def zones_of(text: str, citations: Iterable[Citation]) -> list[Zone]:
    """Every zone of a text, by start."""
    return sorted(
        {*_patterned(text), *_tail(text), *_head(text), *(Zone(c.start, c.end, "citation") for c in citations)}
    )


def _patterned(text: str) -> Iterator[Zone]:
    for kind, pattern in (("quotation", _QUOTES), ("address", _ADDRESS)):
        for match in pattern.finditer(text):
            yield Zone(match.start(), match.end(), kind)  # type: ignore[arg-type]
    for match in _HEADING.finditer(text):
        nextline = text[match.end() : match.end() + 1]
        if nextline and len(match[0].split()) <= 9 and text[: match.start()].strip():
            yield Zone(match.start(), match.end(), "heading")
    for match in _NAME_HEAD.finditer(text):
        if (end := _name_end(text, match.end())) > match.end():
            yield Zone(match.start(), end, "name")


def _name_end(text: str, at: int) -> int:
    """A body's name runs over genitives («имущественных отношений»), «по» with its dative, and «и» between them."""
    end, case = at, "gent"
    while (match := _NEXT_WORD.match(text, at)) is not None:
        form = match[1].lower()
        if form in ("по", "и", "об", "при", "с"):
            case = {"по": "datv", "об": "loct", "при": "loct", "с": "ablt"}.get(form, case)
        else:
            found = word(form)
            if not any(
                r.grammemes & {"NOUN", "ADJF"} and r.grammemes & {case, "gent", "datv"} for r in found.readings
            ) or found.likely("VERB"):
                break
            if not match[1][0].isupper() and not found.can_be(case) and not found.can_be("gent"):
                break
            end = match.end()
        at = match.end()
    return end


def _tail(text: str) -> Iterator[Zone]:
    """The signature begins in the second half of the letter and runs to the attachments; those run to the end."""
    end = len(text)
    for match in _ATTACHMENT.finditer(text):
        yield Zone(match.start(), end, "attachment")
        end = match.start()
        break
    for match in _SIGNATURE.finditer(text):
        if match.start() * 3 > len(text) or match.start() > 200:
            yield Zone(match.start(), min(match.end(), end), "signature")
            break


def _head(text: str) -> Iterator[Zone]:
    """A greeting, and lines in capitals before the body."""
    if match := _GREETING.match(text):
        yield Zone(match.start(), match.end(), "greeting")
    for match in _CAPS_LINE.finditer(text):
        if len(match[0].split()) >= 2 and not re.search(r"[.!?]\s*$", match[0]):
            yield Zone(match.start(), match.end(), "letterhead")
