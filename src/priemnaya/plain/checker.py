"""The checker: one document, every rule that is on, findings. Rules are compiled once a process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

from . import fixes
from .detectors import MEASURES, Hit
from .document import Document
from .phrases import Phrase, PhraseIndex, compile_phrases
from .profile import Profile
from .readability import measured
from .report import Finding, Report, score_of
from .rule import Entry, Rule, catalogue
from .spelled import Spelled, spelled

CONTEXT = 60
"""Characters before and after a finding that guards look at."""
_WORDING = frozenset({"OFF", "SYN", "LEX", "POS", "ORT"})


class Checker:
    """Rules compiled for use. `shipped()` has the whole catalogue; tests make smaller ones."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        phrases: list[Phrase] = []
        for rule in self.rules:
            for entry in rule.find:
                for pattern in entry.find:
                    phrases += compile_phrases(pattern, (rule, entry))
        self.index = PhraseIndex(phrases)
        self.patterns = {r.id: re.compile(r.pattern) for r in self.rules if r.pattern}

    def check(self, document: Document, profile: Profile) -> Report:
        """Findings of the rules that are on, in the order of the text, without those that another one of the family
        covers."""
        asked = {r.id: r for r in self.rules if profile.asks(r)}
        if not document.is_russian:
            asked = {name: r for name, r in asked.items() if r.family not in _WORDING}
        found = list(self._by_phrase(document, asked))
        for rule in asked.values():
            found += self._by_pattern(document, rule) if rule.pattern else _by_measure(document, rule, profile)
        found = [(rule, hit) for rule, hit in found if not _in_quiet(document, hit)]
        light = measured(document.text, len(document.sentences))
        words = document.letter_words
        findings = tuple(_finding(document, rule, hit, profile) for rule, hit in _without_covered(found))
        empty = all(t.word is None for t in document.tokens)
        return Report(findings, 0 if empty else score_of(findings, words, light.light), light, words, empty)

    def _by_phrase(self, document: Document, asked: Mapping[str, Rule]) -> Iterator[tuple[Rule, Hit]]:
        tokens = document.tokens
        for phrase, first, last in self.index.find(document):
            rule, entry = cast(tuple[Rule, Entry], phrase.owner)
            if rule.id not in asked:
                continue
            if _guarded(document, rule, entry, tokens[first].start, tokens[last - 1].end):
                yield rule, _phrase_hit(document, rule, entry, first, last)

    def _by_pattern(self, document: Document, rule: Rule) -> Iterator[tuple[Rule, Hit]]:
        if rule.needs and not document.has_any(*rule.needs):
            return
        for match in self.patterns[rule.id].finditer(document.lower if rule.ignore_case else document.text):
            if match.end() > match.start() and _guarded(document, rule, None, match.start(), match.end()):
                yield rule, Hit(match.start(), match.end(), {}, "", fixes.for_pattern(document, rule, match))


def _phrase_hit(document: Document, rule: Rule, entry: Entry, first: int, last: int) -> Hit:
    """The hit of a phrase over tokens [first, last), with its replacement where an engine gives one."""
    start, end = document.tokens[first].start, document.tokens[last - 1].end
    facts = {"quote": document.text[start:end]}
    edit = fixes.for_phrase(document, rule, entry, first, last)
    if edit is None:
        return Hit(start, end, facts, entry.better)
    better = entry.better or ("" if rule.fix.engine == "drop" else edit[2].strip(" ,"))
    return Hit(edit[0], edit[1], facts, better, edit[2])


def _in_quiet(document: Document, hit: Hit) -> bool:
    """The place is no prose: a formula of a document."""
    return any(start <= hit.start < hit.end <= end for start, end in document.kept.get("quiet", ()))


def _by_measure(document: Document, rule: Rule, profile: Profile) -> Iterator[tuple[Rule, Hit]]:
    if rule.measure:
        for hit in MEASURES[rule.measure](document, rule, profile):
            if _guarded(document, rule, None, hit.start, hit.end):
                yield rule, hit


@lru_cache(maxsize=512)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


def _guarded(document: Document, rule: Rule, entry: Entry | None, start: int, end: int) -> bool:
    """The finding stands: not in a zone where the rule is silent, and no guard of the rule or of the entry forbids
    it."""
    if rule.silent_in and document.inside(start, end, rule.silent_in):
        return False
    text = document.text
    for guard in (rule, entry):
        if guard is None:
            continue
        if guard.unless_before and _compiled(guard.unless_before).search(text[max(0, start - CONTEXT) : start]):
            return False
        if guard.unless_after and _compiled(guard.unless_after).search(text[end : end + CONTEXT]):
            return False
    if rule.unless_in:
        sentence = document.sentence_of(start)
        return not (sentence and _compiled(rule.unless_in).search(text[sentence.start : sentence.end]))
    return True


