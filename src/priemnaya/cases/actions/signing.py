"""Signing and sending an answer: every guard is asked before it goes; a sent answer is immutable."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from priemnaya.cases import terms, texts
from priemnaya.cases.explained import REFUSES, told_of
from priemnaya.cases.guard import must_not_be_named
from priemnaya.cases.heard import must_have_heard, said_after
from priemnaya.cases.letters import changed_since_drawn, drawn_as, letter_of, survey_url
from priemnaya.cases.models import GROUNDED, Contact, Reply
from priemnaya.cases.signatures import must_be_in_force, read_certificate, take, why_not_judged
from priemnaya.cases.states import lock_reply, move_case, move_reply, must_allow
from priemnaya.cases.substance import stated
from priemnaya.cases.wording import as_kept, full_text, reasons_of, report_of
from priemnaya.core.journal import record, ruled
from priemnaya.core.models import NumberSeries, StoredFile
from priemnaya.core.tokens import new_token
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.letterhead import render_pdf
from priemnaya.people.acting import action
from priemnaya.people.models import Employee
from priemnaya.policy import Refused, register
from priemnaya.policy.owed import COMPLAINT_REPLY

from .answering import stops, verdicts_of
from .appending import owe_a_decision
from .decisions import record_decision
from .deliver import send_to_client
from .drafting import leave_old_reason
from .holding import must_hold_powers
from .shown import around_of, digest_of, heard_of
from .suspending import suspend_case
from .veiling import Letter
from .wording import settle_findings

register("provides", "receive_result", "cases.actions.signing.send_reply")


def _to_sign(reply: Reply, by: Employee, move: str, version: int | None, shown: str = "", around: str = "") -> Reply:
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
    if (shown and shown != digest_of(reply)) or (around and around != around_of(reply)):
        must_have_heard(case, heard_of(shown or around))
        raise Stale(OTHER_THAN_SHOWN)
    _read_by_another(reply, by)
    return reply


def _numbered(reply: Reply, by: Employee) -> None:
    """Number and place of checking: given once, also when a prepared letter is prepared again."""
    year = reply.organisation.local(timezone.now()).year
    reply.signer = by
    reply.number = reply.number or f"{year}/{NumberSeries.objects.take(reply.organisation_id, 'outgoing', year)}"
    reply.check_token = reply.check_token or new_token()[:20]


def _read_by_another(reply: Reply, by: Employee) -> None:
    """That an answer is there, which the check has not seen, is nobody's word for themselves alone."""
    if reply.author_id == by.pk and stated(reply):
        raise Objection(
            "Вы сами написали, почему в письме есть ответ, которого проверка не увидела. Такое письмо подписывает"
            " другой сотрудник: пусть он прочтёт объяснение. Или отметьте в письме слова, которые отвечают."
        )


@action("reply.sign")
@transaction.atomic
def prepare_reply(
    reply: Reply, *, by: Employee, certificate: bytes | None = None, version: int | None = None, around: str = ""
) -> Reply:
    """Freeze the letter for an outside signing program: number, date, mark and code are in the file that will be
    signed. Any later change of the text thaws it. certificate: the signer's .cer, remembered; version, around: as of
    `send_reply`. Raises Refused, Objection, NotAllowed, Stale."""
    reply = _to_sign(reply, by, "prepare", version, around=around)
    if stopping := stops(verdicts_of(reply, by), reply.overrides):
        raise Refused(stopping)
    must_hold_powers(reply.case)
    if certificate:
        by.certificate = read_certificate(certificate)
        by.save(update_fields=["certificate"])
    must_be_in_force(by.certificate)
    _numbered(reply, by)
    reply.prepared_at = timezone.now()
    reply.signed_by = {**by.certificate, "unjudged": why_not_judged(by.certificate)}
    reply.signed_by["drawn"] = drawn_as(reply)
    reply.pdf = StoredFile.objects.store(render_pdf(letter_of(reply)))
    reply.save()
    record("reply.prepared", reply.case, by=by, reply=reply.pk)
    return reply


