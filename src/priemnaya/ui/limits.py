"""How often one visitor may ask: a counter per address and purpose in this process's cache. It guards against floods,
not against thieves."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import HttpRequest


def too_often(request: HttpRequest, purpose: str, *, most: int, seconds: int = 60) -> bool:
    """More than `most` calls for one purpose from one address in `seconds`. Counts this call."""
    address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).hexdigest()[:16]
    key = f"limit:{purpose}:{address}"
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # it expired between the two calls
        return False
