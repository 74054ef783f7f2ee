"""Sending a case on to the bodies it belongs to: a letter and a package to each, followed until they arrive, and the
client told.

Nothing says «переслано» before it has left. A letter that does not arrive goes by the body's next way; when there is
none, the case is back with people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from priemnaya.cases import forwarding_texts as words
from priemnaya.cases import terms
from priemnaya.cases.facts import case_facts
from priemnaya.cases.forwarding import (
    Plan,
    Planned,
    Target,
    WayTo,
    archive_name,
    complained_body,
    letter_to,
    plan,
    ways_to,
    written,
    zipped,
)
from priemnaya.cases.guard import may_know, must_not_be_named
from priemnaya.cases.models import Case, ForwardedLetter, Forwarding
from priemnaya.cases.returned import posted
from priemnaya.cases.rules import day_of, forwarding_verdicts, signs_alone, writer_verdicts
from priemnaya.cases.states import lock_case, move_case, possible
from priemnaya.cases.texts import promise, subject
from priemnaya.core import queue
from priemnaya.core.journal import alert, notify, record, ruled
from priemnaya.core.models import Delivery, NumberSeries, Obligation, StoredFile
from priemnaya.core.tokens import new_code
from priemnaya.errors import Objection, Stale
from priemnaya.letterhead import render_pdf
from priemnaya.people.acting import action
from priemnaya.people.actions.other_bodies import FIELDS, save_body
from priemnaya.people.models import Employee, Organisation, OtherBody
from priemnaya.people.models.bodies import OtherBodyQuerySet
from priemnaya.people.policies import calendar_of, policy_of
from priemnaya.plain.substance import is_reason
from priemnaya.policy import Verdict, asks, require
from priemnaya.policy.owed import FORWARDING

from .arriving import delivery_sent
from .decisions import record_decision
from .deliver import send_to_client
from .drafts import drop_drafts
from .reading import must_be_read
from .veiling import Letter

ABOUT = "forwardedletter"
HOW_TO_SAY = "Напишите хотя бы два слова, понятных клиенту: например, «Эту дорогу ремонтирует город»."
"""What a delivery to another body is about, in the outbox."""


@action("case.forward")
@transaction.atomic
def forward_case(
    case: Case, to: Sequence[Target], reason: str, *, by: Employee, keeps: bool = False, seen: str = ""
) -> Forwarding:
    """Send the matter to each of the bodies: a covering letter on the letterhead and one package. Who may sign letters
    signs them with it; else they wait for a signature (sign_forwarding). The client is told when the letters have
    left. Raises Refused, Objection, NotAllowed, Stale.

    keeps: part of the questions stays here, so the case goes on with its own term (59-ФЗ ст. 8 ч. 4). seen: the digest
    of what the person was shown; another one means that something changed since. A body that is not in the directory
    yet is kept there.
    """
    must_be_read(lock_case(case))
    move = "forward_part" if keeps else "forward"
    if move not in possible(case):
        move_case(case, move)  # says what the state is and what to do
    ready = plan_forwarding(case, to, reason, keeps=keeps)
    if seen and seen != ready.seen:
        raise Stale("Пока вы смотрели, дело, файлы или адрес изменились. Проверьте ещё раз, что уйдёт, и отправьте.")
    if ready.problems:
        raise Objection(" ".join(ready.problems))
    verdicts = verdicts_for(case, to)
    require(verdicts)
    move_case(case, move)
    _owes_forwarding(case, len(to) > 1)
    forwarding = _written(case, ready, reason, keeps=keeps, by=by)
    if not keeps:
        drop_drafts(case, by=by)
    ruled(verdicts, case, by=by)
    terms.refresh_due(case)
    record("case.forwarding", case, by=by, forwarding=forwarding.pk, bodies=len(to))
    if signs_alone(case, by):
        _sign(forwarding, by)
    else:
        _ask_to_sign(forwarding)
    return forwarding


@action("reply.sign")
@transaction.atomic
def sign_forwarding(forwarding: Forwarding, *, by: Employee) -> Forwarding:
    """Sign the covering letters that wait: they get their numbers, and all of them leave. Raises Refused, Objection,
    NotAllowed, Stale."""
    must_be_read(lock_case(forwarding.case))
    rows = Forwarding.objects.select_related("case__organisation__parent", "package", "by")
    forwarding = rows.select_for_update(of=("self",), no_key=True).get(pk=forwarding.pk)
    letters = list(forwarding.letters.filter(recalled_at=None))
    if forwarding.signed_at or not letters:
        raise Stale("Подписывать нечего: письма уже подписаны или отозваны. Обновите страницу.")
    must_not_be_named(forwarding.case, by)
    for letter in letters:
        letter.forwarding = forwarding
    require([v for x in letters for v in (*letter_verdicts(x), *_writer_verdicts(forwarding))])
    _sign(forwarding, by)
    return forwarding


def letter_verdicts(letter: ForwardedLetter) -> list[Verdict]:
    """What the order and the law say now of a letter that is written already: since then the complaint may have been
    written down, or the case have become one."""
    case = letter.forwarding.case
    body = letter.body or OtherBody(name=letter.name, addressee=letter.addressee)
    to = Target(body, letter.way, letter.question, letter.not_against)
    return [*forwarding_verdicts(case, f"{letter.addressee} {letter.name}".strip()), *body_verdicts(case, to)]


def _writer_verdicts(forwarding: Forwarding) -> list[Verdict]:
    remedy = "Отзовите письмо на странице дела; другой исполнитель перешлёт дело заново от своего имени."
    return writer_verdicts(forwarding.case, remedy, forwarding.by, forwarding.signer)


def _sign(forwarding: Forwarding, by: Employee) -> None:
    """Number, date and signatory go onto every letter, and each gets its delivery."""
    case = forwarding.case
    forwarding.signer, forwarding.signed_at = by, timezone.now()
    year = case.organisation.local(forwarding.signed_at).year
    ready = [(letter, *written(letter)) for letter in forwarding.letters.filter(recalled_at=None).order_by("pk")]
    for letter, planned, package in ready:
        letter.forwarding = forwarding
        letter.number = f"{year}/{NumberSeries.objects.take(case.organisation_id, 'outgoing', year)}"
        made = letter_to(
            case,
            planned,
            package,
            signer=by,
            executor=forwarding.by,
            number=letter.number,
            at=forwarding.signed_at,
        )
        letter.pdf = StoredFile.objects.store(render_pdf(made))
        letter.save(update_fields=["number", "pdf"])
        assert planned.way is not None, "a letter is written with its way"
        _queue(letter, planned.way)
    forwarding.save(update_fields=["signer", "signed_at"])
    record("case.forwarding_signed", case, by=by, forwarding=forwarding.pk)
    queue.nudge("deliver_outbox")


def _ask_to_sign(forwarding: Forwarding) -> None:
    case = forwarding.case
    for head in may_know(case):
        if head.may("reply.sign"):
            notify(head, f"На подпись: пересылка дела {case.number}", case.get_absolute_url())


def directory_of(organisation: Organisation) -> OtherBodyQuerySet:
    """Bodies a matter may be sent to; a subordinate organisation has its body's directory."""
    return OtherBody.objects.filter(organisation=organisation.parent or organisation, active=True)


