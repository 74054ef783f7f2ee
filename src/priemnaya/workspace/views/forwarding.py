"""Sending a case on: choose bodies, see the letters, the package and the ways, then confirm. Nothing leaves before the
second step.

One page works without JavaScript: «Показать, что уйдёт» shows it, «Отправить» sends exactly what was shown, or shows it
anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.bounded import run
from priemnaya.cases import actions
from priemnaya.cases.actions.forwarding import directory_of, due_for, plan_forwarding, verdicts_for
from priemnaya.cases.forwarding import Plan, Target, letter_to, written
from priemnaya.cases.models import Case, ForwardedLetter, Forwarding
from priemnaya.cases.rules import signs_alone
from priemnaya.cases.states import possible
from priemnaya.core.journal import viewed
from priemnaya.errors import Objection
from priemnaya.letterhead import render_pdf
from priemnaya.people.actions.other_bodies import ADDRESSES, lacks
from priemnaya.people.models import OtherBody
from priemnaya.plain import Finding
from priemnaya.policy import Refused, Verdict
from priemnaya.policy.reasons import given
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen, whole
from priemnaya.ui.clarity import asked_by, checked
from priemnaya.ui.downloads import attachment, streamed
from priemnaya.ui.typed import refuse
from priemnaya.workspace.shared import acts_on_case, case_for, heard_of, who
from priemnaya.workspace.stopped import reasons_typed

NEW = ("name", "addressee", "email", "folder", "postal_address", "phone", "source")
"""Fields of a body that is not in the directory yet."""


QUEUED = gettext_lazy(
    "Письма поставлены в очередь. Когда они уйдут, дело станет «переслано», и клиент получит сообщение."
)
TO_SIGN = gettext_lazy("Письма ждут подписи руководителя. Они уйдут, когда он подпишет: срок пересылки идёт.")


@dataclass
class Shown:
    """What the page shows: the plan, and what stands in the way; asked: what a written reason settles."""

    plan: Plan | None = None
    error: str = ""
    verdicts: tuple[Any, ...] = ()
    status: int = 200
    wording: tuple[Finding, ...] = ()
    asked: tuple[Verdict, ...] = ()


@require_http_methods(["GET", "POST"])
@permission("case.forward")
def forwarding(request: HttpRequest, pk: int) -> HttpResponse:
    """The page: a GET starts it, a POST shows what would leave. Neither writes anything of the case."""
    case = case_for(request, pk)
    if not {"forward", "forward_part"} & possible(case):
        refuse(request, _("Это дело сейчас переслать нельзя: посмотрите, в каком оно состоянии."))
        return redirect(case.get_absolute_url())
    viewed(case, by=who(request))
    if request.method == "GET" or request.POST.get("do") == "find":
        return _page(request, case, Shown())
    return _page(request, case, _looked(request, case))


def _looked(request: HttpRequest, case: Case) -> Shown:
    try:
        to = targets_of(request, case)
        keeps = bool(request.POST.get("keeps"))
        ready = plan_forwarding(case, to, request.POST.get("reason", ""), keeps=keeps)
    except Objection as objection:
        return Shown(error=str(objection), status=422)
    with given(reasons_typed(request)):
        verdicts = verdicts_for(case, to)
    stopped = tuple(v for v in verdicts if not v.ok)
    wording = _wording(case, request.POST.get("reason", ""))
    status = 422 if stopped or ready.problems else 200
    asked = tuple(v for v in verdicts if v.excusable and (v.reason or not v.ok))
    return Shown(ready, " ".join(ready.problems), stopped, status, wording, asked)


def _wording(case: Case, reason: str) -> tuple[Finding, ...]:
    """What of the reason's words is not plain: a warning, because the body and the client read them."""
    report = checked(reason, asked_by(case.organisation, kind="messenger", audience="layman"), anybody=False)
    return tuple(f for f in report.findings if f.level in ("error", "warning") and f.start < f.end)


