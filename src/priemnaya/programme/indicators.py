"""Indicators: each is a sentence, a figure over a month, and the cases behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet
from django.utils import timezone

from priemnaya.cases.models import ApplicationDocument, Case
from priemnaya.core.models import Obligation
from priemnaya.knowledge.board import searches_of
from priemnaya.knowledge.models import ArticleUse
from priemnaya.outreach.models import PortalRating, SurveyAnswer
from priemnaya.people.models import Organisation
from priemnaya.policy import register
from priemnaya.policy.contact_points import ELECTRONIC
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.policy.vocabulary.measures import MEASURES

Period = tuple[dt.datetime, dt.datetime]
Part = tuple[str, float, int]  # part name ("" for the whole), value, over how many


@dataclass(frozen=True)
class Indicator:
    """title: what the figure says; unit: %, points, days. better: which way is better. behind: the cases it was made
    of; of_parts: those of a part that is made of other cases."""

    name: str
    title: str
    unit: str
    better: int
    compute: Callable[[Organisation, Period], list[Part]]
    behind: Callable[[Organisation, Period], QuerySet[Case]]
    of_parts: dict[str, Callable[[Organisation, Period], QuerySet[Case]]] = field(default_factory=dict)


PARTS: dict[str, str] = {
    "contacts": "сообщений клиента на одно дело",
    "documents": "файлов клиента на одно дело",
    "first_reply_hours": "часов до первого письма человека",
    "visits": "визитов клиента на одно дело",
    "documents_asked": "документов на одно дело, которые просили у клиента",
    "portal_stars": "из 5 — звёзды на порталах госуслуг",
    "digital_share": "% дел, которые пришли в электронном виде",
    "found_share": "% поисков, которые что-то нашли",
    "opened_share": "% поисков, после которых открыли статью",
}
"""What the parts of a figure are called; a part may be a point of contact too."""
INDICATORS: dict[str, Indicator] = {}


def _add(
    name: str,
    title: str,
    unit: str,
    better: int,
    compute: Callable[[Organisation, Period], list[Part]],
    behind: Callable[[Organisation, Period], QuerySet[Case]],
    **of_parts: Callable[[Organisation, Period], QuerySet[Case]],
) -> None:
    INDICATORS[name] = Indicator(name, title, unit, better, compute, behind, of_parts)
    register("measured", name, f"programme.indicators.{name}")
    for measure in MEASURES.values():
        if measure.of.partition(".")[0] == name:
            register("limit", measure.name, f"programme.indicators.{name}")


def _answers(organisation: Organisation, period: Period) -> QuerySet[SurveyAnswer]:
    return SurveyAnswer.objects.filter(organisation=organisation, at__gte=period[0], at__lt=period[1])


def _rated(organisation: Organisation, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(replies__survey_answer__in=_answers(organisation, period)).distinct()


def _answered(organisation: Organisation, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(
        organisation=organisation, state="answered", closed_at__gte=period[0], closed_at__lt=period[1]
    )


def _satisfaction(organisation: Organisation, period: Period) -> list[Part]:
    """Share of ratings 4 and 5, per cent: the method of the feedback platform (К = X / Y × 100); stars of state portals
    as a part of their own."""
    rows = _answers(organisation, period).aggregate(all=Count("pk"), good=Count("pk", filter=Q(satisfaction__gte=4)))
    stars = PortalRating.objects.filter(organisation=organisation, at__gte=period[0], at__lt=period[1])
    portal = stars.aggregate(mean=Avg("stars"), n=Count("pk"))
    whole = [("", 100 * rows["good"] / rows["all"], rows["all"])] if rows["all"] else []
    return whole + ([("portal_stars", float(portal["mean"]), portal["n"])] if portal["n"] else [])


def _starred(organisation: Organisation, period: Period) -> QuerySet[Case]:
    stars = PortalRating.objects.filter(organisation=organisation, at__gte=period[0], at__lt=period[1])
    return Case.objects.filter(portal_ratings__in=stars).distinct()


def _mean(field: str) -> Callable[[Organisation, Period], list[Part]]:
    def compute(organisation: Organisation, period: Period) -> list[Part]:
        rows = _answers(organisation, period).aggregate(mean=Avg(field), n=Count(field))
        return [("", float(rows["mean"]), rows["n"])] if rows["n"] else []

    return compute


def _by_point(organisation: Organisation, period: Period) -> list[Part]:
    rows = (
        _answers(organisation, period)
        .values("point")
        .annotate(mean=Avg("satisfaction"), n=Count("pk"))
        .order_by("point")
    )
    parts = [(r["point"], float(r["mean"]), r["n"]) for r in rows]
    return _mean("satisfaction")(organisation, period) + parts


def _result_share(organisation: Organisation, period: Period) -> list[Part]:
    rows = (
        _answers(organisation, period)
        .exclude(got_result="")
        .aggregate(all=Count("pk"), got=Count("pk", filter=Q(got_result="yes")))
    )
    return [("", 100 * rows["got"] / rows["all"], rows["all"])] if rows["all"] else []


def _waiting(organisation: Organisation, period: Period) -> tuple[float, int]:
    span = ExpressionWrapper(F("closed_at") - F("registered_at"), output_field=DurationField())
    rows = _answered(organisation, period).aggregate(mean=Avg(span), n=Count("pk"))
    return (rows["mean"].total_seconds() / 86400, rows["n"]) if rows["n"] else (0.0, 0)


def _speed(organisation: Organisation, period: Period) -> list[Part]:
    """Days to the answer; hours till a person first wrote to the client; contacts and files a case took."""
    days, n = _waiting(organisation, period)
    if not n:
        return []
    cases = _answered(organisation, period)
    written = Q(contacts__direction="out", contacts__author__isnull=False)
    first = cases.annotate(first=Min("contacts__at", filter=written)).aggregate(
        mean=Avg(ExpressionWrapper(F("first") - F("received_at"), output_field=DurationField())), n=Count("first")
    )
    contacts = cases.aggregate(n=Count("contacts", filter=Q(contacts__direction="in")))["n"]
    documents = cases.aggregate(n=Count("contacts__attachments", filter=Q(contacts__direction="in")))["n"]
    parts = [("", days, n), ("contacts", contacts / n, n), ("documents", documents / n, n)]
    if first["n"]:
        parts.append(("first_reply_hours", first["mean"].total_seconds() / 3600, first["n"]))
    return parts


def _costs(organisation: Organisation, period: Period) -> list[Part]:
    """Days of waiting, visits and documents asked of the client a case; the share of digital contacts, per cent."""
    days, n = _waiting(organisation, period)
    cases = _answered(organisation, period)
    visits = cases.aggregate(n=Count("contacts", filter=Q(contacts__direction="in", contacts__point="in_person")))["n"]
    asked = ApplicationDocument.objects.filter(application__case__in=cases, source="client").count()
    rows = Case.objects.filter(
        organisation=organisation, registered_at__gte=period[0], registered_at__lt=period[1]
    ).aggregate(all=Count("pk"), digital=Count("pk", filter=Q(point__in=ELECTRONIC)))
    parts = [("", days, n), ("visits", visits / n, n), ("documents_asked", asked / n, n)] if n else []
    return parts + ([("digital_share", 100 * rows["digital"] / rows["all"], rows["all"])] if rows["all"] else [])


def _registered(organisation: Organisation, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(organisation=organisation, registered_at__gte=period[0], registered_at__lt=period[1])


def _opening(organisation: Organisation, period: Period) -> list[Part]:
    """Share of this month's figures that really open as many rated cases as they claim: the board checks itself."""
    claims = [
        (i.compute(organisation, period), i.behind(organisation, period))
        for i in list(INDICATORS.values())
        if i.name != "figures_open_cases"
    ]
    figures = [(parts[0][2], cases.count()) for parts, cases in claims if parts and not parts[0][0]]
    return [("", 100 * sum(b >= a for a, b in figures) / len(figures), len(figures))] if figures else []


