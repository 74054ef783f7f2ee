"""The one place where views of personal data are written down: every answer to staff and to programs, after it is made
and before it leaves. One that cannot be written down does not leave."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from priemnaya.cases.numbers import as_number
from priemnaya.core.address import address_of
from priemnaya.core.journal import write_access
from priemnaya.core.models.access import OPENED
from priemnaya.core.shown import Key, Looked, looking

OUTSIDE = ("public", "")
"""Permissions of pages that are not for staff: what a client reads there is their own."""
TEXTS = ("text/", "application/json", "application/problem+json")
TABLES = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml")
SUBJECT = re.compile(r"^w/(case|client)s/(?:<int:pk>|\(\?P<pk>)")
GIVEN = ("download", "export")
MARKS = re.compile(r"</?mark>")
"""Around words of a name that was looked for: it is read without them."""
ASKED = ("q", "text", "client", "case")
"""Fields of an address by which somebody is looked for."""


class Journalling:
    """Around the view: rows note themselves as they are loaded, and what stands in the answer was shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with looking() as looked:
            response = self.get_response(request)
            by = _who(request)
        if by is not None and (seen := _seen(request, response, looked)):
            write_access(seen, by=by, page=page_name(request), address=address_of(request))
        return response


def _who(request: HttpRequest) -> Any:
    """The employee, or the program with its key; None for a client."""
    match = request.resolver_match
    permission = getattr(match.func, "permission", "") if match else ""
    if permission in OUTSIDE:
        return None
    if permission == "token":
        return getattr(request, "auth", None)
    user: Any = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def page_name(request: HttpRequest) -> str:
    return str(request.resolver_match.url_name or "") if request.resolver_match else ""


def _seen(request: HttpRequest, response: HttpResponse, looked: Looked) -> dict[str, list[Key]]:
    """By kind: what the view said itself, the subject of its address, and whoever else stands in the answer."""
    seen = {kind: list(keys) for kind, keys in looked.told.items()}
    known = {key: kind for kind, keys in seen.items() for key in keys}
    about, rest = set(_subjects(request, looked)), _kind(request, response)
    theirs = _cases_of_clients(looked)
    for key in _shown(response, looked):
        if key not in known:
            known[key] = rest if key not in about or rest in GIVEN else "view"
            seen.setdefault(_with_its_case(key, known, theirs), []).append(key)
    return seen


def _cases_of_clients(looked: Looked) -> dict[Key, list[Any]]:
    """Rows that name a client, by the client: a list has hundreds, and each client of it is asked about."""
    found: dict[Key, list[Any]] = {}
    for row in looked.loaded:
        if (client := row.__dict__.get("client_id")) is not None:
            found.setdefault(("client", client), []).append(row)
    return found


def _with_its_case(key: Key, known: dict[Key, str], theirs: dict[Key, list[Any]]) -> str:
    """How it was seen: a client on the page of their own case as that case was."""
    cases = theirs.get(key, ())
    return next((known[c] for row in cases if known.get(c := row.seen_as()[:2]) in OPENED), known[key])


def _shown(response: HttpResponse, looked: Looked) -> list[Key]:
    """Of a page those it names; of a file every row it was made of; of a redirect none."""
    if not looked.loaded or 300 <= response.status_code < 400:
        return []
    if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXTS):
        return list(looked.all()) if response.status_code < 300 else []
    return list(looked.standing_in(words_of(response)))


def words_of(response: HttpResponse) -> str:
    """What a person or a program reads in an answer: without the escapes of its format."""
    text = response.content.decode(response.charset or "utf-8", "replace")
    if "json" in response.headers.get("Content-Type", ""):
        try:
            return json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            return text
    return html.unescape(MARKS.sub("", text))


def _kind(request: HttpRequest, response: HttpResponse) -> str:
    """How whatever is not the subject of the address was seen."""
    text = response.headers.get("Content-Type", "")
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        return "export" if text.startswith(TABLES) else "download"
    if not text.startswith(TEXTS):
        return "view"
    return "search" if any(request.GET.get(name, "").strip() for name in ASKED) else "list"


def _subjects(request: HttpRequest, looked: Looked) -> list[Key]:
    """What the answer is about, as its address says: /w/cases/12/, /api/v1/cases/2026-7/close."""
    match = request.resolver_match
    if match is None:
        return []
    if about := SUBJECT.match(match.route):
        return [(about[1], int(match.kwargs["pk"]))]
    if isinstance(number := match.kwargs.get("number"), str):  # a whole one is a page of a scan
        written = (number, as_number(number) or number)  # however it was typed, as api.rest.shared.case_at reads it
        return [("case", row.pk) for row in looked.loaded if row.__dict__.get("number") in written]
    typed = str(match.kwargs.get("client_id", ""))
    return [("client", int(typed))] if re.fullmatch(r"[0-9]{1,18}", typed) else []
