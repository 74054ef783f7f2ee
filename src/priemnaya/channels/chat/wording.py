"""How a line of the chat is worded: the order's rules about letters, as far as they speak of a short message."""

from __future__ import annotations

import datetime as dt

from priemnaya.bounded import run
from priemnaya.knowledge.wording import Checked, clause_verdicts, with_open
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of, style_of
from priemnaya.plain import Report, for_order

KNOWN = {"on": "reply", "kinds": "message", "came_by": "chat", "electronic": True, "decisions": "explain"}
"""What is known of a line: no decision is given in the chat."""
PATIENCE = 5.0
"""Seconds that a line waits for its turn: somebody waits for the answer."""


SUPPLIED = frozenset({"signer", "phone", "survey", "appeal", "next_step"})
"""What the page around the talk says, or the talk itself does."""


def check_line(organisation: Organisation, text: str, day: dt.date, *, first: bool = False) -> Checked:
    """What the checker says of a line, and which clauses stop it. first: of the talk, which greets as the order has it.
    Raises Exceeded, Busy."""
    asked = list(policy_of(organisation).rules("written", day, facts=KNOWN))
    profile = for_order(
        ((r.value.all_checks, r.value.max_words) for r in asked),
        style_of(organisation),
        kind="messenger",
        audience="layman",
        supplied=SUPPLIED if first else SUPPLIED | {"greeting"},
    )
    report: Report = run("plain.check_text", text, profile, patience=PATIENCE)
    verdicts = clause_verdicts(asked, list(report.stops))
    return Checked(report, verdicts, with_open(verdicts, asked, report.findings))
