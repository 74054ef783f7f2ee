"""A clause as people read it: the act's own number, what it demands, when, how it is kept. No word of code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Clause, ClauseState, Order, Rule, asked_at
from priemnaya.policy.parts import parts_of
from priemnaya.policy.titles import by_levels, clause_title, with_items, words_of
from priemnaya.programme.indicators import INDICATORS
from priemnaya.programme.models import FEW, IndicatorFigure

from .going import STATES, kept_words, went_words

KEY = re.compile(r"[a-z_]+: ")
"""What is missing by the names of the file; a line in words stands beside."""


DIGITS = tuple("0123456789")


@dataclass(frozen=True)
class Holds:
    """One rule of a clause as it holds or will: words; since: the day; until: the day it ends, or None; under: under
    which conditions."""

    words: str
    since: dt.date
    until: dt.date | None
    under: str


@dataclass(frozen=True)
class Shown:
    """A clause for a page. kept: what the system does about it; went: how that has gone, and well: not badly; waits:
    what it waits for, in words; figure: its figure with what it counts, or nothing; act: the act's own words, which
    stand there under act_label where that is another number; not_written: the part of the demand that no rule says."""

    number: str
    label: str
    demand: str
    holds: tuple[Holds, ...]
    state: str
    kept: Any
    waits: tuple[str, ...]
    figure: str
    closed: dt.date | None
    went: tuple[str, ...] = ()
    well: bool = True
    act: str = ""
    act_label: str = ""
    not_written: str = ""

    @property
    def anchor(self) -> str:
        """Where it stands on the page: no address has a blank in it."""
        return self.number.replace(" ", "")

    @property
    def bare(self) -> bool:
        """The label is a number alone, so that it stands after «Пункт»."""
        return self.label[:1] in DIGITS


def shown(line: Any, body: Organisation, words: dict[str, str] | None = None) -> Shown:
    """A line of the board (programme.compliance) for people. words: the act's own, by the number of a clause."""
    clause, state = line.clause, line.state
    went = None if state.state in ("closed", "ahead", "stated") else line.went
    number, act = words_of(clause.number, words or {})
    order = policy_of(body).body
    if number and number == clause.number:
        act = with_items(number, words or {}, order.by_number.keys())
    return Shown(
        clause.number,
        clause.label,
        clause.demand,
        tuple(holds for rule in clause.rules for holds in _holding(rule)),
        state.state,
        kept_words(state, went),
        waits_in_words(clause, state),
        _figure(line),
        clause.closed,
        went_words(went, body),
        went is None or went.well,
        act,
        _above(order, number) if number not in ("", clause.number) else "",
        clause.not_written if state.state != "closed" else "",
    )


def cited_in(body: Organisation | None, number: str) -> str:
    """A clause as the act of this body calls it."""
    clause = policy_of(body).body.by_number.get(number) if body is not None else None
    return clause.cited if clause is not None else clause_title(number)


def _above(order: Order, number: str) -> str:
    """The place of the act that the words of a clause stand in, where it is another."""
    return by_levels(number, order.act.numbering) or clause_title(number)


def _holding(rule: Rule) -> Iterator[Holds]:
    """Every value with its days, but not one repealed again."""
    days = [since for since, _value in rule.values]
    for n, (since, value) in enumerate(rule.values):
        if value is not None:
            until = days[n + 1] if n + 1 < len(days) else None
            words = rule.kind.phrase(value)
            yield Holds(words, since, until, conditions_of(value, words))


def conditions_of(value: Any, said_already: str = "") -> str:
    """Under which conditions a value holds, in words; empty when always. said_already: what stands before them."""
    said = [
        value.if_.phrase(),
        _("кроме: %(what)s") % {"what": value.unless.phrase()} if value.unless.used else "",
    ]
    return "; ".join(part for part in said if part and part not in said_already)


def waits_in_words(clause: Clause, state: ClauseState) -> tuple[str, ...]:
    """What a clause that is not kept yet waits for: the part of the product that its words name, else what its rule
    asks for."""
    if not state.missing:
        return ()
    told = [words for words in state.missing if not KEY.match(words)]
    for rule in clause.rules:
        value = rule.latest
        if value is None or all(asked_at(rule.kind.name, target) for target in rule.kind.targets(value)):
            continue
        if not parts_of(value, {})[1]:
            told.append(rule.kind.phrase(value))
    return tuple(dict.fromkeys(told))


def _figure(line: Any) -> str:
    if line.decided:
        of = _("%(kept)s из %(all)s") % {"kept": line.kept, "all": line.decided}
        said = f"{100 * line.kept / line.decided:.0f} % ({of})" if line.decided >= FEW else of
        partly = line.state.partly and line.state.not_written
        return said + (f" {_('того, что записано')}" if partly else "")
    if line.indicator is None:
        return ""
    return indicator_words(line.indicator, line.title)


def indicator_words(figure: IndicatorFigure, title: str) -> str:
    """«94 % ответов клиенты оценили на 4 и 5 (33)»; of few, how many alone."""
    if figure.few:
        about = INDICATORS[figure.indicator]
        called = about.alone if title == about.title else title
        return _("%(title)s: мало, чтобы судить (%(n)s)") % {"title": called, "n": figure.count}
    return f"{INDICATORS[figure.indicator].told(figure.value)} {title} ({figure.count})"


__all__ = ["FEW", "STATES", "Holds", "Shown", "conditions_of", "shown", "waits_in_words"]
