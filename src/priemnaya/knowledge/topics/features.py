"""A text as what it is compared by: lemmas, pairs of them, their beginnings and their letters in fours and fives."""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Iterator

from priemnaya.plain.words import Word, word

TOKEN = re.compile(r"[а-яё]+|[a-z]+", re.IGNORECASE)
LONGEST = 6_000
"""Characters of a message that are looked at: what it is about is said by then."""
SERVING = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "INTJ"})
NAMES = frozenset({"Name", "Surn", "Patr", "Geox"})
PEOPLE = frozenset({"Name", "Surn", "Patr"})
EMPTY = frozenset(
    {
        "быть",
        "ваш",
        "весь",
        "вы",
        "где",
        "год",
        "два",
        "день",
        "добрый",
        "другой",
        "еще",
        "здравствуйте",
        "как",
        "какой",
        "когда",
        "который",
        "кто",
        "куда",
        "месяц",
        "можно",
        "мочь",
        "мы",
        "надо",
        "наш",
        "нужно",
        "один",
        "он",
        "она",
        "они",
        "очень",
        "пожалуйста",
        "почему",
        "просить",
        "прошу",
        "раз",
        "свой",
        "сказать",
        "сколько",
        "три",
        "уже",
        "хотеть",
        "что",
        "это",
    }
)
LETTERS = (4, 5)
STREET = (
    r"(?:ул(?:иц[аеуыо]\w?)?|пр(?:осп(?:ект\w{0,2})?|-?к?т)?|пер(?:еул\w{1,4})?|пл|бул(?:ьвар\w{0,2})?|шоссе|наб(?:ережн\w{2})?|мкр"
    r"|микрорайон\w{0,2}|дер(?:евн\w{1,2})?|сел[оаеу]|пос(?:[её]л\w{2,4})?|город\w{0,2}|снт|тсж|жк)\b"
)
PLACES = re.compile(
    rf"\b(?i:{STREET})\.?\s{{0,3}}(?:(?i:им(?:ени)?)\.?\s{{0,3}})?[«\"]?(?:[А-ЯЁ][а-яё.]{{0,30}}[- ]?){{1,3}}"
    rf"|\b[А-ЯЁ][а-яё]{{2,30}}(?=\s{{1,3}}(?:улиц|переул|проспект|бульвар|набережн|микрорайон|площад))"
    rf"|\b[А-ЯЁ][а-яё]{{1,30}}(?:ая|ой|ого|[ио]в[ао]|ин[ао]|[иы]х)(?=,?\s{{1,3}}(?:д(?:ом)?\.?\s{{0,2}})?\d)"
    rf"|\b(?i:ул(?:иц\w{{1,2}})?)\.?\s{{1,3}}[а-яё]{{2,20}}(?:ая|ой|ую|ей|яя|юю)\b"
)
"""What a street, a village or a house is called says nothing of the matter: «ул. Садовая» is no garden."""
FOR_HELP = re.compile(
    r"\b((?:спасибо|благодар\w{1,8}|признател\w{1,8})\b[^.!?\n]{0,60}?)\bза\s(?:\w{1,20}\s){0,2}?"
    r"(?:помощь|содействие|поддержку)\b",
    re.IGNORECASE,
)
"""What people thank for is no help they ask for."""
SURNAME = re.compile(r"[А-ЯЁ][а-яё]+(?:[оеё]в|[иы]н)(?:а|у|ой|ым|е|ы|ых|ым)?")
STARTS = re.compile(r"(?:^|[.!?…:\n])[\s«\"(–—-]*$")


def lemmas(text: str, *, impersonal: bool = False) -> list[str]:
    """Words that say something, in their dictionary form, ё folded. impersonal: without whatever may name a person or a
    place: names, and all that the dictionary does not know."""
    return list(_lemmas(text, impersonal))


def _lemmas(text: str, impersonal: bool) -> Iterator[str]:
    text = FOR_HELP.sub(r"\1 и благодарность ", PLACES.sub(" ", text[:LONGEST]))
    for met in TOKEN.finditer(text):
        typed = met[0]
        form = typed.lower()
        known = word(form)
        if len(form) < 2 or known.first & SERVING or _names_somebody(text, met, known):
            continue
        if impersonal and (not known.known or (known.any if typed[0].isupper() else known.first) & NAMES):
            continue
        lemma = known.readings[0].lemma if known.readings else form
        if lemma not in EMPTY:
            yield lemma


def _names_somebody(text: str, met: re.Match[str], known: Word) -> bool:
    """A capital in the middle of a sentence, and a word that may be a name («Огородников», «Роза»)."""
    typed = met[0]
    if not typed[0].isupper() or typed.isupper() or not (known.any & PEOPLE or SURNAME.fullmatch(typed)):
        return False
    return not STARTS.search(text[max(0, met.start() - 8) : met.start()])


def features(words: list[str]) -> dict[int, float]:
    """Hashed feature -> how much of it is there. A hash says no word: what is learnt keeps nothing else."""
    found: dict[int, float] = {}
    for name, much in _features(words):
        key = zlib.crc32(name.encode())
        found[key] = found.get(key, 0.0) + much
    return found


def _features(words: list[str]) -> Iterator[tuple[str, float]]:
    for w in words:
        yield f"l:{w}", 1.0
        if len(w) > 5:
            yield f"p:{w[:5]}", 0.6
        inside = f"_{w}_"
        for n in LETTERS:
            pieces = len(inside) - n + 1
            for at in range(pieces):
                yield f"c:{inside[at : at + n]}", 0.35 / pieces**0.5
    for first, second in itertools.pairwise(words):
        yield f"b:{first}_{second}", 0.5


def key_of(lemma: str) -> int:
    """The feature that a lemma is by itself."""
    return zlib.crc32(f"l:{lemma}".encode())
