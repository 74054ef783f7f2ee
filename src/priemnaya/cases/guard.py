"""Who must not have, read or answer a case: those complained of in it, and whoever stands in for them (59-ФЗ ст. 8 ч.
6); and whoever a confidential case is not open to.

Reading is scoped in `Case.objects.seen_by` and, for rows of other tables that speak of a case, by `unbarred`. Deeds are
held by `no_deeds_of_the_named`, a gate of every action. Giving is held by `rules.assignment_verdicts`, which asks
`guard_of`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTransform

from priemnaya.core.models import AccessRecord, Delivery
from priemnaya.core.models.access import OPENED
from priemnaya.core.read_once import read_once, reads_once
from priemnaya.core.rows import only
from priemnaya.errors import NotAllowed
from priemnaya.people.kept import kept_to_unit as kept_by_unit
from priemnaya.people.models import Client, ClientAddress, Employee, Substitution, Unit

from .models import Case, CaseAddress, Confidential, Contact, ForwardedLetter, NamedPerson, Sought
from .models.sought import key_of
from .models.walls import behind_none, kept_to_units, walls
from .named import reads_as_body
from .states import must_not_be_destroyed
from .surnames import Person

Row = TypeVar("Row", bound=Model)

CLOSED_TO_YOU = (
    "Это дело вам недоступно: в нём названы вы или тот, кого вы замещаете, поэтому его ведут другие (59-ФЗ, ст. 8 ч."
    " 6). Если вас назвали по ошибке, скажите регистратору или руководителю: они снимут пометку."
)
NOT_YOURS = "Такого дела у вас нет. Если оно нужно для работы, попросите того, кто его ведёт, или руководителя."
CASE_PATH = re.compile(r"^/w/cases/(\d+)/")


@dataclass(frozen=True)
class Guard:
    """Of one case: who is complained of, and who stands in for whom today. Read once, asked for many."""

    named: dict[int, str] = field(default_factory=dict)
    substitute_of: dict[int, tuple[int, str]] = field(default_factory=dict)
    hidden: Confidential | None = None

    def why_not(self, employee: Employee) -> str:
        """Why this employee can't be given the case, for people; empty when nothing stands against it."""
        if employee.pk in self.named:
            return "Жалоба на этого сотрудника: поручать или пересылать её ему нельзя."
        for absent, (substitute, title) in self.substitute_of.items():
            if substitute == employee.pk and absent in self.named:
                return f"{title} сейчас замещает того, на кого жалоба ({self.named[absent]}): дело попало бы к нему же."
            if absent == employee.pk and substitute in self.named:
                return (
                    f"Сотрудника сейчас замещает тот, на кого жалоба ({self.named[substitute]}): дело попало бы к нему."
                )
        return ""

    def closed_to(self, employee: Employee) -> bool:
        """They may not know of the case: named, standing in for one who is, or it is confidential and not open to
        them."""
        if self.hidden and Confidential.objects.keeping_from(employee).filter(pk=self.hidden.pk).exists():
            return True
        return employee.pk in self.named or any(
            substitute == employee.pk and absent in self.named for absent, (substitute, _) in self.substitute_of.items()
        )

    def why_not_unit(self, unit: Unit | None) -> str:
        """Work handed to a unit alone lies with its head."""
        if not self.named or unit is None or unit.head is None or not self.why_not(unit.head):
            return ""
        return f"Отделом руководит {unit.head}, и дело попало бы к нему. Поручите его прямо сотруднику."


def guard_of(case: Case) -> Guard:
    """Three queries; two when nobody is named. A page that only reads has asked already whether there is any wall."""
    if reads_once() and not walled(case.pk):
        return Guard()
    hidden = Confidential.objects.standing().filter(case=case).first()
    rows = NamedPerson.objects.standing().filter(case=case, employee__isnull=False).select_related("employee")
    named = {row.employee.pk: row.employee.short_name for row in rows if row.employee}
    if not named:
        return Guard(hidden=hidden)
    now = Substitution.objects.now(case.organisation).select_related("substitute")
    return Guard(named, {s.employee_id: (s.substitute_id, s.substitute.short_name) for s in now}, hidden)


def may_know(case: Case) -> list[Employee]:
    """Everybody at work in the body who may hear of the case."""
    guard = guard_of(case)
    staff = Employee.objects.filter(organisation_id=case.organisation_id, is_active=True)
    return [e for e in staff if not guard.closed_to(e)]


