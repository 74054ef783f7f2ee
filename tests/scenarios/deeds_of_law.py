"""What people do where a rule of the law or of the defaults acts, whatever the body's order says.

As in `deeds`, by (kind, target); a deed here also gets the rule, because the law names kinds of cases, grounds and
outcomes that the orders of bodies do not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.reception import ReceptionCard, receive_visitor
from priemnaya.cases.models import Case
from priemnaya.core.models import Delivery, Notice, Obligation, Ruling
from priemnaya.errors import Objection
from priemnaya.people.acquaintance import asked_anew
from priemnaya.people.actions.acquaintance import ask_to_read
from priemnaya.people.models import Client, GoodFile, Organisation, OtherBody
from priemnaya.people.policies import base_layers, order_of, overridden
from priemnaya.people.reminding import remind_body
from priemnaya.policy import Refused

from ..desk import Desk, Page
from ..helpers import GOOD, case_of, drafted, goes_out, local_day, made_ready, message
from ..mail.test_notices import brought_back, report
from .deeds import PARTS, Came, another, application, owed, sent

NOTHING_SAID = "Здравствуйте, Мария Сергеевна!\n\nСпасибо за ваше обращение. Оно рассмотрено."
REFUSES = (
    "Здравствуйте, Мария Сергеевна!\n\nАренда участка закончилась 1 сентября. Мы отказываем вам в продлении аренды."
)
GRANTS = (
    "Здравствуйте, Мария Сергеевна!\n\nВы просите продлить аренду участка. Продлим. Договор будет готов до 1 февраля."
)
BY_POINT = {"social_message": "max", "feedback": "pos"}
"""By which point a kind comes; the others by the portal."""

LawDeed = Callable[[Any, Organisation, Any], Came]


def kind_of(value: Any, default: str = "appeal") -> str:
    return next(iter(getattr(value, "kinds", ()) or value.if_.kinds), default)


def comes(cast: Any, body: Organisation, value: Any, **changes: Any) -> Case:
    """A matter of the rule's kind, on the rule's ground; what the law takes as a message is given its kind by hand."""
    kind = changes.pop("kind", kind_of(value))
    if kind == "service_application" and "service" not in changes:
        case = application(body, **changes)
    else:
        point = BY_POINT.get(kind, "portal")
        address = {"addresses": {point: "4711", "email": "m@mail.example"}} if point != "portal" else {}
        case = case_of(body, **{"kind": kind, "point": point, **address, **changes})
    ground = next(iter(value.if_.grounds), "")
    if case.kind != kind or ground:
        Desk(cast.head_of(body.slug)).on(case, "kind", kind=kind, ground=[ground] if ground else [])
        case.refresh_from_db()
    assert case.kind == kind
    return case


def owes(what: str) -> LawDeed:
    """The message comes; the page of its case says what is owed and by which clause."""

    def deed(cast: Any, body: Organisation, value: Any) -> Came:
        return owed(comes(cast, body, value, service=None), what)

    return deed


def waits_for_review(cast: Any, body: Organisation, value: Any) -> Came:
    """Not registered yet: it looks like an advertisement, and a person is to look at it."""
    return owed(comes(cast, body, value, suspicious="ссылки на чужой сайт"), "registration")


def sends_on(cast: Any, body: Organisation, value: Any, by: Any = None) -> Case:
    """To one body, or to two when the rule is about several; by the head, unless said."""
    case, desk = comes(cast, body, value), Desk(by or cast.head_of(body.slug))
    several = "several_bodies" in value.if_.grounds
    to = OtherBody.objects.filter(organisation=body, ways__contains="email")[: 2 if several else 1]
    typed = {"body": [b.pk for b in to], "reason": "Дорогу ремонтирует город", **{f"way_{b.pk}": "email" for b in to}}
    shown = re.search(r'name="seen" value="(\w+)"', desk.on(case, "forwarding", **typed).source)
    assert shown is not None
    desk.on(case, "forward", seen=shown[1], **typed)
    return case


def records_forwarding(cast: Any, body: Organisation, value: Any) -> Came:
    """That the client is told is on record for the report of the clause."""
    return Came(frozenset(), recorded("case", sends_on(cast, body, value).pk))


def recorded(subject: str, pk: int) -> list[tuple[str, str, str]]:
    """What guards let through, as the report of compliance counts it."""
    rows = Ruling.objects.filter(subject_type=subject, subject_id=pk, ok=True).order_by("pk")
    return [(r.clause, r.kind, r.target) for r in rows]


def owes_forwarding(cast: Any, body: Organisation, value: Any) -> Came:
    return owed(sends_on(cast, body, value), "forwarding")


def writes_on_an_ended_case(cast: Any, body: Organisation, value: Any) -> Came:
    """The client writes again on a case that was closed: the page of the case says by when somebody decides."""
    case, desk = comes(cast, body, value), Desk(cast.head_of(body.slug))
    desk.on(case, "close", outcome="no_substance", notice="Мы не поняли, о чём письмо.", reason="Нет сути")
    actions.append_message(Case.objects.get(pk=case.pk), message(point="portal", text="Пишу снова"))
    return owed(case, "further_message")


def sends_on_without_the_right_to_sign(cast: Any, body: Organisation, value: Any) -> Came:
    """A registrar presses the button: do the letters wait for a signature or leave."""
    case = sends_on(cast, body, value, by=another(cast, body, "registrar"))
    made = case.forwardings.get()
    return Came(frozenset(), (made.signed_at is not None, [x.state for x in made.letters.all()]))


def comes_back(cast: Any, body: Organisation, value: Any) -> Came:
    """The answer leaves by e-mail, and the mail system of the client returns it; somebody owes to send it again."""
    head, old = cast.head_of(body.slug), "old@mail.example"
    mail = {"chosen_point": "email", "chosen_address": old, "addresses": {"email": old}}
    case = made_ready(comes(cast, body, value, **mail), head)
    actions.send_reply(drafted(case, head), by=head)
    goes_out(case)
    row = Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel="email", address=old).latest("pk")
    brought_back(row, report("failed", row.message_id, old))
    case.refresh_from_db()
    assert case.state == "returned"
    return owed(case, "send_again")


def asks_another_body(cast: Any, body: Organisation, value: Any) -> Came:
    case = comes(cast, body, value)
    Desk(cast.head_of(body.slug)).on(case, "request-body", body="Росреестр", what="Выписка")
    return owed(case, "interagency_answer")


def unproved_identity(cast: Any, body: Organisation, value: Any) -> Came:
    """As what the portal takes the words of one who has not signed in."""
    return Came(frozenset(), case_of(body, kind=kind_of(value), identity="").kind)


def told(kind: str) -> LawDeed:
    """The letter that the client gets at once. kind: as what he sends it; an appeal is taken as a message here."""

    def deed(cast: Any, body: Organisation, value: Any) -> Came:
        case = case_of(body, kind=kind, identity="")
        said = case.contacts.filter(direction="out").order_by("pk").values_list("text", flat=True)
        return Came(frozenset(), [re.sub(r"\b[A-Z0-9]{4,}(?:-[A-Z0-9]+)*\b|\d", "", t) for t in said])

    return deed


def letter(text: str = GOOD, **fields: Any) -> LawDeed:
    """Written, and meant to be signed."""

    def deed(cast: Any, body: Organisation, value: Any) -> Came:
        kind = kind_of(value, "service_application" if fields.get("decision") in ("suspend", "return") else "appeal")
        return writes(cast, comes(cast, body, value, kind=fields.get("kind", kind)), text, fields)

    return deed


def chooses_suspension(cast: Any, body: Organisation, value: Any) -> Came:
    """On what is no application, in the composer."""
    case, desk = case_of(body), Desk(cast.head_of(body.slug))
    desk.writes(case, GOOD, decision="suspend")
    return Came(frozenset(), case.replies.get().decision)


def signs(cast: Any, body: Organisation, value: Any) -> Came:
    """Who signs is asked of whoever sends; that a person did is on record with the letter."""
    case, head = comes(cast, body, value), cast.head_of(body.slug)
    if case.kind == "service_complaint":
        answers_complaint(cast, case)
    else:
        writes(cast, case, GOOD, {"decision": "explain"})
    reply = case.replies.get()
    assert reply.state in ("signed", "sent"), Desk(head).get(f"/w/cases/{case.pk}/reply/").remarks("verdict")
    return Came(frozenset(), recorded("case", case.pk))


def writes(cast: Any, case: Case, text: str, fields: dict[str, Any]) -> Came:
    body, typed = case.organisation, {k: v for k, v in fields.items() if k != "kind"}
    head = cast.head_of(body.slug)
    made_ready(case, head)
    for name in ("suspended_until", "remedy_by"):
        if name in typed:
            typed[name] = local_day(body, plus=typed[name]).isoformat()
    desk = Desk(head)
    return sent(desk, case, desk.writes(case, text, **typed))


def by_foreign_messenger(cast: Any, body: Organisation, value: Any) -> Came:
    case = case_of(body)
    Case.objects.filter(pk=case.pk).update(chosen_point=value.points[0], chosen_address="4711")
    case.refresh_from_db()
    return writes(cast, case, GOOD, {})


def closes(cast: Any, body: Organisation, value: Any) -> Came:
    """By the outcome of the rule, when everything that it asks for is there."""
    case, page = closed(cast, body, value)
    return Came(page.cited("stopped"), (case.state, case.outcome))


def owes_the_notice(cast: Any, body: Organisation, value: Any) -> Came:
    """The page of the closed case says by when the client was to be told, and by which article."""
    case, _page = closed(cast, body, value)
    return owed(case, "outcome_notice")


def closed(cast: Any, body: Organisation, value: Any) -> tuple[Case, Page]:
    head, case = cast.head_of(body.slug), comes(cast, body, value)
    desk = Desk(head)
    if value.previous:
        made_ready(case, head)
    for _ in range(value.previous):
        earlier = made_ready(comes(cast, body, value), head)
        actions.send_reply(drafted(earlier, head), by=head)
        goes_out(earlier)
        desk.on(case, "link", number=earlier.number)
    if "no_name_or_address" in value.needs:
        Client.objects.filter(pk=case.client_id).update(surname="")
    typed = {"notice": "Объясняем почему.", "reason": "Так сказано в законе.", "site_address": "https://mio.example/1"}
    page = desk.on(case, "close", outcome=value.outcome, crime="no", no_new_arguments="1", client_asked="1", **typed)
    case.refresh_from_db()
    return case, page


def came_so(cast: Any, body: Organisation, value: Any) -> Came:
    """It came by the point of the rule; the client chose e-mail, and is asked something."""
    point = value.came_by[0]
    kind = kind_of(value, "feedback" if point == "pos" else "appeal")
    case = comes(
        cast,
        body,
        value,
        kind=kind,
        point=point,
        external_id="700",
        addresses={"email": "m@mail.example", point: "700"},
        postal_address="426000, г. Ижевск, ул. Садовая, д. 1",
        chosen_point="email",
    )
    Desk(cast.head_of(body.slug)).on(case, "clarify", question="Какой у вас участок?")
    rows = case.contacts.filter(direction="out", subject__contains="Уточнение").order_by("pk")
    assert rows.exists()
    return Came(frozenset(), [(c.point, c.delivery.address if c.delivery else "") for c in rows])


def extends(days: int = 5, reason: str = "Ждём сведений из реестра", later: int = 0) -> LawDeed:
    """The term is extended; what guards let through is on record for the report. days: over the limit when negative."""

    def deed(cast: Any, body: Organisation, value: Any) -> Came:
        case = comes(cast, body, value)
        if later:
            then = case.registered_at - dt.timedelta(days=later)
            Case.objects.filter(pk=case.pk).update(registered_at=then, received_at=then)
        asked = int(value.at_most) + 1 if days < 0 else days
        page = Desk(cast.head_of(body.slug)).on(case, "extend", days=asked, reason=reason)
        moved = Obligation.objects.about("case", case.pk).filter(changes__kind="extended").exists()
        return Came(page.cited("stopped"), (moved, recorded("case", case.pk)))

    return deed


def extends_again(cast: Any, body: Organisation, value: Any) -> Came:
    """Within the days allowed, as often as the rule lets, and once more."""
    case, desk = comes(cast, body, value), Desk(cast.head_of(body.slug))
    for n in range(int(value.at_most)):
        desk.on(case, "extend", days=2, reason=f"Ждём сведений, часть {n}")
    page = desk.on(case, "extend", days=3, reason="Ждём сведений ещё")
    return Came(page.cited("stopped"), Obligation.objects.about("case", case.pk).filter(changes__days=3).exists())


def of_the_governor(cast: Any, body: Organisation, value: Any) -> Came:
    """The same appeal about migration, when the body is the governor's office."""
    order = order_of(body.slug)
    assert order.body is not None
    with overridden(*base_layers(), replace(order, body=order.body.model_copy(update={"head_of_region": True}))):
        marked = value.if_.model_copy(update={"grounds": ("migration",)})
        case = comes(cast, body, value.model_copy(update={"if_": marked}))
        return owed(case, "reply_on_substance")


