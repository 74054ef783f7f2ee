"""Each field of each kind of rule: another value of it changes something that a person meets, or does not load. A field that
nobody reads fails here by its name, and so does a new one that stands in no row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases.actions.points import points_for
from priemnaya.cases.models import Contact
from priemnaya.core.models import Notice, Obligation
from priemnaya.knowledge.wording import check_text
from priemnaya.outreach.actions.unrated import after_of
from priemnaya.people.actions.duties import confirm_duty
from priemnaya.people.client_kinds import kinds_of
from priemnaya.people.duties import about_duty, answering, open_duties, phrase_of
from priemnaya.people.interaction import barred_by, filing_verdicts, nothing_taken, offered_choices
from priemnaya.people.models import Employee
from priemnaya.people.policies import calendar_of, order_of, overridden, policy_of
from priemnaya.people.reminding import remind_body, stages_of
from priemnaya.policy import KINDS, Clause, Order, state_of
from priemnaya.policy.order import Rule
from priemnaya.programme.compliance import limits_held
from priemnaya.records.ripe import keeping

from ..breadth import sampled
from ..desk import Browser, Desk
from ..helpers import case_of, local_day, made_ready
from .test_event_terms import adds

CLAUSE = "92.1"
DAY = dt.date(2020, 1, 1)
Observed = Callable[[Any, dict[str, Any]], Any]


def clause_of(kind: str, values: dict[str, Any]) -> Clause:
    return Clause(CLAUSE, "Проба.", (Rule(KINDS[kind], ((DAY, KINDS[kind].values.model_validate(values)),)),))


def asking(cast: Any, kind: str, values: dict[str, Any], *, alone: bool = True) -> Any:
    """The body's order with the rule. alone: no other rule of its kind in it."""
    order, added = order_of(cast.udm.slug), clause_of(kind, values)
    kept = [replace(c, rules=tuple(r for r in c.rules if not alone or r.kind.name != kind)) for c in order.clauses]
    return overridden(Order(order.slug, order.layer, order.act, (*kept, added), order.body, order.file))


def begun(cast: Any, values: dict[str, Any]) -> Any:
    """What is owed after the client has added to the case, and who hears of it once it is near."""
    with asking(cast, "within", values, alone=False):
        case = case_of(cast.udm, kind="message")
        adds(Desk(cast.head), case)
        row = Obligation.objects.about("case", case.pk).filter(clause=CLAUSE).first()
        if row is None:
            return None
        due = timezone.now() + dt.timedelta(minutes=1)
        Obligation.objects.filter(pk=row.pk).update(since_at=timezone.now() - dt.timedelta(days=2), due_at=due)
        Notice.objects.all().delete()
        remind_body(cast.udm)
        heard = sorted(Notice.objects.filter(text__contains=case.number).values_list("employee_id", flat=True))
        return row.what, heard


def counted(cast: Any, values: dict[str, Any]) -> Any:
    """When it is due, counted from a Friday evening before the holidays of May."""
    with asking(cast, "within", values, alone=False):
        body, friday = cast.udm, dt.datetime(2026, 4, 24, 16, 0, tzinfo=cast.udm.zone)
        held = policy_of(body).term("noted", friday, {}, calendar_of(body), body.zone, body.hours, after="client_added")
        return held and held.due.at


def waits(kind: str) -> Observed:
    return lambda cast, values: state_of("made", clause_of(kind, values)).state


def told(cast: Any, values: dict[str, Any]) -> Any:
    with asking(cast, "tell", values, alone=False):
        case = case_of(cast.udm, kind="message")
        Notice.objects.all().delete()
        adds(Desk(cast.head), case)
        rows = Notice.objects.filter(text__contains=f"п. {CLAUSE}")
        return [(n.employee_id, n.text.replace(case.number, "")) for n in rows.order_by("employee_id")]


def news(cast: Any, values: dict[str, Any]) -> Any:
    """By when the client is told of an event by a letter of its own."""
    with asking(cast, "tell", values, alone=False):
        case = case_of(cast.udm, kind="message")
        adds(Desk(cast.head), case)
        return [cast.udm.local(o.due_at).date() for o in Obligation.objects.filter(clause=CLAUSE, what="news")]


