"""How a reply is worded: the checker's findings under the clauses of the order, verdicts, and what people decide about
them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, cast

from priemnaya.bounded import Busy, Exceeded, run
from priemnaya.core.read_once import read_once
from priemnaya.knowledge.wording import TextVerdict, clause_verdicts, excused, reasons_of, with_open
from priemnaya.people.models import Client
from priemnaya.people.policies import policy_of, style_of
from priemnaya.plain import CHECKS, STOPPING, Audience, Finding, Profile, Report, Unreadable, for_order, with_clauses
from priemnaya.plain.inputs import KNOWN
from priemnaya.plain.works import FileReport
from priemnaya.policy import Policy, Verdict, register
from priemnaya.policy.contact_points import SOCIAL

from .asked import messages_of
from .fact_check import Contradiction, contradictions
from .facts import day_of, reply_facts
from .letter_text import Part, files_of, full_text, parts_of, place_in
from .models import Attachment, Case, Reply, RuleDemotion

__all__ = ["Part", "TextVerdict", "excused", "full_text", "parts_of", "place_in", "reasons_of"]

for _check in sorted(CHECKS):
    register("written", _check, "cases.wording.text_verdicts", stops=_check in STOPPING)
register("written", "score", "cases.wording.text_verdicts")

SCORE = "score"
"""What a text is scored by: no reason written for one of its errors lifts the score."""
SUPPLIED = frozenset({"signer", "phone", "survey"})
"""Parts that the letterhead and the sending add to every reply."""
FIRMS = frozenset({"legal_entity", "nonprofit", "sole_entrepreneur"})
LOOKED_AT = frozenset({"docx", "odt", "html", "htm"})
"""Attachments whose look is checked."""
MOST_ATTACHED = 500_000
"""Characters of an attachment whose look is checked."""
STAFF_WAITS = 20.0
"""Seconds that an employee's check waits for a free slot."""


def audience_of(case: Case) -> Audience:
    """The reader: what the client's card says; a firm and the body's own people by their kind."""
    return audience_of_client(case.client, case.said_kind)


def audience_of_client(client: Client | None, said_kind: str = "") -> Audience:
    """said_kind: as whom they wrote, where a case says it."""
    if client is None:
        return "layman"
    if client.audience != "layman":
        return cast(Audience, client.audience)
    return "firm" if (said_kind or client.kind) in FIRMS else "specialist" if client.is_internal else "layman"


def profile_of(reply: Reply, policy: Policy) -> Profile:
    """Kind of text, reader, the order's checks and limits, the body's word lists, and the rules people demoted."""
    kind = "refusal" if reply.is_refusal else "messenger" if reply.case.chosen_point in SOCIAL else "reply"
    incoming = next((m.text for m in messages_of(reply.case)), "")
    return for_order(
        ((r.value.all_checks, r.value.max_words) for r in asked_of(policy, reply)),
        style_of(reply.organisation),
        kind=kind,
        audience=audience_of(reply.case),
        levels=demoted_levels(reply.organisation_id),
        supplied=SUPPLIED,
        appeal=incoming,
    )


def asked_of(policy: Policy, reply: Reply) -> list[Any]:
    """The rules of the order about the wording of this reply, in its sequence."""
    return list(policy.rules("written", day_of(reply.case), facts=reply_facts(reply)))


def demoted_levels(organisation_id: int) -> dict[str, Any]:
    """Rule -> the level it speaks at after demotion; of two steps the lower."""
    rows = RuleDemotion.objects.filter(organisation_id=organisation_id, lifted_at=None).order_by("at")
    return {row.rule: row.level_to for row in rows}


def report_of(reply: Reply) -> Report:
    """The report on a reply; each finding carries the clause of the order that asks for it. Raises Exceeded."""
    policy = policy_of(reply.organisation)
    report: Report = run("plain.check_text", full_text(reply), profile_of(reply, policy), patience=STAFF_WAITS)
    clauses = [(r.clause.number, frozenset(r.value.all_checks)) for r in asked_of(policy, reply)]
    return replace(report, findings=with_clauses(report.findings, clauses))


