"""What a case waits for from its client: said first on the client's page, with the place to do it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from priemnaya.cases.models import ApplicationDocument, Case, Contact


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
