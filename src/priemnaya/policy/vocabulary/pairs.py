"""Which two events a term may be between: what could never be begun or met is no term but a slip, and loading says
so."""

from __future__ import annotations

from collections.abc import Iterable

from priemnaya.policy import owed

from . import nearest, words
from .conditions import TITLES, Conditions
from .events import (
    LOW_RATING,
    MECHANISMS,
    MESSAGE_RECEIVED,
    MESSAGE_REGISTERED,
    ORDER_IN_FORCE,
    TERM_END,
    WRITTEN_AFTER_END,
    event,
)
from .happening import Event

OF_A_CASE = ("case", "reply")
FIRST = (MESSAGE_RECEIVED, MESSAGE_REGISTERED, "complaint_received", owed.REGISTRATION)
"""What happens to a matter once, at its beginning."""
AT_ONCE = (owed.REGISTRATION, owed.PRIMARY_REPLY, MESSAGE_REGISTERED, "complaint_received")
"""Done when the message comes, before people have worked with it."""
FOUND_LATER = ("urgency", "needs", "topics", "repeat", "importance")
"""Conditions that people tell when the case is registered, and not before."""
INSTEAD = {
    LOW_RATING: "от rated с условием if: {rated: 2}",
    WRITTEN_AFTER_END: "от client_added",
    TERM_END: "вид tell: он напоминает о сроке",
}


def heard(name: str) -> bool:
    """Whether the journal tells of it."""
    happening = event(name)
    return bool(happening.verbs) and not happening.waits


def check_pair(since: str, do: str) -> None:
    """Raises ValueError for two events of which one is never heard of, is about something else, or comes before. One
    that waits for a part of the product is not looked at: its clause says so."""
    begins, meets = event(since), event(do)
    if begins.waits or meets.waits or since in MECHANISMS.get(do, ()):
        return
    if since == ORDER_IN_FORCE:
        if not heard(do) or meets.about in OF_A_CASE:
            raise ValueError(_unheard("do", do, (e for e in _all() if e.about not in OF_A_CASE)))
        return
    for name, key in ((since, "from"), (do, "do")):
        if not heard(name) and not (name == owed.PRIMARY_REPLY and key == "do"):
            raise ValueError(_unheard(key, name, _all()))
    if (begins.about in OF_A_CASE) != (meets.about in OF_A_CASE):
        raise ValueError(
            f"«{begins.title}» и «{meets.title}» — о разном: одно о деле, другое нет, и срок не закрылся бы никогда"
        )
    _check_order(since, do)


def _check_order(since: str, do: str) -> None:
    if do in FIRST and (since != MESSAGE_RECEIVED or do == MESSAGE_RECEIVED):
        raise ValueError(f"«{event(do).title}» бывает раньше, чем «{event(since).title}»: срок не закрылся бы никогда")
    if do == owed.PRIMARY_REPLY and since not in FIRST:
        raise ValueError("первое письмо уходит при регистрации: считайте от message_received или message_registered")


def _all() -> Iterable[Event]:
    return (e for e in words("event").values() if isinstance(e, Event) and heard(e.name))


def _unheard(key: str, name: str, known: Iterable[Event]) -> str:
    allowed = [e.name for e in known]
    hint = INSTEAD.get(name, "") if key == "from" else ""
    meant = (hint and f"считайте {hint}; ") or (f"возможно, {n}; " if (n := nearest(name, allowed)) else "")
    return f"{key}: «{event(name).title}» здесь никто не услышит; {meant}допустимо: {', '.join(sorted(allowed))}"


def check_known(do: str, conditions: tuple[Conditions, Conditions]) -> None:
    """Raises ValueError for a condition that nobody knows yet when the term of a first step is counted, and for an
    urgent answer to what is not urgent."""
    if do in AT_ONCE:
        for name in (name for one in conditions for name in one.used if name in FOUND_LATER and name != "importance"):
            raise ValueError(
                f"условие «{name}» ({TITLES[name]}) узнают после регистрации, а «{event(do).title}» бывает раньше:"
                " такой срок никто не посчитает"
            )
    if do == owed.URGENT_REPLY and (conditions[0].urgency == ("normal",) or "urgent" in conditions[1].urgency):
        raise ValueError("срочный ответ должен только тот, чьё дело срочное: urgency: [urgent] или без него")
