"""From the words of orders about people to the people of a body: who answers for something, who is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from priemnaya.policy.connection import (
    DECIDES,
    PERSON,
    SIGNS,
    fills_posts,
    headless,
    nobody_holds,
    right_of,
)
from priemnaya.policy.vocabulary import own
from priemnaya.policy.vocabulary import word as word_of
from priemnaya.policy.vocabulary.people import HEAD_OF_OTHER_UNIT, HEAD_OF_UNIT

from .models import Employee, Organisation, Substitution, Unit
from .policies import policy_of

MAY: dict[str, str] = {
    "head": "case.decide",
    "signer": "reply.sign",
    "editor": "knowledge.edit",
    "admin": "settings.edit",
    "personnel": "people.manage",
}
ROLE: dict[str, str] = {"registrar": "registrar", "analyst": "analyst"}
RIGHT = {SIGNS: MAY["signer"], DECIDES: MAY["head"]}
"""What a rule asks of those whom it names -> the permission."""
EACH = frozenset({"heads_of_units"})
"""Words that mean each of many: what they owe, each owes by himself. Of the others any one does it for all."""


class Staff:
    """The people of a body, read once: for a page, a sweep or an event that asks of many rules."""

    def __init__(self, body: Organisation) -> None:
        self.body = body

    @cached_property
    def all(self) -> list[Employee]:
        found = Employee.objects.filter(organisation=self.body, is_active=True)
        return list(found.select_related("unit").order_by("pk"))

    @cached_property
    def heads_of_units(self) -> set[int]:
        return set(self.body.units.filter(closed_at=None).exclude(head=None).values_list("head_id", flat=True))

    @cached_property
    def _stands_in(self) -> dict[int, list[Employee]]:
        """By who is away today."""
        found: dict[int, list[Employee]] = defaultdict(list)
        for row in Substitution.objects.now(self.body).select_related("substitute"):
            if row.substitute.is_active:
                found[row.employee_id].append(row.substitute)
        return found

    def of(self, word: str, *, executor: Employee | None = None, unit: Unit | None = None) -> list[Employee]:
        """The employees that a word means, with who stands in for them; the heads where it means nobody yet. Raises
        KeyError for a word that means nobody ever: the grammar takes none."""
        found = self._meant(word, executor, unit)
        return self.with_substitutes(found or [e for e in self.all if e.may(MAY["head"])])

    def fit(
        self, word: str, right: str, *, executor: Employee | None = None, unit: Unit | None = None
    ) -> list[Employee]:
        """Those whom a word, a department or a post means and who have the permission, with who stands in for them.
        While none of them is at work who could do it, the heads too: a rule leads nobody into a dead end."""
        meant = self.named(word, whole=True) if own(word, "person") else self._meant(word, executor, unit)
        found = self.with_substitutes(e for e in meant if e.may(right))
        if any(e.may(right) and e.pk not in self._stands_in for e in found):
            return found
        heads = self.with_substitutes(e for e in self.all if e.may(MAY["head"]))
        return list({e.pk: e for e in (*found, *heads)}.values())

    def called(self, executor: Employee | None = None, unit: Unit | None = None) -> Callable[[str], list[Employee]]:
        """As `of`, of a matter that this one has: whom a reminder's rule means."""
        return lambda word: self.of(word, executor=executor, unit=unit)

    def each(self, word: str) -> list[Employee]:
        """Of a word that means each of many, all whom it means; else nobody."""
        return self._meant(word, None, None) if word in EACH else []

    def with_substitutes(self, people: Iterable[Employee]) -> list[Employee]:
        """These, and those who stand in for them today."""
        known = {e.pk: e for e in people}
        more = {s.pk: s for pk in list(known) for s in self._stands_in.get(pk, ())}
        return list({**known, **more}.values())

    def named(self, name: str, *, whole: bool = False) -> list[Employee]:
        """Who is meant by a department or a post of the body: of a department its head, where it has one at work, else
        (or with whole) everybody there; of a post whoever has it on the card, alone or with what follows it."""
        if place := self._unit(name):
            head = [e for e in self.all if e.pk == place.head_id]
            people = [e for e in self.all if e.unit_id == place.pk]
            return list({e.pk: e for e in (*head, *people)}.values()) if whole or not head else head
        wanted = _plain(name)
        return [e for e in self.all if _plain(e.post) == wanted or _plain(e.post).startswith(f"{wanted} ")]

    def _unit(self, name: str) -> Unit | None:
        """By the name of the file, whatever it was renamed to on screen."""
        order = policy_of(self.body).body
        slugs = {unit.name: unit.slug for unit in (order.body.units if order.body else ())}
        rows = self.body.units.filter(closed_at=None)
        return rows.filter(slug=slugs[name]).first() if name in slugs else rows.filter(name=name).first()

    def _meant(self, word: str, executor: Employee | None, unit: Unit | None) -> list[Employee]:
        if own(word, "person"):
            return self.named(word)
        if word == "executor":
            return [e for e in self.all if executor is not None and e.pk == executor.pk]
        if word == "head_of_unit":
            place = unit or (executor.unit if executor else None)
            return [e for e in self.all if place is not None and e.pk == place.head_id]
        if word == HEAD_OF_OTHER_UNIT:
            place = unit or (executor.unit if executor else None)
            own_head = place.head_id if place is not None else None
            return [e for e in self.all if e.pk in self.heads_of_units and e.pk != own_head]
        if word == "heads_of_units":
            return [e for e in self.all if e.pk in self.heads_of_units]
        if word in ROLE:
            return [e for e in self.all if ROLE[word] in e.roles]
        if word not in MAY and word_of("person", word).waits:
            return []
        return [e for e in self.all if e.may(MAY[word]) and (word != "editor" or "editor" in e.roles)]


