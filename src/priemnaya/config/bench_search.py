"""Search: quality on labelled queries, times at 10,000 articles; comparison with similar decisions; letters as PDF and
DOCX."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from priemnaya.knowledge.models import Article
    from priemnaya.people.models import Organisation

BODY = "udmurtia-mio"
ARTICLES = 10_000
DECISIONS = 20_000
TOPICS = [
    "аренда",
    "участок",
    "договор",
    "налог",
    "выкуп",
    "торги",
    "межевание",
    "граница",
    "помещение",
    "очередь",
    "кадастровый",
    "сосед",
    "оценка",
    "доверенность",
]
SEARCHES = [
    ("частое слово", "аренда"),
    ("редкое слово", "мелиорация"),
    ("три слова", "продлить аренду участка"),
    ("с опечаткой", "прадлить арнду"),
    ("по трём буквам", "меж"),
]


def run(url: str, session: Callable[..., Any], timed: Callable[..., None]) -> None:
    from priemnaya.knowledge.eval import everyday, measure

    found = measure()
    print(
        f"\nпоиск услуг: MRR {found.mrr:.3f} на {found.queries} запросах, первым {found.first:.0f} %, не найдено"
        f" {len(found.missed)}"
    )
    spoken = everyday("tune", "held")
    print(f"она же повседневными словами: MRR {spoken.mrr:.3f} на {spoken.queries}, первым {spoken.first:.0f} %")
    fill()
    print(f"\n{ARTICLES} статей в базе знаний {BODY}")
    signed = session(url)
    for name, text in SEARCHES:
        timed(f"поиск, {name}", lambda text=text: signed.get(f"{url}/{BODY}/search/hints/", params={"q": text}))
    timed("база знаний, поиск сотрудника", lambda: signed.get(f"{url}/w/knowledge/", params={"q": "аренда"}))
    timed("состояние базы знаний", lambda: signed.get(f"{url}/w/knowledge/board/"))
    _letters()


def fill() -> None:
    """Articles of some hundred words each, and decisions of the last two years."""
    from django.utils import timezone

    from priemnaya.knowledge import search
    from priemnaya.knowledge.actions.articles import index_article
    from priemnaya.people.models import Organisation

    body, chance, now = Organisation.objects.get(slug=BODY), random.Random(7), timezone.now()
    index_article(_articles(body, chance, now)[0])
    began = time.perf_counter()
    search.refresh_words(body)
    print(f"\nсловарь поиска: {time.perf_counter() - began:.1f} с (в фоне)")
    _decisions(body, chance, now)


def _articles(body: Organisation, chance: random.Random, now: dt.datetime) -> list[Article]:
    from priemnaya.knowledge.models import Article, ArticleVersion, Section
    from priemnaya.plain.eval.speed import page

    section = Section.objects.filter(organisation=body).first()
    assert section is not None
    words = page(2).split()
    rows = Article.objects.bulk_create(
        Article(
            organisation=body,
            section=section,
            kind="guide",
            public=True,
            reviewed_at=now,
            title=f"{chance.choice(TOPICS).capitalize()} и {chance.choice(TOPICS)}: памятка {n}",
        )
        for n in range(ARTICLES)
    )
    versions = ArticleVersion.objects.bulk_create(
        ArticleVersion(
            article=row,
            number=1,
            state="published",
            title=row.title,
            published_at=now,
            text=" ".join([chance.choice(TOPICS), *chance.sample(words, min(120, len(words)))])
            + (" мелиорация" if n % 2000 == 0 else ""),
        )
        for n, row in enumerate(rows)
    )
    for row, version in zip(rows, versions, strict=True):
        row.current = version
    Article.objects.bulk_update(rows, ["current"], batch_size=1000)
    _make_findable(rows)
    return rows


def _make_findable(rows: list[Article]) -> None:
    from priemnaya.knowledge.models import Findable

    Findable.objects.bulk_create(
        Findable(
            organisation=row.organisation,
            kind="article",
            ref=str(row.pk),
            sort="guide",
            public=True,
            title=row.title,
            text=row.current.text if row.current else "",
        )
        for row in rows
    )


def _decisions(body: Organisation, chance: random.Random, now: dt.datetime) -> None:
    from priemnaya.cases.models import Case, Decision

    case = Case.objects.filter(organisation=body, service__isnull=False).first()
    assert case is not None
    Decision.objects.bulk_create(
        Decision(
            organisation=body,
            case=case,
            service=case.service,
            outcome=chance.choice(["grant"] * 8 + ["refusal"] * 2),
            at=now - dt.timedelta(days=chance.uniform(1, 700)),
            need=chance.choice(body.needs),
            unit=case.unit,
            author=case.assignee,
        )
        for _ in range(DECISIONS)
    )


def _letters() -> None:
    """A letter of one page on the letterhead."""
    from priemnaya.cases.letters import letter_of
    from priemnaya.cases.models import Reply
    from priemnaya.letterhead import render_docx, render_pdf

    reply = (
        Reply.objects.filter(organisation__slug=BODY, state="sent")
        .select_related("case__organisation__parent", "organisation__parent")
        .first()
    )
    assert reply is not None
    letter = letter_of(reply)
    for name, render in (("письмо PDF", render_pdf), ("письмо DOCX", render_docx)):
        taken = []
        for _ in range(12):
            began = time.perf_counter()
            render(letter)
            taken.append(1000 * (time.perf_counter() - began))
        print(f"{name:34}{statistics.median(taken[2:]):10.1f}{max(taken[2:]):10.1f}")
