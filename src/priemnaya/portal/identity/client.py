"""Who a client is, by the OpenID Connect provider of the installation (ЕСИА): what it says, in our words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from priemnaya.people.models import Organisation
from priemnaya.ui.oidc import Provider, ProviderError

from .signers import Signer

SCOPE = "openid fullname email mobile profile"


class IdentityError(RuntimeError):
    """The provider is away or its answer is not to be trusted; the message is for people, in Russian."""


@dataclass(frozen=True)
class Person:
    """Who the provider says it is."""

    subject: str
    surname: str = ""
    name: str = ""
    patronymic: str = ""
    email: str = ""
    phone: str = ""


def configured(organisation: Organisation) -> bool:
    """Whether people can sign in there: who writes to an organisation below a body does it on its body's site."""
    return bool(settings.OIDC["issuer"] and settings.OIDC["client_id"]) and organisation.parent_id is None


class _OfClients(Provider):
    """The installation's provider for clients: its secret may be a signature made anew for each request."""

    def secret(self, state: str, redirect: str) -> str:
        signer: Signer = import_string(settings.OIDC["signer"])()
        stamp = dt.datetime.now(dt.UTC).strftime("%Y.%m.%d %H:%M:%S +0000")
        return signer.secret([self.client_id, self.scope, stamp, state, redirect])


def _provider() -> Provider:
    known = settings.OIDC
    return _OfClients("", known["issuer"], known["client_id"], "", "", scope=SCOPE, userinfo=True)


def begin(state: str, nonce: str, verifier: str, redirect: str) -> str:
    """The address to send the client to. Raises IdentityError."""
    try:
        return _provider().begin(state, nonce, verifier, redirect)
    except ProviderError as error:
        raise IdentityError("Сервис подтверждения личности сейчас недоступен. Попробуйте позже.") from error


def finish(code: str, state: str, nonce: str, verifier: str, redirect: str) -> Person:
    """Exchange the code; the token is checked. Raises IdentityError."""
    try:
        person = _provider().finish(code, state, nonce, verifier, redirect)
    except ProviderError as error:
        raise IdentityError("Личность подтвердить не удалось. Попробуйте ещё раз.") from error
    return Person(
        subject=str(person["sub"]),
        surname=str(person.get("family_name") or person.get("lastName") or ""),
        name=str(person.get("given_name") or person.get("firstName") or ""),
        patronymic=str(person.get("middle_name") or person.get("middleName") or ""),
        email=str(person.get("email") or ""),
        phone=str(person.get("phone_number") or person.get("mobile") or ""),
    )
