"""What a body lacks at a point of contact, so that people and letters can come by it: an address that people know, a
connection of the installation. A clause that rests on such a point says so and is not kept until the body gives it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from .contact_points import NEEDS_OURS, POINT_KINDS, title_of
from .vocabulary import title_of as word_title
from .vocabulary.people import HEAD_OF_OTHER_UNIT, HEAD_OF_UNIT

Connected = Callable[[str, str], bool]
"""(kind of point, slug of the body)"""
_LINKS: dict[str, tuple[Connected, str]] = {}
NO_ADDRESS, NO_POINT = "нет адреса", "её нет среди точек органа"


def connects(*kinds: str, lack: str) -> Callable[[Connected], Connected]:
    """Decorator: this function says whether the channel of a body is connected at these kinds of points. lack: what is
    said when it is not."""

    def mark(connected: Connected) -> Connected:
        _LINKS.update(dict.fromkeys(kinds, (connected, lack)))
        return connected

    return mark


def is_connected(kind: str, body: str) -> bool:
    """Whether the installation can send there at all for this body, whatever people know of its address."""
    link = _LINKS.get(kind)
    return link is None or link[0](kind, body)


def lacking(body: str, registered: Iterable[str], addressed: Collection[str]) -> dict[str, str]:
    """The kinds of points that a body can't be reached by, and why. registered: the kinds of its points; addressed:
    those of them with an address."""
    known, found = set(registered), {}
    for kind in POINT_KINDS:
        told = [NO_ADDRESS if kind in known else NO_POINT] if kind in NEEDS_OURS and kind not in addressed else []
        if (link := _LINKS.get(kind)) and not link[0](kind, body):
            told.append(link[1])
        if told:
            found[kind] = ", ".join(told)
    return found


GLOSSARY, SERVICES, MATERIALS = "list of terms", "list of services", "list of materials"
HEADS, SOME_HEADS = "heads of units", "heads of some units"
CHOICE = "points to choose from"
"""Lists that a body keeps beside its order and that some rules look into; by the same names as lacking points."""
EMPTY = {
    MATERIALS: "материалов базы знаний (не опубликовано ни одного): брать их неоткуда",
    HEADS: "начальников подразделений (не записан ни один, их записывают в «Сотрудниках»)",
    SOME_HEADS: "начальников у остальных подразделений (их записывают в «Сотрудниках»)",
    CHOICE: "точек, из которых клиенту выбирать: кроме страницы дела, ответ не передаёт ни одна (функция deliver, её"
    " дают body.points и пункты о точках)",
    GLOSSARY: "слов органа с объяснениями (словарь терминов пуст): без них искать нечего",
    SERVICES: "услуг органа (каталог пуст): подавать и проверять нечего",
}
Filled = Callable[[str], bool | str]
"""Whether a body, by its slug, has anything in a list; or what it lacks there, in words."""
_FILLED: dict[str, Filled] = {}


def fills(name: str) -> Callable[[Filled], Filled]:
    """Decorator: this function says whether a body, by its slug, has anything in the list, or what it lacks there."""

    def mark(filled: Filled) -> Filled:
        _FILLED[name] = filled
        return filled

    return mark


PERSON, SIGNS, DECIDES = "person:", "signs:", "decides:"
"""Before a department, a post or a word for people that a rule names: whether anybody answers there; and whether one
who may sign does, or one who may decide."""
RIGHTS = {SIGNS: "который вправе подписывать ответы", DECIDES: "который вправе решать (роль «Руководитель»)"}
_HOLDS: list[Callable[[str, str], str]] = []


def fills_posts(missing: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """Decorator: this function says who is missing where a rule of a body, by its slug, names a department or a post;
    nothing when there is somebody."""
    _HOLDS.append(missing)
    return missing


def nobody_holds(name: str) -> str:
    """Where nobody of a body is known to be meant. name: as it stands among what a rule looks into."""
    right, called = right_of(name)
    if called in (HEAD_OF_UNIT, HEAD_OF_OTHER_UNIT):
        return headless(right)
    who = f"сотрудника, {RIGHTS[right]}" if right else "сотрудника"
    return f"{who}: «{word_title('person', called)}» (в «Сотрудниках» такого нет, пока за него отвечает руководитель)"


def right_of(name: str) -> tuple[str, str]:
    """Which right is asked of those who are named, and how they are named."""
    right = next((one for one in RIGHTS if name.startswith(one)), "")
    return right, name.removeprefix(right)


def headless(right: str, without: str = "") -> str:
    """Where departments have no head who has the right. without: those departments, by name; empty: none has one."""
    fit = f", {RIGHTS[right].replace('который', 'которые')}" if right else ""
    who = f"не записаны у {without}" if without else "не записан ни один"
    return f"начальников подразделений{fit}: {who} (их записывают в «Сотрудниках», пока за них отвечает руководитель)"


def empty_lists(body: str, wanted: Collection[str] | None = None) -> dict[str, str]:
    """The lists of a body that have nothing in them, as its rows and files say. wanted: those that its rules look into;
    of the others nobody asks."""
    said = {name: filled(body) for name, filled in _FILLED.items() if wanted is None or name in wanted}
    empty = {name: has if isinstance(has, str) else EMPTY[name] for name, has in said.items() if has is not True}
    for name in sorted(n for n in wanted or () if n.startswith(PERSON)):
        if words := next(filter(None, (missing(body, name.removeprefix(PERSON)) for missing in _HOLDS)), ""):
            empty[name] = words
    return empty


def lists_awaited(value: Any, lack: Mapping[str, str]) -> list[str]:
    """Which lists of the body a rule with this value has to be filled before it can find anything."""
    return [lack[name] for name in value.reads() if name in lack]


def points_awaited(value: Any, lack: Mapping[str, str]) -> list[str]:
    """Which connections a rule with this value waits for: of each group of points that it rests on, one is enough."""
    told = []
    for group in value.rests_on():
        if group and all(kind in lack for kind in group):
            said = " или ".join(f"«{title_of(kind)}» ({lack[kind]})" for kind in group)
            told.append(f"{'подключение точки' if len(group) == 1 else 'подключение одной из точек'} {said}")
    return list(dict.fromkeys(told))
