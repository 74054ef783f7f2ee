"""A body with a chat, for tests: its point, who is on duty, a client's browser."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client as Browser

from priemnaya.channels.chat import actions
from priemnaya.channels.models import ChatTalk
from priemnaya.core.tokens import api_digest, new_token
from priemnaya.people.models import Employee, InteractionPoint, Organisation

GOOD_LINE = "Здравствуйте! Сегодня принимаем до 17 часов."


def with_chat(body: Organisation, hours: str = "в рабочие часы") -> InteractionPoint:
    return InteractionPoint.objects.create(
        organisation=body, kind="chat", name="Чат на сайте", functions=["inform"], hours=hours, approved_by="приказ"
    )


def on_duty(employee: Employee) -> None:
    actions.start_chat_duty(employee.organisation, by=employee)


def begun(body: Organisation, text: str = "До какого часа приём?", **more: Any) -> tuple[ChatTalk, str]:
    """A talk that somebody has begun, and its key."""
    key = new_token()
    opening = actions.ChatOpening("portal", api_digest(key), text, new_token(), **more)
    return actions.open_chat(body, opening, by=None), key


class Guest:
    """A client's browser before the page of the chat."""

    def __init__(self, body: Organisation, *, frame: bool = False) -> None:
        self.body, self.browser, self.query = body, Browser(), "?frame=1" if frame else ""
        self.key = ""

    def address(self, rest: str = "") -> str:
        return f"/{self.body.slug}/chat/{f'{self.key}/' if self.key else ''}{rest}{self.query}"

    def page(self) -> str:
        return self.browser.get(self.address()).content.decode()

    def begin(self, text: str, **more: str) -> Any:
        self.key = ""
        page = self.page()
        fields = dict(re.findall(r'name="(stamp|talk|line)"\s+value="([^"]*)"', page))
        answer = self.browser.post(self.address(), {**fields, "text": text, **more})
        if answer.status_code == 302:
            self.key = re.search(r"/chat/([\w-]+)/", answer["Location"])[1]  # type: ignore[index]
        return answer

    def say(self, text: str, line: str = "", **headers: str) -> Any:
        fields = {"text": text, "line": line or new_token()}
        return self.browser.post(self.address("say/"), fields, headers=headers)

    def does(self, what: str, **fields: str) -> Any:
        return self.browser.post(self.address(f"{what}/"), fields)

    @property
    def talk(self) -> ChatTalk:
        return ChatTalk.objects.get(key_digest=api_digest(self.key))
