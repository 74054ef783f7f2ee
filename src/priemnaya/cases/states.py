"""How a case and a reply move: the table of moves, written once, and the one way to make a move.

Actions move rows only through `move_case` and `move_reply`: the case is locked, the row is updated from the states the
table allows, and who came too late (a stale page, a second person) is told what the state is now. Screens ask
`possible` what to offer. Triggers of the database (sql.py) hold the same table, so that no other code can move a row
either; docs/states.md is drawn from it.

Everybody locks in one order, and so nobody waits in a circle:

0. a proved mailbox that has no card yet (`people/actions/matching.py`), by a lock of the database;
1. cases that live, by their keys (`lock_cases`); then what was joined to one of them (`lock_living`,
   `lock_joined`);
2. the reply of a case that is held;
3. cards of clients, by their keys (`people/actions/cards.py`); with all their cases: `lock_cards_whole`;
4. who gets a case, where the order limits how many they have, and what hangs on cases: obligations, deliveries,
   letters to other bodies, files.

`tests/locks.py` watches 1 to 3, keys included, in every test that has the cast: rows that a SELECT locks and a row that
an UPDATE names by its key (of such a case, before which table). Not watched: an UPDATE of many rows, and 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from priemnaya.core.journal import waits_no_more
from priemnaya.errors import Objection, Stale
from priemnaya.people.actions.cards import lock_cards
from priemnaya.people.models import Client

from .models import REPLY_STATES, STATES, Case, Contact, Reply


@dataclass(frozen=True)
class Move:
    """What may be done from which state, and where it leads; a state that leads to itself only allows the deed."""

    title: Any
    steps: Mapping[str, str]

    def leads(self, state: str) -> str | None:
        return self.steps.get(state)


def _stays(*states: str) -> dict[str, str]:
    return {state: state for state in states}


AT_WORK = ("new", "in_work", "waiting", "on_approval", "suspended")
"""A person may work on the case: it is taken, not ended, and its answer is not on its way out."""
FREE = ("new", "in_work", "waiting")
"""At work, and neither a letter waits for its signature nor the service is suspended."""
ON_THE_WAY = ("sending", "returned", "forwarding")
"""What people wrote is signed, and the client or the other body does not have it yet."""
OVER = ("answered", "forwarded", "closed")
"""Ended, and not in another case: what came of it is still written down there."""
ENDED = (*OVER, "merged")

CASE_MOVES: dict[str, Move] = {
    "review": Move(_("Отложить на проверку"), {"new": "review"}),
    "accept": Move(_("Принять письмо"), {"review": "new"}),
    "reject": Move(_("Отметить как спам"), {"review": "closed"}),
    "work": Move(_("Работать с делом"), _stays(*AT_WORK)),
    "classify": Move(_("Указать темы"), _stays(*FREE, "suspended")),
    "assign": Move(_("Назначить исполнителя"), {**_stays(*AT_WORK, *ON_THE_WAY), "new": "in_work"}),
    "clarify": Move(_("Уточнить у клиента"), {**dict.fromkeys(FREE, "waiting"), "suspended": "suspended"}),
    "hear": Move(
        _("Дополнить дело"),
        {
            **_stays("review", "new", "in_work", "on_approval", "suspended", *ON_THE_WAY, *ENDED),
            "waiting": "in_work",
        },
    ),
    "tell_term": Move(_("Сообщить клиенту срок"), _stays(*AT_WORK, "returned")),
    "settle_extension": Move(_("Решить о продлении"), _stays(*AT_WORK, *ON_THE_WAY)),
    "body_answered": Move(_("Отметить ответ другого органа"), _stays(*AT_WORK, *ON_THE_WAY, *OVER)),
    "point": Move(_("Выбрать, куда отвечать"), _stays("review", *AT_WORK, *ON_THE_WAY, *OVER)),
    "measure": Move(_("Записать меру"), _stays("review", *AT_WORK, *ON_THE_WAY, *OVER)),
    "draft": Move(_("Писать ответ"), _stays(*AT_WORK)),
    "submit": Move(_("Передать ответ на подпись"), dict.fromkeys((*FREE, "on_approval"), "on_approval")),
    "return": Move(_("Вернуть ответ в работу"), {"on_approval": "in_work"}),
    "sign": Move(_("Подписать ответ"), dict.fromkeys((*FREE, "on_approval"), "sending")),
    "answer": Move(_("Ответ ушёл клиенту"), {"sending": "answered", "returned": "answered"}),
    "suspend": Move(_("Письмо о приостановке ушло"), {"sending": "suspended", "returned": "suspended"}),
    "come_back": Move(_("Ответ вернулся"), dict.fromkeys(("answered", "suspended", "sending"), "returned")),
    "send_again": Move(_("Отправить вернувшееся письмо иначе"), _stays(*AT_WORK, *ON_THE_WAY, *ENDED)),
    "answer_orally": Move(_("Ответить устно"), {"new": "answered", "in_work": "answered"}),
    "resume": Move(_("Возобновить услугу"), {"suspended": "in_work"}),
    "forward": Move(_("Переслать"), dict.fromkeys(FREE, "forwarding")),
    "forward_left": Move(_("Письма в другие органы ушли"), {"forwarding": "forwarded"}),
    "forward_again": Move(
        _("Отправить письмо другим способом"), {"forwarding": "forwarding", "forwarded": "forwarding"}
    ),
    "forward_back": Move(_("Письмо не дошло"), {"forwarding": "in_work", "forwarded": "in_work"}),
    "forward_part": Move(_("Переслать часть вопросов"), _stays(*FREE, "on_approval", "suspended")),
    "forward_sign": Move(_("Подписать письмо в другой орган"), _stays(*AT_WORK, *ON_THE_WAY, "answered", "forwarded")),
    "forward_resend": Move(_("Повторить письмо в другой орган"), _stays(*AT_WORK, *ON_THE_WAY, *OVER)),
    "close": Move(_("Закрыть без ответа по существу"), dict.fromkeys((*FREE, "suspended"), "closed")),
    "merge": Move(_("Присоединить к другому делу"), dict.fromkeys(FREE, "merged")),
    "part": Move(_("Отменить присоединение"), {"merged": "in_work"}),
    "absorb": Move(_("Присоединить к нему другое"), _stays(*AT_WORK)),
    "split": Move(_("Выделить вопрос в отдельное дело"), _stays(*FREE, "suspended")),
    "reopen": Move(_("Открыть снова"), dict.fromkeys(("answered", "returned", "forwarded", "closed"), "in_work")),
    "spam": Move(_("Отметить зарегистрированное как спам"), dict.fromkeys(FREE, "closed")),
    "spam_to_new": Move(_("Вернуть из спама новым"), {"closed": "new"}),
    "spam_to_work": Move(_("Вернуть из спама в работу"), {"closed": "in_work"}),
    "spam_to_waiting": Move(_("Вернуть из спама: ждём клиента"), {"closed": "waiting"}),
    "give_back": Move(_("Отменить первое назначение"), {"in_work": "new"}),
    "reconsider": Move(_("Вернуть из спама на проверку"), {"closed": "review"}),
}
REPLY_MOVES: dict[str, Move] = {
    "save": Move(_("Изменить черновик"), _stays("draft")),
    "note": Move(_("Отметить замечания"), _stays("draft", "on_check", "checked")),
    "submit": Move(_("Передать на подпись"), {"draft": "on_check"}),
    "check": Move(_("Проверено"), {"on_check": "checked", "checked": "checked"}),
    "uncheck": Move(_("Снять проверку"), {"checked": "on_check"}),
    "recall": Move(_("Отозвать с подписи"), {"on_check": "draft", "checked": "draft"}),
    "send_back": Move(_("Вернуть автору"), {"on_check": "draft", "checked": "draft"}),
    "prepare": Move(_("Подготовить к электронной подписи"), _stays("draft", "on_check", "checked")),
    "sign": Move(_("Подписать"), dict.fromkeys(("draft", "on_check", "checked"), "signed")),
    "leave": Move(_("Ушёл клиенту"), {"signed": "sent", "returned": "sent"}),
    "come_back": Move(_("Вернулся"), {"signed": "returned", "sent": "returned"}),
    "send_again": Move(_("Отправить иначе"), _stays("returned")),
    "number": Move(_("Записать номер документооборота"), _stays("signed", "sent", "returned")),
    "drop": Move(_("Отменить черновик"), {"draft": "dropped"}),
    "restore": Move(_("Вернуть черновик"), {"dropped": "draft"}),
}

_MEND_CASE = {
    "review": _("Сначала решите, что это за письмо: «зарегистрировать» или «спам»."),
    "new": _("Дело ещё никто не взял в работу."),
    "on_approval": _("Ответ ждёт подписи. Сначала отзовите его или верните автору."),
    "suspended": _("Услуга приостановлена. Сначала возобновите её."),
    "sending": _("Ответ уже подписан и отправляется. Подождите, пока он уйдёт."),
    "returned": _("Ответ не дошёл. Отправьте его другим способом на странице дела или откройте дело снова."),
    "forwarding": _("Письма в другие органы ещё не ушли. Подождите или отзовите их на странице дела."),
    "merged": _("Работайте в деле, к которому оно присоединено."),
}
_REOPEN = _("Дело завершено. Сначала откройте его снова.")
_MEND_REPLY = {
    "draft": _("Это ещё черновик. Обновите страницу."),
    "on_check": _("Письмо ждёт подписи, и менять его нельзя. Отзовите его, чтобы править."),
    "checked": _("Письмо проверено и ждёт подписи, менять его нельзя. Отзовите его, чтобы править."),
    "signed": _("Ответ уже отправлен на доставку, изменить его нельзя. Начните новый, если нужно написать ещё."),
    "sent": _("Ответ уже отправлен, изменить его нельзя. Начните новый, если нужно написать ещё."),
    "returned": _("Ответ подписан, изменить его нельзя. Он вернулся: отправьте его другим способом на странице дела."),
    "dropped": _("Этот черновик отменён. Начните новый ответ или верните отменённый."),
}


def possible(case: Case) -> frozenset[str]:
    """Names of the moves the case's state allows: what a screen may offer."""
    return frozenset(name for name, move in CASE_MOVES.items() if case.state in move.steps)


