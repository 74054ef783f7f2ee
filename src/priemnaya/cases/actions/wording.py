"""Decisions about the checker's findings, and the demotion of a rule that people refuse more often than they accept."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.models import AGREED, OUTCOMES, Reply, RuleDemotion, WordingDecision
from priemnaya.cases.wording import demoted_levels
from priemnaya.core.journal import notify, record
from priemnaya.core.settings_kept import setting_changed
from priemnaya.errors import Objection
from priemnaya.people.acting import action, part
from priemnaya.people.models import Employee
from priemnaya.people.policies import style_of
from priemnaya.plain import LEVELS, catalogue

LEVEL_TITLES = {"error": "останавливает", "warning": "предупреждает", "advice": "советует", "metric": "только считает"}
DECISIONS_TO_JUDGE = 50
"""Decisions about one rule, counted back from the latest, that it is judged by."""


@action("reply.write")
@transaction.atomic
def decide_finding(reply: Reply, rule: str, outcome: str, *, by: Employee, reason: str = "") -> WordingDecision:
    """Record what a person did with a finding. Raises Objection for an unknown rule or outcome, or an override without
    a reason."""
    if rule not in catalogue() or outcome not in OUTCOMES:
        raise Objection("Такого замечания нет. Обновите страницу.")
    if outcome == "overridden" and not reason.strip():
        raise Objection("Напишите причину: почему текст остаётся как есть.")
    decision = WordingDecision.objects.create(
        organisation=reply.organisation, reply=reply, rule=rule, outcome=outcome, reason=reason.strip()[:500], by=by
    )
    record("reply.wording_decided", reply.case, by=by, rule=rule, outcome=outcome)
    if outcome not in AGREED:
        _demote_if_refused(reply, rule, by=by)
    return decision


@action("wording.manage")
@transaction.atomic
def restore_rule(demotion: RuleDemotion, *, by: Employee) -> None:
    """Give a demoted rule its level back; it is judged anew from now on."""
    demotion.lifted_at, demotion.lifted_by = timezone.now(), by
    demotion.save(update_fields=["lifted_at", "lifted_by"])
    record("wording.rule_restored", demotion, by=by, rule=demotion.rule)
    was, now = ({"Что делает": LEVEL_TITLES[level]} for level in (demotion.level_to, demotion.level_from))
    name = f"{demotion.rule}. {catalogue()[demotion.rule].title}"
    setting_changed("wording", demotion.pk, body=demotion.organisation_id, by=by, name=name, was=was, now=now)


@part
def settle_findings(reply: Reply, remaining: list[str], *, by: Employee) -> None:
    """On sending: what was shown and is gone was mended by hand; what stays against an error was overridden with a
    reason."""
    left = list(remaining)
    for rule in reply.shown:
        if rule in left:
            left.remove(rule)
        else:
            decide_finding(reply, rule, "mended", by=by)
    for rule in dict.fromkeys(remaining):
        if reason := reply.overrides.get(rule, ""):
            decide_finding(reply, rule, "overridden", by=by, reason=reason)


def _demote_if_refused(reply: Reply, rule: str, *, by: Employee) -> None:
    """Under half accepted over the last fifty decisions since the latest demotion or its lifting."""
    steps = RuleDemotion.objects.filter(organisation=reply.organisation, rule=rule).order_by("-at")
    latest = steps.first()
    decisions = WordingDecision.objects.filter(organisation=reply.organisation, rule=rule)
    if latest is not None:
        decisions = decisions.filter(at__gt=latest.lifted_at or latest.at)
    outcomes = list(decisions.order_by("-at").values_list("outcome", flat=True)[:DECISIONS_TO_JUDGE])
    accepted = sum(o in AGREED for o in outcomes)
    if len(outcomes) < DECISIONS_TO_JUDGE or accepted * 2 >= len(outcomes):
        return
    level: Any = (
        demoted_levels(reply.organisation_id).get(rule)
        or style_of(reply.organisation).levels.get(rule)
        or catalogue()[rule].level
    )
    if level == LEVELS[-1]:
        return
    lower = LEVELS[LEVELS.index(level) + 1]
    demotion = RuleDemotion.objects.create(
        organisation=reply.organisation,
        rule=rule,
        level_from=level,
        level_to=lower,
        accepted=accepted,
        decisions=len(outcomes),
    )
    record("wording.rule_demoted", demotion, by=by, rule=rule)
    _tell(demotion)


def _tell(demotion: RuleDemotion) -> None:
    """Everyone who manages the wording rules gets a notice."""
    title = catalogue()[demotion.rule].title
    for employee in Employee.objects.filter(organisation_id=demotion.organisation_id, is_active=True):
        if employee.may("wording.manage"):
            text = (
                f"Правило {demotion.rule} «{title}» понижено: принято {demotion.accepted} замечаний из"
                f" {demotion.decisions}."
            )
            notify(employee, text, "/w/wording/", kind="body")
