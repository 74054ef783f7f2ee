"""Events of works that an answer promises and of bots that hand a client over: they wait for parts of the product."""

from __future__ import annotations

from .actions import BOTS, PROMISES
from .happening import happens

happens("works_promised", "в ответе обещаны работы", "обещать работы", "обещание работ", about="reply", waits=PROMISES)
happens("works_begin", "начинаются обещанные работы", "начать работы", "начало работ", waits=PROMISES)
happens("works_done", "обещанные работы сделаны", "сделать обещанные работы", "обещанные работы", waits=PROMISES)
happens("works_postponed", "обещанные работы перенесены", "перенести работы", "перенос работ", waits=PROMISES)
happens(
    "works_postponement_told",
    "клиенту сообщено о переносе работ",
    "сообщить клиенту о переносе работ",
    "сообщение о переносе работ",
    waits=PROMISES,
)
happens(
    "bot_asked_for_person",
    "клиент попросил человека вместо бота",
    "попросить человека вместо бота",
    "просьба о человеке",
    waits=BOTS,
)
happens("bot_handed_over", "бот передал разговор человеку", "передать разговор от бота", "передача от бота", waits=BOTS)
happens("bot_taken_over", "сотрудник ответил после бота", "ответить клиенту после бота", "ответ после бота", waits=BOTS)
