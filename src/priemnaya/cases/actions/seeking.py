"""Whom a text without a case names (a letter set aside, a scan): looked for once when it comes and kept in a row, for
pages only read rows. Who is hired or renamed later is looked for in the background; till then nothing of it is shown to
them (`guard.shown_words`)."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable

from django.db import transaction

from priemnaya.bounded import Busy, run
from priemnaya.cases.models import Contact, Sought, StaffList
from priemnaya.cases.models.sought import key_of
from priemnaya.cases.named import Found
from priemnaya.cases.surnames import Person
from priemnaya.core.journal import alert
from priemnaya.core.listening import listen
from priemnaya.people.models import Organisation

from .naming import staff_of

log = logging.getLogger(__name__)
MOST = 200
"""Texts of a body in one round."""
listen("seek_names", "employee.hired", "employee.changed")


def seek_in_letters(organisation: Organisation, limit: int = MOST) -> int:
    """The letters of a body that have no case and were not looked through for its staff of today; returns how many
    were."""
    staff = staff_list(organisation)
    done = Sought.objects.filter(subject_type="contact", staff=staff).values("subject_id")
    rows = Contact.objects.filter(organisation=organisation, case=None).exclude(pk__in=done).order_by("-pk")
    texts = ((c.pk, f"{c.subject}\n{c.text}") for c in rows.only("pk", "subject", "text")[:limit])
    return seek_in(organisation, staff, "contact", texts)


def seek_at_once(contact: Contact) -> None:
    """One letter as it comes, where no page waits for it; what fails is left for the task."""
    organisation = contact.organisation
    try:
        with transaction.atomic():
            text = f"{contact.subject}\n{contact.text}"
            seek_in(organisation, staff_list(organisation), "contact", [(contact.pk, text)])
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
            _seek(organisation, staff, kind, pk, text)
        except Busy:
            break
        count += 1
    return count


def staff_list(organisation: Organisation) -> StaffList:
    """The staff as they are called today."""
    persons = {key_of(p.pk): [p.surname, p.name, p.patronymic, p.post] for p in staff_of(organisation)}
    digest = hashlib.sha256(json.dumps(persons, sort_keys=True).encode()).hexdigest()
    row, _ = StaffList.objects.get_or_create(organisation=organisation, digest=digest, defaults={"persons": persons})
    return row


def _seek(organisation: Organisation, staff: StaffList, kind: str, pk: int, text: str) -> None:
    """Only for those whom the earlier search did not know by this name; whom it found stay found. Raises Busy."""
    row = Sought.objects.filter(subject_type=kind, subject_id=pk).select_related("staff").first()
    known = row.staff.persons if row else {}
    fresh = [Person(int(n[1:]), *called) for n, called in staff.persons.items() if known.get(n) != called]
    persons, missed = set(row.persons) if row else set(), row.missed if row else False
    try:
        found: list[Found] = run("cases.named_in_text", text, fresh, anybody=True) if fresh and text.strip() else []
        persons |= {f.person for f in found}
    except Busy:
        raise
    except Exception:  # over its budget, or it breaks the search: people look, as they do at any such text
        log.exception("names in %s %s", kind, pk)
        if not missed:
            words = "Письмо, у которого нет дела, на фамилии сотрудников не проверено: посмотрите, не жалоба ли это."
            alert("named", words, organisation_id=organisation.pk)
        missed = True
    Sought.objects.update_or_create(
        subject_type=kind,
        subject_id=pk,
        defaults={"organisation": organisation, "staff": staff, "persons": sorted(persons), "missed": missed},
    )
