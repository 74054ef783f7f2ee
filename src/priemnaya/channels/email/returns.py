"""The return path of each letter (VERP): its envelope sender is an address that only whoever carried this very letter
knows. A notice of delivery counts when it came to that address and names the Message-ID of that letter (docs/trust.md);
any other changes nothing and people are told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings

from priemnaya.core.models import Delivery

TOKEN = re.compile(r"[a-z2-7]{24}")


def return_path(delivery: Delivery) -> str:
    """Where the letter of a delivery is returned to."""
    local, _, domain = settings.RETURN_PATH.rpartition("@")
    return f"{local}+{delivery.return_token}@{domain.encode('idna').decode('ascii')}"


def is_return_path(address: str) -> bool:
    """An address of ours that letters are returned to, whether or not there was such a letter."""
    return _token(address) is not None


def delivery_at(addresses: Iterable[str]) -> Delivery | None:
    """The letter whose return path is one of these addresses."""
    tokens = [t for a in addresses if (t := _token(a)) and TOKEN.fullmatch(t)]
    return Delivery.objects.filter(channel="email", return_token__in=tokens).order_by("-pk").first() if tokens else None


def _token(address: str) -> str | None:
    """What stands behind the sign in an address of returns; None for any other address."""
    local, _, domain = settings.RETURN_PATH.lower().rpartition("@")
    given, _, at = address.strip().strip("<>").lower().rpartition("@")
    known = {domain, domain.encode("idna").decode("ascii")}
    return given.removeprefix(f"{local}+") if at in known and given.startswith(f"{local}+") else None
