"""Notes with mentions, and who has the case open."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from priemnaya.cases.guard import barred_from
from priemnaya.cases.models import Case
from priemnaya.cases.states import lock_case
from priemnaya.core.journal import notify, record
from priemnaya.desk.models import Note, Presence
from priemnaya.errors import Objection
from priemnaya.people.acting import action
from priemnaya.people.models import Employee


@action("case.work")
@transaction.atomic
def add_note(case: Case, text: str, *, by: Employee) -> Note:
    """A note for colleagues; `@login` notifies that colleague of the same body; what
    called nobody stands in `unheard`, so that whoever wrote it is told. Nobody would read it on a case that was
    joined to another. Raises Objection."""
    if not text.strip():
        raise Objection("Заметка пустая: напишите её или закройте поле.")
    lock_case(case)
    if living := case.merged_into:
        where = "другому делу" if barred_from(living.pk, by) else f"делу № {living.number}"
        raise Objection(f"Дело присоединено к {where}, здесь заметку не прочтут. Напишите её там.")
    note = Note.objects.create(case=case, author=by, text=text.strip())
    people, note.unheard = mentioned(case.organisation_id, text)
    for colleague in people:
        if colleague.pk == by.pk:
            continue
        if not colleague.may("case.view") or barred_from(case.pk, colleague):  # which of them, is not said
            raise Objection(
                f"{colleague} этого дела не видит, сообщение о нём не придёт. Уберите @{colleague.username}."
            )
        notify(
            colleague,
            f"{by.short_name} упомянул(а) вас в деле {case.number}",
            case.get_absolute_url(),
            kind="mentioned",
        )
    record("case.noted", case, by=by, note=note.pk)
    return note


MENTION = re.compile(r"(?<![\w.@-])@(\w[\w.@+-]{0,149})")


def mentioned(organisation_id: int, text: str) -> tuple[list[Employee], list[str]]:
    """Whom a note calls, and what calls nobody: «@login», whole (logins may hold an @ themselves) or the part before
    its @, or «@Фамилия», where one person only is called so. A client's @name elsewhere is no colleague's."""
    called = [found.rstrip(".-+@") for found in MENTION.findall(text)]
    people = list(Employee.objects.filter(organisation_id=organisation_id, is_active=True)) if called else []
    found: dict[int, Employee] = {}
    unheard = []
    for word in dict.fromkeys(called):
        same = _called(word, people)
        if len(same) == 1:
            found[same[0].pk] = same[0]
        else:
            unheard.append(f"@{word}")
    return list(found.values()), unheard


def _called(word: str, people: list[Employee]) -> list[Employee]:
    """All who may be meant."""
    names: tuple[Callable[[Employee], str], ...] = (
        lambda person: person.username,
        lambda person: person.username.partition("@")[0],
        lambda person: person.surname,
    )
    for name in names:
        if same := [person for person in people if plainly(name(person)) == plainly(word)]:
            return same
    return []


def plainly(word: str) -> str:
    return word.casefold().replace("ё", "е")


@action("case.view")
def present(case: Case, *, by: Employee, at_letter: bool = False) -> None:
    """Say that an employee has the case open now. Not an event: colleagues are told of it for a minute and a half,
    and lists that what the client wrote before is not new."""
    row = Presence(case=case, employee=by, seen_at=timezone.now(), at_letter=at_letter)
    Presence.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["case", "employee"], update_fields=["seen_at", "at_letter"]
    )


@action("staff")
def writes(case: Case, *, by: Employee) -> None:
    """They changed the letter's words just now: a step of saving it. Whoever only opened it is not said to write."""
    now = timezone.now()
    Presence.objects.update_or_create(
        case=case, employee=by, defaults={"seen_at": now, "at_letter": True, "wrote_at": now}
    )
