"""By which point of contact a letter goes to the client, and who chooses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from priemnaya.cases.facts import case_facts
from priemnaya.cases.facts_seen import must_stand
from priemnaya.cases.foreign import must_not_be_foreign
from priemnaya.cases.models import Application, Case, CaseAddress
from priemnaya.cases.rules import day_of
from priemnaya.cases.states import lock_case, move_case
from priemnaya.core.journal import record
from priemnaya.errors import Objection
from priemnaya.people.acting import action, part
from priemnaya.people.actions.matching import hold_address
from priemnaya.people.interaction import ServedPoint, barred_by, may_carry, points_of
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of
from priemnaya.people.proof import Address
from priemnaya.people.reaching import fault_in, normal
from priemnaya.policy import Held, Verdict, asks, register
from priemnaya.policy.contact_points import CHANNELS, POINT_KINDS, PORTALS, Carried, title_of
from priemnaya.policy.engine import verdict

register("provides", "point_choice", "cases.actions.points.choose_point")
Place = tuple[str, str]
"""A point and the address there."""


@asks("by_chosen_point", "further_contact", "forwarding_notice", "result", "one_channel")
@asks("point_fixed", "answer")
@asks("tell", "received")
def points_for(case: Case, what: str) -> list[Place]:
    """Where a message of this sort goes, first to last, each place once.

    1. The point the law fixes for how the matter came, if the client can be reached there.
    2. The chosen point, where an order (or the defaults) demands it; else the point the message came by.
    3. The second point, and the one the client chose for the result of a service, where the order demands doubling.
    4. The telephone of whoever needs a call: a task for people, besides the letter and never in its place.
    """
    return list(dict.fromkeys(place for place, _, _ in _wanted(case, what)))


def place_verdicts(case: Case, what: str, went: Sequence[Place]) -> list[Verdict]:
    """Of each rule that says where such a letter goes: whether it went there, or by another point that may carry it."""
    return [
        replace(verdict(rule, target, case_facts(case)), ok=place in went)
        for place, rule, target in _wanted(case, what)
        if rule is not None
    ]


def point_verdicts(case: Case, point: str) -> list[Verdict]:
    """Of the rule that keeps letters from a point: one was to go there and goes another way."""
    rule = barred_by(case.organisation, point)
    return [verdict(rule, "contact", {"point": point})] if rule else []


def _wanted(case: Case, what: str) -> list[tuple[Place, Held | None, str]]:
    """Each place, with the rule that says so and what the rule is about."""
    if case.powers_settled == "client":  # whatever way the representative wrote by, nothing goes there any more
        return [((case.chosen_point, case.chosen_address), None, "")]
    policy, day = policy_of(case.organisation), day_of(case)
    found: list[tuple[Place, Held | None, str]] = []
    fixed = policy.held("point_fixed", day, "answer", case_facts(case))
    if fixed and (address := address_at(case, fixed.value.point)):
        found.append(((fixed.value.point, address), fixed, "answer"))
    about = ((t, r) for t in (what, "one_channel", "further_contact") for r in policy.rules("by_chosen_point", day, t))
    target, chosen = next(about, ("", None))
    place = (case.chosen_point, case.chosen_address) if chosen or not case.client_id else _came_from(case)
    found.append((place, chosen, target))
    doubling = next((r for r in policy.rules("by_chosen_point", day, what) if r.value.doubled), None)
    if doubling and case.second_point:
        found.append(((case.second_point, case.second_address), doubling, what))
    if doubling and what == "result" and (asked := _asked_for(case)):
        found.append((asked, doubling, what))
    if what == "result" and (number := _to_be_called(case)):
        found.append((("phone", number), None, what))
    return found


def _to_be_called(case: Case) -> str:
    """The telephone of a client who needs a call besides a letter; empty where none is needed or known."""
    if case.client is None or "call" not in case.client.needs:
        return ""
    on_card = case.client.addresses.filter(channel="phone").order_by("-level", "pk").values_list("address", flat=True)
    return address_at(case, "phone") or on_card.first() or ""


def address_at(case: Case, point: str) -> str:
    """The client's address at a point: the chosen one, the second one, or another that the case was given, the best
    proved first. Empty when unknown."""
    if point == case.chosen_point and case.chosen_address:
        return case.chosen_address
    if point == case.second_point and case.second_address:
        return case.second_address
    if point in PORTALS:
        first = case.contacts.filter(point=point, direction="in").order_by("pk").first()
        return first.external_id if first else ""
    return next((a.address for a in addresses_of(case) if a.channel == point), "")


def addresses_of(case: Case) -> list[CaseAddress]:
    """What the case was given, the best proved first. A page that has them already asks nothing."""
    return sorted(case.addresses.all(), key=lambda a: (-a.level, a.pk))


def _asked_for(case: Case) -> Place | None:
    """How the client of a service asked to get its result, if they can be reached there."""
    point = Application.objects.filter(case=case).values_list("receive_by", flat=True).first() or ""
    known = POINT_KINDS.get(point)
    if known is None:
        return None
    address = case.client.postal_address if point == "post" and case.client else address_at(case, point)
    return (point, address) if address or not known.needs_address else None


def _came_from(case: Case) -> Place:
    address = address_at(case, case.point) if case.point in CHANNELS else ""
    return (case.point, address) if address else (case.chosen_point, case.chosen_address)


def reachable(case: Case) -> list[Place]:
    """Every place where this client can be written to, the chosen ones first; the page of the case is always the
    last."""
    places = [(case.chosen_point, case.chosen_address), (case.second_point, case.second_address)]
    known = [(a.channel, a.address) for a in addresses_of(case)] if case.powers_settled != "client" else []
    places += [(c, a) for c, a in known if c in CHANNELS]
    places += [(c, a) for way in ("post", "phone") for c, a in known if c == way]
    places.append(("portal", ""))
    return list(
        dict.fromkeys((p, a) for p, a in places if p in POINT_KINDS and (a or not POINT_KINDS[p].needs_address))
    )


def carrying(case: Case, what: Carried, place: Place, points: list[ServedPoint] | None = None) -> Place:
    """The place itself, when a letter of this sort may go there; else the client's next one that may. The page of the
    case always may. points: the body's, when the caller has read them."""
    body = case.organisation
    points = points_of(body) if points is None else points
    return next((p for p in (place, *reachable(case)) if may_carry(body, p[0], what, points=points)), ("portal", ""))


