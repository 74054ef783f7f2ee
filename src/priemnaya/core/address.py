"""Whose request it is: the one place where the client's address is read.

Behind `PRIEMNAYA_PROXIES` proxies of our own, each adds at the right of X-Forwarded-For whom it heard; so the client is
the n-th from the right, and what stands further left anybody may have written. With none declared the header is
ignored; with fewer names than proxies not all of them stood between, so that each name may be the client's own, and
only the peer is believed.
"""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"


def address_of(request: HttpRequest) -> str:
    """The client's address, without a port; empty when there is none."""
    peer = _clean(request.META.get("REMOTE_ADDR", ""))
    if not settings.PROXIES:
        return peer
    heard = [_clean(part) for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return (heard[-settings.PROXIES] if len(heard) >= settings.PROXIES else "") or peer


def network_of(request: HttpRequest) -> str:
    """The network whose acts are counted together: /24 of IPv4, /64 of IPv6, as one home, office or server gets."""
    return network(address_of(request))


def network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 64}", strict=False))


def allotment(network_: str) -> str:
    """What one customer may have many networks of: /48 of IPv6; of IPv4 the network itself."""
    try:
        found = ipaddress.ip_network(network_)
    except ValueError:
        return network_
    return str(found.supernet(new_prefix=48) if found.version == 6 and found.prefixlen > 48 else found)


def _clean(text: str) -> str:
    """An address as ipaddress writes it; «203.0.113.7:5000», «[2001:db8::1]:5000» and «::ffff:203.0.113.7» too."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return str(mapped or found)
