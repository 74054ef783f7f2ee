"""For every enforced rule of the five orders: taken out of a copy of the order, behaviour changes. Nothing is hard-coded.

A probe is a small scenario that shows what the product does about one (kind, target); it is run with the order as it is and
with the rule removed, and must come out differently for that clause.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import attach_to_reply, verdicts_of
from priemnaya.cases.actions.applications import Mark, application_of
from priemnaya.cases.actions.decisions import record_decision
from priemnaya.cases.actions.deliver import points_for
from priemnaya.cases.models import Case
from priemnaya.cases.rules import assignment_verdicts, demand_verdicts
from priemnaya.cases.wording import report_of
from priemnaya.core.models import Obligation
from priemnaya.knowledge.models import Service
from priemnaya.knowledge.reviews import open_reviews, settle_milestones
from priemnaya.knowledge.wording import check_text
from priemnaya.outreach.actions import open_review
from priemnaya.people.consents import consent_verdicts
from priemnaya.people.interaction import points_of
from priemnaya.people.policies import base_layers, overridden
from priemnaya.policy import Order, load_folder, state_of

from ..helpers import GOOD, case_of, drafted, made_ready, owed

ORDERS = load_folder(Path(__file__).resolve().parents[2] / "orders")
BAD_TEXTS = {
    "officialese": "Здравствуйте! На основании вышеизложенного участок дадут.",
    "rude": "Здравствуйте! Вы не поняли правила.",
    "non_answer": "Здравствуйте! Вопрос взят на контроль.",
    "brush_off": "Здравствуйте! Это не входит в нашу компетенцию.",
    "short_sentences": "Здравствуйте! " + "слово " * 60 + ".",
    "capitals": "Здравствуйте! СРОЧНО принесите паспорт.",
    "greeting": "Принесите паспорт.",
    "readability": "Здравствуйте! "
    + "Осуществление государственного администрирования территориальных имущественных правоотношений предусматривает последовательное документирование обстоятельств возникновения обязательств. "
    * 6,
    "symbols": "Здравствуйте! ★ Принесите паспорт.",
    "terms": "Здравствуйте! Это решает ФГБУЗ.",
    "structure": "Здравствуйте! " + "Короткое предложение из нескольких слов. " * 30,
    "errors": "Здравствуйте! Ответ придёт в течении недели.",
    "terms_explained": "Здравствуйте! На участке есть сервитут.",
    "examples": "Здравствуйте!\n\n1. Найдите договор.\n2. Закажите план.\n3. Подайте заявление.\n4. Оплатите пошлину.\n5. Заберите выписку.",
    "one_term": "Здравствуйте! Ваше обращение у нас. Заявку рассмотрим завтра.",
    "constructions": "Здравствуйте! Люди, живущие в горах, получающие почту раз в неделю и ждущие новостей, рады.",
    "key_information": "Здравствуйте!\n\nЖурналы бывают детские и взрослые. Детские любят больше. В них есть сказки. Журнал для вашей школы оплатили.",
    "positive": "Здравствуйте! Выдать справку не представляется возможным.",
    "full": "Здравствуйте! Ответим вам вскоре.",
    "reasoning": "Здравствуйте! Безусловно, участок дадут.",
    "audience": "Здравствуйте! На участке есть сервитут.",
    "facts": "Здравствуйте! Приходите 31 ноября.",
    "fonts": GOOD,
    "decoration": GOOD,
    "background": GOOD,
}
LOOKS = {
    "fonts": "<p style='font-family: Georgia'>Приём</p>",
    "decoration": "<p>Приём <i>по средам</i></p>",
    "background": "<p><mark>Приём</mark></p>",
}


def rules_of(order: Order) -> list[tuple[str, int]]:
    return [
        (c.number, n)
        for c in order.clauses
        if state_of(order.slug, c).state == "enforced"
        for n, _ in enumerate(c.rules)
    ]


CASES = [(slug, number, n) for slug, order in ORDERS.items() for number, n in rules_of(order)]


def probe_text(cast: Any, body: str, number: str, check: str) -> Any:
    """Which findings come under which clause, and which clauses stop the letter."""
    head = cast.head_of(body)
    reply = drafted(case_of(cast.bodies[body]), head, BAD_TEXTS[check])
    if check in LOOKS:
        attach_to_reply(reply, "памятка.html", LOOKS[check].encode(), "text/html")
    found = [(f.rule, f.clause) for f in report_of(reply).findings]
    return found, [(v.clause, v.ok) for v in verdicts_of(reply, head) if v.kind == "written_plainly" and not v.ok]


def probe_reply(cast: Any, body: str, number: str, **fields: Any) -> Any:
    head = cast.head_of(body)
    application = fields.get("decision") in ("suspend", "terminate")
    case = application_of_body(cast, body) if application else case_of(cast.bodies[body])
    reply = drafted(case, head, **fields)
    return sorted((v.clause, v.kind, v.target, v.ok) for v in verdicts_of(reply, head) if v.clause == number)


def probe_term(cast: Any, body: str, number: str, what: str, index: int = 0) -> Any:
    """The term a complaint owes; for a rule about low ratings, the term that a low rating opens."""
    rules = [r for r in ORDERS[body].by_number[number].rules if r.kind.name == "answer_within"]
    low = (
        what == "complaint_review" and bool(getattr(rules[min(index, len(rules) - 1)].latest, "ground", ""))
        if rules
        else False
    )
    case = case_of(cast.bodies[body], kind="message" if low else "appeal_complaint")
    if low:
        open_review(case)
    if what == "urgent_reply":
        actions.assess_urgency(case, "urgent", "нужно быстро", by=cast.head_of(body))
    found = owed(case, what)
    return (found.clause, found.due_at) if found else None


def probe_offer(cast: Any, body: str, number: str, choice: str) -> Any:
    """What the portal's form asks."""
    from priemnaya.portal.forms import MessageForm

    return sorted(MessageForm(organisation=cast.bodies[body], identified=False).fields)


