"""never_to: a case never goes to certain persons (a complaint to the person complained of)."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values


class NeverTo(Values):
    what: Literal["complaint"] = "complaint"
    whom: Literal["person_complained_of"] = "person_complained_of"


class KIND(Kind):
    name = "never_to"
    values = NeverTo
    doc = "Жалобу нельзя поручить или переслать тому, на кого жалуются."
    example = "{what: complaint, whom: person_complained_of}"

    @classmethod
    def judge(cls, values: NeverTo, facts: Facts) -> Judgement:
        if not facts.get("to_person_complained_of"):
            return Judgement(True)
        return Judgement(
            False,
            "Жалоба на этого сотрудника или орган: поручать или пересылать её ему нельзя.",
            "Выберите другого исполнителя; если другого нет — верните жалобу с разъяснением права на суд.",
        )

    @classmethod
    def phrase(cls, values: NeverTo) -> str:
        return cls.doc