def plan_forwarding(case: Case, to: Sequence[Target], reason: str, *, keeps: bool = False) -> Plan:
    """What would leave, for the screen and for the action alike. Raises Objection with what is to be filled in."""
    if not to:
        raise Objection("Выберите, куда переслать: отметьте орган в справочнике или впишите новый.")
    if len({t.body.name.strip().lower() for t in to}) < len(to):
        raise Objection("Один и тот же орган выбран дважды. Оставьте его один раз.")
    ours = case.organisation.parent_id or case.organisation_id
    if foreign := [t for t in to if t.body.pk and (t.body.organisation_id != ours or not t.body.active)]:
        raise Objection(f"«{foreign[0].body}» больше нет в справочнике. Выберите другой орган.")
    if not reason.strip():
        raise Objection("Напишите, почему пересылаете: это прочтут и орган, и клиент.")
    if not is_reason(reason):
        raise Objection(f"«{reason.strip()[:60]}» не объясняет, почему пересылаете. {HOW_TO_SAY}")
    return plan(case, to, reason, citation_for(case, to), keeps=keeps)


@dataclass(frozen=True)
class DueBy:
    """By when the law wants the matter sent on and the client told, and by which rule."""

    at: dt.datetime
    citation: str
    layer: str
    steps: tuple[str, ...]
    provisional: bool


