"""What people set up at the desk: routing rules, macros, checklists, and who is able to deal with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases import texts
from priemnaya.cases.actions import assess_urgency, assign_case, clarify_case, save_reply, start_reply
from priemnaya.cases.models import Case, CaseQuestion
from priemnaya.cases.modules import fill
from priemnaya.cases.states import possible
from priemnaya.core.journal import record
from priemnaya.desk.models import Checklist, ChecklistTick, Macro, RoutingRule
from priemnaya.errors import NotAllowed, Objection
from priemnaya.knowledge.models import Article, Service
from priemnaya.people.acting import action
from priemnaya.people.models import Competence, Employee, Organisation, Unit

from .notes import add_note


def _need(case: Case, value: str, by: Employee) -> None:
    if value not in case.organisation.needs:
        raise Objection(f"Потребности «{value}» нет в списке органа.")
    CaseQuestion.objects.filter(case=case, need="").update(need=value[:200])


def _unit(case: Case, value: str, by: Employee) -> None:
    unit = Unit.objects.filter(organisation=case.organisation, slug=value).first()
    if unit is None:
        raise Objection(f"Подразделения «{value}» нет.")
    assign_case(case, None, by=by, unit=unit)


def _template(case: Case, value: str, by: Employee) -> None:
    article = (
        Article.objects.filter(organisation=case.organisation, title=value, current__isnull=False)
        .select_related("current")
        .first()
    )
    if article is None or article.current is None:
        raise Objection(f"Шаблона «{value}» в базе знаний нет.")
    reply = start_reply(case, by=by)
    words = fill(article.current.text, case, by)
    written = reply.text.strip() not in ("", texts.greeting(case))
    save_reply(reply, by=by, text=f"{reply.text.rstrip()}\n\n{words}" if written else words)


Step = Callable[[Case, str, Employee], object]
STEPS: dict[str, tuple[str, str, Step]] = {
    "note": ("написать заметку", "case.work", lambda case, value, by: add_note(case, fill(value, case, by), by=by)),
    "need": ("указать потребность", "case.work", _need),
    "urgent": (
        "отметить срочным, причина",
        "case.work",
        lambda case, value, by: assess_urgency(case, "urgent", value, by=by),
    ),
    "normal": ("отметить обычным", "case.work", lambda case, value, by: assess_urgency(case, "normal", value, by=by)),
    "unit": ("передать подразделению", "case.assign", _unit),
    "clarify": (
        "спросить клиента",
        "case.work",
        lambda case, value, by: clarify_case(case, fill(value, case, by), by=by),
    ),
    "template": ("начать ответ по шаблону", "reply.write", _template),
}
"""What a macro may do: name -> (for people, the permission it needs, the action)."""


WRITES = frozenset({"clarify"})
"""Steps that send the client a letter: what goes is shown first."""
NEEDS_MOVE = {"clarify": "clarify", "template": "draft"}
"""Steps that only some states of a case allow, each with its move."""


def macros_for(case: Case, me: Employee) -> list[Macro]:
    """Those that this employee may run on this case now: a list offers no other."""
    moves = possible(case)
    return [
        m
        for m in Macro.objects.filter(organisation_id=case.organisation_id)
        if all(
            s["do"] in STEPS and me.may(STEPS[s["do"]][1]) and NEEDS_MOVE.get(s["do"], "work") in moves for s in m.steps
        )
    ]


@action("case.view")
@transaction.atomic
def run_macro(case: Case, macro: Macro, *, by: Employee) -> None:
    """All steps or none. Each asks for its own permission. Raises NotAllowed, Objection, Refused."""
    for step in macro.steps:
        title, allowed, act = STEPS[step["do"]]
        if not by.may(allowed):
            raise NotAllowed(f"В макросе есть шаг «{title}»: у вас нет на него права.")
        act(case, str(step.get("value", "")), by)
    record("case.macro_run", case, by=by, macro=macro.pk)


@action("rules.edit")
@transaction.atomic
def save_macro(
    organisation: Organisation, name: str, steps: Sequence[dict[str, str]], *, by: Employee, macro: Macro | None = None
) -> Macro:
    if not name.strip() or not steps:
        raise Objection("Назовите макрос и добавьте хотя бы один шаг.")
    if unknown := [s["do"] for s in steps if s["do"] not in STEPS]:
        raise Objection(f"Такого шага нет: {', '.join(unknown)}.")
    row = macro or Macro(organisation=organisation)
    row.name, row.steps, row.author = name.strip()[:120], list(steps), by
    row.save()
    record("rule.changed", organisation, by=by, macro=row.pk)
    return row


@action("rules.edit")
@transaction.atomic
def save_rule(
    organisation: Organisation, *, by: Employee, rule: RoutingRule | None = None, **fields: Any
) -> RoutingRule:
    """A routing rule with at least one condition. Raises Objection."""
    if not str(fields.get("name", "")).strip():
        raise Objection("Назовите правило.")
    if not any(fields.get(n) for n in ("topic", "points", "kinds", "words", "service")):
        raise Objection("Задайте хотя бы одно условие: правило без условий забрало бы все дела.")
    if fields.get("unit") is None:
        raise Objection("Выберите подразделение, которому передавать.")
    row = rule or RoutingRule(
        organisation=organisation, place=RoutingRule.objects.filter(organisation=organisation).count()
    )
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    record("rule.changed", organisation, by=by, rule=row.pk)
    return row


@action("rules.edit")
@transaction.atomic
def save_checklist(
    organisation: Organisation,
    name: str,
    items: Sequence[str],
    *,
    by: Employee,
    kind: str = "",
    service: Service | None = None,
) -> Checklist:
    known = [i.strip()[:250] for i in items if i.strip()]
    if not name.strip() or not known:
        raise Objection("Назовите список и напишите хотя бы один пункт.")
    row, _ = Checklist.objects.update_or_create(
        organisation=organisation,
        name=name.strip()[:120],
        defaults={"items": list(dict.fromkeys(known)), "kind": kind, "service": service},
    )
    record("rule.changed", organisation, by=by, checklist=row.pk)
    return row


@action("rules.edit")
@transaction.atomic
def drop_rule(row: RoutingRule | Macro | Checklist, *, by: Employee) -> None:
    """Remove a rule, a macro or a checklist; what was done by it stays on the cases."""
    organisation = row.organisation
    row.delete()
    record("rule.changed", organisation, by=by)


def checklists_of(case: Case) -> list[dict[str, Any]]:
    """The lists that concern a case, each point with who ticked it."""
    done = {(t.checklist_id, t.item): t for t in ChecklistTick.objects.filter(case=case).select_related("by")}
    return [
        {"list": row, "items": [(item, done.get((row.pk, item))) for item in row.items]}
        for row in Checklist.objects.filter(organisation_id=case.organisation_id)
        if row.kind in ("", case.kind) and row.service_id in (None, case.service_id)
    ]


@action("case.work")
@transaction.atomic
def tick(case: Case, checklist: Checklist, item: str, *, by: Employee) -> None:
    if item not in checklist.items:
        raise Objection("Такого пункта в списке нет: обновите страницу.")
    ChecklistTick.objects.get_or_create(case=case, checklist=checklist, item=item, defaults={"by": by})
    record("case.ticked", case, by=by, checklist=checklist.pk)


@action("case.work")
@transaction.atomic
def untick(case: Case, checklist: Checklist, item: str, *, by: Employee) -> None:
    ChecklistTick.objects.filter(case=case, checklist=checklist, item=item).delete()


@action("rules.edit")
@transaction.atomic
def record_competence(
    employee: Employee, kind: str, area: str, *, basis: str, by: Employee, until: dt.date | None = None
) -> Competence:
    """Who is able to deal with a service or a topic, on what ground. Raises Objection."""
    if kind not in Competence.KINDS or not area.strip():
        raise Objection("Выберите услугу или тему.")
    if not basis.strip():
        raise Objection("Напишите, чем это подтверждено: аттестация, обучение, приказ.")
    today = employee.organisation.local(timezone.now()).date()
    row, _ = Competence.objects.update_or_create(
        employee=employee,
        kind=kind,
        area=area.strip()[:50],
        since=today,
        defaults={"basis": basis.strip()[:250], "until": until},
    )
    record("competence.recorded", employee, by=by, competence=row.pk)
    return row


@action("rules.edit")
@transaction.atomic
def end_competence(row: Competence, *, by: Employee) -> None:
    row.until = row.employee.organisation.local(timezone.now()).date() - dt.timedelta(days=1)
    row.save(update_fields=["until"])
    record("competence.ended", row.employee, by=by, competence=row.pk)
