"""What a client types on the portal before it is sent: kept under the digest of a secret in the browser."""

from __future__ import annotations

from collections.abc import Iterable

from priemnaya.cases.models import PortalDraft
from priemnaya.people.models import Organisation

LONGEST = 100_000


def keep_portal_draft(organisation: Organisation, key_digest: str, data: dict[str, str]) -> PortalDraft:
    """Not an event: nothing has come yet."""
    data = {name: text[:LONGEST] for name, text in data.items() if text}
    row, _ = PortalDraft.objects.update_or_create(
        key_digest=key_digest, defaults={"organisation": organisation, "data": data}
    )
    return row


def drop_portal_draft(organisation: Organisation, key_digest: str) -> None:
    """Sent, or given up by the client."""
    PortalDraft.objects.filter(organisation=organisation, key_digest=key_digest).delete()


def drop_portal_drafts(key_digests: Iterable[str]) -> None:
    """Of one browser, whatever body they were for: its client has left it."""
    PortalDraft.objects.filter(key_digest__in=list(key_digests)).delete()
