"""A postal address as people write it, split as envelopes want it: street, house and flat; the town; the district; the
region; the country; the index last (правила почтовой связи, приказ Минцифры 382). What is not sure is not split."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from priemnaya.bounded.data import yaml_of
from priemnaya.plain.words import fold, word

LONGEST = 300
DIGITS = "0123456789"
NUMBERED = ("house", "building", "flat", "entrance", "box")
BEHIND = ("region", "district", "settlement", "town", "street")
"""Parts whose word may stand behind the name: «Увинский район», «Ижевск г»."""
_NUMBER = re.compile(
    r"№?\s?\d{1,4}\s?(?:[-–]?[\"«']?[А-Яа-яЁё][\"»']?(?:\s?[/–-]\s?\d{1,4})?|[кКсС]\s?\d{1,3}|[/–-]\s?\d{1,4}\s?[А-Яа-я]?)?|[\"«']?[А-ЯЁ][\"»']?"
)
_NAME = re.compile(r"[«\"]?[А-ЯЁ\d][\w\s.()«»\"'’№/–—-]*")
_TAIL = re.compile(r"(?P<named>.+?\D)\s(?P<house>\d{1,4}[а-яА-Я]?(?:\s?[/–-]\s?\d{1,4}|[кК]\d{1,3})?)")
_OF_WHOM = re.compile(
    r"(?:(?:им\.?|имени|реки|р\.|канала|кан\.|протоки|генерала|маршала|академика|героя|героев)\s?)+(?=[А-ЯЁ])"
)
_MARKS = (
    r"г|с|п|пос|пгт|ул|пер|пр-т|просп|пр-кт|бул|б-р|наб|пл|мкр|д|дом|кв|корп|к|стр|лит|литер|оф|пом|помещ|под|эт|обл|р-н|уч"
    r"|каб|зд|влд|вл|комн"
)
_LEFT_OUT = re.compile(
    r"(?<!рабочий)(?<![гм]\.о\.)(?<!городской округ)(?<!муниципальный округ)\s"
    rf"(?=(?:{_MARKS})\.\s?[А-ЯЁ\d«\"]"
    rf"|(?:ул|улица)\s(?:[А-ЯЁ]|\d{{1,3}}(?:-?[а-я]{{1,2}})?\s[А-ЯЁа-яё]{{3}})"
    r"|(?:дом|кв|корп|квартира)\s[А-ЯЁ\d]|(?:д|к|стр|пом|уч|помещ|каб|зд|влд|вл|бокс)\s\d"
    r"|(?:корпус|строение|офис|комната|подъезд|этаж|участок)\s\d|а/я\s\d"
    r"|(?:город|пос[её]лок|пос|пгт|село|деревня|станица|хутор|аул|проспект|переулок|бульвар|проезд)\s[А-ЯЁ]"
    r"|(?:г|лит|литера?)\s[А-ЯЁ])|\s(?=\d{6}$)"
)
_SHORT_REGIONS = "УР|ЧР|РТ|РБ|РД|КБР|КЧР|НСО|Удмуртия|Татарстан|Башкортостан|Чечня"
_OF_REGION = re.compile(r"(?<=[аиыо][яй])\s(республика|респ\.?|область|обл\.?|край|район|р-н)\s(?=\S)", re.IGNORECASE)
"""«Удмуртская Республика Увинский район …» without commas."""
_STOREY = re.compile(r"(?i)\d{1,2}(?:-?[йы]й?)? (?:этаж|подъезд)")
_QUARTER = re.compile(r"(?i)(?:.*\s)?(?:микрорайон|мкрн?|м-н|квартал|кв-л|городок)(?:[.\s].*)?")
"""A part of a town that has streets of its own: «мкр. Металлург, ул. Барышникова»."""
_WITH_A_SPACE = re.compile(r"^(\d{3})[ ](\d{3})(?=[,\s]+[^\d\s])")
_STREET = re.compile(
    r"(?:\d{1,3} (?:лет |[гГ]ода )?|(?:[А-ЯЁ]\. ?){1,2})?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)?(?: [А-ЯЁ][а-яё]+){0,2}"
)
_OF_SOMEBODY = re.compile(r"(?:[аяыи]|[ое]го|[ое]й|[оеё]в)$")
"""How a word in the genitive ends that the dictionary does not know: «Холмогорова»."""
_UNIT = re.compile(
    r"(?i)(?:в/ч|в\.ч\.|войсковая часть|воинская часть)\s?№?\s?\d{4,6}(?:-?[а-яё])?"
    r"|(?:(?:ф[бк][а-яё]{1,3} )?(?:сизо|лиу|лпу|ткп)[ -]?№?\s?|ф[бк][а-яё]{1,3} (?:ик|кп|из)[ -]?№?\s?"
    r"|(?:ик|кп|из)(?:-| ?№ ?)|(?-i:ИК) )\d{1,3}(?:/\d{1,2})?(?: [угф]{0,2}фсин(?: [\w -]{3,60})?)?"
    r"|(?:ик|кп|из) ?\d{1,3}(?:/\d{1,2})? [угф]{0,2}фсин(?: [\w -]{3,60})?"
    r"|(?:опс|о/с|(?:почтовое )?отделение(?: (?:почтовой )?связи| почты)?|(?:глав)?почтамт)(?:\s?№?\s?\d{1,6})?"
    r"|(?:общежитие|общеж\.?|общ\.)(?:\s?№?\s?\d{1,3}[а-я]?)?(?: [«\"][^«»\"]{2,40}[»\"])?"
)
"""A place of many people, by its number: soldiers, prisoners, students. «из 12», «кп 12», «тк 5» may be anything else:
they are places where a sign, the body or its service stands beside them."""
_PHONE = re.compile(r"(?i)(?:тел(?:ефон)?|т|моб|сот)\.?\s?:?\s?[+\d][\d\s()+-]{4,18}")
_HOUSE = re.compile(r"(?:(?:д|дом)\.? ?)?\d{1,4}[а-яА-Я]?(?:\s?[/–-]\s?\d{1,4}|[кК]\d{1,3})?")
_UNNAMED = "\0"
"""Marks a street whose word was left out."""
_GLUED_BEFORE = re.compile(r"(?i)(?<![^\W_])(д|дом|кв|корп|стр|оф|пом|уч|под|эт)(?=\d)")
_GLUED_BEHIND = re.compile(r"(?i)(?<=\d)(?=(?:кв|корп|стр|оф|под|эт)\.?\s?\d)")
"""«д304кв5», as it is typed on a telephone."""
_IN_BRACKETS = re.compile(r"(?i)\((?=(?:домофон|код|под(?:ъезд)?|эт(?:аж)?)\b)([^()]{1,40})\)")
_OF_DAY = re.compile(
    r"(?i)\d{1,2}(?:-?(?:го|е|ое))? (?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября"
    r"|декабря)"
)
_SMALL_PLACE = re.compile(r"(?i)(?:пос|пос[её]лок|п|пгт|р\.?п|с|село|д|дер|деревня|мкр|микрорайон)\.?\s.+")
_SAID_TO_BE = re.compile(r"(?i)(?<![^\W_])(?:почтовый )?индекс:?\s?(?=\d{6}(?!\d))")
_ISLAND = re.compile(r"\s?(?:В\.\s?О\.?|П\.\s?С\.?)$")
_SMALL = frozenset(["востребования", "лет", "года", "год", "и", "на", "им", "имени"])


@lru_cache(maxsize=1)
def _words() -> dict[str, list[str]]:
    return dict(yaml_of(Path(__file__).with_name("addresses.yaml").read_text(encoding="utf-8")))


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
    entrance: str = ""
    box: str = ""
    unit: str = ""

    def lines(self) -> tuple[str, ...]:
        """As an envelope has them, the index aside."""
        parts = (self.street, self.house, self.building, self.unit, self.entrance, self.flat, self.box)
        where = ", ".join(p for p in parts if p)
        return tuple(p for p in (where, self.town, self.district, self.region, self.country) if p)

    @property
    def leads_somewhere(self) -> bool:
        """Enough for the post: a town, and in it a house, a box or a place by its number; a village has houses without
        a street, Zelenograd has blocks alone. An index is a post office, where letters wait."""
        block = self.building if ", " in self.town else ""
        unit = self.unit if any(c in DIGITS for c in self.unit) else ""
        return bool((self.town and (self.house or self.box or block or unit)) or (self.index and self.box))


PARTS = tuple(f.name for f in fields(PostalAddress))


def split_address(typed: str) -> PostalAddress | None:
    """The parts of an address; None when a piece of it is not understood, is there twice, or something is missing: then
    it stays as it was typed."""
    text = " ".join(typed.split())
    if not text or len(text) > LONGEST:
        return None
    found: dict[str, str] = {}
    for piece in _with_streets(_pieces(text)):
        for name, value in _read(piece, found):
            if name == "building" and _may_be_beside(value, found.get(name, "")):  # «корп. 2, стр. 1»
                value = f"{found.pop(name)}, {value}"
            if name == "entrance" and name in found:  # «подъезд 2, этаж 3»
                value = f"{found.pop(name)}, {value}"
            if name == "street" and "street" in found and _is_quarter_of(found["street"], value):
                value = f"{found.pop(name)}, {value}"
            if name == "settlement":  # «Дубъязское сельское поселение» lies in its district
                name, value = "district", ", ".join(filter(None, [value, found.pop("district", "")]))
            if name == "part of town":
                town = found.pop("town", "")
                name, value = ("town", f"{town}, {value}") if town else ("", value)
            if name == "town" and _is_big(found.get("town", "")) and _SMALL_PLACE.fullmatch(value):
                value = f"{found.pop(name)}, {value}"  # «Москва, пос. Коммунарка»
            if not name or name in found:
                return None
            found[name] = value
    if within := found.pop("within", ""):  # «СНТ «Заря», г. Ижевск», in whatever order
        found["town"] = f"{within}, {found['town']}" if "town" in found else within
    address = PostalAddress(**found)
    return address if address.leads_somewhere else None


def _is_quarter_of(one: str, other: str) -> bool:
    return bool(_QUARTER.fullmatch(one)) != bool(_QUARTER.fullmatch(other))


def _is_big(town: str) -> bool:
    """A city, by its name or its word: places around it belong to it."""
    return town.lower() in _words()["cities"] or bool(re.match(r"(?:г|город|гор)\b", town.lower()))


def lacking_in(typed: str) -> str:
    """What an envelope cannot go without and these words surely do not have: `place` (a town or a village) or `house`
    (of a street, or of a town named alone: a house, a box, «до востребования»); an index leads to a post office, and
    stands for a place. Empty when nobody can say so: a piece that is not understood may be either («дом без номера»,
    «УдГУ»), and in a village people are known by name."""
    found: dict[str, str] = {}
    unknown = []
    for piece in _pieces(typed[:LONGEST]):
        for name, value in _read(piece, found):
            if name:
                found.setdefault(name, value)
            else:
                unknown.append(value)
    named = any(sum(c.isalpha() for c in word) > 2 for value in unknown for word in value.split())
    if not (found.keys() & {"town", "within"} or (len(found) > 1 and "index" in found) or named):
        return "place"
    block = "building" if "part of town" in found else "house"  # «Москва, Зеленоград, корп. 1824»
    led = found.keys() & {"house", "box", "within", "unit", block} or unknown
    return "house" if not led and ("street" in found or _is_town(found)) else ""


def _is_town(found: dict[str, str]) -> bool:
    """Nothing but a town, and that no village."""
    town = re.sub(r"^(?:г\.?|город)\s*", "", found.get("town", ""), flags=re.IGNORECASE)
    return "index" not in found and (town != found.get("town", "") or town.lower() in _words()["cities"])


def _may_be_beside(building: str, known: str) -> bool:
    """A building inside a house may be of two sorts, not two of one sort."""
    sorts = [one[0].lower() for one in (*known.split(", "), building) if one]
    return bool(known) and len(set(sorts)) == len(sorts)


def _pieces(text: str) -> list[str]:
    """Between commas; where people left them out, before the words that begin a part."""
    text = re.sub(r"(?<=\d)\.$", "", text)
    text = _GLUED_BEFORE.sub(r"\1. ", _GLUED_BEHIND.sub(" ", _IN_BRACKETS.sub(r", \1", text)))
    text = _SAID_TO_BE.sub("", _WITH_A_SPACE.sub(r"\1\2", text))
    text = _OF_REGION.sub(r" \1, ", _with_capitals(text) if text.islower() else text)
    text = re.sub(r"^(\d{6})[\s,]+", r"\1, ", text)
    text = re.sub(rf"(^|, )({_SHORT_REGIONS}) (?=[А-ЯЁ])", r"\1\2, ", text)
    cut = (_LEFT_OUT.sub("\n", part.strip()).split("\n") for part in re.split(r"[,;]", text))
    found = [piece.strip() for pieces in cut for piece in pieces if piece.strip()]
    return [piece for piece in found if not _PHONE.fullmatch(piece)]


def _with_streets(pieces: list[str]) -> list[str]:
    """A street without its word: «Ижевск, Карла Маркса, 246», «Ижевск Ленина 5-12». Only a name of capitals between a
    town and the number of a house at the end of its piece or right after it, where no other piece is a street."""
    cut = [part for piece in pieces for part in _town_apart(piece)]
    kinds = [dict(_read(piece, {})) for piece in cut]
    towns = [n for n, kind in enumerate(kinds) if "town" in kind]
    if len(towns) != 1 or any("street" in kind for kind in kinds) or len(cut) <= towns[0] + 1:
        return cut
    at = towns[0] + 1
    tail, numbered = _TAIL.fullmatch(cut[at]), at + 1 < len(cut) and _HOUSE.fullmatch(cut[at + 1])
    bare = tail["named"] if tail else cut[at] if numbered else ""
    if kinds[at].keys() == {""} and _is_street(bare):
        cut[at : at + 1] = [f"{_UNNAMED}{bare}", *([tail["house"]] if tail else [])]
    return cut


def _is_street(bare: str) -> bool:
    """A name that streets bear: of somebody or something («Карла Маркса», «10 лет Октября»), or an adjective of a
    street («Пушкинская»), or one of those known by a name of their own («Арбат»). «Школа», «Дом Правительства»,
    «Иванов Иван», «Южное Бутово» are none."""
    if _named_by_itself(bare) or _OF_DAY.fullmatch(bare):
        return True
    if not _STREET.fullmatch(bare):
        return False
    *first, last = (n.rsplit("-", 1)[-1].lower() for n in re.findall(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)?", bare))
    return _is_of_street(last) and all(_is_of_street(name, first=True) for name in first)


def _named_by_itself(bare: str) -> bool:
    """«Арбат», «Новый Арбат», «Малая Ордынка», «1-я Тверская-Ямская»."""
    name = re.sub(
        r"^(?:\d{1,2}-?(?:я|й|ая|ый) |(?:стар|нов|больш|мал|средн|верхн|нижн)(?:ая|яя|ый|ий|ой) )+", "", bare.lower()
    )
    return name in _words()["streets"]


def _is_of_street(name: str, *, first: bool = False) -> bool:
    """In the genitive, an adjective, or what never changes: a surname («Гюго»), a name before one («Пабло Неруды»)."""
    read = [r for r in word(fold(name)).readings if r.known]
    if not read:
        return bool(_OF_SOMEBODY.search(name))
    unchanged = any(r.has("Fixd", "Surn") or (first and r.has("Fixd", "Name")) for r in read)
    return unchanged or any((r.has("gent") and not r.has("Fixd")) or r.has("ADJF", "femn", "nomn") for r in read)


def _town_apart(piece: str) -> list[str]:
    """«Ижевск Ленина 5-12»: a city whose name says it, then a name with a number."""
    words = piece.split()
    said = 1 if words and words[0].lower().rstrip(".") in ("г", "город") else 0
    for count in (said + 2, said + 1):
        rest = " ".join(words[count:])
        if " ".join(words[said:count]).lower() in _words()["cities"] and _TAIL.fullmatch(rest):
            return [" ".join(words[:count]), rest]
    return [piece]


def _with_capitals(text: str) -> str:
    """What was typed in small letters alone, its names as names are written."""
    marks = {w for name in (*PARTS, "within") for known in _words().get(name, ()) for w in known.split()} | _SMALL
    return re.sub(
        r"[^\W\d_]+(?:[-/.][^\W\d_]+)*", lambda m: m[0] if m[0] in marks or len(m[0]) < 3 else m[0].title(), text
    )


def _read(piece: str, found: dict[str, str]) -> list[tuple[str, str]]:
    """What a piece is, one part or a street with its house; an empty name when nobody can say."""
    if piece.startswith(_UNNAMED):
        return [("street", piece.removeprefix(_UNNAMED))]
    low = re.sub(" [-–—] ", " — ", piece.lower().rstrip("."))
    if re.fullmatch(r"\d{6}", piece):
        return [("index", piece)]
    for name, words in (("country", "country"), ("region", "regions"), ("town", "cities")):
        if low in _words()[words] and not (name == "town" and name in found):
            return [(name, piece)]
    if "town" in found and re.sub(r"^г\. ?", "", low) in _words()["parts_of_towns"]:
        return [("part of town", piece)]
    if _UNIT.fullmatch(piece):
        return [("unit", piece)]
    if _STOREY.fullmatch(piece):
        return [("entrance", piece)]
    if low == "до востребования":
        return [("box", piece)]
    if _NUMBER.fullmatch(piece) and piece[0] in DIGITS and ({"street", "town", "within"} & found.keys()):
        return [("flat" if "house" in found else "house", piece)]  # «ул. Ленина, 5, 12»
    tail = _TAIL.fullmatch(piece)
    if tail and _kind(tail["named"]) == "street":  # «ул. Пушкинская 7»
        return [("street", tail["named"]), ("house", tail["house"])]
    return [(_kind(piece), piece)]


def _kind(piece: str) -> str:
    """By the word at its beginning or at its end: «ул. Садовая», «Увинский район»."""
    piece = _ISLAND.sub("", piece)
    piece = re.sub(r"^([А-Яа-яё]{1,5}\.)(?=[А-ЯЁ\d«])", r"\1 ", piece)
    words = piece.split()
    for count in (3, 2, 1):
        if len(words) <= count:
            continue
        first, last = (" ".join(w).lower().rstrip(".") for w in (words[:count], words[-count:]))
        for name in (*PARTS, "within", "settlement"):
            known = _words().get(name, [])
            behind = words[count:]
            if name == "district" and behind[0] in ("город", "г", "г.") and len(behind) > 1:  # «г.о. город Ижевск»
                behind = behind[1:]
            if first in known and _named(name, " ".join(behind)):
                return name
            rest = " ".join(words[:-count])
            numbered = name == "town" and re.search(r"\d", rest)  # «дом 5 г»
            if last in known and name in BEHIND and _named(name, rest) and not numbered:
                return name
    return ""


def _named(part: str, name: str) -> bool:
    """A house has a number, a town a name: «д. 5» and «д. Пирогово»."""
    if part in NUMBERED:
        return bool(_NUMBER.fullmatch(name))
    if part == "street" and (said := _OF_WHOM.match(name)):
        name = name[said.end() :]
    return bool(_NAME.fullmatch(name)) and (part == "street" or name[0] not in DIGITS)
