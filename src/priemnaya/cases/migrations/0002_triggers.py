from django.db import migrations

from priemnaya.cases.sql import BACKWARD, FORWARD


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
