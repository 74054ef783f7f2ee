"""One's own notices by kind and matter, and the choice of what is told how."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from priemnaya.core.models import Notice, NoticeChoice
from priemnaya.core.noticed import DIGEST, HIDDEN, KINDS, MAILED, SHOWN
from priemnaya.core.reading import numeral
from priemnaya.desk import actions as desk
from priemnaya.desk.notices import gathered, notices_of, read_lately
from priemnaya.ui.access import permission
from priemnaya.ui.asked import own_address
from priemnaya.ui.typed import telling
from priemnaya.workspace.shared import who

MOST = 300
LONGEST = 19  # figures of a key
READ_SHOWN, READ_DAYS = 50, 30
HOWS = {
    SHOWN: gettext_lazy("на странице"),
    MAILED: gettext_lazy("на странице и письмом"),
    HIDDEN: gettext_lazy("не сообщать"),
}


@require_GET
@permission("staff")
def notices(request: HttpRequest) -> HttpResponse:
    """Unread ones by kind, those of one matter as one line; what was read lately beneath."""
    me = who(request)
    groups = gathered(notices_of(me, MOST))
    return render(
        request,
        "workspace/notices.html",
        {
            "groups": [(KINDS[kind].title, rows) for kind, rows in groups],
            "every": " ".join(group.pks for _kind, rows in groups for group in rows),
            "more": Notice.objects.filter(employee_id=me.pk, read_at=None)[: MOST + 1].count() > MOST,
            "read": read_lately(me, timezone.now() - dt.timedelta(days=READ_DAYS), READ_SHOWN),
            "days": READ_DAYS,
        },
    )


@require_POST
@permission("staff")
def read(request: HttpRequest) -> HttpResponse:
    """What was in sight is read; what came since stays."""
    pks = [int(typed) for typed in request.POST.get("seen", "").split() if numeral(typed) and len(typed) < LONGEST]
    desk.read_notices(who(request), pks[:MOST], by=who(request))
    return redirect(own_address(request, "next", "/w/notices/"))


@require_GET
@permission("staff")
def choices(request: HttpRequest) -> HttpResponse:
    me = who(request)
    kept = dict(NoticeChoice.objects.filter(employee_id=me.pk).values_list("kind", "how"))
    rows = [
        (key, kind, kept.get(key, SHOWN), [(how, word) for how, word in HOWS.items() if how != HIDDEN or not kind.must])
        for key, kind in KINDS.items()
    ]
    digest = kept.get(DIGEST) == MAILED
    return render(request, "workspace/notice_choices.html", {"rows": rows, "digest": digest, "mailbox": me.email})


@require_POST
@permission("staff")
def choose(request: HttpRequest) -> HttpResponse:
    """Kinds that the form did not name stay as they are."""
    wanted = {key: how for key in KINDS if (how := request.POST.get(key, "")) in HOWS}
    if request.POST.get(DIGEST) in (SHOWN, MAILED):
        wanted[DIGEST] = request.POST[DIGEST]
    with telling(request, _("Сохранено.")):
        desk.choose_notices(who(request), wanted, by=who(request))
    return redirect("notice_choices")
