"""A rule tried on past cases before it is written down. It only reads, in the same few queries whatever is found.

It says what the rule itself would do by what stands on the cases now. Who of a unit would get a case by competence
depends on that day's load, and prohibitions of the order are asked only when a case is really given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.guard import Guard
from priemnaya.cases.models import Case, NamedPerson
from priemnaya.cases.models.case import unread
from priemnaya.cases.states import possible
from priemnaya.core.models import Obligation
from priemnaya.knowledge.models import ServiceEdition
from priemnaya.knowledge.variables import VARIABLE
from priemnaya.people.models import Employee, Substitution
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE

from .actions.rules import FILLED, NEEDS_MOVE, begins_with
from .models import Checklist, Macro, RoutingRule
from .routing import fits, lemmas_of

LOOKED_AT = 200
"""Of the newest cases."""
FEW = 5
"""Who may not see cases is told no number below it, none either where there is none, and of more only tens."""
AROUND = 45
"""Characters beside a word that is shown."""
Piece = tuple[bool, str]
"""Whether it is marked, and the words."""


@dataclass(frozen=True)
class Hit:
    """One case. to: where it would go; moved: not where it is now; stopped: why not all the same."""

    case: Case
    pieces: tuple[Piece, ...] = ()
    to: str = ""
    moved: bool = False
    stopped: str = ""

    @property
    def pk(self) -> int:
        return self.case.pk


@dataclass(frozen=True)
class Trial:
    """looked: how many cases were looked at; shown: whether this person may see which; asks: people's words decided,
    of whom who may not see cases is told nothing that can be counted: by a word one could ask who has written."""

    looked: int
    shown: bool
    hits: list[Hit] = field(default_factory=list)
    asks: bool = False

    @property
    def untold(self) -> bool:
        return self.asks and not self.shown

    @property
    def works(self) -> list[Hit]:
        return [h for h in self.hits if not h.stopped]

    @property
    def stopped(self) -> list[Hit]:
        return [h for h in self.hits if h.stopped]

    @property
    def moved(self) -> int:
        return sum(h.moved for h in self.works)

    @property
    def few(self) -> bool:
        """So few that who sees no cases is not told how many."""
        return not self.shown and len(self.works) < FEW

    @property
    def told(self) -> int:
        """On how many it would work, as this person is told."""
        found = len(self.works)
        return found if self.shown else max(round(found, -1), FEW)


def _past(me: Employee) -> list[Case]:
    """The newest cases that this person may know of, read or not yet."""
    rows = Case.objects.seen_by(me).exclude(unread()).filter(disposed_at=None)
    rows = rows.select_related("organisation", "service", "unit", "assignee", "client")
    return list(rows.prefetch_related("questions__topic").order_by("-registered_at")[:LOOKED_AT])


def try_rule(rule: RoutingRule, me: Employee) -> Trial:
    """rule: as typed, in its place among those that stand; nothing of it need be saved."""
    cases = _past(me)
    others = RoutingRule.objects.filter(organisation_id=me.organisation_id, is_active=True).exclude(pk=rule.pk)
    standing = list(others.select_related("service"))
    earlier = [r for r in standing if not rule.pk or (r.place, r.pk) < (rule.place, rule.pk)]
    guards, nameless = _guards(cases, me)
    texts, sees = any(r.words for r in (rule, *earlier)), me.may("case.view")
    if texts and not sees:
        return Trial(len(cases), sees, asks=True)
    hits = []
    for case in cases:
        codes = [q.topic.code for q in case.questions.all() if q.topic]
        words = lemmas_of(text_of(case)) if texts else set()
        if not fits(rule, case, codes, words):
            continue
        first = next((r for r in earlier if fits(r, case, codes, words)), None)
        hits.append(_routed(rule, case, first, guards.get(case.pk, Guard()), case.pk in nameless))
    return Trial(len(cases), sees, hits, asks=texts)


def _guards(cases: Sequence[Case], me: Employee) -> tuple[dict[int, Guard], set[int]]:
    """Who is complained of in each case, and the cases that name somebody whom nobody has recognised."""
    found: dict[int, dict[int, str]] = {}
    nameless: set[int] = set()
    for row in NamedPerson.objects.standing().filter(case__in=cases).select_related("employee"):
        if row.employee:
            found.setdefault(row.case_id, {})[row.employee.pk] = row.employee.short_name
        else:
            nameless.add(row.case_id)
    now = Substitution.objects.now(me.organisation).select_related("substitute")
    away = {s.employee_id: (s.substitute_id, s.substitute.short_name) for s in now}
    return {pk: Guard(named, away) for pk, named in found.items()}, nameless


def _routed(rule: RoutingRule, case: Case, first: RoutingRule | None, guard: Guard, nameless: bool) -> Hit:
    pieces = tuple(marked(text_of(case), rule.words)) if rule.words else ()
    employee = rule.employee if not rule.by_competence else None
    if employee and (not employee.is_active or guard.why_not(employee)):
        employee = None
    why = ""
    if first is not None:
        why = _("раньше сработает правило «%s»") % first.name
    elif nameless:
        why = _("в деле назван человек, которого ещё не узнали: решит сотрудник")
    elif rule.unit.closed_at:
        why = _("отдел закрыт: решит сотрудник")
    elif employee is None and not rule.by_competence:
        why = guard.why_not_unit(rule.unit)
    to = str(rule.unit)
    if employee:
        to = f"{to}, {employee.short_name}"
    elif rule.by_competence:
        to = _("%s, кто знает и меньше занят") % to
    moved = case.unit_id != rule.unit_id or (employee is not None and case.assignee_id != employee.pk)
    return Hit(case, pieces, to, moved, why)


def text_of(case: Case) -> str:
    """What words of a rule are looked for in (routing.route_of)."""
    return f"{case.subject} {case.search_text[:5000]}"


def marked(text: str, words: Iterable[str], most: int = 2) -> list[Piece]:
    """Up to `most` places of a text where words of a rule stand in any form, with what is around."""
    wanted, shown = lemmas_of(" ".join(words)), 0
    pieces: list[Piece] = []
    end = 0
    for match in re.finditer(r"[А-Яа-яЁё]{3,}", text):
        if shown >= most or not (lemmas_of(match[0]) & wanted):
            continue
        start = max(end, match.start() - AROUND)
        before = text[start : match.start()]
        if start > end:  # cut: it begins with a whole word
            before = "… " + before.partition(" ")[2]
        pieces += [(False, before), (True, match[0])]
        end, shown = match.end(), shown + 1
    if pieces:
        rest = text[end : end + AROUND]
        pieces.append((False, f"{rest.rpartition(' ')[0]} …" if end + AROUND < len(text) else rest))
    return pieces


def try_macro(macro: Macro, me: Employee) -> Trial:
    """On which of the cases that are open it would run to its end, and what would stop it on the others. to: what of a
    template its author would fill in by hand."""
    cases = [c for c in _past(me) if c.is_open]
    filled = _variables(str(s.get("value", "")) for s in macro.steps if s["do"] in FILLED)
    begun = [s for s in macro.steps if s["do"] == "template"]
    drafted = _variables(begins_with(macro.organisation, s) for s in begun)
    blank = _blanks(cases, filled | drafted)
    hits = []
    for case in cases:
        moves = possible(case)
        why = ""
        if any(NEEDS_MOVE.get(s["do"], "work") not in moves for s in macro.steps):
            why = _("не позволяет состояние дела: %s") % case.get_state_display()
        elif absent := _absent(case, filled, blank):
            why = _("нечего подставить: %s") % absent
        hits.append(Hit(case, to=_absent(case, drafted, blank), stopped=why))
    return Trial(len(cases), me.may("case.view"), hits)


def _variables(texts: Iterable[str]) -> set[str]:
    return {v for text in texts for v in VARIABLE.findall(text)}


def _absent(case: Case, names: Iterable[str], blank: dict[str, set[int]]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names) if case.pk in blank[name])


def _blanks(cases: Sequence[Case], names: Iterable[str]) -> dict[str, set[int]]:
    """Variable -> cases on which nothing can be put in its place."""
    asked, every = set(names), {c.pk for c in cases}
    owed: Any = Obligation.objects.filter(
        subject_type="case", subject_id__in=every, what=REPLY_ON_SUBSTANCE, cancelled_at=None
    )
    dated = set(owed.values_list("subject_id", flat=True)) if "due" in asked else set()
    today = timezone.now().date()
    editions = ServiceEdition.objects.filter(service__cases__in=cases, since__lte=today)
    described = set(editions.values_list("service_id", flat=True)) if "fee" in asked else set()
    empty = {
        "due": every - dated,
        "subject": {c.pk for c in cases if not c.subject},
        "service": {c.pk for c in cases if c.service_id is None},
        "fee": {c.pk for c in cases if c.service_id not in described},
        "phone": {c.pk for c in cases if not c.organisation.phone},
    }
    return {name: empty.get(name, set()) for name in asked}


def try_checklist(row: Checklist, me: Employee) -> Trial:
    """On which cases it would stand."""
    cases = _past(me)
    fit = [c for c in cases if row.kind in ("", c.kind) and row.service_id in (None, c.service_id)]
    return Trial(len(cases), me.may("case.view"), [Hit(c) for c in fit])
