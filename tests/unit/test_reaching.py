"""Telephones and mailboxes in any writing: one form to keep, one key to find, words for what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priemnaya.people.reaching import (
    fault_in,
    fault_in_numbers,
    mailbox_of,
    normal,
    normal_email,
    on_the_wire,
    phone_key,
    phone_of,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "typed",
    ["8 (3412) 50-00-00 доб. 12", "+7 3412 500-000 вн.12", "73412500000#12", "тел.: 8—3412—50—00—00 (доб. 12)"]
    + [
        "８ ３４１２ ５０ ００ ００ ext 12",
        "8-341-250-00-00, добавочный 12",
        "8 3412 500000 доб12",
        "8 (3412) 50-00-00 (доб12)",
        "8 (3412) 50-00-00, доб. 1-2",
        "8 (3412) 50-00-00 добавочный номер 12",
        "8 3412 500000 доб. № 12 (раб.)",
        "8\u00a0(341\u20112)\u00a050\u201100\u201100*12",
        "\u202a+7 3412 50-00-00 доб. 12\u202c",
        "8\u200b(3412) 50\u2060-00-00 доб. 12\ufeff",
    ],
)
def test_a_number_is_kept_in_one_form_with_its_extension_and_found_without_it(typed: str) -> None:
    assert normal("phone", typed) == "+73412500000 доб. 12"
    assert phone_key(typed) == "+73412500000"
    assert normal("phone", normal("phone", typed)) == normal("phone", typed)
    assert fault_in("phone", typed) == ""


@pytest.mark.parametrize(
    "typed",
    ["+375 29 123-45-67", "810 375 29 1234567", "+7 949 123-45-67", "8 800 555-35-35"]
    + [
        "8 (912) 345-67-89 (WhatsApp)",
        "8 912 345 67 89, Viber",
        "79123456789 (МТС)",
        "8 912 345 67 89 Telegram/WhatsApp",
    ],
)
def test_numbers_of_other_countries_and_of_no_town_are_numbers(typed: str) -> None:
    assert phone_of(typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("50-00-00", "код города"),
        ("8 012 345 67 89", "такого не бывает"),
        ("+7 912 345 67 8", "такого не бывает"),
        ("8 912 345 67 89 Иван", "Уберите слова рядом"),
        ("8 912 345 67 89, 8 3412 50 00 00", "один номер"),
        ("89123456789" * 30, "один номер"),
        ("²", "такого не бывает"),
    ],
)
def test_what_is_no_number_is_told_and_stays_as_typed(typed: str, words: str) -> None:
    assert words in fault_in("phone", typed)
    assert normal("phone", typed) == typed


def test_the_reason_is_that_of_what_was_typed() -> None:
    for channel, typed, words in (
        ("phone", "нет", "оставьте это поле пустым"),
        ("phone", "-", "оставьте это поле пустым"),
        ("phone", "8 912 345 67 89 (мама)", "Уберите слова рядом"),
        ("phone", "8 912 345 67 89, 8 912 345 67 88", "один номер"),
        ("email", "почты нет", "оставьте это поле пустым"),
        ("email", "ivan@mail.ru (личная)", "без других слов: ivan@mail.ru"),
        ("email", "ivan@mail.ru, petr@mail.ru", "один адрес"),
    ):
        assert words in fault_in(channel, typed), typed
    assert fault_in("phone", "00 7 912 345 67 89") == ""


def test_several_numbers_stand_where_several_may() -> None:
    assert fault_in_numbers("8 800 555-35-35; 8 (3412) 50-00-00, доб. 5, 8 912 345 67 89 или 8 912 345 67 88") == ""
    assert "такого не бывает" in fault_in_numbers("8 800 555-35-35, 8 012 345 67 89")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Почта@Пример.РФ ", "почта@пример.рф"),
        ("a@xn--e1afmkfd.xn--p1ai", "a@пример.рф"),
        ('"Иван, Петров"@пример.рф', '"иван, петров"@пример.рф'),
        ("<a@b.ru>", "a@b.ru"),
        ("Иван <ivan@mail.ru>", "ivan@mail.ru"),
        ('"Петров, Иван" <Ivan@Mail.ru>;', "ivan@mail.ru"),
        ("иван@mail.ru", "иван@mail.ru"),
        ("mailto:a+b@b.ru", "a+b@b.ru"),
        ('"ivan@mail.ru"', "ivan@mail.ru"),
        ("«ivan@mail.ru»", "ivan@mail.ru"),
        ("„ivan@mail.ru“.", "ivan@mail.ru"),
        ("(ivan@mail.ru)", "ivan@mail.ru"),
        ("Эл. почта: ivan@mail.ru.", "ivan@mail.ru"),
        ("o'connor@mail.example", "o'connor@mail.example"),
        ("e-mail - ivan@mail.ru", "ivan@mail.ru"),
        ("почта: ivan@mail.ru", "ivan@mail.ru"),
        ("mail: ivan@mail.ru", "ivan@mail.ru"),
        ("имейл — ivan@mail.ru", "ivan@mail.ru"),
        ("mail-ivan@mail.ru", "mail-ivan@mail.ru"),
        ("email-ivan@mail.ru", "email-ivan@mail.ru"),
        ("почта-россии@пример.рф", "почта-россии@пример.рф"),
        ("ivan@mail.ru\u200b", "ivan@mail.ru"),
        ("\u2068ivan@mail.ru\u2069", "ivan@mail.ru"),
        ("ivan@ma\u00adil.ru\ufeff", "ivan@mail.ru"),
    ],
)
def test_a_mailbox_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert mailbox_of(typed) == kept == normal("email", typed) == mailbox_of(kept)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ivan@m\u0430il.ru", "в «m\u0430il» буква «\u0430» русская"),
        ("Иван <iv\u0430n@mail.ru>", "в «iv\u0430n» буква «\u0430» русская"),
        ("почта@прим\u0065р.рф", "буква «\u0065» латинская"),
        ("ivan@mail.r\u0443", "буква «\u0443» русская"),
        ("ivan@gmail.con", "«.com»"),
        ("ivan@mail.ру", "«.ru»"),
        ("ivan@mail.r", "не меньше двух букв"),
        ("ivan@mail.123", "не меньше двух букв"),
        ("Иван ivan@mail.ru", "без других слов"),
        ("a@b.ru <ivan@mail.ru>", "один адрес"),
        ("Иван <ivan@mail.ru> <a@b.ru>", "один адрес"),
    ],
)
def test_a_mailbox_no_letter_reaches_is_told_by_what_is_wrong(typed: str, words: str) -> None:
    assert words in fault_in("email", typed)
    assert mailbox_of(typed) is None


def test_a_domain_goes_onto_the_wire_in_latin_letters() -> None:
    assert on_the_wire("пример.рф") == "xn--e1afmkfd.xn--p1ai"
    assert on_the_wire("mail.example") == "mail.example"


@given(st.text(max_size=60) | st.text('+78910 ()-доб.,;#*@авыa"<>.', max_size=60))
def test_no_text_stops_the_reading_and_a_fault_is_told_exactly_where_there_is_one(text: str) -> None:
    assert bool(fault_in("phone", text)) == (phone_of(text) is None)
    assert bool(fault_in("email", text)) == (mailbox_of(text) is None)
    assert normal_email(normal_email(text)) == normal_email(text)
    fault_in_numbers(text)


@given(st.from_regex(r"(?:e?-?mail|email|pochta|adres|to|x)[-._+][a-z]{1,9}@[a-z]{2,9}\.(?:ru|com)", fullmatch=True))
def test_nothing_is_taken_off_what_is_a_mailbox_already(mailbox: str) -> None:
    assert normal_email(mailbox) == mailbox


def test_a_text_as_long_as_a_book_is_neither_and_answered_at_once() -> None:
    marks = "а" + "\u0315\u0316" * 50_000
    assert (phone_of(marks), mailbox_of(f"{marks}@mail.ru")) == (None, None)
