"""Files leave as downloads whose type no browser will run: uploads are never served inline."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse

from priemnaya.core.models import StoredFile

Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)


def streamed(name: str, stored: StoredFile) -> StreamingHttpResponse:
    """A stored file of any size under a name, a chunk at a time."""
    response = StreamingHttpResponse(stored.pieces(), content_type="application/octet-stream")
    response["Content-Length"] = str(stored.size)
    return sandboxed(response, name)


def attachment(name: str, content: bytes) -> HttpResponse:
    """The bytes under a name, sandboxed."""
    response = HttpResponse(content, content_type="application/octet-stream")
    return sandboxed(response, name)


def sandboxed(response: Response, name: str) -> Response:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return response
