from django.db import migrations

from priemnaya.core.sql import FORWARD


class Migration(migrations.Migration):
    dependencies = [("core", "0004_key_of_a_content")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
