"""The same words once more: the person is asked whether they mean it. Nothing is swallowed, nothing goes
twice by itself.

The very form sent anew (Back, a double press) is known by its key and shows the first number. A form filled anew with
the same words and files is asked about, but only by what this browser may know: cases it has sent itself, or those of
who is identified here. Whoever else sent the same is not told from here; staff see the two side by side.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from priemnaya.cases.actions import Received, taken_under
from priemnaya.cases.incoming import Incoming
from priemnaya.cases.models import Case, Contact, on_page
from priemnaya.core.models import IdempotencyKey
from priemnaya.people.models import Organisation

from .shared import own_of

REMEMBERED = dt.timedelta(days=30)


def sent_before(request: HttpRequest, organisation: Organisation, incoming: Incoming) -> Contact | None:
    """The message with these very words and files that was sent from here; None when the person has said «ещё раз»."""
    if _meant(request, organisation, incoming):
        return None
    known = [int(pk) for pk in request.session.get(f"codes:{organisation.pk}", {})]
    own = Q(case__in=known) | Q(case__in=own_of(request, organisation).cases().values("pk"))
    return _same(own, organisation, incoming)


def added_before(request: HttpRequest, case: Case, incoming: Incoming) -> Contact | None:
    """The same for what is added to a case."""
    if _meant(request, case.organisation, incoming):
        return None
    return _same(on_page(case), case.organisation, incoming)


def _meant(request: HttpRequest, organisation: Organisation, incoming: Incoming) -> bool:
    """The person has been asked, or it is the very form that was sent: its key answers."""
    if request.POST.get("again"):
        return True
    key = incoming.arrival.key
    return bool(key and IdempotencyKey.objects.subject_of(organisation.pk, key, incoming.content))


def _same(own: Q, organisation: Organisation, incoming: Incoming) -> Contact | None:
    matter, since = incoming.matter, timezone.now() - REMEMBERED
    rows = Contact.objects.filter(own, organisation=organisation, direction="in", text=matter.text, at__gt=since)
    given = sorted(hashlib.sha256(f.content).hexdigest() for f in matter.files)
    for contact in rows.select_related("case").prefetch_related("attachments__file").order_by("-at")[:20]:
        if contact.case and sorted(a.file.sha256 for a in contact.attachments.all()) == given:
            return contact
    return None


def sent_under(organisation: Organisation, key: str) -> Received | None:
    """What the very form with this key has become, pressed once more when its draft is gone."""
    return taken_under(organisation, f"portal:{key[:64]}")
