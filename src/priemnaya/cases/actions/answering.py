"""The answer on the substance: draft, check, sign, send. Every guard is asked before it goes; a sent answer is
immutable."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from priemnaya.cases import terms, texts
from priemnaya.cases.decision_parts import DAYS, EVERY, agreed, decisions_for, kept, returned
from priemnaya.cases.facts import refusing_words
from priemnaya.cases.guard import must_not_be_named
from priemnaya.cases.letters import letter_of, survey_url
from priemnaya.cases.models import DECISIONS, UNSIGNED, Attachment, Case, Contact, Reply, ReplyVersion
from priemnaya.cases.practice import Practice
from priemnaya.cases.rules import alike_verdicts, reply_verdicts, writer_verdicts
from priemnaya.cases.signatures import must_be_in_force, read_certificate, take, why_not_judged
from priemnaya.cases.states import lock_reply, move_case, move_reply, must_allow
from priemnaya.cases.substance import checked_answers
from priemnaya.cases.wording import excused, full_text, reasons_of, report_of, text_verdicts
from priemnaya.core.antivirus import harmful, scan
from priemnaya.core.journal import notify, record, ruled
from priemnaya.core.models import NumberSeries, StoredFile
from priemnaya.core.tokens import new_token
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.letterhead import render_pdf
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.plain import Report
from priemnaya.plain.inputs import objection_to
from priemnaya.policy import Refused, Verdict, register
from priemnaya.policy.contact_points import SOCIAL

from .applications import suspend_case
from .decisions import record_decision
from .deliver import send_to_client
from .sealing import must_be_good
from .veiling import Letter
from .wording import settle_findings

register("provides", "endnotes", "cases.actions.answering.save_reply")
register("provides", "receive_result", "cases.actions.answering.send_reply")

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
    "not_refusal",
    "endnotes",
    "overrides",
    "shown",
    "kept",
)


BOOKKEEPING = {"shown", "kept"}
"""Fields that hold what was decided about findings: changing them makes nobody's text stale."""


class StaleDraft(Stale):
    """Somebody saved the draft in between: carries the saved row, so that nothing typed is lost."""

    def __init__(self, saved: Reply) -> None:
        self.saved = saved
        super().__init__("Пока вы писали, черновик изменил другой сотрудник. Ваш текст ниже, сохранённый рядом.")


@action("reply.write")
@transaction.atomic
def start_reply(case: Case, *, by: Employee) -> Reply:
    """The open draft of a case, or a new one that begins with the greeting."""
    move_case(case, "draft")
    open_draft = case.replies.filter(state__in=UNSIGNED).first()
    if open_draft:
        return open_draft
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
    which is never stale to its own saves. Raises StaleDraft when somebody else saved other words in between, Objection
    when sent.
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
        raise StaleDraft(saved)
    if changed.keys() - BOOKKEEPING - {"overrides"}:
        _keep_version(saved, by)
        saved.prepared_at = None
    for name, value in changed.items():
        setattr(saved, name, value)
    if changed:
        saved.version += bool(changed.keys() - BOOKKEEPING)
        saved.page = page if changed.keys() - BOOKKEEPING else saved.page
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
    return {k: v for k, v in fields.items() if k in FIELDS and getattr(saved, k) != v}


VERSION_AFTER = dt.timedelta(minutes=5)
CONTENT = ("text", "decision", *EVERY, "set_aside", "answers", "why_differs", "endnotes")


def _keep_version(saved: Reply, by: Employee, *, always: bool = False) -> None:
    """What the draft said before this change: once in some minutes of one person's typing, always when another takes
    over."""
    last = saved.versions.order_by("-number").first()
    if not always and last and last.by_id == by.pk and timezone.now() - last.at < VERSION_AFTER:
        return
    content = {name: kept(getattr(saved, name)) for name in CONTENT}
    ReplyVersion.objects.create(reply=saved, number=(last.number if last else 0) + 1, content=content, by=by)


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
    _keep_version(saved, by, always=True)
    rows = {str(pk) for pk in saved.case.questions.values_list("pk", flat=True)}
    known["answers"] = {k: v for k, v in known.get("answers", {}).items() if k in rows}
    for name, value in known.items():
        setattr(saved, name, returned(name, value) if name in DAYS else value)
    saved.version, saved.page, saved.prepared_at = saved.version + 1, "", None
    saved.save()
    reply = saved
    record("reply.version_restored", reply.case, by=by, reply=reply.pk)
    return reply


