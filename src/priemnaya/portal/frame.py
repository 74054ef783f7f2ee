"""What stands around every page of a body's portal: its emblem, hours, telephones and networks, and what people come
for most."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from priemnaya.cases.letters import head_of
from priemnaya.cases.models import Case
from priemnaya.knowledge.models import Service, ServiceEdition
from priemnaya.letterhead.head import Place
from priemnaya.people.interaction import ServedPoint, points_of
from priemnaya.people.models import InteractionPoint, Organisation

from .hours import Day, OpenNow, every_day, open_now, today, week

NETWORKS = ("max", "vk", "telegram")
POPULAR = 5
LATELY = dt.timedelta(days=90)
COUNTED_FOR = 3600  # seconds for which the order of popular services stands
EXAMPLES = 3


@dataclass(frozen=True)
class Frame:
    """Asked by the header and the footer of one page."""

    organisation: Organisation

    @cached_property
    def open_now(self) -> OpenNow:
        return open_now(self.organisation)

    @cached_property
    def week(self) -> list[str]:
        return week(self.organisation)

    @property
    def today(self) -> Day:
        return today(self.organisation)

    @property
    def every_day(self) -> list[Day]:
        return every_day(self.organisation)

    @property
    def phone(self) -> str:
        """Its own, else of the body above it: there they know of its cases."""
        body = self.organisation
        return body.phone or (body.parent.phone if body.parent is not None else "")

    @property
    def place(self) -> Place:
        """How to find the body."""
        return head_of(self.organisation).place

    @cached_property
    def map(self) -> bool:
        return head_of(self.organisation).map_file() is not None

    @cached_property
    def emblem(self) -> bool:
        return head_of(self.organisation).emblem_file() is not None

    @cached_property
    def second_name(self) -> str:
        """In the second state language of the republic, as on the letterhead."""
        return head_of(self.organisation).second_name

    @cached_property
    def points(self) -> list[InteractionPoint]:
        return [p.row for p in self._served if p.promised]

    @cached_property
    def _served(self) -> list[ServedPoint]:
        return points_of(self.organisation)

    @property
    def networks(self) -> list[InteractionPoint]:
        """Messengers and networks that have a page to go to: a link is no promise that what is written there is
        taken."""
        rows = [p.row for p in self._served]
        return [p for p in rows if p.kind in NETWORKS and p.address.startswith("https://")]


def living(organisation: Organisation) -> list[Service]:
    """Services of today's catalogue, in the editors' order."""
    return list(Service.objects.filter(organisation=organisation, withdrawn_at=None))


def popular(organisation: Organisation, services: list[Service]) -> list[tuple[Service, ServiceEdition]]:
    """What was applied for most in three months, with the edition in force; the editors' order among equals."""
    asked = _asked(organisation)
    first = sorted(services, key=lambda s: -asked.get(s.pk, 0))[:POPULAR]
    editions = editions_of(organisation, first)
    return [(service, editions[service.pk]) for service in first if service.pk in editions]


def editions_of(organisation: Organisation, services: list[Service]) -> dict[int, ServiceEdition]:
    """The editions in force today, of all at once; of a service that begins later, its first."""
    today = organisation.local(timezone.now()).date()
    rows = list(ServiceEdition.objects.filter(service__in=services).order_by("-since"))
    found = {edition.service_id: edition for edition in rows}
    return found | {edition.service_id: edition for edition in reversed(rows) if edition.since <= today}


def _asked(organisation: Organisation) -> dict[int, int]:
    """Applications by service; counted anew once an hour, for a hundred thousand cases are behind it."""
    key = f"popular:{organisation.pk}"
    kept: dict[int, int] | None = cache.get(key)
    if kept is None:
        since = timezone.now() - LATELY
        cases = Case.objects.filter(organisation=organisation, registered_at__gte=since).exclude(service=None)
        kept = dict(cases.order_by().values_list("service").annotate(Count("pk")))
        cache.set(key, kept, COUNTED_FOR)
    return kept


def examples(found: list[tuple[Service, ServiceEdition]]) -> list[str]:
    """Words people of this body search by, each of which finds a service: two words and more say what to write."""
    said = [[w for w in edition.text.words if " " in w] or list(edition.text.words) for _service, edition in found]
    return [words[0] for words in said if words][:EXAMPLES]
