"""News and instructions for staff: to read, to say so, to publish, and who has read."""

from __future__ import annotations

import re

from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.core.reading import day, numeral
from priemnaya.desk import actions as desk
from priemnaya.desk.actions.news import MOST_QUESTIONS, Draft, Question
from priemnaya.desk.models import News, NewsRead
from priemnaya.desk.models.news import NewsQuerySet
from priemnaya.desk.news import concerns, news_of, readers_of, unread_of
from priemnaya.errors import Objection
from priemnaya.people.models import Employee, Unit
from priemnaya.people.roles import ROLES, title
from priemnaya.ui.access import permission
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.shared import who

SHOWN = 100
LONGEST = 19  # figures of a key
RIGHT = re.compile(r"^\s*\+\s*")


def watches(me: Employee) -> bool:
    """Who publishes, and who answers for people's work, sees who has read."""
    return me.may("news.publish") or me.may("report.view")


def _seen_by(me: Employee) -> NewsQuerySet:
    return News.objects.filter(organisation_id=me.organisation_id) if watches(me) else news_of(me)


@require_GET
@permission("staff")
def news(request: HttpRequest) -> HttpResponse:
    """What waits for my word first, then the rest, the newest first; what was taken down, apart."""
    me = who(request)
    rows = _seen_by(me).select_related("by").order_by("-at", "-pk")
    waits = list(unread_of(me).select_related("by").order_by(F("until").asc(nulls_last=True), "pk")[:SHOWN])
    mine = NewsRead.objects.filter(employee=me, read_at__isnull=False)
    return render(
        request,
        "workspace/news.html",
        {
            "waits": waits,
            "rows": rows.current().exclude(pk__in=[row.pk for row in waits])[:SHOWN],
            "retired": rows.filter(retired_at__isnull=False)[:SHOWN],
            "said": set(mine.values_list("news_id", flat=True)),
            "may_publish": me.may("news.publish"),
            "day": me.organisation.local(timezone.now()).date(),
        },
    )


@require_GET
@permission("staff")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    row = get_object_or_404(_seen_by(me).select_related("by", "organisation"), pk=pk)
    mine = NewsRead.objects.filter(news=row, employee=me).first()
    units = Unit.objects.filter(organisation_id=row.organisation_id, pk__in=row.units).values_list("name", flat=True)
    return render(
        request,
        "workspace/news_one.html",
        {
            "row": row,
            "mine": mine,
            "asked": row.must_read and concerns(row, me) and not row.retired_at and not (mine and mine.read_at),
            "whom": [*(title(role) for role in row.roles), *units],
            "readers": readers_of(row) if row.must_read and watches(me) else None,
            "may_publish": me.may("news.publish"),
            "newer": News.objects.filter(replaces=row).first(),
            "typed": typed_of(request),
        },
    )


@require_POST
@permission("staff")
def said(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    row = get_object_or_404(news_of(me), pk=pk)
    answers = [_number(request.POST.get(f"q{n}", "")) for n in range(1, len(row.questions) + 1)]
    with telling(request, _("Записано: вы прочитали.")):
        if None in answers:
            raise Objection(_("Ответьте на все вопросы."))
        desk.say_read(row, answers, by=me)
    return redirect(row)


def _number(typed: str) -> int | None:
    return int(typed) if numeral(typed) and len(typed) < 3 else None


@require_http_methods(["GET", "POST"])
@permission("news.publish")
def news_new(request: HttpRequest) -> HttpResponse:
    """A new text, or a new wording of one (`of`)."""
    me = who(request)
    given = request.POST if request.method == "POST" else request.GET
    former = _former(me, given.get("of", ""))
    if request.method == "POST":
        made = None
        with telling(request):
            made = desk.publish_news(me.organisation, _draft(request), by=me, replaces=former)
        if made is not None:
            return redirect(made)
    units = Unit.objects.filter(organisation=me.organisation, closed_at=None).order_by("name")
    context = {
        "former": former,
        "roles": [(role, title(role)) for role in ROLES],
        "units": units,
        "shown": _shown(request, former),
        "places": range(1, MOST_QUESTIONS + 1),
    }
    return render(request, "workspace/news_new.html", context)


def _former(me: Employee, typed: str) -> News | None:
    """What is to be replaced; whether somebody has done it meanwhile, the action says."""
    if not typed:
        return None
    pk = int(typed) if numeral(typed) and len(typed) < LONGEST else 0
    return get_object_or_404(News, pk=pk, organisation_id=me.organisation_id)


def _draft(request: HttpRequest) -> Draft:
    """Raises Objection for a day that is none."""
    typed = request.POST
    until = day(typed.get("until"))
    if typed.get("until") and until is None:
        raise Objection(_("Такого дня нет: выберите его в календаре."))
    return Draft(
        typed.get("title", ""),
        typed.get("text", ""),
        typed.getlist("roles"),
        [int(pk) for pk in typed.getlist("units") if numeral(pk) and len(pk) < LONGEST],
        bool(typed.get("must_read")),
        until,
        [question for n in range(1, MOST_QUESTIONS + 1) if (question := _question(typed, n))],
    )


def _question(typed: QueryDict, n: int) -> Question | None:
    asks = typed.get(f"asks{n}", "")
    lines = [line for line in typed.get(f"options{n}", "").splitlines() if line.strip()]
    if not asks.strip() and not lines:
        return None
    marked = [place for place, line in enumerate(lines) if RIGHT.match(line)]
    return Question(asks, [RIGHT.sub("", line) for line in lines], marked[0] if len(marked) == 1 else -1)


def _shown(request: HttpRequest, former: News | None) -> dict[str, object]:
    """What the form holds: what was typed, else the former wording."""
    if request.method == "POST":
        typed = request.POST
        questions = {n: (typed.get(f"asks{n}", ""), typed.get(f"options{n}", "")) for n in range(1, MOST_QUESTIONS + 1)}
        fields = {name: typed.get(name, "") for name in ("title", "text", "until", "must_read")}
        lists = {"roles": typed.getlist("roles"), "units": typed.getlist("units")}
        return {**fields, **lists, "questions": questions, "tests": any(any(q) for q in questions.values())}
    kept = former.questions if former else []
    lines = [
        (q["asks"], "\n".join(f"{'+ ' if n == q['right'] else ''}{option}" for n, option in enumerate(q["options"])))
        for q in kept
    ]
    questions = {n: lines[n - 1] if n <= len(lines) else ("", "") for n in range(1, MOST_QUESTIONS + 1)}
    if former is None:
        return {"roles": [], "units": [], "questions": questions}
    return {
        "title": former.title,
        "text": former.text,
        "must_read": former.must_read,
        "roles": former.roles,
        "units": [str(pk) for pk in former.units],
        "questions": questions,
        "tests": bool(kept),
    }


@require_POST
@permission("news.publish")
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(News, pk=pk, organisation_id=who(request).organisation_id)
    with telling(request, _("Снято: подтверждать больше не нужно.")):
        desk.retire_news(row, by=who(request))
    return redirect(row)
