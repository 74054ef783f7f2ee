"""What a fact of a case stands at: a page carries a token of it, so that one left open never overwrites in silence what
a colleague has written since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.core.settings_kept import UNSEEN
from priemnaya.errors import Stale
from priemnaya.policy.contact_points import title_of

from .models import Case, Complaint


def _questions(case: Case) -> list[list[Any]]:
    return [[q.text, q.topic_id, q.need] for q in sorted(case.questions.all(), key=lambda q: q.pk)]


def _complaint(said: Complaint | None) -> list[Any]:
    return [said.about, said.against, said.decision, said.crime, said.crime_why] if said else []


STANDS: dict[str, Callable[[Case], Any]] = {
    "topic": _questions,
    "urgency": lambda case: [case.urgency, case.urgency_reason],
    "hand": lambda case: [case.assignee_id, case.unit_id],
    "service": lambda case: [case.service_id, case.kind == "service_application"],
    "kind": lambda case: [case.kind, sorted(case.grounds), case.signatories],
    "point": lambda case: [case.chosen_point, case.chosen_address, case.second_point, case.second_address],
    "complaint": lambda case: _complaint(getattr(case, "complaint", None)),
}
"""Fact -> all that its form writes."""
NAMES = {
    "topic": gettext_lazy("темы и потребность"),
    "urgency": gettext_lazy("срочность"),
    "hand": gettext_lazy("исполнителя"),
    "service": gettext_lazy("услугу"),
    "kind": gettext_lazy("вид дела"),
    "point": gettext_lazy("куда отвечать"),
    "complaint": gettext_lazy("на что жалоба"),
}
"""In the accusative: what a colleague has changed."""


def token(case: Case, fact: str) -> str:
    return token_of(STANDS[fact](case))


def token_of(stands: Any) -> str:
    """Of what a row of a form showed."""
    return hashlib.sha256(json.dumps(stands).encode()).hexdigest()[:16]


def tokens(case: Case) -> dict[str, str]:
    """Of every fact, for the page."""
    return {fact: token(case, fact) for fact in STANDS}


def must_stand(case: Case, fact: str, seen: str) -> None:
    """The case is locked. seen: the token of the page that asks; empty where there is no page. Raises Stale, with what
    stands now."""
    if not seen or seen == token(case, fact):
        return
    if seen == UNSEEN:
        words = _("Форма не сказала, что на ней было. Сейчас записано: %(now)s. Обновите страницу и сохраните снова.")
        raise Stale(words % {"now": _now(case, fact)})
    words = _("Пока страница была открыта, %(fact)s изменили: теперь %(now)s. Проверьте и сохраните снова.")
    raise Stale(words % {"fact": NAMES[fact], "now": _now(case, fact)})


def _now(case: Case, fact: str) -> str:
    if fact == "topic":
        named = [q.topic.title if q.topic else q.text for q in case.questions.select_related("topic").order_by("pk")]
        said = "; ".join(named)
    elif fact == "urgency":
        said = str(case.urgency_said or _("не оценена"))
    elif fact == "hand":
        said = str(case.assignee or case.unit or _("не назначен"))
    elif fact == "service":
        said = case.service.title if case.service else ""
    elif fact == "kind":
        said = str(case.get_kind_display())
    elif fact == "complaint":
        said = _complaint_said(getattr(case, "complaint", None))
    else:
        said = f"{title_of(case.chosen_point)} {case.chosen_address}".strip()
    return f"«{said}»" if said else _("не указано")


def _complaint_said(said: Complaint | None) -> str:
    if said is None:
        return ""
    crime = _("есть признаки преступления") if said.crime else ""
    return "; ".join(filter(None, (str(said.get_about_display()), said.against, said.decision, crime)))
