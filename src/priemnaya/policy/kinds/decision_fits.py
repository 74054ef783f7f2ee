"""decision_fits: the decision of a reply goes with its case, with its own words, and has the day that belongs to it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from priemnaya.policy.verdict import Judgement
from priemnaya.worktime.terms import plural

from .base import Facts, Kind, Values

TEXTS: dict[str, tuple[str, str]] = {
    "application_only": (
        "Приостановить или прекратить можно только заявление на услугу, а это дело другого вида.",
        "Выберите другое решение или исправьте вид дела.",
    ),
    "suspension_day": (
        "Не выбран день, до которого услуга приостановлена, или этот день уже прошёл.",
        "Выберите будущий день под решением: он виден клиенту.",
    ),
    "remedy_day": (
        "День, к которому исправят нарушение, уже прошёл.",
        "Выберите будущий день под решением и напишите его в ответе.",
    ),
    "decision_taken": (
        "Решение не выбрано, а ответ завершает дело.",
        "Выберите решение над текстом: удовлетворить, отказать или другое.",
    ),
    "refusing_text": (
        "Письмо отказывает клиенту, а решение выбрано другое.",
        "Выберите решение «отказать» и заполните основания. Если это не отказ, напишите рядом, почему: ваши слова"
        " увидит тот, кто подписывает, и они останутся в деле.",
    ),
}
OPEN = ("explain", "grant")
"""Decisions that refuse nothing."""
SHOWN = 120
"""Signs of a refusing sentence that are shown."""
PHRASES = {
    "application_only": "приостанавливают и прекращают только заявления на услуги",
    "suspension_day": "у приостановления есть день, до которого оно действует",
    "remedy_day": "срок исправления ещё не прошёл",
    "decision_taken": "ответ называет решение",
    "refusing_text": "отказ назван отказом",
}


class DecisionFits(Values):
    """what: suspension and termination are of applications only; a suspension has a day to come; so has a remedy; an
    application is answered by a decision; a letter that refuses is a refusal. kinds: of case; empty means every.
    within_days: how far the day may be (a slip of the year is farther); 0 means any."""

    what: Literal["application_only", "suspension_day", "remedy_day", "decision_taken", "refusing_text"]
    kinds: tuple[str, ...] = ()
    within_days: int = Field(0, ge=0)


class KIND(Kind):
    name = "decision_fits"
    values = DecisionFits
    doc = "Решение подходит к виду дела, и у него есть день, который к нему относится."
    example = "{what: suspension_day}"

    @classmethod
    def applies(cls, values: DecisionFits, facts: Facts) -> bool:
        """Only where the decision raises the matter: others are not asked, so they count as nothing passed."""
        decision = facts.get("decision")
        if not super().applies(values, facts):
            return False
        if values.what == "decision_taken":
            return True
        if values.what == "refusing_text":
            return decision in OPEN and bool(facts.get("refusing"))
        if values.what == "application_only":
            return decision in ("suspension", "termination")
        return decision == "suspension" if values.what == "suspension_day" else bool(facts.get("remedy_given"))

    @classmethod
    def judge(cls, values: DecisionFits, facts: Facts) -> Judgement:
        days = (facts.get("days_ahead") or {}).get(values.what, 0)
        if values.within_days and days > values.within_days:
            far = f"До выбранного дня больше {values.within_days} {plural(values.within_days, 'дня', 'дней', 'дней')}."
            return Judgement(False, far, "Проверьте год и выберите день ближе.")
        if facts.get(values.what):
            return Judgement(True)
        why, remedy = TEXTS[values.what]
        if values.what == "refusing_text":
            words = str(facts["refusing"][0])
            why = f"{why} Вот эти слова: «{words if len(words) <= SHOWN else words[:SHOWN].rstrip() + '…'}»."
        return Judgement(False, why, remedy)

    @classmethod
    def phrase(cls, values: DecisionFits) -> str:
        return PHRASES[values.what]