def signs_of_a_crime(cast: Any, body: Organisation, value: Any) -> Came:
    """The complaint tells of a crime, and nobody has sent it to the prosecutor."""
    case = comes(cast, body, value)
    typed = {"about": "other", "against": "Отдел аренды", "crime_signs": "1"}
    Desk(cast.head_of(body.slug)).on(case, "complaint", **typed)
    return writes(cast, case, GOOD, {"decision": "grant"})


def complaint_decided(cast: Any, body: Organisation, value: Any) -> Came:
    """The answer to a complaint is signed: the page says by when it has to leave."""
    case = comes(cast, body, value)
    answers_complaint(cast, case)
    return owed(case, "complaint_reply")


def answers_complaint(cast: Any, case: Case) -> Came:
    """A complaint about a service is upheld, with every part that the law asks for."""
    head = cast.head_of(case.organisation.slug)
    Desk(head).does(case, "complaint", about="other", against="Отдел аренды", decision="Отказ от 01.10.2026 № 15")
    day = local_day(case.organisation, plus=14)
    text = (
        f"{GOOD}\n\nМария Иванова подала жалобу на отказ Отдела аренды от 01.10.2026 № 15. Жалоба удовлетворена."
        f" Приносим извинения.\n\nИсправим до {day:%d.%m.%Y}. Если не согласны, обжалуйте ответ в суде."
    )
    why = "Документы были на месте, а сотрудник их не посмотрел."
    return writes(cast, case, text, {"decision": "grant", "grounds": why, "remedy_by": 14})


