"""Letters set aside, deliveries, clients and their merging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case as Case_
from django.db.models import Count, Q, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases import actions
from priemnaya.cases.actions.arriving import cases_of
from priemnaya.cases.actions.clients import audience_told, described
from priemnaya.cases.guard import shown_words, told_addresses, told_postal_address, unbarred, unbarred_subjects
from priemnaya.cases.joining import joinings_of, suggestions_for
from priemnaya.cases.models import Case, Contact
from priemnaya.cases.returned import to_try_again
from priemnaya.core.journal import viewed
from priemnaya.core.models import Delivery
from priemnaya.core.settings_kept import token
from priemnaya.people.actions.consents import HOW, active, give_consent, purposes, text_of, withdraw_purpose
from priemnaya.people.client_kinds import kinds_of
from priemnaya.people.models import Client, Organisation
from priemnaya.people.models.powers import GROUNDS, SIDES
from priemnaya.policy.contact_points import PEOPLE
from priemnaya.policy.vocabulary.needs import TITLES as NEEDS
from priemnaya.records.models import HistoryExport
from priemnaya.records.ripe import holding
from priemnaya.ui.access import permission
from priemnaya.ui.asked import page_seen
from priemnaya.ui.clarity import AUDIENCES
from priemnaya.ui.typed import telling, typed_of
from priemnaya.workspace.menu import FAILED
from priemnaya.workspace.shared import client_for, shown_after, who
from priemnaya.workspace.shown_first import SEND, Answer, Deed, Form, shown_or_done
from priemnaya.workspace.tables.cases import OF_CLIENT, listed
from priemnaya.workspace.tables.office import LETTERS, OUTBOX, Leaving
from priemnaya.workspace.tables.shown import Listing

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

OURS = ("case", "contact", actions.ABOUT_FORWARDING)
"""Whose deliveries the page of deliveries shows; mailings and webhooks have reports of their own."""


@require_GET
@permission("review.letters")
def letters(request: HttpRequest) -> HttpResponseBase:
    """«На проверке», not understood, and ignored letters: nothing that came is out of sight."""
    me = who(request)
    rows = Contact.objects.filter(
        organisation_id=me.organisation_id, direction="in", status__in=("review", "quarantined", "ignored")
    )
    if request.GET.get("status") in ("review", "quarantined", "ignored"):
        rows = rows.filter(status=request.GET["status"])
    rows = unbarred(rows, me).select_related("case").order_by("-at")
    waits: set[int] = set()

    def told(letters: list[Contact]) -> list[Contact]:
        shown, waiting = shown_words("contact", [c.pk for c in letters if not c.case_id], me)
        waits.update(waiting)
        return [c for c in letters if c.case_id or c.pk in shown]

    listing = Listing(LETTERS, rows, request, size=50, dress=told)
    if (file := listing.file()) is not None:
        return file
    shown = listing.rows
    return render(
        request, "workspace/letters.html", {"listing": listing, "waiting": len(waits) if shown or waits else 0}
    )


@require_POST
@permission("review.letters")
def take_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a case of a letter set aside: the robot was wrong."""
    mine = Contact.objects.filter(
        organisation_id=who(request).organisation_id, case=None, status__in=("review", "quarantined", "ignored")
    )
    contact = get_object_or_404(mine.select_related("organisation__parent", "raw"), pk=pk)

    def deed() -> Answer:
        case = actions.take_set_aside(contact, by=who(request))
        return lambda: redirect(shown_after(request, case))

    return _done(request, None, deed, Form(reverse("letters"), press=_("Зарегистрировать и отправить")))


def _done(request: HttpRequest, case: Case | None, deed: Deed, form: Form, done: StrOrPromise = "") -> HttpResponse:
    """What it writes to the client is shown first; what stops it is told on the page it was asked from."""
    page: HttpResponse | None = None
    answer: Answer = None
    with telling(request):
        page, answer = shown_or_done(request, case, deed, form)
        if page is None and done:
            messages.success(request, str(done))
    return page or (answer() if callable(answer) else answer) or redirect(form.page)


@require_GET
@permission("case.view")
def outbox(request: HttpRequest) -> HttpResponseBase:
    """What has not left yet: paper and phone tasks for people, letters waiting; those that failed first, and apart, as
    many as the menu says."""
    me, failed = who(request), request.GET.get("list") == "failed"
    whole = Delivery.objects.filter(
        organisation_id=me.organisation_id, state__in=("queued", "doing", *FAILED), subject_type__in=OURS
    )
    rows = unbarred_subjects(whole, me)
    shown = rows.filter(state__in=FAILED) if failed else rows
    first = When(state__in=FAILED, then=Value(0))
    listing = Listing(OUTBOX, shown.order_by(Case_(first, default=Value(1)), "-id"), request, size=50, dress=_leaving)
    if (file := listing.file()) is not None:
        return file
    numbers = rows.aggregate(all=Count("pk"), failed=Count("pk", filter=Q(state__in=FAILED)))
    return render(request, "workspace/outbox.html", {"listing": listing, "numbers": numbers, "failed": failed})


