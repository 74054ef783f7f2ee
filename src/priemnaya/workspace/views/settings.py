"""Links with other systems: tokens of the API, webhooks with their log, messengers and portals as they are set up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings as conf
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.channels.actions import create_webhook, drop_webhook, renew_secret, replay, switch_webhook
from priemnaya.channels.exchange.links import SYSTEMS, links
from priemnaya.channels.models import Webhook
from priemnaya.channels.social.bots import LAW, bots
from priemnaya.channels.telephony.links import KINDS, exchanges
from priemnaya.channels.webhooks.send import secret_of
from priemnaya.core.models import ApiToken, Delivery
from priemnaya.core.verbs import SENTENCES
from priemnaya.errors import Objection
from priemnaya.people.actions.api_tokens import SCOPES, issue_token, make_service, revoke_token, switch_service
from priemnaya.people.models import Employee
from priemnaya.people.roles import NEVER_BY_PROGRAMS, ROLES, title
from priemnaya.policy.contact_points import title_of
from priemnaya.ui.access import permission
from priemnaya.ui.asked import row_chosen
from priemnaya.ui.typed import refuse, telling
from priemnaya.workspace.shared import typed_moment, who
from priemnaya.workspace.tables.settings import CHANNELS, KEYS, PROGRAMS, WEBHOOKS
from priemnaya.workspace.tables.shown import Listing


@dataclass(frozen=True)
class Key:
    """A key of the API with the names of its program and of who gave it."""

    row: ApiToken
    program: str
    issuer: str

    @property
    def pk(self) -> int:
        return self.row.pk


def _short(one: Employee | None) -> str:
    return one.short_name if one else ""


@dataclass(frozen=True)
class Channel:
    """One way to others: what it is, how it stands, and where; of one that is not set up, by which setting."""

    title: str
    state: str
    places: tuple[str, ...] = ()
    pk: int = 0

    @property
    def where(self) -> str:
        return ", ".join(self.places)


def _channels(body: str) -> list[Channel]:
    on, off = _("настроена"), _("не настроена")
    post_in = bool(conf.LMTP_LISTEN or conf.IMAP_URLS)
    rows = [
        Channel(_("Почта наружу"), on if conf.SMTP_URL else off, () if conf.SMTP_URL else ("PRIEMNAYA_SMTP_URL",)),
        Channel(
            _("Почта внутрь"),
            on if post_in else off,
            () if post_in else ("PRIEMNAYA_LMTP_LISTEN", "PRIEMNAYA_IMAP_URLS"),
        ),
        Channel(_("Антивирус"), _("включён") if conf.CLAMD else _("выключен")),
        Channel(
            _("Письма через систему документооборота"),
            _("настроены") if conf.DOCFLOW else _("не настроены"),
            () if conf.DOCFLOW else ("PRIEMNAYA_DOCFLOW",),
        ),
    ]
    for bot in (b for b in bots() if b.body == body):
        here = f"{conf.SITE_URL}/api/bots/{bot.point}/{bot.body}/"
        polls = _("сами спрашиваем новые сообщения") if bot.polls else _("сообщения приходят сюда")
        places = () if bot.barred or bot.polls else (here,)
        rows.append(Channel(str(title_of(bot.point)), LAW if bot.barred else polls, places))
    lines = [one for one in exchanges() if one.body == body]
    rows += [Channel(_("Телефонная станция"), str(KINDS[one.kind]), (conf.SITE_URL + one.path,)) for one in lines]
    if not lines:
        rows.append(Channel(_("Телефонная станция"), _("не подключена"), ("PRIEMNAYA_TELEPHONY",)))
    known = [one for one in links() if one.body == body]
    for one in known:
        how = _("через папку") if one.scheme == "folder" else _("через адрес")
        rows.append(Channel(str(SYSTEMS[one.system]), how, (str(one.where),)))
    if not known:
        rows.append(
            Channel(
                _("Обмен с порталом госуслуг и платформой обратной связи"), _("не подключён"), ("PRIEMNAYA_EXCHANGE",)
            )
        )
    return rows


@require_GET
@permission("keys.issue")
def connections(request: HttpRequest) -> HttpResponse:
    """Everything that joins this body with other systems, and what is switched off and why."""
    me = who(request)
    body = me.organisation
    staff = Employee.objects.filter(organisation=body, is_active=True).order_by("surname")
    services = Employee.everyone.filter(organisation=body, is_service=True).select_related("owner").order_by("surname")
    tokens = ApiToken.objects.filter(organisation_id=body.pk).order_by("-pk")[:50]
    names = Employee.everyone.in_bulk({i for t in tokens for i in (t.employee_id, t.created_by_id) if i})
    keys = [Key(t, _short(names.get(t.employee_id)), _short(names.get(t.created_by_id or 0))) for t in tokens]
    hooks = Webhook.objects.filter(organisation=body).order_by("pk")
    return render(
        request,
        "workspace/connections.html",
        {
            "keys": Listing(KEYS, keys, request, size=50),
            "fresh": request.session.pop("fresh_token", None),
            "scopes": [(k, v[1]) for k, v in SCOPES.items() if me.may(v[0])],
            "services": services,
            "roles": [(k, title(k)) for k, (_title, held) in ROLES.items() if held - NEVER_BY_PROGRAMS <= me.rights],
            "staff": staff,
            "may_set": me.may("settings.edit"),
            "webhooks": Listing(WEBHOOKS, list(hooks), request, size=50),
            "verbs": sorted(SENTENCES.items(), key=lambda v: v[1]),
            "programs": Listing(PROGRAMS, list(services), request, size=200),
            "channels": Listing(CHANNELS, _channels(body.slug), request, size=50),
            "bots": [b for b in bots() if b.body == body.slug],
            "law": LAW,
            "site": conf.SITE_URL,
        },
    )


def _services(request: HttpRequest) -> QuerySet[Employee]:
    return Employee.everyone.filter(organisation_id=who(request).organisation_id, is_service=True)


@require_POST
@permission("keys.issue")
def service_make(request: HttpRequest) -> HttpResponse:
    """A service account: a program's own row, with its roles and who answers for it."""
    me = who(request)
    staff = Employee.objects.filter(organisation_id=me.organisation_id)
    with telling(request, _("Записано. Теперь можно выдать ключ.")):
        owner = row_chosen(request, "owner", staff, _("Выберите, кто отвечает за программу."))
        roles = request.POST.getlist("role")
        make_service(me.organisation, request.POST.get("title", ""), roles=roles, owner=owner, by=me)
    return redirect("connections")


