"""What a body owes by its order outside of any case: reviews, what people confirm by hand, days named in the order, and
terms between events about clients, articles and staff.

One row a period; a period that went by without a confirmation stays broken, and the next one is owed anew.
"""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from priemnaya.core.models import Event, Obligation
from priemnaya.core.reminders import About
from priemnaya.policy import KINDS, Held, asks, asks_any
from priemnaya.policy.kinds.by_hand import CONFIRMED
from priemnaya.policy.kinds.within import Within, stored
from priemnaya.policy.owed import BY_HAND, KNOWLEDGE
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.events import MECHANISMS, ORDER_IN_FORCE
from priemnaya.worktime import Deadline, due

from .models import Employee, Organisation
from .policies import calendar_of, policy_of
from .words import people_of

BODY = "organisation"
END = dt.time(23, 59, 59)


def open_for_body(row: Event, since: str, do: str, part: int) -> Obligation | None:
    """A term that an event about the body, its clients or its staff begins; None when no rule in force asks or one is
    open."""
    body = Organisation.objects.select_related("parent").get(pk=row.organisation_id)
    held = policy_of(body).term(do, row.at, {}, calendar_of(body), body.zone, body.hours, after=since)
    if held is None or Obligation.objects.about(BODY, body.pk).open().filter(what=do, part=part).exists():
        return None
    owed = _row(body, held.rule, do, part, row.at, held.due.at, [*held.due.reasoning], held.due.provisional)
    owed.facts = {"after": since, "of": f"{row.subject_type}:{row.subject_id}"}
    return _saved(owed)


def _row(
    body: Organisation,
    held: Held,
    what: str,
    part: int,
    since: dt.datetime,
    until: dt.datetime,
    steps: list[str],
    provisional: bool = False,
) -> Obligation:
    first = next(iter(people_of(body, getattr(held.value, "who", None) or "head")), None)
    return Obligation(
        organisation_id=body.pk,
        subject_type=BODY,
        subject_id=body.pk,
        what=what,
        part=part,
        clause=held.clause.number,
        citation=held.citation,
        layer=held.order.layer,
        edition=held.order.edition,
        rule=held.value.model_dump(mode="json", by_alias=True),
        since_at=since,
        due_at=until,
        reasoning="\n".join([*steps, f"основание: {held.citation}"]),
        provisional=provisional,
        responsible_id=first.pk if first else None,
    )


def _saved(owed: Obligation) -> Obligation | None:
    try:
        with transaction.atomic():
            owed.save()
    except IntegrityError:
        return None  # another worker opened it
    return owed


def _thing(target: str) -> bool:
    return target in words("thing") and not words("thing")[target].waits and target != KNOWLEDGE


@asks_any("review", _thing)
@asks("by_hand", CONFIRMED)
def open_duties(organisation: Organisation) -> int:
    """What is owed for the period that runs; one of a past period that nobody confirmed ends broken. Returns how many
    were opened."""
    today, opened = organisation.local(timezone.now()).date(), 0
    for kind in ("review", BY_HAND):
        for held in policy_of(organisation).rules(kind, today):
            if getattr(held.value, "what", "") != KNOWLEDGE:
                opened += _open_period(organisation, held, today)
    for held in policy_of(organisation).rules("within", today):
        if named_day(held.value):
            opened += _open_day(organisation, held)
    return opened


def part_of(held: Held) -> int:
    """One row for each thing of each clause."""
    exactly = getattr(held.value, "title", "") or getattr(held.value, "how", "")
    return zlib.crc32(f"{held.order.slug}|{held.clause.number}|{held.value.every}|{exactly}".encode()) or 1


def _what(held: Held) -> str:
    return str(getattr(held.value, "what", BY_HAND))


def _open_period(body: Organisation, held: Held, today: dt.date) -> bool:
    first, last = held.value.span(today)
    mine = Obligation.objects.about(BODY, body.pk).filter(what=_what(held), part=part_of(held))
    start = dt.datetime.combine(first, dt.time.min, body.zone)
    if mine.filter(since_at__gte=start).exists():
        return False
    mine.open().filter(since_at__lt=start).update(
        cancelled_at=timezone.now(), cancelled_why="период прошёл, и никто не подтвердил"
    )
    begun = next(since for since, value in _dates(held) if value == held.value)
    return _opened(body, held, max(first, begun) if begun <= last else first) is not None


