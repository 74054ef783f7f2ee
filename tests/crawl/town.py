"""A generator of cases: every kind in every state with every decision, made by the actions that people and channels
use.

`CASES` is the product of kinds, states and decisions without what cannot be (`unreachable` says why). `Town` builds it,
and around it one object of every other sort that has a page: letters set aside, scans, mailings, articles on their way,
acts of destruction.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import stops, verdicts_of
from priemnaya.cases.actions.drafting import attach_to_reply
from priemnaya.cases.actions.reading import read_files
from priemnaya.cases.decision_parts import AGAINST, PARTS
from priemnaya.cases.models import CASE_KINDS, DECISIONS, STATES, Case, Reply
from priemnaya.cases.rules import outcomes
from priemnaya.cases.wording import TextVerdict
from priemnaya.core.models import Delivery
from priemnaya.knowledge.models import Service

from ..helpers import goes_out, going_on, made_ready, message, sent_on

ON_APPLICATIONS = ("suspend", "terminate")
"""Decisions on an application for a service only."""
OWN_DECISIONS = ("service_application", "service_complaint")
"""Kinds whose decisions are not everybody's (`unreachable`): the pages of the others show a decision alike."""
BY_POINT = {"service_application": "epgu", "service_complaint": "portal", "social_message": "max", "feedback": "portal"}
"""By which point a kind comes; the others come by the portal."""

CLOSED_BY_LAW = ("appeal", "appeal_complaint", "info_request")
"""Kinds that the law lets end without an answer; the others are closed only as spam, from the review."""


@dataclass(frozen=True)
class Plan:
    """One case to build. decision: of the answer that is sent or lies in the draft; else empty."""

    kind: str
    state: str
    decision: str = ""

    def __str__(self) -> str:
        return "-".join(p for p in (self.kind, self.state, self.decision) if p)


def unreachable(plan: Plan) -> str:
    """Why no action brings such a case about; empty when one does."""
    on_application = plan.kind == "service_application"
    if plan.decision in ON_APPLICATIONS and not on_application:
        return "приостановить и прекратить можно только заявление на услугу"
    if plan.state == "suspended" and (not on_application or plan.decision != "suspend"):
        return "дело приостанавливает только решение приостановить услугу"
    if on_application and plan.decision == "explain":
        return "на заявление отвечают решением: разъяснение ничего не решает"
    if plan.kind == "service_complaint" and plan.decision == "explain":
        return "жалобу на услугу удовлетворяют или отклоняют: разъяснение ничего не решает"
    if plan.state == "answered" and plan.decision == "suspend":
        return "решение приостановить оставляет дело открытым"
    return ""


def plans() -> Iterator[Plan]:
    """Every combination that can be. A decision belongs to a state in which a reply is being written or has gone."""
    for kind, state in itertools.product(CASE_KINDS, STATES):
        decisions = DECISIONS if state in ("on_approval", "sending", "suspended", "answered") else ("",)
        for decision in decisions:
            plan = Plan(kind, state, decision)
            if not unreachable(plan):
                yield plan


def pairwise(all_: list[Plan]) -> list[Plan]:
    """Few of them, so that every (kind, state) and (state, decision) still occurs, and every (kind, decision) of kinds
    with decisions of their own; the same ones every time."""
    chosen: list[Plan] = []
    seen: set[tuple[str, ...]] = set()
    for plan in all_:
        pairs = {("ks", plan.kind, plan.state), ("sd", plan.state, plan.decision)}
        if plan.kind in OWN_DECISIONS:
            pairs.add(("kd", plan.kind, plan.decision))
        if pairs - seen:
            chosen.append(plan)
            seen |= pairs
    return chosen


