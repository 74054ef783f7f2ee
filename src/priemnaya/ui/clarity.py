"""What the public page and the API of the checker share: a profile by a body's published order, findings with
clauses."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of, style_of
from priemnaya.plain import KINDS, Document, Profile, Report, Unreadable, catalogue, check, for_order, with_clauses

AUDIENCES = {"layman": _("гражданин"), "firm": _("организация"), "specialist": _("специалист")}
KIND_NAMES = {
    "reply": _("ответ"),
    "refusal": _("отказ"),
    "forwarding": _("письмо о переадресации"),
    "clarification": _("разъяснение или запрос сведений"),
    "messenger": _("сообщение в мессенджере"),
    "article": _("статья базы знаний"),
    "script": _("скрипт разговора"),
    "service": _("описание услуги"),
}
"""The library's kinds of text in the language of the page; a test holds that none is missing."""
LARGEST = 200_000
"""Characters that a passer-by may have checked at once (about two seconds of work)."""
SUPPLIED = frozenset({"signer", "phone", "survey"})


def checked(
    text: str | Document,
    *,
    body: Organisation | None,
    kind: str,
    audience: str,
    whole: bool = False,
    appeal: str = "",
    syntax: bool = False,
) -> Report:
    """A report by the order of a body, or by the whole catalogue without one. Unknown kinds fall back to a reply for a
    layman.

    Raises Unreadable when the text is too large.
    """
    if len(text.text if isinstance(text, Document) else text) > LARGEST:
        raise Unreadable(f"Здесь проверяем тексты до {LARGEST // 1000} тысяч знаков: разделите текст на части.")
    more: dict[str, Any] = {
        "kind": kind if kind in KINDS else "reply",
        "audience": audience if audience in AUDIENCES else "layman",
        "supplied": frozenset() if whole else SUPPLIED,
        "appeal": appeal,
        "syntax": syntax,
    }
    if body is None:
        return check(text, Profile(**more))
    held = list(policy_of(body).rules("written_plainly", body.local(timezone.now()).date(), facts={"on": "reply"}))
    report = check(text, for_order(((r.value.checks, r.value.max_words) for r in held), style_of(body), **more))
    clauses = [(r.clause.number, frozenset(r.value.checks)) for r in held]
    return Report(with_clauses(report.findings, clauses), report.score, report.readability, report.words)


def body_named(slug: str) -> Organisation | None:
    """A body by its slug; None for an empty or unknown one."""
    return Organisation.objects.filter(slug=slug, parent=None).first() if slug else None


def rule_rows() -> list[dict[str, Any]]:
    """The catalogue for machines."""
    return [
        {
            "id": r.id,
            "title": r.title,
            "level": r.level,
            "family": r.family,
            "why": r.why,
            "source": r.source,
            "kinds": list(r.kinds),
            "serves": list(r.serves),
        }
        for r in catalogue().values()
    ]
