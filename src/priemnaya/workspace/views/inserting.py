"""What goes into a letter from elsewhere: articles and templates, a past answer, a file of the case; and the request
for more time, made where the letter is written."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from priemnaya.cases import actions
from priemnaya.cases.actions.drafting import attach_to_reply, save_reply
from priemnaya.cases.actions.working import UNSAID
from priemnaya.cases.models import Attachment, Case, Decision, Reply
from priemnaya.cases.modules import fill
from priemnaya.core.journal import record, viewed
from priemnaya.core.reading import moment
from priemnaya.desk import actions as desk
from priemnaya.knowledge.actions import articles
from priemnaya.knowledge.actions.findable import log_opened
from priemnaya.knowledge.models import Article
from priemnaya.knowledge.search import Hit, find
from priemnaya.people.models import Employee
from priemnaya.ui.access import permission
from priemnaya.ui.asked import chosen
from priemnaya.workspace.article_pane import may_insert
from priemnaya.workspace.shared import acts_on_case, case_for, typed_number, who
from priemnaya.workspace.shown_first import Form, shown_or_done
from priemnaya.workspace.typed_reply import open_reply, saved_reply

TEMPLATES, ANSWERS = 8, 5
"""How many are offered."""
GREETINGS = ("здравствуйте", "уважаем", "добрый ", "доброе ")


def insertions(case: Case, reply: Reply, me: Employee, alike: tuple[Decision, ...]) -> dict[str, Any]:
    """What may be put into this letter: templates nearest first, files of the case, answers to this client and to cases
    like this one. alike: decisions that are open to whoever writes."""
    return {
        "templates": _templates(case, me),
        "case_files": list(_files(case).exclude(file__in=reply.attachments.values("file")))[:20],
        "answers_given": _answers(case, me, [d.reply_id for d in alike if d.reply_id]),
    }


def _templates(case: Case, me: Employee) -> list[Article]:
    """Of the service first, then those whose words are the case's, then the rest by name."""
    rows = Article.objects.filter(
        organisation_id=me.organisation_id, kind="template", current__isnull=False, archived_at=None
    )
    said = {w[:5].lower() for w in case.subject.split() if len(w) > 4}

    def rank(row: Article) -> tuple[bool, int, str]:
        own = {w[:5].lower() for w in f"{row.title} {row.words}".split() if len(w) > 4}
        return (row.service_id is None or row.service_id != case.service_id, -len(own & said), row.title)

    return sorted(rows.only("title", "words", "service_id"), key=rank)[:TEMPLATES]


def _files(case: Case) -> QuerySet[Attachment]:
    """Documents that came with the case, newest first; a file that the antivirus stopped is not offered."""
    rows = Attachment.objects.filter(contact__case=case, contact__direction="in", inline=False)
    return rows.filter(scan__in=("", "clean")).select_related("file").order_by("-pk")


def given_to_see(me: Employee) -> QuerySet[Reply]:
    """Answers that have gone, of cases this employee may open."""
    return Reply.objects.filter(state="sent", case__in=Case.objects.seen_by(me).values("pk"))


def _answers(case: Case, me: Employee, alike: list[int]) -> list[Reply]:
    """To the same client first, newest first, then to cases like this one."""
    seen = given_to_see(me).exclude(case=case).select_related("case").order_by("-sent_at")
    own = list(seen.filter(case__client_id=case.client_id)[:ANSWERS]) if case.client_id else []
    more = [r for r in seen.filter(pk__in=alike)[:ANSWERS] if r not in own] if alike else []
    return (own + more)[:ANSWERS]


def body_of(reply: Reply) -> str:
    """The words of an answer without its greeting: who is greeted now is another person."""
    blocks = reply.text.strip().split("\n\n")
    greets = blocks[0].lower().startswith(GREETINGS) and len(blocks[0]) < 120
    return "\n\n".join(blocks[1:] if greets else blocks).strip()


def ungreeted(words: str, letter: str) -> str:
    """Words to insert, without the greeting that the letter has already."""
    first, _sep, rest = words.strip().partition("\n\n")
    return rest.strip() if rest.strip() and first.strip() == letter.strip().split("\n\n")[0].strip() else words


