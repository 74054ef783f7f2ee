"""What people set up at the desk: routing rules, macros, checklists, and who is able to deal with what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from priemnaya.cases import texts
from priemnaya.cases.actions import assess_urgency, assign_case, clarify_case, save_reply, start_reply
from priemnaya.cases.models import Case, CaseQuestion
from priemnaya.cases.modules import fill, unfilled
from priemnaya.cases.states import possible
from priemnaya.core.journal import record
from priemnaya.core.settings_kept import must_stand, setting_changed
from priemnaya.desk.models import Checklist, ChecklistTick, Macro, RoutingRule
from priemnaya.desk.told import checklist_told, competence_told, macro_told, rule_told, steps_told
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.knowledge.models import Article, Service, Topic
from priemnaya.knowledge.variables import must_be_known
from priemnaya.people.acting import action
from priemnaya.people.hands import must_work
from priemnaya.people.models import Competence, Employee, Organisation, Unit

from .notes import add_note

Written = Mapping[str, Any]
"""A step as it is kept: do, value and, of a template, the key of its article, which outlives a change of title."""


def _value(step: Written) -> str:
    return str(step.get("value", ""))


def _filled(case: Case, step: Written, by: Employee) -> str:
    """The words of a step. Raises Objection where one has nothing to say: braces are written to nobody."""
    words = fill(_value(step), case, by)
    if left := unfilled(words):
        raise Objection(f"Нечего подставить: {', '.join(left)}. Запишите это в деле или обойдитесь без макроса.")
    return words


def _note(case: Case, step: Written, by: Employee) -> None:
    add_note(case, _filled(case, step, by), by=by)


def _clarify(case: Case, step: Written, by: Employee) -> None:
    clarify_case(case, _filled(case, step, by), by=by)


def _need(case: Case, step: Written, by: Employee) -> None:
    value = _value(step)
    if value not in case.organisation.needs:
        raise Objection(f"Потребности «{value}» нет в списке органа.")
    CaseQuestion.objects.filter(case=case, need="").update(need=value[:200])


def _unit(case: Case, step: Written, by: Employee) -> None:
    unit = Unit.objects.filter(organisation=case.organisation, slug=_value(step)).first()
    if unit is None:
        raise Objection(f"Подразделения «{_value(step)}» нет.")
    assign_case(case, None, by=by, unit=unit)


def begins_with(organisation: Organisation, step: Written) -> str:
    """The words of the template that a step begins an answer with, whatever it is called by now. Raises Objection when
    there is none that may be used."""
    rows = templates(organisation).select_related("current")
    key = step.get("article")
    found = rows.filter(pk=key).first() if key else rows.filter(title=_value(step)).first()
    if found is None:
        raise Objection(f"Шаблона «{_value(step)}» в базе знаний нет: его сняли или он называется иначе.")
    assert found.current is not None
    return found.current.text


def templates(organisation: Organisation) -> QuerySet[Article]:
    """Those in force, which an answer may begin with."""
    return Article.objects.filter(
        organisation=organisation, kind="template", current__isnull=False, archived_at=None
    ).order_by("title")


def _template(case: Case, step: Written, by: Employee) -> None:
    text = begins_with(case.organisation, step)
    reply = start_reply(case, by=by)
    words = fill(text, case, by)
    written = reply.text.strip() not in ("", texts.greeting(case))
    save_reply(reply, by=by, text=f"{reply.text.rstrip()}\n\n{words}" if written else words)


Step = Callable[[Case, Written, Employee], object]
STEPS: dict[str, tuple[str, str, Step]] = {
    "note": ("написать заметку", "case.work", _note),
    "need": ("указать потребность", "case.work", _need),
    "urgent": (
        "отметить срочным, причина",
        "case.work",
        lambda case, step, by: assess_urgency(case, "urgent", _value(step), by=by),
    ),
    "normal": (
        "отметить обычным",
        "case.work",
        lambda case, step, by: assess_urgency(case, "normal", _value(step), by=by),
    ),
    "unit": ("передать подразделению", "case.assign", _unit),
    "clarify": ("спросить клиента", "case.work", _clarify),
    "template": ("начать ответ по шаблону", "reply.write", _template),
}
"""What a macro may do: name -> (for people, the permission it needs, the action)."""


NEEDS_WORDS = frozenset({"note", "need", "urgent", "unit", "clarify", "template"})
"""Steps that do nothing without a text or a value."""
FILLED = frozenset({"note", "clarify"})
"""Steps in whose text variables are filled."""
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
        act(case, step, by)
    record("case.macro_run", case, by=by, macro=macro.pk)


TITLES = {name: title for name, (title, _allowed, _act) in STEPS.items()}


def told_steps(case: Case, macro: Macro, me: Employee) -> list[str]:
    """What each step does on this case, in words."""
    told = [(title, fill(words, case, me)) for title, words in steps_told([macro], TITLES)[macro.pk]]
    return [f"{title[:1].upper()}{title[1:]}{f': {words}' if words else ''}" for title, words in told]


GONE = "Этого больше нет: пока страница была открыта, коллега удалил. Ваши слова ниже, их можно записать как новые."
Kept = TypeVar("Kept", RoutingRule, Macro, Checklist)


def _locked(row: Kept) -> Kept:
    """The row as it stands now, held to the end of the deed. Raises Stale when it is gone."""
    rows: Any = type(row).objects.select_for_update(of=("self",))
    found: Kept | None = rows.filter(pk=row.pk).first()
    if found is None:
        raise Stale(GONE)
    return found


def told_of(row: RoutingRule | Macro | Checklist) -> dict[str, str]:
    """What stands there, field by field, in words."""
    if isinstance(row, RoutingRule):
        return rule_told(row)
    return macro_told(row, steps_told([row], TITLES)[row.pk]) if isinstance(row, Macro) else checklist_told(row)


def kind_of(row: RoutingRule | Macro | Checklist) -> str:
    """What the journal of settings calls it."""
    return {RoutingRule: "routing", Macro: "macro", Checklist: "checklist"}[type(row)]


def _kept(row: RoutingRule | Macro | Checklist, was: dict[str, str] | None, by: Employee) -> None:
    kind, now = kind_of(row), told_of(row)
    setting_changed(kind, row.pk, body=row.organisation_id, by=by, name=row.name, was=was, now=now)


def macro_faults(organisation: Organisation, name: str, steps: Sequence[Written]) -> None:
    """Raises Objection for what no run of the macro could do."""
    if not name.strip() or not steps:
        raise Objection("Назовите макрос и добавьте хотя бы один шаг.")
    if unknown := [s["do"] for s in steps if s["do"] not in STEPS]:
        raise Objection(f"Такого шага нет: {', '.join(unknown)}.")
    for step in steps:
        value = _value(step).strip()
        if step["do"] in NEEDS_WORDS and not value:
            raise Objection(f"Шаг «{TITLES[step['do']]}»: напишите текст или значение.")
        if step["do"] == "need" and value not in organisation.needs:
            raise Objection(f"Потребности «{value}» нет в списке органа. Есть: {', '.join(organisation.needs)}.")
        if step["do"] == "unit":
            unit = organisation.units.filter(slug=value, closed_at=None).select_related("head").first()
            if unit is None:
                raise Objection(f"Подразделения «{value}» нет.")
            must_work(None, unit)
        if step["do"] in FILLED:
            must_be_known([value])
        if step["do"] == "template":
            begins_with(organisation, step)


@action("rules.edit")
@transaction.atomic
def save_macro(
    organisation: Organisation,
    name: str,
    steps: Sequence[Written],
    *,
    by: Employee,
    macro: Macro | None = None,
    seen: str = "",
) -> Macro:
    """A new macro, or another text of one. seen: what the page that asks stood at. Raises Objection, Stale."""
    row = _locked(macro) if macro else Macro(organisation=organisation)
    was = told_of(row) if macro else None
    must_stand(was or {}, seen if macro else "")
    macro_faults(organisation, name, steps)
    row.name, row.steps, row.author = name.strip()[:120], [dict(s) for s in steps], by
    row.save()
    record("rule.changed", organisation, by=by, macro=row.pk)
    _kept(row, was, by)
    return row


def rule_faults(fields: Mapping[str, Any]) -> None:
    """Raises Objection for a rule without a name, a condition or an end."""
    if not str(fields.get("name", "")).strip():
        raise Objection("Назовите правило.")
    if not any(fields.get(n) for n in ("topic", "points", "kinds", "words", "service")):
        raise Objection("Задайте хотя бы одно условие: правило без условий забрало бы все дела.")
    _must_be_topic(str(fields.get("topic") or ""))
    if fields.get("unit") is None:
        raise Objection("Выберите подразделение, которому передавать.")
    if fields["unit"].closed_at:
        raise Objection(f"Подразделение «{fields['unit']}» закрыто. Выберите другое.")
    one = fields.get("employee")
    named = one if one is not None and one.is_active else None
    if named or not fields.get("by_competence"):
        must_work(named, fields["unit"])


def _must_be_topic(code: str) -> None:
    """Raises Objection with the codes of those that are called nearly so: without scripts there is no list to choose
    from."""
    if not code or Topic.objects.filter(code__startswith=code).exists():
        return
    near = "; ".join(f"{t.code} {t.title}" for t in Topic.objects.titled(code, 3))
    hint = f"Похожие: {near}. Впишите код." if near else "Начните печатать её название и выберите из списка."
    raise Objection(f"Темы «{code}» в классификаторе нет. {hint}")


@action("rules.edit")
@transaction.atomic
def save_rule(
    organisation: Organisation, *, by: Employee, rule: RoutingRule | None = None, seen: str = "", **fields: Any
) -> RoutingRule:
    """A routing rule with at least one condition. seen: what the page that asks stood at. Raises Objection, Stale."""
    if rule:
        row = _locked(rule)
    else:
        place = RoutingRule.objects.filter(organisation=organisation).count()
        row = RoutingRule(organisation=organisation, place=place)
    was = told_of(row) if rule else None
    must_stand(was or {}, seen if rule else "")
    rule_faults(fields)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    record("rule.changed", organisation, by=by, rule=row.pk)
    _kept(row, was, by)
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
    checklist: Checklist | None = None,
    seen: str = "",
) -> Checklist:
    """A new list, or another text of one. seen: what the page that asks stood at. Raises Objection, Stale."""
    row = _locked(checklist) if checklist else Checklist(organisation=organisation)
    was = told_of(row) if checklist else None
    must_stand(was or {}, seen if checklist else "")
    known = [i.strip()[:250] for i in items if i.strip()]
    title = name.strip()[:120]
    if not title or not known:
        raise Objection("Назовите список и напишите хотя бы один пункт.")
    if Checklist.objects.filter(organisation=organisation, name=title).exclude(pk=row.pk).exists():
        raise Objection(f"Список «{title}» уже есть: измените его или назовите новый иначе.")
    row.name, row.items, row.kind, row.service = title, list(dict.fromkeys(known)), kind, service
    row.save()
    record("rule.changed", organisation, by=by, checklist=row.pk)
    _kept(row, was, by)
    return row


@action("rules.edit")
@transaction.atomic
def drop_rule(row: RoutingRule | Macro | Checklist, *, by: Employee, seen: str = "") -> None:
    """Remove a rule, a macro or a checklist; what was done by it stays on the cases. seen: what the page that asks
    stood at. Raises Stale."""
    found: Any = _locked(row)  # type: ignore[type-var]
    organisation, was, pk = found.organisation, told_of(found), found.pk
    must_stand(was, seen)
    found.delete()
    record("rule.changed", organisation, by=by)
    setting_changed(kind_of(row), pk, body=organisation.pk, by=by, name=found.name, was=was)


def checklists_of(case: Case) -> list[dict[str, Any]]:
    """The lists that concern a case, each point with who ticked it."""
    lists = [
        row
        for row in Checklist.objects.filter(organisation_id=case.organisation_id)
        if row.kind in ("", case.kind) and row.service_id in (None, case.service_id)
    ]
    ticks = ChecklistTick.objects.filter(case=case).select_related("by") if lists else ()
    done = {(t.checklist_id, t.item): t for t in ticks}
    return [{"list": row, "items": [(item, done.get((row.pk, item))) for item in row.items]} for row in lists]


@action("case.work")
@transaction.atomic
def tick(case: Case, checklist: Checklist, item: str, *, by: Employee) -> None:
    if item not in checklist.items:
        raise Objection("Такого пункта в списке нет: обновите страницу.")
    _, fresh = ChecklistTick.objects.get_or_create(case=case, checklist=checklist, item=item, defaults={"by": by})
    if fresh:
        record("case.ticked", case, by=by, checklist=checklist.pk)


@action("case.work")
@transaction.atomic
def untick(case: Case, checklist: Checklist, item: str, *, by: Employee) -> None:
    """The events say who ticked it and who took that back."""
    gone, _ = ChecklistTick.objects.filter(case=case, checklist=checklist, item=item).delete()
    if gone:
        record("case.unticked", case, by=by, checklist=checklist.pk)


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
    known: dict[str, Any] = {"employee": employee, "kind": kind, "area": area.strip()[:50], "since": today}
    Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)
    said = {"basis": basis.strip()[:250], "until": until}
    before = Competence.objects.filter(**known).first()
    was = competence_told(before) if before else None
    if before is not None and (before.until is None or before.until >= today):
        if said == {"basis": before.basis, "until": before.until}:
            return before
        words = "Это умение сегодня уже записал другой сотрудник. Если у вас вернее, прекратите ту запись и повторите."
        raise Stale(words, stands=was or {})
    row, _ = Competence.objects.update_or_create(**known, defaults=said)
    record("competence.recorded", employee, by=by, competence=row.pk)
    _competence_kept(row, was, by)
    return row


def _competence_kept(row: Competence, was: dict[str, str] | None, by: Employee) -> None:
    body, name = row.employee.organisation_id, row.employee.short_name
    setting_changed("competence", row.pk, body=body, by=by, name=name, was=was, now=competence_told(row))


@action("rules.edit")
@transaction.atomic
def end_competence(row: Competence, *, by: Employee) -> None:
    """From today it is no ground to give work. Raises Stale when it has ended."""
    row = Competence.objects.select_for_update(of=("self",)).select_related("employee__organisation").get(pk=row.pk)
    was, last = competence_told(row), row.employee.organisation.local(timezone.now()).date() - dt.timedelta(days=1)
    if row.until is not None and row.until <= last:
        raise Stale("Эту запись уже прекратил другой сотрудник.")
    row.until = last
    row.save(update_fields=["until"])
    record("competence.ended", row.employee, by=by, competence=row.pk)
    _competence_kept(row, was, by)
