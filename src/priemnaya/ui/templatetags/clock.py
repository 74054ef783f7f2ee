"""Instants as people at a place read them, and as a form sends them back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

register = template.Library()


@register.filter
def at_place(at: dt.datetime | None, place: Any) -> dt.datetime | None:
    """An instant by the clock of a place where people are received; naive, so that no zone of the page moves it."""
    return place.local(at).replace(tzinfo=None) if at and place else None


@register.filter
def epoch(at: dt.datetime) -> int:
    """An instant as a form sends it back: no zone can be lost on the way."""
    return int(at.timestamp())
