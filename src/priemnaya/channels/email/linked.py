"""What a page of a letter holds beside its words: where its links lead, pictures that stand in it byte for byte."""

from __future__ import annotations

import html as entities
import re
from base64 import b64decode
from collections.abc import Iterator

MOST_LINKS, LONGEST_LINK = 200, 1000
MOST_PICTURES, LEAST_PICTURE = 20, 300
"""How many pictures are taken out of a page; bytes below which one is a dot that holds a line apart."""
_ANCHOR = re.compile(r"(?i)<a\b([^<>]{0,4000})>|</a\s{0,5}>")
_HREF = re.compile(r"(?i)\bhref\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_WEB = re.compile(r"(?i)(?:https?|ftp)://[^\s<>\"']+")
_TAG = re.compile(r"<[^<>]*>")
_PICTURE = re.compile(r"(?i)\bsrc\s{0,5}=\s{0,5}[\"']?data:(image/[\w.+-]{1,20})[^,<>\"']{0,60};base64,([\w+/=\s%-]+)")


def with_addresses(html: str) -> str:
    """Behind the words of a link where it leads, where they do not say so themselves."""
    kept: list[str] = []
    at = count = 0
    open_at, leads = -1, ""
    for found in _ANCHOR.finditer(html):
        if found[0][1] != "/":
            open_at, leads = found.end(), _led(found[1])
            continue
        if leads and count < MOST_LINKS and not _says(html[open_at : found.start()], leads):
            kept += [html[at : found.end()], f" &lt;{entities.escape(leads)}&gt;"]
            at, count = found.end(), count + 1
        leads = ""
    return "".join([*kept, html[at:]])


def _led(attributes: str) -> str:
    found = _HREF.search(attributes)
    address = entities.unescape(found[found.lastindex or 0]).strip() if found else ""
    return address if len(address) <= LONGEST_LINK and _WEB.fullmatch(address) else ""


def _says(words: str, address: str) -> bool:
    """The words of a link are its address, and not a longer one that ends alike («gosuslugi.ru» leading to
    «uslugi.ru»)."""
    said = entities.unescape(_TAG.sub(" ", words)).split()
    return _bare(address) in {_bare(one.strip("<>()[]«».,;")) for one in said}


def _bare(address: str) -> str:
    """As people write it: «mail.ru/a» is where «https://mail.ru/a/» leads."""
    return re.sub(r"(?i)^(?:https?|ftp)://(?:www\.)?", "", address).rstrip("/")


def addresses_in(text: str) -> set[str]:
    return {_bare(m[0].rstrip(".,;:!?)")) for m in _WEB.finditer(text)}


def pictures_in(html: str) -> Iterator[tuple[str, bytes]]:
    """Kind and bytes of pictures that a page holds itself («data:»)."""
    count = 0
    for found in _PICTURE.finditer(html):
        try:
            data = b64decode(
                re.sub(r"\s|%0[AaDd]", "", found[2].replace("%2B", "+").replace("%2F", "/")), validate=False
            )
        except ValueError:
            continue
        if len(data) >= LEAST_PICTURE and count < MOST_PICTURES:
            count += 1
            yield found[1].lower(), data
