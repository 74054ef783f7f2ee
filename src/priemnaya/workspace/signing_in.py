"""The form by which staff sign in, in plain words."""

from __future__ import annotations

from allauth.account.forms import LoginForm

from priemnaya.ui.forms import speak_plainly


class PlainLogin(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Django's phrases about fields don't reach staff either."""

    def full_clean(self) -> None:
        speak_plainly(self.fields.values())
        super().full_clean()
