"""Terms of deeds that few matters need were opened for every matter; nobody owes them now, and those that stayed open
would lapse one after another. They end once, each told of in its case; one that had passed stays broken."""

from typing import Any

from django.db import migrations
from django.db.models import Min
from django.utils import timezone

FROM = (
    "message_received", "message_registered", "complaint_received", "registration",
    "classified", "urgency_assessed", "assigned",
)  # fmt: skip
DO = (
    "clarified", "told_ways_to_file", "told_incomplete", "contact_on_incomplete", "documents_asked", "body_asked",
    "part_forwarded", "forwarded", "kind_changed", "executor_changed", "unit_changed", "term_extended", "suspended",
    "answered_orally", "linked",
)  # fmt: skip
WHY = "срок не открывают: его считают только у дел, где это понадобилось"


def end_them(apps: Any, schema_editor: Any) -> None:
    """What the journal opened (facts say from what event), under no condition of its own."""
    owed, events, cases = (
        apps.get_model(app, name) for app, name in (("core", "Obligation"), ("core", "Event"), ("cases", "Case"))
    )
    now = timezone.now()
    running = owed.objects.filter(subject_type="case", fulfilled_at=None, cancelled_at=None)
    concerned = running.filter(what__in=DO, facts__after__in=FROM).order_by("pk")
    for row in concerned.iterator(chunk_size=500):
        if any(value not in (None, "", 0, []) or value is False for value in (row.rule.get("if") or {}).values()):
            continue
        if not running.filter(pk=row.pk).update(cancelled_at=now, cancelled_why=WHY):
            continue
        earliest = running.filter(subject_id=row.subject_id).aggregate(at=Min("due_at"))["at"]
        cases.objects.filter(pk=row.subject_id).update(due_at=earliest)
        events.objects.create(
            organisation_id=row.organisation_id, verb="case.terms_recomputed", subject_type="case",
            subject_id=row.subject_id, at=now, data={"obligation": row.pk},
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_b_fill"), ("core", "0024_reminders_of_several_times")]

    operations = [migrations.RunPython(end_them, migrations.RunPython.noop, elidable=True)]
