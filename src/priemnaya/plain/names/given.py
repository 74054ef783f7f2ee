"""First names and patronymics put in a case. None: unsure, and then nobody guesses."""

from __future__ import annotations

import re
from dataclasses import replace

from ..words import analyzer, fold
from .doubts import by_stress
from .endings import VOWELS, Case, Form, Gender, cut, of_a, of_consonant, of_soft
from .known import is_one_of

_TURKIC_SOFT = re.compile(r"(?:[гкқ][уюү]ль|кыль)$")
_VOWEL_A = re.compile(r"[аеёиоуыэюя]а$")
_SMALL = re.compile(r"(?:ёк|[чшжн]ок|ушек|юшек)$")
_LETTERS = re.compile(r"[а-яёіїєґўқғңәіөүұһәӧӟӝӥӵ'’ʼ`‘]{2,}")
_CHILD = re.compile(r"(?:оглы|оглу|углы)")
_DAUGHTER = re.compile(r"(?:кызы|гызы|кзы)")
_BORNE = re.compile(rf"(?i)(.+)-({_CHILD.pattern}|{_DAUGHTER.pattern})")
_JOINED = re.compile(r"[а-яёқғәіңүұөһ]{3,40}(?:улы|ұлы|оглы|кызы|гызы|қызы)")
_DATIVES: frozenset[Case] = frozenset({"datv", "loct"})
_LOST = {"павел": "павл", "лев": "льв", "петр": "петр"}


def first_name(name: str, gender: Gender) -> list[Form] | None:
    """A first name of one word or more, written apart or with a hyphen: the form of each part, in order."""
    parts = re.split(r"[\s-]+", name)
    if len(parts) == 1:
        one = _one(name, gender)
        return [one] if one else None
    if len(parts) > 3:
        return None
    last = _one(parts[-1], gender)
    rest = [_leading(part, gender) for part in parts[:-1]]
    return [*(r for r in rest if r), last] if last and all(rest) else None


def _leading(part: str, gender: Gender) -> Form | None:
    """The first part of a double name: unchanged by a list, else a woman's name that the dictionary knows, else one of
    the few men's that decline («Амет-Хан» does not)."""
    if is_one_of("first_part_same", part):
        return Form(part)
    declines = _of_dictionary(part, gender) if gender == "femn" else is_one_of("first_part_masc", part)
    return _one(part, gender) if declines else None


def _one(name: str, gender: Gender) -> Form | None:
    """By the ending; where the dictionary knows the name and declines it otherwise, nobody is right for sure."""
    low = name.lower()
    if not _LETTERS.fullmatch(low) or is_one_of("in_doubt", low) or _CHILD.fullmatch(low) or _DAUGHTER.fullmatch(low):
        return None
    form = _man(name, low) if gender == "masc" else _woman(name, low)
    known = _of_dictionary(low, gender)
    told = is_one_of("ia_stressed", low)  # the dictionary has «Альфии», for it knows no stress
    agreed = form and (not known or form.doubted or told or fold(form.in_case("datv")) in known)
    return by_stress(form, low) if form and agreed else None


def _of_dictionary(name: str, gender: Gender) -> set[str]:
    """The datives of a first name that the dictionary knows, ё as е."""
    found = set()
    for parse in analyzer().parse(name.lower()):
        if parse.is_known and {"Name", gender, "nomn", "sing"} <= parse.tag.grammemes:
            form = parse.inflect({"datv", "sing"})
            found |= {fold(str(form.word))} if form else set()
    return found


def _man(name: str, low: str) -> Form | None:
    if stem := _LOST.get(fold(low)):
        return Form(name[0] + stem[1:], "consonant")
    if low.endswith(("й", "ь")):
        return of_soft(name)
    if low.endswith("я"):
        return of_a(name) if is_one_of("ja_masc", low) else None
    if low.endswith("а"):
        return None if _VOWEL_A.search(low) else of_a(name)
    if low[-1] in VOWELS:
        return None if is_one_of("o_in_doubt", low) else Form(name)
    return None if _SMALL.search(low) else of_consonant(name)


def _woman(name: str, low: str) -> Form | None:
    if low.endswith("ия"):
        if is_one_of("ia_stressed", low):
            return cut(name, 1, "я")
        return replace(of_a(name), doubted=_DATIVES) if is_one_of("ia_in_doubt", low) else of_a(name)
    if low.endswith("а"):
        return None if _VOWEL_A.search(low) else of_a(name)
    if low.endswith("я"):
        return of_a(name)
    if low.endswith("ь"):
        if is_one_of("soft_femn_declined", low):
            return cut(name, 1, "fь")
        return Form(name) if _TURKIC_SOFT.search(low) or is_one_of("soft_femn_same", low) else None
    return Form(name)


def patronymic_gender(patronymic: str) -> Gender | None:
    """«…ич», «… оглы»: a man; «…на», «… кызы»: a woman."""
    low = patronymic.lower()
    if re.search(r"(?:[иы]ч|оглы|оглу|углы|улы|ұлы|уулу)$", low):
        return "masc"
    return "femn" if re.search(r"(?:на|кызы|гызы|кзы|қызы)$", low) else None


def patronymic(text: str, gender: Gender) -> list[Form] | None:
    """A patronymic, with or without оглы or кызы: «Рашиду оглы», «Самед кызы»."""
    words = re.split(r"\s+", text)
    if len(words) == 1 and (apart := _BORNE.fullmatch(text)):
        words = [apart[1], apart[2]]  # «Гасан-оглы»
    low = words[-1].lower()
    if len(words) == 2:
        if gender == "femn" and _DAUGHTER.fullmatch(low):
            return [Form(words[0]), Form(low)]
        father = _one(words[0], "masc") if gender == "masc" and _CHILD.fullmatch(low) else None
        return [father, Form(low)] if father else None
    if len(words) != 1:
        return None
    if _JOINED.fullmatch(low):
        return [Form(text)]
    if "-" in text:
        first, last = text.rsplit("-", 1)
        if is_one_of("first_part_same", first):
            behind = patronymic(last, gender)
            return [Form(first), *behind] if behind else None
        halves = [patronymic(half, gender) for half in (first, last)]
        return [f for half in halves if half for f in half] if all(halves) else None
    if gender == "masc" and low.endswith(("ич", "ыч")) and len(low) > 3:
        return [by_stress(of_consonant(text), low)]
    if gender == "femn" and re.search(r"(?:вна|чна|шна)$", low) and len(low) > 4:
        return [of_a(text)]
    return None
