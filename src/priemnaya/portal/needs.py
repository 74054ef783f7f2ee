"""What a case waits for from its client, said first on their page with the place to do it; how far it is; and whom to
ask about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from priemnaya.cases.facts import case_facts
from priemnaya.cases.models import ApplicationDocument, Case, Contact
from priemnaya.people.policies import policy_of
from priemnaya.policy.kinds.closes_as import RECALLED


@dataclass(frozen=True)
class Need:
    """title: what is wanted; words: the letter that asks it; documents: which are lacking, with what is wrong; until:
    the last day, where there is one."""

    title: str
    words: str = ""
    documents: tuple[ApplicationDocument, ...] = ()
    until: dt.datetime | None = None


def need_of(case: Case, contacts: Sequence[Contact], documents: Sequence[ApplicationDocument]) -> Need | None:
    """A question that nobody has answered yet, or documents that are lacking. None while the case waits for nobody
    outside, and when it has ended."""
    if not case.is_open or case.merged_into_id:
        return None
    asked = [c for c in contacts if c.direction == "out" and c.notice == "clarification"]
    if case.state == "waiting" and asked:
        return Need(_("Ответьте на наш вопрос"), asked[-1].text)
    lacking = tuple(d for d in documents if d.source == "client" and (d.lacking or d.state == "awaited"))
    if lacking:
        return Need(_title(lacking), documents=lacking, until=_until(case))
    return None


def _title(lacking: Sequence[ApplicationDocument]) -> str:
    if len(lacking) > 1:
        return _("Пришлите недостающие документы")
    if lacking[0].state == "wrong":
        return _("Исправьте документ: %s") % lacking[0].name
    return _("Пришлите документ: %s") % lacking[0].name


def _until(case: Case) -> dt.datetime | None:
    """The end of a suspension with so many days."""
    application = case.application
    if case.state != "suspended" or not application.suspended_at or not application.suspended_days:
        return None
    return application.suspended_at + dt.timedelta(days=application.suspended_days)


@dataclass(frozen=True)
class Stage:
    """One of the four steps that a person understands. state: done, now or still to come; more: when, or until when."""

    name: str
    state: str = ""
    more: str = ""


AT = {"review": 0, "new": 1}
"""Where a case is before anybody has it; elsewhere it is at the third step until it has ended."""


def stages_of(case: Case, need: Need | None, due: dt.datetime | None) -> list[Stage]:
    """due: by when the answer is owed, where it is owed."""
    at = AT.get(case.state, 2 if case.is_open else 3)
    words = (
        (_("Получили"), _day(case, case.received_at)),
        (_("Зарегистрировали"), _day(case, case.registered_at) if at else ""),
        (_at_work(case, need), _("ждём вас") if need else ""),
        (_ends(case), _by(case, due)),
    )
    return [
        Stage(name, "done" if n < at or (n == at == 3) else "now" if n == at else "", more)
        for n, (name, more) in enumerate(words)
        if name
    ]


def _at_work(case: Case, need: Need | None) -> str:
    """What is done with it now; of an answered case, what was. Empty where it has ended otherwise."""
    if not case.is_open:
        return _("Подготовили ответ") if case.state == "answered" else ""
    if need is not None:
        return _("Ждём вашего ответа") if need.words else _("Ждём документы")
    said = {
        "on_approval": _("Ответ готов, его проверяют"),
        "suspended": _("Приостановили"),
        "sending": _("Ответ подписан, отправляем"),
        "returned": _("Письмо вернулось, отправляем иначе"),
        "forwarding": _("Пересылаем в другой орган"),
        "waiting": _("Ждём вашего ответа"),
    }
    usual = _("Рассматриваем заявление") if case.kind == "service_application" else _("Готовим ответ")
    return said.get(case.state, usual)


def _ends(case: Case) -> str:
    said = {
        "answered": _("Ответ дан"),
        "forwarded": _("Переслали в другой орган"),
        "merged": _("Присоединили к другому делу"),
        "closed": _("Отозвано вами") if case.outcome == RECALLED else _("Завершили"),
    }
    usual = _("Решение") if case.kind == "service_application" else _("Ответ")
    return said.get(case.state, usual)


def _by(case: Case, due: dt.datetime | None) -> str:
    if not case.is_open:
        return _day(case, case.closed_at) if case.closed_at else ""
    return _("до %s") % _day(case, due) if due and due > timezone.now() else ""


def _day(case: Case, at: dt.datetime) -> str:
    return date_format(case.organisation.local(at), "j E")


TOLD = "send_reply.executor_contacts"


@dataclass(frozen=True)
class Ask:
    """Whom to ask about a case by telephone; who: empty where the order has nobody named."""

    who: str
    phone: str


def ask_of(case: Case) -> Ask:
    """The executor by name and telephone where the order wants both told to clients in the answer; else the body's own
    telephone."""
    body, policy = case.organisation, policy_of(case.organisation)
    asked = ("before", body.local(case.registered_at).date(), TOLD)
    if not case.is_open or next(policy.rules(*asked), None) is None:  # facts are read only where a rule asks them
        return Ask("", body.phone)
    hand = case.assignee if next(policy.rules(*asked, case_facts(case)), None) is not None else None
    return Ask(hand.short_name, hand.phone or body.phone) if hand else Ask("", body.phone)
