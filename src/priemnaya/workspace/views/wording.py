"""Help with wording: live findings as people type, accepting and keeping them, and the page of rules with their
acceptance."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases import actions
from priemnaya.cases.models import AGREED, Case, RuleDemotion, WordingDecision
from priemnaya.cases.wording import report_of
from priemnaya.plain import Finding, apply, catalogue
from priemnaya.plain.rule import Rule
from priemnaya.ui.access import permission
from priemnaya.workspace.findings import help_with_wording, remarks_of, rows_of
from priemnaya.workspace.shared import acts_on_case, who
from priemnaya.workspace.tables.settings import REASONS, WORDING
from priemnaya.workspace.tables.shown import Listing
from priemnaya.workspace.typed_reply import fields_of, open_reply, saved_reply


@acts_on_case("reply.write")
def wording(request: HttpRequest, case: Case) -> HttpResponse:
    """Findings of the text as typed, nothing saved. The answer repeats the caller's number, so that a stale one is
    thrown away."""
    reply = open_reply(case)
    for name, value in fields_of(request).items():
        if name not in ("reasons", "answers"):
            setattr(reply, name, value)
    shown = help_with_wording(reply, report_of(reply))
    html = render(request, "workspace/_wording.html", {**shown, "reply": reply, "case": case}).content.decode()
    marks = [*remarks_of(reply), *shown["rows"]]
    return JsonResponse({"seq": request.POST.get("seq", ""), "rows": marks, "html": html, "score": shown["score"]})


@acts_on_case("reply.write")
def accept(request: HttpRequest, case: Case) -> HttpResponse:
    """Take the better wording of one finding, or of all safe ones. Works on the text as sent with the form."""
    reply = saved_reply(request, case)
    if reply is None:
        return redirect("reply", case.pk)
    wanted = request.POST.get("accept", "")
    rows = [r for r in rows_of(reply, report_of(reply)) if r["replacement"] is not None]
    chosen = [r for r in rows if r["safe"]] if wanted == "safe" else [r for r in rows if r["key"] == wanted][:1]
    changes: dict[str, Any] = {}
    for field in {r["field"] for r in chosen}:
        made = [
            Finding(r["rule"], r["level"], r["start"], r["end"], "", replacement=r["replacement"])
            for r in chosen
            if r["field"] == field
        ]
        changes[field] = apply(getattr(reply, field), made)
    if chosen:
        shown = list(reply.shown)
        for row in chosen:
            actions.decide_finding(reply, row["rule"], "accepted", by=who(request))
            if row["rule"] in shown:
                shown.remove(row["rule"])
        actions.save_reply(reply, by=who(request), shown=shown, **changes)
    return redirect("reply", case.pk)


@acts_on_case("reply.write")
def decide(request: HttpRequest, case: Case) -> HttpResponse:
    """The script accepted a finding in the text itself, or a person keeps one as it is."""
    reply = open_reply(case)
    rule, outcome, key = (request.POST.get(n, "") for n in ("rule", "outcome", "key"))
    actions.decide_finding(reply, rule, "accepted" if outcome == "accepted" else "kept", by=who(request))
    shown = list(reply.shown)
    if rule in shown:
        shown.remove(rule)
    kept = [*reply.kept, key[:40]] if outcome != "accepted" and key and key not in reply.kept else reply.kept
    actions.save_reply(reply, by=who(request), shown=shown, kept=kept)
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"ok": True})
    return redirect("reply", case.pk)


@acts_on_case("reply.write")
def keep(request: HttpRequest, case: Case) -> HttpResponse:
    """The same without a script: the text is saved first, then the finding is kept as it is."""
    reply = saved_reply(request, case)
    rule, _sep, _digest = request.POST.get("keep", "").partition(":")
    if reply is not None and rule in catalogue():
        actions.decide_finding(reply, rule, "kept", by=who(request))
        actions.save_reply(reply, by=who(request), kept=[*reply.kept, request.POST["keep"][:40]])
    return redirect("reply", case.pk)


@require_GET
@permission("wording.manage")
def rules(request: HttpRequest) -> HttpResponseBase:
    """Every rule with how often its findings are accepted here; the demoted ones first."""
    me = who(request)
    decided: dict[str, Any] = {
        row["rule"]: row
        for row in (
            WordingDecision.objects.filter(organisation=me.organisation)
            .values("rule")
            .annotate(
                total=Count("pk"),
                agreed=Count("pk", filter=Q(outcome__in=AGREED)),
                overridden=Count("pk", filter=Q(outcome="overridden")),
            )
        )
    }
    demoted = {
        d.rule: d for d in RuleDemotion.objects.filter(organisation=me.organisation, lifted_at=None).order_by("at")
    }
    listed = [_rule_row(rule, decided.get(rule.id), demoted.get(rule.id)) for rule in catalogue().values()]
    listed.sort(key=lambda r: (r["demotion"] is None, -r["total"], r["rule"].id))
    reasons = (
        WordingDecision.objects.filter(organisation=me.organisation, outcome="overridden")
        .select_related("by")
        .order_by("-at")[:50]
    )
    listing = Listing(WORDING, listed, request, size=len(listed) or 1)
    if (file := listing.file()) is not None:
        return file
    shown = {"listing": listing, "reasons": Listing(REASONS, list(reasons), request, size=50)}
    return render(request, "workspace/wording_rules.html", shown)


def _rule_row(rule: Rule, decided: dict[str, Any] | None, demotion: RuleDemotion | None) -> dict[str, Any]:
    total, agreed = (decided["total"], decided["agreed"]) if decided else (0, 0)
    return {
        "rule": rule,
        "total": total,
        "agreed": agreed,
        "overridden": decided["overridden"] if decided else 0,
        "share": round(agreed * 100 / total) if total else None,
        "demotion": demotion,
    }


@require_POST
@permission("wording.manage")
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    demotion = get_object_or_404(RuleDemotion, pk=pk, organisation=who(request).organisation, lifted_at=None)
    actions.restore_rule(demotion, by=who(request))
    return redirect("wording_rules")
