"""The answer between its draft and its signature: what law and order say of it, handed on, checked, sent back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from django.db import transaction

from priemnaya.cases.approving import checkers
from priemnaya.cases.heard import must_have_heard
from priemnaya.cases.models import Reply, ReplyRemark
from priemnaya.cases.practice import Practice
from priemnaya.cases.rules import (
    alike_verdicts,
    letter_verdicts_at,
    reply_verdicts,
    taking_up_verdicts,
    writer_verdicts,
)
from priemnaya.cases.states import lock_reply, move_case, move_reply, must_allow
from priemnaya.cases.wording import excused, text_verdicts
from priemnaya.core.journal import notify, record, ruled
from priemnaya.core.models import Event
from priemnaya.errors import NotAllowed, Objection, Stale, one_stop
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.plain import Report
from priemnaya.policy import Refused, Verdict, require

from .drafting import keep_version, leave_old_reason


def verdicts_of(
    reply: Reply,
    signer: Employee | None = None,
    report: Report | None = None,
    practice: Practice | None = None,
    *,
    submits: bool = False,
    shown: bool = False,
) -> list[Verdict]:
    """All that the law and the order say of this reply now: for the guard on sending and the list in the composer
    alike. submits: it is handed on first, so what is asked of who signs, and of what happens until then, is not asked
    yet. shown: for a page, where a busy moment leaves out what the deed itself waits for."""
    alike = alike_verdicts(reply.case, reply.decision, reply.ground_codes, reply.why_differs, practice, reply.overrides)
    by_whom = [*writer_verdicts(reply.case, OWN_NAME, reply.author), *_taken_up(reply, signer if submits else None)]
    own = letter_verdicts_at("submit_reply", reply, signer) if submits else []
    asked = [v for v in reply_verdicts(reply, signer) if not (submits and comes_later(v))]
    return [*own, *asked, *alike, *by_whom, *text_verdicts(reply, report, shown=shown)]


def _taken_up(reply: Reply, hands_on: Employee | None) -> list[Verdict]:
    """What keeps the case from whoever prepared its answer, or hands it on: the case may have become another since."""
    found = []
    for who in {w.pk: w for w in (reply.author, hands_on) if w is not None}.values():
        asked = taking_up_verdicts(reply.case, who, whole=False, reasons=reply.overrides)
        words = "Письмо подготовил" if who == reply.author else "Письмо передаёт"
        said = one_stop(f"{words} {who.short_name}.")
        found += [replace(v, why=f"{said} {v.why}", remedy=OWN_NAME) for v in asked if not v.ok]
    return found


def comes_later(verdict: Verdict) -> bool:
    """What can only be so when the letter lies with who signs it."""
    return verdict.kind == "not_by" or verdict.target in OF_OTHERS


OF_OTHERS = frozenset(
    f"send_reply.{n}"
    for n in (
        *("second_approver", "signed_by_head", "signed_by_named"),
        *("checked_by_head_of_unit", "checked_by_named", "mentored"),
    )
)
"""What somebody else than the writer does to a letter."""


OWN_NAME = (
    "Отзовите письмо с подписи, если оно там. Другой исполнитель откроет черновик, прочтёт его, нажмёт «Вести ответ от"
    " своего имени» и передаст на подпись."
)
"""How a letter gets another writer."""


def stops(verdicts: list[Verdict], overrides: dict[str, str]) -> list[Verdict]:
    """What stops a reply: hard demands always; wording unless each rule that broke the clause was overridden with a
    reason."""
    return [v for v in verdicts if not v.ok and not excused(v, overrides)]


@action("reply.submit")
@transaction.atomic
def submit_reply(reply: Reply, *, by: Employee, heard: str = "") -> Reply:
    """Hand the draft to the head of the unit or whoever may sign: from now on it is locked. What would stop it at
    signing stops it here, so that the head meets no error that the author could have mended. heard: the client's
    messages beside which it was written (`heard.heard_token`). Raises Refused, Stale."""
    must_allow(lock_reply(reply), "submit")
    must_have_heard(reply.case, heard)
    verdicts = verdicts_of(reply, by, submits=True)
    if stopping := stops(verdicts, reply.overrides):
        raise Refused(stopping)
    ruled((v for v in verdicts if v.target.startswith("submit_reply.")), reply.case, by=by)
    leave_old_reason(reply, by)
    move_reply(reply, "submit", sent_back_why="", not_refusal=reply.not_refusal)
    move_case(reply.case, "submit")
    for head in Employee.objects.filter(organisation_id=reply.organisation_id, is_active=True).exclude(pk=by.pk):
        if head.may("reply.sign"):
            notify(
                head, f"На подпись: дело {reply.case.number}", f"{reply.case.get_absolute_url()}reply/", kind="signing"
            )
    record("reply.submitted", reply.case, by=by, reply=reply.pk)
    return reply


@action("reply.submit")
@transaction.atomic
def recall_reply(reply: Reply, *, by: Employee) -> Reply:
    """Take a letter back from signature to change it: its author, or whoever may sign it. It is another version from
    now on: a head who read it a moment ago does not sign what lies in the author's hands. By another than its author it
    is sent back, by whatever button: the order is asked, and it counts. Raises NotAllowed, Refused, Stale."""
    if by.pk != reply.author_id and not by.may("reply.sign"):
        raise NotAllowed("Отозвать ответ может его автор или тот, кто подписывает. Попросите автора.")
    lock_reply(reply)
    theirs = by.pk == reply.author_id
    if not theirs:
        must_allow(reply, "recall")
        _must_be_free_to_go_back(reply, by)
    keep_version(reply, by, submitted=True)
    move_reply(reply, "recall", changed_by=by, version=reply.version + 1, checker=None, prepared_at=None)
    move_case(reply.case, "return")
    if theirs:
        record("reply.recalled", reply.case, by=by, reply=reply.pk)
        return reply
    _tell_author(reply, f"Ответ по делу {reply.case.number} отозван с подписи: {by.short_name}", by)
    record("reply.sent_back", reply.case, by=by, reply=reply.pk)
    return reply


def _must_be_free_to_go_back(reply: Reply, by: Employee) -> None:
    """Raises Refused."""
    times = Event.objects.filter(subject_type="case", subject_id=reply.case_id, verb="reply.sent_back").count() + 1
    verdicts = letter_verdicts_at("send_back_reply", reply, by, sent_back=times)
    require(verdicts)
    ruled(verdicts, reply.case, by=by)


def _tell_author(reply: Reply, words: str, by: Employee) -> None:
    if reply.author and reply.author != by:
        notify(reply.author, words, f"{reply.case.get_absolute_url()}reply/", kind="done")


@action("reply.sign")
@transaction.atomic
def check_reply(reply: Reply, *, by: Employee, version: int | None = None) -> Reply:
    """A second pair of eyes agrees: ready to be signed. version: the one that was read. Raises Objection to the author,
    Stale."""
    lock_reply(reply)
    _must_be_read(reply, version)
    if reply.author_id == by.pk:
        raise Objection("Свой ответ проверяет другой сотрудник. Попросите коллегу, который может подписывать.")
    if reply.state == "checked" and by.pk in checkers(reply):
        raise Objection("Вы уже нажали «Проверено». Второй раз согласует другой сотрудник.")
    verdicts = letter_verdicts_at("approve_reply", reply, by)
    require(verdicts)
    ruled(verdicts, reply.case, by=by)
    move_reply(reply, "check", checker=by)
    record("reply.checked", reply.case, by=by, reply=reply.pk)
    return reply


class Remark(NamedTuple):
    """What is to be changed at a place of the letter: its words, and what is said of them."""

    quote: str
    text: str


@action("reply.sign")
@transaction.atomic
def send_back_reply(
    reply: Reply, *, by: Employee, why: str, remarks: Sequence[Remark] = (), version: int | None = None
) -> Reply:
    """Back to the author with what to change, in the whole and at places; another version, as a recalled one. version:
    the one that was read. Raises Objection without a reason, Stale."""
    remarks = [Remark(r.quote.strip()[:600], r.text.strip()[:500]) for r in remarks if r.text.strip()]
    if not why.strip() and not remarks:
        raise Objection("Напишите, что исправить: без этого автор не поймёт.")
    lock_reply(reply)
    _must_be_read(reply, version)
    _must_be_free_to_go_back(reply, by)
    must_allow(reply, "send_back")
    keep_version(reply, by, submitted=True)
    reply.remarks.all().delete()  # what was said of the letter before has been answered or is said again
    ReplyRemark.objects.bulk_create(ReplyRemark(reply=reply, by=by, **r._asdict()) for r in remarks)
    why = why.strip() or _places(len(remarks))
    back = {"changed_by": by, "version": reply.version + 1, "checker": None, "prepared_at": None}
    move_reply(reply, "send_back", sent_back_why=why[:500], **back)
    move_case(reply.case, "return")
    _tell_author(reply, f"Ответ по делу {reply.case.number} вернули: {why[:120]}", by)
    record("reply.sent_back", reply.case, by=by, reply=reply.pk)
    return reply


def _must_be_read(reply: Reply, version: int | None) -> None:
    """Raises Stale when the row, locked, is not the version that was read."""
    if version is not None and version != reply.version:
        raise Stale("Пока вы читали, письмо изменили или отозвали. Посмотрите, каким оно стало.")


def _places(count: int) -> str:
    return "замечание у места в письме" if count == 1 else f"замечания у мест в письме ({count})"
