"""Names of bodies and regions as acts write them: their case, their capitals, the region they are of."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from priemnaya.plain.words import analyzer


@lru_cache(maxsize=1)
def _regions() -> list[tuple[re.Pattern[str], str, str]]:
    rows = (Path(__file__).parent / "regions.tsv").read_text(encoding="utf-8").splitlines()
    return [(re.compile(rf"\b(?:{p})", re.IGNORECASE), code, zone) for p, code, zone in (r.split("\t") for r in rows)]


def region_in(text: str) -> tuple[str, str]:
    """(code, zone) of the region that a text names first; empty when it names none."""
    met = [(m.start(), code, zone) for pattern, code, zone in _regions() if (m := pattern.search(text))]
    return min(met)[1:] if met else ("", "")


def cased(name: str) -> str:
    """A name in capitals as it is written in a text: «Департамент … Тюменской области»."""
    if not name.isupper():
        return name
    name = name.lower().replace("республик", "Республик").replace("федераци", "Федераци").replace("росси", "Росси")
    for pattern, _, _ in _regions():
        name = pattern.sub(lambda met: met[0][:1].upper() + met[0][1:], name)
    return name[:1].upper() + name[1:]


def in_case(name: str, case: str) -> str:
    """«Министерства имущественных отношений» in the nominative (nomn) or genitive (gent): the first noun and what
    agrees with it before it, the others as they are. The same name where the dictionary does not help."""
    words = name.split()
    head = next((n for n, form in enumerate(words) if _reading(form, "NOUN") and not _agrees(words, n)), None)
    noun = _reading(words[head], "NOUN") if head is not None else None
    if head is None or noun is None:
        return name[:1].upper() + name[1:]
    for n, form in enumerate(words[: head + 1]):
        reading = noun if n == head else _reading(form, "ADJF") or _reading(form, "PRTF")
        if reading is None:  # an abbreviation or a name among them
            continue
        number = "plur" if "plur" in noun.tag else "sing"
        wanted = {case, number} | ({noun.tag.gender} if n != head and number == "sing" and noun.tag.gender else set())
        if (whole := reading.inflect(wanted)) is not None:
            word = whole.word[:1].upper() + whole.word[1:] if form[:1].isupper() else whole.word
            words[n] = word if whole.word != form.lower() else form
    found = " ".join(words)
    return found[:1].upper() + found[1:]


def _agrees(words: list[str], n: int) -> bool:
    """An adjective that may be read as a noun («главного управления») is none where a noun of its case follows."""
    following = words[n + 1] if n + 1 < len(words) else ""
    return bool(_reading(words[n], "ADJF") and (_reading(following, "NOUN") or _reading(following, "ADJF")))


def _reading(form: str, part: str) -> Any:
    """How a word is read as that part of speech in the genitive, else in the nominative: acts name bodies by either."""
    readings = [p for p in analyzer().parse(form.lower()) if part == p.tag.POS] if form else []
    sure = [p for p in readings if "gent" in p.tag and "sing" in p.tag] or [p for p in readings if "nomn" in p.tag]
    return next(iter(sure or [p for p in readings if "gent" in p.tag]), None)
