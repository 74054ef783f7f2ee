"""Whatever is posted to the new pages is answered in words, never with a trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from priemnaya.knowledge.models import Article

from ..helpers import case_of, drafted
from .test_services import applied

JUNK = ["", "abc", "-1", "999999999999999999999999", "0", "'", "٣", "\u202e"]
SAMPLE = ("999999999999999999999999",)
"""What is tried in the suite; the others are for the walks."""
NAMES = (
    "service",
    "unit",
    "employee",
    "macro",
    "checklist",
    "document",
    "head",
    "article",
    "kind",
    "topic",
    "since",
    "until",
    "ground",
    "as",
    "about",
    "suspended_until",
    "remedy_by",
    "text",
    "title",
    "section",
    "within",
    "mark-1",
    "mark-x",
    "item",
    "name",
    "basis",
    "against",
)


@pytest.mark.parametrize(
    "junk", [j if j in SAMPLE else pytest.param(j, marks=pytest.mark.walk) for j in JUNK], ids=ascii
)
def test_no_input_breaks_a_page(cast: Any, client: Browser, junk: str) -> None:
    client.force_login(cast.head)
    case = applied(cast.udm, "lease-extend")
    drafted(case, cast.head)
    article = Article.objects.filter(organisation=cast.udm).first()
    assert article is not None
    data = dict.fromkeys(NAMES, junk)
    pages = [
        *(
            f"/w/cases/{case.pk}/{p}/"
            for p in (
                "service",
                "complaint",
                "resume",
                "application/documents",
                "application/ask",
                "application/tell",
                "application/request",
                "macro",
                "tick",
            )
        ),
        *(f"/w/cases/{case.pk}/reply/{p}/" for p in ("save", "grounds", "insert", "prepare")),
        "/w/services/new/",
        "/w/services/lease-extend/edit/",
        "/w/practice/change/",
        "/w/knowledge/articles/new/",
        f"/w/knowledge/articles/{article.pk}/edit/",
        *(f"/w/knowledge/articles/{article.pk}/{p}/" for p in ("submit", "publish", "return", "remark")),
        "/w/knowledge/arenda/review/",
        *(f"/w/rules/{p}/" for p in ("routing", "macros", "checklists", "competences")),
        "/udmurtia-mio/services/lease-extend/apply/",
        "/udmurtia-mio/services/lease-extend/draft/",
    ]
    for page in pages:
        assert client.post(page, data).status_code in (200, 302, 404, 409, 422), page
    for page in ("/udmurtia-mio/search/", "/udmurtia-mio/search/hints/", "/w/knowledge/", "/w/knowledge/hints/"):
        assert client.get(page, {"q": junk, "s": junk, "case": junk}).status_code == 200, page
    assert client.get(f"/w/knowledge/articles/{article.pk}/", {"case": junk, "s": junk}).status_code == 200
    for number in ("order.2", "8.6", "8.3", "1.3.6", "3.9"):
        assert client.get(f"/w/compliance/{number}/").status_code == 200, number
        assert client.get(f"/w/order/{number}/").status_code == 200, number


def test_a_zero_byte_is_left_out(cast: Any, client: Browser) -> None:
    client.force_login(cast.head)
    answer = client.post(
        "/w/knowledge/articles/new/", {"title": "a\x00b", "text": "x\x00y", "kind": "guide", "new_section": "Новый"}
    )
    assert answer.status_code in (302, 422)
    assert case_of(cast.udm).pk
