"""Tokens of other systems: each acts as one employee of one body, within scopes, until it expires or is revoked."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priemnaya.core.journal import record
from priemnaya.core.models import ApiToken
from priemnaya.core.tokens import api_digest, new_api_token
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee

SCOPES = {
    "cases:read": ("case.view", _("читать дела и переписку")),
    "cases:register": ("case.register", _("регистрировать сообщения и менять вид дела")),
    "letters:review": ("review.letters", _("разбирать письма, отложенные на проверку")),
    "cases:work": ("case.work", _("работать с делами")),
    "cases:assign": ("case.assign", _("назначать исполнителей")),
    "cases:forward": ("case.forward", _("пересылать дела")),
    "cases:decide": ("case.decide", _("продлевать сроки")),
    "replies:write": ("reply.write", _("готовить ответы")),
    "replies:sign": ("reply.sign", _("подписывать и отправлять ответы")),
    "clients:read": ("case.view", _("читать карточки клиентов")),
    "clients:work": ("case.work", _("записывать согласия и выбор точки, запрашивать историю")),
    "knowledge:read": ("case.view", _("читать классификатор и точки взаимодействия")),
    "feedback:read": ("report.view", _("читать оценки и показатели")),
    "documents:exchange": ("case.work", _("обмениваться документами с системой документооборота")),
    "settings:write": ("settings.edit", _("управлять подписками на события")),
}
"""Scope -> the permission of the employee it needs, and what it lets a system do."""


@action("settings.edit")
@transaction.atomic
def issue_token(
    employee: Employee, *, title: str, scopes: list[str], by: Employee, days: int = 365
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is shown once. Raises Objection."""
    if not title.strip():
        raise Objection("Назовите систему, которой нужен ключ.")
    if not scopes:
        raise Objection("Отметьте, что системе можно делать.")
    if employee.organisation_id != by.organisation_id:
        raise Objection("Это сотрудник другого органа.")
    secret = new_api_token()
    row = ApiToken.objects.create(
        organisation_id=employee.organisation_id,
        employee_id=employee.pk,
        title=title.strip()[:120],
        digest=api_digest(secret),
        scopes=scopes,
        created_by_id=by.pk,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    record("token.created", row, by=by)
    return row, secret


@action("settings.edit")
@transaction.atomic
def revoke_token(row: ApiToken, *, by: Employee) -> None:
    ApiToken.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=timezone.now())
    record("token.revoked", row, by=by)
