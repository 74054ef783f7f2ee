"""tell: somebody is told of an event, or ahead of it: the client by a letter, employees by a notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from priemnaya.policy.connection import HEADS, SERVICES, SOME_HEADS
from priemnaya.policy.owed import PRIMARY_REPLY, REPLY_ON_SUBSTANCE, URGENT_REPLY
from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary import Of, impossible, title_of, words
from priemnaya.policy.vocabulary.events import NOT_RATED, TERM_END, EventName, decided, event, to_do
from priemnaya.policy.vocabulary.facts import FactName
from priemnaya.policy.vocabulary.notices import CONTACTS, EVENT, NAMED, ON, SAID, TERM, UNTOLD, VISIT
from priemnaya.policy.vocabulary.pairs import FIRST, FOUND_LATER, INSTEAD, heard
from priemnaya.policy.vocabulary.pairs import OF_A_CASE as OF_CASES
from priemnaya.policy.vocabulary.people import CLIENT, EXECUTOR, HEAD_OF_UNIT, KNOWN_LATER, Person
from priemnaya.worktime import Term, hours, parse_rule

from .base import OF_A_CASE, OF_A_REPLY, Facts, Kind, Values
from .places import Hour

Point = Annotated[str, Of("point")]
Notice = Annotated[str, Of("notice")]
FARTHEST = {"working_days": 30, "working_hours": 120}
"""How long ahead a term may be near, each time: whoever reminds looks no farther (core/reminders.py, HORIZON)."""
WHOLE_TERM = 100
"""Per cent: a reminder comes so long ahead, however short the term."""
OF_TERM = "{on: term_end, whom: [executor], what: term, share: 100, ahead: [2wd]}"
REMINDED = "{on: visit_held, whom: [client], what: visit, ahead: [1d]}"
BROKEN = "term_broken"
OF_CLIENTS = frozenset({PRIMARY_REPLY, REPLY_ON_SUBSTANCE, URGENT_REPLY})
"""Terms of which the client is told when they are broken: of the answer."""
UNRATED_AFTER = "7d"
"""After which an answer counts as not rated where the order names no time."""
USUAL = "1wd"
"""By when the client, or an employee who is known later, knows of an event where the order names no term."""
DAYS = ("days", "working_days")


class Tell(Values):
    """on: the event; whom: who is told; what: of what, the event itself unless said; ahead: so long before it (24h,
    5wd); by: by which point. Before a term ends (on: term_end): when less than `share` per cent of its working time is
    left, but not earlier than `ahead`, at each of its times; owed: only terms of these names, and so of a broken
    one (on: term_broken); say: what an employee
    reads in the notice. within: by when the client has the letter about the event, and the executor or the head of the
    unit the notice, who may not be known yet: a working day unless said. start: same_day, its day counts; hour: at
    which hour of the last day. after: on not_rated, how long after the answer a client is reminded of the survey, once;
    facts: what the letter to the client must name: executor_contacts, the executor and a
    telephone."""

    on: EventName
    whom: tuple[Person, ...] = Field(min_length=1)
    what: Notice = EVENT
    ahead: tuple[str, ...] = ()
    by: Point | None = None
    share: int = Field(0, ge=0, le=100, description="от 1 до 100 процентов рабочего времени срока")
    owed: tuple[EventName, ...] = ()
    say: str = Field("", max_length=120, description="слова извещения сотруднику")
    within: str = Field("", description="за сколько узнаёт клиент или тот, кому поручат: 30m, 24h, 1wd; без слов — 1wd")
    start: Literal["next_day", "same_day"] = "next_day"
    hour: Hour = ""
    facts: tuple[FactName, ...] = ()
    after: str = Field("", description="когда анкету считать незаполненной: 7d, 5wd, 1mo после ответа; без слов — 7d")

    @field_validator("within")
    @classmethod
    def _term(cls, value: str) -> str:
        if value:
            parse_rule(value)
        return value

    @model_validator(mode="after")
    def _not_before(self) -> Self:
        if self.after and self.on != NOT_RATED:
            raise ValueError(f"after — через сколько после ответа анкета не заполнена: только с on: {NOT_RATED}")
        if self.after and parse_rule(self.after).unit not in (*DAYS, "months"):
            raise ValueError("after: дни, рабочие дни или месяцы: 7d, 5wd, 1mo")
        return self

    @field_validator("ahead")
    @classmethod
    def _readable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            parse_rule(one)
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.what in ON and self.on not in ON[self.what]:
            told = f"об этом сообщают, когда {title_of('event', ON[self.what][0])}: on: {ON[self.what][0]}"
            ahead = f"; ahead пишут только в напоминаниях, о приёме — так: {REMINDED}" if self.ahead else ""
            raise ValueError(told + ahead)
        if self.what == TERM:
            if lacks := self._lacks_of_term():
                raise ValueError(f"о сроке: {lacks}; пишут так: {OF_TERM}")
            for one in map(parse_rule, self.ahead):
                if (most := FARTHEST.get(one.unit)) is None:
                    raise ValueError("ahead: рабочие дни или часы, например 5wd или 12wh")
                if one.amount > most:
                    days, hours = FARTHEST.values()
                    raise ValueError(f"ahead: о сроке напоминают не раньше чем за {days}wd или {hours}wh")
        elif self.share or (self.owed and not (self.on == BROKEN and self.what == EVENT)):
            raise ValueError("share — только с what: term, owed — ещё и о нарушенном сроке")
        if self.what in (EVENT, *ON) and self.what not in (TERM, VISIT) and (self.ahead or self.by):
            raise ValueError(f"ahead и by — только в напоминаниях: о сроке (what: term) и о приёме: {REMINDED}")
        if self.say and not self.staff:
            raise ValueError("say — слова извещения сотруднику; письмо клиенту пишет система (texts.yaml)")
        if self.what not in (EVENT, TERM) and self.whom != (CLIENT,):
            raise ValueError("об этом сообщают клиенту: whom: [client]")
        return self

    @model_validator(mode="after")
    def _a_client_can_be_told(self) -> Self:
        known = event(self.on)
        nobody = self.on in UNTOLD or (known.about not in ("case", "reply") and not known.waits)
        if self.to_client and self.on == SAID:
            raise ValueError(
                f"on: «{title_of('event', SAID)}»: клиент узнаёт об этом в самом разговоре, нарушить это нельзя:"
                f" уберите client; письмом сообщают о другом, допустимо: {', '.join(told_to_client())}"
            )
        if self.to_client and nobody:
            raise ValueError(
                f"on: «{title_of('event', self.on)}»: об этом клиенту письма не напишешь: дела или адреса нет; о нём"
                f" узнают сотрудники (whom: [head]), клиенту — о деле, допустимо: {', '.join(told_to_client())}"
            )
        return self

    @model_validator(mode="after")
    def _told_of_their_own_terms(self) -> Self:
        if self.owed and self.on == BROKEN and CLIENT in self.whom and (odd := set(self.owed) - OF_CLIENTS):
            raise ValueError(
                f"owed: {', '.join(sorted(odd))}: о нарушении этого срока клиенту не пишут; допустимо:"
                f" {', '.join(sorted(OF_CLIENTS))}"
            )
        return self

    @model_validator(mode="after")
    def _of_the_event_itself(self) -> Self:
        """By when it is told, and what the letter names."""
        if (self.within or self.start != "next_day" or self.hour) and not (self.to_client or self.later):
            raise ValueError(
                "within — за сколько узнают клиент, исполнитель или начальник отдела (whom: [client],"
                " [executor], [head_of_unit]) о самом событии; остальным сотрудникам извещение приходит сразу:"
                " уберите within, start и hour"
            )
        if self.start != "next_day" and parse_rule(self.within or USUAL).unit not in DAYS:
            raise ValueError("start относится только к дням: «в тот же день» — within: 1d, start: same_day")
        if self.hour and parse_rule(self.within or USUAL).unit not in DAYS:
            raise ValueError('hour — час последнего дня: within: 1d, start: same_day, hour: "18:00"')
        for name in self.facts:
            if not self.to_client or self.on not in NAMED.get(name, ()):
                events_of = "; ".join(f"{fact} — {', '.join(events)}" for fact, events in NAMED.items())
                raise ValueError(
                    f"facts: «{title_of('fact', name)}» письмо об этом событии не называет; что называют письма"
                    f" клиенту (whom: [client], без what) и о каких событиях: {events_of}"
                )
        return self

    def _lacks_of_term(self) -> str:
        """What a reminder of a term has not, or has amiss."""
        if CLIENT in self.whom:
            return "напоминают сотрудникам (whom: [executor, head_of_unit])"
        if not self.ahead:
            return "нет ahead — за сколько до конца: ahead: [2wd], несколько раз — ahead: [5wd, 1wd]"
        return "" if self.share else "нет share — с какой оставшейся доли срока напоминать, всегда — share: 100"

    @model_validator(mode="after")
    def _reaches_somebody(self) -> Self:
        """What is named is heard of, and whom it names can be found there."""
        happening = event(self.on)
        if self.what == EVENT and not happening.waits and not heard(self.on):
            hint = INSTEAD.get(self.on, "назовите событие, о котором пишет журнал")
            raise ValueError(f"on: «{happening.title}» здесь никто не услышит; {hint}")
        if happening.about not in (*OF_CASES, "call", "visit") and {EXECUTOR, HEAD_OF_UNIT} & set(self.whom):
            raise ValueError("у этого события нет дела, а значит, и исполнителя: назовите head, editor, admin")
        if self.what == TERM and self.by:
            raise ValueError("by здесь никто не прочтёт: о сроке исполнителю напоминают извещением")
        return self

    def amiss(self) -> Iterator[str]:
        yield from super().amiss()
        yield from impossible.of_event(self.on, self.if_, self.unless)
        later = [n for n in (*self.if_.used, *self.unless.used) if n in FOUND_LATER and self.on in FIRST]
        for name in (n for n in later if n != "importance"):
            yield (
                f"{name}: это узнают после регистрации, а «{title_of('event', self.on)}» бывает раньше: уберите"
                " условие или назовите событие позже (on: classified, urgency_assessed, assigned)"
            )

    def rests_on(self) -> tuple[tuple[str, ...], ...]:
        return (*super().rests_on(), (self.by,) if self.by else ())

    def reads(self) -> tuple[str, ...]:
        heads = (HEADS, SOME_HEADS) if HEAD_OF_UNIT in self.whom else ()
        return (*super().reads(), *((SERVICES,) if event(self.on).of_documents else ()), *heads)

    def without_list(self, name: str) -> Self | None:
        """While a unit has no head, the head of the body is told in his place."""
        return self if name in (HEADS, SOME_HEADS) else super().without_list(name)

    def conditions(self) -> frozenset[str]:
        if event(self.on).about not in ("case", "reply") or self.on == TERM_END:
            return frozenset()
        if decided(self.on):
            return OF_A_REPLY
        return OF_A_CASE | {"rated"} if self.on == "rated" else OF_A_CASE

    @property
    def staff(self) -> tuple[str, ...]:
        """Employees who get a line about the event: it needs no code of its own."""
        return tuple(name for name in self.whom if name != CLIENT) if self.what == EVENT else ()

    @property
    def to_client(self) -> bool:
        """A letter about the event, in the body's words for it or in the event's own."""
        return self.what == EVENT and CLIENT in self.whom

    @property
    def later(self) -> tuple[str, ...]:
        """Those of the employees told who may not be known when it happens: they are told when they are."""
        return tuple(name for name in self.staff if name in KNOWN_LATER)

    @property
    def end(self) -> Term | None:
        """By when the client, or who is known later, has it."""
        return (
            parse_rule(self.within or USUAL, start=self.start, hour=self.hour) if self.to_client or self.later else None
        )

    @property
    def words(self) -> str:
        return self.say.rstrip(".") or "сообщаем по порядку"


def told_to_client() -> list[str]:
    """Events of a matter that a client can be written of."""
    return sorted(n for n in words("event") if n not in UNTOLD and event(n).about in ("case", "reply") and heard(n))


class KIND(Kind):
    name = "tell"
    values = Tell
    doc = "О событии или заранее сообщают: клиенту письмом, сотрудникам извещением."
    example = "{on: term_extended, whom: [client], what: extension}"

    @classmethod
    def targets(cls, values: Tell) -> tuple[str, ...]:
        return (values.what,) if values.what != EVENT else tuple(f"{values.on}>{name}" for name in values.whom)

    @classmethod
    def applies(cls, values: Tell, facts: Facts) -> bool:
        return not values.owed or facts.get("owed") in values.owed

    @classmethod
    def judge(cls, values: Tell, facts: Facts) -> Judgement:
        if values.what == EVENT:
            return _names(values, facts)
        if facts.get("told"):
            return Judgement(True)
        return Judgement(
            False, f"Клиенту нужно сообщить: {title_of('notice', values.what)}.", "Напишите клиенту сообщение."
        )

    @classmethod
    def tighter(cls, a: Any, b: Any) -> Any:
        """Of two reminders of a term, the one that comes sooner, where one is shown; a rule about named obligations
        says more than one about all. All that hold are told (people/reminding.py)."""
        return max((a, b), key=lambda v: (bool(v.owed), v.share))

    @classmethod
    def phrase(cls, values: Tell) -> str:
        if values.what == VISIT:
            by = f" через точку: {title_of('point', values.by)}" if values.by else ""
            return "напомнить о визите за " + " и за ".join(str(parse_rule(b)) for b in values.ahead) + by
        if values.what == TERM:
            names = ", ".join(title_of("person", name) for name in values.whom)
            gets = "получают" if len(values.whom) > 1 or "heads_of_units" in values.whom else "получает"
            ahead = " и ".join(f"за {parse_rule(one)}" for one in values.ahead)
            only = f"; о сроке: {', '.join(to_do(name) for name in values.owed)}" if values.owed else ""
            if values.share == WHOLE_TERM:
                return f"{ahead} до конца срока {gets} напоминание {names}{only}"
            return (
                f"напоминание {gets} {names}, когда остаётся {values.share} % рабочего времени срока,"
                f" не раньше чем {ahead}{only}"
            )
        if values.what != EVENT:
            return f"клиенту сообщают: {title_of('notice', values.what)}"
        names = ", ".join(title_of("person", name) + _when(values, name) for name in values.whom)
        said = f" о сроке: {', '.join(to_do(name) for name in values.owed)}" if values.owed else ""
        said += f" — «{values.words}»" if values.say else ""
        said += f"; в письме: {', '.join(title_of('fact', name) for name in values.facts)}" if values.facts else ""
        many = len(values.whom) > 1 or "heads_of_units" in values.whom
        since = (
            f" ({parse_rule(values.after or UNRATED_AFTER)} после ответа, один раз)" if values.on == NOT_RATED else ""
        )
        return f"когда {title_of('event', values.on)}{since}, {'узнают' if many else 'узнаёт'} {names}{said}"


def _names(values: Tell, facts: Facts) -> Judgement:
    """Whether the letter can name what it must."""
    if CONTACTS not in values.facts or facts.get(CONTACTS, True):
        return Judgement(True)
    who = facts.get("given_to", "исполнителя")
    return Judgement(
        False,
        f"Клиенту нужно назвать исполнителя и его телефон, а телефона нет: ни в карточке сотрудника ({who}), ни у"
        " органа.",
        "Впишите телефон в карточку сотрудника («Настройки → Сотрудники») или поручите дело другому.",
    )


def _when(values: Tell, name: str) -> str:
    """By when, of whom a term is counted; of whom nobody may know yet, what happens then."""
    if name != CLIENT and name not in values.later:
        return ""
    one = values.start == "same_day" and values.end is not None and values.end.amount == 1
    within = "в тот же день" if one else f"за {values.end}"
    hour = f", {hours.said(values.hour)}" if values.hour else ""
    said = within + hour if values.within or one or hour else ""
    unknown = "" if name == CLIENT or values.on in GIVEN else "пока дело никому не поручено — как только поручат"
    found = "; ".join(filter(None, (said, unknown)))
    return f" ({found})" if found else ""


GIVEN = frozenset({"assigned", "executor_changed"})
"""Events after which both are known."""
