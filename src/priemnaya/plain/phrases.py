"""The pattern language of lexical rules, and the index that finds all phrases of all rules in one pass.

A pattern is words with spaces between:

    слово       this form (case and ё aside)            слово*      any form of this word
    (a|b*|c)    one of these                            слово?      may be missing
    <gent>      a word that can be read so              <NOUN,plur> all of these grammemes
    …           up to two words of any kind             , . « »     that mark
    #           a number in digits
    a / b       b must follow, but is not part of what was found

An alternative may have spaces: «в (установленном|предусмотренном законом) порядке» is two patterns. So «в (целях|цель*)
<NOUN,gent>» needs no code. Grammemes are OpenCorpora's (https://opencorpora.org/dict.php?act=gram).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .document import Document, Token
from .words import fold

NUMBER = "#"
GAP = 2
"""Words that «…» may skip."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a pattern: forms, lemmas or grammemes that may stand there."""

    forms: frozenset[str] = frozenset()
    lemmas: frozenset[str] = frozenset()
    grammemes: tuple[frozenset[str], ...] = ()
    optional: bool = False
    gap: bool = False

    def takes(self, token: Token) -> bool:
        if token.form in self.forms or (NUMBER in self.forms and token.text[0].isdigit()):
            return True
        word = token.word
        if word is None:
            return False
        if self.lemmas and not self.lemmas.isdisjoint(word.lemmas):
            return True
        return any(g <= r.grammemes for g in self.grammemes for r in word.readings)


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """A compiled pattern with what it belongs to (any object the caller likes)."""

    slots: tuple[Slot, ...]
    ahead: tuple[Slot, ...]
    owner: object

    def match(self, tokens: Sequence[Token], at: int) -> int | None:
        """Index after the last token of a match that begins at `at`, or None."""
        end = _match(self.slots, 0, tokens, at)
        if end is not None and self.ahead and _match(self.ahead, 0, tokens, end) is None:
            return None
        return end


def _match(slots: tuple[Slot, ...], n: int, tokens: Sequence[Token], at: int) -> int | None:
    if n == len(slots):
        return at
    slot = slots[n]
    if slot.gap:
        for skipped in range(GAP + 1):
            if skipped and (at + skipped > len(tokens) or tokens[at + skipped - 1].word is None):
                return None
            if (end := _match(slots, n + 1, tokens, at + skipped)) is not None:
                return end
        return None
    if at < len(tokens) and slot.takes(tokens[at]) and (end := _match(slots, n + 1, tokens, at + 1)) is not None:
        return end
    return _match(slots, n + 1, tokens, at) if slot.optional else None


_SPACED = re.compile(r"\(([^()]*\s[^()]*)\)(\?)?")


def compile_phrases(pattern: str, owner: object) -> Iterator[Phrase]:
    """Compile a pattern; alternatives with spaces make several. Raises ValueError in Russian when it can't be read."""
    if spaced := _SPACED.search(pattern):
        for choice in [*spaced[1].split("|"), *([""] if spaced[2] else [])]:
            yield from compile_phrases(f"{pattern[: spaced.start()]}{choice}{pattern[spaced.end() :]}", owner)
        return
    found, _, ahead = pattern.partition(" / ")
    slots, after = (tuple(_slot(piece) for piece in part.split()) for part in (found, ahead))
    if slots and slots[0].optional:  # an optional first word: with it and without it
        first = Slot(slots[0].forms, slots[0].lemmas, slots[0].grammemes)
        yield Phrase((first, *slots[1:]), after, owner)
        slots = slots[1:]
    if not slots or slots[0].optional or slots[0].gap:
        raise ValueError(f"Образец «{pattern}» должен начинаться с обязательного слова.")
    yield Phrase(slots, after, owner)


def _slot(piece: str) -> Slot:
    if piece == "…":
        return Slot(gap=True)
    optional = piece.endswith("?") and len(piece) > 1
    piece = piece[:-1] if optional else piece
    forms, lemmas, grammemes = set(), set(), []
    for part in piece[1:-1].split("|") if piece.startswith("(") and piece.endswith(")") else [piece]:
        if part.startswith("<") and part.endswith(">"):
            grammemes.append(frozenset(part[1:-1].split(",")))
        elif part.endswith("*") and len(part) > 1:
            lemmas.add(fold(part[:-1]))
        elif re.fullmatch(r"[\w’'-]+|[^\w\s]", part):
            forms.add(fold(part))
        else:
            raise ValueError(f"Непонятный образец «{piece}».")
    return Slot(frozenset(forms), frozenset(lemmas), tuple(grammemes), optional)


class PhraseIndex:
    """All phrases by what their first two words may be; one pass over the tokens finds them all.

    The second word matters: dozens of phrases begin with «в» and «не», and few places have the right word after it.
    """

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.by_first: dict[str, list[Phrase]] = defaultdict(list)
        self.by_pair: dict[str, dict[str, list[Phrase]]] = defaultdict(lambda: defaultdict(list))
        self.loose: list[Phrase] = []
        for phrase in phrases:
            self._add(phrase)

    def _add(self, phrase: Phrase) -> None:
        first = phrase.slots[0]
        second = phrase.slots[1] if len(phrase.slots) > 1 else phrase.ahead[0] if phrase.ahead else None
        plain = second is not None and not (second.gap or second.optional or second.grammemes or NUMBER in second.forms)
        for key in _keys(first):
            if plain and second is not None:
                for after in _keys(second):
                    self.by_pair[key][after].append(phrase)
            else:
                self.by_first[key].append(phrase)
        if first.grammemes:
            self.loose.append(phrase)

    def find(self, document: Document) -> Iterator[tuple[Phrase, int, int]]:
        """(phrase, first token, token after the last)."""
        tokens = document.tokens
        for at, token in enumerate(tokens):
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            for phrase in self._candidates(token, following):
                end = phrase.match(tokens, at)
                if end is not None:
                    yield phrase, at, end

    def _candidates(self, token: Token, following: Token | None) -> list[Phrase]:
        found: list[Phrase] = []
        for key in _names(token):
            if key in self.by_first:
                found += self.by_first[key]
            pairs = self.by_pair.get(key)
            if pairs is not None and following is not None:
                for after in _names(following):
                    if after in pairs:
                        found += pairs[after]
        if self.loose and token.word is not None:
            found += self.loose
        return list(dict.fromkeys(found)) if len(found) > 1 else found


def _keys(slot: Slot) -> Iterator[str]:
    """Forms as they are, lemmas with a star: one key space for both."""
    yield from slot.forms
    for lemma in slot.lemmas:
        yield lemma + "*"


def _names(token: Token) -> Iterator[str]:
    """The keys under which a token is found."""
    yield token.form
    if token.word is not None:
        for lemma in token.word.lemmas:
            yield lemma + "*"
