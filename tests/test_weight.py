"""How much a client's browser fetches to open a page for the first time: it may come over a slow telephone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

import priemnaya

MOST = 100_000
"""Bytes of a page opened anew, over the wire."""
HEADERS = 500
"""Of each answer, about."""
FONTS = Path(priemnaya.__file__).parent / "ui" / "static" / "ui" / "fonts"
PAIR = ("golos-text-cyrillic-wght-normal.woff2", "golos-text-latin-basic-wght-normal.woff2")
OTHERS = re.compile(r"[^\u0000-\u007f\u00a0§©«»\u00ad°±·½×А-яЁё\u2010-\u2015\u2018-\u201e•…‰′″‹›€™←-↓−№\ufeff\u0301]")


def wire(client: Client, path: str) -> tuple[int, str]:
    """What goes over the wire for one address, and its text."""
    answer = client.get(path, headers={"accept-encoding": "gzip"})
    packed = answer.content if not answer.streaming else b"".join(answer)  # type: ignore[arg-type]
    plain = client.get(path)
    text = plain.content if not plain.streaming else b"".join(plain)  # type: ignore[arg-type]
    return len(packed) + HEADERS, text.decode()


def test_a_page_opened_anew_is_a_hundred_kilobytes_with_one_pair_of_fonts(cast: Any) -> None:
    fonts = sum((FONTS / name).stat().st_size + HEADERS for name in PAIR)
    for path in ("", "services/", "write/step/what/", "points/", "follow/"):
        size, page = wire(Client(), f"/udmurtia-mio/{path}")
        parts = set(re.findall(rf'(?:href|src)="({settings.STATIC_URL}[^"]+|[^"]+emblem\.svg)"', page))
        assert len(parts) >= 7, parts
        whole = size + fonts + sum(wire(Client(), part)[0] for part in parts)
        assert whole < MOST, (path, whole)
        shown = re.sub(r'<(p|span) lang="und">.*?</\1>|<[^>]+>', " ", page)  # its own face: portal.css
        assert not set(OTHERS.findall(shown)), f"{path}: signs of a third font"


def test_what_is_of_somebody_is_not_packed(cast: Any) -> None:
    """How well a secret packs beside words of a stranger would tell it."""
    client = Client()
    page = client.get("/udmurtia-mio/points/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip" and "Accept-Encoding" in page["Vary"]
    assert "Content-Encoding" not in client.get("/udmurtia-mio/points/")
    client.post("/udmurtia-mio/follow/", {"number": "2026-000001", "code": "x"})
    client.cookies["draft"] = "secret"
    assert "Content-Encoding" not in client.get("/udmurtia-mio/points/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in client.get("/accounts/login/", headers={"accept-encoding": "gzip"})
