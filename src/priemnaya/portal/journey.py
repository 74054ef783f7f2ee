"""A form as pages of one question each: which come for what was answered so far, and what each asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models.case import COMPLAINTS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Answers = Mapping[str, Any]


def _always(answers: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """name: its place in the address and its template; title: the one question of the page; fields: those of the form
    that it asks; when: for which answers it comes."""

    name: str
    title: StrOrPromise
    fields: tuple[str, ...] = ()
    when: Callable[[Answers], bool] = _always


def _complains(answers: Answers) -> bool:
    return answers.get("kind") in COMPLAINTS


WHO = ("for_whom", "on_behalf_of", "client_kind", "surname", "name", "patronymic", "company")
ANSWER = ("chosen_point", "email", "phone", "postal_address", "second_point")
MESSAGE = (
    Step("what", _("Что случилось?"), ("kind",)),
    Step("whom", _("На что вы жалуетесь?"), ("against", "about", "decision"), _complains),
    Step("text", _("Расскажите своими словами"), ("text", "subject")),
    Step("files", _("Приложите файлы, если они есть"), ("documents",)),
    Step("who", _("Кто вы?"), WHO),
    Step("answer", _("Куда вам ответить?"), ANSWER),
    Step("check", _("Проверьте и отправьте")),
)
APPLICATION = (
    Step("fit", _("Подходит ли вам эта услуга?"), ("text",)),
    Step("documents", _("Приложите документы"), ("without",)),
    Step("who", _("Кто вы?"), WHO),
    Step("answer", _("Как с вами связаться и отдать результат?"), (*ANSWER, "receive_by")),
    Step("check", _("Проверьте и подайте заявление")),
)


@dataclass(frozen=True)
class Journey:
    """The steps of one form that come for these answers, in order."""

    steps: tuple[Step, ...]

    @classmethod
    def of(cls, steps: Iterable[Step], answers: Answers) -> Journey:
        return cls(tuple(step for step in steps if step.when(answers)))

    def at(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def place(self, step: Step) -> int:
        """From 1."""
        return self.steps.index(step) + 1

    def before(self, step: Step) -> Step | None:
        n = self.steps.index(step)
        return self.steps[n - 1] if n else None

    def after(self, step: Step) -> Step:
        return self.steps[min(self.steps.index(step) + 1, len(self.steps) - 1)]

    def first_wrong(self, form: forms.Form) -> Step | None:
        """The first page with a fault, when the form as a whole was checked; what belongs to no page is told on the
        last one that asks something."""
        wrong = set(form.errors)
        for step in self.steps:
            if wrong & set(step.fields):
                return step
        return self.steps[-2] if wrong else None
