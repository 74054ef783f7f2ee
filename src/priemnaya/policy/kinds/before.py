"""before: before an action is taken, facts hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from priemnaya.bounded.wrong_words import allowed
from priemnaya.policy.connection import DECIDES, MATERIALS, PERSON, SERVICES, SIGNS
from priemnaya.policy.phrases import check_phrases
from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary import Sort, impossible, nearest, title_of, word
from priemnaya.policy.vocabulary.actions import OF_REPLIES, REASONED, ActionName
from priemnaya.policy.vocabulary.conditions import fact_of
from priemnaya.policy.vocabulary.facts import FACTS, FactName, facts_at
from priemnaya.policy.vocabulary.people import HEAD_OF_UNIT, Person, employees_only
from priemnaya.worktime.terms import plural

from .base import OF_A_CASE, OF_A_REPLY, Facts, Kind, Values

CONDITIONS = {
    "take": frozenset({"kinds", "came_by", "electronic", "clients"}),
    "receive_visitor": frozenset({"kinds", "clients"}),
    "send_mailing": frozenset({"clients"}),
    "end_visit": frozenset({"clients"}),
    "publish_article": frozenset[str](),
    "end_call": frozenset({"clients"}),
    "transfer_call": frozenset({"clients"}),
    "try_call_back": frozenset({"clients"}),
}
"""Conditions that are known at an action, where they are not those of a case in hand."""


OF_SERVICES = frozenset(
    {"held_by_body", "held_by_other_body", "beyond_list", "whole_list", "receive_way"}
    | {"documents_complete", "grounds_listed"}
)
"""Facts that only an application for a service, or a document of one, has."""
OR_A_REASON = frozenset({"questions_answered", "refusal_named", "grant_named", "decided_alike"})
"""Facts for which the words of why it is not so do, as their titles say."""
LOOKED_UP = {SERVICES: OF_SERVICES, MATERIALS: frozenset({"knowledge_used"})}
"""Lists of the body, each with the facts that nothing has while it is empty."""
DECIDED = frozenset({"extended_by_named"})
"""Facts of who decides; of the others that name a person, of who reads or signs a letter."""
BY_RIGHT = {SIGNS: frozenset({"head", "signer"}), DECIDES: frozenset({"head"})}
"""Words for people that mean whoever has the right, so that somebody always has it where anybody works."""
OF_HEADS = frozenset({"checked_by_head_of_unit"})
"""Facts for which another stands in while no head of a unit is known: they are held, and not by whom the act names."""


def conditions_at(action: str) -> frozenset[str]:
    if waits := word("action", action).waits:
        return OF_A_CASE if waits else frozenset()
    return CONDITIONS.get(action, OF_A_REPLY if action in OF_REPLIES else OF_A_CASE)


class Guarded(Values):
    """action: what is guarded; facts: what must be so. A fact that nobody can tell at the action is a load error."""

    action: ActionName
    facts: tuple[FactName, ...] = Field(min_length=1)

    def conditions(self) -> frozenset[str]:
        return conditions_at(self.action)

    def reads(self) -> tuple[str, ...]:
        heads = [f"{PERSON}{SIGNS}{HEAD_OF_UNIT}"] if set(self.facts) & OF_HEADS else []
        heads += self._people_with_right()
        lists = [name for name, of in LOOKED_UP.items() if of & set(self.facts)]
        lists += [SERVICES] if self.action == "ask_document" and SERVICES not in lists else []
        return (*super().reads(), *lists, *heads)

    def without_list(self, name: str) -> Self | None:
        if name.startswith(PERSON):
            return self
        others = tuple(fact for fact in self.facts if fact not in LOOKED_UP.get(name, ()))
        alone = not others or (name == SERVICES and self.action == "ask_document")
        return None if alone else self.model_copy(update={"facts": others})

    def _people_with_right(self) -> list[str]:
        """Whom the rule names, with the right without which they could not do what it asks of them: while nobody has
        both, the head of the body does it."""
        person = getattr(self, "person", None)
        if person is None:
            return []
        rights = [DECIDES if name in DECIDED else SIGNS for name in self.facts if "person" in FACTS[name].settings]
        return [f"{PERSON}{right}{person}" for right in dict.fromkeys(rights) if person not in BY_RIGHT[right]]

    @property
    def by_reason(self) -> bool:
        return bool(OR_A_REASON & set(self.facts)) or super().by_reason

    def takes_reason(self) -> bool:
        return self.action in REASONED

    def amiss(self) -> Iterator[str]:
        yield from super().amiss()
        yield from impossible.of_action((self.action,), self.if_, self.unless)

    @model_validator(mode="after")
    def _known_there(self) -> Self:
        for name in self.facts:
            if self.action not in FACTS[name].at:
                known = facts_at(self.action)
                meant = nearest(name, known)
                hint = f"возможно, {meant}; " if meant else ""
                raise ValueError(
                    f"факт «{name}» перед действием «{self.action}» никто не проверит; {hint}допустимо:"
                    f" {', '.join(sorted(known)) or 'ничего'}"
                )
        return self

    @model_validator(mode="after")
    def _at_stake(self) -> Self:
        """A fact that no matter of these kinds, and no letter with these decisions, is ever asked of."""
        for name in self.facts:
            at_stake: tuple[tuple[Sort, tuple[str, ...], frozenset[str]], ...] = (
                ("case_kind", self.if_.kinds, FACTS[name].kinds),
                ("decision", self.if_.decisions, FACTS[name].decisions),
            )
            for what, said, known in at_stake:
                if known and said and not known & set(said):
                    these = ", ".join(title_of(what, one) for one in said)
                    raise ValueError(f"факт «{name}» при условии «{these}» не спрашивают никогда; {allowed(known)}")
        return self


class Before(Guarded):
    """within_days: how far a chosen day may be (0: any). similar, share: from how many similar decided cases, and from
    what share of one decision among them, per cent, a practice exists. worked_days: how long somebody works here who is
    no newcomer. files: what has to be attached, each known by the words of its name; section: with which the letter
    begins, where it has more pages than over_pages (0: always); checked_days: how long ago an article that is put in
    may have been checked. person: who reads or signs the letter, by a word for people, a department or a post of the
    body. phrases: what the letter must say, in any form; stands: in which place of it, in its first paragraph after the
    greeting or in its last two, anywhere unless said."""

    within_days: int = Field(0, ge=0, le=3660)
    similar: int = Field(5, ge=2, le=1000)
    share: int = Field(70, ge=51, le=100)
    worked_days: int = Field(30, ge=1, le=3660)
    files: tuple[str, ...] = Field((), description='по словам имени файла: ["карта-схема"]')
    section: str = Field("", max_length=100, description='название раздела: "Коротко"')
    over_pages: int = Field(0, ge=0, le=100)
    checked_days: int = Field(183, ge=1, le=3660)
    person: Person | None = None
    phrases: tuple[str, ...] = Field((), max_length=20, description="слова и обороты в кавычках, в любой форме")
    stands: Literal["", "beginning", "end"] = Field("", description="beginning — в начале письма, end — в конце")

    @model_validator(mode="after")
    def _what_is_looked_for(self) -> Self:
        if "files_named" in self.facts and not (self.files and all(re.search(r"[А-Яа-яё]{3}", f) for f in self.files)):
            raise ValueError('факт «files_named»: назовите файлы по-русски: files: ["карта-схема"]')
        if "section_said" in self.facts and not re.search(r"[А-Яа-яё]{3}", self.section):
            raise ValueError('факт «section_said»: назовите раздел по-русски: section: "Коротко"')
        return self

    @model_validator(mode="after")
    def _somebody_is_named(self) -> Self:
        asked = [name for name in self.facts if "person" in FACTS[name].settings]
        if asked and self.person is None:
            raise ValueError(
                f"факт «{asked[0]}»: назовите, кто это: person: signer, person: head_of_unit, подразделение из"
                " body.units или должность из body.posts"
            )
        if self.person is not None:
            employees_only("person", self.person)
        return self

    @model_validator(mode="after")
    def _words_are_named(self) -> Self:
        asked = [name for name in self.facts if "phrases" in FACTS[name].settings]
        if asked and not self.phrases:
            raise ValueError(f'факт «{asked[0]}»: назовите слова: phrases: ["Коротко"]')
        check_phrases(self.phrases)
        return self

    @model_validator(mode="after")
    def _settings_are_read(self) -> Self:
        read = {setting for name in self.facts for setting in FACTS[name].settings}
        for setting in SETTINGS:
            if setting in self.model_fields_set and setting not in read:
                raise ValueError(f"«{setting}» не относится ни к одному из фактов: {', '.join(self.facts)}")
        return self


SETTINGS = (
    *("within_days", "similar", "share", "worked_days", "person"),
    *("files", "section", "over_pages", "checked_days", "phrases", "stands"),
)


def _once(titles: Iterable[str]) -> str:
    """Facts in a row, a condition that several of them share said once: «если жалоба удовлетворена, принесены
    извинения, сказано, когда…»."""
    found, before = [], ""
    for title in titles:
        condition, _comma, rest = title.partition(", ") if title.startswith("если ") else ("", "", title)
        found.append(rest if condition == before else title)
        before = condition
    return ", ".join(found)


class OfFacts(Kind):
    """Kinds whose rules ask facts of an action: each fact is judged by itself, in its own words."""

    @classmethod
    def targets(cls, values: Any) -> tuple[str, ...]:
        return tuple(f"{values.action}.{name}" for name in values.facts)

    @classmethod
    def concerns(cls, values: Any, target: str, facts: Facts) -> bool:
        given = FACTS[target.partition(".")[2]].given
        return given is None or given(facts)

    @classmethod
    def judge_one(cls, values: Any, target: str, facts: Facts) -> Judgement:
        fact = FACTS[target.partition(".")[2]]
        judged = fact.judge(values, facts) if fact.judge else Judgement(bool(fact_of(facts, fact.name)))
        return judged if judged.ok else Judgement(False, judged.why or fact.why, judged.remedy or fact.remedy)

    @classmethod
    def phrase(cls, values: Any) -> str:
        said = _once(title_of("fact", name) for name in values.facts)
        return f"прежде чем {title_of('action', values.action)}: {said}"


SET = {
    "within_days": "не дальше чем через {}",
    "similar": "похожих решений — от {}",
    "share": "одинаковых среди них — от {} %",
    "worked_days": "новичок — первые {}",
    "person": "это {}",
    "files": "{}",
    "section": "это «{}»",
    "over_pages": "если в письме больше {} с.",
    "checked_days": "не раньше чем {} назад",
    "phrases": "{}",
    "stands": "{}",
}
"""How a setting of a fact is told."""


STANDS = {"beginning": "в начале письма", "end": "в конце письма"}


def _days(number: int) -> str:
    return f"{number} {plural(number, 'день', 'дня', 'дней')}"


def _told(name: str, value: Any) -> str:
    if name in ("within_days", "worked_days", "checked_days"):
        return _days(value)
    if name in ("files", "phrases"):
        return ", ".join(f"«{one}»" for one in value)
    if name == "stands":
        return STANDS[value]
    return title_of("person", value) if name == "person" else str(value)


class KIND(OfFacts):
    name = "before"
    values = Before
    doc = "Прежде чем сделан шаг, есть то, без чего его не делают."
    example = "{action: send_reply, facts: [topic, need]}"

    @classmethod
    def phrase(cls, values: Before) -> str:
        asked = [FACTS[name].settings for name in values.facts]
        read = {setting for settings in asked for setting in settings}
        known = {name: getattr(values, name) for name in read}
        more = [said.format(_told(name, n)) for name, said in SET.items() if (n := known.get(name))]
        return super().phrase(values) + (f" ({', '.join(more)})" if more else "")

    @classmethod
    def tighter(cls, a: Before, b: Before) -> Before:
        return a if (a.similar, a.share, -a.worked_days) <= (b.similar, b.share, -b.worked_days) else b
