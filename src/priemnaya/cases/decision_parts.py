"""Which parts of a reply belong to which decision. Parts of another decision are set aside, and come back when one
switches back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from priemnaya.people.policies import policy_of
from priemnaya.policy.vocabulary.matters import KINDS_DECIDED

from .facts import case_facts
from .models import DECISIONS, GROUNDED, Case, Reply

AGAINST = ("grounds", "how_to_fix", "how_to_reapply", "how_to_appeal", "ground_codes")
FOR = ("grounds", "how_to_appeal", "remedy_by")
PARTS: dict[str, tuple[str, ...]] = {
    "explain": (),
    "grant": FOR,
    "partly": FOR,
    "refusal": AGAINST,
    "suspend": (*AGAINST, "suspended_until"),
    "terminate": AGAINST,
    "return": AGAINST,
}
"""Decision -> the parts a reply with it may hold. The database holds the same (constraint `reply_parts_agree`)."""
EVERY = (*AGAINST, "remedy_by", "suspended_until")
DAYS = ("remedy_by", "suspended_until")
HOME = {
    **dict.fromkeys(AGAINST, "refusal"),
    "remedy_by": "grant",
    "suspended_until": "suspend",
}
"""Where a part given without its decision is set aside."""
OF_APPLICATIONS = tuple(name for name in DECISIONS if GROUNDED.get(name, name) in KINDS_DECIDED)
TITLES = {
    "grounds": "Почему так решили",
    "how_to_fix": "Что клиент может исправить",
    "how_to_reapply": "Как обратиться снова",
    "how_to_appeal": "Как обжаловать",
    "ground_codes": "Основания из описания услуги",
    "remedy_by": "К какому дню исправим",
    "suspended_until": "До какого дня приостановлено",
}
OF_BEFORE = "Написано раньше"
"""A part that no decision has any more."""


def decisions_for(case: Case) -> dict[str, Any]:
    """Decisions that may be taken on a case of this kind, with their names: an explanation decides nothing about an
    application; where the order says so, only an application is suspended or terminated."""
    if case.kind == "service_application":
        return {**DECISIONS, "explain": _("решение не выбрано")}
    facts = {**case_facts(case), "decisions": "suspension", "application_only": False}
    day = case.organisation.local(case.registered_at).date()
    fits = all(v.ok for v in policy_of(case.organisation).judge("before", day, "send_reply.application_only", facts))
    return {k: v for k, v in DECISIONS.items() if fits or k not in OF_APPLICATIONS}


def empty(part: str) -> Any:
    return [] if part == "ground_codes" else None if part in DAYS else ""


def agreed(saved: Reply, changed: Mapping[str, Any]) -> dict[str, Any]:
    """What to write so that the decision and its parts agree after `changed` (values that differ from the saved ones).

    1. With another decision, the parts held until now are set aside under the old one, and those set aside under the
       new one come back.
    2. A part given together with the new decision belongs to it.
    3. Whatever is not a part of the decision is set aside, never dropped.
    """
    decision = changed.get("decision", saved.decision)
    aside: dict[str, dict[str, Any]] = {k: dict(v) for k, v in saved.set_aside.items()}
    values = {part: changed.get(part, getattr(saved, part)) for part in EVERY}
    if decision != saved.decision:
        if held := {p: kept(getattr(saved, p)) for p in PARTS[saved.decision] if getattr(saved, p)}:
            aside[saved.decision] = held
        back = aside.pop(decision, {})
        for part in EVERY:
            if part not in changed:
                values[part] = returned(part, back.pop(part, None))
        if back:
            aside[decision] = back
    for part in EVERY:
        if part not in PARTS[decision] and values[part]:
            _set_aside(aside.setdefault(HOME[part], {}), part, values[part])
            values[part] = empty(part)
    written = {p: v for p, v in values.items() if v != getattr(saved, p)}
    more = {"set_aside": aside} if aside != saved.set_aside else {}
    return {**{k: v for k, v in changed.items() if k not in EVERY}, **written, **more}


def _set_aside(kept_parts: dict[str, Any], part: str, value: Any) -> None:
    before = kept_parts.get(part)
    both = isinstance(before, str) and isinstance(value, str) and before.strip() and before.strip() not in value
    kept_parts[part] = f"{before}\n\n{value}" if both else kept(value)


def kept(value: Any) -> Any:
    """As JSON holds it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def returned(part: str, value: Any) -> Any:
    if not value:
        return empty(part)
    return dt.date.fromisoformat(value) if part in DAYS else value


def shown_aside(reply: Reply) -> list[dict[str, Any]]:
    """What is set aside, for the screen: under which decision, the part and its words."""
    return [
        {
            "decision": DECISIONS.get(decision, decision),
            "code": decision,
            "title": TITLES.get(part, OF_BEFORE),
            "part": part,
            "text": _told(part, value),
        }
        for decision, parts in reply.set_aside.items()
        for part, value in parts.items()
        if part != "ground_codes"
    ]


def _told(part: str, value: Any) -> str:
    return f"{dt.date.fromisoformat(value):%d.%m.%Y}" if part in DAYS else str(value)