@require_POST
@permission("case.forward")
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Send what was shown. When it is no longer what would leave, the page shows it anew and says so."""
    case = case_for(request, pk)
    keeps = bool(request.POST.get("keeps"))
    seen = request.POST.get("seen", "")
    try:
        to = targets_of(request, case)
        if not seen:
            plan_forwarding(case, to, request.POST.get("reason", ""), keeps=keeps)
            raise Objection(_("Сначала посмотрите, что уйдёт, потом отправляйте."))
        reason = request.POST.get("reason", "")
        with given(reasons_typed(request)):
            sent = actions.forward_case(case, to, reason, by=who(request), keeps=keeps, seen=seen)
    except (Refused, Objection) as stopped:
        case = case_for(request, pk)
        if not {"forward", "forward_part"} & possible(case):
            refuse(request, stopped)
            return redirect(case.get_absolute_url())
        shown = _looked(request, case)
        if not isinstance(stopped, Refused):
            shown.error = str(stopped)
        shown.status = 422
        return _page(request, case, shown)
    messages.success(request, QUEUED if sent.signed_at else TO_SIGN)
    return redirect(case.get_absolute_url())


@require_POST
@permission("case.forward")
def forwarding_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The covering letter to one of the chosen bodies as PDF, before anything leaves."""
    case = case_for(request, pk)
    try:
        keeps = bool(request.POST.get("keeps"))
        ready = plan_forwarding(case, targets_of(request, case), request.POST.get("reason", ""), keeps=keeps)
        letter = ready.letters[chosen(request, "letter")]
    except (Objection, IndexError):
        return _page(request, case, _looked(request, case))
    made = render_pdf(letter_to(case, letter, ready.package, signer=who(request)))
    return attachment(f"Черновик письма {case.number}.pdf", made)


def targets_of(request: HttpRequest, case: Case) -> list[Target]:
    """The bodies of the form, those of the directory and the one typed. Raises Objection."""
    typed = request.POST
    ids = [n for x in typed.getlist("body") if (n := whole(x)) is not None]
    rows = directory_of(case.organisation).filter(pk__in=ids)
    found = [
        Target(
            body,
            way=typed.get(f"way_{body.pk}", ""),
            question=typed.get(f"question_{body.pk}", "").strip(),
            not_against=bool(typed.get(f"not_against_{body.pk}")),
        )
        for body in rows
    ]
    fields: dict[str, Any] = {n: typed.get(f"new_{n}", "").strip() for n in NEW}
    if fields["name"]:
        found.append(_typed_body(request, case, fields))
    elif any(fields.values()):
        raise Objection(_("Напишите название органа, которого нет в справочнике."))
    return found


def _typed_body(request: HttpRequest, case: Case, fields: dict[str, Any]) -> Target:
    """A body that is not in the directory: it takes the ways whose address was typed."""
    fields["ways"] = [way for way, name in ADDRESSES if fields.get(name)]
    if not fields["ways"]:
        raise Objection(
            _("Впишите хотя бы один адрес нового органа: почтовый, электронный или папку документооборота.")
        )
    if problem := lacks(fields):
        raise Objection(problem)
    fields["source"] = fields["source"] or f"вписан при пересылке дела {case.number}"
    body = OtherBody(organisation=case.organisation.parent or case.organisation, **fields)
    return Target(
        body,
        way=request.POST.get("way_new", ""),
        question=request.POST.get("question_new", "").strip(),
        not_against=bool(request.POST.get("not_against_new")),
    )


def _page(request: HttpRequest, case: Case, shown: Shown) -> HttpResponse:
    typed = request.POST
    picked = {str(whole(x)) for x in typed.getlist("body")}
    bodies = list(directory_of(case.organisation))
    words = typed.get("q", "")
    matching = set(directory_of(case.organisation).found_by(words).values_list("pk", flat=True)) if words else None
    listed = [b for b in bodies if str(b.pk) in picked or matching is None or b.pk in matching]
    return render(
        request,
        "workspace/forwarding.html",
        {
            "case": case,
            "bodies": [(b, str(b.pk) in picked) for b in listed],
            "found": matching is None or bool(matching),
            "typed": typed,
            "new": {n: typed.get(f"new_{n}", "") for n in NEW},
            "letters": [(p, _key(p.target.body)) for p in shown.plan.letters] if shown.plan else [],
            "shown": shown,
            "signs": signs_alone(case, who(request)),
            "ready": bool(shown.plan) and not shown.plan.problems and not shown.verdicts if shown.plan else False,
            "due": due_for(case, len(picked) + bool(typed.get("new_name", "").strip()) > 1),
            "asked": {k[12:] for k in typed if k.startswith("not_against_")},
        },
        status=shown.status,
    )


