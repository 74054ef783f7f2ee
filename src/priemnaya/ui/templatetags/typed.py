"""`{% typed_back %}…{% end_typed_back %}`: what was typed on a refused form and no field inside shows stands above
it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from priemnaya.ui.cookies import LEFT, cookie
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


@register.simple_tag(takes_context=True)
def keeps_words(context: Any) -> str:
    """Stands in every form of the portal that posts typed words (what is looked for stands in the address): no browser
    keeps its page, so Back asks for it anew; and once the device was to be forgotten, the browser puts nothing typed
    before into it again."""
    request = context["request"]
    request.keeps_words = True
    return format_html(' autocomplete="{}"', "off") if cookie(request, LEFT) else ""
