"""Rules proposed for a clause: of the clauses it is most like, with its own terms, days and amounts in their places."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml
from pydantic import ValidationError

from priemnaya.policy.kinds import KINDS
from priemnaya.policy.vocabulary import title_of
from priemnaya.worktime import parse_rule
from priemnaya.worktime.periods import TITLES as PERIODS

from .borrowing import conditions, places_for, unsaid
from .denials import own_values, turned
from .examples import Example, Values
from .folding import Piece
from .likeness import NOTHING, Likeness, Ranked, said
from .loose import loose
from .numerals import whole
from .people import answers, nobody_known, says_of
from .subjects import beside, named
from .taking import OFTEN, Sort, Taken

INFORMS = "informs"
"""The kind of a clause that demands nothing: its place in the order all the same."""
Level = Literal["sure", "likely", "guess"]
LEVELS: dict[Level, str] = {"sure": "уверенно", "likely": "похоже", "guess": "наугад"}
State = Literal["placed", "unplaced", "nothing", "opens"]
STATES: dict[State, str] = {
    "placed": "вид предложен",
    "unplaced": "не распознано",
    "nothing": "похоже, ничего не требует",
    "opens": "вводные слова перечня",
}
SURE, SURE_SCORE = 0.3, 0.5
LIKELY, LIKELY_SCORE = 0.1, 0.38
"""How far the first kind is ahead of the second, and its score; `make eval` says how often each level is right."""
IDLE = 0.1
"""How far «demands nothing» must be ahead."""
_FORMAL = re.compile(
    r"(?:утвердить\b|признать\sутратившим|контроль\s(?:за\s|исполнени|оставляю|возложить)"
    r"|(?:настоящ\w{2,3}\s)?(?:положени|поряд|регламент|стандарт|правила|инструкци|приказ|распоряжени|постановлени)[а-яё]{0,3}"
    r"\s(?:вступа|закрепля|определя|устанавлива|регулиру)"
    r"|[^.;:]{3,60}\sвступа(?:ет|ют)\sв\s(?:законную\s)?силу"
    r"|настоящ\w{2,3}\s[а-яё]+\s(?:вступа|закрепля|определя|устанавлива|регулиру)"
    r"|[^.;:]{3,40}\sне\s(?:применя|распространя)\w+\s(?:к|на)\s[^.;]+\.?$)",
    re.IGNORECASE,
)
"""What every act says of itself: that it approves, what it is for and what it is not for."""
NEAR = 0.3
"""Below this likeness nothing is proposed for sure, however many signs speak for it."""
ALIKE = 0.55
"""From this likeness on a clause is taken for the same as its example, and gets all of its rules."""
FAR = 0.25
"""Below this likeness the values of an example say nothing of the clause."""


@dataclass
class Row:
    """A clause of the draft. kinds: three, the likeliest first, as (kind, what it means); rules: (kind, values); taken:
    what was found in the words; like: the clause it was likened to; notes: what a person must look at;
    placed: what of the words has its place in a rule; lost: times and amounts that no rule says; says: what it tells,
    where it demands nothing."""

    number: str
    words: str
    lead: str
    under: tuple[str, ...]
    state: State
    level: Level = "guess"
    kinds: tuple[tuple[str, str], ...] = ()
    rules: tuple[tuple[str, Values], ...] = ()
    taken: tuple[Taken, ...] = ()
    like: str = ""
    notes: list[str] = field(default_factory=list)
    placed: set[Taken] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    says: str = ""


def proposed(piece: Piece, model: Likeness) -> Row:
    """What a clause asks for, as far as its words and its likes say."""
    one = said(piece.text, piece.lead, piece.under, defines=bool(piece.defines))
    ranked = model.rank(one)
    kinds = [(k, s) for k, s in ranked.kinds if k != NOTHING]
    more = loose(piece.text, [t.words for t in one.taken if t.sort not in ("point", "person")])
    unread = (Taken(sort, "", words, OFTEN if often else words) for sort, words, often in more)
    row = Row(piece.number, piece.text, piece.lead, piece.under, "placed", taken=(*one.taken, *unread))
    row.kinds = tuple((k, KINDS[k].doc) for k, _ in kinds[:3])
    row.level = level_of(kinds)
    idle = dict(ranked.kinds)[NOTHING] - kinds[0][1]
    row.says = says_of(piece.text, opens=piece.opens, defines=bool(piece.defines))
    if piece.opens and row.level != "sure":
        row.state = "opens"
    elif idle > IDLE or _FORMAL.match(piece.text) or (piece.defines and piece.printed):
        row.state = "nothing"
    else:
        _placed(row, kinds[0][0], ranked, model.known)
    if row.state in ("opens", "nothing"):
        row.rules = ((INFORMS, {"says": row.says}),)
    _note_lost(row)
    if row.notes and row.level == "sure":  # what has anything to look at is not sure
        row.level = "likely"
    return row


def level_of(kinds: Sequence[tuple[str, float]]) -> Level:
    ahead = kinds[0][1] - kinds[1][1]
    if ahead >= SURE and kinds[0][1] >= SURE_SCORE:
        return "sure"
    return "likely" if ahead >= LIKELY and kinds[0][1] >= LIKELY_SCORE else "guess"


def _placed(row: Row, kind: str, ranked: Ranked, known: Sequence[Example]) -> None:
    """Takes the rules of the nearest example of the kind; nothing when its values would have to be invented."""
    if _denied(kind, row):
        return
    near = sorted(
        (n for n, e in enumerate(known) if kind in e.kinds),
        key=lambda n: (_strange(known[n], row.words) - ranked.likes[n], known[n].source == ""),
    )
    best = next((n for n in near if known[n].clause != kind), None)  # what a kind says of itself has no values
    like = float(ranked.likes[best]) if best is not None else 0.0
    if best is None or (row.level == "guess" and like < FAR):
        row.state = "unplaced"
        return
    example = known[best]
    rules = example.rules if like >= ALIKE else tuple(r for r in example.rules if r[0] == kind)[:1]
    if like < NEAR and row.level == "sure":
        row.level = "likely"
    row.like = example.cited
    made = [m for k, values in rules if (m := _own(k, values, row)) is not None]
    row.rules = tuple(made)
    if not made:
        row.state = "unplaced"
        return
    row.notes += beside(row.words, {k for k, _ in made})
    if like < ALIKE:
        row.notes.append("значения — из похожего пункта: сверьте каждое")


STRANGE = 0.12
"""How much less like a clause is an example that holds for kinds of cases of which the clause does not speak."""


def _strange(example: Example, words: str) -> float:
    kinds = [k for _, values in example.rules for k in (values.get("if") or {}).get("kinds") or ()]
    titles = [title_of("case_kind", k)[:6] for k in kinds]
    return STRANGE if titles and not any(t in words.lower() for t in titles) else 0.0


def _denied(kind: str, row: Row) -> bool:
    """Takes the rule that a denial says itself; of one that says only half of it the like clause has the rest, to be
    looked at."""
    if turned(f"{row.lead}\n{row.words}") != kind:
        return False
    values = own_values(kind, row.words)
    row.level = "likely"
    if not values or _sound(kind, values) is None:
        row.notes.append("кто или что исключено, программа не поняла: сверьте каждое значение")
        return False
    row.rules = ((kind, values),)
    row.notes.append("условие (if), если оно есть в словах, впишите сами")
    return True


def _note_lost(row: Row) -> None:
    """Whatever the clause became, each time and amount of its words that no rule says is named."""
    counted = any(values.get("roll") or values.get("skip", "none") != "none" for _, values in row.rules)
    for one in row.taken:
        if one.sort not in MUST_BE_PLACED or one in row.placed or one.words not in row.words:
            continue
        if one.sort == "apart" and counted and DAYS_LEFT_OUT.search(one.words):
            continue
        row.lost.append(one.words)
        row.notes.append(not_placed(one.words))


DAYS_LEFT_OUT = re.compile(r"выходн|праздничн|нерабоч", re.IGNORECASE)


def not_placed(words: str) -> str:
    return f"«{words}» не вошло в правило"


def _own(kind: str, values: Values, row: Row) -> tuple[str, Values] | None:
    """The values of an example with what this clause says instead; None when the grammar does not take them."""
    values = copy.deepcopy(values)
    if _sound(kind, values) is None:
        values = sample(kind)
        if _sound(kind, values) is None:
            return None
    if (called := named(kind, values, row.words, row.lead)) is not None and _sound(kind, called) is not None:
        values = called
    own: set[str] = set()
    for one in row.taken:
        if one.sort in ("point", "person"):
            continue
        for name, fitting in places_for(kind, values, one, row.words):
            if name not in own and (changed := _with(kind, values, name, fitting)) is not None:
                values = changed
                own.add(name)
                row.placed.add(one)
                break
    values = _answered(kind, values, row)
    if kind == INFORMS:
        values = {"says": row.says}
    if (missed := unsaid(values, own, row.taken, row.placed, row.words)) is not None:
        row.notes.append(f"«{missed.words}» программа не поняла, а чужого значения не подставила: впишите правило")
        return None
    _note_borrowed(row, values, own)
    row.notes += conditions(kind, values, row.words)
    return kind, values


def _answered(kind: str, values: Values, row: Row) -> Values:
    """Whoever the words name answers; whom only the example names does not."""
    if "who" not in KINDS[kind].values.model_fields:
        return values
    person = answers(row.words, row.taken)
    if person is not None:
        for name in dict.fromkeys((person.value, PLURAL.get(person.value, person.value))):
            if _sound(kind, {**values, "who": name}) is not None:
                row.placed.add(person)
                return {**values, "who": name}
        row.notes.append(f"«{person.words}» не вошло в правило: оно не говорит, кто это делает")
    elif unknown := nobody_known(row.words):
        row.notes.append(f"«{unknown}»: впишите, кто это, словом из списка людей (who)")
    without = {k: v for k, v in values.items() if k != "who"}
    return without if _sound(kind, without) is not None else values


PLURAL = {"head_of_unit": "heads_of_units"}
"""Outside of a case there is no one unit: its heads answer, each for theirs."""


MUST_BE_PLACED: frozenset[Sort] = frozenset(
    {
        *("term", "ahead", "until", "day", "yearday", "weekday", "period", "most", "least", "years", "share"),
        *("uncounted", "amount", "apart"),
    }
)
TERMS = frozenset({"within", "by", "every", "years", "at_most", "at_least", "ahead", "max_words"})
"""Fields whose values an act says itself: one that was not found in the words is borrowed from the example."""
EITHER = frozenset({"within", "by"})
"""Fields of which a rule has one."""


def _with(kind: str, values: Values, name: str, one: Taken) -> Values | None:
    """The values with what was found in one of their fields; what stood beside and does not go with it (a roll of
    calendar days beside working ones) is left out. None when the grammar takes it nowhere."""
    others = {k: v for k, v in values.items() if not (name in EITHER and k in EITHER - {name} and _a_time(v))}
    for form in _forms(one, values.get(name)):
        for dropped in ((), *((k,) for k in others if k != name)):
            changed = {**{k: v for k, v in others.items() if k not in dropped}, name: form}
            if _sound(kind, changed) is not None:
                return changed
    return None


def _a_time(value: Any) -> bool:
    return isinstance(value, dict | dt.date) or whole(str(value)[:1]) is not None


def _forms(one: Taken, now: Any) -> list[Any]:
    """A value in the forms that a field may want."""
    number = whole(one.value)
    if one.sort == "day":
        following = {"next": True} if "следующ" in one.words or "отч" in one.words else {}
        return [{"day": number}, {"of": "month", **following, "day": number}]
    if one.sort == "yearday":
        place = dict(zip(("month", "day"), map(int, one.value.split("-")), strict=True))
        return [place, {"of": "year", **place}]
    if one.sort == "weekday":
        name, _, nth = one.value.partition(" ")
        return [
            {"weekday": name, "nth": int(nth)},
            {"of": "month", "weekday": name, "nth": int(nth)},
            {"weekday": name},
        ]
    if one.sort == "until":
        return [dt.date.fromisoformat(one.value)]
    decimal = [float(one.value)] if re.fullmatch(r"\d+\.\d+", one.value) else []
    forms = [*([number] if number is not None else decimal), one.value, [one.value]]
    if isinstance(now, list) and now and one.sort == "ahead":
        forms.insert(0, [one.value])
    return forms


def _note_borrowed(row: Row, values: Values, own: set[str]) -> None:
    for name in sorted(TERMS & values.keys() - own):
        if (isinstance(values[name], (str, int)) and whole(str(values[name])[:1]) is not None) or name == "every":
            row.notes.append(f"{_said_value(name, values[name])} — из похожего пункта, в словах акта этого нет")


BORROWED = {
    "within": "срок",
    "by": "день",
    "every": "как часто",
    "years": "сколько лет",
    "at_most": "не больше",
    "at_least": "не меньше",
    "ahead": "за сколько",
    "max_words": "слов не больше",
}


def _said_value(name: str, value: Any) -> str:
    """«срок 24 часа», «раз в квартал»."""
    if name == "every":
        return PERIODS.get(str(value), BORROWED[name])
    try:
        return f"{BORROWED[name]} {parse_rule(str(value)) if name == 'within' else value}"
    except ValueError:
        return BORROWED[name]


def _sound(kind: str, values: Values) -> Values | None:
    """The values, when the grammar of today takes them."""
    try:
        sound = KINDS[kind].values.model_validate(values)
    except (ValidationError, ValueError, TypeError):
        return None
    return values if next(sound.amiss(), None) is None else None


def phrase_of_rule(kind: str, values: Values) -> str:
    """A proposed rule in plain words."""
    return KINDS[kind].phrase(KINDS[kind].values.model_validate(values))


def sample(kind: str) -> Values:
    """The example that a kind itself gives."""
    try:
        found = yaml.safe_load(KINDS[kind].example.replace("«", '"').replace("»", '"'))
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}
