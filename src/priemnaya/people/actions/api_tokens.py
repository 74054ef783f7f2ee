"""Keys of other systems. A key belongs to a service account, a row of its own with an owner and roles, and never lets
it do more than whoever issued it may do on the day of the call; nothing is ever signed by a key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from priemnaya.core.journal import record
from priemnaya.core.models import ApiToken
from priemnaya.core.settings_kept import setting_changed
from priemnaya.core.tokens import api_digest, new_api_token
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.roles import NEVER_BY_PROGRAMS, ROLES
from priemnaya.people.told import employee_told, key_told

SCOPES = {
    "cases:read": ("case.view", _("читать дела и переписку")),
    "cases:register": ("case.register", _("регистрировать сообщения и менять вид дела")),
    "letters:review": ("review.letters", _("разбирать письма, отложенные на проверку")),
    "cases:work": ("case.work", _("работать с делами")),
    "cases:assign": ("case.assign", _("назначать исполнителей")),
    "cases:forward": ("case.forward", _("пересылать дела")),
    "cases:decide": ("case.decide", _("продлевать сроки")),
    "replies:write": ("reply.write", _("готовить ответы")),
    "replies:submit": ("reply.submit", _("передавать ответы на подпись")),
    "clients:read": ("case.view", _("читать карточки клиентов")),
    "clients:work": ("case.work", _("записывать согласия и выбор точки, запрашивать историю")),
    "knowledge:read": ("staff", _("читать классификатор и точки взаимодействия")),
    "feedback:read": ("report.view", _("читать оценки и показатели")),
    "documents:exchange": ("case.work", _("обмениваться документами с системой документооборота")),
    "settings:write": ("settings.edit", _("управлять подписками на события")),
}
"""Scope -> the permission of the service account it needs, and what it lets a system do. There is none to sign."""
LONGEST_TITLE = 60


@action("keys.issue")
@transaction.atomic
def make_service(
    organisation: Organisation, title: str, *, roles: Iterable[str], owner: Employee, by: Employee
) -> Employee:
    """A service account: a system's own row, with roles and the employee who answers for it. Raises Objection."""
    name, asked = title.strip(), list(dict.fromkeys(roles))
    if not name:
        raise Objection("Назовите систему, которой нужен ключ.")
    if len(name) > LONGEST_TITLE:
        raise Objection(f"Название длиннее {LONGEST_TITLE} знаков. Сократите его.")
    if not asked or any(r not in ROLES for r in asked):
        raise Objection("Выберите роль системы.")
    if owner.organisation_id != organisation.pk or not owner.is_active:
        raise Objection("За систему отвечает сотрудник вашего органа. Выберите его.")
    beyond = frozenset().union(*(ROLES[r][1] for r in asked)) - NEVER_BY_PROGRAMS - by.rights
    if beyond:
        raise Objection("Эта роль может больше, чем вы. Выберите другую или попросите того, у кого она есть.")
    count = Employee.everyone.filter(organisation=organisation, is_service=True).count()
    made = Employee(
        username=f"program-{organisation.pk}-{count + 1}-{new_api_token()[4:10].lower()}",
        organisation=organisation,
        surname=name,
        roles=asked,
        is_service=True,
        owner=owner,
    )
    made.set_unusable_password()
    made.save()
    record("service_account.made", made, by=by, owner=owner.pk)
    now = {**employee_told(made), "Кто отвечает": owner.short_name}
    setting_changed("connection", made.pk, body=organisation.pk, by=by, name=name, now=now)
    return made


@action("keys.issue")
@transaction.atomic
def switch_service(service: Employee, *, active: bool, by: Employee) -> None:
    """Off: all its keys stop at once."""
    if not service.is_service:
        raise Objection("Это не учётная запись программы.")
    was = employee_told(Employee.everyone.select_for_update(of=("self",)).get(pk=service.pk))
    Employee.everyone.filter(pk=service.pk).update(is_active=active)
    record("service_account.changed", service, by=by, active=active)
    now, body = employee_told(Employee.everyone.get(pk=service.pk)), service.organisation_id
    setting_changed("connection", service.pk, body=body, by=by, name=service.surname, was=was, now=now)


@action("keys.issue")
@transaction.atomic
def issue_token(
    service: Employee, *, title: str, scopes: list[str], by: Employee, days: int = 365
) -> tuple[ApiToken, str]:
    """A new key of a service account and its secret, which is shown once. Raises Objection."""
    if not title.strip():
        raise Objection("Назовите, для чего ключ.")
    if not scopes or any(s not in SCOPES for s in scopes):
        raise Objection("Отметьте, что системе можно делать.")
    if not service.is_service or not service.is_active:
        raise Objection("Ключ принадлежит программе. Выберите её учётную запись или заведите новую.")
    for scope in scopes:
        needed, words = SCOPES[scope]
        if needed not in service.rights:
            raise Objection(f"Роль программы этого не может: {words}.")
        if needed not in by.rights:
            raise Objection(f"Вы сами этого не можете, и ключ не сможет: {words}.")
    secret = new_api_token()
    row = ApiToken.objects.create(
        organisation_id=service.organisation_id,
        employee_id=service.pk,
        title=title.strip()[:120],
        digest=api_digest(secret),
        scopes=scopes,
        created_by_id=by.pk,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    record("token.created", row, by=by)
    _key_kept(row, None, by)
    return row, secret


@action("keys.issue")
@transaction.atomic
def revoke_token(row: ApiToken, *, by: Employee) -> None:
    revoked = ApiToken.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=timezone.now())
    record("token.revoked", row, by=by)
    if revoked:
        now = ApiToken.objects.get(pk=row.pk)
        _key_kept(now, {**_key_told(now), "Отозван": "нет"}, by)


def _key_told(row: ApiToken) -> dict[str, str]:
    with translation.override("ru"):
        return key_told(row, {name: str(words) for name, (_right, words) in SCOPES.items()})


def _key_kept(row: ApiToken, was: dict[str, str] | None, by: Employee) -> None:
    now = _key_told(row)
    setting_changed("connection", row.pk, body=row.organisation_id, by=by, name=row.title, was=was, now=now)


def acting_as(token: ApiToken) -> Employee | None:
    """The service account of a live key, limited to what the issuer may today; None when either of them is out."""
    service = (
        Employee.everyone.select_related("organisation__parent", "owner__organisation__parent")
        .filter(pk=token.employee_id, is_service=True, is_active=True, organisation_id=token.organisation_id)
        .first()
    )
    issuer = (
        Employee.objects.select_related("organisation__parent")
        .filter(pk=token.created_by_id or 0, organisation_id=token.organisation_id)
        .first()
    )
    if service is None or issuer is None or not issuer.is_active:
        return None
    service.limit, service.issuer = issuer.rights, issuer
    return service
