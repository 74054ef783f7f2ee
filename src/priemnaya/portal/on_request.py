"""Letters that anybody may ask us to send to a mailbox: a link to a case or to «Мои дела», a consent to confirm
(docs/trust.md, «Limits»).

Nobody is kept out by somebody else's asking, and no mailbox is flooded by it. Who asks is not known, so the letters of
one mailbox or case grow rarer, whoever asks; the link in the last one opens, and the page says when it went and when
the next may go. That is told by counters of what was typed, never by what is in the database: a known mailbox looks as
an unknown one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case
from priemnaya.cases.numbers import as_number
from priemnaya.core import limits
from priemnaya.core.address import network_of
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import normal
from priemnaya.policy.contact_points import SMS, SOCIAL

from . import work

GROWS = tuple(minutes * limits.MINUTE for minutes in (5, 15, 30, 60, 120))
"""Seconds from the first letter of a day to the second, from the second to the third, and so on; the last goes on."""
WITH_WORK = 30 * limits.MINUTE
"""With work done by the browser the next may go so soon: when the link to «Мои дела» in the last one is over."""
OF_A_NETWORK, AT_WORK = 10, 10
"""A network may ask for so many quotas of letters in an hour, with work so many times more; beyond that one a
minute."""


def by_way(number: str, way: str) -> str:
    """What a link to a case is counted by: each way has turns of its own, so that whom a letter does not reach may
    ask for a message at once. Nothing but known ways is told apart."""
    return f"{number} {way}" if number and way in BESIDE_MAIL else number


BESIDE_MAIL = (*SOCIAL, SMS)
TYPED: dict[str, Callable[[HttpRequest], str]] = {
    "card": lambda request: normal("email", request.POST.get("email", ""))[:320],
    "case": lambda request: by_way(as_number(request.POST.get("number", "")), request.POST.get("way", "")),
}
"""What a form of the portal types to ask for a letter."""
WORKED_FOR = (*TYPED, "consent")
"""Letters whose forms ask the browser for work."""


@dataclass(frozen=True)
class Asked:
    """What becomes of a request. goes: the letter may go now; at: when the last one went; following: when the next
    may."""

    goes: bool
    at: dt.datetime
    following: dt.datetime
    worked: bool = False

    def times(self, organisation: Organisation) -> dict[str, str]:
        """As people read them at the body's clock."""
        return {
            "at": f"{organisation.local(self.at):%H:%M}",
            "following": f"{organisation.local(self.following):%H:%M}",
        }


def purpose(organisation: Organisation, what: str, *subject: object) -> str:
    """What a task is solved for: this letter, and nothing else."""
    return " ".join(str(one) for one in ("letter", what, organisation.pk, *subject))


def admit(request: HttpRequest, organisation: Organisation, what: str, *subject: object) -> bool:
    """Count a request against its network; whether work was done for it. It stands, whatever becomes of the letter:
    never in one transaction with what may be refused. Raises Objection when this network asks too much."""
    before, by_work = asked_before(request, organisation, what, *subject), what in WORKED_FOR
    worked = by_work and work.solved(request, purpose(organisation, what, *subject), before)
    _of_network(request, worked, by_work=by_work)
    return worked


def take_turn(organisation: Organisation, what: str, *subject: object, worked: bool) -> Asked:
    """Whether the letter `what` about `subject` may go now."""
    who = (what, organisation.pk, *subject)
    goes, at, following = limits.rarely("letters", *who, waits=GROWS, sooner=WITH_WORK if worked else 0)
    return Asked(goes, at, following, worked)


def ask(request: HttpRequest, organisation: Organisation, what: str, *subject: object) -> Asked:
    """Count a request for the letter `what` about `subject`. Raises Objection when this network asks too much."""
    worked = admit(request, organisation, what, *subject)
    return take_turn(organisation, what, *subject, worked=worked)


