"""What every page knows of its look: the low-vision settings kept in a cookie, and the body's accent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .cookies import cookie
from .typed import STAFF

LOOK = {
    "size": ("1", "2", "3"),
    "face": ("sans", "serif"),
    "spacing": ("normal", "wide"),
    "scheme": ("auto", "black", "white", "blue"),
    "pictures": ("on", "off"),
}


def parse_look(text: str) -> dict[str, str]:
    """«size=2&scheme=black» -> known settings only; the first option of each is the default."""
    asked = dict(part.split("=", 1) for part in text.split("&") if "=" in part)
    return {name: asked[name] if asked.get(name) in options else options[0] for name, options in LOOK.items()}


def _own(request: HttpRequest) -> Any:
    """The body of an employee on a page of work that no view has drawn: the page of an error is theirs too."""
    user = getattr(request, "user", None) if request.path.startswith(STAFF) else None
    return user.organisation if user is not None and user.is_authenticated else None


def look(request: HttpRequest) -> dict[str, Any]:
    chosen = parse_look(cookie(request, "look"))
    return {
        "look": chosen,
        "look_changed": any(chosen[n] != o[0] for n, o in LOOK.items()),
        "languages": settings.LANGUAGES,
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "body": getattr(request, "body_shown", None) or _own(request),
    }
