"""Whether two messages say nearly the same: a sketch of a text (MinHash over runs of three words) and the bands under
which near texts are found by an index, without comparing each with each.

Names, addresses and figures are left out, so that one letter signed by many is one text. A sketch is made under a key:
nobody reads words from it, nor tries words against it. One opening with a question of one's own after it is near by its
sketch and yet another letter: `same_sentences` tells, by the sentences of the matter: greetings, thanks, signatures and
how to reach somebody say nothing of it.
"""

from __future__ import annotations

import hashlib
import re
from itertools import islice

import numpy as np

from .readability import sentences

SIZE, BANDS = 64, 16
LONGEST = 20_000
"""Characters that are looked at: what is longer and begins the same is the same."""
SHORTEST = 12
"""Words below which two messages may well say the same by chance."""
NEAR = 0.6
"""Share of runs two texts have in common from which they count as one."""
RUN = 3
ONE_SENTENCE = 0.6
"""Share of words two sentences have in common from which they say one thing."""
MOST_SENTENCES = 150
WORD = re.compile(r"[^\W\d_]+")
GREETING = re.compile(
    r"\W*\b(?:здравствуй(?:те)?|приветствую(?: вас)?|добр(?:ый|ого|ой) (?:день|вечер|дня|вечера|ночи)|доброе утро"
    r"|доброго времени суток|уважаем(?:ый|ая|ые)(?: [^\W\d_]{1,30}){1,4}(?=[!,]))\b[!,. ]*",
    re.IGNORECASE,
)
"""How a letter begins: what goes on after it in the same sentence is of the matter."""
MAILBOX = re.compile(r"[^\s@,;()<>]{1,64}@[^\s@,;()<>]{1,255}")
BESIDE = re.compile(
    r"с|и|за|по|на|из|для|от|в|до|после|мой|мо[яеи]|моему|моего|ваш[аеи]?|вам|вас|наш[аеи]?"
    r"|здравствуй(?:те)?|добр(?:ый|ое|ого|ой)|день|дня|вечера?|утр[оа]|времени|суток|уважаем(?:ый|ая|ые)"
    r"|уважени(?:ем|е)|искренне|всего|доброго|наилучши(?:ми|х)|пожелани(?:ями|й)|почтением|надеждой|надеюсь|понимание"
    r"|заранее|спасибо|больш[оу][ею]|огромное|благодар(?:ю|им|ен|на|ны|ность|ностью)|внимание|помощь|ответ|обращению"
    r"|подпись|дата|фио|адрес|почта|почтовый|электронная|индекс|телефона?|тел|моб|мобильный|сотовый|контактный|номер"
    r"|связи|звоните|звонить|вечером|днем|утром|работы|ул|улиц[аеы]|дома?|доме|д|кв|квартир[аеы]|корп|корпус|г|город[ае]?"
    r"|пос|поселок|село|обл|область|район|района|проживаю(?:щ(?:ий|ая))?|жител(?:ь|и|я|ей)|жительниц[аы]"
    r"|жд(?:у|ем)|ответа|прош(?:у|им)|ответ(?:ить|ьте)|мне|нам|письменн(?:о|ый|ого|ом)|виде"
    r"|пишу|обращаюсь|раз|второй|третий|повторно|снова|еще|уже"
)
"""Words of greetings, thanks, signatures, addresses, telephones, of waiting for an answer: a sentence of these alone
says nothing of the matter."""
_ODD = np.random.default_rng(20261126).integers(1, 2**62, size=(SIZE, 2), dtype=np.uint64) | np.uint64(1)
"""Fixed for ever: sketches that are kept are compared with new ones."""


def words_of(text: str) -> list[str]:
    """Words that say what the matter is. One with a capital inside a sentence is a name; in a text all of capitals
    nothing is told by them."""
    text = text[:LONGEST]
    said, first, end = [], True, 0
    for found in WORD.finditer(text):
        between, word = text[end : found.start()], found[0]
        first = first or any(mark in between for mark in ".!?\n") or not end
        if first or not word[0].isupper():
            said.append(word)
        first, end = False, found.end()
    everything = WORD.findall(text)
    return [_plain(w) for w in (said if 2 * len(said) >= len(everything) else everything)]


def same_sentences(one: str, other: str) -> bool:
    """Whether neither says anything of the matter that the other does not say, names, addresses and figures aside."""
    ones, others = _sentences(one), _sentences(other)
    return bool(ones) and _all_among(ones, others) and _all_among(others, ones)


def _all_among(ones: set[frozenset[str]], others: set[frozenset[str]]) -> bool:
    return all(any(len(a & b) >= ONE_SENTENCE * len(a | b) for b in others) for a in ones)


def _sentences(text: str) -> set[frozenset[str]]:
    """Each that is of the matter, as its words. What is left of a signature by name is one word or none."""
    text = MAILBOX.sub("", text[:LONGEST])
    everything = WORD.findall(text)
    shouted = 2 * sum(w[0].isupper() for w in everything) > len(everything)
    found = (_telling(text[start:stop], shouted) for start, stop in islice(sentences(text), MOST_SENTENCES))
    return {words for words in found if len(words) > 1 and not all(map(BESIDE.fullmatch, words))}


def _telling(sentence: str, shouted: bool) -> frozenset[str]:
    """Words of one sentence that are no names. The first is one when another name follows it."""
    if greeting := GREETING.match(sentence):
        sentence = sentence[greeting.end() :]
    words = list(WORD.finditer(sentence))
    if shouted:
        return frozenset(_plain(w[0]) for w in words)
    said = {_plain(w[0]) for w in words[1:] if not w[0][0].isupper()}
    if words and not (len(words) > 1 and words[1][0][0].isupper() and words[1].start() - words[0].end() == 1):
        said.add(_plain(words[0][0]))
    return frozenset(said)


def _plain(word: str) -> str:
    return word.lower().replace("ё", "е")


def sketch_of(text: str, key: bytes) -> list[int]:
    """Empty for a message too short to tell. Numbers fit a signed column of eight bytes."""
    words = words_of(text)
    if len(words) < SHORTEST:
        return []
    runs = {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}
    hashed = np.array([_hash(run.encode(), key) for run in runs], dtype=np.uint64)
    mixed = hashed[:, None] * _ODD[:, 0] + _ODD[:, 1]
    mixed ^= mixed >> np.uint64(29)
    least = (mixed * np.uint64(0x9E3779B97F4A7C15)).min(axis=0)
    return [int(n) for n in least.astype(np.int64)]


def bands_of(sketch: list[int], key: bytes) -> list[int]:
    """Two near texts have one of them in common nearly always, two strange ones hardly ever."""
    rows = SIZE // BANDS
    parts = (f"{n}:{sketch[n * rows : (n + 1) * rows]}" for n in range(BANDS if sketch else 0))
    return [_hash(part.encode(), key) - 2**63 for part in parts]


def likeness(one: list[int], other: list[int]) -> float:
    """Share of runs in common, as far as the sketches tell: 0 to 1."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / SIZE if one and other else 0.0


def _hash(data: bytes, key: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8, key=key).digest())
