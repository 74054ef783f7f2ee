"""Everything that was there already is found too. No lock is held for long, and it may be run again."""

from django.db import migrations

from priemnaya.cases.finding.sql import FILLED


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0021_c"), ("paper", "0002_c")]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop, elidable=True) for sql in (*FILLED, "vacuum analyze cases_found")
    ]
