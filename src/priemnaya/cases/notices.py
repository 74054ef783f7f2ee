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
    "code_renewed",
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
    "code_renewed": _("сообщение о новом коде"),
}
