"""`{% typed_back %}…{% end_typed_back %}`: what was typed on a refused form and no field inside shows stands above
it."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from priemnaya.ui.cookies import LEFT, cookie
from priemnaya.ui.typed import Typed, files_sent, labelled, not_shown, typed_of, words_in

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
        if not typed:
            return page
        returns, left = request.session.pop("typed_returns", False), not_shown(words_in(typed), page)
        if not left and not returns:
            return page
        shown = {"typed_words": labelled(left, page), "returns": returns, "path": typed.path, "fields": _fields(typed)}
        return mark_safe(render_to_string("ui/typed.html", shown) + page)  # noqa: S308 - both are templates  # nosec B308 B703


def _fields(typed: Typed) -> str:
    """All that was sent, by field: a script puts it back into the form of the same address (workspace.js)."""
    return json.dumps({name: typed.all_of(name) for name in typed}, ensure_ascii=False)


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


@register.simple_tag(takes_context=True)
def files_again(context: Any, field: str, path: str = "") -> str:
    """Stands before every field of files of the workspace: on the page that follows a refusal it says which of them
    were sent and are to be chosen again, for no browser fills in such a field. path: where the form goes, when a page
    has several with such a field."""
    request = context.get("request")
    names, sent_to = _not_kept(request) if request is not None else ({}, "")
    if field not in names or path not in ("", sent_to):
        return ""
    return format_html(
        '<p class="error" id="{}-again" role="alert">{} {}</p>',
        field,
        _("Файлы не сохранились. Выберите их снова:"),
        ", ".join(names[field]),
    )


def _not_kept(request: Any) -> tuple[Any, str]:
    """Of the form that this page answers, or of the one that led to it."""
    if request.method == "POST":
        return {} if hasattr(request, "files_taken") else files_sent(request), request.path
    typed = getattr(request, "typed_taken", None)
    if typed is None and "typed" in request.session:
        typed = typed_of(request)
    return (typed.files, typed.path) if typed is not None else ({}, "")
