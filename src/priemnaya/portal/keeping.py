"""A form of one browser, and the one way in which what a page of it holds is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from priemnaya.cases.actions import Received, remove_draft_file
from priemnaya.cases.incoming import Arrival, Incoming, IncomingFile
from priemnaya.cases.models import PortalDraft, PortalDraftFile
from priemnaya.core.reading import whole
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation
from priemnaya.portal import quotas
from priemnaya.portal.drafts import draft_of, files_of, keep_draft, keep_files
from priemnaya.portal.forms import MessageForm
from priemnaya.portal.journey import Journey, Step
from priemnaya.portal.questions import came
from priemnaya.ui.files import ManyFilesField

ALL = "all"
"""What the page with everything at once calls itself in its field `page`."""


@dataclass(frozen=True)
class Filing:
    """One form of one browser. slug: which form it is, empty for a message; make: the form of answers, with what is
    kept of files; address: where a step lies; entry: where the form begins; whole: the page with everything at once,
    which needs no draft; incoming: the message that the answers and files are; registered: what comes of it besides,
    once; derived: what follows from the answers and is not asked; stops: whether a page has something to say of what
    was answered before it goes on; initial: what is known before anything is answered; proved: what is known whatever
    was typed; linked: what the link that led here asks for; told: what its pages show besides."""

    request: HttpRequest
    organisation: Organisation
    slug: str
    steps: tuple[Step, ...]
    make: Callable[..., MessageForm]
    address: Callable[[str], str]
    entry: str
    whole: Callable[..., HttpResponse]
    incoming: Callable[[MessageForm, Arrival, tuple[IncomingFile, ...]], Incoming]
    registered: Callable[[Received, MessageForm, PortalDraft | None], None]
    derived: Callable[[dict[str, Any]], dict[str, Any]] = lambda answers: answers
    initial: dict[str, Any] = field(default_factory=dict)
    proved: dict[str, Any] = field(default_factory=dict)
    linked: dict[str, Any] = field(default_factory=dict)
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
        kept = self.draft.data if self.draft else {}
        return self.derived({**self.initial, **kept, **self.linked, **self.proved})

    @property
    def journey(self) -> Journey:
        return Journey.of(self.steps, self.answers)

    def form_of(self, **given: Any) -> MessageForm:
        """The form as its pages ask it, one question each."""
        return self.make(kept=self.files, by_pages=True, **given)

    def anew(self) -> None:
        """After the draft was written."""
        for name in ("draft", "files"):
            self.__dict__.pop(name, None)


def keep_page(filing: Filing, names: Iterable[str]) -> list[tuple[str, str]]:
    """The one way to keep what a page holds, its files too. names: the fields it has. Gives what is wrong, by field."""
    request, form = filing.request, filing.make()
    try:
        keep_draft(request, filing.organisation, names, filing.slug, form=form)
    except Objection as objection:
        return [(next(iter(names), ""), str(objection))]
    filing.anew()
    return _files(filing, form)


def keep_sent(filing: Filing) -> bool:
    """The same for a page that says itself which it is: autosave, a button that leads elsewhere. Whether it is kept."""
    form, typed = filing.make(), filing.request.POST
    steps = {step.name: list(step.fields) for step in filing.steps}
    here = steps.get(typed.get("page", ""), form.kept if typed.get("page") == ALL else [])
    names = here or [name for name in form.kept if came(form, name, typed)]
    wrong = keep_page(filing, names) if names or filing.request.FILES else []
    for _name, words in wrong:
        messages.error(filing.request, str(words))
    return bool(names and filing.draft and not wrong)


def _files(filing: Filing, form: MessageForm) -> list[tuple[str, str]]:
    """Take what was chosen on this page and let go what was removed. Gives what is wrong, by field; the others
    stay."""
    request, draft = filing.request, filing.draft
    wrong: list[tuple[str, str]] = []
    if draft is None:
        return wrong
    if removed := whole(request.POST.get("remove", "")):
        remove_draft_file(draft, removed)
    for name in request.FILES:
        if not isinstance(form.fields.get(name), ManyFilesField):
            continue  # no page asks for it: what nobody sees is not sent
        files, faults = sorted_out(request.FILES.getlist(name))
        wrong += [(name, words) for words in faults]
        try:
            quotas.take_files(request, filing.organisation, files)
            keep_files(draft, name, files)
        except Objection as objection:
            wrong.append((name, str(objection)))
    filing.anew()
    return wrong


def sorted_out(chosen: list[Any]) -> tuple[list[UploadedFile[Any]], list[str]]:
    """Each file by itself: a wrong one takes no right one with it. Gives those that are right, and what is wrong. No
    more are looked at than one field may hold."""
    files: list[UploadedFile[Any]] = []
    faults: list[str] = []
    for file in chosen[: settings.MAX_FILES]:
        try:
            files += ManyFilesField(required=False).clean([file])
        except forms.ValidationError as error:
            faults += error.messages
    if late := [str(file.name) for file in chosen[settings.MAX_FILES :]]:
        words = _("Не больше %(n)s файлов. Не поместились: %(names)s. Соберите файлы в один архив.")
        faults.append(words % {"n": settings.MAX_FILES, "names": ", ".join(late)})
    return files, faults
