"""How a talk ends: answered, or as a case with everything that was said in it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.actions import append_message, receive_message
from priemnaya.cases.incoming import Arrival, Incoming, Matter, Sender
from priemnaya.cases.models import Case, Contact
from priemnaya.cases.numbers import as_number
from priemnaya.channels.chat.limits import TOLD
from priemnaya.channels.chat.standing import lines_of, transcript
from priemnaya.channels.models import ChatTalk
from priemnaya.core import queue
from priemnaya.core.journal import record
from priemnaya.core.tokens import code_of, same
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee
from priemnaya.people.proof import Level
from priemnaya.people.reaching import fault_in, normal
from priemnaya.plain.names import called

from .held import hold, hold_led, moved


def key_of(talk: ChatTalk) -> str:
    """By which the message of a talk is one, and of which its code is made: only the client's page knows it."""
    return f"chat:{talk.key_digest}"


def code_shown(talk: ChatTalk) -> str:
    """The code of the case that came of the talk, for the page of the talk while it is fresh; empty once another code
    was given out."""
    if talk.case is None or talk.ended_at is None or talk.ended_at < timezone.now() - TOLD:
        return ""
    code = code_of(key_of(talk))
    return code if same(code, talk.case.code_digest) else ""


def words_of(talk: ChatTalk) -> str:
    """What the client has said."""
    return "\n\n".join(line.text for line in lines_of(talk) if line.side == "client")


def _incoming(talk: ChatTalk) -> Incoming:
    """The client's words as a message; the whole talk stands below them where somebody answered."""
    who: dict[str, Any] = dict(called(talk.name)) if talk.name else {}
    if (card := talk.client) is not None and card.identity:
        names = {n: getattr(card, n) for n in ("surname", "name", "patronymic")}
        who = {**names, "identity": card.identity}
    addresses = {"email": talk.email} if talk.email else {}
    return Incoming(
        Arrival("chat", at=talk.opened_at, key=key_of(talk), external_id=str(talk.pk), suspicious=talk.held),
        Matter(words_of(talk), kind="message", quoted=transcript(talk) if talk.answered_at else ""),
        Sender(**who, addresses=addresses),
    )


@part
def into_message(talk: ChatTalk, *, by: Employee | None, result: str = "message") -> None:
    """Under the lock, inside an action: a case of its own, with terms from the first word in the chat."""
    received = receive_message(talk.organisation, _incoming(talk), by=None)
    talk.case, talk.contact = received.case, received.contact
    _over(talk, result, by=by)
    record("chat.became_case", talk, by=by, case=received.case.pk if received.case else None)


def _over(talk: ChatTalk, result: str, *, by: Employee | None) -> None:
    talk.state, talk.result, talk.ended_at = "ended", result, timezone.now()
    talk.unanswered_since = talk.due_at = talk.client_typing_at = talk.staff_typing_at = None
    moved(
        talk,
        "state",
        "result",
        "ended_at",
        "case",
        "contact",
        "unanswered_since",
        "due_at",
        "client_typing_at",
        "staff_typing_at",
        "helped",
        "name",
        "email",
    )
    record("chat.ended", talk, by=by, result=result)


def _kept_on_card(talk: ChatTalk) -> None:
    """What was said stays with a client who is known, also without a case."""
    if talk.client is None or talk.contact is not None:
        return
    talk.contact = Contact.objects.create(
        organisation=talk.organisation,
        client=talk.client.living,
        point="chat",
        direction="in",
        kind="chat",
        status="ignored",
        reason="чат: на вопрос ответили сразу" if talk.result == "answered" else "чат: разговор без дела",
        level=Level.IDENTIFIED,
        how="provider",
        subject="Разговор в чате",
        text=words_of(talk),
        quoted=transcript(talk),
        at=talk.opened_at,
        author=talk.employee,
    )
    talk.save(update_fields=["contact"])
    queue.nudge("seek_names")


def close_idle(talk: ChatTalk) -> None:
    """Under the lock: all is answered, and the client says nothing more, not even whether it helped."""
    _over(talk, "gone", by=None)
    _kept_on_card(talk)


