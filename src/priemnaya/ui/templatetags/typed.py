"""`{% typed_back %}…{% end_typed_back %}`: what was typed on a refused form and no field inside shows stands above
it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from priemnaya.ui.typed import not_shown, typed_of, words_in

register = template.Library()


class TypedBack(template.Node):
    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: Any) -> SafeString:
        page, request = self.inside.render(context), context.get("request")
        typed = getattr(request, "typed_taken", None)
        if getattr(request, "path", "").startswith("/accounts/"):
            return page  # what was typed waits for its owner behind the sign-in
        if typed is None and "typed" in getattr(request, "session", ()):
            typed = typed_of(request)
        left = not_shown(words_in(typed), page) if typed else []
        if not left:
            return page
        return mark_safe(render_to_string("ui/typed.html", {"typed_words": left}) + page)  # noqa: S308 - both are templates  # nosec B308 B703


@register.tag
def typed_back(parser: Any, token: Any) -> TypedBack:
    inside = parser.parse(("end_typed_back",))
    parser.delete_first_token()
    return TypedBack(inside)