def verdicts_of(
    reply: Reply, signer: Employee | None = None, report: Report | None = None, practice: Practice | None = None
) -> list[Verdict]:
    """All that the law and the order say of this reply now: for the guard on sending and the list in the composer
    alike."""
    alike = alike_verdicts(reply.case, reply.decision, reply.ground_codes, reply.why_differs, practice)
    by_whom = writer_verdicts(reply.case, OWN_NAME, reply.author)
    return [*reply_verdicts(reply, signer), *alike, *by_whom, *text_verdicts(reply, report)]


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
def submit_reply(reply: Reply, *, by: Employee) -> Reply:
    """Hand the draft to the head of the unit or whoever may sign: from now on it is locked. What would stop it at
    signing stops it here, so that the head meets no error that the author could have mended. Raises Refused, Stale."""
    must_allow(lock_reply(reply), "submit")
    if stopping := stops(verdicts_of(reply, by), reply.overrides):
        raise Refused(stopping)
    move_reply(reply, "submit", sent_back_why="")
    move_case(reply.case, "submit")
    for head in Employee.objects.filter(organisation_id=reply.organisation_id, is_active=True).exclude(pk=by.pk):
        if head.may("reply.sign"):
            notify(head, f"На подпись: дело {reply.case.number}", f"{reply.case.get_absolute_url()}reply/")
    record("reply.submitted", reply.case, by=by, reply=reply.pk)
    return reply


@action("reply.write")
@transaction.atomic
def take_over_reply(reply: Reply, *, by: Employee) -> Reply:
    """The draft goes on in another's name: they answer for its words, and the letter names them as its executor. Raises
    Objection to its writer, Stale."""
    lock_reply(reply)
    if reply.author_id == by.pk:
        raise Objection("Этот ответ и так ведёте вы.")
    _keep_version(reply, by, always=True)
    move_reply(reply, "save", author=by, version=reply.version + 1, page="", prepared_at=None)
    record("reply.taken_over", reply.case, by=by, reply=reply.pk)
    return reply


@action("reply.submit")
@transaction.atomic
def recall_reply(reply: Reply, *, by: Employee) -> Reply:
    """Take a letter back from signature to change it: its author, or whoever may sign it. It is another version from
    now on: a head who read it a moment ago does not sign what lies in the author's hands. Raises NotAllowed, Stale."""
    if by.pk != reply.author_id and not by.may("reply.sign"):
        raise NotAllowed("Отозвать ответ может его автор или тот, кто подписывает. Попросите автора.")
    lock_reply(reply)
    move_reply(reply, "recall", version=reply.version + 1, checker=None, prepared_at=None)
    move_case(reply.case, "return")
    record("reply.recalled", reply.case, by=by, reply=reply.pk)
    return reply


@action("reply.sign")
@transaction.atomic
def check_reply(reply: Reply, *, by: Employee) -> Reply:
    """A second pair of eyes agrees: ready to be signed. Raises Objection to the author, Stale."""
    if reply.author_id == by.pk:
        raise Objection("Свой ответ проверяет другой сотрудник. Попросите коллегу, который может подписывать.")
    move_reply(reply, "check", checker=by)
    record("reply.checked", reply.case, by=by, reply=reply.pk)
    return reply


@action("reply.sign")
@transaction.atomic
def send_back_reply(reply: Reply, *, by: Employee, why: str) -> Reply:
    """Back to the author with what to change; another version, as a recalled one. Raises Objection without a reason,
    Stale."""
    if not why.strip():
        raise Objection("Напишите, что исправить: без этого автор не поймёт.")
    lock_reply(reply)
    back = {"version": reply.version + 1, "checker": None, "prepared_at": None}
    move_reply(reply, "send_back", sent_back_why=why.strip()[:500], **back)
    move_case(reply.case, "return")
    if reply.author and reply.author != by:
        notify(
            reply.author,
            f"Ответ по делу {reply.case.number} вернули: {why[:120]}",
            f"{reply.case.get_absolute_url()}reply/",
        )
    record("reply.sent_back", reply.case, by=by, reply=reply.pk)
    return reply


