"""Words as they are looked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.plain.sought import forms_of, is_known, keys_of, retyped, words_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("участок", "участке"),
        ("участке", "участок"),
        ("ребёнок", "ребенка"),
        ("ребенка", "ребенок"),
        ("сибиряк", "сибиряка"),
        ("корепанова", "корепанов"),
        ("иванову", "иванов"),
        ("дочери", "дочь"),
        ("людей", "человек"),
    ],
)
def test_a_query_names_every_form_of_a_word(typed: str, also: str) -> None:
    assert also in forms_of(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("bdfyjd", "иванов"), ("Fhtylf", "Аренда"), ("ht,tyjr", "ребенок"), ("шмфтщм", "ivanov"), ("j,]tpl", "объезд")],
)
def test_the_other_layout_is_read(typed: str, meant: str) -> None:
    assert retyped(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("калектив", "коллектив"),
        ("учаска", "участка"),
        ("абращение", "обращение"),
        ("обрещение", "обращение"),
        ("обращенеи", "обращение"),
        ("бращение", "обращение"),
        ("обращщение", "обращение"),
        ("муницепальный", "муниципальный"),
        ("росийский", "российский"),
        ("каробка", "коробка"),
    ],
)
def test_a_misspelt_word_has_a_key_in_common_with_the_right_one(typed: str, meant: str) -> None:
    assert set(keys_of(typed)) & set(keys_of(meant))
    assert is_known(meant)


@given(st.text(alphabet="абвгдеклмнопрст", min_size=6, max_size=14), st.data())
def test_any_one_slip_leaves_a_common_key(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("абвгдеклмнопрст"))
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
    )
    assert [slip for slip in slips if not set(keys_of(slip)) & set(keys_of(word))] == []


def test_words_are_read_from_any_writing() -> None:
    assert words_of("Ре\u00adбёнок №12-34/5, И.И.") == ["ребенок", "no", "12", "34", "5", "и", "и"]
    assert words_of("Ивaнoв") == ["иванов"]


@given(st.text(max_size=80))
def test_nothing_typed_breaks_it(text: str) -> None:
    words = words_of(f"{text} слово")
    assert words[-1] == "слово"
    assert all(word in forms_of(word) and f"={word}" in keys_of(word) for word in words)
    assert len(retyped(text)) == len(text)
