"""Files leave as downloads whose type no browser will run: uploads are never served inline."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse


def attachment(name: str, content: bytes) -> HttpResponse:
    """The bytes under a name, sandboxed."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
