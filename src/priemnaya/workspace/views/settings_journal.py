"""The journal of settings: who changed what the body has set up, when, and field by field what was and what became."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from priemnaya.channels.models import Webhook
from priemnaya.core.models import SettingChange
from priemnaya.core.models.settings import KINDS
from priemnaya.core.reading import day, whole
from priemnaya.desk.models import Checklist, Macro, RoutingRule
from priemnaya.knowledge.models import Article, Service
from priemnaya.people.models import Employee, InteractionPoint
from priemnaya.ui.access import permission
from priemnaya.ui.diff import word_changes
from priemnaya.workspace.shared import who
from priemnaya.workspace.tables.settings import SETTINGS
from priemnaya.workspace.tables.shown import Listing

SAID = {"made": gettext_lazy("создание"), "changed": gettext_lazy("изменение"), "gone": gettext_lazy("удаление")}
"""What became of a setting, whatever gender its kind has."""
OPENS: dict[str, tuple[type[Model], str, str, str]] = {
    "routing": (RoutingRule, "rule_edit", "pk", "rules.edit"),
    "macro": (Macro, "macro_edit", "pk", "rules.edit"),
    "checklist": (Checklist, "checklist_edit", "pk", "rules.edit"),
    "article": (Article, "knowledge_article", "pk", "staff"),
    "service": (Service, "service_page", "slug", "staff"),
    "access": (Employee, "employee", "pk", "people.manage"),
    "point": (InteractionPoint, "point_edit", "pk", "people.manage"),
    "connection": (Webhook, "webhook", "pk", "settings.edit"),
}
"""Kind -> its rows, the page of one, by what that page is addressed, and what it asks."""
LONG = 60
"""From so many characters on, the words that changed are shown inside their line."""


@dataclass(frozen=True)
class Line:
    """One change in words. link: the page of the thing, if it is still there and this person may open it."""

    row: SettingChange
    who: str
    kind: str
    deed: str
    link: str

    @property
    def changes(self) -> list[dict[str, Any]]:
        return [{**x, "what": _(x["what"]) if x["what"] else "", "words": _inside(x)} for x in self.row.fields]


def _inside(field: dict[str, str]) -> list[list[tuple[str, str]]]:
    long = field["was"] and field["now"] and max(len(field["was"]), len(field["now"])) > LONG
    return word_changes(field["was"], field["now"]) if long else []


@require_GET
@permission("journal.view")
def settings_journal(request: HttpRequest) -> HttpResponseBase:
    me = who(request)
    rows = asked(request, me)
    listing = Listing(SETTINGS, rows.order_by("-pk"), request, dress=lambda found: lines(found, me))
    if (file := listing.file()) is not None:
        return file
    staff = Employee.everyone.filter(organisation_id=me.organisation_id).order_by("is_service", "surname", "name")
    shown = {"listing": listing, "kinds": KINDS, "staff": staff, "of": whole(request.GET.get("of", ""))}
    return render(request, "workspace/settings_journal.html", shown)


def asked(request: HttpRequest, me: Employee) -> QuerySet[SettingChange]:
    """The changes of this body that the filters of the address ask for; what cannot be read asks for nothing."""
    rows = SettingChange.objects.filter(organisation_id=me.organisation_id)
    if (kind := request.GET.get("kind", "")) in KINDS:
        rows = rows.filter(kind=kind)
        if of := whole(request.GET.get("of", "")):
            rows = rows.filter(subject_id=of)
    if actor := whole(request.GET.get("employee", "")):
        rows = rows.filter(actor_id=actor)
    zone = me.organisation.zone
    if since := day(request.GET.get("since", "")):
        rows = rows.filter(at__gte=dt.datetime.combine(since, dt.time(), zone))
    if until := day(request.GET.get("until", "")):
        rows = rows.filter(at__lt=dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), zone))
    return rows


def lines(rows: list[SettingChange], me: Employee) -> list[Line]:
    """In a few queries whatever the rows are of."""
    people = Employee.everyone.in_bulk({r.actor_id for r in rows if r.actor_id})
    links: dict[tuple[str, int], str] = {}
    for kind, (model, route, key, right) in OPENS.items():
        wanted = {r.subject_id for r in rows if r.kind == kind}
        if not wanted or not me.may(right):
            continue
        found = model._default_manager.filter(pk__in=wanted, organisation_id=me.organisation_id)
        links.update({(kind, pk): reverse(route, args=[at]) for pk, at in found.values_list("pk", key)})
    return [
        Line(
            row,
            people[row.actor_id].short_name if row.actor_id in people else _("команда на сервере"),
            str(KINDS.get(row.kind, row.kind)),
            str(SAID.get(row.deed, row.deed)),
            links.get((row.kind, row.subject_id), ""),
        )
        for row in rows
    ]
