"""Files leave as downloads whose type no browser will run: uploads are never served inline. What we drew ourselves, a
PDF, opens in the viewer of the phone."""

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


def viewed(name: str, content: bytes) -> HttpResponse:
    """A PDF of our own making, under its name: opened where it is, by whatever shows PDF there. Never for an upload."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (  # no sandbox: a browser's own viewer would not start in one
        "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    )
    return response


def sandboxed(response: Response, name: str) -> Response:
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return response
