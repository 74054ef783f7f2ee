"""What a client is told of calls that were promised to them."""

from __future__ import annotations

from priemnaya.cases.models import Case
from priemnaya.reception.models import CallBack


def told_promises(case: Case) -> list[CallBack]:
    """Calls promised in this case that have not been made, and what became of the last one."""
    rows = list(CallBack.objects.filter(case=case).select_related("organisation").order_by("-at", "-pk"))
    return [row for n, row in enumerate(rows) if row.done_at is None or n == 0]
