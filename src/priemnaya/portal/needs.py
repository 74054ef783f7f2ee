"""What a case waits for from its client, said first on their page with the place to do it; how far it is; and whom to
ask about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from priemnaya.cases.facts import case_facts
from priemnaya.cases.models import ApplicationDocument, Case, Contact
from priemnaya.cases.texts import promise, said
from priemnaya.core.models import Obligation
from priemnaya.people.policies import policy_of
from priemnaya.policy.kinds.closes_as import RECALLED
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE


@dataclass(frozen=True)
class Need:
    """title: what is wanted; words: the letter that asks it; documents: which are lacking, with what is wrong; until:
    how long we wait, where there is such a day; wait: the same in words, with what the term does meanwhile."""

    title: str
    words: str = ""
    documents: tuple[ApplicationDocument, ...] = ()
    until: dt.datetime | None = None
    wait: str = ""


def need_of(
    case: Case,
    contacts: Sequence[Contact],
    documents: Sequence[ApplicationDocument],
    owed: Obligation | None = None,
) -> Need | None:
    """A question that nobody has answered yet, or documents that are lacking. None while the case waits for nobody
    outside, and when it has ended. owed: our answer, where it has a term."""
    if not case.is_open or case.merged_into_id:
        return None
    if question := question_of(case, contacts):
        return Need(_("Ответьте на наш вопрос"), question.text, until=_until(case, owed), wait=_wait(case, owed))
    lacking = tuple(d for d in documents if d.source == "client" and (d.lacking or d.state == "awaited"))
    if lacking:
        return Need(_title(lacking), documents=lacking, until=_until(case, owed), wait=_wait(case, owed))
    return None


def question_of(case: Case, contacts: Sequence[Contact]) -> Contact | None:
    """The last one asked that the client has not written after. A suspended service stays suspended while it waits."""
    asked = [c for c in contacts if c.direction == "out" and c.notice == "clarification"]
    if not asked or case.state not in ("waiting", "suspended"):
        return None
    if case.state == "suspended" and any(c.direction == "in" and c.at >= asked[-1].at for c in contacts):
        return None
    return asked[-1]


def _title(lacking: Sequence[ApplicationDocument]) -> str:
    if len(lacking) > 1:
        return _("Пришлите недостающие документы")
    if lacking[0].state == "wrong":
        return _("Исправьте документ: %s") % lacking[0].name
    return _("Пришлите документ: %s") % lacking[0].name


def _until(case: Case, owed: Obligation | None) -> dt.datetime | None:
    """The end of a suspension with so many days; else the day of our own answer, which waits for nobody."""
    if case.state == "suspended":
        application = case.application
        if not application.suspended_at or not application.suspended_days:
            return None
        return application.suspended_at + dt.timedelta(days=application.suspended_days)
    return owed.due_at if owed is not None and owed.due_at > timezone.now() else None


def _wait(case: Case, owed: Obligation | None) -> str:
    """How long we wait, and whether the term goes on meanwhile: no question stops one (clarify_case)."""
    until = _until(case, owed)
    if case.state == "suspended":
        if until is None:
            return _("Пока услуга приостановлена, её срок стоит.")
        return _("Ждём до %s: пока услуга приостановлена, её срок стоит.") % _day(case, until)
    if owed is None:
        return _("Срока для вашего ответа нет, но дело из-за него не останавливается.")
    if until is None:
        return _("Наш срок истёк %s, он не останавливался. Чем раньше вы ответите, тем скорее ответим мы.") % _day(
            case, owed.due_at
        )
    return _("Ждём до %s. Наш срок не останавливается: в этот день мы должны ответить вам.") % _day(case, until)


@dataclass(frozen=True)
class Stage:
    """One of the four steps that a person understands. state: done, now or still to come; more: when, or until when."""

    name: str
    state: str = ""
    more: str = ""


AT = {"review": 0, "new": 1}
"""Where a case is before anybody has it; elsewhere it is at the third step until it has ended."""


def stages_for_second(case: Case) -> list[Stage]:
    """The same for a second applicant who has confirmed: nothing of what was written, nor of who is waited for."""
    owed = Obligation.objects.about("case", case.pk).filter(what=REPLY_ON_SUBSTANCE).open().first()
    words = {_("Ждём вашего ответа"): _("Ждём того, кто подал"), _("Отозвано вами"): _("Отозвано")}
    stages = stages_of(case, None, owed.due_at if owed else None)
    return [replace(stage, name=words.get(stage.name, stage.name)) for stage in stages]


def stages_of(case: Case, need: Need | None, due: dt.datetime | None) -> list[Stage]:
    """due: by when the answer is owed, where it is owed."""
    at = AT.get(case.state, 2 if case.is_open else 3)
    words = (
        (_("Получили"), _day(case, case.received_at)),
        (_("Зарегистрировали"), _day(case, case.registered_at) if at else ""),
        (_at_work(case, need), _we_wait(case, need) if need else ""),
        (_ends(case), _by(case, due)),
    )
    return [
        Stage(name, "done" if n < at or (n == at == 3) else "now" if n == at else "", more)
        for n, (name, more) in enumerate(words)
        if name
    ]


def _we_wait(case: Case, need: Need) -> str:
    return _("ждём вас до %s") % _day(case, need.until) if need.until else _("ждём вас")


def _at_work(case: Case, need: Need | None) -> str:
    """What is done with it now; of an answered case, what was. Empty where it has ended otherwise."""
    if not case.is_open:
        return _("Подготовили ответ") if case.state == "answered" else ""
    if need is not None:
        return _("Ждём вашего ответа") if need.words else _("Ждём документы")
    words = {
        "on_approval": _("Ответ готов, его проверяют"),
        "suspended": _("Приостановили"),
        "sending": _("Ответ подписан, отправляем"),
        "returned": _("Письмо вернулось, отправляем иначе"),
        "forwarding": _("Пересылаем в другой орган"),
        "waiting": _("Ждём вашего ответа"),
    }
    usual = _("Рассматриваем заявление") if case.kind == "service_application" else _("Готовим ответ")
    return words.get(case.state, usual)


def _ends(case: Case) -> str:
    words = {
        "answered": _("Ответ дан"),
        "forwarded": _("Переслали в другой орган"),
        "merged": _("Присоединили к другому делу"),
        "closed": _("Отозвано вами") if case.outcome == RECALLED else _("Завершили"),
    }
    applied = case.kind == "service_application"
    if applied and case.state == "answered":
        return _("Решение готово")
    return words.get(case.state, _("Решение") if applied else _("Ответ"))


def _by(case: Case, due: dt.datetime | None) -> str:
    if not case.is_open:
        return _day(case, case.closed_at) if case.closed_at else ""
    return _("до %s") % _day(case, due) if due and due > timezone.now() else ""


def _day(case: Case, at: dt.datetime) -> str:
    return date_format(case.organisation.local(at), "j E")


def promised(case: Case, owed: Obligation | None) -> str:
    """The day that a letter promises (cases.texts.promise), in words: «25 декабря», of another year with the year."""
    if not promise(case, owed) or owed is None:
        return ""
    due, now = case.organisation.local(owed.due_at), case.organisation.local(timezone.now())
    day = date_format(due, "j E" if due.year == now.year else "j E Y")
    return f"{day} {said(case.organisation, 'provisional_day')}" if owed.provisional else day


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
