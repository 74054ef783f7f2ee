"""From a finding to its replacement: the engines that rules name. Each returns (start, end, text) or None on any
doubt."""

from __future__ import annotations

import re

from .document import Document
from .rule import Entry, Rule
from .words import analyzer, cased_like, fold, word

Replacement = tuple[int, int, str]
_LATIN = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")


def for_phrase(document: Document, rule: Rule, entry: Entry, first: int, last: int) -> Replacement | None:
    """The replacement of a phrase found by a lexical rule; `first` and `last` are token indices, last exclusive."""
    tokens = document.tokens
    start, end = tokens[first].start, tokens[last - 1].end
    engine = rule.fix.engine
    if engine == "purpose":
        return _purpose(document, start, end, last)
    if engine == "impossible":
        return _impossible(document, entry, first, last)
    if engine == "conjunction":
        return _conjunction(document, entry, first, start, end)
    if engine == "drop":
        return _dropped(document, start, end) if entry.to == "" else None
    if engine == "case":
        return _recased(document, first, last)
    if entry.to:
        return start, end, cased_like(entry.to, tokens[first].text)
    return None


def _purpose(document: Document, start: int, end: int, after: int) -> Replacement | None:
    """«в целях проверки» -> «для проверки»: the genitive stays. Before an infinitive nothing is offered."""
    tokens = document.tokens
    following = tokens[after].word if after < len(tokens) else None
    if following is None or following.can_be("INFN") or not following.can_be("gent") or following.form == "и":
        return None
    if following.is_surely("NPRO") and following.form not in ("его", "ее", "их"):
        return None
    return start, end, cased_like("для", document.text[start])


def _impossible(document: Document, entry: Entry, first: int, last: int) -> Replacement | None:
    """«не представляется возможным» -> «нельзя», when an infinitive opens the clause or follows at once."""
    tokens = document.tokens
    if not entry.to:
        return None
    follows = last < len(tokens) and tokens[last].word is not None and tokens[last].word.likely("INFN")  # type: ignore[union-attr]
    opening = first
    while opening > 0 and tokens[opening - 1].text not in ".!?,;:" and not tokens[opening - 1].text.startswith("\n"):
        opening -= 1
    opener = tokens[opening].word
    if follows or (opening < first and opener is not None and opener.likely("INFN")):
        return tokens[first].start, tokens[last - 1].end, cased_like(entry.to, tokens[first].text)
    return None


def _conjunction(document: Document, entry: Entry, first: int, start: int, end: int) -> Replacement | None:
    """«в случае если» -> «если», with the comma that «если» needs in the middle of a sentence."""
    if not entry.to:
        return None
    before = document.tokens[first - 1] if first else None
    sentence = document.sentence_of(start)
    middle = before is not None and before.word is not None and sentence is not None and sentence.first < first
    if middle and before is not None and before.form not in ("и", "а", "но", "что", "или"):
        return before.end, end, f", {entry.to}"
    return start, end, cased_like(entry.to or "", document.text[start])


def _dropped(document: Document, start: int, end: int) -> Replacement | None:
    """Drop the phrase and begin the sentence with what follows; only at the start of a sentence."""
    sentence = document.sentence_of(start)
    rest = re.compile(r"\s*[а-яё]").match(document.text, end)
    if sentence is None or sentence.start != start or rest is None or document.text[end - 1] in ":.":
        return None
    return start, rest.end(), document.text[rest.end() - 1].upper()


def _recased(document: Document, first: int, last: int) -> Replacement | None:
    """«согласно договора» -> «согласно договору»; «по приезду» -> «по приезде»."""
    tokens = document.tokens
    preposition, noun = tokens[first], tokens[last - 1]
    wanted = "loct" if preposition.form == "по" else "datv"
    for parse in analyzer().parse(noun.text.lower()):
        if "NOUN" in parse.tag.grammemes and parse.tag.grammemes & {"gent", "datv"}:
            form = parse.inflect({wanted} | (set(parse.tag.grammemes) & {"sing", "plur"}))
            if form is not None and fold(form.word) != noun.form:
                return preposition.start, noun.end, f"{preposition.text} {form.word}"
    return None


def _joined(text: str) -> str:
    """Letters put together; a first one that makes no word with the rest is a word of its own («в п р и ё м н у ю»)."""
    whole = text.replace(" ", "")
    return f"{whole[0]} {whole[1:]}" if not word(whole.lower()).known and word(whole[1:].lower()).known else whole


def for_pattern(document: Document, rule: Rule, match: re.Match[str]) -> str | None:
    """The replacement of a regular expression's match, by the rule's template or one of two named ways."""
    if rule.fix.engine != "text" or not rule.fix.to:
        return None
    if rule.fix.to == "join":
        return _joined(document.text[match.start() : match.end()])
    if rule.fix.to == "cyrillic":
        return document.text[match.start() : match.end()].translate(_LATIN)
    groups = [
        document.text[match.start(n) : match.end(n)] for n in range(1, match.re.groups + 1)
    ]  # -1:-1 where a group is absent: empty
    result = rule.fix.to
    for n, group in enumerate(groups, 1):
        result = result.replace(f"\\{n}", group)
    return result
