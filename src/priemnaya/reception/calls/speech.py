"""How the answer of a talk is worded: what the order asks of what is said aloud, looked for in what was written down of
it. It is told while the card is open and stops nothing: what was said was said. A talk that ended with a remark did not
keep its clause."""

from __future__ import annotations

from typing import Literal

from django.utils import timezone

from priemnaya.bounded import Exceeded
from priemnaya.cases.wording import audience_of, audience_of_client
from priemnaya.knowledge.wording import check_text
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of
from priemnaya.plain import Finding, served, with_clauses
from priemnaya.policy import Verdict, register
from priemnaya.reception.models import Call

SPEECH: Literal["speech"] = "speech"
for _check in sorted(served(SPEECH)):
    register("written", f"{SPEECH}.{_check}", "reception.calls.speech.spoken", stops=False)
register("written", f"{SPEECH}.score", "reception.calls.speech.spoken")


def speech_clauses(body: Organisation) -> list[tuple[str, str, str]]:
    """(number, demand, layer) of each clause that asks something of what is said."""
    day = body.local(timezone.now()).date()
    rules = policy_of(body).rules("written", day, facts={"on": SPEECH})
    found = {r.clause.number: (r.clause.number, r.clause.demand, r.order.layer) for r in rules}
    return list(found.values())


def spoken(call: Call) -> tuple[list[Finding], list[Verdict]]:
    """Remarks on what the client was told, each with its clause; and how each clause was kept. Nothing where nothing
    was written down, the order asks nothing of it, or the checker has no turn just now."""
    body = call.organisation
    words = "\n\n".join(said for q in call.questions.all() if (said := q.said.strip()))
    day = body.local(timezone.now()).date()
    asked = list(policy_of(body).rules("written", day, facts={"on": SPEECH}))
    if not (words and asked):
        return [], []
    audience = audience_of(call.case) if call.case else audience_of_client(call.client)
    try:
        checked = check_text(body, SPEECH, words, day, audience=audience)
    except Exceeded:
        return [], []
    clauses = [(r.clause.number, frozenset(r.value.all_checks)) for r in asked]
    found = [f for f in checked.report.findings if f.level != "metric"]
    return list(with_clauses(found, clauses)), checked.rulings
