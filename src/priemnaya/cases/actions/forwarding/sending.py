"""The deed itself: who sends the matter on, whose signature it waits for, and the letters that leave."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import terms
from priemnaya.cases.covering import shown_of
from priemnaya.cases.forwarding import (
    Plan,
    Planned,
    Target,
    letter_to,
    written,
    zipped,
)
from priemnaya.cases.guard import may_know, must_not_be_named
from priemnaya.cases.heard import must_have_heard, said_since
from priemnaya.cases.models import Case, Contact, ForwardedLetter, Forwarding
from priemnaya.cases.rules import signing_on_verdicts
from priemnaya.cases.states import lock_case, move_case, must_be_possible, possible
from priemnaya.core import queue
from priemnaya.core.journal import notify, record, ruled, waits_no_more
from priemnaya.core.models import Event, NumberSeries, StoredFile
from priemnaya.errors import Objection, Stale
from priemnaya.letterhead import render_pdf
from priemnaya.people.acting import action, part
from priemnaya.people.actions.other_bodies import FIELDS, save_body
from priemnaya.people.models import Employee
from priemnaya.policy import require
from priemnaya.policy.owed import FORWARDING

from ..appending import owe_a_decision
from ..drafts import drop_drafts
from ..reading import must_be_read
from .outbox import queue_letter
from .planning import letter_verdicts, plan_forwarding, still_writers, verdicts_for


@action("case.forward")
@transaction.atomic
def forward_case(
    case: Case,
    to: Sequence[Target],
    reason: str,
    *,
    by: Employee,
    keeps: bool = False,
    seen: str = "",
    heard: str = "",
) -> Forwarding:
    """Send the matter to each of the bodies: a covering letter on the letterhead and one package. Who may sign letters
    signs them with it; else they wait for a signature (sign_forwarding). The client is told when the letters have
    left. Raises Refused, Objection, NotAllowed, Stale.

    keeps: part of the questions stays here, so the case goes on with its own term (59-ФЗ ст. 8 ч. 4). seen: the digest
    of what the person was shown; another one means that something changed since; heard: of the client's messages alone
    (`heard.heard_token`). A body that is not in the directory yet is kept there.
    """
    must_have_heard(must_be_read(lock_case(case)), heard)
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
    owe_forwarding(case, len(to) > 1)
    forwarding = _written(case, ready, reason, keeps=keeps, by=by)
    if not keeps:
        drop_drafts(case, by=by)
    ruled(verdicts, case, by=by)
    terms.refresh_due(case)
    record("case.forwarding", case, by=by, forwarding=forwarding.pk, bodies=len(to))
    sign_or_ask(forwarding, by)
    return forwarding


@part
def sign_or_ask(forwarding: Forwarding, by: Employee) -> None:
    signing = signing_on_verdicts(forwarding.case, by)
    if all(v.ok for v in signing):
        ruled(signing, forwarding.case, by=by)
        _sign(forwarding, by)
    else:
        _ask_to_sign(forwarding)


@action("reply.sign")
@transaction.atomic
def sign_forwarding(forwarding: Forwarding, *, by: Employee, heard: str = "", shown: str | None = None) -> Forwarding:
    """Sign the covering letters that wait: they get their numbers, and all of them leave. What the client has said
    since the package was made is not in it: somebody owes a decision on it. heard: the client's messages that the page
    showed (`heard.heard_token`); shown: what it showed of the letters (`covering.shown_of`), None where there is no
    page. Raises Refused, Objection, NotAllowed, Stale."""
    must_have_heard(must_be_read(lock_case(forwarding.case)), heard)
    rows = Forwarding.objects.select_related("case__organisation__parent", "package", "by")
    forwarding = rows.select_for_update(of=("self",), no_key=True).get(pk=forwarding.pk)
    letters = list(forwarding.letters.select_related("body").filter(recalled_at=None))
    if forwarding.signed_at or not letters:
        raise Stale("Подписывать нечего: письма уже подписаны или отозваны. Обновите страницу.")
    must_not_be_named(forwarding.case, by)
    must_be_possible(forwarding.case, "forward_sign")
    for letter in letters:
        letter.forwarding = forwarding
    require([v for x in letters for v in (*letter_verdicts(x), *still_writers(forwarding))])
    if shown is not None and shown != shown_of(forwarding, letters):
        raise Stale(
            "Пока вы смотрели, адрес, слова или состав писем изменились. Проверьте на странице дела, что и куда уйдёт,"
            " и подпишите снова."
        )
    ruled(signing_on_verdicts(forwarding.case, by), forwarding.case, by=by)
    _sign(forwarding, by)
    owe_a_decision_on_rest(forwarding)
    return forwarding


def _sign(forwarding: Forwarding, by: Employee) -> None:
    """Number, date and signatory go onto every letter, and each gets its delivery."""
    case = forwarding.case
    forwarding.signer, forwarding.signed_at = by, timezone.now()
    year = case.organisation.local(forwarding.signed_at).year
    ready = [(letter, *written(letter)) for letter in forwarding.letters.filter(recalled_at=None).order_by("pk")]
    for letter, planned, package in ready:
        letter.forwarding, letter.text = forwarding, planned.text
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
        letter.save(update_fields=["number", "pdf", "text"])
        assert planned.way is not None, "a letter is written with its way"
        queue_letter(letter, planned.way)
    forwarding.save(update_fields=["signer", "signed_at"])
    waits_no_more(case.pk, _place(forwarding))
    record("case.forwarding_signed", case, by=by, forwarding=forwarding.pk)
    queue.nudge("deliver_outbox")


@part
def owe_a_decision_on_rest(forwarding: Forwarding) -> None:
    """The whole matter goes on without words that are not in its package: they are not lost with it."""
    if not forwarding.keeps:
        owe_a_decision(forwarding.case, said_after_package(forwarding))


def said_after_package(forwarding: Forwarding) -> list[Contact]:
    """What the client has said since the package was made, and nobody has decided about."""
    verbs = ("case.forwarding", "case.forwarding_anew")
    events = Event.objects.filter(subject_type="case", verb__in=verbs, data__forwarding=forwarding.pk)
    made = events.order_by("-pk").first()
    return said_since(forwarding.case, made) if made else []


def _place(forwarding: Forwarding) -> str:
    return f"{forwarding.case.get_absolute_url()}#forwarding-{forwarding.pk}"


def _ask_to_sign(forwarding: Forwarding) -> None:
    case = forwarding.case
    for head in may_know(case):
        if head.may("reply.sign"):
            notify(head, f"На подпись: пересылка дела {case.number}", _place(forwarding), kind="signing")


def owe_forwarding(case: Case, several: bool) -> None:
    """The term of sending on and telling the client runs from registration; several bodies are a ground of their own
    (59-ФЗ ст. 8 ч. 4)."""
    facts = {"grounds": ["several_bodies"]} if several else {}
    terms.open_obligation(case, FORWARDING, case.registered_at, facts=facts)


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
