"""Words that stay Russian on a page in another language, and sizes in the words of the page."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()
_CYRILLIC, _LATIN = re.compile("[\u0400-\u04ff]"), re.compile("[A-Za-z]")

AS_RUSSIAN, NOTHING = SafeString(' lang="ru"'), SafeString("")


@register.filter
def spoken(words: Any) -> Any:
    """Words that stay Russian on a page in another language say so, so that they are read aloud in Russian: what a
    person or an official wrote, names, acts. On a Russian page, and of words that are not Russian for the most part,
    nothing."""
    return format_html('<span lang="ru">{}</span>', words) if _is_foreign(words) else words


@register.filter
def spoken_lang(words: Any) -> SafeString:
    """The same as an attribute, where no element may stand inside: `<option{{ name|spoken_lang }}>`."""
    return AS_RUSSIAN if _is_foreign(words) else NOTHING


def in_russian() -> bool:
    """Whether the page is."""
    return (get_language() or "ru").startswith("ru")


def _is_foreign(words: Any) -> bool:
    if in_russian():
        return False
    text = str(words)
    return len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text))


@register.filter
def filesize_ru(size: int) -> str:
    if size < 1024:
        return _("%s Б") % size
    if size < 1024 * 1024:
        return _("%s КБ") % f"{size / 1024:.0f}"
    return _("%s МБ") % formats.number_format(size / 1024 / 1024, 1)