def probe_further(cast: Any, body: str, number: str) -> Any:
    """A letter by e-mail from a client who chose the site: where our question goes."""
    case = case_of(cast.bodies[body], point="email", sender="maria@mail.example", chosen_point="portal")
    actions.clarify_case(case, "Какой у вас участок?", by=cast.head_of(body))
    return [c.point for c in case.contacts.filter(direction="out", subject__startswith="Уточнение")]


def probe_choice(cast: Any, body: str, number: str) -> Any:
    """A letter by e-mail from a client who chose the site: where the notice of forwarding goes."""
    case = case_of(
        cast.bodies[body],
        point="email",
        sender="maria@mail.example",
        chosen_point="portal",
        second_point="email",
        second_address="second@mail.example",
    )
    actions.forward_case(case, "Администрация города", "Дорогу ремонтирует город", by=cast.head_of(body))
    return [
        (c.point, c.delivery.address)
        for c in case.contacts.filter(direction="out", subject__contains="переслано").order_by("pk")
    ]


def probe_complaint(cast: Any, body: str, number: str) -> Any:
    head = cast.head_of(body)
    case = case_of(cast.bodies[body], kind="appeal_complaint", complained_of=head.pk)
    return sorted(v.citation for v in assignment_verdicts(case, head) if not v.ok)


def probe_result(cast: Any, body: str, number: str) -> Any:
    """A client of the state portal who also named an e-mail address: where the answer goes."""
    head = cast.head_of(body)
    case = made_ready(
        case_of(
            cast.bodies[body],
            point="epgu",
            kind="service_application",
            addresses={"epgu": "700", "email": "m@mail.example"},
            second_point="email",
            second_address="m@mail.example",
        ),
        head,
    )
    return points_for(case, "result")


