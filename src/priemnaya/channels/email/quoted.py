"""New words of a letter and the letter it answers, told apart as Russian mail programs write them.

Libraries for this (quotequail, mail-parser-reply, talon) know English and a few other languages, not «пишет:», «От: …
Кому:» or «Исходное сообщение». Nothing is ever thrown away: what is cut off is kept beside, and the original lies in
the database.
"""

from __future__ import annotations

import re

from priemnaya.plain.document import without_long_runs

DAY = r"(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}\s+[а-яё]{3,8}\.?\s+\d{4}|(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b)"
SAYS = r"(?:пишет|писал|писала|писал\(а\)|написал|написала|написал\(а\)|wrote|a écrit)"
HEADS = (
    re.compile(
        r"^[ \t]*-{2,}[ \t]*(?:Исходное сообщение|Original Message|Исходное письмо)[ \t]*-{2,}[ \t]*$", re.I | re.M
    ),
    re.compile(rf"^[^\n>]{{0,60}}{DAY}[^\n]{{0,200}}?(?:\n[^\n>]{{0,120}})?\b{SAYS}[^\n]{{0,80}}:[ \t]*$", re.I | re.M),
    re.compile(rf"^(?:On|Le)\s[^\n]{{5,200}}(?:\n[^\n>]{{0,120}})?\b{SAYS}:[ \t]*$", re.I | re.M),
    re.compile(
        r"^(?:_{5,}[ \t]*\n+)?\*?(?:От|From|Отправитель):\*?["
        r" \t]?[^\n]+\n+(?:\*?(?:Отправлено|Дата|Кому|Sent|Date|To|Копия|Cc|Тема|Subject):\*?[^\n]*\n+){2,}",
        re.I | re.M,
    ),
)
FORWARDED = re.compile(r"^\s*(?:fwd?|fw|пересл?|переслано)\s*:", re.I)
ENOUGH = 2
"""Letters that the new words must have: an empty answer above a quotation is no answer."""


def split_quoted(text: str, subject: str = "") -> tuple[str, str]:
    """(new words, the quoted letter). A forwarded letter, answers written between quoted lines, and a letter that is
    all quotation stay whole: there the quotation is what the client wants read."""
    if FORWARDED.match(subject):
        return text, ""
    looked_at = without_long_runs(text)
    heads = [m.start() for head in HEADS if (m := head.search(looked_at))]
    at = min(heads, default=-1)
    if at < 0:
        at = _trailing(text)
    if at < 0:
        return text, ""
    new, old = text[:at].rstrip(), text[at:].strip()
    if _answered_inside(old) or sum(c.isalnum() for c in new) < ENOUGH:
        return text, ""
    return new, old


def _trailing(text: str) -> int:
    """Where a block of «>» lines at the end begins; -1 without one."""
    lines = text.split("\n")
    n = len(lines)
    while n and (not lines[n - 1].strip() or lines[n - 1].lstrip().startswith(">")):
        n -= 1
    if n == len(lines) or not any(line.lstrip().startswith(">") for line in lines[n:]):
        return -1
    return len("\n".join(lines[:n]))


def _answered_inside(old: str) -> bool:
    """Words of the answer stand between or below the quoted lines."""
    lines = [line for line in old.split("\n")[1:] if line.strip()]
    quoted = [n for n, line in enumerate(lines) if line.lstrip().startswith(">")]
    return bool(quoted) and any(not line.lstrip().startswith(">") for line in lines[quoted[0] :])
