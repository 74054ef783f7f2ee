"""A number of a case opens it however it was typed, and what can be no number costs no try."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from priemnaya.cases.numbers import as_number
from priemnaya.core.models import Counter

from ..helpers import came_in
from ..test_widget import stamp
from .test_trust import BODY, VICTIM, links_in, person


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-000054", "2026-000054"),
        (" № 2026-000054. ", "2026-000054"),
        ("Дело №2026–000054", "2026-000054"),
        ("2026 — 54", "2026-000054"),
        ("2026−000054", "2026-000054"),
        ("2026000054", "2026-000054"),
        ("２０２６-000054", "2026-000054"),
        ("2026-1234567", "2026-1234567"),
        ("", ""),
        ("Иванов", ""),
        ("26-54", ""),
        ("2026-", ""),
        ("2026-000054 и 2026-000055", ""),
    ],
)
def test_a_number_is_read_however_it_was_typed(typed: str, kept: str) -> None:
    assert as_number(typed) == kept


WAYS = ("№ {}-{}", "{}–{}", "{}{}", "{} {}")


@pytest.mark.parametrize("way", WAYS)
def test_a_case_opens_by_its_number_in_any_writing(cast: Any, way: str) -> None:
    received = came_in(cast.udm, identity="", kind="message", addresses=VICTIM)
    year, n = received.case.number.split("-")  # type: ignore[union-attr]
    typed = {"number": way.format(year, n), "code": received.code}
    browser = Browser()
    assert browser.post(f"{BODY}/follow/", typed).status_code == 302
    assert browser.get(f"{BODY}/follow/{received.case.number}/").status_code == 200  # type: ignore[union-attr]
    other = Browser()
    asked = {"do": "status", "stamp": stamp(other), **typed}
    found = other.post(f"{BODY}/widget/", asked).content.decode()
    assert "Аренда участка" in found
    me = person(Browser(), cast.udm, "esia-late", surname="Поздняя", name="Анна")
    assert "Дело теперь среди ваших" in me.post(f"{BODY}/my/", {"do": "claim", **typed}, follow=True).content.decode()


def test_a_lost_code_is_asked_for_by_a_number_in_any_writing(cast: Any) -> None:
    case = came_in(cast.udm, identity="", kind="message", addresses=VICTIM).case
    assert case is not None
    Browser().post(f"{BODY}/follow/link/", {"number": f"№ {case.number.replace('-', '–')}"})
    assert len(links_in(case)) == 1


def test_what_can_be_no_number_costs_no_try(cast: Any) -> None:
    before = Counter.objects.count()
    for _n in range(8):
        page = Browser().post(f"{BODY}/follow/", {"number": "не помню", "code": "XXXXX"})
        assert page.status_code == 422
        assert "не похоже на номер дела" in page.content.decode()
    page = Browser().post(f"{BODY}/follow/link/", {"number": "не помню"}, follow=True)
    assert "не похоже на номер дела" in page.content.decode()
    assert Counter.objects.count() == before
