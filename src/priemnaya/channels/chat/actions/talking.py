"""A talk begins, goes on, goes from hand to hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.actions.reading import Words, words_told
from priemnaya.cases.incoming import Matter
from priemnaya.channels.chat.limits import A_MINUTE, due_of
from priemnaya.channels.chat.standing import can_lead, duties, is_attended, lines_of, may_see, offered
from priemnaya.channels.chat.wording import check_line
from priemnaya.channels.models import ChatTalk
from priemnaya.core import limits
from priemnaya.core.journal import notify, record, ruled
from priemnaya.errors import Objection, Stale
from priemnaya.knowledge.wording import reasons_of
from priemnaya.people.acting import action
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.people.reaching import fault_in, normal
from priemnaya.policy import Refused

from .ending import into_message
from .held import hold, hold_for, hold_led, moved, put, said_before, whole


@dataclass(frozen=True)
class ChatOpening:
    """Who begins a talk, as they say; client: the card of a proved identity; held: why a person must look first."""

    place: str
    key_digest: str
    text: str
    key: str
    name: str = ""
    email: str = ""
    client: Client | None = None
    held: str = ""


@action("chat.answer", alone=True)
def open_chat(organisation: Organisation, opening: ChatOpening, *, by: Employee | None) -> ChatTalk:
    """The first words of a talk. Where nobody is on duty, or one network sends too much, it becomes a message at once:
    nothing is lost, and nobody waits for nothing. Raises Objection."""
    if not offered(organisation):
        raise Objection(_("Чата сейчас нет. Напишите нам через форму на сайте: ответим."))
    text, key = whole(opening.text, opening.key)
    name, email = " ".join(opening.name.split()), normal("email", opening.email.strip())
    if len(name) > 120:
        raise Objection(_("Имя до 120 знаков. Сократите."))
    if opening.email.strip() and (fault := fault_in("email", opening.email)):
        raise Objection(fault)
    words = words_told(organisation, Matter(text), name)
    now = timezone.now()
    made = ChatTalk(
        opened_at=now,
        last_at=now,
        client_seen_at=now,
        organisation=organisation,
        key_digest=opening.key_digest,
        place=opening.place,
        name=name,
        email=email[:320],
        client=opening.client,
        held=opening.held[:300],
    )
    try:
        with transaction.atomic():
            return _begin(made, key, text, words)
    except IntegrityError:  # the same page, pressed twice
        return ChatTalk.objects.select_related("organisation").get(key_digest=opening.key_digest)


def _begin(talk: ChatTalk, key: str, text: str, words: Words) -> ChatTalk:
    talk.save()
    _say(talk, key, text, words)
    record("chat.opened", talk, by=None, place=talk.place)
    if talk.held or not is_attended(talk.organisation_id):
        into_message(talk, by=None)
    return talk


@action("chat.answer", alone=True)
def say_in_chat(talk: ChatTalk, key: str, text: str, *, by: Employee | None) -> bool:
    """A line of the client. False when the same line is here already. Raises Objection, Stale."""
    said, name = whole(text, key)
    if said_before(talk, "client", name):
        return False
    if limits.spend("chat", talk.pk, seconds=limits.MINUTE) > A_MINUTE:
        raise Objection(_("Слишком много сообщений за минуту. Подождите немного: текст останется."))
    words = words_told(talk.organisation, Matter(said), talk.name)
    with transaction.atomic():
        held = hold(talk)
        if not held.is_living:
            raise Stale(_("Разговор закончен. Чтобы продолжить, начните новый: текст останется."))
        return _say(held, name, said, words)


def _say(talk: ChatTalk, key: str, text: str, words: Words) -> bool:
    """Under the lock: the line, whom it names, by when it is to be answered."""
    if put(talk, "client", key, text, None) is None:
        return False
    now = timezone.now()
    talk.client_seen_at, talk.client_typing_at = now, None
    talk.unsought = talk.unsought or words.waits
    if talk.unanswered_since is None:
        talk.unanswered_since, talk.due_at = now, due_of(talk.organisation, now)
        record("chat.asked", talk, by=None)
    keep_from(talk, [n.employee for n in words.named if n.employee])
    moved(
        talk,
        "last_at",
        "client_seen_at",
        "client_typing_at",
        "unsought",
        "unanswered_since",
        "due_at",
        "employee",
        "state",
    )
    return True


def keep_from(talk: ChatTalk, people: list[int]) -> None:
    """Whom the client's words name neither sees the talk nor leads it any more. Under the lock; the caller saves."""
    if not people:
        return
    talk.closed_to.add(*people)
    if talk.employee is not None and not may_see(talk.employee, talk):
        talk.employee, talk.state = None, "waiting"
        record("chat.taken_from_named", talk, by=None)


