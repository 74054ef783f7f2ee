"""Icons of one set (Lucide, ISC), drawn into the page: no request of their own, and they take the colour of words."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist

STROKE = "1.75"
HEAD = re.compile(r"<svg[^>]*>", re.DOTALL)


@lru_cache(maxsize=1)
def _pictures() -> ZipFile:
    """The package opens its archive of 1,700 pictures anew for each icon: a third of a second of the first page."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@lru_cache(maxsize=512)
def icon(name: str, size: int = 18) -> SafeString:
    """An icon by Lucide's name, `size` in CSS pixels at the usual size of text. Beside words it says nothing to a
    screen reader. Raises lucide.IconDoesNotExist: names are constants of templates and of the menu."""
    try:
        drawn = _pictures().read(f"{name}.svg").decode()
    except KeyError as error:
        raise IconDoesNotExist(f"The icon {name!r} does not exist.") from error
    lines = HEAD.sub("", drawn, count=1).splitlines()
    inside = "".join(line.strip().replace(" />", "/>") for line in lines).removesuffix("</svg>")
    return mark_safe(  # noqa: S308 - a picture of the package  # nosec B308 B703
        f'<svg class="icon" xmlns="http://www.w3.org/2000/svg" width="{size / 16}em" height="{size / 16}em"'
        f' viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="{STROKE}" stroke-linecap="round"'
        f' stroke-linejoin="round" aria-hidden="true">{inside}</svg>'
    )
