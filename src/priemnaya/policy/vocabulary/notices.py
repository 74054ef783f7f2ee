"""Of what somebody is told: letters to the client that the product writes, reminders, and the bare event."""

from __future__ import annotations

from . import Word, define, events

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
define(
    Word("notice", EVENT, "само событие"),
    Word("notice", "received", "сообщение зарегистрировано: его номер и срок ответа"),
    Word("notice", "term_on_request", "срок ответа по просьбе", waits="ответ на вопрос о сроке отдельно от дела"),
    Word("notice", "extension", "продление срока"),
    Word("notice", "forwarding", "пересылка"),
    Word("notice", "ways_to_file", "законные способы подать обращение"),
    Word("notice", "place", "место и дорога", about="visit", waits="запись на приём"),
    Word("notice", "refusal_of_channel", "почему и куда подать", waits="отказ точки с указанием, куда подать"),
    Word("notice", VISIT, "приём", about="visit", waits="запись на приём"),
    Word("notice", TERM, "срок, который подходит"),
)
