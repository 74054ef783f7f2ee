"""Setting a draft aside and bringing it back: nothing that was typed is lost."""

from __future__ import annotations

from django.db import transaction

from priemnaya.cases.models import UNSIGNED, Case, Reply
from priemnaya.cases.states import move_case, move_reply
from priemnaya.core.journal import record
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee


@action("reply.write")
@transaction.atomic
def drop_reply(reply: Reply, *, by: Employee, version: int | None = None) -> None:
    """Give up a draft; its text stays and can be brought back. version: the one that was read. Raises Stale."""
    move_reply(reply, "drop")
    if version is not None and version != Reply.objects.values_list("version", flat=True).get(pk=reply.pk):
        raise Stale("Пока страница была открыта, черновик изменили. Прочитайте его и решите снова.")
    record("reply.dropped", reply.case, by=by, reply=reply.pk)


@action("reply.write")
@transaction.atomic
def restore_reply(reply: Reply, *, by: Employee) -> Reply:
    """Bring a dropped draft back, while the case is at work and has no other draft. Raises Objection, Stale."""
    move_case(reply.case, "draft")
    if reply.case.replies.filter(state__in=UNSIGNED).exists():
        raise Objection("По делу уже пишут другой ответ. Отмените его или скопируйте слова из отменённого.")
    move_reply(reply, "restore")
    record("reply.restored", reply.case, by=by, reply=reply.pk)
    return reply


@part
def drop_drafts(case: Case, *, by: Employee) -> None:
    """The case ends otherwise than by an answer: its draft is set aside and can be brought back when it is opened
    again."""
    for reply in case.replies.filter(state="draft"):
        drop_reply(reply, by=by)
