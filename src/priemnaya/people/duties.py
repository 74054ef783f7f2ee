"""What a body owes by its order outside of any case: reviews, what people confirm by hand, days named in the order, and
terms between events about clients, articles and staff.

One row a period and a person, where the order means each of many. Whose row it is hangs on the clause and the place of
its rule, not on words and days. A period that went by without a confirmation stays broken, and the next one is owed
anew; what no rule in force asks for any more ends.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from priemnaya.core.each import each
from priemnaya.core.models import Event, Obligation
from priemnaya.core.reminders import About
from priemnaya.policy import KINDS, Held, asks, asks_any
from priemnaya.policy.kinds.by_hand import CONFIRMED
from priemnaya.policy.kinds.within import Within, stored
from priemnaya.policy.owed import BY_HAND, KNOWLEDGE
from priemnaya.policy.vocabulary import words
from priemnaya.policy.vocabulary.events import MECHANISMS, ORDER_IN_FORCE
from priemnaya.worktime import Deadline, Due, due

from .models import Employee, OrderAcknowledgement, Organisation
from .policies import calendar_of, policy_of
from .words import Staff

BODY = "organisation"
OF_THE_BODY = (BODY, "section")
"""What the body owes besides what clients wait for."""
END = dt.time(23, 59, 59)
ACKNOWLEDGED = "order_acknowledged"
"""What a day of the order asks of each employee: of everybody's row only the own signature meets."""
OWED_BY_ORDER = Q(rule__has_key="every") | Q(facts__after=ORDER_IN_FORCE)
Key = tuple[str, int]


@dataclass(frozen=True)
class Duty:
    """What one rule of the order asks of the body; person: of one of many people."""

    held: Held
    person: Employee | None = None

    @property
    def what(self) -> str:
        value = self.held.value
        return str(value.do if self.named else getattr(value, "what", BY_HAND))

    @property
    def named(self) -> bool:
        """By a day that the order names, once; else each period."""
        return self.held.kind == "within"

    @property
    def key(self) -> Key:
        held, person = self.held, self.person.pk if self.person else 0
        return self.what, part_of(held.order.layer, held.clause.number, held.kind, held.place, person)


def part_of(layer: str, clause: str, kind: str, place: int, person: int = 0) -> int:
    """One row for each rule of each clause, and each person of many."""
    return zlib.crc32(f"{layer}|{clause}|{kind}|{place}|{person}".encode()) or 1


def asked(body: Organisation, day: dt.date, staff: Staff) -> dict[Key, Duty]:
    """What the rules in force on a day ask for, by whose rows they are."""
    policy = policy_of(body)
    found: list[tuple[Held, Sequence[Employee | None]]] = []
    for kind in ("review", BY_HAND):
        ours = (held for held in policy.rules(kind, day) if getattr(held.value, "what", "") != KNOWLEDGE)
        found += [(held, staff.each(held.value.who)) for held in ours]
    for held in policy.rules("within", day):
        if named_day(held.value) and not held.value.opens_nothing:
            found.append((held, staff.all if held.value.do == ACKNOWLEDGED else []))
    duties = [Duty(held, person) for held, people in found for person in people or [None]]
    return {duty.key: duty for duty in duties}


def named_day(value: Within) -> bool:
    """A day named in the order itself, of what the product has no mechanism for."""
    return value.from_ == ORDER_IN_FORCE and isinstance(value.by, dt.date) and value.do not in MECHANISMS


def _thing(target: str) -> bool:
    return target in words("thing") and not words("thing")[target].waits and target != KNOWLEDGE


def _day_known(target: str) -> bool:
    since, _, do = target.partition(">")
    return since == ORDER_IN_FORCE and do in words("event") and not words("event")[do].waits and do not in MECHANISMS


@asks_any("review", _thing)
@asks_any("within", _day_known)
@asks("by_hand", CONFIRMED)
def open_duties(organisation: Organisation) -> int:
    """What is owed for the period that runs; one of a past period that nobody confirmed ends broken, one that no rule
    asks for any more ends. Returns how many were opened."""
    now = timezone.now()
    today, staff = organisation.local(now).date(), Staff(organisation)
    duties = asked(organisation, today, staff)
    ours = Obligation.objects.about(BODY, organisation.pk).filter(OWED_BY_ORDER)
    rows = {(r.what, r.part): r for r in ours.open()}
    unasked = partial(_end_unasked, organisation, rows, today, staff)
    counted = ours.filter(COUNTS).order_by("what", "part", "-since_at").distinct("what", "part")
    last = {(r.what, r.part): r for r in counted}
    steps: list[Callable[[], int]] = [unasked]
    steps += [partial(_open_duty, organisation, duty, last.get(key), now, staff) for key, duty in duties.items()]
    return each(steps, _done, "duty")


def _done(step: Callable[[], int]) -> int:
    return step()


