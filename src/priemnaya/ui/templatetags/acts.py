"""What pages call the act that the body works by, and whether anybody has signed it."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import OrderError
from priemnaya.policy.titles import called

register = template.Library()


@register.simple_tag(takes_context=True)
def act_name(context: Any, case: str = "nomn") -> str:
    """«приказ», «распоряжения», «положением»: what the body's act calls itself; «проектом приказа» while nobody has
    signed it. case: nomn, gent, ablt."""
    body = context.get("body")
    act = policy_of(body).body.act if isinstance(body, Organisation) else None
    if get_language() != "ru":
        return "the draft act" if act and act.is_draft else "the act"
    names, place = called(act.title if act else ""), ("nomn", "gent", "ablt").index(case)
    return f"{PROJECT[place]} {names[1]}" if act and act.is_draft else names[place]


PROJECT = ("проект", "проекта", "проектом")


@register.simple_tag(takes_context=True)
def by_draft(context: Any) -> bool:
    """Whether the body works by an order that nobody has signed yet."""
    body = context.get("body")
    try:
        return isinstance(body, Organisation) and policy_of(body).body.act.is_draft
    except OrderError:  # its order was never read well: pages about that say so
        return False
