"""Sending to the client: a contact on the timeline and a row in the outbox for each point; then what became of it.

A letter goes by the point the law fixes, if it fixes one, and by the point the client chose; what comes back goes out
again by the client's next point, and a person is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.foreign import must_not_be_foreign
from priemnaya.cases.models import Case, Contact, ForwardedLetter, Reply
from priemnaya.cases.notices import Notice
from priemnaya.cases.returned import MAILBOX_ITSELF, page_counts, posted
from priemnaya.cases.rules import day_of
from priemnaya.cases.states import lock_case, lock_living
from priemnaya.cases.terms import fulfil
from priemnaya.core import queue
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import Delivery
from priemnaya.core.tokens import digest, new_code
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.actions.links import make_link, url_of
from priemnaya.people.actions.matching import hold_address, normal
from priemnaya.people.interaction import may_carry, points_of
from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of
from priemnaya.people.proof import Address
from priemnaya.policy import asks, register
from priemnaya.policy.contact_points import CHANNELS, POINT_KINDS, PORTALS, Carried, title_of
from priemnaya.policy.owed import SEND_AGAIN

from .leaving import reply_left
from .returning import settle_returned

register("provides", "point_choice", "cases.actions.deliver.choose_point")
UNSENT = ("queued", "doing")
BEHIND = "behind"
"""Where a payload keeps the letter that waits behind a link."""
LETTER_KEYS = ("subject", "text", "number", "files", "fulfils", "secret", "had_secret", "notice", "reply")
"""Parts of a payload that are a letter's own columns; the rest is extra."""
NOT_BOUNCING = ("bounced", "dead", "shown", "held")
Place = tuple[str, str]
"""A point and the address there."""


@dataclass(frozen=True)
class Letter:
    """What goes out: subject, text, files as (name, stored file id, type); `fulfils`: the obligation its sending meets;
    `secret`: a part of the text (the access code) that is kept only until the letter has left. `notice`: which
    automatic notice it is (cases.notices), None for an answer; `reply`: the signed answer it carries. One of the two is
    always there."""

    subject: str
    text: str
    notice: Notice | None
    files: tuple[tuple[str, int, str], ...] = ()
    fulfils: str = ""
    doubled: bool = False
    key: str = ""
    secret: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    reply: int | None = None
    unproved: str = ""
    """What of it may go to a mailbox that nobody has proved: our own words only."""
    bare: bool = False
    """It tells nothing of the matter or of anybody: it may go to a mailbox that nobody has proved."""

    def __post_init__(self) -> None:
        if (self.notice is None) == (self.reply is None):
            raise ValueError("a letter is an answer or a notice of cases.notices")

    @property
    def carried(self) -> Carried:
        """What a point must be able to carry for it."""
        return "notice" if self.reply is None else "answer"


@asks("by_chosen_point", "further_contact", "forwarding_notice", "result", "one_channel")
@asks("point_fixed", "answer")
@asks("must_tell", "received")
def points_for(case: Case, what: str) -> list[Place]:
    """Where a message of this sort goes, first to last, each place once.

    1. The point the law fixes for how the matter came, if the client can be reached there.
    2. The chosen point, where an order (or the defaults) demands it; else the point the message came by.
    3. The second point, where the order demands doubling.
    """
    policy, day = policy_of(case.organisation), day_of(case)
    fixed = policy.held("point_fixed", day, "answer", {"kind": case.kind, "came_by": case.point})
    places = [(fixed.value.point, address)] if fixed and (address := address_at(case, fixed.value.point)) else []
    wanted = (what, "one_channel", "further_contact")
    chosen = next((r for target in wanted for r in policy.rules("by_chosen_point", day, target)), None)
    places.append((case.chosen_point, case.chosen_address) if chosen or not case.client_id else _came_from(case))
    doubling = next((r for r in policy.rules("by_chosen_point", day, what) if r.value.doubled), None)
    if doubling and case.second_point:
        places.append((case.second_point, case.second_address))
    return list(dict.fromkeys(places))


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
    known = case.addresses.filter(channel=point).order_by("-level", "id").first()
    return known.address if known else ""


