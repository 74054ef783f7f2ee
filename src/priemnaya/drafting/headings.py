"""A heading or a sentence: what says that somebody does or must do something demands, wherever it stands."""

from __future__ import annotations

import re

from priemnaya.plain.words import word

_ASKS = re.compile(
    r"(?:как|кто|кому|кого|что|чем|чего|когда|где|куда|откуда|сколько|зачем|почему|чей|чья|как(?:ой|ая|ие|им|ому)|если"
    r"|(?:о|в|на|по|для|к|с|за|от)\s(?:ч[её]м|чего|кого|кому|кем|как(?:их|ой|ом|им)))\b",
    re.IGNORECASE,
)
"""«Как мы отвечаем», «Если клиент недоволен»: headings that have a verb."""
_SAYS = frozenset({"VERB", "PRED", "ADJS", "PRTS"})
LONGEST = 60
"""Words of what may be a heading at all."""


def is_sentence(text: str) -> bool:
    """No heading: it has a verb of its own, «должен», «нельзя», or begins with an infinitive."""
    if _ASKS.match(text):
        return False
    bare = re.sub(r"«[^»]{0,300}»|\"[^\"]{0,300}\"|\([^)]{0,300}\)", " ", text.lower())
    forms = re.findall(r"[а-яё]+", bare)[:LONGEST]
    for n, form in enumerate(forms):
        first = word(form).first
        if first & _SAYS or ("INFN" in first and forms[:n] in ([], ["не"])):
            return True
    return False


BARE = 6
"""Words of a line of a list that says no more than what it lists."""
_DOES = ({"VERB"}, {"INFN"}, {"PRTS"}, {"PRED"})


def is_bare(text: str) -> bool:
    """«его телефон;»: nothing is done there, so a rule that it is like speaks of something else."""
    words = re.findall(r"[а-яё-]+", text.lower())
    return len(words) < BARE and not any(word(one).any >= does for one in words for does in _DOES)
