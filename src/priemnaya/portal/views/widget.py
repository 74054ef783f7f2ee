"""The widget of a body's own site: one script tag, an isolated frame, no cookies, nothing inline.

The frame keeps no session: a form carries a signed stamp instead of a CSRF cookie, a status is shown to who gives
number and code in the same request, a mark goes by the token of its answer.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from priemnaya.cases.actions import receive_message
from priemnaya.cases.incoming import Arrival, Incoming, Matter, Sender
from priemnaya.cases.models import Application, Case, Reply, page_of
from priemnaya.cases.models.reply import SUSPENDS
from priemnaya.cases.standing import standing_of
from priemnaya.channels.chat.standing import offered
from priemnaya.core.models import Obligation
from priemnaya.core.tokens import new_code
from priemnaya.errors import Objection
from priemnaya.outreach.actions.surveys import AlreadyRated, rate_reply, says_more
from priemnaya.outreach.models import SurveyAnswer
from priemnaya.people.models import Organisation
from priemnaya.plain.names import called
from priemnaya.policy import register
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.portal import quotas
from priemnaya.portal.needs import need_of, stages_of
from priemnaya.portal.opening import open_by_code
from priemnaya.portal.shared import LEFT, of_body
from priemnaya.ui.forms import LongField, MailboxField, PlainForm
from priemnaya.ui.limits import too_often

register("provides", "site_widget", "portal.views.widget.widget")
STAMP_AGE = 4 * 3600  # seconds in which a shown form may be sent
A_MINUTE = 120
"""Forms of one network in a minute. What is written has its quota, what is guessed its delays."""

SCRIPT = """(function () {
  "use strict";
  var origin = %(origin)s, tag = document.currentScript;
  var frame = document.createElement("iframe");
  frame.src = %(src)s;
  frame.title = %(title)s;
  frame.setAttribute("sandbox", "allow-forms allow-scripts allow-same-origin allow-popups");
  frame.setAttribute("referrerpolicy", "no-referrer");
  frame.width = "100%%";
  frame.height = "640";
  frame.setAttribute("frameborder", "0");
  var own = {"width": "100%%", "min-width": "0", "max-width": "100%%", "border": "0", "margin": "0", "padding": "0",
    "display": "block", "position": "static", "float": "none", "clear": "both", "box-sizing": "border-box",
    "opacity": "1", "visibility": "visible", "transform": "none", "filter": "none", "min-height": "0",
    "max-height": "none"};
  Object.keys(own).forEach(function (name) { frame.style.setProperty(name, own[name], "important"); });
  tall(640);
  tag.parentNode.insertBefore(frame, tag.nextSibling);
  window.addEventListener("message", function (event) {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    var height = Number(event.data && event.data.priemnayaHeight);
    if (height > 100 && height < 5000) tall(height);
  });
  function tall(height) {
    frame.height = String(height);
    frame.style.setProperty("height", height + "px", "important");
  }
})();
"""


class WidgetForm(PlainForm):
    """As few questions as a small frame bears; everything else the site's own form asks."""

    text = LongField(
        label=gettext_lazy("Ваше сообщение"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=20_000,
        error_messages={"required": gettext_lazy("Напишите, с чем вы обращаетесь.")},
    )
    name = forms.CharField(label=gettext_lazy("Как вас зовут"), max_length=120, required=False)
    email = MailboxField(label=gettext_lazy("Электронная почта для ответа"), required=False)


def hosts_of(organisation: Organisation) -> str:
    """Who may frame the widget: the body's own site and what PRIEMNAYA_WIDGET_HOSTS adds."""
    parts = urlsplit(organisation.site)
    own = [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
    return " ".join(["'self'", *own, *settings.WIDGET_HOSTS])


def framed(response: HttpResponse, organisation: Organisation, nonce: str) -> HttpResponse:
    """May stand in a frame of the body's site; sets no cookie. nonce: of its one style, the body's accent."""
    response["Content-Security-Policy"] = (
        f"default-src 'self'; img-src 'self' data:; style-src 'self' 'nonce-{nonce}'; object-src 'none'; base-uri"
        f" 'none'; form-action 'self'; frame-ancestors {hosts_of(organisation)}"
    )
    response.cookies.clear()
    return response


@require_GET
@of_body
def script(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    parts = urlsplit(settings.SITE_URL)
    words = {
        "origin": json.dumps(f"{parts.scheme}://{parts.netloc}"),
        "src": json.dumps(f"{settings.SITE_URL}/{organisation.slug}/widget/"),
        "title": json.dumps(_("Написать: %s") % organisation.short, ensure_ascii=False),
    }
    response = HttpResponse(SCRIPT % words, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def stamp_of(organisation: Organisation) -> str:
    """Once: two visitors in the same second get different ones, because a stamp also makes a message single."""
    return signing.dumps([organisation.pk, new_code(12)], salt="widget")


def stamped(request: HttpRequest, organisation: Organisation) -> bool:
    try:
        return bool(
            signing.loads(request.POST.get("stamp", ""), salt="widget", max_age=STAMP_AGE)[0] == organisation.pk
        )
    except signing.BadSignature:
        return False


@csrf_exempt
@xframe_options_exempt
@require_http_methods(["GET", "POST"])
@of_body
def widget(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """?show=write (default), status. A POST says by `do` what it is; a wrong one comes back with everything typed."""
    show = "status" if request.GET.get("show") == "status" else "write"
    shown: dict[str, Any] = {"show": show, "form": WidgetForm(), "typed": request.POST, "stamp": stamp_of(organisation)}
    shown["chat"] = offered(organisation)
    status = 200
    if request.method == "POST":
        do = request.POST.get("do", "write")
        if too_often(request, "widget", most=A_MINUTE):
            status, shown["error"] = 429, _("Слишком часто. Подождите минуту и повторите.")
        elif not stamped(request, organisation):
            status, shown["error"] = 422, _("Форма открыта слишком давно. Отправьте её ещё раз.")
            if do == "write" and request.POST.get("text"):
                shown["error"] = _("Форма открыта слишком давно. Ваш текст на месте: отправьте его ещё раз.")
        else:
            status = {"write": _write, "status": _status, "rate": _rate}.get(do, _write)(request, organisation, shown)
        if status != 200 and do == "write":
            shown["form"] = WidgetForm(request.POST)
        if status != 200 and do == "rate" and shown["show"] != "write":
            shown |= {"show": "rate", "reply": _rated_of(request, organisation)}
    page = render(request, "portal/widget.html", shown, status=status)
    return framed(page, organisation, getattr(request, "csp_nonce", ""))


def _write(request: HttpRequest, organisation: Organisation, shown: dict[str, Any]) -> int:
    form = WidgetForm(request.POST)
    shown["form"], shown["show"] = form, "write"
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    addresses = {"email": data["email"]} if data["email"] else {}
    who: dict[str, Any] = dict(called(data["name"]))
    incoming = Incoming(
        Arrival("site", key=f"widget:{request.POST.get('stamp', '')}"[:200]),
        Matter(data["text"], kind="message"),
        Sender(**who, addresses=addresses),
    )
    received = receive_message(organisation, quotas.weigh(request, organisation, incoming))
    assert received.case is not None
    shown |= {"is_new": received.is_new}
    shown |= {"show": "sent", "case": received.case, "code": received.code, "standing": standing_of(received.case)}
    return 200


def _status(request: HttpRequest, organisation: Organisation, shown: dict[str, Any]) -> int:
    shown["show"] = "status"
    opening = open_by_code(request, organisation, request.POST.get("number", ""), request.POST.get("code", ""))
    case = opening.case
    if case is None:
        shown |= {"error": opening.error, "challenge": opening.challenge}
        return opening.status
    reply = case.replies.filter(state__in=LEFT).exclude(decision=SUSPENDS).order_by("-sent_at").first()
    shown |= {"case": case, "reply": reply, "rated": reply is not None and hasattr(reply, "survey_answer")}
    shown |= {"show": "found", **_going(case)}
    return 200


def _going(case: Case) -> dict[str, Any]:
    """The same as the page of the case says first: how far it is, what is needed, until when."""
    application = Application.objects.filter(case=case).first()
    documents = list(application.documents.all()) if application else []
    need = need_of(case, list(page_of(case).order_by("at")), documents)
    owed = Obligation.objects.about("case", case.pk).filter(what=REPLY_ON_SUBSTANCE).open().order_by("due_at").first()
    stages = stages_of(case, need, owed.due_at if owed else None)
    now = next((s for s in stages if s.state == "now"), stages[-1])
    by = case.due_at if case.is_open and case.due_at and case.due_at > timezone.now() else None
    return {"stage": now.name, "need": need, "by": by}


def _rated_of(request: HttpRequest, organisation: Organisation) -> Reply | None:
    """The answer whose form was sent."""
    rows = Reply.objects.filter(organisation=organisation, state__in=LEFT).select_related("case")
    return rows.filter(survey_token=request.POST.get("token", "")).first()


def _rate(request: HttpRequest, organisation: Organisation, shown: dict[str, Any]) -> int:
    reply, mark = _rated_of(request, organisation), request.POST.get("satisfaction", "")
    shown["show"] = "thanks"
    if reply is None or mark not in ("1", "2", "3", "4", "5"):
        shown |= {"show": "status", "error": _("Выберите оценку от 1 до 5.")}
        return 422
    try:
        rate_reply(reply, satisfaction=int(mark), comment=request.POST.get("comment", ""), how="widget")
    except AlreadyRated:
        if says_more(SurveyAnswer.objects.get(reply=reply), request.POST):
            said = _("Вы уже оценили этот ответ: вторая оценка не записана. Если хотите добавить, напишите нам.")
            shown |= {"show": "write", "error": said, "form": WidgetForm(initial={"text": request.POST.get("comment")})}
            return 422
    except Objection as objection:
        shown |= {
            "show": "write",
            "error": str(objection),
            "form": WidgetForm(initial={"text": request.POST.get("comment")}),
        }
        return 422
    return 200
