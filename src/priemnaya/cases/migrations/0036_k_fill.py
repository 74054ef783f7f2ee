"""Cases of before get their marks, and files of kinds that were not read wait to be read. No lock is held for long, and
it may be run again, as 0022_c_fill may."""

from django.db import migrations

from priemnaya.cases.finding.moving import MARK, READ_ANEW


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0035_k")]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop, elidable=True) for sql in (MARK, READ_ANEW)]
