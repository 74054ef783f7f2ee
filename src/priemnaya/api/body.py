"""A JSON body from anybody: read within bounds, without signs that no database keeps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, UnreadablePostError

from priemnaya.bounded.data import NotJson, json_of, readable

__all__ = ["NotJson", "read_json", "readable"]


def read_json(request: HttpRequest) -> Any:
    """The body as JSON (RFC 8259: no NaN). Raises NotJson."""
    try:
        return readable(json_of(request.body))
    except UnreadablePostError as error:
        raise NotJson from error