def _to_sign(reply: Reply, by: Employee, move: str, version: int | None) -> Reply:
    """The row, locked, for whoever may sign it. Raises NotAllowed, Stale: also when it is not the version that was
    read."""
    if not by.may("reply.sign"):
        raise NotAllowed("Подписывать ответы может руководитель. Передайте черновик на проверку.")
    rows = Reply.objects.select_related(
        "case__organisation__parent", "case__client", "case__service", "case__unit", "organisation__parent", "author"
    )
    reply = rows.get(pk=reply.pk)
    case = reply.case
    lock_reply(reply)
    must_not_be_named(case, by)  # somebody may have been named since the page was opened
    must_allow(reply, move)
    if version is not None and version != reply.version:
        raise Stale("Пока вы читали, письмо изменили или отозвали. Посмотрите, каким оно стало.")
    reply.case = case
    return reply


def _numbered(reply: Reply, by: Employee) -> None:
    """Number and place of checking: given once, also when a prepared letter is prepared again."""
    year = reply.organisation.local(timezone.now()).year
    reply.signer = by
    reply.number = reply.number or f"{year}/{NumberSeries.objects.take(reply.organisation_id, 'outgoing', year)}"
    reply.check_token = reply.check_token or new_token()[:20]


@action("reply.sign")
@transaction.atomic
def prepare_reply(reply: Reply, *, by: Employee, certificate: bytes | None = None, version: int | None = None) -> Reply:
    """Freeze the letter for an outside signing program: number, date, mark and code are in the file that will be
    signed. Any later change of the text thaws it. certificate: the signer's .cer, remembered. Raises Refused,
    Objection, NotAllowed."""
    reply = _to_sign(reply, by, "prepare", version)
    if stopping := stops(verdicts_of(reply, by), reply.overrides):
        raise Refused(stopping)
    if certificate:
        by.certificate = read_certificate(certificate)
        by.save(update_fields=["certificate"])
    must_be_in_force(by.certificate)
    _numbered(reply, by)
    reply.prepared_at = timezone.now()
    reply.signed_by = {**by.certificate, "unjudged": why_not_judged(by.certificate)}
    reply.pdf = StoredFile.objects.store(render_pdf(letter_of(reply)))
    reply.save()
    record("reply.prepared", reply.case, by=by, reply=reply.pk)
    return reply


def _take_signature(reply: Reply, data: bytes, by: Employee) -> None:
    """Keep a detached signature of the prepared file, judged whole (signatures.take). Raises Objection when it is bad,
    or brought by another than the one whose name and certificate are in the file."""
    if reply.prepared_at is None or reply.pdf is None:
        raise Objection("Сначала подготовьте письмо к подписи: скачайте файл, подпишите его и приложите подпись.")
    if reply.signer_id != by.pk:
        raise Objection(
            f"В подготовленном письме подписывает {reply.signer or 'другой сотрудник'}: приложить эту подпись может"
            " только он. Чтобы подписать письмо самому, подготовьте его к подписи заново."
        )
    reply.signed_by = take(data, reply.pdf.read(), reply.signed_by)
    reply.signature = StoredFile.objects.store(data)


