"""The checks: text in, findings out. A check is named as orders name it; its level says whether it stops a letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from .readability import readability, sentences

Level = Literal["error", "warning"]
KNOWN_ABBREVIATIONS = frozenset(
    [
        "РФ",
        "СМИ",
        "ИНН",
        "СНИЛС",
        "МФЦ",
        "ЗАГС",
        "МВД",
        "ФЗ",
        "ГК",
        "ЖК",
        "ТК",
        "НК",
        "КоАП",
        "СССР",
        "США",
        "УК",
        "БТИ",
        "ЖКХ",
        "ТСЖ",
        "ОГРН",
        "КПП",
        "QR",
        "PDF",
        "DOCX",
    ]
)


@dataclass(frozen=True)
class Finding:
    """One finding: characters [start, end) of the text, why it is worse, and what is better. Russian, for people."""

    check: str
    level: Level
    start: int
    end: int
    message: str
    better: str = ""


Checker = Callable[[str, int], Iterator[Finding]]


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, list[tuple[re.Pattern[str], str, Level]]]:
    raw = yaml.safe_load((Path(__file__).parent / "lexicon.yaml").read_text(encoding="utf-8"))
    return {
        name: [
            (re.compile(rf"(?<!\w)(?:{row['find']})(?!\w)", re.IGNORECASE), row["better"], row["level"]) for row in rows
        ]
        for name, rows in raw.items()
    }


_LEXICON_WHY = {
    "officialese": "Канцелярит: «{}».",
    "non_answer": "Это не ответ: «{}». Человек не узнает, что, кто и когда сделает.",
    "brush_off": "Отписка: «{}». Человек не узнает, куда идти.",
    "rude": "Звучит грубо или обвиняет: «{}».",
}


def _lexical(name: str) -> Checker:
    def run(text: str, _: int) -> Iterator[Finding]:
        for pattern, better, level in _lexicon()[name]:
            for match in pattern.finditer(text):
                yield Finding(name, level, match.start(), match.end(), _LEXICON_WHY[name].format(match[0]), better)

    return run


def _short_sentences(text: str, max_words: int) -> Iterator[Finding]:
    """Longer than the order allows is a warning; by ten words and more, an error."""
    for start, end in sentences(text):
        words = len(re.findall(r"\w+", text[start:end]))
        if words > max_words:
            level: Level = "error" if words >= max_words + 10 else "warning"
            yield Finding(
                "short_sentences",
                level,
                start,
                end,
                f"В предложении {words} слов, а хорошо до {max_words}.",
                "Разделите на два.",
            )


def _capitals(text: str, _: int) -> Iterator[Finding]:
    for match in re.finditer(r"\b[А-ЯЁ]{5,}\b", text):
        if match[0] not in KNOWN_ABBREVIATIONS:
            yield Finding(
                "capitals",
                "error",
                match.start(),
                match.end(),
                f"Слово прописными буквами: «{match[0]}».",
                match[0].lower(),
            )


def _symbols(text: str, _: int) -> Iterator[Finding]:
    for match in re.finditer(r"[★☆●■□▪►✓✔✗➤→⇒§©®™♦♥*#~^|\\<>{}]+", text):
        yield Finding(
            "symbols", "warning", match.start(), match.end(), f"Специальный знак «{match[0]}».", "Замените словом."
        )


def _terms(text: str, _: int) -> Iterator[Finding]:
    """An abbreviation that is neither commonly known nor expanded where it first stands."""
    seen: set[str] = set()
    for match in re.finditer(r"\b[А-ЯЁ]{2,6}\b", text):
        word = match[0]
        if word in KNOWN_ABBREVIATIONS or word in seen:
            continue
        seen.add(word)
        if not re.search(rf"\(\s*(далее\s*[—–-]\s*)?{word}\s*\)|{word}\s*\(", text):
            yield Finding(
                "terms",
                "warning",
                match.start(),
                match.end(),
                f"Сокращение «{word}» не расшифровано.",
                "Напишите полностью.",
            )


def _greeting(text: str, _: int) -> Iterator[Finding]:
    if text.strip() and not re.match(r"\s*(здравствуйте|уважаем|добрый день)", text, re.IGNORECASE):
        yield Finding(
            "greeting",
            "error",
            0,
            min(len(text), 40),
            "Письмо начинается без приветствия.",
            "Здравствуйте, имя и отчество!",
        )


def _structure(text: str, _: int) -> Iterator[Finding]:
    at = 0
    for paragraph in text.split("\n"):
        words = len(re.findall(r"\w+", paragraph))
        if words > 90:
            yield Finding(
                "structure",
                "warning",
                at,
                at + len(paragraph),
                f"Абзац в {words} слов трудно читать.",
                "Разделите по смыслу.",
            )
        at += len(paragraph) + 1


def _readability(text: str, _: int) -> Iterator[Finding]:
    measured = readability(text)
    if measured.words >= 40 and measured.light == "red":
        yield Finding(
            "readability",
            "error",
            0,
            len(text),
            f"Текст сложный: уровень {measured.grade:.0f} классов.",
            "Короче предложения, проще слова.",
        )


CHECKS: dict[str, Checker] = {
    **{name: _lexical(name) for name in _LEXICON_WHY},
    "short_sentences": _short_sentences,
    "capitals": _capitals,
    "symbols": _symbols,
    "terms": _terms,
    "greeting": _greeting,
    "structure": _structure,
    "readability": _readability,
}


def check(text: str, checks: Iterable[str] | None = None, *, max_words: int = 25) -> list[Finding]:
    """Findings in the order of the text. Unknown names are skipped: their checks are not built yet."""
    names = CHECKS.keys() if checks is None else [c for c in checks if c in CHECKS]
    found = [f for name in names for f in CHECKS[name](text, max_words)]
    return sorted(found, key=lambda f: (f.start, f.end))
