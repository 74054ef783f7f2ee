"""Figures of the chat over a period: how long people waited for a first answer and talked, how it ended; by site,
department and hour. A figure that nothing stands behind is left out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext as _

from priemnaya.channels.models import ChatTalk
from priemnaya.channels.models.chat import PLACES
from priemnaya.people.models import Organisation

FEW = 5
"""Fewer tell more of single people than of the chat: no median or share is shown of them."""


@dataclass(frozen=True)
class Figures:
    """Minutes are medians; None where too few stand behind. unanswered: nobody answered in the chat; helped_share: of
    those who said whether it helped."""

    title: str
    talks: int
    answered: int
    cases: int
    unanswered: int
    wait: float | None
    length: float | None
    helped_share: int | None


def figures_of(title: str, rows: Iterable[ChatTalk]) -> Figures:
    known = list(rows)
    waits = [t.wait.total_seconds() / 60 for t in known if t.wait is not None]
    lengths = [t.length.total_seconds() / 60 for t in known if t.length is not None]
    said = [t.helped == "yes" for t in known if t.helped]
    return Figures(
        title,
        len(known),
        sum(t.result == "answered" for t in known),
        sum(t.result in ("case", "joined", "message") for t in known),
        sum(t.answered_at is None for t in known),
        round(median(waits), 1) if len(waits) >= FEW else None,
        round(median(lengths), 1) if len(lengths) >= FEW else None,
        round(100 * sum(said) / len(said)) if len(said) >= FEW else None,
    )


def tables(organisation: Organisation, since: dt.datetime, until: dt.datetime) -> list[tuple[str, list[Figures]]]:
    """The whole, then by site, by department of whoever answered, by hour of the first word."""
    rows = list(
        ChatTalk.objects.filter(organisation=organisation, ended_at__gte=since, ended_at__lt=until).select_related(
            "employee__unit"
        )
    )

    def unit(talk: ChatTalk) -> str:
        if talk.employee is None:
            return str(_("никто не ответил"))
        return talk.employee.unit.name if talk.employee.unit else str(_("без отдела"))

    return [
        (str(_("Всего")), [figures_of(str(_("за эти дни")), rows)] if rows else []),
        (str(_("По сайтам")), _by(rows, lambda t: t.place, lambda name: str(PLACES[name]))),
        (str(_("По отделам")), _by(rows, unit, str)),
        (str(_("По часам")), _by(rows, lambda t: organisation.local(t.opened_at).hour, lambda h: f"{h}:00–{h}:59")),
    ]


def _by(rows: list[ChatTalk], key: Callable[[ChatTalk], Hashable], said: Callable[..., str]) -> list[Figures]:
    found: dict[Hashable, list[ChatTalk]] = defaultdict(list)
    for talk in rows:
        found[key(talk)].append(talk)
    return [figures_of(said(one), found[one]) for one in sorted(found, key=lambda k: (isinstance(k, str), k))]
