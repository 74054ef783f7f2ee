from django.db import migrations

from priemnaya.core.sql import TERMS, TERMS_BACKWARD


class Migration(migrations.Migration):
    dependencies = [("core", "0006_an_obligation_a_part")]

    operations = [migrations.RunSQL(TERMS, TERMS_BACKWARD)]
