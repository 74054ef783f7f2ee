"""HTTP to a messenger: one way to call, one way to read refusals, one limit on what is fetched."""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings

from priemnaya.channels.base import Away, GiveUp, Postpone

TIMEOUT = (5, 40)  # seconds: to connect, to answer (long polling included)


def call(method: str, url: str, **given: Any) -> requests.Response:
    """One request. Raises Away when nobody answers, when the service fails, and when it asks all to come later."""
    try:
        answer = requests.request(method, url, timeout=TIMEOUT, allow_redirects=False, **given)
    except requests.RequestException as error:
        raise Away(f"Сервис не отвечает: {type(error).__name__}") from error
    if answer.status_code in (408, 429) or answer.status_code >= 500:
        raise Away(f"Сервис ответил {answer.status_code}")
    return answer


def refuse(answer: requests.Response, *, later: tuple[int, ...] = ()) -> None:
    """Raise what an answer other than 2xx means for this one message."""
    if answer.status_code < 300:
        return
    text = f"Сервис ответил {answer.status_code}: {answer.text[:200]}"
    if answer.status_code == 401:
        raise Away(f"Токен бота не принят. {text}")
    raise (Postpone if answer.status_code in later else GiveUp)(text)


def fetch(url: str, **given: Any) -> bytes:
    """The bytes behind a link, not more than a file may have. Raises ValueError, requests.RequestException."""
    if not url.startswith(("https://", "http://")):
        raise ValueError("not a link")
    with requests.get(url, timeout=TIMEOUT, stream=True, **given) as answer:
        answer.raise_for_status()
        pieces, size = [], 0
        for piece in answer.iter_content(1 << 18):
            size += len(piece)
            if size > settings.MAX_FILE_BYTES:
                raise ValueError("too large")
            pieces.append(piece)
    return b"".join(pieces)
