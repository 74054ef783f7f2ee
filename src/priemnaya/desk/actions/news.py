"""Texts for staff: published, read, taken down. A published text is never changed: a new one replaces it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from priemnaya.core.journal import notify, record
from priemnaya.core.models import Notice
from priemnaya.desk.models import News, NewsRead
from priemnaya.desk.news import concerns
from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation, Unit
from priemnaya.people.roles import ROLES

MOST_QUESTIONS, MOST_OPTIONS = 5, 6


@dataclass(frozen=True)
class Question:
    """One question of a short test. right: the place of the right option, from 0."""

    asks: str
    options: Sequence[str]
    right: int

    def kept(self) -> dict[str, Any]:
        return {"asks": self.asks.strip(), "options": [o.strip() for o in self.options], "right": self.right}


@dataclass(frozen=True)
class Draft:
    """What is to be published."""

    title: str
    text: str
    roles: Sequence[str] = ()
    units: Sequence[int] = ()
    must_read: bool = False
    until: dt.date | None = None
    questions: Sequence[Question] = field(default_factory=tuple)


@action("news.publish")
@transaction.atomic
def publish_news(organisation: Organisation, draft: Draft, *, by: Employee, replaces: News | None = None) -> News:
    """Tell everybody whom it concerns. replaces: the former wording is taken down, and what people said of it stays
    with it. Raises Objection; Stale when somebody has replaced it already."""
    _must_be_whole(organisation, draft)
    if replaces is not None:
        _take_down(replaces, by)
    try:
        with transaction.atomic():
            news = News.objects.create(
                organisation=organisation,
                title=draft.title.strip(),
                text=draft.text.strip(),
                by=by,
                at=timezone.now(),
                roles=list(dict.fromkeys(draft.roles)),
                units=list(dict.fromkeys(draft.units)),
                must_read=draft.must_read,
                until=draft.until if draft.must_read else None,
                questions=[question.kept() for question in draft.questions],
                replaces=replaces,
            )
    except IntegrityError as error:
        raise Stale("Этот текст уже заменён другим: откройте список.") from error
    for employee in Employee.objects.filter(organisation=organisation, is_active=True).exclude(pk=by.pk):
        if concerns(news, employee):
            notify(employee, _words(news), news.get_absolute_url(), kind="news")
    record("news.published", news, by=by)
    return news


def _words(news: News) -> str:
    if not news.must_read:
        return f"Новость: {news.title}"
    return f"Прочитайте и подтвердите{f' до {news.until:%d.%m.%Y}' if news.until else ''}: {news.title}"


def _must_be_whole(organisation: Organisation, draft: Draft) -> None:
    """Raises Objection."""
    if not draft.title.strip() or not draft.text.strip():
        raise Objection("Напишите заголовок и текст.")
    if len(draft.title.strip()) > 150:
        raise Objection("Заголовок длиннее 150 знаков: сократите его.")
    if set(draft.roles) - set(ROLES):
        raise Objection("Выберите роли из списка.")
    if Unit.objects.filter(organisation=organisation, pk__in=draft.units).count() != len(set(draft.units)):
        raise Objection("Выберите отделы из списка.")
    if draft.until and draft.until < organisation.local(timezone.now()).date():
        raise Objection("Последний день уже прошёл: выберите день не раньше сегодняшнего.")
    if (draft.until or draft.questions) and not draft.must_read:
        raise Objection("Срок и вопросы бывают только у того, что подтверждают: отметьте «Сотрудники подтверждают».")
    if len(draft.questions) > MOST_QUESTIONS:
        raise Objection(f"Вопросов не больше {MOST_QUESTIONS}: это проверка понимания, а не экзамен.")
    for number, question in enumerate(draft.questions, 1):
        _must_be_a_question(number, question)


def _must_be_a_question(number: int, question: Question) -> None:
    options = [option.strip() for option in question.options]
    if not question.asks.strip():
        raise Objection(f"Вопрос {number}: напишите сам вопрос или уберите ответы.")
    if not 2 <= len(options) <= MOST_OPTIONS or not all(options) or len({o.casefold() for o in options}) < len(options):
        raise Objection(f"Вопрос {number}: нужно от двух до {MOST_OPTIONS} разных ответов, каждый на своей строке.")
    if not 0 <= question.right < len(options):
        raise Objection(f"Вопрос {number}: отметьте верный ответ знаком + в начале строки.")


@action("news.publish")
@transaction.atomic
def retire_news(news: News, *, by: Employee) -> None:
    """It is asked of nobody any more; who had read it stays known."""
    _take_down(news, by)
    record("news.retired", news, by=by)


def _take_down(news: News, by: Employee) -> None:
    if not News.objects.filter(pk=news.pk, retired_at=None).update(retired_at=timezone.now(), retired_by=by):
        raise Stale("Этот текст уже снят: обновите страницу.")
    Notice.objects.filter(path=news.get_absolute_url(), read_at=None).update(read_at=timezone.now())
    news.refresh_from_db()


@action("staff")
def say_read(news: News, answers: Sequence[int | None] = (), *, by: Employee) -> bool:
    """«Прочитано», with the answers to its questions in their order. False: said already. Every try is counted, a
    wrong one too. Raises Objection naming which answers are wrong, not which are right; Stale when it was
    taken down."""
    if not concerns(news, by):
        raise NotAllowed("Этот текст не вам: подтверждать его не нужно.")
    wrong = [n for n, asked in enumerate(news.questions, 1) if _answer(answers, n) != asked["right"]]
    with transaction.atomic():
        row, _new = NewsRead.objects.get_or_create(news=news, employee=by)
        fresh = News.objects.select_for_update().get(pk=news.pk)
        if fresh.retired_at:
            raise Stale("Этот текст сняли или заменили: откройте список, подтверждать нужно новый.")
        open_row = NewsRead.objects.filter(pk=row.pk, read_at=None)
        said = {"tries": F("tries") + 1} if wrong else {"tries": F("tries") + 1, "read_at": timezone.now()}
        done = bool(open_row.update(**said))
        if done and not wrong:
            Notice.objects.filter(employee_id=by.pk, path=news.get_absolute_url(), read_at=None).update(
                read_at=timezone.now()
            )
            record("news.read", news, by=by)
    if done and wrong:
        which = ", ".join(str(n) for n in wrong)
        raise Objection(f"Ответ неверный, вопрос {which}. Перечитайте текст и ответьте ещё раз.")
    return done


def _answer(answers: Sequence[int | None], number: int) -> int | None:
    return answers[number - 1] if number <= len(answers) else None
