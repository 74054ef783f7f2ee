"""A real LMTP/SMTP listener: 250 only after commit. For a mail server's transport, or a small installation by
itself."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections

from priemnaya.core.journal import alert
from priemnaya.errors import Objection
from priemnaya.people.interaction import body_at
from priemnaya.people.models import Organisation

from .inbound import receive_letter
from .returns import delivery_at, is_return_path

MADE_UP = (
    "Кто-то пишет на адрес возврата, которого у наших писем нет. Так бывает при подделке уведомлений о доставке. Письмо"
    " не принято, ничего не изменено."
)
GONE = "550 5.1.1 No such mailbox here"
AGAIN = "451 4.3.0 Try again later"
log = logging.getLogger(__name__)


class Handler:
    """Takes a letter only for addresses of bodies and for return paths of letters that went; it is committed before
    the answer goes. Whatever breaks on our side is told as passing (4xx): the sender's server comes again."""

    async def handle_exception(self, error: Exception) -> str:
        log.error("a mail server was asked to come again", exc_info=error)
        return AGAIN

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        known = await asyncio.to_thread(_in_thread, _known, address)
        if not known:
            return GONE
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content or "").encode()
        try:
            taken = await asyncio.to_thread(_in_thread, _take, list(envelope.rcpt_tos), content)
        except Exception:
            log.exception("letter not committed")
            return AGAIN
        return "250 2.0.0 Committed" if taken else GONE


def _take(addresses: list[str], content: bytes) -> bool:
    """Whether somebody has it. An address may have gone since it was named, with what was destroyed: a letter that
    nobody has is refused, so that its sender knows."""
    taken = False
    for address in (a for a in addresses if is_return_path(a)):
        if (returned := delivery_at([address])) is not None:
            receive_letter(Organisation.objects.get(pk=returned.organisation_id), content, to=[address])
            taken = True
    others = [a for a in addresses if not is_return_path(a)]
    for organisation in {o.pk: o for a in others if (o := body_at([a]))}.values():
        receive_letter(organisation, content, to=others)
        taken = True
    return taken


def _known(address: str) -> bool:
    """Whether letters to this address are taken. A return path of no letter of ours was made up: people are told."""
    if not is_return_path(address):
        return body_at([address]) is not None
    if delivery_at([address]) is not None:
        return True
    for body in Organisation.objects.filter(parent=None):
        alert("forged_notice", MADE_UP, organisation_id=body.pk)
    return False


def _in_thread(function: Any, *arguments: Any) -> Any:
    close_old_connections()
    try:
        return function(*arguments)
    finally:
        close_old_connections()


class Polite:
    """A letter over the limit is refused with words that help: the sender's own server quotes them in its notice. ASCII
    only, as SMTP wants. A line may be as long as a letter: programs write a page of HTML in one, and who is told «500»
    sends it never again. RFC 5321 (4.5.3.1) asks receivers for no limits where they can do without."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.line_length_limit = int(settings.MAX_LETTER) + 1024  # before aiosmtpd makes its reader by it
        super().__init__(*args, **options)

    async def push(self, status: Any) -> None:
        text = status.decode("ascii", "replace") if isinstance(status, bytes) else str(status)
        if text.startswith(("552", "500 Line too long")):
            limit = settings.MAX_LETTER // 1024 // 1024
            status = (
                f"552 5.3.4 The letter is over {limit} MB. Please send the files in several letters or at"
                f" {settings.SITE_URL}/"
            )
        await super().push(status)  # type: ignore[misc]


class PoliteSmtp(Polite, SMTP):
    """aiosmtpd's server with our words."""


class PoliteLmtp(Polite, LMTP):
    """The same for LMTP."""


class LmtpController(Controller):
    def factory(self) -> SMTP:
        return PoliteLmtp(self.handler, data_size_limit=settings.MAX_LETTER, enable_SMTPUTF8=True)


class SmtpController(Controller):
    def factory(self) -> SMTP:
        return PoliteSmtp(self.handler, data_size_limit=settings.MAX_LETTER, enable_SMTPUTF8=True)


def start_listener(where: str = "") -> Controller | None:
    """Start in a thread: «lmtp://127.0.0.1:2424» or «smtp://…». None when not configured. Raises Objection for what is
    no such address."""
    where = where or settings.LMTP_LISTEN
    if not where:
        return None
    scheme, _, place = where.partition("://")
    host, _, port = place.rpartition(":")
    if scheme not in ("lmtp", "smtp") or not host or not re.fullmatch("[0-9]{1,5}", port):
        raise Objection(f"PRIEMNAYA_LMTP_LISTEN: «{where}» — не адрес приёма писем. Пишите lmtp://127.0.0.1:2424.")
    controller = (SmtpController if scheme == "smtp" else LmtpController)(Handler(), hostname=host, port=int(port))
    controller.start()
    return controller
