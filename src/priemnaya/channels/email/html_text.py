"""HTML of a letter as plain text, with what it quotes marked by its own structure, not by how it looks.

inscriptis lays text out as a browser would; quotations are marked before, by the elements that mail programs put round
them: `blockquote` becomes lines with «>», the frames of Gmail, Outlook, Zimbra, Thunderbird and others a line of its
own (BORDER), by which quoted.py cuts.
"""

from __future__ import annotations

import html as entities
import re

from inscriptis import get_text

from .filled import with_filled
from .linked import with_addresses

OPEN, CLOSE, BORDER = "\ue0f1", "\ue0f2", "\ue0f3"
"""Signs of the private area (they mean nothing in any text): a quotation opens, closes; here the old letter begins."""
MAX_HTML = 2_000_000
MOST_CELLS = 2000
"""Cells of tables that are laid out as tables; a bigger table becomes lines."""
DEEPEST = 200
"""Elements in elements that are laid out: libxml2 leaves out what is deeper than 255, words and all."""
_NESTS = re.compile(
    r"<(/?)(?!(?i:br|hr|img|input|meta|link|col|area|base|wbr|p|dd|dt|option)\b)[A-Za-z][\w:-]{0,40}[^<>]{0,2000}>"
)
"""Tags that stand in each other; a paragraph ends where the next begins."""
_LETTER = re.compile(r"[^\W_]")
_DROPPED = re.compile(r"(?i)<(script|style|head|title|template|noscript)\b[^>]{0,2000}>|<!--")
_LAST_PLACES = re.compile(r"(?i)<(/?)(?:title|head|noscript|template)\b[^>]{0,2000}>")
_STRUCK = re.compile(
    r"(?is)<(?P<tag>s|strike|del)(?:\s[^<>]{0,500})?>(?P<words>(?:[^<]|<(?!/?(?:s|strike|del|p|div|td|li|blockquote)\b)){1,2000}?)</(?P=tag)\s*>"
    r"|<(?P<of>span|font)\s[^<>]{0,500}?text-decoration(?:-line)?\s?:[^;\"'<>]{0,60}line-through[^<>]{0,500}>(?P<styled>[^<]{1,2000})</(?P=of)\s*>"
)
_TABLES = re.compile(r"(?i)<(/?)(table|tbody|thead|tfoot|tr|td|th|colgroup|col)\b[^>]{0,2000}>")
_QUOTE = re.compile(r"(?i)<(/?)blockquote\b[^>]{0,2000}>")
_TAG = re.compile(r"(?i)<(?:div|table|hr|span|p|section|td)\b[^<>]{0,1500}>")
_NAMED = re.compile(r"(?i)\b(?:class|id)\s{0,5}=\s{0,5}(?:\"([^\"<>]*)|'([^'<>]*)|([^\s\"'<>]+))")
_OF_QUOTE = re.compile(
    r"(?i)gmail_quote|gmail_attr|gmail_extra|moz-cite-prefix|moz-forward-container|divRplyFwdMsg|appendonsend|zwchr"
    r"|yahoo_quoted|protonmail_quote|mail-app-auto-quote|composer_history|OutlookMessageHeader|reply-intro"
    r"|ms-outlook-mobile-reference-message|quote-header|mail-quote-collapse|mailru-quote|replyMessage|original_message"
    r"|WPS_QUOTE|js-helper-quote|stopSpelling"
)
_BEGINS = re.compile(
    r"(?i)\bdata-marker\s{0,5}=\s{0,5}[\"']?__(?:DIVIDER|HEADERS|QUOTED_TEXT)__"
    r"|border:\s{0,5}none;\s{0,5}border-top:\s{0,5}solid\s{0,5}(?:#(?:E1E1E1|B5C4DF)|windowtext)"
)
_BLOCK = re.compile(r"(?i)<(?:/?(?:p|div|tr|li|h[1-6]|table|ul|ol|section|article|pre)|br)\b[^>]{0,2000}>")