def probe_points(cast: Any, body: str, number: str, point: str) -> Any:
    """What becomes of an application and of a complaint filed at the point, and what the page of points says of it."""
    taken = []
    for kind in ("service_application", "service_complaint"):
        received = actions.receive_message(
            cast.bodies[body],
            actions.Incoming(point=point, kind=kind, text="Прошу согласовать вывеску", surname="Петров", identity="x"),
        )
        assert received.case is not None
        taken.append(received.case.kind)
    return taken, [p.functions for p in points_of(cast.bodies[body]) if p.row.kind == point]


def probe_consent(cast: Any, body: str, number: str, purpose: str) -> Any:
    """Which clauses refuse a mailing or an offer to a client who never agreed."""
    client = case_of(cast.bodies[body]).client
    assert client is not None
    return sorted(v.citation for v in consent_verdicts(client, purpose) if not v.ok)


def application_of_body(cast: Any, body: str) -> Case:
    """An application for a service that has every sort of document and grounds."""
    service = {"chechnya-minnats": "ngo-subsidy", "novosibirsk-okn": "sign"}.get(body)
    rows = Service.objects.filter(organisation=cast.bodies[body])
    row = rows.get(slug=service) if service else rows.first()
    assert row is not None
    return case_of(cast.bodies[body], point="epgu", kind="service_application", service=row.pk)


def probe_demand(cast: Any, body: str, number: str) -> Any:
    """Which clauses stop a demand for what the body has, what it gets itself, and what no list names."""
    case = application_of_body(cast, body)
    return [
        sorted(
            v.clause
            for v in demand_verdicts(case, "Справка", "", source=source, holder="Архив", beyond_list=beyond)
            if not v.ok
        )
        for source, beyond in (("body", False), ("other_body", False), ("client", True))
    ]


def probe_incomplete(cast: Any, body: str, number: str) -> Any:
    """The term to contact the client after documents were found lacking."""
    case, head = application_of_body(cast, body), cast.head_of(body)
    row = application_of(case).documents.filter(source="client").first()
    assert row is not None
    actions.check_documents(case, {row.pk: Mark("missing")}, by=head)
    found = owed(case, "contact_on_incomplete")
    return found and found.clause


def probe_alike(cast: Any, body: str, number: str) -> Any:
    """Which clauses stop a refusal where six similar cases were granted."""
    head = cast.head_of(body)
    for _n in range(6):
        record_decision(application_of_body(cast, body), "grant", by=head)
    reply = drafted(application_of_body(cast, body), head, decision="refusal")
    return sorted(v.clause for v in verdicts_of(reply, head) if v.kind == "decided_alike" and not v.ok)


def probe_service_text(cast: Any, body: str, number: str, check: str) -> Any:
    """Which clauses stop words of a service and of an article."""
    day = cast.bodies[body].local(timezone.now()).date()
    checked = [check_text(cast.bodies[body], on, BAD_TEXTS[check], day) for on in ("service", "article", "script")]
    return [sorted(v.clause for v in c.stops()) for c in checked]


def probe_knowledge(cast: Any, body: str, number: str) -> Any:
    """What the sections and the fixed days of the knowledge base owe when looked at afresh."""
    organisation = cast.bodies[body]
    Obligation.objects.filter(organisation_id=organisation.pk, subject_type__in=("section", "organisation")).delete()
    open_reviews(organisation)
    rows = settle_milestones(organisation)
    reviews = Obligation.objects.filter(organisation_id=organisation.pk, subject_type="section").count()
    return reviews, sorted(o.what for o in rows)


