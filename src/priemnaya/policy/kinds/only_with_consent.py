"""only_with_consent: something reaches only clients whose recorded consent covers it."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values


class OnlyWithConsent(Values):
    what: Literal["mailing", "proactive_offer"]


class KIND(Kind):
    name = "only_with_consent"
    values = OnlyWithConsent
    doc = "Только клиентам, чьё записанное согласие это покрывает."
    example = "{what: mailing}"

    @classmethod
    def judge(cls, values: OnlyWithConsent, facts: Facts) -> Judgement:
        if facts.get("consent"):
            return Judgement(True)
        return Judgement(
            False, "У клиента нет действующего согласия.", "Уберите клиента из списка или получите согласие."
        )
