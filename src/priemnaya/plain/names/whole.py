"""A whole name in another case, part by part; all of it or nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from ..words import fold, word
from . import family, given
from .endings import Case, Form, Gender
from .firms import is_firm, is_office
from .known import genders_of, is_one_of, told_by
from .order import Parts, parts_of, tidy

_SPLIT = re.compile(r"([\s-]+)")
_INITIAL = re.compile(r"[А-ЯЁ]\.?(?:\s*-?[А-ЯЁ]\.?)*")
_MASC = re.compile(r"(?:[оеё]в|[иы]н|[сц]к(?:ий|ой)|[вн]ый)$")
_FEMN = re.compile(r"(?:[оеё]ва|[иы]на|[сц]кая|[вн]ая)$")
_COMMA = re.compile(r"^([^\W\d_]+(?:-[^\W\d_]+)?) ?, ?(?=([^\W\d_]+\.?))")
LONGEST = 240
"""A longer line is no name."""


def declined(full: str, case: Case) -> str | None:
    """A name as it was written, in whatever order, in another case; None when it is no person's or nothing is sure."""
    if len(full) > LONGEST:
        return None
    full = _COMMA.sub(_without_comma, tidy(full))
    if not full or re.search(r"[\dA-Za-z«»\"()№@/]", full) or is_firm(full):
        return None
    shaped = re.sub(r"\.(?=\S)", ". ", as_names_are(full))
    parts = parts_of(shaped)
    whole = " ".join(getattr(parts, field) for field in parts.order)
    if whole != shaped or len(parts.order) < 2 or (not parts.patronymic and is_office(full)):
        return None
    return _declined(parts, case) if parts.sure else _either_way(parts, case)


def _either_way(parts: Parts, case: Case) -> str | None:
    """«Муса Джалиль»: either word may be the first name, and it makes no difference."""
    if len(parts.order) != 2 or not (genders_of(parts.surname) and genders_of(parts.name)):
        return None
    other = replace(parts, surname=parts.name, name=parts.surname, order=parts.order[::-1], sure=True)
    ways = {_declined(replace(parts, sure=True), case), _declined(other, case)}
    return ways.pop() if len(ways) == 1 else None


def _without_comma(found: re.Match[str]) -> str:
    """«Иванов, Иван Иванович» as lists have it; «Ижевск, Иван Иванович» is no one name."""
    surname, name = found[1], found[2].rstrip(".")
    if (
        family.is_surname(surname.rsplit("-", 1)[-1])
        and not genders_of(surname)
        and (genders_of(name) or len(name) == 1)
    ):
        return f"{surname} "
    return found[0]


def _is_no_name(parts: Parts) -> bool:
    """A profession, a kinship or a firm's word stands in the line; or, where no patronymic tells a person, it may be
    a sign over a door: «Светлана Плюс», «Белая Лилия»."""
    whole = " ".join((parts.surname, parts.name, parts.patronymic))
    if any(is_one_of("no_names", w.strip(".")) for w in _words(whole)):
        return True
    if parts.patronymic or not parts.name or _INITIAL.fullmatch(parts.name):
        return False
    return _is_word(parts.name) or _is_sign(parts)


def _is_swapped(parts: Parts) -> bool:
    """«Анна» where a surname goes and «Петрова» where a name does."""
    return bool(genders_of(parts.surname)) and not genders_of(parts.name) and family.is_surname(parts.name)


def _is_sign(parts: Parts) -> bool:
    if is_one_of("noun_surnames", parts.surname) and genders_of(parts.name):
        return False
    read = [r for r in word(fold(parts.surname)).readings if r.known]
    if any("Surn" in r.grammemes for r in read):
        return False
    name = (r for r in word(fold(parts.name)).readings if r.known and r.has("NOUN", "nomn", "inan"))
    adjective = any(r.has("ADJF", "nomn") and not r.has("Poss") for r in read)
    return any(r.has("NOUN", "nomn", "inan") for r in read) or (adjective and any(name))


def _is_word(name: str) -> bool:
    """A common word of the dictionary that is nobody's first name: «Отдел кадров»."""
    read = word(fold(name))
    return read.known and not genders_of(name) and not read.can_be("Name") and not read.can_be("Surn")


def declined_parts(surname: str, name: str, patronymic: str, case: Case, gender: Gender | None = None) -> str | None:
    """The same of a name whose parts are known, surname first; gender: where it is known otherwise."""
    if any(len(part) > LONGEST for part in (surname, name, patronymic)):
        return None
    shaped = [as_names_are(tidy(part)) for part in (surname, name, patronymic)]
    if any(re.search(r"[\dA-Za-z«»\"()№@/]", part) for part in shaped):
        return None
    order = tuple(f for f, part in zip(("surname", "name", "patronymic"), shaped, strict=True) if part)
    parts = Parts(shaped[0], shaped[1], shaped[2], order, True)
    return _declined(parts, case, gender) if order and not is_firm(surname) else None


