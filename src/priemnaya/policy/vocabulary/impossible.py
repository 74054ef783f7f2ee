"""Conditions that nothing meets and empty ones: a rule under one would stand on the pages and concern nobody, or
everybody."""

from __future__ import annotations

from collections.abc import Iterator

from priemnaya.policy.contact_points import POINT_KINDS

from . import title_of
from .conditions import TITLES, Conditions
from .events import event

OF_ONE = ("kinds", "came_by", "answered_by", "clients", "urgency", "importance", "decisions")
"""Conditions whose fact is one word: two lists without a word in common never hold together."""
WRITTEN = {
    "wrote_within": "за сколько дней, от 1: wrote_within: 30; день в день система не считает",
    "rated": "число от 1 до 5: rated: 2",
    "came_before": 'час по времени органа: came_before: "15:00"',
}
"""How a condition is written, where an empty list is not what stands in its place."""
OF_APPLICATIONS = ("service_application",)
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
    yield from at_odds(key, asked.electronic, asked.came_by)


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


def of_event(name: str, asked: Conditions, excluded: Conditions) -> Iterator[str]:
    """Kinds of matters that never have such an event."""
    happening = event(name)
    kinds = happening.kinds or (OF_APPLICATIONS if _of_applications(happening.verbs) else ())
    if not kinds:
        return
    known = f"«{happening.title}» бывает только у дел этих видов: {', '.join(kinds)}"
    if asked.kinds and not set(kinds) & set(asked.kinds):
        yield f"if: kinds: {known}; правило не действовало бы никогда"
    if excluded.kinds and not set(kinds) & set(excluded.kinds):
        yield f"unless: kinds: {known}; исключать нечего, уберите kinds"
    if excluded.used == ("kinds",) and set(kinds) <= set(excluded.kinds):
        yield f"unless: kinds: {known}; правило не действовало бы никогда"


def _of_applications(verbs: tuple[str, ...]) -> bool:
    return bool(verbs) and all(verb.startswith("application.") for verb in verbs)
