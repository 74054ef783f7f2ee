"""What stands beside a list: the row that is open, which one comes before and after it, and where it stands among them.

A page asks with `open` in its address. A script asks for the pane alone; without scripts, and on a phone, the same
address is a page.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from .tables.shown import Listing


def address(request: HttpRequest) -> str:
    """The list without what is open beside it."""
    kept = request.GET.copy()
    for name in ("open", "as"):
        kept.pop(name, None)
    return kept.urlencode()


def alone(request: HttpRequest) -> bool:
    """Only the pane is asked for: the list stands on the page already. A script that goes back in the history of the
    browser asks for the whole page."""
    script = getattr(request, "htmx", None)
    asks = script is not None and bool(script) and not script.history_restore_request
    return asks and bool(request.GET.get("open"))


def pane_of(request: HttpRequest, listing: Listing, opened: Any) -> dict[str, Any]:
    """opened: the key of the row; none, when nothing stands beside the list."""
    listing.beside, listing.opened = True, opened
    if opened is None:
        return {"opened": None, "list_address": address(request)}
    keys = [listing.table.key(row) for row in listing.rows]
    around = neighbours(keys, opened, listing.page.start_index(), listing.count)
    return {"opened": opened, "list_address": address(request), **around}


def neighbours(keys: list[Any], opened: Any, first: int, among: int) -> dict[str, Any]:
    """Keys of the rows before and after it on the page of the list. first: the place of the page's first row."""
    at = keys.index(opened) if opened in keys else None
    return {
        "before": keys[at - 1] if at else None,
        "after": keys[at + 1] if at is not None and at + 1 < len(keys) else None,
        "place": first + at if at is not None else None,
        "among": among,
    }


def back(request: HttpRequest, page: str, otherwise: HttpResponse) -> HttpResponse:
    """After a deed of the pane: to the same list with the same row open; from elsewhere, where one would go anyway."""
    kept = request.POST.get("list")
    return otherwise if kept is None else redirect(f"{reverse(page)}?{QueryDict(kept).urlencode()}")
