"""A clause that lets a step be taken for a recorded reason (`unless: recorded_reason`): it stops, the person writes why
on the page where they act and goes on; the reason stays as it was written, on the case and in the clause's figure."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, transaction
from lxml import html
from pydantic import ValidationError

from priemnaya.cases.models import Case
from priemnaya.core.models import Ruling
from priemnaya.policy import KINDS
from priemnaya.programme.compliance import board
from priemnaya.programme.rollups import refresh_body

from ..desk import Desk, Page, as_read, looked_and_sent
from ..helpers import GOOD, case_of, local_day, made_ready, undone
from .test_guards import ACTIONS, MADE, asking

WHY = "Клиент описал всё в письме, файлов у него нет"


def goes_on(desk: Desk, page: Page, why: str) -> Page:
    """The form that the page offers, sent with this reason."""
    forms = [f for f in html.fromstring(page.source).forms if any(n.startswith("reason:") for n in f.fields)]
    assert len(forms) == 1, page.text
    typed: dict[str, Any] = {}
    for name, value in forms[0].form_values():
        typed.setdefault(name, []).append(value)
    typed |= {name: why for name in forms[0].fields if name.startswith("reason:")}
    doors = [b.get("formaction") for b in forms[0].iterfind(".//button[@formaction]")]
    path = next((d for d in doors if d.endswith("/forward/")), forms[0].action)
    return desk.asked(lambda: looked_and_sent(desk.client, path, typed))


def excused() -> list[tuple[Any, ...]]:
    rows = Ruling.objects.filter(clause=MADE, excused=True).order_by("pk")
    return [(r.ok, r.stopped, r.target, r.reason, r.actor_id) for r in rows]


TAKEN = [a for a in ACTIONS if a not in ("forward", "reopen", "submit_reply", "send_back_reply")]


def test_the_step_is_taken_for_a_reason_that_stays(cast: Any) -> None:
    case = case_of(cast.udm)
    assert len(TAKEN) > 3
    for action in TAKEN:
        with undone(action):
            _is_taken(cast, Case.objects.get(pk=case.pk), action)


def _is_taken(cast: Any, case: Case, action: str) -> None:
    desk = Desk(cast.head)
    with asking("before", action=action, facts=["files_kept"], unless="recorded_reason"):
        page = ACTIONS[action](desk, case)
        assert MADE in page.cited("stopped") and not excused()
        page = goes_on(desk, page, "надо")
        assert not excused(), "a word is no reason"
        goes_on(desk, page, WHY)
        assert excused() == [(True, False, f"{action}.files_kept", WHY, cast.head.pk)]


def test_a_letter_is_sent_back_once_more_for_a_reason(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.head)
    with asking("limit", what="sent_back", at_most=0, unless="recorded_reason"):
        desk.writes(made_ready(case, cast.head), GOOD)
        desk.does(case, "reply/submit")
        page = desk.on(case, "reply/send-back", why="Добавьте срок", **as_read(case))
        assert MADE in page.cited("stopped")
        goes_on(desk, page, WHY)
    assert [r[2:4] for r in excused()] == [("send_back_reply.sent_back", WHY)]


def test_it_is_asked_on_the_page_of_forwarding_too(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.head)
    with asking("before", action="forward", facts=["files_kept"], unless="recorded_reason"):
        page = ACTIONS["forward"](desk, case)
        form = html.fromstring(page.source).forms
        field = next(n for f in form for n in f.fields if n.startswith("reason:"))
        typed = {n: v for f in form if field in f.fields for n, v in f.form_values()} | {field: WHY}
        shown = desk.on(case, "forwarding", **typed)
        assert WHY in shown.source and "Отправить" in shown.text
        assert goes_on(desk, shown, WHY).status == 200
    assert excused()[0][2:4] == ("forward.files_kept", WHY)


def test_a_reason_is_written_beside_the_letter_read_by_who_signs_and_counted_once(cast: Any) -> None:
    case, author, head = made_ready(case_of(cast.udm), cast.head), Desk(cast.executor), Desk(cast.head)
    Desk(cast.head).does(case, "assign", to=cast.executor.pk)
    with asking("limit", what="letter_words", at_most=5, unless="recorded_reason"):
        author.writes(case, GOOD)
        page = author.on(case, "reply/submit")
        assert MADE in page.cited("stopped")
        field = next(n for n in page.fields() if n.endswith(f"{MADE}/letter_words"))
        author.on(case, "reply/save", text=GOOD, letterhead="on", survey="on", **{field: WHY})
        author.does(case, "reply/submit")
        assert WHY in head.get(f"/w/cases/{case.pk}/reply/").text
        head.sends(case)
        kept = excused()
        assert [r[2] for r in kept] == ["submit_reply.letter_words", "send_reply.letter_words"]
        assert [r[4] for r in kept] == [cast.executor.pk, cast.head.pk]
        refresh_body(cast.udm)
        line = next(x for x in board(cast.udm, *[local_day(cast.udm)] * 2) if x.clause.number == MADE)
        assert (line.excused, line.broken) == (1, 0)
        assert WHY in head.get(f"/w/cases/{case.pk}/").text
        behind = head.get(f"/w/compliance/{MADE}/?which=excused")
        assert WHY in behind.text and case.number in behind.text
        assert "с причиной: 1" in head.get("/w/compliance/").text


def test_the_reason_never_changes_nor_goes(cast: Any) -> None:
    case, desk = case_of(cast.udm), Desk(cast.head)
    with asking("before", action="extend", facts=["files_kept"], unless="recorded_reason"):
        goes_on(desk, ACTIONS["extend"](desk, case), WHY)
    rows = Ruling.objects.filter(excused=True)
    for change in (lambda: rows.update(reason="другая"), lambda: rows.update(actor_id=None), rows.delete):
        with pytest.raises(Error, match="does not change"), transaction.atomic():
            change()
    assert excused()[0][3] == WHY


def test_what_else_stops_is_not_settled_by_it(cast: Any) -> None:
    """The law above the order, another rule, and another case than the one the exception is for."""
    case, desk = case_of(cast.udm), Desk(cast.head)
    with asking("limit", what="extension_days", at_most=3, unless="recorded_reason"):
        page = desk.on(case, "extend", days=31, reason="Ждём сведений из реестра")
        assert len(page.cited("stopped")) > 1 and not any(n.startswith("reason:") for n in page.fields())
    only = {"kinds": ["message"], "recorded_reason": True}
    with asking("limit", what="extension_days", at_most=3, unless=only):
        page = desk.on(case, "extend", days=5, reason="Ждём сведений из реестра")
        assert page.cited("stopped") == {MADE} and not any(n.startswith("reason:") for n in page.fields())


@pytest.mark.unit
@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("limit", {"what": "satisfaction", "at_least": 80, "unless": "recorded_reason"}, "причину записать негде"),
        ("limit", {"what": "extensions", "at_most": 1, "if": {"recorded_reason": True}}, "пишется в unless"),
        ("before", {"action": "take", "facts": ["identified"], "unless": "recorded_reason"}, "негде"),
        ("not_by", {"person": "person_complained_of", "actions": ["read_case"], "unless": "recorded_reason"}, "негде"),
        ("review", {"what": "knowledge", "every": "month", "unless": "recorded_reason"}, "негде"),
    ],
)
def test_where_nobody_could_write_it_the_order_does_not_load(kind: str, value: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        KINDS[kind].values.model_validate(value)


@pytest.mark.unit
def test_the_exception_is_told_in_words() -> None:
    value = KINDS["limit"].values.model_validate({"what": "extensions", "at_most": 1, "unless": "recorded_reason"})
    assert value.unless.phrase() == "записана причина"
