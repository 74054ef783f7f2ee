"""Of one thing one alert waits, whichever process saw it first."""

from django.db import migrations, models
from django.db.models.functions import MD5, Coalesce

TWICE = """
update core_alert a set resolved_at = a.at
where a.resolved_at is null and exists (
  select 1 from core_alert b
  where b.id < a.id and b.resolved_at is null and b.kind = a.kind and b.text = a.text
    and b.subject_type = a.subject_type
    and coalesce(b.organisation_id, 0) = coalesce(a.organisation_id, 0)
    and coalesce(b.subject_id, 0) = coalesce(a.subject_id, 0))
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0025_reminders_by_person")]
    operations = [
        migrations.RunSQL(TWICE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "alert",
            models.UniqueConstraint(
                Coalesce("organisation_id", 0),
                "kind",
                MD5("text"),
                "subject_type",
                Coalesce("subject_id", 0),
                condition=models.Q(resolved_at=None),
                name="alert_open_once",
            ),
        ),
    ]
