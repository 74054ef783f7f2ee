"""What pydantic says of values that people wrote, in Russian: one table, held complete by a test."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from .lined import LinedDict, Unread, Wrong, nearest

NUMBER, WHOLE, TEXT = (
    "нужно число цифрами: 2 или 85.5",
    "нужно целое число цифрами: 2",
    "нужен текст (число или дату возьмите в кавычки)",
)
DATE, TIME, MAPPING, LIST = (
    "нужна дата, например 2024-09-13",
    "нужно время, например 09:30",
    "нужен набор ключей",
    ("нужен список: [одно, другое]"),
)
CODE = "такого значения здесь быть не может"
SAID: dict[str, str] = {
    "missing": "нет обязательного ключа",
    "extra_forbidden": "неизвестный ключ",
    "greater_than": "нужно больше {gt}",
    "greater_than_equal": "нужно не меньше {ge}",
    "less_than": "нужно меньше {lt}",
    "less_than_equal": "нужно не больше {le}",
    "multiple_of": "нужно число, которое делится на {multiple_of}",
    "too_short": "в списке нужно не меньше {min_length}, а есть {actual_length}",
    "too_long": "в списке можно не больше {max_length}, а есть {actual_length}",
    "string_too_short": "текст короче {min_length} знаков",
    "string_too_long": "текст длиннее {max_length} знаков",
    "decimal_max_digits": "в числе больше {max_digits} цифр",
    "decimal_max_places": "после запятой больше {decimal_places} цифр",
    "decimal_whole_digits": "до запятой больше {whole_digits} цифр",
    "url_too_long": "адрес длиннее {max_length} знаков",
    "string_not_ascii": "нужны латинские буквы и цифры",
    "none_required": "здесь ничего не пишут",
    "date_past": "дата должна быть в прошлом",
    "date_future": "дата должна быть в будущем",
    "datetime_past": "время должно быть в прошлом",
    "datetime_future": "время должно быть в будущем",
    "invalid_key": "ключ — слово, а не число",
    "set_item_not_hashable": "в списке нужны слова, а не наборы",
    "value_error": "{error}",
    "assertion_error": "{error}",
    **dict.fromkeys(("literal_error", "enum", "union_tag_invalid", "union_tag_not_found"), CODE),
    "string_pattern_mismatch": "так это не пишут",
    **dict.fromkeys(("string_type", "string_unicode", "string_sub_type"), TEXT),
    **dict.fromkeys(("bool_type", "bool_parsing"), "нужно true (да) или false (нет)"),
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), WHOLE),
    **dict.fromkeys(
        (
            "float_type",
            "float_parsing",
            "finite_number",
            "decimal_type",
            "decimal_parsing",
            "fraction_type",
            "fraction_parsing",
            "complex_type",
            "complex_str_parsing",
        ),
        NUMBER,
    ),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), DATE),
    **dict.fromkeys(("time_type", "time_parsing", "time_delta_type", "time_delta_parsing"), TIME),
    **dict.fromkeys(
        (
            "datetime_type",
            "datetime_parsing",
            "datetime_object_invalid",
            "datetime_from_date_parsing",
            "timezone_naive",
            "timezone_aware",
            "timezone_offset",
        ),
        "нужны дата и время, например 2026-05-08T16:30",
    ),
    **dict.fromkeys(
        (
            "model_type",
            "model_attributes_type",
            "dataclass_type",
            "dataclass_exact_type",
            "dict_type",
            "frozen_dict_type",
            "ordered_dict_type",
            "counter_type",
            "mapping_type",
            "arguments_type",
            "named_tuple_type",
        ),
        MAPPING,
    ),
    **dict.fromkeys(
        (
            "list_type",
            "tuple_type",
            "set_type",
            "frozen_set_type",
            "deque_type",
            "iterable_type",
            "iteration_error",
        ),
        LIST,
    ),
    **dict.fromkeys(
        ("url_type", "url_parsing", "url_syntax_violation", "url_scheme"), "нужен адрес страницы: https://пример.рф"
    ),
    **dict.fromkeys(
        (
            "no_such_attribute",
            "json_invalid",
            "json_type",
            "needs_python_object",
            "recursion_loop",
            "recursion_depth_exceeded",
            "frozen_field",
            "frozen_instance",
            "get_attribute_error",
            "default_factory_not_called",
            "bytes_type",
            "bytes_too_short",
            "bytes_too_long",
            "bytes_invalid_encoding",
            "missing_sentinel_error",
            "ellipsis_error",
            "is_instance_of",
            "is_subclass_of",
            "callable_type",
            "missing_argument",
            "unexpected_keyword_argument",
            "missing_keyword_only_argument",
            "unexpected_positional_argument",
            "missing_positional_only_argument",
            "multiple_argument_values",
            "uuid_type",
            "uuid_parsing",
            "uuid_version",
        ),
        CODE,
    ),
}
"""Type of a pydantic error -> our words."""
PATTERNS: dict[str, str] = {
    "^#[0-9a-fA-F]{6}$": "цвет как #234a84",
    "^[a-z0-9][a-z0-9-]{0,49}$": "имя из строчных латинских букв, цифр и дефиса, до 50 знаков",
    "^[a-z0-9][a-z0-9_-]{0,49}$": "имя из строчных латинских букв, цифр и дефиса, до 50 знаков",
    "^[a-z0-9-]{2,50}$": "имя из строчных латинских букв, цифр и дефиса, от 2 до 50 знаков",
    "^[a-z_]{3,40}$": "строчные латинские буквы и «_», от 3 до 40 знаков",
    r"^(([01]\d|2[0-3]):[0-5]\d)?$": 'часы и минуты: "15:00"',
    r"^(\d{4}(\.\d{4}){3,4})?$": "код темы из классификатора обращений: 0003.0009.0098.0000",
}
"""What a pattern of a field allows, for people; one of alternatives lists them by itself."""
EXTRA = "extra_forbidden"
_ALTERNATIVES = re.compile(r"\^\(([\w|-]+)\)\$")


def made(
    model: type[BaseModel], raw: Any, wrong: Wrong, *, line: int = 0, clause: str = "", lead: str = ""
) -> Any | None:
    """The model of what was written, None when it is wrong: then every slip is added with its line."""
    at = line or getattr(raw, "line", 0)
    if not isinstance(raw, dict):
        if not isinstance(raw, Unread):
            wrong.add(f"{lead}нужен набор ключей, а здесь {_shown(raw)}; {allowed(model.model_fields)}", at, clause)
        return None
    for place, key in (blanks := dict(_blanks(raw))).items():
        wrong.add(f"{lead}{key}: {BLANK}", _line(raw, place) or at, clause)
    try:
        found = model.model_validate(raw)
        return found if not blanks else None
    except ValidationError as error:
        errors = error.errors()
        errors = [e for e in _one_of_branches(errors) if not _emptied(e, errors) and e["loc"] not in blanks]
        slips = {nearest(e["loc"][-1], _keys(_holder(model, e["loc"])[0])) for e in errors if e["type"] == EXTRA}
        for one in errors:
            meant = one["type"] == "missing" and one["loc"][-1] in slips
            if not meant and not isinstance(one.get("input"), Unread):
                said = _words(one, model, raw)
                wrong.add(lead + said, (_line(raw, one["loc"]) if one["loc"] else line_said(said, raw)) or at, clause)
        return None


BLANK = "ни одной буквы и ни одной цифры: впишите слова или уберите это"


def _blanks(raw: Any, place: tuple[Any, ...] = (), key: str = "") -> Iterator[tuple[tuple[Any, ...], str]]:
    """Where somebody wrote spaces or dashes in place of words; a text of no signs at all stands for none, but in a
    list."""
    pairs = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for name, value in pairs:
        called = str(name) if isinstance(raw, dict) else key
        if isinstance(value, str) and not isinstance(value, Unread):
            if (value or isinstance(raw, list)) and not re.search(r"\w", value):
                yield (*place, name), called
        else:
            yield from _blanks(value, (*place, name), called)


def _one_of_branches(errors: list[Any]) -> list[Any]:
    """Of a field that is yes, no or a word, one slip is one error: that of the word, which tells what is allowed."""
    worded = {one["loc"][:-1]: one for one in errors if one["type"] == "literal_error"}
    kept = []
    for one in errors:
        word = worded.get(one["loc"][:-1]) if one["type"].startswith("bool_") and one["loc"][-1:] == ("bool",) else None
        if word is None:
            kept.append(one)
        else:
            word["ctx"] = {**word["ctx"], "expected": f"'true', 'false', {word['ctx']['expected']}"}
    return kept


def _emptied(one: Any, errors: list[Any]) -> bool:
    """A list that is too short only for the words in it that are wrong, and told of by themselves."""
    if one["type"] != "too_short" or len(one["input"]) < one["ctx"]["min_length"]:
        return False
    return any(other["loc"][: len(one["loc"])] == one["loc"] != other["loc"] for other in errors)


def allowed(names: Any) -> str:
    return "допустимо: " + ", ".join(sorted(map(str, names)))


def maybe(given: object, names: Any) -> str:
    """«возможно, primary_reply; » when one is near."""
    meant = nearest(given, names)
    return f"возможно, {meant}; " if meant and meant != str(given) else ""


def unknown(what: str, given: object, names: Any) -> str:
    """«неизвестный ключ «wihtin»; возможно, within; допустимо: …»."""
    return f"{what} «{given}»; {maybe(given, names)}{allowed(names)}"


def _words(error: Any, model: type[BaseModel], raw: Any) -> str:
    kind, ctx = error["type"], error.get("ctx", {})
    path = _path(error["loc"], raw)
    holder, field = _holder(model, error["loc"])
    names = _keys(holder)
    if kind == EXTRA:
        return unknown("неизвестный ключ", path[-1], names)
    if kind == "missing":
        return f"нет обязательного ключа «{'.'.join(path)}»; {allowed(names)}"
    text = SAID.get(kind, CODE).format(**{**ctx, "error": _own(ctx.get("error"))})
    given, where = error.get("input"), f" у «{'.'.join(path)}»" if path else ""
    options, hint = _options(kind, ctx, field)
    if kind == "value_error":
        return _of_validator(text, given, where)
    said = f"недопустимое значение {_shown(given)}{where}: "
    if options:
        return f"{said}{maybe(given, options)}{allowed(options)}"
    return said + text + (f"; допустимо: {hint}" if hint else "")


def _of_validator(text: str, given: Any, where: str) -> str:
    """Words of a validator of ours; the nearest word is added where it lists what is allowed."""
    listed = re.search(r"(?:допустимо|есть): ([\w, -]+)$", text)
    hint = maybe(given, listed[1].split(", ")) if listed and isinstance(given, str) and "возможно" not in text else ""
    value = f"недопустимое значение {_shown(given)}{where}: " if not isinstance(given, dict) else ""
    return f"{value}{hint}{text}"


def _own(error: Any) -> str:
    said = str(error)
    return said if re.search("[а-яё]", said, re.IGNORECASE) else CODE


def _options(kind: str, ctx: Any, field: Any) -> tuple[list[str], str]:
    """(the words allowed, or how it is written)."""
    if kind in ("literal_error", "enum"):
        return [word or number for word, number in re.findall(r"'([^']*)'|(-?\d+)", str(ctx.get("expected", "")))], ""
    if kind == "string_pattern_mismatch":
        pattern = str(ctx.get("pattern", ""))
        if listed := _ALTERNATIVES.fullmatch(pattern):
            return listed[1].split("|"), ""
        return [], PATTERNS.get(pattern, "")
    said = (field.description if field is not None else "") or ""
    return [], said if re.search("[а-яё]", said) or re.fullmatch(r"(\d+[a-z]*(, )?)+", said) else ""


def _path(loc: tuple[Any, ...], raw: Any) -> list[str]:
    """The keys as they stand in the file; places in a list from 1; names of a union's branches left out."""
    parts: list[str] = []
    for n, part in enumerate(loc):
        if isinstance(part, int) and isinstance(raw, list):
            parts.append(str(part + 1))
            raw = raw[part] if part < len(raw) else None
        elif isinstance(raw, dict) and (part in raw or n == len(loc) - 1):
            parts.append(str(part))
            raw = raw.get(part)
        elif part == "[key]":
            continue
    return parts


