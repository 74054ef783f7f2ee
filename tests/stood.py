"""What a form of settings on a page opened just now says of what it showed: for tests that send one without its page.
What forms say by themselves, and who is stopped by it, is tried on the pages in `scenarios/test_settings_seen.py`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from priemnaya.cases.actions.clients import audience_told
from priemnaya.cases.facts_seen import token as fact_token
from priemnaya.cases.models import UNSIGNED, Case
from priemnaya.cases.term_changes import asking, asking_token
from priemnaya.cases.terms import open_term
from priemnaya.core.settings_kept import token
from priemnaya.desk.actions.rules import told_of
from priemnaya.desk.models import Checklist, Macro, RoutingRule
from priemnaya.knowledge.actions.articles import token_of
from priemnaya.knowledge.models import Article, Section, Service
from priemnaya.knowledge.told import answers_told, editions_told
from priemnaya.paper.actions import track_told
from priemnaya.paper.models import PostItem
from priemnaya.people.actions.other_bodies import body_told
from priemnaya.people.models import Client, Employee, InteractionPoint, Organisation, OtherBody, Unit
from priemnaya.people.told import factor_told, head_told, point_told, unit_told
from priemnaya.reception.actions.telephony.extensions import extension_told
from priemnaya.reception.models import Place, Visit, VisitKind, Window
from priemnaya.reception.visits.told import kind_told, place_told, window_told

BODY = "udmurtia-mio"
"""Of the people of the tests."""
RULES = {
    "routing": RoutingRule,
    "macros": Macro,
    "checklists": Checklist,
    "rule": RoutingRule,
    "macro": Macro,
    "checklist": Checklist,
}


def _told(model: Any, told: Callable[[Any], Any], pk: Any) -> str:
    row = model.objects.filter(pk=pk or 0).first()
    return token(told(row)) if row else ""


def _place(point: Any) -> str:
    row = Place.objects.filter(point=point).first()
    return token(place_told(row)) if row else ""


def _article(pk: str) -> dict[str, Any]:
    row = Article.objects.get(pk=pk)
    waiting = row.versions.filter(state__in=("draft", "submitted", "returned")).first()
    return {"seen": token_of(row), **({"shown": waiting.state} if waiting else {})}


def _draft(pk: str) -> dict[str, Any]:
    reply = Case.objects.get(pk=pk).replies.filter(state__in=UNSIGNED).first()
    return {"version": reply.version} if reply else {}


def _extension(pk: str) -> str:
    owed = open_term(Case.objects.get(pk=pk))
    return asking_token(owed, asking(owed)) if owed else ""


FORMS: dict[str, Callable[[re.Match[str], dict[str, Any]], Any]] = {
    r"^/w/rules/(routing|macros|checklists)/(\d+)/$": lambda m, t: _told(RULES[m[1]], told_of, m[2]),
    r"^/w/rules/(rule|macro|checklist)/(\d+)/drop/$": lambda m, t: _told(RULES[m[1]], told_of, m[2]),
    r"^/w/units/save/$": lambda m, t: _told(Unit, unit_told, t.get("unit")),
    r"^/w/units/(\d+)/close/$": lambda m, t: _told(Unit, unit_told, m[1]),
    r"^/w/points/(\d+)/(?:save|close)/$": lambda m, t: _told(InteractionPoint, point_told, m[1]),
    r"^/w/bodies/(\d+)/$": lambda m, t: _told(OtherBody, body_told, m[1]),
    r"^/w/services/([\w-]+)/(?:edit|withdraw)/$": lambda m, t: token(editions_told(Service.objects.get(slug=m[1]))),
    r"^/w/knowledge/articles/(\d+)/(?:edit|autosave|archive|submit|publish|return)/$": lambda m, t: _article(m[1]),
    r"^/w/knowledge/([\w-]+)/head/$": lambda m, t: token(answers_told(Section.objects.get(slug=m[1]))),
    r"^/w/employees/(\d+)/extension/$": lambda m, t: token(extension_told(Employee.objects.get(pk=m[1]))),
    r"^/w/staff/units/(\d+)/head/$": lambda m, t: token(head_told(Unit.objects.get(pk=m[1]).head)),
    r"^/w/roles/second-factor/$": lambda m, t: token(factor_told(Organisation.objects.get(slug=BODY).second_factor)),
    r"^/w/clients/(\d+)/audience/$": lambda m, t: token(audience_told(Client.objects.get(pk=m[1]).living)),
    r"^/w/post/items/(\d+)/$": lambda m, t: _told(PostItem, track_told, m[1]),
    r"^/w/visits/schedule/place/$": lambda m, t: _place(t["point"]),
    r"^/w/visits/schedule/window/$": lambda m, t: _told(Window, window_told, t.get("window")),
    r"^/w/visits/schedule/kind/$": lambda m, t: _told(VisitKind, kind_told, t.get("kind")),
    r"^/w/visits/schedule/window/(\d+)/close/$": lambda m, t: _told(Window, window_told, m[1]),
    r"^/w/visits/schedule/kind/(\d+)/close/$": lambda m, t: _told(VisitKind, kind_told, m[1]),
    r"^/w/visits/(\d+)/(?:move|cancel)/$": lambda m, t: Visit.objects.get(pk=m[1]).sequence,
    r"^/[\w-]+/visits/([\w-]+)/(?:move|cancel)/$": lambda m, t: Visit.objects.get(number=m[1]).sequence,
    r"^/w/cases/(\d+)/reply/drop/$": lambda m, t: _draft(m[1]),
    r"^/w/cases/(\d+)/settle-extension/$": lambda m, t: _extension(m[1]),
    r"^/[\w-]+/follow/([\w-]+)/point/$": lambda m, t: fact_token(Case.objects.get(number=m[1]), "point"),
}
"""Address -> its `seen`, or all that its form says."""


def stood(path: str, typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """What was typed, with what the form says of its page."""
    given = dict(typed or {})
    for pattern, seen in FORMS.items():
        if found := re.match(pattern, path.partition("?")[0]):
            said = seen(found, given)
            return {**(said if isinstance(said, dict) else {"seen": said}), **given}
    return given


def posted(client: Any, path: str, typed: dict[str, Any] | None = None, **more: Any) -> Any:
    """The form of a page opened just now, sent."""
    return client.post(path, stood(path, typed), **more)