def due_for(case: Case, several: bool = False) -> DueBy | None:
    """The term of forwarding, counted from registration; None when neither law nor order sets one."""
    body = case.organisation
    grounds = (*case.grounds, *(("several_bodies",) if several else ()))
    facts = {**case_facts(case), "grounds": grounds}
    held = policy_of(body).term(FORWARDING, case.registered_at, facts, calendar_of(body), body.zone, body.hours)
    if held is None:
        return None
    rule, due = held.rule, held.due
    return DueBy(due.at, rule.citation, rule.order.layer, tuple(due.reasoning), due.provisional)


def verdicts_for(case: Case, to: Sequence[Target]) -> list[Verdict]:
    """What the order and the law say of sending this matter to these bodies and to whom the letters are addressed."""
    return [
        v
        for t in to
        for v in (*forwarding_verdicts(case, f"{t.body.addressee} {t.body.name}".strip()), *body_verdicts(case, t))
    ]


@asks("never_to", "complaint")
def body_verdicts(case: Case, target: Target) -> list[Verdict]:
    """A complaint is not sent to the body complained of (59-ФЗ ст. 8 ч. 6). When its text only names the body, a person
    says whether it is about that body."""
    against = complained_body(case, target)
    if not against:
        return []
    why = f"Жалоба на этот орган ({target.body}): пересылать её ему нельзя."
    if against == "named":
        why = f"В тексте жалобы назван этот орган: {target.body}. Жалобу нельзя переслать тому, на кого жалуются."
    facts = {**case_facts(case), "to_person_complained_of": why}
    verdicts = policy_of(case.organisation).judge("never_to", day_of(case), "complaint", facts)
    if against != "named":
        return verdicts
    remedy = (
        "Прочтите жалобу. Если жалуются не на этот орган, отметьте это у него в списке. Если на него — выберите другой"
        " орган или верните жалобу с разъяснением права на суд."
    )
    return [v if v.ok else replace(v, remedy=remedy) for v in verdicts]


def _owes_forwarding(case: Case, several: bool) -> None:
    """The term of sending on and telling the client runs from registration; several bodies are a ground of their own
    (59-ФЗ ст. 8 ч. 4)."""
    facts = {"grounds": ["several_bodies"]} if several else {}
    terms.open_obligation(case, FORWARDING, case.registered_at, facts=facts)


@asks("must_tell", "forwarding")
def citation_for(case: Case, to: Sequence[Target]) -> str:
    """By which article the matter is sent on, as the layer of law has it; empty when only the defaults speak."""
    several = ("several_bodies",) if len(to) > 1 else ()
    facts = {**case_facts(case), "grounds": (*case.grounds, *several)}
    held = list(policy_of(case.organisation).rules("answer_within", day_of(case), FORWARDING, facts))
    lawful = [r for r in held if r.order.layer == "federal"]
    chosen = next((r for r in lawful if r.value.ground), lawful[0] if lawful else None)
    if chosen is None:
        return ""
    act = chosen.clause.act or chosen.order.act.title
    return f"{chosen.clause.source} Федерального закона № {act}"


def _written(case: Case, ready: Plan, reason: str, *, keeps: bool, by: Employee) -> Forwarding:
    """The rows: the deed with its package, and a letter with a delivery for each body."""
    package = StoredFile.objects.store(zipped(case, ready.package))
    forwarding = Forwarding.objects.create(
        organisation=case.organisation,
        case=case,
        reason=reason.strip(),
        keeps=keeps,
        citation=ready.citation,
        package=package,
        contents=ready.package.listed(),
        left_out=[list(one) for one in ready.package.left_out],
        by=by,
        at=timezone.now(),
    )
    for planned in ready.letters:
        _letter(forwarding, planned, by=by)
    return forwarding


def _letter(forwarding: Forwarding, planned: Planned, *, by: Employee) -> None:
    case, body = forwarding.case, planned.target.body
    if body.pk is None:
        body = save_body(case.organisation.parent or case.organisation, {n: getattr(body, n) for n in FIELDS}, by=by)
    assert planned.way is not None, "a plan without problems has a way for each body"
    ForwardedLetter.objects.create(
        forwarding=forwarding,
        body=body,
        name=body.name,
        addressee=body.addressee,
        postal_address=body.postal_address,
        phone=body.phone,
        question=planned.target.question.strip(),
        not_against=planned.target.not_against,
        way=planned.way.name,
        text=planned.text,
    )


