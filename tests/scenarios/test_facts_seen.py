"""A page that writes anew what it showed says what that was: one that says nothing overwrites nothing."""

from __future__ import annotations

from typing import Any

from priemnaya.cases import actions
from priemnaya.cases.models import Case

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
