"""Two editions of an order side by side: clause by clause, in plain Russian, what changes and whom it concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from . import owed
from .order import Clause, Order, Rule
from .vocabulary import word
from .vocabulary.people import CLIENT

What = Literal["added", "removed", "closed", "changed", "reworded"]
Whom = Literal["clients", "staff"]
OF_CLIENTS = frozenset(
    (
        "offer_choice",
        "by_chosen_point",
        "point_serves",
        "point_barred",
        "point_fixed",
        "only_if",
        "give_priority",
        "closes_as",
        "provides",
    )
)
"""Kinds of rules that a client sees the effect of, whatever their values; the others change what staff do."""
REACHING = frozenset(
    (
        owed.REGISTRATION,
        owed.PRIMARY_REPLY,
        owed.REPLY_ON_SUBSTANCE,
        owed.URGENT_REPLY,
        owed.FORWARDING,
        owed.CONTACT_ON_INCOMPLETE,
        owed.CALL_BACK,
        owed.RESULT_DELIVERY,
        owed.APPEAL_DECISION,
        owed.COMPLAINT_REPLY,
        owed.SEND_AGAIN,
        owed.TERM_ON_REQUEST,
        owed.DEFERRAL_NOTICE,
        *("reply_sent", "message_registered", "clarified", "documents_asked", "told_incomplete", "told_ways_to_file"),
        *("term_extended", "closed", "answered_orally", "suspended", "resumed", "history_given", "forwarded"),
    )
)
"""What reaches the client when it is done; the rest stays in the house."""
TOUCHING = frozenset(("take", "receive_visitor", "ask_client", "ask_document", "send_mailing", "send_offer"))
"""Actions that a client feels, whatever is asked before them; of a reply it is what the letter says."""
IN_HOUSE = frozenset(
    (
        "checked_by_head_of_unit",
        "checked_by_named",
        "second_approver",
        "mentored",
        "experienced",
        "knowledge_used",
        "decided_alike",
    )
)
"""What is asked of a letter that whoever reads it does not see."""
LIMITED = TOUCHING | {"send_reply", "extend", "forward", "reopen"}
"""The same, of how much of something is done."""
TITLES: dict[What, str] = {
    "added": "новый пункт",
    "removed": "пункта больше нет",
    "closed": "пункт закрыт",
    "changed": "меняется",
    "reworded": "уточнены слова, правила те же",
}
WHOM: dict[Whom, str] = {"clients": "для клиентов", "staff": "для сотрудников"}


@dataclass(frozen=True)
class Change:
    """One clause that differs. lines: what of it, in words, each with its days."""

    clause: str
    what: What
    whom: tuple[Whom, ...]
    demand: str
    lines: tuple[str, ...] = ()


def changes(old: Order, new: Order) -> list[Change]:
    """What the new edition changes, in the order of the document; clauses that are gone come last."""
    found = [change for clause in new.clauses if (change := _changed(old.by_number.get(clause.number), clause))]
    gone = [clause for clause in old.clauses if clause.number not in new.by_number]
    return [*found, *(Change(c.number, "removed", _whom(c), c.demand, tuple(_in_force(c))) for c in gone)]


def _changed(old: Clause | None, new: Clause) -> Change | None:
    if old is None:
        return Change(new.number, "added", _whom(new), new.demand, tuple(_in_force(new)))
    closing, words = list(_closing(old, new)), list(_words(old, new))
    lines = (*closing, *_differences(_opened(old), _opened(new)), *_left(old, new), *_source(old, new))
    if _closed(new) and not _closed(old):
        return Change(new.number, "closed", _whom(old), old.demand, (*lines, *words))
    if lines:
        return Change(new.number, "changed", _whom(old, new), new.demand, (*lines, *words))
    if words:
        return Change(new.number, "reworded", _whom(new), new.demand, tuple(words))
    return None


def _opened(clause: Clause) -> Clause:
    """Without the repeal that its closing day puts at the end of each rule: of the closing a line of its own tells."""
    day = clause.closed
    if day is None:
        return clause
    rules = (replace(r, values=r.values[:-1]) if r.values[-1:] == ((day, None),) else r for r in clause.rules)
    return replace(clause, rules=tuple(rules))


def _closing(old: Clause, new: Clause) -> Iterator[str]:
    was, now = old.closed, new.closed
    if now and not was:
        yield f"с {now:%d.%m.%Y} ничего не требует"
    elif was and not now:
        yield f"закрытия с {was:%d.%m.%Y} больше нет: пункт действует дальше"
    elif was and now and was != now:
        yield f"закрыт с другого дня: было с {was:%d.%m.%Y}, стало с {now:%d.%m.%Y}"


def _words(old: Clause, new: Clause) -> Iterator[str]:
    """Words of the demand that differ on any day, not today alone."""
    before, after = ({dt.date.min: c.first, **dict(c.demands)} for c in (old, new))
    for day in sorted(before.keys() | after.keys()):
        was, now = before.get(day), after.get(day)
        since = f"слова с {day:%d.%m.%Y}" if day > dt.date.min else "слова"
        if was != now:
            yield f"{since}: стало «{now}»; было: «{was or old.demand_on(day)}»" if now else f"{since} убраны: «{was}»"


def _source(old: Clause, new: Clause) -> Iterator[str]:
    for name, was, now in (("акт", old.act, new.act), ("статья", old.source, new.source)):
        if was != now:
            yield f"{name}: было «{was or 'не назван'}», стало «{now or 'не назван'}»"


OF_THE_SYSTEM = frozenset(("provides", "measured", "keep_for", "kept_register"))
"""Kinds that nobody keeps by hand: the system does."""


def to_read(old: Order, new: Order) -> list[str]:
    """Clauses that demand of people something else than they did, of whatever day: who keeps the order must read them
    anew. Other words of the same demand, what only informs and what the system does by itself change nothing there."""
    numbers = dict.fromkeys([*(c.number for c in new.clauses), *(c.number for c in old.clauses)])
    both = ((n, _demanded(old.by_number.get(n)), _demanded(new.by_number.get(n))) for n in numbers)
    return [n for n, was, now in both if any(r not in was for r in now) or any(r not in now for r in was)]


def asks_reading(order: Order) -> set[str]:
    """Clauses by which the staff read the order."""
    return {c.number for c in order.clauses for rule in c.rules if _asks(rule.kind.name, rule.latest)}


def _asks(kind: str, value: Any) -> bool:
    if kind == "before":
        return value is not None and "order_read" in value.facts
    named = {"within": "do", "provides": "function"}.get(kind)
    return named is not None and getattr(value, named, "") == "order_acknowledged"


def _demanded(clause: Clause | None) -> list[Any]:
    rules = clause.rules if clause else ()
    asked = (r for r in rules if r.kind.state != "stated" and r.kind.name not in OF_THE_SYSTEM)
    return [(r.kind.name, r.prevails, r.values) for r in asked]


def _closed(clause: Clause) -> dt.date | None:
    """From which day the clause demands nothing: said so, or every rule repealed."""
    if said := getattr(clause, "closed", None):
        return said  # type: ignore[no-any-return]
    if clause.rules and all(rule.values and rule.latest is None for rule in clause.rules):
        return max(rule.values[-1][0] for rule in clause.rules)
    return None


def _whom(*clauses: Clause) -> tuple[Whom, ...]:
    felt = {one for clause in clauses for rule in clause.rules for one in _felt(rule)}
    return tuple(whom for whom in WHOM if whom in felt)


def _felt(rule: Rule) -> tuple[Whom, ...]:
    value: Any = _last(rule)
    name = rule.kind.name
    if value is None or name in OF_CLIENTS:
        return ("clients",) if name in OF_CLIENTS else ("staff",)
    if name == "tell":
        met: dict[Whom, bool] = {"clients": CLIENT in value.whom, "staff": set(value.whom) != {CLIENT}}
        return tuple(whom for whom, so in met.items() if so)
    felt = {
        "before": lambda: (
            value.action in TOUCHING or any(word("fact", n).about == "reply" and n not in IN_HOUSE for n in value.facts)
        ),
        "within": lambda: value.do in REACHING,
        "limit": lambda: bool(value.measure.at & LIMITED),
    }
    return ("clients",) if name in felt and felt[name]() else ("staff",)


def _in_force(clause: Clause) -> Iterator[str]:
    for rule in clause.rules:
        if rule.latest is not None:
            yield f"с {rule.values[-1][0]:%d.%m.%Y}: {said(rule, rule.latest)}"


def said(rule: Rule, value: Any) -> str:
    """What a rule says, with its conditions."""
    if value is None:
        return "отменено"
    phrase = rule.kind.phrase(value)
    under = value.if_.phrase()
    when = ("" if under in phrase else under, value.unless.used and f"кроме: {value.unless.phrase()}")
    conditions = "; ".join(filter(None, when))
    return f"{phrase} ({conditions})" if conditions else phrase


def _last(rule: Rule) -> Any:
    """Its latest values, before it was repealed."""
    return next((v for _, v in reversed(rule.values) if v is not None), None)


def _key(rule: Rule) -> tuple[str, Any]:
    value = _last(rule)
    return rule.kind.name, rule.kind.targets(value) if value is not None else ()


def _left(old: Clause, new: Clause) -> Iterator[str]:
    """What is owned to be in no rule, where that changes."""
    if old.not_written != new.not_written:
        yield f"правилами не записано: было «{old.not_written or 'ничего'}», стало «{new.not_written or 'ничего'}»"


def _differences(old: Clause, new: Clause) -> Iterator[str]:
    """Rules that say the same in all are no difference, wherever they stand; of the others, pairs are made by what they
    are about, then by kind, and each is told by its days."""
    gone, come = list(old.rules), list(new.rules)
    pairs = list(_pairs(gone, come, _whole))
    pairs += [*_pairs(gone, come, _key), *_pairs(gone, come, lambda rule: rule.kind.name)]
    for was, now in sorted(pairs, key=lambda pair: new.rules.index(pair[1])):
        if was.values != now.values:
            yield from _days(was, now)
        yield from _marks(was, now)
    for rule in come:
        yield from (f"добавлено с {day:%d.%m.%Y}: {said(rule, value)}" for day, value in rule.values if value)
        yield from _marks(None, rule)
    for rule in gone:
        yield f"больше не требуется: {said(rule, _last(rule))}"


def _pairs(gone: list[Rule], come: list[Rule], alike: Callable[[Rule], Any]) -> Iterator[tuple[Rule, Rule]]:
    """Takes out of both what is alike."""
    for rule in list(come):
        same = next((r for r in gone if r.kind is rule.kind and alike(r) == alike(rule)), None)
        if same is not None:
            gone.remove(same)
            come.remove(rule)
            yield same, rule


def _whole(rule: Rule) -> Any:
    return rule.values, rule.prevails, rule.verified, rule.ours


def _marks(was: Rule | None, now: Rule) -> Iterator[str]:
    """What stands beside the values and decides which of them hold, or how they are shown."""
    before, after = was.prevails if was else "", now.prevails
    if before != after:
        yield f"действует вместо других (prevails): было «{before or 'нет'}», стало «{after or 'нет'}»"
    for name, old, new in (
        ("сверено с актом (verified)", was.verified if was else True, now.verified),
        ("значение своё, в акте его нет (ours)", was.ours if was else False, now.ours),
    ):
        if old != new:
            yield f"{name}: было «{_yes(old)}», стало «{_yes(new)}»"


def _yes(so: bool) -> str:
    return "да" if so else "нет"


def _days(was: Rule, now: Rule) -> Iterator[str]:
    before, after = dict(was.values), dict(now.values)
    for day in sorted(before.keys() | after.keys()):
        if before.get(day) == after.get(day) and day in before and day in after:
            continue
        if day not in before:
            yield f"с {day:%d.%m.%Y}: {said(now, after[day])}; было: {_held(was, day)}"
        elif day not in after and before[day] is None:
            yield f"отмены с {day:%d.%m.%Y} больше нет, дальше действует: {_held(now, day)}"
        elif day not in after:
            yield f"значения с {day:%d.%m.%Y} больше нет: {said(was, before[day])}"
        else:
            changed = _both(was, before[day], now, after[day])
            why = "; ".join(reason for _, reason in sorted(now.why(day) - was.why(day)))
            how = "исправлено" if why else "изменено на месте"
            yield f"значение с {day:%d.%m.%Y} {how}: {changed}" + (f"; почему: {why}" if why else "")


def _held(rule: Rule, day: dt.date) -> str:
    value = rule.on(day)
    return "ничего" if value is None else said(rule, value)


def _both(was: Rule, before: Any, now: Rule, after: Any) -> str:
    """Both values in words; what no words tell apart, by the keys of the file."""
    old, new = said(was, before), said(now, after)
    told = f"было «{old}», стало «{new}»"
    if old != new or before is None or after is None:
        return told
    one, other = (v.model_dump(mode="json", by_alias=True) for v in (before, after))
    return (
        f"{told}; {', '.join(f'{name}: {one[name]} → {other[name]}' for name in one if one[name] != other.get(name))}"
    )
