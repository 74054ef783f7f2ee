"""A page where anyone can check a text or a file. Nothing is stored, nothing is logged."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.bounded import Exceeded
from priemnaya.people.models import Organisation
from priemnaya.plain import FAMILIES, FORMULA, Report, Unreadable, apply
from priemnaya.plain.inputs import KNOWN
from priemnaya.plain.inputs.reading import LARGEST_FILE, too_large_file
from priemnaya.plain.works import FileReport
from priemnaya.ui.access import public
from priemnaya.ui.clarity import (
    AUDIENCES,
    KIND_NAMES,
    Asked,
    asked_by,
    body_named,
    checked,
    checked_file,
    mended_file,
)
from priemnaya.ui.downloads import attachment
from priemnaya.ui.limits import too_often

A_MINUTE = 30
CARRIED = 1024 * 1024
"""Bytes of a file that the page carries along, so that the mended one can be had without sending it again."""
MOST_ROWS = 1_000
"""Findings listed at once: a page with more would help nobody."""
SHOWN = 60_000
"""Characters shown with marks; of a longer text only the findings are listed."""


@require_http_methods(["GET", "POST"])
@public
def clarity(request: HttpRequest) -> HttpResponse:
    context = _form()
    if request.method == "POST":
        context |= {"typed": request.POST.get("text", ""), "chosen": request.POST}
        if too_often(request, "clarity", most=A_MINUTE):
            context["problem"] = _(
                "Слишком много проверок подряд. Подождите минуту и нажмите ещё раз: текст сохранён в поле."
            )
        else:
            context |= _result(request)
    return render(request, "portal/clarity.html", context)


def _form() -> dict[str, Any]:
    return {
        "kinds": KIND_NAMES,
        "audiences": AUDIENCES,
        "bodies": Organisation.objects.filter(parent=None).order_by("name"),
        "accepted": ", ".join(KNOWN),
    }


def _result(request: HttpRequest) -> dict[str, Any]:
    try:
        found, name, data = _checked(request)
    except (Unreadable, Exceeded) as error:
        return {"problem": str(error)}
    text, report = found.text, found.report
    if not text.strip():
        return {"problem": _("Вставьте текст или выберите файл.")}
    if not re.search(r"[^\W\d_]", text):
        return {"problem": _("В тексте нет ни одного слова: проверять нечего.")}
    shown = {
        "report": report,
        "unread": found.unread,
        "formula": FORMULA,
        "families": [(FAMILIES[f], n) for f, n in report.families.items()],
        "pieces": _pieces(text, report) if len(text) <= SHOWN else [],
        "rows": [f for f in report.findings if f.level != "metric"][:MOST_ROWS],
        "name": name,
        "safe": found.mended,
    }
    if name and found.saves and len(data) <= CARRIED:
        shown["carried"] = base64.b64encode(data).decode()
    elif not name:
        shown["mended"] = apply(text, [f for f in report.findings if f.safe])
    return shown


def _checked(request: HttpRequest) -> tuple[FileReport, str, bytes]:
    """(report, name, data) of the file if there is one, else of the text. Raises Unreadable, Exceeded."""
    file = request.FILES.get("file")
    if file is None:
        text = request.POST.get("text", "").replace("\r\n", "\n")
        report = checked(text, _asked(request))
        return FileReport(text, report, False, (), sum(f.safe for f in report.findings)), "", b""
    name = file.name or "файл"
    if (file.size or 0) > LARGEST_FILE:
        raise Unreadable(too_large_file(name))
    data = file.read()
    return checked_file(data, name, _asked(request)), name, data


def _asked(request: HttpRequest) -> Asked:
    posted = request.POST
    body = body_named(posted.get("body", ""))
    return asked_by(body, kind=posted.get("kind", ""), audience=posted.get("audience", ""))


def _pieces(text: str, report: Report) -> list[tuple[str, int, str]]:
    """The text cut into (words, number of the finding or 0, level), for marks in place."""
    pieces, at = [], 0
    for n, finding in enumerate((f for f in report.findings if f.level != "metric"), 1):
        if finding.start < at or finding.end - finding.start > 400:
            continue
        pieces += [(text[at : finding.start], 0, ""), (text[finding.start : finding.end], n, finding.level)]
        at = finding.end
    return [*pieces, (text[at:], 0, "")]


@require_POST
@public
def mended(request: HttpRequest) -> HttpResponse:
    """The file with its safe findings mended and nothing else changed. Raises Exceeded: its words are the answer."""
    if too_often(request, "clarity", most=A_MINUTE):
        return redirect("clarity")
    name = request.POST.get("name", "")[:200]
    try:
        data = base64.b64decode(request.POST.get("data", ""), validate=True)
        result = mended_file(data, name, _asked(request))
    except Unreadable as error:
        return render(request, "portal/clarity.html", {**_form(), "chosen": request.POST, "problem": str(error)})
    except binascii.Error:
        result = None
    if result is None:
        return redirect("clarity")
    stem, _dot, extension = name.rpartition(".")
    return attachment(f"{stem} (исправлено).{extension}", result)