def probe_of(kind: str, target: str, ground: str = "") -> Callable[..., Any]:
    if kind == "not_asked" or (kind, target) == ("must_record", "demand_act"):
        return probe_demand
    if (kind, target) == ("answer_within", "contact_on_incomplete"):
        return probe_incomplete
    if kind == "review_every" or target in ("knowledge_skeleton", "knowledge_filled"):
        return probe_knowledge
    if kind == "decided_alike":
        return probe_alike
    if kind == "written_plainly" and "." in target:
        return lambda cast, body, number: probe_service_text(cast, body, number, target.split(".")[1])
    if kind == "written_plainly":
        return lambda cast, body, number: probe_text(cast, body, number, target)
    if kind == "answer_within":
        return lambda cast, body, number: probe_term(cast, body, number, target, 1 if ground else 0)
    if kind == "by_chosen_point":
        return {"further_contact": probe_further, "one_channel": probe_further, "result": probe_result}.get(
            target, probe_choice
        )
    if kind == "offer_choice":
        return lambda cast, body, number: probe_offer(cast, body, number, target)
    if kind == "only_with_consent":
        return lambda cast, body, number: probe_consent(cast, body, number, target)
    if kind == "never_to":
        return probe_complaint
    if kind == "point_serves":
        return lambda cast, body, number: probe_points(cast, body, number, target)
    decision = {"suspension": "suspend", "termination": "terminate"}.get(target.split(".")[0], "refusal")
    fields: dict[str, Any] = {
        "must_record": {"decision": "grant"} if target == "decision_grounds" else {},
        "on_letterhead": {"letterhead": False},
        "grounds_explained": {"decision": decision, "text": GOOD},
        "reply_contains": {"survey": False, "text": "Принесите паспорт."},
    }[kind]
    return lambda cast, body, number: probe_reply(cast, body, number, **fields)


@pytest.mark.parametrize(("body", "number", "index"), CASES, ids=[f"{b}-{n}-{i}" for b, n, i in CASES])
def test_removing_an_enforced_rule_changes_behaviour(cast: Any, body: str, number: str, index: int) -> None:
    order = ORDERS[body]
    rule = order.by_number[number].rules[index]
    if rule.kind.state != "enforced":
        pytest.skip("kept by registration; the enforced rules of this clause are tried apart")
    probe = probe_of(rule.kind.name, rule.kind.targets(rule.latest)[0], getattr(rule.latest, "ground", ""))
    with transaction.atomic():
        before = probe(cast, body, number)
        transaction.set_rollback(True)
    changed = _without_everywhere(order, number, index)
    with transaction.atomic(), overridden(*changed):
        after = probe(cast, body, number)
        transaction.set_rollback(True)
    assert before != after, f"{body} {number}: {rule.kind.name} acts the same without its rule"


def _without_everywhere(order: Order, number: str, index: int) -> list[Order]:
    """The order without the rule, and the product's defaults without one of the same kind and target: nothing else may act."""
    rule = order.by_number[number].rules[index]
    defaults = next(layer for layer in base_layers() if layer.slug == "defaults")
    for clause in defaults.clauses:
        for n, other in reversed(list(enumerate(clause.rules))):
            if other.kind is rule.kind and set(other.kind.targets(other.latest)) & set(rule.kind.targets(rule.latest)):
                defaults = defaults.without(clause.number, index=n)
    return [order.without(number, index=index), defaults]


def test_a_changed_value_changes_the_term(cast: Any) -> None:
    """24 hours become 48 in a copy of the order, with no line of Python."""
    order = ORDERS["udmurtia-mio"]
    before = owed(case_of(cast.udm), "primary_reply")
    text = (
        (Path(__file__).resolve().parents[2] / "orders/udmurtia-mio/order.yaml")
        .read_text(encoding="utf-8")
        .replace("within: 24h", "within: 48h")
    )
    changed = _loaded(text, order.slug)
    with overridden(changed):
        after = owed(case_of(cast.udm), "primary_reply")
    assert before is not None
    assert after is not None
    assert "24 часа" in before.reasoning
    assert "48 часов" in after.reasoning


def _loaded(text: str, slug: str) -> Order:
    import tempfile

    from priemnaya.policy import load_order

    folder = Path(tempfile.mkdtemp()) / slug
    folder.mkdir()
    (folder / "order.yaml").write_text(text, encoding="utf-8")
    return load_order(folder / "order.yaml")


def test_every_case_is_counted() -> None:
    assert len({b for b, _, _ in CASES}) == 5
    assert Case._meta.label == "cases.Case"