def _dates(held: Held) -> list[tuple[dt.date, Any]]:
    return [pair for rule in held.clause.rules if rule.kind.name == held.kind for pair in rule.values]


def _opened(body: Organisation, held: Held, day: dt.date) -> Obligation | None:
    """Owed for the period of a day, counted from it."""
    first, last = held.value.span(day)
    end = due(
        Deadline(on=held.value.day_in(day), roll=held.value.roll),
        dt.datetime.combine(day, dt.time.min, body.zone),
        calendar_of(body),
        body.zone,
        body.hours,
        tentative=True,
    )
    steps = [f"{KINDS[held.kind].phrase(held.value)}: период {first:%d.%m.%Y} – {last:%d.%m.%Y}", *end.reasoning]
    since = dt.datetime.combine(day, dt.time.min, body.zone)
    return _saved(_row(body, held, _what(held), part_of(held), since, end.at, steps, end.provisional))


def open_next(owed: Obligation) -> Obligation | None:
    """The next period of a duty that was confirmed, if its rule is still in force then."""
    body = Organisation.objects.select_related("parent").get(pk=owed.organisation_id)
    day = body.local(owed.since_at).date()
    for kind in ("review", BY_HAND):
        for held in policy_of(body).rules(kind, body.local(timezone.now()).date()):
            if getattr(held.value, "what", "") == KNOWLEDGE or (_what(held), part_of(held)) != (owed.what, owed.part):
                continue
            return _opened(body, held, held.value.span(day)[1] + dt.timedelta(days=1))
    return None


def named_day(value: Within) -> bool:
    """A day named in the order itself, of what the product has no mechanism for."""
    return value.from_ == ORDER_IN_FORCE and isinstance(value.by, dt.date) and value.do not in MECHANISMS


def _day_known(target: str) -> bool:
    since, _, do = target.partition(">")
    return since == ORDER_IN_FORCE and do in words("event") and not words("event")[do].waits and do not in MECHANISMS


@asks_any("within", _day_known)
def _open_day(body: Organisation, held: Held) -> bool:
    """Owed from the order's day by the day it names; once."""
    assert isinstance(held.value.by, dt.date)
    part = zlib.crc32(f"{held.order.slug}|{held.clause.number}|{held.value.do}".encode()) or 1
    if Obligation.objects.about(BODY, body.pk).filter(what=held.value.do, part=part).exists():
        return False
    since = dt.datetime.combine(held.order.act.since, dt.time.min, body.zone)
    end = due(held.value.end, since, calendar_of(body), body.zone, body.hours, tentative=True)
    owed = _row(body, held, held.value.do, part, since, end.at, [*end.reasoning], end.provisional)
    owed.facts = {"after": ORDER_IN_FORCE}
    return _saved(owed) is not None


def recount_body(organisation: Organisation, why: str) -> int:
    """Open terms of the body counted anew after its calendar changed; returns how many moved."""
    moved = 0
    for owed in Obligation.objects.about(BODY, organisation.pk).open().filter(facts__has_key="after"):
        rule = Within.model_validate(stored(owed.rule))
        end = due(
            rule.end, owed.since_at, calendar_of(organisation), organisation.zone, organisation.hours, tentative=True
        )
        if end.at != owed.due_at:
            owed.recomputed = f"{why}: было {organisation.local(owed.due_at):%d.%m.%Y %H:%M}"
            owed.due_at, owed.provisional = end.at, end.provisional
            owed.reasoning = "\n".join([*end.reasoning, f"основание: {owed.citation}"])
            owed.save()
            moved += 1
    return moved


def phrase_of(owed: Obligation) -> str:
    """What is owed, in words: of its rule."""
    rule = owed.rule
    kind = "by_hand" if "how" in rule else "review" if "every" in rule else "within"
    described = KINDS[kind]
    value = described.values.model_validate(stored(rule) if kind == "within" else rule)
    return described.phrase(value)


def answering(owed: Obligation, body: Organisation) -> list[Employee]:
    """Who answers for it and may confirm it: those the rule names, with who stands in for them."""
    return people_of(body, owed.rule.get("who") or "head")


def about_duty(owed: Obligation, body: Organisation) -> About:
    """Of what and whom a duty of the body reminds."""
    told = [p for word in owed.rule.get("told") or () for p in people_of(body, word)]
    return About(
        body,
        phrase_of(owed)[:150],
        reverse("duties"),
        answering(owed, body),
        heads=[*people_of(body, "head"), *told],
        near_also=told,
    )
