"""By which name a letter greets: the first name and patronymic where they surely are a person's, else nobody's."""

from __future__ import annotations

import re

from ..words import fold, word
from .family import is_surname
from .firms import is_firm, is_name_of_firm, is_office
from .known import genders_of, is_one_of
from .order import is_patronymic
from .whole import as_names_are

_NAME = re.compile(r"(?!.{61})[^\W\d_]{2,}(?:[ '’ʼ‑-][^\W\d_]+)*")
LONGEST = 80
_LATIN = re.compile(r"[A-Za-z]")


def greeted_by(name: str, patronymic: str) -> str:
    """«Анна Петровна», «Гульнара»; empty for a program's, a service's or nobody's («User», «Госуслуги», «Аноним»), for
    initials, for what holds other signs than letters, and where the word is a surname."""
    if len(name) > LONGEST or len(patronymic) > LONGEST:
        return ""
    name, patronymic = (as_names_are(" ".join(part.split())) for part in (name, patronymic))
    patronymic = patronymic if _NAME.fullmatch(patronymic) and not _LATIN.search(patronymic) else ""
    whole = f"{name} {patronymic}".strip()
    if not _NAME.fullmatch(name) or _LATIN.search(name):
        return ""
    if is_firm(whole) or is_office(whole) or is_name_of_firm(whole):
        return ""
    if patronymic and not is_patronymic(patronymic):
        return whole if _is_first(name) and not _is_nobody(patronymic) else ""
    return whole if patronymic or _is_first(name) else ""


def _is_first(name: str) -> bool:
    """Each of its words is a first name, or a word that is nothing else."""
    words = re.split(r"[\s-]+", name)
    if any(map(_is_nobody, words)):
        return False
    known = [bool(genders_of(w)) for w in words]
    return all(known) or any(known) or not any(map(is_surname, words))


def _is_nobody(form: str) -> bool:
    if is_one_of("nobody", form) or is_one_of("no_names", form):
        return True
    read = [r.grammemes for r in word(fold(form)).readings if r.known]
    if not read or genders_of(form):
        return False
    return not any({"Name", "Surn", "Patr"} & tags for tags in read)
