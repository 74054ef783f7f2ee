"""Pages and their sheets leave compressed: a portal opened over a slow line is a tenth of what it would be.

Static files are compressed once a process. Of pages only those that hold nothing of one person: how well a page with a
secret and with words of a stranger packs would tell the secret (BREACH).
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from .middleware import of_somebody

KINDS = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml")
LEAST = 500
"""Bytes below which packing gains nothing."""


class Compressed:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.get_response(request)
        if response.headers.get("Content-Type", "").split(";")[0] not in KINDS or "Content-Encoding" in response:
            return response
        if request.method != "GET" or response.status_code != 200 or "Range" in request.headers:
            return response
        static = request.path.startswith(settings.STATIC_URL)
        if response.streaming != static or (not static and of_somebody(request)):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return response
        plain = b"".join(response) if static else response.content  # type: ignore[attr-defined]
        packed = _once(plain) if static else gzip.compress(plain, 6, mtime=0)
        if len(plain) < LEAST:
            packed = plain
        return _told(response, packed, smaller=packed is not plain)


@lru_cache(maxsize=128)
def _once(plain: bytes) -> bytes:
    return gzip.compress(plain, 9, mtime=0)


def _told(response: HttpResponseBase, content: bytes, *, smaller: bool) -> HttpResponse:
    """The same answer with other bytes."""
    told = HttpResponse(content, status=response.status_code)
    told.cookies = response.cookies
    for name, value in response.headers.items():
        told.headers[name] = value
    told.headers["Content-Length"] = str(len(content))
    if smaller:
        told.headers["Content-Encoding"] = "gzip"
        if etag := response.headers.get("ETag"):
            told.headers["ETag"] = etag if etag.startswith("W/") else f"W/{etag}"
    told._resource_closers.extend(response._resource_closers)  # type: ignore[attr-defined]  # closed with it, once
    return told
