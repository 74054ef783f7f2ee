"""The portal's own words for templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm, BoundField

from priemnaya.knowledge.services.questions import YES_NO
from priemnaya.people.models import Organisation
from priemnaya.portal.frame import Frame

register = template.Library()


@register.simple_tag
def frame_of(body: Organisation) -> Frame:
    """What stands around the page: `{% frame_of body as frame %}`; nothing is asked before it is used."""
    return Frame(body)


@register.filter
def field(form: BaseForm, name: str) -> BoundField:
    return form[name]


@register.filter
def field_of(form: BaseForm, question: str) -> BoundField:
    """Of a service's own question."""
    return form[f"f_{question}"]


@register.filter
def asks(form: Any, name: str) -> bool:
    """Whether a field comes for what was answered so far."""
    return bool(form.asks(name))


@register.filter
def said(field: BoundField, values: tuple[str, ...]) -> str:
    """Answers to a question as its page words them."""
    words = dict(YES_NO)
    return " или ".join(f"«{words.get(value, value)}»" for value in values)
