"""Words of a file of an answer wait for its signing (`finding/moving.py`), and files of kinds that are read by now, or
that hold such, wait to be read. It may be run again."""

from django.db import migrations

from priemnaya.cases.finding.moving import READ_ANEW, added
from priemnaya.cases.finding.sql import SIGNED


class Migration(migrations.Migration):
    dependencies = [("cases", "0038_what_nobody_can_meet")]

    operations = [
        migrations.RunSQL(added(SIGNED), migrations.RunSQL.noop),
        migrations.RunSQL(READ_ANEW, migrations.RunSQL.noop, elidable=True),
    ]
