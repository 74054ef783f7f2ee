"""A letter as data: its requisites, blocks and notes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Block:
    """A thematic block: an optional title and paragraphs."""

    paragraphs: tuple[str, ...]
    title: str = ""


@dataclass(frozen=True)
class Letter:
    """Requisites of ГОСТ Р 7.0.97-2025, as strings ready to print. Empty ones are left out.

    emblem, qr: pictures as SVG text. check_url: where the letter's authenticity is checked; the QR code says the same.
    large: in large print, 18 points.
    """

    body: str
    contacts: tuple[str, ...]
    accent: str
    date: str
    number: str
    answer_to: str
    addressee: tuple[str, ...]
    heading: str
    blocks: tuple[Block, ...]
    endnotes: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    signer_post: str = ""
    signer_name: str = ""
    signature_mark: str = ""
    executor: str = ""
    survey_url: str = ""
    layout: str = "longitudinal"
    authority: str = ""
    second_name: str = ""
    unit: str = ""
    codes: tuple[str, ...] = ()
    emblem: str = ""
    check_url: str = ""
    qr: str = ""
    large: bool = False
    extra: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
