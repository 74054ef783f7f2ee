"""Several people hired by a list: all of them or nobody."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from priemnaya.core.tokens import new_code
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.roster import Line

from .employees import keep_hired, new_employee

START = 14
"""Signs of a start password."""
ANY = ["executor"]


def look_through(organisation: Organisation, lines: Sequence[Line]) -> list[Employee]:
    """What of each line would be made, nobody of them saved; what is wrong is added to its line."""
    made = []
    for line in lines:
        roles = line.roles or (ANY if line.faults else [])  # of a role that is not known it is told already
        try:
            made.append(new_employee(organisation, line.login, roles, line.unit, **line.profile))
        except Objection as objection:
            line.faults.append(str(objection))
    return made


@action("people.manage")
def hire_by_list(organisation: Organisation, lines: Sequence[Line], *, by: Employee) -> list[tuple[Employee, str]]:
    """Each with the start password, which is shown once. Raises Objection when a line is wrong; Stale when a login was
    taken meanwhile. Nobody is hired then."""
    people = look_through(organisation, lines)
    if wrong := [line for line in lines if line.faults]:
        raise Objection(f"Строка {wrong[0].number}: {wrong[0].faults[0]} Никто не принят.")
    made = [(one, new_code(START)) for one in people]
    for one, password in made:
        one.start_with(password)
    try:
        with transaction.atomic():
            for one, _password in made:
                keep_hired(one, by)
    except IntegrityError:
        raise Stale("Один из логинов только что заняли. Проверьте список ещё раз: никто не принят.") from None
    return made
