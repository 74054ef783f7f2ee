"""Automatic notices to clients, by name: each outgoing letter is either an answer (a signed reply) or one of these."""

from __future__ import annotations

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

Notice = Literal[
    "received",
    "clarification",
    "term",
    "extension",
    "split",
    "forwarding",
    "forwarding_undone",
    "ways_to_file",
    "closing",
    "incomplete",
    "confirmation",
    "answer_waits",
    "notice_waits",
    "code_renewed",
    "resumed",
    "happened",
]
NOTICES: dict[Notice, Any] = {
    "received": _("подтверждение получения"),
    "clarification": _("уточняющий вопрос"),
    "term": _("срок ответа"),
    "extension": _("продление срока"),
    "split": _("новый номер выделенного вопроса"),
    "forwarding": _("сообщение о пересылке"),
    "forwarding_undone": _("сообщение, что вопрос остаётся у нас"),
    "ways_to_file": _("как подать"),
    "closing": _("сообщение о закрытии"),
    "incomplete": _("чего не хватает в заявлении"),
    "confirmation": _("просьба подтвердить"),
    "answer_waits": _("где лежит ответ"),
    "notice_waits": _("где лежит сообщение"),
    "code_renewed": _("сообщение о новом коде"),
    "resumed": _("сообщение, что услуга возобновлена"),
    "happened": _("сообщение о том, что произошло по делу"),
}
SUSPENSION = "suspension"
"""A signed reply, not a notice, but its leaving moves the term as one does."""
EFFECTS: dict[str, Any] = {
    "received": _("Клиент не знает, что сообщение получено и зарегистрировано: срок сообщить ему об этом снова идёт."),
    "term": _("Клиент ждёт ответа к прежнему дню."),
    "extension": _("Пока клиент не знает о продлении, оно не действует: срок снова идёт по прежнему дню."),
    "split": _("Клиент не знает номера и срока выделенного вопроса."),
    "forwarding": _("Клиент не знает, кто ему ответит: срок сообщить ему о пересылке снова идёт."),
    "forwarding_undone": _("Клиент ждёт ответа от другого органа, а отвечаем мы."),
    "closing": _("Клиент не знает, что дело закрыто без ответа, и почему."),
    "incomplete": _("Клиент не знает, чего не хватает: срок связаться с ним снова идёт."),
    "resumed": _("Клиент не знает, что услуга возобновлена и к какому дню её окажут."),
    "happened": _("Клиент не знает о том, о чём порядок велит ему сообщить: срок сообщить снова идёт."),
    SUSPENSION: _("Пока клиент не знает о приостановке, она не действует: срок снова идёт по прежнему дню."),
}
"""What follows in law when a letter came back: of every notice on whose delivery something depends."""
WITHOUT_EFFECT: tuple[Notice, ...] = (
    "clarification",
    "ways_to_file",
    "confirmation",
    "answer_waits",
    "notice_waits",
    "code_renewed",
)
"""Nothing runs by these; whoever reads the case sends them otherwise all the same."""