def _came_from(case: Case) -> Place:
    address = address_at(case, case.point) if case.point in CHANNELS else ""
    return (case.point, address) if address else (case.chosen_point, case.chosen_address)


def reachable(case: Case) -> list[Place]:
    """Every place where this client can be written to, the chosen ones first; the page of the case is always the
    last."""
    places = [(case.chosen_point, case.chosen_address), (case.second_point, case.second_address)]
    known = list(case.addresses.order_by("-level", "id").values_list("channel", "address"))
    places += [(c, a) for c, a in known if c in CHANNELS]
    places += [(c, a) for way in ("post", "phone") for c, a in known if c == way]
    places.append(("portal", ""))
    return list(
        dict.fromkeys((p, a) for p, a in places if p in POINT_KINDS and (a or not POINT_KINDS[p].needs_address))
    )


def veiled(case: Case, letter: Letter, place: Place) -> Letter:
    """What a mailbox that nobody has proved may be told: that there is a letter, and a link that proves it and shows
    the letter. No code, no answer, no name and none of anybody's words: else anybody could have us write to anybody."""
    point, address = place
    if point != "email" or letter.bare or case.proves(point, address):
        return letter
    secret = make_link(case.organisation, "case", channel=point, address=address, subject=case.pk)
    what = "received" if letter.notice == "received" else "guarded" if case.owner_proved else "waiting"
    subject, text = texts.veiled(case, what, url_of(case.organisation, secret), letter.unproved)
    behind = {"subject": letter.subject, "text": masked(letter.text, letter.secret), "files": list(letter.files)}
    extra = {**letter.extra, BEHIND: behind}
    return replace(letter, subject=subject, text=text, files=(), secret=secret, bare=True, extra=extra)


def as_written(payload: dict[str, Any]) -> dict[str, Any]:
    """A payload as the letter was written: what waits behind a link in place of the words that went."""
    if BEHIND not in payload:
        return payload
    rest = {k: v for k, v in payload.items() if k not in (BEHIND, "secret")}
    return {**rest, **payload[BEHIND], "had_secret": payload.get("notice") == "received"}


@transaction.atomic
def send_in_full(case: Case, address: str) -> None:
    """The mailbox is proved: the letters that waited behind a link go there as they are. The first one goes no more: it
    said what the page says, and its code would be void."""
    waited = Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel="email", address=address)
    for row in waited.filter(payload__has_key=BEHIND).exclude(payload__notice="received").order_by("pk"):
        kept = as_written(row.payload)
        letter = Letter(
            kept["subject"],
            kept["text"],
            files=tuple((str(n), int(f), str(t)) for n, f, t in kept["files"]),
            notice=kept.get("notice") or None,
            reply=kept.get("reply"),
            extra={k: v for k, v in kept.items() if k not in LETTER_KEYS},
        )
        key = f"full-{row.pk}:email"
        if not Delivery.objects.filter(organisation_id=case.organisation_id, key=key).exists():
            _send(case, letter, ("email", address), key=key, by=None)


def masked(text: str, secret: str) -> str:
    return text.replace(secret, "••••••••••") if secret else text


def forget_secret(delivery: Delivery) -> None:
    """The access code stays nowhere once its letter has left: only its digest on the case."""
    if secret := delivery.payload.pop("secret", ""):
        delivery.payload["had_secret"] = True
        delivery.payload["text"] = masked(delivery.payload.get("text", ""), secret)


@part
def send_to_client(
    case: Case, letter: Letter, *, what: str = "further_contact", to: Sequence[Place] = (), by: Employee | None
) -> list[Delivery]:
    """Queue a letter to the client by every point it must go by (to: those), in the caller's transaction; the page of
    the case shows it. A point that only notifies gets no answer: that goes by the next one that may carry it."""
    _must_be_new(case, letter, by)
    base = letter.key or f"case-{case.pk}-{timezone.now().timestamp()}"
    wanted = to or points_for(case, what)
    places = list(dict.fromkeys(carrying(case, letter.carried, place) for place in wanted))
    sent = [_send(case, letter, place, key=f"{base}:{place[0]}:{n}", by=by) for n, place in enumerate(places)]
    for place in (p for p in wanted if p not in places):
        where = title_of(places[0][0])
        told = Letter(texts.subject(case, "answer_waits"), texts.answer_waits(case, where), notice="answer_waits")
        sent.append(_send(case, told, place, key=f"waits-{base}:{place[0]}", by=by))
    return sent


