"""Who may act: every public action that takes `by` declares its permission here, once for screen, API and command.

    @action("case.forward")
    @transaction.atomic
    def forward_case(case, …, *, by: Employee) -> None: …

`by` is an employee of the subject's own body who holds the permission; else NotAllowed with words. None stands for the
client or the clock and is taken only where the action says `alone=True`. What an action calls in its turn was allowed
with it: an employee who may answer need not hold what the answer sets off. `part`: such a step that nobody may take by
itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from django.db import connection

from priemnaya.core.journal import refused
from priemnaya.errors import NotAllowed
from priemnaya.policy import Refused

from .models import Employee, Organisation
from .roles import who_may

F = TypeVar("F", bound=Callable[..., Any])
OWNERS = ("case", "article", "reply", "employee", "client", "section", "post_list", "application", "service", "mailing")
"""Where a row without an organisation of its own says whose it is."""
MATTERS = ("case", "application", "forwarding", "article")
"""Of what a row is a part, so that its clause is looked up there."""
GATES: list[Callable[[Any, Employee], None]] = []
"""Asked (subject, by) whenever somebody acts; a module above adds its own and raises NotAllowed with words."""
_inside: ContextVar[bool] = ContextVar("inside an action", default=False)


def action(permission: str, *, alone: bool = False) -> Callable[[F], F]:
    """Declare who may do it. alone: also nobody, the client or the clock (`by=None`)."""

    def declare(act: F) -> F:
        nobody = inspect.signature(act).parameters["by"].default is None

        @wraps(act)
        def checked(*args: Any, **kwargs: Any) -> Any:
            if not _inside.get():
                by = kwargs["by"] if "by" in kwargs or not nobody else None
                subject = args[0] if args else next(iter(kwargs.values()))
                check(permission, subject, by, alone=alone, what=act.__name__)
            if _inside.get():
                return act(*args, **kwargs)
            try:
                with acting():
                    return act(*args, **kwargs)
            except Refused as stopped:
                keep_refusal(stopped, args[0] if args else next(iter(kwargs.values())), kwargs.get("by"))
                raise

        checked.permission, checked.alone = permission, alone  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return declare


def keep_refusal(stopped: Refused, subject: Any, by: Any) -> None:
    """What the order stopped is counted, though everything else of the attempt is undone."""
    about = matter_of(subject)
    if about is not None and not connection.needs_rollback:
        refused(stopped.verdicts, about, by=by)


def matter_of(subject: Any) -> Any:
    """The matter of which rulings speak: the case of a letter, the material of its version, the thing itself."""
    for name in MATTERS:
        if getattr(subject, f"{name}_id", None) is not None:
            return matter_of(getattr(subject, name))
    return subject if getattr(subject, "pk", None) else None


def part(act: F) -> F:
    """A step of other actions, which have asked who may: called by itself it is a fault."""

    @wraps(act)
    def inside(*args: Any, **kwargs: Any) -> Any:
        if not _inside.get():
            raise RuntimeError(f"{act.__name__} is a part of actions, not one by itself")
        return act(*args, **kwargs)

    inside.part = True  # type: ignore[attr-defined]
    return inside  # type: ignore[return-value]


@contextmanager
def acting() -> Iterator[None]:
    """The steps inside are parts of an action that was allowed: `action` opens it, and a test that tries a part."""
    before = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(before)


def check(permission: str, subject: Any, by: Any, *, alone: bool = False, what: str = "") -> None:
    """Raises NotAllowed for an employee who may not; TypeError, a fault, when nobody acts where somebody must."""
    if by is None and alone:
        return
    if not isinstance(by, Employee):
        raise TypeError(f"{what}: somebody must act")
    if not by.may(permission):
        raise NotAllowed(
            f"Это делает {who_may(permission)}. Передайте это туда или попросите администратора добавить вам роль."
        )
    if body_of(subject) != by.organisation_id:
        raise NotAllowed("Это принадлежит другому органу: работать можно только со своим.")
    for gate in GATES:
        gate(subject, by)


def body_of(subject: Any) -> int:
    """Key of the organisation a row belongs to. Raises TypeError for what belongs to none."""
    if isinstance(subject, Organisation):
        return int(subject.pk)
    if own := getattr(subject, "organisation_id", None):
        return int(own)
    for name in OWNERS:
        if (owner := getattr(subject, name, None)) is not None:
            return body_of(owner)
    raise TypeError(f"{type(subject).__name__} belongs to no organisation")