def _plain(post: str) -> str:
    return " ".join(post.casefold().replace("ё", "е").split())


@fills_posts
def missing(slug: str, name: str) -> str:
    """Whom a rule names and nobody is: the head of the body answers meanwhile."""
    body = Organisation.objects.filter(slug=slug, parent=None).first()
    right, called = right_of(name)
    if body is None:
        return nobody_holds(name)
    if called in (HEAD_OF_UNIT, HEAD_OF_OTHER_UNIT):
        return _headless(body, right)
    staff = Staff(body)
    people = staff.named(called, whole=bool(right)) if own(called, "person") else staff._meant(called, None, None)
    return "" if any(not right or e.may(RIGHT[right]) for e in people) else nobody_holds(name)


SHOWN = 3
"""Departments that are named."""


def _headless(body: Organisation, right: str) -> str:
    """Which departments have no head at work with the right; of a body without departments, nobody heads any."""
    units = list(body.units.filter(closed_at=None).select_related("head").order_by("name"))
    without = [u.name for u in units if not (u.head and u.head.is_active and u.head.may(RIGHT[right]))]
    if units and not without:
        return ""
    more = f" и ещё {len(without) - SHOWN}" if len(without) > SHOWN else ""
    return headless(right, "" if len(without) == len(units) else ", ".join(f"«{n}»" for n in without[:SHOWN]) + more)


ASKED = {
    SIGNS: "согласовать или подписать ответ",
    DECIDES: "продлить срок",
}


def _asked(body: Organisation, whom: str = "") -> list[str]:
    """Which rights the rules of a body, of any day, ask of people whom they name. whom: of these alone."""
    names = {name for layer in policy_of(body).layers for name in layer.looks_into}
    return [right for right in RIGHT if any(name.startswith(f"{PERSON}{right}{whom}") for name in names)]


def lacks_as_head(employee: Employee | None) -> str:
    """What the order asks of a head of a department that this one has no right to, in words; empty when nothing is."""
    if employee is None:
        return ""
    lacks = [r for r in _asked(employee.organisation, HEAD_OF_UNIT) if not employee.may(RIGHT[r])]
    if not lacks:
        return ""
    deeds = " и ".join(ASKED[right] for right in lacks)
    return (
        f"Порядок просит начальника отдела {deeds}, а у сотрудника ({employee.short_name}) нет на это права. Пока это"
        " делает руководитель. Дайте начальнику роль «Руководитель» в «Сотрудниках» или запишите другого."
    )


def lacks_in_place(substitute: Employee, absent: Employee) -> str:
    """The same of who stands in for somebody: a right of theirs that rules ask of people whom they name."""
    asked = _asked(absent.organisation)
    lost = [r for r in asked if absent.may(RIGHT[r]) and not substitute.may(RIGHT[r])]
    if not lost:
        return ""
    deeds = " и ".join(ASKED[right] for right in lost)
    return (
        f"{substitute.short_name} не вправе {deeds}. Где порядок называет замещаемого сотрудника, это эти дни делает"
        " руководитель."
    )


def people_of(
    body: Organisation, word: str, *, executor: Employee | None = None, unit: Unit | None = None
) -> list[Employee]:
    """As `Staff.of`, of one word."""
    return Staff(body).of(word, executor=executor, unit=unit)
