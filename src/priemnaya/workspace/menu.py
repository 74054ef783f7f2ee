"""The menu of the workspace as data: groups, their pages, who sees them, and what waits behind each.

A page that is no deed of a case stands here once; a test holds that each entry asks what its route asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.actions import ABOUT_FORWARDING
from priemnaya.cases.guard import unbarred, unbarred_subjects
from priemnaya.cases.models import Case, Contact
from priemnaya.channels.chat.standing import seen_talks
from priemnaya.core.models import Delivery, Notice
from priemnaya.desk.news import late_of, unread_of
from priemnaya.paper.models import Scan
from priemnaya.people.models import Employee
from priemnaya.reception.calls.seen import seen_calls
from priemnaya.reception.models import CallBack, Extension, Visit
from priemnaya.reception.telephony.who import ringing_at
from priemnaya.workspace.lists import TO_SORT
from priemnaya.workspace.numbers import numbers
from priemnaya.workspace.owing import late_rows
from priemnaya.workspace.signing import covering, to_sign

LINE = "line"
"""Whether a telephone of the exchange is theirs: only then their pages ask what rings."""
FAILED, OURS = ("dead", "bounced"), ("case", "contact", ABOUT_FORWARDING)


@dataclass(frozen=True)
class Entry:
    """A page of the menu. `rights`: any of them opens it, none means everybody. `also`: routes on which the place is
    here too. `waits`: the name of a figure of `waiting`. `short`: its word in a phone's bar."""

    route: str
    title: str | Promise
    icon: str
    rights: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    waits: str = ""
    short: str | Promise = ""


_BOOK = ("knowledge_article", "knowledge_section", "knowledge_board")
_RULES = ("rule_save", "rule_edit", "macro_save", "macro_edit", "checklist_save", "checklist_edit")
_BODIES = ("case.view", "bodies.edit")
_REPLY = ("reply", "reply_prepared", "reply_versions", "case_application", "case_term_letter", "case_ways_letter")
MENU: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (
        _("Работа"),
        (
            Entry("today", _("Сегодня"), "sun", ("case.view",), (), "mine"),
            Entry("queue", _("Дела"), "inbox", ("case.view",), ("case", "case_search", *_REPLY), "nobodys"),
            Entry("notices", _("Уведомления"), "bell", (), ("notice_choices",), "notices", _("Для вас")),
            Entry(
                "signing",
                _("На подпись"),
                "signature",
                ("reply.sign",),
                ("signing_letter", "signing_together"),
                "to_sign",
            ),
            Entry("case_new", _("Зарегистрировать"), "square-pen", ("case.register",), short=_("Новое")),
            Entry("calls", _("Звонки"), "phone", ("call.take",), ("call", "call_back"), "calls"),
            Entry(
                "visits_today",
                _("Приём"),
                "calendar-days",
                ("visit.receive",),
                ("visit", "visit_book_staff", "visits_paper", "visits_paper_enter"),
                "visitors",
            ),
            Entry("chats", _("Чат"), "message-circle", ("chat.answer",), ("chat_staff",), "chats"),
            Entry("scans", _("Сканы"), "scan-line", ("case.register",), ("scan",), "scans"),
            Entry("letters", _("На проверке"), "mail-search", ("review.letters",), (), "letters"),
            Entry("comments", _("Комментарии"), "messages-square", ("review.letters",)),
            Entry("outbox", _("Отправления"), "send", ("case.view",), ("post", "post_item"), "failed"),
            Entry("mailings", _("Рассылки"), "megaphone", ("mailing.manage",), ("mailing", "mailing_new")),
        ),
    ),
    (
        _("Контроль"),
        (
            Entry("overview", _("Обзор"), "layout-dashboard", ("case.assign",)),
            Entry("load", _("Нагрузка"), "users", ("case.assign",)),
            Entry("duties", _("Обязанности"), "clipboard-check"),
            Entry("compliance", _("Соблюдение"), "gauge", ("report.view",), short=_("Цифры")),
            Entry("visits_figures", _("Как идёт приём"), "chart-column", ("report.view",)),
            Entry("calls_figures", _("Как идут звонки"), "phone", ("report.view",)),
            Entry("chat_figures", _("Как идёт чат"), "chart-column", ("report.view",)),
            Entry("practice", _("Единообразие"), "scale", ("report.view",)),
            Entry(
                "journal", _("Журнал"), "history", ("journal.view",), ("sign_ins", "settings_journal", "emergencies")
            ),
            Entry("wording_rules", _("Ясность"), "whole-word", ("wording.manage",)),
        ),
    ),
    (
        _("Помощь"),
        (
            Entry("knowledge", _("База знаний"), "book-open", (), _BOOK, short=_("Знания")),
            Entry("news", _("Новости"), "newspaper", (), ("news_one", "news_new"), "news"),
            Entry("service_catalogue", _("Услуги"), "layers", (), ("service_page", "service_edit", "service_new")),
            Entry("order", _("Порядок"), "scroll-text", (), ("clause", "points_register")),
            Entry(
                "other_bodies",
                _("Другие органы"),
                "landmark",
                ("case.view", "bodies.edit"),
                ("other_body", "other_body_new"),
            ),
            Entry("settings", _("Настройки"), "settings"),
        ),
    ),
    (
        _("Управление"),
        (
            Entry(
                "employees",
                _("Сотрудники"),
                "user-cog",
                ("people.manage",),
                ("employee", "units"),
                short=_("Люди"),
            ),
            Entry("staff", _("Замещения"), "user-check", ("staff.manage",)),
            Entry("rules", _("Правила"), "route", ("rules.edit",), _RULES),
            Entry("visits_schedule", _("Расписание приёма"), "clock", ("visit.schedule",)),
            Entry("calendar", _("Календарь"), "calendar-days", ("calendar.edit",)),
            Entry("connections", _("Подключения"), "plug", ("keys.issue",), ("webhook", "telephony")),
            Entry("disposals", _("Хранение"), "archive", ("history.manage",)),
        ),
    ),
)
BAR = ("today", "queue", "case_new", "knowledge", "employees", "rules", "notices", "compliance", "news", "journal")
"""What a phone's bottom bar holds before «Ещё»: the first four of these that a person opens."""
PLACES = 4


