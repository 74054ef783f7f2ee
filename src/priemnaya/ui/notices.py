"""Messages of the next page. A success takes the refusals of earlier tries with it: a page never says both."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.messages import constants, get_messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest


class Notices(SessionStorage):
    """Kept in the session until a page shows them."""

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        if level == constants.SUCCESS:
            self.forget_refusals()
        super().add(level, message, extra_tags)

    def forget_refusals(self) -> None:
        """Drop what earlier requests refused and no page has shown yet; what this request says stays."""
        earlier: list[Message] = self._loaded_messages  # type: ignore[attr-defined]
        kept = [m for m in earlier if m.level < constants.WARNING]
        if len(kept) < len(earlier):
            self._loaded_data: Any = kept
            self.added_new = True


def forget_refusals(request: HttpRequest) -> None:
    """The next try succeeded."""
    cast(Notices, get_messages(request)).forget_refusals()