def possible_reply(reply: Reply | None) -> frozenset[str]:
    return frozenset(name for name, move in REPLY_MOVES.items() if reply is not None and reply.state in move.steps)


def lock_case(case: Case) -> Case:
    """Hold the case's row until the transaction ends and bring the object in hand up to date: what a stale page knew
    does not count. Returns the same object."""
    organisation = case.organisation
    rows = Case.objects.select_for_update(of=("self",), no_key=True)
    case.refresh_from_db(from_queryset=rows)
    case.organisation = organisation
    return case


def lock_cases(*cases: Case) -> None:
    """Several cases at once: those that live in the order of their keys, then the joined ones, so that two people who
    take them crosswise wait for each other and no more. One joined meanwhile: all are let go and sorted anew."""
    while True:
        held = transaction.savepoint()
        if all(map(_as_sorted, sorted(cases, key=lambda c: (c.merged_into_id is not None, c.pk)))):
            transaction.savepoint_commit(held)
            return
        transaction.savepoint_rollback(held)


def _as_sorted(case: Case) -> bool:
    """Lock it; False when it does not live any more, though it was sorted among those that do."""
    joined = case.merged_into_id is not None
    return (lock_case(case).merged_into_id is not None) == joined


def lock_cards_whole(*cards: Client) -> None:
    """Cards with all their cases. A case that came to one of them, or left it, while this one waited: all is let go and
    looked for anew, so that nobody takes a case after a card."""
    of_them = Case.objects.filter(client__in=cards)
    while True:
        held = transaction.savepoint()
        cases = list(of_them.select_related("organisation__parent"))
        lock_cases(*cases)
        lock_cards(*cards)
        if {case.pk for case in cases} == set(of_them.values_list("pk", flat=True)):
            transaction.savepoint_commit(held)
            return
        transaction.savepoint_rollback(held)


