"""Fields of a form for what a service asks of its own. None is required by itself: whether a question comes at all is
said by the answers before it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from priemnaya.bounded.data import json_of
from priemnaya.cases.incoming import storable
from priemnaya.errors import Objection
from priemnaya.knowledge.services.answers import LONGEST, PERSON, Read, read
from priemnaya.knowledge.services.questions import (
    MOST_PEOPLE,
    NO,
    OF_VARIANTS,
    UNSURE,
    YES,
    Condition,
    Question,
)

ROWS_AT_FIRST = 2
SAID = {YES: _("Да"), NO: _("Нет"), UNSURE: _("Не знаю")}
"""As a page offers them; kept are the words of knowledge.services.questions, whatever language the page was in."""


class LinesOfChoice(forms.CheckboxSelectMultiple):
    """Several variants; a draft keeps them one a line."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return "\n".join(v for v in given if v)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Where the list of faults leads: its first variant."""
        return super().id_for_label(id_, index or "0")

    def format_value(self, value: Any) -> list[str]:
        return [v for v in str(value or "").split("\n") if v]


class PeopleInput(forms.Widget):
    """A row for each person, and one to spare; a draft keeps them as JSON. Without JavaScript «Ещё человек» draws the
    page again with another row."""

    template_name = "portal/_people.html"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.most = min(question.most or MOST_PEOPLE, MOST_PEOPLE)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        if name in data:
            return str(data.get(name) or "")
        rows = [{part: data.get(f"{name}-{n}-{part}", "") for part in PERSON} for n in range(self.most)]
        rows = [row for row in rows if any(v.strip() for v in row.values())]
        return json.dumps(rows, ensure_ascii=False) if rows else ""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-0-surname"

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        row = re.compile(rf"{re.escape(name)}-[0-9]+-(?:{'|'.join(PERSON)})")
        return name not in data and not any(row.fullmatch(key) for key in data)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        rows = rows_of(value)
        wanted = min(max(len(rows) + 1, ROWS_AT_FIRST), self.most)
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "rows": [*rows, *({} for _n in range(wanted - len(rows)))],
            "born": self.question.born,
            "more": wanted < self.most,
        }
        return context


def rows_of(value: Any) -> list[dict[str, str]]:
    """People as a draft keeps them; whatever else stands there is nobody."""
    try:
        rows = json_of(str(value or "")) if value else []
    except ValueError:
        return []
    if not isinstance(rows, list):
        return []
    return [{p: storable(str(row.get(p, ""))) for p in PERSON} for row in rows[:MOST_PEOPLE] if isinstance(row, dict)]


def came(form: forms.Form, name: str, data: Mapping[str, Any]) -> bool:
    """Whether a form that was sent names a field; a list of people stands under names of its own."""
    widget = form.fields[name].widget
    return not widget.value_omitted_from_data(data, {}, name) if isinstance(widget, PeopleInput) else name in data


def raw_of(form: forms.Form, name: str) -> str:
    """What stands in a field now, as a draft keeps it."""
    field = form.fields.get(name)
    if field is None:
        return ""
    if not form.is_bound:
        return str(form.get_initial_for_field(field, name) or "")
    return str(field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name)) or "")


class QuestionField(forms.Field):
    """One question of a service; cleaned it is what was read, None where nothing was answered."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(label=question.label, help_text=question.hint, required=False, widget=_widget(question))
        if not self.many and (question.hint or question.example or not question.required):
            self.widget.attrs["aria-describedby"] = f"hint-{question.name}"

    @property
    def many(self) -> bool:
        """Whether it is answered by more than one control: they stand together under one name."""
        return self.question.kind in (*OF_VARIANTS, "yes_no", "people")

    def clean(self, value: Any) -> Read | None:
        raw = rows_of(value) if self.question.kind == "people" else storable(str(value or ""))
        try:
            return read(self.question, raw)
        except Objection as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


def _widget(question: Question) -> forms.Widget:
    if question.kind == "people":
        return PeopleInput(question)
    if question.kind == "several":
        return LinesOfChoice(choices=[(o, o) for o in question.options])
    if question.kind in ("choice", "yes_no"):
        choices = [(o, SAID.get(o, o)) for o in question.answers]
        return forms.RadioSelect(choices=list(choices))
    if question.kind == "long":
        return forms.Textarea(attrs={"maxlength": str(question.most or LONGEST["long"])})
    attrs = {
        "number": {"inputmode": "decimal"},
        "account": {"inputmode": "numeric"},
        "cadastral": {"inputmode": "text"},
    }
    return forms.TextInput(
        attrs=attrs.get(question.kind, {}) | {"autocomplete": AUTOCOMPLETE.get(question.known, "off")}
    )


AUTOCOMPLETE = {"full_name": "name", "email": "email", "phone": "tel"}


class ConditionField(forms.ChoiceField):
    """Whether the service is for who asks, with «Не знаю»."""

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        super().__init__(
            label=condition.question,
            help_text=condition.hint,
            required=False,
            choices=list(SAID.items()),
            widget=forms.RadioSelect,
        )


def known_of(questions: tuple[Question, ...], person: Mapping[str, Any]) -> dict[str, str]:
    """What an identity has proved already, by the fields that ask for it."""
    name = " ".join(p for n in ("surname", "name", "patronymic") if (p := str(person.get(n, ""))))
    proved = {"full_name": name, "email": str(person.get("email", "")), "phone": str(person.get("phone", ""))}
    return {q.name: proved[q.known] for q in questions if q.known and proved[q.known]}


def asks_place(form: forms.Form, name: str) -> bool:
    """Whether a field may be answered by where the device is."""
    field = form.fields.get(name)
    return isinstance(field, QuestionField) and field.question.kind == "place"
