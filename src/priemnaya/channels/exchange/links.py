"""Links to the closed systems, from PRIEMNAYA_EXCHANGE: one URL a link, separated by spaces.

    epgu+folder:///srv/exchange/epgu?body=udmurtia-mio          files dropped in a folder (in/, out/, done/, failed/)
    epgu+https://KEY@gateway.example/epgu?body=udmurtia-mio     REST, every request signed with KEY
    pos+folder://?body=udmurtia-mio                             the folder var/exchange/<body>/pos

Another transport is a class registered under its scheme as an entry point of the group `priemnaya.exchange`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings

from priemnaya.core.targets import loopback
from priemnaya.people.models import Organisation
from priemnaya.policy.connection import connects

SYSTEMS = {"epgu": "портал госуслуг", "pos": "платформа обратной связи"}


@dataclass(frozen=True)
class Link:
    """One system of one body. scheme chooses the transport; key signs (empty for folders); where: folder or base
    URL."""

    system: str
    body: str
    scheme: str
    where: str
    key: str = ""

    @property
    def folder(self) -> Path:
        return Path(self.where)


def parse_link(url: str) -> Link:
    """Raises ValueError with what is wrong."""
    parts = urlsplit(url)
    system, _, scheme = parts.scheme.partition("+")
    body = dict(parse_qsl(parts.query)).get("body", "")
    if system not in SYSTEMS or not scheme or not body:
        raise ValueError(
            f"PRIEMNAYA_EXCHANGE: нужны система ({', '.join(SYSTEMS)}), способ (folder, https) и body=орган."
        )
    if scheme == "folder":
        where = parts.path or str(Path(settings.DATA) / "exchange" / body / system)
        return Link(system, body, scheme, where)
    if scheme == "http" and not loopback(parts.hostname or ""):
        raise ValueError("PRIEMNAYA_EXCHANGE: по http всё идёт открытым текстом, а там обращения людей: пишите https.")
    if not parts.username:
        raise ValueError(
            f"PRIEMNAYA_EXCHANGE: для {system} нужен ключ подписи: {system}+https://КЛЮЧ@адрес/?body={body}"
        )
    port = f":{parts.port}" if parts.port else ""
    return Link(
        system, body, scheme, f"{scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}", unquote(parts.username)
    )


@lru_cache(maxsize=8)
def _all(text: str) -> tuple[Link, ...]:
    return tuple(parse_link(url) for url in text.split())


def links() -> tuple[Link, ...]:
    """Raises ValueError."""
    return _all(settings.EXCHANGE)


def links_of(body: Organisation) -> list[Link]:
    return [one for one in links() if one.body == body.slug]


def check_links() -> None:
    """Raises ValueError when the setting cannot be read or names a body that is not here."""
    named = {one.body for one in links()}
    if lost := sorted(named - set(Organisation.objects.filter(slug__in=named).values_list("slug", flat=True))):
        raise ValueError(f"PRIEMNAYA_EXCHANGE: органа «{', '.join(lost)}» нет, проверьте body=")


def link_of(system: str, body: str) -> Link | None:
    return next((one for one in links() if one.system == system and one.body == body), None)


@connects(*SYSTEMS, lack="обмен не настроен")
def connected(system: str, body: str) -> bool:
    return link_of(system, body) is not None