def stood(cast: Any, values: dict[str, Any]) -> Any:
    """To which day the term of the answer goes while the client is asked."""
    with asking(cast, "within", values, alone=False):
        case = case_of(cast.udm, kind="message")
        Desk(cast.head).does(case, "clarify", question="Какой номер у участка?")
        rows = Obligation.objects.about("case", case.pk).open().filter(what="reply_on_substance")
        return [cast.udm.local(o.due_at).date() for o in rows]


def unrated(cast: Any, values: dict[str, Any]) -> Any:
    """When a client who has not rated an answer is told so (`test_unrated.py` tries it by the worker)."""
    with asking(cast, "tell", values, alone=False):
        return str(after_of(cast.udm, local_day(cast.udm)))


def told_by_hour(cast: Any, values: dict[str, Any]) -> Any:
    """At which hour the client is to have the letter."""
    with asking(cast, "tell", values, alone=False):
        case = case_of(cast.udm, kind="message")
        adds(Desk(cast.head), case)
        return [f"{cast.udm.local(o.due_at):%H:%M}" for o in Obligation.objects.filter(clause=CLAUSE, what="news")]


def named_to_client(cast: Any, values: dict[str, Any]) -> Any:
    """Whether the letter about who has the case has their own telephone."""
    with asking(cast, "tell", values, alone=False):
        case = made_ready(case_of(cast.udm, kind="message"), cast.head)
        Employee.objects.filter(pk=cast.executor.pk).update(phone="+7 (341) 222-11-01")
        Desk(cast.head).does(case, "assign", to=cast.executor.pk)
        return ["222-11-01" in c.text for c in Contact.objects.filter(case=case, notice="happened")]


def back(cast: Any, values: dict[str, Any]) -> Any:
    """By when it is owed before the end of the term of the answer."""
    with asking(cast, "within", values, alone=False):
        row = Obligation.objects.about("case", case_of(cast.udm, kind="message").pk).filter(clause=CLAUSE).first()
        return row and row.due_at


def reminded(cast: Any, values: dict[str, Any]) -> Any:
    """Of which terms, and from how much of them on, their people are reminded."""
    with asking(cast, "tell", values):
        day, found = cast.udm.local(timezone.now()).date(), []
        for what in ("reply_on_substance", "registration"):
            found.append(stages_of(policy_of(cast.udm), day, what, cast.udm.hours.day_hours))
        return found


def guarded(kind: str, facts: dict[str, Any], *actions: str) -> Observed:
    def observe(cast: Any, values: dict[str, Any]) -> Any:
        with asking(cast, kind, values):
            policy = policy_of(cast.udm)
            said = [v for a in actions for v in policy.guard(a, DAY, facts, kinds=(kind,)) if v.clause == CLAUSE]
            return [(v.target, v.ok, v.why) for v in said]

    return observe


def figures(cast: Any, values: dict[str, Any]) -> Any:
    """Whether two months of one quarter met it."""
    months = [
        SimpleNamespace(indicator="satisfaction", part="", month=dt.date(2026, m, 1), value=v, count=10)
        for m, v in ((1, 70.0), (2, 95.0))
    ]
    return limits_held(clause_of("limit", values), months)  # type: ignore[arg-type]


def duty(kind: str) -> Observed:
    """What stands on the page of duties, until when, who confirms it, with what, and who is told."""

    def observe(cast: Any, values: dict[str, Any]) -> Any:
        with asking(cast, kind, values), transaction.atomic():
            open_duties(cast.udm)
            row = Obligation.objects.get(clause=CLAUSE)
            people = [p.pk for p in answering(row, cast.udm)]
            about = about_duty(row, cast.udm)
            try:
                with transaction.atomic():
                    confirm_duty(row, kept=True, words="Прочитали двадцать ответов.", by=answering(row, cast.udm)[0])
                stopped = ""
            except Exception as error:
                stopped = str(error)
            transaction.set_rollback(True)
            return row.what, phrase_of(row), row.due_at, people, sorted(p.pk for p in about.near_also), stopped

    return observe


