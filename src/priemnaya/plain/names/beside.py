"""What stands in a line beside a person's name: a mailbox, brackets, a post, a town, a year, a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable

from .known import genders_of, is_one_of

LONGEST = 1000
_SITE = re.compile(
    r"(?i)(?:https?://)?[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}"
    r"\.(?:ru|su|com|net|org|info|online|biz|shop|pro|site|store|by|kz|io|рф|рус|москва|дети|онлайн|сайт|ру|ком)/?"
)
_BRACKETS = re.compile(r"(?<= )/[^/]{1,60}/(?= )|\([^()]*\)?|\[[^\[\]]*\]?|\{[^{}]*\}?")
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"“”»]")
_APART = re.compile(r" ?[|/\\;•·→] ?| [-–—]{1,3} ")
_PLACE = re.compile(
    r"(?i)(?:г|гор|город|ул|улица|пр|просп|проспект|пер|пл|д|дом|кв|корп|обл|область|респ|р-н|район|пос|пгт|с|село|дер"
    r"|деревня|ст|снт|тел|телефон|моб|факс|инн|снилс|паспорт|рожд|р|гр|дата|от|из|по|для|и\.о)\.?"
)


def is_site(text: str) -> bool:
    return bool(_SITE.fullmatch(text.strip(".,;()<>\"' ")[:300]))


def without_mailboxes(full: str) -> str:
    """A name without the mailboxes in it, and without quotes around the whole; empty when there is nothing else."""
    left = " ".join(w for w in full[:LONGEST].split() if "@" not in w).strip(" ,;|/-–—<>")
    return left[1:-1].strip() if re.fullmatch(r"\"[^\"]*\"|'[^']*'", left) else left


def person_in(full: str, has_person: Callable[[str], bool]) -> str:
    """The piece of a line that is somebody's name; the whole line when no piece is, or when there are several people in
    it. has_person: whether a first name or a patronymic stands there."""
    bare = " ".join(w for w in _BRACKETS.sub(" ", full).split() if not is_site(w)) or full
    if has_person(quoteless := " ".join(_QUOTED.sub(" ", bare).split())):
        bare = quoteless
    bare = bare.strip(' ,;|/"“”„«»')
    pieces = [p for p in _APART.split(bare) if p.strip()]
    people = [p for p in pieces if has_person(p)]
    if len(pieces) > 1 and len(people) > 1:
        return full
    piece = people[0] if people else pieces[0] if pieces and len(pieces) > 1 else bare
    return _without_post(_without_tail(_before_comma(piece, has_person)))


def _before_comma(piece: str, has_person: Callable[[str], bool]) -> str:
    """«Иванов, Иван Иванович» is one name; «Иванов Иван, директор», «Анна, Ижевск» is a name and something else."""
    parts = [p.strip() for p in piece.split(",") if p.strip()]
    if len(parts) < 2:
        return piece
    first = next((p for p in parts if has_person(p)), None)
    if first is None:
        return parts[0] if len(parts[0].split()) > 1 else piece
    before = parts[parts.index(first) - 1] if parts.index(first) else ""
    if before and len(before.split()) == 1 and not is_one_of("no_names", before) and not re.search(r"\d", before):
        return f"{before}, {first}"  # the surname, and a comma after it
    return first


def _without_tail(piece: str) -> str:
    """Without what begins with a figure («1985», «+7912…») or with the word of a place («г.», «ул.»)."""
    words = piece.split()
    for n, one in enumerate(words[1:], 1):
        if re.search(r"\d", one) or (one.islower() and not piece.islower() and _PLACE.fullmatch(one)):
            return " ".join(words[:n]).rstrip(" ,-–—")
    return piece


def _without_post(piece: str) -> str:
    """«Юрист Анна Петрова» without the post, where a first name and another word are left of it."""
    words = piece.split()
    if len(words) > 3 and any(is_one_of("no_names", w) for w in words[1:-2]) and not genders_of(words[0]):
        words = words[next(n for n in range(1, len(words)) if is_one_of("no_names", words[n])) :]  # «Генеральный …»
    if len(words) > 1 and words[0] == "о." and genders_of(words[1]):  # «о. Иоанн»
        words = words[1:]
    while len(words) > 2 and is_one_of("no_names", words[0].strip(".,")):
        rest = words[1:]
        while len(rest) > 2 and rest[0].islower() and not piece.islower():  # «Директор школы Иванов Иван»
            rest = rest[1:]
        if len(rest) == 2 and (_is_patronymic_like(rest[1]) or not any(genders_of(w) for w in rest)):
            break  # «Мастер Иван Петрович», whose surname it is
        words = rest
    while len(words) > 2 and is_one_of("no_names", words[-1].strip(".,")) and words[-1].islower():
        words = words[:-1]
    return " ".join(words)


def _is_patronymic_like(form: str) -> bool:
    return bool(re.search(r"(?i)(?:ич|вна|чна|шна)$", form)) and not genders_of(form)
