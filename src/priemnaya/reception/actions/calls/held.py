"""A talk or a promise held for a deed: its row is locked, and whoever comes with an old page is told what it is now."""

from __future__ import annotations

from priemnaya.errors import Objection, Stale
from priemnaya.people.models import Employee
from priemnaya.people.reaching import fault_in, normal_phone
from priemnaya.reception.models import Call, CallBack


def lock_call(call: Call, employee: Employee, version: int | None = None) -> Call:
    """The open talk of this employee. version: what the page showed. Raises Objection, Stale."""
    held = (
        Call.objects.select_for_update(of=("self",))
        .select_related("organisation__parent", "client", "case")
        .get(pk=call.pk)
    )
    if not held.is_open:
        raise Stale(f"Этот разговор уже {'пропущен' if held.state == 'missed' else 'закончен'}. Обновите страницу.")
    if held.operator_id != employee.pk:
        who = held.operator.short_name if held.operator else "никто"
        raise Objection(
            f"Разговор сейчас ведёт {who}: если клиента переключили на вас или он положил трубку, возьмите карточку"
            " себе. Ваш текст остался на этой странице."
        )
    must_be_fresh(held, version)
    return held


def lock_back(promise: CallBack, *, version: int | None = None) -> CallBack:
    """A promise that is not done. Raises Stale."""
    rows = CallBack.objects.select_for_update(of=("self",))
    held = rows.select_related("organisation__parent", "call", "client", "owner").get(pk=promise.pk)
    if held.done_at is not None:
        raise Stale("С этим звонком уже закончили. Обновите страницу.")
    must_be_fresh(held, version)
    return held


def must_be_fresh(held: Call | CallBack, version: int | None) -> None:
    if version is not None and version != held.version:
        raise Stale("Карточку изменили, пока она была у вас открыта. Сверьте её с набранным и повторите.")


def changed(held: Call | CallBack, *fields: str) -> None:
    held.version += 1
    held.save(update_fields=[*fields, "version"])


def number_of(typed: str) -> str:
    """As numbers are kept; empty where none was given. Raises Objection with words on what is wrong in it."""
    typed = typed.strip()
    if not typed:
        return ""
    found = normal_phone(typed)
    if not found:
        raise Objection(fault_in("phone", typed) or "Проверьте номер телефона.")
    return found
