"""What was recognised on a scan is searched with its case."""

from django.db import migrations

from priemnaya.cases.finding.sql import SCANS, unwatched, watched


class Migration(migrations.Migration):
    dependencies = [("paper", "0001_initial"), ("cases", "0021_c")]

    operations = [migrations.RunSQL(watched(SCANS), unwatched(SCANS))]