def choices_for(case: Case, points: list[ServedPoint] | None = None) -> list[tuple[str, str, str]]:
    """Points a client may choose for further contact: (point, name, address we know). What the body's register says it
    notifies by, and a messenger only where the client has written from it. points: the body's, when
    the caller has read them."""
    known_points = points_of(case.organisation) if points is None else points
    served = {p.row.kind for p in known_points if {"notify", "deliver"} & set(p.functions)} or {"portal"}
    known: dict[str, str] = {}
    for row in addresses_of(case):
        known.setdefault(row.channel, row.address)
    known |= {
        p: a for p, a in ((case.second_point, case.second_address), (case.chosen_point, case.chosen_address)) if a
    }
    result = []
    for point, kind in POINT_KINDS.items():
        address = known.get(point, "")
        messenger = kind.way == "channel" and point != "email"
        if point == case.point and point in PORTALS:
            address = address_at(case, point)
        if barred_by(case.organisation, point):
            continue
        if (point in served or messenger) and point not in ("in_person", "site", "chat") and (address or not messenger):
            result.append((point, kind.title, address))
    return result


ASKED = {
    "email": "Напишите адрес электронной почты.",
    "phone": "Напишите номер, по которому позвонить.",
    "post": "Напишите адрес, куда отправить письмо, с индексом.",
}
"""What to type where a point has no address yet."""


def place_named(point: str, given: str, known: str) -> Place:
    """A place as a person names it: a point with a new address, or with the one we know. Raises Objection."""
    own = POINT_KINDS[point].address in ("account", "number")
    where = known if own else normal(point, given.strip()) or known  # nobody types where the client wrote from
    if point == "email" and not where:
        raise Objection(ASKED["email"])
    if not own and given.strip() and (fault := fault_in(point, given)):
        raise Objection(fault)
    if POINT_KINDS[point].needs_address and not where:
        raise Objection(ASKED.get(point, "Напишите адрес, куда отправить ответ."))
    return point, where[:320]


