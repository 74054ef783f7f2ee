"""A form filled in page by page: one page is one question, what was answered is kept before the next, and the last page
shows it all before it is sent. Without JavaScript, and whatever became of the session meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from priemnaya.cases.actions import drop_sent_draft, receive_message
from priemnaya.cases.incoming import Arrival, Incoming
from priemnaya.cases.models import Contact, PortalDraftFile
from priemnaya.core.tokens import api_digest
from priemnaya.errors import Objection
from priemnaya.knowledge.services.answers import Read
from priemnaya.portal import quotas, visit
from priemnaya.portal.again import sent_before, sent_under
from priemnaya.portal.drafts import (
    ABOUT,
    KEY,
    drop_draft,
    typed_in,
    with_draft_cookie,
)
from priemnaya.portal.forms import MessageForm
from priemnaya.portal.journey import Step
from priemnaya.portal.keeping import Filing, keep_page
from priemnaya.portal.questions import asks_place, came, raw_of
from priemnaya.portal.resuming import link_to_oneself
from priemnaya.portal.sending import arrival_of, given_of, said_at_once, show_sent
from priemnaya.ui.typed import telling


def page(filing: Filing, name: str) -> HttpResponse:
    """One step: shown, or answered. What is sent is of the page it names, also where that page comes no more."""
    comes = filing.journey.at(name)
    if filing.request.method == "POST":
        step = comes or next((s for s in filing.steps if s.name == name), None)
        if step is None:
            raise Http404  # a page of a form that has changed: what was typed stands on the page of the error
        return _posted(filing, step, comes=comes is not None)
    step = comes or filing.journey.steps[0]
    if step.name == "check":
        return _check(filing, step)
    return with_draft_cookie(filing.request, _shown(filing, step, filing.form_of(initial=filing.answers)))


def _posted(filing: Filing, step: Step, *, comes: bool) -> HttpResponse:
    do = filing.request.POST.get("do")
    if do == "anew":
        drop_draft(filing.request, filing.organisation, filing.slug)
        return redirect(filing.address(filing.journey.steps[0].name))
    if do == "link":
        return _sent_to_oneself(filing, step)
    if step.name == "check":
        return _check(filing, step)
    return _answered(filing, step) if comes else _kept_aside(filing, step)


def all_at_once(filing: Filing) -> HttpResponse:
    """The page with everything: shown, or sent. What was chosen on it stays through every error, as on the steps."""
    request = filing.request
    if request.method == "GET":
        return with_draft_cookie(request, filing.whole(filing.make(initial=filing.answers, kept=filing.files)))
    wrong = keep_page(filing, filing.make().kept)
    typed = request.POST.copy()
    for name, known in filing.proved.items():
        typed[name] = known  # the page shows it and has no field for it
    form = filing.make(typed, {} if filing.draft else request.FILES, kept=filing.files)
    if request.POST.get("remove") and filing.draft:
        return redirect(f"{filing.entry}?all=1#files")
    if visit.ended(request):
        visit.words_stay(request)
        return filing.whole(form, 409)
    _tell(form, wrong if filing.draft or form.errors else _counted(filing, form))
    if form.errors:
        return filing.whole(form, 422)
    incoming = filing.incoming(form, arrival_of(request), given_of(form, filing.draft))
    return _sent(filing, form, said_at_once(request, incoming), lambda first: filing.whole(form, 409, repeated=first))


def _counted(filing: Filing, form: MessageForm) -> list[tuple[str, str]]:
    """Of a browser that keeps no draft: its files against today's quota. Gives what is wrong."""
    names = [n for n in filing.request.FILES if n in form.fields]
    try:
        quotas.take_files(filing.request, filing.organisation, (f for n in names for f in form.cleaned_data[n]))
    except Objection as objection:
        return [(names[0], str(objection))]
    return []


def _shown(filing: Filing, step: Step, form: MessageForm, status: int = 200, **more: Any) -> HttpResponse:
    journey = filing.journey
    back, ruled_out = journey.before(step), filing.stops(step, form)
    said = {
        "form": form,
        "step": step,
        "part": step.template,
        "place": journey.place(step),
        "places": journey.steps,
        "back": filing.address(back.name) if back else "",
        "here": filing.address(step.name),
        "kept": filing.files,
        "unasked": [file for name, kept in filing.files.items() if name not in form.fields for file in kept],
        "carried": {n: filing.linked[n] for n in step.carries if n in filing.linked},
        "begun": "" if ruled_out else _begun(filing, step),
        "ruled_out": ruled_out,
        **filing.told,
        **more,
    }
    shown = render(filing.request, "portal/step.html", said, status=status)
    if any(asks_place(form, name) for name in step.fields):
        shown.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
    return shown


