"""Employees: they sign in, belong to one organisation and unit, and hold roles. A service account is one of them that
never signs in: another system acts as it by a key."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from priemnaya.people.roles import NEVER_BY_PROGRAMS, rights_of, title

START_PASSWORD = dt.timedelta(days=3)
"""How long a start password opens the door: it was told by somebody else."""


class EmployeeManager(BaseUserManager["Employee"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Employee:
        employee = self.model(username=username, **fields)
        employee.set_password(password)
        employee.save(using=self._db)
        return employee


class PeopleManager(EmployeeManager):
    """People only: programs are nobody's colleagues, so no list, choice or reminder knows them."""

    def get_queryset(self) -> models.QuerySet[Employee]:
        return super().get_queryset().filter(is_service=False)


class Employee(AbstractBaseUser):
    """A member of staff. `absent_until` and `is_active` keep work from going to who cannot do it.

    version: counts changes, so that two administrators with the same page do not overwrite each other. rights_version:
    part of every session of theirs; a change of rights ends them all.
    """

    username = models.CharField("логин", max_length=60, unique=True)
    email = models.EmailField(blank=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="employees")
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.SET_NULL, related_name="employees")
    unit_only = models.BooleanField(default=False, help_text="sees the cases of the own unit and their own, no others")
    surname = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    patronymic = models.CharField(max_length=60, blank=True)
    post = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    works_since = models.DateField(
        null=True, blank=True, help_text="first day here; None: so long ago that nobody asks"
    )
    mentor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="who reads their letters"
    )
    certificate = models.JSONField(default=dict, help_text="of the electronic signature: number, owner, since, until")
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=0)
    rights_version = models.IntegerField(default=0)
    start_password_until = models.DateTimeField(null=True, help_text="the password is a start one: change it first")
    sso_subject = models.CharField(max_length=200, blank=True, help_text="who they are at the body's OpenID provider")
    is_service = models.BooleanField(default=False)
    owner = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="services", help_text="who answers for a program"
    )

    objects = PeopleManager()
    everyone = EmployeeManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    limit: frozenset[str] | None = None
    """Of a program for one request: what the issuer of its key may today."""
    issuer: Employee | None = None
    """Who issued the key by which the program acts: journals name both."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "sso_subject"], condition=~models.Q(sso_subject=""), name="sso_subject_once"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def full_name(self) -> str:
        return " ".join(p for p in (self.surname, self.name, self.patronymic) if p)

    @property
    def short_name(self) -> str:
        initials = "".join(f"{p[0]}." for p in (self.name, self.patronymic) if p)
        return f"{self.surname} {initials}".strip()

    @property
    def role_titles(self) -> str:
        return ", ".join(title(r) for r in self.roles)

    @property
    def issuer_id(self) -> int | None:
        return self.issuer.pk if self.issuer else None

    @property
    def behind(self) -> tuple[Employee, ...]:
        """Of a program who issued its key and who answers for it: what is closed to either is closed to it, for what it
        reads comes to them."""
        if not self.is_service:
            return ()
        return tuple({one.pk: one for one in (self.issuer, self.owner) if one is not None}.values())

    @property
    def rights(self) -> frozenset[str]:
        """What they may today; a program never more than who issued its key."""
        if not self.is_active:
            return frozenset()
        held = rights_of(self.roles)
        if self.is_service:
            held -= NEVER_BY_PROGRAMS
        return held if self.limit is None else held & self.limit

    def may(self: Self, permission: str) -> bool:
        return permission in self.rights

    def set_password(self, raw_password: str | None) -> None:
        """A password of one's own is no start password any more."""
        super().set_password(raw_password)
        self.start_password_until = None

    def start_with(self, password: str) -> None:
        """A password told by somebody else: it opens the door for three days, and only to change it."""
        self.set_password(password)
        self.start_password_until = timezone.now() + START_PASSWORD

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session belongs to one password and one set of rights (Django asks here, also with older secret keys)."""
        held = f"{self.password}:{self.rights_version}"
        return salted_hmac("priemnaya.people.Employee", held, secret=secret, algorithm="sha256").hexdigest()
