"""Words and phrases of an order's own: what no text may have, and what a letter must."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PHRASE = re.compile(r"[А-Яа-яЁё]{2,}(?:[ ,-]{1,2}[А-Яа-яЁё]+){0,7}|[а-яё](?: [а-яё]+){1,7}", re.IGNORECASE)


def check_phrases(phrases: Iterable[str]) -> None:
    """Raises ValueError for what can be found in no text, or is named twice."""
    known: set[str] = set()
    for phrase in phrases:
        if not _PHRASE.fullmatch(phrase.strip()) or len(phrase) > 100:
            said = "не слово и не оборот: пишите по-русски, до 8 слов, без точек и скобок"
            raise ValueError(f"«{phrase}» — {said}")
        if (folded := phrase.strip().lower().replace("ё", "е")) in known:
            raise ValueError(f"«{phrase}» названо дважды: оставьте одно")
        known.add(folded)
