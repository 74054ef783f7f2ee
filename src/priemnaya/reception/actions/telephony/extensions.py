"""Which number inside the exchange is whose: by it the card of a call finds its operator."""

from __future__ import annotations

from django.db import transaction

from priemnaya.core.journal import record
from priemnaya.core.settings_kept import must_stand, setting_changed
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.reception.models import Extension
from priemnaya.reception.telephony.events import EXTENSION


def extension_told(employee: Employee) -> dict[str, str]:
    found = Extension.objects.filter(employee=employee).first()
    return {"Добавочный номер на АТС": found.number if found else ""}


@action("people.manage")
@transaction.atomic
def set_extension(employee: Employee, number: str, *, by: Employee, seen: str = "") -> Extension | None:
    """Empty: none. seen: the token of what the page showed. Raises Objection, Stale."""
    Organisation.objects.select_for_update().get(pk=employee.organisation_id)
    number, was = "".join(number.split()), extension_told(employee)
    must_stand(was, seen)
    if number and not EXTENSION.fullmatch(number):
        raise Objection("Добавочный номер — от двух до восьми цифр, например 101. Впишите его, как он стоит в АТС.")
    others = Extension.objects.filter(organisation_id=employee.organisation_id, number=number).exclude(
        employee=employee
    )
    if number and (other := others.select_related("employee").first()):
        raise Objection(f"Добавочный {number} записан за сотрудником {other.employee.short_name}. Уберите его там.")
    made = None
    if number:
        made, _ = Extension.objects.update_or_create(
            employee=employee, defaults={"number": number, "organisation_id": employee.organisation_id}
        )
    else:
        Extension.objects.filter(employee=employee).delete()
    body, name, now = employee.organisation_id, employee.short_name, extension_told(employee)
    if setting_changed("access", employee.pk, body=body, by=by, name=name, was=was, now=now):
        record("employee.extension", employee, by=by)
    return made
