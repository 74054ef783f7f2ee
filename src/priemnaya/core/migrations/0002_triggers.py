from django.db import migrations

from priemnaya.core.sql import BACKWARD, FORWARD


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
