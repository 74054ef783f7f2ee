"""A JSON body from anybody: read within bounds, without signs that no database keeps."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, UnreadablePostError

DEEPEST = 64
"""Levels of lists and objects: no document of ours has ten."""


class NotJson(ValueError):
    """The body is no JSON, or nested deeper than anything we take."""


def read_json(request: HttpRequest) -> Any:
    """The body as JSON (RFC 8259: no NaN). Raises NotJson."""
    try:
        found = json.loads(request.body, parse_constant=_no_constant)
    except (ValueError, RecursionError, UnreadablePostError) as error:
        raise NotJson from error
    level = [found]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return readable(found)
    raise NotJson


def _no_constant(name: str) -> Any:
    raise NotJson(name)


def _inside(value: Any) -> list[Any]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [v for v in inner if isinstance(v, dict | list)]


def readable(value: Any) -> Any:
    """Without signs that no database keeps (NUL, halves of a pair): they carry nothing a person wrote."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [readable(v) for v in value]
    return {readable(k): readable(v) for k, v in value.items()} if isinstance(value, dict) else value
