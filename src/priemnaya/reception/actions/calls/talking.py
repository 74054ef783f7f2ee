"""What is written down while people talk: who it is, what they ask, what they were told."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from priemnaya.cases.actions.reading import Words
from priemnaya.cases.guard import card_closed
from priemnaya.core.journal import record
from priemnaya.errors import NotAllowed, Objection
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.models import Client, Employee
from priemnaya.reception.models import ANSWERED, OUTCOMES, RESULTS, SATISFIED, Call, CallQuestion

from .back import keep_from
from .held import changed, lock_call, number_of
from .words import words_to_seek

MOST = 10
"""Questions of one talk; needs that are asked."""
LONGEST = 20_000
MARKS = ("recording_told", "read_back")
"""What the employee marks as done while they talk."""


@dataclass(frozen=True)
class Asked:
    """One question of the client, what they were told, and what became of it."""

    text: str
    said: str = ""
    result: str = ""


@dataclass(frozen=True)
class Talk:
    """All that the card has fields for, as typed."""

    caller: str = ""
    number: str = ""
    questions: tuple[Asked, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    answered: str = ""
    satisfied: str = ""
    outcome: str = ""
    number_given: str = ""
    recording_told: bool = False
    read_back: bool = False
    powers: int | None = None


@action("call.take")
def write_call(call: Call, talk: Talk, *, by: Employee, version: int | None = None) -> Call:
    """Keep what stands on the card; it may be done as often as one likes. Raises Objection, Stale."""
    words = words_to_seek(call, [q.text for q in talk.questions], [said for _asks, said in talk.needs], talk.caller)
    with transaction.atomic():
        return _written(lock_call(call, by, version), talk, words, by)


def _written(held: Call, talk: Talk, words: Words, by: Employee) -> Call:
    for value, known in ((talk.answered, ANSWERED), (talk.satisfied, SATISFIED), (talk.outcome, OUTCOMES)):
        if value and value not in known:
            raise Objection("Выберите ответ из тех, что есть на карточке.")
    held.caller = talk.caller.strip()[:200]
    if talk.number.strip() != held.number:  # an exchange may tell of one that is no public number: it stays
        held.number = number_of(talk.number)
    held.answered, held.satisfied, held.outcome = talk.answered, talk.satisfied, talk.outcome
    held.number_given = talk.number_given.strip()[:200]
    held.recording_told, held.read_back = talk.recording_told, talk.read_back
    if held.outcome == "number_given" and not held.number_given:
        raise Objection("Впишите номер, который вы назвали клиенту.")
    held.needs = [{"asks": a[:300], "said": s.strip()[:2000]} for a, s in talk.needs[:MOST] if s.strip()]
    held.powers = held.client.living.powers.filter(pk=talk.powers or 0).first() if held.client else None
    held.unsought = words.waits
    changed(
        held,
        "caller",
        "number",
        "answered",
        "satisfied",
        "outcome",
        "number_given",
        "needs",
        "unsought",
        "powers",
        *MARKS,
    )
    keep_from(held, [n.employee for n in words.named if n.employee])
    _keep_questions(held, talk.questions)
    record("call.written", held, by=by)
    return held


def _keep_questions(call: Call, asked: tuple[Asked, ...]) -> None:
    """Those that have words, in their order."""
    given = [q for q in asked if q.text.strip() or q.said.strip()]
    if len(given) > MOST:
        raise Objection(f"В одном разговоре до {MOST} вопросов. Остальные запишите следующим разговором.")
    if wrong := [q.result for q in given if q.result and q.result not in RESULTS]:
        raise Objection(f"Чем закончили вопрос, выберите из списка ({len(wrong)}).")
    call.questions.all().delete()
    CallQuestion.objects.bulk_create(
        CallQuestion(call=call, place=n, text=q.text.strip()[:LONGEST], said=q.said.strip()[:LONGEST], result=q.result)
        for n, q in enumerate(given, 1)
    )


@action("call.take")
@transaction.atomic
def name_caller(call: Call, client: Client | None, *, by: Employee, version: int | None = None) -> Call:
    """Whose card it is, as the employee has asked; nobody: the caller stays unknown. It proves nothing of the card.
    Raises NotAllowed, Stale."""
    held = lock_call(call, by, version)
    if client is not None and (client.organisation_id != held.organisation_id or card_closed(client, by)):
        raise NotAllowed("Карточка этого клиента вам недоступна.")
    if held.case_id:
        raise Objection("Разговор уже записан в дело: клиент у него тот, что в деле.")
    held.client, held.powers = lock_living_card(client) if client is not None else None, None
    changed(held, "client", "powers")
    record("call.written", held, by=by)
    return held
