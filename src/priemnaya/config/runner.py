"""Running a background task so that what fails stays alone and is seen: one body's failure never stops another's.

A failure is logged and becomes an alert on the first page of that body's staff; the task's next success resolves it. A
failure of what serves all bodies (the outbox) is shown to each of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from priemnaya.core.each import each
from priemnaya.core.journal import alert, resolve
from priemnaya.core.traces import in_words
from priemnaya.people.models import Organisation
from priemnaya.roomy import roomy

log = logging.getLogger(__name__)
Act = Callable[[Organisation], object]


def for_each_body(task: str, title: str, act: Act, *, subordinate: bool = True) -> list[Organisation]:
    """Do one thing for every organisation by turns; returns those for which it failed. title: the task in people's
    words. subordinate: also for organisations below a body, which have cases of their own but no order, knowledge base
    or folder.
    """
    bodies = Organisation.objects.select_related("parent").order_by("pk")
    if not subordinate:
        bodies = bodies.filter(parent=None)
    return [body for body in bodies if not attempt(task, title, [body], lambda body=body: act(body))]  # type: ignore[misc]


def for_all(task: str, title: str, act: Callable[[], object]) -> bool:
    """Do what serves all bodies at once; False when it failed."""
    return attempt(task, title, Organisation.objects.filter(parent=None), act)


def attempt(task: str, title: str, told: Iterable[Organisation], act: Callable[[], object]) -> bool:
    """Whether it went well; whom it concerns is told, or the earlier alert is resolved."""
    kind = f"task:{task}"[:40]
    try:
        roomy(act)()
    except Exception as error:
        log.exception("task %s", task)
        words = (
            f"Фоновая работа «{title}» не выполняется ({in_words(error)[:200]}). Система повторит её"
            " сама. Если сообщение не исчезнет за час, покажите его администратору."
        )
        for body in told:
            resolve(kind, organisation_id=body.pk, but=words)
            alert(kind, words, organisation_id=body.pk)
        return False
    for body in told:
        resolve(kind, organisation_id=body.pk)
    return True


def one_by_one(*steps: Callable[[], object]) -> None:
    """All steps of a task, whatever becomes of one; the first failure is raised at the end."""
    each(steps, _taken, "step of a task")


def _taken(step: Callable[[], object]) -> bool:
    step()
    return True
