"""What a message counts as, told to its client at once: on the page after sending, in the primary reply, on the page of
the case.

One place for the words, so that page and letter never differ. Who meant more than the message counts as (a complaint
sent without a proved identity) is told how to file it; who complains is told that the person complained of does not get
it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from priemnaya.people.interaction import points_of

from .models import Case, NamedPerson
from .named import complains
from .texts import said

AS = {
    "appeal": "обращение",
    "appeal_complaint": "жалобу",
    "service_complaint": "жалобу на услугу",
    "info_request": "запрос информации",
    "media_request": "запрос редакции",
    "service_application": "заявление на услугу",
    "message": "сообщение",
    "feedback": "отзыв",
    "social_message": "сообщение",
    "internal_request": "внутренний запрос",
}
"""Kind of a case -> as what the text was taken, in the accusative."""
LESSER = ("message", "feedback", "social_message")
"""Kinds that are no appeal by law: whoever meant a complaint must hear it."""


@dataclass(frozen=True)
class Standing:
    """counts: as what it was taken; otherwise: what it is not, and why; ways: how to file what was meant, one a line;
    named: what becomes of the name of whom they complain. Empty where there is nothing to say."""

    counts: str
    otherwise: str = ""
    ways: tuple[str, ...] = ()
    named: str = ""

    @property
    def own_words(self) -> str:
        """As plain text, without any word of the client's: it may go to a mailbox that nobody has proved."""
        ways = "\n".join(f"- {w};" for w in self.ways).removesuffix(";") + "." if self.ways else ""
        told = f"{self.counts} {self.otherwise}".strip()
        return f"{told}\n{ways}".strip()

    @property
    def paragraphs(self) -> list[str]:
        """The same as plain text for a letter."""
        return [p for p in (self.own_words, self.named) if p]


def standing_of(case: Case, *, told_ways: bool = True) -> Standing:
    """told_ways: the order (or the defaults) asks to tell how to file what was meant."""
    meant = means_complaint(case)
    otherwise: str = ""
    ways: tuple[str, ...] = ()
    if case.kind in LESSER and told_ways:
        if meant:
            why = "not_complaint_oral" if case.point == "phone" else "not_complaint"
            otherwise, ways = said(case.organisation, why), ways_to_complain(case)
        elif case.asked_kind != case.kind or case.kind == "social_message":
            otherwise, ways = said(case.organisation, "not_appeal"), ways_to_complain(case)
    return Standing(_counts(case, case.kind), otherwise, ways, _named_words(case) if meant else "")


def as_message(case: Case) -> Standing:
    """What is told when an appeal came without a proved identity; asks no rows."""
    return Standing(_counts(case, "message"), said(case.organisation, "not_appeal"), ways_to_complain(case))


def _counts(case: Case, kind: str) -> str:
    return said(case.organisation, "taken_as", what=AS[kind])


def ways_to_complain(case: Case) -> tuple[str, ...]:
    """Where the law takes an appeal or a complaint: with a proved identity, on paper, in person; as far as the body has
    such a point. One of whose place nothing is known is not named; a letter can always be written to the body."""
    body = case.organisation
    points = points_of(body)
    places = {p.row.kind: p.row.address for p in reversed(points)}
    post = places.get("post") or body.address or places.get("in_person") or body.name
    visit = places.get("in_person") or body.address or places.get("post")
    site = f"{settings.SITE_URL}/{body.slug}/write/?kind=appeal_complaint"
    identified = said(body, "way_identified", provider=settings.OIDC["title"], site=site)
    return (
        *((said(body, "way_epgu"),) if any(p.row.kind == "epgu" and p.promised for p in points) else ()),
        *((identified,) if settings.OIDC["issuer"] and settings.OIDC["client_id"] else ()),
        said(body, "way_signed", address=post),
        *((said(body, "way_visit", address=visit),) if visit else ()),
    )


def means_complaint(case: Case) -> bool:
    """It was sent as a complaint, calls itself one, or names somebody whom it complains of."""
    if case.means_complaint or case.named.standing().exists():
        return True
    first = case.contacts.filter(direction="in").order_by("at", "pk").values_list("text", flat=True).first()
    return complains(f"{case.subject}\n{first or ''}")


def _named_words(case: Case) -> str:
    """About whom they named themselves; of what was only recognised in the words nothing is promised."""
    rows = [r for r in NamedPerson.objects.standing().filter(case=case) if r.how != "text"]
    if any(r.employee_id for r in rows):
        return said(case.organisation, "named_known")
    if rows:
        return said(case.organisation, "named_unknown", typed=rows[0].typed)
    return said(case.organisation, "name_whom")
