"""Indicators: each is a sentence, a figure over a month, and the cases behind it. What a figure counts and what it
opens are the same rows: each names them once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, DurationField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from priemnaya.cases.models import ApplicationDocument, Case, Contact
from priemnaya.core.models import Obligation
from priemnaya.knowledge.board import searches_of
from priemnaya.outreach.models import PortalRating, SurveyAnswer
from priemnaya.people.models import Organisation
from priemnaya.policy import register
from priemnaya.policy.contact_points import ELECTRONIC, POINT_KINDS
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.measures import MEASURES, amount
from priemnaya.reception.calls.figures import behind, times_given
from priemnaya.reception.visits.figures import ended, talked, waited
from priemnaya.worktime.terms import plural

Period = tuple[dt.datetime, dt.datetime]
Part = tuple[str, float, int]  # part name ("" for the whole), value, over how many
Rows = Callable[[Organisation, Period], QuerySet[Any]]
UNITS = {
    "балл": ("балл", "балла", "баллов"),
    "день": ("день", "дня", "дней"),
    "минута": ("минута", "минуты", "минут"),
    "секунда": ("секунда", "секунды", "секунд"),
}
TO_CASE = {"surveyanswer": "reply__case", "portalrating": "case", "obligation": "subject_id", "case": "pk"}
"""By which way each thing that is counted leads to its case."""


@dataclass(frozen=True)
class Indicator:
    """title: what the figure says; unit: %, or a word of UNITS. better: which way is better. counted: the rows it is
    made of; none where those are of no case; of_parts: those of a part that is made of others."""

    name: str
    title: str
    unit: str
    better: int
    compute: Callable[[Organisation, Period], list[Part]]
    counted: Rows | None
    of_parts: dict[str, Rows] = field(default_factory=dict)

    @property
    def alone(self) -> str:
        """What it is called where no value stands before it: «вежливость и внимание сотрудников»."""
        return title_of("figure", self.name)

    @property
    def heading(self) -> str:
        """What it is called by itself; `title` goes on after a number."""
        return HEADINGS.get(self.name, self.title.capitalize())

    def told(self, value: float) -> str:
        """«94 %», «14,8 дня», «1 балл»: as pages, files and the order say it."""
        number = round(value, 1)
        unit = "%" if self.unit == "%" else plural(number, *UNITS[self.unit])
        return f"{amount(number)}\N{NO-BREAK SPACE}{unit}"

    def behind(self, organisation: Organisation, period: Period, part: str = "") -> QuerySet[Case]:
        """The cases of exactly what is counted."""
        rows = self.rows(organisation, period, part)
        if rows is None:
            return Case.objects.none()
        return Case.objects.filter(organisation=organisation, pk__in=rows.order_by().values(way_to_case(rows)))

    def rows(self, organisation: Organisation, period: Period, part: str = "") -> QuerySet[Any] | None:
        """What is counted; nothing where that is of no case."""
        counted = self.of_parts.get(part, self.counted)
        return counted(organisation, period) if counted else None


def way_to_case(rows: QuerySet[Any]) -> str:
    return TO_CASE[str(rows.model._meta.model_name)]


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
    "booked_wait_minutes": "минут от назначенного времени до приёма в среднем",
    "walked_wait_minutes": "минут ждут в среднем те, кто без записи",
    "visit_minutes": "минут длится приём",
    "walked_share": "% посетителей пришли без записи",
    "missed_share": "% записанных не пришли",
    "call_wait_minutes": "минут звонящий ждёт, пока возьмут трубку",
    "call_wait_seconds": "секунд звонящий ждёт, пока возьмут трубку",
    "call_minutes": "минут длится разговор",
    "call_hold_minutes": "минут звонящий ждёт посреди разговора, если его просили подождать",
    "call_transfers": "переключений на один разговор",
    "at_once_share": "% получили ответ сразу, от первого, кто взял трубку",
    "unreturned_share": "% пропущенных звонков, по которым не перезвонили",
    "called_back_share": "% обещанных звонков сделали в срок",
}
"""What the parts of a figure are called; a part may be a point of contact too."""
INDICATORS: dict[str, Indicator] = {}
OPENING = "figures_open_cases"


def _add(
    name: str,
    title: str,
    unit: str,
    better: int,
    compute: Callable[[Organisation, Period], list[Part]],
    counted: Rows | None,
    **of_parts: Rows,
) -> None:
    INDICATORS[name] = Indicator(name, title, unit, better, compute, counted, of_parts)
    register("measured", name, f"programme.indicators.{name}")
    for measure in MEASURES.values():
        if measure.of.partition(".")[0] == name:
            register("limit", measure.name, f"programme.indicators.{name}")


def _answers(organisation: Organisation, period: Period) -> QuerySet[SurveyAnswer]:
    return SurveyAnswer.objects.filter(organisation=organisation, at__gte=period[0], at__lt=period[1])


def _that(**asked: Any) -> Rows:
    """Answers to the survey that say this."""
    return lambda organisation, period: _answers(organisation, period).filter(**asked)


def _answered(organisation: Organisation, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(
        organisation=organisation, state="answered", closed_at__gte=period[0], closed_at__lt=period[1]
    )


def _satisfaction(organisation: Organisation, period: Period) -> list[Part]:
    """Share of ratings 4 and 5, per cent: the method of the feedback platform (К = X / Y × 100); stars of state portals
    as a part of their own."""
    rows = _answers(organisation, period).aggregate(all=Count("pk"), good=Count("pk", filter=Q(satisfaction__gte=4)))
    portal = _starred(organisation, period).aggregate(mean=Avg("stars"), n=Count("pk"))
    whole = [("", 100 * rows["good"] / rows["all"], rows["all"])] if rows["all"] else []
    return whole + ([("portal_stars", float(portal["mean"]), portal["n"])] if portal["n"] else [])


def _starred(organisation: Organisation, period: Period) -> QuerySet[PortalRating]:
    return PortalRating.objects.filter(organisation=organisation, at__gte=period[0], at__lt=period[1])


def _mean(field: str) -> Callable[[Organisation, Period], list[Part]]:
    def compute(organisation: Organisation, period: Period) -> list[Part]:
        rows = _that(**{f"{field}__isnull": False})(organisation, period).aggregate(mean=Avg(field), n=Count("pk"))
        return [("", float(rows["mean"]), rows["n"])] if rows["n"] else []

    return compute


def _by_point(organisation: Organisation, period: Period) -> list[Part]:
    return [
        *_mean("satisfaction")(organisation, period),
        *((point, mean, n) for _month, point, mean, n in by_point(_answers(organisation, period), organisation)),
    ]


def by_point(answers: QuerySet[SurveyAnswer], organisation: Organisation) -> list[tuple[dt.date, str, float, int]]:
    """(month, point, mean mark, over how many), the latest month first."""
    month = TruncMonth("at", tzinfo=organisation.zone)
    rows: Any = answers.annotate(month=month).values_list("month", "point").order_by("-month", "point")
    found = rows.annotate(Avg("satisfaction"), Count("pk"))
    return [(at.date(), point, float(mean), n) for at, point, mean, n in found]


def _result_share(organisation: Organisation, period: Period) -> list[Part]:
    said = _that(got_result__gt="")(organisation, period)
    rows = said.aggregate(all=Count("pk"), got=Count("pk", filter=Q(got_result="yes")))
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
    first = _written_to(organisation, period).aggregate(
        mean=Avg(ExpressionWrapper(F("first") - F("received_at"), output_field=DurationField())), n=Count("pk")
    )
    letters = Contact.objects.filter(case__in=cases, direction="in")
    contacts, documents = letters.count(), letters.aggregate(n=Count("attachments"))["n"]
    parts = [("", days, n), ("contacts", contacts / n, n), ("documents", documents / n, n)]
    if first["n"]:
        parts.append(("first_reply_hours", first["mean"].total_seconds() / 3600, first["n"]))
    return parts


def _written_to(organisation: Organisation, period: Period) -> QuerySet[Case]:
    """Those of the answered whose client a person wrote to."""
    written = Q(contacts__direction="out", contacts__author__isnull=False)
    cases = _answered(organisation, period).annotate(first=Min("contacts__at", filter=written))
    return cases.filter(first__isnull=False)


def _costs(organisation: Organisation, period: Period) -> list[Part]:
    """Days of waiting, visits and documents asked of the client a case; the share of digital contacts, per cent."""
    days, n = _waiting(organisation, period)
    cases = _answered(organisation, period)
    visits = Contact.objects.filter(case__in=cases, direction="in", point="in_person").count()
    asked = ApplicationDocument.objects.filter(application__case__in=cases, source="client").count()
    rows = _registered(organisation, period).aggregate(
        all=Count("pk"), digital=Count("pk", filter=Q(point__in=ELECTRONIC))
    )
    parts = [("", days, n), ("visits", visits / n, n), ("documents_asked", asked / n, n)] if n else []
    return parts + ([("digital_share", 100 * rows["digital"] / rows["all"], rows["all"])] if rows["all"] else [])


def _registered(organisation: Organisation, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(organisation=organisation, registered_at__gte=period[0], registered_at__lt=period[1])


def computed(organisation: Organisation, period: Period) -> dict[str, list[Part]]:
    """All of them, each once: the last is made of the others."""
    found = {i.name: i.compute(organisation, period) for i in INDICATORS.values() if i.name != OPENING}
    return {**found, OPENING: _opening(found, organisation, period)}


def _opening(found: dict[str, list[Part]], organisation: Organisation, period: Period) -> list[Part]:
    """Share of this month's figures of which everything counted opens as a case: the board checks itself. What is
    counted of no case, or of one that is gone, opens nothing."""
    figures = []
    for name, parts in found.items():
        if parts and not parts[0][0]:
            counted = INDICATORS[name].counted
            figures.append((_opened(counted(organisation, period), organisation) if counted else 0) == parts[0][2])
    return [("", 100 * sum(figures) / len(figures), len(figures))] if figures else []


def _opened(rows: QuerySet[Any], organisation: Organisation) -> int:
    """How many of the rows lead to a case."""
    here = Case.objects.filter(pk=OuterRef(way_to_case(rows)), organisation=organisation)
    return rows.filter(Exists(here)).count()


def _due(organisation: Organisation, period: Period) -> QuerySet[Obligation]:
    """Answers on the substance that were due in these days; without those that ended otherwise before their day."""
    return Obligation.objects.filter(
        Q(cancelled_at=None) | Q(cancelled_at__gt=F("due_at")),
        organisation_id=organisation.pk,
        subject_type="case",
        what=REPLY_ON_SUBSTANCE,
        due_at__gte=period[0],
        due_at__lt=min(period[1], timezone.now()),
    )


def _in_time(organisation: Organisation, period: Period) -> list[Part]:
    """Share of the answers on the substance that were due in the month and came in time, per cent."""
    kept = Q(cancelled_at=None, fulfilled_at__lte=F("due_at"))
    rows = _due(organisation, period).aggregate(all=Count("pk"), kept=Count("pk", filter=kept))
    return [("", 100 * rows["kept"] / rows["all"], rows["all"])] if rows["all"] else []


HEADINGS = {
    "satisfaction": "Доля ответов, которые клиенты оценили на 4 и 5",
    "effort": "Насколько легко было получить ответ, из 7",
    "speed": "Сколько в среднем идёт ответ по существу",
    "in_time": "Доля ответов в срок",
    "reception": "Сколько посетитель ждёт приёма в среднем",
    "telephone": "Доля позвонивших, которые сказали, что получили ответ",
    "callers_content": "Доля позвонивших, которые довольны ответом",
    "result_share": "Доля клиентов, которые получили то, за чем пришли",
    "client_costs": "Сколько клиент ждёт в среднем",
    "attitude_by_point": "Оценка точек взаимодействия, из 5",
    "quality_of_interaction": "Вежливость и внимание сотрудников, из 5",
}
"""Of those whose title is the end of a sentence."""
_add("satisfaction", "ответов клиенты оценили на 4 и 5", "%", 1, _satisfaction, _answers, portal_stars=_starred)
_add("effort", "из 7 — насколько легко было получить ответ", "балл", 1, _mean("ease"), _that(ease__isnull=False))
_add("speed", "в среднем до ответа по существу", "день", -1, _speed, _answered, first_reply_hours=_written_to)
_add("in_time", "ответов даны в срок", "%", 1, _in_time, _due)
_add("result_share", "клиентов получили то, за чем пришли", "%", 1, _result_share, _that(got_result__gt=""))
_add("client_costs", "клиент ждёт в среднем", "день", -1, _costs, _answered, digital_share=_registered)
_add(
    "attitude_by_point",
    "из 5 — оценка точки взаимодействия",
    "балл",
    1,
    _by_point,
    _answers,
    **{point: _that(point=point) for point in POINT_KINDS},
)
_add(
    "quality_of_interaction",
    "из 5 — вежливость и внимание сотрудников",
    "балл",
    1,
    _mean("politeness"),
    _that(politeness__isnull=False),
)
_add(
    OPENING,
    "показателей ведут к делам, из которых посчитаны",
    "%",
    1,
    lambda organisation, period: computed(organisation, period)[OPENING],
    None,
)


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


_add("knowledge_search", "от запроса до нужной статьи, обычно", "секунда", -1, _knowledge_search, None)


def _reception(organisation: Organisation, period: Period) -> list[Part]:
    """Minutes that visitors waited on average, and their talk; who came without a booking, who booked and did not come,
    per cent."""
    rows = list(ended(organisation, *period).select_related("place__organisation"))
    waits = [w for v in rows if (w := waited(v)) is not None]
    talks = [t for v in rows if (t := talked(v)) is not None]
    booked = [v for v in rows if v.during is not None]
    if not waits:
        return []
    parts: list[Part] = [("", sum(waits) / len(waits), len(waits))]
    apart = {
        name: [w for v in rows if (v.during is not None) is has and (w := waited(v)) is not None]
        for name, has in (("booked_wait_minutes", True), ("walked_wait_minutes", False))
    }
    parts += [(name, sum(found) / len(found), len(found)) for name, found in apart.items() if found]
    if talks:
        parts.append(("visit_minutes", sum(talks) / len(talks), len(talks)))
    parts.append(("walked_share", 100 * (len(rows) - len(booked)) / len(rows), len(rows)))
    if booked:
        parts.append(("missed_share", 100 * sum(v.state == "missed" for v in booked) / len(booked), len(booked)))
    return parts


_add("reception", "посетитель ждёт приёма в среднем", "минута", -1, _reception, None)


def _telephone(organisation: Organisation, period: Period) -> list[Part]:
    """Share of callers who said that they got their answer, of those who were asked, per cent; minutes of waiting and
    of talk, transfers a talk, who got the answer at once, who was not called back, promises that were kept."""
    rows = behind(organisation, period)
    if not rows.asked:
        return []
    parts: list[Part] = [("", 100 * len(rows.got) / len(rows.asked), len(rows.asked))]
    if waits := rows.waits:
        wait = sum(waits) / len(waits)
        parts += [("call_wait_minutes", wait, len(waits)), ("call_wait_seconds", 60 * wait, len(waits))]
    if lengths := rows.lengths:
        parts.append(("call_minutes", sum(lengths) / len(lengths), len(lengths)))
    if holds := rows.holds:
        parts.append(("call_hold_minutes", sum(holds) / len(holds), len(holds)))
    given = sum(times_given(c) for c in rows.whole)
    parts.append(("call_transfers", given / len(rows.whole), len(rows.whole)))
    parts.append(("at_once_share", 100 * len(rows.at_once) / len(rows.asked), len(rows.asked)))
    if to_return := [c for c in rows.missed if c.number]:
        parts.append(("unreturned_share", 100 * len(rows.unreturned) / len(to_return), len(to_return)))
    if rows.promises:
        parts.append(("called_back_share", 100 * len(rows.kept) / len(rows.promises), len(rows.promises)))
    return parts


def _callers_content(organisation: Organisation, period: Period) -> list[Part]:
    """Share of callers who were content with what they heard, of those who were asked, per cent."""
    asked = [c for c in behind(organisation, period).whole if c.satisfied]
    return [("", 100 * sum(c.satisfied == "yes" for c in asked) / len(asked), len(asked))] if asked else []


_add("telephone", "позвонивших сказали, что получили ответ", "%", 1, _telephone, None)
_add("callers_content", "позвонивших довольны ответом", "%", 1, _callers_content, None)
