"""To which case a message was given, where people have moved it since: its client reads it on that case's page only."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, QuerySet

from .case import Case
from .contact import Contact


class GivenTo(models.Model):
    """A message that lies in another case than it was given to: joined, or copied. `case` empty: on nobody's page. A
    message without such a row belongs to the case it lies in."""

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="given")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="given")

    class Meta:
        verbose_name_plural = "given to"


def on_page(case: Case) -> Q:
    """Messages that the page of this very case shows its client, and no other page does."""
    return Q(case=case, given=None) | Q(given__case=case)


def page_of(case: Case) -> QuerySet[Contact]:
    return Contact.objects.filter(on_page(case))


def given_case(contact: Contact) -> Case | None:
    """The case it was given to; the one it lies in where nobody has moved it."""
    row = GivenTo.objects.filter(contact=contact).select_related("case").first()
    return row.case if row else contact.case


def keep_given(case: Case) -> None:
    """Before the messages of a case go to another: each keeps the one it was given to."""
    moved = Contact.objects.filter(case=case, given=None).values_list("pk", flat=True)
    GivenTo.objects.bulk_create([GivenTo(contact_id=pk, case=case) for pk in moved])
