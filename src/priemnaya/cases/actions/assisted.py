"""A message that an employee wrote for a client who finds it hard to write: read back, confirmed, and marked as such
(udmurtia-mio 6.2)."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.models import Contact
from priemnaya.core.journal import record
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import register

register("provides", "assisted_message", "cases.actions.assisted.mark_assisted")
NOT_READ = "Прочитайте клиенту, что записали, и отметьте, что он подтвердил: иначе это не его слова."


@action("case.register")
@transaction.atomic
def mark_assisted(contact: Contact, *, read_back: bool, by: Employee) -> None:
    """The words are the client's, the hand was ours. Raises Objection where they were not read back."""
    if not read_back:
        raise Objection(NOT_READ)
    Contact.objects.filter(pk=contact.pk).update(assisted=True, author=by)
    if contact.case is not None:
        record("case.assisted", contact.case, by=by)
