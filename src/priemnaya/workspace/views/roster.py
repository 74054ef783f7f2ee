"""Employees from a list made elsewhere: what would come of each line is shown first, then all are hired or nobody."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.bounded import run
from priemnaya.errors import Objection
from priemnaya.people.actions.roster import hire_by_list, look_through
from priemnaya.people.models import Organisation
from priemnaya.people.roles import ROLES, title
from priemnaya.people.roster import COLUMNS, Line, read_roster
from priemnaya.plain.inputs.tabular import as_text, rows_of_text
from priemnaya.ui.access import permission
from priemnaya.ui.downloads import attachment
from priemnaya.ui.files import uploads
from priemnaya.ui.typed import files_taken
from priemnaya.workspace.shared import who

LARGEST = 200_000
"""Signs of the lines as a page sends them back."""
EXAMPLE = ("Иванова", "Анна", "Петровна", "ivanova", "Исполнитель, Редактор базы знаний", "", "специалист", "", "")


@require_http_methods(["GET", "POST"])
@permission("people.manage")
def roster(request: HttpRequest) -> HttpResponse:
    """The form; after a file or lines were sent, what would come of each."""
    if request.method != "POST":
        return _page(request, "")
    text = _lines(request)
    try:
        if sent := uploads(request, "file"):
            text = as_text(run("plain.table_rows", sent[0].read(), sent[0].name or "файл"))
            files_taken(request)
        return _page(request, text, looked=True)
    except Objection as objection:
        return _page(request, text, error=str(objection), status=422)


@require_POST
@permission("people.manage")
def roster_hire(request: HttpRequest) -> HttpResponse:
    """What was shown, and nothing else."""
    me, text = who(request), _lines(request)
    try:
        if request.POST.get("seen") != _mark(text):
            raise Objection(_("Строки изменились с тех пор, как их показали. Посмотрите ещё раз, что получится."))
        lines, _unread = read_roster(me.organisation, rows_of_text(text))
        made = hire_by_list(me.organisation, lines, by=me)
    except Objection as objection:
        return _page(request, text, looked=True, error=str(objection), status=422)
    request.session["fresh_passwords"] = [
        {"login": one.username, "name": one.full_name, "password": password} for one, password in made
    ]
    messages.success(request, _("Приняты, человек: %d") % len(made))
    return redirect("employees")


@require_GET
@permission("people.manage")
def roster_example(request: HttpRequest) -> HttpResponse:
    """A table to fill in, as programs of tables open it."""
    text = as_text([[_(words) for words in COLUMNS.values()], list(EXAMPLE)])
    return attachment("employees.csv", text.encode("utf-8-sig"))


def _lines(request: HttpRequest) -> str:
    return request.POST.get("lines", "").replace("\r\n", "\n")[:LARGEST]


def _mark(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()[:20]


def _page(request: HttpRequest, text: str, *, looked: bool = False, error: str = "", status: int = 200) -> HttpResponse:
    shown: dict[str, Any] = {"lines": [], "unread": []}
    if looked:
        try:
            shown = _looked(who(request).organisation, text)
        except Objection as objection:
            error, status = error or str(objection), 422
    context = {
        **shown,
        "text": text,
        "seen": _mark(text),
        "error": error,
        "columns": [_(words) for words in COLUMNS.values()],
        "role_titles": [title(key) for key in ROLES],
    }
    return render(request, "workspace/roster.html", context, status=status)


def _looked(body: Organisation, text: str) -> dict[str, Any]:
    lines: list[Line]
    lines, unread = read_roster(body, rows_of_text(text))
    look_through(body, lines)
    return {"lines": lines, "unread": unread, "wrong": [line for line in lines if line.faults]}
