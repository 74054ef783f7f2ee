import django.db.models.deletion
from django.db import migrations, models

from priemnaya.cases.sql import NEVER_FOREIGN, NEVER_FOREIGN_BACK

JOINED_EARLIER = """
WITH RECURSIVE family(root, pk) AS (
  SELECT id, id FROM cases_case c
    WHERE merged_into_id IS NULL AND EXISTS (SELECT 1 FROM cases_case o WHERE o.merged_into_id = c.id)
  UNION ALL SELECT f.root, c.id FROM family f JOIN cases_case c ON c.merged_into_id = f.pk
), said AS (
  SELECT DISTINCT ON (c.id) c.id AS contact, e.subject_id AS given,
    e.subject_id <> f.root OR e.id < (SELECT min(a.id) FROM core_event a
      WHERE a.subject_type = 'case' AND a.subject_id = f.root AND a.verb = 'case.absorbed') AS sure
  FROM family f
  JOIN core_event e ON e.subject_type = 'case' AND e.subject_id = f.pk
    AND e.verb IN ('case.received', 'case.appended', 'case.addition_held')
  JOIN cases_contact c ON c.case_id = f.root AND e.data ->> 'contact' = c.id::text
  ORDER BY c.id, e.id
), given AS (
  SELECT c.id AS contact, f.root,
    CASE WHEN c.direction = 'out' THEN COALESCE(d.subject_id, r.case_id)
      WHEN s.sure OR c.point = 'email' AND EXISTS (SELECT 1 FROM cases_caseaddress a
        WHERE a.case_id = s.given AND a.channel = 'email' AND a.address = lower(c.sender)) THEN s.given END AS page
  FROM family f
  JOIN cases_contact c ON c.case_id = f.root AND f.pk = f.root
  LEFT JOIN core_delivery d ON d.id = c.delivery_id AND d.subject_type = 'case'
  LEFT JOIN cases_reply r ON r.id = c.reply_id
  LEFT JOIN said s ON s.contact = c.id
)
INSERT INTO cases_givento (contact_id, case_id)
  SELECT contact, page FROM given WHERE page IS DISTINCT FROM root ON CONFLICT DO NOTHING;

INSERT INTO cases_givento (contact_id, case_id)
  SELECT copy.id, NULL FROM cases_case fresh
  JOIN cases_contact copy ON copy.case_id = fresh.id AND copy.direction = 'in' AND copy.external_id = ''
  JOIN cases_contact first ON first.case_id = fresh.taken_out_of_id AND first.direction = 'in'
    AND first.at = copy.at AND first.text = copy.text
  JOIN cases_givento g ON g.contact_id = first.id
  ON CONFLICT DO NOTHING;
"""
"""Messages of cases that were joined before this was kept: by the delivery, the answer, or the event that names the
message. What was added after the joining and is not shown to be of that very case stands on no client's page; nor does
a copy of another's message in a case that was taken out since."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_cards"), ("core", "0011_access_chained")]

    operations = [
        migrations.CreateModel(
            name="GivenTo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given",
                        to="cases.case",
                    ),
                ),
                (
                    "contact",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="given", to="cases.contact"
                    ),
                ),
            ],
            options={"verbose_name_plural": "given to"},
        ),
        migrations.RunSQL([JOINED_EARLIER], migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(NEVER_FOREIGN, NEVER_FOREIGN_BACK),
    ]
