from django.db import migrations

from priemnaya.cases.sql import FORWARD


class Migration(migrations.Migration):
    """A suspended case may go back when its letter does: the table of moves in the database is drawn anew."""

    dependencies = [("cases", "0019_b"), ("core", "0014_e")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
