"""Which kinds of clients a body tells apart: those its order names in the register of clients, and those of its own
list, in its own words too. Forms of the portal and of the staff offer them."""

from __future__ import annotations

from django.utils import timezone

from priemnaya.policy import asks
from priemnaya.policy.vocabulary import own

from .models import Organisation
from .models.clients import KINDS
from .policies import policy_of


@asks("kept_register", "clients")
def kinds_of(organisation: Organisation) -> dict[str, str]:
    """Name -> title, in the order of the product's list; all of them where neither the order nor the body says."""
    owner = organisation.parent or organisation
    rules = policy_of(organisation).rules("kept_register", organisation.local(timezone.now()).date(), "clients")
    named = {*owner.client_kinds, *(entry for rule in rules for entry in rule.value.entries)}
    ours = {name: title for name, title in KINDS.items() if name in named} or dict(KINDS)
    return ours | {name: name for name in owner.client_kinds if own(name)}