def _take_signature(reply: Reply, data: bytes | None, by: Employee) -> None:
    """Keep a detached signature of the prepared file, judged whole (signatures.take). Raises Objection when it is bad,
    or brought by another than the one whose name and certificate are in the file."""
    if data is None:
        reply.prepared_at, reply.signed_by = None, {}
        return
    if reply.prepared_at is None or reply.pdf is None:
        raise Objection("Сначала подготовьте письмо к подписи: скачайте файл, подпишите его и приложите подпись.")
    if reply.signer_id != by.pk:
        raise Objection(
            f"В подготовленном письме подписывает {reply.signer or 'другой сотрудник'}: приложить эту подпись может"
            " только он. Чтобы подписать письмо самому, подготовьте его к подписи заново."
        )
    if changed := changed_since_drawn(reply):
        raise Stale(
            f"С тех пор как письмо подготовили к подписи, изменилось: {', '.join(changed)}. В подписанном файле"
            " прежнее. Подготовьте письмо к подписи заново и подпишите новый файл."
        )
    known = {name: said for name, said in reply.signed_by.items() if name != "drawn"}
    reply.signed_by = take(data, reply.pdf.read(), known)
    reply.signature = StoredFile.objects.store(data)


@action("reply.sign")
@transaction.atomic
def send_reply(
    reply: Reply,
    *,
    by: Employee,
    signature: bytes | None = None,
    version: int | None = None,
    shown: str = "",
    around: str = "",
) -> Reply:
    """Sign and send: asks every guard, numbers the letter, renders it, queues it by the chosen point. The reply is
    «подписан, отправляется» until the letter leaves; only then is the case answered and the term kept
    (leaving.reply_left).

    `by` signs and must hold `reply.sign`. signature: a detached signature of the prepared file, by whoever prepared it:
    their name is in the file; without one the letter says that it is unsigned. version: the one the signer has read;
    shown: the digest of all that the page showed of it, its files and addresses among them; around: of all but its
    words (`shown.around_of`). Raises Refused with every verdict that stops it, NotAllowed, Objection, Stale.
    """
    reply = _to_sign(reply, by, "sign", version, shown, around)
    report = report_of(reply)
    verdicts = verdicts_of(reply, by, report)
    if stopping := stops(verdicts, reply.overrides):
        raise Refused(stopping)
    case, now = reply.case, timezone.now()
    unanswered = _unanswered(reply, shown or around)
    _take_signature(reply, signature, by)
    _numbered(reply, by)
    reply.sent_at = now
    _draw(reply)
    move_case(case, "sign")
    settle_findings(reply, [f.rule for f in report.findings if f.level != "metric"], by=by)
    leave_old_reason(reply, by)
    _sign(reply)
    ruled(as_kept(reply, verdicts, report), case, by=by, reasons=reasons_of(verdicts, reply.overrides))
    _record(reply, by)
    record_decision(case, reply.decision, by=by, reply=reply, at=now)
    _goes(reply, by, now)
    owe_a_decision(case, unanswered)
    reply.refresh_from_db(fields=["state", "sent_at"])
    return reply


def _draw(reply: Reply) -> None:
    """The file that goes: that which was signed, else the letter on its letterhead."""
    if not reply.signature_id:
        reply.pdf = StoredFile.objects.store(render_pdf(letter_of(reply))) if reply.letterhead else None
    reply.pdf_digest = hashlib.sha256(reply.pdf.read()).hexdigest() if reply.pdf else ""


def _unanswered(reply: Reply, page: str) -> list[Contact]:
    """What the client has said since the letter's last words. Who signs a draft on its page has it before them."""
    return [] if reply.state == "draft" and page else said_after(reply)


def _record(reply: Reply, by: Employee) -> None:
    if told_of(reply, REFUSES):
        record("reply.not_refusal", reply.case, by=by, reply=reply.pk)
    if stated(reply):
        record("reply.answer_stated", reply.case, by=by, reply=reply.pk)
    record("reply.signed", reply.case, by=by, reply=reply.pk)


def _goes(reply: Reply, by: Employee, now: dt.datetime) -> None:
    """The signed letter is queued; by when it has to leave is owed, where the law says so (210-ФЗ ст. 11.2 ч. 8)."""
    case, letter = reply.case, _letter(reply)
    terms.open_obligation(case, COMPLAINT_REPLY, now, facts={"decision": GROUNDED.get(reply.decision, reply.decision)})
    if reply.decision == "suspend":
        letter.extra.update(terms.tells(suspend_case(case, reply.suspended_until, by=by)), suspends=True)
    send_to_client(case, letter, what="result", by=by)


OTHER_THAN_SHOWN = (
    "Пока вы читали, изменилось то, что уйдёт: письмо, его файлы, кому или куда. Посмотрите, каким оно стало."
)
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
    "not_refusal",
)
"""What signing adds to a reply."""


def _sign(reply: Reply) -> None:
    """The last write to the letter: from here on the database keeps it as it is."""
    must_allow(reply, "sign")
    signed = {name: getattr(reply, name) for name in SIGNED_WITH}
    as_read = Reply.objects.filter(pk=reply.pk, state=reply.state, version=reply.version)
    if not as_read.update(state="signed", **signed):
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