TWICE = dt.timedelta(minutes=2)
"""The same words sent again so soon are the same button pressed twice."""


def _must_be_new(case: Case, letter: Letter, by: Employee | None) -> None:
    """Raises Stale for a notice that a person has sent in the same words a moment ago."""
    if by is None or letter.notice is None:
        return
    said = {"notice": letter.notice, "text": masked(letter.text, letter.secret)}
    if Contact.objects.filter(case=case, direction="out", at__gt=timezone.now() - TWICE, **said).exists():
        raise Stale("Такое же письмо клиенту только что отправлено, оно на этой странице. Второй раз не отправляем.")


def carrying(case: Case, what: Carried, place: Place) -> Place:
    """The place itself, when a letter of this sort may go there; else the client's next one that may. The page of the
    case always may."""
    body = case.organisation
    return next((p for p in (place, *reachable(case)) if may_carry(body, p[0], what)), ("portal", ""))


def _send(
    case: Case, letter: Letter, place: Place, *, key: str, by: Employee | None, instead_of: Delivery | None = None
) -> Delivery:
    goes, now, (point, address) = veiled(case, letter, place), timezone.now(), place
    shown = POINT_KINDS[point].way == "page" if point in POINT_KINDS else False
    secret = "" if shown else goes.secret
    delivery = Delivery.objects.create(
        organisation_id=case.organisation_id,
        channel=point,
        subject_type="case",
        subject_id=case.pk,
        key=key[:120],
        lane=f"case-{case.pk}:{point}",
        address=address,
        message_id=f"<{case.organisation.slug}.{case.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        state="shown" if shown else "queued",
        sent_at=now if shown else None,
        instead_of=instead_of,
        payload={
            "subject": goes.subject,
            "text": goes.text if secret else masked(goes.text, goes.secret),
            "number": case.number,
            "files": [list(f) for f in goes.files],
            "fulfils": letter.fulfils,
            "secret": secret,
            "notice": letter.notice,
            "reply": letter.reply,
            **goes.extra,
        },
    )
    Contact.objects.create(
        organisation=case.organisation,
        case=case,
        client=case.client,
        point=point,
        direction="out",
        status="sent",
        at=now,
        subject=letter.subject,
        text=masked(letter.text, letter.secret),
        author=by,
        reply_id=letter.reply,
        notice=letter.notice or "",
        delivery=delivery,
        external_id=delivery.message_id,
    )
    if shown and page_counts(delivery, case):
        _left(case, delivery, by=by, at=now)
        _settle_if_owed(case)
    queue.nudge("deliver_outbox")
    return delivery


@transaction.atomic
def write_back(contact: Contact, subject: str, text: str, *, to: Place) -> Delivery:
    """An automatic answer to a message that became no case (too large to take)."""
    body = contact.organisation
    delivery = Delivery.objects.create(
        organisation_id=body.pk,
        channel=to[0],
        subject_type="contact",
        subject_id=contact.pk,
        key=f"back-{contact.pk}",
        address=to[1],
        message_id=f"<{body.slug}.back.{contact.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        payload={"subject": subject, "text": text, "automatic": True},
    )
    queue.nudge("deliver_outbox")
    return delivery


def held(delivery: Delivery) -> Case | Contact:
    """What a delivery is about; a case is locked, with the one it was joined to: everybody locks cases first."""
    subject = subject_of(delivery)
    if isinstance(subject, Case):
        lock_living(subject)
    return subject


def subject_of(delivery: Delivery) -> Case | Contact:
    """What a delivery is about: a case, or a message that became none."""
    if delivery.subject_type == "contact":
        return Contact.objects.select_related("organisation").get(pk=delivery.subject_id)
    return case_of(delivery)


