"""Forms that speak plainly: Django's phrases about values and variants never reach a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from priemnaya.people.reaching import fault_in, normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

PLAIN: dict[str, StrOrPromise] = {
    "required": _("Заполните это поле."),
    "invalid": _("Проверьте, что здесь написано."),
    "invalid_choice": _("Такого варианта нет. Выберите из тех, что на странице."),
    "invalid_list": _("Выберите из тех, что на странице."),
    "max_length": _("Слишком длинно: знаков %(show_value)d, а можно до %(limit_value)d. Сократите."),
    "min_length": _("Слишком коротко: знаков %(show_value)d, а нужно от %(limit_value)d."),
    "max_value": _("Слишком много: можно до %(limit_value)s."),
    "min_value": _("Слишком мало: можно от %(limit_value)s."),
    "null_characters_not_allowed": _("В тексте недопустимый знак. Уберите его и повторите."),
    "missing": _("Файл не выбран. Приложите его снова."),
    "empty": _("Файл пустой. Приложите другой."),
}
"""What a form says by the code of the fault, unless its field has better words of its own."""


def speak_plainly(fields: Iterable[forms.Field]) -> None:
    """Give the fields plain words wherever they would use Django's."""
    for field in fields:
        shipped: dict[str, Any] = {}
        for kind in reversed(type(field).__mro__):
            shipped |= vars(kind).get("default_error_messages", {})
        for code, words in PLAIN.items():
            if field.error_messages.get(code) == shipped.get(code):
                field.error_messages[code] = words


class LongField(forms.CharField):
    """A text of many lines. A new line counts once, as where it is typed: a browser sends it as two signs."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class MailboxField(forms.CharField):
    """A mailbox, Cyrillic («почта@пример.рф») and quoted ones too, which browsers' own check of type=email refuses."""

    widget = forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "off", "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 320, **kwargs})

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value) or "")
        if typed and (fault := fault_in("email", typed)):
            raise forms.ValidationError(fault)
        return normal("email", typed)


class PhoneField(forms.CharField):
    """A telephone by the number plans, with its extension."""

    widget = forms.TextInput(attrs={"type": "tel"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 60, **kwargs})

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value) or "")
        if typed and (fault := fault_in("phone", typed)):
            raise forms.ValidationError(fault)
        return normal("phone", typed)


class PlainForm(forms.Form):
    """The base of every form of the product; a test holds that there is no other."""

    def full_clean(self) -> None:
        speak_plainly(self.fields.values())
        super().full_clean()
