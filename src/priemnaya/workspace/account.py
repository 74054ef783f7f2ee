"""Sign-in of staff by allauth: no self-registration, accounts are made by the administrator; how often a password may
be tried (docs/trust.md, «Limits»)."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from priemnaya.core import limits
from priemnaya.core.address import address_of, network_of
from priemnaya.core.journal import alert
from priemnaya.core.tokens import new_token
from priemnaya.people.models import Employee
from priemnaya.ui.limits import waiting

PASSWORD = limits.Lock("password", free=5, anywhere=30, spray=100)
DEVICE_AGE = 180 * limits.DAY
"""Seconds for which a browser in which somebody signed in stays a place of its own."""


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/w/"

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"  # noqa: S104 - an address to count by, none to listen on

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is looked at: whether this place may try now. A browser in which this employee has signed
        in is a place of its own, which no guessing of others closes."""
        login = _login(credentials)
        self.tried = limits.begin(PASSWORD, login, network_of(request), device=device_of(request, login))
        if self.tried.wait:
            raise ValidationError(
                _(
                    "Слишком много неверных попыток. Подождите %s и войдите снова. В браузере, где вы уже входили,"
                    " ждать не нужно."
                )
                % waiting(self.tried.wait)
            )

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if self.tried.missed():
            _tell(_login(credentials))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            self.tried.opened()
        return user

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(response, user.username)
        return response


def _login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "").strip().lower()


def _tell(login: str) -> None:
    """Those who look after the body's accounts learn that somebody guesses a password."""
    employee = Employee.objects.filter(username__iexact=login).first()
    if employee:
        text = f"Кто-то подбирает пароль к логину «{employee.username}»: много неверных попыток из незнакомых мест."
        alert("guessing", text, organisation_id=employee.organisation_id)


def _cookie(login: str) -> str:
    return f"device-{limits.key_of('device', login)[:12]}"


def device_of(request: HttpRequest, login: str) -> str:
    """The secret of a browser in which this login was right before; empty for others."""
    try:
        return Signer(salt=f"device:{login}").unsign(request.COOKIES.get(_cookie(login), ""))
    except BadSignature:
        return ""


def remember_device(response: HttpResponse, username: str) -> None:
    login = username.strip().lower()
    response.set_cookie(
        _cookie(login),
        Signer(salt=f"device:{login}").sign(new_token()),
        max_age=DEVICE_AGE,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
        path="/accounts/",
    )
