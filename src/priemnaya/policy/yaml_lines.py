"""Strict YAML: duplicate keys are errors, and every mapping and list remembers the line it came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from priemnaya.bounded.data import must_be_modest


class OrderError(ValueError):
    """A load error a person can act on: file, line, clause and what is allowed."""

    def __init__(self, message: str, *, file: str = "", line: int = 0, clause: str = "") -> None:
        self.message, self.file, self.line, self.clause = message, file, line, clause
        where = f"{file}:{line}: " if file else ""
        super().__init__(f"{where}{f'п. {clause}: ' if clause else ''}{message}")


class LinedDict(dict[Any, Any]):
    """A mapping that knows its own line and its keys' lines (1-based)."""

    line: int = 0
    lines: dict[Any, int]


class LinedList(list[Any]):
    """A list that knows its own line (1-based)."""

    line: int = 0


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: Path) -> Any:
    """The file as LinedDict, LinedList and plain scalars. Raises OrderError with file and line."""
    return load_text(path.read_text(encoding="utf-8"), str(path))


def load_text(text: str, file: str) -> Any:
    try:
        must_be_modest(text)
    except yaml.YAMLError as error:
        raise _not_yaml(error, file) from error
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            raise OrderError("файл пуст", file=file, line=1)
        return _build(loader, node, file)
    except yaml.YAMLError as error:
        raise _not_yaml(error, file) from error
    finally:
        loader.dispose()


def _not_yaml(error: yaml.YAMLError, file: str) -> OrderError:
    mark = getattr(error, "problem_mark", None)
    return OrderError(f"это не YAML: {getattr(error, 'problem', error)}", file=file, line=mark.line + 1 if mark else 1)


def _build(loader: Any, node: yaml.Node, file: str) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result = LinedDict()
        result.line, result.lines = line, {}
        for key_node, value_node in node.value:
            key = _scalar(loader, key_node)
            if key in result:
                raise OrderError(f"ключ «{key}» повторён", file=file, line=key_node.start_mark.line + 1)
            result[key] = _build(loader, value_node, file)
            result.lines[key] = key_node.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        items = LinedList(_build(loader, item, file) for item in node.value)
        items.line = line
        return items
    return _scalar(loader, node)


def _scalar(loader: Any, node: yaml.Node) -> Any:
    """YAML 1.1 reads `on` and `no` as booleans, which no author of an order means: only true and false are."""
    if node.tag == "tag:yaml.org,2002:bool" and str(node.value).lower() not in ("true", "false"):
        return node.value
    return loader.construct_object(node, deep=True)
