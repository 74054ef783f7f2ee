"""Icons of one set (Lucide, ISC), drawn into the page: no request of their own, and they take the colour of words."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from lucide import _render_icon

STROKE = "1.75"


@lru_cache(maxsize=512)
def icon(name: str, size: int = 18) -> SafeString:
    """An icon by Lucide's name, `size` in CSS pixels at the usual size of text. Beside words it says nothing to a
    screen reader. Raises lucide.IconDoesNotExist: names are constants of templates and of the menu."""
    drawn = _render_icon(
        str(name), None, width=f"{size / 16}em", height=f"{size / 16}em", stroke_width=STROKE, aria_hidden="true"
    )
    return mark_safe(drawn.replace("<svg ", '<svg class="icon" ', 1))  # noqa: S308 - drawn by the package  # nosec B308 B703
