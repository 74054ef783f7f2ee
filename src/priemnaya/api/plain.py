"""The checker for machines: POST a text, get findings. Nothing is stored; problems are problem+json (RFC 9457)."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from priemnaya.api.body import NotJson, read_json
from priemnaya.bounded import Busy, Exceeded
from priemnaya.plain import FORMULA, KINDS, Report, Unreadable
from priemnaya.plain.formats import as_row
from priemnaya.ui.access import public
from priemnaya.ui.clarity import AUDIENCES, asked_by, body_named, checked, rule_rows
from priemnaya.ui.limits import too_often
from priemnaya.ui.problem import problem

A_MINUTE = 120
"""Checks from one address in a minute."""
TYPES: dict[str, type] = {
    "text": str,
    "kind": str,
    "audience": str,
    "body": str,
    "appeal": str,
    "whole": bool,
    "syntax": bool,
}


@csrf_exempt
@require_POST
@public
def check_text(request: HttpRequest) -> HttpResponse:
    """{text, kind, audience, body, appeal, whole, syntax} -> {findings: [...], score, light, words, families,
    formula}."""
    if too_often(request, "api-plain", most=A_MINUTE):
        return problem(429, "Слишком часто", "Подождите минуту и повторите.")
    try:
        sent: Any = read_json(request)
    except NotJson:
        return problem(400, "Не JSON", 'Пришлите объект: {"text": "…", "kind": "reply"}.')
    if wrong := _objection(sent):
        return problem(422, "Неверные данные", wrong)
    body = body_named(sent.get("body", ""))
    if sent.get("body") and body is None:
        return problem(422, "Неверные данные", f"Органа «{sent['body'][:60]}» нет.")
    try:
        asked = asked_by(
            body,
            kind=sent.get("kind", "reply"),
            audience=sent.get("audience", "layman"),
            whole=sent.get("whole", False),
            appeal=sent.get("appeal", ""),
            syntax=sent.get("syntax", False),
        )
        report = checked(sent["text"], asked)
    except Unreadable as error:
        return problem(413, "Слишком большой текст", str(error))
    except Busy as busy:
        return problem(503, "Сейчас занято", str(busy))
    except Exceeded as exceeded:
        return problem(413, "Слишком тяжёлый текст", str(exceeded))
    return JsonResponse(_shown(report), json_dumps_params={"ensure_ascii": False})


def _shown(report: Report) -> dict[str, Any]:
    return {
        "findings": [as_row(f) for f in report.findings],
        "score": report.score,
        "formula": FORMULA,
        "words": report.words,
        "light": report.readability.light,
        "grade": round(report.readability.grade, 1),
        "families": report.families,
    }


def _objection(sent: Any) -> str:
    """What is wrong with the request, in Russian; empty when nothing is."""
    if not isinstance(sent, dict) or not isinstance(sent.get("text"), str):
        return "Нет строки text."
    if not re.search(r"[^\W\d_]", sent["text"]):
        return "В строке text нет ни одного слова: проверять нечего."
    for name, value in sent.items():
        if name not in TYPES:
            return f"Неизвестное поле «{name[:40]}». Есть: {', '.join(TYPES)}."
        if not isinstance(value, TYPES[name]):
            return f"Поле «{name}» другого типа."
    if sent.get("kind", "reply") not in KINDS:
        return f"Вид текста: {', '.join(KINDS)}."
    if sent.get("audience", "layman") not in AUDIENCES:
        return f"Читатель: {', '.join(AUDIENCES)}."
    return ""


@require_GET
@public
def rules(request: HttpRequest) -> HttpResponse:
    """The catalogue of rules."""
    return JsonResponse({"rules": rule_rows()}, json_dumps_params={"ensure_ascii": False})
