from django.db import migrations

from priemnaya.cases.sql import triggers


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_guarded_states")]
    operations = [migrations.RunSQL(triggers(), migrations.RunSQL.noop)]