def not_gone(organisation: Organisation, what: str, *subject: object) -> None:
    """The letter whose turn it was does not go: the next request is not told that it went."""
    limits.undo("letters", what, organisation.pk, *subject)


def asked_before(request: HttpRequest, organisation: Organisation, what: str, *subject: object) -> int:
    """How often this letter went today, and how far its network is beyond its quota: work is asked for from the second
    one on."""
    return limits.spent("letters", what, organisation.pk, *subject) + _beyond(request)


def _beyond(request: HttpRequest) -> int:
    return limits.spent("letters-network", network_of(request)) // _most()


A_DAY = 4
"""So many times what a proved mailbox gets in an hour may it get in a day, of letters about single cases."""
CARDS_WITH_WORK = 3


def spares(case: Case) -> bool:
    """Whether the case's mailbox may get one more letter about a single case, of all its cases at all bodies. One that
    nobody has proved belongs to somebody who may know nothing of it. Whoever reads the mailbox has the link to «Мои
    дела», which these letters leave alone."""
    mailbox, most = case.mailbox, int(settings.QUOTAS["mailbox"])
    if not case.proves("email", mailbox):
        return limits.spend("letters-claimed", mailbox, seconds=limits.DAY) <= most
    if limits.spend("letters-proved", mailbox, seconds=limits.HOUR) > most:
        return False
    return limits.spend("letters-proved-day", mailbox, seconds=limits.DAY) <= most * A_DAY


def spares_account(way: str, address: str) -> bool:
    """The same of an account in a messenger or of a telephone: all of them are proved, and each message costs its
    reader a look, a short one costs us money too."""
    most, who = int(settings.QUOTAS["mailbox"]), f"{way}:{address}"
    if limits.spend("letters-proved", who, seconds=limits.HOUR) > most:
        return False
    return limits.spend("letters-proved-day", who, seconds=limits.DAY) <= most * A_DAY


def spares_mailbox(mailbox: str) -> bool:
    """Whether a mailbox that somebody typed for another person may get one more letter today, of all bodies."""
    return limits.spend("letters-claimed", mailbox, seconds=limits.DAY) <= int(settings.QUOTAS["mailbox"])


def spares_card(mailbox: str, *, worked: bool) -> bool:
    """The same for links to «Мои дела», by what was typed: each body has its own, and all of them one mailbox."""
    n = limits.spend("letters-cards", mailbox, seconds=limits.HOUR)
    return n <= int(settings.QUOTAS["mailbox"]) * (CARDS_WITH_WORK if worked else 1)


def spares_stranger(mailbox: str) -> bool:
    """The same for a link to a draft: whoever reads the mailbox may have asked for nothing. Its count is its own, so
    that what is said of it tells nothing of cases."""
    return limits.spend("letters-drafts", mailbox, seconds=limits.DAY) <= int(settings.QUOTAS["mailbox"])


def _of_network(request: HttpRequest, worked: bool, *, by_work: bool) -> None:
    network = network_of(request)
    n = limits.spend("letters-network", network, seconds=limits.HOUR)
    if n <= _most() * (AT_WORK if worked else 1) or limits.once("letters-slot", network, seconds=limits.MINUTE):
        return
    if not by_work:
        words = _(
            "Из вашей сети сейчас просят очень много писем, поэтому отправляем одно в минуту. Попробуйте через минуту."
        )
        raise Objection(words)
    if worked:
        raise Objection(
            _(
                "Из вашей сети сейчас просят очень много писем, поэтому отправляем одно в минуту. Подождите минуту и"
                " попробуйте снова или откройте дело по номеру и коду."
            )
        )
    raise Objection(
        _(
            "Из вашей сети сейчас просят очень много писем, поэтому без JavaScript отправляем одно в минуту. Подождите"
            " минуту и попробуйте снова, включите JavaScript или откройте дело по номеру и коду."
        )
    )


def _most() -> int:
    return int(settings.QUOTAS["letters"]) * OF_A_NETWORK
