"""Paper on screen: the scan beside the form, the list for the post, envelopes, track numbers."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from priemnaya.cases.guard import shown_words, unbarred, unbarred_subjects
from priemnaya.cases.incoming import Arrival, Complaint, Incoming, Matter
from priemnaya.cases.models import CASE_KINDS
from priemnaya.core.journal import viewed
from priemnaya.core.models import Delivery
from priemnaya.core.settings_kept import token
from priemnaya.errors import Objection
from priemnaya.letterhead.post import render_envelopes, render_list
from priemnaya.paper import actions as paper
from priemnaya.paper.actions import for_post, posted, track_told
from priemnaya.paper.models import PostItem, PostList, Scan
from priemnaya.paper.ocr import MOST_PAGES, Unreadable, shown
from priemnaya.ui.access import permission
from priemnaya.ui.asked import page_seen, whole
from priemnaya.ui.downloads import attachment
from priemnaya.ui.files import uploads
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import shown_after, typed_sender, who
from priemnaya.workspace.shown_first import Form, shown_or_done
from priemnaya.workspace.tables.office import FOR_POST, POSTED, SCANS, ForPost
from priemnaya.workspace.tables.shown import Listing

KINDS = (
    "appeal",
    "appeal_complaint",
    "service_application",
    "service_complaint",
    "info_request",
    "media_request",
    "message",
)
AT_ONCE = 200
"""Letters of one list for the post."""


def _scan(request: HttpRequest, pk: int) -> Scan:
    me = who(request)
    rows = unbarred(Scan.objects.filter(organisation_id=me.organisation_id), me)
    found = get_object_or_404(rows.select_related("organisation__parent", "file", "case"), pk=pk)
    shown, waiting = shown_words("scan", [found.pk] if found.text.strip() else [], me)
    if waiting:
        raise PermissionDenied(_("Письмо ещё читается. Откройте его через минуту."))
    if found.text.strip() and not shown:
        raise PermissionDenied(_("Письмо, кажется, о вас: его зарегистрирует другой сотрудник. Скажите коллеге."))
    return found


@require_http_methods(["GET", "POST"])
@permission("case.register")
def scans(request: HttpRequest) -> HttpResponseBase:
    """Scans that wait, and a place to add more: each file is a letter of its own."""
    me = who(request)
    if request.method == "POST":
        with telling(request):
            files = uploads(request)
            if not files:
                raise Objection(_("Выберите файлы: скан или фотографию письма."))
            for file in files:
                paper.add_scan(me.organisation, file.name or "скан", file.read(), by=me)
            messages.success(request, _("Добавлено. Текст распознаётся, это займёт до минуты."))
        return redirect("scans")
    rows = Scan.objects.filter(organisation_id=me.organisation_id, state__in=("waiting", "ready")).order_by("id")
    listing = Listing(SCANS, rows, request, size=50)
    if (given := listing.file()) is not None:
        return given
    return render(request, "workspace/scans.html", {"listing": listing})


@require_http_methods(["GET", "POST"])
@permission("case.register")
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture on the left, the form on the right; what was recognised is put into the form as a suggestion."""
    me, found = who(request), _scan(request, pk)
    viewed(found, by=me)
    if request.method == "POST" and request.POST.get("do") == "drop":
        with telling(request):
            paper.drop_scan(found, by=me)
        return redirect("scans")
    typed, error = request.POST, ""
    if request.method == "POST":
        if not typed.get("text", "").strip():
            error = _("Внесите текст письма: хотя бы суть просьбы.")
        elif typed.get("kind") not in KINDS:
            error = _("Выберите вид дела.")
        else:
            incoming = Incoming(
                Arrival("post"),
                Matter(typed["text"], subject=typed.get("subject", ""), kind=typed["kind"]),
                typed_sender(typed),
                complaint=Complaint(typed.get("against", "")),
            )
            try:
                received = paper.register_scan(found, incoming, by=me)
            except Objection as objection:
                error = str(objection)
            else:
                assert received.case is not None
                messages.success(request, _("Зарегистрировано, дело № %s.") % received.case.number)
                return redirect(shown_after(request, received.case))
    kinds = [(k, CASE_KINDS[k]) for k in KINDS]
    return render(
        request,
        "workspace/scan.html",
        {"scan": found, "kinds": kinds, "typed": typed, "error": error, "numbers": range(found.pages)},
        status=422 if error else 200,
    )


