"""Envelopes and lists for the post as PDF. Text travels as JSON, never as markup."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

from priemnaya.bounded import run

from .addresses import split_address
from .pdf import font_folder
from .report import UNPRINTABLE

TEMPLATE = Path(__file__).parent / "post.typ"


@dataclass(frozen=True)
class Posted:
    """One letter for the post."""

    recipient: str
    address: str
    document: str = ""
    track: str = ""


def _render(data: dict[str, object]) -> bytes:
    made: bytes = run("letterhead.post", data)
    return made


def compile_post(data: dict[str, object]) -> bytes:
    """The work itself."""
    text = UNPRINTABLE.sub("", json.dumps(data, ensure_ascii=False))
    return bytes(typst.compile(str(TEMPLATE), sys_inputs={"post": text}, font_paths=[str(font_folder())], format="pdf"))


def render_envelopes(body: str, address: str, letters: list[Posted]) -> bytes:
    """One DL envelope (220 × 110 mm) a page."""
    rows = [{**asdict(x), **_where(x.address)} for x in letters]
    return _render({"kind": "envelopes", "body": body, "address": address, "rows": rows})


def _where(address: str) -> dict[str, object]:
    """The lines of «Куда» in the order of the post, and the index by itself; as typed where nobody can be sure."""
    parts = split_address(address)
    return {"where": list(parts.lines()) if parts else [address], "index": parts.index if parts else ""}


def render_list(body: str, address: str, title: str, by: str, letters: list[Posted]) -> bytes:
    """The list that the post signs: A4, as many pages as it takes."""
    return _render(
        {
            "kind": "list",
            "body": body,
            "address": address,
            "title": title,
            "by": by,
            "rows": [asdict(x) for x in letters],
        }
    )
