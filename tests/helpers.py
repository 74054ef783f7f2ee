"""Short sentences for scenarios: a message comes in, is made ready, is answered; an order is changed in a copy."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.actions.window import code_stamp
from priemnaya.cases.actions.working import Question
from priemnaya.cases.forwarding import Target
from priemnaya.cases.guard import barred_from
from priemnaya.cases.incoming import AnswerPoints, Arrival, Complaint, Incoming, Matter, Sender, ServiceAsked
from priemnaya.cases.models import Case, Forwarding, Recount, Reply
from priemnaya.cases.recount import SETTLED, queue_recounts, run_recounts
from priemnaya.core.models import ApiToken, Delivery, Obligation
from priemnaya.core.tokens import new_token
from priemnaya.desk import actions as desk
from priemnaya.knowledge.models import Topic
from priemnaya.people.acting import acting
from priemnaya.people.actions.api_tokens import SCOPES, issue_token, make_service
from priemnaya.people.models import Employee, OtherBody
from priemnaya.people.policies import calendar_of
from priemnaya.people.roles import ROLES


def run_apart(asked: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns, run in a thread of its own: in this one Playwright may have left its loop running."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, asked).result()


@contextmanager
def undone(what: Any = "") -> Iterator[None]:
    """What is done inside is undone after it: one set-up serves many tries; a failure names the one (`what`). By hand
    and unseen by `locks`, for whom a savepoint begins a transaction of the product."""
    waiting = [*connection.run_on_commit]
    connection.connection.execute("savepoint undone")
    try:
        yield
    except BaseException as failed:
        failed.add_note(f"tried: {what}")
        raise
    finally:
        connection.connection.execute("rollback to savepoint undone")
        connection.connection.execute("release savepoint undone")
        connection.run_on_commit, connection.needs_rollback = waiting, False


GOOD = (
    "Здравствуйте, Мария Сергеевна!\n\nВы просите продлить аренду участка. Продлить её можно.\n\n"
    "Что сделать\nПодайте заявление до 1 февраля. Нужны паспорт и договор. Решение будет готово через 30 дней."
)


RECORDS = (Arrival, Matter, Sender, AnswerPoints, Complaint, ServiceAsked)
RENAMED = {
    "chosen_point": (AnswerPoints, "point"),
    "chosen_address": (AnswerPoints, "address"),
    "complained_of": (Complaint, "person"),
    "client_kind": (Sender, "kind"),
}


def message(*, anonymous: bool = False, **facts: Any) -> Incoming:
    """A message by the few facts that a scenario tells, each put into the record that has it."""
    given: dict[Any, dict[str, Any]] = {record: {} for record in RECORDS}
    for name, value in facts.items():
        record, own = RENAMED.get(name) or (next(r for r in RECORDS if name in r.__dataclass_fields__), name)
        given[record][own] = value
    if anonymous:
        given[Sender] = {}
    if not given[Sender].get("identity"):
        given[Sender].pop("vouched", None)
    return Incoming(*(record(**given[record]) for record in RECORDS))


def came_in(organisation: Any, **changes: Any) -> actions.Received:
    """An identified citizen writes on the portal, unless changed; the files are read, as the worker does at once."""
    fields: dict[str, Any] = {
        "point": "portal",
        "kind": "appeal",
        "subject": "Аренда участка",
        "text": "Прошу продлить аренду земельного участка.",
        "surname": "Иванова",
        "name": "Мария",
        "patronymic": "Сергеевна",
        "addresses": {"email": "maria@mail.example"},
        "identity": "esia-1",
        "vouched": ("email",),
        "chosen_point": "portal",
    }
    received = actions.receive_message(organisation, message(**{**fields, **changes}))
    read_files()
    return received


def case_of(organisation: Any, **changes: Any) -> Case:
    case = came_in(organisation, **changes).case
    assert case is not None
    return case


def joins(browser: Any, suggestion: Any, **typed: str) -> Any:
    """An employee looks at two cards side by side and presses «объединить»."""
    url = reverse("client_merge", args=[suggestion.pk])
    shown = re.search(r'name="seen" value="(\w+)"', browser.get(url).content.decode())
    assert shown
    return browser.post(url, {"decision": "same", "seen": shown[1], **typed}, follow=True)


def local_day(organisation: Any, plus: int = 0) -> dt.date:
    """The body's own date, some days on: no date of a test is written out, for any written date passes."""
    return organisation.local(timezone.now()).date() + dt.timedelta(days=plus)


def working_day(organisation: Any, plus: int) -> dt.date:
    """The n-th working day after today by the body's calendar: the new year alone has eleven days off in a row."""
    day, calendar = local_day(organisation), calendar_of(organisation).tentative()
    for _ in range(plus):
        day = calendar.next_working(day + dt.timedelta(days=1))
    return day


def code_given_out(case: Case, by: Any) -> str:
    """A new code at the window, as from a page opened just now."""
    case.refresh_from_db()
    asked = {"stamp": code_stamp(case), "page": new_token()}
    return actions.renew_code(case, document="passport", compared=True, by=by, **asked)


