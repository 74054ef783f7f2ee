"""A letter to the client, and what of it a place that nobody has proved may be told (docs/trust.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from priemnaya.cases import texts
from priemnaya.cases.models import Case
from priemnaya.cases.notices import Notice
from priemnaya.core.models import Delivery
from priemnaya.core.models.outbox import BEHIND
from priemnaya.core.tokens import digest
from priemnaya.people.actions.links import make_link, url_of
from priemnaya.policy.contact_points import Carried, is_public

from .points import Place

CARRIES_CODE = "carries_code"
"""Where a payload keeps the digest of the access code that went in the letter."""
LETTER_KEYS = ("subject", "text", "number", "files", "fulfils", "secret", CARRIES_CODE, "had_secret", "notice", "reply")
"""Parts of a payload that are a letter's own columns (`had_secret` of earlier ones); the rest is extra."""
NOT_KEPT = "(есть только в самом письме)"
"""What stands in the place of a secret wherever a letter is kept."""
DOTS = "••••••••••"
"""What stood there in letters that left before NOT_KEPT did."""
UNKEPT = (NOT_KEPT, DOTS)


@dataclass(frozen=True)
class Letter:
    """What goes out: subject, text, files as (name, stored file id, type); `fulfils`: the obligation its sending meets;
    `code`: the access code where it is a part of the text, `secret`: that of a link; both are kept only until the
    letter has left. `notice`: which automatic notice it is (cases.notices), None for an answer; `reply`: the signed
    answer it carries. One of the two is always there."""

    subject: str
    text: str
    notice: Notice | None
    files: tuple[tuple[str, int, str], ...] = ()
    fulfils: str = ""
    doubled: bool = False
    key: str = ""
    code: str = ""
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

    @property
    def kept(self) -> str:
        """Its words as they stay with us: without any secret."""
        return masked(masked(self.text, self.code), self.secret)


def fitting(case: Case, letter: Letter, place: Place) -> Letter:
    """The letter as it may go to a place. Where the place is the case's own and proved, whole. Elsewhere no access
    code goes, whatever carries it: paper, a telephone, a messenger, the page. An unproved mailbox is told less still
    (`veiled`); by post, by telephone and on the page the words themselves go, as the law wants of an answer."""
    if is_public(*place):
        return in_public(case, letter)
    if letter.bare or case.proves(*place):
        return letter
    letter = without_code(case, letter)
    return veiled(case, letter, place) if place[0] == "email" else letter


def in_public(case: Case, letter: Letter) -> Letter:
    """What may stand under a comment, where everybody reads it: an answer as its author wrote it, without its files; of
    any notice only our own words, without a number, a name, a code or a link."""
    if letter.reply is None:
        what = "public_received" if letter.notice == "received" else "public_notice"
        said = texts.in_public(case, what, letter.unproved)
        return replace(letter, text=said, code="", secret="", files=(), bare=True)  # no secret there  # nosec B106
    more = texts.in_public(case, "public_files") if letter.files else ""
    text = "\n\n".join(part for part in (letter.text, more) if part)
    return replace(letter, text=text, code="", files=(), extra={k: v for k, v in letter.extra.items() if k != "survey"})


def without_code(case: Case, letter: Letter) -> Letter:
    """The same, with words on how else the case opens in the place of the code."""
    text = letter.text.replace(letter.code, texts.instead_of_code(case)) if letter.code else letter.text
    return replace(letter, text=text, code="")


def veiled(case: Case, letter: Letter, place: Place) -> Letter:
    """What a mailbox that nobody has proved may be told: that there is a letter, and a link that proves it and shows
    the letter. No code, no answer, no name and none of anybody's words: else anybody could have us write to anybody."""
    point, address = place
    secret = make_link(case.organisation, "case", channel=point, address=address, subject=case.pk)
    received, guarded = letter.notice == "received", case.owner_proved
    what = ("received_guarded" if guarded else "received") if received else "guarded" if guarded else "waiting"
    subject, text = texts.veiled(case, what, url_of(case.organisation, secret), letter.unproved)
    behind = {"subject": letter.subject, "text": letter.kept, "files": list(letter.files)}
    extra = {**letter.extra, BEHIND: behind}
    return replace(letter, subject=subject, text=text, files=(), secret=secret, bare=True, extra=extra)


def as_written(payload: dict[str, Any]) -> dict[str, Any]:
    """A payload as the letter was written: what waits behind a link in place of the words that went. That letter never
    held a code."""
    if BEHIND not in payload:
        return payload
    rest = {k: v for k, v in payload.items() if k not in (BEHIND, "secret", CARRIES_CODE)}
    return {**rest, **payload[BEHIND]}


def full_key(delivery: Delivery) -> str:
    """The key under which the letter itself goes once its mailbox is proved."""
    return f"full-{delivery.pk}:email"


def open_place(text: str) -> str:
    """The sign that stands in a kept text in the place of its code; empty when there is none."""
    return next((sign for sign in UNKEPT if sign in text), "")


def current_code(case: Case, payload: dict[str, Any]) -> bool:
    """Whether the code that went in this letter still opens the case: nobody has had another since."""
    return bool(case.code_digest) and payload.get(CARRIES_CODE) == case.code_digest


def masked(text: str, secret: str) -> str:
    """The text with words in the place of a secret, and of the address of a page that it stands in."""
    return re.sub(rf"\S*{re.escape(secret)}\S*", NOT_KEPT, text) if secret else text


def forget_secret(delivery: Delivery) -> None:
    """The access code stays nowhere once its letter has left: only its digest on the case."""
    if secret := delivery.payload.pop("secret", ""):
        delivery.payload["text"] = masked(delivery.payload.get("text", ""), secret)


def secrets_of(letter: Letter) -> dict[str, str]:
    """What a payload keeps of a letter's secrets until it has left, and of its code afterwards."""
    kept = {"secret": letter.code or letter.secret}
    return {**kept, CARRIES_CODE: digest(letter.code)} if letter.code else kept