@transaction.atomic
def send_link(case: Case, address: str, secret: str, what: str) -> Delivery:
    """A link that proves the mailbox it goes to, whatever point was chosen. what: the text of texts.yaml that carries
    it. The secret stands nowhere but in the letter itself."""
    url = url_of(case.organisation, secret, page="consent" if what == "consent_link" else "link")
    subject, text = texts.veiled(case, what, url)
    letter = Letter(subject, text, notice="confirmation", secret=secret, bare=True)
    return _send(case, letter, ("email", address), key=f"link-{digest(secret)[:24]}:email", by=None)


def case_of(delivery: Delivery) -> Case:
    cases = Case.objects.select_related("organisation__parent", "client", "assignee")
    if delivery.subject_type == "forwardedletter":
        return cases.get(forwardings__letters=delivery.subject_id)
    return cases.get(pk=delivery.subject_id)


def cases_of(deliveries: Iterable[Delivery]) -> dict[int, Case]:
    """The case each delivery is about, by the delivery's key, in two queries; a message that became no case has
    none."""
    rows = list(deliveries)
    letters = [d.subject_id for d in rows if d.subject_type == "forwardedletter"]
    about = dict(ForwardedLetter.objects.filter(pk__in=letters).values_list("pk", "forwarding__case_id"))
    of = {d.pk: d.subject_id for d in rows if d.subject_type == "case"}
    of |= {d.pk: about[d.subject_id] for d in rows if d.subject_type == "forwardedletter"}
    cases = Case.objects.select_related("organisation__parent", "client", "assignee").in_bulk(set(of.values()))
    return {pk: cases[case] for pk, case in of.items() if case in cases}


@action("case.work", alone=True)
@transaction.atomic
def delivery_sent(delivery: Delivery, *, by: Employee | None = None) -> None:
    """The channel (or a person, for paper and phone) handed the message over: the obligation it meets is fulfilled, the
    answer it carries has left. Raises Stale when a person marks what has left already."""
    now, subject = timezone.now(), held(delivery)
    forget_secret(delivery)
    waiting = Delivery.objects.filter(pk=delivery.pk, state__in=UNSENT)
    if not waiting.update(state="sent", sent_at=now, error="", lease_until=None, payload=delivery.payload):
        if by is None:  # another worker was quicker, or it came back before this one could write
            return
        raise Stale("Это отправление уже ушло или отменено. Обновите страницу.")
    delivery.state, delivery.sent_at, delivery.error, delivery.lease_until = "sent", now, "", None
    if isinstance(subject, Case):
        _left(subject, delivery, by=by, at=now)
    record("delivery.sent", subject, by=by, delivery=delivery.pk)
    if isinstance(subject, Case):
        _settle_if_owed(subject)


def _settle_if_owed(case: Case) -> None:
    """A letter has reached the client: perhaps the one that had come back, or one after which that matters no more."""
    if terms.open_term(living(case), SEND_AGAIN):
        settle_returned(case)


def _left(case: Case, delivery: Delivery, *, by: Employee | None, at: dt.datetime) -> None:
    """What the leaving of a letter means for its case."""
    if what := delivery.payload.get("fulfils"):
        fulfil(living(case), what, at=at)
    if pk := delivery.payload.get("reply"):
        reply_left(Reply.objects.select_related("case__organisation", "organisation").get(pk=pk), by=by, at=at)


@transaction.atomic
def delivery_confirmed(delivery: Delivery, state: str, *, at: dt.datetime | None = None) -> bool:
    """The other side says the message lies in the client's box (`delivered`) or was opened (`read`). False: known
    already."""
    order = ["sent", "shown", "delivered", "read"]
    subject = held(delivery)
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state not in order or order.index(state) <= order.index(row.state):
        return False
    now = at or timezone.now()
    row.state, row.delivered_at = state, row.delivered_at or now
    row.read_at = now if state == "read" else None
    row.save(update_fields=["state", "delivered_at", "read_at"])
    record(f"delivery.{state}", subject, by=None, delivery=row.pk)
    if isinstance(subject, Case) and row.instead_of_id:  # found on a page that nobody chose: now it has arrived
        _left(subject, row, by=None, at=now)
        settle_returned(subject)
    return True


