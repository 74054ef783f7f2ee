"""`{% table _("Дело") _("Куда") actions=True %}…rows…{% endtable %}`: a table that scrolls in itself on a narrow
screen."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_block_tag
def table(content: SafeString, *columns: Any, actions: bool = False, stack: bool = False) -> SafeString:
    """columns: their heads, in words; actions: one more column, of buttons, whose head only a screen reader says;
    stack: cells stand one under another on a phone, where they say by themselves what they are."""
    heads = format_html_join("", '<th scope="col">{}</th>', ((c,) for c in columns))
    if actions:
        heads += format_html('<th scope="col"><span class="visually-hidden">{}</span></th>', _("Действия"))
    return format_html(
        '<div class="table"><table{}><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        mark_safe(' class="stack"') if stack else "",  # a constant  # nosec B308
        heads,
        content,
    )
