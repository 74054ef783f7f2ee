"""A deed that writes is tried before it is done. It runs by its own code, with its own stops, and is taken back to the
last row: what is shown is what it wrote. Done in earnest, it must write the same. One case from its page, many from a
list and macros all go this way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from priemnaya.errors import Stale
from priemnaya.people.acting import keep_refusal
from priemnaya.people.models import Employee
from priemnaya.policy import Refused
from priemnaya.policy.contact_points import title_of

from .letter_text import full_text
from .models import Case, Contact, ForwardedLetter, Reply

T = TypeVar("T")
CHANGED = "Пока вы читали письмо, дело изменилось, и письмо стало другим. Ничего не отправлено: посмотрите снова."


@dataclass(frozen=True)
class Goes:
    """One letter: to whom or by which point, to which address, and its words as the page of the case keeps them.
    notice_only: the mailbox is told that it waits behind a link."""

    where: str
    address: str
    subject: str
    text: str
    notice_only: bool = False
    secret: str = ""

    @property
    def said(self) -> str:
        """All that must be the same when it goes; a link that is drawn anew each time may differ."""
        text = self.text.replace(self.secret, "") if self.secret else self.text
        return "\t".join((self.where, self.address, self.subject, text, str(self.notice_only)))


@dataclass(frozen=True)
class Written(Generic[T]):
    """What a deed wrote, and what it answered. also: what else of it the page tells."""

    letters: tuple[Goes, ...]
    answer: T
    also: tuple[str, ...] = ()

    @property
    def token(self) -> str:
        words = "\n".join((*(g.said for g in self.letters), *self.also))
        return hashlib.sha256(words.encode()).hexdigest()[:16]


def written(case: Case, deed: Callable[[], T], also: Iterable[str] = ()) -> Written[T]:
    """Does it, in the caller's transaction: letters to the client, to other bodies, and what now waits for a
    signature."""
    letters = ForwardedLetter.objects.filter(forwarding__case=case)
    before = Contact.objects.aggregate(last=Max("pk"))["last"] or 0, letters.aggregate(last=Max("pk"))["last"] or 0
    waited = set(_waiting(case).values_list("pk", flat=True))
    answer = deed()
    own = Contact.objects.filter(
        Q(case=case) | Q(delivery__subject_type="case", delivery__subject_id=case.pk), pk__gt=before[0], direction="out"
    )
    sent = [_of_contact(c) for c in own.select_related("delivery", "reply").order_by("pk")]
    on = [Goes(x.name, "", "", x.text) for x in letters.filter(pk__gt=before[1]).order_by("pk")]
    for reply in _waiting(case).exclude(pk__in=waited).select_related("organisation", "case__organisation"):
        on.append(Goes(str(title_of(case.chosen_point)), "", "", full_text(reply)))
    return Written((*sent, *on), answer, tuple(also))


def _waiting(case: Case) -> QuerySet[Reply]:
    return case.replies.filter(state="on_check").order_by("pk")


def _of_contact(row: Contact) -> Goes:
    sent, reply = row.delivery, row.reply
    return Goes(
        str(title_of(row.point)),
        sent.address if sent else "",
        row.subject,
        row.text,
        notice_only=bool(sent and sent.held_back),
        secret=reply.survey_token if reply and reply.survey else "",
    )


def tried(case: Case, deed: Callable[[], T], *, by: Employee, also: Iterable[str] = ()) -> Written[T]:
    """What it would write; nothing of it stays but what the order stopped. Raises what the deed raises."""
    with stops_kept(case, by), transaction.atomic():
        found = written(case, deed, also)
        transaction.set_rollback(True)
    return found


def done_as_shown(case: Case, deed: Callable[[], T], token: str, also: Iterable[str] = ()) -> T:
    """Does it. token: of what was shown; raises Stale, and does nothing, when it would write anything else."""
    with transaction.atomic():
        found = written(case, deed, also)
        if found.token != token:
            raise Stale(CHANGED)
    return found.answer


@contextmanager
def stops_kept(case: Case, by: Employee) -> Iterator[None]:
    """What the order stops is counted, though all else of the deed is undone with the transaction inside."""
    try:
        yield
    except Refused as stopped:
        keep_refusal(stopped, case, by)
        raise
