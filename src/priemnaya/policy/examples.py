"""The examples beside an order (`cases.yaml`): whether each is written so that it can be run."""

from __future__ import annotations

from pathlib import Path

from priemnaya.bounded.wrong_words import maybe, unknown

from .order import Order
from .yaml_lines import LinedDict, LinedList, Wrong, read, shown, text_of

NEEDED = ("clause", "title")
KEYS = (
    *NEEDED,
    *("text", "decision", "attachment", "found", "not_found", "audience"),
    *("kind", "received", "grounds", "what", "due", "urgency", "topic", "needs", "client", "rating", "repeat"),
    *("reply_without", "refusal_without", "refusal_grounds", "reasoning", "stops", "point", "family", "full"),
    *("files_by", "taken_as", "survey", "call", "calls", "visit", "points", "importance", "services"),
)
"""What an example may say; the last lines are of the parts that come."""


def check_examples(path: Path, order: Order | None = None, text: str | None = None) -> int:
    """How many examples a file has. order: of the body, when it is known. Raises OrderErrors with file and line."""
    if text is None and not path.exists():
        return 0
    wrong = Wrong(shown(path))
    raw = read(text_of(path) if text is None else text, wrong)
    if raw is not None and not isinstance(raw, LinedList) and raw != {}:
        wrong.add("ожидался список примеров: - {clause: «1», title: …}", 1)
    rows = raw if isinstance(raw, LinedList) else LinedList()
    for n, row in enumerate(rows):
        _check(row, rows.lines[n], order, wrong)
    wrong.stop()
    return len(rows)


def _check(row: object, line: int, order: Order | None, wrong: Wrong) -> None:
    if not isinstance(row, LinedDict):
        wrong.add("пример — это набор ключей: {clause: «1», title: …}", line)
        return
    for key in row:
        if key not in KEYS:
            wrong.add(unknown("неизвестный ключ", key, KEYS), row.lines[key])
    number = row.get("clause")
    for key in NEEDED:
        if not isinstance(row.get(key), str) or not row[key].strip():
            written = row.written.get(key, "3.5" if key == "clause" else "что должно быть")
            wrong.add(f'нужен ключ {key}, в кавычках: {key}: "{written}"', row.lines.get(key, line))
    if order is not None and isinstance(number, str) and number not in order.by_number:
        hint = maybe(number, order.by_number)
        wrong.add(f"пункта «{number}» в порядке нет; {hint}".rstrip("; "), row.lines["clause"], number)
    if set(row) <= set(NEEDED):
        wrong.add("в примере не сказано, что сделать и что должно выйти", line)