_GIVES_WAY = frozenset({"ORT-01", "ORT-05", "ORT-08"})
"""Rules that say nothing where the words are to be changed anyway."""
_ALONE = frozenset({"SYN", "STR", "FMT", "ORT", "TYP"})


def _without_covered(found: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """One place, one finding of a word-choice family: of those that overlap the longest stays. An unknown word that is
    slang is slang."""
    ordered = sorted(found, key=lambda pair: (pair[1].start, -(pair[1].end - pair[1].start), pair[0].id))
    worded = [(h.start, h.end) for r, h in found if r.family in ("LEX", "OFF") and r.scope == "body"]
    kept: list[tuple[Rule, Hit]] = []
    ends: dict[str, int] = {}
    for rule, hit in ordered:
        key = rule.id if rule.family in _ALONE or rule.scope == "letter" or rule.level == "metric" else rule.family
        if hit.start < ends.get(key, 0) - 1 or (hit.start == hit.end == 0 and key in ends):
            continue
        if rule.id in _GIVES_WAY and any(s < hit.end and e > hit.start for s, e in worded):
            continue
        ends[key] = max(ends.get(key, 0), hit.end)
        kept.append((rule, hit))
    return kept


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


_COUNTED = re.compile(r"\{(\w+):([^{}|]+)\|([^{}|]+)\|([^{}|]+)\}")


def agreed(message: str, facts: Mapping[str, Any]) -> str:
    """«{count:слово|слова|слов}» with the number and the form that goes with it: 31 слово, 32 слова, 35 слов."""

    def one(found: re.Match[str]) -> str:
        number = facts[found[1]]
        n = abs(int(number)) if number == int(number) else 0
        form = 2 if n % 10 == 1 and n % 100 != 11 else 3 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 4
        return f"{number} {found[form]}"

    return _COUNTED.sub(one, message)


def _finding(document: Document, rule: Rule, hit: Hit, profile: Profile) -> Finding:
    quote = document.text[hit.start : hit.end]
    better = hit.better or rule.better
    facts = _Words({"quote": quote if len(quote) <= 120 else quote[:117] + "…", "better": better, **hit.facts})
    level = profile.levels.get(rule.id) or hit.level or rule.level
    replacement = hit.replacement if rule.fix.kind != "none" and hit.replacement != quote else None
    return Finding(
        rule.id,
        level,
        hit.start,
        hit.end,
        agreed(rule.message, facts).format_map(facts),
        rule.why,
        "" if rule.message.startswith("{better}") else better,
        replacement,
        rule.fix.kind == "safe" and hit.safe and replacement is not None,
        least=cast(float | None, hit.facts.get("least")),
        phrase=str(hit.facts.get("phrase", "")),
    )


@lru_cache(maxsize=1)
def shipped() -> Checker:
    """The checker with the whole catalogue."""
    return Checker(catalogue().values())


def warm() -> None:
    """Load the dictionaries and compile the rules before the first text (about a second, once a process)."""
    check("Здравствуйте! Рассписание приёма не изменилось.")


def check(text: str | Document, profile: Profile | None = None) -> Report:
    """Check a text. Raises Unreadable when it is too large. Soft hyphens, letters in two pieces and characters that no
    text has are read as a reader sees them (`spelled`); findings name places of the text that was given."""
    if isinstance(text, Document):
        return shipped().check(text, profile or Profile())
    seen = spelled(text)
    report = shipped().check(Document(seen.text), profile or Profile())
    if seen.starts is None:
        return report
    return replace(report, findings=tuple(_back(f, seen) for f in report.findings))


def _back(finding: Finding, seen: Spelled) -> Finding:
    start, end = seen.back(finding.start, finding.end)
    return replace(finding, start=start, end=end)


def apply(text: str, findings: Iterable[Finding]) -> str:
    """The text with the replacements of these findings made; of two that overlap the first stays. Nothing else
    changes."""
    pieces: list[str] = []
    at = 0
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if finding.replacement is None or finding.start < at:
            continue
        pieces += [text[at : finding.start], finding.replacement]
        at = finding.end
    return "".join([*pieces, text[at:]])


def rewrite_safely(text: str, profile: Profile | None = None) -> str:
    """All safe replacements at once, again until none is left (at most three rounds: one may open another)."""
    for _ in range(3):
        safe = [f for f in check(text, profile).findings if f.safe]
        changed = apply(text, safe)
        if changed == text:
            break
        text = changed
    return text