def closing(cast: Any, values: dict[str, Any]) -> Any:
    """What the form of closing offers, asks for, and by when the client is told."""
    facts = {"kinds": "message", "kind": "message", "outcome": "made", "no_name_or_address": True, "reason": ""}
    with asking(cast, "closes_as", values):
        body, friday = cast.udm, dt.datetime(2026, 4, 24, 16, 0, tzinfo=cast.udm.zone)
        policy = policy_of(body)
        said = [(v.ok, v.why) for v in policy.judge("closes_as", DAY, "outcome", facts) if v.clause == CLAUSE]
        held = policy.term("outcome_notice", friday, facts, calendar_of(body), body.zone, body.hours)
        offered = [r for r in policy.rules("closes_as", DAY, "outcome") if r.clause.number == CLAUSE]
        return said, held and held.due.at, [(r.value.title, r.value.again, r.value.by_client) for r in offered]


def goes(cast: Any, values: dict[str, Any], kind: str) -> Any:
    with asking(cast, kind, values):
        chosen = {"second_point": "post", "second_address": "Ижевск, Ленина, 1"}
        case = case_of(cast.udm, kind="message", chosen_point="email", chosen_address="maria@mail.example", **chosen)
        return [points_for(case, what) for what in ("further_contact", "forwarding_notice", "result")]


def served(cast: Any, values: dict[str, Any]) -> Any:
    with asking(cast, "point_serves", values):
        pairs = [(p, f) for p in ("phone", "email") for f in ("intake", "complain")]
        said = [[(v.ok, v.clause) for v in filing_verdicts(cast.udm, *pair)] for pair in pairs]
        return said, nothing_taken(cast.udm, "phone")


def hours(cast: Any, values: dict[str, Any]) -> Any:
    """When people answer there, as the page of contacts says."""
    with asking(cast, "point_serves", values):
        return Browser().get(reverse("points", args=[cast.udm.slug])).text


def seen_by(kind: str, observe: Callable[[Any], Any]) -> Observed:
    def look(cast: Any, values: dict[str, Any]) -> Any:
        with asking(cast, kind, values):
            return observe(cast)

    return look


def written(cast: Any, values: dict[str, Any]) -> Any:
    with asking(cast, "written", values):
        text = "На основании вышеизложенного участок дадут. " + "Короткое слово стоит рядом с другим словом " * 3
        found = check_text(cast.udm, "article", text, cast.udm.local(timezone.now()).date())
        mine = [(v.target, v.ok) for v in found.verdicts if v.clause == CLAUSE]
        return mine, sorted({f.rule for f in found.report.findings})


def registered(cast: Any) -> Any:
    """Kinds of clients that a card offers, in a body that lists none of its own."""
    body = copy(cast.udm)
    body.client_kinds = []
    return kinds_of(body)


def phrase(kind: str) -> Observed:
    """The words of the clause on the pages of the order: what is declared and no more."""
    return lambda cast, values: KINDS[kind].phrase(KINDS[kind].values.model_validate(values))


