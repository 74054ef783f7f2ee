"""decided_alike: similar cases are decided alike; a decision against the practice needs a recorded reason."""

from __future__ import annotations

from pydantic import Field

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values


class DecidedAlike(Values):
    """similar: from how many similar decided cases a practice exists. share: per cent of them that make a decision
    usual."""

    what: str = "decision"
    similar: int = Field(5, ge=2)
    share: int = Field(70, ge=51, le=100)


class KIND(Kind):
    name = "decided_alike"
    values = DecidedAlike
    doc = "Похожие дела решаются одинаково; иное решение требует записанной причины."
    example = "{similar: 5, share: 70}"

    @classmethod
    def judge(cls, values: DecidedAlike, facts: Facts) -> Judgement:
        """Facts: similar (count), usual (the commonest decision), usual_share (per cent), decision_is (this one),
        why_differs; usual_title and decision_title for people."""
        differs = facts.get("usual") and facts.get("usual") != facts.get("decision_is")
        known = facts.get("similar", 0) >= values.similar and facts.get("usual_share", 0) >= values.share
        if not (differs and known) or facts.get("why_differs"):
            return Judgement(True)
        return Judgement(
            False,
            f"Похожих дел решено {facts['similar']}, и в {facts['usual_share']} % решение другое:"
            f" {facts.get('usual_title')}. Вы решаете: {facts.get('decision_title')}.",
            "Решите так же или напишите, чем это дело отличается: причину увидит руководитель.",
        )

    @classmethod
    def tighter(cls, a: DecidedAlike, b: DecidedAlike) -> DecidedAlike:
        return a if (a.similar, a.share) <= (b.similar, b.share) else b

    @classmethod
    def phrase(cls, values: DecidedAlike) -> str:
        return f"если {values.share} % похожих дел (их не меньше {values.similar}) решены иначе, нужна причина"
