"""What a clause says itself, part by part: «передают за 30 минут, а отвечают за сутки» is two rules, and no number goes
to the measure of its neighbour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .borrowing import places_for
from .examples import Values
from .subjects import named
from .taking import Taken

LIMIT, WITHIN, POINT, BY_HAND = "limit", "within", "point_serves", "by_hand"
_CUTS = {
    LIMIT: re.compile(
        r"(?<=[;.])\s|,\s(?=(?:но\s|а\s|и\s)?(?:[а-яё]+\s){0,2}не\s(?:более|больше|менее|меньше|чаще|свыше|превыш|дольше))"
    ),
    WITHIN: re.compile(r"(?<=[;.])\s|,\s(?:а|и)\s|,\s(?=(?:по|на|при)\s[а-яё]+\s[–—-]\s)"),
}
_REASON = re.compile(
    r"(?:кроме|за\sисключением)[^.;]{0,40}(?:случа|если|когда)[^.;]{0,60}(?:обоснов|причин|почему|записа)"
    r"|если\sне\s(?:записан|указан)\w*\s(?:причин|почему)",
    re.I,
)
"""«кроме случаев, когда исполнитель записал, почему короче нельзя»."""
_COMPLAINT = re.compile(r"(?:^|\s)по\sжалоб(?:е|ам)(?![а-яё])", re.I)
_OFF = r"(?:выходн|нерабоч|праздничн)[^.;]{0,80}"
_BACK = re.compile(rf"{_OFF}(?:накануне|предшествующ|предыдущ)", re.I)
_FORWARD = re.compile(rf"{_OFF}(?:следующ|ближайш)\w*\s(?:за\sним\s)?рабоч", re.I)
NUMBERS: dict[str, frozenset[str]] = {
    LIMIT: frozenset({"most", "least", "share", "term", "per"}),
    WITHIN: frozenset({"term"}),
}


@dataclass(frozen=True)
class Part:
    """words: of the part; before: what the clause says earlier, for a part that leaves its subject out."""

    words: str
    before: str


def parts_of(kind: str, text: str) -> Iterator[Part]:
    at = 0
    for cut in _CUTS[kind].finditer(text):
        yield Part(text[at : cut.start()], text[:at])
        at = cut.end()
    yield Part(text[at:], text[:at])


def own_rules(kind: str, text: str, taken: Sequence[Taken]) -> list[tuple[Values, list[Taken]]]:
    """(values, what of the words they say) of each part that names what it is of and a number."""
    if kind not in NUMBERS:
        return []
    made = []
    for part in parts_of(kind, text):
        mine = [one for one in taken if one.sort in NUMBERS[kind] and one.words in part.words]
        goes_on = part.words[:1].islower()
        about = named(kind, {}, part.words, part.before if goes_on else "")
        if mine and about is not None:
            values, said = _of_limit(about, part, mine) if kind == LIMIT else _of_term(about, part, mine[0], text)
            if said:
                made.append((values, said))
    return made


def _of_limit(about: Values, part: Part, mine: Sequence[Taken]) -> tuple[Values, list[Taken]]:
    values, said = dict(about), list[Taken]()
    for one in mine:
        for name, fitting in places_for(LIMIT, values, one, f"{part.before} {part.words}"):
            if name not in values:
                values[name] = fitting.value if name == "per" else _number(fitting.value)
                said.append(one)
    if said and _REASON.search(part.words):
        values["unless"] = "recorded_reason"
    return values, said


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _of_term(about: Values, part: Part, one: Taken, text: str) -> tuple[Values, list[Taken]]:
    values: Values = {**about, "within": one.value}
    if re.search(r"\d(?:d|mo|y)$", one.value):
        if _BACK.search(text):
            values["roll"] = "back"
        elif _FORWARD.search(text):
            values["roll"] = "forward"
    if _COMPLAINT.search(part.words):
        values["if"] = {"kinds": ["appeal_complaint"]}
    return values, [one]


SERVES = (
    ("inform", r"справк|информаци|разъясн|консультир"),
    ("intake", r"сообщени|обращени|заявлени|письм|послани|запрос"),
    ("notify", r"уведомлен|уведомля"),
    ("deliver", r"результат|ответ\w?\s(?:клиент|корреспондент|заявител)"),
    ("rate", r"оцен[ок]"),
    ("complain", r"жалоб"),
)
"""What a point is for, in the words of an act."""


_CLAUSES = re.compile(r"(?<=[;.])\s|,\s|\s(?=(?:а|но)\s)")
_DENIED = re.compile(
    r"(?<![а-яё])(?:не\s[а-яё]+(?:ют|ет|ят|ит|ют?ся|[еия]тся|ятся|ть|ться)(?![а-яё])|нельзя|запрещ|не\sдопуска|кроме|за\sисключением)",
    re.I,
)
"""«жалобы по телефону не принимают»: what is not so gives a point no function."""
_ONLY_TOLD = re.compile(
    r"(?:только|лишь|исключительно)\s(?:[а-яё]+(?:ые|ие|ую|юю)\s)?(?:справк|справочн|информаци|разъяснени|консультаци)",
    re.I,
)
"""«только справки», and not «справки только в рабочее время»."""


@dataclass
class Served:
    """What a clause says of points: the functions of each, in its order, and its words that deny one."""

    points: dict[str, list[str]]
    denied: list[str]


def served(text: str, taken: Sequence[Taken]) -> Served:
    """A part that names no point goes on with the one before it."""
    named = sorted((text.index(one.words), one) for one in taken if one.sort == "point" and one.words in text)
    found = Served({}, [])
    if not named:
        return found
    at, point = 0, named[0][1].value
    for cut in (*(met.span() for met in _CLAUSES.finditer(text)), (len(text), len(text))):
        part, here = text[at : cut[0]], [one.value for place, one in named if at <= place < cut[0]]
        at, point = cut[1], here[0] if here else point
        bare = part
        for _, one in named:
            bare = bare.replace(one.words, "")
        serves = [name for name, pattern in SERVES if re.search(pattern, bare, re.I)]
        if _DENIED.search(bare):
            found.denied += [part.strip(" .;,")] if serves else []
            continue
        for name in here or [point]:
            found.points.setdefault(name, []).extend(serves)
    return found


def of_point(values: Values, text: str, taken: Sequence[Taken]) -> Values:
    """The point and the functions that the clause names itself; what it does not name is of the like clause."""
    found = served(text, taken)
    if not found.points and not found.denied:
        return values
    first = next((p for p, serves in found.points.items() if serves), next(iter(found.points), ""))
    if not first:  # the clause only forbids
        return values
    said = [name for name, _ in SERVES if name in found.points[first]]
    point = "portal" if first == "site" and {"intake", "complain"} & set(said) else first
    only = {"only": True} if said == ["inform"] and _ONLY_TOLD.search(text) else {}
    return {**values, "point": point, "functions": said or values.get("functions", []), **only}


def unserved(rules: Sequence[tuple[str, Values]], text: str, taken: Sequence[Taken]) -> list[str]:
    """Words of a clause about points that its rules do not say: other points, and what it denies."""
    said = {str(values.get("point")) for kind, values in rules if kind == POINT}
    if not said:
        return []
    said |= {"site"} if "portal" in said else set()
    found = served(text, taken)
    called = {one.value: one.words for one in taken if one.sort == "point" and one.words in text}
    return [*found.denied, *(called[p] for p in found.points if p not in said and p in called)]


def of_reception(text: str, taken: Sequence[Taken]) -> tuple[Values, list[Taken]] | None:
    """«Начальник принимает посетителей во второй вторник месяца»: a person confirms that it was so."""
    day = next((one for one in taken if one.sort == "weekday"), None)
    if day is None or not re.search(r"принима|при[её]м", text, re.I):
        return None
    name, _, nth = day.value.partition(" ")
    every = "week" if "недел" in day.words else "quarter" if "квартал" in day.words else "month"
    place = {"weekday": name} if every == "week" else {"weekday": name, "nth": int(nth)}
    who = next((one.value for one in taken if one.sort == "person" and one.value in ("head", "heads_of_units")), "head")
    how = f"Подтверждает, что было так: {' '.join(text.split())}"
    return {"how": how if len(how) <= 200 else how[:199] + "…", "every": every, "by": place, "who": who}, [day]
