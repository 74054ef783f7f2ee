"""Plain text of articles as HTML: blocks divided by blank lines, a short first line as a title, lists by dashes or
numbers."""

from __future__ import annotations

import re

from django.utils.html import conditional_escape, format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

ITEM = re.compile(r"^(?:[-–—•]|\d{1,2}[.)])\s+")
NUMBERED = re.compile(r"^\d{1,2}[.)]\s+")


def blocks(text: str) -> SafeString:
    """Escaped HTML; addresses become links."""
    return mark_safe("".join(_block(chunk) for chunk in re.split(r"\n\s*\n", text.strip()) if chunk.strip()))  # noqa: S308 - parts are escaped  # nosec B308 B703


def _block(chunk: str) -> str:
    lines = [line.strip() for line in chunk.strip().splitlines() if line.strip()]
    title = ""
    if len(lines) > 1 and len(lines[0]) < 80 and lines[0][-1] not in ".,;!?…" and not ITEM.match(lines[0]):
        title = format_html("<h3>{}</h3>", lines.pop(0).rstrip(":"))
    html, items, numbered = [title], [], False
    for line in [*lines, ""]:
        if line and ITEM.match(line):
            numbered = bool(NUMBERED.match(line))
            items.append(ITEM.sub("", line))
            continue
        if items:
            listed = format_html_join("", "<li>{}</li>", ((_linked(i),) for i in items))
            html.append(format_html("<ol>{}</ol>" if numbered else "<ul>{}</ul>", listed))
            items = []
        if line:
            html.append(format_html("<p>{}</p>", _linked(line)))
    return "".join(html)


def _linked(line: str) -> SafeString:
    return mark_safe(urlize(conditional_escape(line), nofollow=True))  # noqa: S308 - escaped above  # nosec B308 B703
