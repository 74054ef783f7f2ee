"""Where surnames of employees stand in a text, in any case and with one typing error, and what stands around each."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from priemnaya.plain.document import without_long_runs
from priemnaya.plain.rewrite.names import gender_of, surname_forms
from priemnaya.plain.spelled import spelled
from priemnaya.plain.words import fold, word

from .complaining import BLAME, COMPLAINT, DEEDS, GREETED, KIN, NOT_DONE, OUTSIDERS, PLACES, SENDERS, STAFF, THANKS
from .disguised import in_address, in_latin, joined, look_alike, plain, sounds_of

LONGEST = 400  # characters of the words kept with a name
HEAD = 400  # characters within which a letter names whom it is to and from
MISSPELT = 6  # letters; a shorter surname is never taken for a misspelt one
NEAR = 4  # words before a surname that say who it is

TOKEN = re.compile(r"[A-Za-zА-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")
_BROKEN = re.compile(r"([А-Яа-яЁё])-[ \t]*\n[ \t]*([а-яё])|([А-ЯЁ]{2})-[ \t]*\n[ \t]*([А-ЯЁ]{2})")
_END = re.compile(r"(?<![.!?…])[.!?…]+[»\")]*\s+(?=[А-ЯЁA-Z«\"\d(—-])|\n\s*\n|\n(?=\s*[-—•\d])")
_SHORT = re.compile(r"(?:\b[А-ЯЁA-Z]|\b(?:гр|ул|им|инсп|зам|нач|тов|пл|пр|пер|д|п|г|ст|см|гос|спец|отд))\.$")
_INITIALS_AFTER = re.compile(r"\s{0,9}([А-ЯЁ])\.\s{0,9}(?:([А-ЯЁ])\.)?")
_INITIALS_BEFORE = re.compile(r"\b([А-ЯЁ])\.\s*(?:([А-ЯЁ])\.)?\s*$")


@dataclass(frozen=True)
class Person:
    """An employee as recognition needs one."""

    pk: int
    surname: str
    name: str = ""
    patronymic: str = ""
    post: str = ""


def forms_of(person: Person) -> frozenset[str]:
    return _forms(person.surname, gender_of(person.surname, person.name, person.patronymic))


@lru_cache(maxsize=20_000)
def _forms(surname: str, gender: str) -> frozenset[str]:
    whole = surname_forms(surname, gender)  # type: ignore[arg-type]
    halves = [h for h in surname.split("-") if len(h) > 4] if "-" in surname else []
    return whole.union(*(surname_forms(h, gender) for h in halves))  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _index(staff: tuple[Person, ...]) -> dict[str, tuple[Person, ...]]:
    """Form of a surname -> who bears it."""
    found: dict[str, list[Person]] = {}
    for person in staff:
        for form in forms_of(person):
            found.setdefault(form, []).append(person)
    return {form: tuple(persons) for form, persons in found.items()}


def lemmas_of(token: str) -> frozenset[str]:
    """Dictionary forms of a word; one without Russian letters is itself."""
    folded = fold(token)
    return word(folded).lemmas or frozenset((folded,))


@lru_cache(maxsize=64)
def _sounds(staff: tuple[Person, ...]) -> dict[str, list[str]]:
    return sounds_of(_index(staff))


def clean(text: str, known: Container[str] = (), sounds: Container[str] = ()) -> str:
    """What is not seen out, words broken at a line's end joined, look-alikes inside Russian words put right,
    letters that stand apart joined. known, sounds: of surnames that may be among them (`disguised.joined`)."""
    text = without_long_runs(spelled(text).text).replace("\xa0", " ").replace("\r\n", "\n").replace("’", "'")
    text = _BROKEN.sub(lambda m: "".join(filter(None, m.groups())), text)
    text = joined(plain(text), known, sounds)
    return re.sub(r"\b(?:[А-ЯЁ] ){3,}[А-ЯЁ]\b", lambda m: m[0].replace(" ", ""), text)  # Ж А Л О Б А


class Text:
    """A text with its words; sentences are looked at only around a surname that was met, so that most texts cost one
    pass."""

    def __init__(self, text: str, staff: Sequence[Person], client: str = "") -> None:
        self.index, self.client = _index(tuple(staff)), client
        self.sounds = _sounds(tuple(staff))
        self.text = clean(text, self.index, self.sounds)
        self.tokens = [(m.start(), m.end(), m.group()) for m in TOKEN.finditer(self.text)] if self.index else []
        self.starts = [start for start, _, _ in self.tokens]
        self.known: dict[tuple[int, int], frozenset[str]] = {}

    def hits(self) -> Iterator[Hit]:
        for n, (start, end, token) in enumerate(self.tokens):
            form = fold(token)
            if known := self.index.get(form) or self.misspelt(token):
                yield Hit(self, n, start, end, token, known, form)
            elif (forms := self.disguised(token)) and not in_address(self.text, start, end):
                bear = (p for one in forms for p in self.index[one])
                yield Hit(self, n, start, end, token, tuple(dict.fromkeys(bear)), forms[0], disguised=True)

    def disguised(self, token: str) -> list[str]:
        """Forms of surnames that a word says without being one of them: with hyphens between its letters, in Latin
        letters that look or sound alike."""
        if token.isascii():
            seen = look_alike(token)
            return [seen] if seen in self.index else in_latin(token, self.sounds)
        whole = fold(token).replace("-", "")
        return [whole] if whole in self.index else []

    def misspelt(self, token: str) -> tuple[Person, ...]:
        """Whose surname stands there with one typing error; a word of the dictionary is itself."""
        if len(token) < MISSPELT or not token[0].isupper() or any(r.known for r in word(fold(token)).readings):
            return ()
        form = fold(token)
        near = (f for f in self.index if len(f) >= MISSPELT and abs(len(f) - len(form)) < 2)
        found = next((f for f in near if OSA.distance(form, f, score_cutoff=1) <= 1), "")
        return self.index.get(found, ())

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        spans, at = [], 0
        for m in _END.finditer(self.text):
            if m.group()[0] != "\n" and _SHORT.search(self.text, max(0, m.start() - 6), m.start() + 1):
                continue
            spans.append((at, m.end()))
            at = m.end()
        return [*spans, (at, len(self.text))]

    def words(self, start: int, end: int) -> list[str]:
        return [t for _, _, t in self.tokens[bisect_left(self.starts, start) : bisect_left(self.starts, end)]]

    def lemmas(self, start: int, end: int) -> frozenset[str]:
        """Asked of one sentence as often as a surname stands in it, found once."""
        if (start, end) not in self.known:
            self.known[start, end] = frozenset().union(*map(lemmas_of, self.words(start, end)))
        return self.known[start, end]

    def blames(self, start: int, end: int) -> bool:
        """A word of blame between two places, or «не» before what should have been done."""
        if self.lemmas(start, end) & (BLAME | COMPLAINT):
            return True
        if not self.lemmas(start, end) & NOT_DONE:
            return False
        inside = self.words(start, end)
        return any(
            fold(t) == "не" and any(lemmas_of(x) & NOT_DONE for x in inside[n + 1 : n + 3])
            for n, t in enumerate(inside)
        )

    @cached_property
    def own(self) -> frozenset[str]:
        """Forms of the client's own surname."""
        surname = self.client.split(" ")[0] if self.client.strip() else ""
        return _forms(surname, "") if surname else frozenset()


