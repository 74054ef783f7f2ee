"""Whom a message complains of: employees of the body recognised by surname in a field of the form or in the words.
Pure.

A field names people outright, so every employee whose surname stands there counts, one typing error allowed. In running
text a name counts only where the text complains: the message is a complaint (its kind or such a word in it), or the
sentence or its neighbour blames. Addressee, sender, thanks, places, somebody's neighbour and the client's own name do
not count. What is found is a suspicion for people to confirm or dismiss (docs/complaints.md has the rules and how often
they are wrong).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from priemnaya.plain.words import fold, word

from .complaining import COMPLAINT, STAFF
from .surnames import TOKEN, Hit, Person, Text, clean, forms_of, lemmas_of

READ = 60_000  # characters that are read for names at once
LAP = 2_000  # that two pieces of a long text share: a name at the edge has its sentence in one of them
MOST_HOLDERS = 3  # of one post, for its name to point at them


@dataclass(frozen=True)
class Found:
    """An employee in the words: `typed` is the form as written, `words` the sentence it stands in."""

    person: int
    typed: str
    words: str


def pieces(text: str) -> list[str]:
    """All of a text, in pieces that are read at once; none of an empty one."""
    if len(text) <= READ:
        return [text] if text.strip() else []
    return [text[since : since + READ] for since in range(0, len(text) - LAP, READ - LAP)]


def complains(text: str) -> bool:
    """The text calls itself a complaint, or says so in other words for the law's: «жалоба», «бездействие»,
    «обжалую», «complaint»."""
    return any(lemmas_of(t) & COMPLAINT for t in set(TOKEN.findall(clean(text[:READ]))))


def named_in_field(typed: str, staff: Sequence[Person]) -> list[Found]:
    """Employees whom a field names: by surname in any case, else within one typing error. Initials narrow, never
    widen."""
    text = Text(typed, staff)
    hits = list(text.hits())
    if not hits:
        whom = _alike(typed, staff) or _at_post(typed, staff)
        return [Found(p.pk, typed.strip(), typed.strip()) for p in whom]
    return _unique(Found(p.pk, typed.strip(), typed.strip()) for hit in hits for p in _narrowed(hit))


BODIES = {
    "министерство",
    "администрация",
    "управление",
    "служба",
    "комитет",
    "отдел",
    "отделение",
    "мэрия",
    "инспекция",
    "фонд",
    "агентство",
    "департамент",
    "учреждение",
    "центр",
}
"""First words of names of bodies: they say nothing of which body it is."""


def reads_as_body(typed: str) -> bool:
    """A name in a field is that of a body or a part of it («Территориальное управление …»), not of a person at a post
    there («начальник управления …»)."""
    opening = [word(w).lemmas for w in re.findall(r"[А-Яа-яЁё-]+", typed)[:2]]
    return bool(opening) and not opening[0] & STAFF and any(lemmas & BODIES for lemmas in opening)


def met_in(text: str, persons: Sequence[Person]) -> list[str]:
    """Surnames of these persons as they stand in a text, in any case."""
    return [hit.typed for hit in Text(text, persons).hits()]


def named_in_text(
    text: str, staff: Sequence[Person], *, subject: str = "", complaint: bool = False, client: str = ""
) -> list[Found]:
    """Employees of whom the words seem to complain. complaint: it was sent as one; client: surname and name of who
    writes."""
    read = Text(f"{subject}\n\n{text[:READ]}", staff, client)
    hits = [h for h in read.hits() if not h.somebody_else]
    if not hits:
        return []
    whole = complaint or complains(read.text)
    return _unique(Found(p.pk, h.typed, h.words) for h in hits if h.blamed(whole) for p in h.persons)


def named_beside(typed: str, staff: Sequence[Person]) -> list[Found]:
    """Employees whose surname stands in a field that says what act a complaint is about: who made that act."""
    hits = Text(typed, staff).hits()
    return _unique(Found(p.pk, hit.typed, typed.strip()) for hit in hits for p in _narrowed(hit))


def _unique(found: Iterable[Found]) -> list[Found]:
    return list({f.person: f for f in reversed(list(found))}.values())[::-1]


def _narrowed(hit: Hit) -> Sequence[Person]:
    """Of namesakes, those whom the initials fit; everybody when they fit nobody (people misremember initials)."""
    fitting = [p for p in hit.known if hit.fits(p) is not False]
    return fitting or hit.known


def _alike(typed: str, staff: Sequence[Person]) -> list[Person]:
    """Surnames one typing error away from a capitalised word of the field."""
    words = [fold(t) for t in TOKEN.findall(clean(typed)) if len(t) > 4 and t[0].isupper()]
    return [
        p
        for p in staff
        if any(OSA.distance(w, form, score_cutoff=1) <= 1 for w in words for form in forms_of(p) if len(form) > 4)
    ]


def _at_post(typed: str, staff: Sequence[Person]) -> list[Person]:
    """Who holds the post that a field names instead of a surname («начальник отдела, который подписал письмо»). A post
    that many hold names nobody."""
    told = frozenset().union(*(word(fold(t)).lemmas for t in TOKEN.findall(clean(typed))))
    posts = {p: [word(fold(t)).lemmas for t in TOKEN.findall(p.post) if len(t) > 3] for p in staff if p.post}
    fitting = {p: len(words) for p, words in posts.items() if words and all(lemmas & told for lemmas in words)}
    holders = [p for p, fit in fitting.items() if fit == max(fitting.values())]
    return holders if len(holders) <= MOST_HOLDERS else []
