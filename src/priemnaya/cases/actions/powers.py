"""Who acts in a case for whom; and where letters go when those powers are over: a person decides, once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_case
from priemnaya.core.journal import record
from priemnaya.core.tokens import digest, new_code
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.actions.matching import hold_address
from priemnaya.people.models import Employee, Powers, ProofLink
from priemnaya.people.proof import Address

from .holding import powers_over
from .points import place_named

TO_CLIENT, TO_AGENT = "client", "agent"
WAYS = ("email", "post")
"""Where a client is written to who has not written to us themselves."""


def powers_seen(case: Case) -> str:
    """A token of what a page says of a case's powers."""
    return f"{case.powers_id or 0}.{case.powers_settled or '-'}"


@action("case.work")
@transaction.atomic
def set_powers(case: Case, powers: Powers | None, *, by: Employee, seen: str = "") -> None:
    """By which powers whoever writes acts; none: for themselves. Raises Objection, Stale."""
    held = _held(case, seen)
    if powers is not None and (held.client is None or powers.client_id != held.client.living.pk):
        raise Objection("Эти полномочия записаны на другой карточке. Выберите из списка.")
    if held.powers_settled == TO_CLIENT and (powers is None or powers.is_over):
        raise Objection("Письма уже идут самому клиенту. Выберите полномочия, которые действуют.")
    held.powers, held.powers_settled, held.powers_why = powers, "", ""
    fields = ["powers", "powers_settled", "powers_why"]
    if powers is not None:
        held.on_behalf_of = powers.principal[:250]
        fields.append("on_behalf_of")
    held.save(update_fields=fields)
    record("case.powers_set", held, by=by, powers=powers.pk if powers else 0)


@part
def carry_powers(case: Case, powers: Powers, *, by: Employee) -> None:
    """A talk that became a case was led by a representative: so is the case."""
    case.powers, case.on_behalf_of = powers, powers.principal[:250]
    case.save(update_fields=["powers", "on_behalf_of"])
    record("case.powers_set", case, by=by, powers=powers.pk)


@action("case.work")
@transaction.atomic
def settle_powers(
    case: Case, to: str, why: str, *, by: Employee, way: str = "", address: str = "", seen: str = ""
) -> None:
    """The powers are over: whom letters go to from now on, and why. To the client themselves: there alone, and the code
    and links that the representative had open the case no more. Raises Objection, Stale."""
    held = _held(case, seen)
    if not powers_over(held):
        raise Objection("Решать нечего: полномочия действуют, или об ответе уже решили.")
    if to not in (TO_CLIENT, TO_AGENT):
        raise Objection("Выберите, кому отвечать: самому клиенту или прежнему представителю.")
    if not why.strip():
        raise Objection("Напишите, откуда это известно: кого спросили и что он ответил.")
    held.powers_settled, held.powers_why = to, why.strip()[:300]
    held.save(update_fields=["powers_settled", "powers_why"])
    if to == TO_CLIENT:
        _to_the_client(held, way, address)
    record("case.powers_settled", held, by=by, powers=held.powers_id or 0)


def _to_the_client(case: Case, way: str, address: str) -> None:
    if way not in WAYS:
        raise Objection("Выберите, как писать самому клиенту: на электронную почту или бумажным письмом.")
    point, where = place_named(way, address, "")
    case.chosen_point, case.chosen_address, case.second_point, case.second_address = point, where, "", ""
    case.code_digest, case.code_shown = digest(new_code(20)), False
    changed = ["chosen_point", "chosen_address", "second_point", "second_address", "code_digest", "code_shown"]
    case.save(update_fields=changed)
    hold_address(case.addresses, Address(point, where, "told"))
    ProofLink.objects.filter(opens__in=("case", "consent"), subject=case.pk).burn(timezone.now())


def _held(case: Case, seen: str) -> Case:
    held = lock_case(case)
    if seen and seen != powers_seen(held):
        raise Stale("Пока страница была открыта, о представителе записали другое. Посмотрите, что стоит сейчас.")
    return held
