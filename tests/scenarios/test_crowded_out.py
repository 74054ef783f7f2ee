"""However many words stand in closed cases, none takes the place of one that its reader may see."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.test import Client

from priemnaya.cases import actions
from priemnaya.cases.actions.finding import gather_words
from priemnaya.cases.finding import standing, words
from priemnaya.cases.models import Case, FoundWord, WordsCounted
from priemnaya.people.models import Employee
from tests.helpers import case_of

from ..breadth import sampled

TYPED = ("прич", "причаль", "причальнек", "причя")


@sampled("who", ["registrar", "colleague"], of=2)
def test_many_words_of_closed_cases_crowd_out_no_mending(cast: Any, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    """The registrar meets two confidential letters; the colleague is kept to a unit, and the rest is behind its wall."""
    shown = case_of(cast.udm, text="О причальнике старом", addresses={})
    if who == "colleague":
        own, far = cast.udm.units.order_by("pk")[:2]
        Employee.objects.filter(pk=cast.colleague.pk).update(unit=own, unit_only=True)
        cast.colleague.refresh_from_db()
        Case.objects.filter(pk=shown.pk).update(unit=own, assignee=None)
    browser = Client()
    browser.force_login(getattr(cast, who))
    link = f"/w/cases/{shown.pk}/"
    gather_words(cast.udm)
    before = {typed for typed in TYPED if link in browser.get("/w/search/", {"q": typed}).content.decode()}
    assert len(before) >= 3
    many = [f"прича{''.join(x)}к" for x in product("абвгдежзик", repeat=3)]
    for n in range(2):
        text = " ".join(many[n::2])
        hidden = case_of(cast.udm, text=text, identity=f"esia-{n + 8}", addresses={})
        if who == "colleague":
            Case.objects.filter(pk=hidden.pk).update(unit=far, assignee=None)
        else:
            actions.confide_case(hidden, "Личные сведения", by=cast.head)
    WordsCounted.objects.all().delete()
    gather_words(cast.udm)
    begun = FoundWord.objects.filter(organisation=cast.udm, word__startswith="прич")
    assert begun.count() > 700
    for own_cases, newest, first in ((1500, 100, 700), (1500, 0, 200), (0, 0, 200)):
        monkeypatch.setattr(standing, "OWN", own_cases)
        monkeypatch.setattr(standing, "NEWEST", newest)  # of the newest cases the words are known without asking
        monkeypatch.setattr(words, "AT_FIRST", first)
        after = {typed for typed in TYPED if link in browser.get("/w/search/", {"q": typed}).content.decode()}
        assert after == before, (own_cases, newest)
