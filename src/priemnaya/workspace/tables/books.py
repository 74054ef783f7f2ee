"""What the body knows and offers as rows: articles, sections, services, points of contact, the journal of access."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from priemnaya.policy.contact_points import FUNCTION_TITLES

from .columns import Column, Empty, Table


def marks_of(article: Any) -> str:
    said = [
        "" if article.current else _now("ещё не опубликована"),
        _now("видна клиентам") if article.public else "",
        _now("файла больше нет в папке") if article.source_gone_at else "",
    ]
    return ", ".join(s for s in said if s)


def functions_of(point: Any) -> str:
    return ", ".join(str(FUNCTION_TITLES.get(f, f)) for f in point.functions)


ARTICLES = Table(
    "articles",
    _("Статьи"),
    (
        Column("title", _("Статья"), lambda a: a.title, by=("title",), fixed=True),
        Column("kind", _("Вид"), lambda a: a.get_kind_display(), by=("kind",)),
        Column("section", _("Раздел"), lambda a: str(a.section), by=("section__title",), apart=True),
        Column("marks", _("Состояние"), marks_of, "article_marks"),
    ),
    link=lambda a: reverse("knowledge_article", args=[a.pk]),
    lead="title",
    empty=Empty(_("Здесь пока пусто."), _("Раздел создан по функции подразделения: добавьте первую статью.")),
)
SECTIONS = Table(
    "sections",
    _("Разделы"),
    (
        Column("title", _("Раздел"), lambda s: s.title, "section_title", by=("title",), fixed=True),
        Column("count", _("Статей"), lambda s: s.count, by=("count",), look="num"),
        Column("head", _("Отвечает"), lambda s: str(s.head or s.unit or ""), by=("head__surname",)),
        Column("review", _("Пересмотреть"), lambda s: s.owed.due_at if s.owed else None, "section_review"),
    ),
    link=lambda s: reverse("knowledge_section", args=[s.slug]),
    lead="title",
    empty=Empty(_("Разделов пока нет.")),
)
SERVICES = Table(
    "services",
    _("Услуги"),
    (
        Column("title", _("Услуга"), lambda s: s.title, "service_title", by=("title",), fixed=True),
        Column("kind", _("Вид"), lambda s: s.get_kind_display(), by=("kind",)),
        Column("unit", _("Подразделение"), lambda s: s.unit.name if s.unit else "", by=("unit__name",)),
        Column("editions", _("Редакций"), lambda s: len(s.editions.all()), look="num"),
    ),
    link=lambda s: reverse("service_page", args=[s.slug]),
    lead="title",
    empty=Empty(_("Услуг пока нет.")),
)


def reached_at(point: Any) -> str:
    """The address, and what the point waits for before anybody can write to it."""
    lack = vars(point.row).get("lack", "")
    waits = _now("ждёт подключения: %s") % lack if lack else ""
    return "; ".join(part for part in (point.row.address, waits) if part)


POINTS = Table(
    "points",
    _("Точки взаимодействия"),
    (
        Column("name", _("Точка"), lambda p: p.row.name, "point_row", fixed=True),
        Column("address", _("Адрес"), reached_at),
        Column("functions", _("Что через неё можно"), functions_of),
        Column("hours", _("Когда"), lambda p: p.hours),
        Column("access", _("Доступность"), lambda p: ", ".join(p.row.accessibility)),
        Column("act", _("Чем утверждена"), lambda p: p.row.approved_by, "point_act"),
    ),
    link=lambda p: reverse("point_edit", args=[p.row.pk]),
    lead="name",
    empty=Empty(_("Точек ещё нет.")),
)
