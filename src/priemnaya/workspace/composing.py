"""What the composer shows beside the letter itself: the paper, whose words they are, two texts that met, more time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from priemnaya.cases.approving import who_checked
from priemnaya.cases.asked import FIRST, messages_of
from priemnaya.cases.decision_parts import TITLES
from priemnaya.cases.explained import GRANTS, REFUSES, held_for
from priemnaya.cases.letters import addressee_of, head_of, heading_of, signer_of
from priemnaya.cases.models import Case, Contact, Reply
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
        "signer": signer_of(reply),
    }


def hands(reply: Reply) -> dict[str, Any]:
    """Who touched the draft last, and, where several wrote, whose each paragraph is; who has read it; and by when the
    answer is due, whatever else the case owes sooner."""
    read = who_checked(reply) if reply.checker_id else []
    owed = open_term(reply.case)
    return {
        "answer_due": owed.due_at if owed else reply.case.due_at,
        "last_hand": reply.last_hand(),
        "hands": hands_of(reply),
        "checkers": ", ".join(map(str, read)),
        "checker_keys": [one.pk for one in read],
    }


def more_time_for(case: Case) -> dict[str, Any]:
    """How far the term of the answer may be moved, and where it stands now: nothing when it may not be moved."""
    owed = open_term(case) if "work" in possible(case) else None
    if owed is None:
        return {"extend_most": 0}
    return {"extend_most": days_allowed(case), "answer_by": owed.due_at.isoformat()}


def newest_of(case: Case) -> list[Contact]:
    """What the client has said, newest first."""
    read = messages_of(case)
    if len(read) < FIRST:
        return read[::-1][:MESSAGES]
    return list(case.contacts.filter(direction="in").order_by("-at")[:MESSAGES])


MESSAGES = 5
"""Of the client, shown beside the letter."""
WORDS, MET, MOST = "words_of_cases", "texts_that_met", 5
"""In the session: words that could not be saved, by case; and texts that met, by reply. Of so many at most."""


def keep_words(request: HttpRequest, case: Case, words: str) -> None:
    """Words that have no place any more wait for the page of their own case, and are shown on no other. What the letter
    says already is not lost."""
    last = case.replies.order_by("-pk").first()
    if words.strip() and not (last and said(words) == said(last.text)):
        _keep(request, WORDS, str(case.pk), words)


def words_kept(request: HttpRequest, case: Case) -> str:
    """Once."""
    found: str = _taken(request, WORDS, {str(case.pk)}).get(str(case.pk), "")
    return found


def said(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


REASON = "override:"
"""Before the names of fields that hold why something stands."""
ANSWER, HOW = "answer-words-", "answer-how-"
"""Before those of a question of the client: the words of its answer or why it has none, and which of these they are."""


def words_in(reply: Reply | None, name: str) -> str:
    """What the letter has by now where a field of the form stood."""
    if reply is not None and name.startswith(REASON):
        return held_for(reply.overrides, name.removeprefix(REASON))
    if reply is not None and name.startswith(ANSWER):
        return str(reply.answers.get(name.removeprefix(ANSWER), {}).get("words", ""))
    return str(getattr(reply, name, ""))


def title_of(name: str) -> str:
    kinds = {REASON + REFUSES: _("Почему это не отказ"), REASON + GRANTS: _("Почему слова не спорят с решением")}
    found = next((title for start, title in kinds.items() if name.startswith(start)), "")
    reason = _("Почему замечание остаётся") if name.startswith(REASON) else ""
    answer = _("Слова ответа или объяснение причины") if name.startswith(ANSWER) else ""
    others = {"why_differs": _("Почему решено иначе"), "ext_reason": _("Почему: это увидит клиент")}
    return str(found or reason or answer or {**TITLES, **others}.get(name, ""))


def _keep(request: HttpRequest, name: str, key: str, value: Any) -> None:
    kept = {k: v for k, v in request.session.get(name, {}).items() if k != key}
    request.session[name] = dict([*kept.items(), (key, value)][-MOST:])


def _taken(request: HttpRequest, name: str, keys: set[str]) -> dict[str, Any]:
    kept: dict[str, Any] = request.session.get(name, {})
    if found := {k: v for k, v in kept.items() if k in keys}:
        request.session[name] = {k: v for k, v in kept.items() if k not in keys}
    return found


def keep_two(request: HttpRequest, saved: Reply, lost: dict[str, str], how: Mapping[str, str]) -> None:
    """Words that could not be saved wait in the session until their author says which text stays. how: what the form
    chose for each question, kept of those whose words are lost."""
    chosen = {HOW + key: said for key, said in how.items() if ANSWER + key in lost}
    _keep(request, MET, str(saved.pk), {"case": saved.case_id, "fields": lost, "chosen": chosen})


def settle_two(request: HttpRequest, case: Case) -> list[dict[str, str]]:
    """Those of a case leave the session."""
    keys = {k for k, v in request.session.get(MET, {}).items() if v["case"] == case.pk}
    return [v["fields"] for v in _taken(request, MET, keys).values()]


def two_texts(request: HttpRequest, reply: Reply) -> dict[str, Any] | None:
    """The saved words and those that were not saved, side by side; None when they are the same by now."""
    kept = request.session.get(MET, {}).get(str(reply.pk))
    if not kept:
        return None
    fields = [
        {
            "name": name,
            "title": "" if name == "text" else title_of(name),
            "mine": mine,
            "saved": words_in(reply, name),
            "lines": word_changes(words_in(reply, name), mine),
        }
        for name, mine in kept["fields"].items()
        if said(mine) != said(words_in(reply, name))
    ]
    if not fields:
        settle_two(request, reply.case)
        return None
    by = reply.changed_by
    return {
        "fields": fields,
        "chosen": kept.get("chosen", {}),
        "by": by.short_name if by else "",
        "at": reply.updated_at,
    }


def words_left(request: HttpRequest, case: Case) -> str:
    """Of two texts that met, the one that was not saved, when the letter has gone meanwhile."""
    return "\n\n".join(in_one(fields) for fields in settle_two(request, case))


def in_one(fields: dict[str, str]) -> str:
    return "\n\n".join(v if n == "text" else f"{title_of(n)}\n{v}".strip() for n, v in fields.items())
