"""Of what somebody is told: letters to the client that the product writes, reminders, and the bare event."""

from __future__ import annotations

from priemnaya.policy import owed

from . import Word, define, events, title_of

EVENT, TERM, VISIT = "event", "term", "visit"
ON: dict[str, tuple[str, ...]] = {
    "received": (events.MESSAGE_REGISTERED, events.MESSAGE_RECEIVED),
    "term_on_request": (events.TERM_ASKED,),
    "extension": ("term_extended",),
    "forwarding": ("forwarded",),
    "ways_to_file": (events.MESSAGE_RECEIVED,),
    "place": ("visit_booked",),
    "refusal_of_channel": (events.MESSAGE_RECEIVED,),
    VISIT: ("visit_held",),
    TERM: (events.TERM_END,),
}
"""What is told of -> the events at which it is told."""
SAID = "answered_orally"
"""Said to the client's face: nobody could tell them later."""
UNTOLD = ("letter_returned", SAID)
"""Events that no letter tells the client of: it would come back as the one it tells of, or they were there."""
OF_EXECUTORS = ("assigned", "executor_changed")
"""Events whose letter names who has the matter: it would tell the client nothing else."""
UNIT_GIVEN = "unit_given"
"""Not an event of orders: how a letter calls that a matter was given to a department alone."""
MOVED = "unit_changed"
CONTACTS = "executor_contacts"
NAMED = {CONTACTS: OF_EXECUTORS}
"""Facts that a rule may want in a letter about an event -> the events whose letter has them."""
TO_CLIENT: dict[str, str] = {
    UNIT_GIVEN: "дело передано в подразделение",
    "client_added": "мы получили ваше дополнение",
    "client_asked": "мы получили ваш вопрос",
    "clarified": "мы задали вам уточняющий вопрос",
    "client_called": "мы вам позвонили",
    "documents_asked": "мы запросили у вас документы",
    "told_incomplete": "мы написали вам, чего не хватает в документах",
    "told_ways_to_file": "мы написали вам, как подать обращение",
    "rated": "мы получили вашу оценку",
    events.NOT_RATED: "вы ещё не оценили наш ответ",
    "noted": "в деле появилась рабочая заметка сотрудника",
    "person_named": "мы записали, на кого вы жалуетесь",
    owed.CONTACT_ON_INCOMPLETE: "мы написали вам, чего не хватает в документах",
    owed.FURTHER_MESSAGE: "мы решили, что делать с вашим новым сообщением",
    owed.TERM_ON_REQUEST: "мы сообщили вам срок ответа",
    owed.DEFERRAL_NOTICE: "мы продлили срок ответа",
    owed.SEND_AGAIN: "мы ещё раз отправили вам письмо, которое вернулось",
    owed.PRIMARY_REPLY: "мы подтвердили, что получили ваше сообщение",
}
"""How an event is told to the client where its title speaks of them; of the others the title is told."""


def to_client(event: str) -> str:
    """What happened, in the words of a letter to the client."""
    return TO_CLIENT.get(event) or title_of("event", event)


define(
    Word("notice", EVENT, "само событие"),
    Word("notice", "received", "сообщение зарегистрировано: его номер и срок ответа"),
    Word("notice", "term_on_request", "срок ответа по просьбе", waits="ответ на вопрос о сроке отдельно от дела"),
    Word("notice", "extension", "продление срока"),
    Word("notice", "forwarding", "пересылка"),
    Word("notice", "ways_to_file", "законные способы подать обращение"),
    Word("notice", "place", "место и дорога", about="visit"),
    Word("notice", "refusal_of_channel", "почему и куда подать", waits="отказ точки с указанием, куда подать"),
    Word("notice", VISIT, "приём", about="visit"),
    Word("notice", TERM, "срок, который подходит"),
)
