"""Sections of the knowledge base: a skeleton by the body's functions, more from files and folders, a head for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from pydantic import BaseModel, ConfigDict, Field

from priemnaya.bounded.wrong_words import made, unknown
from priemnaya.core.journal import record
from priemnaya.core.settings_kept import must_stand
from priemnaya.knowledge.models import ARTICLE_KINDS, Article, Section, Service
from priemnaya.knowledge.told import answers_told
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation, Unit
from priemnaya.people.policies import style_of
from priemnaya.policy.yaml_lines import LinedList, OrderError, Wrong, careful, read, shown, text_of

from .articles import draft_article, publish_version
from .reviews import functions_of

TERMS = "Словарь"
GENERAL = "Общие вопросы"
"""The one section of a body whose order names no functions and that has no file."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ArticleText(_Strict):
    """An article as written in a file. service: slug of the service it is about."""

    kind: str = Field("guide", pattern=f"^({'|'.join(ARTICLE_KINDS)})$")
    title: str
    text: str
    words: str = ""
    public: bool = False
    service: str = ""


class SectionText(_Strict):
    title: str
    unit: str = ""
    articles: tuple[ArticleText, ...] = ()


TRANSLIT = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "h",
            "ts",
            "ch",
            "sh",
            "sch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


def slug_of(organisation: Organisation, title: str) -> str:
    """A free slug in Latin letters."""
    base = slugify("".join(TRANSLIT.get(c, c) for c in title.lower()))[:60] or "section"
    taken = set(Section.objects.filter(organisation=organisation, slug__startswith=base).values_list("slug", flat=True))
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, 1000))) if s not in taken)


def section_for(organisation: Organisation, path: Sequence[str], unit: Unit | None = None) -> Section:
    """The section at a path of titles, made with its parents when there is none."""
    parent: Section | None = None
    for title in path:
        found = Section.objects.filter(organisation=organisation, parent=parent, title__iexact=title.strip()).first()
        if found is None:
            found = Section.objects.create(
                organisation=organisation,
                parent=parent,
                title=title.strip()[:200],
                slug=slug_of(organisation, title),
                unit=unit or (parent.unit if parent else organisation.units.first()),
                place=Section.objects.filter(organisation=organisation).count(),
            )
            record("section.made", found, by=None)
        parent = found
    assert parent is not None
    return parent


@action("knowledge.approve")
@transaction.atomic
def name_head(section: Section, head: Employee | None, *, by: Employee, seen: str = "") -> None:
    """Who answers for the section; the open review is theirs from now on. seen: the token of `answers_told` of the page
    that asks. Raises Stale."""
    from priemnaya.core.models import Obligation

    must_stand(
        answers_told(Section.objects.select_for_update(of=("self",)).select_related("head").get(pk=section.pk)), seen
    )
    section.head = head
    section.save(update_fields=["head"])
    Obligation.objects.about("section", section.pk).open().update(responsible_id=head.pk if head else None)
    record("section.head_named", section, by=by, head=head.pk if head else None)


@transaction.atomic
def sync_knowledge(organisation: Organisation, path: Path, parts: Sequence[SectionText] | None = None) -> int:
    """The skeleton by functions, then what the file has and the base lacks; the glossary of the body becomes terms.
    What people wrote is left alone. parts: in place of what the file holds now. Returns how many articles were added.
    Raises OrderError."""
    for unit_slug, function in functions_of(organisation):
        section_for(organisation, [function[:1].upper() + function[1:]], organisation.units.get(slug=unit_slug))
    wanted = [*(read_sections(path) if parts is None else parts), *_terms(organisation)]
    known = set(Article.objects.filter(organisation=organisation).values_list("title", flat=True))
    services = {s.slug: s for s in Service.objects.filter(organisation=organisation)}
    added = 0
    for part in wanted:
        unit = organisation.units.filter(slug=part.unit).first()
        if unit is None and part.unit:
            raise OrderError(f"раздел «{part.title}»: в порядке нет подразделения «{part.unit}»", file=str(path))
        section = section_for(organisation, [part.title], unit)
        for article in part.articles:
            if article.title in known:
                continue
            version = draft_article(
                section,
                by=None,
                kind=article.kind,
                title=article.title,
                text=article.text,
                words=article.words,
                public=article.public,
                service=services.get(article.service),
            )
            publish_version(version, by=None)
            added += 1
    if not Section.objects.filter(organisation=organisation).exists():
        section_for(organisation, [GENERAL])
    return added


@careful
def read_sections(
    path: Path, text: str | None = None, units: Collection[str] | None = None, services: Collection[str] | None = None
) -> list[SectionText]:
    """Read and check `orders/<slug>/knowledge.yaml`. text: in place of what the file holds now; units, services: those
    of the body, when they are known. Raises OrderErrors with file and line."""
    if text is None and not path.exists():
        return []
    wrong = Wrong(shown(path))
    raw: Any = read(text_of(path) if text is None else text, wrong)
    if raw is not None and not isinstance(raw, LinedList) and raw != {}:
        wrong.add("ожидался список разделов: - title: …", 1)
    parts = []
    for item in raw if isinstance(raw, LinedList) else ():
        part = made(SectionText, item, wrong)
        if part is None:
            continue
        if units is not None and part.unit not in units:
            at = item.lines.get("unit", item.line)
            wrong.add(f"раздел «{part.title}»: {unknown('в порядке нет подразделения', part.unit, units)}", at)
        for article in part.articles:
            if services is not None and article.service and article.service not in services:
                wrong.add(f"статья «{article.title}»: услуги «{article.service}» нет", item.line)
        parts.append(part)
    wrong.stop()
    return parts


def _terms(organisation: Organisation) -> list[SectionText]:
    glossary = style_of(organisation).glossary
    unit = organisation.units.order_by("pk").first()
    if not glossary:
        return []
    return [
        SectionText(
            title=TERMS,
            unit=unit.slug if unit else "",
            articles=tuple(
                ArticleText(
                    kind="term",
                    title=term[:1].upper() + term[1:],
                    text=f"{term[:1].upper() + term[1:]} — {meaning}.",
                    public=True,
                )
                for term, meaning in glossary.items()
            ),
        )
    ]
