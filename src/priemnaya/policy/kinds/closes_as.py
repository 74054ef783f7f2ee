"""closes_as: an outcome the law allows without an answer on the substance, with its conditions, term and notice."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from priemnaya.policy.verdict import Judgement
from priemnaya.policy.vocabulary import nearest
from priemnaya.worktime import OF_THE_CALENDAR, Term, parse_rule

from .base import OF_A_CASE, Facts, Kind, Values
from .places import ROLLED

NEEDS: dict[str, tuple[str, str]] = {
    "head_decision": (
        "Решение принимает руководитель или уполномоченное лицо.",
        "Передайте дело руководителю на решение.",
    ),
    "site_address": ("Не указан адрес страницы, где размещён ответ.", "Впишите адрес страницы."),
    "reason": ("Не указана причина.", "Опишите причину в поле «Объяснение»."),
    "no_name_or_address": ("У клиента указаны и имя, и адрес для ответа.", "Ответьте по существу."),
    "crime_told": (
        "Если в тексте есть сведения о преступлении, их направляют компетентному органу.",
        "Прочтите текст и отметьте, есть ли в нём такие сведения. Если есть, сначала перешлите их.",
    ),
    "no_new_arguments": (
        "Переписку прекращают, только если новых доводов нет.",
        "Сравните обращение с прежними и отметьте, что новых доводов в нём нет.",
    ),
    "client_asked": (
        "Нет просьбы клиента прекратить рассмотрение.",
        "Если клиент просил письмом, по телефону или лично, отметьте это на странице дела.",
    ),
}


ASKED = {
    "head_decision": "решение руководителя",
    "site_address": "записан адрес страницы с ответом",
    "reason": "записана причина",
    "no_name_or_address": "нет имени или адреса для ответа",
    "crime_told": "о преступлении сообщено, куда следует",
    "no_new_arguments": "новых доводов нет",
    "client_asked": "клиент сам попросил",
}
"""The same, as a rule is told."""
assert ASKED.keys() == NEEDS.keys()
RECALLED = "recalled"
"""The outcome that clients bring about themselves."""
BY_CLIENT = {"ends": "рассмотрение прекращает сам клиент", "asks": "решает сотрудник, когда клиент попросит"}
OF_THE_PRODUCT = frozenset({"spam", "oral"})
"""Outcomes that mean something else: junk that no order closes, and an oral answer."""
DECIDED = frozenset({"explain", "grant", "partly", "refusal", "suspend", "terminate", "return"})
"""What a letter decides, which is the outcome of its case."""


def _known_need(name: str) -> str:
    if name not in NEEDS:
        meant = nearest(name, NEEDS)
        raise ValueError(f"{f'возможно, {meant}; ' if meant else ''}допустимо: {', '.join(sorted(NEEDS))}")
    return name


Need = Annotated[str, AfterValidator(_known_need)]


class ClosesAs(Values):
    """outcome: its code; title: what people read. notice: the client is told; `readable`: unless their name or address
    can't be read. within: the term of telling from registration. previous: how many answers on the same question the
    client must have had (59-ФЗ ст. 11 ч. 5). needs: what whoever closes must have on record. again: the notice says
    that the client may write anew once the reason is gone (ст. 11 ч. 7). by_client, of `recalled` alone: `ends`, the
    client's word ends the matter by itself; `asks`, it asks, and a person decides."""

    outcome: str = Field(pattern="^[a-z_]{3,40}$", description="латинские буквы и «_»")
    title: str = Field(min_length=1, max_length=200)
    notice: bool | Literal["readable"] = False
    within: str = Field("", description="24h, 30m, 9wh, 45wm, 30d, 15wd, 1mo, 1y")
    roll: Literal["none", "back", "forward"] = "none"
    needs: tuple[Need, ...] = ()
    previous: int = Field(0, ge=0, le=100)
    again: bool = False
    by_client: Literal["", "ends", "asks"] = ""

    def conditions(self) -> frozenset[str]:
        return OF_A_CASE

    @field_validator("outcome")
    @classmethod
    def _not_of_the_product(cls, outcome: str) -> str:
        if outcome in OF_THE_PRODUCT | DECIDED:
            raise ValueError(f"«{outcome}» ставит сама система, назовите исход иначе")
        return outcome

    @field_validator("within")
    @classmethod
    def _readable(cls, value: str) -> str:
        if value:
            parse_rule(value)
        return value

    @model_validator(mode="after")
    def _told_within(self) -> Self:
        if self.within and not self.notice:
            raise ValueError("within — срок уведомления: без notice его не к чему отнести")
        if self.again and not self.notice:
            raise ValueError("again — слова уведомления: без notice им негде стоять")
        if self.roll != "none" and not self.within:
            raise ValueError("roll переносит конец срока: без within переносить нечего")
        if (self.outcome == RECALLED) != bool(self.by_client):
            raise ValueError("исход recalled и by_client (ends или asks) ставят только вместе")
        if self.within and self.roll != "none" and self.term.unit not in OF_THE_CALENDAR:
            raise ValueError("roll относится только к дням (7d) и к месяцам (1mo)")
        return self

    @property
    def term(self) -> Term:
        return parse_rule(self.within, roll=self.roll)

    @property
    def end(self) -> Term:
        """What the due instant of telling is counted by."""
        return self.term

    def tells(self, facts: Facts) -> bool:
        """Whether the client is told at all."""
        return bool(self.notice) and not (self.notice == "readable" and facts.get("no_name_or_address"))


