"""What became of a letter: it left, arrived, or came back; what comes back goes out again by the client's next point,
and a person is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms, texts
from priemnaya.cases.authors import page_case
from priemnaya.cases.models import Case, Contact, ForwardedLetter
from priemnaya.cases.promised import broken, stops
from priemnaya.cases.returned import FAILED, MAILBOX_ITSELF, posted
from priemnaya.cases.states import is_destroyed, lock_living
from priemnaya.core.journal import alert, notify, record
from priemnaya.core.models import Delivery
from priemnaya.core.tokens import digest, new_code
from priemnaya.errors import Stale
from priemnaya.people.acting import action, part
from priemnaya.people.interaction import may_carry
from priemnaya.people.models import Employee, ProofLink
from priemnaya.policy.contact_points import POINT_KINDS, Carried, title_of

from .deliver import in_words, send_to_place
from .leaving import letter_left, living
from .points import Place, reachable
from .returning import settle_if_owed, settle_returned
from .second import second_unwanted
from .veiling import LETTER_KEYS, Letter, as_written, current_code, forget_secret, masked, open_place

UNSENT = ("queued", "doing")
NOT_BOUNCING = ("bounced", "dead", "shown", "held")


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
        letter_left(subject, delivery, by=by, at=now)
    record("delivery.sent", subject, by=by, delivery=delivery.pk)
    if isinstance(subject, Case):
        settle_if_owed(subject)


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
        letter_left(subject, row, by=None, at=now)
        settle_returned(subject)
    return True


@transaction.atomic
def letter_read_on_page(delivery: Delivery) -> None:
    """The client has the case open by its code, and with it the letter of which a notice went: it waits no more.
    What came back stays owed by another way."""
    waiting = Delivery.objects.filter(pk=delivery.pk, read_on_page_at=None).exclude(state__in=FAILED)
    if waiting.update(read_on_page_at=timezone.now()):
        record("delivery.read_on_page", subject_of(delivery), by=None, delivery=delivery.pk)


@transaction.atomic
def delivery_failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    """A try failed: later again, or dead when it was the last or cannot pass: then the next point is tried and a person
    told."""
    subject = held(delivery)
    gone, error = _destroyed(subject, error)
    if final:
        waiting = Delivery.objects.filter(pk=delivery.pk, state__in=UNSENT)
        if not waiting.update(state="dead", error=error[:2000], lease_until=None):
            return
        delivery.state, delivery.error = "dead", error[:2000]
    else:
        delivery.postpone(error, away=away)
    if delivery.state == "dead":
        record("delivery.failed", subject, by=None, delivery=delivery.pk)
        if isinstance(subject, Case) and not gone and not second_unwanted(delivery):
            _not_arrived(subject, delivery, "delivery", f"не ушло: {error[:200]}.")


@transaction.atomic
def delivery_bounced(delivery: Delivery, why: str) -> None:
    """The receiving side returned it, perhaps days later: the next point of the client is tried, and unless another
    delivery has carried the letter, the case says so, somebody owes to send it otherwise, and people are told."""
    case = held(delivery)
    gone, why = _destroyed(case, why)
    if (
        not Delivery.objects.filter(pk=delivery.pk)
        .exclude(state__in=NOT_BOUNCING)
        .update(state="bounced", error=why[:2000])
    ):
        return
    delivery.state, delivery.error = "bounced", why[:2000]
    record("delivery.bounced", case, by=None, delivery=delivery.pk)
    if isinstance(case, Case) and not gone:
        _not_arrived(case, delivery, "bounce", "вернулось: адрес не принимает. Уточните адрес.")


def _destroyed(subject: Any, error: str) -> tuple[bool, str]:
    """Of a case whose data were destroyed meanwhile nothing is sent again or asked of people, and no words of a server
    are kept: they name whom it was sent to."""
    gone = isinstance(subject, Case) and is_destroyed(subject)
    return gone, "" if gone else error


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
    elif stops(alive, failed.payload):
        then = "Обещанный в нём день больше не верен: сообщите клиенту срок на странице дела."
    elif any(failed in x.rows for x in lost):
        then = "Других способов связи нет: выберите на странице дела, как отправить."
    else:
        then = ""
    _tell_staff(alive, kind, f"Письмо по делу {alive.number} {what} {then}".strip())


def _tell_staff(case: Case, kind: str, text: str) -> None:
    """An alert for the whole body and a notice for whoever has the case: the task of finding another way."""
    alert(kind, text, organisation_id=case.organisation_id, subject=case)
    if case.assignee:
        notify(case.assignee, text, case.get_absolute_url(), kind="case")


def _with_code(case: Case, kept: dict[str, Any], text: str, place: Place) -> tuple[str, str]:
    """The text of a letter that goes once more, and the access code in it; empty when it holds none.

    A letter that has not left keeps its code. One that carried the code and lost it gets a new one, for the old one was
    forgotten when it left; but only where the client has no other: a code that was shown to them, or that a later
    letter or the window gave, stays good, and so it does when the letter goes where no code may go.
    """
    if code := kept.get("secret", ""):
        return (text, code) if digest(code) == case.code_digest else (in_words(case, masked(text, code)), "")
    if open_place(text) and case.proves(*place) and current_code(case, kept) and not case.code_shown:
        code = new_code()
        case.code_digest = digest(code)
        case.save(update_fields=["code_digest"])
        ProofLink.objects.filter(opens__in=("case", "consent"), subject=case.pk).burn(timezone.now())
        return text.replace(open_place(text), code), code
    return in_words(case, text), ""


def _send_otherwise(case: Case, failed: Delivery) -> Delivery | None:
    """The same letter by the next place of the client where it has not been yet; None when there is none.

    A status for a portal is no letter: it has no other way. Nor has a letter that proves the mailbox it goes to: read
    elsewhere it would prove a stranger's. Nor one that only names a day which holds no more.
    """
    if "text" not in failed.payload or failed.payload.get("notice") in MAILBOX_ITSELF:
        return None
    alive = living(case)
    if stops(alive, failed.payload):
        return None
    case = page_case(case, alive)
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
    since, promises = _since_then(case, kept)
    first = f"{again}\n\n{since}".rstrip()
    text, code = _with_code(case, kept, f"{first}\n\n{kept['text'].removeprefix(again).lstrip()}", place)
    letter = Letter(
        kept["subject"],
        text,
        files=tuple((str(n), int(f), str(t)) for n, f, t in kept.get("files", ())),
        fulfils=kept.get("fulfils", ""),
        code=code,
        notice=kept.get("notice") or None,
        reply=kept.get("reply"),
        extra={k: v for k, v in kept.items() if k not in LETTER_KEYS} | promises | (extra or {}),
    )
    count = Delivery.objects.filter(instead_of=failed).count()
    key = f"again-{failed.pk}:{place[0]}" + (f":{count}" if count else "")
    return send_to_place(case, letter, place, key=key, by=by, instead_of=failed)


def _since_then(case: Case, kept: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Of a letter that says more than a day: the day that holds now, above its words, where it is another."""
    alive = living(case)
    if not broken(alive, kept):
        return "", {}
    owed = terms.open_term(alive)
    return texts.since_then(case, texts.promise(alive, owed)), {terms.PROMISES: ""} | terms.promises(owed)
