"""Forms that speak plainly: Django's phrases about values and variants never reach a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

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


class PlainForm(forms.Form):
    """The base of every form of the product; a test holds that there is no other."""

    def full_clean(self) -> None:
        speak_plainly(self.fields.values())
        super().full_clean()
