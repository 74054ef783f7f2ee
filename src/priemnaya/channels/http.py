"""HTTP to a messenger or a gateway: one way to call, one way to read refusals, one limit on what is fetched."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from priemnaya.channels.base import Away, GiveUp, Postpone
from priemnaya.core import outbound
from priemnaya.core.outbound import Answer


def call(method: str, url: str, **given: Any) -> Answer:
    """One request. Raises Away when nobody answers, when the service fails, and when it asks all to come later."""
    try:
        answer = outbound.call(method, url, **given)
    except (outbound.NoAnswer, outbound.Barred) as error:
        raise Away(f"Сервис не отвечает: {error}") from error
    if answer.status_code in (408, 429) or answer.status_code >= 500:
        raise Away(f"Сервис ответил {answer.status_code}")
    return answer


def refuse(answer: Answer, *, later: tuple[int, ...] = ()) -> None:
    """Raise what an answer other than 2xx means for this one message."""
    if answer.status_code < 300:
        return
    text = f"Сервис ответил {answer.status_code}: {answer.text[:200]}"
    if answer.status_code == 401:
        raise Away(f"Токен бота не принят. {text}")
    raise (Postpone if answer.status_code in later else GiveUp)(text)


def fetch(url: str, base: str) -> bytes:
    """The bytes behind a link of a service whose own address is `base`, not more than a file may have: at the service
    itself as it is set up, elsewhere in the internet only. Raises outbound.NoAnswer, outbound.Barred."""
    if urlsplit(url)[:2] == urlsplit(base)[:2]:
        answer = outbound.call("GET", url, most=settings.MAX_FILE_BYTES)
        if answer.status_code != 200:
            raise outbound.NoAnswer(f"ответ {answer.status_code}")
        return answer.content
    return outbound.get_public(url, most=settings.MAX_FILE_BYTES, seconds=60)