def _queue(letter: ForwardedLetter, way: WayTo, instead_of: Delivery | None = None) -> Delivery:
    """A row in the outbox, under a key made of the letter and the try: never twice."""
    forwarding, case = letter.forwarding, letter.forwarding.case
    signed_at = forwarding.signed_at or forwarding.at
    count = Delivery.objects.filter(subject_type=ABOUT, subject_id=letter.pk).count()
    named = f"Письмо {letter.number.replace('/', '-')}.pdf"
    row = Delivery.objects.create(
        organisation_id=forwarding.organisation_id,
        channel=way.name,
        subject_type=ABOUT,
        subject_id=letter.pk,
        key=f"forward-{letter.pk}-{count + 1}",
        lane=f"forward-{letter.pk}",
        address=way.address,
        message_id=f"<{case.organisation.slug}.f{letter.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        instead_of=instead_of,
        payload={
            "subject": words.covering_subject(case),
            "text": words.covering_note(case, letter.number, signed_at, named, archive_name(case), forwarding.by),
            "number": letter.number,
            "files": [
                [named, letter.pdf_id, "application/pdf"],
                [archive_name(case), forwarding.package_id, "application/zip"],
            ],
            "card": _card(letter),
        },
    )
    letter.delivery = row
    letter.save(update_fields=["delivery"])
    return row


def _card(letter: ForwardedLetter) -> dict[str, str]:
    """What the document system is told of the letter, besides its files."""
    forwarding, case = letter.forwarding, letter.forwarding.case
    return {
        "number": letter.number,
        "date": f"{case.organisation.local(forwarding.signed_at or forwarding.at):%Y-%m-%d}",
        "from": case.organisation.name,
        "to": letter.name,
        "subject": words.covering_heading(case),
        "case": case.number,
        "registered": f"{case.organisation.local(case.registered_at):%Y-%m-%d}",
        "applicant": case.client_name,
        "answer_to": words.where_to_answer(case),
        "law": forwarding.citation,
    }


# --- what became of a letter
# ---------------------------------------------------------------------------------------------------


def letter_of(delivery: Delivery) -> ForwardedLetter:
    """The letter a delivery carries; its case is locked first, as everybody locks."""
    rows = ForwardedLetter.objects.select_related("forwarding__case__organisation__parent", "forwarding__by", "body")
    return _holding(lambda: rows.get(pk=delivery.subject_id))


def _holding(find: Callable[[], ForwardedLetter]) -> ForwardedLetter:
    """The letter with its case locked. Its case was joined to another while this one waited: the lock is let go."""
    while True:
        held = transaction.savepoint()
        letter = find()
        lock_case(letter.forwarding.case)
        if Forwarding.objects.filter(pk=letter.forwarding_id, case=letter.forwarding.case).exists():
            transaction.savepoint_commit(held)
            return letter
        transaction.savepoint_rollback(held)


@action("case.work", alone=True)
@transaction.atomic
def forwarding_sent(delivery: Delivery, *, by: Employee | None = None) -> None:
    """The letter has left: handed to the mail server, to the document system, to the post."""
    letter = letter_of(delivery)
    delivery_sent(delivery, by=by)
    settle_forwardings(letter.forwarding.case)


@transaction.atomic
def forwarding_failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    """A try failed: later again; after the last try the letter has not arrived."""
    letter = letter_of(delivery)
    if final:
        if not _mark(delivery, "dead", error, unless=("sent", "delivered", "read", "dead", "bounced")):
            return
    else:
        delivery.postpone(error, away=away)
    if delivery.state == "dead":
        record("delivery.failed", letter.forwarding.case, by=None, delivery=delivery.pk)
        _not_arrived(letter, delivery, f"не ушло: {error[:200]}")


@transaction.atomic
def forwarding_bounced(delivery: Delivery, why: str) -> None:
    """The receiving side returned it."""
    letter = letter_of(delivery)
    if not _mark(delivery, "bounced", why, unless=("bounced", "dead")):
        return
    record("delivery.bounced", letter.forwarding.case, by=None, delivery=delivery.pk)
    _not_arrived(letter, delivery, f"вернулось: {why[:200]}")