def family(case: Case) -> list[int]:
    """Keys of the case and of all that was joined to it."""
    found, level = [case.pk], [case.pk]
    while level := list(Case.objects.filter(merged_into__in=level).values_list("pk", flat=True)):
        found += level
    return found


def lock_joined(*living: Case, known: Mapping[int, Case] = MappingProxyType({})) -> list[Case]:
    """All that was joined to cases which live and are held, by their keys. known: objects in hand, to be brought up to
    date. Returns what is held."""
    keys = {pk for case in living for pk in family(case)} - {case.pk for case in living}
    if not keys:
        return []
    rows = Case.objects.select_related("organisation__parent", "client", "assignee").in_bulk(keys - known.keys())
    joined = [known[pk] if pk in known else rows[pk] for pk in sorted(keys)]
    lock_cases(*joined)
    return joined


def lock_living(case: Case) -> Case:
    """The case that lives, and after it, by their keys, all that was joined to it: whoever holds the first may take the
    others, so that nobody meets anybody crosswise. Returns the one that lives (the same object when it was joined to
    none). Joined to another in between: the lock is let go and the next is taken."""
    rows = Case.objects.select_related("organisation__parent", "client", "assignee")
    while True:
        living, passed = case, {case.pk: case}
        while living.merged_into_id:
            living = passed.setdefault(living.merged_into_id, rows.get(pk=living.merged_into_id))
        held = transaction.savepoint()
        lock_case(living)
        if living.merged_into_id is None:
            transaction.savepoint_commit(held)
            break
        transaction.savepoint_rollback(held)
    lock_joined(living, known=passed)
    return living


