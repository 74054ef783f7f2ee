from importlib import import_module
from typing import Any

from django.db import migrations

domains = import_module("priemnaya.people.migrations.0008_b")


def of_cases(apps: Any, schema_editor: Any) -> None:
    for name in ("CaseAddress", "ForeignAddress"):
        domains.write_domains(apps.get_model("cases", name).objects.all(), "case_id")
    cases = apps.get_model("cases", "Case").objects
    for point, address in (("chosen_point", "chosen_address"), ("second_point", "second_address")):
        for row in cases.filter(**{point: "email", f"{address}__contains": domains.PUNY}).only("pk", address):
            cases.filter(pk=row.pk).update(**{address: domains.in_letters(getattr(row, address))})


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_a"), ("people", "0008_b")]

    operations = [migrations.RunPython(of_cases, migrations.RunPython.noop, elidable=True)]