def received_in_person(**changes: str) -> LawDeed:
    """The card of a personal reception, with one thing left out."""

    def deed(cast: Any, body: Organisation, value: Any) -> Came:
        typed = {"document": "паспорт", "text": "Просит продлить аренду.", **changes}
        words = message(point="in_person", text=typed["text"], surname="Иванова", name="Мария", kind="message")
        try:
            receive_visitor(body, words, ReceptionCard(typed["document"]), by=cast.head_of(body.slug))
        except Refused as refused:
            return Came(frozenset(v.clause for v in refused.verdicts if not v.ok), "stopped")
        except Objection as said:
            return Came(frozenset(), str(said))
        return Came(frozenset(), "taken")

    return deed


def term_is_near(cast: Any, body: Organisation, value: Any) -> Came:
    """An hour before the end of the term the worker looks who is to be reminded."""
    case, head = case_of(body), cast.head_of(body.slug)
    Desk(head).on(case, "assign", to=head.pk)
    Obligation.objects.about("case", case.pk).open().update(
        since_at=timezone.now() - dt.timedelta(days=20), due_at=timezone.now() + dt.timedelta(hours=1)
    )
    Notice.objects.filter(employee_id=head.pk).delete()
    remind_body(body)
    return Came(frozenset(), Notice.objects.filter(employee_id=head.pk).count())


