"""One example, played by the actions that people's pages call, in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import verdicts_of
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.actions.working import Question
from priemnaya.cases.incoming import AnswerPoints, Arrival, Incoming, Matter, Sender
from priemnaya.cases.models import Case, Reply
from priemnaya.cases.wording import attachment_findings, report_of
from priemnaya.core.models import Obligation
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Topic
from priemnaya.outreach.actions.surveys import rate_reply
from priemnaya.people.models import Employee, Organisation
from priemnaya.plain import catalogue
from priemnaya.policy import Refused
from priemnaya.policy.titles import title_and_key
from priemnaya.policy.vocabulary.events import to_do

from .reading import Example

GOOD = (
    "Здравствуйте, Мария Сергеевна!\n\nВы просите продлить аренду участка. Продлить её можно.\n\n"
    "Что сделать\nПодайте заявление до 1 февраля. Нужны паспорт и договор. Решение будет готово через 30 дней."
)
"""A letter that is well written."""
BARE = "Принесите паспорт."
WORDS = {"greeting": BARE, "questions": "Здравствуйте, Мария Сергеевна!\n\nВаше обращение рассмотрено."}
"""What a letter without it says."""
REFUSAL = {
    "grounds": "Участок уже сдан в аренду другому человеку до 2030 года, поэтому сдать его вам сейчас нельзя",
    "how_to_fix": "Выберите другой участок на карте",
    "how_to_reapply": "Подайте новое заявление на сайте",
    "how_to_appeal": "Пожалуйтесь министру или в суд за три месяца",
}
ATTACHED = "памятка"
LOGIN = "example-of-order"
PHONE = "+7 (000) 000-00-00"
"""Of whoever plays it, where the order names no telephone of the body."""


@dataclass(frozen=True)
class Outcome:
    """What came of an example: ok; came: in words, what came instead; waits: what cannot be tried yet."""

    ok: bool
    came: str = ""
    waits: str = ""


def run_example(body: Organisation, example: Example) -> Outcome:
    """Play one example against a body; nothing of it stays."""
    if example.waits:
        return Outcome(True, waits=example.waits)
    with _taken_back():
        try:
            came = _came_instead(body, example)
        except Objection as stopped:
            came = f"система не дала это сделать: {stopped}"
    return Outcome(not came, came)


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)


def _came_instead(body: Organisation, example: Example) -> str:
    if example.text:
        return _text(body, example)
    if example.due:
        return _term(body, example)
    if example.assign_without:
        return _assigned(body, example)
    return _taken(body, example) if example.taken_as else _reply(body, example)


def _by(body: Organisation) -> Employee:
    """Somebody who registers, answers and signs."""
    fields: dict[str, Any] = {"surname": "Начальников", "name": "Имя", "patronymic": "Отчество", "post": "Начальник"}
    roles = ["head", "executor", "registrar"]
    unit = body.units.first()
    fields |= {
        "password": make_password(None),
        "organisation": body,
        "unit": unit,
        "roles": roles,
        "phone": body.phone or PHONE,
    }
    return Employee.objects.get_or_create(username=f"{LOGIN}-{body.slug}"[:150], defaults=fields)[0]


def _case(body: Organisation, example: Example) -> Case:
    """An identified citizen writes: on the portal, unless the example says otherwise."""
    incoming = Incoming(
        Arrival(example.comes_by or "portal", at=timezone.now()),
        Matter(
            "Прошу продлить аренду земельного участка.",
            subject="Аренда участка",
            kind=example.kind or "appeal",
            grounds=example.grounds,
            signatories=example.signatories,
        ),
        Sender(
            "Иванова",
            "Мария",
            "Сергеевна",
            addresses={"email": "maria@mail.example"},
            identity="esia-1",
            vouched=("email",),
        ),
        AnswerPoints(example.point or "portal"),
    )
    case = actions.receive_message(body, incoming).case
    assert case is not None
    read_files()
    return case


def _asked(body: Organisation, example: Example) -> Question:
    """What the client asks, by the topic and the need of the example, else by any. Raises Objection for one that the
    classifier or the body has not."""
    rows = Topic.objects.current()
    topic = rows.filter(depth=4).order_by("code").first()
    if example.topic:
        topic = rows.filter(Q(title__iexact=example.topic) | Q(code=example.topic)).order_by("code").first()
        if topic is None:
            raise Objection(f"темы «{example.topic}» в классификаторе нет: впишите её название или код")
    need = example.need or (body.needs[0] if body.needs else "")
    if example.need and example.need not in body.needs:
        raise Objection(f"потребности «{example.need}» у органа нет; есть: {', '.join(body.needs) or 'ни одной'}")
    return Question("Аренда", topic, need)


def _ready(case: Case, by: Employee, asked: Question) -> None:
    actions.classify_case(case, [asked], by=by)
    actions.assess_urgency(case, "normal", "", by=by)
    case.refresh_from_db()


def _drafted(case: Case, by: Employee, example: Example, text: str, **fields: Any) -> Reply:
    begun = _begun(case, by, _asked(case.organisation, example))
    return actions.save_reply(begun, by=by, text=text, **fields)


def _begun(case: Case, by: Employee, asked: Question) -> Reply:
    """An answer that is begun. Where the order asks something before a case is in hand, the case has it and is given,
    and lacks again what it lacked: examples of giving say `assign_without`."""
    try:
        with transaction.atomic():
            return actions.start_reply(case, by=by)
    except Refused:
        lacked = not case.urgency
    actions.acknowledge_order(by)
    if lacked:
        _ready(case, by, asked)
    actions.assign_case(case, by, by=by, task="Ответить клиенту")
    reply = actions.start_reply(case, by=by)
    if lacked:
        actions.classify_case(case, [Question("Аренда", None, "")], by=by)
        actions.take_back_urgency(case, "", "", by=by)
    return reply


def _text(body: Organisation, example: Example) -> str:
    by = _by(body)
    reply = _drafted(_case(body, example), by, example, example.text, decision=example.decision)
    if example.attachment:
        attach_to_reply(reply, f"{ATTACHED}.html", example.attachment.encode(), "text/html", by=by)
    findings = [*report_of(reply).findings, *attachment_findings(reply)]
    found = {name for f in findings for name in catalogue()[f.rule].serves}
    if example.found and example.found not in found:
        return f"не найдено {example.found}; найдено: {', '.join(sorted(found)) or 'ничего'}"
    return f"найдено {example.not_found}" if example.not_found in found else ""


def _term(body: Organisation, example: Example) -> str:
    """A term that the message, its urgency or the client's mark opens, counted from the moment it came."""
    assert example.received is not None
    at = example.received.replace(tzinfo=body.zone)
    with patch("django.utils.timezone.now", lambda: at):
        case = _case(body, example)
        if example.urgency:
            actions.assess_urgency(case, example.urgency, "по примеру", by=_by(body))
        if example.topic or example.need:
            actions.classify_case(case, [_asked(body, example)], by=_by(body))
        if example.rated:
            rate_reply(_drafted(case, _by(body), example, GOOD), satisfaction=example.rated)
    owed = Obligation.objects.about("case", case.pk).filter(what=example.what).order_by("-pk").first()
    if owed is None:
        return f"срок «{to_do(str(example.what))}» не появился"
    due = body.local(owed.due_at).isoformat()
    if owed.clause != example.clause:
        return f"срок задал другой пункт: {owed.citation}, до {due[:16]}"
    return "" if due.startswith(example.due) else f"срок до {due[:16]}"