@transaction.atomic
def delivery_failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    """A try failed: later again, or dead when it was the last or cannot pass: then the next point is tried and a person
    told."""
    subject = held(delivery)
    if final:
        waiting = Delivery.objects.filter(pk=delivery.pk, state__in=UNSENT)
        if not waiting.update(state="dead", error=error[:2000], lease_until=None):
            return
        delivery.state, delivery.error = "dead", error[:2000]
    else:
        delivery.postpone(error, away=away)
    if delivery.state == "dead":
        record("delivery.failed", subject, by=None, delivery=delivery.pk)
        if isinstance(subject, Case):
            _not_arrived(subject, delivery, "delivery", f"не ушло: {error[:200]}.")


@transaction.atomic
def delivery_bounced(delivery: Delivery, why: str) -> None:
    """The receiving side returned it, perhaps days later: the next point of the client is tried, and unless another
    delivery has carried the letter, the case says so, somebody owes to send it otherwise, and people are told."""
    case = held(delivery)
    if (
        not Delivery.objects.filter(pk=delivery.pk)
        .exclude(state__in=NOT_BOUNCING)
        .update(state="bounced", error=why[:2000])
    ):
        return
    delivery.state, delivery.error = "bounced", why[:2000]
    record("delivery.bounced", case, by=None, delivery=delivery.pk)
    if isinstance(case, Case):
        _not_arrived(case, delivery, "bounce", "вернулось: адрес не принимает. Уточните адрес.")


def _not_arrived(case: Case, failed: Delivery, kind: str, what: str) -> None:
    """The next way, if there is one; then what the letter was said to have done is undone, and people hear of it. No
    fuss when another delivery of the same letter has carried it."""
    if "text" not in failed.payload:  # a status for a portal is no letter: it has no other way
        _tell_staff(case, kind, f"Отправление по делу {case.number} {what}")
        return
    alive = living(case)
    letter = next((x for x in posted(alive) if failed in x.rows), None)
    if letter and letter.carried:
        return
    again = _send_otherwise(case, failed)
    lost = settle_returned(case)
    if again is not None and POINT_KINDS[again.channel].way != "page":
        then = f"Отправляем другим способом: {title_of(again.channel)}."
    elif any(failed in x.rows for x in lost):
        then = "Других способов связи нет: выберите на странице дела, как отправить."
    else:
        then = ""
    _tell_staff(alive, kind, f"Письмо по делу {alive.number} {what} {then}".strip())


def living(case: Case) -> Case:
    """The case itself, or the one its matter is in now."""
    while case.merged_into is not None:
        case = case.merged_into
    return case


def _tell_staff(case: Case, kind: str, text: str) -> None:
    """An alert for the whole body and a notice for whoever has the case: the task of finding another way."""
    alert(kind, text, organisation_id=case.organisation_id, subject=case)
    if case.assignee:
        notify(case.assignee, text, case.get_absolute_url())


def _with_new_code(case: Case, kept: dict[str, Any], text: str) -> tuple[str, str]:
    """A letter that carried the access code gets a new one, and the old one is void: it was forgotten when it left. The
    text and the code; the code is empty for a letter without one."""
    if not (kept.get("had_secret") or kept.get("secret")):
        return text, ""
    secret = new_code()
    Case.objects.filter(pk=case.pk).update(code_digest=digest(secret))
    return text.replace(kept.get("secret") or "••••••••••", secret), secret


def _send_otherwise(case: Case, failed: Delivery) -> Delivery | None:
    """The same letter by the next place of the client where it has not been yet; None when there is none.

    A letter that carried the access code gets a new one: the old one was forgotten when it left. A status for a portal
    is no letter: it has no other way. Nor has a letter that proves the mailbox it goes to: read elsewhere it would
    prove a stranger's.
    """
    if "text" not in failed.payload or failed.payload.get("notice") in MAILBOX_ITSELF:
        return None
    case = living(case)
    tried: set[Place] = {(failed.channel, failed.address)}
    row: Delivery | None = failed
    while row is not None and row.instead_of_id:
        row = row.instead_of
        assert row is not None
        tried.add((row.channel, row.address))
    first = row or failed
    went = Delivery.objects.filter(
        subject_type="case", subject_id=first.subject_id, key__startswith=first.key.split(":")[0] + ":"
    )
    tried |= {(d.channel, d.address) for d in went}
    carried: Carried = "answer" if failed.payload.get("reply") else "notice"
    left = (p for p in reachable(case) if p not in tried and may_carry(case.organisation, p[0], carried))
    place = next(left, None)
    if place is None:
        return None
    return _send_same(case, failed, place, by=None)


