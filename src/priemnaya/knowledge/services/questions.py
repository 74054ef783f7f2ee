"""What the form of a service asks of its own, as plain data: questions, conditions before them, whom the fee is paid
to, a second applicant. The same shape in `orders/<slug>/services.yaml`, in the database and on screen (docs/orders.md,
«Вопросы заявления»)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

SLUG = "^[a-z0-9][a-z0-9-]{0,49}$"
QuestionKind = Literal[
    "text", "long", "number", "date", "choice", "several", "yes_no", "account", "cadastral", "place", "people"
]
QUESTION_KINDS: dict[str, str] = {
    "text": "строка",
    "long": "длинный текст",
    "number": "число",
    "date": "дата",
    "choice": "один вариант",
    "several": "несколько вариантов",
    "yes_no": "да или нет",
    "account": "лицевой счёт",
    "cadastral": "кадастровый номер",
    "place": "место: адрес или координаты",
    "people": "список людей",
}
OF_VARIANTS = ("choice", "several")
YES, NO, UNSURE = "yes", "no", "unsure"
YES_NO = {YES: "Да", NO: "Нет"}
SURE_OR_NOT = {**YES_NO, UNSURE: "Не знаю"}
"""Answers to a condition: whoever does not know goes on."""
KNOWN = {"full_name": "имя целиком", "email": "электронная почта", "phone": "телефон"}
"""What the provider of an identity proves, and a question may begin with."""
DAYS = {"any": "любая", "past": "сегодня или раньше", "future": "сегодня или позже"}
MOST_PEOPLE, MOST_QUESTIONS = 12, 40


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class When(Strict):
    """An earlier question, and its answers with which another one is asked."""

    question: str = Field(pattern=SLUG)
    answer: tuple[str, ...] = Field(min_length=1)

    @field_validator("answer", mode="before")
    @classmethod
    def _said(cls, value: object) -> object:
        """«да» and «нет» as YAML or a person writes them."""
        if isinstance(value, bool | str):
            value = [value]
        if not isinstance(value, list | tuple):
            return value
        known: dict[object, str] = {True: YES, False: NO, "да": YES, "нет": NO}
        said = [v.lower() if isinstance(v, str) else v for v in value]
        return tuple(known.get(s, v) if isinstance(s, bool | str) else v for s, v in zip(said, value, strict=True))


class Question(Strict):
    """One question of the form. block: consecutive questions of one block stand on one page under its name; without one
    a question has a page of its own. least, most: bounds of a number, of the signs of a text, of the figures of an
    account, of how many variants or people. known: what of a proved identity it begins with. born: of people, whether
    the day of birth is asked too."""

    id: str = Field(pattern=SLUG)
    kind: QuestionKind = "text"
    label: str = Field(min_length=3, max_length=200)
    hint: str = Field("", max_length=400)
    example: str = Field("", max_length=200)
    required: bool = True
    options: tuple[str, ...] = ()
    block: str = Field("", max_length=120)
    when: When | None = None
    least: int | None = Field(None, ge=0)
    most: int | None = Field(None, ge=1)
    unit: str = Field("", max_length=20)
    days: Literal["any", "past", "future"] = "any"
    born: bool = False
    known: Literal["", "full_name", "email", "phone"] = ""

    @model_validator(mode="after")
    def _whole(self) -> Question:
        if self.kind in OF_VARIANTS and len(set(self.options)) < 2:
            raise ValueError("у вопроса с вариантами перечислите хотя бы два разных (options)")
        if self.kind not in OF_VARIANTS and self.options:
            raise ValueError("варианты ответа бывают только у видов choice и several")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("наименьшее больше наибольшего")
        if self.kind == "people" and (self.most or 0) > MOST_PEOPLE:
            raise ValueError(f"в списке людей может быть до {MOST_PEOPLE} человек")
        if self.known and self.kind != "text":
            raise ValueError("подставить известное можно только в строку (kind: text)")
        return self

    @property
    def name(self) -> str:
        """Of its field in the form."""
        return f"f_{self.id}"

    @property
    def answers(self) -> tuple[str, ...]:
        """What it may be answered with; empty where it is anything."""
        return tuple(YES_NO) if self.kind == "yes_no" else self.options


class Condition(Strict):
    """Who may ask for the service, as a question before the form. ruled_out: which answer says that it is not for them;
    then the page says why and what to do instead. It stops nobody: the law lets no form refuse."""

    id: str = Field(pattern=SLUG)
    question: str = Field(min_length=5, max_length=250)
    hint: str = Field("", max_length=400)
    ruled_out: Literal["yes", "no"] = "no"
    why: str = Field(min_length=10, max_length=500)
    instead: str = Field(min_length=10, max_length=500)

    @field_validator("ruled_out", mode="before")
    @classmethod
    def _said(cls, value: object) -> object:
        known: dict[object, str] = {True: YES, False: NO, "да": YES, "нет": NO}
        return known.get(value, value) if isinstance(value, bool | str) else value

    @property
    def name(self) -> str:
        return f"c_{self.id}"


class Second(Strict):
    """Another person without whose word the service is not decided. who: how the page calls them; why: what for."""

    who: str = Field(min_length=3, max_length=120)
    why: str = Field("", max_length=400)


def _figures(*lengths: int) -> re.Pattern[str]:
    return re.compile("|".join(rf"[0-9]{{{n}}}" for n in lengths))


OF_PAYEE = {
    "account": (_figures(20), "счёт получателя — 20 цифр"),
    "bic": (_figures(9), "БИК — 9 цифр"),
    "corr_account": (_figures(20), "корреспондентский или единый казначейский счёт — 20 цифр"),
    "inn": (_figures(10, 12), "ИНН — 10 или 12 цифр"),
    "kpp": (_figures(9), "КПП — 9 цифр"),
    "kbk": (_figures(20), "КБК — 20 цифр"),
    "oktmo": (_figures(8, 11), "ОКТМО — 8 или 11 цифр"),
}
"""Of requisites: what each looks like, and how that is said."""


class Payee(Strict):
    """To whom a fee is paid, as ГОСТ Р 56042-2014 names it in a code that bank apps read."""

    name: str = Field(min_length=3, max_length=160)
    account: str
    bank: str = Field(min_length=3, max_length=45)
    bic: str
    corr_account: str
    inn: str
    kpp: str = ""
    kbk: str = ""
    oktmo: str = ""
    purpose: str = Field("", max_length=160)

    @field_validator(*OF_PAYEE)
    @classmethod
    def _figured(cls, value: str, info: object) -> str:
        pattern, words = OF_PAYEE[info.field_name]  # type: ignore[attr-defined]
        value = value.replace(" ", "")
        if value and not pattern.fullmatch(value):
            raise ValueError(f"{words}, а здесь «{value[:40]}»")
        return value

    @model_validator(mode="after")
    def _needed(self) -> Payee:
        if not all((self.account, self.bic, self.corr_account, self.inn)):
            raise ValueError("у получателя нужны счёт, БИК, корреспондентский счёт и ИНН")
        if "|" in f"{self.name}{self.bank}{self.purpose}":
            raise ValueError("знака «|» в реквизитах быть не может: он разделяет их в QR-коде")
        return self


def checked(questions: Iterable[Question], conditions: Iterable[Condition]) -> None:
    """What only all of them together show. Raises ValueError."""
    seen: dict[str, Question] = {}
    page: list[Question] = []
    for question in questions:
        if question.id in seen:
            raise ValueError(f"вопрос «{question.id}» повторён")
        if not question.block or (page and page[-1].block != question.block):
            page = []
        _must_follow(question, seen, page)
        seen[question.id] = question
        page.append(question)
    if len(seen) > MOST_QUESTIONS:
        raise ValueError(f"вопросов {len(seen)}, а можно до {MOST_QUESTIONS}: столько никто не заполнит")
    rows = re.compile("(.+)-[0-9]+-(?:surname|name|patronymic|born)")
    for id in seen:
        if (row := rows.fullmatch(id)) and row[1] in seen and seen[row[1]].kind == "people":
            raise ValueError(f"id «{id}» совпадает с полем списка людей «{row[1]}»: назовите вопрос иначе")
    ids = [c.id for c in conditions]
    if len(ids) != len(set(ids)):
        raise ValueError("у двух условий один id")


def _must_follow(question: Question, seen: dict[str, Question], page: list[Question]) -> None:
    """It speaks of an earlier page: without JavaScript a page is drawn by the answers of those before."""
    when = question.when
    if when is None:
        return
    earlier = seen.get(when.question)
    if earlier is None:
        raise ValueError(f"вопрос «{question.id}» зависит от «{when.question}», а раньше его такого вопроса нет")
    if earlier in page and question.block:
        raise ValueError(
            f"вопрос «{question.id}» зависит от вопроса с той же страницы: уберите их в разные блоки (block)"
        )
    if not earlier.answers:
        raise ValueError(f"вопрос «{question.id}» зависит от «{earlier.id}», а у того нет вариантов ответа")
    if strange := [v for v in when.answer if v not in earlier.answers]:
        raise ValueError(f"у вопроса «{earlier.id}» нет варианта «{strange[0]}»")


def asked_of(questions: Iterable[Question], raw: Callable[[str], str]) -> set[str]:
    """Ids of those that come for what was answered so far. raw: id -> what was chosen, several on a line each."""
    asked: set[str] = set()
    for question in questions:
        when = question.when
        if when is None or (when.question in asked and set(raw(when.question).split("\n")) & set(when.answer)):
            asked.add(question.id)
    return asked
