"""A body's own words: strict when they are loaded, plain when they are filled."""

from __future__ import annotations

from pathlib import Path

import pytest

from priemnaya.policy import OrderError
from priemnaya.policy.texts import TEXTS, complete, filled, load_texts

pytestmark = pytest.mark.unit
ORDERS = Path(__file__).parents[2] / "orders"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "texts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("recieved: {text: а}", "«recieved» нет"),
        ("received: {text: 'Принято {number} {url} {code} {surname}'}", "surname"),
        ("received: {text: 'Принято {number}'}", r"\{code\}, \{url\}"),
        ("received: {text: ''}", "слов нет"),
        ("received: Принято", "нужны слова"),
        ("again: {text: 'Ещё раз', colour: red}", "нужны слова"),
        ("again: {text: 'Ещё {раз'}", "лишняя скобка"),
        ("again: {text: а}\nagain: {text: б}", "повторён"),
        ("- again", "имена текстов"),
    ],
)
def test_a_wrong_text_is_told_with_its_file_and_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(OrderError, match=said) as found:
        load_texts(written(tmp_path, text))
    assert "texts.yaml:" in str(found.value)


def test_the_base_has_every_text_and_a_file_that_lacks_one_is_told(tmp_path: Path) -> None:
    base = load_texts(ORDERS / "base" / "texts.yaml")
    complete(base, Path("base"))
    assert base.keys() == TEXTS.keys()
    with pytest.raises(OrderError, match="received"):
        complete({k: v for k, v in base.items() if k != "received"}, Path("base"))


def test_a_paragraph_with_nothing_to_say_is_left_out_and_values_are_not_read_as_braces() -> None:
    words = "Здравствуйте!\n\nОтветим до {due}.\n\nНомер {number}, ещё {number}."
    assert filled(words, {"due": "", "number": "{due}"}) == "Здравствуйте!\n\nНомер {due}, ещё {due}."
    assert filled(words, {"due": "1.02", "number": 5}) == "Здравствуйте!\n\nОтветим до 1.02.\n\nНомер 5, ещё 5."
