"""A ruling says whether the clause itself let it be for a recorded reason; such a row stays as it was written."""

from django.db import migrations, models

from priemnaya.core.sql import REASONS


class Migration(migrations.Migration):
    dependencies = [("core", "0015_g")]
    operations = [
        migrations.AddField("ruling", "excused", models.BooleanField(default=False)),
        migrations.RunSQL(REASONS, "drop trigger if exists core_ruling_reason_stays on core_ruling"),
    ]
