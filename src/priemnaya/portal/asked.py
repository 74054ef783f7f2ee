"""What stands beside an application on its client's pages: who else is asked, what is paid."""

from __future__ import annotations

from typing import Any

from priemnaya.cases.models import Application, Case, SecondApplicant
from priemnaya.knowledge.services.paying import payment_of


def beside_application(case: Case) -> dict[str, Any]:
    """Empty for whatever is no application."""
    application = Application.objects.select_related("edition").filter(case=case).first()
    if application is None:
        return {}
    text = application.edition.text
    return {
        "second": SecondApplicant.objects.filter(case=case).first() if text.second else None,
        "fee": payment_of(text, case.number),
        "fee_of": text,
    }
