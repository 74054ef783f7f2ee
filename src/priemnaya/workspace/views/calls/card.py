"""The card of a talk: one page, one form, by keyboard alone. Each press keeps all that is typed first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from priemnaya.cases.incoming import AnswerPoints
from priemnaya.cases.models import CASE_KINDS, Case
from priemnaya.core.journal import viewed
from priemnaya.core.reading import whole
from priemnaya.errors import Objection
from priemnaya.people.models import Client, Employee
from priemnaya.people.reaching import phone_key
from priemnaya.policy import Refused, register
from priemnaya.reception.actions import calls
from priemnaya.reception.calls import scripts
from priemnaya.reception.calls.guarded import asked_at_end, most_transfers, term_of_call_back, transfers_of
from priemnaya.reception.calls.offered import takers
from priemnaya.reception.calls.seen import clients_by_number, earlier_calls, open_matters, seen_calls
from priemnaya.reception.calls.speech import speech_clauses, spoken
from priemnaya.reception.models import ANSWERED, OUTCOMES, RESULTS, SATISFIED, Call
from priemnaya.reception.visits.free import receives
from priemnaya.ui.access import permission
from priemnaya.ui.typed import refuse, typed_of
from priemnaya.workspace.shared import typed_sender, who

from .typed import NEEDS, QUESTIONS, promise_of, talk_of, version_of
from .zones import ZONES

for function in (
    "call_greeting",
    "call_scripts",
    "call_farewell",
    "call_needs_questions",
    "call_phrases",
    "call_knowledge",
):
    register("provides", function, "workspace.views.calls.card.call")

KINDS = ("message", "appeal", "feedback", "info_request")
"""As what a talk may be registered."""


@require_http_methods(["GET", "POST"])
@permission("call.take")
def call(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    rows = seen_calls(me).select_related("organisation__parent", "client", "case", "operator", "unit", "call_back")
    rows = rows.select_related("powers__client", "powers__organisation__parent")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "GET":
        return _page(request, found, me, {})
    verdicts: list[Any] = []
    try:
        if (where := _deed(request, found, me)) is not None:
            return where
    except Refused as stopped:
        verdicts = stopped.verdicts
    except Objection as objection:
        refuse(request, objection)
    if not verdicts:
        return redirect("call", pk)
    fresh = get_object_or_404(rows, pk=pk)
    return _page(request, fresh, me, {"verdicts": verdicts, "stopped": request.POST.get("do", "")}, status=422)


def _deed(request: HttpRequest, found: Call, me: Employee) -> HttpResponse | None:
    """What was pressed; the typed words are kept before, so that what stops the deed loses none of them."""
    typed, do = request.POST, request.POST.get("do", "write")
    if _deed_alone(request, found, do, me):
        return redirect("call", found.pk)
    kept = calls.write_call(found, talk_of(typed), by=me, version=version_of(typed))
    if do.startswith("client-"):
        calls.name_caller(kept, _client(me, kept, whole(do.removeprefix("client-"))), by=me)
    elif do == "end":
        calls.end_call(kept, by=me)
        messages.success(request, _("Разговор записан."))
        return redirect("calls")
    elif do == "broke":
        calls.break_off_call(kept, by=me)
        messages.success(request, _("Записано: звонок сорвался."))
        return redirect("calls")
    elif do == "transfer":
        _transfer(request, kept, me)
        return redirect("calls")
    elif do == "promise":
        owner = next((e for e in takers(me) if e.pk == whole(typed.get("back_owner"))), me)
        calls.promise_call_back(kept, promise_of(request), owner=owner, by=me)
        messages.success(request, _("Обещанный звонок записан. Скажите клиенту, когда ему перезвонят."))
    elif do == "join":
        calls.join_case(kept, _case(me, typed.get("case_number", "")), by=me)
        messages.success(request, _("Разговор записан в дело."))
    elif do == "case":
        _make(request, kept, me)
    else:
        messages.success(request, _("Записано."))
    return redirect("call", found.pk)


def _deed_alone(request: HttpRequest, found: Call, do: str, me: Employee) -> bool:
    """Whether it was one that keeps nothing of what is typed on the card."""
    if do == "take":
        calls.take_call(found, told=bool(request.POST.get("transfer_told")), by=me)
    elif do == "finish":
        calls.finish_for_colleague(found, by=me)
    elif do.startswith(("told-", "untold-")):
        way, _sep, key = do.partition("-")
        calls.note_told(found, whole(key) or 0, told=way == "told", by=me)
        messages.success(request, _("Записано."))
    elif do == "fail":
        calls.fail_transfer(found, by=me)
    else:
        return False
    return True


def _transfer(request: HttpRequest, call: Call, me: Employee) -> None:
    to = next((e for e in takers(me, others=True) if e.pk == whole(request.POST.get("transfer_to"))), None)
    if to is None:
        raise Objection(_("Выберите, на кого переключить разговор."))
    calls.transfer_call(call, to, told=bool(request.POST.get("transfer_told")), by=me)
    messages.success(request, _("Разговор переключён: %s видит карточку.") % to.short_name)


def _client(me: Employee, call: Call, key: int | None) -> Client | None:
    """One of those the number suggests; none: nobody of them."""
    return next((c for c in clients_by_number(call.number, me) if c.pk == key), None)


def _case(me: Employee, number: str) -> Case:
    found = Case.objects.seen_by(me).filter(number=number.strip().lstrip("№ ")).first()
    if found is None:
        raise Objection(_("Дела с таким номером нет среди тех, что вам доступны. Проверьте номер."))
    return found


def _make(request: HttpRequest, call: Call, me: Employee) -> None:
    """The talk as a message; the code is told to the client now, nobody sees it later."""
    typed = request.POST
    kind = typed.get("case_kind", "message")
    sender = typed_sender(
        {**typed.dict(), "phone": call.number if phone_key(call.number) else "", "email": typed.get("email", "")}
    )
    point = "email" if sender.addresses.get("email") else ""
    answer = AnswerPoints(point, sender.addresses.get("email", ""))
    made, code = calls.make_case(call, kind if kind in KINDS else "message", sender, answer, by=me)
    if made.code_shown and code:
        messages.success(request, _("Зарегистрировано. Код доступа, назовите его клиенту: %s") % code)
    else:
        messages.success(request, _("Зарегистрировано, дело № %s.") % made.number)


def _page(request: HttpRequest, call: Call, me: Employee, more: dict[str, Any], status: int = 200) -> HttpResponse:
    viewed(call, by=me)
    body, asked = me.organisation, asked_at_end(me.organisation)
    given = transfers_of(call)
    limit = most_transfers(body)
    typed = request.POST if more else typed_of(request, version=call.version)
    shown = {
        "call": call,
        "typed": typed,
        "mine": call.is_open and call.operator_id == me.pk,
        "may_return": Call.objects.to_return().filter(pk=call.pk).exists() if not call.is_open else False,
        "may_take": call.is_open and call.operator_id != me.pk,
        "from_colleague": call.state == "open" and call.operator_id not in (None, me.pk),
        "asked": asked,
        "given": given,
        "limit": limit,
        "no_more": limit is not None and given >= limit[0],
        "failing": call.is_open and call.transfers.filter(reached=None, by=me).exists(),
        "transfers": call.transfers.select_related("by", "to"),
        "colleagues": takers(me, others=True),
        "owners": takers(me),
        "backs": call.call_backs.select_related("owner", "organisation"),
        "back_latest": held.due.at if (held := term_of_call_back(body)) else None,
        "back_clause": held.rule if held else None,
        "zones": ZONES,
        "answers": ANSWERED,
        "satisfactions": SATISFIED,
        "outcomes": OUTCOMES,
        "results": RESULTS,
        "kinds": {k: CASE_KINDS[k] for k in KINDS},
        "questions": _questions(call, typed),
        "needs": _needs(call, typed),
        "remarks": spoken(call)[0] if call.is_open and call.operator_id == me.pk else [],
        "spoken_of": speech_clauses(body),
        **_about(call, me),
        **_ready(me),
    }
    return render(request, "workspace/calls/call.html", {**shown, **more}, status=status)


def _about(call: Call, me: Employee) -> dict[str, Any]:
    suggested = clients_by_number(call.number, me) if call.client_id is None and call.case_id is None else []
    return {
        "suggested": suggested,
        "matters": open_matters(call.client, me) if call.client else [],
        "earlier": earlier_calls(call, me),
        "client_needs": scripts.heeded(call.client),
        "powers": call.client.living.powers.select_related("client", "organisation__parent") if call.client else [],
        "lasts": int((timezone.now() - call.answered_at).total_seconds()) if call.answered_at else None,
        "has_said": any(q.said for q in call.questions.all()),
    }


def _ready(me: Employee) -> dict[str, Any]:
    body = me.organisation
    return {
        "greeting": scripts.greeting(me),
        "greets": scripts.script(body, scripts.GREETING),
        "parts": scripts.script(body, scripts.FAREWELL),
        "calms": scripts.script(body, scripts.CALM),
        "never": scripts.NEVER,
        "calming": scripts.CALMING,
        "speech": scripts.SPEECH,
        "articles": scripts.at_hand(body),
        "books": me.may("visit.receive") and receives(body.pk),
    }


def _questions(call: Call, typed: Any) -> list[dict[str, Any]]:
    """Those of the talk, or as they were typed, and one more that is empty."""
    kept = {q.place: q for q in call.questions.all()}
    rows: list[dict[str, Any]] = []
    for n in range(1, QUESTIONS + 1):
        row = kept.get(n)
        text, said, result = (row.text, row.said, row.result) if row else ("", "", "")
        if f"q-text-{n}" in typed:
            text, said, result = typed[f"q-text-{n}"], typed.get(f"q-said-{n}", ""), typed.get(f"q-result-{n}", "")
        rows.append({"n": n, "text": text, "said": said, "result": result, "filled": bool(text or said)})
    last = max((r["n"] for r in rows if r["filled"]), default=0)
    return rows[: min(QUESTIONS, last + 1)]


def _needs(call: Call, typed: Any) -> list[dict[str, Any]]:
    said = {one["asks"]: one["said"] for one in call.needs}
    asks = [*dict.fromkeys([*scripts.needs_questions(call.organisation), *said])][:NEEDS]
    return [{"n": n, "asks": a, "said": typed.get(f"need-said-{n}") or said.get(a, "")} for n, a in enumerate(asks, 1)]
