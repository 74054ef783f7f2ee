"""Which two events a term may be between: what could never be begun or met is no term but a slip, and loading says
so."""

from __future__ import annotations

from collections.abc import Iterable

from priemnaya.bounded.lined import listed
from priemnaya.policy import owed

from . import nearest, words
from .conditions import TITLES, Conditions
from .events import (
    LETTER_RETURNED,
    LOW_RATING,
    MECHANISMS,
    MESSAGE_RECEIVED,
    MESSAGE_REGISTERED,
    NOT_RATED,
    ORDER_IN_FORCE,
    TERM_ASKED,
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
FOUND_LATER = ("urgency", "needs", "topics", "questions_from", "repeat", "topic_in_month", "importance")
"""Conditions that people tell when the case is registered, and not before."""
OF_NOBODY_HERE = frozenset(
    {
        "term_broken",
        LOW_RATING,
        "rated",
        NOT_RATED,
        "client_added",
        WRITTEN_AFTER_END,
        LETTER_RETURNED,
        TERM_ASKED,
        "consent_given",
        "consent_withdrawn",
        "history_asked",
        "article_voted",
        "article_stale",
        "act_changed",
        "question_frequent",
        "chat_asked",
        "call_missed",
        "call_broken_off",
        "visit_missed",
        "bot_asked_for_person",
        "works_begin",
    }
)
"""What clients, time or others bring about: the body is told of it and may owe something from then on, but owes it to
nobody itself."""
ENDS = ("closed", "answered_orally", "forwarded", "reply_sent", owed.REPLY_ON_SUBSTANCE, owed.URGENT_REPLY)
"""A matter ends by it: what is done to an open one does not come after, and its opening again ends such a term."""
OF_AN_OPEN_ONE = frozenset(
    {
        "assigned",
        "executor_changed",
        "unit_changed",
        "classified",
        "urgency_assessed",
        "kind_changed",
        "term_extended",
        "clarified",
        "part_forwarded",
        owed.FORWARDING,
        "forwarded",
        "answered_orally",
        "closed",
        "reply_drafted",
        "reply_submitted",
        "reply_checked",
        "reply_sent_back",
        "reply_signed",
        "reply_sent",
        owed.REPLY_ON_SUBSTANCE,
        owed.URGENT_REPLY,
        "documents_asked",
        "documents_complete",
        "found_incomplete",
        "told_incomplete",
        owed.CONTACT_ON_INCOMPLETE,
        "body_asked",
        "complaint_described",
        owed.DEFERRAL_NOTICE,
        "suspended",
        "resumed",
    }
)
OF_A_DRAFT = frozenset({"reply_drafted", "reply_submitted", "reply_checked", "reply_sent_back", "reply_signed"})
"""What is done to a letter until it is signed."""
EVERY_MATTER = (*FIRST, "classified", "urgency_assessed", "assigned")
"""What happens to each matter."""
WHERE_NEEDED = frozenset(
    {
        "clarified",
        "told_ways_to_file",
        "told_incomplete",
        owed.CONTACT_ON_INCOMPLETE,
        "documents_asked",
        "body_asked",
        "part_forwarded",
        "forwarded",
        "kind_changed",
        "executor_changed",
        "unit_changed",
        "term_extended",
        "suspended",
        "answered_orally",
        "linked",
    }
)
"""Deeds that few matters need: nobody but who does it can tell which."""
WITH_A_LETTER = frozenset({"suspended", "resumed"})
"""A letter of suspension is sent and ends nothing."""
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
    if do in OF_NOBODY_HERE:
        raise ValueError(
            f"«{meets.title}» — не дело сотрудников, такого срока никто не исполнит: чтобы об этом узнали, пишите tell"
            f" с on: {do}; сколько раз это допустимо, ограничивает limit"
        )
    if begins.waits or meets.waits or since in MECHANISMS.get(do, ()):
        return
    if since == ORDER_IN_FORCE:
        if not heard(do) or meets.about in (*OF_A_CASE, "call"):
            raise ValueError(_unheard("do", do, (e for e in _all() if e.about not in (*OF_A_CASE, "call"))))
        return
    if begins.about == "call" and do == "client_called":
        raise ValueError(f"«{begins.title}»: что по нему перезвонили, говорит do: call_back (client_called — о деле)")
    for name, key in ((since, "from"), (do, "do")):
        if not heard(name) and not (name == owed.PRIMARY_REPLY and key == "do"):
            raise ValueError(_unheard(key, name, _all()))
    if (begins.about in OF_A_CASE) != (meets.about in OF_A_CASE):
        raise ValueError(
            f"«{begins.title}» и «{meets.title}» — о разном: одно о деле, другое нет, и срок не закрылся бы никогда"
        )
    if since == do and begins.about not in OF_A_CASE:
        raise ValueError(
            f"«{begins.title}» отсчитано от самого себя: пока этого ни разу не было, срок не начнётся. То, что делают"
            " раз в какое-то время, пишут видом review (пересмотр) или by_hand с every"
        )
    _check_order(since, do)


def check_back(since: str, do: str, known: tuple[str, ...]) -> None:
    """Raises ValueError for what nobody here does before an event whose day is known, or nobody hears of. One that
    waits for a part of the product is not looked at."""
    meets = event(do)
    if do in OF_NOBODY_HERE or do in known:
        raise ValueError(f"do: «{meets.title}»: здесь называют то, что сотрудник делает до события")
    if meets.waits or event(since).waits:
        return
    if not heard(do) or meets.about not in OF_A_CASE or do in FIRST:
        raise ValueError(_unheard("do", do, (e for e in _all() if e.about in OF_A_CASE and e.name not in FIRST)))


def _check_order(since: str, do: str) -> None:
    if do in FIRST and (since != MESSAGE_RECEIVED or do == MESSAGE_RECEIVED):
        raise ValueError(f"«{event(do).title}» бывает раньше, чем «{event(since).title}»: срок не закрылся бы никогда")
    if since in ("call_missed", "call_broken_off") and do == "call_ended":
        raise ValueError(
            f"«{event(since).title}»: такой звонок уже не закончат, срок не закрылся бы никогда; пишите do: call_back"
        )
    suspends = since == "reply_sent" and do in WITH_A_LETTER
    if since in ENDS and do in OF_AN_OPEN_ONE and not suspends:
        raise ValueError(
            f"«{event(do).title}» бывает, пока дело открыто, а «{event(since).title}» его заканчивает: срок не закрылся"
            " бы никогда; если дело открывают снова, считайте от reopened"
        )
    if since == "reply_signed" and do in OF_A_DRAFT:
        raise ValueError(
            f"«{event(do).title}» бывает до подписи, а подписанное письмо не меняют: срок не закрылся бы никогда; если"
            f" письмо вернулось, считайте от {LETTER_RETURNED}"
        )
    if do == owed.PRIMARY_REPLY and since not in FIRST:
        raise ValueError("первое письмо уходит при регистрации: считайте от message_received или message_registered")


def _all() -> Iterable[Event]:
    return (e for e in words("event").values() if isinstance(e, Event) and heard(e.name))


def _unheard(key: str, name: str, known: Iterable[Event]) -> str:
    allowed = [e.name for e in known if key == "from" or e.name not in OF_NOBODY_HERE]
    hint = INSTEAD.get(name, "") if key == "from" else ""
    meant = (hint and f"считайте {hint}; ") or (f"возможно, {n}; " if (n := nearest(name, allowed)) else "")
    return f"{key}: «{event(name).title}» здесь никто не услышит; {meant}допустимо: {listed(allowed, name)}"


def where_needed(since: str, do: str) -> bool:
    """Whether such a term, under no condition, is one of those matters alone with which it was done: of the others it
    asks nothing, so it is owed by none and counted when it is done. A condition says itself which matters need it."""
    return since in EVERY_MATTER and do in WHERE_NEEDED and since not in MECHANISMS.get(do, ())


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