PAIR = {"from": "client_added", "do": "noted", "within": "3d"}
TERM = {"on": "term_end", "whom": ["executor"], "what": "term", "share": 30, "ahead": ["4wd"]}
ADDED = {"on": "client_added", "whom": ["registrar"]}
ALIKE = {"action": "send_reply", "facts": ["decided_alike"], "similar": 5, "share": 70}
FACTS = {
    "similar": 6,
    "usual": "grant",
    "usual_share": 80,
    "decision_is": "refusal",
    "days_ahead": {"suspension_day": 9},
    "mentored": (9, False, None),
}
FACTS["hands"] = SimpleNamespace(read_by=lambda word: word == "signer")
FACTS |= {"decisions": "suspension", "suspension_day": True, "greeting": False, "topic": False}
FACTS |= {"files_named": ("Карта_схема.pdf",), "section_said": ("Здравствуйте!", "Главное:"), "letter_pages": 3}
FACTS["articles_checked"] = ("Памятка", 200)
NAMED_FILE = {"action": "send_reply", "facts": ["files_named"], "files": ["выписка"]}
BRIEF = {"action": "send_reply", "facts": ["section_said"], "section": "Коротко", "over_pages": 2}
BY_HAND = {"how": "Начальник слушает записи бесед", "every": "month", "who": "head"}
REVIEW = {"what": "scripts", "every": "month", "who": "head"}
CLOSES = {"outcome": "made", "title": "Закрыто", "notice": True, "within": "8d"}
guards = guarded("before", FACTS, "send_reply", "close")
limits = guarded("limit", {"extension_days": 20, "extensions": 3, "letter_words": 5}, "extend", "send_reply")
READ: dict[str, tuple[Observed, dict[str, Any], dict[str, Any]]] = {
    "within.from_": (begun, PAIR, {"from": "linked"}),
    "within.do": (begun, PAIR, {"do": "assigned"}),
    "within.within": (counted, PAIR, {"within": "4d"}),
    "within.by": (counted, {"from": "client_added", "do": "noted", "by": "2030-01-15"}, {"by": "2030-02-15"}),
    "within.ahead": (back, {"from": "term_end", "do": "noted", "ahead": "2wd"}, {"ahead": "5wd"}),
    "within.skip": (counted, {**PAIR, "within": "24h"}, {"skip": "non_working_days"}),
    "within.roll": (counted, {**PAIR, "within": "2d"}, {"roll": "back"}),
    "within.start": (counted, PAIR, {"start": "same_day"}),
    "within.hour": (counted, {**PAIR, "within": "1wd"}, {"hour": "10:00"}),
    "within.clock": (waits("within"), PAIR, {"clock": "client_time"}),
    "within.stands": (
        stood,
        {"from": "message_registered", "do": "reply_on_substance", "within": "5d", "stands": "3d"},
        {"stands": "10d"},
    ),
    "within.who": (begun, {**PAIR, "who": "registrar"}, {"who": "signer"}),
    "within.told": (begun, PAIR, {"told": ["signer"]}),
    "tell.on": (told, ADDED, {"on": "noted"}),
    "tell.whom": (told, ADDED, {"whom": ["signer"]}),
    "tell.what": (reminded, TERM, {"on": "client_added", "what": "event", "share": 0, "ahead": []}),
    "tell.ahead": (reminded, TERM, {"ahead": ["2wd"]}),
    "tell.share": (reminded, TERM, {"share": 50}),
    "tell.owed": (reminded, TERM, {"owed": ["registration"]}),
    "tell.say": (told, ADDED, {"say": "позвоните клиенту"}),
    "tell.start": (news, {"on": "client_added", "whom": ["client"], "within": "1d"}, {"start": "same_day"}),
    "tell.hour": (
        told_by_hour,
        {"on": "client_added", "whom": ["client"], "within": "1wd", "hour": "18:00"},
        {"hour": "10:00"},
    ),
    "tell.facts": (named_to_client, {"on": "assigned", "whom": ["client"]}, {"facts": ["executor_contacts"]}),
    "tell.after": (unrated, {"on": "not_rated", "whom": ["client"], "after": "7d"}, {"after": "10d"}),
    "tell.within": (news, {"on": "client_added", "whom": ["client"]}, {"within": "5wd"}),
    "before.action": (guards, {"action": "send_reply", "facts": ["topic"]}, {"action": "close"}),
    "before.facts": (guards, {"action": "send_reply", "facts": ["topic"]}, {"facts": ["greeting"]}),
    "before.within_days": (
        guards,
        {"action": "send_reply", "facts": ["suspension_day"], "within_days": 5},
        {"within_days": 30},
    ),
    "before.similar": (guards, ALIKE, {"similar": 7}),
    "before.share": (guards, ALIKE, {"share": 90}),
    "before.worked_days": (guards, {"action": "send_reply", "facts": ["mentored"]}, {"worked_days": 5}),
    "before.files": (guards, NAMED_FILE, {"files": ["карта-схема"]}),
    "before.section": (guards, BRIEF, {"section": "Главное"}),
    "before.over_pages": (guards, BRIEF, {"over_pages": 3}),
    "before.checked_days": (guards, {"action": "send_reply", "facts": ["articles_checked"]}, {"checked_days": 300}),
    "before.person": (
        guards,
        {"action": "send_reply", "facts": ["checked_by_named"], "person": "signer"},
        {"person": "head"},
    ),
    "before.phrases": (
        guards,
        {"action": "send_reply", "facts": ["phrases_said"], "phrases": ["коротко"]},
        {"phrases": ["что делать дальше"]},
    ),
    "before.stands": (
        guards,
        {"action": "send_reply", "facts": ["phrases_said"], "phrases": ["коротко"]},
        {"stands": "end"},
    ),
    "only_if.action": (
        guarded("only_if", FACTS, "send_reply", "close"),
        {"action": "send_reply", "facts": ["topic"]},
        {"action": "close"},
    ),
    "only_if.facts": (
        guarded("only_if", FACTS, "send_reply"),
        {"action": "send_reply", "facts": ["topic"]},
        {"facts": ["greeting"]},
    ),
    "not_by.person": (
        guarded("not_by", {"author": "Это автор."}, "send_reply"),
        {"person": "author", "actions": ["send_reply"]},
        {"person": "approver"},
    ),
    "not_by.actions": (
        guarded("not_by", {"author": "Это автор."}, "send_reply", "approve_reply"),
        {"person": "author", "actions": ["send_reply"]},
        {"actions": ["approve_reply"]},
    ),
    "limit.what": (limits, {"what": "extension_days", "at_most": 10}, {"what": "extensions"}),
    "limit.at_most": (limits, {"what": "extension_days", "at_most": 10}, {"at_most": 30}),
    "limit.at_least": (limits, {"what": "letter_words", "at_least": 3}, {"at_least": 30}),
    "limit.per": (figures, {"what": "satisfaction", "at_least": 80}, {"per": "quarter"}),
    "closes_as.outcome": (closing, CLOSES, {"outcome": "other"}),
    "closes_as.title": (closing, CLOSES, {"title": "Иначе"}),
    "closes_as.notice": (closing, CLOSES, {"notice": "readable"}),
    "closes_as.within": (closing, CLOSES, {"within": "9d"}),
    "closes_as.roll": (closing, CLOSES, {"roll": "back"}),
    "closes_as.needs": (closing, CLOSES, {"needs": ["reason"]}),
    "closes_as.previous": (closing, CLOSES, {"previous": 2}),
    "closes_as.again": (closing, CLOSES, {"again": True}),
    "closes_as.by_client": (closing, {**CLOSES, "outcome": "recalled", "by_client": "ends"}, {"by_client": "asks"}),
    **{
        f"by_hand.{name}": (duty("by_hand"), BY_HAND, {name: value})
        for name, value in (
            ("how", "Начальник читает ответы сотрудников"),
            ("every", "year"),
            ("counted_from", "2025-01-10"),
            ("by", {"day": 7}),
            ("who", "signer"),
            ("proof", "link"),
            ("told", ["registrar"]),
        )
    },
    "by_hand.roll": (duty("by_hand"), {**BY_HAND, "by": {"weekday": "sunday", "nth": -1}}, {"roll": "back"}),
    **{
        f"review.{name}": (duty("review"), REVIEW, {name: value})
        for name, value in (
            ("what", "typical_questions"),
            ("title", "Скрипты приёма"),
            ("every", "year"),
            ("counted_from", "2025-01-10"),
            ("by", {"day": 7}),
            ("who", "signer"),
            ("proof", "link"),
            ("told", ["registrar"]),
        )
    },
    "review.roll": (duty("review"), {**REVIEW, "by": {"weekday": "sunday", "nth": -1}}, {"roll": "back"}),
    "written.checks": (written, {"checks": ["officialese"], "on": "article"}, {"checks": ["rude"]}),
    "written.on": (written, {"checks": ["officialese"], "on": "article"}, {"on": "service"}),
    "written.max_words": (
        written,
        {"checks": ["short_sentences"], "on": "article", "max_words": 100},
        {"max_words": 5},
    ),
    "written.words": (written, {"words": ["надлежащий"], "on": "article"}, {"words": ["короткое слово"]}),
    "written.avoid": (written, {"avoid": ["надлежащий"], "on": "article"}, {"avoid": ["короткое слово"]}),
    "written.min_score": (written, {"checks": ["officialese"], "min_score": 1, "on": "article"}, {"min_score": 100}),
    "keep_for.years": (
        seen_by("keep_for", lambda cast: keeping(cast.udm)[0]),
        {"what": "contacts", "years": 50},
        {"years": 60},
    ),
    "keep_for.what": (phrase("keep_for"), {"what": "contacts", "years": 5}, {"what": "appeals"}),
    "kept_register.register_name": (
        seen_by("kept_register", registered),
        {"register_name": "clients", "entries": ["citizen", "stateless"]},
        {"register_name": "consents", "entries": []},
    ),
    "kept_register.entries": (
        seen_by("kept_register", registered),
        {"register_name": "clients", "entries": ["citizen"]},
        {"entries": ["citizen", "stateless"]},
    ),
    "by_chosen_point.what": (
        lambda cast, values: goes(cast, values, "by_chosen_point"),
        {"what": "further_contact", "doubled": True},
        {"what": "forwarding_notice"},
    ),
    "by_chosen_point.doubled": (
        lambda cast, values: goes(cast, values, "by_chosen_point"),
        {"what": "further_contact"},
        {"doubled": True},
    ),
    "point_fixed.came_by": (
        lambda cast, values: goes(cast, values, "point_fixed"),
        {"came_by": ["portal"], "point": "post"},
        {"came_by": ["post"]},
    ),
    "point_fixed.point": (
        lambda cast, values: goes(cast, values, "point_fixed"),
        {"came_by": ["portal"], "point": "post"},
        {"point": "phone"},
    ),
    "point_serves.point": (served, {"point": "phone", "functions": ["intake"]}, {"point": "email"}),
    "point_serves.only": (served, {"point": "phone", "functions": ["inform"]}, {"only": True}),
    "point_serves.functions": (served, {"point": "phone", "functions": ["intake"]}, {"functions": ["complain"]}),
    "point_serves.hours": (hours, {"point": "phone", "functions": ["inform"]}, {"hours": "с 9 до 18"}),
    "point_serves.clock": (
        hours,
        {"point": "phone", "functions": ["inform"], "hours": "с 9 до 18"},
        {"clock": "client_time"},
    ),
    "point_barred.points": (
        seen_by("point_barred", lambda cast: bool(barred_by(cast.udm, "email"))),
        {"points": ["email"]},
        {"points": ["post"]},
    ),
    "offer_choice.what": (
        seen_by(
            "offer_choice",
            lambda cast: (
                CLAUSE in {h.clause.number for h in offered_choices(cast.udm).values()}
                and {name for name, h in offered_choices(cast.udm).items() if h.clause.number == CLAUSE}
            ),
        ),
        {"what": "contact_point"},
        {"what": "second_point"},
    ),
    "provides.function": (phrase("provides"), {"function": "feedback"}, {"function": "mailings"}),
    "measured.indicator": (phrase("measured"), {"indicator": "effort"}, {"indicator": "in_time"}),
    "informs.says": (phrase("informs"), {"says": "purpose"}, {"says": "basis"}),
}
"""Kind and field -> what a person meets, the rule, and what is changed in it. Of what is declared and no more (the three
last) the words on the pages of the order change: a screen test shows each function and figure."""
ONE_VALUE = {"point_barred.what", "point_fixed.what", "give_priority.what"}
"""Fields that have one value: nothing to change."""
WAITS = {"give_priority.needs", "tell.by", "keep_for.months"}
"""Fields whose every value waits for a part of the product, and its clause says so."""


