"""The menu: each entry asks what its page asks, its page is there, and a figure is that of its page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from priemnaya.cases.models import Case, NamedPerson
from priemnaya.cases.models.walls import at_present, looked_up_once
from priemnaya.people.roles import ROLES
from priemnaya.workspace import numbers
from priemnaya.workspace.commands import BESIDE, PAGES
from priemnaya.workspace.lists import TABS, counted
from priemnaya.workspace.menu import BAR, MENU, opens, waiting

from .desk import Desk
from .helpers import case_of, local_day

ENTRIES = [entry for _title, group in MENU for entry in group]


def test_a_place_stands_once() -> None:
    routes = [e.route for e in ENTRIES]
    assert len(routes) == len(set(routes))
    assert set(BAR) <= set(routes)


@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.walk)])
def test_who_sees_an_entry_opens_it(cast: Any, each: bool) -> None:
    """Each entry by each role that sees it; in the suite by one of them."""
    me, opened = cast.executor, set[str]()
    for role in sorted(ROLES):
        me.roles = [role]
        me.save()
        desk = Desk(me)
        seen = [e for e in ENTRIES if opens(e, me)]
        assert seen, role
        for entry in seen:
            if entry.route in opened and not each:
                continue
            opened.add(entry.route)
            answer = desk.client.get(reverse(entry.route))
            assert answer.status_code in (200, 302), (role, entry.route)
            if answer.status_code == 200:
                assert 'aria-current="page"' in answer.content.decode(), (role, entry.route)
    assert opened == {e.route for e in ENTRIES}


def test_who_does_not_see_an_entry_may_not_open_it(cast: Any) -> None:
    hidden = [e for e in ENTRIES if not opens(e, cast.executor)]
    assert {e.route for e in hidden} >= {"case_new", "mailings"}
    for entry in hidden:
        assert Desk(cast.executor).client.get(reverse(entry.route)).status_code == 403, entry.route


def test_a_page_that_only_the_palette_names_opens_for_whom_it_is_shown(cast: Any) -> None:
    assert {e.route for e in ENTRIES} == set(PAGES), "each page of the menu is found by other words too"
    for entry, words in BESIDE:
        assert words, entry.route
        for one in (cast.head, cast.executor, cast.admin):
            answer = Desk(one).client.get(reverse(entry.route))
            assert answer.status_code in ((200, 302) if opens(entry, one) else (403,)), (one, entry.route)


def test_figures_are_of_what_one_sees(cast: Any) -> None:
    assert waiting(cast.stranger).get("nobodys") is None
    case_of(cast.udm)
    assert waiting(cast.registrar)["nobodys"].number == 1
    assert "nobodys" not in waiting(cast.executor), "who spreads nothing has no figure of it"
    assert waiting(cast.stranger).get("nobodys") is None


def test_the_figures_are_one_query(cast: Any, django_assert_num_queries: Any) -> None:
    for _n in range(3):
        case_of(cast.udm)
    waiting(cast.registrar)
    with django_assert_num_queries(1):
        waiting(cast.registrar)


def test_the_only_instant_in_a_kept_query_is_now(cast: Any) -> None:
    """Kept for a day, it is asked with the instant of each page."""
    numbers._texts.clear()
    for me in (cast.executor, cast.registrar, cast.head, cast.admin):
        waiting(me)
        counted(TABS, me)
    assert len(numbers._texts) == 8
    for _sql, params in numbers._texts.values():
        instants = [p for p in params if isinstance(p, dt.datetime)]
        assert all(abs(timezone.now() - at) < dt.timedelta(minutes=1) for at in instants)
        later = timezone.now() + dt.timedelta(hours=1)
        with time_machine.travel(later):
            assert all(at >= later for at in at_present(params) if isinstance(at, dt.datetime))


def test_a_kept_figure_ends_with_the_day_and_stands_behind_new_walls(cast: Any) -> None:
    """The text of the query is kept, what it finds never is: neither the end of yesterday nor a case closed since."""
    case = case_of(cast.udm)
    Case.objects.filter(pk=case.pk).update(assignee=cast.executor, state="in_work", urgency="", due_at=_tomorrow(case))
    assert _on_hand(cast.executor) == {"today": 0, "later": 1}
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert _on_hand(cast.executor) == {"today": 1, "later": 0}
    NamedPerson.objects.create(case=case, employee=cast.executor, state="confirmed", typed="он", at=timezone.now())
    assert _on_hand(cast.executor) == {"today": 0, "later": 0}


def _tomorrow(case: Case) -> dt.datetime:
    """At noon there."""
    body = case.organisation
    return dt.datetime.combine(local_day(body, 1), dt.time(12), body.zone)


def _on_hand(me: Any) -> dict[str, int]:
    """As a page that only reads counts, when it has looked behind the walls."""
    with looked_up_once():
        list(Case.objects.seen_by(me)[:1])
        return counted([tab for tab in TABS if tab.name in ("today", "later")], me)


class TestParts:
    def test_the_living_page_of_parts_is_for_developers(self, cast: Any, settings: Any) -> None:
        desk = Desk(cast.executor)
        assert desk.client.get("/w/design/").status_code == 404
        settings.DEBUG = True
        page = desk.client.get("/w/design/").content.decode()
        assert page.count("<svg") > 40
        assert "просрочено" in page
