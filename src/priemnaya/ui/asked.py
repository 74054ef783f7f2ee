"""What came from a form or an address, as numbers, days and rows: one place, so that nothing typed breaks a page.

A form tells people what is wrong (Objection with words); an address, which people do not type, falls back to a default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from priemnaya.core.reading import day, moment, month, whole
from priemnaya.core.settings_kept import UNSEEN
from priemnaya.errors import Objection

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Row = TypeVar("Row", bound=Model)
__all__ = ["chosen", "day", "moment", "month", "one_of", "own_address", "page_seen", "row_chosen", "turn_seen", "whole"]


def chosen(request: HttpRequest, name: str) -> int:
    """The number of the row chosen in a form or an address; 0 for none and for whatever is no number."""
    found = whole(request.POST.get(name, "") or request.GET.get(name, ""))
    return found if found and found > 0 else 0


def row_chosen(request: HttpRequest, name: str, rows: QuerySet[Row], words: StrOrPromise) -> Row:
    """The row of `rows` that was chosen. Raises Objection with the words when there is no such row."""
    found = rows.filter(pk=chosen(request, name)).first()
    if found is None:
        raise Objection(str(words))
    return found


def page_seen(request: HttpRequest) -> str:
    """The token of what stood on the page that writes it anew: a fact of a case, a setting. A form of ours always has
    one: who comes without has seen nothing."""
    return str(request.POST.get("seen", "")) or UNSEEN


def turn_seen(request: HttpRequest) -> int:
    """The same of what counts its changes; one that no row has when the form says nothing."""
    found = whole(request.POST.get("seen", ""))
    return -1 if found is None else found


def own_address(request: HttpRequest, name: str, default: str = "/") -> str:
    """Where to go next, as the form says, if that is a page of ours; else the default."""
    asked = str(request.POST.get(name, ""))
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if ours else default


def one_of(text: object, known: Any, default: str = "") -> str:
    """What was chosen, if it is known; else the default."""
    return str(text) if str(text or "") in known else default