@part
def send_same(
    case: Case, failed: Delivery, place: Place, *, by: Employee, extra: dict[str, Any] | None = None
) -> Delivery:
    """A person sends it once more, to another place."""
    return _send_same(case, failed, place, by=by, extra=extra)


def _send_same(
    case: Case, failed: Delivery, place: Place, *, by: Employee | None, extra: dict[str, Any] | None = None
) -> Delivery:
    """The same letter once more, to another place; an answer keeps its signature, its number and its files."""
    kept, again = as_written(failed.payload), texts.again(case.organisation)
    text, secret = f"{again}\n\n{kept['text'].removeprefix(again).lstrip()}", ""
    if place[0] != "portal":
        text, secret = _with_new_code(case, kept, text)
    letter = Letter(
        kept["subject"],
        text,
        files=tuple((str(n), int(f), str(t)) for n, f, t in kept.get("files", ())),
        fulfils=kept.get("fulfils", ""),
        secret=secret or kept.get("secret", ""),
        notice=kept.get("notice") or None,
        reply=kept.get("reply"),
        extra={k: v for k, v in kept.items() if k not in LETTER_KEYS} | (extra or {}),
    )
    count = Delivery.objects.filter(instead_of=failed).count()
    key = f"again-{failed.pk}:{place[0]}" + (f":{count}" if count else "")
    return _send(case, letter, place, key=key, by=by, instead_of=failed)


def choices_for(case: Case) -> list[tuple[str, str, str]]:
    """Points a client may choose for further contact: (point, name, address we know). What the body's register says it
    notifies by, and a messenger only where the client has written from it."""
    served = {p.row.kind for p in points_of(case.organisation) if {"notify", "deliver"} & set(p.functions)}
    known: dict[str, str] = {}
    for row in case.addresses.order_by("-level", "id"):
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
        if (point in served or messenger) and point not in ("in_person", "site") and (address or not messenger):
            result.append((point, kind.title, address))
    return result


def place_named(point: str, given: str, known: str) -> Place:
    """A place as a person names it: a point with a new address, or with the one we know. Raises Objection."""
    where = normal(point, given.strip()) or known
    if given.strip() and point == "phone" and not normal("phone", given):
        raise Objection("Проверьте номер: в нём должно быть 11 цифр.")
    if point == "email" and "@" not in where:
        raise Objection("Напишите адрес электронной почты.")
    if POINT_KINDS[point].needs_address and not where:
        raise Objection(f"Напишите адрес: без него «{title_of(point)}» не работает.")
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
    elif point == "post" and not case.client.postal_address:
        case.client.postal_address = where[:300]
        case.client.save(update_fields=["postal_address"])


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
) -> None:
    """The client (or an employee in the client's words) chooses where everything goes from now on (udmurtia-mio 2.1).
    For matters to come it holds too when the client acts with a proved identity (`proved`) or an employee wrote it
    down: the code of one case opens that case, and must not redirect other letters. Raises Objection with what is
    missing.
    """
    places = []
    known = {p: a for p, _, a in choices_for(case)}
    for one, given in ((point, address), (second_point, second_address)):
        if not one:
            places.append(("", ""))
            continue
        if one not in known:
            raise Objection("Сюда мы не пишем. Выберите способ из списка.")
        if one == point and not may_carry(case.organisation, one, "answer"):
            raise Objection(
                f"«{title_of(one)}» — только для уведомлений: ответ туда не приходит. Выберите для ответа другой"
                " способ, а этот оставьте вторым: сообщим, что ответ готов."
            )
        places.append(place_named(one, given, known[one]))
    for one, where in places:
        must_not_be_foreign(case, one, where)
    lock_case(case)
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
