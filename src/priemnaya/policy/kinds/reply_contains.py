"""reply_contains: a part every answer of a kind must hold."""

from __future__ import annotations

from typing import Literal

from priemnaya.policy.verdict import Judgement

from .base import Facts, Kind, Values

TEXTS = {
    "survey_link": ("В ответе нет ссылки на опрос.", "Отметьте «Ссылка на опрос в конце письма»: она встанет сама."),
    "greeting": ("В ответе нет приветствия.", "Начните с «Здравствуйте» или «Уважаемый…»."),
    "registration_number": ("В ответе нет номера дела.", "Впишите номер."),
    "signatory": ("Не указано, кто подписывает ответ.", "Передайте ответ на подпись руководителю."),
    "appeal_order": (
        "Не сказано, как обжаловать решение.",
        "Напишите, кому и в какой срок можно пожаловаться: министру, в суд.",
    ),
    "apology": ("Жалоба удовлетворена, но извинений нет.", "Напишите: «Приносим извинения»."),
    "decision": (
        "В тексте не сказано, что решили по жалобе.",
        "Напишите: «Жалоба удовлетворена», «удовлетворена частично» или «в удовлетворении отказано».",
    ),
    "complained_decision": (
        "Не сказано, на какое решение или действие жалоба.",
        "Впишите номер и дату решения и того, кто его принял: они есть в карточке жалобы.",
    ),
    "applicant": ("Не назван тот, кто подал жалобу.", "Впишите фамилию заявителя, в любом падеже."),
    "covering_signatory": (
        "Сопроводительное письмо подписывает тот, кто вправе подписывать ответы.",
        "Передайте письма на подпись руководителю.",
    ),
    "decision_grounds": ("Не сказано, почему решили так.", "Напишите основание решения своими словами."),
    "remedy_term": (
        "Жалоба удовлетворена, но не сказано, когда нарушение исправят.",
        "Выберите день, к которому его исправят, и напишите его в ответе.",
    ),
}


class ReplyContains(Values):
    part: Literal[
        "survey_link",
        "greeting",
        "registration_number",
        "signatory",
        "appeal_order",
        "apology",
        "decision",
        "complained_decision",
        "applicant",
        "decision_grounds",
        "remedy_term",
        "covering_signatory",
    ]
    kinds: tuple[str, ...] = ()


class KIND(Kind):
    name = "reply_contains"
    values = ReplyContains
    doc = "В ответе есть обязательная часть."
    example = "{part: survey_link}"

    @classmethod
    def targets(cls, values: ReplyContains) -> tuple[str, ...]:
        return (values.part,)

    @classmethod
    def applies(cls, values: ReplyContains, facts: Facts) -> bool:
        """Not where the decision does not raise the matter: what was not asked counts as nothing passed."""
        if (values.part == "covering_signatory") != (facts.get("on") == "forwarding"):
            return False
        return super().applies(values, facts) and values.part not in facts.get("moot", ())

    @classmethod
    def judge(cls, values: ReplyContains, facts: Facts) -> Judgement:
        if facts.get(values.part):
            return Judgement(True)
        return Judgement(False, *TEXTS[values.part])

    @classmethod
    def phrase(cls, values: ReplyContains) -> str:
        return TEXTS[values.part][1]
