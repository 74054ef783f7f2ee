"""`{% table _("Дело") _("Куда") actions=True %}…rows…{% endtable %}`: a table that scrolls in itself on a narrow
screen, or stands there as cards."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


CELL = re.compile(r"<(tr|td|th)\b")


@register.simple_block_tag
def table(
    content: SafeString, *columns: Any, actions: bool = False, stack: bool = False, cards: bool = False
) -> SafeString:
    """columns: their heads, in words, an empty one is not there; actions: one more column, of buttons, whose head only
    a screen reader says; stack: cells stand one under another on a phone, where they say by themselves what they are;
    cards: the same, and each is told by its head."""
    shown = [c for c in columns if c]
    heads = format_html_join("", '<th scope="col">{}</th>', ((c,) for c in shown))
    if actions:
        heads += format_html('<th scope="col"><span class="visually-hidden">{}</span></th>', _("Действия"))
    return format_html(
        '<div class="table"><table class="{}"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        "stack cards" if cards else "stack" if stack else "wide",
        heads,
        _told(content, shown) if cards else content,
    )


def _told(rows: SafeString, heads: list[Any]) -> SafeString:
    """The same rows, each cell with the head of its column; a cell over several columns needs none."""
    at = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal at
        at = 0 if found[1] == "tr" else at + 1
        if found[1] == "tr" or at > len(heads) or rows[found.end() :].lstrip().startswith("colspan"):
            return found[0]
        return found[0] + format_html(' data-head="{}"', heads[at - 1])

    return mark_safe(CELL.sub(mark, rows))  # what was safe, with escaped attributes  # noqa: S308  # nosec B308 B703
