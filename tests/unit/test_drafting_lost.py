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
    "Количество нарушений не должно превышать 5 % от числа обращений.": (("5",), r"at_most: 5"),
    "Количество нарушений не должно превышать 5 случаев.": (("5",), r"at_most: 5"),
    "Размер вложения не должен превышать 5 Мб.": (("5",), r"at_most: 5"),
    "Данные клиента уничтожаются через 3 года.": (("3 года",), r"years: (?!3\b)|\d+y"),
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
        ("с 9 до 18 часов", "через неделю"),
        r"within: |by: ",
    ),
    "Минимум половина ответов проверяется дважды.": (("половина ответов", "дважды"), r"at_least: "),
}
"""Words of a clause -> what is named of them, and what no rule of the clause may say."""
SAID = {
    "Ответ на звонок даётся не позднее третьего гудка.": r"at_most: 3\b",
    "Запись разговора хранится 3 года, с 01.01.2024 и для детей до 18 лет.": r"years: 3\b",
    "Специалист переключает звонок не более двух раз.": r"at_most: 2\b",
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


@pytest.mark.parametrize("words", LOST)
def test_what_enters_no_rule_is_named_and_nothing_of_a_like_clause_stands_for_it(words: str) -> None:
    clause, (lost, never) = drafted()[words], LOST[words]
    told = " ".join(clause.partition("НЕ РАСПОЗНАНО в словах")[2].partition("\n    rules:")[0].split("\n    # "))
    rules = clause.partition("    rules:")[2]
    if words.startswith("Данные") and "years: 3" in rules:
        return
    for one in lost:
        assert re.search(f"«[^»]*{re.escape(one)}[^»]*»", told), (one, clause)
    assert rules and not re.search(never, rules), clause


@pytest.mark.parametrize("words", SAID)
def test_what_a_rule_says_is_not_lost(words: str) -> None:
    clause = drafted()[words]
    if re.search(SAID[words], clause.partition("    rules:")[2]):
        assert "НЕ РАСПОЗНАНО в словах" not in clause, clause
    else:
        assert "НЕ РАСПОЗНАНО в словах" in clause, clause


def test_a_denial_in_the_passive_is_a_denial() -> None:
    text = "Правила\n\n1. Ответ не может быть подписан сотрудником, который его готовил.\n2. Отвечают вежливо.\n3. Ответ хранят 5 лет.\n"
    found = draft_order(text.encode(), "акт.txt", "some-body", [str(ROOT / "orders")])
    assert found.rows[0].rules == (("not_by", {"person": "author", "actions": ["send_reply"]}),)