class KIND(Kind):
    name = "closes_as"
    values = ClosesAs
    doc = "Исход без ответа по существу, который допускает закон: условия, срок и уведомление."
    example = "{outcome: repeated, title: «Переписка прекращена», notice: true, previous: 2, needs: [head_decision]}"

    @classmethod
    def targets(cls, values: ClosesAs) -> tuple[str, ...]:
        return ("outcome", "notice_within") if values.within else ("outcome",)

    @classmethod
    def applies(cls, values: ClosesAs, facts: Facts) -> bool:
        return bool(facts.get("outcome", values.outcome) == values.outcome)

    @classmethod
    def judge(cls, values: ClosesAs, facts: Facts) -> Judgement:
        given = int(facts.get("previous_answers", 0))
        if given < values.previous:
            return Judgement(
                False,
                f"Прежних ответов по существу на тот же вопрос нужно не меньше {values.previous}, а связано {given}.",
                "Выберите тему вопроса и свяжите это дело с прежними на ту же тему, на которые уже ответили.",
            )
        for need in values.needs:
            if not facts.get(need):
                return Judgement(False, *NEEDS[need])
        if values.tells(facts) and not facts.get("notice_text"):
            return Judgement(False, "Клиента нужно уведомить об этом исходе.", "Напишите уведомление.")
        return Judgement(True)

    @classmethod
    def tighter(cls, a: ClosesAs, b: ClosesAs) -> ClosesAs:
        return max(a, b, key=lambda v: (v.previous, len(v.needs), bool(v.notice)))

    @classmethod
    def phrase(cls, values: ClosesAs) -> str:
        told = "уведомить клиента" if values.notice else "клиента не уведомляют"
        told += f" за {values.term} со дня регистрации" if values.within else ""
        told += ", если его имя и адрес читаются" if values.notice == "readable" else ""
        told += ROLLED[values.roll] + ("; сказать, что можно написать снова" if values.again else "")
        before = f"прежних ответов на тот же вопрос — не меньше {values.previous}" if values.previous else ""
        needs = "; ".join(filter(None, [before, *(ASKED[need] for need in values.needs)]))
        told += f"; {BY_CLIENT[values.by_client]}" if values.by_client else ""
        return f"{values.title}; {told}" + (f"; условия: {needs}" if needs else "")
