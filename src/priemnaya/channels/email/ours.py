"""What of a letter is our own: one of ours that comes back, one that bears our mailbox as its sender, our words below
the client's."""

from __future__ import annotations

from priemnaya.cases.actions.veiling import UNKEPT
from priemnaya.cases.models import Contact
from priemnaya.core.models import Delivery
from priemnaya.people.interaction import mailboxes_of
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import normal_email
from priemnaya.plain.names import called

from .automatic import UNREAD
from .headers import ADDRESS, is_unread
from .parse import ParsedLetter
from .quoted import own_below
from .returns import is_return_path

FROM_US = "письмо отправлено с нашего же адреса, а кто его написал, не сказано"


def not_from_us(organisation: Organisation, letter: ParsedLetter) -> None:
    """The body's own mailbox is no client of it: whoever wrote to it as to a list is, and a letter that names nobody
    else is looked at."""
    ours = mailboxes_of(organisation)
    if not letter.sender or normal_email(letter.sender) not in ours:
        return
    address, name = letter.behind
    if address and normal_email(address) not in ours and not is_return_path(address):
        letter.sender, letter.sender_name, letter.person, letter.own_from = address, name, called(name), False
        letter.doubt = letter.doubt or (UNREAD if is_unread(address) else "")
    else:
        letter.doubt = letter.doubt or FROM_US


def came_back(organisation: Organisation, letter: ParsedLetter) -> bool:
    """Whether it is a letter of ours, sent on to us by somebody's program: to answer it would never end."""
    if letter.loop and normal_email(letter.loop) in mailboxes_of(organisation):
        return True
    ours = Delivery.objects.filter(organisation_id=organisation.pk, channel="email", message_id=letter.message_id)
    return bool(letter.message_id) and ours.exists()


def told_apart(organisation: Organisation, letter: ParsedLetter) -> None:
    """Who wrote it, and which of its words are their own."""
    not_from_us(organisation, letter)
    if letter.quoted and answers_others(organisation, letter):
        letter.text, letter.quoted = f"{letter.text}\n\n{letter.quoted}", ""
    _take_words_below(organisation, letter)


def _take_words_below(organisation: Organisation, letter: ParsedLetter) -> None:
    """An answer written below our letter that no program marked is their own words."""
    ours = Contact.objects.filter(organisation=organisation, direction="out", external_id__in=letter.references)
    sent = ours.select_related("delivery").order_by("-pk").first() if letter.quoted and letter.references else None
    if sent is None:
        return
    payload = sent.delivery.payload if sent.delivery else {}
    unkept = [sign for sign in (*UNKEPT, payload.get("secret")) if sign]
    below, rest = own_below(letter.quoted, f"{sent.text}\n{payload.get('text', '')}", unkept)
    if below:
        letter.text, letter.quoted = f"{letter.text}\n\n{below}", rest


def answers_others(organisation: Organisation, letter: ParsedLetter) -> bool:
    """Whether the quoted letter is nobody's of ours: a client who writes to a neighbour or another body with us beside
    wants us to read it all."""
    head = letter.quoted[:500].lower()
    named = {normal_email(m.strip("'")) for m in ADDRESS.findall(head)}
    mailboxes = mailboxes_of(organisation)
    domains = tuple("".join(mailbox.rpartition("@")[1:]) for mailbox in mailboxes)
    ours = mailboxes | {normal_email(a) for a in letter.recipients}
    if not (letter.references and named) or named & ours or any(m.endswith(domains) for m in named):
        return False
    if "приёмная" in head or organisation.short.lower() in head:
        return False
    known = Contact.objects.filter(organisation=organisation, external_id__in=letter.references)
    return not known.exists()
