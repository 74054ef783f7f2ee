"""Whatever fact an order asks before an action has its field on the screen where it is asked, for every kind of
matter; and a fact that is never at stake under the rule's conditions is an error of loading."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from priemnaya.cases.facts_seen import token_of
from priemnaya.cases.models import CASE_KINDS, Application, Case
from priemnaya.policy.kinds.before import Before
from priemnaya.policy.vocabulary.facts import FACTS

from ..desk import Desk
from ..helpers import case_of, drafted, local_day, made_ready
from .deeds import application
from .test_guards import asking

LETTER: dict[str, str] = {
    **dict.fromkeys(("greeting", "act_cited", "client_in_letter", "questions_answered", "appeal_order"), "text"),
    **dict.fromkeys(("apology", "applicant", "phrases_said", "one_phrase_said"), "text"),
    **dict.fromkeys(("letterhead", "executor_contacts", "case_number"), "letterhead"),
    **dict.fromkeys(
        (
            "decision_taken",
            "decision",
            "refusal_named",
            "grant_named",
            "application_only",
            "decided_alike",
            "not_returned",
        ),
        "decision",
    ),
    **dict.fromkeys(("grounds_said", "grounds_plain", "decision_grounds", "grounds_listed"), "grounds"),
    **dict.fromkeys(("how_to_appeal", "appeal_term"), "how_to_appeal"),
    **dict.fromkeys(("remedy_term", "remedy_day"), "remedy_by"),
    "how_to_fix": "how_to_fix",
    "how_to_reapply": "how_to_reapply",
    "suspension_day": "suspended_until",
    "survey_link": "survey",
    "files_attached": "files",
    "files_named": "files",
    "section_said": "text",
    "day_said": "text",
    "articles_checked": "q",
    "knowledge_used": "q",
}
"""Fact -> the field of the composer that gives it."""
BY_BUTTON = dict.fromkeys(
    (
        *("signatory", "second_approver", "signed_by_head", "signed_by_named"),
        *("checked_by_head_of_unit", "checked_by_named", "mentored"),
    ),
    "reply/submit/",
)
CASE: dict[str, str] = {
    **{name: name for name in ("topic", "need", "urgency", "point", "crime_signs")},
    **dict.fromkeys(("unit_named", "executor_named"), "to"),
    "marked_urgent": "urgency",
    "contact_known": "point",
    "service_named": "service",
    "clarified": "question",
    "complained_decision": "about",
}
APPLICATION = {"receive_way": "receive_by", "documents_complete": "state-"}
BY_OTHERS = {"client_named", "client_identified", "history_seen", "files_kept"}
"""Given by the client, or on the client's card."""


def test_every_fact_of_a_matter_in_hand_has_its_place_in_these_tables() -> None:
    known = {n for n, f in FACTS.items() if {"send_reply", "close"} & f.at and not f.waits}
    assert known - BY_OTHERS - {*LETTER, *BY_BUTTON, *CASE, *APPLICATION} == set()


def test_every_fact_asked_is_drawn_for_every_kind(cast: Any) -> None:
    desk, ordinary, applied = Desk(cast.head), case_of(cast.udm), application(cast.udm)
    for case in (ordinary, applied):
        desk.does(case, "reply/start")
    facts = [n for n, f in FACTS.items() if "send_reply" in f.at]
    named = {"files": ["справка"], "section": "Коротко", "phrases": ["коротко"]}
    with asking("before", action="send_reply", facts=facts, person="signer", **named):
        lacking = {kind: _lacking(desk, applied if kind == APPLIED else ordinary, kind) for kind in CASE_KINDS}
    assert {kind: facts for kind, facts in lacking.items() if facts} == {}


APPLIED = "service_application"


def _lacking(desk: Desk, case: Case, kind: str) -> set[str]:
    """Facts that have no place on the pages of a case of this kind."""
    Case.objects.filter(pk=case.pk).update(kind=kind)
    letter, page = desk.get(f"/w/cases/{case.pk}/reply/"), desk.get(f"/w/cases/{case.pk}/")
    lacking = {n for n, field in LETTER.items() if field not in letter.fields()}
    lacking |= {n for n, way in BY_BUTTON.items() if way not in letter.source}
    lacking |= {n for n, field in CASE.items() if field not in page.fields()}
    if kind != APPLIED:  # of another kind neither is ever asked
        assert '"suspend"' not in letter.source, kind
        return lacking - {"suspension_day"}
    fields = desk.get(f"/w/cases/{case.pk}/application/").fields()
    return lacking | {n for n, field in APPLICATION.items() if not any(f.startswith(field) for f in fields if f)}


def test_a_complaint_that_was_granted_is_answered_with_the_day_of_remedy(cast: Any) -> None:
    """kamchatka-vet 5.10: the day is chosen in the composer, not in a form that only complaints of services have."""
    case = made_ready(case_of(cast.udm, kind="appeal_complaint"), cast.head)
    drafted(case, cast.head)
    desk, day = Desk(cast.head), local_day(cast.udm, 20)
    asked = {"action": "send_reply", "facts": ["remedy_term"], "if": {"kinds": ["appeal_complaint"]}}
    assert "remedy_by" not in desk.get(f"/w/cases/{case.pk}/reply/").fields(), "nobody asks it"
    with asking("before", **asked):
        assert "remedy_by" in desk.get(f"/w/cases/{case.pk}/reply/").fields()
        text = f"Здравствуйте!\n\nЖалоба удовлетворена. Приносим извинения. Исправим до {day:%d.%m.%Y}."
        typed = {"text": text, "decision": "grant", "grounds": "Дорогу не почистили вовремя.", "letterhead": "1"}
        assert "99.1" in desk.on(case, "reply/save", **typed).cited()
        assert "99.1" not in desk.on(case, "reply/save", **typed, remedy_by=f"{day}").cited()
    assert case.replies.get().remedy_by == day


def test_how_the_result_is_received_is_written_down_by_the_desk(cast: Any) -> None:
    case = application(cast.udm)
    Application.objects.filter(case=case).update(receive_by="")
    found = Application.objects.select_related("edition").get(case=case)
    offered = found.edition.text.receive_by[-1]
    Desk(cast.head).does(case, "application/documents", receive_by=offered, **{"seen-way": token_of("")})
    found.refresh_from_db()
    assert found.receive_by == offered
    told = {"receive_by": "pigeon", "seen-way": token_of(offered)}
    assert "не выдают" in Desk(cast.head).on(case, "application/documents", **told).text


@pytest.mark.parametrize(
    ("facts", "under"),
    [
        (["receive_way"], {"kinds": ["appeal"]}),
        (["suspension_day"], {"kinds": ["appeal", "message"]}),
        (["suspension_day"], {"decisions": ["refusal"]}),
        (["apology", "remedy_term"], {"decisions": ["refusal"]}),
        (["how_to_fix"], {"decisions": ["grant"]}),
    ],
)
def test_a_fact_that_nobody_is_ever_asked_is_an_error_of_loading(facts: list[str], under: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="не спрашивают никогда; допустимо"):
        Before.model_validate({"action": "send_reply", "facts": facts, "if": under})


def test_what_a_closed_matter_has_no_field_for_is_not_asked_before_it_is_opened_again() -> None:
    with pytest.raises(ValidationError, match="никто не проверит"):
        Before.model_validate({"action": "reopen", "facts": ["topic"]})
