"""The forms by which staff sign in, change a password and set up a second factor: allauth's fields in our words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AnewByCode
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed as failed
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.core.cache import cache
from django.forms import ValidationError
from django.utils.translation import gettext_lazy as _

from priemnaya.ui.forms import speak_plainly

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class _Plain:
    """Neither Django's phrases about fields nor the library's names of them reach staff. words: label and hint of each
    field that is shown."""

    words: dict[str, tuple[StrOrPromise, StrOrPromise]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.words.items():
            field = self.fields[name]  # type: ignore[attr-defined]
            field.label, field.help_text = label, hint
            field.widget.attrs.pop("placeholder", None)

    def full_clean(self) -> None:
        speak_plainly(self.fields.values())  # type: ignore[attr-defined]
        super().full_clean()  # type: ignore[misc]


class PlainLogin(_Plain, LoginForm):  # type: ignore[misc]  # allauth has no types
    words = {"login": (_("Логин"), ""), "password": (_("Пароль"), "")}


class PlainAnew(_Plain, ReauthenticateForm):  # type: ignore[misc]
    words = {"password": (_("Пароль"), "")}


class PlainPassword(_Plain, ChangePasswordForm):  # type: ignore[misc]
    words = {
        "oldpassword": (_("Пароль, с которым вы вошли"), ""),
        "password1": (
            _("Новый пароль"),
            _("Не короче 12 знаков. Хорошо подходят три-четыре слова, которые не связаны между собой."),
        ),
        "password2": (_("Новый пароль ещё раз"), ""),
    }

    def clean(self) -> dict[str, Any]:
        """Instead of the library's, which says the same in its own words."""
        given: dict[str, Any] = self.cleaned_data
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Пароли разные. Наберите новый пароль оба раза одинаково."))
        return given


CODE_HINT = _("Шесть цифр из приложения. Нет телефона под рукой — наберите запасной код.")


class _Code(_Plain):
    """A code as people copy it: with the spaces an application shows."""

    def clean_code(self) -> str:
        self.cleaned_data["code"] = re.sub(r"[\s-]", "", self.cleaned_data["code"])  # type: ignore[attr-defined]
        return super().clean_code()  # type: ignore[misc,no-any-return]


class _Shown(_Code):
    """A code that shows who one is. One that has just opened is refused like any other, but it is no guess: pressed
    twice, it brings nobody nearer to a closed door."""

    def clean_code(self) -> str:
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"])  # type: ignore[attr-defined]
        for row in Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP):  # type: ignore[attr-defined]
            if cache.get(TOTP(row)._get_used_cache_key(code)):
                failed.send(Authenticator, request=context.request, user=row.user, authenticator=row, why="used")
                raise ValidationError(_("Этот код уже сработал. Дождитесь следующего: он появится через полминуты."))
        return super().clean_code()


class PlainCode(_Shown, AuthenticateForm):  # type: ignore[misc]
    words = {"code": (_("Код"), CODE_HINT)}


class PlainCodeAnew(_Shown, AnewByCode):  # type: ignore[misc]
    words = {"code": (_("Код"), CODE_HINT)}


class PlainApp(_Code, ActivateTOTPForm):  # type: ignore[misc]
    words = {"code": (_("Код из приложения"), _("Шесть цифр, которые приложение показывает сейчас."))}


KEY_NAME = (_("Название ключа"), _("Чтобы отличать ключи друг от друга: «телефон», «ключ в сейфе»."))


class PlainKey(_Plain, AddWebAuthnForm):  # type: ignore[misc]
    words = {
        "name": KEY_NAME,
        "passwordless": (
            _("Входить этим ключом без пароля"),
            _("Тогда ключ при входе спросит отпечаток, лицо или ПИН-код."),
        ),
    }


class PlainKeyName(_Plain, EditWebAuthnForm):  # type: ignore[misc]
    words = {"name": KEY_NAME}
