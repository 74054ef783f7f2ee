"""Words as they are looked for: every form of a word, the other keyboard layout, and keys by which a misspelt word is
met. Nothing here knows what is searched; both searches, of staff and of the site, use it.

Documents are stemmed by PostgreSQL (`russian`), whose stems of one word differ where its stem changes: «участок» and
«участк», «ребенок» and «ребенк». So a query names every form, and PostgreSQL stems them all.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from .rewrite.names import surname_forms
from .words import LONGEST, analyzer, fold
from .words import word as in_dictionary

LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбюё"
TO_CYRILLIC = str.maketrans(LATIN.upper() + '{}:"<>~' + LATIN, CYRILLIC.upper() + "ХЪЖЭБЮЁ" + CYRILLIC)
TO_LATIN = str.maketrans(CYRILLIC + CYRILLIC.upper(), LATIN + LATIN.upper())
WORD = re.compile(r"[^\W\d_]+|\d+")
UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x301, 0x300))
"""Soft hyphens, signs of no width and stress marks: nobody types them."""
_LOOKS_LATIN = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")
MOST_FORMS = 60
_SOUNDS = (
    (re.compile("тьс|тс|дс"), "ц"),
    (re.compile("[ъь]"), ""),
    (re.compile("й"), "и"),
    (re.compile("сч|зч|жч"), "щ"),
    (re.compile("стн"), "сн"),
    (re.compile("здн"), "зн"),
)
_ALIKE = str.maketrans("оеэыюябвгджз", "аииииапфктшс")
_DOUBLE = re.compile(r"(.)\1+")


def clean(text: str) -> str:
    """Composed letters, nothing unseen; case and ё as they were."""
    return unicodedata.normalize("NFKC", text).translate(UNSEEN)


def words_of(text: str) -> list[str]:
    """Words and numbers, lower case, ё as е; a Latin letter inside a Russian word is the Russian one it looks like."""
    return [_one_alphabet(w) for w in WORD.findall(fold(clean(text)))]


def _one_alphabet(word: str) -> str:
    mixed = re.search("[а-я]", word) and re.search("[a-z]", word)
    return word.translate(_LOOKS_LATIN) if mixed else word


def is_known(word: str) -> bool:
    """The dictionary knows this form: it is never «mended»."""
    return in_dictionary(word).known


@lru_cache(maxsize=4_096)
def forms_of(word: str) -> tuple[str, ...]:
    """Every form of a word by each of its readings, ё as е, the word itself first. Of a word that the dictionary does
    not know the forms of its likeliest guess and of a surname of its look: too many forms only find."""
    typed = fold(word)
    if len(typed) < 3 or len(typed) > LONGEST or not re.fullmatch(r"[а-я-]+", typed):
        return (typed,)
    readings = analyzer().parse(word.lower())
    known = [p for p in readings if p.is_known] or readings[:2]
    known = [p for p in known if not {"Name", "plur"} <= p.tag.grammemes] or known  # «Иванов» is not of some Ivans
    lexemes = [p.lexeme for p in known]  # each is made anew when it is asked for
    found = {fold(str(form.word)): None for lexeme in lexemes if len(lexeme) <= 200 for form in lexeme}
    if not any(p.is_known for p in readings) or any("Surn" in p.tag for p in known):
        surnames = {p.normal_form for p in known if "Surn" in p.tag} or {typed}
        found |= dict.fromkeys(f for s in sorted(surnames) for f in sorted(surname_forms(s)))
    return tuple(dict.fromkeys([typed, *found]))[:MOST_FORMS]


def nearest_form(typed: str, known: str) -> str:
    """The form of a known word that is nearest to what was typed."""
    forms = forms_of(known) if is_known(known) else (known,)
    return min(forms, key=lambda form: OSA.distance(typed, form))


def retyped(text: str) -> str:
    """What was meant, when it was typed in the other layout: «bdfyjd» is «иванов», «ьфшд» is «mail». Both ways at
    once make no sense: the alphabet that has more letters is taken for the wrong one."""
    latin, cyrillic = len(re.findall("[A-Za-z]", text)), len(re.findall("[А-Яа-яЁё]", text))
    return text.translate(TO_CYRILLIC if latin >= cyrillic else TO_LATIN)


@lru_cache(maxsize=20_000)
def sound_of(word: str) -> str:
    """A rough key of how a word sounds: unstressed vowels, voiced and voiceless, doubled letters, ь and ъ are alike.
    «калектив» and «коллектив», «учаска» and «участка» come near each other by it."""
    key = fold(word)
    for pattern, instead in _SOUNDS:
        key = pattern.sub(instead, key)
    return _DOUBLE.sub(r"\1", key.translate(_ALIKE))


def keys_of(word: str) -> list[str]:
    """Keys by which a misspelt word is met without looking through all words: how it sounds, and both that and its
    letters with each one left out. Two words one slip apart (a wrong, lost, added letter, two exchanged) have a key in
    common. Keys of letters begin with «=»."""
    sound, letters = sound_of(word), fold(word)
    keys = [sound, *_lacking_one(sound), f"={letters}", *(f"={key}" for key in _lacking_one(letters))]
    return list(dict.fromkeys(keys))


def _lacking_one(key: str) -> list[str]:
    return [key[:n] + key[n + 1 :] for n in range(len(key))] if len(key) > 3 else []
