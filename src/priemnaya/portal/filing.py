"""A form filled in page by page: one page is one question, what was answered is kept before the next, and the last page
shows it all before it is sent. Without JavaScript, and whatever became of the session meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from priemnaya.cases.actions import remove_draft_file
from priemnaya.cases.models import PortalDraft, PortalDraftFile
from priemnaya.core.reading import whole
from priemnaya.errors import Objection
from priemnaya.knowledge.services.answers import Read
from priemnaya.people.models import Organisation
from priemnaya.portal import quotas, visit
from priemnaya.portal.drafts import (
    draft_of,
    drop_draft,
    files_of,
    keep_draft,
    keep_files,
    typed_in,
    with_draft_cookie,
)
from priemnaya.portal.forms import MessageForm
from priemnaya.portal.journey import Journey, Step
from priemnaya.portal.questions import asks_place
from priemnaya.portal.resuming import link_to_oneself
from priemnaya.ui.files import ManyFilesField
from priemnaya.ui.typed import telling


@dataclass(frozen=True)
class Filing:
    """One form of one browser. slug: which form it is, empty for a message; make: the form of answers, with what is
    kept of files; address: where a step lies; whole: the page with everything at once, which needs no draft; send: what
    the last page does; derived: what follows from the answers and is not asked; stops: whether a page has something to
    say of what was answered before it goes on; initial: what is known before anything
    is answered; told: what its pages show besides."""

    request: HttpRequest
    organisation: Organisation
    slug: str
    steps: tuple[Step, ...]
    make: Callable[..., MessageForm]
    address: Callable[[str], str]
    whole: Callable[[MessageForm], HttpResponse]
    send: Callable[[MessageForm, PortalDraft], HttpResponse]
    derived: Callable[[dict[str, Any]], dict[str, Any]] = lambda answers: answers
    initial: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    stops: Callable[[Step, MessageForm], bool] = lambda step, form: False

    @cached_property
    def draft(self) -> PortalDraft | None:
        return draft_of(self.request, self.organisation, self.slug)

    @cached_property
    def files(self) -> dict[str, list[PortalDraftFile]]:
        return files_of(self.draft)

    @property
    def answers(self) -> dict[str, Any]:
        return self.derived({**self.initial, **(self.draft.data if self.draft else {})})

    @property
    def journey(self) -> Journey:
        return Journey.of(self.steps, self.answers)

    def anew(self) -> None:
        """After the draft was written."""
        for name in ("draft", "files"):
            self.__dict__.pop(name, None)


def page(filing: Filing, name: str) -> HttpResponse:
    """One step: shown, or answered."""
    step = filing.journey.at(name) or filing.journey.steps[0]
    if filing.request.method == "POST":
        if filing.request.POST.get("do") == "anew":
            drop_draft(filing.request, filing.organisation, filing.slug)
            return redirect(filing.address(filing.journey.steps[0].name))
        if filing.request.POST.get("do") == "link":
            return _sent_to_oneself(filing, step)
        return _check(filing, step) if step.name == "check" else _answered(filing, step)
    if step.name == "check":
        return _check(filing, step)
    form = filing.make(initial=filing.answers, kept=filing.files)
    return with_draft_cookie(filing.request, _shown(filing, step, form))


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
        "begun": "" if ruled_out else _begun(filing, step),
        "ruled_out": ruled_out,
        **filing.told,
        **more,
    }
    shown = render(filing.request, "portal/step.html", said, status=status)
    if any(asks_place(form, name) for name in step.fields):
        shown.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(self)"
    return shown


def _begun(filing: Filing, step: Step) -> str:
    """On the first page of a form that was begun before: where to go on."""
    if filing.draft is None or step is not filing.journey.steps[0] or filing.request.method == "POST":
        return ""
    form = filing.make(data=filing.answers, kept=filing.files)
    last = filing.journey.first_wrong(form) or filing.journey.steps[-1]
    return filing.address(last.name) if last is not step else ""


def _answered(filing: Filing, step: Step) -> HttpResponse:
    """Keep, look, go on. What is wrong is told on the same page, with all that was typed in it."""
    request = filing.request
    form = filing.make(initial=filing.answers)
    kept = not step.fields or keep_draft(request, filing.organisation, step.fields, filing.slug, form=form)
    if not kept and filing.draft is None:
        messages.warning(
            request,
            _(
                "Сейчас мы не можем сохранять ваши ответы по шагам. Заполните всё на одной странице: она отправит текст"
                " сразу."
            ),
        )
        typed = {name: typed_in(form, name, request.POST) for name in step.fields if name in form.fields}
        return filing.whole(filing.make(initial={**filing.answers, **typed}))
    filing.anew()
    wrong = _files(filing)
    form = filing.make(data=filing.answers, kept=filing.files)
    for name in [name for name in form.errors if name not in step.fields]:
        del form.errors[name]
    for name, words in wrong:
        form.add_error(name if name in form.fields else None, words)
    stays = request.POST.get("do", "")
    if wrong or (form.errors and stays in ("", "anyway")):
        return _shown(filing, step, form, 422)
    if stays == "anyway":
        stays = ""
    elif not stays and filing.stops(step, form):
        return redirect(f"{filing.address(step.name)}#ruled-out")
    if stays:
        return redirect(f"{filing.address(step.name)}#{'files' if stays == 'add' else 'main'}")
    journey = filing.journey
    here = journey.at(step.name) or step
    following = journey.steps[-1] if request.POST.get("to") == "check" else journey.after(here)
    return redirect(filing.address(following.name))


def _sent_to_oneself(filing: Filing, step: Step) -> HttpResponse:
    """A link to one's own mailbox, by which the draft goes on elsewhere; what this page holds is kept first."""
    request, body = filing.request, filing.organisation
    keep_draft(request, body, step.fields, filing.slug)
    filing.anew()
    if wrong := _files(filing):
        form = filing.make(data=filing.answers, kept=filing.files)
        form.errors.clear()
        for name, words in wrong:
            form.add_error(name if name in form.fields else None, words)
        return _shown(filing, step, form, 422)
    with telling(request):
        messages.success(request, link_to_oneself(request, body, filing.draft))
    return redirect(filing.address(step.name))


