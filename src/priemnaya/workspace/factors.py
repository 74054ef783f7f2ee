"""Secrets of second factors do not lie in the database in clear: they are sealed with a key made of the installation's
secret, which no backup of the database holds. What the library says of factors is said here in our words."""

from __future__ import annotations

import base64
import os
import secrets
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SEALED = "aes-gcm:"
"""Before what is sealed so; another way later gets another name, and what lies there is still read."""
NONCE = 12  # bytes


def _key(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"priemnaya second factor").derive(secret.encode()))


def seal(text: str) -> str:
    nonce = os.urandom(NONCE)
    sealed = nonce + _key(settings.SECRET_KEY).encrypt(nonce, text.encode(), SEALED.encode())
    return SEALED + base64.b64encode(sealed).decode()


def unseal(kept: str) -> str:
    """What was kept before there were seals comes as it is. Sealed with a key that is lost: nobody's secret, which no
    code fits; an administrator takes the factor off."""
    if not kept.startswith(SEALED):
        return kept
    sealed = base64.b64decode(kept.removeprefix(SEALED))
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _key(secret).decrypt(sealed[:NONCE], sealed[NONCE:], SEALED.encode()).decode()
        except InvalidTag:
            continue
    return base64.b32encode(secrets.token_bytes(20)).decode()


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "Код не подошёл. Каждый код годится один раз: если вы его уже набирали, дождитесь в приложении следующего."
            " Часы телефона должны идти верно."
        ),
        "cannot_delete_authenticator": gettext_lazy("Этот способ входа убрать нельзя. Обратитесь к администратору."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Запасные коды выдаются ко второму фактору. Сначала подключите приложение или ключ доступа."
        ),
        "unverified_email": gettext_lazy("Второй фактор сейчас не подключить. Обратитесь к администратору."),
    }

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        number: int = user.authenticator_set.filter(type=type).count()
        return [_("Основной ключ"), _("Запасной ключ")][number] if number < 2 else _("Ключ № %d") % (number + 1)

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
