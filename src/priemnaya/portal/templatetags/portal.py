"""The portal's own words for templates."""

from __future__ import annotations

from django import template

from priemnaya.people.models import Organisation
from priemnaya.portal.frame import Frame

register = template.Library()


@register.simple_tag
def frame_of(body: Organisation) -> Frame:
    """What stands around the page: `{% frame_of body as frame %}`; nothing is asked before it is used."""
    return Frame(body)