def written_in(filing: Filing) -> list[dict[str, Any]]:
    """All that was written and chosen, also what is wrong or not asked any more: to be copied where the form is no
    more."""
    form = filing.form_of(data=filing.answers)
    form.full_clean()

    def said(step: Step) -> list[tuple[Any, str]]:
        named = [(form[n].label, _words(form, n) or raw_of(form, n)) for n in step.fields if n in form.fields]
        return [(label, words) for label, words in named if words]

    def files(step: Step) -> list[PortalDraftFile]:
        return [file for name, kept in filing.files.items() if _asks(step, name) for file in kept]

    return [{"title": s.title, "rows": said(s), "files": files(s)} for s in filing.steps[:-1]]


def _begun(filing: Filing, step: Step) -> str:
    """On the first page of a form that was begun before: where to go on."""
    if filing.draft is None or step is not filing.journey.steps[0] or filing.request.method == "POST":
        return ""
    form = filing.form_of(data=filing.answers)
    last = filing.journey.first_wrong(form) or filing.journey.steps[-1]
    return filing.address(last.name) if last is not step else ""


def _answered(filing: Filing, step: Step) -> HttpResponse:
    """Keep, look, go on. What is wrong is told on the same page, with all that was typed in it."""
    typed, form, wrong = _taken(filing, step)
    if filing.draft is None and step.fields:
        return _without_draft(filing, typed)
    for name in [name for name in form.errors if name not in step.fields]:
        del form.errors[name]
    _tell(form, wrong)
    stays = filing.request.POST.get("do", "add" if "remove" in filing.request.POST else "")
    if wrong or (form.errors and stays in ("", "anyway")):
        return _shown(filing, step, form, 422)
    if stays == "anyway":
        stays = ""
    elif not stays and filing.stops(step, form):
        return redirect(f"{filing.address(step.name)}#ruled-out")
    if stays:
        return redirect(f"{filing.address(step.name)}#{'files' if stays == 'add' else 'main'}")
    journey = filing.journey
    return redirect(filing.address(journey.after(journey.at(step.name) or step).name))


def _taken(filing: Filing, step: Step) -> tuple[dict[str, str], MessageForm, list[tuple[str, str]]]:
    """A page that came, kept: what was typed on it, the form as it stands now, and what is wrong."""
    request, blank, names = filing.request, filing.make(), (*step.fields, *step.carries)
    wrong = keep_page(filing, names)
    typed = {n: typed_in(blank, n, request.POST) for n in names if n in blank.fields and came(blank, n, request.POST)}
    return typed, filing.form_of(data={**filing.answers, **typed}), wrong


def _without_draft(filing: Filing, typed: dict[str, str]) -> HttpResponse:
    """Where answers can't be kept page by page: all of them on one, which sends them at once."""
    words = _(
        "Сейчас мы не можем сохранять ваши ответы по шагам. Заполните всё на одной странице: она отправит текст сразу."
    )
    if filing.request.FILES:
        words = f"{words} {_('Файлы выберите ещё раз.')}"
    messages.warning(filing.request, words)
    return filing.whole(filing.make(initial={**filing.answers, **typed}))


def _kept_aside(filing: Filing, step: Step) -> HttpResponse:
    """A page that comes no more, for other answers were given meanwhile, in another tab or after «Назад»: nothing
    typed on it is lost, and whoever typed it is told."""
    typed, _form, wrong = _taken(filing, step)
    if filing.draft is None:
        return _without_draft(filing, typed)
    for _name, words in wrong:
        messages.error(filing.request, str(words))
    said = _(
        "Страница «%s» к вашим ответам больше не подходит. Что вы на ней написали, мы сохранили, но не отправим: оно"
        " вернётся, если вы вернёте прежний ответ."
    )
    messages.info(filing.request, said % step.title)
    later = filing.steps[filing.steps.index(step) :]
    return redirect(filing.address(next(s.name for s in later if filing.journey.at(s.name))))


def _sent_to_oneself(filing: Filing, step: Step) -> HttpResponse:
    """A link to one's own mailbox, by which the draft goes on elsewhere; what this page holds is kept first."""
    request, body = filing.request, filing.organisation
    typed, form, wrong = _taken(filing, step)
    if filing.draft is None and step.fields:
        return _without_draft(filing, typed)
    if wrong:
        form.errors.clear()
        _tell(form, wrong)
        return _shown(filing, step, form, 422)
    with telling(request):
        messages.success(request, link_to_oneself(request, body, filing.draft))
    return redirect(filing.address(step.name))