@part
def remember_address(case: Case, point: str, where: str, *, by: Employee | None) -> None:
    """What the client named is the case's own, and goes on the card; proved it is not by that."""
    if not where:
        return
    must_not_be_foreign(case, point, where)
    named = Address(point, where, "told" if by else "typed")
    hold_address(case.addresses, named)
    if case.client is None:
        return
    if point in ("email", "phone"):
        hold_address(case.client.addresses, named)
    elif point == "post" and not case.client.postal_address and not case.client.is_proved:
        case.client.postal_address = where[:300]
        case.client.save(update_fields=["postal_address"])


def _places(case: Case, first: tuple[str, str], second: tuple[str, str]) -> list[tuple[str, str]]:
    """Point and address of each as chosen, empty for one that is not; the answer goes to the first. Raises
    Objection."""
    places = []
    known = {p: a for p, _, a in choices_for(case)}
    for one, given in (first, second):
        if not one:
            places.append(("", ""))
            continue
        if one not in known:
            raise Objection("Сюда мы не пишем. Выберите способ из списка.")
        if one == first[0] and not may_carry(case.organisation, one, "answer"):
            raise Objection(
                f"«{title_of(one)}» — только для уведомлений: ответ туда не приходит. Выберите для ответа другой"
                " способ, а этот оставьте вторым: сообщим, что ответ готов."
            )
        places.append(place_named(one, given, known[one]))
    return places


def may_answer_at(case: Case, points: list[ServedPoint]) -> set[str]:
    """Of the points a client may choose those an answer may go to; the others are for notices, as a second one."""
    known = POINT_KINDS if points else ("portal",)
    return {point for point in known if may_carry(case.organisation, point, "answer", points=points)}


def must_not_be_dropped(case: Case, typed: Mapping[str, str]) -> None:
    """The form has a field for each point: an address typed at one that was not chosen is not dropped without a word.
    Raises Objection."""
    for point, title, known in choices_for(case):
        given = typed.get(f"address_{point}", "").strip()
        if point in (typed.get("point"), typed.get("second")) or given in ("", known):
            continue
        if normal(point, given) != known:
            raise Objection(
                f"Вы вписали новый адрес, а «{title}» не выбрали, поэтому ничего не записано. Выберите этот способ или"
                " сотрите адрес."
            )


@action("case.work", alone=True)
@transaction.atomic
def choose_point(
    case: Case,
    point: str,
    address: str = "",
    *,
    second_point: str = "",
    second_address: str = "",
    by: Employee | None = None,
    proved: bool = False,
    seen: str = "",
) -> None:
    """The client (or an employee in the client's words) chooses where everything goes from now on (udmurtia-mio 2.1).
    For matters to come it holds too when the client acts with a proved identity (`proved`) or an employee wrote it
    down: the code of one case opens that case, and must not redirect other letters. Raises Objection with what is
    missing.
    """
    places = _places(case, (point, address), (second_point, second_address))
    lock_case(case)
    if case.merged_into:
        raise Objection(f"Ответ придёт по делу {case.merged_into.number}: куда его послать, выбирают на его странице.")
    move_case(case, "point")
    must_stand(case, "point", seen)
    for one, where in places:
        must_not_be_foreign(case, one, where)
    (case.chosen_point, case.chosen_address), (case.second_point, case.second_address) = places
    if not case.chosen_point:
        raise Objection("Выберите, куда отвечать.")
    if places[0] == places[1]:
        case.second_point = case.second_address = ""
    case.save(update_fields=["chosen_point", "chosen_address", "second_point", "second_address"])
    for one, where in places:
        if where and one:
            hold_address(case.addresses, Address(one, where, "told" if by else "typed"))
    if case.client and (by is not None or proved):
        case.client.chosen_point, case.client.chosen_address = case.chosen_point, case.chosen_address
        case.client.save(update_fields=["chosen_point", "chosen_address"])
        for one, where in places:
            remember_address(case, one, where, by=by)
    record("case.point_chosen", case, by=by, point=case.chosen_point)
