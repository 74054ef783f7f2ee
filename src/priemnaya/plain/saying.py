"""What a sentence of a letter does: says a fact, puts the answer off, points at the law, or is only polite; and whether
it settles anything.

A sentence is looked at clause by clause, by its predicates: «ответим позже, когда появится информация по улице» has one
that puts off and one that hangs on it, so it says nothing of the street. What puts off, what is too vague to be a day,
what only cites, what is only polite and what is beside any matter (weather, invitations, praise of oneself) are phrases
of `substance.yaml`. A clause settles something when its predicate tells a deed done or to be done (perfective or a
short participle), a rule (`ruling`: «можно», «нужен», «платят»), a denial, or what the reader is to do; «дороги важны»
and «семья — ценность» settle nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from priemnaya.bounded.data import yaml_of

from .document import Document, Span, Token
from .phrases import PhraseIndex, compile_phrases
from .words import fold

FILE = Path(__file__).with_name("substance.yaml")
PHRASES = ("putting_off", "vague", "law", "hollow", "polite", "beside", "circular", "asked_back", "closing")
_PREDICATES = ("VERB", "PRTS", "PRED", "ADJS", "IMPR")
_BREAKS = frozenset(",;:—–()")
_DATE = re.compile(
    r"\b\d{1,2}\.\d{2}(?:\.\d{2,4})?\b|\b(?:19|20)\d{2}[ \u00a0]?(?:-?м\b|год|г\.)"
    r"|\b(?:через|за|в течение|спустя)\s+(?:\d+\s+)?(?:рабоч\w+\s+)?"
    r"(?:день|дня|дней|недел\w|месяц\w*|час\w*|год\w*|полгода)\b",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"\b\d{1,2}\.\d{2}\.\d{2,4}\b|\b(?:19|20)\d{2}[ \u00a0]?(?:год|г\.)", re.IGNORECASE)
_LINK = re.compile(
    r"https?://\S+|(?<![\w.-])[\w.-]{1,100}\.(?:ru|рф|example|com)\b|(?<![\w.-])[\w.-]{1,64}@[\w-]{1,63}\.\w+",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def words_of_file() -> Any:
    return yaml_of(FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def indexes() -> dict[str, PhraseIndex]:
    data = words_of_file()
    return {n: PhraseIndex([p for pattern in data[n] for p in compile_phrases(pattern, n)]) for n in PHRASES}


@lru_cache(maxsize=32)
def listed(name: str) -> frozenset[str]:
    return frozenset(fold(w) for w in words_of_file()[name])


@dataclass(frozen=True)
class Said:
    """kind: `fact`, `put_off`, `asked_back` or `empty`. data: what it names: time, number, link, name, cause, what one
    deals with (`dealing`), or what was named before (`it`); of clauses beside the matter nothing counts, and of
    «приходите завтра» only that it invites (`visit`). opens: dictionary forms of its first word. does: those of its
    predicates. orders: it tells the reader what to do. settles: a clause that hangs on no other decides, rules, denies
    or instructs. acts: dictionary forms of the predicates of such clauses. denies: it says no to something."""

    kind: str
    data: frozenset[str] = frozenset()
    opens: frozenset[str] = frozenset()
    does: frozenset[str] = frozenset()
    orders: bool = False
    settles: bool = False
    acts: frozenset[str] = frozenset()
    denies: bool = False

    @property
    def bare(self) -> bool:
        return not self.does


def _start(token: Token) -> int:
    return token.start


class Sayings:
    """Reads the sentences of one document. carrying: the words of a sentence that may carry its meaning."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.covered = {
            name: {at for _, first, last in index.find(document) for at in range(first, last)}
            for name, index in indexes().items()
        }

    def of(self, span: Span, carrying: Sequence[Token], says: Any) -> Said:
        """says: whether some tokens hold a word that is no stock word and no copy."""
        clauses = list(self._clauses(span))
        live = [c for c in clauses if not self._beside(c) and not self._invites(c)]
        data = frozenset(self._data(span, clauses, live))
        opens = self._opens(span)
        kind = self._kind(span, carrying, says, "time" in data, bool(data & {"time", "number", "link", "name"}))
        predicates = [self.document.tokens[at].word for at in self._predicates(range(span.first, span.last))]
        does = frozenset(lemma for found in predicates if found for lemma in found.lemmas)
        orders = any(self._instructs(at) for c in live for at in c)
        main = [c for c in live if self.document.tokens[c.start].form not in listed("hanging")]
        acts = frozenset(lemma for c in main for at in self._predicates(c) for lemma in self._lemmas(at))
        settles = kind == "fact" and any(self._settles(c) for c in main)
        return Said(kind, data, opens, does, orders, settles, acts, any(self._denies(at) for c in main for at in c))

    def _kind(self, span: Span, carrying: Sequence[Token], says: Any, timed: bool, exact: bool) -> str:
        """exact: it names a day, a number, an address or somebody."""
        if self._any("closing", range(span.first, span.last)):
            return "empty"
        if self._any("asked_back", range(span.first, span.last)):
            return "asked_back"
        if self._any("circular", range(span.first, span.last)) and not exact:
            return "empty"
        kinds = [self._clause(clause, carrying, says, timed) for clause in self._clauses(span)]
        if "fact" in kinds:
            return "fact"
        if "put_off" in kinds:
            return "put_off"
        return "fact" if "bare" in kinds and "idle" not in kinds else "empty"

    def _clause(self, clause: range, carrying: Sequence[Token], says: Any, timed: bool) -> str:
        """`fact`, `put_off`, `idle` (polite, or the law alone), `bare` (words that say something without a predicate,
        or hang on another clause) or nothing."""
        low, high = self.document.tokens[clause.start].start, self.document.tokens[clause.stop - 1].end
        words = carrying[bisect_left(carrying, low, key=_start) : bisect_left(carrying, high, key=_start)]
        if self._any("putting_off", clause):
            free = [at for at in self._predicates(clause) if not self._any("putting_off", [at])]
            return "fact" if self._tell(free, words, says) else "put_off"
        if self._any("vague", clause) and not timed and not self._happened(clause):
            return "put_off"
        if self._any("law", clause):
            return "fact" if self._besides("law", clause, words, says) else "idle"
        if self._beside(clause) or self._invites(clause):
            return "idle"
        if self._any("hollow", clause) and not self._named_in(clause):
            free = [at for at in self._predicates(clause) if not self._any("hollow", [at])]
            return "fact" if self._tell(free, words, says) else ""
        if self._any("polite", clause):
            free = [at for at in self._predicates(clause) if not self._any("polite", [at])]
            return "fact" if self._tell(free, words, says) else "idle"
        if not says(words):
            return ""
        hangs = self.document.tokens[clause.start].form in listed("hanging")
        if hangs or not self._predicates(clause):
            return "idle" if self._is_heap(clause) else "bare"
        return "fact"

    def _is_heap(self, clause: range) -> bool:
        """Words of the matter that no sentence joins («участок аренда 5»): two bare nouns in the nominative, one after
        the other, of which neither belongs to the other nor is a name."""
        tokens = [self.document.tokens[at] for at in clause]
        before: list[Token | None] = [None, *tokens]
        return any(_stand_apart(*three) for three in zip(before, tokens, tokens[1:], strict=False))

    def _named_in(self, clause: range) -> bool:
        """It names a day, a number or an address."""
        tokens = self.document.tokens[clause.start : clause.stop]
        return bool({"time", "number", "link"} & set(self._data_in(tokens)))

    def _besides(self, name: str, clause: range, words: Sequence[Token], says: Any) -> bool:
        """Something is done in the clause besides what the phrase covers («отказано в участке согласно закону»)."""
        covered = {self.document.tokens[at].start for at in clause if self._any(name, [at])}
        free = [at for at in self._predicates(clause) if not self._any(name, [at])]
        return bool(free) and bool(says([t for t in words if t.start not in covered]))

    def _beside(self, clause: range) -> bool:
        """Beside any matter, and nothing in it is settled besides («перенесли из-за погоды» is of the matter)."""
        free = [at for at in clause if not self._any("beside", [at])]
        return self._any("beside", clause) and not any(self._is_deed(at) for at in free)

    def _invites(self, clause: range) -> bool:
        """«Приходите завтра», «звоните»: asks to come and names neither place, hour nor paper."""
        tokens = [self.document.tokens[at] for at in clause]
        asked = [t for t in tokens if _is_imperative(t)]
        if not asked or not all(self._one_of(t, "inviting") for t in asked):
            return False
        return not {"number", "link", "name", "dealing"} & set(self._data_in(tokens))

    def _instructs(self, at: int) -> bool:
        token = self.document.tokens[at]
        return _is_imperative(token) and not self._one_of(token, "inviting")

    @staticmethod
    def _one_of(token: Token, name: str) -> bool:
        return token.word is not None and not token.word.lemmas.isdisjoint(listed(name))

    def _settles(self, clause: range) -> bool:
        return any(self._is_settling(at) for at in clause)

    def _is_settling(self, at: int) -> bool:
        token = self.document.tokens[at]
        ruled = token.word is not None and any(p in token.word.first for p in _PREDICATES)
        return self._is_deed(at) or (ruled and _likeliest(token) in listed("ruling"))

    def _is_deed(self, at: int) -> bool:
        """Done or to be done, denied, allowed, asked of the reader; «нужно беречь» asks nothing."""
        token, after = self.document.tokens[at], self.document.tokens[at + 1 : at + 2]
        if any(t.word and "INFN" in t.word.first and self._one_of(t, "inviting") for t in after):
            return False
        if self._denies(at) or token.form in listed("answering") - listed("times"):
            return True
        found = token.word
        if found is None or not any(p in found.first for p in _PREDICATES):
            return False
        return self._instructs(at) or ("perf" in found.first and not self._one_of(token, "inviting"))

    def _denies(self, at: int) -> bool:
        token = self.document.tokens[at]
        if token.form in ("нет", "нельзя", "невозможно"):
            return True
        said = token.word is not None and any(p in token.word.first for p in (*_PREDICATES, "INFN"))
        return said and at > 0 and self.document.tokens[at - 1].form == "не"

    def _lemmas(self, at: int) -> frozenset[str]:
        found = self.document.tokens[at].word
        return found.lemmas if found else frozenset()

    def _happened(self, clause: range) -> bool:
        """«В установленные сроки вы документы не подали» promises nothing."""
        return any((found := self.document.tokens[at].word) and found.likely("VERB", "past") for at in clause)

    def _tell(self, predicates: Iterable[int], words: Sequence[Token], says: Any) -> bool:
        places = {self.document.tokens[at].start for at in predicates}
        return bool(says([t for t in words if t.start in places]))

    def _clauses(self, span: Span) -> Iterator[range]:
        start = span.first
        for at in range(span.first, span.last):
            if self.document.tokens[at].text in _BREAKS:
                if at > start:
                    yield range(start, at)
                start = at + 1
        if span.last > start:
            yield range(start, span.last)

    def _predicates(self, places: Iterable[int]) -> list[int]:
        tokens = self.document.tokens
        return [
            at
            for at in places
            if (found := tokens[at].word) and any(p in found.first for p in _PREDICATES) and tokens[at].form != "нет"
        ]

    def _any(self, name: str, places: Iterable[int]) -> bool:
        return not self.covered[name].isdisjoint(places)

    def _opens(self, span: Span) -> frozenset[str]:
        """Dictionary forms of the first word, a «не» before it aside."""
        for token in self.document.tokens[span.first : span.last]:
            if token.word and token.form != "не":
                return token.word.lemmas | {token.form}
        return frozenset()

    def _data(self, span: Span, clauses: Sequence[range], live: Sequence[range]) -> Iterator[str]:
        if len(live) == len(clauses):
            yield from self._data_in(self.document.tokens[span.first : span.last])
            return
        if any(self._invites(c) and self._times(c) for c in clauses):
            yield "visit"
        for clause in live:
            yield from self._data_in(self.document.tokens[clause.start : clause.stop])

    def _data_in(self, tokens: Sequence[Token]) -> Iterator[str]:
        if not tokens:
            return
        text = self.document.text[tokens[0].start : tokens[-1].end]
        if _DATE.search(text) or self._timed(tokens):
            yield "time"
        if _LINK.search(text):
            yield "link"
        if any(t.text[0].isdigit() and not self._of_a_day(tokens, n) for n, t in enumerate(tokens)):
            yield "number"
        if "«" in text or any(_is_name(t) for t in tokens[1:]) or _is_person(tokens[0]):
            yield "name"
        forms = {t.form for t in tokens}
        if not forms.isdisjoint(listed("its")):
            yield "it"
        if not forms.isdisjoint(listed("causes")) or any(self._denies(t) for t in self._places(tokens)):
            yield "cause"
        if any(_happened_to(t) for t in tokens):  # «оборван кабель»: how things stand is a cause
            yield "cause"
        if any(t.word and not t.word.lemmas.isdisjoint(listed("dealings")) for t in tokens):
            yield "dealing"

    def _times(self, clause: range) -> bool:
        tokens = self.document.tokens[clause.start : clause.stop]
        return any(self._is_time(tokens, n) for n in range(len(tokens)))

    def _places(self, tokens: Sequence[Token]) -> range:
        first = self.document.token_at(tokens[0].start)
        return range(first, first + len(tokens))

    def _timed(self, tokens: Sequence[Token]) -> bool:
        """«Больница сегодня работает» tells no time of a deed: «сегодня» needs one, a rule or no predicate."""
        times = [t.form for n, t in enumerate(tokens) if self._is_time(tokens, n)]
        if not times or not listed("light_times").issuperset(times):
            return bool(times)
        predicates = [t for t in tokens if t.word and any(p in t.word.first for p in _PREDICATES)]
        return not predicates or any("perf" in t.word.first or self._one_of(t, "ruling") for t in predicates if t.word)

    def _of_a_day(self, tokens: Sequence[Token], at: int) -> bool:
        """A number that only tells a day («1 февраля», «01.02.2027», «2027 год») is no amount and no place."""
        if at + 1 < len(tokens) and self._is_time(tokens, at + 1) and tokens[at + 1].form not in listed("times"):
            return True
        start = tokens[at].start
        around = self.document.text[max(0, start - 6) : start + 14]
        inside = min(6, start)
        return any(m.start() <= inside < m.end() for m in _CALENDAR.finditer(around))

    def _is_time(self, tokens: Sequence[Token], at: int) -> bool:
        token = tokens[at]
        if token.form in listed("times"):
            return True
        if token.word is None or token.word.lemmas.isdisjoint(listed("months")):
            return False
        return at > 0 and (tokens[at - 1].text[0].isdigit() or tokens[at - 1].form in listed("before_months"))


