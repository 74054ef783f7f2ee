"""Rules proposed for a clause: of the clauses it is most like, with its own terms, days and amounts in their places."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from priemnaya.plain.words import fold, word
from priemnaya.policy.kinds import KINDS
from priemnaya.policy.vocabulary.events import TERM_END

from .aliases import called_otherwise
from .apart import BY_HAND, LIMIT, NUMBERS, POINT, WITHIN, of_point, of_reception, own_rules, unserved
from .borrowing import AMOUNTS, NOT_OF_ACT, TIMES, borrowed, conditions, places_for, unsaid
from .denials import own_values, turned
from .examples import Example, Values
from .fitting import sample, sound, with_one
from .folding import Piece
from .headings import is_bare
from .levels import Level, State
from .likeness import NOTHING, Likeness, Ranked, said
from .loose import loose
from .marks import term_of
from .people import answers, nobody_known, says_of
from .spoken import said_alone, told_whom, with_priorities, with_said, without_strangers
from .subjects import ASKED, beside, named, with_facts
from .supported import strange, supported
from .taking import OFTEN, Sort, Taken

INFORMS = "informs"
"""The kind of a clause that demands nothing: its place in the order all the same."""
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
FIRST = "give_priority"
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
    placed: what of the words has its place in a rule; apart: what of it has a rule of its own; lost: times and amounts
    that no rule says; says: what it tells, where it demands nothing;
    same: the like clause has these words, and its rules are taken as they are."""

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
    apart: set[Taken] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    says: str = ""
    same: bool = False

    @property
    def stands(self) -> bool:
        """Whether its rules may act before a person has compared them."""
        return self.same and self.level == "sure" and not self.notes


def proposed(piece: Piece, model: Likeness, own: Mapping[str, str] | None = None) -> Row:
    """What a clause asks for, as far as its words and its likes say. own: words that the act has for what the orders
    here call otherwise."""
    row = _proposed(called_otherwise(piece, own or {}), model)
    row.words, row.lead = piece.text, piece.lead
    known = {fold(term_of(piece.text)), *word(term_of(piece.text)).lemmas}
    if piece.defines and known & set(own or ()) and not _of_clients(row):
        row.state, row.rules = "nothing", ((INFORMS, {"says": "definition"}),)
    return row


def _of_clients(row: Row) -> bool:
    """A definition that lists kinds of clients."""
    return any(kind == "kept_register" for kind, _ in row.rules)


def _proposed(piece: Piece, model: Likeness) -> Row:
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
    elif (made := said_alone(piece.text, piece.lead, piece.under, row.taken)) is not None:
        row.rules, row.level = tuple((made.kind, values) for values in made.values), "guess"
        row.placed |= {one for one in row.taken if any(one.words in used.words for used in made.used)}
        row.kinds = ((made.kind, KINDS[made.kind].doc), *(k for k in row.kinds if k[0] != made.kind))[:3]
        row.notes.append(made.note)
    elif idle > IDLE or _FORMAL.match(piece.text) or (piece.defines and piece.printed):
        row.state = "nothing"
    else:
        _placed(row, kinds[0][0], ranked, model.known)
    if row.state == "placed" and piece.lead and is_bare(piece.text):
        row.notes.append("строка перечня без глагола: требует ли она чего-то сама или только то, что над ней")
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
    if kind == WITHIN and not any(one.sort in TIMES for one in row.taken):  # a term would be invented
        row.state = "placed" if _named_alone(row, [*row.notes]) else "unplaced"
        return
    kind = _by_days(kind, row)
    near = sorted(
        (n for n, e in enumerate(known) if kind in e.kinds),
        key=lambda n: (strange(known[n], row.words) - ranked.likes[n], known[n].source == ""),
    )
    best = next((n for n in near if known[n].clause != kind), None)  # what a kind says of itself has no values
    like = float(ranked.likes[best]) if best is not None else 0.0
    notes = [*row.notes]
    if row.level == "guess" and _named_alone(row, notes):
        return
    if best is None or (row.level == "guess" and like < FAR):
        row.state = "unplaced"
        return
    example = known[best]
    rules = example.rules if like >= ALIKE else tuple(r for r in example.rules if r[0] == kind)[:1]
    if like < NEAR and row.level == "sure":
        row.level = "likely"
    row.like = example.cited
    apart = _apart(kind, row)
    made = [*apart, *_likened([r for r in rules if not (apart and r[0] == kind)], row)]
    row.rules = (*made, *(_beside_others(row, kind) if made else ()))
    if not made:
        row.state = "placed" if _named_alone(row, notes) else "unplaced"
        return
    row.same = fold(example.text) == fold(row.words) and row.rules == example.rules
    row.notes += beside(row.words, {k for k, _ in made})
    if like < ALIKE:
        row.notes.append("значения — из похожего пункта: сверьте каждое")


