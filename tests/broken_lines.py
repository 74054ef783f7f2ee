"""Style sheets and scripts laid out: no line of more columns than people read, where white space means nothing.

A style sheet is broken after its marks and at its spaces, a script only at a space after a mark that what follows goes
on from, so that no statement ends there. Words in quotes, patterns and templates stay whole. `python -m tests.wrapped`
does it; test_architecture asks whether it was done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .wrapped import WIDTH

QUOTED = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
OF_STYLES = re.compile(rf"/\*.*?\*/|{QUOTED}|url\([^)]*\)", re.S)
OF_SCRIPTS = re.compile(
    rf"//[^\n]*|/\*.*?\*/|{QUOTED}|(?:(?<=[(,=:\[!&|?{{}};])|(?<=[(,=:\[!&|?{{}};] )|(?<=return ))/(?![/*])"
    r"(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*",
    re.S,
)
"""What stays whole: comments are broken by themselves."""
GOES_ON = re.compile(r"(?:[;{,(?:=+\[]|&&|\|\|) ")
EARLY = 0.5
"""A mark that ends something is taken rather than a later one from this part of the width on."""


def styles(source: str) -> str:
    ends, marks = set[int](), set[int]()
    for at, char in _outside(source, OF_STYLES):
        if char in ";{}":
            ends.add(at + 1)
        elif char == ",":
            marks.add(at + 1)
        elif char == " ":
            marks.add(at)
    for comment in OF_STYLES.finditer(source):
        if comment[0].startswith("/*"):
            marks |= {comment.start() + found.start() for found in re.finditer(" ", comment[0])}
    return _laid_out(source, ends, marks)


def scripts(source: str) -> str:
    source = _comments(source)
    outside = dict(_outside(source, OF_SCRIPTS))
    ends, marks = set[int](), set[int]()
    for found in GOES_ON.finditer(source):
        at = found.end() - 1
        if at in outside and at - 1 in outside and source[at + 1 : at + 2] not in ("}", "]", ")"):
            (ends if source[at - 1] in ";{" else marks).add(at)
    return _laid_out(source, ends, marks)


def _outside(source: str, whole: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    at = 0
    for found in [*whole.finditer(source), None]:
        end = found.start() if found else len(source)
        yield from enumerate(source[at:end], at)
        at = found.end() if found else end


def _comments(source: str) -> str:
    """Those of a line go above it when they make it too long, in lines of their own."""
    starts = [m.start() for m in OF_SCRIPTS.finditer(source) if m[0].startswith("//")]
    out, start = list[str](), 0
    for line in source.split("\n"):
        at = next((s - start for s in starts if start <= s < start + len(line)), None)
        if len(line) > WIDTH and at is not None:
            margin = line[: len(line) - len(line.lstrip())]
            out += _words(line[at + 2 :].strip(), f"{margin}// ")
            if line[:at].strip():
                out.append(line[:at].rstrip())
        else:
            out.append(line)
        start += len(line) + 1
    return "\n".join(out)


def _words(text: str, margin: str) -> list[str]:
    lines = [margin]
    for word in text.split():
        if len(lines[-1]) + len(word) > WIDTH and lines[-1] != margin:
            lines.append(margin)
        lines[-1] += f"{word} "
    return [line.rstrip() for line in lines]


def _laid_out(source: str, ends: set[int], marks: set[int]) -> str:
    out, start = list[str](), 0
    for line in source.split("\n"):
        indent = len(line) - len(line.lstrip())
        begin, end, margin = start, start + len(line), ""
        while len(margin) + end - begin > WIDTH:
            low, most = begin + (indent if begin == start else 1), begin + WIDTH - len(margin)
            free = sorted(p for p in ends | marks if low < p < end and source[p:end].strip())
            near = [p for p in free if p <= most]
            best = [p for p in near if p in ends and p - begin > EARLY * WIDTH]
            if not free:
                break
            cut = best[-1] if best else near[-1] if near else free[0]
            out.append((margin + source[begin:cut]).rstrip())
            begin = cut + len(source[cut:end]) - len(source[cut:end].lstrip())
            margin = " " * (indent + 2)
        out.append(margin + source[begin:end])
        start = end + 1
    return "\n".join(out)


DOES = {".css": styles, ".js": scripts}


def untidy(folder: Path) -> list[Path]:
    """Style sheets and scripts of ours with a line that is too long and can be broken."""
    found = [p for ending in DOES for p in sorted(folder.rglob(f"*{ending}")) if not p.name.endswith(f".min{ending}")]
    return [p for p in found if DOES[p.suffix](text := p.read_text("utf-8")) != text]


def lay_out(folder: Path) -> Iterator[Path]:
    for path in untidy(folder):
        path.write_text(DOES[path.suffix](path.read_text("utf-8")), "utf-8")
        yield path
