"""A form as pages of one question each: which come for what was answered so far, and what each asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.models.case import COMPLAINTS
from priemnaya.knowledge.services.described import ServiceText
from priemnaya.knowledge.services.questions import Question, asked_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Answers = Mapping[str, Any]


def _always(answers: Answers) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """name: its place in the address; title: the one question of the page; fields: those of the form that it asks;
    when: for which answers it comes; part: its template, that of its name where nothing is said; own: its title is a
    body's own words; carries: what a link that led to it says besides, asked on a later page."""

    name: str
    title: StrOrPromise
    fields: tuple[str, ...] = ()
    when: Callable[[Answers], bool] = _always
    part: str = ""
    own: bool = False
    carries: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether its title is the question itself."""
        return len(self.fields) == 1

    @property
    def template(self) -> str:
        return f"portal/steps/{self.part or self.name}.html"


def _complains(answers: Answers) -> bool:
    return answers.get("kind") in COMPLAINTS


WHO = ("for_whom", "on_behalf_of", "client_kind", "surname", "name", "patronymic", "company")
ANSWER = ("chosen_point", "email", "phone", "postal_address", "second_point")
MESSAGE = (
    Step("what", _("Что случилось?"), ("kind",), carries=("decision",)),
    Step("whom", _("На что вы жалуетесь?"), ("against", "about", "decision"), _complains),
    Step("text", _("Расскажите своими словами"), ("text", "subject")),
    Step("files", _("Приложите файлы, если они есть"), ("documents",)),
    Step("who", _("Кто вы?"), WHO),
    Step("answer", _("Куда вам ответить?"), ANSWER),
    Step("check", _("Проверьте и отправьте")),
)
FIT = _("Подходит ли вам эта услуга?")
MORE = Step("more", _("Что ещё нам нужно знать?"), ("text",))
SECOND = Step("second", _("Кто подаёт заявление вместе с вами?"), ("second_name", "second_email"))
FEE = Step("fee", _("Госпошлина"))
LAST = (
    Step("documents", _("Приложите документы"), ("without",)),
    Step("who", _("Кто вы?"), WHO),
    Step("answer", _("Как с вами связаться и отдать результат?"), (*ANSWER, "receive_by")),
)
APPLY = Step("check", _("Проверьте и подайте заявление"))


def application_steps(text: ServiceText) -> tuple[Step, ...]:
    """The pages of an application for a service as its edition describes it: what it asks of its own comes before what
    every application asks."""
    own = bool(text.questions or text.conditions)
    fit = Step("fit", FIT, tuple(c.name for c in text.conditions) if own else ("text",))
    questions = [_page(text, block) for block in _blocks(text.questions)]
    paid = text.cost.rubles > 0 and text.payee is not None
    steps = [
        fit,
        *questions,
        MORE if own else None,
        SECOND if text.second else None,
        *LAST,
        FEE if paid else None,
        APPLY,
    ]
    return tuple(step for step in steps if step is not None)


def _blocks(questions: Iterable[Question]) -> list[list[Question]]:
    """Consecutive questions of one block stand together."""
    found: list[list[Question]] = []
    for question in questions:
        if found and question.block and found[-1][-1].block == question.block:
            found[-1].append(question)
        else:
            found.append([question])
    return found


def _page(text: ServiceText, block: list[Question]) -> Step:
    ids = {q.id for q in block}

    def comes(answers: Answers) -> bool:
        return bool(ids & asked_of(text.questions, lambda id: str(answers.get(f"f_{id}", ""))))

    title = block[0].block or block[0].label
    return Step(f"q-{block[0].id}", title, tuple(q.name for q in block), comes, part="questions", own=True)


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
