"""Names of bodies and regions as acts write them: their case, their capitals, the region they are of."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

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
    """«Министерства имущественных отношений» in the nominative (nomn) or genitive (gent): the words up to the first
    noun, the others as they are. The same name where the dictionary does not help."""
    words = name.split()
    for n, form in enumerate(words):
        readings = analyzer().parse(form.lower())
        reading = next((p for p in readings if {"nomn"} <= set(p.tag.grammemes) or "gent" in p.tag), readings[0])
        if "gent" not in reading.tag or case == "gent":
            reading = next((p for p in readings if "gent" in p.tag), reading) if case == "nomn" else reading
        number = "plur" if "plur" in reading.tag else "sing"
        wanted = {case, number}
        if reading.tag.gender and reading.tag.POS == "ADJF" and number == "sing":
            wanted.add(reading.tag.gender)
        whole = reading.inflect(wanted)
        if whole is None:
            break
        words[n] = whole.word if whole.word != form.lower() else form
        if reading.tag.POS == "NOUN":
            break
    found = " ".join(words)
    return found[:1].upper() + found[1:]