def _key(body: OtherBody) -> str:
    return str(body.pk or "new")


# --- letters that have been written
# ---------------------------------------------------------------------------------------------


def _letter(request: HttpRequest, case: Case) -> ForwardedLetter:
    rows = ForwardedLetter.objects.select_related("forwarding__case", "forwarding__organisation")
    return get_object_or_404(rows, pk=chosen(request, "letter"), forwarding__case=case)


@acts_on_case("reply.sign", QUEUED)
def sign(request: HttpRequest, case: Case) -> None:
    """The covering letters that wait are signed, and leave."""
    rows = Forwarding.objects.select_related("case__organisation__parent")
    found = get_object_or_404(rows, pk=chosen(request, "forwarding"), case=case)
    shown = request.POST.get("shown", "")
    actions.sign_forwarding(found, by=who(request), heard=heard_of(request), shown=shown)


@acts_on_case("case.forward", gettext_lazy("Письмо снова поставлено в очередь."))
def resend(request: HttpRequest, case: Case) -> None:
    way = request.POST.get("way", "")
    actions.resend_letter(
        _letter(request, case),
        way,
        by=who(request),
        address=request.POST.get("address", ""),
        heard=heard_of(request),
        shown=request.POST.get(f"goes-{way}", ""),
    )


@acts_on_case(
    "case.forward",
    gettext_lazy("Письмо отозвано: вопрос остаётся у нас."),
    form="forwardings",
    press=gettext_lazy("Отозвать и отправить"),
)
def recall(request: HttpRequest, case: Case) -> None:
    actions.recall_letter(_letter(request, case), request.POST.get("reason", ""), by=who(request))


@acts_on_case("case.forward", gettext_lazy("Отмечено: письмо передано."), press=gettext_lazy("Отметить и отправить"))
def hand_over(request: HttpRequest, case: Case) -> None:
    actions.hand_letter(_letter(request, case), by=who(request))


def _draft(request: HttpRequest, case: Case, row: ForwardedLetter) -> HttpResponse:
    """As the letter will be when this person signs it."""
    viewed(case, by=who(request), how="download")
    try:
        planned, package = written(row)
    except Objection as objection:
        refuse(request, objection)
        return redirect(case.get_absolute_url())
    made = letter_to(case, planned, package, signer=who(request), executor=row.forwarding.by)
    return attachment(f"Черновик письма {case.number}.pdf", render_pdf(made))


@require_GET
@permission("case.view")
def letter_file(request: HttpRequest, pk: int, letter: int, what: str) -> HttpResponse:
    """The covering letter, the package, or both ready to print."""
    case = case_for(request, pk)
    row = get_object_or_404(
        ForwardedLetter.objects.select_related("pdf", "body", "forwarding__package", "forwarding__by"),
        pk=letter,
        forwarding__case=case,
    )
    if row.state == "to_sign" and what == "letter":
        return _draft(request, case, row)
    if row.forwarding.package is None:
        raise Http404
    viewed(case, by=who(request), how="download")
    number = row.number.replace("/", "-")
    if what == "package":
        return streamed(f"Дело {case.number}.zip", row.forwarding.package)  # type: ignore[return-value]
    if row.pdf is None:
        raise Http404
    if what == "print":
        return attachment(
            f"Для печати {number}.pdf", run("cases.print_set", row.pdf.read(), row.forwarding.package.read())
        )
    return attachment(f"Письмо {number}.pdf", row.pdf.read())
