"""never_to: a case in which somebody is complained of never goes to that person, whatever the kind of the case.

The fact `to_person_complained_of` says why it would (words for people), or is empty.
"""

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
    doc = "Дело, в котором на кого-то жалуются, нельзя поручить, переслать или показать тому, на кого жалуются."
    example = "{what: complaint, whom: person_complained_of}"

    @classmethod
    def judge(cls, values: NeverTo, facts: Facts) -> Judgement:
        why = facts.get("to_person_complained_of")
        if not why:
            return Judgement(True)
        return Judgement(
            False,
            str(why),
            "Выберите другого исполнителя; если другого нет — верните жалобу с разъяснением права на суд.",
        )

    @classmethod
    def phrase(cls, values: NeverTo) -> str:
        return cls.doc
