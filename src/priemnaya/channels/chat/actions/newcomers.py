"""Whoever is hired, or is called otherwise, after a client spoke of them reads the talk no more than anybody named."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from priemnaya.cases.actions.newcomers import seek_in_talks
from priemnaya.channels.models import ChatTalk
from priemnaya.people.models import Organisation

from .ending import words_of
from .held import hold, moved
from .talking import keep_from

CHATS = "chats"
"""The row of `Sought` that says with which staff the talks of a body were looked through."""


def seek_in_chats(organisation: Organisation) -> int:
    """Talks of no case: a case is looked through by itself. Returns in how many somebody was named."""
    rows = ChatTalk.objects.filter(organisation=organisation, case=None, unsought=False).order_by("-pk")

    def talks() -> Iterator[tuple[int, str, str]]:
        for talk in rows.iterator(chunk_size=500):
            yield talk.pk, words_of(talk), talk.name

    return seek_in_talks(organisation, CHATS, talks, _keep)


@transaction.atomic
def _keep(key: int, named: set[int]) -> int:
    talk = hold(ChatTalk(pk=key))
    fresh = named - set(talk.closed_to.values_list("pk", flat=True))
    if not fresh:
        return 0
    keep_from(talk, sorted(fresh))
    moved(talk, "employee", "state")
    return 1