def routed(case: Case) -> Case:
    """The desk has looked at what came in, as its worker does within seconds."""
    desk.route_waiting(case.organisation)
    case.refresh_from_db()
    return case


def made_ready(case: Case, by: Any) -> Case:
    """Classified, urgency assessed: only the letter itself is left."""
    topic = Topic.objects.current().filter(depth=4).order_by("code").first()
    actions.classify_case(case, [Question("Аренда", topic, case.organisation.needs[0])], by=by)
    actions.assess_urgency(case, "normal", "", by=by)
    case.refresh_from_db()
    return case


def drafted(case: Case, by: Any, text: str = GOOD, **fields: Any) -> Reply:
    return actions.save_reply(actions.start_reply(case, by=by), by=by, text=text, **fields)


def owed(case: Case, what: str) -> Obligation | None:
    return Obligation.objects.about("case", case.pk).filter(what=what).order_by("-pk").first()


def clauses(verdicts: Any) -> set[str]:
    return {v.clause for v in verdicts if not v.ok}


def as_part(act: Any, *given: Any, **named: Any) -> Any:
    """A step that only actions take, tried by itself."""
    with acting():
        return act(*given, **named)


def forgotten(rows: Any) -> None:
    """Rows that triggers keep go as destruction takes them: the world before they were made."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('priemnaya.disposal', 'test', true)")
        rows.delete()
        cursor.execute("select set_config('priemnaya.disposal', '', true)")


def goes_out(case: Case) -> None:
    """What waits in the outbox about a case leaves, as if its channels had taken it."""
    letters = Delivery.objects.filter(forwarded_letters__forwarding__case=case, state="queued").order_by("pk")
    for row in letters:
        actions.forwarding_sent(row)
    for row in Delivery.objects.filter(subject_type="case", subject_id=case.pk, state="queued").order_by("pk"):
        actions.delivery_sent(row)


def going_on(
    case: Case,
    name: str,
    *,
    by: Any,
    keeps: bool = False,
    reason: str = "Это решают там",
    signs: bool = True,
    way: str = "email",
) -> Case:
    """The case is sent on by mail (or another way) to a body of this name, which the directory learns; its letter waits
    to leave."""
    owner = case.organisation.parent or case.organisation
    fields = {"email": "body@other.example", "postal_address": "426000, г. Ижевск, ул. Пушкинская, д. 1", "ways": [way]}
    to, _ = OtherBody.objects.get_or_create(organisation=owner, name=name, defaults=fields)
    made = actions.forward_case(case, [Target(to, way, not_against=True)], reason, by=by, keeps=keeps)
    if signs and not made.signed_at:
        signed(made)
    return case


def signed(forwarding: Forwarding) -> Forwarding:
    """Its covering letters are signed."""
    return actions.sign_forwarding(forwarding, by=signatory(forwarding))


def signatory(forwarding: Forwarding) -> Employee:
    """Somebody of the body who may sign its letters."""
    staff = Employee.objects.filter(organisation_id=forwarding.organisation_id, is_active=True).order_by("pk")
    return next(e for e in staff if e.may("reply.sign") and not barred_from(forwarding.case_id, e))


def sent_on(case: Case, name: str, *, by: Any, keeps: bool = False, reason: str = "Это решают там") -> Case:
    """The same, and the letter leaves."""
    going_on(case, name, by=by, keeps=keeps, reason=reason)
    goes_out(case)
    case.refresh_from_db()
    return case


def recounted(organisation: Any, why: str, *, by: Any = None) -> int:
    """Ask for a recount of a body's open terms and let the worker do it; how many moved."""
    [row] = queue_recounts([organisation], why, by=by)
    Recount.objects.filter(pk=row.pk).update(queued_at=row.queued_at - SETTLED)
    run_recounts(organisation)
    row.refresh_from_db()
    assert row.ended
    assert row.done == row.total
    return int(row.moved)


def program_of(person: Any, title: str = "СЭД") -> Any:
    """A service account with the person's roles; they answer for it."""
    boss = Employee(organisation=person.organisation, roles=list(ROLES), username="boss")
    boss.pk = person.pk
    return make_service(person.organisation, title, roles=person.roles, owner=person, by=boss)


def key_of(person: Any, scopes: list[str], title: str = "СЭД") -> tuple[ApiToken, str]:
    """A key of a program with the person's roles, issued by them while they could issue keys; with its secret."""
    boss = Employee(organisation=person.organisation, roles=list(ROLES), username="boss")
    boss.pk = person.pk
    return issue_token(program_of(person, title), title=title, scopes=scopes, by=boss)


def scopes_of(person: Any) -> list[str]:
    """All that a program with these roles can be allowed."""
    return [scope for scope, (needed, _) in SCOPES.items() if needed in person.rights]


def words_of(page: Any) -> str:
    """A page's text as a browser sees its spaces: any run of them is one."""
    return " ".join(page.content.decode().replace("\xa0", " ").split())


def under_code(case: Case) -> dict[str, Any]:
    """What the session of a browser keeps that has opened the case by its code."""
    case.refresh_from_db(fields=["code_digest"])
    return {f"follow:{case.pk}": {"code": case.code_digest, "at": int(timezone.now().timestamp()), "mailbox": ""}}
