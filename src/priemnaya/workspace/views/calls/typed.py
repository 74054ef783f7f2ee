"""What the card of a talk has fields for, as it was typed."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from priemnaya.core.reading import whole
from priemnaya.errors import Objection
from priemnaya.reception.actions.calls import Asked, Promise, Talk
from priemnaya.workspace.shared import typed_day, who

EVENING = dt.time(18)
QUESTIONS, NEEDS = 10, 6


def version_of(typed: QueryDict) -> int | None:
    return whole(typed.get("version"))


def talk_of(typed: QueryDict) -> Talk:
    asked = [
        Asked(typed.get(f"q-text-{n}", ""), typed.get(f"q-said-{n}", ""), typed.get(f"q-result-{n}", ""))
        for n in range(1, QUESTIONS + 1)
    ]
    needs = [(typed.get(f"need-asks-{n}", ""), typed.get(f"need-said-{n}", "")) for n in range(1, NEEDS + 1)]
    return Talk(
        caller=typed.get("caller", ""),
        number=typed.get("number", ""),
        questions=tuple(asked),
        needs=tuple(needs),
        answered=typed.get("answered", ""),
        satisfied=typed.get("satisfied", ""),
        outcome=typed.get("outcome", ""),
        number_given=typed.get("number_given", ""),
        recording_told=bool(typed.get("recording_told")),
        read_back=bool(typed.get("read_back")),
        powers=whole(typed.get("powers")),
    )


def promise_of(request: HttpRequest) -> Promise:
    """The day and the hour by the clock of the body; without an hour, till the end of its usual working day."""
    typed = request.POST
    day, hour = typed_day(request, "back_day"), typed.get("back_time", "").strip()
    try:
        at = dt.time.fromisoformat(hour) if hour else EVENING
    except ValueError as error:
        raise Objection(_("Время «%s» не понято: впишите часы и минуты, например 15:30.") % hour[:20]) from error
    until = dt.datetime.combine(day, at, who(request).organisation.zone) if day else None
    return Promise(
        number=typed.get("back_number", ""),
        what=typed.get("back_what", ""),
        until=until,
        convenient=typed.get("back_convenient", ""),
        from_whom=typed.get("back_from", ""),
        zone_name=typed.get("back_zone", ""),
    )
