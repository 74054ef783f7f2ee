"""What may be taken back from the page of a case: a merge, a split, an assignment, a dropped draft; while nobody has
built on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.cases import actions
from priemnaya.cases.built import OF_CLIENTS
from priemnaya.cases.models import UNSIGNED, Case, Joining
from priemnaya.core.models import Event
from priemnaya.errors import Objection
from priemnaya.people.models import Employee
from priemnaya.ui.asked import whole
from priemnaya.workspace.shared import acts_on_case, who

OFFERED_FOR = dt.timedelta(hours=12)
"""How long the page offers it by itself; the guard of the action is whether somebody has built on it."""


def _assigned(case: Case, event: int, by: Employee) -> None:
    actions.undo_assignment(case, event, by=by)


def _split(case: Case, event: int, by: Employee) -> None:
    actions.undo_split(case, event, by=by)


def _split_off(case: Case, event: int, by: Employee) -> None:
    """The page of the new case: whoever took the question out stands there."""
    born = Event.objects.filter(pk=event, subject_type="case", subject_id=case.pk, verb="case.registered").first()
    source = Case.objects.seen_by(by).filter(pk=born.data.get("split_of") or 0).first() if born else None
    rows = Event.objects.filter(subject_type="case", subject_id=source.pk if source else 0, verb="case.split")
    deed = rows.filter(data__other=case.pk).order_by("-pk").first()
    if source is None or deed is None:
        raise Objection(_("Это уже вернули или сделали иначе. Обновите страницу."))
    actions.undo_split(source, deed.pk, by=by)


def _merged(case: Case, event: int, by: Employee) -> None:
    """The page of the joined case shows its own event; the joining is known by the one beside it, on the other case."""
    there = Event.objects.filter(subject_type="case", subject_id=case.merged_into_id or 0, verb="case.absorbed")
    joined = there.filter(pk__gt=event, data__other=case.pk).order_by("pk").first()
    actions.part_case(case, by=by, event=joined.pk if joined else 0)


def _absorbed(case: Case, event: int, by: Employee) -> None:
    row = (
        Joining.objects.filter(into=case, undone_at=None, moved__event=event)
        .select_related("case__organisation")
        .first()
    )
    if row is None:
        raise Objection(_("Это уже вернули или сделали иначе. Обновите страницу."))
    actions.part_case(row.case, by=by, event=event)


def _dropped(case: Case, event: int, by: Employee) -> None:
    actions.undo_dropping(case, event, by=by)


Undo = Callable[[Case, int, Employee], None]
DEEDS: dict[str, tuple[Any, Undo]] = {
    "case.assigned": (gettext_lazy("Вы назначили исполнителя."), _assigned),
    "case.split": (gettext_lazy("Вы выделили вопрос в отдельное дело."), _split),
    "case.registered": (gettext_lazy("Вы выделили это дело из другого."), _split_off),
    "case.merged": (gettext_lazy("Вы присоединили это дело к другому."), _merged),
    "case.absorbed": (gettext_lazy("Вы присоединили сюда другое дело."), _absorbed),
    "reply.dropped": (gettext_lazy("Вы отменили черновик ответа."), _dropped),
}
"""Verb -> what the page says of it, and how it is taken back."""
PART_OF = {"case.linked", "case.terms_recomputed", "case.person_named", "case.person_unknown", "case.merged"}
"""What the deeds above write of themselves beside their own event."""


def to_take_back(case: Case, me: Employee, passed: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The last deed of this person, when nobody has done anything after it. passed: the case's timeline."""
    steps = sorted((row for row in passed if "step" in row), key=lambda r: r["pk"], reverse=True)
    for n, row in enumerate(steps):
        mine = row["actor"] is not None and row["actor"].pk == me.pk
        if row["verb"] == "case.merged" and row["data"].get("taken_back"):
            return None  # a split that was taken back: nobody joined anything here
        if mine and _is_deed(row):
            fresh = row["at"] > timezone.now() - OFFERED_FOR
            stands = row["verb"] != "reply.dropped" or not case.replies.filter(state__in=UNSIGNED).exists()
            said = DEEDS[row["verb"]][0] if not _went_back(row, steps[n + 1 : n + 2]) else _("Вы отменили назначение.")
            return {"what": row["verb"], "event": row["pk"], "said": said} if fresh and stands else None
        if (row["actor"] is not None or row["verb"] in OF_CLIENTS) and not (mine and row["verb"] in PART_OF):
            return None
    return None


def _went_back(row: dict[str, Any], before: list[dict[str, Any]]) -> bool:
    """It was given to who had it before, by taking an assignment back: that may be undone too, and is called so."""
    back = before and row["verb"] == "case.assigned" and before[0]["verb"] == "case.assignment_undone"
    return bool(back) and before[0]["data"].get("to") == row["data"].get("to")


def _is_deed(row: dict[str, Any]) -> bool:
    """Of registrations only that of a question taken out of another case."""
    return row["verb"] in DEEDS and (row["verb"] != "case.registered" or "split_of" in row["data"])


@acts_on_case("case.view", gettext_lazy("Возвращено, как было."))
def undo(request: HttpRequest, case: Case) -> None:
    """Raises Objection with why it can't be taken back."""
    deed, event = request.POST.get("what", ""), whole(request.POST.get("event")) or 0
    if deed not in DEEDS:
        raise Objection(_("Это отменить нельзя."))
    DEEDS[deed][1](case, event, who(request))
