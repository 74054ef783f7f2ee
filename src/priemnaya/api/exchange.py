"""The door of the exchange: signed POST of one document; 201 taken, 200 known already, problem+json for anything
else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from priemnaya.api.body import NotJson, read_json
from priemnaya.channels.exchange.document import Unreadable
from priemnaya.channels.exchange.inbound import take_document
from priemnaya.channels.exchange.links import link_of
from priemnaya.channels.exchange.transports import signature_fits
from priemnaya.people.models import Organisation
from priemnaya.ui.access import public
from priemnaya.ui.limits import guesses, was_wrong
from priemnaya.ui.problem import problem


@csrf_exempt
@require_POST
@public
def exchange_document(request: HttpRequest, system: str, body: str) -> HttpResponse:
    """One document of a portal for one body. A repeated one answers with the case it made: replays change nothing."""
    link = link_of(system, body)
    if link is None or not link.key:
        raise Http404
    if guesses(request, f"{system}:{body}"):
        return problem(429, "Слишком часто", "Подождите минуту и повторите.")
    head = request.headers
    fits = signature_fits(
        link.key,
        head.get("X-Exchange-Timestamp", ""),
        head.get("X-Exchange-Nonce", ""),
        request.body,
        head.get("X-Exchange-Signature", ""),
    )
    if not fits:
        was_wrong(request, f"{system}:{body}")
        return problem(401, "Подпись не подходит", "Проверьте ключ и часы: запрос действует пять минут.")
    try:
        sent = read_json(request)
    except NotJson:
        return problem(400, "Не JSON", "Пришлите документ по описанию docs/exchange.md.")
    try:
        taken = take_document(Organisation.objects.get(slug=body), system, sent)
    except Unreadable as error:
        return problem(422, "Неверный документ", str(error))
    status = 200 if taken.status == "known" else 201
    return JsonResponse(taken.as_dict(), status=status, json_dumps_params={"ensure_ascii": False})
