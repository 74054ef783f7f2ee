"""A draft names every time and amount of an act that no rule says, and puts none of a like clause in its place."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from priemnaya.drafting import draft_order

from ..made import ROOT

pytestmark = [pytest.mark.unit]
LOST: dict[str, tuple[tuple[str, ...], str]] = {
    "Сообщение регистрируется не ранее следующего рабочего дня после поступления.": (
        ("не ранее следующего рабочего дня",),
        r"within:|by:",
    ),
    "Количество нарушений не должно превышать 5 % от числа обращений.": (("превышать 5 %",), r"at_most: 5"),
    "Количество нарушений не должно превышать 5 случаев.": (("5",), r"at_most: 5"),
    "Размер вложения не должен превышать 5 Мб.": (("превышать 5 Мб",), r"at_most: 5"),
    "Удостоверение работника действует 4 года.": (("4 года",), r"years: |\d+y"),
    "Размер ответа не превышает двух страниц, а по жалобам — трёх страниц.": (("трёх страниц",), r"at_most: 3"),
    "Ответ готовится без учёта праздничных дней в течение 10 дней.": (
        ("без учёта праздничных дней",),
        r"within: (?!10d)",
    ),
    "Еженедельно по понедельникам и четвергам начальник отдела проверяет сроки.": (
        ("по понедельникам и четвергам",),
        r"every: (?!week)",
    ),
    "Заместитель министра каждую вторую пятницу проводит приём.": (("каждую вторую пятницу",), r"every: "),
    "Ответ направляется в день обращения, если оно поступило до 15 часов, и на следующий день в остальных случаях.": (
        ("в день обращения", "до 15 часов", "на следующий день"),
        r"within: |by: ",
    ),
    "Звонки принимаются с 9 до 18 часов, ответ на звонок — через неделю.": (
        ("через неделю",),
        r"within: |by: ",
    ),
    "Минимум половина ответов проверяется дважды.": (("половина ответов", "дважды"), r"at_least: "),
}
"""Words of a clause -> what is named of them, and what no rule of the clause may say."""
SAID = {
    "Данные клиента уничтожаются через 3 года.": r"years: 3\b",
    "Ответ на звонок даётся не позднее третьего гудка.": r"at_most: 3\b",
    "Запись разговора хранится 3 года, с 01.01.2024.": r"years: 3\b",
    "Специалист переключает звонок не более двух раз.": r"at_most: 2\b",
    "Вне очереди с 2024 года принимают клиентов с детьми до 3 лет.": r"kind",
}
"""What is read: nothing of it is lost."""


@lru_cache(maxsize=1)
def drafted() -> dict[str, str]:
    """The clauses of one act, by their words."""
    text = "Правила\n\n" + "\n".join(f"{n}. {words}" for n, words in enumerate([*LOST, *SAID], 1))
    found = draft_order(text.encode(), "акт.txt", "some-body", [str(ROOT / "orders")])
    parts = re.split(r"\n  - clause: ", found.yaml)[1:]
    assert len(parts) == len(found.rows) == len(LOST) + len(SAID)
    return dict(zip([*LOST, *SAID], parts, strict=True))


def test_what_enters_no_rule_is_named_and_nothing_of_a_like_clause_stands_for_it() -> None:
    for words, (lost, never) in LOST.items():
        clause = drafted()[words]
        told = " ".join(clause.partition("НЕ РАСПОЗНАНО в словах")[2].partition("\n    rules:")[0].split("\n    # "))
        rules = clause.partition("    rules:")[2]
        for one in lost:
            assert re.search(f"«[^»]*{re.escape(one)}[^»]*»", told), (one, clause)
        assert rules and not re.search(never, rules), clause


def test_what_a_rule_says_is_not_lost() -> None:
    for words, said in SAID.items():
        clause = drafted()[words]
        placed = re.search(said, clause.partition("    rules:")[2])
        assert ("НЕ РАСПОЗНАНО в словах" in clause) is not bool(placed), clause


def test_a_denial_in_the_passive_is_a_denial() -> None:
    text = "Правила\n\n1. Ответ не может быть подписан сотрудником, который его готовил.\n2. Отвечают вежливо.\n3. Ответ хранят 5 лет.\n"
    found = draft_order(text.encode(), "акт.txt", "some-body", [str(ROOT / "orders")])
    assert found.rows[0].rules == (("not_by", {"person": "author", "actions": ["send_reply"]}),)
