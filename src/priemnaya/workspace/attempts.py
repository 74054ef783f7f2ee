"""How often a password may be tried, and the browsers in which somebody signed in before (docs/trust.md, «Limits»)."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from priemnaya.core import limits
from priemnaya.core.journal import alert
from priemnaya.core.tokens import new_token
from priemnaya.people.models import Employee
from priemnaya.ui.cookies import cookie, keep

PASSWORD = limits.Lock("password", free=5, anywhere=30, spray=100)
DEVICE_AGE = 180 * limits.DAY
"""Seconds for which a browser in which somebody signed in stays a place of its own."""


def login_of(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "").strip().lower()


def tell_of_guessing(login: str) -> None:
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
        return Signer(salt=f"device:{login}").unsign(cookie(request, _cookie(login)))
    except BadSignature:
        return ""


def remember_device(response: HttpResponse, username: str) -> None:
    login = username.strip().lower()
    keep(response, _cookie(login), Signer(salt=f"device:{login}").sign(new_token()), seconds=DEVICE_AGE)