def _likened(rules: Sequence[tuple[str, Values]], row: Row) -> list[tuple[str, Values]]:
    """The rules of the like clause as this one says them; of one that speaks of what this clause does not nothing is
    left, and what it took of the words is free again."""
    made, spoken = list[tuple[str, Values]](), "\n".join((*row.under, row.lead, row.words))
    for kind, values in rules:
        placed, told = row.placed.copy(), len(row.notes)
        found = _own(kind, values, row)
        if found is not None and (row.level == "sure" or supported(*found, spoken)):
            made.append(found)
        elif found is not None:
            row.placed = placed
            del row.notes[told:]
    return made


def _by_days(kind: str, row: Row) -> str:
    """«До 5-го числа публикуют уровень» is done by a person each month, and no figure alone."""
    timed = any(one.sort in ("day", "yearday", "weekday", "period") for one in row.taken)
    if kind != "measured" or row.level == "sure" or not timed or "review" not in [k for k, _ in row.kinds]:
        return kind
    row.kinds = (*(k for k in row.kinds if k[0] == "review"), *(k for k in row.kinds if k[0] != "review"))
    return "review"


def _apart(kind: str, row: Row) -> list[tuple[str, Values]]:
    """Rules of a clause that says several numbers, each by its own words: of what each part names itself."""
    numbers = {one.words for one in row.taken if one.sort in NUMBERS.get(kind, ()) and one.words in row.words}
    if len(numbers) < 2:
        return []
    return _by_own_words(kind, row)


def _by_own_words(kind: str, row: Row) -> list[tuple[str, Values]]:
    found = [one for one in own_rules(kind, row.words, row.taken) if sound(kind, one[0]) is not None]
    used = [one.words for _, says in found for one in says]
    row.apart = {one for one in row.taken if any(one.words in words or words in one.words for words in used)}
    row.placed |= row.apart
    return [(kind, values) for values, _ in found]


def _beside_others(row: Row, kind: str) -> list[tuple[str, Values]]:
    """The limits of a clause that is of another kind, where its words name them."""
    left = [one for one in row.taken if one not in row.placed]
    found = [one for one in own_rules(LIMIT, row.words, left) if sound(LIMIT, one[0])] if kind != LIMIT else []
    for _, used in found:
        row.placed |= set(used)
    return [(LIMIT, values) for values, _ in found]


def _named_alone(row: Row, notes: list[str]) -> bool:
    """A clause that no example is like, and that names in its own words what it is of: first what it gives a number of.
    notes: those before an example was tried."""
    before, tried = row.placed.copy(), row.notes
    for own in (_of_numbers, _of_names):
        for kind in (k for k, _ in row.kinds):
            row.placed, row.notes = before.copy(), [*notes]
            if made := own(kind, row):
                row.rules, row.level, row.like, row.state = (*made, *_beside_others(row, kind)), "guess", "", "placed"
                row.kinds = (*(k for k in row.kinds if k[0] == kind), *(k for k in row.kinds if k[0] != kind))
                row.notes.append("правило — по словам пункта, похожего нет: сверьте каждое значение")
                return True
    row.placed, row.notes = before, tried
    return False


def _of_numbers(kind: str, row: Row) -> list[tuple[str, Values]]:
    if kind == BY_HAND and (meets := of_reception(row.words, row.taken)) and sound(kind, meets[0]):
        row.placed |= set(meets[1])
        return [(kind, meets[0])]
    return _by_own_words(kind, row)


def _of_names(kind: str, row: Row) -> list[tuple[str, Values]]:
    """By the words alone, where no time or amount would be invented, and none of the act's left out."""
    called, told = named(kind, {}, row.words, row.lead), len(row.notes)
    made = _own(kind, called, row) if called is not None else None
    left = any(t.sort in TIMES | AMOUNTS and t not in row.placed and t.words in row.words for t in row.taken)
    invented = any(note.endswith(NOT_OF_ACT) for note in row.notes[told:])
    return [made] if made and not invented and not (left and kind != LIMIT) else []


def _denied(kind: str, row: Row) -> bool:
    """Takes the rule that a denial says itself; of one that says only half of it the like clause has the rest, to be
    looked at."""
    if turned(f"{row.lead}\n{row.words}") != kind:
        return False
    values = own_values(kind, row.words)
    row.level = "likely"
    if not values or sound(kind, values) is None:
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
    for words in unserved(row.rules, row.words, row.taken):
        row.lost.append(words)
        row.notes.append(not_placed(words))