@require_POST
@permission("keys.issue")
def service_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """All keys of a program off or on at once."""
    row = get_object_or_404(_services(request), pk=pk)
    switch_service(row, active=request.POST.get("do") == "on", by=who(request))
    messages.success(request, _("Включено.") if request.POST.get("do") == "on" else _("Выключено."))
    return redirect("connections")


@require_POST
@permission("keys.issue")
def token_issue(request: HttpRequest) -> HttpResponse:
    me = who(request)
    scopes = [x for x in request.POST.getlist("scope") if x in SCOPES]
    with telling(request):
        service = row_chosen(request, "service", _services(request), _("Выберите программу."))
        row, secret = issue_token(service, title=request.POST.get("title", ""), scopes=scopes, by=me)
        request.session["fresh_token"] = {"title": row.title, "secret": secret}
    return redirect("connections")


@require_POST
@permission("keys.issue")
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    revoke_token(get_object_or_404(ApiToken, pk=pk, organisation_id=me.organisation_id), by=me)
    messages.success(request, _("Ключ отозван: он больше не действует."))
    return redirect("connections")


@require_POST
@permission("settings.edit")
def webhook_create(request: HttpRequest) -> HttpResponse:
    me = who(request)
    try:
        made = create_webhook(
            me.organisation,
            title=request.POST.get("title", ""),
            url=request.POST.get("url", "").strip(),
            verbs=request.POST.getlist("verb"),
            by=me,
        )
    except Objection as objection:
        refuse(request, objection)
        return redirect("connections")
    if not made.found:
        messages.warning(request, _("Сервер с таким именем сейчас не находится. Адрес проверим при первой отправке."))
    _show_once(request, made)
    return redirect("webhook", made.pk)


def _show_once(request: HttpRequest, row: Webhook) -> None:
    """The secret stands on the next page, and never again."""
    request.session["fresh_webhook"] = {"pk": row.pk, "secret": secret_of(row)}


def _mine(request: HttpRequest, pk: int) -> Webhook:
    return get_object_or_404(
        Webhook.objects.select_related("organisation"), pk=pk, organisation_id=who(request).organisation_id
    )


@require_GET
@permission("settings.edit")
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """One subscription and its log; its secret right after it was made."""
    found = _mine(request, pk)
    rows = Delivery.objects.filter(subject_type="webhook", subject_id=found.pk).order_by("-pk")
    fresh = request.session.pop("fresh_webhook", {})
    context: dict[str, Any] = {
        "webhook": found,
        "secret": fresh["secret"] if fresh.get("pk") == pk else "",
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "sentences": SENTENCES,
    }
    return render(request, "workspace/webhook.html", context)


@require_POST
@permission("settings.edit")
def webhook_act(request: HttpRequest, pk: int) -> HttpResponse:
    found, me = _mine(request, pk), who(request)
    do = request.POST.get("do", "")
    if do == "secret":
        renew_secret(found, by=me)
        _show_once(request, found)
        messages.success(request, _("Новый секрет ниже. Старый больше не подходит."))
    elif do == "replay":
        with telling(request):
            count = replay(found, typed_moment(request, "since"), by=me)
            messages.success(request, _("Событий отправляем ещё раз: %d") % count)
    elif do == "drop":
        with telling(request, _("Подписка убрана.")):
            drop_webhook(found, by=me)
            return redirect("connections")
    else:
        with telling(request, _("Включено.") if do == "on" else _("Выключено.")):
            switch_webhook(found, active=do == "on", by=me)
    return redirect("webhook", pk)
