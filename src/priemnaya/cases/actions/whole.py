"""Who may see a case is said of the whole: of the case that lives and of all that was joined to it. Its number, its
client and the words it is found by are the same matter."""

from __future__ import annotations

from priemnaya.cases.guard import barred_from
from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_joined, lock_living
from priemnaya.errors import Stale
from priemnaya.people.acting import part
from priemnaya.people.models import Employee


@part
def hold_whole(case: Case, *, by: Employee) -> list[Case]:
    """Hold it with all that was joined to it, which is returned. Raises Stale for a case that was joined itself: it is
    decided where its words are."""
    living = lock_living(case)
    if living.pk == case.pk:
        return lock_joined(case)
    where = "другому делу" if barred_from(living.pk, by) else f"делу № {living.number}"
    raise Stale(f"Это дело присоединено к {where}. Кому видно и то и другое, решают там: откройте его и повторите.")


def lie_together(living: Case) -> None:
    """What was joined to a case which is held lies with whoever has the case: rights of a department and those of a
    confidential case go by that."""
    joined = [one.pk for one in lock_joined(living)]
    if joined:
        Case.objects.filter(pk__in=joined).update(assignee=living.assignee, unit=living.unit)
