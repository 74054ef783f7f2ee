"""Keys acted as employees until now: each such employee's keys get a service account of the same roles, owned by them.
What a key may do stays the same or less: never more than whoever issued it."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import migrations


def give_accounts(apps: Any, schema_editor: Any) -> None:
    employees, tokens = apps.get_model("people", "Employee"), apps.get_model("core", "ApiToken")
    for employee_id in tokens.objects.order_by().values_list("employee_id", flat=True).distinct():
        person = employees.objects.filter(pk=employee_id).first()
        if person is None:
            continue
        rows = tokens.objects.filter(employee_id=employee_id)
        service = employees.objects.create(
            username=f"program-{person.pk}",
            password=make_password(None),
            organisation_id=person.organisation_id,
            surname=(rows.order_by("-pk").first().title or "Программа")[:60],
            roles=person.roles,
            is_active=person.is_active,
            is_service=True,
            owner_id=person.pk,
        )
        rows.update(employee_id=service.pk)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_staff"), ("core", "0009_issuer")]
    operations = [migrations.RunPython(give_accounts, migrations.RunPython.noop, elidable=True)]
