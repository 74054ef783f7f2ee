"""The API put together: operations, problems, the guard around each, and openapi.json."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET
from ninja import NinjaAPI

from priemnaya.ui.access import public

from . import (
    cases,
    clients,
    contacts,
    course,
    deliveries,
    feedback,
    knowledge,
    letters,
    named,
    replies,
    tokens,
    webhooks,
    work,
)
from .guard import guarded
from .problems import install

api = NinjaAPI(
    title="Приёмная",
    version="1.0",
    urls_namespace="rest",
    docs_url=None,
    openapi_url=None,
    description=(
        "Всё, что сотрудник делает с делами, контактами, клиентами и оценками. Ошибки — problem+json, постраничный"
        " вывод — курсором `next`. Заголовок Idempotency-Key делает повтор безопасным. Язык ошибок — Accept-Language:"
        " ru или en."
    ),
)
install(api)
RESOURCES = (
    tokens,
    cases,
    contacts,
    work,
    named,
    course,
    replies,
    clients,
    knowledge,
    feedback,
    letters,
    deliveries,
    webhooks,
)
for resource in RESOURCES:
    api.add_router("", resource.router)


def schema() -> dict[str, Any]:
    """OpenAPI 3.1, with errors under the type they are really sent as and files as bytes."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    for operations in made["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    response["content"] = {"application/problem+json": content["application/json"]}
                if int(status) == 200 and not content:
                    response["content"] = {
                        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                    }
            if any(m in operations for m in ("post", "put", "delete")) and operation is not operations.get("get"):
                operation.setdefault("parameters", []).append(
                    {
                        "in": "header",
                        "name": "Idempotency-Key",
                        "required": False,
                        "schema": {"type": "string", "maxLength": 200, "pattern": "^[A-Za-z0-9_-]+$"},
                    }
                )
    return made


@cache
def _written() -> str:
    """The same for everybody as long as the process lives: it takes a third of a second to make."""
    return json.dumps(schema(), ensure_ascii=False)


@require_GET
@public
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_written(), content_type="application/json")


def _patterns() -> list[URLPattern]:
    """Ninja's own routes, each guarded and named as open to tokens only (a test walks all routes for their
    permission)."""
    made = []
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and not str(pattern.name or "").startswith("api-root"):
            view: Any = guarded(pattern.callback)
            view.csrf_exempt = True  # a token, no cookie
            view.permission = "token"
            pattern.callback = view
            made.append(pattern)
    return made


urlpatterns = [path("openapi.json", openapi, name="openapi"), *_patterns()]
