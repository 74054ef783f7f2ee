"""Employees: they sign in, belong to one organisation and unit, and hold roles."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from priemnaya.people.roles import allowed, title


class EmployeeManager(BaseUserManager["Employee"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Employee:
        employee = self.model(username=username, **fields)
        employee.set_password(password)
        employee.save(using=self._db)
        return employee


class Employee(AbstractBaseUser):
    """A member of staff. `absent_until` and `is_active` keep work from going to who cannot do it."""

    username = models.CharField("логин", max_length=60, unique=True)
    email = models.EmailField(blank=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="employees")
    unit = models.ForeignKey("people.Unit", null=True, blank=True, on_delete=models.SET_NULL, related_name="employees")
    surname = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    patronymic = models.CharField(max_length=60, blank=True)
    post = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    certificate = models.JSONField(default=dict, help_text="of the electronic signature: number, owner, since, until")
    roles = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    objects = EmployeeManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

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

    def may(self: Self, permission: str) -> bool:
        return bool(self.is_active) and allowed(self.roles, permission)
