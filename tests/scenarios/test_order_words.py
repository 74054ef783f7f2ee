"""Words of the grammar that an act of another style asked for, each through what a person does or reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.test import Client as Browser

from priemnaya.core.models import Obligation, Ruling
from priemnaya.knowledge.actions import articles
from priemnaya.knowledge.models import Section
from priemnaya.people.policies import order_of, overridden
from priemnaya.policy import Order, coverage

from ..desk import Desk
from ..helpers import GOOD, case_of, goes_out, made_ready
from .deeds import PARTS
from .test_event_terms import made
from .test_every_value import CLAUSE, clause_of


def with_clause(cast: Any, clause: Any) -> Any:
    order = order_of(cast.udm.slug)
    return overridden(Order(order.slug, order.layer, order.act, (*order.clauses, clause), order.body, order.file))


def test_a_term_after_a_refusal_is_owed_after_a_refusal_and_after_no_other_answer(cast: Any, tmp_path: Path) -> None:
    rule = (CLAUSE, "within", "from: reply_sent, do: noted, within: 2wd, if: {decisions: [refusal]}")
    desk = Desk(cast.head)
    with overridden(made(tmp_path, rule)):
        begun = {}
        for decision, parts in (("refusal", PARTS), ("explain", {})):
            case = made_ready(case_of(cast.udm, kind="message"), cast.head)
            desk.writes(case, GOOD, decision=decision, **parts)
            desk.sends(case)
            goes_out(case)
            begun[decision] = Obligation.objects.about("case", case.pk).filter(clause=CLAUSE, what="noted").exists()
    assert begun == {"refusal": True, "explain": False}


def test_who_wrote_a_material_does_not_publish_it_and_the_clause_says_so(cast: Any, client: Browser) -> None:
    section = Section.objects.filter(organisation=cast.udm).first()
    version = articles.draft_article(section, by=cast.head, kind="guide", title="Памятка", text=GOOD)
    client.force_login(cast.head)
    with with_clause(cast, clause_of("not_by", {"person": "article_author", "actions": ["publish_article"]})):
        page = client.post(f"/w/knowledge/articles/{version.article_id}/publish/", follow=True).content.decode()
    assert "Это тот, кто написал материал" in page
    version.refresh_from_db()
    assert version.state == "draft"
    assert Ruling.objects.filter(clause=CLAUSE, ok=False, stopped=True).exists()


def test_what_no_rule_says_is_owned_to_on_every_page_of_the_order(cast: Any, client: Browser) -> None:
    left = "куда звонить, когда клиент не ответил"
    clause = replace(clause_of("limit", {"what": "clarifications", "at_most": 1}), not_written=left)
    client.force_login(cast.head)
    with with_clause(cast, clause):
        pages = ("/w/order/", f"/w/order/{CLAUSE}/", "/w/compliance/?show=all", f"/{cast.udm.slug}/order/")
        for path in pages:
            page = client.get(path).content.decode()
            assert left in page, path
            assert "частью исполняется системой" in page, path
        (state,) = [s for s in coverage([order_of(cast.udm.slug)]) if s.clause == CLAUSE]
        assert state.partly
    with with_clause(cast, replace(clause, not_written="")):
        assert "частью" not in client.get(f"/w/order/{CLAUSE}/").content.decode()


def test_a_check_of_terms_waits_for_the_terms_of_the_body(cast: Any, client: Browser, monkeypatch: Any) -> None:
    client.force_login(cast.head)
    with with_clause(cast, clause_of("written", {"checks": ["terms_explained"]})):
        assert "ждёт" not in client.get(f"/w/order/{CLAUSE}/").content.decode()
        monkeypatch.setattr("priemnaya.policy.connection._FILLED", {"list of terms": lambda slug: False})
        page = client.get(f"/w/order/{CLAUSE}/").content.decode()
    assert "ещё не исполняется" in page
    assert "в plain.yaml нет glossary" in page