def _open_duty(body: Organisation, duty: Duty, row: Obligation | None, now: dt.datetime, staff: Staff) -> bool:
    if duty.named:
        return row is None and _open_day(body, duty, staff) is not None
    if row is None or not row.is_open:
        return _open_period(body, duty, row, now, staff) is not None
    if not _is_over(body, row, now):
        return False
    with transaction.atomic():
        end_duty(row, "период прошёл, и никто не подтвердил")
        return _open_period(body, duty, row, now, staff) is not None


COUNTS = Q(cancelled_at=None) | Q(proof__isnull=False) | Q(cancelled_at__gt=F("due_at"))
"""Rows that stand for their period: what ended before its day because no rule asked for it is none."""


def _end_unasked(body: Organisation, rows: dict[Key, Obligation], today: dt.date, staff: Staff) -> int:
    """Of a period to come, the rules of its first day are asked. None of these is opened by it: 0."""
    known: dict[dt.date, dict[Key, Duty]] = {}

    def end(row: tuple[Key, Obligation]) -> int:
        key, owed = row
        day = max(today, body.local(owed.since_at).date())
        if day not in known:
            known[day] = asked(body, day, staff)
        if key not in known[day]:
            clauses = {(duty.held.clause.number, duty.held.order.layer) for duty in known[day].values()}
            others = (owed.clause, owed.layer) in clauses
            ended = f"пункт не действует с {_ended_on(body, owed, day):%d.%m.%Y}"
            end_duty(owed, "по пункту отвечают другие или за другое" if others else ended)
        return 0

    return each(rows.items(), end, "duty that no rule asks for")


def _ended_on(body: Organisation, row: Obligation, day: dt.date) -> dt.date:
    """From which day the clause asks nothing; the day it is noticed when it is not said."""
    layer = next((order for order in policy_of(body).layers if order.layer == row.layer), None)
    clause = layer.by_number.get(row.clause) if layer else None
    nulls = [d for rule in (clause.rules if clause else ()) for d, value in rule.values if value is None and d <= day]
    return max(nulls, default=day)


def end_duty(row: Obligation, why: str) -> None:
    row.cancelled_at, row.cancelled_why = timezone.now(), why[:200]
    row.save(update_fields=["cancelled_at", "cancelled_why"])


def _is_over(body: Organisation, row: Obligation, now: dt.datetime) -> bool:
    """Whether its period and its own day, which may be later, have passed with nobody's word: then it ends broken."""
    return now > row.due_at and body.local(now).date() > period_of(body, row)[1]


def period_of(body: Organisation, row: Obligation) -> tuple[dt.date, dt.date]:
    """The first and the last day of the period that a row is owed for."""
    return value_of(row).span(body.local(row.since_at).date())  # type: ignore[no-any-return]


def _open_period(
    body: Organisation, duty: Duty, last: Obligation | None, now: dt.datetime, staff: Staff
) -> Obligation | None:
    """The period that runs, from where the one before ended; of a rule that is new here, from the day it began, the
    first whose day is still ahead: nothing is broken from birth."""
    today = body.local(now).date()
    first, end = duty.held.value.span(today)
    if last is not None:
        day = max(first, period_of(body, last)[1] + dt.timedelta(days=1))
        return _saved(built(body, duty, day, staff)) if day <= today else None
    row = built(body, duty, max(first, duty.held.begun(today)), staff)
    if row.due_at >= now:
        return _saved(row)
    day = end + dt.timedelta(days=1)
    following = asked(body, day, staff).get(duty.key)
    return _saved(built(body, following, day, staff)) if following else None


def built(body: Organisation, duty: Duty, day: dt.date, staff: Staff) -> Obligation:
    """Owed for the period of a day, counted from it; or by the day that the order names, from the order's own."""
    held, calendar = duty.held, calendar_of(body)
    since = dt.datetime.combine(held.order.act.since if duty.named else day, dt.time.min, body.zone)
    wanted = held.value.end if duty.named else Deadline(on=held.value.day_in(day), roll=held.value.roll)
    end = due(wanted, since, calendar, body.zone, body.hours, tentative=True)
    steps = list(end.reasoning)
    if not duty.named:
        first, last = held.value.span(day)
        steps.insert(0, f"{KINDS[held.kind].duty(held.value)}: период {first:%d.%m.%Y} – {last:%d.%m.%Y}")
    row = _row(body, held, *duty.key, since, end, steps, staff=staff)
    row.facts = {"after": ORDER_IN_FORCE} if duty.named else {}
    if duty.person is not None:
        row.facts["of"] = f"employee:{duty.person.pk}"
        row.responsible_id = row.responsible_id if duty.named else duty.person.pk
    return row


def _open_day(body: Organisation, duty: Duty, staff: Staff) -> Obligation | None:
    """Owed from the order's day by the day it names; once. Of each of many people: not by who came when it had passed,
    and met already by who was quicker."""
    row = built(body, duty, body.local(timezone.now()).date(), staff)
    if duty.person is not None:
        mine = OrderAcknowledgement.objects.filter(employee=duty.person, edition=duty.held.order.edition).first()
        row.fulfilled_at = mine.at if mine else None
        if mine is None and row.due_at < timezone.now():
            return None
    return _saved(row)


