"""A talk held for a deed, and what every deed of its employee asks first."""

from __future__ import annotations

import re

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.channels.chat.limits import LONGEST, MOST
from priemnaya.channels.chat.standing import lines_of, may_see
from priemnaya.channels.models import ChatLine, ChatTalk
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.models import Employee

KEY = re.compile(r"[\w-]{1,40}", re.ASCII)
"""Of a line: made by a page of ours, it says nothing."""


def hold(talk: ChatTalk) -> ChatTalk:
    """The row, held until the transaction ends."""
    rows = ChatTalk.objects.select_for_update(of=("self",))
    return rows.select_related("organisation__parent", "employee", "client", "case").get(pk=talk.pk)


def hold_for(talk: ChatTalk, employee: Employee) -> ChatTalk:
    """The same for an employee. Raises NotAllowed for one whom the client's words name, Stale where it is over."""
    held = hold(talk)
    if not may_see(employee, held):
        raise NotAllowed(_("Этот разговор ведёт другой сотрудник: вам его не открыть."))
    if not held.is_living:
        raise Stale(_("Разговор уже закончен. Что из него вышло, написано на этой странице."))
    return held


def hold_led(talk: ChatTalk, employee: Employee) -> ChatTalk:
    """A talk that the employee leads. Raises Stale where somebody else does, or nobody."""
    held = hold_for(talk, employee)
    if held.employee_id != employee.pk:
        who = held.employee.short_name if held.employee else ""
        raise Stale(
            _("Разговор теперь ведёт %s: если нужно, возьмите его себе.") % who
            if who
            else _("Этот разговор никто не ведёт. Возьмите его, потом отвечайте.")
        )
    return held


def moved(talk: ChatTalk, *fields: str) -> None:
    """Save what a deed has changed; an old page is known by the version."""
    talk.save(update_fields=list(fields))
    ChatTalk.objects.filter(pk=talk.pk).update(version=F("version") + 1)
    talk.version += 1


def whole(text: str, key: str) -> tuple[str, str]:
    """What was typed and its key. Raises Objection for nothing, or too much."""
    said, name = text.replace("\r\n", "\n").strip(), key.strip()
    if not said:
        raise Objection(_("Напишите сообщение."))
    if len(said) > LONGEST:
        raise Objection(_("В чате одно сообщение до %d знаков. Разделите его или напишите нам письмом.") % LONGEST)
    if not KEY.fullmatch(name):
        raise Objection(_("Обновите страницу и отправьте ещё раз: текст останется."))
    return said, name


def put(talk: ChatTalk, side: str, key: str, text: str, author: Employee | None) -> ChatLine | None:
    """A line at the end; None when the same key has brought it before. Raises Objection where there are too many."""
    if ChatLine.objects.filter(talk=talk, side=side, key=key).exists():
        return None
    if lines_of(talk).count() >= MOST:
        raise Objection(_("Разговор слишком длинный. Закончите его и начните новый или напишите нам письмом."))
    talk.last_at = timezone.now()
    return ChatLine.objects.create(talk=talk, side=side, key=key, text=text, author=author, at=talk.last_at)


def said_before(talk: ChatTalk, side: str, key: str) -> bool:
    return ChatLine.objects.filter(talk=talk, side=side, key=key).exists()