def _files(filing: Filing) -> list[tuple[str, str]]:
    """Take what was chosen on this page and let go what was removed. Gives what is wrong, by field; the others
    stay."""
    request, draft = filing.request, filing.draft
    wrong: list[tuple[str, str]] = []
    if draft is None:
        return wrong
    if removed := whole(request.POST.get("remove", "")):
        remove_draft_file(draft, removed)
    for name in request.FILES:
        try:
            files = ManyFilesField(required=False).clean(request.FILES.getlist(name))
            quotas.take_files(request, filing.organisation, files)
            keep_files(draft, name[:60], files)
        except forms.ValidationError as error:
            wrong += [(name, words) for words in error.messages]
        except Objection as objection:
            wrong.append((name, str(objection)))
    filing.anew()
    return wrong


def _check(filing: Filing, step: Step) -> HttpResponse:
    """All that was answered, with a way back to each; sent by the button below it."""
    form = filing.make(data=filing.answers, kept=filing.files)
    if filing.draft is None:
        return redirect(filing.address(filing.journey.steps[0].name))
    if lacking := filing.journey.first_wrong(form):
        for name in [name for name in form.errors if name not in lacking.fields]:
            del form.errors[name]
        messages.warning(filing.request, _("Осталось ответить на этой странице."))
        return _shown(filing, lacking, form, 422)
    parts = list(_summary(filing, form))
    if filing.request.method == "POST" and visit.ended(filing.request):
        visit.words_stay(filing.request)
        return _shown(filing, step, form, 409, parts=parts)
    if filing.request.method == "POST":
        return filing.send(form, filing.draft)
    return _shown(filing, step, form, parts=parts)


def _summary(filing: Filing, form: MessageForm) -> Iterable[dict[str, Any]]:
    for step in filing.journey.steps[:-1]:
        rows = [
            (form[name].label, words)
            for name in step.fields
            if name in form.fields and form.asks(name) and (words := _words(form, name))
        ]
        files = [file for name, kept in filing.files.items() if _asks(step, name) for file in kept]
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
