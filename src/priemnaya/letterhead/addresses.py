"""A postal address as people write it, split as envelopes want it: street, house and flat; the town; the district; the
region; the country; the index last (правила почтовой связи, приказ Минцифры 382). What is not sure is not split."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import yaml

LONGEST = 300
DIGITS = "0123456789"
NUMBERED = ("house", "building", "flat", "box")
_NUMBER = re.compile(r"№?\s?\d{1,4}\s?(?:[А-Яа-яЁё]|[/–-]\s?\d{1,4}\s?[А-Яа-я]?)?|[А-ЯЁ]")
_NAME = re.compile(r"[«\"]?[А-ЯЁ\d][\w\s.()«»\"'’№/–—-]*")
_TAIL = re.compile(r"(?P<named>.+\D)\s(?P<house>\d{1,4}[а-яА-Я]?(?:\s?[/–-]\s?\d{1,4})?)")
_OF_WHOM = re.compile(
    r"(?:(?:им\.?|имени|реки|р\.|канала|кан\.|протоки|генерала|маршала|академика|героя|героев)\s?)+(?=[А-ЯЁ])"
)
_MARKS = r"г|с|п|пос|пгт|ул|пер|пр-т|просп|пр-кт|бул|б-р|наб|пл|мкр|д|дом|кв|корп|стр|лит|оф|обл|р-н"
_LEFT_OUT = re.compile(
    rf"\s(?=(?:{_MARKS})\.\s?[А-ЯЁ\d«]|(?:ул|дом|кв|корп|улица|квартира)\s[А-ЯЁ\d]|(?:д|стр)\s\d"
    r"|(?:г|лит|литера?)\s[А-ЯЁ])|\s(?=\d{6}$)"
)


@lru_cache(maxsize=1)
def _words() -> dict[str, list[str]]:
    return dict(yaml.safe_load(Path(__file__).with_name("addresses.yaml").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class PostalAddress:
    """An address by its parts, each as it was written."""

    index: str = ""
    country: str = ""
    region: str = ""
    district: str = ""
    town: str = ""
    street: str = ""
    house: str = ""
    building: str = ""
    flat: str = ""
    box: str = ""

    def lines(self) -> tuple[str, ...]:
        """As an envelope has them, the index aside."""
        where = ", ".join(p for p in (self.street, self.house, self.building, self.flat, self.box) if p)
        return tuple(p for p in (where, self.town, self.district, self.region, self.country) if p)

    @property
    def leads_somewhere(self) -> bool:
        """Enough for the post: a town, and in it a house or a box; a village has houses without a street."""
        return bool(self.town and (self.house or self.box))


PARTS = tuple(f.name for f in fields(PostalAddress))


def split_address(typed: str) -> PostalAddress | None:
    """The parts of an address; None when a piece of it is not understood, is there twice, or something is missing: then
    it stays as it was typed."""
    text = " ".join(typed.split())
    if not text or len(text) > LONGEST:
        return None
    found: dict[str, str] = {}
    for piece in _pieces(text):
        for name, value in _read(piece, found):
            if name == "building" and _may_be_beside(value, found.get(name, "")):  # «корп. 2, стр. 1»
                value = f"{found.pop(name)}, {value}"
            if not name or name in found:
                return None
            found[name] = value
    address = PostalAddress(**found)
    return address if address.leads_somewhere else None


def lacking_in(typed: str) -> str:
    """What an envelope cannot go without and these words surely do not have: `place` (a town or a village) or `house`
    (a house, a box, «до востребования»); an index leads to a post office, and stands for either. Empty when nobody can
    say so: a piece that is not understood may be either."""
    found: dict[str, str] = {}
    unknown = []
    for piece in _pieces(typed[:LONGEST]):
        for name, value in _read(piece, found):
            if name:
                found.setdefault(name, value)
            else:
                unknown.append(value)
    named = any(sum(c.isalpha() for c in word) > 2 for value in unknown for word in value.split())
    led = "town" in found or (len(found) > 1 and "index" in found)
    if not (led or named):
        return "place"
    numbered = found.keys() & {"house", "box", "index"} or any(c in DIGITS for value in unknown for c in value)
    return "" if numbered else "house"


def _may_be_beside(building: str, known: str) -> bool:
    """A building inside a house may be of two sorts, not two of one sort."""
    sorts = [one[0].lower() for one in (*known.split(", "), building) if one]
    return bool(known) and len(set(sorts)) == len(sorts)


def _pieces(text: str) -> list[str]:
    """Between commas; where people left them out, before the words that begin a part."""
    text = re.sub(r"(?<=\d)\.$", "", text)
    text = re.sub(r"^(\d{6})[\s,]+", r"\1, ", text)
    cut = (_LEFT_OUT.sub("\n", part.strip()).split("\n") for part in re.split(r"[,;]", text))
    return [piece.strip() for pieces in cut for piece in pieces if piece.strip()]


def _read(piece: str, found: dict[str, str]) -> list[tuple[str, str]]:
    """What a piece is, one part or a street with its house; an empty name when nobody can say."""
    low = piece.lower().rstrip(".")
    if re.fullmatch(r"\d{6}", piece):
        return [("index", piece)]
    for name, words in (("country", "country"), ("region", "regions"), ("town", "cities")):
        if low in _words()[words]:
            return [(name, piece)]
    if low == "до востребования":
        return [("box", piece)]
    if _NUMBER.fullmatch(piece) and piece[0] in DIGITS and ({"street", "town"} & found.keys()):
        return [("house", piece)]
    tail = _TAIL.fullmatch(piece)
    if tail and _kind(tail["named"]) == "street":  # «ул. Пушкинская 7»
        return [("street", tail["named"]), ("house", tail["house"])]
    return [(_kind(piece), piece)]


def _kind(piece: str) -> str:
    """By the word at its beginning or at its end: «ул. Садовая», «Увинский район»."""
    piece = re.sub(r"^([А-Яа-яё]{1,5}\.)(?=[А-ЯЁ\d«])", r"\1 ", piece)
    words = piece.split()
    for count in (3, 2, 1):
        if len(words) <= count:
            continue
        first, last = (" ".join(w).lower().rstrip(".") for w in (words[:count], words[-count:]))
        for name in PARTS:
            known = _words().get(name, [])
            if first in known and _named(name, " ".join(words[count:])):
                return name
            if last in known and name in ("region", "district", "street") and _named(name, " ".join(words[:-count])):
                return name
    return ""


def _named(part: str, name: str) -> bool:
    """A house has a number, a town a name: «д. 5» and «д. Пирогово»."""
    if part in NUMBERED:
        return bool(_NUMBER.fullmatch(name))
    if part == "street" and (said := _OF_WHOM.match(name)):
        name = name[said.end() :]
    return bool(_NAME.fullmatch(name)) and (part == "street" or name[0] not in DIGITS)
