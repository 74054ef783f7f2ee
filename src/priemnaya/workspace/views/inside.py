"""A file's inside beside its original: a letter in a letter is read, a document taken out of its signature, a
photograph of a telephone shown as JPEG. Nothing of a stranger's is run: words, a download, or a picture drawn anew."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from priemnaya.bounded import Exceeded, run
from priemnaya.core.antivirus import harmful, scan
from priemnaya.ui.access import permission
from priemnaya.ui.downloads import attachment, sandboxed

from .files import dangerous, file_given


@require_GET
@permission("case.view")
def inside(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands in a file of a contact of the own body."""
    found = file_given(request, pk)
    if isinstance(found, HttpResponse):
        return found
    try:
        seen = run("email.look", found.name, found.file.read())
    except Exceeded as exceeded:
        seen = {"sort": "", "problem": str(exceeded)}
    if seen.get("problem"):
        return render(request, "ui/message.html", {"title": _("Внутри файла"), "text": seen["problem"]}, status=422)
    if seen["sort"] == "letter":
        return render(request, "workspace/inside.html", {"letter": seen, "file": found})
    if seen["sort"] == "sealed":
        word = scan(seen["content"])
        return dangerous(request, word) if harmful(word) else attachment(seen["name"], seen["content"])
    answer = HttpResponse(seen["content"], content_type="image/jpeg")
    sandboxed(answer, f"{found.name}.jpg")
    answer["Content-Disposition"] = answer["Content-Disposition"].replace("attachment", "inline", 1)
    return answer
