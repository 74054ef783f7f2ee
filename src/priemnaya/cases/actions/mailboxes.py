"""What the reader of a mailbox says of a case that was given it: «это моё дело» or «я этого не писал»
(docs/trust.md). Reading a mailbox proves the mailbox; who wrote the messages before, only the reader can say."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.authors import claims
from priemnaya.cases.models import Case, ForeignAddress
from priemnaya.cases.notices import Notice
from priemnaya.cases.states import family, lock_case, lock_living
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import Delivery
from priemnaya.errors import Objection
from priemnaya.people.actions.matching import hold_address
from priemnaya.people.models import Client, ProofLink
from priemnaya.people.proof import Address, Level

from .arriving import UNSENT, delivery_bounced, delivery_failed
from .deliver import send_in_full
from .points import reachable

OF_THE_MAILBOX: tuple[Notice, ...] = ("received", "confirmation")
"""Notices that only ask the mailbox whether it is the right one: not owed by another way when it is not."""
HELD_BACK = "получатель ответил: «Я этого не писал»"


def closed_to_mailbox(case: Case, address: str, channel: str = "email") -> bool:
    """Whose case it is we know, and this mailbox was only told: a slip of the pen must not open it to a stranger."""
    return case.owner_proved and not case.proves(channel, address)


def asks_author(case: Case, address: str, channel: str = "email") -> bool:
    """Whether the reader of this mailbox has still to say if the messages before are theirs. Of an account that the
    case was written from, or a telephone that was proved, nothing is to be asked: a link goes to no other."""
    if channel != "email":
        return not case.proves(channel, address)
    return not case.proves("email", address) or claims(case, address).exists()


@transaction.atomic
def prove_mailbox(case: Case, proved: Address) -> None:
    """The mailbox is the case's own and read by whoever acts: this address is reachable, here and on the card; nothing
    else. Raises Objection when it is the case's no more."""
    lock_case(case)  # before the look: its reader may be saying «Я этого не писал» right now
    if not case.addresses.filter(channel=proved.channel, address=proved.address).exists():
        raise Objection("Этот адрес у дела уже не стоит. Попросите новую ссылку.")
    known = case.proves(proved.channel, proved.address)
    hold_address(case.addresses, proved)
    if case.client and case.client.addresses.filter(channel=proved.channel, address=proved.address).exists():
        hold_address(case.client.addresses, proved)
    if not known:
        record("case.mailbox_proved", case, by=None)
    send_in_full(case, proved.address)


@transaction.atomic
def own_case(case: Case, address: str) -> None:
    """«Да, это моё дело», says the mailbox's reader: what was written from it, or named it, is theirs. Raises
    Objection when nobody has proved the mailbox."""
    proved = Address("email", address, "link")
    if not case.proves(proved.channel, proved.address):
        raise Objection("Сначала откройте ссылку из письма: так мы узнаем, что почтовый ящик ваш.")
    Case.objects.filter(pk=case.pk, level__lt=proved.level).update(level=proved.level)
    if claims(case, address).update(level=proved.level, how=proved.how):
        record("case.authorship_confirmed", case, by=None)


@transaction.atomic
def disown_case(case: Case, address: str) -> None:
    """«Я этого не писал», says the mailbox's reader: nothing of the case goes there again, staff hear of it, and what
    waited there is owed by another way. Raises Objection when the mailbox is not the case's."""
    joined = {case.pk, *family(lock_living(case))}
    found = Case.objects.select_related("client", "assignee").filter(pk__in=joined)
    rows = [c for c in found if _is_meant(c, case, address) and _gives_up(c, address)]
    if not rows:
        raise Objection("Этот адрес у дела уже не стоит: писем по нему на вашу почту не будет.")
    left = {one.pk for one in rows}
    ProofLink.objects.filter(opens__in=("case", "consent"), subject__in=left, address=address).burn(timezone.now())
    for one in rows:
        record("case.mailbox_disowned", one, by=None)
        _tell(one)
    _stop_letters(left, address)
    cards = {one.client.pk: one.client for one in rows if one.client}
    for _, card in sorted(cards.items()):  # cards are held after cases and their letters (cases/states.py)
        _leave_card(card, address)


def _is_meant(one: Case, said: Case, address: str) -> bool:
    """Of the cases joined to the one spoken of, those that prove this mailbox themselves are its reader's own."""
    return one.pk == said.pk or not one.proves("email", address)


def _gives_up(case: Case, address: str) -> bool:
    """The address is this case's no more."""
    given = case.addresses.filter(channel="email", address=address).delete()[0]
    if not given:
        return False
    ForeignAddress.objects.get_or_create(case=case, channel="email", address=address)
    chosen = ((case.chosen_point, case.chosen_address), (case.second_point, case.second_address))
    kept = [p for p in chosen if p[0] and p != ("email", address)]
    others = [p for p in reachable(case) if p != ("email", address)]  # the page of the case is always the last
    (point, where), (other, there) = [*(kept or others[:1]), ("", "")][:2]
    Case.objects.filter(pk=case.pk).update(
        chosen_point=point, chosen_address=where, second_point=other, second_address=there
    )
    return True


def _leave_card(client: Client, address: str) -> None:
    """The card keeps it only where it is proved by something else."""
    if client.addresses.filter(channel="email", address=address, level=Level.CLAIMED).delete()[0]:
        chosen = Client.objects.filter(pk=client.pk, chosen_point="email", chosen_address=address)
        chosen.update(chosen_point="", chosen_address="")


def _tell(case: Case) -> None:
    """A task for the body, and a line for whoever has the case."""
    text = (
        f"По делу {case.number} владелец почты ответил: «Я этого не писал». Письма этого дела туда больше не идут:"
        " проверьте, кто писал и как ему ответить"
    )
    alert("disowned", text, organisation_id=case.organisation_id, subject=case)
    if case.assignee:
        notify(case.assignee, text, case.get_absolute_url(), kind="case")


def _stop_letters(cases: set[int], address: str) -> None:
    """What has not left stays here; what has left is owed to the client by another way, as a letter that came back."""
    rows = Delivery.objects.filter(
        subject_type="case", subject_id__in=cases, channel="email", address=address, payload__has_key="text"
    )
    for row in rows.order_by("pk"):
        if row.payload.get("notice") in OF_THE_MAILBOX:
            Delivery.objects.filter(pk=row.pk, state__in=(*UNSENT, "held")).update(
                state="dead", error=HELD_BACK, lease_until=None
            )
        elif row.state in (*UNSENT, "held"):
            delivery_failed(row, HELD_BACK, final=True)
        else:
            delivery_bounced(row, HELD_BACK)
