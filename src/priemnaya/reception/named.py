"""Whom the words of a client name, before there is a case with its walls: a talk, a visit. They see nothing of it, and
nobody reads the words before they are looked through."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from priemnaya.cases.guard import CLOSED_BESIDE
from priemnaya.errors import NotAllowed
from priemnaya.people.models import Employee, Substitution
from priemnaya.reception.models import Call, Visit
from priemnaya.reception.models.visits import AT_A_WINDOW


def free_for(rows: type[Call | Visit], who: Employee, way: str = "") -> Q:
    """The words name neither the employee nor whom they stand in for. way: from the row that is asked for to the one
    with the words."""
    people = {who.pk, *(one.pk for one in who.behind)}
    stands_in = Substitution.objects.now(who.organisation).filter(substitute_id__in=people).values("employee")
    names = rows.closed_to.through._default_manager.filter(**{rows.__name__.lower(): OuterRef(f"{way}pk")})
    return Q(~Exists(names.filter(Q(employee__in=people) | Q(employee__in=stands_in))))


def talk_free_for(who: Employee, way: str = "") -> Q:
    """Of a talk nothing is left without its words: it waits for the search whole."""
    return free_for(Call, who, way) & Q(**{f"{way}unsought": False})


def closed_to(call: Call, who: Employee) -> bool:
    """Whether the talk may not come to the employee: its words name them or whom they stand in for, or may do so."""
    return not Call.objects.filter(talk_free_for(who), pk=call.pk).exists()


def _named_by(cards: tuple[int, int], who: Employee) -> bool:
    calls = Call.objects.filter(client__in=cards).exclude(talk_free_for(who))
    visits = Visit.objects.filter(client__in=cards).exclude(free_for(Visit, who) & Q(unsought=False))
    return calls.exists() or visits.exists()


CLOSED_BESIDE.append(_named_by)


def visits_about(rows: Iterable[Visit], who: Employee) -> set[int]:
    """Of these visits, those whose words name the employee or whom they stand in for."""
    asked = {row.pk for row in rows}
    return asked - set(Visit.objects.filter(free_for(Visit, who), pk__in=asked).values_list("pk", flat=True))


def must_be_open_to(visit: Visit, by: Employee | None) -> None:
    """Nobody receives, moves or puts aside whoever complains of them; who stands with them at a window ends it. by:
    none is the visitor. Raises NotAllowed."""
    if by is None or (visit.served_by_id == by.pk and visit.state in AT_A_WINDOW):
        return
    if visits_about([visit], by):
        raise NotAllowed(_("Эта запись вам недоступна: посетителя примет другой сотрудник."))
