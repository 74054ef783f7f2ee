"""must_tell: the client is told something when it happens; the message is made by the action itself."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

NAMES = {
    "received": "сообщение получено и зарегистрировано",
    "term_on_request": "срок ответа по просьбе",
    "extension": "продление срока",
    "forwarding": "пересылка",
    "ways_to_file": "законные способы подать обращение",
    "place": "место и дорога",
    "refusal_of_channel": "почему и куда подать",
}


class MustTell(Values):
    what: Literal[
        "received", "term_on_request", "extension", "forwarding", "ways_to_file", "place", "refusal_of_channel"
    ]
    kinds: tuple[str, ...] = ()


class KIND(Kind):
    name = "must_tell"
    values = MustTell
    doc = "Клиенту сообщают о событии; сообщение составляет само действие."
    example = "{what: extension}"

    @classmethod
    def judge(cls, values: MustTell, facts: Facts) -> Judgement:
        if facts.get("told"):
            return Judgement(True)
        return Judgement(False, f"Клиенту нужно сообщить: {NAMES[values.what]}.", "Напишите клиенту сообщение.")

    @classmethod
    def phrase(cls, values: MustTell) -> str:
        return f"клиенту сообщают: {NAMES[values.what]}"
