"""The signature elements: clause chip, time left, states; and dates in the body's own zone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from priemnaya.cases.models import OUTCOMES_OF_DECISIONS
from priemnaya.channels.email.insides import sort_of
from priemnaya.core.models import Obligation, TermChange
from priemnaya.knowledge.models import ARTICLE_KINDS
from priemnaya.people.duties import before_we_began
from priemnaya.people.models import Organisation
from priemnaya.people.policies import calendar_of
from priemnaya.people.proof import Level
from priemnaya.policy import Verdict
from priemnaya.policy import said_once as once
from priemnaya.policy.contact_points import FUNCTION_TITLES, POINT_KINDS, place_at, title_of
from priemnaya.policy.titles import act_number, clause_title
from priemnaya.policy.vocabulary.events import to_do
from priemnaya.ui import access
from priemnaya.ui.blocks import blocks as as_blocks
from priemnaya.ui.clauses import cited_in
from priemnaya.ui.going import day_before_us
from priemnaya.ui.icons import icon
from priemnaya.ui.templatetags.spoken import in_russian, spoken, spoken_lang
from priemnaya.worktime import ProductionCalendar
from priemnaya.worktime.terms import plural

register = template.Library()
register.filter("at_point", place_at)
register.filter("act_number", act_number)
register.filter("clause_title", clause_title)

SHAPES = {
    "globe": "globe",
    "letter": "mail",
    "phone": "phone",
    "person": "user",
    "talk": "message-circle",
    "house": "landmark",
}
"""Kinds of points by the icon their vocabulary names, as Lucide calls it. Emoji are missing on many office machines."""


@register.simple_tag(takes_context=True)
def chip(context: Any, number: str, title: str = "", layer: str = "body") -> SafeString:
    """«п. 3.5»: opens what the clause demands and the body's figure. number: its key in the order's file, or the
    citation of a norm of another layer."""
    body = context.get("body")
    user = getattr(context.get("request"), "user", None)
    staff = bool(body) and getattr(user, "organisation_id", 0) in (body.pk, body.parent_id)
    label = cited_in(body, number) if layer == "body" else _("наше правило") if layer == "defaults" else number
    if layer != "body" or body is None:
        return format_html('<span class="chip" title="{}"{}>{}</span>', title, spoken_lang(label), label)
    url = (
        reverse("clause", args=[number])
        if staff
        else f"{reverse('order_published', args=[body.slug])}#c-{number.replace(' ', '')}"
    )
    return format_html('<a class="chip" href="{}" title="{}"{}>{}</a>', url, title, spoken_lang(label), label)


@register.simple_tag(takes_context=True)
def cite(context: Any, cited: Any, title: str = "") -> SafeString:
    """The chip of a term, a rule or a verdict: whatever has a clause, a citation and a layer."""
    layer = cited.layer if hasattr(cited, "layer") else cited.order.layer
    number = getattr(cited.clause, "number", cited.clause)
    return chip(context, number if layer == "body" else cited.citation, title, layer)


def _calendar(context: Any, body: Organisation) -> ProductionCalendar:
    """One calendar a page, however many bars it shows."""
    request = context.get("request")
    known = getattr(request, "calendar_shown", None)
    if known is None:
        known = calendar_of(body).tentative()
        if request is not None:
            request.calendar_shown = known
    calendar: ProductionCalendar = known
    return calendar


@register.simple_tag(takes_context=True)
def time_left(
    context: Any,
    due: dt.datetime | None,
    body: Organisation | None = None,
    since: dt.datetime | None = None,
    steps: Any = (),
    provisional: bool = False,
) -> SafeString:
    """A bar with words: how much working time is left until when; never colour alone. Built by hand: lists show
    fifty."""
    body = body or context["body"]
    if due is None or body is None:
        return format_html('<span class="muted">{}</span>', _("срока нет"))
    level, share, worked = bar_of(context, body, due, since)
    unsure = _("предварительно")
    bar = format_html(
        '<span class="left left-{}"><span class="bar" aria-hidden="true"><i class="w{}"></i></span><span'
        ' class="words">{}, {} <time datetime="{}">{}</time>{}</span></span>',
        level,
        share,
        _left_in_words(worked, body, due, late=level == "late"),
        _("до"),
        body.local(due).isoformat(),
        _day(body.local(due)),
        f" ({unsure})" if provisional else "",
    )
    if not steps:
        return bar
    items = format_html_join("", "<li>{}</li>", ((spoken(step),) for step in steps))
    return format_html(
        '{}<details class="how"><summary>{}</summary><ol>{}</ol></details>', bar, _("Как посчитано"), items
    )


@register.simple_tag(takes_context=True)
def owed_left(context: Any, owed: Obligation, body: Organisation, steps: bool = False) -> SafeString:
    """The same of what the body owes: of a day that had passed when it began to work here, only that."""
    if before_we_began(owed, body):
        return format_html('<span class="muted">{}</span>', day_before_us(owed.due_at, body))
    left = time_left(context, owed.due_at, body, owed.since_at, owed.steps if steps else (), owed.provisional)
    unsure = steps and owed.is_open and owed.remark
    return format_html('{} <span class="hint">{} {}.</span>', left, _("Проверьте дату:"), unsure) if unsure else left


def bar_of(
    context: Any, body: Organisation, due: dt.datetime, since: dt.datetime | None
) -> tuple[str, int, dt.timedelta]:
    """Of a term: late, soon or fine; how much of it has gone, in steps of 5 %; the working time left, or gone past
    it."""
    now, calendar = timezone.now(), _calendar(context, body)
    late, worked = due < now, abs(body.hours.between(now, due, calendar, body.zone))
    level = "late" if late else "soon" if body.hours.whole_days(worked) < 2 else "fine"
    share = 100
    if since is not None and not late:
        share = max(0, min(100, int(100 * (now - since) / max(due - since, dt.timedelta(seconds=1)))))
    return level, share - share % 5, worked


def until_words(body: Organisation, due: dt.datetime, level: str, worked: dt.timedelta) -> str:
    """«осталось 5 рабочих дней, до 11.12.2026». level and worked: what `bar_of` says of it."""
    left = _left_in_words(worked, body, due, late=level == "late")
    return f"{left}, {_('до')} {_day(body.local(due))}"


def _day(until: dt.datetime) -> str:
    return f"{until:%d.%m.%Y}" if (until.hour, until.minute) == (23, 59) else f"{until:%d.%m.%Y, %H:%M}"


def _left_in_words(worked: dt.timedelta, body: Organisation, due: dt.datetime, *, late: bool) -> str:
    """worked: working time, left or gone past it."""
    hours, days = int(worked.total_seconds() // 3600), body.hours.whole_days(worked)
    if not hours:
        today = body.local(due).date() == body.local(timezone.now()).date()
        if late:
            return _("просрочено меньше чем на рабочий час")
        return _("срок сегодня") if today else _("осталось меньше рабочего часа")
    if days >= 2:
        amount = counted(days, _("рабочий день"), _("рабочих дня"), _("рабочих дней"))
    else:
        amount = counted(hours, _("рабочий час"), _("рабочих часа"), _("рабочих часов"))
    return (_("просрочено на %s") if late else plural_left(days if days >= 2 else hours)) % amount


def counted(n: int, one: str, few: str, many: str) -> str:
    """«5 рабочих дней», «21 working days». The words are given already translated: gettext's collector does not look
    into f-strings. Three forms are Russian: another language has one and many."""
    if not in_russian():
        return f"{n} {one if n == 1 else many}"
    return f"{n} {plural(n, one, few, many)}"


@register.filter
def in_cases(n: int) -> str:
    """«1 дело», «4 дела», «0 дел»."""
    return counted(n, _("дело"), _("дела"), _("дел"))


@register.filter
def owed_name(what: str) -> str:
    """What an obligation asks to do: «Ответить по существу»."""
    name = to_do(what)
    return name[:1].upper() + name[1:]


@register.filter
def owed_title(owed: Obligation) -> str:
    """The same of one that is owed: what a low rating asks is no complaint."""
    name = to_do(owed.what, str(owed.rule.get("from", "")))
    return name[:1].upper() + name[1:]


@register.filter
def said_once(verdicts: list[Verdict]) -> list[tuple[Verdict, ...]]:
    """Objections as a person reads them: each once, with all its clauses, each of them once."""
    return [tuple({(v.layer, v.clause): v for v in reversed(same)}.values())[::-1] for same in once(verdicts)]


@register.filter
def not_among(verdicts: list[Verdict], shown: list[Verdict]) -> list[Verdict]:
    """Without those that the page says elsewhere anyway."""
    said = {(v.clause, v.why) for v in shown}
    return [v for v in verdicts if (v.clause, v.why) not in said]


@register.filter
def lacks(offered: Any, standing: object) -> bool:
    """Whether what stands is no longer among what is offered (rows, pairs or words): it is offered beside them, so that
    saving something else does not lose it."""
    keys = {str(getattr(row, "pk", row[0] if isinstance(row, tuple | list) else row)) for row in offered}
    return standing not in (None, "") and str(standing) not in keys


@register.filter
def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


@register.filter
def days_moved(days: int) -> str:
    """«+20 дней», «−5 дней»."""
    said = counted(abs(days), _("день"), _("дня"), _("дней"))
    return f"{'+' if days > 0 else '−'}{said}"


@register.filter
def person(pk: int, staff: Any) -> str:
    """The short name of a colleague among those the page has loaded already."""
    return next((e.short_name for e in staff if e.pk == pk), "")


@register.filter
def client_knows(change: TermChange, knows: dict[int, str]) -> str:
    """Whether the client knows of what moved a term (`cases.returned.knowledge_of`)."""
    words = {
        "told": _("Клиенту сообщено."),
        "waits": _("Письмо об этом клиенту ещё не ушло."),
        "came_back": _("Клиент об этом не знает: письмо вернулось."),
    }
    return words.get(knows.get(change.pk, ""), _("Клиенту не сообщали."))


@register.simple_tag
def told_otherwise(owed: Obligation, body: Organisation) -> SafeString:
    """The date the client was told, when it is not the date that holds now; louder when the client waits for it
    sooner."""
    told = owed.told_due_at
    if told is None or body.local(told).date() == body.local(owed.due_at).date():
        return format_html("")
    words = _("Клиенту сообщён срок до %s.") % f"{body.local(told):%d.%m.%Y}"
    if told < owed.due_at:
        return format_html("<p><strong>{}</strong></p>", words + " " + _("Он ждёт ответ раньше: сообщите новый срок."))
    return format_html('<p class="hint">{}</p>', words)


def plural_left(n: int) -> str:
    """«остался 21 рабочий день», «осталось 5 рабочих дней»."""
    return _("остался %s") if n % 10 == 1 and n % 100 != 11 else _("осталось %s")


@register.filter
def local(at: dt.datetime | None, body: Organisation | None) -> dt.datetime | None:
    """The instant in the body's zone."""
    return body.local(at) if at and body else at


