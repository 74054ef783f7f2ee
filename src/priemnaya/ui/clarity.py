"""What the public page and the API of the checker share: a profile by a body's published order, findings with
clauses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.bounded import run
from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of, style_of
from priemnaya.plain import KINDS, Profile, Report, Unreadable, catalogue, for_order, with_clauses
from priemnaya.plain.works import FileReport, too_large

AUDIENCES = {"layman": _("гражданин"), "firm": _("организация"), "specialist": _("специалист")}
KIND_NAMES = {
    "reply": _("ответ"),
    "refusal": _("отказ"),
    "forwarding": _("письмо о переадресации"),
    "clarification": _("разъяснение или запрос сведений"),
    "messenger": _("сообщение в мессенджере"),
    "article": _("статья базы знаний"),
    "script": _("скрипт разговора"),
    "speech": _("сказанное по телефону"),
    "service": _("описание услуги"),
}
"""The library's kinds of text in the language of the page; a test holds that none is missing."""
LARGEST = 200_000
"""Characters that a passer-by may have checked at once (about two seconds of work)."""
SUPPLIED = frozenset({"signer", "phone", "survey"})


@dataclass(frozen=True)
class Asked:
    """How a passer-by wants a text checked: the profile, and the clauses that ask for its checks."""

    profile: Profile
    clauses: tuple[tuple[str, frozenset[str]], ...] = ()

    def clear(self, report: Report) -> Report:
        """The report with the clauses of the order at its findings."""
        return replace(report, findings=with_clauses(report.findings, self.clauses)) if self.clauses else report


def asked_by(
    body: Organisation | None,
    *,
    kind: str,
    audience: str,
    whole: bool = False,
    appeal: str = "",
    syntax: bool = False,
) -> Asked:
    """By the order of a body, or by the whole catalogue without one. Unknown kinds fall back to a reply for a
    layman."""
    more: dict[str, Any] = {
        "kind": kind if kind in KINDS else "reply",
        "audience": audience if audience in AUDIENCES else "layman",
        "supplied": frozenset() if whole else SUPPLIED,
        "appeal": appeal[:LARGEST],
        "syntax": syntax,
    }
    if body is None:
        return Asked(Profile(**more))
    held = list(policy_of(body).rules("written", body.local(timezone.now()).date(), facts={"on": "reply"}))
    profile = for_order(((r.value.all_checks, r.value.max_words) for r in held), style_of(body), **more)
    return Asked(profile, tuple((r.clause.number, frozenset(r.value.all_checks)) for r in held))


def checked(text: str, asked: Asked, *, anybody: bool = True) -> Report:
    """The report on a text; anybody: a passer-by's. Raises Unreadable when it is too large, Exceeded and Busy."""
    if len(text) > LARGEST:
        raise Unreadable(too_large(LARGEST))
    return asked.clear(run("plain.check_text", text, asked.profile, anybody=anybody))


def checked_file(data: bytes, name: str, asked: Asked) -> FileReport:
    """The same of a file. Raises Unreadable, Exceeded and Busy."""
    found: FileReport = run("plain.check_file", data, name, asked.profile, LARGEST, anybody=True)
    return replace(found, report=asked.clear(found.report))


def mended_file(data: bytes, name: str, asked: Asked) -> bytes | None:
    """The file with its safe findings mended; None where it can't be written. Raises Unreadable, Exceeded and Busy."""
    result: bytes | None = run("plain.mend_file", data, name, asked.profile, LARGEST, anybody=True)
    return result


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
