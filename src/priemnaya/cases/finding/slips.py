"""Words of filters with a slip in them: «прсроченные» is «просроченные». Only what the dictionary does not know is read
so, and the chip says what it was read as."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from priemnaya.plain.words import word

SHORTEST = 6
"""Letters of a word that may have a slip; of more than `LONG` two."""
LONG = 9
_SPELT = (
    "просроченные просроченных неназначенные неназначенных нераспределенные нераспределенных срочные срочных"
    " конфиденциальные конфиденциальных открытые открытых незакрытые незакрытых незавершенные незавершенных закрытые"
    " закрытых завершенные завершенных архивные архивных отвеченные отвеченных неотвеченные приостановленные"
    " приостановленных вернувшиеся вернувшихся возвращенные пересланные перенаправленные присоединенные жалобы"
    " обращения обращений заявления заявлений сообщения сообщений"
    " нерасписанные нерасписанных"
)
SPELT = tuple(_SPELT.split())


def meant_by(typed: str) -> str | None:
    """The word of a filter that was meant; None where the word is known or near none of them."""
    if len(typed) < SHORTEST or word(typed).known:
        return None
    limit = 2 if len(typed) > LONG else 1
    slips = {right: OSA.distance(typed, right, score_cutoff=limit) for right in SPELT}
    best = min(slips, key=lambda right: slips[right])
    return best if slips[best] <= limit and typed[0] == best[0] else None