@register.filter
def point_name(kind: str) -> str:
    return title_of(kind)


@register.filter
def phone_link(number: str) -> str:
    """A phone number as a link dials it."""
    return "".join(c for c in number if c in "+0123456789")


@register.filter
def function_name(function: str) -> str:
    """What a point of contact may be used for, as a client reads it."""
    return FUNCTION_TITLES.get(function, function)


@register.filter
def point_icon(kind: str) -> SafeString:
    return icon(SHAPES[POINT_KINDS[kind].icon if kind in POINT_KINDS else "letter"])


@register.filter
def proof_name(level: int) -> str:
    """What is proved of an address, a message or a card (people/proof.py)."""
    return str(Level(level).label)


@register.filter
def level_name(level: str) -> str:
    """The level of a rule of the checker, for people."""
    names = {
        "error": _("ошибка"),
        "warning": _("предупреждение"),
        "advice": _("совет"),
        "metric": _("только измеряется"),
    }
    return names.get(level, level)


@register.filter
def blocks(text: str) -> SafeString:
    """Plain text of an article as paragraphs, titles and lists."""
    return as_blocks(text)


@register.filter
def article_kind(kind: str) -> str:
    return str(ARTICLE_KINDS.get(kind, kind))


@register.filter
def width5(percent: float | None) -> str:
    """A class for the width of a bar, in steps of five per cent."""
    share = max(0, min(100, int(percent or 0)))
    return f"w{share - share % 5}"


