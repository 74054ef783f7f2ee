"""Topics that a message may be about."""

from __future__ import annotations

from priemnaya.knowledge.topics.suggesting import Suggested, suggest, suggest_each

from .models import Case


def suggestions(case: Case, said: str | None = None) -> list[Suggested]:
    """Each question of the message with three topics nearest to it, or none when it is not sure: never decided
    automatically. said: the words of the message, where the caller has read them."""
    if case.kind == "service_application" and case.service is not None:
        # one matter, the service; the text answers the questions of its form, and none of them is the client's
        return [Suggested(case.subject, tuple(suggest(case.organisation, case.service.title)))]
    if said is None:
        said = case.contacts.filter(direction="in").order_by("at").values_list("text", flat=True).first() or ""
    return suggest_each(case.organisation, case.subject, said)