def _leaving(shown: list[Delivery]) -> list[Leaving]:
    cases, again = cases_of(shown), to_try_again(shown)
    return [Leaving(d, cases.get(d.pk), _to_do(d, d.pk in again)) for d in shown]


def _to_do(row: Delivery, again: bool) -> str:
    """What a person can do about a delivery right there: exactly what the action takes."""
    if row.subject_type == actions.ABOUT_FORWARDING:
        return "on_case"
    if row.state in ("queued", "doing"):
        return "hand_over" if row.channel in PEOPLE and row.subject_type == "case" else ""
    return "again" if again else "gone_otherwise"


@require_POST
@permission("case.work")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a dead letter again; an address may be corrected first."""
    me = who(request)
    rows = unbarred_subjects(Delivery.objects.filter(organisation_id=me.organisation_id, subject_type__in=OURS), me)
    row = get_object_or_404(rows, pk=pk)
    case = Case.objects.filter(pk=row.subject_id).first() if row.subject_type == "case" else None

    def deed() -> None:
        actions.retry_delivery(row, by=me, address=request.POST.get("address", ""))

    return _done(request, case, deed, Form(reverse("outbox"), press=SEND), _("Поставлено в очередь ещё раз."))


OF_ONE_CLIENT = 200
"""Cases on a card: the pages of it are those of the history."""


@require_GET
@permission("case.view")
def client(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The client card: addresses, consents, and the whole history over all points."""
    me = who(request)
    found = client_for(request, pk)
    viewed(found, by=me)
    alike = list(suggestions_for(found, me))
    for row in alike:
        viewed(row.other, by=me, how="list")  # also one that has no name to be found on the page by
    exports = HistoryExport.objects.of_one_card().filter(client=found)
    theirs = unbarred(listed(found.cases.all()), me, "pk").order_by("-registered_at")
    cases = Listing(OF_CLIENT, theirs, request, size=OF_ONE_CLIENT)
    if (file := cases.file()) is not None:
        return file
    history = unbarred(found.contacts.all(), me).select_related("case", "author", "delivery").order_by("-at")
    return render(
        request,
        "workspace/client.html",
        {
            "client": found,
            "page": Paginator(history, 50).get_page(request.GET.get("page")),
            "listing": cases,
            "suggestions": alike,
            "addresses": told_addresses(found.addresses.all(), me),
            "postal_address": told_postal_address(found, me),
            "joinings": joinings_of(found, me),
            "may_agree": me.may("case.register"),
            "consents": found.consents.select_related("recorded_by").order_by("-given_at"),
            **_described(found),
            "purposes": [(text_of(found.organisation, p), active(found, p)) for p in purposes()],
            "hows": [(k, HOW[k]) for k in ("in_person", "phone", "post")],
            "exports": exports.select_related("file").order_by("-id")[:5],
            **represented(found),
            "typed": (typed := typed_of(request)),
            "typed_needs": typed.all_of("needs"),
            "holds": holding(found.living.pk).select_related("by"),
            "may_hold": me.may("history.manage"),
        },
    )


def _described(card: Client) -> dict[str, Any]:
    """What the forms of a card show and offer."""
    return {
        "audiences": AUDIENCES,
        "kinds": kinds_of(card.organisation),
        "needs": NEEDS,
        "needs_kept": (kept := card.needs),
        "needs_hidden": len(kept) < len(card.special_needs),
        "health": None if active(card, "health") else text_of(card.organisation, "health"),
        "seen": described(card),
        "seen_audience": token(audience_told(card)),
        "places": Organisation.objects.filter(Q(pk=card.organisation_id) | Q(parent_id=card.organisation_id)),
    }


def represented(card: Client) -> dict[str, Any]:
    """Who acts for the client of a card or for whom the client acts, and what the form of a new one offers."""
    held = card.powers.select_related("client", "organisation__parent")
    return {"powers": held, "sides": SIDES, "grounds": GROUNDS}


@require_POST
@permission("case.work")
def audience(request: HttpRequest, pk: int) -> HttpResponse:
    """Who reads this client's letters."""
    me = who(request)
    found = client_for(request, pk)
    with telling(request, _("Записано: проверка текста учтёт, кто читает.")):
        actions.set_audience(found, request.POST.get("audience", ""), by=me, seen=page_seen(request))
    return redirect("client", found.living.pk)


@require_POST
@permission("case.work")
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    """A consent the client gave or withdrew in person, by phone or in a letter, with its text read out or shown."""
    me = who(request)
    found = client_for(request, pk)
    purpose, how = request.POST.get("purpose", ""), request.POST.get("how", "")
    with telling(request):
        if request.POST.get("do") == "withdraw":
            withdraw_purpose(found, purpose, how=how or "in_person", by=me)
            messages.success(request, _("Согласие отозвано."))
        else:
            give_consent(found, purpose, how=how, by=me)
            messages.success(request, _("Согласие записано."))
    return redirect("client", found.living.pk)
