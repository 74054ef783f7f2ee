"""References to acts in a letter, and moving them to numbered endnotes (udmurtia-mio 3.11)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DATE = r"\d{1,2}(?:\.\d{2}\.\d{4}|\s+[а-я]+\s+\d{4})(?:\s*г(?:ода|\.)?)?"
_NUMBER = r"(?:№|N)\s*[\w/-]+"
_NAME = r"(?:\s*«[^»\n]{3,300}»)?"
_ACT = re.compile(
    rf"(?:(?:част\w+|ч\.|пункт\w*|п\.|подпункт\w*|стать\w+|ст\.)\s*[\d., и-]+\s*)*"
    rf"(?:[Фф]едеральн\w+\s+закон\w*|[Пп]остановлени\w+|[Пп]риказ\w*|[Рр]аспоряжени\w+|[Уу]каз\w*|[Зз]акон\w*)"
    rf"(?:\s+[А-ЯЁ][\w-]*(?:\s+[А-ЯЁа-яё-]+){{0,8}}?)?\s+от\s+{_DATE}\s+{_NUMBER}{_NAME}"
    rf"|(?:(?:част\w+|ч\.|пункт\w*|п\.|стать\w+|ст\.)\s*[\d., и-]+\s*)+(?:[А-ЯЁ][а-яё]+\s+кодекс\w*(?:\s+(?:РФ|Российской Федерации))?|\d{{1,3}}-ФЗ)"
)


@dataclass(frozen=True)
class Citation:
    start: int
    end: int
    text: str


def find_citations(text: str) -> list[Citation]:
    """References with requisites; a bare «закон» is not one."""
    return [Citation(m.start(), m.end(), m[0].strip()) for m in _ACT.finditer(text)]


def move_to_endnotes(text: str) -> tuple[str, list[str]]:
    """The text with each reference replaced by «закон [1]», and the notes, the same act once. Nothing else changes."""
    notes: list[str] = []
    result, at = [], 0
    for found in find_citations(text):
        if found.text not in notes:
            notes.append(found.text)
        result += [
            text[at : found.start],
            f"закону [{notes.index(found.text) + 1}]"
            if re.search(r"(?:по|согласно)\s+$", text[: found.start])
            else f"[{notes.index(found.text) + 1}]",
        ]
        at = found.end
    return "".join([*result, text[at:]]), notes
