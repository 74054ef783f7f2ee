"""Grounds of a decision against the client: chosen from the service, told in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from priemnaya.cases import texts
from priemnaya.cases.models import Case, Reply
from priemnaya.errors import Objection
from priemnaya.knowledge.services.described import Ground
from priemnaya.people.acting import action
from priemnaya.people.models import Employee

from .drafting import save_reply


def grounds_offered(reply: Reply) -> list[Ground]:
    """Grounds of the case's service that lead to the decision of the draft; for a return, those of a refusal."""
    application = getattr(reply.case, "application", None)
    service = reply.case.service
    edition = application.edition if application else service.current if service else None
    if edition is None or not reply.is_refusal:
        return []
    leads = {"suspend": "suspension", "terminate": "termination"}.get(reply.decision, "refusal")
    return [g for g in edition.text.grounds if leads in g.leads_to]


@action("reply.write")
@transaction.atomic
def choose_grounds(reply: Reply, ids: Sequence[str], *, by: Employee) -> Reply:
    """Fill what the client is told from the grounds chosen: why, how to put it right, how to come again, how to appeal.
    What was written by hand and differs from an earlier prefill stays, under the new words. Raises Objection for an
    unknown ground.
    """
    offered = {g.id: g for g in grounds_offered(reply)}
    if unknown := [i for i in ids if i not in offered]:
        raise Objection(f"У этой услуги нет такого основания: {', '.join(unknown)}. Выберите из списка.")
    lacking = _lacking(reply.case)
    filled = texts.explained(reply.case, [offered[i] for i in ids], lacking=lacking)
    earlier = texts.explained(reply.case, [offered[i] for i in reply.ground_codes if i in offered], lacking=lacking)
    fields: dict[str, Any] = {
        name: _joined(text, getattr(reply, name).strip(), earlier[name]) for name, text in filled.items()
    }
    return save_reply(reply, by=by, version=reply.version, ground_codes=list(ids), **fields)


def _joined(fresh: str, typed: str, earlier: str) -> str:
    own = typed.replace(earlier, "").strip() if earlier else typed
    return "\n\n".join(p for p in (fresh, own if own not in fresh else "") if p)


def _lacking(case: Case) -> list[str]:
    application = getattr(case, "application", None)
    rows = application.documents.all() if application else ()
    return [f"{d.name}{f': {d.note}' if d.note else ''}" for d in rows if d.lacking and d.name.strip()]
