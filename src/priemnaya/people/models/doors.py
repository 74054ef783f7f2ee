"""Who came in and who is in: the journal of sign-ins and the open sessions of staff."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignIn(models.Model):
    """One try to come in. The login is kept only where it is somebody's: people type passwords into that field too."""

    HOW = {
        "password": _("пароль"),
        "totp": _("код из приложения"),
        "webauthn": _("ключ доступа"),
        "recovery_codes": _("запасной код"),
        "sso": _("учётная запись органа"),
    }
    WHY = {
        "": "",
        "wrong": _("неверный пароль"),
        "unknown": _("такого логина нет"),
        "code": _("неверный код"),
        "used": _("код уже использован"),
        "blocked": _("сотрудник заблокирован"),
        "expired": _("стартовый пароль просрочен"),
        "sso": _("провайдер не подтвердил"),
    }

    organisation = models.ForeignKey("people.Organisation", null=True, on_delete=models.SET_NULL, related_name="+")
    employee = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="sign_ins")
    ok = models.BooleanField()
    how = models.CharField(max_length=16, choices=list(HOW.items()), default="password")
    why = models.CharField(max_length=10, blank=True)
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["organisation", "-at"]), models.Index(fields=["employee", "-at"])]

    @property
    def reason(self) -> str:
        return str(self.WHY.get(self.why, self.why))


class StaffSession(models.Model):
    """An open session of an employee, as they see it: from where, since when, last used. It ends by itself, by a click,
    by a change of rights."""

    WHY = {
        "out": _("вышел"),
        "idle": _("долго не было действий"),
        "old": _("прошло двенадцать часов"),
        "closed": _("завершён"),
        "rights": _("изменились права или пароль"),
    }

    employee = models.ForeignKey("people.Employee", on_delete=models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=40, db_index=True, help_text="of the session's row, to end it")
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["-seen_at"]
        indexes = [models.Index(fields=["employee", "ended_at"])]
