"""docs/vocabulary.md: every kind of rule with its fields and an example, every word with what reads it or what it waits
for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic_core import PydanticUndefined

from priemnaya.policy import KINDS
from priemnaya.policy.kinds import Kind
from priemnaya.policy.kinds.base import Values
from priemnaya.policy.kinds.options import OPTIONS
from priemnaya.policy.points import asked_by, readers
from priemnaya.policy.vocabulary import SORTS, Of, Word, words
from priemnaya.policy.vocabulary.conditions import TITLES, Conditions
from priemnaya.policy.vocabulary.pairs import OF_NOBODY_HERE

HEAD = """# Виды правил и слова порядка

Страница собрана из кода командой `priemnaya orders vocabulary --output docs/vocabulary.md`. Как писать порядок, сказано
в [orders.md](orders.md). Других видов и слов нет: неизвестное слово — ошибка загрузки.
"""
STATES = {
    "enforced": "исполняется системой",
    "advised": "подсказывается",
    "measured": "измеряется",
    "recorded": "ведётся",
    "provided": "предоставляется",
    "by_hand": "подтверждает человек",
    "stated": "сведения, ни соблюдается, ни ждёт",
}
ABOUT = {
    "case": "дело",
    "reply": "ответ",
    "call": "звонок",
    "visit": "визит",
    "mailing": "рассылка",
    "article": "статья",
    "survey": "опрос",
    "document": "документ",
    "body": "орган",
}
RUSSIAN = re.compile(r"[а-яё]|^\d")
"""What a description must hold to be shown: words for people, or a sample of what to write."""
NOT_OWED = "не в `do`: это делают не сотрудники"
PLAIN = {str: "слова", int: "число", float: "число", bool: "true или false"}


def page() -> str:
    """The whole page. The faces must be loaded: they register what reads a word."""
    from priemnaya.config import urls

    assert urls
    parts = [HEAD, "## Виды правил\n", *(_kind(KINDS[name]) for name in sorted(KINDS)), "## Условия\n", _conditions()]
    parts += ["## Слова полей\n", *(_options(field, *said) for field, said in OPTIONS.items())]
    parts += [_sort(sort, title) for sort, title in SORTS.items() if sort != "condition" and words(sort)]
    return "\n".join(parts).rstrip() + "\n"


def _kind(kind: type[Kind]) -> str:
    lines = [f"### {kind.name}", kind.doc, "", f"Состояние пункта: {STATES.get(kind.state, kind.state)}. Пример:", ""]
    lines += [f"    - kind: {kind.name}", f"      values: {{2024-09-13: {kind.example}}}", ""]
    if read := sorted(asked_by(kind.name)):
        lines += ["Читается сегодня: " + ", ".join(f"`{target}`" for target in read) + ".", ""]
    if fields := list(_fields(kind.values)):
        lines += ["| Поле | Что пишут | По умолчанию |", "|---|---|---|", *fields, ""]
    return "\n".join(lines)


def _fields(values: type[Values]) -> Iterator[str]:
    for name, field in values.model_fields.items():
        if name in Values.model_fields:
            continue
        usual = "" if field.default is PydanticUndefined else _shown(field.default)
        usual = "обязательно" if field.is_required() else usual
        yield f"| `{field.alias or name}` | {_allowed(field)} | {usual} |"


def _allowed(field: Any) -> str:
    marks = [m for m in field.metadata if isinstance(m, Of)]
    if marks:
        return f"слово из списка «{SORTS[marks[0].sort]}»"
    told = str(field.description or "")
    return told if RUSSIAN.search(told) else _of_type(field.annotation)


def _of_type(annotation: Any) -> str:
    """What a value of a type is, in words: the words it may be, or what sort of thing."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{v}`" for v in inner)
    if origin is Annotated:
        marks = [m for m in inner[1:] if isinstance(m, Of)]
        return f"слово из списка «{SORTS[marks[0].sort]}»" if marks else _of_type(inner[0])
    if origin in (Union, UnionType):
        return _of_type(next(a for a in inner if a is not type(None)))
    if origin in (tuple, list):
        return f"список: {_of_type(inner[0])}"
    return PLAIN.get(annotation, "слова")


def _shown(default: Any) -> str:
    if default in ("", (), None) or default == {}:
        return "нет"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return ", ".join(f"`{d}`" for d in default)
    return f"`{default}`"


def _conditions() -> str:
    lines = [
        "`if:` — правило действует, только если это так; `unless:` — не действует, если так. Пишутся внутри значения:",
        "`{what: …, if: {kinds: [appeal], repeat: true}}`. Какие условия вид понимает, скажет `orders check`.",
        "",
        "| Условие | О чём | Что пишут | Ждёт |",
        "|---|---|---|---|",
    ]
    for name, title in TITLES.items():
        field, waits = Conditions.model_fields[name], words("condition")[name].waits
        lines.append(f"| `{name}` | {title} | {_allowed(field)} | {waits} |")
    return "\n".join([*lines, ""])


def _options(field: str, title: str, words: Mapping[str, str]) -> str:
    lines = [f"### `{field}`: {title[:1].lower()}{title[1:]}", "", "| Слово | Значение |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{word}` | {said} |" for word, said in words.items()), ""])


def _sort(sort: Any, title: str) -> str:
    lines = [f"## {title[:1].upper()}{title[1:]}", "", "| Слово | Значение | Единица | О чём | Где читается |"]
    lines.append("|---|---|---|---|---|")
    return "\n".join([*lines, *(_word(w) for _, w in sorted(words(sort).items())), ""])


def _word(word: Word) -> str:
    where = f"ждёт: {word.waits}" if word.waits else ", ".join(f"`{r}`" for r in readers(word.name)[:3])
    about = ABOUT.get(word.about, word.about)
    title = f"{word.title} ({NOT_OWED})" if word.sort == "event" and word.name in OF_NOBODY_HERE else word.title
    return f"| `{word.name}` | {title} | {word.unit} | {about} | {where or 'условия правил'} |"
