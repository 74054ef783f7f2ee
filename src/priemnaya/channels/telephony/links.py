"""The exchanges of the bodies, from PRIEMNAYA_TELEPHONY: one URL an exchange, separated by spaces. Secrets live in the
environment only.

    generic://SECRET@asterisk/?body=udmurtia-mio      our contract: each report signed with SECRET
    mango://KEY:SALT@mango/?body=udmurtia-mio         Mango Office: «Ключ» and «Ключ для создания подписи»

What stands for a host is the name of the exchange: reports come to /api/telephony/<name>/<body>/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

KINDS = {"generic": _("по нашему договору"), "mango": _("Манго Офис")}
NAME = re.compile(r"[a-z0-9-]{1,40}")
SHORTEST = 16
"""Signs of a secret: a shorter one is guessed."""


@dataclass(frozen=True)
class Exchange:
    """One exchange of one body. key: what Mango calls it; secret: what the reports are signed with."""

    kind: str
    name: str
    body: str
    secret: str
    key: str = ""

    @property
    def path(self) -> str:
        return f"/api/telephony/{self.name}/{self.body}/"


def parse_exchange(url: str) -> Exchange:
    """Raises ValueError with what is wrong; a secret is not said again."""
    parts = urlsplit(url)
    body, name = dict(parse_qsl(parts.query)).get("body", ""), parts.netloc.rpartition("@")[2]
    if parts.scheme not in KINDS:
        raise ValueError(f"PRIEMNAYA_TELEPHONY: неизвестный вид АТС, есть {', '.join(KINDS)}.")
    if not NAME.fullmatch(name) or not body:
        raise ValueError("PRIEMNAYA_TELEPHONY: нужны имя АТС (латинские буквы, цифры, дефис) и body=орган.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    key, secret = (user, password) if parts.scheme == "mango" else ("", user)
    if parts.scheme == "mango" and not (key and secret):
        raise ValueError("PRIEMNAYA_TELEPHONY: для Манго нужны ключ и ключ подписи: mango://КЛЮЧ:ПОДПИСЬ@имя/?body=…")
    if len(secret) < SHORTEST:
        raise ValueError(f"PRIEMNAYA_TELEPHONY: секрет для «{name}» короче {SHORTEST} знаков или его нет.")
    return Exchange(parts.scheme, name, body, secret, key)


@lru_cache(maxsize=8)
def _all(text: str) -> tuple[Exchange, ...]:
    found = tuple(parse_exchange(url) for url in text.split())
    if len({(one.name, one.body) for one in found}) < len(found):
        raise ValueError("PRIEMNAYA_TELEPHONY: две АТС одного органа названы одинаково.")
    if len({(one.key, one.secret) for one in found}) < len(found):  # a report does not name its door
        raise ValueError("PRIEMNAYA_TELEPHONY: у двух АТС один секрет: сообщение одной приняла бы и другая.")
    return found


def exchanges() -> tuple[Exchange, ...]:
    """Raises ValueError."""
    return _all(settings.TELEPHONY)


def exchange_of(name: str, body: str) -> Exchange | None:
    return next((one for one in exchanges() if one.name == name and one.body == body), None)