def attachment_findings(reply: Reply, *, shown: bool = False) -> list[Finding]:
    """Findings on the look of attached documents (italics, underlining, fonts, background); the message names the
    file. shown: on a page, which leaves out a file that found no turn. Else raises Busy: no deed passes one unseen."""
    if not (reply.pk and (attached := files_of(reply))):
        return []
    return list(read_once(("look", reply.pk, shown), lambda: _look_of(reply, attached, shown=shown)))


def _look_of(reply: Reply, attached: list[Attachment], *, shown: bool) -> list[Finding]:
    found: list[Finding] = []
    profile = replace(profile_of(reply, policy_of(reply.organisation)), kind="article")
    for attachment in attached:
        extension = attachment.name.rpartition(".")[2].lower()
        if extension not in LOOKED_AT or extension not in KNOWN:
            continue
        try:
            checked: FileReport = run(
                "plain.check_file",
                attachment.file.read(),
                attachment.name,
                profile,
                MOST_ATTACHED,
                patience=STAFF_WAITS,
            )
        except Busy:
            if not shown:
                raise
            continue
        except (Unreadable, Exceeded):
            continue
        found += _of_look(attachment.name, checked.report)
    return found


def _of_look(name: str, report: Report) -> list[Finding]:
    """One of each rule."""
    firsts = {f.rule: f for f in reversed(report.findings) if f.family == "FMT"}
    return [
        replace(f, start=0, end=0, replacement=None, safe=False, message=f"Приложение «{name}». {f.message}")
        for f in report.findings
        if firsts.get(f.rule) is f
    ]


def text_verdicts(reply: Reply, report: Report | None = None, *, shown: bool = False) -> list[Verdict]:
    """One verdict a clause: broken while a check of the clause finds an error in the text or in the look of an
    attachment. shown: for a page. Raises Exceeded, Busy."""
    policy = policy_of(reply.organisation)
    asked = asked_of(policy, reply)
    report = report or report_of(reply)
    errors = list(report.stops) + attachment_findings(reply, shown=shown)
    verdicts = clause_verdicts(asked, errors, None if report.empty else report.score)
    wrong = contradictions(reply, full_text(reply))
    if not wrong:
        return verdicts
    watch = {rule.clause.number for rule in asked if "facts" in rule.value.checks}
    return [_contradicted(v, wrong) if v.clause in watch and v.target != SCORE else v for v in verdicts]


def as_kept(reply: Reply, verdicts: list[Verdict], report: Report) -> list[Verdict]:
    """The verdicts of a letter that goes, as they are kept on record: a warning that nobody decided about is a clause
    not kept, though it stopped nothing."""
    text, kept = full_text(reply), set(reply.kept)
    left = [f for f in report.findings if f.level != "metric" and key_of(f, text) not in kept]
    left = [f for f in left if not reply.overrides.get(f.rule, "").strip()]
    rulings = with_open(verdicts, asked_of(policy_of(reply.organisation), reply), left)
    reasons = reasons_of(rulings, reply.overrides)
    return [
        replace(v, ok=True, reason=reasons[v.clause]) if v.excusable and not v.ok and excused(v, reply.overrides) else v
        for v in rulings
    ]


def _contradicted(verdict: Verdict, wrong: list[Contradiction]) -> TextVerdict:
    """A clause on reliable letters is broken while the letter contradicts its case."""
    rules = tuple(
        dict.fromkeys([*(verdict.rules if isinstance(verdict, TextVerdict) else ()), *(c.rule for c in wrong)])
    )
    why = " ".join([*([] if verdict.ok else [verdict.why]), *(c.message for c in wrong[:3])])
    values = {
        **verdict.__dict__,
        "ok": False,
        "why": why,
        "remedy": verdict.remedy or "Сверьте с делом и исправьте.",
        "rules": rules,
    }
    return TextVerdict(**values)


def key_of(finding: Finding, text: str) -> str:
    """What a person decided to keep: the rule and a digest of the words, so that the decision outlives edits
    elsewhere."""
    digest = hashlib.sha256(text[finding.start : finding.end].encode()).hexdigest()[:12]
    return f"{finding.rule}:{digest}"
