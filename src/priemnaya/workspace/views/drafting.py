"""The draft of an order from the file of an act: upload, look through, download. Nothing is kept on the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.bounded import run
from priemnaya.drafting import SUFFIXES, Draft
from priemnaya.drafting.drafted import must_be_read_here
from priemnaya.drafting.levels import STATES, shown_level
from priemnaya.drafting.proposing import Row, phrase_of_rule
from priemnaya.drafting.taking import TITLES
from priemnaya.errors import Objection
from priemnaya.people.actions.acts import publish_act, withdraw_act
from priemnaya.people.acts import act_of
from priemnaya.policy.titles import act_number
from priemnaya.policy.vocabulary.people import CLIENT
from priemnaya.policy.vocabulary.people import TITLES as PEOPLE
from priemnaya.ui.access import permission
from priemnaya.ui.downloads import attachment
from priemnaya.ui.files import uploads
from priemnaya.ui.typed import files_taken, refuse, telling, typed_of
from priemnaya.workspace.shared import who

LARGEST_SHOWN = 4_000_000
"""Characters of a draft that comes back to be downloaded; the longest that `draft_order` writes is shorter."""
EMPLOYEES = PEOPLE.keys() - {CLIENT}
HINTS = {
    "sure": gettext_lazy("так кодированы почти такие же слова; сверьте значения"),
    "likely": gettext_lazy("похоже на кодированные пункты; проверьте вид и значения"),
    "guess": gettext_lazy("похожих пунктов мало; решите сами"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@permission("order.draft")
def order_draft(request: HttpRequest) -> HttpResponse:
    """The form, and after it the table of what was read. What stops it is told in words and the form stays."""
    body = who(request).organisation
    shown = {
        "slug": body.slug,
        "act": act_of(body),
        "typed": typed_of(request),
        "suffixes": ", ".join(SUFFIXES),
        "accept": ",".join(f".{s}" for s in SUFFIXES),
    }
    if request.method != "POST":
        return render(request, "workspace/order_draft.html", shown)
    with telling(request):
        draft = _drafted(request, request.POST.get("slug", "").strip() or body.slug)
        if request.POST.get("as") == "file":
            return _file(draft.yaml)
        files_taken(request)
        return render(request, "workspace/order_draft.html", {**shown, "slug": draft.slug, **_shown(draft)})
    return redirect("order_draft")


def _drafted(request: HttpRequest, slug: str) -> Draft:
    """Raises Objection with what is wrong with the file and what to do."""
    file = _act_file(request)
    name = file.name or "файл"
    draft: Draft = run("drafting.draft", file.read(), name, slug, folders())
    return draft


def _act_file(request: HttpRequest) -> UploadedFile[Any]:
    """The file of an act. Of one that is something else it is said how to save it, not how to call it. Raises
    Objection."""
    for sent in request.FILES.getlist("file"):
        if (sent.size or 0) <= settings.MAX_FILE_BYTES:
            must_be_read_here(sent.read(), sent.name or "файл")
            sent.seek(0)
    files = uploads(request, "file")
    if not files:
        raise Objection(_("Выберите файл приказа: %(list)s.") % {"list": ", ".join(SUFFIXES)})
    name = files[0].name or "файл"
    if name.rpartition(".")[2].lower() not in SUFFIXES:
        raise Objection(
            _("«%(name)s»: здесь читаем %(list)s. Сохраните документ в одном из этих видов и загрузите снова.")
            % {"name": name, "list": ", ".join(SUFFIXES)}
        )
    return files[0]


def folders() -> list[str]:
    """Orders that a new one is likened to: those of the bodies here, and those that come with the product."""
    return list(dict.fromkeys(str(f) for f in (Path(settings.ORDERS), settings.ROOT / "orders") if f.is_dir()))


def _shown(draft: Draft) -> dict[str, object]:
    return {
        "draft": draft,
        "rows": [_row(row) for row in draft.rows],
        "unplaced": [act_number(r.number) for r in draft.in_state("unplaced")],
        "guesses": [act_number(r.number) for r in draft.in_state("placed") if r.level == "guess"],
    }


def _row(row: Row) -> dict[str, object]:
    """A clause in words for people; the words of the file itself are in the file."""
    placed = row.state == "placed"
    return {
        "number": act_number(row.number),
        "words": row.words,
        "state": row.state,
        "title": shown_level(row.level, stands=row.stands) if placed else STATES[row.state],
        "hint": HINTS[row.level] if placed else "",
        "kinds": row.kinds[:1] if placed else row.kinds if row.state == "unplaced" else (),
        "rules": [(kind, phrase_of_rule(kind, values)) for kind, values in row.rules],
        "like": row.like if placed else "",
        "taken": [(TITLES[t.sort], t.words) for t in row.taken if t.sort != "person" or t.value in EMPLOYEES],
        "notes": list(dict.fromkeys(row.notes)),
    }


@require_POST
@permission("order.draft")
def order_draft_file(request: HttpRequest) -> HttpResponse:
    """The draft that the page shows, as a file: it comes from the page and goes back, for nothing of it is kept."""
    text = request.POST.get("yaml", "")
    if not text.strip() or len(text) > LARGEST_SHOWN:
        refuse(request, _("Черновика нет: загрузите файл приказа ещё раз."))
        return redirect("order_draft")
    return _file(text.replace("\r\n", "\n"))


@require_POST
@permission("order.draft")
def order_act(request: HttpRequest) -> HttpResponse:
    """The text of the act is published beside the order, or taken away again."""
    me = who(request)
    body = me.organisation.parent or me.organisation
    if request.POST.get("remove"):
        with telling(request, _("Приложенный текст убран.")):
            withdraw_act(body, by=me)
        return redirect("order_draft")
    with telling(request, _("Текст приказа опубликован: его видят на странице порядка клиенты и сотрудники.")):
        file = _act_file(request)
        publish_act(body, file.name or "файл", file.read(), request.POST.get("source", ""), by=me)
    return redirect("order_draft")


def _file(text: str) -> HttpResponse:
    return attachment("order.yaml", text.encode("utf-8", "replace"))