@sampled("field", READ, of=3)
def test_another_value_changes_what_a_person_meets(cast: Any, field: str) -> None:
    observe, values, change = READ[field]
    with transaction.atomic():
        before = observe(cast, values)
        transaction.set_rollback(True)
    with transaction.atomic():
        after = observe(cast, {**values, **change})
        transaction.set_rollback(True)
    assert before != after


def test_every_field_of_every_kind_stands_in_a_row() -> None:
    fields = {f"{kind.name}.{name}" for kind in KINDS.values() for name in kind.values.model_fields}
    fields -= {f"{kind}.{name}" for kind in KINDS for name in ("if_", "unless")}  # tests/scenarios/test_conditions.py
    assert fields == set(READ) | ONE_VALUE | WAITS


def test_what_waits_says_so() -> None:
    talks = {"what": "call_records", "months": 6}
    assert state_of("made", clause_of("keep_for", talks)).state == "not yet"
    assert state_of("made", clause_of("tell", {"on": "plan_approved", "whom": ["head"]})).state == "not yet"


NAMELESS = {"closes_as.outcome"}
"""A code that people read by its title, which stands beside it."""


def test_another_value_is_said_in_other_words() -> None:
    """What people read of a rule, on pages and where editions are compared, leaves no value out."""
    alike = []
    for field, (_, values, change) in READ.items():
        kind = KINDS[field.partition(".")[0]]
        was, now = (kind.values.model_validate(v) for v in (values, {**values, **change}))
        if kind.phrase(was) == kind.phrase(now) and field not in NAMELESS:
            alike.append(field)
    assert alike == []
