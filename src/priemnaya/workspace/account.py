"""Sign-in of staff by allauth: no self-registration, accounts are made by the administrator. Every try is written
down, and counted (attempts.py). Whatever the library has to say is said in our words."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.signals import authentication_step_completed, password_changed
from allauth.account.views import LoginView, LogoutView
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed as code_failed
from allauth.mfa.signals import authenticator_removed
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.exceptions import PermissionDenied
from django.db.models.signals import post_save
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.core import limits
from priemnaya.core.address import address_of, network_of
from priemnaya.people.actions.doors import close_session, note_sign_in
from priemnaya.people.actions.employees import end_all_sessions
from priemnaya.people.models import Employee
from priemnaya.ui.doors import agent_of
from priemnaya.ui.limits import waiting
from priemnaya.ui.typed import forget_typed, refuse

from .attempts import PASSWORD, device_of, login_of, remember_device, tell_of_guessing


def _note(request: HttpRequest | None, employee: Employee | None, **what: Any) -> None:
    where: dict[str, Any] = {"ip": address_of(request), "agent": agent_of(request)} if request is not None else {}
    note_sign_in(employee, **what, **where)


SAID = {
    "account/messages/logged_out.txt": gettext_lazy("Вы вышли."),
    "account/messages/password_changed.txt": gettext_lazy("Пароль сменён. Входите теперь с новым."),
    "mfa/messages/totp_activated.txt": gettext_lazy("Приложение подключено: при входе оно даёт код."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Приложение отключено: его коды больше не подходят."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Ключ добавлен."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("Ключ убран: войти им больше нельзя."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy(
        "Запасные коды готовы. Сохраните их: каждый впустит один раз, когда телефона или ключа не будет под рукой."
    ),
}
"""What is said after a deed, by the library's name of its message; of what is not here nothing is said."""
WAYS = {
    "reauthenticate": gettext_lazy("Паролем"),
    "mfa_reauthenticate": gettext_lazy("Кодом из приложения или запасным"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Ключом доступа"),
    "sso": gettext_lazy("Через свой орган"),
}
SHOWN_ANEW = ("password", "mfa")
"""Whoever typed a password, a code or held a key a moment ago need not at once do it again. A body's own provider may
have let them in without asking anything; sent to it anew, they are asked."""


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy(
            "Логин или пароль не подошли. Проверьте раскладку и Caps Lock; забытый пароль меняет администратор."
        ),
        "incorrect_password": gettext_lazy("Пароль не подошёл. Проверьте раскладку и Caps Lock."),
        "enter_current_password": gettext_lazy(
            "Пароль не подошёл. Наберите тот, с которым вы вошли: его дал администратор или придумали вы."
        ),
        "incorrect_code": gettext_lazy("Код не подошёл. Наберите его ещё раз."),
        "account_inactive": gettext_lazy("Вход закрыт. Обратитесь к администратору своего органа."),
        "too_many_login_attempts": gettext_lazy("Слишком много неверных попыток. Подождите пять минут и повторите."),
        "rate_limited": gettext_lazy("Слишком много неверных попыток. Подождите пять минут и повторите."),
    }

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if words := message or SAID.get(message_template or ""):
            messages.add_message(request, level, str(words))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        from .sso import way_anew

        found = super().get_reauthentication_methods(user)
        if user.is_authenticated and (url := way_anew(user)):
            found = [*found, {"id": "sso", "url": url}]
        if user.is_authenticated and not found:
            raise PermissionDenied(_("Подтвердить, что это вы, нечем. Попросите у администратора стартовый пароль."))
        return [{**one, "description": WAYS[one["id"]]} for one in found]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """The library asks nothing of whoever has neither password nor factor: they are led on from here."""
        request = context.request
        if not super().is_reauthentication_required(app=app, **kwargs) or shown_just_now(request):
            return False
        if not super().get_reauthentication_methods(request.user):
            raise ReauthenticationRequired
        return True

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/w/"

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request) or "0.0.0.0"  # noqa: S104 - to count by, none to listen on  # nosec B104

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is looked at: whether this place may try now. A browser in which this employee has signed
        in is a place of its own, which no guessing of others closes."""
        login = login_of(credentials)
        self.tried = limits.begin(PASSWORD, login, network_of(request), device=device_of(request, login))
        if self.tried.wait:
            said = _(
                "Слишком много неверных попыток. Подождите %s и войдите снова. В браузере, где вы уже входили,"
                " ждать не нужно."
            )
            if self.tried.in_line:
                said = _(
                    "Пароль к этому логину сейчас кто-то подбирает, поэтому новые места ждут очереди. Ваша очередь"
                    " через %s, она сохранится 10 минут. В браузере, где вы уже входили, ждать не нужно."
                )
            raise ValidationError(said % waiting(self.tried.wait))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            self.tried.opened()
        return user

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(response, user.username)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/w/"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Written down with the reason; the page itself says the same in every case."""
        known = Employee.everyone.filter(username__iexact=str(credentials.get("username", ""))[:60]).first()
        why = "unknown" if known is None else "wrong" if known.is_active else "blocked"
        _note(request, known, ok=False, why=why)
        if self.tried.missed():
            tell_of_guessing(login_of(credentials))

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """A start password opens the door for three days, then another one is needed."""
        until = None if request.session.get("by_provider") == user.pk else user.start_password_until
        if user.is_active and until and until < timezone.now():
            _note(request, user, ok=False, why="expired")
            refuse(request, _("Стартовый пароль просрочен. Попросите у администратора новый."))
            return redirect("account_login")
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        _note(request, user, ok=False, why="blocked")
        refuse(request, _("Вход закрыт. Обратитесь к администратору своего органа."))
        return redirect("account_login")


