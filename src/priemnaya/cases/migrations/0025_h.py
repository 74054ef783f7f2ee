"""«№» close to its number, telephones with dots and dashes, «12 а»: the index reads them otherwise than before, so it is
made anew. As cases/0022_c_fill: by five hundred, no lock is held for long, and it may be run again."""

from django.db import migrations

from priemnaya.cases.finding.sql import FILLED
from priemnaya.cases.finding.vectors import CLEAN, SIGNS


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0024_f"), ("paper", "0002_c")]

    operations = [
        migrations.RunSQL(CLEAN + SIGNS, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop, elidable=True)
            for sql in (*FILLED, "vacuum analyze cases_found")
        ),
    ]