ENDINGS = ("answered", "case", "joined")


@action("chat.answer")
@transaction.atomic
def end_chat(talk: ChatTalk, result: str, *, by: Employee, number: str = "") -> ChatTalk:
    """The employee says how it ends. number: of the case it joins. Raises Objection where the client's last words have
    no answer, Stale."""
    held = hold_led(talk, by)
    if result not in ENDINGS:
        raise Objection(_("Выберите, чем закончился разговор."))
    if result == "answered":
        if held.answered_at is None or held.unanswered_since is not None:
            raise Objection(_("Последнее сообщение клиента осталось без ответа. Ответьте или заведите дело."))
        _over(held, "answered", by=by)
        _kept_on_card(held)
    elif result == "joined":
        _join(held, number, by=by)
    else:
        into_message(held, by=by, result="case")
    return held


def _join(talk: ChatTalk, number: str, *, by: Employee) -> None:
    case = Case.objects.seen_by(by).filter(number=as_number(number)).first() if as_number(number) else None
    if case is None:
        raise Objection(_("Такого дела нет среди ваших. Проверьте номер или заведите новое дело."))
    if talk.client and case.client_id and talk.client.living.pk != case.client_id:
        raise Objection(_("Это дело другого клиента. Проверьте номер или заведите новое дело."))
    received = append_message(case, _incoming(talk), by=None)
    talk.case, talk.contact = case, received.contact
    _over(talk, "joined", by=by)
    record("chat.joined_case", talk, by=by, case=case.pk)


@action("chat.answer", alone=True)
@transaction.atomic
def leave_chat_message(talk: ChatTalk, *, by: Employee | None, name: str = "", email: str = "") -> ChatTalk:
    """The client does not wait for the chat: what was said becomes a message, answered where they say. Raises
    Objection, Stale."""
    held = hold(talk)
    if not held.is_living:
        raise Stale(_("Разговор уже закончен. Что из него вышло, написано на этой странице."))
    if email.strip() and (fault := fault_in("email", email)):
        raise Objection(fault)
    held.email = normal("email", email.strip())[:320] or held.email
    held.name = " ".join(name.split())[:120] or held.name
    into_message(held, by=None)
    return held


@action("chat.answer", alone=True)
@transaction.atomic
def close_chat(talk: ChatTalk, helped: str, *, by: Employee | None) -> ChatTalk:
    """The client ends it and says whether there was an answer; where there was none, it becomes a message. Raises
    Objection, Stale."""
    held = hold(talk)
    if not held.is_living:
        raise Stale(_("Разговор уже закончен. Что из него вышло, написано на этой странице."))
    if helped not in ("yes", "no"):
        raise Objection(_("Отметьте, получили ли вы ответ."))
    held.helped = helped
    if helped == "no" or held.answered_at is None:
        into_message(held, by=None)
    else:
        _over(held, "answered", by=None)
        _kept_on_card(held)
    return held


@action("chat.answer", alone=True)
@transaction.atomic
def say_chat_helped(talk: ChatTalk, helped: str, *, by: Employee | None) -> ChatTalk:
    """After its end: whether there was an answer. «Нет» makes a message of it, with terms from its first word. Raises
    Objection, Stale."""
    held = hold(talk)
    if held.is_living or held.ended_at is None or held.ended_at < timezone.now() - TOLD or held.helped:
        raise Stale(_("Это уже записано, или прошло больше суток. Если вопрос остался, напишите нам."))
    if helped not in ("yes", "no"):
        raise Objection(_("Отметьте, получили ли вы ответ."))
    held.helped = helped
    if helped == "yes" and held.result == "gone":
        held.result = "answered"
    held.save(update_fields=["helped", "result"])
    record("chat.rated", held, by=None, helped=helped)
    if helped == "no" and held.case is None:
        received = receive_message(held.organisation, _incoming(held), by=None)
        held.case, held.contact, held.result = received.case, received.contact, "case"
        moved(held, "case", "contact", "result")
        record("chat.became_case", held, by=None, case=received.case.pk if received.case else None)
    return held
