"""The form of an application for one service: what its edition asks for, the documents the client brings, nothing that
the body gets itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from priemnaya.knowledge.services.answers import Answered, lacking
from priemnaya.knowledge.services.described import ServiceText
from priemnaya.knowledge.services.questions import SURE_OR_NOT, Condition, asked_of
from priemnaya.policy.contact_points import PORTALS, title_of
from priemnaya.portal.forms import FOR_WHOM, MessageForm
from priemnaya.portal.questions import ConditionField, QuestionField, raw_of
from priemnaya.ui.files import ManyFilesField
from priemnaya.ui.forms import LongField, MailboxField

RECEIVE = {
    "portal": _("На сайте, по номеру и коду"),
    "epgu": _("В личный кабинет на Госуслугах"),
    "email": _("На электронную почту"),
    "post": _("Бумажным письмом"),
    "in_person": _("Забрать лично"),
}


def receivable(text: ServiceText) -> list[str]:
    """How the result of what is filed on this site can be got. A state portal takes what it sent us itself: whoever
    files here has no matter there."""
    return [point for point in text.receive_by if point not in PORTALS] or list(text.receive_by)


NOT_ASKED = _("По ответу выше это не нужно. Исправьте тот ответ или сотрите этот.")
"""Of a question that another answer leaves out, where both stand on one page."""


class ApplicationForm(MessageForm):
    """An application for one service: a file field for each document the client brings, none for what the body gets
    itself."""

    text = LongField(
        label=_("Что ещё нам нужно знать"),
        max_length=100_000,
        required=False,
        help_text=_("Особые обстоятельства, вопросы, просьбы. Можно не заполнять."),
    )
    receive_by = forms.ChoiceField(label=_("Как получить результат?"), widget=forms.RadioSelect)
    without = forms.BooleanField(
        label=_("Отправить без недостающих документов"),
        required=False,
        help_text=_("Мы примем заявление и свяжемся с вами за сутки, чтобы вы их добавили."),
    )

    def __init__(self, *args: Any, text: ServiceText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "subject", "documents", "about", "against", "decision"):
            del self.fields[name]
        whom = cast(forms.ChoiceField, self.fields["for_whom"])
        whom.choices = [c for c in FOR_WHOM if c[0] != "anonymous"]
        self.described = text
        receive = cast(forms.ChoiceField, self.fields["receive_by"])
        receive.choices = [(p, RECEIVE.get(p, title_of(p))) for p in receivable(text)]
        self.initial.setdefault("receive_by", receivable(text)[0])
        self._ask_of_its_own(text)
        for document in text.brought:
            label = f"{document.name}{f' ({document.when})' if document.when else ''}"
            self.fields[f"doc_{document.id}"] = ManyFilesField(label=label, required=False)

    def papers(self) -> list[tuple[Any, Any, Sequence[Any]]]:
        """Each document the client brings: what it is, its field, and what was chosen for it before."""
        described = [(d, f"doc_{d.id}") for d in self.described.brought]
        return [(d, self[name], self.kept_files.get(name, ())) for d, name in described]

    def _ask_of_its_own(self, text: ServiceText) -> None:
        """What this service asks and others do not; nothing of it is required by its field alone: what applies is."""
        for condition in text.conditions:
            self.fields[condition.name] = ConditionField(condition)
        for question in text.questions:
            self.fields[question.name] = QuestionField(question)
        if text.second:
            self.fields["second_name"] = forms.CharField(
                label=_("Фамилия, имя и отчество"), max_length=250, required=False
            )
            self.fields["second_email"] = MailboxField(
                label=_("Электронная почта второго заявителя"),
                required=False,
                help_text=_("Можно не писать: тогда передадите ссылку сами."),
            )

    @property
    def asked(self) -> set[str]:
        """Ids of questions that come for what was answered so far."""
        return asked_of(self.described.questions, lambda id: raw_of(self, f"f_{id}"))

    def asks(self, name: str) -> bool:
        """Whether a field is to be answered: a question that an earlier answer leaves out is not."""
        if name.startswith("f_"):
            return name.removeprefix("f_") in self.asked
        return super().asks(name)

    def ruled_out(self) -> list[Condition]:
        """Conditions by whose answers the service is not for who asks. It stops nobody."""
        return [c for c in self.described.conditions if raw_of(self, c.name) == c.ruled_out]

    @property
    def answers(self) -> list[Answered]:
        """All that was answered of the service's own, with each question as it stands today."""
        text, data = self.described, self.cleaned_data
        found = [
            Answered(c.id, "condition", c.question, data[c.name], SURE_OR_NOT[data[c.name]])
            for c in text.conditions
            if data.get(c.name)
        ]
        given = [(q, data.get(q.name)) for q in text.questions if q.id in self.asked]
        found += [Answered.of(question, read) for question, read in given if read is not None]
        if text.second and data.get("second_name"):
            found.append(
                Answered(
                    "second", "second", f"Второй заявитель: {text.second.who}", data["second_name"], data["second_name"]
                )
            )
        return found

    def given(self) -> dict[str, list[Any]]:
        """Document id -> files attached."""
        return {d.id: list(self.cleaned_data.get(f"doc_{d.id}") or []) for d in self.described.brought}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self._clean_own(data)
        if not (data.get("surname") or data.get("company")):
            self.add_error("surname", _("Укажите, кто подаёт заявление: фамилию или организацию."))
        lacking = [d for d in self.described.brought if not d.when and not (self.identified and d.id == "passport")]
        self._clean_way(data)
        missing = [
            d.name
            for d in lacking
            if not (data.get(f"doc_{d.id}") or self.kept_files.get(f"doc_{d.id}")) and f"doc_{d.id}" not in self.errors
        ]
        if missing and not data.get("without"):
            self.add_error(
                "without", _("Не приложено: %s. Приложите или отметьте, что пришлёте отдельно.") % ", ".join(missing)
            )
        return data

    def _clean_way(self, data: dict[str, Any]) -> None:
        """A result goes where it was asked for only by an address."""
        way = data.get("receive_by")
        if way == "post" and not data.get("postal_address") and "postal_address" not in self.errors:
            self.add_error("postal_address", _("Напишите адрес с индексом: по нему пришлём результат."))
        if way == "email" and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Напишите адрес электронной почты: по нему пришлём результат."))

    def _clean_own(self, data: dict[str, Any]) -> None:
        text, asked = self.described, self.asked
        for condition in text.conditions:
            if not data.get(condition.name) and condition.name not in self.errors:
                self.add_error(condition.name, _("Ответьте на вопрос. Не уверены — выберите «Не знаю»."))
        for question in text.questions:
            if question.id not in asked:
                self.errors.pop(question.name, None)
                if data.pop(question.name, None) is not None and not self.by_pages:
                    self.add_error(question.name, NOT_ASKED)
            elif question.required and data.get(question.name) is None and question.name not in self.errors:
                self.add_error(question.name, lacking(question))
        if text.second and not data.get("second_name"):
            self.add_error("second_name", _("Напишите, кто второй заявитель: фамилию, имя и отчество."))
