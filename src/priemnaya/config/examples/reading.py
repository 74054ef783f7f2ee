"""Examples as an official writes them: every key and value is checked; what is wrong names file, line and the nearest
right word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from priemnaya.policy import Order
from priemnaya.policy.contact_points import POINT_KINDS
from priemnaya.policy.kinds.written import Check
from priemnaya.policy.owed import TERMS
from priemnaya.policy.vocabulary import nearest, words
from priemnaya.policy.vocabulary.matters import CASE_KINDS, DECISIONS, GROUNDS
from priemnaya.policy.yaml_lines import LinedDict, LinedList, Unread, Wrong, careful, read, shown, text_of

Without = Literal["survey", "letterhead", "topic", "need", "urgency", "greeting", "questions", "files"]
Unsaid = Literal["topic", "need", "urgency"]
Part = Literal["grounds", "how_to_fix", "how_to_reapply", "how_to_appeal", "nothing"]
WAITS = {"call": "примеры о звонках: их пока не проиграть", "visit": "примеры о визитах: их пока не проиграть"}
"""Fields of examples that no part of the product can play yet, and what they wait for."""
WORDS: dict[str, Iterable[str]] = {
    "kind": CASE_KINDS,
    "grounds": GROUNDS,
    "what": [*TERMS, *(name for name in words("event") if name not in TERMS)],
    "decision": DECISIONS,
    "point": POINT_KINDS,
    "comes_by": POINT_KINDS,
    "files_by": POINT_KINDS,
    "taken_as": CASE_KINDS,
    "urgency": ("normal", "urgent"),
    "found": get_args(Check),
    "not_found": get_args(Check),
    "reply_without": get_args(Without),
    "assign_without": get_args(Unsaid),
    "refusal_without": get_args(Part),
}
"""Fields whose value is a word of a list."""
TRIES = ("text", "due", "taken_as", "reply_without", "assign_without", "refusal_without", "refusal_grounds", *WAITS)
"""What an example tries: one of these is there."""
GOES_WITH = {"text": ("found", "not_found"), "due": ("received", "what", "kind"), "taken_as": ("files_by", "kind")}


class Example(BaseModel):
    """One example. clause, title: which clause it shows, and in which words; the rest says what happens and what must
    come of it (docs/orders.md)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clause: str
    title: str = Field(min_length=1)
    text: str = ""
    attachment: str = ""
    decision: str = "explain"
    found: str = ""
    not_found: str = ""
    kind: str = ""
    grounds: tuple[str, ...] = ()
    signatories: int = Field(1, ge=1, le=1_000_000)
    urgency: str = ""
    topic: str = ""
    need: str = ""
    comes_by: str = ""
    rated: int = Field(0, ge=0, le=5)
    received: dt.datetime | None = None
    what: str = ""
    due: str = Field("", pattern=r"^(\d{4}-\d\d-\d\d(T\d\d:\d\d)?)?$")
    reply_without: str = ""
    assign_without: str = ""
    refusal_without: str = ""
    refusal_grounds: str = ""
    point: str = ""
    stops: bool | None = None
    files_by: str = ""
    taken_as: str = ""
    call: dict[str, Any] = Field(default_factory=dict)
    visit: dict[str, Any] = Field(default_factory=dict)
    line: int = 0

    @model_validator(mode="after")
    def _whole(self) -> Example:
        tried = [name for name in TRIES if getattr(self, name)]
        if len(tried) != 1:
            had = f"есть сразу {', '.join(tried)}" if tried else "нет ничего"
            raise ValueError(f"пример проверяет одно: {', '.join(TRIES)}; здесь {had}")
        needed = GOES_WITH.get(tried[0], ())
        if tried[0] == "text":
            if bool(self.found) == bool(self.not_found):
                raise ValueError("к text нужно одно: found (что найдётся) или not_found (чего не найдётся)")
        elif missing := [name for name in needed if not getattr(self, name)]:
            raise ValueError(f"к {tried[0]} нужно ещё: {', '.join(missing)}")
        return self

    @property
    def waits(self) -> str:
        """The part of the product without which this cannot be tried; empty when it can."""
        return next((words for name, words in WAITS.items() if getattr(self, name)), "")


