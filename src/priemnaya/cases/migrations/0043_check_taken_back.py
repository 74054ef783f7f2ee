"""The moves of a reply know a check that is taken back, because whoever made it was named in the case later."""

from django.db import migrations

from priemnaya.cases.sql import FORWARD


class Migration(migrations.Migration):
    dependencies = [("cases", "0042_drafts_of_forms")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
