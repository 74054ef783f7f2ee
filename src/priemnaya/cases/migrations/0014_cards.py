from django.db import migrations

CLAIMED_EARLIER = """
UPDATE cases_case SET level = 2 WHERE level < 2 AND id IN
  (SELECT subject_id FROM core_event WHERE subject_type = 'case' AND verb = 'case.claimed');
SET CONSTRAINTS ALL IMMEDIATE;
"""
"""Who took a case over was identified and knew its code: its level says so now, by which their own page lists it."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_letters_said"), ("core", "0011_access_chained")]

    operations = [migrations.RunSQL(CLAIMED_EARLIER, migrations.RunSQL.noop, elidable=True)]
