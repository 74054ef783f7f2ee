"""What was typed on the page of a case and could not be taken comes back into its own field there: after a refusal, and
when the case had been closed in this browser meanwhile, once it is opened again."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case
from priemnaya.ui.typed import KEPT_CHARACTERS, SECRET, typed_of

UNSENT = "unsent"
"""In the session: the words of a form that came when its case was not open here."""


FORMS = ("add", "after", "point", "second")
"""Last parts of the addresses whose fields stand on the page of a case: of others its words are on the page that tells
of the error."""


def keep(request: HttpRequest) -> None:
    if request.path.rstrip("/").rpartition("/")[2] not in FORMS:
        return
    kept = {name: str(words) for name, words in request.POST.items() if name not in SECRET}
    if any(words.strip() for words in kept.values()) and sum(map(len, kept.values())) <= KEPT_CHARACTERS:
        request.session[UNSENT] = {"path": request.path, "typed": kept}


def forget(request: HttpRequest) -> None:
    request.session.pop(UNSENT, None)


def of(request: HttpRequest, case: Case) -> dict[str, Mapping[str, str]]:
    """By the last part of the address that its form goes to."""
    at = reverse("case_page", args=[case.organisation.slug, case.number])
    typed = typed_of(request)
    if typed.path.startswith(at):
        return {typed.path.removeprefix(at).strip("/"): typed}
    kept = request.session.get(UNSENT) or {"path": ""}
    if not kept["path"].startswith(at):
        return {}
    forget(request)
    messages.warning(
        request,
        _("Пока дело было закрыто, ничего не отправлено. Что вы написали, стоит в форме ниже: отправьте ещё раз."),
    )
    return {kept["path"].removeprefix(at).strip("/"): kept["typed"]}
