"""A JSON body from anybody: read within bounds, without signs that no database keeps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, UnreadablePostError

from priemnaya.bounded.data import NotJson, json_of

__all__ = ["NotJson", "read_json", "readable"]


def read_json(request: HttpRequest) -> Any:
    """The body as JSON (RFC 8259: no NaN). Raises NotJson."""
    try:
        return readable(json_of(request.body))
    except UnreadablePostError as error:
        raise NotJson from error


def readable(value: Any) -> Any:
    """Without signs that no database keeps (NUL, halves of a pair): they carry nothing a person wrote."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [readable(v) for v in value]
    return {readable(k): readable(v) for k, v in value.items()} if isinstance(value, dict) else value
