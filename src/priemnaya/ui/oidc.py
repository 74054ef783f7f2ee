"""One OpenID Connect provider over authlib: discovery, code with PKCE, the ID token checked by the provider's keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.core.cache import caches
from joserfc import jwt
from joserfc.jwk import KeySet

from priemnaya.core.outbound import Barred, NoAnswer, call, trusting

ALGORITHMS = ["RS256", "ES256", "PS256"]
TIMEOUT = 10
A_MEGABYTE = 1 << 20


class ProviderError(RuntimeError):
    """The provider is away or its answer is not to be trusted."""


@dataclass(frozen=True)
class Provider:
    """Where people sign in. body, title: whose staff, and the words on the button; empty for clients. userinfo: whether
    it is asked about the person beside the ID token."""

    body: str
    issuer: str
    client_id: str
    client_secret: str
    title: str
    scope: str = "openid profile email"
    userinfo: bool = False

    def metadata(self) -> dict[str, Any]:
        """Its published configuration, kept for an hour. Raises ProviderError."""
        key = f"oidc:{self.issuer}"
        known = caches["process"].get(key)
        if known is None:
            known = self._asked(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if known.get("issuer", "").rstrip("/") != self.issuer.rstrip("/"):
                raise ProviderError("the provider names another issuer")
            caches["process"].set(key, known, 3600)
        return cast("dict[str, Any]", known)

    def _asked(self, url: str) -> dict[str, Any]:
        try:
            answer = call("GET", url, timeout=TIMEOUT, most=A_MEGABYTE)
            if not answer.ok:
                raise NoAnswer(f"ответ {answer.status_code}")
            return cast("dict[str, Any]", answer.json())
        except (NoAnswer, Barred, ValueError) as error:
            raise ProviderError(str(error)) from error

    def secret(self, state: str, redirect: str) -> str:
        """What one request to the provider proves itself with."""
        return self.client_secret

    def _session(self, state: str, redirect: str) -> OAuth2Session:
        session = OAuth2Session(
            self.client_id,
            self.secret(state, redirect),
            scope=self.scope,
            redirect_uri=redirect,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method  # nosec B106
        )
        return cast("OAuth2Session", trusting(session))

    def begin(self, state: str, nonce: str, verifier: str, redirect: str, *, anew: bool = False) -> str:
        """The address to send the person to. anew: they show the provider who they are even if it knows them; the
        claim `auth_time` says whether they did. Raises ProviderError."""
        asked = {"state": state, "nonce": nonce, "code_verifier": verifier}
        url, _state = self._session(state, redirect).create_authorization_url(
            self.metadata()["authorization_endpoint"], **asked, **({"prompt": "login", "max_age": "0"} if anew else {})
        )
        return str(url)

    def finish(self, code: str, state: str, nonce: str, verifier: str, redirect: str) -> dict[str, Any]:
        """The claims of the ID token: signature, issuer, audience, time and nonce checked; with `userinfo` what the
        provider tells of the same person besides. Raises ProviderError."""
        about = self.metadata()
        try:
            token = self._session(state, redirect).fetch_token(
                about["token_endpoint"], code=code, code_verifier=verifier, timeout=TIMEOUT
            )
            keys = KeySet.import_key_set(cast("Any", self._asked(about["jwks_uri"])))
            claims = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
            asked = {"iss": {"value": about["issuer"]}, "aud": {"value": self.client_id}}
            CodeIDToken(claims, {}, asked, {"nonce": nonce}).validate(leeway=60)
            told = self._told(about, token["access_token"]) if self.userinfo else {}
        except ProviderError:
            raise
        except Exception as error:
            raise ProviderError(type(error).__name__) from error
        return dict(claims) | (told if told.get("sub") == claims["sub"] else {})

    def _told(self, about: dict[str, Any], access: str) -> dict[str, Any]:
        if not (url := about.get("userinfo_endpoint")):
            return {}
        answer = call("GET", url, headers={"Authorization": f"Bearer {access}"}, timeout=TIMEOUT, most=A_MEGABYTE)
        return cast("dict[str, Any]", answer.json()) if answer.ok else {}
