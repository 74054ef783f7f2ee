"""What the client has said in a case, as whoever decides about it has it before them: a page carries a token of the
messages it shows, and a deed that ends the matter is not done over words that came since. It is done all the same only
when they were shown; then somebody owes to say what becomes of them (`further_message`). A second applicant's word
counts as well."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from priemnaya.core.models import Event
from priemnaya.core.reading import whole
from priemnaya.errors import Stale

from .models import Case, Contact, Reply, SecondApplicant
from .states import family

NONE = "s"
"""Begins every token, so that one of a case without messages is not empty."""
QUOTED = 200
ANOTHER = "a"
"""Before the key of a second applicant who has said their word."""


def said_in(case: Case) -> QuerySet[Contact]:
    """All that came from the client, also what is held until people have looked at it."""
    return Contact.objects.filter(case=case, direction="in").order_by("pk")


def heard_token(case: Case) -> str:
    """Of the messages as they are now, for the page."""
    return token_of(said_in(case).values_list("pk", flat=True), seconds_of(case))


def token_of(messages: Iterable[int], seconds: Iterable[SecondApplicant] = ()) -> str:
    """The same of what a page has before it: messages by their keys, second applicants."""
    return "_".join([NONE, *map(str, sorted(messages)), *(_word(s) for s in seconds if s.state != "waits")])


def _word(second: SecondApplicant) -> str:
    return f"{ANOTHER}{second.pk}"


def seconds_of(case: Case) -> list[SecondApplicant]:
    """Who else applied, by the application itself and by what was joined to it; nothing else has any."""
    if case.kind != "service_application":
        return []
    return list(SecondApplicant.objects.filter(case__in=family(case)).order_by("pk"))


def unheard(case: Case, token: str) -> list[Contact]:
    """What the client has said that the page with this token did not show."""
    shown = {pk for part in token.split("_")[1:] if (pk := whole(part)) is not None}
    return list(said_in(case).exclude(pk__in=shown).exclude(status="ignored"))


def must_have_heard(case: Case, token: str) -> None:
    """The case is locked. token: of the page that asks; empty where there is no page. Raises Stale with what the client
    or a second applicant has said since."""
    if not token:
        return
    if fresh := unheard(case, token):
        raise Stale(told_of(case, fresh))
    shown = token.split("_")
    others = [s for s in seconds_of(case) if s.state != "waits" and _word(s) not in shown]
    if others:
        raise Stale(_told_of_second(others[-1]))


def told_of(case: Case, fresh: list[Contact]) -> str:
    """Words for whoever decides: what came while the page was open."""
    body = case.organisation
    listed = [f"{body.local(c.at):%d.%m.%Y %H:%M} — «{_quoted(c)}»" for c in fresh[-3:]]
    words = _("Пока страница была открыта, клиент написал ещё: %s. Ничего не сделано. Прочтите и решите снова.")
    return words % "; ".join(listed)


def _told_of_second(second: SecondApplicant) -> str:
    if second.state == "confirmed":
        words = _(
            "Пока страница была открыта, второй заявитель подтвердил заявление%s. Ничего не сделано. Решите снова."
        )
    else:
        words = _(
            "Пока страница была открыта, второй заявитель отказался от заявления%s. Ничего не сделано. Решите снова."
        )
    return words % (f": «{_short(second.why)}»" if second.why else "")


def _quoted(contact: Contact) -> str:
    return _short(contact.text or contact.subject) or _("прислал файлы")


def _short(words: str) -> str:
    said = " ".join(words.split())
    return said if len(said) <= QUOTED else f"{said[:QUOTED].rstrip()}…"


def said_after(reply: Reply) -> list[Contact]:
    """What the client has said since the letter's last words: while it waits for a signature, since it was handed on.
    What was joined to its case meanwhile is said too."""
    events = Event.objects.filter(subject_type="case", subject_id=reply.case_id)
    if reply.state == "draft":
        since = Q(at__gt=reply.updated_at)
    else:
        handed = events.filter(verb="reply.submitted", data__reply=reply.pk).order_by("-pk").first()
        since = Q(pk__gt=handed.pk) if handed else Q(at__gt=reply.updated_at)
    return _brought(reply.case, events.filter(since))


def said_since(case: Case, event: Event) -> list[Contact]:
    """What the client has said after an event of the case."""
    return _brought(case, Event.objects.filter(subject_type="case", subject_id=case.pk, pk__gt=event.pk))


def _brought(case: Case, events: QuerySet[Event]) -> list[Contact]:
    """Messages that these events brought into the case."""
    found: list[tuple[str, dict[str, Any]]] = list(
        events.filter(verb__in=("case.appended", "case.absorbed")).values_list("verb", "data")
    )
    if not found:
        return []
    added = [data.get("contact") for verb, data in found if verb == "case.appended"]
    joined = [data.get("other") for verb, data in found if verb == "case.absorbed"]
    said = said_in(case).exclude(status="ignored").filter(reason="")
    return list(said.filter(Q(pk__in=added) | Q(given__case__in=joined)).distinct().order_by("at", "pk"))
