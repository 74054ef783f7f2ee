"""The register of interaction points: what each may be used for, by which act, and where a matter of some kind may be
filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from priemnaya.core.read_once import read_once
from priemnaya.policy import Held, Verdict, asks, register
from priemnaya.policy.connection import CHOICE, empty_lists, fills, is_connected, lacking
from priemnaya.policy.contact_points import NEEDS_OURS, POINT_KINDS, SERVED_AS, Carried, title_of
from priemnaya.policy.engine import require, verdict

from .models import InteractionPoint, Organisation
from .policies import policy_of
from .reaching import normal_email

register("provides", "ways_to_file", "people.interaction.ways_to")


@dataclass(frozen=True)
class ServedPoint:
    """A point as it serves today: its row, its functions, and the clause that sets them (None: the register's own
    column). when: the hours that a clause names; connected: what is sent there comes to the installation."""

    row: InteractionPoint
    functions: tuple[str, ...]
    clause: Held | None
    when: str = ""
    connected: bool = True

    @property
    def promised(self) -> bool:
        """Whether people may be told to come by it: they know where, and what they send gets here."""
        return self.connected and (bool(self.row.address) or self.row.kind not in NEEDS_OURS)

    @property
    def hours(self) -> str:
        """When people answer there: as the clause says, else as the register has it."""
        return self.when or self.row.hours

    @property
    def citation(self) -> str:
        return f"{self.clause.citation}; {self.row.approved_by}" if self.clause else self.row.approved_by


def _today(organisation: Organisation) -> dt.date:
    return organisation.local(timezone.now()).date()


@asks("point_serves", *POINT_KINDS)
def points_of(organisation: Organisation, on: dt.date | None = None) -> list[ServedPoint]:
    """Every approved point of a body with what it serves on a day; a subordinate organisation has its body's."""
    policy, day = policy_of(organisation), on or _today(organisation)
    owner = (organisation.parent if organisation.parent_id else None) or organisation
    held = list(policy.rules("point_serves", day))
    rules = {r.value.point: r for r in held}
    when = {r.value.point: r.value.hours_said for r in held if r.value.hours}
    return [
        ServedPoint(
            row,
            rules[row.kind].value.functions if row.kind in rules else tuple(row.functions),
            rules.get(row.kind),
            when.get(row.kind, ""),
            is_connected(row.kind, owner.slug),
        )
        for row in read_once(
            ("points", owner.pk), lambda: list(InteractionPoint.objects.filter(organisation=owner, closed_at=None))
        )
    ]


@asks("offer_choice", "contact_point", "second_point")
def offered_choices(organisation: Organisation) -> dict[str, Held]:
    """Which choices the order (or the defaults) tells us to offer today, with the rule that says so."""
    today = _today(organisation)
    return {str(r.value.what): r for r in reversed(list(policy_of(organisation).rules("offer_choice", today)))}


def ways_to(organisation: Organisation, function: str, on: dt.date | None = None) -> list[ServedPoint]:
    """The points that serve a function: where a client may file, complain, or be answered."""
    return [p for p in points_of(organisation, on) if function in p.functions and p.promised]


def mailboxes_of(organisation: Organisation) -> frozenset[str]:
    """Every mailbox that letters to the body come to: its own and those that it names as points."""
    owner = (organisation.parent if organisation.parent_id else None) or organisation
    named = InteractionPoint.objects.filter(organisation=owner, kind="email", closed_at=None)
    known = (organisation.email, owner.email, *named.values_list("address", flat=True))
    return frozenset(normal_email(mailbox) for mailbox in known if mailbox)


def body_at(addresses: Iterable[str]) -> Organisation | None:
    """The body whose mailbox one of these is: its own first, then one that it names as a point."""
    wanted = {normal_email(address.strip("<> ")) for address in addresses}
    if found := Organisation.objects.filter(email__in=wanted).exclude(email="").first():
        return found
    named = InteractionPoint.objects.filter(kind="email", closed_at=None).exclude(address="").order_by("pk")
    return next(
        (p.organisation for p in named.select_related("organisation") if normal_email(p.address) in wanted), None
    )


