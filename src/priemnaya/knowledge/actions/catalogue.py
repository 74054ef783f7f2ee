"""Publishing an edition of a service and keeping it findable."""

from __future__ import annotations

import datetime as dt
import re
from functools import partial

from django.db import transaction
from django.utils import timezone

from priemnaya.core.each import each
from priemnaya.core.journal import record, ruled
from priemnaya.core.settings_kept import must_stand, setting_changed
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge import search
from priemnaya.knowledge.models import LifeSituation, Service, ServiceEdition
from priemnaya.knowledge.services.described import SAID_BESIDE, ServiceText
from priemnaya.knowledge.told import edition_told, editions_told, withdrawn_told
from priemnaya.knowledge.wording import Checked, check_text
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy import Refused

from . import findable

OUT = re.compile(r"https://[^\s\"'<>\\]+")


def wording_of(organisation: Organisation, text: ServiceText) -> Checked:
    """What the order says of the words a client reads in a service."""
    today = organisation.local(timezone.now()).date()
    return check_text(organisation, "service", text.prose(), today, SAID_BESIDE)


@action("knowledge.edit")
@transaction.atomic
def publish_edition(
    organisation: Organisation,
    slug: str,
    text: ServiceText,
    *,
    since: dt.date | None,
    by: Employee,
    reason: str,
    seen: str = "",
    again: bool = False,
) -> ServiceEdition:
    """A new edition of a service (or a new service) from a day on. An edition cases were already registered under is
    never changed: a change is another edition. seen: the token of `editions_told` of the page that asks; empty where
    there is none. again: a service that was withdrawn is shown to clients again; else it stays withdrawn. Raises
    Refused when the words break the order, Objection, Stale."""
    day = _must_be_whole(organisation, text, since, reason)
    checked = wording_of(organisation, text)
    if stopping := checked.stops():
        raise Refused(stopping)
    service, made = Service.objects.get_or_create(
        organisation=organisation, slug=slug, defaults={"title": text.title, "place": organisation.services.count()}
    )
    service = Service.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=service.pk)
    must_stand(editions_told(service), "" if made else seen, tells=partial(_newest_told, service))
    _must_be_free(service, day)
    was_out, shown = withdrawn_told(service), _shown_from(service, day, again)
    before = service.edition_on(day)
    was = {**edition_told(before), **was_out} if before else None
    edition, _ = ServiceEdition.objects.update_or_create(
        service=service,
        since=day,
        defaults={**ServiceEdition.fields_of(text), "loaded": "", "author": by, "reason": reason.strip()[:300]},
    )
    _put_out(service, shown)
    ruled(checked.rulings, service, by=by)
    record("service.published", service, by=by, edition=edition.pk)
    now = {**edition_told(edition), **withdrawn_told(service)}
    setting_changed("service", service.pk, body=organisation.pk, by=by, name=service.title, was=was, now=now)
    return edition


def _newest_told(service: Service) -> dict[str, str]:
    newest = service.editions.first()
    return edition_told(newest) if newest else {}


def _shown_from(service: Service, day: dt.date, again: bool) -> bool:
    """Whether clients see it once the edition is written. Raises Objection where they would see the edition before."""
    if service.withdrawn_at is None:
        return True
    if again and day > service.organisation.local(timezone.now()).date():
        raise Objection(
            f"До {day:%d.%m.%Y} клиенты увидели бы прежнюю редакцию. Запишите эту, не показывая услугу, и покажите её"
            " в тот день, или выберите сегодня."
        )
    return again


def _put_out(service: Service, shown: bool) -> None:
    if shown:
        service.withdrawn_at = None
    service.refresh()
    if shown:
        index_service(service)


