from django.db import migrations

SAID_ON_THE_CASES = """
UPDATE cases_case c SET written_for = k.company FROM people_client k WHERE c.client_id = k.id AND k.company <> '';

CREATE TEMPORARY TABLE typed_cards ON COMMIT DROP AS
  SELECT k.id, k.kind, k.postal_address FROM people_client k
  WHERE k.identity <> '' AND (k.company <> '' OR k.postal_address <> '' OR k.kind <> 'citizen')
    AND NOT EXISTS (SELECT 1 FROM cases_contact m WHERE m.client_id = k.id AND m.how = 'state_portal');

UPDATE cases_case c SET said_kind = t.kind FROM typed_cards t WHERE c.client_id = t.id AND t.kind <> 'citizen';

INSERT INTO cases_caseaddress (case_id, channel, address, level, how)
  SELECT DISTINCT ON (t.id) c.id, 'post', t.postal_address, 0, 'typed'
  FROM typed_cards t JOIN cases_case c ON c.client_id = t.id
  WHERE t.postal_address <> '' AND NOT EXISTS (
    SELECT 1 FROM cases_caseaddress a JOIN cases_case o ON o.id = a.case_id
    WHERE o.client_id = t.id AND a.channel = 'post' AND a.address = t.postal_address)
  ORDER BY t.id, c.id;

UPDATE people_client k SET company = '', postal_address = '', kind = 'citizen' FROM typed_cards t WHERE k.id = t.id;
SET CONSTRAINTS ALL IMMEDIATE;
DROP TABLE typed_cards;
"""
"""What an identified person typed of themselves leaves the card for the cases: only a state portal, which proves them
itself, names a firm, a kind or a postal address for a card."""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_cards"), ("cases", "0016_d")]

    operations = [migrations.RunSQL(SAID_ON_THE_CASES, migrations.RunSQL.noop, elidable=True)]
