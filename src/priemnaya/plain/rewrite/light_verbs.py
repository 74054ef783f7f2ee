"""Light verbs and the nouns that hide an action: the closed tables (light_verbs.yaml) and where the pairs stand in a
text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from priemnaya.bounded.data import yaml_of

from ..document import Document, Token
from ..words import fold, word

_ADVERBS_BETWEEN = 1
_PASSIVE_REACH = 5


class Noun(NamedTuple):
    """How a verbal noun becomes a verb."""

    imperfective: str
    perfective: str
    government: str
    verbs: frozenset[str]


class Tables:
    """The closed tables, by folded lemma."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.group: dict[str, tuple[str, bool]] = {}  # light verb -> its group, is it perfective
        for name, pairs in raw["verbs"].items():
            for pair in pairs:
                for perfective, lemma in enumerate(pair.split("/")):
                    if lemma:
                        self.group[fold(lemma)] = (name, bool(perfective))
        self.nouns = {fold(n): Noun(v[0], v[1], v[2], frozenset(v[3].split())) for n, v in raw["nouns"].items()}
        self.given = {fold(n): tuple(v) for n, v in raw["given"].items()}
        self.both_aspects = frozenset(map(fold, raw["both_aspects"]))
        self.passive = frozenset(map(fold, raw["passive"]))
        self.goes_with: dict[str, set[str]] = {n: set(v.verbs) for n, v in self.nouns.items()}
        for group, nouns in raw["also"].items():
            for noun in nouns:
                self.goes_with.setdefault(fold(noun), set()).add(group)
        for noun in self.given:
            self.goes_with.setdefault(noun, set()).add("give")


@lru_cache(maxsize=1)
def tables() -> Tables:
    return Tables(yaml_of((Path(__file__).parent / "light_verbs.yaml").read_text(encoding="utf-8")))


def light(token: Token) -> str | None:
    """The lemma of a light verb."""
    return (
        _light_lemma(token.form)
        if token.word is not None and not token.word.lemmas.isdisjoint(tables().group)
        else None
    )


@lru_cache(maxsize=4_096)
def _light_lemma(form: str) -> str | None:
    known = tables().group
    for reading in word(form).readings:
        if reading.lemma in known and reading.grammemes & {"VERB", "INFN", "GRND", "PRTF"} and not reading.has("pssv"):
            return reading.lemma
    return None


def _verbal(token: Token, group: str, *cases: str) -> str | None:
    """The lemma of a verbal noun that goes with a group of light verbs and can stand in one of the cases."""
    if token.word is None or token.text.isupper():
        return None
    for reading in token.word.readings:
        if (
            reading.has("NOUN")
            and group in tables().goes_with.get(reading.lemma, ())
            and reading.grammemes & set(cases)
        ):
            return reading.lemma
    return None


def find_active(document: Document) -> Iterator[tuple[int, int, int, int]]:
    """(first, last, verb, noun) as token indices: «осуществляет проверку» and «проверку осуществляет»."""
    tokens = document.tokens
    for at, token in enumerate(tokens):
        lemma = light(token)
        if lemma is None:
            continue
        group = tables().group[lemma][0]
        noun = _noun_after(tokens, at, group)
        if noun is not None:
            yield at, noun, at, noun
        elif (noun := _noun_before(tokens, at, group)) is not None:
            yield noun, at, at, noun


def _noun_after(tokens: list[Token], at: int, group: str) -> int | None:
    for here in range(at + 1, min(at + 4, len(tokens))):
        if tokens[here].word is None:
            return None
        if _verbal(tokens[here], group, "accs"):
            return here
        if not any(r.grammemes & {"ADJF", "ADVB", "PRTF", "NPRO"} for r in tokens[here].word.readings):  # type: ignore[union-attr]
            return None
    return None


def _noun_before(tokens: list[Token], at: int, group: str) -> int | None:
    """«Проверку документов осуществляет отдел»: an accusative that is no nominative, within three words before."""
    for here in range(at - 1, max(-1, at - 4), -1):
        token = tokens[here]
        if token.word is None:
            return None
        accusative = [r for r in token.word.readings if r.has("NOUN", "accs")]
        if (
            accusative
            and _verbal(token, group, "accs")
            and (not token.word.can_be("nomn") or here == at - 1 or _begins(tokens, here))
        ):
            return None if here and tokens[here - 1].word is not None and light(tokens[here - 1]) else here
        if not token.word.can_be("gent") and not token.word.can_be("ablt") and not token.word.can_be("PREP"):
            return None
    return None


def _begins(tokens: list[Token], at: int) -> bool:
    return at == 0 or tokens[at - 1].text in ".!?:"


def find_passive(document: Document) -> Iterator[tuple[int, int]]:
    """(first, last): «проверка … осуществляется», «ведётся приём», «проверка проведена»."""
    tokens = document.tokens
    for at, token in enumerate(tokens):
        groups = _passive_groups(token)
        if not groups:
            continue
        for group in groups:
            noun = _nominative_near(tokens, at, group)
            if noun is not None:
                yield min(at, noun), max(at, noun)
                break


_PASSIVE_TOO = {"разрешить": ("do", "hold"), "приостановить": ("do", "hold"), "запретить": ("do", "hold")}


def _passive_groups(token: Token) -> tuple[str, ...]:
    """Groups of light verbs whose passive this form is: «осуществляется» and «проведена»."""
    if token.word is None or not ("PRTS" in token.word.any or token.form.endswith(("ся", "сь"))):
        return ()
    known = tables()
    for reading in token.word.readings:
        if reading.lemma in known.passive and reading.has("VERB"):
            return ("do", "hold", "run", "ensure")
        if reading.has("PRTS") and reading.lemma in known.group:
            return (known.group[reading.lemma][0],)
        if reading.has("PRTS") and reading.lemma in _PASSIVE_TOO:
            return _PASSIVE_TOO[reading.lemma]
    return ()


def _nominative_near(tokens: list[Token], at: int, group: str) -> int | None:
    for step in (-1, 1):
        for distance in range(1, _PASSIVE_REACH + 1):
            here = at + step * distance
            if not 0 <= here < len(tokens) or tokens[here].text in ".!?;:(),":
                break
            if _verbal(tokens[here], group, "nomn"):
                return here
            if step > 0 and tokens[here].word and tokens[here].word.is_surely("NOUN"):  # type: ignore[union-attr]
                break
    return None