def _must_be_whole(organisation: Organisation, text: ServiceText, since: dt.date | None, reason: str) -> dt.date:
    """Raises Objection for what no edition may be without."""
    if not reason.strip():
        raise Objection("Напишите, что и почему изменилось: это останется в истории услуги.")
    if since is None:
        raise Objection("Выберите день, с которого действует редакция.")
    if since < organisation.local(timezone.now()).date():
        raise Objection("Редакция не может начаться в прошлом: выберите сегодня или день позже.")
    if text.link and not OUT.fullmatch(text.link):
        raise Objection("Ссылка на сервис начинается с https:// и не содержит пробелов: скопируйте её из браузера.")
    if not organisation.units.filter(slug=text.unit, closed_at=None).exists():
        raise Objection("Выберите подразделение, которое оказывает услугу: то, что записано, закрыто.")
    return since


def _must_be_free(service: Service, since: dt.date) -> None:
    """An edition in force under which a case was registered stays as it is. Raises Objection."""
    if not service.editions.filter(since=since).exists():
        return
    zone = service.organisation.zone
    begun = dt.datetime.combine(since, dt.time(), zone)
    if service.cases.filter(registered_at__gte=begun).exists():
        day = since + dt.timedelta(days=1)
        raise Objection(
            f"По редакции от {since:%d.%m.%Y} уже зарегистрированы дела, и она остаётся как есть. Выберите день"
            f" начала {day:%d.%m.%Y} или позже."
        )


@action("knowledge.edit")
@transaction.atomic
def withdraw_service(service: Service, *, by: Employee, seen: str = "") -> None:
    """The body gives it no longer: clients do not see it, its cases and editions stay. seen: as of `publish_edition`.
    Raises Stale: also when it is withdrawn already, whose day stays."""
    service = Service.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=service.pk)
    if service.withdrawn_at:
        raise Stale(f"Услуга уже снята: с {service.withdrawn_at:%d.%m.%Y}.")
    must_stand(editions_told(service), seen, tells=partial(_newest_told, service))
    was = withdrawn_told(service)
    service.withdrawn_at = service.organisation.local(timezone.now()).date()
    service.save(update_fields=["withdrawn_at"])
    findable.drop(service.organisation, "service", service.slug)
    record("service.withdrawn", service, by=by)
    now = withdrawn_told(service)
    setting_changed("service", service.pk, body=service.organisation_id, by=by, name=service.title, was=was, now=now)


def refresh_started(organisation: Organisation) -> int:
    """Editions whose day has come since last month: lists and search say what they say. Returns how many services
    changed."""
    today = organisation.local(timezone.now()).date()
    started = Service.objects.filter(
        organisation=organisation,
        withdrawn_at=None,
        editions__since__lte=today,
        editions__since__gt=today - dt.timedelta(days=31),
    ).distinct()
    return each(started.select_related("organisation"), _refresh, "edition of service")


def _refresh(service: Service) -> bool:
    edition = service.current
    if not edition or (service.title, service.lead) == (edition.text.title, edition.text.lead):
        return False
    service.refresh()
    index_service(service)
    return True


def index_service(service: Service) -> None:
    edition = service.current or service.editions.order_by("since").first()
    if edition is not None:
        text = edition.text
        findable.put(
            service.organisation,
            "service",
            service.slug,
            sort=text.kind,
            title=text.title,
            lead=text.lead,
            words=" ".join([text.name, *text.words]),
            text=text.searchable(),
            weight=1.3,
        )


def index_all(organisation: Organisation) -> None:
    """Every service and life situation of a body: after loading files."""
    for service in Service.objects.filter(organisation=organisation, withdrawn_at=None).select_related("organisation"):
        index_service(service)
    for situation in LifeSituation.objects.filter(organisation=organisation):
        findable.put(
            organisation,
            "situation",
            situation.slug,
            title=situation.title,
            lead=situation.lead,
            words=" ".join(
                Service.objects.filter(organisation=organisation, situations__contains=[situation.slug]).values_list(
                    "title", flat=True
                )
            ),
            weight=1.1,
        )
    search.refresh_words(organisation)
