"""Templates laid out: no line of more columns than people read, where it can be broken and the page stays the same.

A line is broken only where white space stands already and means nothing more than a space (between words of the text,
between attributes of a tag), and at the edges of blocks, where it means nothing. `python -m tests.wrapped` does it;
test_architecture asks whether it was done. Style sheets and scripts: broken_lines.py.
"""

from __future__ import annotations

import re
from pathlib import Path

WIDTH = 120
WHOLE = re.compile(
    r"""{%\s*(?P<block>blocktrans|comment|verbatim)\b.*?{%\s*end(?P=block)\b.*?%}  # words and what nobody draws
    | {%.*?%} | {{.*?}} | {\#.*?\#}
    | <!--.*?--> | <!doctype[^>]*>
    | <(?P<raw>pre|textarea|script|style|svg)\b.*?</(?P=raw)>
    | <(?P<kept>\w+)\b[^>]*\bclass="[^"]*\bpre\b[^"]*".*?</(?P=kept)>""",
    re.S | re.X | re.I,
)
"""What stays as it is."""
BLOCK = re.compile(
    r"</?(p|div|ul|ol|li|table|thead|tbody|tr|form|fieldset|section|nav|aside|h[1-6]|details|summary|dl|dt|dd|option)\b"
)
BEFORE, AFTER = re.compile(r'(?:%}|type="hidden"|<form|<span|<option)\Z'), re.compile(r' value="')
"""What of a tag tests and people look for as one: a name with its value, the beginning of a form."""
EARLY = 0.4
"""An edge of a block is taken rather than a later space from this part of the width on."""


def places(source: str) -> tuple[set[int], set[int]]:
    """Where a space may become a new line, and where one may stand between two blocks."""
    spaces, edges = set[int](), set[int]()
    at, quote, tag = 0, "", ""
    while at < len(source):
        if (whole := WHOLE.match(source, at)) and not (quote and source[at] == "<"):
            at = whole.end()
            continue
        char = source[at]
        if quote:
            quote = "" if char == quote else quote
        elif tag:
            quote = char if char in "\"'" else ""
            if char == ">":
                if tag == "block":
                    edges.add(at + 1)
                tag = ""
        elif char == "<" and re.match(r"</?\w", source[at : at + 3]):
            tag = "block" if BLOCK.match(source, at) else "inline"
            if tag == "block":
                edges.add(at)
        if char == " " and not quote:
            whole_tag = tag and (BEFORE.search(source[max(0, at - 14) : at]) or AFTER.match(source, at))
            spaces |= set() if whole_tag else {at}
        at += 1
    return spaces, edges


def wrapped(source: str) -> str:
    spaces, edges = places(source)
    out, start = list[str](), 0
    for line in source.split("\n"):
        out += _broken(source, start, start + len(line), spaces, edges)
        start += len(line) + 1
    return "\n".join(out)


def _broken(source: str, start: int, end: int, spaces: set[int], edges: set[int]) -> list[str]:
    """The lines that one line becomes."""
    indent = len(source[start:end]) - len(source[start:end].lstrip())
    lines, begin, margin = list[str](), start, ""
    while len(margin) + end - begin > WIDTH:
        low, most = begin + (indent if begin == start else 0), begin + WIDTH - len(margin)
        free = sorted(p for p in (*spaces, *edges) if low < p < end and source[begin:p].strip())
        near = [p for p in free if p <= most]
        early = [p for p in near if p in edges and p - begin > EARLY * WIDTH]
        if not free:
            break
        cut = early[-1] if early else near[-1] if near else free[0]
        lines.append((margin + source[begin:cut]).rstrip())
        begin = cut + (cut in spaces)
        margin = " " * (indent if source.startswith("</", begin) else indent + 2)
    return [*lines, margin + source[begin:end]]


def untidy(folder: Path) -> list[Path]:
    """Templates with a line that is too long and can be broken."""
    return [p for p in sorted(folder.rglob("templates/**/*.html")) if wrapped(text := p.read_text("utf-8")) != text]


if __name__ == "__main__":
    from .broken_lines import lay_out

    ours = Path(__file__).parent.parent / "src"
    for path in untidy(ours):
        path.write_text(wrapped(path.read_text("utf-8")), "utf-8")
        print(path)
    for path in lay_out(ours):
        print(path)
