"""What people do where a rule of the order acts: for each (kind, target) one deed at a real page, or what really comes
in.

A deed gets the body, does the thing that the rule is about, and says what came of it: the clauses that the person was
shown as the reason, and what happened. The removal test does each deed with the rule and without it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.test import Client
from docx import Document
from docx.enum.text import WD_COLOR_INDEX

from priemnaya.cases import actions
from priemnaya.cases.actions.applications import application_of
from priemnaya.cases.actions.decisions import record_decision
from priemnaya.cases.actions.working import Question
from priemnaya.cases.models import Case, Reply
from priemnaya.core.models import Delivery, Obligation
from priemnaya.knowledge.actions.reviews import open_reviews, settle_milestones
from priemnaya.knowledge.models import Article, Service, Topic
from priemnaya.people.duties import open_duties
from priemnaya.people.models import Employee, Organisation, OtherBody

from ..desk import Desk, Page, Visitor, shown_form
from ..helpers import GOOD, as_part, case_of, drafted, forgotten, goes_out, local_day, made_ready, message

BAD_TEXTS = {
    "officialese": "Здравствуйте! На основании вышеизложенного участок дадут.",
    "rude": "Здравствуйте! Вы не поняли правила.",
    "non_answer": "Здравствуйте! Вопрос взят на контроль.",
    "brush_off": "Здравствуйте! Это не входит в нашу компетенцию.",
    "short_sentences": "Здравствуйте! " + "слово " * 60 + ".",
    "capitals": "Здравствуйте! СРОЧНО принесите паспорт.",
    "greeting": "Принесите паспорт.",
    "readability": (
        "Здравствуйте! "
        + "Осуществление государственного администрирования территориальных имущественных правоотношений"
        " предусматривает "
        "последовательное документирование обстоятельств возникновения обязательств. " * 6
    ),
    "symbols": "Здравствуйте! ★ Принесите паспорт.",
    "terms": "Здравствуйте! Это решает ФГБУЗ.",
    "structure": "Здравствуйте! " + "Короткое предложение из нескольких слов. " * 30,
    "errors": "Здравствуйте! Ответ придёт в течении недели.",
    "terms_explained": "Здравствуйте! На участке есть сервитут.",
    "examples": (
        "Здравствуйте!\n\n1. Найдите договор.\n2. Закажите план.\n3. Подайте заявление.\n4. Оплатите пошлину.\n"
        "5. Заберите выписку."
    ),
    "one_term": "Здравствуйте! Ваше обращение у нас. Заявку рассмотрим завтра.",
    "constructions": "Здравствуйте! Люди, живущие в горах, получающие почту раз в неделю и ждущие новостей, рады.",
    "key_information": (
        "Здравствуйте!\n\nЖурналы бывают детские и взрослые. Детские любят больше. В них есть сказки. "
        "Журнал для вашей школы оплатили."
    ),
    "positive": "Здравствуйте! Выдать справку не представляется возможным.",
    "full": "Здравствуйте! Ответим вам вскоре.",
    "reasoning": "Здравствуйте! Безусловно, участок дадут.",
    "audience": "Здравствуйте! На участке есть сервитут.",
    "facts": "Здравствуйте! Приходите 31 ноября.",
    "fonts": GOOD,
    "decoration": GOOD,
    "background": GOOD,
}


def document(look: str) -> bytes:
    """A Word file whose look is wrong in one way."""
    made, file = Document(), io.BytesIO()
    run = made.add_paragraph("Приём ").add_run("по средам")
    if look == "fonts":
        run.font.name = "Georgia"
    elif look == "decoration":
        run.italic = True
    else:
        run.font.highlight_color = WD_COLOR_INDEX.YELLOW
    made.save(file)
    return file.getvalue()


PARTS = {
    "grounds": "Договор аренды закончился раньше, чем вы подали заявление.",
    "how_to_fix": "Заключите новый договор.",
    "how_to_reapply": "Подайте заявление на этом сайте.",
    "how_to_appeal": "Подайте жалобу министру или в суд.",
}
FACTS = {"grounds": "grounds_said", "without_acts": "grounds_plain"}
"""Parts of a decision whose facts have other names."""
DECISIONS = {"refusal": "refusal", "suspension": "suspend", "termination": "terminate"}
SERVICE = {"chechnya-minnats": "ngo-subsidy", "novosibirsk-okn": "sign"}
"""Services that have every sort of document and of grounds, where the first of the body has not."""


@dataclass(frozen=True)
class Came:
    """What came of a deed: clauses shown as the reason, and what happened in plain values that can be compared."""

    cited: frozenset[str]
    happened: Any = None


Deed = Callable[[Any, Organisation], Came]


def application(body: Organisation, **changes: Any) -> Case:
    rows = Service.objects.filter(organisation=body)
    service = rows.get(slug=SERVICE[body.slug]) if body.slug in SERVICE else rows.first()
    assert service is not None
    fields = {"point": "epgu", "chosen_point": "", "addresses": {"epgu": "4711", "email": "m@mail.example"}, **changes}
    return case_of(body, kind="service_application", service=service.pk, **fields)


def another(cast: Any, body: Organisation, *roles: str) -> Employee:
    return cast.hire(f"another-{body.slug}", body, "Второв", *roles)


# The answer: written and signed in the composer.


def sent(desk: Desk, case: Case, written: Page) -> Came:
    """Sign and send. Reasons are those shown beside the letter while it was written, and those that stopped it."""
    cited, remarks = written.cited("wording"), written.remarks("finding")
    page = desk.sends(case)
    gone = case.replies.filter(state__in=("signed", "sent")).exists()
    stopped = frozenset() if gone else page.cited("stopped")
    return Came(cited | stopped, (gone, remarks))


def letter(cast: Any, body: Organisation, *, without: str = "", decision: str = "", **fields: Any) -> Came:
    """A letter with one thing amiss. without: what was not recorded of the case before: topic, need or urgency."""
    case, head = application(body) if decision in ("suspend", "terminate") else case_of(body), cast.head_of(body.slug)
    desk, topic = Desk(head), Topic.objects.current().filter(depth=4).order_by("code").first()
    assert topic is not None
    need = "" if without == "need" else body.needs[0]
    actions.classify_case(case, [Question("Аренда", None if without == "topic" else topic, need)], by=head)
    if without != "urgency":
        actions.assess_urgency(case, "normal", "", by=head)
    if decision:
        fields["decision"] = decision
    if decision == "suspend":
        fields["suspended_until"] = local_day(body, plus=10).isoformat()
    return sent(desk, case, desk.writes(case, fields.pop("text", GOOD), **fields))


def lacking_part(target: str) -> Deed:
    """A refusal (suspension, termination) with every part but one; `without_acts`: with an act where words are owed."""
    on, part = target.split(".")
    parts = {**PARTS, part: ""} if part in PARTS else {**PARTS, "grounds": "Отказано по п. 3 ст. 39.16 Кодекса."}
    return partial(letter, decision=DECISIONS[on], **parts)


def worded(check: str) -> Deed:
    more = {"attached": ("памятка.docx", document(check))} if check in ("fonts", "decoration", "background") else {}
    return partial(letter, text=BAD_TEXTS[check], **more)


def against_practice(cast: Any, body: Organisation) -> Came:
    """A refusal where six alike were granted."""
    head = cast.head_of(body.slug)
    for _n in range(6):
        as_part(record_decision, application(body), "grant", by=head)
    case, desk = made_ready(application(body), head), Desk(head)
    return sent(desk, case, desk.writes(case, GOOD, decision="refusal", **PARTS))


# Where it goes.


def places(case: Case, words: str) -> Came:
    rows = case.contacts.filter(direction="out", subject__contains=words).order_by("pk")
    assert rows.exists(), words
    return Came(frozenset(), [(c.point, c.delivery.address if c.delivery else "") for c in rows])


def by_email_but_chose_the_site(body: Organisation) -> Case:
    return case_of(
        body,
        point="email",
        from_address="maria@mail.example",
        chosen_point="portal",
        second_point="email",
        second_address="second@mail.example",
    )


def asks_client(cast: Any, body: Organisation) -> Came:
    case = by_email_but_chose_the_site(body)
    Desk(cast.head_of(body.slug)).on(case, "clarify", question="Какой у вас участок?")
    return places(case, "Уточнение")


def forwards(cast: Any, body: Organisation) -> Came:
    case = by_email_but_chose_the_site(body)
    desk, to = Desk(cast.head_of(body.slug)), OtherBody.objects.filter(organisation=body, ways__contains="email")[0]
    typed = {"body": to.pk, f"way_{to.pk}": "email", "reason": "Дорогу ремонтирует город"}
    shown = re.search(r'name="seen" value="(\w+)"', desk.on(case, "forwarding", **typed).source)
    assert shown is not None
    desk.on(case, "forward", seen=shown[1], **typed)
    goes_out(case)
    return places(case, "переслали")


def answers_state_portal(cast: Any, body: Organisation) -> Came:
    """The client of the state portal also named an e-mail address."""
    head = cast.head_of(body.slug)
    case = application(
        body,
        addresses={"epgu": "700", "email": "m@mail.example"},
        second_point="email",
        second_address="m@mail.example",
    )
    made_ready(case, head)
    actions.send_reply(drafted(case, head, decision="grant", grounds="Документы в порядке."), by=head)
    return places(case, "Ответ")


# What comes in.


def owed(case: Case, what: str) -> Came:
    """What the case owes, and the clause the page gives for it."""
    found = Obligation.objects.about("case", case.pk).filter(what=what).order_by("-pk").first()
    return Came(frozenset({found.clause} if found else ()), found and found.due_at)


def message_comes(cast: Any, body: Organisation, *, what: str, **changes: Any) -> Came:
    return owed(case_of(body, **changes), what)


def rated_low(cast: Any, body: Organisation) -> Came:
    """The client presses 1 of 5 on the page behind the link."""
    head = cast.head_of(body.slug)
    case = made_ready(case_of(body), head)
    actions.send_reply(drafted(case, head), by=head)
    reply = Reply.objects.get(case=case, sent_at__isnull=False)
    Visitor(body).post(f"/rate/{reply.survey_token}/", satisfaction=1)
    return owed(case, "complaint_review")


def found_urgent(cast: Any, body: Organisation) -> Came:
    case = case_of(body)
    Desk(cast.head_of(body.slug)).on(case, "urgency", urgency="urgent", reason="Завтра торги")
    return owed(case, "urgent_reply")


def found_incomplete(cast: Any, body: Organisation) -> Came:
    case = application(body)
    row = application_of(case).documents.filter(source="client").first()
    assert row is not None
    desk = Desk(cast.head_of(body.slug))
    desk.does(case, "application/documents", **{**shown_form(desk, case), f"state-{row.pk}": "missing"})
    return owed(case, "contact_on_incomplete")


def filed_at(point: str) -> Deed:
    """An application and a complaint come by the point; the public page of points says what it is for."""

    def deed(cast: Any, body: Organisation) -> Came:
        taken = []
        for kind in ("service_application", "service_complaint"):
            incoming = message(point=point, kind=kind, text="Согласуйте вывеску", surname="Петров", identity="x")
            case = actions.receive_message(body, incoming).case
            assert case is not None
            taken.append(case.kind)
        return Came(Visitor(body).get("/points/").cited(), taken)

    return deed


def writes_on_portal(choice: str) -> Deed:
    """The client opens the form: is the choice there."""
    name = {"contact_point": "chosen_point", "second_point": "second_point"}[choice]

    def deed(cast: Any, body: Organisation) -> Came:
        page = Visitor(body).get("/write/?all=1")
        return Came(frozenset(), (name in page.fields(), page.cited()))

    return deed


# Whom it may reach.


def assigned_to_the_person_complained_of(cast: Any, body: Organisation) -> Came:
    person = another(cast, body, "executor")
    case = case_of(body, kind="appeal_complaint", complained_of=person.pk)
    page = Desk(cast.head_of(body.slug)).on(case, "assign", to=person.pk)
    case.refresh_from_db()
    return Came(page.cited("stopped"), case.assignee_id == person.pk)


def opened_by_the_person_complained_of(cast: Any, body: Organisation) -> Came:
    person = another(cast, body, "executor")
    case = case_of(body, kind="appeal_complaint", complained_of=person.pk)
    client = Client()
    client.force_login(person)
    return Came(frozenset(), client.get(f"/w/cases/{case.pk}/").status_code)


def sent_on_to_the_person_complained_of(cast: Any, body: Organisation) -> Came:
    """The covering letter would be addressed to who is complained of."""
    person = another(cast, body, "executor")
    case = case_of(body, kind="appeal_complaint", complained_of=person.pk)
    typed = {
        "new_name": "Управление земель",
        "new_addressee": f"Начальнику {person.surname}у",
        "new_email": "zemlya@mail.example",
        "new_source": "сайт управления",
        "reason": "Этим занимается управление.",
    }
    page = Desk(cast.head_of(body.slug)).on(case, "forwarding", **typed)
    return Came(page.cited(), "пересылать её ему нельзя" in page.source)


def written_by_one_named_later(cast: Any, body: Organisation) -> Came:
    """The author of the letter is complained of since it was written."""
    person, head = another(cast, body, "executor"), cast.head_of(body.slug)
    case = made_ready(case_of(body), head)
    drafted(case, person)
    actions.name_person(case, person, by=head)
    page = Desk(head).sends(case)
    return Came(page.cited("stopped"), case.replies.filter(state__in=("signed", "sent")).exists())


def mailed_without_consent(cast: Any, body: Organisation) -> Came:
    case_of(body)
    desk = Desk(another(cast, body, "head", "admin"))
    desk.post("/w/mailings/new/", subject="Дни приёма", text="Здравствуйте! В мае принимаем по субботам.")
    made = body.mailings.latest("pk")
    page = desk.get(f"/w/mailings/{made.pk}/")
    desk.post(f"/w/mailings/{made.pk}/act/", do="start", seen=made.version)
    return Came(page.cited(), Delivery.objects.filter(organisation_id=body.pk, subject_type="mailing").count())


def demands(source: str, act: str = "210-ФЗ, статья 7") -> Deed:
    """The client is asked for a document that lies with `source`, or stands in no list."""

    def deed(cast: Any, body: Organisation) -> Came:
        case = application(body)
        known = application_of(case).documents.filter(source=source).first()
        name = known.name if known else "Справка о составе семьи"
        page = Desk(cast.head_of(body.slug)).on(case, "application/ask", name=name, act=act)
        asked = application_of(case).documents.filter(name=name, state="missing").exists()
        return Came(page.cited("stopped"), (asked, page.remarks("verdict")))

    return deed


# The knowledge base.


def publishes(kind: str, check: str) -> Deed:
    """An editor writes an article or a script, another publishes it."""

    def deed(cast: Any, body: Organisation) -> Came:
        written = Desk(another(cast, body, "editor", "head")).post(
            "/w/knowledge/articles/new/",
            kind="script" if kind == "script" else "guide",
            title="Памятка",
            text=BAD_TEXTS[check],
            new_section="Проба",
            submit="1",
        )
        remarks = written.remarks("finding")
        article = Article.objects.get(organisation=body, section__title="Проба")
        page = Desk(cast.head_of(body.slug)).post(f"/w/knowledge/articles/{article.pk}/publish/")
        article.refresh_from_db()
        stopped = page.cited() if article.current is None else frozenset()
        return Came(stopped, (article.current is not None, remarks))

    return deed


def describes_service(check: str) -> Deed:
    """An editor writes a new edition of a service with bad words in its lead."""

    def deed(cast: Any, body: Organisation) -> Came:
        service = Service.objects.filter(organisation=body).first()
        assert service is not None
        desk = Desk(another(cast, body, "editor"))
        page = desk.post(f"/w/services/{service.slug}/edit/", **_typed(service, BAD_TEXTS[check], local_day(body)))
        stopped = page.cited("stopped")
        service.refresh_from_db()
        remarks = desk.get(f"/w/services/{service.slug}/").remarks("finding")
        return Came(stopped, (service.current.text.lead == BAD_TEXTS[check], remarks))

    return deed


def _typed(service: Service, lead: str, since: dt.date) -> dict[str, Any]:
    """The form of an edition as it opens, with another lead."""
    text = service.current.text
    documents = [*text.documents]
    grounds = [*text.grounds]
    return {
        **{n: getattr(text, n) for n in ("kind", "unit", "name", "title", "appeal", "again", "link")},
        **{n: "\n".join(getattr(text, n)) for n in ("words", "who", "steps", "access", "law")},
        **{n: list(getattr(text, n)) for n in ("situations", "file_by", "receive_by")},
        "lead": lead,
        "within": text.term.within,
        "term_act": text.term.act,
        "term_note": text.term.note,
        "rubles": text.cost.rubles,
        "cost_note": text.cost.note,
        "cost_act": text.cost.act,
        "result": text.result.name,
        "forms": list(text.result.forms),
        **{
            f"d_{n}": [getattr(d, n) for d in documents]
            for n in ("id", "name", "source", "holder", "why", "act", "when")
        },
        **{f"g_{n}": [getattr(g, n) for g in grounds] for n in ("id", "title", "plain", "fix", "act", "again")},
        **{f"g_leads_{n}": list(g.leads_to) for n, g in enumerate(grounds)},
        "since": since.isoformat(),
        "reason": "Проба",
    }


def nightly(cast: Any, body: Organisation, *, what: str, of: str) -> Came:
    """What the worker opens when it looks at the knowledge base afresh; the head sees it among what is owed."""
    forgotten(Obligation.objects.filter(organisation_id=body.pk, subject_type__in=("section", "organisation")))
    open_reviews(body)
    settle_milestones(body)
    rows = Obligation.objects.filter(organisation_id=body.pk, subject_type=of, what=what)
    return Came(frozenset(rows.values_list("clause", flat=True)), rows.count())


def due_each_period(cast: Any, body: Organisation, *, what: str) -> Came:
    """What the worker opens for the period that runs; its clause is read off the page of duties by whoever answers."""
    open_duties(body)
    rows = Obligation.objects.about("organisation", body.pk).filter(what=what)
    page = Desk(cast.head_of(body.slug)).get("/w/duties/")
    return Came(page.cited() & set(rows.values_list("clause", flat=True)), rows.count())


DEEDS: dict[tuple[str, str], Deed] = {
    ("within", "complaint_review"): partial(message_comes, what="complaint_review", kind="appeal_complaint"),
    ("within", "complaint_review low_rating"): rated_low,
    ("within", "contact_on_incomplete"): found_incomplete,
    ("within", "knowledge_filled"): partial(nightly, what="knowledge_filled", of="organisation"),
    ("within", "knowledge_skeleton"): partial(nightly, what="knowledge_skeleton", of="organisation"),
    ("within", "primary_reply"): partial(message_comes, what="primary_reply"),
    ("within", "urgent_reply"): found_urgent,
    ("by_chosen_point", "forwarding_notice"): forwards,
    ("by_chosen_point", "further_contact"): asks_client,
    ("by_chosen_point", "one_channel"): asks_client,
    ("by_chosen_point", "result"): answers_state_portal,
    ("before", "send_reply.decided_alike"): against_practice,
    ("before", "send_reply.decision_grounds"): partial(letter, decision="grant"),
    ("before", "ask_document.demand_act"): demands("client", act=""),
    ("before", "send_reply.need"): partial(letter, without="need"),
    ("before", "send_reply.topic"): partial(letter, without="topic"),
    ("before", "send_reply.urgency"): partial(letter, without="urgency"),
    ("not_by", "assign.person_complained_of"): assigned_to_the_person_complained_of,
    ("not_by", "forward.person_complained_of"): sent_on_to_the_person_complained_of,
    ("not_by", "write_reply.person_complained_of"): written_by_one_named_later,
    ("not_by", "read_case.person_complained_of"): opened_by_the_person_complained_of,
    ("before", "ask_document.beyond_list"): demands("nobody", act=""),
    ("before", "ask_document.held_by_body"): demands("body"),
    ("before", "ask_document.held_by_other_body"): demands("other_body"),
    ("offer_choice", "contact_point"): writes_on_portal("contact_point"),
    ("offer_choice", "second_point"): writes_on_portal("second_point"),
    ("before", "send_reply.letterhead"): partial(letter, letterhead=""),
    ("only_if", "send_mailing.consent"): mailed_without_consent,
    ("before", "send_reply.greeting"): partial(letter, text=GOOD.partition("\n\n")[2]),
    ("before", "send_reply.survey_link"): partial(letter, survey=""),
    **{
        ("review", what): partial(due_each_period, what=what)
        for what in ("feedback", "questionnaires", "life_situations", "plan", "plan_execution")
    },
    ("review", "knowledge"): partial(nightly, what="knowledge", of="section"),
    **{("point_serves", point): filed_at(point) for point in ("email", "epgu", "phone", "site")},
    **{
        ("before", f"send_reply.{FACTS.get(part, part)} {on}"): lacking_part(f"{on}.{part}")
        for on in DECISIONS
        for part in (*PARTS, "without_acts")
    },
    **{("written", check): worded(check) for check in BAD_TEXTS},
    **{("written", f"{on}.{check}"): publishes(on, check) for on in ("article", "script") for check in BAD_TEXTS},
    **{("written", f"service.{check}"): describes_service(check) for check in BAD_TEXTS},
}
"""By kind and target of a rule; a term that has a ground of its own, by its ground too."""
