"""Two editions of an order side by side: whatever differs is told, and nothing else; and whom it concerns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from priemnaya.config.cli.orders_diff import told
from priemnaya.policy import Order, load_order
from priemnaya.policy.comparing import changes
from priemnaya.policy.requisites import OF_ACT, TITLES

pytestmark = pytest.mark.unit
HEAD = """
order: {title: "Приказ", date: 2026-01-10, status: in_force}
body: {name: "Комитет", region: RU-KGD, zone: Europe/Kaliningrad, units: [{slug: one, name: "Отдел писем"}]}
clauses:
  - clause: "1"
    demand: "Отвечают в срок."
    rules:
"""
TERM = "{from: message_registered, do: reply_on_substance, within: %s, if: {kinds: [%s]}}"
HOURS = TERM % ("9wh", "appeal")


def rule(value: str, kind: str = "within", beside: str = "") -> str:
    return f"      - {{kind: {kind}, values: {{2026-01-10: {value}}}{beside}}}\n"


ONE = HEAD + rule(HOURS)


@pytest.fixture
def lines(tmp_path: Path):  # type: ignore[no-untyped-def]
    def compared(old: str, new: str) -> list[str]:
        """What `orders diff` prints of the two but for the names of the acts and the open matters."""
        return list(told(*(made(tmp_path, text) for text in (old, new)), None))[2:-1]

    return compared


def made(tmp_path: Path, text: str) -> Order:
    path = tmp_path / "made" / "order.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_order(path)


SAME = "Пункты и значения те же."
TOLD = {
    "what prevails": (ONE, HEAD + rule(HOURS, beside=', prevails: "ст. 1"'), "prevails"),
    "what nobody compared": (ONE, HEAD + rule(HOURS, beside=", verified: false"), "verified"),
    "whose value it is": (ONE, HEAD + rule(HOURS, beside=", ours: true"), "ours"),
    "words to come": (
        ONE,
        ONE.replace('"Отвечают в срок."', '{2026-01-10: "Отвечают в срок.", 2099-12-30: "Ответ дают за час."}'),
        "слова с 30.12.2099: стало «Ответ дают за час.»; было: «Отвечают в срок.»",
    ),
    "the clock": (ONE, ONE.replace("Europe/Kaliningrad", "Asia/Kamchatka"), "часовой пояс"),
    "the hours": (
        ONE,
        ONE.replace("units:", 'schedule: {mon-tue: ["09:00-10:00"]}, units:'),
        "стало «пн-вт 09:00-10:00»",
    ),
    "a department": (ONE, ONE.replace('[{slug: one, name: "Отдел писем"}]', "[]"), "больше нет: «Отдел писем»"),
    "a department's name": (ONE, ONE.replace("Отдел писем", "Отдел обращений"), "стало «Отдел обращений»"),
    "the day of closing": (
        ONE.replace("    rules:", "    closed: 2099-06-30\n    rules:"),
        ONE.replace("    rules:", "    closed: 2099-12-30\n    rules:"),
        "закрыт с другого дня: было с 30.06.2099, стало с 30.12.2099",
    ),
    "no closing": (ONE.replace("    rules:", "    closed: 2099-06-30\n    rules:"), ONE, "пункт действует дальше"),
    "a value in a clause that closes": (
        ONE,
        ONE.replace("9wh", "8wh").replace("    rules:", "    closed: 2099-06-30\n    rules:"),
        "стало «ответить по существу: 8 рабочих часов",
    ),
    "a code that no words tell": (
        HEAD + rule('{outcome: one, title: "Закрыто"}', "closes_as"),
        HEAD + rule('{outcome: other, title: "Закрыто"}', "closes_as"),
        "outcome: one → other",
    ),
}


@pytest.mark.parametrize("what", TOLD)
def test_what_differs_is_told(lines, what: str) -> None:  # type: ignore[no-untyped-def]
    old, new, said = TOLD[what]
    found = lines(old, new)
    assert said in "\n".join(found), found
    assert "было: отменено" not in "\n".join(found)
    assert lines(old, old) == lines(new, new) == [SAME]


def test_rules_in_another_order_are_the_same_rules(lines) -> None:  # type: ignore[no-untyped-def]
    """Each was told as the other, changed in place."""
    first, second, third = (
        rule(TERM % (n, kind)) for n, kind in (("30d", "appeal"), ("10d", "message"), ("5d", "feedback"))
    )
    assert lines(HEAD + first + second, HEAD + second + first) == [SAME]
    found = lines(HEAD + first + second, HEAD + second + third)
    assert len(found) == 2 and "обращение" in found[1].split("стало")[0] and "отзыв" in found[1].split("стало")[1]


WHOM = {
    "{on: client_added, whom: [head]}": ("tell", ("staff",)),
    "{on: term_extended, whom: [client], what: extension}": ("tell", ("clients",)),
    "{on: executor_changed, whom: [client, executor]}": ("tell", ("clients", "staff")),
    "{from: client_added, do: noted, within: 1wd}": ("within", ("staff",)),
    HOURS: ("within", ("clients",)),
    "{what: reassignments, at_most: 2}": ("limit", ("staff",)),
    "{what: letter_pages, at_most: 2}": ("limit", ("clients",)),
    "{what: knowledge, every: month}": ("review", ("staff",)),
}


def test_whom_a_change_concerns(tmp_path: Path) -> None:
    for value, (kind, whom) in WHOM.items():
        old = HEAD + rule(value, kind)
        found = changes(made(tmp_path, old), made(tmp_path, old.replace("2026-01-10: {", "2026-01-11: {")))
        assert [c.whom for c in found] == [whom], value


def test_the_day_of_a_value_moved(tmp_path: Path) -> None:
    old = made(tmp_path, HEAD + f"      - {{kind: within, values: {{2026-01-10: {HOURS}, 2026-12-30: null}}}}\n")
    new = made(tmp_path, ONE)
    (change,) = changes(old, new)
    assert change.lines[0].startswith("отмены с 30.12.2026 больше нет, дальше действует: ответить")
    assert old.by_number["1"].rules[0].on(dt.date(2027, 1, 1)) is None


def changed(model: Any) -> Iterator[tuple[str, Any]]:
    """Every field of a model with another value in it, those of the models in its lists one by one."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            yield from ((name, model.model_copy(update={name: (one, *value[1:])})) for _, one in changed(value[0]))
        of_days = isinstance(value, dt.date) or "datetime.date" in str(field.annotation)
        if name == "status":
            other: Any = "draft"
        elif isinstance(value, bool):
            other = not value
        elif isinstance(value, dict):
            other = {"mon": ("09:00-10:00",)}
        elif isinstance(value, tuple):
            other = (*value, *value[:1]) if value and isinstance(value[0], BaseModel) else (*value, "иное")
        else:
            other = dt.date(2031, 2, 3) if of_days else f"{value or ''}, иное"
        yield name, model.model_copy(update={name: other})


