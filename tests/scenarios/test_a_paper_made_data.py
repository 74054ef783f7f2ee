"""What an official meets who brings an act of another body: marks of where to write, names of topics, proposals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from django.test import Client as Browser

from priemnaya.config.demo import filling
from priemnaya.drafting.parts import head_of, parts_of
from priemnaya.policy import OrderError, load_order, state_of
from priemnaya.policy.remarks import remarks
from priemnaya.policy.verdict import Refused, Verdict
from priemnaya.policy.vocabulary.conditions import Conditions, classifier

from ..desk import Desk
from .test_every_value import CLAUSE, clause_of
from .test_order_words import with_clause

ORDER = """order: {title: "%s", number: "1", date: 2026-01-12, status: in_force}
body: {name: "Комитет связи", region: RU-KLU, zone: Europe/Moscow}
clauses:
  - clause: "1"
    demand: "Ответ — две страницы."
    rules:
      - kind: limit
        %s
        values: {2026-02-01: {what: letter_pages, at_most: 2%s}}
"""


def loaded(folder: Path, title: str = "Приказ", beside: str = "ours: false", more: str = "") -> Any:
    path = folder / "some-body" / "order.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(ORDER % (title, beside, more), encoding="utf-8")
    return load_order(path)


def test_a_mark_of_where_to_write_is_refused_with_its_line(tmp_path: Path) -> None:
    """Seen: clients read «Приказ ВПИШИТЕ от 12.01.2026» in every citation."""
    with pytest.raises(OrderError, match=r"order\.yaml:1: title: «ВПИШИТЕ» — место, которое не заполнили"):
        loaded(tmp_path, "Приказ ВПИШИТЕ")
    assert loaded(tmp_path, "Приказ о том, что впишите")


def test_a_proposal_of_a_draft_asks_nothing_until_a_person_takes_the_mark_off(tmp_path: Path) -> None:
    order = loaded(tmp_path, beside="proposed: true")
    (clause,) = order.clauses
    assert clause.rules == () and "человек этого не сверил" in clause.not_written
    assert state_of(order.slug, clause).state == "nobody"
    assert len(loaded(tmp_path).clauses[0].rules) == 1


def test_a_proposal_takes_no_sure_rule_of_its_line_with_it(tmp_path: Path) -> None:
    path = loaded(tmp_path) and tmp_path / "some-body" / "order.yaml"
    text = path.read_text(encoding="utf-8")
    one = "{kind: limit, values: {2026-02-01: {what: letter_pages, at_most: 2}}"
    begun = text.partition("    rules:\n")[0]
    path.write_text(
        f"{begun}    rules: [{one}, proposed: true}}, {one.replace('pages', 'words')}}}]\n", encoding="utf-8"
    )
    (rule,) = load_order(path).clauses[0].rules
    assert rule.latest.what == "letter_words"  # type: ignore[union-attr]


def test_a_topic_is_named_by_its_words_and_its_code_is_told_in_words(tmp_path: Path) -> None:
    code, title = next((c, t) for c, t in classifier().items() if t == "Индексация заработной платы")
    assert Conditions(topics=(title,)).topics == (code,)
    assert f"«{title}»" in Conditions(topics=(code,)).phrase() and code not in Conditions(topics=(code,)).phrase()
    order = loaded(tmp_path, more=f', if: {{topics: ["{code}"]}}')
    assert any(f"тема {code} — это «{title}»" in told for told in remarks(order))
    with pytest.raises(OrderError, match="темы «Индексация заработка» нет в классификаторе; возможно, «"):
        loaded(tmp_path, more=', if: {topics: ["Индексация заработка"]}')


def test_an_act_names_its_body_and_itself() -> None:
    """The name of a body begins with an adjective, in two lines of capitals."""
    lines = ["ГОСУДАРСТВЕННАЯ ИНСПЕКЦИЯ ТРУДА", "В КАЛУЖСКОЙ ОБЛАСТИ", "ПРИКАЗ", "12 января 2026 г. № 7-ОД"]
    head = head_of(parts_of([*lines, "О правилах работы с людьми", "приказываю:", "1. Ввести в действие Правила."]))
    assert head.body == "Государственная инспекция труда в Калужской области"
    assert head.title == "Приказ Государственной инспекции труда в Калужской области"
    unnamed = head_of(
        parts_of(["ПРИКАЗ", "О правилах работы с людьми", "приказываю:", "1. Ввести в действие Правила."])
    )
    assert unnamed.title == "Приказ «О правилах работы с людьми»"


def test_the_card_of_a_demo_employee_can_be_saved(cast: Any, monkeypatch: Any) -> None:
    body = replace_phone(cast.udm)
    monkeypatch.setattr(filling, "STAFF", filling.STAFF[:1])
    monkeypatch.setattr(filling.Employee.objects, "create", lambda **given: given)
    (made,) = filling._staff(body).values()
    assert phonenumbers.is_valid_number(phonenumbers.parse(made["phone"], "RU"))


def replace_phone(body: Any) -> Any:
    body.phone = ""
    return body


def test_contacts_say_that_a_point_has_hours_of_its_own(cast: Any) -> None:
    """Seen: «Сегодня, суббота: закрыто» above a line that is open on Saturday."""
    said = "Это часы самого органа. Свои часы, они ниже:"
    path = f"/{cast.udm.slug}/points/"
    point = cast.udm.points.filter(kind="phone").first()
    for hours in ("", "в субботу с 10 до 15"):
        cast.udm.points.update(hours="")
        cast.udm.points.filter(pk=point.pk).update(hours=hours)
        page = Browser().get(path).content.decode()
        assert (said in page and point.name in page) == bool(hours)


def test_a_clause_that_stops_something_is_not_called_by_its_weakest_rule(cast: Any) -> None:
    one = clause_of("only_if", {"action": "send_mailing", "facts": ["consent"]})
    other = clause_of("provides", {"function": "mailings"})
    desk = Desk(cast.head)
    with with_clause(cast, replace(one, rules=(*one.rules, *other.rules))):
        assert "исполняется системой; остальное: предоставляется" in desk.get(f"/w/order/{CLAUSE}/").text
    with with_clause(cast, other):
        assert "остальное" not in desk.get(f"/w/order/{CLAUSE}/").text


def test_a_clause_is_cited_once_under_one_stop() -> None:
    stop = Verdict("29", False, "Слишком длинно.", "Сократите.", "limit", "letter_pages", "body", "Приказ", "Коротко.")
    told = str(Refused([stop, replace(stop, target="sentence_words")]))
    assert told.count("29") == 1
