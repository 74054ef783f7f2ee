"""The form by which staff sign in, in plain words."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.utils.translation import gettext_lazy as _

from priemnaya.ui.forms import speak_plainly


class PlainLogin(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Django's phrases about fields don't reach staff either."""

    def full_clean(self) -> None:
        speak_plainly(self.fields.values())
        super().full_clean()


class PlainKey(AddWebAuthnForm):  # type: ignore[misc]
    """Its one word that the library has not translated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Название ключа")
