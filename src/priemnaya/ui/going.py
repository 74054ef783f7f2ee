"""How a clause has gone, in words: beside what the system does about it, so that no page says «исполняется» of what is
overdue, was done late or was not done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.people.models import Organisation
from priemnaya.policy import ClauseState
from priemnaya.programme.went import Duty, Went
from priemnaya.worktime.terms import plural

STATES = {
    "enforced": gettext_lazy("исполняется системой"),
    "advised": gettext_lazy("подсказывается"),
    "measured": gettext_lazy("измеряется"),
    "recorded": gettext_lazy("ведётся"),
    "provided": gettext_lazy("предоставляется"),
    "by_hand": gettext_lazy("подтверждает человек"),
    "stated": gettext_lazy("сведения: требований нет"),
    "closed": gettext_lazy("не действует"),
    "ahead": gettext_lazy("ещё не действует"),
    "not yet": gettext_lazy("ещё не исполняется"),
    "nobody": gettext_lazy("никто не держит"),
}
MOST = 3
"""Lines of one clause: of twenty sections of a knowledge base the worst are enough."""


def kept_words(state: ClauseState, went: Went | None) -> str:
    """What the system does about a clause. Of one that went badly it only watches: how it went is told beside."""
    said = str(STATES.get(state.state, STATES["not yet"]))
    if state.state == "enforced" and went is not None and not (went.well and not any(d.early for d in went.duties)):
        said = _("система следит")
    elif state.state == "enforced" and state.by_reason:
        said = _("%(kept)s, отступают только с записанной причиной") % {"kept": said}
    if state.by_words and state.state in ("enforced", "advised"):
        said = _("%(kept)s, насколько узнаёт в тексте") % {"kept": said}
    if state.firmest:
        said = _("%(kept)s; остальное: %(rest)s") % {"kept": STATES[state.firmest], "rest": said}
    return _("частью %(kept)s") % {"kept": said} if state.partly else said


def went_words(went: Went | None, body: Organisation) -> tuple[str, ...]:
    """The worst first; nothing where nothing has happened yet."""
    if went is None:
        return ()
    duties = sorted(went.duties, key=lambda d: (d.kept is not False, d.due))
    told = list(dict.fromkeys(words for d in duties if (words := duty_words(d, body))))
    bad = sum(d.kept is False for d in duties)
    if len(told) > MOST:
        told = [*told[:MOST], _("и ещё: %(n)s") % {"n": len(told) - MOST}]
    if went.overdue:
        told.append(
            _("просрочено сейчас: %(n)s, раньше всех — срок %(day)s")
            % {"n": went.overdue, "day": _day(went.earliest, body)}
        )
    if went.broken > bad or (went.broken and not duties):
        told.append(_("за полгода нарушено %(n)s из %(all)s") % {"n": went.broken, "all": went.broken + went.kept})
    if went.missed:
        told.append(_("за полгода цель не достигнута: %(n)s") % {"n": counted_periods(went.missed)})
    return tuple(told)


def counted_periods(n: int) -> str:
    return f"{n} {plural(n, _('период'), _('периода'), _('периодов'))}"


def duty_words(duty: Duty, body: Organisation) -> str:
    """How one period, or a day the order names, went; empty where it ended before its day."""
    day = _day(duty.due, body)
    if duty.refused:
        return _("не соблюдается: так ответили %(day)s") % {"day": _day(duty.refused, body)}
    if duty.early:
        return day_before_us(duty.due, body)
    if duty.done:
        done = _day(duty.done, body)
        verb = _("выполнено") if duty.once or not duty.confirmed else _("подтверждено")
        if duty.kept:
            return _("%(done)s в срок, %(day)s") % {"done": verb, "day": done}
        late = lateness(duty.due, duty.done)
        return _("%(done)s с опозданием на %(late)s: %(day)s вместо %(due)s") % {
            "done": verb,
            "late": late,
            "day": done,
            "due": day,
        }
    if duty.kept is False and duty.ended:
        return _("за период с %(a)s по %(b)s никто не подтвердил") % {"a": _day(duty.since, body), "b": day}
    if duty.kept is False:
        return _("не выполнено: срок был %(day)s, опоздание %(late)s") % {
            "day": day,
            "late": lateness(duty.due, timezone.now()),
        }
    if duty.ended:
        return ""
    return _("ещё не подтверждали, срок %(day)s") % {"day": day} if duty.confirmed else _("срок %(day)s") % {"day": day}


def day_before_us(due: dt.datetime, body: Organisation) -> str:
    return _("срок %(day)s был до начала работы системы") % {"day": _day(due, body)}


def _day(at: dt.datetime | None, body: Organisation) -> str:
    return f"{body.local(at):%d.%m.%Y}" if at else ""


def lateness(due: dt.datetime, done: dt.datetime) -> str:
    """«2 года», «3 месяца», «5 дней», «4 часа»: the largest whole unit, rounded down; of years the months too."""
    return next(words for words in _spans(done - due) if words)


def _spans(late: dt.timedelta) -> Iterator[str]:
    days, hours = late.days, int(late.total_seconds() // 3600)
    years, months = days // 365, days % 365 // 30
    if years and months:
        said = (years, _("год"), _("года"), _("лет")), (months, _("месяц"), _("месяца"), _("месяцев"))
        yield " ".join(f"{n} {plural(n, *words)}" for n, *words in said)
    for n, words in (
        (days // 365, (_("год"), _("года"), _("лет"))),
        (days // 30, (_("месяц"), _("месяца"), _("месяцев"))),
        (days, (_("день"), _("дня"), _("дней"))),
        (hours, (_("час"), _("часа"), _("часов"))),
    ):
        yield f"{n} {plural(n, *words)}" if n else ""
    yield _("меньше часа")
