"""What turns a demand round in an act of another style: a denial is never lost, what is borrowed is never sure, terms of
table rows and lists of appendices are read."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from priemnaya.drafting import draft_order
from priemnaya.drafting.acts import pieces_of
from priemnaya.drafting.denials import barred, turned
from priemnaya.drafting.people import answers
from priemnaya.drafting.proposing import Row
from priemnaya.plain.inputs.numbered import read_numbered

pytestmark = pytest.mark.unit
ORDERS = str(Path(__file__).resolve().parents[2] / "orders")

ACT = """ПРИКАЗ
от 3 февраля 2025 г. № 7
ПРИКАЗЫВАЮ:
1. Утвердить Правила общения с заявителями.

УТВЕРЖДЕНЫ
приказом от 03.02.2025 № 7
ПРАВИЛА
1. Ответ подписывает не тот, кто его подготовил.
2. Жалоба не рассматривается тем, на чьи действия она подана.
3. Повторную жалобу готовит не тот, кто готовил прежний ответ.
4. Сотрудникам запрещается переписываться с заявителями в WhatsApp и Viber.
5. Поступившее письмо регистрируется не позднее следующего рабочего дня.
6. Заявителю отвечают по электронной почте.

Приложение 1
к Правилам
Сроки действий
№\tДействие\tСрок\tКто отвечает
1\tСообщить заявителю о нехватке документов\t3 рабочих дня со дня регистрации\tСпециалист
2\tСообщить руководителю о жалобе\t2 рабочих дня\tРедактор

Приложение 2
к Правилам
Памятка
- записать адрес и телефон заявителя;
- сообщить о происшествии руководителю;
- не давать советов по телефону.
"""


@lru_cache(maxsize=1)
def drafted() -> tuple[dict[str, Row], str]:
    draft = draft_order(ACT.encode(), "правила.txt", "some-body", [ORDERS])
    return {r.number: r for r in draft.rows}, draft.yaml


@pytest.mark.parametrize(
    ("number", "kind", "values"),
    [
        ("1", "not_by", {"person": "author", "actions": ["send_reply"]}),
        ("2", "not_by", {"person": "person_complained_of", "actions": ["assign", "write_reply", "read_case"]}),
        ("3", "not_by", {"person": "earlier_executor", "actions": ["assign"]}),
        ("4", "point_barred", {"points": ["whatsapp", "viber"]}),
    ],
)
def test_a_denial_is_its_own_rule_and_is_looked_at(number: str, kind: str, values: dict[str, object]) -> None:
    row = drafted()[0][number]
    assert row.rules == ((kind, values),) and row.level == "likely"
    clause = drafted()[1].partition(f'clause: "{number}"')[2].partition("- clause")[0]
    assert "proposed: true" in clause and "по словам самого пункта" in clause and "уверенно" not in clause


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Запрещается направлять жалобу лицу, действия которого обжалуются.", "not_by"),
        ("Запрещается передавать жалобу сотруднику, чьи действия обжалуются.", "not_by"),
        ("Жалобу не поручают тому, на кого она подана.", "not_by"),
        ("Ответ визирует другой работник.", "not_by"),
        ("Отказ согласовывает не тот же сотрудник, который его готовил.", "not_by"),
        ("Ответ не может быть подписан сотрудником, который его готовил.", "not_by"),
        ("Сотрудник, который готовил ответ, не вправе его подписывать.", "not_by"),
        ("Не допускается, чтобы ответ подписывал тот, кто его готовил.", "not_by"),
        ("Сотрудник, который готовит ответ, не направляет его без проверки.", ""),
        ("Ответ не может быть подписан раньше дня регистрации.", ""),
        ("Общение в Телеграме не допускается.", "point_barred"),
        ("Специалист не вправе передать дело другому специалисту более двух раз.", ""),
        ("Ответ подписывает тот, кто его подготовил.", ""),
        ("Через Telegram принимают вопросы.", ""),
        ("По телефону заявления не принимают.", ""),
    ],
)
def test_words_that_deny_and_words_that_do_not(words: str, kind: str) -> None:
    assert turned(words) == kind
    assert bool(barred(words)) == (kind == "point_barred")


def test_a_point_named_only_to_be_forbidden_is_no_point_of_the_body() -> None:
    points = drafted()[1].partition("points:")[2].partition("clauses:")[0]
    assert "kind: email" in points and "telegram" not in points and "whatsapp" not in points and "viber" not in points


def test_what_has_anything_to_look_at_is_not_sure() -> None:
    rows = drafted()[0].values()
    assert [r.number for r in rows if r.level == "sure" and r.notes] == []
    assert "из похожего пункта" in " ".join(drafted()[0]["5"].notes) and drafted()[0]["5"].level == "likely"


def test_rows_of_a_table_with_tabs_are_clauses_with_their_terms_and_who_answers() -> None:
    rows = drafted()[0]
    terms = {n: [t.value for t in rows[n].taken if t.sort == "term"] for n in ("app1.1", "app1.2")}
    assert terms == {"app1.1": ["3wd"], "app1.2": ["2wd"]}
    assert all(rows[n].lost and not rows[n].rules for n in terms), "no term of another deed in its place"
    who = [found.value for n in terms if (found := answers(rows[n].words, rows[n].taken))]
    assert who == ["executor", "editor"], "the column, not whom the action is for"
    text, _, _ = read_numbered("1.\tОтвечать.\n2.\tХранить.\nа\tб\tв\n".encode(), "а.txt")
    assert "|" not in text, "a number and a tab make no table, one row neither"


def test_a_list_that_is_all_of_an_appendix_is_its_clauses() -> None:
    rows = drafted()[0]
    assert [rows[f"app2.{n}"].words[:8] for n in (1, 2, 3)] == ["записать", "сообщить", "не дават"]
    assert [p.number for p in pieces_of("1. Раз.\n2. Два.\n")] == ["1", "2"]


def test_words_of_other_acts_are_those_of_the_orders() -> None:
    from priemnaya.drafting.likeness import lemmas

    assert lemmas("Заявителю письмо") == lemmas("Клиенту сообщение") and lemmas("Специалиста") == lemmas("Исполнителя")
