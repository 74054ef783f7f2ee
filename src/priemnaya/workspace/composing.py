"""What the composer shows beside the letter itself: the paper, whose words they are, two texts that met, more time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from priemnaya.cases.decision_parts import TITLES
from priemnaya.cases.letters import addressee_of, head_of, heading_of
from priemnaya.cases.models import Case, Reply
from priemnaya.cases.shown_letter import hands_of
from priemnaya.cases.states import possible
from priemnaya.cases.term_changes import days_allowed
from priemnaya.cases.terms import open_term
from priemnaya.ui.diff import word_changes


def paper_of(reply: Reply) -> dict[str, Any]:
    """The letter's head as it will look; number and day come with the signature."""
    body = reply.organisation
    return {
        "body": head_of(body).name or body.name,
        "addressee": addressee_of(reply),
        "heading": heading_of(reply),
        "signer_post": reply.signer.post if reply.signer else body.chief,
    }


def hands(reply: Reply) -> dict[str, Any]:
    """Who touched the draft last, and, where several wrote, whose each paragraph is."""
    return {"last_hand": reply.last_hand(), "hands": hands_of(reply)}


def more_time_for(case: Case) -> dict[str, Any]:
    """How far the term of the answer may be moved, and where it stands now: nothing when it may not be moved."""
    owed = open_term(case) if "work" in possible(case) else None
    if owed is None:
        return {"extend_most": 0}
    return {"extend_most": days_allowed(case), "answer_by": owed.due_at.isoformat()}


def keep_two(request: HttpRequest, saved: Reply, lost: dict[str, str]) -> None:
    """Words that could not be saved wait in the session until their author says which text stays."""
    request.session["two_texts"] = {"reply": saved.pk, "fields": lost}


def settle_two(request: HttpRequest) -> None:
    request.session.pop("two_texts", None)


def two_texts(request: HttpRequest, reply: Reply) -> dict[str, Any] | None:
    """The saved words and those that were not saved, side by side; None when they are the same by now."""
    kept = request.session.get("two_texts")
    if not kept or kept.get("reply") != reply.pk:
        return None
    fields = [
        {
            "name": name,
            "title": "" if name == "text" else TITLES.get(name, ""),
            "mine": mine,
            "saved": getattr(reply, name),
            "lines": word_changes(getattr(reply, name), mine),
        }
        for name, mine in kept["fields"].items()
        if mine != getattr(reply, name)
    ]
    if not fields:
        settle_two(request)
        return None
    by = reply.changed_by
    return {"fields": fields, "by": by.short_name if by else "", "at": reply.updated_at}


def words_left(request: HttpRequest) -> str:
    """Of two texts that met, the one that was not saved, when the letter has gone meanwhile."""
    kept = request.session.pop("two_texts", None) or {"fields": {}}
    told = [words if name == "text" else f"{TITLES.get(name, '')}\n{words}" for name, words in kept["fields"].items()]
    return "\n\n".join(told)
