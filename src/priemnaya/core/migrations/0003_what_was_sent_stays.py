from django.db import migrations

from priemnaya.core.sql import FORWARD


class Migration(migrations.Migration):
    dependencies = [("core", "0002_triggers")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
