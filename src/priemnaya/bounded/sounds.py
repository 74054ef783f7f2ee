"""Russian words as people type them in Latin letters."""

from __future__ import annotations

import re

_SOUNDS = {
    **dict(zip(["shch", "sh", "ch", "zh", "kh", "ts", "ya", "yu", "yo"], "щшчжхцяюё", strict=True)),
    **dict(zip("abcdefghijklmnoprstuvwxyz", "абцдефгхийклмнопрстуввхыз", strict=True)),
}
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))


def in_russian(said: str) -> str:
    """«otkaz», «vkontakte»: the Russian word that was meant."""
    return _SOUND.sub(lambda met: _SOUNDS[met[0]], said.lower()[:200])
