"""«Мои дела»: what waits for a person over all their cases, what is known of them, and what they agreed to. Only of
what is shown to be their own (cases/own.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.cases.actions import renew_second_link, second_url
from priemnaya.cases.actions.proving import seconds_of_mailbox
from priemnaya.cases.actions.wishes import ways_of
from priemnaya.cases.models import ApplicationDocument, Case, Reply, SecondApplicant, page_of
from priemnaya.cases.models.reply import SUSPENDS
from priemnaya.cases.own import Own
from priemnaya.core.reading import whole
from priemnaya.errors import Objection
from priemnaya.people.actions.consents import text_of, withdraw_consent
from priemnaya.people.models import Client, Consent, NoticeWish, Organisation
from priemnaya.people.models.wishes import STEPS, WAYS
from priemnaya.policy.contact_points import title_of
from priemnaya.portal.needs import Stage, question_of, stages_for_second

RATED_FOR = dt.timedelta(days=30)
"""So long after an answer people are asked on this page whether it helped."""


@dataclass(frozen=True)
class Task:
    """What a case waits for from its client; rate: the token of the answer to be rated; second: it is another's
    application, and waits for the word of whoever reads this mailbox."""

    number: str
    subject: str
    title: str
    rate: str = ""
    second: bool = False


def tasks_of(own: Own) -> list[Task]:
    """A question, papers, a second applicant, a rating: of cases whose author has no question to answer first. First
    of all one's own word as a second applicant: another waits for it."""
    opened = own.opened()
    found = [
        Task(row.case.number, row.case.subject, _("Вас назвали вторым заявителем: ответьте"), second=True)
        for row in _waits_for_me(own)
    ]
    asked = [c for c in opened.filter(state__in=("waiting", "suspended"), merged_into=None) if _is_asked(c)]
    found += [Task(c.number, c.subject, _("Ответьте на наш вопрос")) for c in asked]
    known = {c.number for c in asked}
    papers: dict[str, tuple[Case, list[str]]] = {}
    for row in _lacking(opened):
        papers.setdefault(row.application.case.number, (row.application.case, []))[1].append(row.name)
    found += [
        Task(case.number, case.subject, _("Пришлите: %s") % ", ".join(names))
        for number, (case, names) in papers.items()
        if number not in known
    ]
    found += [
        Task(row.case.number, row.case.subject, _("Второй заявитель ещё не ответил: напомните ему"))
        for row in waiting_second(own.organisation).filter(case__in=opened)
    ]
    return found + [
        Task(r.case.number, r.case.subject, _("Скажите, помог ли ответ"), str(r.survey_token)) for r in _unrated(opened)
    ]


def _is_asked(case: Case) -> bool:
    return question_of(case, list(page_of(case).order_by("at"))) is not None


def waiting_second(organisation: Organisation) -> QuerySet[SecondApplicant]:
    """Whose word is waited for now (cases.actions.second)."""
    rows = SecondApplicant.objects.filter(case__organisation=organisation, state="waits").select_related("case")
    return rows.filter(case__in=Case.objects.open()).exclude(case__state="review").order_by("pk")


def _waits_for_me(own: Own) -> list[SecondApplicant]:
    """By the mailbox just shown: the letter with the link went there, and says no more."""
    return list(waiting_second(own.organisation).filter(email=own.mailbox)) if own.mailbox else []


def beside_others(own: Own) -> list[tuple[SecondApplicant, list[Stage]]]:
    """Another's applications that whoever reads the mailbox just shown has confirmed, and how far each is."""
    rows = seconds_of_mailbox(own.organisation, own.mailbox).filter(state="confirmed")
    return [(row, stages_for_second(row.case)) for row in rows]


def my_word(own: Own, number: str) -> str:
    """The page where whoever reads this mailbox answers as the second applicant: by a fresh link, as a letter to that
    mailbox would bring one. Raises Objection."""
    row = next((r for r in _waits_for_me(own) if r.case.number == number), None)
    if row is None:
        raise Objection(_("Здесь вашего ответа уже не ждут: он дан, или заявление решено. Обновите страницу."))
    return second_url(own.organisation, renew_second_link(row.case))


def elsewhere(organisation: Organisation) -> list[Organisation]:
    """Subordinate organisations, which have cases of their own: not on this page, by number and code on theirs."""
    return list(organisation.subordinates.order_by("name"))


def _lacking(cases: Iterable[Case]) -> list[ApplicationDocument]:
    """Of the same papers as the page of the case (needs.need_of)."""
    rows = ApplicationDocument.objects.filter(application__case__in=cases, source="client")
    rows = rows.filter(application__case__merged_into=None).select_related("application__case").order_by("pk")
    return [row for row in rows if row.application.case.is_open and (row.lacking or row.state == "awaited")]


def _unrated(cases: Iterable[Case]) -> list[Reply]:
    since = timezone.now() - RATED_FOR
    rows = Reply.objects.filter(case__in=cases, state="sent", sent_at__gt=since, survey_answer=None)
    return list(rows.exclude(decision=SUSPENDS).select_related("case").order_by("-sent_at"))


@dataclass(frozen=True)
class Known:
    """One card that opens here: its name, and the ways to reach whom it is of, with whether they are proved."""

    name: str
    ways: list[tuple[str, str, bool]] = field(default_factory=list)


def data_of(own: Own) -> list[Known]:
    """What stands on the cards that open here."""
    cards = Client.objects.filter(pk__in=[c.pk for c in own.cards]).prefetch_related("addresses").order_by("pk")
    return [
        Known(
            card.full_name,
            [(title_of(a.channel), a.address, bool(a.level)) for a in card.addresses.all()]
            + ([(_("Почтовый адрес"), card.postal_address, False)] if card.postal_address else []),
        )
        for card in cards
    ]


@dataclass(frozen=True)
class Agreed:
    pk: int
    title: str
    text: str
    at: dt.datetime


def _given(own: Own) -> list[Consent]:
    cards = list(dict.fromkeys([*own.cards, *([own.me] if own.me else [])]))
    return [c for card in cards for c in own.consents(card).filter(withdrawn_at=None).order_by("given_at")]


def consents_of(own: Own) -> list[Agreed]:
    """Those in force, as they were given."""
    body = own.organisation
    return [Agreed(c.pk, text_of(body, c.purpose).title, c.text, c.given_at) for c in _given(own)]


def withdraw(own: Own, pk: str) -> None:
    """Raises Objection for one that is not in force here."""
    found = next((c for c in _given(own) if c.pk == whole(pk)), None)
    if found is None:
        raise Objection(_("Этого согласия здесь уже нет: оно отозвано. Обновите страницу."))
    withdraw_consent(found, how="portal")


@dataclass(frozen=True)
class Wish:
    """One box of «Уведомления». failed: the last one that way could not be delivered."""

    key: str
    way: str
    chosen: bool
    failed: bool


def notices_of(own: Own) -> list[tuple[str, list[Wish]]]:
    """Each step with the ways by which the identified person may be told of it; nobody else chooses."""
    if own.me is None:
        return []
    kept = {(w.step, w.channel): w for w in NoticeWish.objects.filter(client=own.me)}
    ways = ways_of(own.me)

    def box(step: str, way: str) -> Wish:
        wish = kept.get((step, way))
        return Wish(f"{step}:{way}", f"{WAYS[way]}", wish is not None, bool(wish and wish.failed_at))

    return [(str(words), [box(step, way) for way in ways]) for step, words in STEPS.items()] if ways else []
