"""What came from a form or an address, as numbers, days and rows: one place, so that nothing typed breaks a page.

A form tells people what is wrong (Objection with words); an address, which people do not type, falls back to a default.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from priemnaya.errors import Objection

Row = TypeVar("Row", bound=Model)
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Days outside are typing errors: no term, zone or month can be counted with them."""


def whole(text: object) -> int | None:
    """A whole number as people and programs write it (only 0 to 9, at most 18 digits); None for anything else."""
    typed = str(text or "").strip()
    return int(typed) if re.fullmatch(r"-?[0-9]{1,18}", typed) else None


def chosen(request: HttpRequest, name: str) -> int:
    """The number of the row chosen in a form or an address; 0 for none and for whatever is no number."""
    found = whole(request.POST.get(name, "") or request.GET.get(name, ""))
    return found if found and found > 0 else 0


def row_chosen(request: HttpRequest, name: str, rows: QuerySet[Row], words: str) -> Row:
    """The row of `rows` that was chosen. Raises Objection with the words when there is no such row."""
    found = rows.filter(pk=chosen(request, name)).first()
    if found is None:
        raise Objection(words)
    return found


def day(text: object) -> dt.date | None:
    """A day as a calendar field sends it; None for anything else."""
    try:
        found = dt.date.fromisoformat(str(text or "").strip())
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def day_typed(request: HttpRequest, name: str, words: str = "") -> dt.date:
    """The day of a field. Raises Objection with the words when it holds none."""
    found = day(request.POST.get(name))
    if found is None:
        raise Objection(words or _("Выберите день в календаре."))
    return found


def moment(text: object, zone: dt.tzinfo) -> dt.datetime | None:
    """A day and time as a field sends it, in the body's zone; None for anything else."""
    try:
        found = dt.datetime.fromisoformat(str(text or "").strip())
    except ValueError:
        return None
    return found.replace(tzinfo=zone) if FIRST_YEAR <= found.year <= LAST_YEAR else None


def moment_typed(request: HttpRequest, name: str, zone: dt.tzinfo, words: str = "") -> dt.datetime:
    """The instant of a field. Raises Objection with the words when it holds none."""
    found = moment(request.POST.get(name), zone)
    if found is None:
        raise Objection(words or _("Выберите день и время."))
    return found


def month(text: object) -> dt.date | None:
    """«2026-09» -> its first day; None for anything else."""
    return day(f"{text}-01") if re.fullmatch(r"[0-9]{4}-[0-9]{2}", str(text or "")) else None


def own_address(request: HttpRequest, name: str, default: str = "/") -> str:
    """Where to go next, as the form says, if that is a page of ours; else the default."""
    asked = str(request.POST.get(name, ""))
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if ours else default


def one_of(text: object, known: Any, default: str = "") -> str:
    """What was chosen, if it is known; else the default."""
    return str(text) if str(text or "") in known else default
