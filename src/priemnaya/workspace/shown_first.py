"""A deed that writes to the client is shown before it is done. It is done and taken back in one transaction, so the
page shows exactly what the deed writes, by the same code and with the same stops; when it is done in earnest, its
letters must be those that were shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from priemnaya.cases.models import Case, Contact
from priemnaya.core.journal import viewed
from priemnaya.errors import Stale
from priemnaya.people.acting import keep_refusal
from priemnaya.people.models import Employee
from priemnaya.policy import Refused
from priemnaya.policy.contact_points import title_of
from priemnaya.ui.typed import keep_typed

LOOK, MEND, SHOWN = "look", "mend", "letters"
"""Names of what is pressed to see the letters and to mend what was typed; and of the token of what was shown."""
Deed = Callable[[], HttpResponse | None]


@dataclass(frozen=True)
class Goes:
    """One letter: by which point, to which address, and its words as the page of the case keeps them."""

    point: str
    address: str
    subject: str
    text: str


def looked(request: HttpRequest, case: Case, deed: Deed, form: str, back: str = "") -> HttpResponse | None:
    """The page of what the deed would write, or the way back to its form (its id, on the page of the case or on
    `back`); None when neither was asked for."""
    if request.POST.get(MEND):
        keep_typed(request)
        return redirect(f"{back or case.get_absolute_url()}#{form}")
    if not request.POST.get(LOOK):
        return None
    with _refusals_kept(request, case), transaction.atomic():
        letters = _letters(case, deed)[0]
        transaction.set_rollback(True)
    case = Case.objects.select_related("organisation").get(pk=case.pk)
    if case.client_id and isinstance(request.user, Employee):
        viewed(case, by=request.user)
    fields = [(n, v) for n, vs in request.POST.lists() for v in vs if n not in (LOOK, SHOWN, "csrfmiddlewaretoken")]
    found = {"case": case, "letters": letters, "token": _token(letters), "fields": fields, "path": request.path}
    return render(request, "workspace/deed_shown.html", found)


def done_as_shown(request: HttpRequest, case: Case, deed: Deed) -> HttpResponse | None:
    """Does it. Raises Stale, and does nothing, when other letters than those shown would go."""
    if not (token := request.POST.get(SHOWN)):
        return deed()
    with _refusals_kept(request, case), transaction.atomic():
        letters, answer = _letters(case, deed)
        if _token(letters) != token:
            raise Stale(
                "Пока вы читали письмо, дело изменилось, и письмо стало другим. Ничего не отправлено: посмотрите снова."
            )
    return answer


@contextmanager
def _refusals_kept(request: HttpRequest, case: Case) -> Iterator[None]:
    """What the order stopped is counted, though all else of the deed is undone with the transaction around it."""
    try:
        yield
    except Refused as stopped:
        keep_refusal(stopped, case, cast(Employee, request.user))
        raise


def _letters(case: Case, deed: Deed) -> tuple[list[Goes], HttpResponse | None]:
    last = Contact.objects.aggregate(last=Max("pk"))["last"] or 0
    answer = deed()
    rows = Contact.objects.filter(case=case, pk__gt=last, direction="out").select_related("delivery").order_by("pk")
    return [
        Goes(str(title_of(c.point)), c.delivery.address if c.delivery else "", c.subject, c.text) for c in rows
    ], answer


def _token(letters: list[Goes]) -> str:
    words = "\n".join("\t".join((g.point, g.address, g.subject, g.text)) for g in letters)
    return hashlib.sha256(words.encode()).hexdigest()[:16]
