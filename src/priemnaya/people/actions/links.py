"""Links that prove a mailbox: made for one address and one purpose, used once (docs/trust.md).

GET shows only a button, for mail scanners open links; using one up is a conditional update, so that of two openings one
wins.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from priemnaya.core.tokens import api_digest, new_token
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation, ProofLink

LASTS: dict[str, dt.timedelta] = {
    "case": dt.timedelta(days=1),
    "card": dt.timedelta(minutes=30),
    "consent": dt.timedelta(days=1),
    "draft": dt.timedelta(days=7),
}
"""How long a link may wait to be opened: what shows all of a person's cases waits the shortest."""


def make_link(
    organisation: Organisation, opens: str, *, channel: str, address: str, subject: int | None = None, detail: str = ""
) -> str:
    """The secret of a fresh link; only its digest is kept."""
    secret = new_token()
    ProofLink.objects.create(
        organisation=organisation,
        digest=api_digest(secret),
        opens=opens,
        subject=subject,
        detail=detail,
        channel=channel,
        address=address,
        until=timezone.now() + LASTS[opens],
    )
    return secret


def url_of(organisation: Organisation, secret: str, *, page: str = "link") -> str:
    return f"{settings.SITE_URL}/{organisation.slug}/{page}/{secret}/"


def link_of(organisation: Organisation, secret: str) -> ProofLink | None:
    """The link of a secret while it can be used; nothing is changed."""
    return ProofLink.objects.usable(timezone.now()).filter(organisation=organisation, digest=api_digest(secret)).first()


DOORS = {
    "case": "Эта ссылка открывает дело. Откройте её целиком, как она стоит в письме.",
    "card": "Эта ссылка открывает «Мои дела». Откройте её целиком, как она стоит в письме.",
    "consent": "Эта ссылка подтверждает согласие и ничего другого. Откройте её целиком, как она стоит в письме.",
    "draft": "Эта ссылка открывает черновик. Откройте её целиком, как она стоит в письме.",
}
"""What to say of a link that is opened where another kind belongs."""


def link_for(organisation: Organisation, secret: str, *kinds: str) -> ProofLink:
    """The link of a secret while it can be used, and only of these kinds; nothing is changed. Raises Objection."""
    found = link_of(organisation, secret)
    if found is None:
        raise Objection("Ссылка уже открывалась или устарела. Попросите новую.")
    if found.opens not in kinds:
        raise Objection(DOORS[found.opens])
    return found


def use_up(link: ProofLink) -> bool:
    """Whether this call was the one that used it."""
    now = timezone.now()
    return bool(ProofLink.objects.usable(now).filter(pk=link.pk).update(used_at=now))


def last_was_used(organisation: Organisation, opens: str, **of: object) -> bool:
    """The newest link of its kind (of: address, subject, detail) was opened: whoever reads the mailbox is there, and
    has no link that opens."""
    last = ProofLink.objects.filter(organisation=organisation, opens=opens, **of).order_by("-pk").first()
    return last is not None and last.used_at is not None
