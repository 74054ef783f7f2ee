"""What one browser may see here, by which proof, and until when: all of it lies in its session (docs/trust.md, «What
opens with what»).

Who was identified is forgotten after half an hour without a deed, with everything opened meanwhile. A case stays open
while its code is the one it was opened under, the mailbox or the identity that opened it still does, and for twelve
hours; the session's cookie ends with the browser.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.actions.window import code_renewed_at
from priemnaya.cases.models import Case
from priemnaya.cases.own import Own
from priemnaya.core.tokens import equal
from priemnaya.errors import Objection
from priemnaya.people.models import Client, Organisation

IDLE, LONGEST, TOUCH = 30 * 60, 12 * 3600, 60
"""Seconds: of an identified person without a deed, of an open case in all, and between two notes of use."""
MAILBOX_FOR = 30 * 60
"""Seconds for which a link from a mailbox opens what belongs to its reader."""
OURS = (
    "person:",
    "follow:",
    "mailbox:",
    "codes:",
    "sent:",
    "asked:",
    "visit:",
    "chat:",
    "added_again",
    "unsent",
    "oidc",
    "seen",
)
"""Beginnings of the keys that hold what a client may see."""


def gained(request: HttpRequest) -> None:
    """This browser may more than before: its session gets another key, so that one known before is of no use."""
    request.session.cycle_key()


def go_on(request: HttpRequest) -> None:
    """Before any page of the portal: a deed of who is identified is noted, and half an hour without one is the end."""
    session = request.session
    if not any(key.startswith("person:") for key in list(session.keys())):
        return
    now = int(timezone.now().timestamp())
    seen = int(session.get("seen", now))
    if now - seen > IDLE:
        _end(request)
    elif by_itself(request):
        return
    elif "seen" not in session or now - seen >= TOUCH:
        session["seen"] = now


def by_itself(request: HttpRequest) -> bool:
    """Pages ask it without anybody doing anything: it keeps nobody signed in."""
    match = request.resolver_match
    return match is not None and match.url_name == "chat_news"


def _end(request: HttpRequest) -> None:
    request.closed_cases = {k for k in list(request.session.keys()) if k.startswith("follow:")}  # type: ignore[attr-defined]
    for key in [k for k in list(request.session.keys()) if k.startswith(OURS)]:
        del request.session[key]
    gained(request)
    request.visit_ended = True  # type: ignore[attr-defined]
    messages.warning(
        request,
        _(
            "Полчаса вы ничего не делали, и мы закрыли вход и ваши дела: за этим устройством мог оказаться кто-то"
            " другой. Войдите ещё раз."
        ),
    )


def ended(request: HttpRequest) -> bool:
    """Whether this very request came too late: what it asks for as a proved person is not done silently as nobody."""
    return bool(getattr(request, "visit_ended", False))


def words_stay(request: HttpRequest) -> None:
    """For the page that gives back what was typed when the sign-in had ended."""
    text = _("Ничего не отправлено, ваш текст ниже. Войдите ещё раз и отправьте, или отправьте без входа.")
    messages.warning(request, text)


def person_of(request: HttpRequest, organisation: Organisation) -> dict[str, Any]:
    """What the identity provider said of who sits here; empty when nobody was, or nothing was done for half an
    hour."""
    return dict(request.session.get(f"person:{organisation.pk}") or {})


def me_of(request: HttpRequest, organisation: Organisation) -> Client | None:
    """The card of the identity proved here."""
    subject = person_of(request, organisation).get("subject", "")
    if not subject:
        return None
    found = Client.objects.filter(organisation=organisation, identity=subject).select_related("merged_into").first()
    return found.living if found else None


def began(request: HttpRequest, key: str, person: dict[str, Any]) -> None:
    """The provider has said who sits here."""
    gained(request)
    request.session[key] = person
    request.session["seen"] = int(timezone.now().timestamp())


def open_case(
    request: HttpRequest,
    case: Case,
    *,
    mailbox: str = "",
    channel: str = "email",
    through: Case | None = None,
    identity: bool = False,
) -> None:
    """This browser may see the case under its code of today; mailbox: while this address (of a channel) is proved for
    it; through:
    while the case it was taken out of is open here; identity: while it is a case of who is identified here."""
    gained(request)
    kept = {"code": case.code_digest, "at": int(timezone.now().timestamp()), "mailbox": mailbox}
    kept |= {"channel": channel} if channel != "email" else {}
    kept |= {"through": through.pk} if through else {}
    request.session[f"follow:{case.pk}"] = kept | ({"identity": True} if identity else {})


def may_see(request: HttpRequest, case: Case) -> bool:
    """Whether the case is open in this browser; asked at every request."""
    kept = request.session.get(f"follow:{case.pk}")
    if not isinstance(kept, dict) or not equal(str(kept.get("code", "")), case.code_digest):
        return False
    fresh = int(kept.get("at", 0)) + LONGEST > timezone.now().timestamp()
    mailbox, channel = str(kept.get("mailbox", "")), str(kept.get("channel", "email"))
    if (through := kept.get("through")) and not _still_open(request, case, through):
        return False
    if kept.get("identity") and not identified(request, case):  # the cards may have been parted since
        return False
    return fresh and (not mailbox or case.proves(channel, mailbox))


def identified(request: HttpRequest, case: Case) -> bool:
    """Whether the case opens by the identity proved in this browser."""
    return Own(case.organisation, me_of(request, case.organisation), "").identifies(case)


def _still_open(request: HttpRequest, case: Case, through: int) -> bool:
    """What opened the first case may have ended since: then it ends for what was taken out of it too."""
    first = case.taken_out_of
    return first is not None and first.pk == through and may_see(request, first)


def must_see(request: HttpRequest, case: Case) -> bool:
    """False for a stranger. Raises Objection where the case was open and is so no more: people are told why."""
    if may_see(request, case):
        return True
    key = f"follow:{case.pk}"
    kept = request.session.pop(key, None)
    if kept is None and key not in getattr(request, "closed_cases", ()):
        return False  # nothing tells it from a number that is none
    if isinstance(kept, dict) and (renewed := code_renewed_at(case, int(kept.get("at", 0)))):
        raise Closed(told(request, _renewed(case, renewed)), case.organisation, case.number)
    words = _(
        "Это дело на этом устройстве закрыто: с тех пор выдан новый код, изменился адрес или прошло слишком много"
        " времени. Откройте дело снова по номеру и коду."
    )
    raise Closed(told(request, words), case.organisation, case.number)


def _renewed(case: Case, at: dt.datetime) -> str:
    """To whoever had the case open when a code was given out at the window: maybe to somebody else."""
    body = case.organisation
    day, phone = f"{body.local(at):%d.%m.%Y в %H:%M}", body.phone
    words = _(
        "%(day)s на личном приёме выдан новый код этого дела: пришедший показал документ. Прежний код и эта страница"
        " больше не действуют. Если приходили не вы, сразу сообщите нам%(phone)s: мы проверим, кому выдан код, и"
        " заменим его. Если приходили вы, откройте дело по новому коду."
    )
    return words % {"day": day, "phone": _(" по телефону %s") % phone if phone else ""}


class Closed(Objection):
    """The case was open in this browser and is so no more."""

    def __init__(self, words: str, organisation: Organisation, number: str) -> None:
        super().__init__(words)
        self.onward = way_in(organisation, number)


def way_in(organisation: Organisation, number: str) -> tuple[str, str]:
    """Where a case opens: address and title."""
    return f"{reverse('follow', args=[organisation.slug])}?{urlencode({'number': number})}", _("Открыть дело")


def told(request: HttpRequest, words: str) -> str:
    return f"{words} {_('Ничего не отправлено.')}" if request.method == "POST" else words


def ask_author(request: HttpRequest, case: Case, mailbox: str) -> None:
    """The mailbox is proved, and its reader has not said yet whether they wrote."""
    gained(request)
    now = int(timezone.now().timestamp())
    request.session[f"asked:{case.pk}"] = {"mailbox": mailbox, "at": now}


def asked(request: HttpRequest, case: Case) -> str:
    """The mailbox whose reader is asked whether the case is theirs; empty when nobody is."""
    kept = request.session.get(f"asked:{case.pk}") or {}
    mailbox, fresh = str(kept.get("mailbox", "")), kept.get("at", 0) + MAILBOX_FOR > timezone.now().timestamp()
    return mailbox if mailbox and fresh and case.proves("email", mailbox) else ""
