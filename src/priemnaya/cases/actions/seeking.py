"""Whom a text without a case names (a letter set aside, a scan): looked for once when it comes and kept in a row, for
pages only read rows. Who is hired or renamed later is looked for in the background; till then nothing of it is shown to
them (`guard.shown_words`).

Words of a letter's files come later than the letter. They are kept only when whom they name is kept with them, and a
search that has not seen them writes nothing down: both hold the letter's row and look again."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from priemnaya.bounded import Busy, run
from priemnaya.cases.attached import words_of_names
from priemnaya.cases.models import Contact, FileWords, Sought, StaffList
from priemnaya.cases.models.sought import key_of
from priemnaya.cases.named import Found, pieces
from priemnaya.cases.surnames import Person
from priemnaya.core.journal import alert
from priemnaya.core.listening import listen
from priemnaya.people.models import Organisation

from .naming import staff_of

log = logging.getLogger(__name__)
MOST = 200
"""Texts of a body in one round."""
HEAD = 5_000
"""Of the letter, read with each piece of its files: a complaint in the one counts for a name in the other."""
listen("seek_names", "employee.hired", "employee.changed")


def seek_in_letters(organisation: Organisation, limit: int = MOST) -> int:
    """The letters of a body that have no case and were not looked through for its staff of today; returns how many
    were."""
    staff = staff_list(organisation)
    done = Sought.objects.filter(subject_type="contact", staff=staff).values("subject_id")
    rows = Contact.objects.filter(organisation=organisation, case=None).exclude(pk__in=done).order_by("-pk")
    found = rows.only("pk", "subject", "text").prefetch_related("attachments")[:limit]
    return seek_in(organisation, staff, "contact", ((c.pk, _told(c)) for c in found))


def _told(contact: Contact) -> str:
    """Its words, and what its files are called."""
    names = words_of_names(a.name for a in contact.attachments.all() if not a.inline)
    return f"{contact.subject}\n{contact.text}{names}"


def seek_at_once(contact: Contact) -> None:
    """One letter as it comes, where no page waits for it; what fails is left for the task."""
    organisation = contact.organisation
    try:
        with transaction.atomic():
            seek_in(organisation, staff_list(organisation), "contact", [(contact.pk, _told(contact))])
    except Exception:
        log.exception("names in letter %s", contact.pk)


def forget_lists(organisation: Organisation) -> None:
    """Lists of staff that no text is known by any more."""
    StaffList.objects.filter(organisation=organisation, sought=None).exclude(pk=staff_list(organisation).pk).delete()


def seek_in(organisation: Organisation, staff: StaffList, kind: str, texts: Iterable[tuple[int, str]]) -> int:
    """Texts by their ids, until no turn comes free."""
    count = 0
    for pk, text in texts:
        try:
            count += _seek(organisation, staff, kind, pk, text)
        except Busy:
            break
    return count


def keep_words(contact: Contact, text: str, keep: Callable[[], bool]) -> bool:
    """Words of a file of a letter without a case: whom they name is sought and kept with them, by `keep`, in one
    transaction. False where the letter itself was not looked through yet, or is just being: they come another time.
    Raises Busy, Exceeded and what else the search does."""
    row = Sought.objects.filter(subject_type="contact", subject_id=contact.pk).select_related("staff").first()
    if row is None:
        return False
    persons = [Person(int(n[1:]), *called) for n, called in row.staff.persons.items()]
    found = _named_in(text, persons, f"{contact.subject}\n{contact.text}"[:HEAD])
    with transaction.atomic():
        held = Sought.objects.select_for_update(of=("self",)).filter(pk=row.pk, staff=row.staff_id).first()
        if held is None or not keep():
            return False
        if found - set(held.persons):
            held.persons = sorted(found | set(held.persons))
            held.save(update_fields=["persons"])
    return True


def is_sought(contact: Contact) -> bool:
    """The letter was looked through at all: words of its files may come."""
    return Sought.objects.filter(subject_type="contact", subject_id=contact.pk).exists()


def _named_in(text: str, persons: Sequence[Person], head: str = "") -> set[int]:
    """All of the text, piece by piece. Raises Busy, Exceeded."""
    named = set[int]()
    for piece in pieces(text) if persons else ():
        found: list[Found] = run("cases.named_in_text", piece, persons, subject=head, anybody=True)
        named |= {f.person for f in found}
    return named


def _in_files(kind: str, pk: int) -> dict[int, str]:
    rows = FileWords.objects.filter(attachment__contact=pk).exclude(text="") if kind == "contact" else None
    return dict(rows.values_list("pk", "text")) if rows is not None else {}


def staff_list(organisation: Organisation) -> StaffList:
    """The staff as they are called today."""
    persons = {key_of(p.pk): [p.surname, p.name, p.patronymic, p.post] for p in staff_of(organisation)}
    digest = hashlib.sha256(json.dumps(persons, sort_keys=True).encode()).hexdigest()
    row, _ = StaffList.objects.get_or_create(organisation=organisation, digest=digest, defaults={"persons": persons})
    return row


def _seek(organisation: Organisation, staff: StaffList, kind: str, pk: int, text: str) -> bool:
    """Only for those whom the earlier search did not know by this name; whom it found stay found. False when words of a
    file have come meanwhile: it is looked through another time. Raises Busy."""
    row = Sought.objects.filter(subject_type=kind, subject_id=pk).select_related("staff").first()
    known = row.staff.persons if row else {}
    fresh = [Person(int(n[1:]), *called) for n, called in staff.persons.items() if known.get(n) != called]
    persons, missed = set(row.persons) if row else set(), row.missed if row else False
    files = _in_files(kind, pk)
    try:
        persons |= _named_in(text, fresh)
        for said in files.values():
            persons |= _named_in(said, fresh, text[:HEAD])
    except Busy:
        raise
    except Exception:  # over its budget, or it breaks the search: people look, as they do at any such text
        log.exception("names in %s %s", kind, pk)
        if not missed:
            words = "Письмо, у которого нет дела, на фамилии сотрудников не проверено: посмотрите, не жалоба ли это."
            alert("named", words, organisation_id=organisation.pk)
        missed = True
    with transaction.atomic():
        Sought.objects.update_or_create(
            subject_type=kind,
            subject_id=pk,
            defaults={"organisation": organisation, "staff": staff, "persons": sorted(persons), "missed": missed},
        )
        if _in_files(kind, pk) != files:
            transaction.set_rollback(True)
            return False
    return True
