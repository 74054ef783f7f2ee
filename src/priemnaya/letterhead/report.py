"""A long record as PDF/A-2b: the history of a client, an act of destruction. Text travels as JSON, never as markup."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

from priemnaya.bounded import run

from .pdf import font_folder

TEMPLATE = Path(__file__).parent / "report.typ"
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f￾￿]")


@dataclass(frozen=True)
class Item:
    """One thing that happened: a heading, a small line below it, its paragraphs, and the names of its files."""

    head: str
    meta: str = ""
    paragraphs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    body: str
    title: str
    lead: tuple[str, ...]
    items: tuple[Item, ...]
    tail: tuple[str, ...] = ()


def render_report(report: Report) -> bytes:
    """PDF/A-2b bytes, fonts inside, without network. Signs that no font prints are left out. Raises Exceeded."""
    made: bytes = run("letterhead.report", report)
    return made


def compile_report(report: Report) -> bytes:
    """The work itself."""
    data = UNPRINTABLE.sub("", json.dumps(asdict(report), ensure_ascii=False))
    made = typst.compile(
        str(TEMPLATE),
        sys_inputs={"report": data},
        font_paths=[str(font_folder())],
        format="pdf",
        pdf_standards=["a-2b"],
    )
    return bytes(made)