def lack_of(organisation: Organisation) -> dict[str, str]:
    """Kinds of points by which nobody reaches the body yet, and why: no address, neither in the file nor on screen, no
    connection of the installation; and its lists that have nothing for a rule to look into."""
    owner = (organisation.parent if organisation.parent_id else None) or organisation
    rows = InteractionPoint.objects.filter(organisation=owner, closed_at=None).values_list("kind", "address")
    known = list(rows)
    points = lacking(owner.slug, {kind for kind, _ in known}, {kind for kind, address in known if address})
    wanted = frozenset[str]().union(*(layer.looks_into for layer in policy_of(owner).layers))
    return points | empty_lists(owner.slug, wanted)


def filing_verdicts(organisation: Organisation, point: str, function: str, on: dt.date | None = None) -> list[Verdict]:
    """May a matter that needs `function` be filed at this point? By its clause, or by the register where no clause
    speaks. A point that is not in the register serves nothing."""
    facts = {"point": point, "function": function}
    served = [p for p in points_of(organisation, on) if p.row.kind == point]
    if held := next((p.clause for p in served if p.clause), None):
        return [verdict(held, point, facts)]
    if any(function in p.functions for p in served):
        return []
    act = (served[0].row.approved_by if served else "") or policy_of(organisation).body.act.citation
    why = f"Через точку «{title_of(point)}» такое не подают."
    demand = "Реестр точек взаимодействия: что через какую точку можно подать."
    return [Verdict("реестр точек", False, why, REMEDY, "point_serves", point, "register", act, demand)]


def nothing_taken(organisation: Organisation, point: str, on: dt.date | None = None) -> bool:
    """Whether a clause has the point for inquiries alone: nothing that is said there is taken down."""
    rules = policy_of(organisation).rules("point_serves", on or _today(organisation), point)
    return any(rule.value.only for rule in rules)


@asks("point_barred", "contact")
def barred_by(organisation: Organisation, point: str, on: dt.date | None = None) -> Held | None:
    """The rule by which nobody is written to by this point; None when there is none."""
    rules = policy_of(organisation).rules("point_barred", on or _today(organisation))
    return next((rule for rule in rules if point in rule.value.points), None)


def must_not_be_barred(organisation: Organisation, point: str) -> None:
    """Raises Refused."""
    if rule := barred_by(organisation, point):
        require([verdict(rule, "contact", {"point": point})])


def may_carry(
    organisation: Organisation,
    point: str,
    what: Carried,
    on: dt.date | None = None,
    points: list[ServedPoint] | None = None,
) -> bool:
    """May an answer (a notice, a status) go to the client by this point: its kind can carry it, no rule bars the point,
    and the body uses its point for it. The page of the case may always; a point that the register does not know carries
    what its kind can. points: the body's, when the caller has read them."""
    kind = POINT_KINDS.get(point)
    if kind is None or what not in kind.carries or barred_by(organisation, point, on):
        return False
    known = points_of(organisation, on) if points is None else points
    served = [p for p in known if p.row.kind == point]
    return kind.way == "page" or not served or any(f in p.functions for p in served for f in SERVED_AS[what])


@fills(CHOICE)
def has_choice(slug: str) -> bool:
    """Whether an answer goes by any point but the page of the case, which is always there."""
    body = Organisation.objects.filter(slug=slug, parent=None).first()
    if body is None:
        return True
    points = points_of(body)
    sends = [p.row.kind for p in points if p.connected and p.row.kind in POINT_KINDS]
    return any(may_carry(body, k, "answer", points=points) for k in sends if POINT_KINDS[k].way != "page")


REMEDY = "Сообщите клиенту, как подать правильно."
