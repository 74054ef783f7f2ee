"""Speed and memory of the checker, each in a process of its own: `python -m priemnaya.plain.eval.speed`."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from ..checker import check
from ..document import Document
from ..profile import Profile
from .corpus import development

PAGE_WORDS = 230
"""A one-page letter."""


def page(seed: int) -> str:
    """About one page of different letters of the corpus put together; another page for another seed."""
    letters = development()
    text, n = "", seed * 7
    while len(text.split()) < PAGE_WORDS:
        text += letters[n % len(letters)].text + "\n\n"
        n += 11
    return " ".join(text.split(" ")[:PAGE_WORDS])


def letter_times(syntax: bool) -> list[float]:
    """Milliseconds of forty pages after a first round over the same pages."""
    pages = [page(n) for n in range(40)]
    profile = Profile(syntax=syntax)
    for text in pages:
        check(Document(text), profile)
    times = []
    for text in pages:
        started = time.perf_counter()
        check(Document(text), profile)
        times.append((time.perf_counter() - started) * 1000)
    return times


def megabyte() -> float:
    """Seconds for a text of one million bytes, dictionaries loaded, cache cold."""
    check("слово")
    text = ""
    n = 0
    while len(text.encode()) < 1_000_000:
        text += page(n) + "\n\n"
        n += 1
    started = time.perf_counter()
    check(Document(text[: 1_000_000 // 2 + 60_000]), Profile())
    return time.perf_counter() - started


def memory() -> float:
    """Peak memory of this process, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def command_start() -> float:
    """Seconds of `priemnaya check` on a short file, the best of three."""
    path = Path(sys.executable).parent / "priemnaya"
    times = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run(
            [path, "check", "-"], input=b"\xd0\x9f\xd1\x80\xd0\xb8\xd1\x91\xd0\xbc.", capture_output=True, check=False
        )
        times.append(time.perf_counter() - started)
    return min(times)


def main(part: str = "") -> int:
    """Without a part: run each in a process of its own, so that memory is its own."""
    if not part:
        for name in ("letter", "syntax", "megabyte", "start"):
            subprocess.run([sys.executable, "-m", "priemnaya.plain.eval.speed", name], check=True)
        return 0
    if part == "megabyte":
        sys.stdout.write(f"checker: 1 MB of text in {megabyte():.1f} s (bar 8), memory {memory():.0f} MB\n")
    elif part == "start":
        sys.stdout.write(f"checker: the command line answers in {command_start():.2f} s (bar 1.5)\n")
    else:
        syntax = part == "syntax"
        times = sorted(letter_times(syntax))
        bars = (60, 550) if syntax else (15, 250)
        sys.stdout.write(
            f"checker: a page of {PAGE_WORDS}+ words warm, syntax {'on' if syntax else 'off'}: median"
            f" {statistics.median(times):.1f} ms, p95 {times[-2]:.1f} ms (bar {bars[0]}), memory {memory():.0f} MB (bar"
            f" {bars[1]})\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
