"""`{% typed_back %}…{% end_typed_back %}`: what was typed on a refused form and no field inside shows stands above
it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lxml import html

from priemnaya.ui.cookies import LEFT, cookie
from priemnaya.ui.typed import (
    GUARDS,
    STAFF,
    Typed,
    files_sent,
    is_guard,
    labelled,
    not_shown,
    taken,
    typed_of,
    words_in,
)

register = template.Library()


@register.filter
def of_form(typed: Any, address: str) -> Typed:
    """What was typed, for the form of this address alone: of several rows with the same fields, the one it was.
    Where the forms of all rows have one address, their hidden field says which."""
    return typed if isinstance(typed, Typed) and typed.path == address else Typed()


class TypedBack(template.Node):
    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: Any) -> SafeString:
        page, request = self.inside.render(context), context.get("request")
        if request is None or request.path.startswith("/accounts/"):
            return page  # what was typed waits for its owner behind the sign-in
        typed = _taken(request)
        if not typed:
            return page
        words = words_in(typed)
        left, fit = not_shown(words, page), _fit(typed, page, request.path)
        if not left and not (typed.unread and (words or _to_fill(typed, page, request.path))):
            return page
        quotes = {name: place for name, place in typed.items() if name.startswith("quote-")}
        told = labelled(left, page, quotes=quotes, here=fit is not None)
        shown = {
            "typed_words": told,
            "about": "" if fit is not None else typed.about,
            "returns": typed.unread,
            "fields": _fields(typed),
        }
        shown |= {"guards": GUARDS, "changed": typed.unread and fit is False}
        shown["path"] = typed.path if fit is not False and typed.path.startswith(STAFF) else ""
        return mark_safe(render_to_string("ui/typed.html", shown) + page)  # noqa: S308 - both are templates  # nosec B308 B703


def _taken(request: Any) -> Typed:
    """By the view, or by this page now."""
    if not hasattr(request, "typed_taken"):
        typed_of(request)
    return taken(request)


def _fields(typed: Typed) -> str:
    """All that was sent, by field: a script puts it back into the form of the same address (workspace.js), only where
    all guards of that form are those it was typed under."""
    fields = {name: typed.all_of(name) for name in typed}
    return json.dumps(fields | {name: [mark] for name, mark in typed.marks.items()}, ensure_ascii=False)


def _fit(typed: Typed, page: str, path: str) -> bool | None:
    """Whether a form of the page is the one that was typed: the same address and the same guards. None: the page has no
    form of this address."""
    if not page.strip() or not typed.path:
        return None
    tree, sent = html.fromstring(page), _set(typed.guards())
    forms = _forms(tree, typed, path)
    guards = [
        _set({f.get("name"): f.get("value", "") for f in _hidden(tree, form) if is_guard(f.get("name", ""))})
        for form in forms
    ]
    return sent in guards if guards else None


def _forms(tree: html.HtmlElement, typed: Typed, path: str) -> list[html.HtmlElement]:
    return [f for f in tree.iter("form") if urlsplit(f.get("action") or path).path == typed.path]


def _to_fill(typed: Typed, page: str, path: str) -> bool:
    """Whether something but words was chosen in a form that the page has: of a mere press nothing comes back."""
    if not page.strip() or not typed.path:
        return False
    tree = html.fromstring(page)
    forms = _forms(tree, typed, path)
    ids = [f.get("id") for f in forms if f.get("id")]
    fields = [f for form in forms for f in form.xpath(FILLED)]
    fields += [f for one in ids for f in tree.xpath(f"{FILLED}[@form=$id]", id=one)]
    return any(typed[f.get("name")] for f in fields)


FILLED = (
    "descendant-or-self::*[self::input[not(@type='hidden' or @type='submit')] or self::select or self::textarea][@name]"
)


def _set(guards: dict[str, str]) -> dict[str, str]:
    """Without those of a form for something new: there is nothing yet that could have changed."""
    return {name: value for name, value in guards.items() if value}


def _hidden(tree: html.HtmlElement, form: html.HtmlElement) -> list[html.HtmlElement]:
    """Its own, and those of the page that name it."""
    named: list[html.HtmlElement] = tree.xpath("//input[@type='hidden'][@form=$id]", id=form.get("id") or "-")
    return [*form.xpath(".//input[@type='hidden'][not(@form)]"), *named]


@register.simple_tag
def fault(faults: Any, name: str) -> SafeString | str:
    """What is wrong with a field, beside it."""
    words = (faults or {}).get(name)
    return format_html('<p class="error" id="{}-fault">{}</p>', name, words) if words else ""


@register.simple_tag
def fault_mark(faults: Any, name: str) -> SafeString | str:
    """In its field, for who hears the page."""
    told = name in (faults or {})
    return format_html(' aria-invalid="true" aria-describedby="{}-fault"', name) if told else ""


@register.simple_tag
def guards() -> str:
    """For the script that puts words back (kept.js)."""
    return GUARDS


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
    typed = _taken(request)
    return typed.files, typed.path
