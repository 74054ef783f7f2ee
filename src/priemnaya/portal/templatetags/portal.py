"""The portal's own words for templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _

from priemnaya.core.models import Delivery
from priemnaya.knowledge.services.questions import YES_NO
from priemnaya.people.models import Organisation
from priemnaya.policy.contact_points import title_of
from priemnaya.portal.forms import MARKS, POINTS
from priemnaya.portal.frame import Frame

register = template.Library()


@register.simple_tag
def frame_of(body: Organisation) -> Frame:
    """What stands around the page: `{% frame_of body as frame %}`; nothing is asked before it is used."""
    return Frame(body)


@register.simple_tag
def other_ways(body: Organisation) -> str:
    """How else an appeal with a proved identity comes to us: by the state portal only where what is sent there does."""
    if any(point.kind == "epgu" for point in Frame(body).points):
        return _("Подать обращение можно и иначе: через портал «Госуслуги», письмом по почте с подписью или лично.")
    return _("Подать обращение можно и иначе: письмом по почте с подписью или лично.")


@register.simple_tag
def bodies_here() -> list[Organisation]:
    """All bodies of this installation: whoever came to a wrong address without one chooses theirs."""
    return list(Organisation.objects.filter(parent=None).order_by("name"))


@register.simple_tag
def in_demonstration() -> bool:
    """Whether the data are made up, so that pages say it."""
    return bool(settings.DEMO)


@register.filter
def way_of_answer(point: str) -> str:
    """Where an answer goes, in one set of words: «На сайте», «На электронную почту», «Бумажным письмом», «Звонком»."""
    return str(POINTS.get(point) or title_of(point))


OF_STAFF = ("строже, чем", "тот же день даёт", "срок не сверен")
"""Beginnings of lines of a term's trace by which staff check it."""


ON_ITS_WAY = ("queued", "held", "doing")


@register.filter
def way_of_letter(delivery: Delivery) -> str:
    """What became of a letter, in words of its reader: of queues and notices staff are told (`Delivery.title`), and
    that a notice went first stands below the letter."""
    return _("отправляем") if delivery.state in ON_ITS_WAY else str(delivery.get_state_display())


@register.filter
def for_clients(steps: list[str] | None) -> list[str]:
    """How a term was counted, without what it was compared with."""
    return [step for step in steps or () if not step.startswith(OF_STAFF)]


@register.filter
def of_five(mark: object) -> str:
    """A mark in a word: the same words wherever people rate, from bad to good."""
    return str(MARKS[int(str(mark))])


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
