"""The term that the edition of a service sets, as a layer of its own beside law and order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from priemnaya.people.policies import calendar_of
from priemnaya.policy import Act, Clause, Held, Order, TermHeld
from priemnaya.policy.kinds.within import Within
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.policy.vocabulary.events import MESSAGE_REGISTERED
from priemnaya.worktime import Moved, due

from .models import Application, Case


def with_service(case: Case, since: dt.datetime, held: TermHeld | None, moved: Sequence[Moved]) -> TermHeld | None:
    """The term of the service's own edition: in place of a default, and of a longer rule of the order."""
    application = Application.objects.select_related("edition").filter(case=case).first()
    if application is None:
        return held
    body, said = case.organisation, application.edition.text.term
    ends = due(said.term, since, calendar_of(body), body.zone, body.hours, moved=moved, tentative=True)
    if held is not None and held.rule.order.layer != "defaults" and held.due.at <= ends.at:
        return held
    act = (said.act or "Регламент услуги")[:80]
    clause = Clause("услуга", f"Услуга оказывается за {said.term}.", (), act, source="срок услуги")
    order = Order("service", "service", Act(title=act, status="in_force"), (clause,))
    value = Within.model_validate({"from": MESSAGE_REGISTERED, "do": REPLY_ON_SUBSTANCE, "within": said.within})
    longer = (held.rule,) if held is not None and held.due.at > ends.at else ()
    return TermHeld(ends, Held(clause, order, "within", value, "", True), longer)
