"""Letters and deliveries as rows. A delivery is shown with its case and what one can do about it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models import Case, Contact
from priemnaya.core.models import Delivery
from priemnaya.policy.contact_points import PEOPLE, title_of

from .columns import Column, Empty, Table


@dataclass(frozen=True)
class Leaving:
    """A delivery that has not left: its case, and what a person can do."""

    row: Delivery
    case: Case | None
    to_do: str

    @property
    def pk(self) -> int:
        return self.row.pk

    @property
    def state(self) -> str:
        if self.row.channel in PEOPLE and self.row.state == "queued":
            return _now("ждёт сотрудника: распечатать, передать или позвонить")
        return str(self.row.title)


def status_of(contact: Contact) -> str:
    said = str(Contact.STATUSES.get(contact.status, contact.status))
    return f"{said}: {contact.reason}" if contact.reason else said


@dataclass(frozen=True)
class ForPost:
    """A letter that waits for the post, as the list and the envelope will name it."""

    row: Delivery
    to: str
    address: str
    document: str

    @property
    def pk(self) -> int:
        return self.row.pk


FOR_POST = Table(
    "for-post",
    _("Ждут отправки"),
    (
        Column("mark", _("Отметить"), cell="post_mark", fixed=True, quiet=True, paper=False),
        Column("to", _("Кому"), lambda p: p.to, "post_to", fixed=True),
        Column("address", _("Куда"), lambda p: p.address, "post_address", fixed=True),
        Column("document", _("Документ"), lambda p: p.document, "post_document"),
    ),
    empty=Empty(_("Бумажных писем к отправке нет."), _("Ещё не отправлено"), "/w/outbox/"),
)
POSTED = Table(
    "posted",
    _("Письма в списках для почты"),
    (
        Column("list", _("Список"), lambda i: i.post_list.number, "post_list", by=("post_list",), fixed=True),
        Column("at", _("День списка"), lambda i: i.post_list.at, by=("post_list__at",), look="nowrap", apart=True),
        Column("to", _("Кому"), lambda i: i.recipient, by=("recipient",), fixed=True),
        Column("address", _("Куда"), lambda i: i.address, by=("address",)),
        Column(
            "state", _("Состояние"), lambda i: i.delivery.get_state_display(), "post_state", by=("delivery__state",)
        ),
        Column("track", _("Трек-номер"), lambda i: i.track, "post_track", by=("track",), fixed=True),
    ),
    right="list.export",
    empty=Empty(_("Списков ещё не было."), _("Отметьте письма выше и составьте первый.")),
)
OUTBOX = Table(
    "outbox",
    _("Ещё не отправлено"),
    (
        Column("case", _("Дело"), lambda d: d.case.number if d.case else "", look="nowrap", fixed=True),
        Column("channel", _("Как"), lambda d: title_of(d.row.channel), by=("channel",)),
        Column("to", _("Куда"), lambda d: d.row.address, by=("address",)),
        Column("state", _("Состояние"), lambda d: d.state, "leaving_state", by=("state",)),
        Column("error", _("Что ответили"), lambda d: d.row.error, apart=True),
        Column("since", _("Поставлено"), lambda d: d.row.created_at, by=("id",), fast=True, look="nowrap", apart=True),
        Column("deeds", _("Действия"), cell="leaving_deeds", fixed=True, quiet=True, paper=False),
    ),
    link=lambda d: d.case.get_absolute_url() if d.case else "",
    lead="case",
    right="list.export",
    empty=Empty(_("Всё отправлено."), _("Открыть дела"), "/w/cases/"),
)
LETTERS = Table(
    "letters",
    _("Письма, которые не стали делами сами"),
    (
        Column("at", _("Когда"), lambda c: c.at, by=("at",), fast=True, look="nowrap", fixed=True),
        Column("sender", _("От кого"), lambda c: c.sender, by=("sender",), fixed=True),
        Column("subject", _("Тема"), lambda c: c.subject, by=("subject",), fixed=True),
        Column("status", _("Что с ним"), status_of, by=("status",)),
        Column("case", _("Дело"), lambda c: c.case.number if c.case else "", "letter_case"),
        Column("deeds", _("Действия"), cell="letter_deeds", fixed=True, quiet=True, paper=False),
    ),
    right="list.export",
    empty=Empty(_("Таких писем нет."), _("Открыть дела"), "/w/cases/"),
)
SCANS = Table(
    "scans",
    _("Бумажные письма"),
    (
        Column("name", _("Файл"), lambda s: s.name, by=("name",), fixed=True),
        Column("at", _("Когда"), lambda s: s.at, by=("at",), look="nowrap"),
        Column("state", _("Состояние"), lambda s: s.get_state_display(), "scan_state", by=("state",)),
        Column("text", _("Начало текста"), lambda s: s.text[:120], look="small", paper=False),
    ),
    link=lambda s: reverse("scan", args=[s.pk]),
    lead="name",
    right="list.export",
    empty=Empty(_("Все письма зарегистрированы."), _("Новые добавьте выше: они встанут сюда.")),
)
MAILINGS = Table(
    "mailings",
    _("Рассылки"),
    (
        Column("subject", _("Тема"), lambda m: m.subject, by=("subject",), fixed=True),
        Column("state", _("Состояние"), lambda m: m.get_state_display(), by=("state",)),
        Column("at", _("Когда"), lambda m: m.started_at or m.scheduled_at, by=("started_at",), look="nowrap"),
    ),
    link=lambda m: reverse("mailing", args=[m.pk]),
    lead="subject",
    empty=Empty(_("Рассылок ещё не было."), _("Подготовить первую"), "/w/mailings/new/"),
)


def stars(row: Any) -> int:
    return int(row.stars)


RATINGS = Table(
    "ratings",
    _("Оценки с порталов"),
    (
        Column("at", _("Когда"), lambda r: r.at, by=("at",), look="nowrap", fixed=True),
        Column("system", _("Откуда"), lambda r: title_of(r.system), by=("system",)),
        Column("service", _("Услуга"), lambda r: r.service, by=("service",)),
        Column("stars", _("Оценка"), stars, by=("stars",), look="num"),
        Column("comment", _("Комментарий"), lambda r: r.comment, "rating_comment", paper=False),
        Column("case", _("Дело"), lambda r: r.case.number if r.case else "", look="nowrap"),
    ),
    right="list.export",
    empty=Empty(_("Оценок ещё нет.")),
)