def forwarding_unwanted(delivery: Delivery) -> str:
    """Why a letter must not leave after all; asked right before it is sent."""
    rows = ForwardedLetter.objects.select_related("forwarding__case__organisation__parent", "body")
    letter = rows.get(pk=delivery.subject_id)
    if letter.recalled_at:
        return "Письмо отозвано."
    return next((v.why for v in letter_verdicts(letter) if not v.ok), "")


def _mark(delivery: Delivery, state: str, error: str, *, unless: tuple[str, ...]) -> bool:
    rows = Delivery.objects.filter(pk=delivery.pk).exclude(state__in=unless)
    if not rows.update(state=state, error=error[:2000], lease_until=None):
        return False
    delivery.state, delivery.error = state, error[:2000]
    return True


def _not_arrived(letter: ForwardedLetter, failed: Delivery, what: str) -> None:
    """By the body's next way, if there is one; else the question is with people again. Whoever has the case and whoever
    sent it on are told in both cases."""
    if letter.recalled_at or letter.delivery_id != failed.pk:
        return
    letter.delivery = failed
    case = letter.forwarding.case
    barred = next((v.why for v in (*letter_verdicts(letter), *_writer_verdicts(letter.forwarding)) if not v.ok), "")
    again = None if barred else _otherwise(letter)
    if again:
        _queue(letter, again, instead_of=failed)
        queue.nudge("deliver_outbox")
        then = f"Отправляем другим способом: {again.title}."
    elif barred:
        then = f"{barred} Другим способом не отправляем: отзовите письмо на странице дела."
    else:
        then = "Других способов в справочнике нет: выберите способ и адрес на странице дела или ответьте сами."
    _back(letter.forwarding, "forward_again" if again else "forward_back")
    text = f"Дело {case.number} не переслано в «{letter.name}»: письмо {what}. {then}"
    alert("forwarding", text, organisation_id=case.organisation_id, subject=case)
    for person in {p.pk: p for p in (case.assignee, letter.forwarding.by) if p}.values():
        notify(person, text, case.get_absolute_url())


def _otherwise(letter: ForwardedLetter) -> WayTo | None:
    """The body's next way where this letter has not been."""
    if letter.body is None or not letter.body.active:
        return None
    tried = set(Delivery.objects.filter(subject_type=ABOUT, subject_id=letter.pk).values_list("channel", "address"))
    size = sent_size(letter)
    return next((w for w in ways_to(letter.body, size) if not w.problem and (w.name, w.address) not in tried), None)


def sent_size(letter: ForwardedLetter) -> int:
    """Bytes of the files of a letter."""
    files = (letter.pdf, letter.forwarding.package)
    return sum(f.size for f in files if f)


def _back(forwarding: Forwarding, move: str) -> None:
    """The case is not sent on yet, or not at all: its state says so, and what it owed it owes again."""
    case = forwarding.case
    if forwarding.keeps:
        _owes_forwarding(case, forwarding.letters.count() > 1)
    elif case.state in ("forwarding", "forwarded"):
        was = case.state
        move_case(case, move, outcome="", closed_at=None)
        if was == "forwarded":
            _owes_again(case)
            _owes_forwarding(case, forwarding.letters.count() > 1)
        verb = "case.forwarding_again" if move == "forward_again" else "case.forwarding_failed"
        record(verb, case, by=None, forwarding=forwarding.pk)
    terms.refresh_due(case)


def _owes_again(case: Case) -> None:
    """The terms that ended with the forwarding run on as they were, from the same registration."""
    ended = Obligation.objects.about("case", case.pk).filter(cancelled_why__startswith=ENDED_BY)
    open_now = set(Obligation.objects.about("case", case.pk).open().values_list("what", flat=True))
    for owed in ended.order_by("-pk"):
        if owed.what not in open_now:
            open_now.add(owed.what)
            owed.cancelled_at, owed.cancelled_why = None, ""
            owed.save(update_fields=["cancelled_at", "cancelled_why"])


ENDED_BY = "переслано: "


