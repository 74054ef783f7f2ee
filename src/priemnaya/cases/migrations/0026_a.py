"""A card's row of the index without the addresses that its cases were given: those are found by the cases, behind their
walls. tests/scenarios/test_closed_addresses.py tries 0026_a on rows of before."""

from django.db import migrations

from priemnaya.cases.finding.sql import FILLED, FUNCTIONS, TRIGGERS


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0025_h")]

    operations = [
        migrations.RunSQL(FUNCTIONS + TRIGGERS, migrations.RunSQL.noop),
        *(migrations.RunSQL(sql, migrations.RunSQL.noop, elidable=True) for sql in FILLED if "cases_found_clients" in sql),
    ]