def shown_just_now(request: HttpRequest) -> bool:
    """Whether this person showed a password, a code or a key within the last five minutes, signing in included."""
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, request.user)
    shown = (r for r in records if r["method"] in SHOWN_ANEW or r.get("reauthenticated"))
    return any(r["at"] > since for r in shown)


class Entrance(LoginView):  # type: ignore[misc]
    """The page of the sign-in, with a button for each body's own provider."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from .sso import providers

        return {**super().get_context_data(**kwargs), "providers": providers()}


def came_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """How: by what was shown last. Of what was typed at this browser only what is known to be theirs is shown."""
    session = request.session
    how = session.pop("came_by", "password")
    if session.pop("by_provider", None) == user.pk:
        session["own_password"] = False  # the body's provider answers for it: there is no start password to change
    _note(request, user, ok=True, how=how)
    session.pop("was", None)
    if session.get("typed_for") != user.pk:
        forget_typed(request)


def step_done(sender: Any, request: HttpRequest, user: Any, method: str, **kwargs: Any) -> None:
    """A password, a code, a key: the strongest shown names the way in; a second factor opens what asks for one.
    Shown anew by who is in already, it opens more: the session's key changes, as at the sign-in."""
    if request.user.is_authenticated:
        request.session.cycle_key()
    request.session["came_by"] = kwargs.get("type", "totp") if method == "mfa" else method
    if kwargs.get("reauthenticated"):
        request.session.cycle_key()  # a sign-in gives another key, so does showing it is still the same person
    if method == "sso":
        request.session["by_provider"] = user.pk
    elif method == "password":
        request.session.pop("by_provider", None)
    if method == "mfa":
        request.session["second_factor"] = user.pk


def password_was_set(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """The old one was typed for it, the new one twice: enough for what is asked next."""
    record_authentication(request, user, method="password", reauthenticated=True)


def factor_added(sender: Any, instance: Authenticator, created: bool, **kwargs: Any) -> None:
    """Whoever sets a factor up has it in hand; other sessions sign in anew with it, and this one gets another key."""
    if not created or instance.type == Authenticator.Type.RECOVERY_CODES:
        return
    request, row = getattr(context, "request", None), 0
    if request is not None and request.user.is_authenticated and request.user.pk == instance.user_id:
        row = (request.session.get("door") or {}).get("row", 0)
        request.session.cycle_key()
        request.session["second_factor"] = instance.user_id
        if instance.type == Authenticator.Type.TOTP:  # the code that set it up is spent: it signs nobody in
            TOTP(instance).validate_code(request.POST.get("code", ""))
    end_all_sessions(instance.user, "rights", but=row)


def factor_removed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    request.session.pop("second_factor", None)


def code_wrong(sender: Any, request: HttpRequest, user: Any, why: str = "code", **kwargs: Any) -> None:
    _note(request, user, ok=False, how="totp", why=why)


class Exit(LogoutView):  # type: ignore[misc]
    """Signed out, the browser drops what it kept of the pages: also those it would show by «Back»."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().post(*args, **kwargs)
        answer["Clear-Site-Data"] = '"cache", "storage"'
        return answer


def went_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if row := (request.session.get("door") or {}).get("row"):
        close_session(row, "out")


def connect() -> None:
    for signal, take in (
        (user_logged_in, came_in),
        (user_logged_out, went_out),
        (authentication_step_completed, step_done),
        (authenticator_removed, factor_removed),
        (password_changed, password_was_set),
        (code_failed, code_wrong),
    ):
        signal.connect(take, dispatch_uid=f"priemnaya.{take.__name__}")
    post_save.connect(factor_added, sender=Authenticator, dispatch_uid="priemnaya.factor_added")
