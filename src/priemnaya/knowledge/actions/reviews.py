"""Sections are reviewed at least as often as the order says: obligations on the head, proof of what was checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from priemnaya.core.each import each
from priemnaya.core.journal import notify, record
from priemnaya.core.models import Obligation
from priemnaya.errors import Objection
from priemnaya.knowledge.authorship import approvers
from priemnaya.knowledge.models import Article, ArticleVersion, ArticleVote, Section, SectionReview
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import calendar_of, order_of, policy_of
from priemnaya.policy import KINDS, Held, asks
from priemnaya.policy.kinds.review import Review
from priemnaya.policy.owed import KNOWLEDGE, KNOWLEDGE_FILLED, KNOWLEDGE_SKELETON
from priemnaya.worktime import due
from priemnaya.worktime.periods import MONTHS, WEEKS

from .articles import archive_article, published

KEPT, REWRITE, ARCHIVE = "kept", "rewrite", "archive"
OUTCOMES = {KEPT: "верна", REWRITE: "переписать", ARCHIVE: "в архив"}


def months_later(at: dt.datetime, months: int, organisation: Organisation) -> dt.datetime:
    """The end of the same day some months later, local; the last day of a shorter month."""
    local = organisation.local(at)
    index = local.year * 12 + local.month - 1 + months
    year, month = index // 12, index % 12 + 1
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    day = min(local.day, (following - dt.timedelta(days=1)).day)
    return dt.datetime(year, month, day, 23, 59, 59, tzinfo=organisation.zone)


def a_period_later(since: dt.datetime, every: str, organisation: Organisation) -> dt.datetime:
    if every in MONTHS:
        return months_later(since, MONTHS[every], organisation)
    later = organisation.local(since) + dt.timedelta(days=WEEKS[every])
    return later.replace(hour=23, minute=59, second=59, microsecond=0)


def next_review(
    since: dt.datetime, value: Review, organisation: Organisation, first: dt.datetime | None = None
) -> dt.datetime:
    """A period after the last one; by the end of the period that follows its own, where the order counts them from a
    day. first: of a section that nobody has reviewed yet, since when it has something to review: what stood there
    before the period that runs is due by its end, on its last day by that of the next."""
    if value.counted_from is None:
        return a_period_later(since, value.every, organisation)
    today = organisation.local(since).date()
    began, ended = value.span(today)
    due_now = first is not None and organisation.local(first).date() < began and today < ended
    day = ended if due_now else value.span(ended + dt.timedelta(days=1))[1]
    return dt.datetime.combine(day, dt.time(23, 59, 59), organisation.zone)


@asks("review", KNOWLEDGE)
def open_review(section: Section, since: dt.datetime) -> Obligation | None:
    """The next review of a section, by the order of today: None when no order asks for it, or one is open already."""
    body = section.organisation
    held = policy_of(body).held("review", body.local(timezone.now()).date(), KNOWLEDGE)
    standing = Obligation.objects.about("section", section.pk).open().first()
    if held is None or standing is not None:
        if held is not None and standing is not None:
            _recount(standing, held, section)
        return None
    first = _first_published(section)
    due, begun = _from_today(since, held.value, body, first)
    head = approvers(section)
    return Obligation.objects.create(
        organisation_id=body.pk,
        subject_type="section",
        subject_id=section.pk,
        what=KNOWLEDGE,
        clause=held.clause.number,
        citation=held.citation,
        layer=held.order.layer,
        edition=order_of((body.parent or body).slug).edition,
        rule=held.value.model_dump(mode="json", by_alias=True),
        since_at=since,
        due_at=due,
        reasoning=_how(body, since, first, held, due, begun),
        responsible_id=head[0].pk if head else None,
    )


def _from_today(
    since: dt.datetime, value: Review, body: Organisation, first: dt.datetime | None
) -> tuple[dt.datetime, str]:
    """(due, which period that is, when another one than from the last review). What an order asks from a day on was
    owed by nobody before it: where its period has run out by today, another begins today."""
    due, now = next_review(since, value, body, first), timezone.now()
    if body.local(due).date() > body.local(now).date():
        return due, ""
    begun = f"раньше порядок этого не требовал: период считается с {body.local(now):%d.%m.%Y}"
    return next_review(now, value, body, first), begun


def _first_published(section: Section) -> dt.datetime | None:
    """Since when a section that was never reviewed has something to review; nothing of one that was."""
    if section.reviews.exists():
        return None
    versions = ArticleVersion.objects.filter(article__section=section, article__archived_at=None)
    found: dt.datetime | None = versions.aggregate(at=Min("published_at"))["at"]
    return found


def _how(
    body: Organisation, since: dt.datetime, first: dt.datetime | None, held: Held, due: dt.datetime, begun: str
) -> str:
    last = f"пересмотра ещё не было, материалы с {body.local(first):%d.%m.%Y}" if first else ""
    last = last or f"прошлый пересмотр {body.local(since):%d.%m.%Y}"
    counted = f"{KINDS['review'].phrase(held.value)}: до {due:%d.%m.%Y}"
    return "\n".join(filter(None, [last, begun, counted, f"{BASIS}{held.citation}"]))


BASIS = "основание: "


def _recount(owed: Obligation, held: Held, section: Section) -> None:
    """A review that is open follows an order that counts its periods otherwise, from the day it holds: one that has
    passed stays passed, none passes by it, and only a longer period moves the day further off. A change of anything
    else moves nothing."""
    body, rule = section.organisation, held.value.model_dump(mode="json", by_alias=True)
    if owed.rule == rule or owed.due_at < timezone.now():
        return
    fresh, recomputed, reasoning = owed.due_at, owed.recomputed, owed.reasoning
    if any(owed.rule.get(name) != rule[name] for name in COUNTS):
        first = _first_published(section)
        fresh, begun = _from_today(owed.since_at, held.value, body, first)
        if begun and fresh > owed.due_at:
            fresh, begun = owed.due_at, "период нового порядка уже прошёл: остаётся прежний срок"
        reasoning = _how(body, owed.since_at, first, held, fresh, begun)
        if fresh != owed.due_at:
            recomputed = f"порядок изменился: было {body.local(owed.due_at):%d.%m.%Y}"
    elif BASIS in reasoning:
        reasoning = f"{reasoning.rpartition(BASIS)[0]}{BASIS}{held.citation}"
    Obligation.objects.open().filter(pk=owed.pk, due_at=owed.due_at).update(
        rule=rule,
        due_at=fresh,
        recomputed=recomputed,
        reasoning=reasoning,
        clause=held.clause.number,
        citation=held.citation,
        layer=held.order.layer,
    )


COUNTS = ("every", "counted_from")
"""Of the rule, what a period is counted by."""


def open_reviews(organisation: Organisation) -> int:
    """Every section with something published owes its next review; returns how many were opened. A lapsed review stays
    owed until it is done: nothing is silently forgiven."""
    sections = Section.objects.filter(organisation=organisation).select_related("organisation__parent", "head")
    return each(sections, _owes_review, "review of section")


def _owes_review(section: Section) -> bool:
    if not published(section.organisation).filter(section=section).exists():
        return False
    last = section.reviews.order_by("-at").first()
    return open_review(section, last.at if last else timezone.now()) is not None


@action("knowledge.approve")
@transaction.atomic
def review_section(
    section: Section, marks: Mapping[int, str], *, law: str, feedback: str, by: Employee
) -> SectionReview:
    """Proof of a review: every published article was looked at, and what law and feedback said. Raises Objection."""
    articles = {a.pk: a for a in published(section.organisation).filter(section=section)}
    left = [a.title for pk, a in articles.items() if marks.get(pk) not in OUTCOMES]
    if left:
        raise Objection(f"Отметьте каждую статью. Осталось: {', '.join(left[:5])}.")
    if len(law.strip()) < 10:
        raise Objection("Напишите, что изменилось в законах, или где вы смотрели и что изменений нет.")
    if len(feedback.strip()) < 10:
        raise Objection("Напишите, что говорят клиенты и коллеги и что по этому сделано.")
    now = timezone.now()
    for pk, outcome in marks.items():
        article = articles.get(pk)
        if article is None:
            continue
        if outcome == ARCHIVE:
            archive_article(article, by=by)
        elif outcome == REWRITE and article.current and article.current.author:
            words = f"Статью нужно переписать: {article.title}"
            notify(article.current.author, words, f"/w/knowledge/articles/{pk}/", kind="knowledge")
    kept = [pk for pk, outcome in marks.items() if outcome == KEPT and pk in articles]
    Article.objects.filter(pk__in=kept).update(reviewed_at=now)
    ArticleVote.objects.filter(article__section=section, settled_at=None).update(settled_at=now)
    review = SectionReview.objects.create(
        section=section,
        by=by,
        law=law.strip(),
        feedback=feedback.strip(),
        checked=[
            {"article": pk, "title": articles[pk].title, "found": outcome}
            for pk, outcome in marks.items()
            if pk in articles
        ],
    )
    Obligation.objects.about("section", section.pk).open().update(fulfilled_at=now)
    open_review(section, now)
    record("section.reviewed", section, by=by, review=review.pk)
    return review


def functions_of(organisation: Organisation) -> list[tuple[str, str]]:
    """What the body does, by unit: (unit's slug, function), as its order's header lists it."""
    return [
        (unit.slug, name.strip())
        for unit in organisation.units.order_by("pk")
        for name in unit.functions.split(",")
        if name.strip()
    ]


@asks("within", KNOWLEDGE_SKELETON, KNOWLEDGE_FILLED)
def settle_milestones(organisation: Organisation) -> list[Obligation]:
    """The fixed days by which the knowledge base has its sections and by which each has materials (udmurtia-mio
    order.2, order.3): owed from the order's day, fulfilled when it is so."""
    body = organisation
    rows: list[Obligation] = []
    sections = list(Section.objects.filter(organisation=body))
    covered = {s.title.casefold() for s in sections}
    filled = set(published(body).values_list("section_id", flat=True))
    reached = {
        KNOWLEDGE_SKELETON: bool(sections) and all(f.casefold() in covered for _, f in functions_of(body)),
        KNOWLEDGE_FILLED: bool(sections) and all(s.pk in filled for s in sections),
    }
    today = body.local(timezone.now()).date()
    named = [
        (held, what, done)
        for what, done in reached.items()
        for held in policy_of(body).rules("within", today, what)
        if isinstance(held.value.by, dt.date)
    ]

    def settle(one: tuple[Held, str, bool]) -> bool:
        rows.append(_milestone(body, *one))
        return True

    each(named, settle, "milestone")
    return rows


@transaction.atomic
def _milestone(body: Organisation, held: Held, what: str, done: bool) -> Obligation:
    """The row of one fixed day, met when it is so."""
    since = dt.datetime.combine(held.order.act.since, dt.time.min, body.zone)
    ends = due(held.value.end, since, calendar_of(body), body.zone, body.hours, tentative=True)
    row, _ = Obligation.objects.get_or_create(
        organisation_id=body.pk,
        subject_type="organisation",
        subject_id=body.pk,
        what=what,
        defaults={
            "clause": held.clause.number,
            "citation": held.citation,
            "layer": held.order.layer,
            "edition": held.order.edition,
            "rule": held.value.model_dump(mode="json", by_alias=True),
            "since_at": since,
            "due_at": ends.at,
            "provisional": ends.provisional,
            "reasoning": "\n".join(["день назван в порядке", *ends.reasoning]),
        },
    )
    if done and row.is_open:
        row.fulfilled_at = timezone.now()
        row.save(update_fields=["fulfilled_at"])
    return row