def _is_bare_noun(token: Token) -> bool:
    """Of a thing, in the nominative, and neither a name nor said of another («рабочие часы»)."""
    found = token.word
    if found is None or not (found.known and found.likely("NOUN") and found.can_be("NOUN", "nomn")):
        return False
    return not found.can_be("ADJF") and not _of_somebody(token)


def _of_somebody(token: Token) -> bool:
    return token.word is not None and not token.word.first.isdisjoint({"Name", "Surn", "Patr", "Geox", "Orgn", "Abbr"})


def _stand_apart(before: Token | None, a: Token, b: Token) -> bool:
    """Two bare nouns side by side of which the second is not said of the first («срок аренды», «врач терапевт») and the
    first hangs on nothing («в день приём»)."""
    hangs = before is not None and before.word is not None and before.word.can_be("PREP")
    if hangs or not (_is_bare_noun(a) and _is_bare_noun(b)) or b.word is None:
        return False
    if "anim" in b.word.first and a.word is not None and "anim" in a.word.first:
        return False
    likeliest = b.word.readings[0].lemma
    return not any(r.lemma == likeliest and r.has("gent") for r in b.word.readings)


def _happened_to(token: Token) -> bool:
    return token.word is not None and any({"PRTS", "past"} <= set(r.grammemes) for r in token.word.readings)


def _likeliest(token: Token) -> str:
    return token.word.readings[0].lemma if token.word and token.word.readings else token.form


def _is_imperative(token: Token) -> bool:
    """«Приходите», «заполните» are read as «вы приходите» first; «приедем» is none."""
    found = token.word
    return found is not None and "VERB" in found.first and found.can_be("VERB", "impr", "excl")


def _is_name(token: Token) -> bool:
    return token.word is not None and token.text[0].isupper() and token.form not in ("вы", "вас", "вам", "ваш")


def _is_person(token: Token) -> bool:
    return token.word is not None and not token.word.first.isdisjoint({"Name", "Surn", "Patr"})
