"""Letters out: plain text and files, one Message-ID for ever, headers that keep robots from answering."""

from __future__ import annotations

import re
import smtplib
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings

from priemnaya.cases.models import Contact
from priemnaya.channels.base import Away, GiveUp, NotSetUp, Postpone, carries
from priemnaya.core import outbound
from priemnaya.core.models import Delivery, StoredFile
from priemnaya.people.interaction import mailboxes_of
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import on_the_wire
from priemnaya.policy.owed import PRIMARY_REPLY

from .parse import LOOP
from .returns import return_path

SCHEMES = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def compose(delivery: Delivery) -> EmailMessage:
    """The letter of a delivery; the same row always makes the same letter with the same Message-ID. Raises
    ValueError."""
    body, payload = Organisation.objects.get(pk=delivery.organisation_id), delivery.payload
    letter = EmailMessage()
    ours = body.email or min(mailboxes_of(body), default="")
    letter["From"] = addressed(ours, body.short)
    letter["To"] = addressed(delivery.address)
    letter["Subject"] = " ".join(str(payload["subject"]).split())
    letter["Date"] = format_datetime(delivery.created_at)
    letter["Message-ID"] = delivery.message_id
    automatic = payload.get("fulfils") == PRIMARY_REPLY or payload.get("automatic")
    letter["Auto-Submitted"] = "auto-replied" if automatic else "no"
    letter["X-Auto-Response-Suppress"] = "All"
    letter[LOOP] = mailable(ours)
    if stop := payload.get("unsubscribe"):
        letter["List-Unsubscribe"] = f"<{stop}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter["Precedence"] = "bulk"
    about = {"contact": "pk", "case": "case_id"}.get(delivery.subject_type)
    answered = Contact.objects.filter(direction="in", point="email").exclude(external_id="")
    previous = answered.filter(**{about: delivery.subject_id}).order_by("-id").first() if about else None
    if previous:
        letter["In-Reply-To"] = previous.external_id
        letter["References"] = previous.external_id
    letter.set_content(str(payload["text"]), charset="utf-8")
    for name, file_id, kind in payload.get("files", ()):
        main, _, sub = (kind or "application/octet-stream").partition("/")
        letter.add_attachment(
            StoredFile.objects.get(pk=file_id).read(), maintype=main, subtype=sub or "octet-stream", filename=name
        )
    if invited := payload.get("calendar"):
        letter.add_attachment(
            str(invited["text"]).encode(),
            maintype="text",
            subtype="calendar",
            filename="priem.ics",
            params={"method": str(invited["method"]), "charset": "utf-8"},
        )
    return letter


def addressed(mailbox: str, name: str = "") -> Address:
    """A mailbox as a header has it; «почта@пример.рф» and quoted ones too, which `addr_spec` refuses or leaves in
    quotes. Raises ValueError."""
    local, _, domain = mailable(mailbox).rpartition("@")
    if local.startswith('"') and local.endswith('"') and len(local) > 2:
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    return Address(display_name=name, username=local, domain=domain)


def mailable(address: str) -> str:
    """The address with its domain as the wire wants it: почта.рф becomes xn--…; the part before @ stays. Raises
    ValueError."""
    local, at, domain = address.strip().rpartition("@")
    if not (local and at and domain):
        raise ValueError(f"not an address: {address}")
    try:
        return f"{local}@{on_the_wire(domain)}"
    except ValueError as error:
        raise ValueError(f"no such domain: {domain}") from error


def connected() -> smtplib.SMTP:
    """The configured server, verified, before it is told a name or a password. Raises Away."""
    try:
        place = outbound.server_of(settings.SMTP_URL, SCHEMES)
        context = place.trust() if place.scheme != "smtp" else None
        if place.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                place.host, place.port, timeout=settings.SMTP_TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(place.host, place.port, timeout=settings.SMTP_TIMEOUT)
    except (OSError, ValueError, outbound.Barred, smtplib.SMTPException) as error:
        raise Away(f"Почтовый сервер недоступен: {error}") from error
    try:
        if place.scheme == "smtp+tls":
            server.starttls(context=context)
        if place.user:
            server.login(place.user, place.password)
    except (OSError, smtplib.SMTPException) as error:
        server.close()
        raise Away(f"Почтовый сервер не принят: {error}") from error
    return server


@carries("email")
def send(delivery: Delivery) -> None:
    """Hand a letter to the configured server. Raises Postpone (away, busy, 4xx), GiveUp (5xx about this letter)."""
    if not settings.SMTP_URL:
        raise NotSetUp("Почта сейчас не отправляется")
    try:
        letter = compose(delivery)
    except (ValueError, IndexError) as error:
        raise GiveUp(f"Адрес не годится для письма: {delivery.address}") from error
    try:
        with connected() as server:
            server.ehlo_or_helo_if_needed()
            asks = server.has_extn("dsn")
            server.send_message(
                letter,
                from_addr=return_path(delivery),
                mail_options=("RET=HDRS",) if asks else (),
                rcpt_options=("NOTIFY=SUCCESS,FAILURE,DELAY",) if asks else (),
            )
    except smtplib.SMTPNotSupportedError as error:
        raise GiveUp(f"Почтовый сервер не пишет на такие адреса: {delivery.address}") from error
    except smtplib.SMTPSenderRefused as error:  # says nothing of this letter: the server wants another return path
        raise Away("Почтовый сервер не принимает адрес возврата писем. Сообщите администратору.") from error
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise (GiveUp if code >= 500 else Postpone)(f"Адрес {delivery.address} не принят: {code}") from error
    except smtplib.SMTPResponseException as error:
        kind_of = GiveUp if error.smtp_code in (550, 552, 553, 554) else Away if error.smtp_code == 421 else Postpone
        raise kind_of(f"Почтовый сервер ответил {error.smtp_code}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise Away(f"Почтовый сервер недоступен: {error}") from error
