"""What was found is one list: on the page of the search, in the queue by the same words, by «дальше» and «назад»."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from priemnaya.cases import actions
from priemnaya.cases.finding import find, looking
from priemnaya.cases.models import Case
from priemnaya.people.models import ClientAddress
from tests.helpers import case_of


def _cases(browser: Client, path: str, **asked: str) -> list[int]:
    """Keys of the cases of a list as they stand, each once."""
    page = browser.get(path, asked).content.decode()
    table = page[page.index("<table") : page.rindex("</table>")]
    met = re.finditer(r"/w/cases/(?P<a>\d+)/|[?&;]open=(?P<b>\d+)", table)
    return list(dict.fromkeys(int(m["a"] or m["b"]) for m in met))


@pytest.fixture
def found(cast: Any) -> tuple[Client, list[Case]]:
    said = ["Причал, причал и причал", "Вскользь: причал", "О пирсе"]
    cases = [case_of(cast.udm, text=text, identity=f"esia-{n + 10}", addresses={}) for n, text in enumerate(said)]
    Case.objects.filter(pk=cases[0].pk).update(subject="Причал")
    browser = Client()
    browser.force_login(cast.head)
    return browser, cases


def test_the_queue_lists_what_the_search_found_in_its_order(
    found: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, (best, passing, other) = found
    ClientAddress.objects.create(client=other.client, channel="phone", address="+79128551234")
    for typed, right in (("причал", [best.pk, passing.pk]), ("8551234", [other.pk])):
        for path in ("/w/search/", "/w/cases/"):
            assert _cases(browser, path, q=typed, state="all") == right, (typed, path)
    for module in (find, looking):
        monkeypatch.setattr(module, "FEW", 1)  # counted exactly up to so many, and listed further
    assert _cases(browser, "/w/cases/", q="причал", state="all") == [best.pk, passing.pk]


def test_next_and_before_go_through_what_was_found_last(found: Any, cast: Any) -> None:
    browser, (best, passing, other) = found
    Case.objects.filter(pk__in=[best.pk, other.pk]).update(kind="appeal_complaint")
    browser.get("/w/search/", {"q": "причал"})
    assert _beside(browser, best) == (None, passing.pk)
    browser.get("/w/search/", {"q": "жалобы"})  # a filter alone
    assert _beside(browser, passing) == (None, None)
    assert {_beside(browser, best), _beside(browser, other)} == {(None, best.pk), (other.pk, None)}
    browser.get("/w/cases/", {"state": "all"})
    assert _beside(browser, passing) != (None, None)


def test_what_was_found_and_is_closed_since_is_no_neighbour(found: Any, cast: Any) -> None:
    browser, (best, passing, _other) = found
    browser.force_login(cast.colleague)
    browser.get("/w/search/", {"q": "причал"})
    assert _beside(browser, best) == (None, passing.pk)
    actions.confide_case(passing, "Личные сведения", by=cast.head)
    assert _beside(browser, best) == (None, None)


def _beside(browser: Client, case: Case) -> tuple[int | None, int | None]:
    context = browser.get(f"/w/cases/{case.pk}/").context
    shown = context["neighbours"]
    return shown["previous"], shown["next"]
