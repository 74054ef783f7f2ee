"""Forms that somebody copied into a letter: what was typed and ticked, and nothing else."""

from __future__ import annotations

import pytest

from priemnaya.channels.email.filled import with_filled

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ('<input type="checkbox" checked>', "[x]"),
        ("<INPUT CHECKED TYPE=checkbox>", "[x]"),
        ('<input type="checkbox" title="is checked">', "[ ]"),
        ("<input class='form checked' type=radio>", "[ ]"),
        ('<input type="text" value="a > b">', "a &gt; b"),
        ("<input type=text value=Ижевск>", "Ижевск"),
        ('<input placeholder="напишите value=5" value="7">', "7"),
        ("<input value='О\u2019К'>", "О\u2019К"),
        ('<select><option class="opt selected">Да<option selected>Нет</select>', "Нет"),
    ],
)
def test_a_mark_is_an_attribute_and_no_word_of_another(form: str, read: str) -> None:
    assert with_filled(form).split() == read.split()


def test_a_field_that_only_asks_says_nothing() -> None:
    assert "5" not in with_filled('<p>Имя <input placeholder="напишите value=5"></p>').partition("<input")[0]
