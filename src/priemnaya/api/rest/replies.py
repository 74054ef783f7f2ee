"""The answer: a draft, its check, its signature, its files."""

from __future__ import annotations

import base64
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from priemnaya.cases import actions
from priemnaya.cases.actions.answering import verdicts_of
from priemnaya.cases.actions.drafting import attach_to_reply, detach_from_reply
from priemnaya.cases.explained import said_in_one
from priemnaya.cases.models import Case, Reply
from priemnaya.cases.substance import answers_of
from priemnaya.core.journal import viewed
from priemnaya.errors import Objection
from priemnaya.people.models import Employee

from . import schemas as s
from .problems import ERRORS
from .scopes import Scoped
from .shared import case_at, deed, me

router = Router(tags=["cases"])


def reply_out(reply: Reply, signer: Employee) -> dict[str, Any]:
    verdicts = verdicts_of(reply, signer, shown=True) if reply.is_open else []
    return {
        "id": reply.pk,
        "state": reply.state,
        "version": reply.version,
        "decision": reply.decision,
        "text": reply.text,
        "grounds": reply.grounds,
        "how_to_fix": reply.how_to_fix,
        "how_to_reapply": reply.how_to_reapply,
        "how_to_appeal": reply.how_to_appeal,
        "not_refusal": said_in_one(reply),
        "number": reply.number,
        "external_number": reply.external_number,
        "sent_at": reply.sent_at,
        "signature": reply.seal.as_dict(),
        "suspended_until": reply.suspended_until,
        "remedy_by": reply.remedy_by,
        "set_aside": reply.set_aside,
        "questions": [
            {"question": a.number, "text": a.words, "how": a.how, "passage": a.passage, "ok": a.ok}
            for a in answers_of(reply)
        ],
        "files": [{"id": a.pk, "name": a.name, "size": a.file.size} for a in reply.attachments.select_related("file")],
        "verdicts": [
            {"clause": v.clause, "citation": v.citation, "ok": v.ok, "why": v.why, "remedy": v.remedy, "kind": v.kind}
            for v in verdicts
        ],
    }


def _draft(case: Case) -> Reply:
    found = (
        case.replies.filter(state__in=("draft", "on_check", "checked"))
        .select_related("case__organisation__parent", "organisation__parent")
        .first()
    )
    if found is None:
        raise Http404
    return found


@router.get(
    "/cases/{number}/reply",
    auth=Scoped("replies:write"),
    response={200: s.ReplyOut, **ERRORS},
    summary="Черновик ответа и что ему мешает",
)
def read_reply(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    viewed(case, by=me(request))
    return reply_out(_draft(case), me(request))


def _answers(case: Case, answers: list[s.AnswerIn]) -> dict[str, dict[str, str]]:
    keys = [str(pk) for pk in case.questions.order_by("pk").values_list("pk", flat=True)]
    if beyond := [a.question for a in answers if a.question > len(keys)]:
        raise Objection(_("Вопроса %s в деле нет: посмотрите список вопросов дела.") % beyond[0])
    return {keys[a.question - 1]: {"how": a.how, "words": a.words} for a in answers}


@router.put(
    "/cases/{number}/reply",
    auth=Scoped("replies:write"),
    response={200: s.ReplyOut, **ERRORS},
    summary="Начать или изменить черновик",
)
def write_reply(request: HttpRequest, number: str, data: s.DraftIn) -> Any:
    case = case_at(request, number)
    fields = {k: v for k, v in data.dict(exclude={"version", "answers"}).items() if v is not None}
    if data.answers is not None:
        fields["answers"] = _answers(case, data.answers)
    draft = actions.start_reply(case, by=me(request))
    if (why := fields.pop("not_refusal", None)) is not None:
        fields["why_no_refusal"] = why
    actions.save_reply(draft, by=me(request), version=data.version, **fields)
    return reply_out(_draft(case), me(request))


@router.post(
    "/cases/{number}/reply/submit",
    auth=Scoped("replies:submit"),
    response={200: s.Done, **ERRORS},
    summary="Передать на подпись",
)
@deed
def submit_reply(request: HttpRequest, case: Case) -> None:
    actions.submit_reply(_draft(case), by=me(request))


@router.post(
    "/cases/{number}/reply/recall",
    auth=Scoped("replies:submit"),
    response={200: s.Done, **ERRORS},
    summary="Отозвать ответ с подписи, чтобы править",
)
@deed
def recall_reply(request: HttpRequest, case: Case) -> None:
    """Its author, or whoever may sign: the letter is a draft again."""
    actions.recall_reply(_draft(case), by=me(request))


@router.post(
    "/cases/{number}/reply/take-over",
    auth=Scoped("replies:write"),
    response={200: s.Done, **ERRORS},
    summary="Вести черновик от своего имени",
)
@deed
def take_over_reply(request: HttpRequest, case: Case) -> None:
    """Whoever asks becomes the executor the letter names."""
    actions.take_over_reply(_draft(case), by=me(request))


@router.delete(
    "/cases/{number}/reply",
    auth=Scoped("replies:write"),
    response={200: s.Done, **ERRORS},
    summary="Отказаться от черновика",
)
@deed
def drop_reply(request: HttpRequest, case: Case) -> None:
    actions.drop_reply(_draft(case), by=me(request))


@router.get(
    "/cases/{number}/replies",
    auth=Scoped("replies:write"),
    response={200: list[s.ReplyRow], **ERRORS},
    summary="Все ответы по делу: и отменённые, и отправленные",
)
def list_replies(request: HttpRequest, number: str) -> Any:
    case = case_at(request, number)
    viewed(case, by=me(request))
    return [
        {
            "id": r.pk,
            "state": r.state,
            "decision": r.decision,
            "author": r.author.username if r.author else None,
            "text": r.text,
            "number": r.number,
            "sent_at": r.sent_at,
            "signature": r.seal.as_dict(),
        }
        for r in case.replies.select_related("author", "organisation").order_by("-pk")
    ]


@router.post(
    "/cases/{number}/replies/{reply_id}/restore",
    auth=Scoped("replies:write"),
    response={200: s.Done, **ERRORS},
    summary="Вернуть отменённый черновик",
)
@deed
def restore_reply(request: HttpRequest, case: Case, reply_id: int) -> None:
    """With everything that was typed, while the case is at work and has no other draft."""
    dropped = case.replies.filter(pk=reply_id).select_related("case__organisation__parent").first()
    if dropped is None:
        raise Objection(_("Такого черновика в деле нет. Обновите страницу."))
    actions.restore_reply(dropped, by=me(request))


@router.post(
    "/cases/{number}/reply/files",
    auth=Scoped("replies:write"),
    response={201: s.ReplyOut, **ERRORS},
    summary="Приложить файл к ответу",
)
def attach(request: HttpRequest, number: str, data: s.FileIn) -> Any:
    case = case_at(request, number)
    draft = _draft(case)
    attach_to_reply(draft, data.name, base64.b64decode(data.content), data.type, by=me(request))
    return 201, reply_out(draft, me(request))


@router.delete(
    "/cases/{number}/reply/files/{file_id}",
    auth=Scoped("replies:write"),
    response={200: s.ReplyOut, **ERRORS},
    summary="Убрать файл из черновика",
)
def detach(request: HttpRequest, number: str, file_id: int) -> Any:
    case = case_at(request, number)
    draft = _draft(case)
    detach_from_reply(draft, file_id, by=me(request))
    return reply_out(draft, me(request))