def _in_time(organisation: Organisation, period: Period) -> list[Part]:
    """Share of the answers on the substance that were due in the month and came in time, per cent."""
    due = Obligation.objects.filter(
        organisation_id=organisation.pk,
        what=REPLY_ON_SUBSTANCE,
        cancelled_at=None,
        due_at__gte=period[0],
        due_at__lt=min(period[1], timezone.now()),
    )
    rows = due.aggregate(all=Count("pk"), kept=Count("pk", filter=Q(fulfilled_at__lte=F("due_at"))))
    return [("", 100 * rows["kept"] / rows["all"], rows["all"])] if rows["all"] else []


_add("satisfaction", "ответов клиенты оценили на 4 и 5", "%", 1, _satisfaction, _rated, portal_stars=_starred)
_add("effort", "из 7 — насколько легко было получить ответ", "баллов", 1, _mean("ease"), _rated)
_add("speed", "в среднем до ответа по существу", "дней", -1, _speed, _answered)
_add("in_time", "ответов даны в срок", "%", 1, _in_time, _answered)
_add("result_share", "клиентов получили то, за чем пришли", "%", 1, _result_share, _rated)
_add("client_costs", "клиент ждёт в среднем", "дней", -1, _costs, _answered, digital_share=_registered)
_add("attitude_by_point", "из 5 — оценка точки взаимодействия", "баллов", 1, _by_point, _rated)
_add("quality_of_interaction", "из 5 — вежливость и внимание сотрудников", "баллов", 1, _mean("politeness"), _rated)
_add("figures_open_cases", "показателей открывают дела за собой", "%", 1, _opening, _answered)


def _knowledge_search(organisation: Organisation, period: Period) -> list[Part]:
    """Seconds from the first letters of a search to what was opened; shares of searches that found and that were
    opened, per cent."""
    found = searches_of(organisation, *period)
    if not found.count or found.seconds is None:
        return []
    return [
        ("", found.seconds, found.count),
        ("found_share", found.found, found.count),
        ("opened_share", found.opened, found.count),
    ]


def _with_knowledge(organisation: Organisation, period: Period) -> QuerySet[Case]:
    used = ArticleUse.objects.filter(
        organisation=organisation, at__gte=period[0], at__lt=period[1], case_id__isnull=False
    )
    return Case.objects.filter(organisation=organisation, pk__in=used.values("case_id"))


_add("knowledge_search", "обычно от запроса до нужной статьи", "с", -1, _knowledge_search, _with_knowledge)
