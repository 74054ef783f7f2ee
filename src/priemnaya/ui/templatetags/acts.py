"""What pages call the act that the body works by, and whether anybody has signed it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
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


class Same:
    """A loaded order by its identity: it is never changed, a new edition is another object."""

    def __init__(self, it: Any) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.it is self.it


@lru_cache(maxsize=2048)
def _drawn(template: str, language: str, of_act: str, said: Any) -> SafeString:
    return mark_safe(render_to_string(template, {"clause": said, "of_act": of_act}))  # noqa: S308 - a template  # nosec B308 B703


@register.simple_tag(takes_context=True)
def clause_drawn(context: Any, clause: Any, template: str) -> SafeString:
    """One clause (`ui.clauses.Shown`) by its template. A page has sixty, and few of them change from one asking to the
    next: what says the same is drawn once. The template sees the clause and `of_act`, and nothing else."""
    return _drawn(template, get_language() or "ru", act_name(context, "gent"), clause)


@lru_cache(maxsize=64)
def _layer_drawn(language: str, layer: Same) -> SafeString:
    return mark_safe(render_to_string("workspace/_layer.html", {"layer": layer.it}))  # noqa: S308 - a template  # nosec B308 B703


@register.simple_tag
def layer_drawn(layer: Any) -> SafeString:
    """What stands above an order, drawn once for as long as it is loaded."""
    return _layer_drawn(get_language() or "ru", Same(layer))
