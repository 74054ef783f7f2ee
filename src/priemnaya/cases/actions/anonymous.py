"""Who wrote without a name, and has told it since: written down on the case, by whoever works with it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from priemnaya.cases.models import Case, Contact
from priemnaya.cases.states import move_case
from priemnaya.core.journal import record
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.actions.matching import find_or_make
from priemnaya.people.models import Employee

NAMES = {"surname": 80, "name": 80, "patronymic": 80, "company": 300}
"""With what a card holds of each, in signs."""


@action("case.work")
@transaction.atomic
def name_client(case: Case, typed: Mapping[str, str], *, by: Employee) -> None:
    """What somebody says of who they are proves nothing: the case gets a card of its own, or its own card a name, and
    no other case or card is touched. Raises Objection, Stale."""
    fields = {field: str(typed.get(field, "")).strip() for field in NAMES}
    if not (fields["surname"] or fields["company"]):
        raise Objection("Впишите фамилию или название организации.")
    for field, said in fields.items():
        if len(said) > NAMES[field]:
            raise Objection(f"Слишком длинно: в одном поле имени не больше {NAMES[field]} знаков.")
    move_case(case, "work")
    if case.client is None:
        card = find_or_make(case.organisation, addresses=(), **fields)
        Case.objects.filter(pk=case.pk, client=None).update(client=card)
        Contact.objects.filter(case=case, client=None).update(client=card)
        case.client = card
    else:
        _complete(case, fields)
    record("case.client_named", case, by=by)


def _complete(case: Case, fields: Mapping[str, str]) -> None:
    assert case.client is not None
    card = lock_living_card(case.client)
    if card.surname or card.company or card.identity:
        raise Stale(f"Уже записано, кто обратился: {card.full_name}.")
    if card.cases.exclude(pk=case.pk).exists():
        raise Objection(
            "С этого адреса пришли и другие дела, и кто писал каждое, неизвестно: зарегистрируйте сообщение с именем и"
            " свяжите дела."
        )
    for field, said in fields.items():
        setattr(card, field, said)
    card.save(update_fields=[*fields])
    case.client = card
