"""How much may come without a proved identity (docs/trust.md, «Limits»). Nothing is turned away: what is over a quota
passes with work done by the browser, and without it waits for a person, who is told so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from priemnaya.core import limits
from priemnaya.core.address import network_of
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation

from . import work
from .shared import person_of

WITH_WORK = 3
"""So many times its quota passes with work; what is more waits for a person in any case."""
MEGABYTE = 1 << 20
LETTERS_OF_ALL = 10
"""So many mailboxes' quotas of letters on request may one network ask for in a day."""
UPLOADS_OF_ALL = 20
"""So many networks' quotas of uploads does a body take in a day."""


def _counted(request: HttpRequest, organisation: Organisation, mailbox: str) -> list[tuple[str, str, str, int]]:
    """(quota, whose, in words for staff, seconds)."""
    rows = [
        ("network", network_of(request), "из одной сети за час", limits.HOUR),
        ("body", str(organisation.pk), "без подтверждённой личности за час", limits.HOUR),
    ]
    if mailbox:
        rows.append(("mailbox", mailbox.strip().lower(), "с одной почтой за сутки", limits.DAY))
    return rows


def identified(request: HttpRequest, organisation: Organisation) -> bool:
    return bool(person_of(request, organisation))


def over_quota(request: HttpRequest, organisation: Organisation, mailbox: str = "") -> float:
    """How many times over its quota one more message would be; up to 1 it is within."""
    if identified(request, organisation):
        return 0
    rows = _counted(request, organisation, mailbox)
    return max((limits.spent("write", name, who) + 1) / settings.QUOTAS[name] for name, who, _words, _s in rows)


def weigh(request: HttpRequest, organisation: Organisation, mailbox: str = "") -> str:
    """Count one message; why it waits for a person, empty when it does not."""
    if identified(request, organisation):
        return ""
    most, why = 0.0, ""
    for name, who, words, seconds in _counted(request, organisation, mailbox):
        share = limits.spend("write", name, who, seconds=seconds) / settings.QUOTAS[name]
        if share > most:
            most, why = share, f"сообщений {words} больше {settings.QUOTAS[name]}"
    if most <= 1 or (most <= WITH_WORK and work.solved(request)):
        return ""
    return why


def over_additions(case_pk: int) -> float:
    return (limits.spent("write", "documents", case_pk) + 1) / settings.QUOTAS["documents"]


def weigh_addition(request: HttpRequest, case_pk: int) -> str:
    """The same for what is added to a case by whoever has its code."""
    share = limits.spend("write", "documents", case_pk, seconds=limits.DAY) / settings.QUOTAS["documents"]
    if share <= 1 or (share <= WITH_WORK and work.solved(request)):
        return ""
    return f"дополнений к делу за сутки больше {settings.QUOTAS['documents']}"


def take_files(request: HttpRequest, organisation: Organisation, files: Iterable[Any]) -> None:
    """Count the bytes of what is uploaded today. Raises Objection when they are too many; the text is not lost by
    it."""
    size, most = sum(int(f.size or 0) for f in files), settings.QUOTAS["uploads"] * MEGABYTE
    if not size:
        return
    for who, quota in ((network_of(request), most), (f"body {organisation.pk}", most * UPLOADS_OF_ALL)):
        if limits.spend("uploads", who, seconds=limits.DAY, amount=size) > quota:
            limits.spend("uploads", who, seconds=limits.DAY, amount=-size)
            raise Objection(
                _(
                    "Сегодня из вашей сети пришло слишком много файлов, эти мы принять не можем. Отправьте текст без"
                    " файлов, а файлы добавьте к делу завтра, пришлите письмом или принесите."
                )
            )


def take_letter(request: HttpRequest, *, mailbox: str = "", case_pk: int = 0) -> None:
    """Count a letter that somebody asks us to send to a mailbox (a link, a consent to confirm). Raises Objection when
    the mailbox, the case or the network has had enough of them."""
    most = settings.QUOTAS["letters"]
    counted = [(f"network {network_of(request)}", most * LETTERS_OF_ALL)]
    counted += [(f"case {case_pk}", most)] if case_pk else []
    counted += [(f"mailbox {mailbox.strip().lower()}", most)] if mailbox.strip() else []  # a name of its own
    for who, quota in counted:
        if limits.spend("letters", who, seconds=limits.DAY) > quota:
            raise Objection(
                _("Сегодня мы уже несколько раз писали на этот адрес. Найдите наше письмо или попробуйте завтра.")
            )


def may_keep(request: HttpRequest) -> bool:
    """One more draft of a browser that has none yet."""
    return limits.spend("drafts", network_of(request), seconds=limits.DAY) <= settings.QUOTAS["drafts"]
