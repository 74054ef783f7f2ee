"""JSON and YAML that somebody else wrote, read within bounds: nothing is built before its size and depth are known."""

from __future__ import annotations

import json
from typing import Any

import yaml

DEEPEST = 64
"""Levels of lists and objects: no document of ours has ten."""
MOST_VALUES = 500_000
"""Values of one document: a list of them takes hundreds of bytes each, whatever little its text weighs."""
LARGEST_YAML = 5_000_000
"""Characters of a file of an order, of a calendar, of services."""


class NotJson(ValueError):
    """The text is no JSON, or deeper or fuller than anything we take."""


def json_of(text: str | bytes) -> Any:
    """The document (RFC 8259: no NaN). Raises NotJson."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if sum(data.count(mark) for mark in (b",", b"[", b"{")) > MOST_VALUES:
        raise NotJson("слишком много значений")
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise NotJson("это не JSON") from error
    level = [found]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return found
    raise NotJson("слишком глубокая вложенность")


def readable(value: Any) -> Any:
    """Without signs that no database keeps (NUL, halves of a pair): they carry nothing a person wrote."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [readable(v) for v in value]
    return {readable(k): readable(v) for k, v in value.items()} if isinstance(value, dict) else value


def _no_constant(name: str) -> Any:
    raise NotJson(name)


def _inside(value: Any) -> list[Any]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [v for v in inner if isinstance(v, dict | list)]


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def yaml_of(text: str) -> Any:
    """Plain values of a YAML text. Raises yaml.YAMLError, of bombs too."""
    must_be_modest(text)
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - both are safe loaders  # nosec B506


def must_be_modest(text: str) -> None:
    """Raises yaml.YAMLError for what grows when it is built (a name used again: the «bomb» of ten short lines) or is
    nested so deep that the library itself dies of it."""
    if len(text) > LARGEST_YAML:
        raise yaml.MarkedYAMLError(problem="файл слишком большой: разделите его")
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            problem = "ссылки (*имя) не допускаются: напишите значение ещё раз"
            raise _bomb(problem, event)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise _bomb("слишком глубокая вложенность", event)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _bomb(problem: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
