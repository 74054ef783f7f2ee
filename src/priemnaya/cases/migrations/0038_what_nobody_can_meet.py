"""Terms whose word waits for a part of the product are opened no more, for nobody could meet them: those that run end.
By the instant at which they were due, at the latest: none of them was broken by anybody."""

from typing import Any

from django.db import migrations
from django.db.models import F, Min
from django.db.models.functions import Least
from django.utils import timezone

DO = (
    "interim_reply", "not_rated", "article_stale", "act_changed", "call_missed", "call_ended", "call_back_promised",
    "visit_booked", "visit_held", "visit_missed", "plan_approved", "staff_trained", "progress_told", "act_change_told",
    "call_back", "result_delivery", "appeal_decision", "term_asked", "result_ready",
)  # fmt: skip
WHY = "срок не открывают: части системы, которая его закроет, ещё нет"


def end_them(apps: Any, schema_editor: Any) -> None:
    owed, cases = apps.get_model("core", "Obligation"), apps.get_model("cases", "Case")
    running = owed.objects.filter(fulfilled_at=None, cancelled_at=None)
    concerned = running.filter(what__in=DO)
    touched = sorted(set(concerned.filter(subject_type="case").values_list("subject_id", flat=True)))
    concerned.update(cancelled_at=Least(timezone.now(), F("due_at")), cancelled_why=WHY)
    for pk in touched:
        earliest = running.filter(subject_type="case", subject_id=pk).aggregate(at=Min("due_at"))["at"]
        cases.objects.filter(pk=pk).update(due_at=earliest)


class Migration(migrations.Migration):
    dependencies = [("cases", "0037_files_not_seen")]

    operations = [migrations.RunPython(end_them, migrations.RunPython.noop, elidable=True)]
