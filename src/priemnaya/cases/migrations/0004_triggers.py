from django.db import migrations

from priemnaya.cases.sql import BACKWARD, FORWARD


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_guarded_states")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
