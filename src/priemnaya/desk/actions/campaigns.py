"""Messages with nearly the same words are gathered as they come, and may be answered as one, each with its own letter.

The worker looks at what was registered lately and was not looked at; an intake never waits for it. A new message is
compared with those texts that share a band of its sketch with it, never with every message. Of those that are near by
their sketch it belongs with one that says the same sentence by sentence. A second letter of one sender is no exception:
what it asks of its own would be answered with the rest. A page may show it beside the first all the same.
"""

from __future__ import annotations

import datetime as dt
from functools import cache, partial

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from priemnaya.cases.models import Case, Contact
from priemnaya.core.each import each
from priemnaya.core.listening import listen
from priemnaya.desk.models import Campaign, CampaignMember
from priemnaya.people.models import Organisation
from priemnaya.plain.alike import NEAR, bands_of, likeness, same_sentences, sketch_of

WITHIN = dt.timedelta(days=30)
"""A campaign is gathered while less than this has passed since its last message."""
COMPARED = 40
"""Texts that a message is compared with at most; those with a band in common are few."""
listen("gather_alike", "case.registered")


@cache
def _key(secret: str) -> bytes:
    return salted_hmac("priemnaya.alike", "key", secret=secret, algorithm="sha256").digest()


def gather_alike(organisation: Organisation, *, limit: int = 500) -> int:
    """Look at what was registered lately and not looked at; returns how many cases were looked at."""
    since = timezone.now() - WITHIN
    old = Campaign.objects.filter(organisation=organisation, last_at__lt=since).exclude(sketch=[])
    old.update(bands=[], sketch=[])  # what no message is compared with any more is not kept
    fresh = Case.objects.filter(organisation=organisation, registered_at__gt=since, alike=None).exclude(state="review")
    keys = list(fresh.order_by("registered_at", "pk").values_list("pk", flat=True)[:limit])
    return each(keys, partial(_gather, organisation), "likeness of case")


@transaction.atomic
def _gather(organisation: Organisation, pk: int) -> bool:
    first = Contact.objects.filter(case=pk, direction="in").order_by("at", "pk").values_list("text", flat=True).first()
    key = _key(settings.SECRET_KEY)
    sketch = sketch_of(first or "", key)
    member, fresh = CampaignMember.objects.get_or_create(case_id=pk)
    if not fresh or not sketch:
        return True
    bands = bands_of(sketch, key)
    found = _nearest(organisation, first or "", sketch, bands)
    if found is None:
        known = {"bands": bands, "sketch": sketch, "last_at": timezone.now()}
        found = Campaign.objects.create(organisation=organisation, **known)
    CampaignMember.objects.filter(pk=member.pk).update(campaign=found)
    Campaign.objects.filter(pk=found.pk).update(members_count=F("members_count") + 1, last_at=timezone.now())
    return True


def campaign_like(organisation: Organisation, text: str, theirs: QuerySet[Case]) -> Campaign | None:
    """The campaign a text would belong to, or that a letter of the same sender is in; nothing is written. theirs: cases
    of whoever writes."""
    key = _key(settings.SECRET_KEY)
    sketch = sketch_of(text, key)
    return _nearest(organisation, text, sketch, bands_of(sketch, key), theirs) if sketch else None


def _nearest(
    organisation: Organisation, text: str, sketch: list[int], bands: list[int], theirs: QuerySet[Case] | None = None
) -> Campaign | None:
    since = timezone.now() - WITHIN
    rows = Campaign.objects.filter(organisation=organisation, bands__overlap=bands, last_at__gt=since)
    near = [(likeness(sketch, row.sketch), -row.pk, row) for row in rows.order_by("-members_count", "pk")[:COMPARED]]
    best = [row for share, _pk, row in sorted(near, key=lambda one: one[:2], reverse=True) if share >= NEAR]
    if not best:
        return None
    keys = [row.pk for row in best]
    mine = theirs.filter(alike__campaign__in=keys) if theirs is not None else Case.objects.none()
    own = set(mine.values_list("alike__campaign", flat=True))
    said = _begun_with(keys)
    return next((row for row in best if row.pk in own or same_sentences(text, said.get(row.pk, ""))), None)


def _begun_with(campaigns: list[int]) -> dict[int, str]:
    """The message each of them began with, or the eldest that is left of it. One member of each is asked for, by an
    index, and only its text is read: a campaign may have thousands."""
    worded = Contact.objects.filter(case=OuterRef("case"), direction="in").exclude(text="")
    members = CampaignMember.objects.filter(Exists(worded), campaign=OuterRef("pk"), out_at=None)
    first = Subquery(members.order_by("campaign", "pk").values("case")[:1])
    began = Campaign.objects.filter(pk__in=campaigns).annotate(began=first)
    cases = dict(began.exclude(began=None).values_list("began", "pk"))
    rows = Contact.objects.filter(case__in=cases, direction="in").exclude(text="").order_by("case", "at", "pk")
    return {cases[case]: text for case, text in rows.distinct("case").values_list("case", "text")}