def persons_named(case: Case) -> list[Person]:
    """Everybody the case complains of, as recognition reads them; of a name that fits no employee its capitalised
    words, unless it is the name of a body: that one is asked for whole (forwarding.complained_body)."""
    persons: list[Person] = []
    for row in NamedPerson.objects.standing().filter(case=case).select_related("employee"):
        if who := row.employee:
            persons.append(Person(who.pk, who.surname, who.name, who.patronymic, who.post))
        elif not reads_as_body(row.typed):
            persons += [Person(0, w) for w in re.findall(r"\b[А-ЯЁ][а-яё-]{3,}", row.typed)]
    return persons


def unbarred(rows: QuerySet[Row], employee: Employee, case: str = "case") -> QuerySet[Row]:
    """Rows of another table without those of cases the employee must not see. case: the way from the row to its
    case."""
    for wall in walls(employee, units=False):
        rows = rows.exclude(**{f"{case}__in": wall})
    for one in kept_to_units(employee):
        rows = rows.exclude(Exists(Case.objects.outside(one).filter(pk=OuterRef(case))))
    return rows


def read_through(rows: QuerySet[Row], case: str = "case") -> QuerySet[Row]:
    """Rows of what clients say beside their messages, without those of cases in which names are still being sought.
    case: the way from the row to its case."""
    return rows.exclude(**{f"{case}__in": Contact.objects.filter(reading="waits", case__isnull=False).values("case")})


OF_CASES: dict[str, Callable[[Any], QuerySet[Any]]] = {
    "contact": lambda cases: Contact.objects.filter(case__in=cases),
    "forwardedletter": lambda cases: ForwardedLetter.objects.filter(forwarding__case__in=cases),
}
"""Subjects that are a part of a case, by type: those of these cases. A module above adds its own."""


def unbarred_subjects(rows: QuerySet[Row], employee: Employee, *, confidential: bool = True) -> QuerySet[Row]:
    """The same for rows that name their subject by type and number: deliveries, alerts, records of access.
    confidential=False: for journals, which say no word of a case."""
    for wall in walls(employee, confidential=confidential, units=False):
        rows = rows.exclude(subject_type="case", subject_id__in=wall)
        for kind, parts in OF_CASES.items():
            rows = rows.exclude(subject_type=kind, subject_id__in=parts(wall).values("pk"))
    for one in kept_to_units(employee) if confidential else ():  # row by row: nearly all cases may be outside
        outside = Case.objects.outside(one)
        rows = rows.exclude(Exists(outside.filter(pk=OuterRef("subject_id"))), subject_type="case")
        for kind, parts in OF_CASES.items():
            rows = rows.exclude(Exists(parts(outside).filter(pk=OuterRef("subject_id"))), subject_type=kind)
    return rows


def barred_from(case_id: int, employee: Employee) -> bool:
    """The case stands behind one of the walls. Most have none: that is asked first, for it is asked at every step."""
    if not kept_to_unit(employee) and (behind_none(employee) or not walled(case_id)):
        return False
    behind = [Q(pk__in=wall) for wall in walls(employee)]
    return bool(behind) and Case.objects.filter(reduce(or_, behind), pk=case_id).exists()


def open_to(case_id: int, people: Iterable[Employee]) -> list[Employee]:
    """Those of the body of a case who may see it: the walls of each are asked only where it has any."""
    free = not walled(case_id)
    return [one for one in people if (free and not kept_to_unit(one)) or not barred_from(case_id, one)]


def kept_to_unit(employee: Employee) -> bool:
    """They, or whoever is behind a program, see cases of their unit only: that wall stands around every other case."""
    return any(kept_by_unit(one) for one in (employee, *employee.behind))


def has_walls() -> Q:
    """Of a row of cases: somebody is named in it, or it is confidential; for whom it is closed is another question."""
    named = Exists(NamedPerson.objects.standing().filter(case=OuterRef("pk")))
    return named | Exists(Confidential.objects.standing().filter(case=OuterRef("pk")))


def walled(case_id: int) -> bool:
    return read_once(("walled", case_id), Case.objects.filter(has_walls(), pk=case_id).exists)


def seen_case(rows: QuerySet[Case], employee: Employee) -> Case | None:
    """The one case of `rows`, when the employee may see it (`seen_by`). Most stand behind no wall: that is asked with
    the case itself, for the query of all walls costs more than all else of a page."""
    found = only(rows.filter(organisation_id=employee.organisation_id).annotate(walled=has_walls()))
    if found is None or not (getattr(found, "walled", True) or kept_to_unit(employee)):
        return found
    return found if Case.objects.seen_by(employee).filter(pk=found.pk).exists() else None


