"""Errors as problem+json (RFC 9457), in the language the caller asks for; what the order stopped carries its
clauses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DataError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from priemnaya.errors import NotAllowed, Objection, Stale
from priemnaya.policy import Refused
from priemnaya.ui.problem import problem


class Again(Exception):
    """The answer that stands in place of the operation: it was given before under the same Idempotency-Key."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer
        super().__init__()


class Problem(Exception):
    """An error with its status, title and what to do."""

    def __init__(self, status: int, title: str, detail: str, **more: Any) -> None:
        self.status, self.title, self.detail, self.more = status, title, detail, more
        super().__init__(detail)


class Stopped(Schema):
    """What a clause says against the deed."""

    clause: str
    act: str
    why: str
    remedy: str


class ProblemBody(Schema):
    type: str
    title: str
    status: int
    detail: str
    stopped_by: list[Stopped] | None = None
    fields: dict[str, str] | None = None


ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), ProblemBody)
"""What any operation may answer besides its own."""


def said(error: dict[str, Any]) -> str:
    """What is wrong with the shape of a field, in the caller's language instead of the library's."""
    given = {k: str(v) for k, v in (error.get("ctx") or {}).items()}
    kind = error["type"]
    if kind == "value_error":
        return given.get("error", "") or str(error["msg"])
    if kind == "literal_error":
        return _("Подойдёт одно из: %s.") % given["expected"].replace(" or ", ", ")
    words = {
        "missing": _("Этого поля не хватает."),
        "extra_forbidden": _("Такого поля нет."),
        "string_type": _("Нужна строка."),
        "string_too_long": _("Не длиннее %(max_length)s знаков."),
        "string_too_short": _("Не короче %(min_length)s знаков."),
        "too_long": _("Не больше %(max_length)s в списке."),
        "greater_than_equal": _("Не меньше %(ge)s."),
        "less_than_equal": _("Не больше %(le)s."),
        "bool_type": _("Нужно true или false."),
        "list_type": _("Нужен список."),
    }
    if kind.startswith("int_"):
        return _("Нужно целое число.")
    return words.get(kind, _("Значение не подходит: каким оно бывает, сказано в openapi.json.")) % given


def _ours(request: HttpRequest, error: Problem) -> HttpResponse:
    return problem(error.status, error.title, error.detail, **error.more)


def _once_more(request: HttpRequest, kept: Again) -> HttpResponse:
    return kept.answer


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    stopped = [{"clause": v.clause, "act": v.act, "why": v.why, "remedy": v.remedy} for v in error.verdicts]
    return problem(409, _("Порядок не позволяет"), "; ".join(v.why for v in error.verdicts), stopped_by=stopped)


def _stale(request: HttpRequest, error: Stale) -> HttpResponse:
    return problem(409, _("Уже изменено"), str(error))


def _forbidden(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return problem(403, _("Нет права"), str(error))


def _unstorable(request: HttpRequest, error: DataError) -> HttpResponse:
    if connection.in_atomic_block:
        transaction.set_rollback(True)
    return problem(422, _("Неверные данные"), _("В тексте недопустимый знак или число слишком велико."))


def _objection(request: HttpRequest, error: Objection) -> HttpResponse:
    return problem(409, _("Сейчас так нельзя"), str(error))


def _unreadable(request: HttpRequest, error: ValueError) -> HttpResponse:
    if not (isinstance(error, UnicodeError) or "NUL" in str(error)):
        raise error
    return problem(422, _("Неверные данные"), _("В тексте недопустимый знак или число слишком велико."))


def _too_deep(request: HttpRequest, error: RecursionError) -> HttpResponse:
    return problem(422, _("Неверные данные"), _("Слишком глубокая вложенность: такой документ не принимается."))


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, _("Не найдено"), _("Такого нет или оно другого органа."))


def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(401, _("Нужен ключ доступа"), _("Пришлите заголовок Authorization: Bearer с действующим ключом."))
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {
        ".".join(str(p) for p in e["loc"] if p not in ("body", "query", "path", "data")): said(e) for e in error.errors
    }
    return problem(
        422, _("Неверные данные"), _("Проверьте поля: ") + ", ".join(k or "—" for k in fields), fields=fields
    )


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, _("Запрос не прочитан"), _("Пришлите JSON, как описано в openapi.json."))


HANDLERS: tuple[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]], ...] = (
    (Problem, _ours),
    (Again, _once_more),
    (Refused, _refused),
    (Stale, _stale),
    (NotAllowed, _forbidden),
    (DataError, _unstorable),
    (Objection, _objection),
    (ValueError, _unreadable),
    (RecursionError, _too_deep),
    (Http404, _missing),
    (AuthenticationError, _unknown),
    (ValidationError, _invalid),
    (HttpError, _http),
)
"""What stops an operation, and how it is answered."""


def install(api: NinjaAPI) -> None:
    """Every error of the API goes out by one of these."""
    for kind, handler in HANDLERS:
        api.add_exception_handler(kind, handler)