def lock_reply(reply: Reply) -> Reply:
    """Its case first, then the reply itself: everybody locks in this order. Returns the same object, brought up to
    date."""
    case, organisation = lock_case(reply.case), reply.organisation
    reply.refresh_from_db(from_queryset=Reply.objects.select_for_update(of=("self",), no_key=True))
    reply.case, reply.organisation = case, organisation
    return reply


WAITS_FOR_SIGNATURE = "on_approval"


def move_case(case: Case, name: str, **columns: Any) -> str:
    """Make one move of a case, with the columns that go with it; returns the state it was in. Raises Stale."""
    lock_case(case)
    before, target = case.state, CASE_MOVES[name].leads(case.state)
    rows = Case.objects.filter(pk=case.pk, state=before)
    if target is None or not rows.update(state=target, **columns):
        raise Stale(_case_words(case.state))
    if before == WAITS_FOR_SIGNATURE != target:
        waits_no_more(case.pk, f"{case.get_absolute_url()}reply/")
    _set(case, state=target, **columns)
    return before


def move_reply(reply: Reply, name: str, **columns: Any) -> str:
    """Make one move of a reply, with the columns that go with it; returns the state it was in. Raises Stale."""
    lock_reply(reply)
    before, target = reply.state, REPLY_MOVES[name].leads(reply.state)
    rows = Reply.objects.filter(pk=reply.pk, state=before)
    if target is None or not rows.update(state=target, **columns):
        raise Stale(str(_MEND_REPLY[reply.state]))
    _set(reply, state=target, **columns)
    return before


def is_destroyed(case: Case) -> bool:
    """An act has destroyed its data, and no client has written to it since: no act would look there again. One that was
    written to goes once more (`records.ripe`)."""
    return case.disposed_at is not None and not Contact.objects.filter(case=case, disposed_at=None).exists()


def must_not_be_destroyed(case: Case) -> None:
    """Nothing is written into such a case. Raises Objection."""
    if is_destroyed(case):
        raise Objection(DESTROYED)


DESTROYED = "Срок хранения этого дела вышел, и его данные уничтожены: записать в него больше ничего нельзя."


def must_be_possible(case: Case, name: str) -> None:
    """Ask the table about a case that is only looked at. Raises Stale."""
    if name not in possible(case):
        raise Stale(_case_words(case.state))


def must_allow(reply: Reply, name: str) -> None:
    """Ask the table about a reply whose row is locked already. Raises Stale."""
    if reply.state not in REPLY_MOVES[name].steps:
        raise Stale(str(_MEND_REPLY[reply.state]))


def _set(row: Case | Reply, **columns: Any) -> None:
    for column, value in columns.items():
        setattr(row, column, value)


def _case_words(state: str) -> str:
    said = _MEND_CASE.get(state, _REOPEN)
    return f"Дело сейчас в состоянии «{STATES[state]}». {said}"


def pairs(moves: Mapping[str, Move]) -> list[tuple[str, str]]:
    """Every change of state the table allows: what the triggers let through."""
    return sorted({(a, b) for move in moves.values() for a, b in move.steps.items() if a != b})


def page() -> str:
    """docs/states.md: both machines drawn (Mermaid) and listed."""
    return "\n".join(
        [
            "# States of a case and of a reply",
            "",
            (
                "Generated from `cases/states.py` by `make docs`; a test compares. What leads from a state to itself"
                " only allows the deed."
            ),
            (
                "Triggers of the database (`cases/sql.py`) let no other change through, and nothing of a signed or sent"
                " reply, its files or"
            ),
            "its decision changes at all.",
            "",
            *_drawn("Case", CASE_MOVES, STATES),
            *_drawn("Reply", REPLY_MOVES, REPLY_STATES),
        ]
    )


def _drawn(title: str, moves: Mapping[str, Move], states: Mapping[str, Any]) -> list[str]:
    lines = [f"## {title}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state}: {name}" for state, name in states.items()]
    for a, b in pairs(moves):
        names = ", ".join(n for n, m in moves.items() if m.steps.get(a) == b)
        lines.append(f"    {a} --> {b}: {names}")
    lines += ["```", "", "| move | meaning | from | to |", "| --- | --- | --- | --- |"]
    for name, move in moves.items():
        ends = ", ".join(dict.fromkeys(b if a != b else "same" for a, b in move.steps.items()))
        lines.append(f"| `{name}` | {move.title} | {', '.join(move.steps)} | {ends} |")
    return [*lines, ""]
