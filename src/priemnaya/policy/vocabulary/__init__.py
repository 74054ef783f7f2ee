"""What rules speak of: closed lists of words, each with a Russian description, its unit and what it is about.

A kind of rule says what must hold; a word says of what. A word is known here and read where a module says so with
`points.asks`. One that waits for a part of the product loads, and its clause says what it waits for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from priemnaya.bounded import lined

Sort = Literal[
    "event",
    "action",
    "fact",
    "measure",
    "person",
    "doer",
    "condition",
    "period",
    "clock",
    "notice",
    "thing",
    "register",
    "function",
    "figure",
    "case_kind",
    "client_kind",
    "ground",
    "point",
    "decision",
    "priority",
]
About = Literal["case", "reply", "call", "visit", "mailing", "article", "survey", "document", "body"]
SORTS: dict[Sort, str] = {
    "event": "события",
    "action": "действия",
    "fact": "факты",
    "measure": "величины",
    "person": "люди",
    "doer": "кто этого не делает",
    "condition": "условия",
    "period": "периоды",
    "clock": "по какому времени",
    "notice": "о чём сообщают",
    "thing": "предметы",
    "register": "реестры",
    "function": "возможности",
    "figure": "показатели",
    "case_kind": "виды дел",
    "client_kind": "виды клиентов",
    "ground": "признаки дела",
    "point": "точки взаимодействия",
    "decision": "решения",
    "priority": "кого принимают вне очереди",
}


@dataclass(frozen=True)
class Word:
    """name: the key in an order file; title: for people, in Russian; unit: of a measure, in Russian; about: what a rule
    with it concerns; waits: the part of the product that will read it, empty when there is one today."""

    sort: Sort
    name: str
    title: str
    unit: str = ""
    about: About = "case"
    waits: str = ""


_WORDS: dict[Sort, dict[str, Word]] = {sort: {} for sort in get_args(Sort)}


def define(*words: Word) -> None:
    """Add words to their lists. Raises KeyError for a name that is taken."""
    for word in words:
        if word.name in _WORDS[word.sort]:
            raise KeyError(f"{word.sort} {word.name}")
        _WORDS[word.sort][word.name] = word
        lined.CALLED.setdefault(word.name, []).append(word.title)


def words(sort: Sort) -> dict[str, Word]:
    return dict(_WORDS[sort])


def word(sort: Sort, name: str) -> Word:
    """Raises KeyError."""
    return _WORDS[sort][name]


def title_of(sort: Sort, name: str) -> str:
    known = _WORDS[sort].get(name)
    return known.title if known else name


_SHORT, _LONG = r"[А-Яа-яЁё][А-Яа-яЁё «»()-]{2,29}", r"[А-Яа-яЁё][А-Яа-яЁё0-9 .,«»()№-]{2,199}"
OWN: dict[Sort, str] = {"client_kind": _SHORT, "priority": _SHORT, "ground": _SHORT, "person": _LONG}
"""Words of these lists a body may add to, in Russian as people read them: kinds of its clients, signs of its matters,
its departments and posts. `needs` sees that they are in its lists."""


def own(name: str, sort: Sort = "client_kind") -> bool:
    """Whether it may be a body's own word of the list: Russian, and of clients short enough for a card."""
    return bool(re.fullmatch(OWN[sort], str(name))) if sort in OWN else False


def nearest(name: str, allowed: Iterable[str]) -> str:
    """The allowed word somebody most likely meant; empty when none is near."""
    return lined.nearest(name, allowed)


@dataclass(frozen=True)
class Of:
    """The mark of a field whose value is a word of a list: `Annotated[str, Of("event")]`. The state of a clause looks
    at every word of its rules."""

    sort: Sort

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, name: str) -> str:
        """Raises ValueError with the nearest word and what is allowed."""
        known = _WORDS[self.sort]
        if name not in known and not own(name, self.sort):
            meant = nearest(name, known)
            hint = f"возможно, {meant}; " if meant else ""
            raise ValueError(f"{hint}допустимо: {lined.listed(known, name)}")
        return name


def words_in(values: Any) -> list[Word]:
    """Every word that the fields of a rule's values hold, those of its conditions too."""
    found: list[Word] = [word("condition", name) for name in getattr(values, "used", ())]
    marks = _marked(values)
    for name in marks:
        value = getattr(values, name)
        if hasattr(type(value), "model_fields"):
            found += words_in(value)
            continue
        for mark in marks[name]:
            given = value if isinstance(value, (tuple, list)) else (value,)
            found += [word(mark.sort, v) for v in given if v and not own(v, mark.sort)]
    return found


def marked_in(values: Any) -> list[tuple[str, tuple[Any, list[Word]]]]:
    """Each field of a rule's values, but its conditions, that holds words: its name, the value and the words."""
    found = []
    for name, marks in _marked(values).items():
        value = getattr(values, name)
        given = value if isinstance(value, (tuple, list)) else (value,)
        named = [word(mark.sort, v) for mark in marks for v in given if v and v in _WORDS[mark.sort]]
        if named:
            found.append((name, (value, named)))
    return found


def own_people(values: Any) -> list[str]:
    """The departments and posts of the body that the fields of a rule's values name."""
    found: list[str] = []
    for name, marks in _marked(values).items():
        value = getattr(values, name)
        given = value if isinstance(value, (tuple, list)) else (value,)
        found += [v for mark in marks if mark.sort == "person" for v in given if v and own(v, "person")]
    return list(dict.fromkeys(found))


def _marked(values: Any) -> dict[str, list[Of]]:
    sort: Any = type(values)
    return _marks_of(sort)


@cache
def _marks_of(sort: Any) -> dict[str, list[Of]]:
    """Of each field of a kind's values: a page of an order asks it of every rule, and it never changes."""
    return {name: _marks(field) for name, field in sort.model_fields.items()}


def _marks(field: Any) -> list[Of]:
    direct = [m for m in field.metadata if isinstance(m, Of)]
    inner = [m for arg in get_args(field.annotation) for m in getattr(arg, "__metadata__", ()) if isinstance(m, Of)]
    return direct or inner[:1]
