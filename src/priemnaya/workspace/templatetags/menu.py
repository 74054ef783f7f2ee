"""The menu of the workspace, drawn on each of its pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from priemnaya.workspace import menu as pages

register = template.Library()


@register.inclusion_tag("workspace/_menu.html", takes_context=True)
def menu(context: dict[str, Any]) -> dict[str, Any]:
    """Groups of pages the employee may open, with what waits behind them; and a phone's bottom bar."""
    request = context["request"]
    found = request.resolver_match
    waits, route = pages.waiting(request.user), found.url_name if found else ""
    groups = pages.menu(request.user, route, waits)
    return {
        "groups": groups,
        "bar": pages.bar(groups),
        "rung": pages.LINE in waits and route != "calls",
        "me": request.user,
        "request": request,
        "lang": get_language(),
    }