WHOLE = ONE.replace(
    "units:",
    "subordinates: [{slug: school, name: Школа}], points: [{kind: portal, name: Сайт, functions: [intake]}, "
    "{kind: email, name: Почта, address: a@b.ru}, {kind: email, name: Почта, address: c@d.ru}], units:",
)


def test_every_field_of_the_head_of_a_file_is_told(tmp_path: Path) -> None:
    old = made(tmp_path, WHOLE)
    assert old.body is not None
    for title, model, titles in (("Акт", old.act, OF_ACT), ("Орган", old.body, TITLES)):
        for name, other in changed(model):
            act, body = (other, old.body) if title == "Акт" else (old.act, other)
            new = Order(old.slug, old.layer, act, old.clauses, body, old.file)
            _was, _now, *more, same, _open = told(old, new, None)
            assert more and all(line.startswith(f"{title}, {titles[name]}: ") for line in more), (name, more)
            assert same == SAME and "другой порядок" not in str(more)
            for was, now in (re.split("было |, стало ", line)[1:] for line in more if "было " in line):
                assert was != now, more
    assert len(list(told(old, old, None))) == 4


def test_of_two_points_of_one_name_each_is_told(lines) -> None:  # type: ignore[no-untyped-def]
    (said, _) = lines(WHOLE, WHOLE.replace("a@b.ru", "e@f.ru"))
    assert "стало электронная почта «Почта», e@f.ru" in said, said
