"""What the body owes by its order outside of cases: what is open, and how each period went."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .columns import Column, Empty, Table


def names(row: Any) -> str:
    return ", ".join(p.short_name for p in row.people)


def said(row: Any) -> str:
    """What was answered, with its link or file."""
    proof = row.proof
    return " ".join(x for x in (proof.words, proof.link, proof.file_name) if x) if proof else ""


def came_of(measure: Any) -> str:
    """What was done, or that it was cancelled and why."""
    if measure.cancelled_at is None:
        return str(measure.result)
    return f"{_('отменена')}: {' '.join(step.why for step in measure.steps.all() if step.did == 'cancelled')}"


DUTIES = Table(
    "duties",
    _("Обязанности по порядку"),
    (
        Column("what", _("Что сделать"), lambda r: r.phrase, "duty_what", fixed=True),
        Column("who", _("Отвечает"), names, "duty_who"),
        Column("left", _("Осталось"), lambda r: r.owed.due_at, "duty_left", fixed=True),
        Column("deeds", _("Действия"), cell="duty_deeds", fixed=True, quiet=True, paper=False),
    ),
    empty=Empty(_("Сейчас вам ничего подтверждать не нужно.")),
)
MEASURES = Table(
    "clause-measures",
    _("Меры по пунктам порядка"),
    (
        Column("what", _("Что изменим"), lambda m: m.text, "measure_what", fixed=True),
        Column("clause", _("Пункт"), lambda m: m.cited, "measure_clause", by=("clause",), look="nowrap"),
        Column("who", _("Кто"), lambda m: m.owner.short_name if m.owner else "", by=("owner__surname",)),
        Column("due", _("К какому дню"), lambda m: m.due_on, by=("due_on",), look="nowrap", fixed=True),
        Column("done", _("Что с ней"), came_of, "measure_done", by=("ended",), fixed=True),
    ),
    empty=Empty(_("Мер пока нет. Их записывает руководитель у цифры пункта, в «Соблюдении».")),
)
PERIODS = Table(
    "duty-periods",
    _("Как было"),
    (
        Column("at", _("Когда"), lambda r: r.at, by=("ended",), look="nowrap", fixed=True),
        Column("what", _("Что"), lambda r: r.phrase, "duty_what", fixed=True),
        Column("went", _("Как вышло"), lambda r: r.went, "duty_went", fixed=True),
        Column("who", _("Кто ответил"), lambda r: r.proof.by.short_name if r.proof else "", by=("proof__by__surname",)),
        Column("said", _("Чем показано"), said, "duty_said"),
    ),
    empty=Empty(_("Пока ничего не подтверждали.")),
)
