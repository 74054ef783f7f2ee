"""What portal views share: the body of the address, and who the browser has proved to be."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from priemnaya.people.models import Organisation
from priemnaya.ui.access import public

LEFT = ("sent", "returned")
"""States of an answer that its client may read: also when the letter with it came back."""
Page = Callable[..., HttpResponseBase]


def of_body(view: Page) -> Page:
    """A public page of one body: `organisation` instead of its slug; the look takes the body's accent."""

    @wraps(view)
    def shown(request: HttpRequest, body: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        organisation = get_object_or_404(Organisation, slug=body, parent=None)
        request.body_shown = organisation  # type: ignore[attr-defined]
        timezone.activate(organisation.zone)
        return view(request, organisation, *args, **kwargs)

    return public(shown)


def ip_of(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None
