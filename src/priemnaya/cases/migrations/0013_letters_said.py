"""What 0013_letters keeps, of the cases and letters there are. Apart from the change of the tables, and one statement each:
nobody waits for a table that is being altered while rows are gone through."""

from django.db import migrations

TAKEN_OUT = """
update cases_case c set taken_out_of_id = e.subject_id from (
  select distinct on ((data->>'other')::bigint) (data->>'other')::bigint as other, subject_id from core_event
  where subject_type = 'case' and verb in ('case.split', 'case.further_registered') and data->>'other' ~ '^[1-9][0-9]*$'
  order by (data->>'other')::bigint, id desc) e
where c.id = e.other"""
CODE_SHOWN = """
update cases_case set code_shown = true
where point in ('portal', 'site', 'phone', 'in_person') and taken_out_of_id is null and not code_shown"""
"""The code of a case that was taken out of another went by letter only."""
STRIPPED = """
update core_delivery set payload = (payload - 'secret') || jsonb_build_object(
  'text', replace(payload->>'text', payload->>'secret', 'в этом письме мы его не пишем'))
where channel in ('post', 'phone', 'in_person') and state = 'queued' and payload->>'notice' in ('received', 'split')
  and payload->>'secret' <> ''"""
"""What waits to be printed or dictated holds no code any more: nobody has proved such a place."""
SAID = (TAKEN_OUT, CODE_SHOWN, STRIPPED)


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_letters"), ("core", "0011_access_chained")]

    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop, elidable=True) for statement in SAID]
