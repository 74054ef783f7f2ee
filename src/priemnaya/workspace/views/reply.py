"""The course of a reply: handed on for signature, taken back, checked, dropped, brought back, signed and sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from priemnaya.cases import actions
from priemnaya.cases.models import Case, Reply
from priemnaya.errors import Objection, Stale
from priemnaya.policy import Refused
from priemnaya.ui.asked import chosen, whole
from priemnaya.ui.typed import refuse
from priemnaya.workspace.shared import acts_on_case, who
from priemnaya.workspace.typed_reply import not_saved, open_reply, saved_reply, version_of


@acts_on_case("reply.submit", back="reply")
def submit(request: HttpRequest, case: Case) -> HttpResponse:
    if reply := saved_reply(request, case):
        actions.submit_reply(reply, by=who(request), heard=request.POST.get("heard", ""))  # the signer sees all words
        messages.success(request, _("Ответ передан на проверку и подпись."))
        return redirect(case.get_absolute_url())
    return redirect("reply", case.pk)


@acts_on_case("reply.write", back="reply")
def take_over(request: HttpRequest, case: Case) -> HttpResponse:
    """The draft as typed goes on in the name of whoever asks."""
    if reply := saved_reply(request, case):
        actions.take_over_reply(reply, by=who(request))
        messages.success(request, _("Теперь ответ ведёте вы: в письме исполнителем будете вы."))
    return redirect("reply", case.pk)


@acts_on_case("reply.sign", back="reply")
def check(request: HttpRequest, case: Case) -> HttpResponse:
    actions.check_reply(open_reply(case), by=who(request), version=version_of(request) or 0)
    messages.success(request, _("Проверено. Осталось подписать."))
    return redirect("reply", case.pk)


@acts_on_case("reply.submit", back="reply")
def recall(request: HttpRequest, case: Case) -> HttpResponse:
    """The author, or who may sign, takes the letter back from signature to change it."""
    actions.recall_reply(open_reply(case), by=who(request))
    messages.success(request, _("Ответ отозван с подписи: его снова можно править."))
    return redirect("reply", case.pk)


@acts_on_case("reply.sign")
def send_back(request: HttpRequest, case: Case) -> HttpResponse:
    read = version_of(request) or 0
    actions.send_back_reply(open_reply(case), by=who(request), why=request.POST.get("why", ""), version=read)
    messages.success(request, _("Ответ возвращён автору."))
    return redirect(case.get_absolute_url())


@acts_on_case("reply.write", back="reply")
def drop(request: HttpRequest, case: Case) -> HttpResponse:
    """Asks first, with everything typed saved; a dropped draft can be brought back."""
    if request.POST.get("sure"):
        read = whole(request.POST.get("version", ""))
        actions.drop_reply(open_reply(case), by=who(request), version=-1 if read is None else read)
        messages.success(request, _("Черновик отменён. Вернуть его можно на этой странице."))
        return redirect(case.get_absolute_url())
    if reply := saved_reply(request, case):
        return render(request, "workspace/reply_drop.html", {"case": case, "reply": reply})
    return redirect("reply", case.pk)


@acts_on_case("reply.write")
def bring_back(request: HttpRequest, case: Case) -> HttpResponse:
    """A dropped draft comes back to the composer, from the case's page."""
    dropped = case.replies.filter(pk=chosen(request, "reply")).first()
    if dropped is None:
        raise Objection(_("Такого черновика в деле нет. Обновите страницу."))
    actions.restore_reply(dropped, by=who(request))
    messages.success(request, _("Черновик возвращён: его можно писать дальше."))
    return redirect("reply", case.pk)


@acts_on_case("reply.write", back="reply")
def restore(request: HttpRequest, case: Case) -> HttpResponse:
    """An earlier version of the draft comes back; the one of now stays among the versions."""
    actions.restore_version(open_reply(case), chosen(request, "number"), by=who(request))
    messages.success(request, _("Прежняя редакция возвращена. То, что было, осталось в списке редакций."))
    return redirect("reply", case.pk)


@acts_on_case("reply.sign", back="reply")
def send(request: HttpRequest, case: Case) -> HttpResponse:
    """Sign and send. What stops it is shown beside the letter, with every word kept."""
    typed = "text" in request.POST
    reply = saved_reply(request, case) if typed else open_reply(case)
    if reply is None:
        return redirect("reply", case.pk)
    file = request.FILES.get("signature")
    try:
        read = _read(request, reply)
        sent = actions.send_reply(reply, by=who(request), signature=file.read() if file else None, **read)
    except Refused:
        refuse(request, _("Ответ пока не ушёл: справа сказано, что исправить."))
        return redirect(reverse("reply", args=[case.pk]) + "#stopped")
    except Stale as stale:
        not_saved(request, case, stale)
        return redirect("reply", case.pk)
    except Objection as objection:
        refuse(request, objection)
        return redirect("reply", case.pk)
    said = (
        _("Ответ подписан и отправлен клиенту.") if sent.state == "sent" else _("Ответ подписан, отправляется клиенту.")
    )
    messages.success(request, said)
    return redirect(case.get_absolute_url())


def _read(request: HttpRequest, reply: Reply) -> dict[str, Any]:
    """What the signer had before them: words as typed, or their version, and the files and addresses around them."""
    version = reply.version if "text" in request.POST else version_of(request) or 0
    return {"version": version, "around": request.POST.get("shown", "") or "-"}


@acts_on_case("reply.sign", back="reply")
def prepare(request: HttpRequest, case: Case) -> HttpResponse:
    """Freeze the letter for an outside signing program: its file is downloaded, signed there, and the signature brought
    back."""
    typed = "text" in request.POST
    reply = saved_reply(request, case) if typed else open_reply(case)
    if reply is None:
        return redirect("reply", case.pk)
    file = request.FILES.get("certificate")
    try:
        read = _read(request, reply)
        actions.prepare_reply(reply, by=who(request), certificate=file.read() if file else None, **read)
    except Refused:
        refuse(request, _("Письмо пока нельзя подписать: справа сказано, что исправить."))
    except Stale as stale:
        not_saved(request, case, stale)
    except Objection as objection:
        refuse(request, objection)
    else:
        messages.success(request, _("Письмо подготовлено. Скачайте файл, подпишите его и приложите подпись."))
    return redirect("reply", case.pk)