@careful
def read_examples(path: Path, orders: Sequence[Order]) -> list[Example]:
    """The examples of a file; orders: whose clauses they may name. Raises OrderErrors: all that is wrong."""
    wrong = Wrong(shown(path.parent.resolve() / path.name))  # a body's folder may be a link, of a run of the examples
    raw = read(text_of(path), wrong)
    if raw is not None and not isinstance(raw, LinedList):
        wrong.add("ожидался список примеров: строки «- {clause: …, title: …}»", 1)
    items = raw if isinstance(raw, LinedList) else LinedList()
    known = {clause.number for order in orders for clause in order.clauses}
    signs = tuple(sign for order in orders if order.body for sign in order.body.signs)
    found = [
        made
        for n, item in enumerate(items)
        if (made := _example(item, items.lines[n], known, signs, wrong)) is not None
    ]
    wrong.stop()
    return found


def _example(item: Any, line: int, known: set[str], signs: Sequence[str], wrong: Wrong) -> Example | None:
    if not isinstance(item, LinedDict):
        if item is not None:
            wrong.add("пример — это набор ключей: {clause: …, title: …}", line)
        return None
    clause = item.written.get("clause", "")
    slips = [(key, said) for key, value in item.items() if (said := _wrong_word(str(key), value, known, signs, clause))]
    for key, said in slips:
        wrong.add(said, item.lines[key], "" if key == "clause" else clause)
    if slips:
        return None
    try:
        return Example.model_validate({**item, "line": item.line})
    except ValidationError as error:
        for one in error.errors():
            key = one["loc"][0] if one["loc"] else ""
            if not isinstance(one.get("input"), Unread):
                wrong.add(_in_words(one, str(key)), item.lines.get(key, item.line), clause)
        return None


def _wrong_word(key: str, value: Any, known: set[str], signs: Sequence[str], written: str) -> str:
    """What is wrong with a key, or with a value that is a word of a list; empty when nothing."""
    fields = [name for name in Example.model_fields if name != "line"]
    if key not in fields:
        return f"неизвестный ключ «{key}»{_meant(key, fields)}; допустимо: {', '.join(fields)}"
    if key == "clause":
        if not isinstance(value, str):
            return f'номер пункта пишется в кавычках: clause: "{written or "3.5"}"'
        return "" if value in known else f"пункта «{value}» в порядке нет{_meant(value, known)}"
    words = [*WORDS.get(key, ()), *(signs if key == "grounds" else ())]
    for one in value if isinstance(value, list) else [value]:
        if words and str(one) not in words:
            return f"«{one}» у «{key}» не годится{_meant(str(one), words)}; допустимо: {', '.join(words)}"
    return ""


def _meant(name: str, allowed: Iterable[str]) -> str:
    found = nearest(name, allowed)
    return f", возможно, «{found}»" if found else ""


KINDS_OF_VALUE = {
    "missing": "нет обязательного ключа «{key}»",
    "datetime_from_date_parsing": "«{key}»: пишите день и час, например 2026-05-08T16:30",
    "datetime_parsing": "«{key}»: пишите день и час, например 2026-05-08T16:30",
    "datetime_type": "«{key}»: пишите день и час, например 2026-05-08T16:30",
    "string_pattern_mismatch": '«{key}»: пишите день или день и час, в кавычках: "2026-05-12T16:30"',
    "string_type": "«{key}»: нужны слова или дата в кавычках",
    "string_too_short": "«{key}»: нет слов",
    "bool_type": "«{key}»: true или false",
    "bool_parsing": "«{key}»: true или false",
    "int_parsing": "«{key}»: нужно целое число",
    "less_than_equal": "«{key}»: число от 0 до 5",
    "greater_than_equal": "«{key}»: число от 0 до 5",
}


def _in_words(fault: Any, key: str) -> str:
    if fault["type"] == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    return KINDS_OF_VALUE.get(fault["type"], "«{key}»: значение не годится").format(key=key)
