"""A period of a duty is answered when it has begun; whose row a duty is hangs on its clause and the place of its rule."""

import zlib

from django.db import migrations

from priemnaya.people.sql import DUTIES

ORDER_IN_FORCE = "order_in_force"


def part_of(layer, clause, kind, place):
    return zlib.crc32(f"{layer}|{clause}|{kind}|{place}|0".encode()) or 1


def rows_by_place(apps, schema_editor):
    """The rows of one clause and kind had parts by their words: the first of them is of its first rule, and so on."""
    known, parts = {}, {}
    rows = apps.get_model("core", "Obligation").objects.filter(subject_type="organisation").order_by("pk")
    for row in rows.iterator():
        kind = "by_hand" if "how" in row.rule else "review" if "every" in row.rule else "within"
        if kind == "within" and row.facts.get("after") != ORDER_IN_FORCE:
            continue
        places = known.setdefault((row.organisation_id, row.layer, row.clause, kind), [])
        if row.part not in places:
            places.append(row.part)
        parts[row.pk] = part_of(row.layer, row.clause, kind, places.index(row.part))
    for pk, part in parts.items():
        rows.filter(pk=pk).update(part=part)


class Migration(migrations.Migration):
    dependencies = [("core", "0017_f"), ("people", "0012_d")]
    operations = [
        migrations.RunSQL(DUTIES, migrations.RunSQL.noop),
        migrations.RunPython(rows_by_place, migrations.RunPython.noop, elidable=True),
    ]