@acts_on_case("reply.write", back="reply")
def insert(request: HttpRequest, case: Case) -> HttpResponse:
    """An article's text goes into the draft, its variables filled, or a past answer's; the use is on record
    (udmurtia-mio 3.9). A file of the case is attached.

    The script asks for the words only and puts them at the caret of the live text; without it, what was typed is saved
    first and the words go to the end.
    """
    me, live = who(request), request.headers.get("X-Requested-With") == "fetch"
    reply = open_reply(case) if live else saved_reply(request, case)
    if reply is None:
        return redirect("reply", case.pk)
    if request.POST.get("case_file"):
        return _attach(request, case, reply)
    words, title = _answer(request, case) if request.POST.get("answer") else _article(request, case)
    words = ungreeted(words, reply.text)
    if live:
        return JsonResponse({"text": words, "told": _("Вставлено: %s") % title})
    save_reply(reply, by=me, text=f"{reply.text.rstrip()}\n\n{words}\n")
    messages.success(request, _("Вставлено в конец ответа: %s") % title)
    return redirect("reply", case.pk)


def _article(request: HttpRequest, case: Case) -> tuple[str, str]:
    me = who(request)
    rows = Article.objects.select_related("current").filter(organisation=me.organisation, current__isnull=False)
    row = get_object_or_404(rows, pk=chosen(request, "article"))
    assert row.current is not None
    articles.use_article(row, "inserted", by=me, case_id=case.pk)
    log_opened(me.organisation, request.POST.get("s", ""), "article", str(row.pk))
    record("reply.article_inserted", case, by=me, article=row.pk)
    return fill(row.current.text, case, me), row.title


def _answer(request: HttpRequest, case: Case) -> tuple[str, str]:
    me = who(request)
    row = get_object_or_404(given_to_see(me).select_related("case"), pk=chosen(request, "answer"))
    viewed(row.case, by=me)
    record("reply.answer_inserted", case, by=me, reply=row.pk)
    return body_of(row), _("ответ по делу %s. Сверьте имена, даты и суммы: слова из другого письма.") % row.case.number


def _attach(request: HttpRequest, case: Case, reply: Reply) -> HttpResponse:
    found = _files(case).filter(pk=chosen(request, "case_file")).first()
    if found is None:
        raise Http404
    attach_to_reply(reply, found.name, found.file.read(), found.content_type, by=who(request))
    messages.success(request, _("Файл приложен к ответу: %s") % found.name)
    return redirect("reply", case.pk)


@require_GET
@permission("case.view")
def known(request: HttpRequest, pk: int) -> HttpResponse:
    """The first look of the composer into the knowledge base, before anybody searches: the letter's page comes without
    it and asks at once, for ranking thousands of articles takes longer than the rest of its queries together."""
    case = case_for(request, pk)
    page = {
        "hits": _known_for(case, who(request)),
        "token": request.GET.get("s", "")[:40],
        "case_pk": case.pk,
        "in_composer": True,
        "may_insert": may_insert(request, case.pk),
    }
    return render(request, "workspace/_known.html", page)


def _known_for(case: Case, me: Employee) -> list[Hit]:
    """What the knowledge base has for the client's words."""
    found = find(me.organisation, case.subject[:80], public=False, kinds=("article",), limit=8).hits
    return [hit for hit in found if hit.sort != "template"][:5]  # templates have a list of their own


@acts_on_case("reply.write", back="reply")
def more_time(request: HttpRequest, case: Case) -> HttpResponse:
    """What was typed is saved; then the term is extended by whoever decides, with the letter looked at first, or they
    are asked to."""
    me = who(request)
    if saved_reply(request, case) is None:
        return redirect("reply", case.pk)
    days, reason = typed_number(request, "ext_days"), request.POST.get("ext_reason", "").strip()
    if me.may("case.decide"):

        def deed() -> None:
            actions.extend_case(case, days, reason, by=me, seen=moment(request.POST.get("ext_seen"), dt.UTC) or UNSAID)

        form = Form(reverse("reply", args=[case.pk]), "more-time", _("Продлить и отправить"))
        page, _answer = shown_or_done(request, case, deed, form)
        if page is not None:
            return page
        messages.success(request, _("Срок продлён, письмо об этом отправляется клиенту. Черновик на месте."))
    else:
        desk.ask_extension(case, days, reason, by=me)
        messages.success(request, _("Просьба передана тем, кто продлевает сроки. Пока срок прежний."))
    return redirect("reply", case.pk)
