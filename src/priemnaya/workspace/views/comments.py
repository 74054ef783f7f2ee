"""Comments under the body's posts in a social network: where each stands, what became of it, and hiding one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from priemnaya.cases.guard import unbarred
from priemnaya.channels.models import WallComment
from priemnaya.channels.models.comments import HIDES
from priemnaya.channels.vk.actions import hide_comment
from priemnaya.ui.access import permission
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import who

MOST = 100


@require_GET
@permission("review.letters")
def comments(request: HttpRequest) -> HttpResponse:
    """The latest first; those of cases closed to the reader are left out."""
    me = who(request)
    rows = WallComment.objects.filter(organisation_id=me.organisation_id, contact__isnull=False)
    rows = unbarred(rows, me, "contact__case").select_related("contact__case", "contact__client", "hide_by")
    shown = {"rows": rows.order_by("-pk")[:MOST], "hides": HIDES}
    return render(request, "workspace/comments.html", shown)


@require_POST
@permission("review.letters")
def comment_hide(request: HttpRequest, pk: int) -> HttpResponse:
    me = who(request)
    rows = unbarred(WallComment.objects.filter(organisation_id=me.organisation_id), me, "contact__case")
    row = get_object_or_404(rows, pk=pk)
    with telling(request, _("Скрываем комментарий. Слова и дело остаются у нас.")):
        hide_comment(row, request.POST.get("why", ""), by=me)
    return redirect("comments")
