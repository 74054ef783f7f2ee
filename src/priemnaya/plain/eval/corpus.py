"""Letters with their annotation: `{RULE|words}` in the text, `doc: RULE` in the header. See GUIDELINE.md."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FROZEN = HERE / "letters" / "frozen.txt"
SIGNERS = {
    "altai-zags": ("консультант", "Тадина О. М.", "+7 38822 2-45-10"),
    "chelyabinsk-edu": ("главный специалист", "Белова С. Ю.", "+7 351 263-67-62"),
    "novosibirsk-okn": ("инспектор", "Громов А. П.", "+7 383 223-90-16"),
    "udmurtia-mio": ("начальник отдела", "Ившина О. В.", "+7 3412 918-700"),
    "chechnya-minnats": ("ведущий специалист", "Дадаева П. Р.", "+7 8712 22-18-70"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A defect: any of `rules` is right; characters [start, end), or the whole letter (start -1)."""

    rules: tuple[str, ...]
    start: int
    end: int

    @property
    def whole(self) -> bool:
        return self.start < 0


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the corpus."""

    name: str
    body: str
    kind: str
    clean: bool
    text: str
    marks: tuple[Mark, ...]

    @property
    def words(self) -> int:
        return len(re.findall(r"\w+", self.text))


def unmarked(marked: str) -> tuple[str, list[Mark]]:
    """The text without marks, and the marks. Raises ValueError for a brace without a pair."""
    text, marks, opened = "", list[Mark](), list[tuple[tuple[str, ...], int]]()
    at = 0
    while at < len(marked):
        if opening := re.compile(r"\{([A-Z]{3}-\d\d(?:/[A-Z]{3}-\d\d)*)\|").match(marked, at):
            opened.append((tuple(opening[1].split("/")), len(text)))
            at = opening.end()
        elif marked[at] == "}" and opened:
            rules, start = opened.pop()
            marks.append(Mark(rules, start, len(text)))
            at += 1
        else:
            text += marked[at]
            at += 1
    if opened:
        raise ValueError(f"Не закрыта пометка: {marked[:80]}")
    return text, marks


def read(path: Path) -> Iterator[Letter]:
    """Letters of one file."""
    for block in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        header, _, marked = block.partition("\n")
        words, _, whole = header.partition("doc:")
        name, body, *rest = words.split()
        post, person, phone = SIGNERS[body]
        rate = f"https://{body}.example.ru/s/{name.lower()}"
        sign = f"С уважением,\n{post}\n{person}, {phone}\nОцените, помог ли ответ: {rate}"
        text, marks = unmarked(marked.strip().replace("~sign", sign))
        marks += [Mark((rule.strip(),), -1, -1) for rule in whole.split(",") if rule.strip()]
        kind = next(w for w in rest if w != "clean")
        yield Letter(name, body, kind, "clean" in rest, text, tuple(marks))


def development() -> list[Letter]:
    """Letters that rules may be tuned on."""
    return [letter for path in sorted((HERE / "letters").glob("*.txt")) if path != FROZEN for letter in read(path)]


def frozen() -> list[Letter]:
    """The frozen part. Raises ValueError when a byte of it changed since it was hashed."""
    check_hash(FROZEN)
    return list(read(FROZEN))


def check_hash(path: Path) -> None:
    known = (HERE / "FROZEN.sha256").read_text().split()
    if hashlib.sha256(path.read_bytes()).hexdigest() not in known:
        raise ValueError(f"{path.name} изменён после заморозки: результаты на нём больше ничего не значат.")
