"""The planner learns which states go with whom: lists stop sorting all open cases for their first page."""

from django.db import migrations

from priemnaya.cases.sql import STANDING, STANDING_BACK


class Migration(migrations.Migration):
    dependencies = [("cases", "0044_crime_why")]

    operations = [migrations.RunSQL(STANDING, STANDING_BACK)]
