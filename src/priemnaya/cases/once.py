"""A request that only reads has the walls looked up once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from .models.walls import looked_up_once


class WallsOnce:
    """A page answers for the moment it was asked in: what is closed to its reader is looked up then. Deeds (POST) have
    the database look at each step."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with looked_up_once():
            return self.get_response(request)
