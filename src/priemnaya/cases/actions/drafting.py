"""The draft of an answer: begun, saved with its versions, given files, carried on in another name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import texts
from priemnaya.cases.decision_parts import DAYS, EVERY, agreed, decisions_for, kept, returned
from priemnaya.cases.explained import brought_back, with_one_why, with_typed
from priemnaya.cases.models import DECISIONS, UNSIGNED, Attachment, Case, Reply, ReplyVersion
from priemnaya.cases.states import lock_reply, move_case, move_reply, must_allow
from priemnaya.cases.substance import checked_answers
from priemnaya.core.antivirus import harmful, scan
from priemnaya.core.journal import record
from priemnaya.core.models import StoredFile
from priemnaya.core.tokens import new_token
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee
from priemnaya.plain.inputs import objection_to
from priemnaya.policy import register
from priemnaya.policy.contact_points import SOCIAL

from .hands import take_up
from .sealing import must_be_good

register("provides", "endnotes", "cases.actions.drafting.save_reply")

FIELDS = (
    "text",
    "decision",
    "grounds",
    "how_to_fix",
    "how_to_reapply",
    "how_to_appeal",
    "letterhead",
    "survey",
    "ground_codes",
    "suspended_until",
    "remedy_by",
    "answers",
    "why_differs",
    "endnotes",
    "overrides",
    "not_refusal",
    "shown",
    "kept",
)


BOOKKEEPING = {"shown", "kept"}
"""Fields that hold what was decided about findings: changing them makes nobody's text stale."""


class StaleDraft(Stale):
    """Somebody saved the draft in between: carries the saved row, so that nothing typed is lost."""

    def __init__(self, saved: Reply, by: Employee | None = None) -> None:
        self.saved = saved
        who, at = saved.changed_by, f"{saved.organisation.local(saved.updated_at):%H:%M}"
        words = "Пока вы писали, черновик изменили: другой сотрудник или вы сами в другом окне."
        if who is not None and by is not None:
            own = by.pk == who.pk
            words = f"Пока вы писали, черновик изменён{' в другом вашем окне' if own else ''}, {at}."
            words = words if own else f"Пока вы писали, черновик изменил другой сотрудник: {who.short_name} ({at})."
        self.said = f"{words} Тексты у вас одни и те же. Решение и отметки, если вы их меняли, поставьте снова."
        super().__init__(f"{words} Ваш текст показан ниже, он не сохранён; рядом тот, что сохранён.")


@action("reply.write")
@transaction.atomic
def start_reply(case: Case, *, by: Employee) -> Reply:
    """The open draft of a case, or a new one that begins with the greeting. Who begins one takes the case up. Raises
    Refused, Stale."""
    move_case(case, "draft")
    open_draft = case.replies.filter(state__in=UNSIGNED).first()
    if open_draft:
        return open_draft
    take_up(case, by=by)
    reply = Reply.objects.create(
        organisation=case.organisation,
        case=case,
        author=by,
        text=f"{texts.greeting(case)}\n\n",
        survey_token=new_token(),
        letterhead=case.chosen_point not in SOCIAL,
    )
    record("reply.drafted", case, by=by, reply=reply.pk)
    return reply


@action("reply.write")
@transaction.atomic
def save_reply(reply: Reply, *, by: Employee, version: int | None = None, page: str = "", **fields: Any) -> Reply:
    """Save the draft (also what autosave calls). version: the one that was read; page: the open page it was read on,
    which is never stale to its own saves. Fields: those of a reply; `reasons`, by the fields of a form, join those that
    are recorded by now; `why_no_refusal` is one for all words that refuse. Raises StaleDraft when somebody else saved
    other words in between, Objection when sent.
    """
    saved = (
        Reply.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__organisation", "organisation")
        .get(pk=reply.pk)
    )
    only_noted = bool(fields) and not fields.keys() - BOOKKEEPING
    must_allow(saved, "note" if only_noted else "save")
    changed = agreed(saved, _given(saved, fields))
    stale = version is not None and version != saved.version and not (page and page == saved.page)
    if stale and changed:
        raise StaleDraft(saved, by)
    if changed.keys() - BOOKKEEPING:
        keep_version(saved, by, always="not_refusal" in changed)
    if changed.keys() - BOOKKEEPING - {"overrides"}:
        saved.prepared_at = None
    for name, value in changed.items():
        setattr(saved, name, value)
    if changed:
        saved.version += bool(changed.keys() - BOOKKEEPING)
        if changed.keys() - BOOKKEEPING:
            saved.page, saved.changed_by = page, by
        saved.save()
    return saved