def settle_forwardings(case: Case) -> None:
    """After a change of any letter: the client is told what has left, and the case is «переслано» once everything
    has."""
    rows = list(case.forwardings.prefetch_related("letters__delivery").select_related("by").order_by("pk"))
    whole = [f for f in rows if not f.keeps]
    letters = [x for f in rows for x in f.letters.all() if not x.recalled_at]
    gone = bool(letters) and all(x.has_left for x in letters)
    for forwarding in rows:
        mine = [x for x in forwarding.letters.all() if not x.recalled_at]
        fresh = [x for x in mine if x.has_left and not x.told_at]
        if fresh and not any(x.state == "queued" for x in mine):
            _tell(forwarding, case, fresh, last=gone)
            if forwarding.keeps and all(x.has_left for x in mine):
                record("case.part_forwarded", case, by=forwarding.by, forwarding=forwarding.pk)
    if gone and whole and case.state == "forwarding":
        by = whole[-1].by
        names = "; ".join(x.name for x in letters)
        if by:
            record_decision(case, "forward", by=by)
        move_case(case, "forward_left", outcome=names[:40], closed_at=timezone.now())
        terms.end_open(case, f"{ENDED_BY}{names}")
        record("case.forwarded", case, by=by)
    if gone and _told(case):
        terms.fulfil(case, FORWARDING)


def _told(case: Case) -> bool:
    """The last notice of it neither waits nor has come back."""
    notices = [x for x in posted(case) if x.payload.get("fulfils") == FORWARDING]
    return not notices or notices[-1].carried


def _tell(forwarding: Forwarding, case: Case, letters: Sequence[ForwardedLetter], *, last: bool) -> None:
    """The notice to the client: which bodies, with their addresses and phones. The last one meets the term of the
    law."""
    now = timezone.now()
    to = [(x.name, x.postal_address, x.phone) for x in letters]
    said = words.forwarded(
        case,
        to,
        forwarding.reason,
        at=max((x.delivery.sent_at for x in letters if x.delivery and x.delivery.sent_at), default=now),
        keeps=forwarding.keeps,
        due=_answer_due(case),
        left_out=[name for name, _why in forwarding.left_out],
    )
    notice = Letter(subject(case, "forwarding"), said, notice="forwarding", fulfils=FORWARDING if last else "")
    send_to_client(case, notice, what="forwarding_notice", by=forwarding.by)
    ForwardedLetter.objects.filter(pk__in=[x.pk for x in letters]).update(told_at=now)


def _answer_due(case: Case) -> str:
    """By when what stays here is answered, as the client is told."""
    return promise(case, terms.open_term(case))


# --- what people do about a letter that did not arrive
# --------------------------------------------------------------------------


def _of(letter: ForwardedLetter) -> ForwardedLetter:
    rows = ForwardedLetter.objects.select_related(
        "forwarding__by", "forwarding__package", "forwarding__case__organisation__parent", "pdf", "delivery", "body"
    )
    return _holding(lambda: rows.get(pk=letter.pk))


@action("case.forward")
@transaction.atomic
def resend_letter(letter: ForwardedLetter, way: str, *, by: Employee, address: str = "") -> Delivery:
    """A letter that did not arrive goes again, by the way and to the address given; the directory learns a corrected
    address from whoever may change it. Raises Refused, Objection, NotAllowed, Stale."""
    letter = _of(letter)
    case = letter.forwarding.case
    if letter.state != "failed":
        raise Stale("Повторить можно только письмо, которое не дошло. Обновите страницу.")
    require([*letter_verdicts(letter), *_writer_verdicts(letter.forwarding)])
    chosen = _corrected(letter, way, address.strip(), by)
    if not letter.forwarding.keeps and case.state != "forwarding":
        move_case(case, "forward")
        drop_drafts(case, by=by)
    row = _queue(letter, chosen, instead_of=letter.delivery)
    record("case.forwarding_repeated", case, by=by, letter=letter.pk, delivery=row.pk)
    queue.nudge("deliver_outbox")
    return row


def _corrected(letter: ForwardedLetter, way: str, address: str, by: Employee) -> WayTo:
    """The way with its address as it is now. Raises Objection."""
    fields = {"docflow": "folder", "email": "email", "post": "postal_address"}
    if way not in fields:
        raise Objection("Выберите, каким способом отправить.")
    body = letter.body or OtherBody(organisation=letter.forwarding.organisation, name=letter.name)
    if address and address != body.address_by(way):
        ways = [*body.ways, *([way] if way not in body.ways else [])]
        if body.pk and by.may("bodies.edit"):
            save_body(body.organisation, {fields[way]: address, "ways": ways}, by=by, body=body)
        setattr(body, fields[way], address)
        body.ways = ways
    if not body.address_by(way):
        raise Objection("Впишите адрес: для этого способа его в справочнике нет.")
    chosen = next((w for w in ways_to(body, sent_size(letter)) if w.name == way), WayTo(way, body.address_by(way)))
    if chosen.problem:
        raise Objection(f"{letter.name}: {chosen.problem}")
    return chosen


