"""Clauses on wording: «исполняется» where a breach stops a letter, «подсказано» where it is only pointed out; either way
the figure of the clause can be bad, for a letter that leaves with an open remark did not keep it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from priemnaya.cases import actions
from priemnaya.cases.wording import as_kept, asked_of, key_of, report_of, text_verdicts
from priemnaya.core.models import Ruling
from priemnaya.people.policies import policy_of
from priemnaya.plain import OF_ONE_PHRASE, STOPPING, catalogue
from priemnaya.policy import load_folder, state_of

from ..breadth import sampled
from ..helpers import GOOD, case_of, drafted, made_ready
from .test_guards import MADE, asking

ORDERS = Path(__file__).resolve().parents[2] / "orders"
BAD = {
    (path.parent.name, e["found"], e["clause"]): e["text"]
    for path in sorted(ORDERS.glob("*/cases.yaml"))
    for e in yaml.safe_load(path.read_text(encoding="utf-8"))
    if "found" in e and "attachment" not in e
}
ONCE = {check: (slug, clause, text) for (slug, check, clause), text in BAD.items()}
LOOKS = {"fonts", "decoration", "background"}


def test_a_clause_is_enforced_only_where_its_checks_stop() -> None:
    orders = load_folder(ORDERS)
    shown = {
        (slug, clause.number): (state_of(slug, clause).state, rule.latest.checks)  # type: ignore[union-attr]
        for slug, order in orders.items()
        for clause in order.clauses
        for rule in clause.rules
        if rule.kind.name == "written" and rule.latest.on == "reply" and len(clause.rules) == 1  # type: ignore[union-attr]
    }
    assert {state for state, _ in shown.values()} == {"enforced", "advised"}
    for where, (state, checks) in shown.items():
        assert state == ("enforced" if STOPPING.issuperset(checks) else "advised"), where


@sampled("check", ONCE, of=4)
def test_the_bad_text_of_each_check_is_stopped_or_counted(cast: Any, check: str) -> None:
    slug, number, text = ONCE[check]
    reply = drafted(case_of(cast.bodies[slug]), cast.head_of(slug), text)
    report = report_of(reply)
    verdicts = text_verdicts(reply, report)
    stopped = any(v.clause == number and not v.ok for v in verdicts)
    assert stopped or check not in STOPPING, "what is called enforced stops its own bad text"
    kept = as_kept(reply, verdicts, report)
    assert any(v.clause == number and not v.ok for v in kept), "the figure of the clause is bad"


def test_a_good_text_keeps_every_clause(cast: Any) -> None:
    reply = drafted(case_of(cast.udm), cast.head)
    report = report_of(reply)
    assert [v.clause for v in as_kept(reply, text_verdicts(reply, report), report) if not v.ok] == []


def test_a_letter_that_leaves_with_an_open_remark_did_not_keep_its_clause(cast: Any) -> None:
    for decided in (False, True):
        case = made_ready(case_of(cast.udm, text=f"Продлите аренду. {decided}"), cast.head)
        reply = drafted(case, cast.head, GOOD + "\n\nНа участке есть сервитут.")
        if decided:
            report = report_of(reply)
            reply.kept = [key_of(f, reply.text) for f in report.findings]
            reply.save(update_fields=["kept"])
        actions.send_reply(reply, by=cast.head)
        rows = Ruling.objects.filter(subject_type="case", subject_id=case.pk, kind="written", clause="3.10.3")
        assert [(r.ok, r.stopped) for r in rows] == [(decided, False)]


def test_a_score_that_an_order_asks_for_stops_a_letter(cast: Any) -> None:
    reply = drafted(case_of(cast.udm), cast.head, "Здравствуйте! " + "На участке есть сервитут и оферта. " * 12)
    score = report_of(reply).score
    for least, stops in ((min(score + 1, 100), True), (score, False)):
        with asking("written", min_score=least):
            assert any(v.clause == MADE and not v.ok for v in text_verdicts(reply)) is stops


def test_a_hard_length_is_a_limit_and_a_soft_one_is_counted(cast: Any) -> None:
    """26 to 40 words warn: the clause is not kept. An order that forbids them stops the letter."""
    long = "Для того чтобы получить " + "справку " * 24 + "принесите паспорт."
    reply = drafted(case_of(cast.udm), cast.head, f"Здравствуйте!\n\n{long}")
    report = report_of(reply)
    verdicts = text_verdicts(reply, report)
    assert all(v.ok for v in verdicts if v.clause == "3.10.4")
    kept = [(v.ok, getattr(v, "rules", ()), v.why) for v in as_kept(reply, verdicts, report) if v.clause == "3.10.4"]
    asked = [(r.order.slug, r.clause.number, r.value.checks) for r in asked_of(policy_of(cast.udm), reply)]
    assert [(ok, rules) for ok, rules, _why in kept] == [(False, ("SYN-01",))], (kept, asked)


def test_what_stops_is_measured_and_not_one_phrase() -> None:
    for check in STOPPING | OF_ONE_PHRASE:
        assert any(check in rule.serves and rule.level == "error" for rule in catalogue().values())
    assert set(ONCE) | LOOKS >= {c for c in STOPPING if any(k[1] == c for k in BAD)}
