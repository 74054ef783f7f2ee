"""grounds_explained: a refusal carries grounds in plain words, how to put each right, how to apply again, how to
appeal."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

Part = Literal["grounds", "how_to_fix", "how_to_reapply", "how_to_appeal"]
NAMES = {
    "grounds": "основания простыми словами",
    "how_to_fix": "как исправить",
    "how_to_reapply": "как обратиться снова",
    "how_to_appeal": "как обжаловать",
}


TITLES = {
    "refusal": "в отказе",
    "suspension": "в приостановлении",
    "termination": "в прекращении",
    "return": "в возврате",
}


class GroundsExplained(Values):
    """on: what was decided against the client. parts: what the text must hold. without_acts: grounds are clear without
    opening an act."""

    on: Literal["refusal", "suspension", "termination", "return"] = "refusal"
    parts: tuple[Part, ...] = ("grounds", "how_to_fix", "how_to_reapply", "how_to_appeal")
    without_acts: bool = False


class KIND(Kind):
    name = "grounds_explained"
    values = GroundsExplained
    doc = (
        "Отказ, приостановление, прекращение или возврат не уходит без оснований простыми словами, без пути исправить,"
        " обратиться снова и обжаловать."
    )
    example = "{on: refusal, parts: [grounds, how_to_fix, how_to_reapply, how_to_appeal]}"

    @classmethod
    def targets(cls, values: GroundsExplained) -> tuple[str, ...]:
        return (
            *(f"{values.on}.{part}" for part in values.parts),
            *([f"{values.on}.without_acts"] if values.without_acts else []),
        )

    @classmethod
    def applies(cls, values: GroundsExplained, facts: Facts) -> bool:
        return facts.get("decision") == values.on

    @classmethod
    def judge(cls, values: GroundsExplained, facts: Facts) -> Judgement:
        missing = [NAMES[part] for part in values.parts if not facts.get(part)]
        if missing:
            return Judgement(
                False,
                f"{TITLES[values.on].capitalize()} не сказано: {', '.join(missing)}.",
                "Заполните поля под решением: выберите основание, и они заполнятся сами.",
            )
        if values.without_acts and facts.get("grounds_only_cite"):
            return Judgement(
                False,
                "Основание — одна ссылка на правовой акт: клиенту придётся открывать его, чтобы понять.",
                "Напишите своими словами, чего не хватило или что не так.",
            )
        if facts.get("appeal_unsaid"):
            return Judgement(
                False,
                "В поле «Как обжаловать» не сказано, как обжаловать.",
                "Напишите, куда и в какой срок пожаловаться, или оставьте поле пустым.",
            )
        return Judgement(True)

    @classmethod
    def phrase(cls, values: GroundsExplained) -> str:
        return f"{TITLES[values.on]}: " + ", ".join(NAMES[p] for p in values.parts)
