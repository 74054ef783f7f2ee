"""Words of clients that stand beside the messages of a case: of a rating, of a second applicant. Whatever is read of
the case for names reads them too; each package says its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .models import Case, SecondApplicant
from .states import family

SAID: dict[str, Callable[[Case], Iterable[str]]] = {
    "cases.SecondApplicant.why": lambda case: SecondApplicant.objects.filter(case__in=family(case)).values_list(
        "why", flat=True
    )
}
"""Column -> its words of a case. A module above adds its own."""


def said_beside(case: Case) -> list[str]:
    return [words for said in SAID.values() for words in said(case) if words.strip()]