@action("reply.sign")
@transaction.atomic
def send_reply(reply: Reply, *, by: Employee, signature: bytes | None = None, version: int | None = None) -> Reply:
    """Sign and send: asks every guard, numbers the letter, renders it, queues it by the chosen point. The reply is
    «подписан, отправляется» until the letter leaves; only then is the case answered and the term kept
    (leaving.reply_left).

    `by` signs and must hold `reply.sign`. signature: a detached signature of the prepared file, by whoever prepared it:
    their name is in the file; without one the letter says that it is unsigned. version: the one the signer has read.
    Raises Refused with every verdict that stops it, NotAllowed, Objection, Stale.
    """
    reply = _to_sign(reply, by, "sign", version)
    report = report_of(reply)
    verdicts = verdicts_of(reply, by, report)
    if stopping := stops(verdicts, reply.overrides):
        raise Refused(stopping)
    case, now = reply.case, timezone.now()
    if signature is not None:
        _take_signature(reply, signature, by)
    else:
        reply.prepared_at, reply.signed_by = None, {}
    _numbered(reply, by)
    reply.sent_at = now
    if not reply.signature_id:
        reply.pdf = StoredFile.objects.store(render_pdf(letter_of(reply))) if reply.letterhead else None
    reply.pdf_digest = hashlib.sha256(reply.pdf.read()).hexdigest() if reply.pdf else ""
    move_case(case, "sign")
    settle_findings(reply, [f.rule for f in report.findings if f.level != "metric"], by=by)
    _sign(reply)
    ruled(verdicts, case, by=by, reasons=reasons_of(verdicts, reply.overrides))
    if reply.not_refusal and refusing_words(reply):
        record("reply.not_refusal", case, by=by, reply=reply.pk)
    record("reply.signed", case, by=by, reply=reply.pk)
    record_decision(case, reply.decision, by=by, reply=reply, at=now)
    letter = _letter(reply)
    if reply.decision == "suspend":
        letter.extra.update(terms.tells(suspend_case(case, reply.suspended_until, by=by)))
    send_to_client(case, letter, what="result", by=by)
    reply.refresh_from_db(fields=["state", "sent_at"])
    return reply


SIGNED_WITH = (
    "signer",
    "number",
    "check_token",
    "prepared_at",
    "sent_at",
    "pdf",
    "pdf_digest",
    "signature",
    "signed_by",
)
"""What signing adds to a reply."""


def _sign(reply: Reply) -> None:
    """The last write to the letter: from here on the database keeps it as it is."""
    must_allow(reply, "sign")
    signed = {name: getattr(reply, name) for name in SIGNED_WITH}
    if not Reply.objects.filter(pk=reply.pk, state=reply.state).update(state="signed", **signed):
        raise Stale("Ответ уже подписан. Обновите страницу.")
    reply.state = "signed"


def _letter(reply: Reply) -> Letter:
    files = [(a.name, a.file_id, a.content_type) for a in reply.attachments.all()]
    if reply.pdf_id:
        files.insert(0, (f"Ответ {reply.number.replace('/', '-')}.pdf", reply.pdf_id, "application/pdf"))
    if reply.signature_id:
        files.insert(
            1, (f"Ответ {reply.number.replace('/', '-')}.pdf.sig", reply.signature_id, "application/pkcs7-signature")
        )
    text = full_text(reply)
    if reply.endnotes:
        text += "\n\nПримечания\n" + "\n".join(f"[{n}] {note}" for n, note in enumerate(reply.endnotes, 1))
    if reply.signature_id:
        with override("ru"):  # the letter is the client's, whatever language its signer reads the screen in
            text += f"\n\nК письму приложена электронная подпись: файл .sig. {reply.seal.text}"
    if reply.survey:
        text += "\n\n" + texts.survey_block(reply.organisation, survey_url(reply))
    if reply.signer:
        text += f"\n\n{reply.signer.post}\n{reply.signer.short_name}"
    return Letter(
        texts.subject(reply.case, "answer"),
        text,
        None,
        tuple(files),
        key=f"reply-{reply.pk}",
        reply=reply.pk,
        extra={"survey": reply.survey_token} if reply.survey else {},
    )


@action("case.work")
@transaction.atomic
def number_reply(reply: Reply, number: str, *, by: Employee) -> Reply:
    """The number the document system gave a signed answer. The answer itself does not change. Raises Stale before
    signing."""
    move_reply(reply, "number", external_number=number.strip()[:60])
    record("reply.numbered", reply.case, by=by, reply=reply.pk)
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
    move_reply(reply, "save", version=reply.version + 1, prepared_at=None)
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
    move_reply(reply, "save", version=reply.version + 1, prepared_at=None)
    record("reply.file_detached", reply.case, by=by, reply=reply.pk)


def last_incoming(case: Case) -> Contact | None:
    return case.contacts.filter(direction="in").order_by("-at").first()
