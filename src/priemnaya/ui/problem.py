"""An error for machines: problem+json (RFC 9457) with words in the language of the caller."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse


def problem(status: int, title: str, detail: str, **more: Any) -> JsonResponse:
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )
