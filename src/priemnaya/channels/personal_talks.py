"""Personal data of the chat and of comments: what was said, names and mailboxes as typed. A talk's words go by
themselves half a year after its end: what came of it keeps them as a case does, and figures need its times only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from priemnaya.core.erasure import COPIES, MESSAGES, NAMES, Exported, Held, Subjects
from priemnaya.core.models import Delivery
from priemnaya.people.models import Client

from .chat.standing import transcript
from .models import ChatLine, ChatTalk, WallComment
from .vk.actions import SUBJECT

KEPT = dt.timedelta(days=180)


def _talks(subjects: Subjects) -> QuerySet[ChatTalk]:
    """Of the cards and cases that go, and those of nobody in which who goes is named."""
    rows = ChatTalk.objects.filter(organisation_id=subjects.organisation_id)
    own = Q(client__in=subjects.of("client")) | Q(case__in=subjects.of("case"))
    own |= Q(contact__in=subjects.of("contact")) | Q(pk__in=subjects.of("chattalk"))
    named: list[int] = []
    if subjects.words:
        loose = rows.filter(client=None).prefetch_related("lines")
        named = [t.pk for t in loose if subjects.names(f"{t.name} {t.email} {' '.join(x.text for x in t.lines.all())}")]
    return rows.filter(own | Q(pk__in=named))


def _comments(subjects: Subjects) -> QuerySet[WallComment]:
    rows = WallComment.objects.filter(organisation_id=subjects.organisation_id)
    return rows.filter(Q(contact__in=subjects.of("contact")) | Q(pk__in=subjects.of("wallcomment")))


def gather_talks(subjects: Subjects) -> None:
    subjects.add("chattalk", _talks(subjects).values_list("pk", flat=True))
    subjects.add("wallcomment", _comments(subjects).values_list("pk", flat=True))


def expire_talks(now: dt.datetime) -> int:
    old = ChatTalk.objects.filter(ended_at__lt=now - KEPT)
    gone = ChatLine.objects.filter(talk__in=old).delete()[0]
    return gone + old.exclude(name="", email="").update(name="", email="")


def export_talks(client: Client) -> Iterator[Exported]:
    """Those that no contact tells of: what became a contact or joined a case is given with it."""
    rows = ChatTalk.objects.filter(Q(client=client) | Q(client__merged_into=client), contact=None)
    for talk in rows.select_related("organisation"):
        facts = {"kind": "chat", "state": talk.state, "result": talk.result}
        yield Exported(talk.opened_at, "Разговор в чате", talk.get_state_display(), transcript(talk), facts=facts)


HELD_TALKS = (
    Held("channels.ChatTalk", ("name", "email"), NAMES, _talks),
    Held(
        "channels.ChatLine",
        ("text",),
        MESSAGES,
        lambda s: ChatLine.objects.filter(talk__in=_talks(s)),
        delete=True,
    ),
    Held("channels.WallComment", ("author", "place"), NAMES, _comments, delete=True),
    Held(
        "core.Delivery",
        ("address", "payload", "error"),
        COPIES,
        lambda s: Delivery.objects.filter(subject_type=SUBJECT, subject_id__in=s.of("wallcomment")),
    ),
)
