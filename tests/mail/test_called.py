"""Whose name stands on the card: a person's parts in whatever order, or a firm's name."""

from __future__ import annotations

from typing import Any

import pytest

from priemnaya.channels.email.inbound import receive_letter
from priemnaya.plain.names import called

from .test_mail import letter


@pytest.mark.unit
@pytest.mark.parametrize(
    ("full", "surname", "name", "patronymic"),
    [
        ("Корепанов Иван", "Корепанов", "Иван", ""),
        ("Иван Корепанов", "Корепанов", "Иван", ""),
        ("КОРЕПАНОВ ИВАН", "КОРЕПАНОВ", "ИВАН", ""),
        ("Иванова, Зоя", "Иванова", "Зоя", ""),
        ("О'Коннор Шон Патрикович", "О'Коннор", "Шон", "Патрикович"),
        ("Шон О’Коннор", "О’Коннор", "Шон", ""),
        ("Иван Иванович Иванов", "Иванов", "Иван", "Иванович"),
        ("Иванов Иван Иванович", "Иванов", "Иван", "Иванович"),
        ("Салтыков-Щедрин Михаил Евграфович", "Салтыков-Щедрин", "Михаил", "Евграфович"),
        ("Иванов – Петров Иван", "Иванов-Петров", "Иван", ""),
        ("Мамедов Али Гасан-оглы", "Мамедов", "Али", "Гасан-оглы"),
        ("Анна-Мария Петрова", "Петрова", "Анна-Мария", ""),
        ("Алиев Самед Рашид оглы", "Алиев", "Самед", "Рашид оглы"),
        ("Алиева Лейла Самед кызы", "Алиева", "Лейла", "Самед кызы"),
        ("Белых Марина", "Белых", "Марина", ""),
        ("Сергей Ким", "Ким", "Сергей", ""),
        ("Гоголь Анна", "Гоголь", "Анна", ""),
        ("Хасанова Амина", "Хасанова", "Амина", ""),
        ("Любовь Орлова", "Орлова", "Любовь", ""),
        ("Галимзянов Ильнур", "Галимзянов", "Ильнур", ""),
        ("И. И. Иванов", "Иванов", "И.", "И."),
        ("Иванов И.И.", "Иванов", "И.", "И."),
        ("Магазинова Анна", "Магазинова", "Анна", ""),
        ("Школа Анна Ивановна", "Школа", "Анна", "Ивановна"),
        ("Зоя", "", "Зоя", ""),
        ("Ivan Petrov", "Petrov", "Ivan", ""),
        ("", "", "", ""),
    ],
)
def test_a_person_has_a_surname_and_a_name(full: str, surname: str, name: str, patronymic: str) -> None:
    expected = {"surname": surname, "name": name, "patronymic": patronymic}
    assert called(full) == {key: value for key, value in expected.items() if value}


@pytest.mark.unit
@pytest.mark.parametrize(
    "full",
    ["ООО «Ромашка»", 'АО "Вектор"', "МБОУ СОШ № 5", "Отдел кадров", "Бухгалтерия", "Администрация города Ижевска"]
    + ["Кафе «Ромашка»", "Газета Вперёд", "Колхоз Заря", "Родители 5 б класса", "Совет ветеранов", "Гимназия № 5"]
    + ["ТСЖ Мира, 5", "Центр занятости", "Rose LLC", "УК Надежда"],
)
def test_a_firm_is_no_citizen(full: str) -> None:
    assert called(full) == {"company": full}


def test_the_card_of_a_letter_bears_the_name_as_it_is(cast: Any) -> None:
    firm = receive_letter(cast.udm, letter(From="ООО «Ромашка» <info@mail.example>")).contact.client
    trader = receive_letter(cast.udm, letter(From="ИП Сидоров П. П. <s@mail.example>")).contact.client
    person = receive_letter(cast.udm, letter(From="О'Коннор Шон Патрикович <o@mail.example>")).contact.client
    coded = receive_letter(cast.udm, letter(From="Ivan <soroka@=?utf-8?b?0L/RgNC40LzQtdGALtGA0YQ=?=>")).contact.case
    assert coded
    assert (coded.chosen_point, coded.chosen_address) == ("email", "soroka@пример.рф")
    assert firm and (firm.kind, firm.full_name) == ("legal_entity", "ООО «Ромашка»")
    assert trader and (trader.kind, trader.full_name) == ("sole_entrepreneur", "ИП Сидоров П. П.")
    assert person and (person.kind, person.surname) == ("citizen", "О'Коннор")
