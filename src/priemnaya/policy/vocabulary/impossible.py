"""Conditions that nothing meets and empty ones: a rule under one would stand on the pages and concern nobody, or
everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from priemnaya.policy.contact_points import POINT_KINDS

from . import title_of
from .conditions import TITLES, Conditions
from .events import event
from .matters import APPLICATIONS, kinds_decided

OF_ONE = ("kinds", "came_by", "answered_by", "clients", "urgency", "importance", "decisions")
"""Conditions whose fact is one word: two lists without a word in common never hold together."""
WRITTEN = {
    "wrote_within": "за сколько дней, от 1: wrote_within: 30; день в день система не считает",
    "rated": "число от 1 до 5: rated: 2",
    "questions_from": "сколько вопросов, от 2: questions_from: 3",
    "signatories": "сколько человек, от 2: signatories: 10",
    "topic_in_month": "сколько клиентов, от 2: topic_in_month: 5",
    "asked_in_month": "сколько раз, от 2: asked_in_month: 5",
    "season": "дни года: season: [01.04-15.10]",
    "came_before": 'час по времени органа: came_before: "15:00"',
}
"""How a condition is written, where an empty list is not what stands in its place."""
MIDNIGHT = "00:00"


def amiss(key: str, asked: Conditions) -> Iterator[str]:
    """What of one set of conditions, as a file has it, wants nothing or can't be. key: «if» or «unless»."""
    empty = [name for name in asked.model_fields_set if name not in asked.used]
    for name in empty:
        instead = WRITTEN.get(name, "впишите, что должно быть")
        yield f"{key}: {name} ({TITLES[name]}): условие пустое, его никто не проверит; {instead}, или уберите {name}"
    if not asked.used and not empty:
        yield f"{key}: условий нет: впишите условие или уберите {key}"
    if asked.came_before == MIDNIGHT:
        yield f'{key}: came_before: до 00:00 ничего не приходит: впишите час, например "15:00", или уберите'
    if asked.questions_from == 1:
        yield f"{key}: questions_from: один вопрос есть в каждом сообщении: впишите, от скольких, от 2, или уберите"
    if asked.topic_in_month == 1:
        yield f"{key}: topic_in_month: один клиент есть у каждого сообщения: впишите, от скольких, от 2, или уберите"
    if asked.signatories == 1:
        yield f"{key}: signatories: один человек есть у каждого сообщения: впишите, от скольких, от 2, или уберите"
    yield from at_odds(key, asked.electronic, asked.came_by)
    yield from decided(key, asked)


def at_odds(key: str, electronic: bool | None, came_by: tuple[str, ...]) -> Iterator[str]:
    """None of the points is one by which a matter comes so."""
    known = [POINT_KINDS[point].electronic for point in came_by if point in POINT_KINDS]
    if electronic is None or not known or len(known) < len(came_by) or electronic in known:
        return
    points = ", ".join(title_of("point", point) for point in came_by)
    said = "не в электронном виде" if electronic else "в электронном виде"
    wanted = f"electronic: {str(electronic).lower()}"
    yield f"{key}: через точку ({points}) приходит {said}, и {wanted} там не бывает: уберите одно из двух"


def apart(asked: Conditions, excluded: Conditions) -> Iterator[str]:
    """What is excluded though the rule never reaches it."""
    for name in OF_ONE:
        wanted, but = getattr(asked, name), getattr(excluded, name)
        if wanted and but and not set(wanted) & set(but):
            yield f"unless: {name}: этих слов нет в if, исключать нечего: уберите {name} из unless"


def decided(key: str, asked: Conditions) -> Iterator[str]:
    """Decisions that none of the kinds named is ever given."""
    kinds = kinds_decided(asked.decisions)
    if asked.kinds and kinds and not kinds & set(asked.kinds):
        these = ", ".join(title_of("decision", one) for one in asked.decisions)
        why = NEVER[key] if key == "if" else f"{NEVER[key]} decisions"
        yield f"{key}: decisions: решение «{these}» бывает только у дел этих видов: {_named(kinds)}; {why}"


def of_event(name: str, asked: Conditions, excluded: Conditions) -> Iterator[str]:
    """Conditions that no matter with such an event meets: its kinds, how it came."""
    happening = event(name)
    yield from _only("kinds", happening.title, happening.of_kinds, asked, excluded)
    yield from _only("came_by", happening.title, frozenset(happening.came_by), asked, excluded)
    for key, one in (("if", asked), ("unless", excluded)):
        if one.electronic is not None and not one.came_by and happening.came_by:
            odd = list(at_odds(key, one.electronic, happening.came_by))
            yield from odd
            if key == "unless" and not odd and one.used == ("electronic",):
                yield f"unless: electronic: «{happening.title}» иначе не бывает; {NEVER['if']}"


def of_pair(since: str, do: str, asked: Conditions) -> Iterator[str]:
    """Two events that no one matter has, or that no letter with these decisions leads to."""
    begins, meets = event(since), event(do)
    if begins.of_kinds and meets.of_kinds and not begins.of_kinds & meets.of_kinds:
        yield (
            f"«{begins.title}» бывает только у дел этих видов: {_named(begins.of_kinds)}, а «{meets.title}» — только у"
            f" этих: {_named(meets.of_kinds)}; срок не закрылся бы никогда"
        )
    if asked.decisions and meets.decisions and not set(asked.decisions) & set(meets.decisions):
        yield (
            f"if: decisions: «{meets.title}» бывает только после письма с решением: {', '.join(meets.decisions)}; срок"
            " не закрылся бы никогда"
        )


def of_action(actions: Iterable[str], asked: Conditions, excluded: Conditions) -> Iterator[str]:
    """Kinds of matters with which none of these actions is ever taken."""
    bounds = {action: KINDS_AT.get(action, frozenset()) for action in actions}
    if bounds and all(bounds.values()):
        title = ", ".join(title_of("action", action) for action in sorted(bounds))
        yield from _only("kinds", title, frozenset().union(*bounds.values()), asked, excluded)


KINDS_AT = {"ask_document": APPLICATIONS}
"""Actions that are taken with matters of these kinds alone."""
NEVER = {"if": "правило не действовало бы никогда", "unless": "исключать нечего: уберите"}


def _only(name: str, title: str, known: frozenset[str], asked: Conditions, excluded: Conditions) -> Iterator[str]:
    """A condition of one word, where only these words are ever met."""
    if not known:
        return
    what = "дел этих видов" if name == "kinds" else "дел, которые пришли через эти точки"
    only = f"«{title}» бывает только у {what}: {_named(known)}"
    if (wanted := getattr(asked, name)) and not known & set(wanted):
        yield f"if: {name}: {only}; {NEVER['if']}"
    if (but := getattr(excluded, name)) and not known & set(but):
        yield f"unless: {name}: {only}; {NEVER['unless']} {name}"
    if excluded.used == (name,) and known <= set(but):
        yield f"unless: {name}: {only}; {NEVER['if']}"


def _named(known: Iterable[str]) -> str:
    return ", ".join(sorted(known))