def _holder(model: Any, loc: tuple[Any, ...]) -> tuple[Any, Any]:
    """(the model whose key it is, the field), as far as the types tell."""
    field = None
    holder = model
    for n, part in enumerate(loc):
        fields = getattr(holder, "model_fields", {})
        known = next((f for name, f in fields.items() if part in (name, f.alias)), None)
        if known is None:
            continue
        field = known
        inner = _model_in(known.annotation)
        if inner is not None and n < len(loc) - 1:
            holder, field = inner, None
    return holder, field


def _model_in(annotation: Any) -> Any:
    if hasattr(annotation, "model_fields"):
        return annotation
    return next((m for a in getattr(annotation, "__args__", ()) if (m := _model_in(a)) is not None), None)


def _keys(model: Any) -> list[str]:
    return [f.alias or name for name, f in getattr(model, "model_fields", {}).items()]


def _line(raw: Any, loc: tuple[Any, ...]) -> int:
    line = int(getattr(raw, "line", 0) or 0)
    for part in loc:
        if isinstance(raw, LinedDict) and part in raw:
            line, raw = raw.lines[part], raw[part]
        elif isinstance(raw, list) and isinstance(part, int) and part < len(raw):
            line = (getattr(raw, "lines", None) or [line] * len(raw))[part]
            raw = raw[part]
    return line


def line_said(said: str, raw: Any) -> int:
    """Where a message about a whole rule points to: at the first thing in it that stands in the file by that name."""
    lead = re.match(r"([\w, ]+): ", said)
    for name in (*re.findall("«([^«»]+)»", said), *(lead[1].split(", ") if lead else ())):
        if place := _place_of(name, raw):
            return _line(raw, place)
    return 0


def _place_of(name: str, raw: Any) -> tuple[Any, ...]:
    if not isinstance(raw, (LinedDict, list)):
        return ()
    pairs = list(raw.items()) if isinstance(raw, LinedDict) else list(enumerate(raw))
    own = next(((key,) for key, value in pairs if name in (key, value)), ())
    return own or next(((key, *deeper) for key, value in pairs if (deeper := _place_of(name, value))), ())


def _shown(value: Any) -> str:
    """A value as it is written in a file."""
    if value is None:
        return "пусто"
    if isinstance(value, bool):
        return f"«{str(value).lower()}»"
    if isinstance(value, dict):
        return "набор ключей"
    if isinstance(value, (list, tuple)):
        return f"«[{', '.join(map(str, value))[:60]}]»"
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return f"«{text if len(text) <= 60 else text[:60] + '…'}»"