@action("chat.answer")
@transaction.atomic
def take_chat(talk: ChatTalk, *, by: Employee, version: int | None = None) -> ChatTalk:
    """The employee leads it from now on; also one that somebody else leads. version: of the page that asks. Of two who
    press at once the second is told who has it. Raises Stale."""
    held = hold_for(talk, by)
    if held.employee_id == by.pk and held.state == "open":
        return held
    if version is not None and version != held.version and held.employee is not None:
        raise Stale(_("Разговор уже ведёт %s: если нужно, возьмите его себе ещё раз.") % held.employee.short_name)
    before = held.employee
    now = timezone.now()
    held.employee, held.state, held.taken_at = by, "open", held.taken_at or now
    if held.unanswered_since is not None:  # whoever takes it has a time of their own; the order's term runs on
        held.due_at = due_of(held.organisation, now)
    moved(held, "employee", "state", "taken_at", "due_at")
    record("chat.taken", held, by=by, before=before.pk if before else None)
    if before is not None:
        notify(before, f"{by.short_name} ведёт разговор в чате вместо вас", held.get_absolute_url(), kind="case")
    return held


@action("chat.answer")
@transaction.atomic
def hand_chat(talk: ChatTalk, to: Employee | None, *, by: Employee) -> ChatTalk:
    """To a colleague who is on duty; they see it at once, and so does the client. Raises Objection, Stale."""
    held = hold_led(talk, by)
    if to is None or to.pk == by.pk:
        raise Objection(_("Выберите, кому передать разговор."))
    if not can_lead(to) or not duties(held.organisation_id).filter(employee_id=to.pk).exists():
        raise Objection(_("%s сейчас не дежурит в чате. Передайте тому, кто дежурит.") % to.short_name)
    if not may_see(to, held):
        raise Objection(_("%s не может вести этот разговор. Передайте другому.") % to.short_name)
    held.employee = to
    moved(held, "employee")
    record("chat.handed", held, by=by, to=to.pk)
    notify(to, f"{by.short_name} передаёт вам разговор в чате", held.get_absolute_url(), kind="case")
    return held


@action("chat.answer")
@transaction.atomic
def return_chat(talk: ChatTalk, *, by: Employee) -> ChatTalk:
    """Back among those who wait: whoever is free takes it. Raises Stale."""
    held = hold_led(talk, by)
    held.employee, held.state = None, "waiting"
    if held.unanswered_since is None:
        held.unanswered_since, held.due_at = (now := timezone.now()), due_of(held.organisation, now)
    moved(held, "employee", "state", "unanswered_since", "due_at")
    record("chat.returned", held, by=by)
    return held


@action("chat.answer")
def say_to_chat(
    talk: ChatTalk,
    key: str,
    text: str,
    *,
    by: Employee,
    reasons: dict[str, str] | None = None,
    seen: int | None = None,
) -> bool:
    """A line of the employee who leads it, checked as a short letter is. reasons: rule of the checker -> why the text
    goes all the same. seen: the last line that stood on their page: what the client wrote after it is not answered by
    this. False when the same line is here already. Raises Refused, Objection, Stale."""
    said, name = whole(text, key)
    if said_before(talk, "staff", name):
        return False
    body = talk.organisation
    checked = check_line(body, said, body.local(timezone.now()).date(), first=talk.answered_at is None)
    if stops := checked.stops(reasons):
        raise Refused(stops)
    with transaction.atomic():
        held = hold_led(talk, by)
        if put(held, "staff", name, said, by) is None:
            return False
        first = held.answered_at is None
        now = timezone.now()
        held.answered_at = held.answered_at or now
        held.unanswered_since = held.due_at = held.staff_typing_at = None
        later = lines_of(held, seen).filter(side="client").first() if seen is not None else None
        if later is not None:
            held.unanswered_since, held.due_at = later.at, due_of(held.organisation, later.at)
        moved(held, "last_at", "answered_at", "unanswered_since", "due_at", "staff_typing_at")
        ruled(checked.rulings, held, by=by, reasons=reasons_of(checked.verdicts, reasons or {}))
        record("chat.answered", held, by=by, first=first)
        if later is not None:
            record("chat.asked", held, by=None)
        return True


@action("chat.answer", alone=True)
def note_chat_client(talk: ChatTalk, *, typing: bool, by: Employee | None) -> None:
    """The client's page is there. No event: nothing has happened."""
    now = timezone.now()
    ChatTalk.objects.filter(pk=talk.pk).update(client_seen_at=now, **({"client_typing_at": now} if typing else {}))


@action("chat.answer")
def note_chat_staff(talk: ChatTalk, *, typing: bool, by: Employee) -> None:
    if typing:
        ChatTalk.objects.filter(pk=talk.pk, employee=by).update(staff_typing_at=timezone.now())
