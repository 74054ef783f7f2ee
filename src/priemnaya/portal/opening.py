"""Opening a case by its number and code: how often it may be tried (docs/trust.md, «Limits»)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from priemnaya.cases.models import Case
from priemnaya.cases.numbers import as_number
from priemnaya.core import limits
from priemnaya.core.address import network_of
from priemnaya.core.journal import alert
from priemnaya.core.tokens import same
from priemnaya.people.models import Organisation
from priemnaya.portal import work
from priemnaya.ui.limits import waiting

CODE = limits.Lock("code", free=5, anywhere=50, spray=0)
NUMBERS = 60
"""Wrong tries of one network at all cases in a quarter of an hour, after which it is told to wait; a right code opens
all the same."""


def mistyped() -> str:
    """What is said of a number that can be none."""
    return _("Это не похоже на номер дела. Он выглядит так: 2026-000123.")


@dataclass(frozen=True)
class Opening:
    """case: it is open; else what to say, with which status, and a challenge whose solution lets one try now."""

    case: Case | None
    error: str = ""
    status: int = 200
    challenge: work.Challenge | None = None


def open_by_code(request: HttpRequest, organisation: Organisation, number: str, code: str) -> Opening:
    """One try. A number that no case has is counted as any other: nothing tells them apart. What can be no number at
    all is no try."""
    number = as_number(number)
    if not number:
        return Opening(None, mistyped(), 422)
    tried = limits.begin(
        CODE, f"{organisation.pk}:{number}", network_of(request), proved=work.solved(request, "code", 2)
    )
    if tried.wait:
        said = _("Код этого дела уже несколько раз ввели неверно. Подождите %s и попробуйте снова.")
        if tried.in_line:
            said = _(
                "Код этого дела сейчас кто-то подбирает, поэтому новые места ждут очереди. Ваша очередь через %s, она"
                " сохранится 10 минут."
            )
        return Opening(None, said % waiting(tried.wait), 429, work.challenge("code", 2))
    case = Case.objects.filter(organisation=organisation, number=number).select_related("organisation").first()
    if case is not None and same(code, case.code_digest):
        tried.opened()
        return Opening(case)
    if tried.missed() and case is not None:
        text = f"Кто-то подбирает код дела {case.number}: много неверных попыток из незнакомых мест."
        alert("guessing", text, organisation_id=organisation.pk, subject=case)
    if limits.spend("numbers", network_of(request), seconds=15 * limits.MINUTE) > NUMBERS:
        busy = _("Из вашей сети слишком много неверных попыток. С верным кодом дело откроется и сейчас.")
        return Opening(None, busy, 429)
    wrong = _(
        "Номер или код не подходят. Проверьте их. Код вы видели после отправки, или его дал сотрудник, или он пришёл"
        " письмом. Если вам выдали новый код, прежний не действует."
    )
    return Opening(None, wrong, 422)
