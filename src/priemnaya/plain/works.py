"""Whole works over what strangers send, for a process of their own (`priemnaya.bounded`): plain values in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .checker import check
from .document import Document, Unreadable
from .inputs import OBJECT, read_document
from .profile import Profile
from .report import Finding, Report


@dataclass(frozen=True)
class FileReport:
    """What was read from a file and what is wrong with it. saves: the mended file can be written. unread: what of the
    file was not read, in words for people. mended: how many replacements the mended file would have."""

    text: str
    report: Report
    saves: bool
    unread: tuple[str, ...] = ()
    mended: int = 0


@dataclass(frozen=True)
class FileText:
    """The words of a file, and what of it was not read."""

    text: str
    unread: tuple[str, ...] = ()


def check_text(text: str, profile: Profile | None = None) -> Report:
    """The report on a text. Raises Unreadable when it is too large."""
    return check(text, profile)


def check_file(data: bytes, name: str, profile: Profile, most: int) -> FileReport:
    """The report on a file whose text has at most `most` characters. Raises Unreadable."""
    manuscript = read_document(data, name)
    _must_be_within(manuscript.text, most)
    report = check(manuscript.document(), profile)
    mended = sum(f.safe and manuscript.can_mend(f) for f in report.findings)
    return FileReport(manuscript.text, report, manuscript.save is not None, tuple(manuscript.unread), mended)


def mend_file(data: bytes, name: str, profile: Profile, most: int) -> bytes | None:
    """The file with its safe findings mended and nothing else changed; None where it can't be written. Raises
    Unreadable."""
    manuscript = read_document(data, name)
    _must_be_within(manuscript.text, most)
    found = check(manuscript.document(), profile).findings
    return manuscript.mended(_mendable(found))


def _mendable(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.safe or f.family == "FMT"]


def read_file(data: bytes, name: str) -> FileText:
    """The text of a file, without the places of its pictures. Raises Unreadable."""
    manuscript = read_document(data, name)
    return FileText(manuscript.text.replace(OBJECT, ""), tuple(manuscript.unread))


def too_large(most: int) -> str:
    return f"Здесь проверяем тексты до {most // 1000} тысяч знаков: разделите текст на части."


def _must_be_within(text: str | Document, most: int) -> None:
    if len(text.text if isinstance(text, Document) else text) > most:
        raise Unreadable(too_large(most))