def _taken(body: Organisation, example: Example) -> str:
    asked = Incoming(Arrival(example.files_by), Matter("Прошу", kind=example.kind), Sender("Петров"))
    case = actions.receive_message(body, asked).case
    if case is None:
        return "дело не появилось"
    return "" if case.kind == example.taken_as else f"принято как {case.kind}"


def _assigned(body: Organisation, example: Example) -> str:
    by, case = _by(body), _case(body, example)
    known, asked = example.assign_without, _asked(body, example)
    asked = Question(asked.text, None if known == "topic" else asked.topic, "" if known == "need" else asked.need)
    actions.classify_case(case, [asked], by=by)
    if known != "urgency":
        actions.assess_urgency(case, "normal", "", by=by)
    try:
        actions.assign_case(case, by, by=by)
    except Refused as stopped:
        others = {v.clause: v.why for v in stopped.verdicts}
        told = "; ".join(f"{title_and_key(number)}: {why}" for number, why in others.items())
        return "" if example.clause in others else f"остановило другое: {told}"
    return "дело поручено, ничто не остановило"


def _reply(body: Organisation, example: Example) -> str:
    by, without = _by(body), example.reply_without
    case = _case(body, example)
    if without not in ("topic", "need", "urgency"):
        _ready(case, by, _asked(body, example))
    fields: dict[str, Any] = {without: False} if without in ("survey", "letterhead") else {}
    if part := example.refusal_without:
        fields = {"decision": "refusal", **REFUSAL, **({} if part == "nothing" else {part: ""})}
    if example.refusal_grounds:
        fields = {"decision": "refusal", **REFUSAL, "grounds": example.refusal_grounds}
    reply = _drafted(case, by, example, WORDS.get(without, GOOD), **fields)
    broken = {v.clause: v.why for v in verdicts_of(reply, by) if not v.ok and v.layer == "body"}
    stops = example.refusal_without != "nothing" if example.stops is None else example.stops
    if (example.clause in broken) is stops:
        return ""
    others = "; ".join(f"{title_and_key(number)}: {why}" for number, why in broken.items()) or "ничего"
    return (
        f"письмо не остановлено этим пунктом; остановило: {others}"
        if stops
        else f"остановлено: {broken[example.clause]}"
    )
