"""The index of what was there already is made anew with the words of long letters, and its files wait to be read. No lock
is held for long, and it may be run again, as 0022_c_fill may."""

from django.db import migrations

from priemnaya.cases.finding.sql import FILES_OF_BEFORE, FILLED


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0031_b")]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop, elidable=True)
        for sql in (FILES_OF_BEFORE, *(sql for sql in FILLED if "cases_found_clients" not in sql))
    ]