DAYS_LEFT_OUT = re.compile(r"выходн|праздничн|нерабоч", re.IGNORECASE)


def not_taken(one: Taken) -> str:
    """Of what the grammar has no word for, and of what it has one for, though not where the like clause has its own."""
    if one.sort in ("uncounted", "amount"):
        return f"«{one.words}» программа не поняла, а чужого значения не подставила: впишите правило"
    return f"«{one.words}» понято, но места ему в правиле похожего пункта нет, чужого не подставлено: впишите правило"


def not_placed(words: str) -> str:
    return f"«{words}» не вошло в правило"


def _own(kind: str, values: Values, row: Row) -> tuple[str, Values] | None:
    """The values of an example with what this clause says instead; None when the grammar does not take them."""
    values = copy.deepcopy(values)
    if sound(kind, values) is None:
        values = sample(kind)
        if sound(kind, values) is None:
            return None
    for called in (
        named(kind, values, row.words, row.lead),
        of_point(values, row.words, row.taken) if kind == POINT else None,
    ):
        if called is not None and sound(kind, called) is not None:
            values = called
    own: set[str] = set()
    for one in (t for t in row.taken if t.sort not in ("point", "person") and t not in row.apart):
        for name, fitting in places_for(kind, values, one, row.words):
            if (changed := _placing(kind, values, name, fitting, own)) is not None:
                values = changed
                own.add(name)
                row.placed.add(one)
                break
    if values.get("on") == TERM_END and "ahead" in own and "share" not in own:
        values = sound(kind, {**values, "share": 100}) or values  # the act says when: no part of the term comes first
    values = _answered(kind, values, row)
    values = _as_spoken(kind, values, row)
    if kind == ASKED:
        values = with_facts(values, row.words)
    if kind == FIRST:
        values = with_priorities(values, row.words)
    if kind == INFORMS:
        values = {"says": row.says}
    if (missed := unsaid(values, own, row.taken, row.placed, row.words)) is not None:
        row.notes.append(not_taken(missed))
        return None
    row.notes += borrowed(values, own)
    row.notes += conditions(kind, values, row.words)
    return kind, values


def _as_spoken(kind: str, values: Values, row: Row) -> Values:
    """When and for whom it holds by the words of the clause itself."""
    spoken = "\n".join((*row.under, row.lead, row.words))
    values, left_out = without_strangers(kind, values, spoken)
    values, notes = with_said(kind, values, row.words)
    if kind == "tell":
        values, named_here = told_whom(values, row.taken, row.words)
        row.placed |= set(named_here)
    row.notes += [*([left_out] if left_out else []), *notes]
    return values


def _placing(kind: str, values: Values, name: str, one: Taken, own: set[str]) -> Values | None:
    """The values with one thing more of the clause: a field takes one, and `ahead` each of its times."""
    if name not in own:
        return with_one(kind, values, name, one)
    return sound(kind, {**values, name: [*values[name], one.value]}) if name == "ahead" else None


def _answered(kind: str, values: Values, row: Row) -> Values:
    """Whoever the words name answers; whom only the example names does not."""
    if "who" not in KINDS[kind].values.model_fields:
        return values
    person = answers(row.words, row.taken)
    if person is not None:
        for name in dict.fromkeys((person.value, PLURAL.get(person.value, person.value))):
            if sound(kind, {**values, "who": name}) is not None:
                row.placed.add(person)
                return {**values, "who": name}
        row.notes.append(f"«{person.words}» не вошло в правило: оно не говорит, кто это делает")
    elif unknown := nobody_known(row.words):
        row.notes.append(f"«{unknown}»: впишите, кто это, словом из списка людей (who)")
    without = {k: v for k, v in values.items() if k != "who"}
    return without if sound(kind, without) is not None else values


PLURAL = {"head_of_unit": "heads_of_units"}
"""Outside of a case there is no one unit: its heads answer, each for theirs."""


MUST_BE_PLACED: frozenset[Sort] = frozenset(
    {
        *("term", "ahead", "until", "day", "yearday", "weekday", "period", "per", "most", "least", "years", "share"),
        *("uncounted", "amount", "apart"),
    }
)


def phrase_of_rule(kind: str, values: Values) -> str:
    """A proposed rule in plain words."""
    return KINDS[kind].phrase(KINDS[kind].values.model_validate(values))