@action("case.forward")
@transaction.atomic
def recall_letter(letter: ForwardedLetter, reason: str, *, by: Employee) -> None:
    """The matter stays here after all: a letter that waits or did not arrive is not sent. If the client was told that
    it went, the client is told that it stays. Raises Objection, NotAllowed, Stale."""
    letter = _of(letter)
    case, forwarding = letter.forwarding.case, letter.forwarding
    if letter.recalled_at:
        raise Stale("Это письмо уже отозвано. Обновите страницу.")
    if letter.has_left:
        raise Stale("Письмо уже ушло, отозвать его нельзя. Позвоните в этот орган.")
    if not reason.strip():
        raise Objection("Напишите, почему вопрос остаётся у нас.")
    if letter.told_at and not is_reason(reason):
        raise Objection(f"«{reason.strip()[:60]}» не объясняет, почему вопрос остаётся у нас: это прочтёт клиент.")
    row = letter.delivery
    if row and letter.state == "queued" and not _withdrawn(row):
        raise Stale("Письмо уходит прямо сейчас, отозвать его нельзя. Обновите страницу.")
    told, waits = letter.told_at, letter.state == "to_sign"
    letter.recalled_at = timezone.now()
    letter.save(update_fields=["recalled_at"])
    if told:
        said = words.forwarding_undone(case, [letter.name], reason, _answer_due(case))
        send_to_client(case, Letter(subject(case, "forwarding_undone"), said, notice="forwarding_undone"), by=by)
    if not forwarding.keeps:
        forwarding.keeps = True
        forwarding.save(update_fields=["keeps"])
        others = ForwardedLetter.objects.filter(
            forwarding__case=case, forwarding__keeps=False, recalled_at=None
        ).exclude(forwarding=forwarding)
        if case.state == "forwarding" and not others.exists():  # else the matter goes on by a later forwarding
            move_case(case, "forward_back")
    record("case.forwarding_recalled", case, by=by, letter=letter.pk)
    if waits and forwarding.by and forwarding.by != by:
        text = f"Пересылку дела {case.number} в «{letter.name}» не подписали: {reason.strip()[:200]}"
        notify(forwarding.by, text, case.get_absolute_url())
    if not ForwardedLetter.objects.filter(forwarding__case=case, recalled_at=None).exists():
        _nothing_to_forward(case, reason)
    settle_forwardings(case)
    terms.refresh_due(case)


def _withdrawn(row: Delivery) -> bool:
    return bool(
        Delivery.objects.filter(pk=row.pk, state__in=("queued", "held")).update(state="dead", error="Письмо отозвано.")
    )


def _nothing_to_forward(case: Case, reason: str) -> None:
    owed = Obligation.objects.about("case", case.pk).open().filter(what=FORWARDING)
    owed.update(cancelled_at=timezone.now(), cancelled_why=f"остаётся у нас: {reason.strip()}"[:200])


@action("case.forward")
@transaction.atomic
def hand_letter(letter: ForwardedLetter, *, by: Employee) -> None:
    """A person carried the paper letter to the body, or to the post without a list. Raises Objection, NotAllowed,
    Stale."""
    letter = _of(letter)
    if letter.delivery is None or letter.delivery.channel != "post" or letter.state != "queued":
        raise Stale("Отметить можно бумажное письмо, которое ещё не ушло. Обновите страницу.")
    if why := forwarding_unwanted(letter.delivery):
        raise Objection(f"{why} Отзовите письмо.")
    forwarding_sent(letter.delivery, by=by)


def letters_for(case: Case) -> list[dict[str, Any]]:
    """For the page of the case: every letter to other bodies, newest first, with the ways open to those that did not
    arrive."""
    rows = ForwardedLetter.objects.filter(forwarding__case=case).select_related(
        "forwarding__by", "forwarding__package", "delivery", "pdf", "body"
    )
    found = []
    for letter in rows.order_by("-pk"):
        ways = ways_to(letter.body, sent_size(letter)) if letter.body and letter.state == "failed" else ()
        found.append({"letter": letter, "ways": ways})
    return found
