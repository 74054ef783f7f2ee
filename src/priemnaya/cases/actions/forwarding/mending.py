"""What people do about a letter that did not arrive: send it again, keep the matter here, carry it themselves."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import forwarding_texts as words
from priemnaya.cases import terms
from priemnaya.cases.covering import planned_of, shown_of
from priemnaya.cases.forwarding import (
    Target,
    WayTo,
    ways_to,
)
from priemnaya.cases.heard import must_have_heard
from priemnaya.cases.models import SPAM, Case, Contact, ForwardedLetter, Forwarding
from priemnaya.cases.sent_on import is_sent_on
from priemnaya.cases.states import OVER, move_case, must_be_possible
from priemnaya.cases.texts import subject
from priemnaya.core import queue
from priemnaya.core.journal import notify, record
from priemnaya.core.models import Delivery, Obligation
from priemnaya.errors import Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.actions.other_bodies import save_body
from priemnaya.people.models import Employee, OtherBody
from priemnaya.plain.substance import is_reason
from priemnaya.policy import require
from priemnaya.policy.owed import FORWARDING

from ..deliver import send_to_client
from ..drafts import drop_drafts
from ..veiling import Letter
from .following import answer_due, forwarding_sent, forwarding_unwanted, settle_forwardings
from .outbox import holding, queue_letter, sent_size, untrue_words
from .planning import citation_for, letter_verdicts, still_writers
from .sending import owe_a_decision_on_rest, said_after_package, sign_or_ask


def _of(letter: ForwardedLetter) -> ForwardedLetter:
    rows = ForwardedLetter.objects.select_related(
        "forwarding__by", "forwarding__package", "forwarding__case__organisation__parent", "pdf", "delivery", "body"
    )
    return holding(lambda: rows.get(pk=letter.pk))


@action("case.forward")
@transaction.atomic
def resend_letter(
    letter: ForwardedLetter, way: str, *, by: Employee, address: str = "", heard: str = "", shown: str | None = None
) -> Delivery:
    """A letter that did not arrive goes again with its package, by the way and to the address given; the directory
    learns a corrected address from whoever may change it. What the client has said since is not in the package:
    somebody owes a decision on it. heard: the client's messages that the page showed (`heard.heard_token`); shown: the
    address that it showed beside the way, None where there is no page. Raises Refused, Objection, NotAllowed, Stale."""
    letter = _of(letter)
    case = letter.forwarding.case
    must_have_heard(case, heard)
    if letter.state != "failed":
        raise Stale("Повторить можно только письмо, которое не дошло. Обновите страницу.")
    must_be_possible(case, "forward_resend")
    if case.outcome == SPAM:
        raise Stale("Дело отмечено как спам. Сначала верните его в работу.")
    require([*letter_verdicts(letter), *still_writers(letter.forwarding)])
    if untrue := untrue_words(letter):
        raise Objection(f"{untrue} Отзовите и это письмо и перешлите дело снова: письмо напишется заново.")
    chosen = _corrected(letter, way, address.strip(), by)
    if shown is not None and not address.strip() and chosen.address != shown:
        raise Stale(f"Адрес в справочнике изменили: теперь {chosen.address}. Проверьте его и отправьте снова.")
    _goes_on(letter.forwarding, case, by)
    owe_a_decision_on_rest(letter.forwarding)
    row = queue_letter(letter, chosen, instead_of=letter.delivery)
    record("case.forwarding_repeated", case, by=by, letter=letter.pk, delivery=row.pk)
    queue.nudge("deliver_outbox")
    return row


def _goes_on(forwarding: Forwarding, case: Case, by: Employee) -> None:
    """The whole matter is on its way again; of a case that was ended here meanwhile only a part is."""
    if forwarding.keeps or case.state == "forwarding":
        return
    if case.state in OVER:
        _part_stays(forwarding)
        return
    move_case(case, "forward")
    drop_drafts(case, by=by)


def _part_stays(forwarding: Forwarding) -> None:
    forwarding.keeps = True
    forwarding.save(update_fields=["keeps"])


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
    if letter.told_at and case.state in OVER:
        raise Objection(
            "Клиенту сообщили, что на эту часть ответит другой орган, а дело завершено. Отправьте письмо снова, в том"
            " числе другим способом, или откройте дело снова: тогда ответите вы."
        )
    undone = _undone(letter, reason.strip())
    if undone and not is_reason(reason):
        raise Objection(f"«{reason.strip()[:60]}» не объясняет, почему вопрос остаётся у нас: это прочтёт клиент.")
    row = letter.delivery
    if row and letter.state == "queued" and not _withdrawn(row):
        raise Stale("Письмо уходит прямо сейчас, отозвать его нельзя. Обновите страницу.")
    waits = letter.state == "to_sign"
    letter.recalled_at = timezone.now()
    letter.save(update_fields=["recalled_at"])
    if undone:
        send_to_client(case, undone, by=by)
    if not forwarding.keeps:
        _part_stays(forwarding)
        if case.state == "forwarding" and not _goes_elsewhere(letter):
            move_case(case, "forward_back")
    record("case.forwarding_recalled", case, by=by, letter=letter.pk)
    if waits:
        _not_signed(letter, reason, by)
    else:
        _write_anew(letter, by)
    if not ForwardedLetter.objects.filter(forwarding__case=case, recalled_at=None).exists():
        _nothing_to_forward(case, reason)
    settle_forwardings(case)
    terms.refresh_due(case)


def _not_signed(recalled: ForwardedLetter, reason: str, by: Employee) -> None:
    """Who prepared it hears; the other letters, not signed yet, go by the article for as many bodies as are left."""
    made, case = recalled.forwarding, recalled.forwarding.case
    if made.by and made.by != by:
        text = f"Пересылку дела {case.number} в «{recalled.name}» не подписали: {reason.strip()[:200]}"
        notify(made.by, text, case.get_absolute_url(), kind="done")
    rest = made.letters.filter(recalled_at=None).exclude(pk=recalled.pk).select_related("body").order_by("pk")
    if left := [Target(x.body, x.way, x.question) for x in rest if x.body]:
        made.citation = citation_for(made.case, left)
        made.save(update_fields=["citation"])


def _write_anew(recalled: ForwardedLetter, by: Employee) -> None:
    """Signed letters to others that have not left say that a copy goes to the body given up: they do not leave, and the
    same matter goes to the same bodies in words that are true, for a new signature. What leaves at this instant has
    left."""
    made = recalled.forwarding
    rest = made.letters.filter(recalled_at=None, body__isnull=False).select_related("delivery", "body").order_by("pk")
    back = [x for x in rest if x.state == "queued" and x.delivery and _withdrawn(x.delivery)]
    if not back:
        return
    left = [Target(x.body, x.way, x.question) for x in back if x.body]
    new = Forwarding.objects.create(
        organisation=made.organisation,
        case=made.case,
        reason=made.reason,
        keeps=made.keeps,
        citation=citation_for(made.case, left),
        package=made.package,
        contents=made.contents,
        left_out=made.left_out,
        by=made.by,
        at=timezone.now(),
    )
    for old in back:
        old.recalled_at = recalled.recalled_at
        old.save(update_fields=["recalled_at"])
        again = {name: getattr(old, name) for name in CARRIED}
        ForwardedLetter.objects.create(forwarding=new, body=old.body, text=old.text, **again)
    record("case.forwarding_anew", made.case, by=by, forwarding=new.pk, bodies=len(back))
    sign_or_ask(new, by)


CARRIED = ("name", "addressee", "postal_address", "phone", "question", "not_against", "way", "told_at")


def _undone(letter: ForwardedLetter, reason: str) -> Letter | None:
    """What the client is written of a letter that does not go: they were told that it went, or that the others of it
    went and this is not decided yet. None where what they were told is still so."""
    forwarding, case = letter.forwarding, letter.forwarding.case
    gone = ForwardedLetter.objects.filter(forwarding__case=case, recalled_at=None).exclude(pk=letter.pk)
    told = gone.exclude(told_at=None).order_by("pk")
    if letter.told_at:
        text, names = "forwarding_undone", [letter.name]
        others = [x.name for x in told]
    elif forwarding.keeps or case.state in OVER or not told.filter(forwarding=forwarding) or _goes_elsewhere(letter):
        return None
    else:
        text, names, others = "forwarding_stays", [x.name for x in told], []
    said = words.forwarding_undone(case, names, reason, answer_due(case), text=text, others=others)
    last = text == "forwarding_stays" and all(x.has_left for x in gone)
    return Letter(subject(case, text), said, notice="forwarding_undone", fulfils=FORWARDING if last else "")


def _goes_elsewhere(letter: ForwardedLetter) -> bool:
    """The whole matter goes on by another forwarding."""
    whole = ForwardedLetter.objects.filter(forwarding__case=letter.forwarding.case, forwarding__keeps=False)
    return whole.filter(recalled_at=None).exclude(forwarding=letter.forwarding).exists()


def _withdrawn(row: Delivery) -> bool:
    return bool(
        Delivery.objects.filter(pk=row.pk, state__in=("queued", "held")).update(state="dead", error="Письмо отозвано.")
    )


def _nothing_to_forward(case: Case, reason: str) -> None:
    if is_sent_on(case):  # marked as another body's: it is owed until the mark goes
        return
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
    found, rest, shown = [], dict[int, list[Contact]](), dict[int, str]()
    letters = list(rows.order_by("-pk"))
    for letter in letters:
        of = letter.forwarding
        if letter.state in ("failed", "to_sign") and of.pk not in rest:
            of.case = case
            rest[of.pk] = said_after_package(of)
        ways = ways_to(letter.body, sent_size(letter)) if letter.body and letter.state == "failed" else ()
        planned, problem = planned_of(letter) if letter.state == "to_sign" else (None, "")
        if letter.state == "to_sign" and of.pk not in shown:
            together = [x for x in letters if x.forwarding_id == of.pk and not x.recalled_at]
            shown[of.pk] = shown_of(of, together)
        more = {"planned": planned, "problem": problem, "shown": shown.get(of.pk, "")}
        found.append({"letter": letter, "ways": ways, "rest": rest.get(of.pk, ()), **more})
    return found
