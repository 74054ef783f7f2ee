"""What of a letter is our own: one of ours that comes back, or one that bears our mailbox as its sender."""

from __future__ import annotations

from priemnaya.core.models import Delivery
from priemnaya.people.interaction import mailboxes_of
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import normal_email
from priemnaya.plain.names import called

from .automatic import UNREAD
from .headers import is_unread
from .parse import ParsedLetter
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
