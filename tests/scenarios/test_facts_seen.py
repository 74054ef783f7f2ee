"""A page that writes anew what it showed says what that was: one that says nothing overwrites nothing."""

from __future__ import annotations

from typing import Any

from priemnaya.cases import actions
from priemnaya.cases.models import Case
from priemnaya.cases.terms import open_term

from ..desk import looked_and_sent
from ..helpers import case_of, made_ready
from .test_complaints import desk

FORMS: dict[str, dict[str, str]] = {
    "urgency": {"urgency": "normal", "reason": "Терпит до утра"},
    "classify": {"text": "Другое", "topic": "", "need": ""},
    "kind": {"kind": "message"},
    "point": {"point": "post", "address_post": "426000, г. Ижевск, ул. Мира, д. 1"},
    "assign": {},
}


def test_a_form_that_does_not_say_what_it_showed_changes_no_fact(cast: Any) -> None:
    case = made_ready(case_of(cast.udm), cast.executor)
    actions.assess_urgency(case, "urgent", "Тонет дом", by=cast.executor)
    before = Case.objects.filter(pk=case.pk).values("urgency", "kind", "chosen_point", "assignee").get()
    questions = list(case.questions.values_list("text", "topic"))
    for deed, typed in FORMS.items():
        given = {"to": str(cast.colleague.pk)} if deed == "assign" else typed
        page = desk(cast.head).post(f"/w/cases/{case.pk}/{deed}/", given, follow=True).content.decode()
        assert "Форма не сказала, что на ней было" in page, deed
    assert Case.objects.filter(pk=case.pk).values("urgency", "kind", "chosen_point", "assignee").get() == before
    assert list(case.questions.values_list("text", "topic")) == questions
    actions.assess_urgency(Case.objects.get(pk=case.pk), "normal", "Терпит", by=cast.executor)  # no page: as it is now


def test_nor_does_one_of_an_extension_of_whom_it_is_about_or_of_a_card(cast: Any) -> None:
    case = case_of(cast.udm)
    row, card, owed = actions.name_person(case, cast.executor, by=cast.head), case.client, open_term(case)
    assert card is not None and owed is not None
    posts = {
        f"/w/cases/{case.pk}/extend/": {"days": "5", "reason": "Ждём план участка из Росреестра."},
        f"/w/cases/{case.pk}/named/{row.pk}/": {"do": "dismiss", "reason": "Это однофамилец"},
        f"/w/clients/{card.pk}/describe/": {"kind": "sole_entrepreneur"},
    }
    for path, typed in posts.items():
        page = desk(cast.head).post(path, typed, follow=True).content.decode()
        assert "Форма не сказала" in page, path
    fresh = open_term(Case.objects.get(pk=case.pk))
    assert fresh is not None and fresh.due_at == owed.due_at
    row.refresh_from_db()
    was, kind = row.state, card.kind
    card.refresh_from_db()
    assert (row.state, card.kind) == (was, kind) and was != "dismissed"
    for path, typed in posts.items():
        assert "Форма не сказала" not in looked_and_sent(desk(cast.head), path, typed, follow=True).content.decode()
    row.refresh_from_db()
    card.refresh_from_db()
    assert (row.state, card.kind) == ("dismissed", "sole_entrepreneur")
