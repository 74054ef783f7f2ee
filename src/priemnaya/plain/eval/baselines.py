"""What simpler tools would find on the same letters: the lists as bare regular expressions, and hunspell alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..detectors.spelling import in_dictionary
from ..phrases import compile_phrases
from ..report import Finding
from ..rule import catalogue
from .corpus import Letter


@lru_cache(maxsize=1)
def _expressions() -> list[tuple[str, re.Pattern[str]]]:
    """Every phrase as a surface pattern (no morphology, no guards, no zones) and every regular expression as it is."""
    result = []
    for rule in catalogue().values():
        if rule.pattern:
            result.append((rule.id, re.compile(rule.pattern, re.IGNORECASE if rule.ignore_case else 0)))
        for entry in rule.find:
            for source in entry.find:
                for phrase in compile_phrases(source, rule):
                    if any(s.gap or s.grammemes for s in phrase.slots):
                        continue
                    words = ["(?:" + "|".join(map(re.escape, sorted(s.forms | s.lemmas))) + ")" for s in phrase.slots]
                    result.append((rule.id, re.compile(r"(?<!\w)" + r"\s*".join(words) + r"(?!\w)", re.IGNORECASE)))
    return result


def regex_only(letter: Letter) -> Iterator[Finding]:
    text = letter.text.replace("ё", "е")
    taken: dict[str, int] = {}
    for rule, expression in _expressions():
        for match in expression.finditer(text):
            if match.start() >= taken.get(rule, 0):
                taken[rule] = match.end()
                yield Finding(rule, catalogue()[rule].level, match.start(), match.end(), "")


def hunspell_only(letter: Letter) -> Iterator[Finding]:
    for match in re.finditer(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*", letter.text):
        if not in_dictionary(match[0]) and not in_dictionary(match[0].lower()):
            yield Finding("ORT-01", "warning", match.start(), match.end(), "")