def before_we_began(owed: Obligation, body: Organisation) -> bool:
    """Whether its day had passed when the body began to work here: nobody knows how it went, and nobody is late."""
    return owed.subject_type in OF_THE_BODY and body.began_at is not None and owed.due_at < body.began_at


def open_next(owed: Obligation) -> Obligation | None:
    """The next period of a duty that was answered, by the rule that is in force on its first day."""
    body = Organisation.objects.select_related("parent").get(pk=owed.organisation_id)
    day, staff = period_of(body, owed)[1] + dt.timedelta(days=1), Staff(body)
    duty = asked(body, day, staff).get((owed.what, owed.part))
    return _saved(built(body, duty, day, staff)) if duty else None


def open_for_body(row: Event, since: str, do: str, part: int) -> Obligation | None:
    """A term that an event about the body, its clients or its staff begins; None when no rule in force asks or one is
    open."""
    body = Organisation.objects.select_related("parent").get(pk=row.organisation_id)
    if Obligation.objects.about(BODY, body.pk).open().filter(what=do, part=part).exists():
        return None
    of = f"{row.subject_type}:{row.subject_id}"
    owed = of_event(body, do, since, part, row.at, of)
    if owed is None:
        return None
    owed.facts = {"after": since, "of": of}
    return _saved(owed)


def of_event(body: Organisation, do: str, since: str, part: int, at: dt.datetime, of: str) -> Obligation | None:
    """of: whom or what the event is about; what an employee does himself, he answers for."""
    held = policy_of(body).term(do, at, {}, calendar_of(body), body.zone, body.hours, after=since)
    if held is None:
        return None
    row = _row(body, held.rule, do, part, at, held.due, [*held.due.reasoning])
    if do == ACKNOWLEDGED and of.startswith("employee:"):
        row.responsible_id = int(of.partition(":")[2])
    return row


def _row(
    body: Organisation,
    held: Held,
    what: str,
    part: int,
    since: dt.datetime,
    until: Due,
    steps: list[str],
    *,
    staff: Staff | None = None,
) -> Obligation:
    first = next(iter((staff or Staff(body)).of(getattr(held.value, "who", None) or "head")), None)
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
        due_at=until.at,
        reasoning="\n".join([*steps, f"основание: {held.citation}"]),
        provisional=until.provisional,
        remark="; ".join(until.unverified),
        responsible_id=first.pk if first else None,
    )


def _saved(owed: Obligation) -> Obligation | None:
    try:
        with transaction.atomic():
            owed.save()
    except IntegrityError:
        return None  # another worker opened it
    return owed


def value_of(owed: Obligation) -> Any:
    """The values of its rule, as they were when it was opened."""
    rule = owed.rule
    return kind_of(owed).values.model_validate(stored(rule) if "every" not in rule else rule)


def kind_of(owed: Obligation) -> Any:
    return KINDS[BY_HAND if "how" in owed.rule else "review" if "every" in owed.rule else "within"]


def phrase_of(owed: Obligation) -> str:
    """What is owed, in words: of its rule."""
    return str(kind_of(owed).phrase(value_of(owed)))


def titled(owed: Obligation, staff: Staff) -> str:
    """What is owed, in words, without who and when, which stand beside; of one employee with the name."""
    name = next((e.short_name for e in staff.all if owed.facts.get("of") == f"employee:{e.pk}"), "")
    said = str(kind_of(owed).duty(value_of(owed)))
    return f"{said}: {name}" if name else said


def answering(owed: Obligation, body: Organisation, staff: Staff | None = None) -> list[Employee]:
    """Who answers for it and may confirm it, with who stands in: each of many for himself, else whom the rule names;
    for what each employee does by a day, he and they."""
    staff = staff or Staff(body)
    mine = _of_each(owed, staff)
    if mine and "every" in owed.rule:
        return staff.with_substitutes(mine)
    return list({e.pk: e for e in (*mine, *staff.of(owed.rule.get("who") or "head"))}.values())


def _of_each(owed: Obligation, staff: Staff) -> list[Employee]:
    """The one of many people whose row it is; nobody when it is the body's."""
    if "every" not in owed.rule and owed.facts.get("after") != ORDER_IN_FORCE and owed.what != ACKNOWLEDGED:
        return []
    return [e for e in staff.all if owed.facts.get("of") == f"employee:{e.pk}"]


def about_duty(owed: Obligation, body: Organisation, staff: Staff | None = None) -> About:
    """Of what and whom a duty of the body reminds."""
    staff = staff or Staff(body)
    told = [p for word in owed.rule.get("told") or () for p in staff.of(word)]
    people, heads = answering(owed, body, staff), staff.of("head")
    if "every" not in owed.rule and (mine := _of_each(owed, staff)):  # of a hundred employees the heads hear when late
        people, heads = mine, people
    return About(
        body,
        titled(owed, staff)[:150],
        reverse("duties"),
        people,
        heads=[*heads, *told],
        near_also=told,
        called=staff.called(people[0] if people else None),
        whole=True,
    )
