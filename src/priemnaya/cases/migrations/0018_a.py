from django.db import migrations

WHOLE = """
WITH RECURSIVE whole (case_id, living_id) AS (
    SELECT id, merged_into_id FROM cases_case
     WHERE merged_into_id IN (SELECT id FROM cases_case WHERE merged_into_id IS NULL)
    UNION ALL
    SELECT c.id, w.living_id FROM cases_case c JOIN whole w ON c.merged_into_id = w.case_id
)
"""
LIE_TOGETHER = f"""{WHOLE}
UPDATE cases_case c SET assignee_id = l.assignee_id, unit_id = l.unit_id
  FROM whole w JOIN cases_case l ON l.id = w.living_id
 WHERE c.id = w.case_id AND (c.assignee_id, c.unit_id) IS DISTINCT FROM (l.assignee_id, l.unit_id)
"""
HIDE_TOO = f"""{WHOLE}
INSERT INTO cases_confidential (case_id, reason, by_id, at)
SELECT w.case_id, h.reason, h.by_id, h.at
  FROM whole w JOIN cases_confidential h ON h.case_id = w.living_id AND h.lifted_at IS NULL
 WHERE NOT EXISTS (SELECT FROM cases_confidential o WHERE o.case_id = w.case_id AND o.lifted_at IS NULL)
"""
SAME_READERS = f"""{WHOLE}
INSERT INTO cases_confidentialreader (confidential_id, employee_id, by_id, at)
SELECT o.id, r.employee_id, r.by_id, r.at
  FROM whole w JOIN cases_confidential h ON h.case_id = w.living_id AND h.lifted_at IS NULL
  JOIN cases_confidential o ON o.case_id = w.case_id AND o.lifted_at IS NULL
  JOIN cases_confidentialreader r ON r.confidential_id = h.id
ON CONFLICT DO NOTHING
"""
NAMED_TOO = f"""{WHOLE}
INSERT INTO cases_namedperson (case_id, employee_id, typed, how, words, state, at, by_id, decided_at, why)
SELECT w.case_id, n.employee_id, n.typed, n.how, n.words, n.state, n.at, n.by_id, n.decided_at, n.why
  FROM whole w JOIN cases_namedperson n ON n.case_id = w.living_id
 WHERE n.employee_id IS NOT NULL AND n.state <> 'dismissed'
ON CONFLICT (case_id, employee_id) WHERE employee_id IS NOT NULL
DO UPDATE SET state = excluded.state, by_id = excluded.by_id, decided_at = excluded.decided_at, why = excluded.why
 WHERE cases_namedperson.state = 'dismissed'
"""
JOINED_EARLIER = (LIE_TOGETHER, HIDE_TOO, SAME_READERS, NAMED_TOO)
"""What was joined to a case before it shared all its walls shares them from now on."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0017_b")]

    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop, elidable=True) for sql in JOINED_EARLIER]