def _given(saved: Reply, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that differ from the saved ones, each checked. Raises Objection."""
    decision = fields.get("decision", saved.decision)
    if decision not in DECISIONS:
        raise Objection("Такого решения нет. Выберите решение из списка.")
    if decision != saved.decision and decision not in decisions_for(saved.case):
        raise Objection("Приостановить или прекратить можно только заявление на услугу. Выберите другое решение.")
    if "answers" in fields:
        fields = {**fields, "answers": checked_answers(saved, fields["answers"])}
    if "reasons" in fields:
        fields = {**fields, "overrides": with_typed(saved.overrides, fields["reasons"])}
    if "why_no_refusal" in fields:
        fields = {**fields, "overrides": with_one_why(saved, fields, fields["why_no_refusal"])}
    return {k: v for k, v in fields.items() if k in FIELDS and getattr(saved, k) != v}


VERSION_AFTER = dt.timedelta(minutes=5)
CONTENT = ("text", "decision", *EVERY, "set_aside", "answers", "why_differs", "endnotes", "overrides")


@part
def keep_version(saved: Reply, by: Employee, *, always: bool = False, submitted: bool = False) -> None:
    """What the draft said before this change: once in some minutes of one person's typing, always when another takes
    over, and when it comes back from who signs (`submitted`): what they read is what the next one is compared with."""
    last = saved.versions.order_by("-number").first()
    own = last is not None and last.by_id == by.pk and not last.submitted
    if not (always or submitted) and own and last and timezone.now() - last.at < VERSION_AFTER:
        return
    content = {name: kept(getattr(saved, name)) for name in CONTENT}
    if saved.not_refusal:
        content["not_refusal"] = saved.not_refusal
    if submitted:
        content["files"] = list(saved.attachments.order_by("pk").values_list("name", flat=True))
    number = (last.number if last else 0) + 1
    ReplyVersion.objects.create(reply=saved, number=number, content=content, by=by, submitted=submitted)


@part
def leave_old_reason(reply: Reply, by: Employee) -> None:
    """A reason from before they were of sentences speaks of no words of a letter of today: it stays in a version, and
    the draft goes on without it."""
    if reply.not_refusal and reply.state == "draft":
        keep_version(reply, by, always=True)
        reply.not_refusal = ""


@action("reply.write")
@transaction.atomic
def restore_version(reply: Reply, number: int, *, by: Employee) -> Reply:
    """Bring back what the draft said before a change; what it says now becomes a version, so this can be undone too."""
    found = reply.versions.filter(number=number).first()
    if found is None:
        raise Objection("Такой редакции нет. Обновите страницу и выберите другую.")
    saved = Reply.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=reply.pk)
    must_allow(saved, "save")
    known = {k: v for k, v in found.content.items() if k in CONTENT}
    if known.get("decision", saved.decision) not in decisions_for(saved.case):
        raise Objection("Такого решения по этому делу больше не принять: его вид изменили. Скопируйте текст редакции.")
    keep_version(saved, by, always=True)
    rows = {str(pk) for pk in saved.case.questions.values_list("pk", flat=True)}
    known["answers"] = {k: v for k, v in known.get("answers", {}).items() if k in rows}
    known |= brought_back(saved, found.content)
    for name, value in known.items():
        setattr(saved, name, returned(name, value) if name in DAYS else value)
    saved.version, saved.page, saved.prepared_at = saved.version + 1, "", None
    saved.changed_by = by
    saved.save()
    reply = saved
    record("reply.version_restored", reply.case, by=by, reply=reply.pk)
    return reply


@action("reply.write")
@transaction.atomic
def take_over_reply(reply: Reply, *, by: Employee) -> Reply:
    """The draft goes on in another's name: they answer for its words, and the letter names them as its executor. Raises
    Objection to its writer, Refused, Stale."""
    lock_reply(reply)
    if reply.author_id == by.pk:
        raise Objection("Этот ответ и так ведёте вы.")
    take_up(reply.case, by=by)
    keep_version(reply, by, always=True)
    move_reply(reply, "save", author=by, changed_by=by, version=reply.version + 1, page="", prepared_at=None)
    record("reply.taken_over", reply.case, by=by, reply=reply.pk)
    return reply


@action("reply.write")
@transaction.atomic
def attach_to_reply(reply: Reply, name: str, content: bytes, content_type: str, *, by: Employee) -> Attachment:
    """A file of the answer: comes with a draft only, so that what was checked is what is signed. The letter is another
    version with it: who read it without the file does not sign it with. The antivirus looks at it as at what comes in.
    Raises Stale, and Objection for a harmful file or one that is not what its name says."""
    if wrong := objection_to(name, content):
        raise Objection(wrong)
    found = scan(content)
    if harmful(found):
        raise Objection(f"Антивирус нашёл в файле «{name}» угрозу ({found}): клиенту его отправлять нельзя.")
    must_allow(lock_reply(reply), "save")
    seal = must_be_good(name, content, reply.attachments.select_related("file"))
    made = Attachment.objects.create(
        reply=reply,
        file=StoredFile.objects.store(content),
        name=name[-255:],
        content_type=content_type[:150],
        scan=found,
        seal=seal,
    )
    move_reply(reply, "save", changed_by=by, version=reply.version + 1, page="", prepared_at=None)
    record("reply.file_attached", reply.case, by=by, reply=reply.pk)
    return made


@action("reply.write")
@transaction.atomic
def detach_from_reply(reply: Reply, attachment: int, *, by: Employee) -> None:
    """Take a file off a draft: put there by mistake, it must not reach the client. The letter is another version
    without it. Raises Stale, also when the file is not there any more."""
    must_allow(lock_reply(reply), "save")
    found = reply.attachments.filter(pk=attachment).select_related("file").first()
    if found is None:
        raise Stale("Этого файла в ответе уже нет. Обновите страницу.")
    found.delete()
    StoredFile.objects.drop_unused([found.file_id])
    move_reply(reply, "save", changed_by=by, version=reply.version + 1, page="", prepared_at=None)
    record("reply.file_detached", reply.case, by=by, reply=reply.pk)