@require_GET
@permission("case.register")
def scan_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One page as a picture of our own drawing; the upload itself is never shown."""
    found = _scan(request, pk)
    if number >= MOST_PAGES:
        raise Http404
    try:
        picture = shown(found.file.read(), number)
    except Unreadable as error:
        raise Http404 from error
    response = HttpResponse(picture, content_type="image/png")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=600"
    return response


def _mine(request: HttpRequest, waiting: list[Delivery]) -> list[Delivery]:
    """Without letters of cases the employee must not see."""
    mine = unbarred_subjects(Delivery.objects.filter(pk__in=[d.pk for d in waiting]), who(request))
    shown = set(mine.values_list("pk", flat=True))
    return [d for d in waiting if d.pk in shown]


def _items(request: HttpRequest) -> QuerySet[PostItem]:
    """Letters of lists of the body, without those of cases the employee must not see."""
    deliveries = unbarred_subjects(Delivery.objects.all(), who(request))
    rows = PostItem.objects.filter(post_list__organisation_id=who(request).organisation_id)
    return rows.filter(delivery__in=deliveries.values("pk")).select_related("post_list", "delivery").order_by("pk")


@require_GET
@permission("case.work")
def post(request: HttpRequest) -> HttpResponseBase:
    """Letters that wait for the post, and those of the lists handed over."""
    listing = Listing(POSTED, _items(request).order_by("-post_list", "pk"), request, dress=_seen)
    if (file := listing.file()) is not None:
        return file
    mine = _mine(request, for_post(who(request).organisation))
    shown = mine[:AT_ONCE]
    rows = [ForPost(d, p.recipient, p.address, p.document) for d, p in zip(shown, posted(shown), strict=True)]
    waiting = Listing(FOR_POST, rows, request, size=AT_ONCE)
    found = {"waiting": waiting, "rest": len(mine) - len(shown), "listing": listing}
    return render(request, "workspace/post.html", found)


def _seen(rows: list[PostItem]) -> list[PostItem]:
    for row in rows:
        row.__dict__["seen"] = token(track_told(row))
    return rows


@require_POST
@permission("case.work")
def post_list(request: HttpRequest) -> HttpResponse:
    """Make a list of the ticked letters; or print envelopes for them."""
    me = who(request)
    ticked = {whole(x) for x in request.POST.getlist("delivery")}
    chosen = [d for d in _mine(request, for_post(me.organisation)) if d.pk in ticked]
    if request.POST.get("do") == "envelopes" and chosen:
        body = me.organisation
        return attachment("Конверты.pdf", render_envelopes(body.name, body.address, posted(chosen)))
    with telling(request):
        made = paper.make_list(me.organisation, chosen, by=me)
        messages.success(
            request,
            _("Составлен список № %s. Распечатайте его и впишите трек-номера, которые даст почта.") % made.number,
        )
    return redirect("post")


def _list(request: HttpRequest, pk: int) -> PostList:
    return get_object_or_404(
        PostList.objects.select_related("organisation", "by"), pk=pk, organisation_id=who(request).organisation_id
    )


@require_GET
@permission("case.work")
def post_print(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    made = _list(request, pk)
    body = made.organisation
    items = list(_items(request).filter(post_list=made).exclude(delivery__state="dead"))  # recalled: not for the post
    letters = posted([i.delivery for i in items], {i.delivery_id: i.track for i in items})
    if what == "envelopes":
        return attachment(
            f"Конверты {made.number.replace('/', '-')}.pdf", render_envelopes(body.name, body.address, letters)
        )
    title = f"Список № {made.number} от {body.local(made.at):%d.%m.%Y}"
    by = made.by.full_name if made.by else ""
    return attachment(f"{title}.pdf".replace("/", "-"), render_list(body.name, body.address, title, by, letters))


@require_POST
@permission("case.work")
def post_item(request: HttpRequest, pk: int) -> HttpResponse:
    """The track number of one letter, or what became of it."""
    me = who(request)
    item = get_object_or_404(_items(request), pk=pk)

    def deed() -> None:
        if request.POST.get("do") in ("handed", "returned"):
            paper.post_result(item, handed=request.POST["do"] == "handed", by=me)
        else:
            paper.set_track(item, request.POST.get("track", ""), by=me, seen=page_seen(request))

    page: HttpResponse | None = None
    with telling(request):  # what came back goes by the next way
        page, _answer = shown_or_done(request, None, deed, Form(reverse("post"), press=_("Записать и отправить")))
        if page is None:
            messages.success(request, _("Записано."))
    return page or redirect("post")
