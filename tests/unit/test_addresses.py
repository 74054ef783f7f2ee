"""A postal address is split for the envelope where every piece of it is understood, and stays as typed where not."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from priemnaya.letterhead.addresses import PARTS, lacking_in, split_address
from priemnaya.letterhead.post import Posted, render_envelopes

pytestmark = pytest.mark.unit

UVA = "427250, Удмуртская Республика, Увинский район, п. Ува, ул. Калинина, д. 5, кв. 12"


@pytest.mark.parametrize(
    ("typed", "lines", "index"),
    [
        (UVA, ("ул. Калинина, д. 5, кв. 12", "п. Ува", "Увинский район", "Удмуртская Республика"), "427250"),
        ("426000 г. Ижевск ул. Пушкинская д. 7 кв. 12", ("ул. Пушкинская, д. 7, кв. 12", "г. Ижевск"), "426000"),
        ("г Ижевск, ул Пушкинская 7, кв 12", ("ул Пушкинская, 7, кв 12", "г Ижевск"), ""),
        ("427250, УР, Увинский р-н, д. Пирогово, д. 5", ("д. 5", "д. Пирогово", "Увинский р-н", "УР"), "427250"),
        ("Москва, ул. Тверская, д.13, стр. 1, 125009", ("ул. Тверская, д.13, стр. 1", "Москва"), "125009"),
        ("630000, Новосибирск, а/я 15", ("а/я 15", "Новосибирск"), "630000"),
        ("г. Ижевск, ул. 30 лет Победы, 11а", ("ул. 30 лет Победы, 11а", "г. Ижевск"), ""),
        ("199000, г. Санкт-Петербург, 7-я линия, д. 12", ("7-я линия, д. 12", "г. Санкт-Петербург"), "199000"),
        (
            "г. Москва, ул. 8 Марта, д. 5, корп. 2, стр. 1",
            ("ул. 8 Марта, д. 5, корп. 2, стр. 1", "г. Москва"),
            "",
        ),
        ("Санкт-Петербург, наб. реки Фонтанки, 90", ("наб. реки Фонтанки, 90", "Санкт-Петербург"), ""),
        ("г. Ижевск, ул. им. Вадима Сивкова, д. 150", ("ул. им. Вадима Сивкова, д. 150", "г. Ижевск"), ""),
        ("г. Ижевск, ул. Ленина, д. 5 лит. А", ("ул. Ленина, д. 5, лит. А", "г. Ижевск"), ""),
        ("г.Ижевск ул.Ленина 5-12", ("ул.Ленина, 5-12", "г.Ижевск"), ""),
        ("ул Ленина д 5 кв 6 г Ижевск", ("ул Ленина, д 5, кв 6", "г Ижевск"), ""),
        ("г. Сарапул, ул. Карла Маркса, 30 - 12", ("ул. Карла Маркса, 30 - 12", "г. Сарапул"), ""),
        (
            "Россия, Челябинская обл., г.Миасс, пр. Мира, 4",
            ("пр. Мира, 4", "г.Миасс", "Челябинская обл.", "Россия"),
            "",
        ),
    ],
)
def test_an_address_is_split_in_the_order_of_the_post(typed: str, lines: tuple[str, ...], index: str) -> None:
    found = split_address(typed)
    assert found
    assert (found.lines(), found.index) == (lines, index)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "426000",
        "ул. Ленина, д. 1",
        "Ижевск, Пушкинская, 7-12",
        "Ижевск, Ленина 5, кв 12",
        "г. Ижевск, ул. Ленина, д. 5, корп. 2, корпус 3",
        "г. Ижевск, ул. у магазина, 5",
        "г. Ижевск, ул. Ленина 5 г Сарапул",
        "г. Ижевск, г. Москва, ул. Ленина, 5",
        "426000, г. Ижевск, чужой дом 1",
        "г. Ижевск, ул. Ленина, д. 5, домофон не работает",
        "у бабушки, г. Можга, ул. Мира, 1",
        "г. Ижевск, ул. Ленина, 5, 426000, 426001",
    ],
)
def test_what_is_not_sure_stays_as_typed(typed: str) -> None:
    assert split_address(typed) is None


@given(
    st.lists(
        st.sampled_from([*UVA.split(", "), "Ижевск", "корп. 2", "стр. 1", "д.", "12", "а/я 5", "г.", "Россия", ""]),
        max_size=9,
    )
)
def test_nothing_of_a_split_address_is_lost(pieces: list[str]) -> None:
    typed = ", ".join(pieces)
    if found := split_address(typed):
        told = sorted(p for name in PARTS if (v := getattr(found, name)) for p in v.split(", "))
        assert sorted(p for p in pieces if p) == told


def test_what_an_envelope_cannot_go_without() -> None:
    for typed in ("х", "12", "426000", "ул. Пушкинская, 7", "УР, Увинский район"):
        assert lacking_in(typed) == "place", typed
    for typed in ("Ижевск", "г. Ижевск, ул. Мира", "с. Ува"):
        assert lacking_in(typed) == "house", typed
    villages = (
        "с. Ува, д. 5",
        "д. Пирогово, до востребования",
        "СНТ Родник-2, участок 15",
        "426000, ул. Садовая, д. 3",
    )
    for typed in (UVA, *villages, "Ижевск, а/я 5", "УР, г.Ижевск, 10 лет Октября, 53", "426000, Ижевск"):
        assert lacking_in(typed) == "", typed


def test_an_envelope_has_the_index_by_itself_and_an_unclear_address_as_typed() -> None:
    letters = [Posted("Иванова Мария", UVA), Posted("Топчий Иван", "Ижевск, Пушкинская, 7-12")]
    first, second = (p.extract_text() for p in PdfReader(io.BytesIO(render_envelopes("Орган", "", letters))).pages)
    assert first.index("ул. Калинина, д. 5, кв. 12") < first.index("п. Ува") < first.index("Удмуртская Республика")
    assert "427250" in first.replace(" ", "") and "427250, Уд" not in first
    assert "Ижевск, Пушкинская, 7-12" in second