@lru_cache(maxsize=4_096)
def _declined(parts: Parts, case: Case, gender: Gender | None = None) -> str | None:
    if _is_no_name(parts) or _is_swapped(parts):
        return None
    found = gender or _told(parts)
    if found == "both":
        return None
    if found:
        return _of(parts, found, case)
    ways = {_of(parts, "masc", case), _of(parts, "femn", case)}
    return ways.pop() if len(ways) == 1 else None


def _of(parts: Parts, gender: Gender, case: Case) -> str | None:
    makers = {"surname": family.surname, "name": _first, "patronymic": _patronymic}
    made = []
    for field in parts.order:
        text = getattr(parts, field)
        if not all(_words(text)):  # a hyphen at an end
            return None
        forms = makers[field](text, gender)
        if forms is None or any(case in form.doubted for form in forms):
            return None
        if case == "ablt" and field == "surname" and any(f.row == "ов" for f in forms) and _is_foreign(parts):
            return None  # «Чаплин Чарльз», by whom: «Чаплином»
        made.append(_put(text, forms, case))
    return " ".join(made)


def _is_foreign(parts: Parts) -> bool:
    """Of a man without a patronymic, whose first name is a foreigner's or is not known at all."""
    if parts.patronymic or not parts.name or _INITIAL.fullmatch(parts.name):
        return False
    return any(told_by(w) != "masc" or is_one_of("western", w) for w in _words(parts.name))


def _first(text: str, gender: Gender) -> list[Form] | None:
    return [Form(w) for w in _words(text)] if _INITIAL.fullmatch(text) else given.first_name(text, gender)


def _patronymic(text: str, gender: Gender) -> list[Form] | None:
    return [Form(w) for w in _words(text)] if _INITIAL.fullmatch(text) else given.patronymic(text, gender)


def _words(text: str) -> list[str]:
    return _SPLIT.split(text)[::2]


def _put(text: str, forms: list[Form], case: Case) -> str:
    """Each part in the case, what stood between them as it stood."""
    pieces = _SPLIT.split(text)
    pieces[::2] = [form.in_case(case) for form in forms]
    return "".join(pieces)


def as_names_are(text: str) -> str:
    """«ИВАНОВ», «иванов» -> «Иванов»; what is written in both sorts of letters stays as it is."""
    return _SPLIT.sub(r"\1", "".join(_shaped(piece, text) for piece in _SPLIT.split(text)))


def _shaped(piece: str, text: str) -> str:
    if not piece.strip(" -") or (piece.islower() and not text.islower()):
        return piece
    low = piece.lower()
    if low in ("оглы", "кызы", "улы", "гызы", "кзы", "уулу", "оглу", "углы"):
        return low
    if piece.isupper() and len(piece.rstrip(".")) > 1 and "." not in piece[:-1]:
        if is_one_of("particles", low) and not text.strip().startswith(piece):
            return low
        return re.sub(r"(^|['’ʼ`‘](?=[а-яё]{3}))([а-яё])", lambda m: m[1] + m[2].upper(), low)
    return low[:1].upper() + low[1:] if piece.islower() else piece


def _told(parts: Parts) -> Gender | Literal["both"] | None:
    """By patronymic, surname and first name together; «both» where they say different things; None when none tells."""
    by_patronymic = given.patronymic_gender(parts.patronymic) if parts.patronymic else None
    by_surname = _by_surname(parts.surname)
    if by_patronymic and by_patronymic == by_surname:
        return by_patronymic
    said = {g for g in (by_patronymic, by_surname, _by_name(parts.name)) if g}
    return said.pop() if len(said) == 1 else "both" if said else None


def _by_surname(surname: str) -> Gender | None:
    """By the endings that only one of them has."""
    low = re.split(r"[\s-]", surname.lower())[-1] if surname else ""
    if _MASC.search(low) and len(low) > 4:
        return "masc"
    return "femn" if _FEMN.search(low) and len(low) > 4 and not _common(low) else None


def _common(low: str) -> bool:
    return any(r.known and r.has("NOUN", "nomn") and "Surn" not in r.grammemes for r in word(low).readings)


def _by_name(name: str) -> Gender | None:
    """By the lists and the dictionary, when they know the name as of one gender only."""
    return told_by(re.split(r"[\s-]", name)[-1]) if name else None


def gender_by(surname: str, name: str, patronymic: str) -> Gender | None:
    """Of a person whose parts are known: what all that tells agrees on."""
    found = _told(Parts(as_names_are(surname), as_names_are(name), as_names_are(patronymic)))
    return None if found == "both" else found