def order_changes(cast: Any, body: Organisation, value: Any) -> Came:
    """Who had read the order is asked to read it anew, by a day; the loading itself: test_order_anew."""
    reader = cast.head_of(body.slug)
    Desk(reader).post("/w/order/acknowledge/")
    kept = {"text": "", "digest": "", "code": "", "loaded_at": timezone.now(), "anew": "3.5"}
    GoodFile.objects.update_or_create(slug=body.slug, name="order.yaml", defaults=kept)
    ask_to_read(body)
    anew = asked_anew(reader)
    return Came(frozenset({anew.clause} if anew else ()), anew is not None)


DEEDS_OF_LAW: dict[tuple[str, str], LawDeed] = {
    ("within", "registration"): waits_for_review,
    ("within", "reply_on_substance"): owes("reply_on_substance"),
    ("within", "reply_on_substance migration"): owes("reply_on_substance"),
    ("within", "reply_on_substance refused_documents"): owes("reply_on_substance"),
    ("within", "reply_on_substance deputy"): owes("reply_on_substance"),
    ("within", "reply_on_substance parliamentary"): owes("reply_on_substance"),
    ("within", "reply_on_substance governor_migration"): of_the_governor,
    ("within", "complaint_reply"): complaint_decided,
    ("within", "forwarding"): owes_forwarding,
    ("within", "forwarding migration"): owes_forwarding,
    ("within", "forwarding several_bodies"): owes_forwarding,
    ("within", "interagency_answer"): asks_another_body,
    ("within", "further_message"): writes_on_an_ended_case,
    ("within", "deferral_notice"): extends(later=10),
    ("within", "send_again"): comes_back,
    ("within", "order_changed>order_acknowledged"): order_changes,
    ("before", "send_reply.questions_answered"): letter(NOTHING_SAID),
    ("limit", "extend.extension_days"): extends(days=-1),
    ("limit", "extend.extensions"): extends_again,
    ("closes_as", "outcome"): closes,
    ("closes_as", "notice_within"): owes_the_notice,
    ("before", "send_reply.application_only"): chooses_suspension,
    ("before", "send_reply.decision_taken"): letter(),
    ("before", "send_reply.refusal_named"): letter(REFUSES),
    ("before", "send_reply.grant_named"): letter(GRANTS, decision="refusal", **PARTS),
    ("before", "send_reply.suspension_day"): letter(decision="suspend"),
    ("before", "send_reply.remedy_day"): letter(decision="grant", remedy_by=-1),
    ("before", "send_reply.grounds_said return"): letter(decision="return"),
    ("before", "extend.extension_reason"): extends(reason=" "),
    ("before", "send_reply.crime_signs"): signs_of_a_crime,
    ("before", "send_reply.letterhead"): letter(letterhead=""),
    ("before", "send_reply.decision"): letter(decision="grant"),
    ("before", "receive_visitor.identity_document"): received_in_person(document=""),
    ("before", "receive_visitor.reception_card"): received_in_person(text=""),
    ("tell", "extension"): extends(),
    ("tell", "forwarding"): records_forwarding,
    ("tell", "received"): told("message"),
    ("tell", "ways_to_file"): told("appeal"),
    ("point_barred", "contact"): by_foreign_messenger,
    ("point_fixed", "answer"): came_so,
    ("tell", "term"): term_is_near,
    ("before", "send_reply.signatory"): signs,
    ("before", "send_reply.appeal_order"): letter(),
    ("before", "send_reply.complained_decision"): letter(),
    ("before", "sign_forwarding.covering_signatory"): sends_on_without_the_right_to_sign,
    ("before", "send_reply.applicant"): letter(),
    ("before", "send_reply.decision_grounds"): letter(),
    ("before", "send_reply.remedy_term"): letter(decision="grant"),
    ("before", "send_reply.apology"): letter(decision="grant"),
    ("only_if", "take.identified"): unproved_identity,
}
