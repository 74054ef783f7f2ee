"""Signs of a body's own («пожар», «депутат области»), set at registration and on the page of a case, and days of the
year as a condition: each changes what is asked and when an answer is due."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from priemnaya.bounded.lined import OrderErrors
from priemnaya.cases.models import Case
from priemnaya.core.models import Obligation
from priemnaya.people.policies import overridden
from priemnaya.policy.loading import load_order
from priemnaya.worktime import seasons

from ..desk import Desk
from ..helpers import case_of, local_day, undone, working_day
from .test_event_terms import made

SIGNS = 'signs: ["пожар", "депутат области"]'
FIRE = ("91.1", "within", "from: message_registered, do: reply_on_substance, within: 2wd, if: {grounds: [пожар]}")
ASKED = ("91.2", "before", "action: assign, facts: [task_given], if: {grounds: [пожар]}")


def with_signs(tmp_path: Path, *clauses: tuple[str, str, str], signs: str = SIGNS) -> Any:
    """The body's order that declares signs, with more clauses."""
    try:
        made(tmp_path, *clauses)
    except OrderErrors:
        pass  # a clause names what the header has not yet
    file = tmp_path / "udmurtia-mio" / "order.yaml"
    text = file.read_text(encoding="utf-8")
    assert "\nbody:\n" in text
    file.write_text(text.replace("\nbody:\n", f"\nbody:\n  {signs}\n", 1), encoding="utf-8")
    return load_order(file)


def due_of(case: Case) -> dt.date:
    row = (
        Obligation.objects.about("case", case.pk)
        .filter(what="reply_on_substance", cancelled_at=None)
        .earliest("due_at")
    )
    return case.organisation.local(row.due_at).date()


def marks(desk: Desk, case: Case, *signs: str) -> Any:
    page = desk.get(case.get_absolute_url())
    assert all(f'value="{sign}"' in page.source for sign in ("пожар", "депутат области"))
    return desk.on(case, "kind", kind=case.kind, ground=list(signs))


def test_a_sign_set_on_the_page_of_the_case_has_its_own_term_and_guard(cast: Any, tmp_path: Path) -> None:
    with overridden(with_signs(tmp_path, FIRE, ASKED)):
        case, desk = case_of(cast.udm), Desk(cast.head)
        usual = due_of(case)
        page = marks(desk, case, "пожар")
        assert "пожар" in page.text
        case.refresh_from_db()
        assert case.grounds == ["пожар"] and due_of(case) < usual
        assert "91.2" in desk.on(case, "assign", to=cast.executor.pk).cited()
        marks(desk, case)
        case.refresh_from_db()
        assert case.grounds == [] and due_of(case) == usual
        assert "91.2" not in desk.on(case, "assign", to=cast.executor.pk).cited()


def test_a_registrar_marks_it_while_taking_the_message_down(cast: Any, tmp_path: Path) -> None:
    with overridden(with_signs(tmp_path, FIRE)):
        desk = Desk(cast.registrar)
        typed = {"point": "post", "kind": "appeal", "surname": "Лесной", "name": "Пётр", "text": "Горит лес у деревни."}
        typed |= {"postal_address": "Ижевск, Ленина, 1", "chosen_point": "post"}
        page = desk.post(reverse("case_new"), **typed, sign=["наводнение"])
        assert "Такого признака нет: наводнение" in page.text and "Горит лес у деревни." in page.source
        assert desk.post(reverse("case_new"), **typed, sign=["пожар"]).status == 200
        case = Case.objects.latest("pk")
        assert case.grounds == ["пожар"]
        assert due_of(case) <= working_day(cast.udm, 3)


def test_without_signs_the_forms_ask_none_and_a_typed_one_is_refused(cast: Any) -> None:
    desk, case = Desk(cast.head), case_of(cast.udm)
    assert desk.get(reverse("case_new")).source.count('name="sign"') == 1, "that another body decides, and no more"
    page = desk.on(case, "kind", kind=case.kind, ground=["пожар"])
    case.refresh_from_db()
    assert case.grounds == [] and "Такого признака нет" in page.text


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        ('signs: ["депутат области"]', "признака дела «пожар» нет"),
        ('signs: ["пожары"]', "возможно, пожары"),
        ('signs: ["x"]', "signs: «x»"),
        ('signs: ["пожар", "пожар"]', "signs: «пожар» повторено"),
    ],
)
def test_a_sign_that_is_not_declared_is_a_load_error(tmp_path: Path, signs: str, told: str) -> None:
    with pytest.raises(OrderErrors) as wrong:
        with_signs(tmp_path, FIRE, signs=signs)
    assert told in str(wrong.value)


def season(first: dt.date, last: dt.date) -> str:
    return f"{first:%d.%m}-{last:%d.%m}"


def test_in_its_season_a_message_is_answered_sooner(cast: Any, tmp_path: Path) -> None:
    """Each year anew, and over the new year too: the days are those of the message's receipt."""
    for days, sooner in (((-3, 3), True), ((0, 0), True), ((1, 40), False), ((-40, -1), False), ((-200, 1), True)):
        span = season(*(local_day(cast.udm, n) for n in days))
        rule = f"from: message_registered, do: reply_on_substance, within: 2wd, if: {{season: [{span}]}}"
        with undone(span), overridden(made(tmp_path, ("91.3", "within", rule))):
            assert (due_of(case_of(cast.udm)) <= working_day(cast.udm, 3)) is sooner


@pytest.mark.parametrize("wrong", ["31.04-15.10", "апрель", "01.01-31.12", "02.04-01.04", "1.4-3.5"])
def test_no_such_days_of_a_year(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"день и месяц|весь год"):
        seasons.span(wrong)


def test_days_of_a_year_in_words() -> None:
    assert seasons.said("01.04-15.10") == "с 1 апреля по 15 октября"
    assert seasons.said("01.04-01.04") == "1 апреля"
    assert seasons.covers("15.11-31.03", "12-31") and seasons.covers("15.11-31.03", "01-01")
    assert not seasons.covers("15.11-31.03", "06-01") and seasons.covers("29.02-01.03", "02-29")