def named_in(case_id: int, employee: Employee) -> bool:
    """They, or whoever is behind a program, are complained of in the case or stand in for one who is."""
    people = (employee, *employee.behind)
    return any(NamedPerson.objects.barring(one).filter(case_id=case_id).exists() for one in people)


CLOSED_BESIDE: list[Callable[[tuple[int, int], Employee], bool]] = []
"""What of a client (the keys of their card and of the one it was joined to) is closed to somebody without lying in a
case: talks, visits. A module above adds its own."""


def whole_history_closed(client: Client, employee: Employee) -> bool:
    """Something of the client is closed to the employee: the whole history is not theirs to give."""
    cards = (client.pk, client.living.pk)
    own = Case.objects.filter(client__in=cards)
    if own.exclude(pk__in=Case.objects.seen_by(employee).values("pk")).exists():
        return True
    return any(closed(cards, employee) for closed in CLOSED_BESIDE)


def unbarred_cards(rows: QuerySet[Row], employee: Employee, card: str = "pk") -> QuerySet[Row]:
    """Rows that name a card, without those of cards all of whose cases are closed to the employee: the card itself
    would say what they must not know. A joined card is the one it was joined to. card: the way from the row to it."""
    way = "" if card == "pk" else f"{card}__"
    own = Case.objects.filter(Q(client=OuterRef(card)) | Q(client=OuterRef(f"{way}merged_into")))
    seen = own.filter(pk__in=Case.objects.seen_by(employee).values("pk"))
    return rows.exclude(Exists(own) & ~Exists(seen))


def told_addresses(rows: QuerySet[ClientAddress], employee: Employee) -> QuerySet[ClientAddress]:
    """Addresses of cards without those that only cases closed to the employee were given: who is complained of knows
    the mailbox the complaint came from, and would know by it who complains. What the card's owner has agreed to stands
    on the card by itself, as does what no case was given."""
    own = CaseAddress.objects.filter(
        Q(case__client=OuterRef("client")) | Q(case__client=OuterRef("client__merged_into")),
        channel=OuterRef("channel"),
        address=OuterRef("address"),
    )
    return rows.exclude(Q(agreed_at=None), Exists(own), ~Exists(_of_seen(own, employee)))


def told_postal_address(card: Client, employee: Employee) -> str:
    """The same of where the client lives."""
    address = card.postal_address.strip()
    cards = (card.pk, card.living.pk)
    own = CaseAddress.objects.filter(case__client__in=cards, channel="post", address=address)
    if not address or not own.exists() or _of_seen(own, employee).exists():
        return card.postal_address
    return ""


def _of_seen(rows: QuerySet[CaseAddress], employee: Employee) -> QuerySet[CaseAddress]:
    return rows.filter(case__in=Case.objects.seen_by(employee).values("pk"))


def card_closed(client: Client, employee: Employee) -> bool:
    """Every case of the client is closed to the employee."""
    return not unbarred_cards(Client.objects.filter(pk=client.pk), employee).exists()


def shown_words(kind: str, ids: Iterable[int], employee: Employee) -> tuple[set[int], set[int]]:
    """Of texts that have no case yet (kind: contact, scan): those the employee may read, and those still being looked
    through for names. What seems to complain of them, of whom they stand in for, or of who is behind a program, is
    in neither. Rows are read, nothing is searched (actions/seeking.py)."""
    asked = set(ids)
    shown, closed = set(asked), set[int]()
    for one in [p for p in (employee, *employee.behind) if not p.is_service] if asked else ():
        called = [one.surname, one.name, one.patronymic, one.post]
        rows = Sought.objects.filter(subject_type=kind, subject_id__in=asked)
        rows = rows.annotate(called=KeyTransform(key_of(one.pk), "staff__persons"))
        kept_from = {one.pk, *Substitution.objects.absent(one).values_list("employee", flat=True)}
        searched = set[int]()
        for pk, persons, known in rows.values_list("subject_id", "persons", "called"):
            searched |= {pk} if known == called else set()
            closed |= {pk} if kept_from & set(persons) else set()
        shown &= searched
    return shown - closed, asked - shown - closed


def readable(contact: Contact, employee: Employee) -> bool:
    """A letter may be read: neither is it of a case closed to the employee, nor, while it has no case, does it seem to
    complain of them."""
    if contact.case_id:
        return not barred_from(contact.case_id, employee)
    return contact.pk in shown_words("contact", [contact.pk], employee)[0]


