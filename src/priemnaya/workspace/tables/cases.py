"""Cases as rows: the queue, what was found, «Сегодня», and what stands behind a figure."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models import CaseQuestion, Contact
from priemnaya.cases.models.case import CaseQuerySet
from priemnaya.desk.models import Presence
from priemnaya.policy.contact_points import title_of

from .columns import Column, Empty, Table


def listed(cases: CaseQuerySet) -> CaseQuerySet:
    """With all that a row of a list says; never loads the columns of search."""
    rows = cases.marked().annotate(topics_said=_topics(), unread=_unread())
    return rows.select_related("client", "assignee", "unit").defer("search_text")


def _topics() -> Any:
    asked = CaseQuestion.objects.filter(case=OuterRef("pk"), topic__isnull=False).order_by("pk")
    return ArraySubquery(asked.values("topic__title"))


def _unread() -> Any:
    """The client's last message came after whoever has the case last had it open (of a case that nobody has, after
    anybody did), and after the last letter that a person wrote."""
    whose = Q(employee=OuterRef(OuterRef("assignee"))) | Q(case__assignee=None)
    seen = Presence.objects.filter(whose, case=OuterRef(OuterRef("pk")), seen_at__gte=OuterRef("at"))
    wrote = Contact.objects.filter(case=OuterRef("case"), direction="out", author__isnull=False, at__gte=OuterRef("at"))
    came = Contact.objects.filter(case=OuterRef("pk"), direction="in").exclude(status="ignored")
    return Exists(came.filter(~Exists(seen), ~Exists(wrote)))


def name_of(case: Any) -> str:
    return case.client_name or ""


def who_has(case: Any) -> str:
    if not case.is_open:
        return str(case.get_state_display())
    return case.assignee.short_name if case.assignee else _now("не назначен")


def left(case: Any) -> str:
    """In a file: what the page says by a bar and by badges."""
    if not case.is_open:
        return _now("завершено")
    return _now("просрочено") if case.due_at and case.due_at < timezone.now() else ""


def topics(case: Any) -> str:
    return "; ".join(getattr(case, "topics_said", None) or ())


CASES = Table(
    "cases",
    _("Дела"),
    (
        Column("no", _("Номер"), lambda c: c.number, "case_no", by=("number",), fast=True, fixed=True),
        Column("point", _("Откуда"), lambda c: title_of(c.point), "case_point", quiet=True),
        Column("who", _("Клиент"), name_of, "case_who", by=("client__surname", "client__name"), fixed=True),
        Column("what", _("О чём"), lambda c: c.subject, "case_what", by=("subject",), fixed=True),
        Column("topic", _("Тема"), topics, "case_topic"),
        Column("kind", _("Вид"), lambda c: c.get_kind_display(), by=("kind",), apart=True),
        Column("state", _("Состояние"), lambda c: c.get_state_display(), by=("state",), apart=True),
        Column("urgency", _("Срочность"), lambda c: c.urgency_said, by=("urgency",), apart=True),
        Column("unit", _("Отдел"), lambda c: c.unit.name if c.unit else "", by=("unit__name",), apart=True),
        Column("hand", _("Исполнитель"), who_has, "case_hand", by=("assignee__surname", "assignee__name")),
        Column("came", _("Поступило"), lambda c: c.registered_at, by=("registered_at",), look="nowrap", apart=True),
        Column("left", _("Осталось"), left, "case_left", by=("due_at",), fast=True),
        Column("due", _("Срок"), lambda c: c.due_at, "case_due", by=("due_at",), fast=True),
    ),
    link=lambda c: c.get_absolute_url(),
    lead="no",
    right="list.export",
    look="rows",
    empty=Empty(_("Здесь пусто."), _("Когда появится дело, оно встанет сюда по сроку.")),
)
TODAY = Table(
    "today",
    _("Сегодня"),
    (
        Column("verb", _("Что сделать"), lambda c: c.verb, "case_verb"),
        Column("what", _("Клиент и дело"), lambda c: c.subject, "today_what"),
        Column("point", _("Откуда"), lambda c: title_of(c.point), "case_point", quiet=True),
        Column("left", _("Осталось"), left, "case_left"),
        Column("due", _("Срок"), lambda c: c.due_at, "case_due"),
    ),
    link=lambda c: c.get_absolute_url(),
    lead="what",
    look="rows todays",
)
SHORT = tuple(c for c in CASES.columns if c.name in ("no", "point", "who", "what", "hand", "left", "due"))
"""Of cases beside something else: on «Сегодня», behind a figure."""


OF_CLIENT = Table(
    "client-cases",
    _("Дела"),
    (
        Column("no", _("№"), lambda c: c.number, "case_no", by=("registered_at",), look="nowrap", fixed=True),
        Column("what", _("О чём"), lambda c: c.subject, "case_what", by=("subject",), fixed=True),
        Column("came", _("Поступило"), lambda c: c.registered_at, by=("registered_at",), look="nowrap"),
        Column("hand", _("Исполнитель"), who_has, "case_hand", by=("assignee__surname",)),
        Column("proof", _("Чьё оно"), lambda c: "" if c.level else _now("не подтверждено"), "case_proof"),
    ),
    link=lambda c: c.get_absolute_url(),
    lead="no",
    right="list.export",
    empty=Empty(_("Дел нет."), _("Зарегистрировать"), "/w/cases/new/"),
)
