"""A kept answer is given again only to whom the operation would answer now: the same key, scope and roles today, and
every row it speaks of asked for anew as this key sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case
from priemnaya.core.models import ApiReply
from priemnaya.core.reading import whole

from .clients import client_at
from .deliveries import delivery_at
from .letters import letter_at
from .problems import Again, Problem
from .shared import case_at, me
from .webhooks import hook_at

NUMBER = re.compile(r'"(20\d\d-\d{6,})"')
"""Every value of an answer that is the number of a case, under whatever name."""


def _numbered(find: Callable[[HttpRequest, int], Any]) -> Callable[[HttpRequest, str], Any]:
    """By a number of the path; what is none names no row."""
    return lambda request, value: None if (pk := whole(str(value))) is None else find(request, pk)


FOUND_BY: dict[str, Callable[[HttpRequest, str], Any]] = {
    "number": case_at,
    "client_id": _numbered(client_at),
    "delivery_id": _numbered(delivery_at),
    "letter_id": _numbered(letter_at),
    "webhook_id": _numbered(hook_at),
}
"""How a row named in a path is found as the caller sees it now. Raises Http404, NotAllowed."""
PARTS = ("purpose", "named_id", "reply_id", "file_id")
"""What a path names within a row found before."""


@dataclass(frozen=True)
class Kept:
    """An answer kept under a key. It hangs on the request as `kept`, and the door of the operation (Scoped) gives it
    out once it has let the caller in: so nothing of that door can be forgotten here."""

    row: ApiReply
    path: Mapping[str, Any] = field(default_factory=dict)

    def give(self, request: HttpRequest) -> None:
        """Raises Again with the answer; Http404 or NotAllowed when a row of it is closed to the caller now. The cases
        are loaded, so that the journal of access meets them in it."""
        for name, value in self.path.items():
            if name in FOUND_BY:
                FOUND_BY[name](request, value)
        body = self.row.answer
        if body is None:
            raise Problem(409, _("Ответ не сохранился"), _("Этот запрос уже выполнен. Посмотрите дело или список."))
        numbers = set(NUMBER.findall(body))
        mine = Case.objects.filter(organisation_id=me(request).organisation_id, number__in=numbers)
        seen = Case.objects.seen_by(me(request)).filter(number__in=numbers)
        if {c.number for c in seen.only("number", "client")} != set(mine.values_list("number", flat=True)):
            raise Http404
        kind = "application/problem+json" if self.row.status >= 400 else "application/json"
        answer = HttpResponse(body, status=self.row.status, content_type=kind)
        answer["Idempotency-Replayed"] = "true"
        raise Again(answer)
