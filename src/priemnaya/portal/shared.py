"""What portal views share: the body of the address, and who the browser has proved to be."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from priemnaya.cases.own import Own
from priemnaya.core.address import address_of
from priemnaya.people.models import Organisation
from priemnaya.ui.access import public

from .visit import MAILBOX_FOR, gained, go_on, me_of

LEFT = ("sent", "returned")
"""States of an answer that its client may read: also when the letter with it came back."""
Page = Callable[..., HttpResponseBase]


def of_body(view: Page) -> Page:
    """A public page of one body: `organisation` instead of its slug; the look takes the body's accent. What an
    organisation below a body has no page of its own for is its body's page."""
    return _of(view, lambda organisation: organisation.parent is None)


def of_case_holder(view: Page) -> Page:
    """A page about cases, answers and those whose they are: also of an organisation below a body, which has cases of
    its own; letters about them lead here."""
    return _of(view, lambda organisation: True)


def _of(view: Page, has: Callable[[Organisation], bool]) -> Page:
    @wraps(view)
    def shown(request: HttpRequest, body: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        organisation = get_object_or_404(Organisation.objects.select_related("parent"), slug=body)
        if not has(organisation):
            return _at_its_body(request, organisation)
        request.body_shown = organisation  # type: ignore[attr-defined]
        timezone.activate(organisation.zone)
        go_on(request)
        return view(request, organisation, *args, **kwargs)

    return public(shown)


def _at_its_body(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """The same page of the body above. Nothing is sent on to another body than it was written to."""
    if request.method != "GET" or organisation.parent is None:
        raise Http404
    rest = request.get_full_path().removeprefix(f"/{organisation.slug}/")
    return redirect(f"/{organisation.parent.slug}/{rest}")


def mailbox_of(request: HttpRequest, organisation: Organisation) -> str:
    """The mailbox whose reader sits here: shown by a link of the last half an hour; empty when none was."""
    kept = request.session.get(f"mailbox:{organisation.pk}") or {}
    fresh = kept.get("at", 0) + MAILBOX_FOR > timezone.now().timestamp()
    return str(kept.get("address", "")) if fresh else ""


def proved_mailbox(request: HttpRequest, organisation: Organisation, address: str) -> None:
    """Remember for half an hour whose mailbox was shown."""
    gained(request)
    request.session[f"mailbox:{organisation.pk}"] = {"address": address, "at": timezone.now().timestamp()}


def own_of(request: HttpRequest, organisation: Organisation) -> Own:
    """What is one's own here: asked by every page, decided in one place (cases/own.py)."""
    return Own(organisation, me_of(request, organisation), mailbox_of(request, organisation))


def ip_of(request: HttpRequest) -> str | None:
    return address_of(request) or None