def text_of(html: str) -> str:
    """Never raises."""
    source = html[:MAX_HTML]
    html = _STRUCK.sub(_as_struck, with_addresses(with_filled(_without_scripts(source))))
    if len(_TABLES.findall(html)) > MOST_CELLS:
        html = _TABLES.sub(_as_lines, html)
    html = _TAG.sub(lambda m: f"<div>{BORDER}</div>{m[0]}" if _is_frame(m[0]) else m[0], html)
    html = _QUOTE.sub(lambda m: f"{m[0]}<div>{OPEN}</div>" if not m[1] else f"<div>{CLOSE}</div>{m[0]}", html)
    text = _with_marks(_laid_out(html))
    return text if _LETTER.search(text) else _hidden(source) or text


def _as_struck(met: re.Match[str]) -> str:
    """What the client struck through stays and says so: «500 700 рублей» would be another sum."""
    words = met["words"] if met["words"] is not None else met["styled"]
    return f"[зачёркнуто: {words}]" if _LETTER.search(entities.unescape(re.sub(r"<[^<>]*>", "", words))) else words


def _hidden(source: str) -> str:
    """The words of a page that shows none: in its title, for programs without scripts, below a style nobody closed."""
    return _by_lines(_without_scripts(_LAST_PLACES.sub(r"<\1div>", source)))


def _is_frame(tag: str) -> bool:
    """Where the letter that is answered begins, as mail programs mark it."""
    if _OF_QUOTE.search(tag) and any(_OF_QUOTE.search(m[m.lastindex or 0]) for m in _NAMED.finditer(tag)):
        return True
    return bool(_BEGINS.search(tag))


def _without_scripts(html: str) -> str:
    """Without comments and elements whose text nobody sees. One that is not closed is left: what follows may be the
    letter."""
    lowered = html.lower() if len(html.lower()) == len(html) else html
    kept: list[str] = []
    at = 0
    unclosed: set[str] = set()
    while (found := _DROPPED.search(html, at)) is not None:
        name = (found[1] or "").lower()
        close = f"</{name}" if name else "-->"
        end = -1 if close in unclosed else lowered.find(close, found.end())
        if end < 0:
            unclosed.add(close)
            kept.append(html[at : found.end()])
            at = found.end()
            continue
        kept += [html[at : found.start()], " "]
        at = (html.find(">", end) + 1) or len(html)
    return "".join([*kept, html[at:]])


def _as_lines(tag: re.Match[str]) -> str:
    name = tag[2].lower()
    if name in ("td", "th"):
        return " " if tag[1] else ""
    return "<br>" if name == "tr" and not tag[1] else ""


def _laid_out(html: str) -> str:
    """As a browser shows it; line by line what is too deep for that and would lose words."""
    try:
        text = str(get_text(html))
    except Exception:  # libxml2 refuses what is too deep, inscriptis recurses
        return _by_lines(html)
    if _depth(html) <= DEEPEST:
        return text
    plain = _by_lines(html)
    return text if len(_LETTER.findall(text)) >= len(_LETTER.findall(plain)) else plain


def _by_lines(html: str) -> str:
    text = entities.unescape(re.sub(r"<[^<>]*>", " ", _BLOCK.sub("\n", html)))
    return "\n".join(line for line in (one.strip() for one in text.split("\n")) if line)


def _depth(html: str) -> int:
    depth = deepest = 0
    for tag in _NESTS.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _with_marks(text: str) -> str:
    """«>» before each line of a quotation, as many as it is deep."""
    depth, lines = 0, []
    for line in text.split("\n"):
        opened, closed = line.count(OPEN), line.count(CLOSE)
        words = line.replace(OPEN, "").replace(CLOSE, "")
        depth += opened
        if words.strip() or not (opened or closed):
            marks = ">" * min(depth, 10)
            lines.append(f"{marks} {words.strip()}".rstrip() if depth and BORDER not in words else words)
        depth = max(0, depth - closed)
    return "\n".join(lines)