@dataclass(frozen=True)
class Hit:
    """One surname met in a text, with what stands around it."""

    of: Text
    n: int
    start: int
    end: int
    typed: str
    known: tuple[Person, ...]
    form: str
    """Of a surname, as it was found: small, ё as е."""
    disguised: bool = False

    @property
    def before(self) -> list[str]:
        """Words before it, the nearest first, within the same line of thought."""
        return [fold(t) for _, _, t in self.of.tokens[max(0, self.n - NEAR) : self.n]][::-1]

    @cached_property
    def initials(self) -> tuple[str, str]:
        text = self.of.text
        found = _INITIALS_AFTER.match(text, self.end) or _INITIALS_BEFORE.search(
            text[max(0, self.start - 12) : self.start]
        )
        return (fold(found[1]), fold(found[2] or "")) if found else ("", "")

    @cached_property
    def given(self) -> list[tuple[str, str]]:
        """First names and patronymics beside it: (grammeme, lemma)."""
        around = self.of.tokens[max(0, self.n - 2) : self.n][::-1], self.of.tokens[self.n + 1 : self.n + 3]
        found = []
        for side in around:
            for _, _, token in side:
                read = word(fold(token))
                kind = next((k for k in ("Name", "Patr") if token[0].isupper() and read.can_be(k)), "")
                if not kind:
                    break
                found += [(kind, r.lemma) for r in read.readings if r.has(kind)]
        return found

    def fits(self, person: Person) -> bool | None:
        """The initials or the first name beside it are this person's; None when nothing stands there."""
        name, patronymic = fold(person.name), fold(person.patronymic)
        if any(self.initials):
            return all(
                not i or not full or full.startswith(i)
                for i, full in zip(self.initials, (name, patronymic), strict=True)
            )
        for kind, full in (("Name", name), ("Patr", patronymic)):
            lemmas = {lemma for k, lemma in self.given if k == kind}
            if lemmas and full:
                return full in lemmas
        return None

    @cached_property
    def is_post(self) -> bool:
        """A post stands before it, one every body has or the person's own."""
        return any(lemmas_of(w) & self.posts for w in self.before)

    @cached_property
    def posts(self) -> frozenset[str]:
        return STAFF.union(*(word(fold(t)).lemmas for p in self.known for t in TOKEN.findall(p.post) if len(t) > 4))

    @property
    def is_pointed_at(self) -> bool:
        """«жалоба на…», «действия…», «отказ…» right before it."""
        first, then = self.before[:1], self.before[1:3]
        return (first == ["на"] and any(lemmas_of(w) & COMPLAINT for w in then)) or any(
            lemmas_of(w) & DEEDS for w in first
        )

    @cached_property
    def persons(self) -> list[Person]:
        """Whom of the namesakes it may be."""
        sure = [p for p in self.known if self.fits(p)]
        if sure:
            return sure
        unsaid = [p for p in self.known if self.fits(p) is None]
        return unsaid or (list(self.known) if self.is_post else [])

    @cached_property
    def sure(self) -> bool:
        return any(self.fits(p) for p in self.known)

    @property
    def somebody_else(self) -> bool:
        """The words say that it is no employee, or none that is complained of."""
        return (
            not self.persons or self.is_place or self.is_address or self.is_outsider or self.is_client or self.is_word
        )

    @property
    def is_place(self) -> bool:
        return bool(self.before) and bool(word(self.before[0]).lemmas & PLACES)

    @property
    def is_address(self) -> bool:
        """Whom the letter is to or from: at its head in the dative after a post, or after «от», «Кому», «Уважаемый»."""
        near = [w for w in self.before if not (word(w).can_be("Name") or word(w).can_be("Patr"))][:2]
        if any(lemmas_of(w) & GREETED for w in near):
            return True
        if self.start > HEAD or self.place > 2:
            return False
        line = self.of.text.rfind("\n", 0, self.start) + 1
        opening = [word(fold(t)) for t in self.of.words(line, self.start)]
        if any(w.likely("VERB") for w in opening):
            return False
        given = any(w.can_be("NOUN", "datv") and w.lemmas & self.posts for w in (word(x) for x in self.before))
        return given or any(w in SENDERS for w in near)

    @property
    def is_outsider(self) -> bool:
        near = self.before[:2]
        if near and lemmas_of(near[0]) & KIN:
            return True
        return not self.sure and not self.is_post and any(lemmas_of(w) & (OUTSIDERS | KIN) for w in near)

    @property
    def is_client(self) -> bool:
        """The client's own name: not when a post, «жалоба на» or other initials stand beside it."""
        if self.form not in self.of.own or self.is_post or self.is_pointed_at:
            return False
        given = fold(self.of.client).split(" ")[1:2]
        return not (any(self.initials) and given and not given[0].startswith(self.initials[0]))

    @property
    def is_word(self) -> bool:
        """The form is also a common word («мороз», «орлов»), written small or first in its sentence without anything
        beside it."""
        if self.sure or self.is_post:
            return False
        readings = word(self.form).readings
        common = any(r.known and "Surn" not in r.grammemes and "Name" not in r.grammemes for r in readings)
        after = [word(fold(t)) for _, _, t in self.of.tokens[self.n + 1 : self.n + 2]]
        describes = word(self.form).likely("ADJF") and any(w.likely("NOUN") for w in after)  # «Белый дом»
        return common and (self.typed[0].islower() or describes)

    @cached_property
    def place(self) -> int:
        return bisect_right(self.of.sentences, (self.start, len(self.of.text) + 1)) - 1

    def blamed(self, whole: bool) -> bool:
        """The text complains here. whole: the message as a whole is a complaint."""
        spans = self.of.sentences
        a, b = spans[self.place]
        here = self.of.blames(a, b)
        if not here and self.of.lemmas(a, b) & THANKS:
            return False
        if whole or here:
            return True
        if self.typed[0].islower():
            return False
        return any(self.of.blames(*spans[n]) for n in (self.place - 1, self.place + 1) if 0 <= n < len(spans))

    @property
    def words(self) -> str:
        a, b = self.of.sentences[self.place]
        if b - a > LONGEST:
            a, b = max(a, self.start - LONGEST // 2), min(b, self.end + LONGEST // 2)
        return " ".join(self.of.text[a:b].split())