@register.filter
def outcome_name(outcome: str) -> str:
    """What was decided, for people."""
    return str(OUTCOMES_OF_DECISIONS.get(outcome, outcome))


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    try:
        return mapping.get(key, "")
    except AttributeError:
        return ""


@register.filter
def inline_ones(files: Any) -> list[Any]:
    """Pictures inside the text of a letter, apart from its documents."""
    return [f for f in files if f.inline]


@register.filter
def inside_of(file: Any) -> str:
    """What can be looked into without another program: letter, sealed, photograph, or nothing. A signature alone has
    nothing inside, and a bare one (.sig, .p7s, .sgn) is that until somebody has looked."""
    bare = file.name.lower().endswith((".sig", ".p7s", ".sgn"))
    return "" if file.inside == "apart" or (bare and file.inside != "holds") else sort_of(file.name)


@register.simple_tag
def spark(values: list[float | None]) -> SafeString:
    """A sparkline of shares 0..1 as SVG; decorative, the words beside it carry the figure."""
    known = [(n, v) for n, v in enumerate(values) if v is not None]
    if len(known) < 2:
        return format_html("")
    step = 60 / max(len(values) - 1, 1)
    path = " ".join(f"{n * step:.1f},{18 - 16 * v:.1f}" for n, v in known)
    return format_html(
        '<svg class="spark" viewBox="0 0 60 20" width="60" height="20" aria-hidden="true"><polyline'
        ' points="{}"/></svg>',
        path,
    )


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """The current query string with some parameters changed; None removes one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = value
    return f"?{params.urlencode()}" if params else "?"


@register.simple_tag(takes_context=True)
def owed_first(context: Any) -> str:
    """What the signed-in person must do before their work opens (`ui.access.owed_first`)."""
    return access.owed_first(context["request"])
