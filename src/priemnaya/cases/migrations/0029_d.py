"""The moves of a case know spam after registration and the way back from it, and a first assignment taken back."""

from django.db import migrations

from priemnaya.cases.sql import FORWARD


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_c")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
