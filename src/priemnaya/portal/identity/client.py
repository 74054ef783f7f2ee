"""A thin OpenID Connect client over authlib: discovery, code with PKCE, ID token checked by the provider's keys."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.core.cache import caches
from django.utils.module_loading import import_string
from joserfc import jwt
from joserfc.jwk import KeySet

from priemnaya.core.outbound import Barred, NoAnswer, call, trusting

from .signers import Signer

SCOPE = "openid fullname email mobile profile"
A_MEGABYTE = 1 << 20
AWAY = "Сервис подтверждения личности сейчас недоступен. Отправьте текст как сообщение: мы ответим и на него."


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


def configured() -> bool:
    return bool(settings.OIDC["issuer"] and settings.OIDC["client_id"])


def metadata() -> dict[str, Any]:
    """The provider's published configuration, kept for an hour. Raises IdentityError."""
    known = caches["process"].get("oidc-metadata")
    if known is None:
        try:
            known = _get(f"{settings.OIDC['issuer'].rstrip('/')}/.well-known/openid-configuration")
        except (NoAnswer, Barred, ValueError) as error:
            raise IdentityError(AWAY) from error
        if str(known.get("issuer", "")).rstrip("/") != settings.OIDC["issuer"].rstrip("/"):
            raise IdentityError(AWAY)
        caches["process"].set("oidc-metadata", known, 3600)
    return cast("dict[str, Any]", known)


def _session(state: str, redirect: str) -> OAuth2Session:
    signer: Signer = import_string(settings.OIDC["signer"])()
    stamp = dt.datetime.now(dt.UTC).strftime("%Y.%m.%d %H:%M:%S +0000")
    secret = signer.secret([settings.OIDC["client_id"], SCOPE, stamp, state, redirect])
    session = OAuth2Session(
        settings.OIDC["client_id"],
        secret,
        scope=SCOPE,
        redirect_uri=redirect,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method  # nosec B106
    )
    return trusting(session)


def _get(url: str, **given: Any) -> Any:
    """JSON of the provider. Raises NoAnswer, Barred, ValueError."""
    answer = call("GET", url, timeout=10, most=A_MEGABYTE, **given)
    if not answer.ok:
        raise NoAnswer(f"ответ {answer.status_code}")
    return answer.json()


def begin(state: str, nonce: str, verifier: str, redirect: str) -> str:
    """The address to send the client to."""
    url, _ = _session(state, redirect).create_authorization_url(
        metadata()["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
    )
    return str(url)


def finish(code: str, state: str, nonce: str, verifier: str, redirect: str) -> Person:
    """Exchange the code, check the token's signature, issuer, audience, time and nonce. Raises IdentityError."""
    about = metadata()
    try:
        token = _session(state, redirect).fetch_token(
            about["token_endpoint"], code=code, code_verifier=verifier, timeout=15
        )
        keys = KeySet.import_key_set(_get(about["jwks_uri"]))
        claims = jwt.decode(token["id_token"], keys, algorithms=["RS256", "ES256", "PS256"]).claims
        checked = CodeIDToken(
            claims,
            {},
            {"iss": {"value": about["issuer"]}, "aud": {"value": settings.OIDC["client_id"]}},
            {"nonce": nonce},
        )
        checked.validate(leeway=60)
        person = dict(claims)
        if about.get("userinfo_endpoint"):
            bearer = {"Authorization": f"Bearer {token['access_token']}"}
            answer = call("GET", about["userinfo_endpoint"], headers=bearer, timeout=10, most=A_MEGABYTE)
            if answer.ok and answer.json().get("sub") == claims["sub"]:
                person |= answer.json()
    except IdentityError:
        raise
    except Exception as error:
        raise IdentityError(
            "Личность подтвердить не удалось. Попробуйте ещё раз или отправьте текст как сообщение."
        ) from error
    return Person(
        subject=str(person["sub"]),
        surname=str(person.get("family_name") or person.get("lastName") or ""),
        name=str(person.get("given_name") or person.get("firstName") or ""),
        patronymic=str(person.get("middle_name") or person.get("middleName") or ""),
        email=str(person.get("email") or ""),
        phone=str(person.get("phone_number") or person.get("mobile") or ""),
    )
