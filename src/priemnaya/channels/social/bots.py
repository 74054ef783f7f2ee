"""The bots of the bodies, from PRIEMNAYA_BOTS: one URL a bot, separated by spaces. Secrets live in the environment
only.

    max://SECRET:TOKEN@platform-api2.max.ru/?body=udmurtia-mio&mode=webhook
    vk://SECRET:TOKEN@api.vk.ru/?body=udmurtia-mio&group=1234&confirmation=ab12cd34&mode=webhook
    telegram://SECRET:TOKEN@api.telegram.org/?body=…&accept=41-fz

Of VK also wall=TOKEN: the key of an administrator for answers under comments and for hiding them, where the
community's own key may not. mode: webhook (default) or poll. «max+http://127.0.0.1:9000» speaks plain HTTP, for a
proxy or a test on loopback.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

from priemnaya.policy.connection import connects

POINTS = ("max", "vk", "telegram")
BARRED = "telegram"
ACCEPT = "41-fz"
LAW = (
    "Telegram выключен. С 1 июня 2025 года государственным органам запрещено общаться с гражданами через иностранные"
    " мессенджеры (41-ФЗ от 01.04.2025, ст. 10). Если ваша организация под запрет не попадает, добавьте в адрес бота"
    " «accept=41-fz»: этим вы подтверждаете, что знаете о запрете."
)


@dataclass(frozen=True)
class Bot:
    """One bot of one body. options: what else its address says (group, confirmation, accept)."""

    point: str
    body: str
    token: str
    secret: str
    base: str
    polls: bool = False
    options: dict[str, str] = field(default_factory=dict)

    @property
    def barred(self) -> bool:
        """A foreign messenger, which stays off until whoever sets it up says that the law does not bar it here."""
        return self.point == BARRED and self.options.get("accept") != ACCEPT

    @property
    def name(self) -> str:
        return f"{self.point}:{self.body}"


def parse_bot(url: str) -> Bot:
    """A bot from its URL. Raises ValueError with what is wrong."""
    parts = urlsplit(url)
    point, _, scheme = parts.scheme.partition("+")
    options = dict(parse_qsl(parts.query))
    body, mode = options.pop("body", ""), options.pop("mode", "webhook")
    if point not in POINTS:
        raise ValueError(f"PRIEMNAYA_BOTS: неизвестный мессенджер «{point}», есть {', '.join(POINTS)}.")
    if not (body and parts.password and parts.hostname):
        raise ValueError(f"PRIEMNAYA_BOTS: для {point} нужны токен, адрес и body=орган.")
    if mode == "webhook" and not unquote(parts.username or ""):
        raise ValueError(
            f"PRIEMNAYA_BOTS: для {point} в режиме webhook нужен секрет, иначе сообщение может прислать кто угодно."
        )
    port = f":{parts.port}" if parts.port else ""
    base = f"{scheme or 'https'}://{parts.hostname}{port}{parts.path.rstrip('/')}"
    return Bot(point, body, unquote(parts.password), unquote(parts.username or ""), base, mode == "poll", options)


@lru_cache(maxsize=8)
def _all(text: str) -> tuple[Bot, ...]:
    return tuple(parse_bot(url) for url in text.split())


def bots() -> tuple[Bot, ...]:
    """Every bot of the installation, barred ones too. Raises ValueError."""
    return _all(settings.BOTS)


@connects(*POINTS, lack="не подключён бот")
def connected(point: str, body: str) -> bool:
    return bot_of(point, body) is not None


def bot_of(point: str, body: str) -> Bot | None:
    """The bot that speaks for a body at a point; None when there is none or the law bars it."""
    return next((b for b in bots() if b.point == point and b.body == body and not b.barred), None)
