"""A rule that looks into a list of the body waits while the list is empty: its clause says so, and nobody is stopped by
what nothing could meet."""

from __future__ import annotations

from typing import Any

from django.test import Client as Browser

from priemnaya.knowledge.models import Article, ArticleUse
from priemnaya.people.models import Unit

from ..desk import Desk
from ..helpers import GOOD, case_of, made_ready
from .test_every_value import CLAUSE, clause_of
from .test_order_words import with_clause

WAITS, PARTLY = "ещё не исполняется", "частью исполняется системой"


def test_a_letter_waits_for_no_knowledge_base_that_is_empty(cast: Any) -> None:
    """Seen: with an empty base every letter was stopped, for there was nothing to put into one; and with a dictionary
    and nothing else a term had to be put into every letter."""
    desk, rule = Desk(cast.head), {"action": "send_reply", "facts": ["knowledge_used"]}
    with with_clause(cast, clause_of("before", rule)):
        stopped = made_ready(case_of(cast.udm, kind="message"), cast.head)
        desk.writes(stopped, GOOD)
        assert "не использовали базу знаний" in desk.sends(stopped).text
        assert WAITS not in desk.get(f"/w/order/{CLAUSE}/").text
        ArticleUse.objects.filter(organisation=cast.udm).delete()
        term = Article.objects.filter(organisation=cast.udm, current__isnull=False)[0]
        Article.objects.filter(organisation=cast.udm).exclude(pk=term.pk).update(current=None)
        Article.objects.filter(pk=term.pk).update(kind="term")
        free = made_ready(case_of(cast.udm, kind="message"), cast.head)
        desk.writes(free, GOOD)
        desk.sends(free)
        assert free.replies.filter(state__in=("signed", "sent")).exists()
        for page in (desk.get(f"/w/order/{CLAUSE}/").text, Browser().get("/udmurtia-mio/order/").content.decode()):
            assert WAITS in page and "материалов базы знаний" in page


def test_whom_the_heads_of_units_tell_is_held_where_heads_are_written_down(cast: Any) -> None:
    desk = Desk(cast.head)
    rules = (
        ("not_by", {"person": "head_of_complained_of", "actions": ["assign"]}, WAITS),
        ("before", {"action": "send_reply", "facts": ["checked_by_head_of_unit"]}, PARTLY),
    )
    chief = cast.hire("chief", cast.udm, "Отделов", "head")
    units = Unit.objects.filter(organisation=cast.udm, closed_at=None).order_by("name")
    assert units.count() > 1
    for kind, values, without in rules:
        with with_clause(cast, clause_of(kind, values)):
            units.update(head=None)
            page = desk.get(f"/w/order/{CLAUSE}/").text
            assert without in page and "начальников подразделений" in page, kind
            desk.post(f"/w/staff/units/{units[0].pk}/head/", head=chief.pk)
            page = desk.get(f"/w/order/{CLAUSE}/").text
            assert PARTLY in page and f"«{units[1]}»" in page and f"«{units[0]}»" not in page, kind
            units.update(head=chief)
            page = desk.get(f"/w/order/{CLAUSE}/").text
            assert "исполняется системой" in page and "начальников подразделений" not in page, kind
