"""Whoever is hired, or is called otherwise, after a complaint came: cases that complain of them are found and kept from
them as from anybody (59-ФЗ ст. 8 ч. 6). Accounts come later than people: a client names who has none yet."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from django.db.models import Min

from priemnaya.bounded import Busy, Exceeded
from priemnaya.cases.models import Case, Complaint, NamedPerson, Sought
from priemnaya.cases.models.sought import key_of
from priemnaya.cases.named import named_beside, named_in_field, pieces
from priemnaya.cases.states import lock_living
from priemnaya.cases.surnames import Person, forms_of
from priemnaya.core.models import Event
from priemnaya.people.models import Organisation

from .naming import Named, keep_named, named_in_words, staff_of
from .reading import Words, named_in_message, read_again
from .seeking import staff_list

log = logging.getLogger(__name__)
CASES = "cases"
"""The row of `Sought` that says with which staff the cases of a body were looked through."""
AT_ONCE = 50
"""Forms of surnames in one query: each lies one deeper in it, and two hundred of them are too deep for Python."""
CALLED = slice(0, 3)
"""Of what a staff list keeps of a person: the name."""


def seek_in_cases(organisation: Organisation) -> int:
    """Cases of a body looked through for those who came or were renamed since; returns in how many somebody was named.
    What finds no turn is left for the next time."""
    staff = staff_list(organisation)
    row = Sought.objects.filter(subject_type=CASES, subject_id=organisation.pk).select_related("staff").first()
    if row is not None and row.staff_id == staff.pk:
        return 0
    known = row.staff.persons if row else {}
    people = [p for p in staff_of(organisation) if known.get(key_of(p.pk)) != staff.persons.get(key_of(p.pk))]
    named = _in_fields(organisation, people)
    try:
        anew = [p for p in people if _is_called_anew(p, known)] if row else _come_since(organisation, people)
        named += _in_words(organisation, anew)
    except Busy:
        return named
    about = {"organisation": organisation, "staff": staff}
    Sought.objects.update_or_create(subject_type=CASES, subject_id=organisation.pk, defaults=about)
    return named


Talks = Callable[[], Iterable[tuple[int, str, str]]]
"""Key, what the client said, who they say they are."""


def seek_in_talks(organisation: Organisation, kind: str, talks: Talks, keep: Callable[[int, set[int]], int]) -> int:
    """Talks of no case looked through for those who came or were renamed since; in how many somebody was named. kind:
    of the row of `Sought`; keep: closes a talk to these employees. What finds no turn is left for the next time."""
    staff, count = staff_list(organisation), 0
    row = Sought.objects.filter(subject_type=kind, subject_id=organisation.pk).select_related("staff").first()
    if row is not None and row.staff_id == staff.pk:
        return 0
    known = row.staff.persons if row else {}
    people = [p for p in staff_of(organisation) if _is_called_anew(p, known)]
    forms = {_plain(form) for person in people for form in forms_of(person)} - {""}
    try:
        for key, words, client in talks() if forms else ():
            if any(form in _plain(words) for form in forms):
                found = [one for part in pieces(words) for one in _named(part, people, client)]
                count += keep(key, {one.employee for one in found if one.employee})
    except Busy:
        return count
    about = {"organisation": organisation, "staff": staff}
    Sought.objects.update_or_create(subject_type=kind, subject_id=organisation.pk, defaults=about)
    return count


def _named(words: str, people: list[Person], client: str) -> list[Named]:
    """Raises Busy; what is too much for the search names nobody anew."""
    try:
        return named_in_words(words, people, subject="", complaint=False, client=client)
    except Busy:
        raise
    except Exceeded:
        return []


def _plain(words: str) -> str:
    return words.casefold().replace("ё", "е")


def _is_called_anew(person: Person, known: Mapping[str, list[str]]) -> bool:
    was = known.get(key_of(person.pk), [])[CALLED]
    return was != [person.surname, person.name, person.patronymic]


def _come_since(organisation: Organisation, people: Sequence[Person]) -> list[Person]:
    """Where cases were never looked through for newcomers: whoever was hired or changed since the first case came."""
    first = Case.objects.filter(organisation=organisation).aggregate(at=Min("registered_at"))["at"]
    verbs = ("employee.hired", "employee.changed")
    of_staff = Event.objects.filter(organisation_id=organisation.pk, subject_type="employee", verb__in=verbs)
    keys = set(of_staff.filter(at__gt=first).values_list("subject_id", flat=True)) if first else set()
    return [person for person in people if person.pk in keys]


def _in_fields(organisation: Organisation, people: Sequence[Person]) -> int:
    """Names written down that fitted nobody here, a post as it counts when a complaint comes; and whose act is
    complained of."""
    rows = NamedPerson.objects.standing().filter(case__organisation=organisation, employee=None)
    count = 0
    for row in rows.select_related("case__organisation__parent") if people else ():
        found = [Named(f.person, f.typed, row.how, row.words) for f in named_in_field(row.typed, people)]
        count += _keep(row.case, found)
    acts = Complaint.objects.filter(case__organisation=organisation).exclude(decision="")
    for act in acts.select_related("case__organisation__parent") if people else ():
        found = [Named(f.person, f.typed, "form", f.words) for f in named_beside(act.decision, people)]
        count += _keep(act.case, found)
    return count


def _in_words(organisation: Organisation, people: Sequence[Person]) -> int:
    """The cases that the search finds by any form of these surnames, each looked through as its messages were. One that
    can't be read never keeps the others unread: it waits to be read as when it came. Raises Busy at the end, where
    something found no turn."""
    keys, count, busy = {p.pk for p in people}, 0, None
    for case in _mentioning(organisation, people):
        said: list[Named] = []
        messages = case.contacts.filter(direction="in").exclude(status="ignored").order_by("pk")
        for contact in messages.select_related("case__organisation__parent"):
            try:
                words = named_in_message(contact)
            except Busy as error:
                busy = error
                continue
            except Exception:
                log.exception("names in letter %s", contact.pk)
                words = Words(waits=True)
            said += words.named
            if words.waits:
                read_again(contact)
        count += _keep(case, [one for one in said if one.employee in keys])
    if busy is not None:
        raise busy
    return count


def _mentioning(organisation: Organisation, people: Sequence[Person]) -> Iterator[Case]:
    forms = sorted({" ".join(re.findall(r"\w+", form)) for person in people for form in forms_of(person)} - {""})
    if not forms:
        return
    rows, keys = Case.objects.filter(organisation=organisation, merged_into=None, disposed_at=None), set[int]()
    for n in range(0, len(forms), AT_ONCE):
        asked = [SearchQuery(form, config="russian", search_type="phrase") for form in forms[n : n + AT_ONCE]]
        keys |= set(rows.filter(found__search=reduce(or_, asked)).values_list("pk", flat=True))
    for pk in sorted(keys):
        yield Case.objects.select_related("organisation__parent", "client").get(pk=pk)


def _keep(case: Case, found: Iterable[Named]) -> int:
    """How many of them were not known there."""
    named = list(found)
    if not named:
        return 0
    with transaction.atomic():
        return len(keep_named(lock_living(case), named))
