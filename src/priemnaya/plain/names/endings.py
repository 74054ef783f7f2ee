"""How names end in each case: a stem and a row of endings. Everything is lower case but what the person wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Case = Literal["gent", "datv", "accs", "ablt", "loct"]
Gender = Literal["masc", "femn"]
CASES: tuple[Case, ...] = ("gent", "datv", "accs", "ablt", "loct")
VOWELS = "аеёиоуыэюя"
HUSHING = "жшчщц"
VELAR = "кгх"

_ROWS: dict[str, tuple[str, str, str, str, str]] = {
    "": ("", "", "", "", ""),
    "consonant": ("а", "у", "а", "ом", "е"),
    "hushing": ("а", "у", "а", "ем", "е"),
    "stressed": ("а", "у", "а", "ом", "е"),
    "й": ("я", "ю", "я", "ем", "е"),
    "ий": ("я", "ю", "я", "ем", "и"),
    "ь": ("я", "ю", "я", "ем", "е"),
    "ов": ("а", "у", "а", "ым", "е"),
    "ова": ("ой", "ой", "у", "ой", "ой"),
    "а": ("ы", "е", "у", "ой", "е"),
    "ка": ("и", "е", "у", "ой", "е"),
    "ша": ("и", "е", "у", "ей", "е"),
    "ца": ("ы", "е", "у", "ей", "е"),
    "я": ("и", "е", "ю", "ей", "е"),
    "ия": ("и", "и", "ю", "ей", "и"),
    "fь": ("и", "и", "ь", "ью", "и"),
    "ый": ("ого", "ому", "ого", "ым", "ом"),
    "кий": ("ого", "ому", "ого", "им", "ом"),
    "цый": ("его", "ему", "его", "ым", "ем"),
    "ний": ("его", "ему", "его", "им", "ем"),
    "ая": ("ой", "ой", "ую", "ой", "ой"),
    "шая": ("ей", "ей", "ую", "ей", "ей"),
    "яя": ("ей", "ей", "юю", "ей", "ей"),
    "ья": ("ьей", "ьей", "ью", "ьей", "ьей"),
}
"""Name of a row -> endings of the genitive, dative, accusative, instrumental and prepositional."""


@dataclass(frozen=True)
class Form:
    """A word that can be put in a case: what never changes of it, and its row of endings. doubted: the cases in which
    nobody can be sure of it («Деркач», by whom: «Деркачом» or «Деркачем»)."""

    stem: str
    row: str = ""
    doubted: frozenset[Case] = frozenset()

    def in_case(self, case: Case) -> str:
        return self.stem + _ROWS[self.row][CASES.index(case)]


def cut(word: str, letters: int, row: str) -> Form:
    """The word without its last letters, with a row of endings."""
    return Form(word[: len(word) - letters], row)


def of_consonant(word: str) -> Form:
    """«Ким», «Мицкевич»: a masculine word that ends in a consonant takes the ending as it is."""
    return Form(word, "hushing" if word[-1].lower() in HUSHING else "consonant")


def of_soft(word: str) -> Form:
    """«Николай», «Гоголь», «Палий»: the last sign gives way."""
    last = word[-1].lower()
    return cut(word, 1, "ий" if word.lower().endswith("ий") else last)


def of_a(word: str) -> Form:
    """«Кваша», «Илья», «Берия», of either gender."""
    low = word.lower()
    if low.endswith("ия"):
        return cut(word, 1, "ия")
    if low.endswith("я"):
        return cut(word, 1, "я")
    before = low[-2:-1]
    row = "ца" if before == "ц" else "ша" if before in HUSHING else "ка" if before in VELAR else "а"
    return cut(word, 1, row)


def syllables(word: str) -> int:
    return sum(letter in VOWELS for letter in word.lower())