@dataclass(frozen=True)
class Figure:
    """How many wait, and whether some of them are late: only then it may be red."""

    number: int
    late: bool = False


@dataclass(frozen=True)
class Item:
    """An entry as one employee sees it on one page."""

    entry: Entry
    current: bool
    figure: Figure | None


def menu(me: Employee, route: str, found: dict[str, Figure] | None = None) -> list[tuple[str | Promise, list[Item]]]:
    """The groups this person may open; empty ones are left out. found: what waits, where it was asked already."""
    found = waiting(me) if found is None else found
    groups = [(title, [_item(e, route, found) for e in entries if opens(e, me)]) for title, entries in MENU]
    return [(title, items) for title, items in groups if items]


def bar(groups: Iterable[tuple[str | Promise, list[Item]]]) -> list[Item]:
    """Four places for a phone, in the order of the menu: what is asked for most, then what stands first."""
    items = [item for _title, items in groups for item in items]
    asked = sorted(items, key=lambda item: BAR.index(item.entry.route) if item.entry.route in BAR else len(BAR))
    return [item for item in items if item in asked[:PLACES]]


def opens(entry: Entry, me: Employee) -> bool:
    return not entry.rights or any(me.may(right) for right in entry.rights)


def _item(entry: Entry, route: str, found: dict[str, Figure]) -> Item:
    return Item(entry, route == entry.route or route in entry.also, found.get(entry.waits))


def waiting(me: Employee) -> dict[str, Figure]:
    """What waits behind each place that has a figure, asked at once. Zeros are left out: nothing waits."""
    found = numbers(me, "menu", lambda: {name: _count(rows) for name, rows in _waiting(me).items()})
    if "covering" in found:  # letters to other bodies lie on the same page as answers
        found["to_sign"] += found.pop("covering")
    if "promised" in found:
        found["calls"] += found.pop("promised") + found.pop("ringing")
    behind = {"mine": found.pop("late", 0), "news": found.pop("news_late", 0)}
    return {name: Figure(number, bool(behind.get(name))) for name, number in found.items() if number}


def _waiting(me: Employee) -> dict[str, QuerySet[Any]]:
    told = Notice.objects.filter(employee_id=me.pk, read_at=None)
    rows: dict[str, QuerySet[Any]] = {"notices": told if not me.may("case.view") else unbarred(told, me, "case_id")}
    rows |= {"news": unread_of(me), "news_late": late_of(me)}
    if me.may("case.view"):
        seen = Case.objects.seen_by(me).open()
        gone = Delivery.objects.filter(organisation_id=me.organisation_id, state__in=FAILED, subject_type__in=OURS)
        rows |= {"mine": seen.filter(assignee=me), "late": late_rows(me)}
        rows["failed"] = unbarred_subjects(gone, me)
        if me.may("case.assign"):
            rows["nobodys"] = seen.filter(TO_SORT)
    if me.may("case.register"):
        rows["scans"] = Scan.objects.filter(organisation_id=me.organisation_id, state__in=("waiting", "ready"))
    if me.may("call.take"):  # missed ones and own promises: what a client waits for
        rows["calls"] = seen_calls(me).unreturned()
        rows["promised"] = CallBack.objects.waiting().filter(owner=me)
        rows["ringing"] = ringing_at(me.pk)
        rows[LINE] = Extension.objects.filter(employee=me)
    if me.may("visit.receive"):
        today = me.organisation.local(timezone.now()).date()
        rows["visitors"] = Visit.objects.filter(organisation_id=me.organisation_id, state="waiting", day=today)
    if me.may("chat.answer"):
        rows["chats"] = seen_talks(me).filter(state__in=("waiting", "unanswered"))
    if me.may("reply.sign"):
        rows |= {"to_sign": to_sign(me), "covering": covering(me)}
    if me.may("review.letters"):
        letters = Contact.objects.filter(organisation_id=me.organisation_id, direction="in", status="review")
        rows["letters"] = unbarred(letters, me)
    return rows


def _count(rows: QuerySet[Any]) -> Any:
    """The number of these rows as a column of a one-row query."""
    one = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(one, output_field=IntegerField()), 0)