@dataclass
class Town:
    """The people and the cases. codes: case id -> the client's access code; links: addresses that their own person has
    and nobody else: a talk, a place in the queue."""

    cast: Any
    token: str = ""
    cases: dict[Plan, Case] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def body(self) -> Any:
        return self.cast.udm

    def receive(self, kind: str, **changes: Any) -> Case:
        """A message of an identified citizen of their own."""
        self.count += 1
        n, point = self.count, BY_POINT.get(kind, "portal")
        with_service = changes.pop("with_service", True)
        service = self.service() if kind == "service_application" and with_service else None
        fields: dict[str, Any] = {
            "point": point,
            "kind": kind,
            "subject": f"Вопрос {n}",
            "text": f"Прошу ответить на вопрос {n} про аренду земли. Адрес: ул. Садовая, д. {n}.",
            "surname": f"Жителев{n}",
            "name": "Мария",
            "patronymic": "Сергеевна",
            "addresses": {
                "email": f"c{n}@mail.example",
                **({point: str(9000 + n)} if point in ("max", "epgu") else {}),
            },
            "identity": f"esia-crawl-{n}",
            "chosen_point": "portal" if point == "portal" else "",
            "service": service.pk if service else None,
            "postal_address": f"426000, г. Ижевск, ул. Садовая, д. {n}",
        }
        received = actions.receive_message(self.body, message(**{**fields, **changes}))
        assert received.case is not None
        self.codes[received.case.pk] = received.code
        if received.case.kind != kind and not changes.get("anonymous"):
            actions.change_kind(received.case, kind, by=self.cast.registrar)
        read_files()
        return Case.objects.get(pk=received.case.pk)

    def service(self) -> Any:
        rows = Service.objects.filter(organisation=self.body, withdrawn_at=None).order_by("place")
        return next(
            s
            for s in rows
            if s.current
            and {"refusal", "suspension"} <= {lead for g in s.current.text.grounds for lead in g.leads_to}
            and s.current.text.brought
        )

    def build(self, plan: Plan) -> Case:
        """The case of a plan, by the actions that lead there."""
        suspicious = plan.state == "review" or (plan.state == "closed" and plan.kind not in CLOSED_BY_LAW)
        case = self.receive(
            plan.kind,
            suspicious="ссылки на чужой сайт" if suspicious else "",
            with_service=plan.state != "new",  # with one, its unit has the case at once
        )
        if plan.kind == "service_complaint" and not suspicious and (plan.decision or self.count % 2):
            letter, by = "Письмо № 7 от 01.10.2026", self.cast.registrar
            actions.describe_complaint(case, about="other", against="Отдел аренды", decision=letter, by=by)
        getattr(self, f"_{plan.state}")(case, plan)
        case = Case.objects.get(pk=case.pk)
        assert (case.kind, case.state) == (plan.kind, plan.state), (plan, case.kind, case.state)
        self.cases[plan] = case
        return case

    def _review(self, case: Case, plan: Plan) -> None:
        """It lies there as it came."""

    def _new(self, case: Case, plan: Plan) -> None:
        """It lies there as it came."""

    def _in_work(self, case: Case, plan: Plan) -> None:
        actions.assign_case(made_ready(case, self.cast.registrar), self.cast.executor, by=self.cast.registrar)

    def _waiting(self, case: Case, plan: Plan) -> None:
        self._in_work(case, plan)
        actions.clarify_case(case, "Какой у участка номер?", by=self.cast.executor)

    def _on_approval(self, case: Case, plan: Plan) -> None:
        actions.submit_reply(self.reply(case, plan.decision), by=self.cast.executor)

    def _sending(self, case: Case, plan: Plan) -> None:
        actions.choose_point(case, "email", f"c{self.count}@mail.example", by=self.cast.registrar)
        self.send(self.reply(case, plan.decision))

    def _answered(self, case: Case, plan: Plan) -> None:
        self.answer(self.reply(case, plan.decision))

    _suspended = _answered

    def _returned(self, case: Case, plan: Plan) -> None:
        """It left by every point it was to go by, and came back from each."""
        decision = {"service_complaint": "refusal", "service_application": "grant"}.get(plan.kind, "explain")
        self._sending(case, Plan(plan.kind, plan.state, decision))
        goes_out(case)
        for row in Delivery.objects.filter(subject_id=case.pk, state="sent", payload__reply__isnull=False):
            actions.delivery_bounced(row, "550 нет такого ящика")

    def _forwarding(self, case: Case, plan: Plan) -> None:
        """An appeal's letters wait for their signature, others for the mail."""
        self._in_work(case, plan)
        waits = plan.kind == "appeal"
        by = self.cast.executor if waits else self.cast.head
        going_on(Case.objects.get(pk=case.pk), "Администрация города Ижевска", by=by, signs=not waits)

    def _forwarded(self, case: Case, plan: Plan) -> None:
        self._in_work(case, plan)
        sent_on(Case.objects.get(pk=case.pk), "Администрация города Ижевска", by=self.cast.head)

    def _closed(self, case: Case, plan: Plan) -> None:
        """By an outcome that the law allows for the kind; where it knows none, only a letter on review is turned
        down."""
        lawful = [r.value for r in outcomes(case) if set(r.value.needs) <= {"reason"} and not r.value.previous]
        reason = {"reason": "Таких сведений у нас нет."}
        outcome = min(lawful, key=lambda v: len(v.needs), default=None)
        if outcome:
            actions.close_case(case, outcome.outcome, by=self.cast.head, notice="Объясняем почему.", facts=reason)
        else:
            actions.reject_case(case, by=self.cast.registrar, why="Реклама")

    def _merged(self, case: Case, plan: Plan) -> None:
        into = self.receive(plan.kind)
        theirs = {"client": case.client, "level": case.level, "taken_out_of": case}  # by which one author is known
        Case.objects.filter(pk=into.pk).update(**theirs)
        actions.merge_cases(case, Case.objects.get(pk=into.pk), by=self.cast.registrar)

    def reply(self, case: Case, decision: str) -> Reply:
        """A draft that may go: with grounds where the decision asks for them, with a file, with reasons where the
        checker objects."""
        self._in_work(case, Plan("", ""))
        by = self.cast.executor
        reply = actions.start_reply(Case.objects.get(pk=case.pk), by=by)
        against = PARTS.get(decision, ())[: len(AGAINST)] == AGAINST
        says = "договор заключить нельзя" if against else f"договор готов, заберите его до {self.day(20):%d.%m.%Y}"
        judged = "необоснованна: отказываем в её удовлетворении" if against else "обоснована"
        asked = f"Вы, {case.client.full_name if case.client else ''}, просите ответить на вопрос об аренде земли."
        reply = actions.save_reply(
            reply,
            by=by,
            decision=decision,
            text=(
                f"{reply.text}{asked} Ваша жалоба на письмо Отдела аренды от 01.10.2026 № 7 {judged}. Приносим"
                f" извинения. Ответ такой: {says}.\n\nЕсли вы не"
                " согласны с ответом, подайте жалобу министру или в суд."
            ),
            grounds="На этот участок уже заключён договор с другим человеком, и он действует до лета.",
            how_to_fix="Принесите паспорт и договор.",
            how_to_reapply="Подайте заявление снова на сайте или по почте.",
            how_to_appeal="Подайте жалобу министру или в суд.",
            why_differs="Здесь другие условия аренды.",
            remedy_by=self.day(20),
            suspended_until=self.day(20) if decision == "suspend" else None,
        )
        attach_to_reply(reply, "схема.pdf", b"%%PDF-1.4 %d" % reply.pk, "application/pdf", by=by)
        return reply

    def day(self, days: int) -> dt.date:
        today: dt.date = self.body.local(timezone.now()).date()
        return today + dt.timedelta(days=days)

    def send(self, reply: Reply) -> Reply:
        """Signed by the head; what the checker says against the words is excused with a reason."""
        return actions.send_reply(self.excused(reply), by=self.cast.head)

    def excused(self, reply: Reply) -> Reply:
        reply = Reply.objects.get(pk=reply.pk)
        stopping = stops(verdicts_of(reply, self.cast.head), reply.overrides)
        reasons = {r: "Так надёжнее" for v in stopping if isinstance(v, TextVerdict) for r in v.rules}
        if reasons:
            reply = actions.save_reply(reply, by=self.cast.executor, overrides=reasons)
        return reply

    def answer(self, reply: Reply) -> None:
        """Signed, and left for the client."""
        goes_out(self.send(reply).case)
