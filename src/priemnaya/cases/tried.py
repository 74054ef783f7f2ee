"""A deed that writes is tried before it is done. It runs by its own code, with its own stops, and is taken back to the
last row: what is shown is what it wrote. Done in earnest, it must write the same. One case from its page, many from a
list and macros all go this way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Max, QuerySet

from priemnaya.core.models import Delivery
from priemnaya.core.models.outbox import BEHIND
from priemnaya.errors import Stale
from priemnaya.people.acting import keep_refusal
from priemnaya.people.models import Employee, Organisation
from priemnaya.policy import Refused
from priemnaya.policy.contact_points import title_of

from .letter_text import full_text
from .models import Case, Contact, ForwardedLetter, Reply
from .models.case import TO_SIGN

T = TypeVar("T")
CHANGED = "Пока вы читали письмо, дело изменилось, и письмо стало другим. Ничего не отправлено: посмотрите снова."
TO_COME = "······"
"""What is shown in the place of the figures of a number that is given only when the deed is done."""
_noted: ContextVar[list[Contact | Delivery] | None] = ContextVar("what a deed that is tried has written", default=None)


def note(row: Contact | Delivery) -> None:
    """Whoever writes a letter to a client says so here, of whatever case: a deed that is tried shows it."""
    if (noted := _noted.get()) is not None:
        noted.append(row)


@dataclass(frozen=True)
class Goes:
    """One letter: to whom or by which point, to which address, and its words as the page of the case keeps them.
    notice_only: the mailbox is told that it waits behind a link."""

    where: str
    address: str
    subject: str
    text: str
    files: tuple[str, ...] = ()
    notice_only: bool = False
    secret: str = ""

    @property
    def said(self) -> str:
        """All that must be the same when it goes; a link that is drawn anew each time may differ."""
        text = self.text.replace(self.secret, "") if self.secret else self.text
        return "\t".join((self.where, self.address, self.subject, text, *self.files, str(self.notice_only)))


@dataclass(frozen=True)
class Written(Generic[T]):
    """What a deed wrote, and what it answered. also: what else of it the page tells; about: keys of the cases whose
    letters these are."""

    letters: tuple[Goes, ...]
    answer: T
    also: tuple[str, ...] = ()
    about: tuple[int, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether a number that is not given yet stands in a letter."""
        return any(TO_COME in goes.text for goes in self.letters)

    @property
    def token(self) -> str:
        words = "\n".join((*(g.said for g in self.letters), *self.also))
        return hashlib.sha256(words.encode()).hexdigest()[:16]


def written(case: Case | None, deed: Callable[[], T], also: Iterable[str] = ()) -> Written[T]:
    """Does it, in the caller's transaction: letters to clients, also of other cases; of the case itself letters to
    other bodies, and what now waits for a signature."""
    letters = ForwardedLetter.objects.filter(forwarding__case=case)
    last = letters.aggregate(last=Max("pk"))["last"] or 0 if case else 0
    newest = Case.objects.aggregate(last=Max("pk"))["last"] or 0
    waited = set(_waiting(case, *TO_SIGN).values_list("pk", flat=True))  # one whose check is taken back lay there
    with _noting() as noted:
        answer = deed()
    made = [row for row in noted if isinstance(row, Contact)]
    new = Case.objects.filter(pk__in={row.case_id for row in made if row.case_id}, pk__gt=newest)
    numbers = list(new.values_list("number", flat=True))
    known = {c.pk: c for c in Contact.objects.filter(pk__in=[c.pk for c in made]).select_related("delivery", "reply")}
    sent = [_of_contact(known[row.pk], numbers) if isinstance(row, Contact) else _of_delivery(row) for row in noted]
    on = [Goes(x.name, "", "", x.text) for x in letters.filter(pk__gt=last).order_by("pk")] if case else []
    for reply in _waiting(case).exclude(pk__in=waited).select_related("organisation", "case__organisation"):
        on.append(Goes(str(title_of(reply.case.chosen_point)), "", "", full_text(reply)))
    about = tuple(dict.fromkeys(row.case_id for row in made if row.case_id and row.case_id <= newest))
    return Written((*sent, *on), answer, tuple(also), about)


@contextmanager
def _noting() -> Iterator[list[Contact | Delivery]]:
    noted: list[Contact | Delivery] = []
    before = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(before)


def _waiting(case: Case | None, *states: str) -> QuerySet[Reply]:
    return case.replies.filter(state__in=states or ("on_check",)).order_by("pk") if case else Reply.objects.none()


def _of_contact(row: Contact, new: Iterable[str]) -> Goes:
    """new: numbers that the deed itself gave: done again, it may give others."""
    sent, reply, subject, text = row.delivery, row.reply, row.subject, row.text
    for number in new:
        to_come = f"{number.partition('-')[0]}-{TO_COME}"
        subject, text = subject.replace(number, to_come), text.replace(number, to_come)
    return Goes(
        str(title_of(row.point)),
        sent.address if sent else "",
        subject,
        text,
        files=_files(sent.payload) if sent else (),
        notice_only=bool(sent and sent.held_back),
        secret=reply.survey_token if reply and reply.survey else "",
    )


def _of_delivery(row: Delivery) -> Goes:
    """An answer to a message that became no case."""
    said = row.payload
    return Goes(str(title_of(row.channel)), row.address, said.get("subject", ""), said.get("text", ""), _files(said))


def _files(payload: dict[str, Any]) -> tuple[str, ...]:
    """Their names, also of a letter that waits behind a link."""
    return tuple(str(file[0]) for file in (payload.get(BEHIND) or payload).get("files", ()))


def tried(case: Case | None, deed: Callable[[], T], *, by: Employee, also: Iterable[str] = ()) -> Written[T]:
    """What it would write; nothing of it stays but what the order stopped. Raises what the deed raises."""
    with stops_kept(case, by), transaction.atomic():
        found = written(case, deed, also)
        transaction.set_rollback(True)
    return found


def done_as_shown(case: Case | None, deed: Callable[[], T], token: str, also: Iterable[str] = ()) -> T:
    """Does it. token: of what was shown; raises Stale, and does nothing, when it would write anything else."""
    with transaction.atomic():
        found = written(case, deed, also)
        if found.token != token:
            raise Stale(CHANGED)
    return found.answer


@contextmanager
def stops_kept(subject: Case | Organisation | None, by: Employee) -> Iterator[None]:
    """What the order stops is counted, though all else of the deed is undone with the transaction inside."""
    try:
        yield
    except Refused as stopped:
        keep_refusal(stopped, subject, by)
        raise
