"""The waiting list: who wants a time that is taken gets the first one that comes free. One person has one offer at a
time; «нет, спасибо» frees the place at once for the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.guard import card_closed
from priemnaya.core.each import each
from priemnaya.core.journal import record
from priemnaya.core.tokens import api_digest, new_token
from priemnaya.errors import Faults, NotAllowed, Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.models import Client, Employee
from priemnaya.people.reaching import fault_in, normal
from priemnaya.reception.models import Place, Visit, VisitKind, VisitWish
from priemnaya.reception.visits.free import Slot, nearest
from priemnaya.reception.visits.texts import OFFER, when

from .booking import BookingDetails, Time, confirm_visit, hold_visit, let_go
from .letters import write

OFFERED_FOR = dt.timedelta(hours=24)
NOT_NEARER = dt.timedelta(hours=3)
"""A time that is nearer is offered to nobody who must first read a letter."""
OFFERS = 3


@action("visit.receive", alone=True)
@transaction.atomic
def wish_visit(
    place: Place,
    kind: VisitKind,
    *,
    by: Employee | None,
    name: str,
    phone: str = "",
    email: str = "",
    until: dt.date | None = None,
    client: Client | None = None,
) -> VisitWish:
    """Wait for a free time. until: the last day that suits. Raises Faults, Objection where one waits already."""
    wrong: dict[str, str] = {}
    if not name.strip() or len(name) > 200:
        wrong["name"] = _("Напишите, как вас зовут: так мы вас позовём.")
    for what, typed in (("phone", phone), ("email", email)):
        if typed.strip() and (fault := fault_in(what, typed)):
            wrong[what] = fault
    if not (phone.strip() or email.strip()):
        wrong.setdefault("phone", _("Нужен телефон или почта: иначе не сообщить, что время освободилось."))
    if wrong:
        raise Faults(wrong)
    held = Place.objects.select_for_update().get(pk=place.pk)
    phone, email = normal("phone", phone)[:40], normal("email", email)[:320]
    same = Q(phone=phone) & ~Q(phone="") | Q(email=email) & ~Q(email="")
    if VisitWish.objects.filter(same, place=held, kind=kind, state__in=("waiting", "offered")).exists():
        raise Objection(_("Вы уже ждёте этого приёма. Когда время освободится, мы сообщим."))
    last = place.today() + dt.timedelta(days=place.ahead_days)
    wish = VisitWish.objects.create(
        organisation=place.organisation,
        place=place,
        kind=kind,
        until=min(until or last, last),
        name=" ".join(name.split()),
        phone=phone,
        email=email,
        client=lock_living_card(client) if client else None,
    )
    record("visit.wished", wish, by=by)
    return wish


def offer_freed(place: Place) -> int:
    """Offer each free time to whoever waits longest; what was offered and not answered goes on to the next. Returns how
    many offers went."""
    now = timezone.now()
    rows = VisitWish.objects.filter(place=place)
    rows.filter(state="waiting", until__lt=place.today()).update(state="over")
    stale = rows.filter(state="offered").filter(
        Q(offered=None) | Q(offered__state="held", offered__held_until__lte=now)
    )
    stale.filter(offers__gte=OFFERS).update(state="over", key_digest="")
    stale.update(state="waiting", key_digest="")
    waiting = rows.filter(state="waiting").order_by("pk").values_list("pk", flat=True)[:50]
    return each(waiting, partial(_offer_to, now, {}), "wish for a visit")


Soonest = dict[int, Slot | None]
"""Kind of visit -> its first free time, as far as it was looked for in this round: where a place is full, most wait."""


@transaction.atomic
def _offer_to(now: dt.datetime, soonest: Soonest, key: int) -> bool:
    wishes = VisitWish.objects.select_for_update(skip_locked=True, of=("self",))
    wish = (
        wishes.select_related("place__organisation__parent", "place__point", "kind")
        .filter(pk=key, state="waiting")
        .first()
    )
    return bool(wish and _offer(wish, now, soonest))


def _offer(wish: VisitWish, now: dt.datetime, soonest: Soonest) -> bool:
    if wish.kind_id not in soonest:
        found = nearest(wish.place, wish.kind, after=now + NOT_NEARER, most=1)
        soonest[wish.kind_id] = found[0] if found else None
    slot = soonest[wish.kind_id]
    if slot is None or wish.place.local(slot.start).date() > wish.until:
        return False
    soonest.clear()
    secret = new_token()
    try:
        visit = hold_visit(Time(wish.place, wish.kind, slot.start), api_digest(secret), by=None)
    except Objection:
        return False  # somebody was quicker: the next round looks again
    until = min(now + OFFERED_FOR, slot.start - NOT_NEARER / 2)
    Visit.objects.filter(pk=visit.pk).update(held_until=until, email=wish.email)
    visit.refresh_from_db()
    wish.state, wish.offered, wish.offers, wish.key_digest = "offered", visit, wish.offers + 1, api_digest(secret)
    wish.save(update_fields=["state", "offered", "offers", "key_digest"])
    record("visit.offered", wish, by=None)
    url = f"{settings.SITE_URL}/{wish.organisation.slug}/visits/offer/{secret}/"
    if write(visit, OFFER, url=url, until=when(wish.place, until)):
        return True
    if wish.phone:
        Visit.objects.filter(pk=visit.pk).update(email="")  # no letter goes there: the desk calls
        return True
    transaction.set_rollback(True)  # nobody would know of it: the time is for the next
    return False


@action("visit.receive", alone=True)
@transaction.atomic
def answer_offer(
    wish: VisitWish, *, agrees: bool, by: Employee | None, remind: Collection[str] = (), told: bool = True
) -> str:
    """Taken: the code of the booking; or declined: the time is free for the next. Asked and told as at any booking:
    when to remind, where it is. Raises Stale, Refused."""
    row = VisitWish.objects.select_for_update(of=("self",)).select_related("offered", "place", "client").get(pk=wish.pk)
    visit = row.offered
    if by is not None and row.client is not None and card_closed(row.client, by):
        raise NotAllowed(_("Карточка этого клиента вам недоступна: ответ запишет другой сотрудник."))
    if row.state != "offered" or visit is None or visit.state != "held":
        raise Stale(_("Это предложение больше не действует: на него уже ответили, или время прошло."))
    if not agrees:
        row.state, row.offered, row.key_digest = "declined", None, ""
        row.save(update_fields=["state", "offered", "key_digest"])
        let_go(visit, by=by)
        record("visit.declined", row, by=by)
        return ""
    who = BookingDetails(row.name, row.phone, row.email, remind=dict.fromkeys(remind, ""), told=told, client=row.client)
    code = confirm_visit(visit, who, by=by)
    row.state, row.key_digest = "taken", ""
    row.save(update_fields=["state", "key_digest"])
    return code
