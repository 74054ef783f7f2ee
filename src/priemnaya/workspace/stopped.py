"""What the order stopped, as the next page shows it: the verdicts, and, where the clause lets a person go on for a
recorded reason, the same form again with a place for the reason."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.http import HttpRequest

from priemnaya.cases.models import Case
from priemnaya.policy import Verdict
from priemnaya.ui.typed import KEPT_CHARACTERS, SECRET, keep_typed

REASON = "reason:"
"""What the name of a field begins with that holds a written reason; the key of its verdict follows."""


class Stopped(list[Verdict]):
    """path: where the form was sent; typed: its fields, several of one name too."""

    def __init__(self, verdicts: list[Verdict], path: str = "", typed: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(verdicts)
        self.path, self.typed = path, typed

    @property
    def asked(self) -> dict[str, Verdict]:
        """Key -> a verdict that a reason would settle; none while anything else stops the step too."""
        if not self.path or not all(v.excusable for v in self):
            return {}
        return {v.key: v for v in self}


def keep_stopped(request: HttpRequest, case: Case, verdicts: list[Verdict]) -> None:
    """Until the next page: what stopped the step, and the form as it was sent. Files can't be kept: a form with some is
    filled in again."""
    typed = [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name not in SECRET and not name.startswith(REASON)
    ]
    room = sum(len(value) for _, value in typed) <= KEPT_CHARACTERS and not request.FILES
    request.session["stopped"] = {
        "case": case.pk,
        "verdicts": [{f.name: getattr(v, f.name) for f in fields(Verdict)} for v in verdicts],
        "path": request.path if room else "",
        "typed": typed if room else [],
    }
    keep_typed(request)


def stopped_at(request: HttpRequest, case: Case) -> Stopped:
    """What stopped the last try at this case, once: the next page shows it, or has mended it. That of another case is
    dropped too: its page was left."""
    kept: dict[str, Any] | None = request.session.pop("stopped", None)
    if not kept or kept["case"] != case.pk:
        return Stopped([])
    pairs = tuple((name, value) for name, value in kept["typed"])
    return Stopped([Verdict(**v) for v in kept["verdicts"]], kept["path"], pairs)


def reasons_typed(request: HttpRequest) -> dict[str, str]:
    """Key of a verdict -> the reason written on the form."""
    return {name.removeprefix(REASON): str(value) for name, value in request.POST.items() if name.startswith(REASON)}
