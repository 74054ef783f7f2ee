"""Filters in the words of a query: «просроченные Иванова», «мои на сегодня», «жалобы за октябрь». Each is shown as a
chip that may be taken off or read as plain words; words in quotes are never filters.

Two filters of one sort widen (жалобы and заявления), of different sorts narrow.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case
from priemnaya.cases.models.case import OPEN_STATES
from priemnaya.people.models import Employee
from priemnaya.plain.words import fold, word

from .chips import Chip, denied
from .colleagues import offered, people
from .days import Days, bare_days, days_in
from .periods import OF_MONTHS
from .said import SAID, Asker, Said
from .slips import meant_by
from .terms import MOST_TERMS, PARTS, Term, says_nothing, terms_of
from .tsquery import matching

BY_TERM = ("late", "mine", "due")
"""Sorts of filters after which a list goes by its terms."""


@dataclass
class Asked:
    """A query as it was understood. skipped: words that nothing is found by; offered: a name in it that is an
    employee's, with a query for the cases they have; narrower: filters that its words were not read as, with a query
    that says them outright."""

    text: str
    chips: list[Chip] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    offered: list[tuple[str, str]] = field(default_factory=list)
    narrower: list[tuple[str, str]] = field(default_factory=list)
    rest: str = ""

    def narrowed(self, rows: QuerySet[Case]) -> QuerySet[Case]:
        sorts: dict[str, list[Q]] = {}
        for chip in self.chips:
            sorts.setdefault(chip.sort, []).append(chip.condition)
        for conditions in sorts.values():
            rows = rows.filter(reduce(or_, conditions))
        return rows

    @property
    def by_term(self) -> bool:
        return any(chip.sort in BY_TERM for chip in self.chips)


NOISE = re.compile(
    r"(?<![\w-])(?:дела|дел|дело|письма|писем|все|всё|покажи(?:те)?|найди(?:те)?|найти|список|показать|которые|где|поступившие"
    r"|пришедшие)(?![\w-])",
    re.IGNORECASE,
)
"""Words of a query with filters by which nothing is looked for."""
_NAMED_LETTERS = re.compile(r"\s{0,9}(?:все\s{1,9})?(?:дела|письма|письмо|дело)\s{1,9}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _said() -> tuple[tuple[re.Pattern[str], Said], ...]:
    return tuple((re.compile(rf"(?<![\w-])(?:{one.words})(?![\w-])"), one) for one in SAID)


def understood(text: str, asker: Asker) -> Asked:
    """Chips, then names of colleagues beside them, then the words left."""
    asked = Asked(text)
    read = _without_quoted(_folded(text))
    without = _left_out(read)
    read = _blank(read, without)
    filters = _apart(_filters(read, asker))  # «не закрытые» has «закрытые» in it
    ended = any(chip.ends for chip in filters) and not _CAME.search(read)
    beside = [*_days(read, asker, text, ended), *_units(read, asker)]
    chips = _apart([*without, *filters, *denied(read, [c for c in beside if not c.terms]), *beside])
    if any(chip.sort == "mine" for chip in chips) and as_letters_say(chips, text) and not _OF_CASES.search(read):
        asked.narrower, chips = outright_of(chips, text), []
    chips += people(_blank(read, chips), asker, bool(chips))
    asked.chips = [_with_ways(chip, text) for chip in sorted(chips, key=lambda c: c.start)]
    asked.rest = _cut(text, asked.chips, to=" ")
    if asked.chips or (_NAMED_LETTERS.match(asked.rest) and _names_alone(asked.rest)):
        asked.rest = NOISE.sub(lambda m: _skip(asked, m[0]), asked.rest)
    _take_words(asked)
    asked.narrower += _of_bare_days(read, asker, text)
    if not asked.chips:
        asked.offered = offered(read, asker)
    return asked


def _of_bare_days(read: str, asker: Asker, text: str) -> list[tuple[str, str]]:
    """«ноябрь», «в пятницу» alone may stand in letters as well: they are words, and the days are offered."""
    found = []
    for start, end, said in bare_days(read):
        if days := next(iter(days_in(said, asker.today)), None):
            found.append((_day_label(days), f"{text[:start]}{said}{text[end:]}".strip()))
    return found


def _names_alone(text: str) -> bool:
    """«письма Петрова», «дела Ивановой Марии»: whose they are and nothing else. A word that may be no name is no
    proof: «дело рыбака»."""
    words = PARTS.findall(_NAMED_LETTERS.sub("", text))
    return 0 < len(words) <= 3 and all(_may_be_name(fold(w)) for w in words)


def _may_be_name(typed: str) -> bool:
    read = [r for r in word(typed).readings if r.known]
    return any(r.grammemes & {"Surn", "Name", "Patr"} for r in read) and not any(
        r.has("NOUN") and not r.grammemes & {"Surn", "Name", "Patr", "Geox"} for r in read
    )


_MINUS = re.compile(r"(?:^|(?<=\s))-([а-я]{3,40})(?![\w-])")


def _left_out(read: str) -> list[Chip]:
    """«участок -забор»: without the cases that have that word."""
    found = []
    for m in _MINUS.finditer(read):
        if terms := terms_of(m[1]):
            found.append(Chip(f"without {m[1]}", _("без слова «%s»") % m[1], m.start(), m.end(), ~matching(terms)))
    return found if len(found) < len(PARTS.findall(read)) else []


_OF_CASES = re.compile(r"(?<![\w-])дел[аоу]?(?![\w-])")


def as_letters_say(chips: list[Chip], text: str) -> bool:
    """«у меня украли телефон», «срочная операция»: nothing but words that letters say too, and others beside them."""
    return all(chip.outright for chip in chips) and bool(PARTS.search(NOISE.sub(" ", _cut(text, chips, to=" "))))


def outright_of(chips: list[Chip], text: str) -> list[tuple[str, str]]:
    return [(c.label, f"{c.outright} {_cut(text, [c], to=' ').strip()}".strip()) for c in chips]


def _folded(text: str) -> str:
    """Letter by letter as long as it was: «İ» in small letters are two signs."""
    read = fold(text)
    return read if len(read) == len(text) else "".join(f if len(f := fold(c)) == 1 else c for c in text)


def in_words(text: str) -> Asked:
    """The query as words alone."""
    asked = Asked(text, rest=text)
    _take_words(asked)
    return asked


def _take_words(asked: Asked) -> None:
    terms = terms_of(asked.rest)
    asked.skipped += [t.typed for t in terms if not t.number and says_nothing(t.typed)]
    telling = [t for t in terms if t.number or not says_nothing(t.typed)]
    asked.terms = telling[:MOST_TERMS]
    asked.skipped += [t.typed for t in telling[MOST_TERMS:]]
    if not (asked.terms or asked.skipped or asked.chips):
        asked.skipped = [asked.text]


def _skip(asked: Asked, typed: str) -> str:
    asked.skipped.append(typed)
    return " "


def _without_quoted(read: str) -> str:
    return re.sub(r"«[^»]{0,300}»|\"[^\"]{0,300}\"", lambda m: "\0" * len(m[0]), read)


def _blank(read: str, chips: Iterable[Chip]) -> str:
    for chip in chips:
        read = read[: chip.start] + "\0" * (chip.end - chip.start) + read[chip.end :]
    return read


def _filters(read: str, asker: Asker) -> list[Chip]:
    spans = [(said, m.span()) for pattern, said in _said() for m in pattern.finditer(read)]
    for m in re.finditer(r"(?<![\w-])[а-я]+(?![\w-])", read):
        if right := meant_by(m[0]):
            spans += [(said, m.span()) for pattern, said in _said() if pattern.fullmatch(right)]
    found = [
        Chip(said.sort, said.label(), start, end, said.condition(asker), outright=said.outright, ends=said.ends)
        for said, (start, end) in spans
    ]
    return [*denied(read, found), *found]


_CAME = re.compile(r"(?<!\w)(?:поступи|пришед|пришл|зарегистрир|получен)")


def _days(read: str, asker: Asker, text: str, ended: bool) -> list[Chip]:
    """ended: it is asked of cases that ended, and not when they came."""
    found = list(days_in(read, asker.today))
    return [_end_chip(days, asker, text) if ended else _day_chip(days, asker, text) for days in found]


def _end_chip(days: Days, asker: Asker, text: str) -> Chip:
    """«закрытые вчера», «отвеченные за октябрь»; by their term, where it is the term that is said. A date alone may be
    anything of a case that ended: «закрытое обращение от 12.03.2026»."""
    if days.due:
        return Chip("due", _day_label(days), days.start, days.end, _within(days, asker, "due_at"))
    ended = _within(days, asker, "closed_at")
    if days.lone:
        came = _day_chip(days, asker, text)
        label = _("дата %s: закрыты, поступили в этот день или стоит в тексте") % _span(days)
        return replace(came, sort="ended", label=label, condition=ended | came.condition)
    return Chip("ended", _("закрыты %s") % _span(days), days.start, days.end, ended)


def _within(days: Days, asker: Asker, column: str) -> Q:
    condition = Q()
    if days.since:
        condition &= Q(**{f"{column}__gte": asker.start_of(days.since)})
    if days.until:
        condition &= Q(**{f"{column}__lt": asker.start_of(days.until + dt.timedelta(days=1))})
    return condition


def _day_chip(days: Days, asker: Asker, text: str) -> Chip:
    """A date alone may be the day of the case or stand in a letter («№ 12-34/5 от 12.03.2026»)."""
    condition = _within(days, asker, "due_at" if days.due else "registered_at")
    if days.due:
        condition &= Q(state__in=OPEN_STATES)
    terms: tuple[Term, ...] = ()
    if days.lone:
        ways = _written(days, re.sub(r"^от\s", "", text[days.start : days.end]))
        condition |= reduce(or_, map(matching, ways))
        terms = tuple(t for way in ways for t in way)
    return Chip("due" if days.due else "registered", _day_label(days), days.start, days.end, condition, terms=terms)


def _written(days: Days, typed: str) -> list[list[Term]]:
    """A day as letters have it: in figures, in words, as it was typed. Its day and its year apart are no day."""
    if (day := days.since) is None:
        return []
    year = bool(re.search(r"\d{4}|[./]\d{1,2}[./]\d\d", typed))
    figures, words = f"{day:%d.%m.%Y}" if year else f"{day:%d.%m}", f"{day.day} {OF_MONTHS[day.month - 1]}"
    ways = [figures, f"«{words} {day.year}»" if year else f"«{words}»"]
    if re.fullmatch(r"[\d./]+", typed) and typed != figures:
        ways.append(typed)
    return [terms_of(way) for way in ways]


def _day_label(days: Days) -> str:
    if days.lone:
        return _("дата %s: поступили в этот день или стоит в тексте") % _span(days)
    return (_("срок %s") if days.due else _("поступили %s")) % _span(days)


def _span(days: Days) -> str:
    since, until = (f"{d:%d.%m.%Y}" if d else "" for d in (days.since, days.until))
    if since == until:
        return since
    if since and until:
        return _("с %(a)s по %(b)s") % {"a": since, "b": until}
    return _("до %s") % until if until else _("с %s") % since


def _units(read: str, asker: Asker) -> list[Chip]:
    """«отдел земельных отношений»: the word for a unit and, right after it, words of its name only."""
    found = []
    for head in re.finditer(r"(?<![\w-])(?:отдел|управлени|сектор|служб|канцеляри|приемн)\w*", read):
        for unit in asker.units:
            lemmas = _lemmas(unit.name)
            end = head.start()
            for m in re.finditer(r"\w+(?:-\w+)*", read[head.start() :]):
                if not (word(m[0]).lemmas & lemmas or m[0] in ("и", "по", "с")):
                    break
                if word(m[0]).lemmas & lemmas and m[0] not in ("и", "по", "с"):
                    end = head.start() + m.end()
            if end > head.end() or (end == head.end() and len(lemmas) < 2):
                found.append(Chip("unit", unit.name, head.start(), end, Q(unit=unit)))
    longest = max((c.end - c.start for c in found), default=0)
    return [c for c in found if c.end - c.start == longest]


@lru_cache(maxsize=500)
def _lemmas(name: str) -> frozenset[str]:
    return frozenset().union(*(word(w).lemmas for w in re.findall(r"[^\W\d_]+", fold(name))))


def _apart(found: list[Chip]) -> list[Chip]:
    """None over another: the longer words win."""
    kept: list[Chip] = []
    for chip in sorted(found, key=lambda c: (c.start - c.end, c.start)):
        same = [k for k in kept if (k.start, k.end, k.sort) == (chip.start, chip.end, chip.sort)]
        if any(k.label == chip.label for k in same):  # «просроченые»: by its beginning and by its slip
            continue
        if same or not any(chip.start < k.end and k.start < chip.end for k in kept):
            kept.append(chip)
    return kept


def _cut(text: str, chips: Iterable[Chip], to: str = "") -> str:
    """The text without the words of these filters, those of two filters cut once."""
    for start, end in sorted({(c.start, c.end) for c in chips}, reverse=True):
        text = text[:start] + to + text[end:]
    return text


def _with_ways(chip: Chip, text: str) -> Chip:
    facts: dict[str, Any] = {**chip.__dict__}
    facts["drop"] = " ".join(_cut(text, [chip], " ").split())
    facts["plain"] = f'{text[: chip.start]}"{text[chip.start : chip.end].strip()}"{text[chip.end :]}'.strip()
    return Chip(**facts)


def asker_of(me: Employee) -> Asker:
    """Two queries."""
    staff = Employee.objects.filter(organisation_id=me.organisation_id, is_active=True).order_by("surname", "pk")
    units = me.organisation.units.filter(closed_at=None).order_by("name")
    return Asker(me, timezone.now(), tuple(staff), tuple(units))
