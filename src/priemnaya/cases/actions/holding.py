"""Whether the powers of who acts in a case for another hold: asked before a letter goes."""

from __future__ import annotations

from priemnaya.cases.models import Case
from priemnaya.errors import Objection


def powers_over(case: Case) -> bool:
    """The case is acted in by powers that hold no more, and nobody has decided where letters go now."""
    return case.powers_id is not None and case.powers is not None and case.powers.is_over and not case.powers_settled


def must_hold_powers(case: Case) -> None:
    """No letter goes to a representative whose powers are over without a question. Raises Objection."""
    powers = case.powers if case.powers_id else None
    if powers is None or not powers_over(case):
        return
    over = f" {powers.last_day:%d.%m.%Y}" if powers.last_day else ""
    raise Objection(
        f"Полномочия представителя закончились{over}. Откройте в деле «Кто за кого действует»: запишите новые"
        " полномочия или решите, кому теперь отвечать."
    )
