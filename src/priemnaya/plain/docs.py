"""The page of rules, generated from the records: `make docs`. Never edited by hand."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from .rule import FAMILIES, KINDS, Rule, catalogue

PAGE = Path("docs") / "plain-rules.md"
RESULTS = Path(__file__).parent / "eval" / "results.json"
LEVEL_NAMES = {"error": "ошибка", "warning": "предупреждение", "advice": "совет", "metric": "мера"}
FIXES = {"none": "нет", "suggestion": "предложение", "safe": "надёжная замена"}


def page() -> str:
    """The whole page in Russian: it is for people who write letters and for those who keep an order."""
    measured = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    return "\n".join(_lines(measured)).rstrip() + "\n"


def clauses_by_check(orders: Path = Path("orders")) -> dict[str, list[str]]:
    """Check -> clauses of the shipped orders that ask for it (of replies), as «altai-zags 8.1»."""
    found: dict[str, list[str]] = {}
    for path in sorted(orders.glob("*/order.yaml")):
        for clause in yaml.load(path.read_text(encoding="utf-8"), Loader=_Words)["clauses"]:  # noqa: S506 - a safe loader  # nosec B506
            for rule in clause["rules"]:
                value = list(rule["values"].values())[-1] or {}
                if rule["kind"] == "written" and value.get("on", "reply") == "reply":
                    for check in value.get("checks", ()):
                        found.setdefault(check, []).append(f"{path.parent.name} {clause['clause']}")
    return found


class _Words(yaml.SafeLoader):
    """A loader for which `on` and `no` are words, as in orders."""


_Words.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _lines(measured: dict[str, dict[str, float]]) -> Iterator[str]:
    rules, clauses = catalogue().values(), clauses_by_check()
    yield "# Правила ясности"
    yield ""
    yield (
        "Эта страница составлена из записей `src/priemnaya/plain/rules/*.yaml` командой `make docs`. Правьте записи,"
        " не её."
    )
    yield (
        f"Всего правил: {len(rules)}. Точность измерена на письмах разработки:"
        " [plain-evaluation.md](plain-evaluation.md)."
    )
    yield ""
    yield (
        "Ошибка останавливает отправку, пока её не исправят или не назовут причину: тогда пункт порядка считается"
        " нарушенным, если сам не допускает причины. Предупреждение и совет не останавливают. Мера только считается."
    )
    for family, name in FAMILIES.items():
        yield f"\n## {family}. {name}\n"
        for rule in rules:
            if rule.family == family:
                yield from _rule(rule, measured.get(rule.id), clauses)


def _rule(rule: Rule, measured: dict[str, float] | None, clauses: dict[str, list[str]]) -> Iterator[str]:
    yield f"### {rule.id}. {rule.title}\n"
    yield f"{rule.why}" + (f" {rule.exact}" if rule.exact else "") + "\n"
    yield (
        f"* Уровень: {LEVEL_NAMES[rule.level]}. Исправление: {FIXES[rule.fix.kind]}. Служит проверкам:"
        f" {', '.join(rule.serves)}."
    )
    served = sorted({c for check in rule.serves for c in clauses.get(check, ())})
    if served:
        yield f"* Пункты: {', '.join(served)}."
    if rule.kinds:
        yield f"* Только для: {', '.join(KINDS[k] for k in rule.kinds)}."
    if measured and measured["judged"]:
        yield (
            f"* Измерено: точность {measured['precision']:.2f}, полнота {measured['recall']:.2f}, срабатываний"
            f" {measured['judged']}."
        )
    if rule.threshold:
        yield f"* Порог: {rule.threshold:g}."
    yield f"* Источник: {rule.source}."
    yield f"* Плохо: {_shown(rule.examples.wrong[0])}"
    yield f"* Хорошо: {_shown(rule.examples.right[0])}\n"


def _shown(example: str) -> str:
    """An example on one line, its mark in bold."""
    text = re.sub(r"[ \t]{0,9}\n\s*", " ", example.replace(" || ", " — вопрос клиента: "))
    text = re.sub(r"<[^>]{1,200}>", lambda m: f"`{m[0]}`", text)
    text = re.sub(r"WORDS:(\d+)", r"(текст в \1 слов)", text)
    return re.sub(r"\{([^{}]*)\}", r"**\1**", text).replace(" => ", " → ")


def main() -> int:
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}: {len(catalogue())} rules\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