def had_it_open(case_id: int, employee: Employee) -> bool:
    """The case is closed to the employee now, but they knew it before: was assigned to them or seen by them. Only they
    are told why a page is gone; to everybody else the case never existed."""
    if not named_in(case_id, employee):
        return False
    seen = AccessRecord.objects.filter(cases__contains=[case_id], employee_id=employee.pk, kind__in=OPENED)
    return seen.exists() or Case.objects.filter(pk=case_id, assignments__employee=employee).exists()


def by_emergency_alone(case: Case, by: Employee) -> bool:
    """Without an emergency access the case would be hidden from them: it is confidential, or of another department."""
    hidden = Confidential.objects.keeping_from(by, emergency=False).filter(case=case)
    elsewhere = Case.objects.outside(by, emergency=False).filter(pk=case.pk)
    return hidden.exists() or (kept_by_unit(by) and elsewhere.exists())


def must_lead(case: Case, by: Employee) -> None:
    """Who sees a case by emergency access alone looks for an hour and decides nothing about who sees it. Raises
    NotAllowed."""
    if by_emergency_alone(case, by):
        raise NotAllowed(
            "Экстренный доступ открывает дело вам одному и на час. Кому оно видно и кто его ведёт, решают другие."
        )


def must_not_be_named(case: Case, by: Employee) -> None:
    """Raises NotAllowed for one complained of in the case and for who stands in for them."""
    if named_in(case.pk, by):
        raise NotAllowed(CLOSED_TO_YOU)


def no_deeds_of_the_named(subject: Any, by: Employee) -> None:
    """A gate of every action (people.acting): nothing is done about a case by one complained of in it, nor by one to
    whom it is closed. Raises NotAllowed."""
    case_id = case_id_of(subject)
    if case_id is None or not barred_from(case_id, by):
        return
    raise NotAllowed(CLOSED_TO_YOU if named_in(case_id, by) else NOT_YOURS)


def no_deeds_on_destroyed(subject: Any, by: Employee) -> None:
    """A gate of every action: nothing is written into a case whose data were destroyed. Raises Objection."""
    case = _case_of(subject)
    if case is not None:
        must_not_be_destroyed(case)


def _case_of(subject: Any) -> Case | None:
    """The case a row is about, where the row holds it."""
    if isinstance(subject, Case):
        return subject
    owners = (getattr(subject, name, None) for name in WAYS_TO_A_CASE if not isinstance(subject, Delivery))
    return next((found for owner in owners if isinstance(owner, Model) and (found := _case_of(owner))), None)


WAYS_TO_A_CASE = ("case", "reply", "application", "forwarding", "delivery", "contact", "visit")


def case_id_of(subject: Any) -> int | None:
    """The case a row is about, by whatever way it says so: itself, its owner, or the subject a delivery names."""
    if isinstance(subject, Case):
        return subject.pk
    if isinstance(subject, Delivery):
        return _case_of_delivery(subject)
    for name in WAYS_TO_A_CASE:
        owner = getattr(subject, name, None)
        if isinstance(owner, Model) and (found := case_id_of(owner)) is not None:
            return found
    return None


def _case_of_delivery(delivery: Delivery) -> int | None:
    if delivery.subject_type == "case":
        return delivery.subject_id
    if delivery.subject_type == "contact":
        return Contact.objects.filter(pk=delivery.subject_id).values_list("case_id", flat=True).first()
    letters = (
        ForwardedLetter.objects.filter(pk=delivery.subject_id) if delivery.subject_type == "forwardedletter" else None
    )
    return letters.values_list("forwarding__case_id", flat=True).first() if letters is not None else None


def told_nothing(employee: Any, path: str) -> bool:
    """A notice about a case never reaches one complained of in it."""
    about = CASE_PATH.match(path)
    return about is not None and barred_from(int(about[1]), employee)


def must_see_all(*cards: Client, by: Employee) -> None:
    """Whoever decides whose cards and addresses are sees all cases they are about. Raises NotAllowed."""
    if any(whole_history_closed(card, by) for card in cards):
        raise NotAllowed("Об этих карточках решает другой сотрудник: попросите того, кто ведёт дела этих клиентов.")


def must_see_whole(client: Client, by: Employee) -> None:
    """A whole history holds every case of the client: one who may not see all of them gets it from a colleague. Raises
    NotAllowed."""
    if whole_history_closed(client, by):
        raise NotAllowed("Эту историю вам выдать нельзя. Попросите коллегу, который ведёт дела этого клиента.")