def _tell(form: MessageForm, wrong: Iterable[tuple[str, str]]) -> None:
    for name, words in wrong:
        form.add_error(name if name in form.fields else None, words)


def _check(filing: Filing, step: Step) -> HttpResponse:
    """All that was answered, with a way back to each; sent by the button below it, as it was shown."""
    request, draft = filing.request, filing.draft
    pressed, key = request.method == "POST", request.POST.get("key", "")
    other = pressed and key and (draft is None or key != draft.data.get(KEY))
    if other and (sent := sent_under(filing.organisation, key)):
        return show_sent(request, filing.organisation, sent)
    if draft is None:
        if pressed:
            messages.info(request, _("Отправлять нечего: эту форму уже отправили или удалили с другой страницы."))
        return redirect(filing.address(filing.journey.steps[0].name))
    form = filing.form_of(data=filing.answers)
    if lacking := filing.journey.first_wrong(form):
        for name in [name for name in form.errors if name not in lacking.fields]:
            del form.errors[name]
        messages.warning(request, _("Осталось ответить на этой странице."))
        return _shown(filing, lacking, form, 422)
    seal = _seal(filing)
    said = {"parts": list(_summary(filing, form)), "key": draft.data.get(KEY, ""), "seal": seal}
    if pressed and visit.ended(request):
        visit.words_stay(request)
        return _shown(filing, step, form, 409, **said)
    if pressed and request.POST.get("shown", seal) != seal:  # a page of before they were sealed has none
        messages.warning(
            request, _("Пока эта страница была открыта, ответы изменились. Ничего не отправлено: проверьте ещё раз.")
        )
        return _shown(filing, step, form, 409, **said)
    if not pressed:
        return _shown(filing, step, form, **said)
    incoming = filing.incoming(form, Arrival("portal", key=f"portal:{said['key']}"), given_of(form, draft))
    again = {"here": filing.address("check"), "key": said["key"], "seal": seal}
    return _sent(
        filing,
        form,
        incoming,
        lambda first: render(request, "portal/repeated.html", {**again, "repeated": first}, status=409),
    )


def _seal(filing: Filing) -> str:
    """Of all that stands in the form: what is sent is what was shown."""
    answers = {name: str(words) for name, words in filing.answers.items() if name not in (KEY, ABOUT)}
    files = [[file.field, file.pk] for kept in filing.files.values() for file in kept]
    return api_digest(json.dumps([sorted(answers.items()), files], ensure_ascii=False))[:32]


def _sent(
    filing: Filing, form: MessageForm, incoming: Incoming, asked: Callable[[Contact], HttpResponse]
) -> HttpResponse:
    """Sent, and the draft of it gone. asked: the page that asks whether the same words are meant once more."""
    request, body, draft = filing.request, filing.organisation, filing.draft
    if first := sent_before(request, body, incoming):
        return asked(first)
    received = receive_message(body, quotas.weigh(request, body, incoming))
    if received.is_new:
        filing.registered(received, form, draft)
    if draft and (late := drop_sent_draft(draft, [f.pk for kept in filing.files.values() for f in kept])):
        words = _("Эти файлы пришли, когда всё уже было отправлено: %s. Добавьте их к делу на его странице.")
        messages.warning(request, words % ", ".join(late))
    return show_sent(request, body, received)


def _summary(filing: Filing, form: MessageForm) -> Iterable[dict[str, Any]]:
    for step in filing.journey.steps[:-1]:
        rows = [
            (form[name].label, words)
            for name in step.fields
            if name in form.fields and form.asks(name) and (words := _words(form, name))
        ]
        asked = [name for name in filing.files if name in form.fields and _asks(step, name)]
        files = [file for name in asked for file in filing.files[name]]
        yield {"title": step.title, "rows": rows, "files": files, "url": filing.address(step.name)}


def _asks(step: Step, field_name: str) -> bool:
    return field_name in step.fields or (step.name == "documents" and field_name.startswith("doc_"))


def _words(form: MessageForm, name: str) -> str:
    """An answer as it is read back: the words of a choice, not its key."""
    asked, value = form.fields[name], form.cleaned_data.get(name)
    if isinstance(value, Read):
        return value.words
    if isinstance(asked, forms.BooleanField):
        return _("да") if value else ""
    if isinstance(asked, forms.ChoiceField):
        return str(dict(asked.choices).get(str(value), "")) if value else ""  # type: ignore[arg-type]
    return "" if isinstance(value, list) else str(value or "")
