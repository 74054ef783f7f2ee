"""Whom a message names: its typed words are searched when it comes, before anything is held; its files, and words that
found no turn, are read in the background. Until that is done the case is given to nobody. Whether its files open is
looked at behind that: nobody waits for it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils import timezone

from priemnaya.bounded import Busy, Exceeded, run
from priemnaya.cases.attached import words_of_files, words_of_names
from priemnaya.cases.incoming import Matter
from priemnaya.cases.models import Case, Complaint, Contact, FileWords
from priemnaya.cases.models.case import COMPLAINTS
from priemnaya.cases.named import pieces
from priemnaya.cases.said import said_beside
from priemnaya.cases.states import lock_living
from priemnaya.core import queue
from priemnaya.core.each import each
from priemnaya.core.journal import alert, record
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation

from .naming import Named, keep_named, name_in_decision, name_in_field, named_in_words, staff_of
from .unopened import look_into_files, tell_unopened

log = logging.getLogger(__name__)
TURN = 1.0
"""Seconds that a message waits for its turn to be searched when it comes."""
HEAD = 5_000
"""Of a message, read with a file of it: a complaint in the one counts for a name in the other."""
TRIES = 3
"""So often a message is begun that never comes to an end: a worker dies of it."""
LONGEST = dt.timedelta(hours=1)
"""A message that has waited for so long, and finds no turn now either, is shown to people as it is."""
WAITS = (
    "Файлы этого дела ещё читаются: в них может быть назван тот, на кого жалуются. Обычно это занимает до минуты."
    " Подождите, обновите страницу и повторите."
)
FILE_WAITS = "Файл ещё читается: в нём может быть назван сотрудник, на которого жалуются. Откройте его через минуту."


@dataclass(frozen=True)
class Words:
    """What was found in the words of a message. waits: something is left for the background."""

    named: tuple[Named, ...] = ()
    waits: bool = False


def words_told(organisation: Organisation, matter: Matter, client: str) -> Words:
    """Whom the typed words name, and the names of files, within the budget; call it before a number is taken or a case
    is held. Of a long text the first piece: all of it is read in the background."""
    complaint = bool({matter.kind, matter.asked_kind} & set(COMPLAINTS))
    text = f"{matter.text}\n\n{matter.also_read}{words_of_names(f.name for f in matter.files if not f.inline)}"
    found = _words_in(organisation, text, matter.subject, complaint, client)
    return Words(found.named, found.waits or any(not f.inline for f in matter.files))


def words_beside(case: Case, text: str) -> Words:
    """The same of what a client says of a case elsewhere than in a message: in a rating, as a second applicant. What
    they say goes the way of any words (`hear_beside`)."""
    client = case.client.full_name if case.client else ""
    return _words_in(case.organisation, text, case.subject, case.means_complaint, client)


def _words_in(organisation: Organisation, text: str, subject: str, complaint: bool, client: str) -> Words:
    parts = pieces(text.strip()) or [""]
    try:
        named = named_in_words(
            parts[0], staff_of(organisation), subject=subject, complaint=complaint, client=client, patience=TURN
        )
    except Exceeded:  # it has another try there, and then people are asked
        return Words(waits=True)
    return Words(tuple(named), len(parts) > 1)


def hear_beside(case: Case, words: Words) -> None:
    """Of a case that is held: whom such words name is kept away from it; what is left is read with its messages, and
    they are shown to nobody before (`guard.read_through`)."""
    keep_named(case, words.named)
    if words.waits and (first := case.contacts.filter(direction="in").order_by("pk").first()):
        wait_for_reading(first)


def wait_for_reading(contact: Contact) -> None:
    """Its files are read soon, and the case waits for it."""
    contact.reading, contact.reading_since, contact.reading_tries = "waits", timezone.now(), 0
    contact.save(update_fields=["reading", "reading_since", "reading_tries"])
    queue.nudge("read_files")


def recognise_anew(case: Case) -> None:
    """The case has become a complaint, or has got the messages of another: all that the client wrote and its files are
    read once more in the background, and whom the complaint is written down against is named at once. A name dismissed
    for the same words stays so."""
    for contact in case.contacts.filter(direction="in").exclude(status="ignored").order_by("pk"):
        wait_for_reading(contact)
    known = Complaint.objects.filter(case=case).first()
    if known:
        name_in_field(case, known.against)
        name_in_decision(case, known.decision)


def is_being_read(case: Case) -> bool:
    return Contact.objects.filter(case=case, reading="waits").exists()


def is_for_people(case: Case) -> bool:
    """Something of it could not be read: no rule gives it to anybody, a person looks and decides."""
    return Contact.objects.filter(case=case).exclude(reading="").exists()


def must_be_read(case: Case) -> Case:
    """Of a case that is held; returns it. Raises Objection while its files are being read."""
    if is_being_read(case):
        raise Objection(WAITS)
    return case


def must_be_searched(contact: Contact | None) -> None:
    """One named in a file does not learn it before the search does: files and originals. Raises Objection."""
    if contact is not None and contact.case_id and contact.reading == "waits":
        raise Objection(FILE_WAITS)


def read_files(limit: int = 20) -> int:
    """Read the messages that wait, held ones last, the oldest first; returns how many were settled. What finds no turn
    waits on, but not for ever. When none waits, files of those that were read are looked into."""
    held = ExpressionWrapper(Q(status="review"), output_field=BooleanField())
    waiting = Contact.objects.filter(reading="waits", case__isnull=False).order_by(held, "pk")
    try:
        return each(list(waiting.values_list("pk", flat=True)[:limit]), _read, "files of message", until=Busy)
    finally:
        _look_into_some(limit)


def _look_into_some(limit: int) -> None:
    """Whether files open, a message at a time, as long as none waits for names to be sought in it."""
    read = Contact.objects.filter(reading_since__isnull=False, case__isnull=False).exclude(reading="waits")
    for pk in list(read.order_by("pk").values_list("pk", flat=True)[:limit]):
        if Contact.objects.filter(reading="waits", case__isnull=False).exists():
            return
        try:
            _look(pk)
        except Busy:
            return


def _look(pk: int) -> None:
    """One message that was read; its case is no longer held by it. Raises Busy."""
    here = Contact.objects.filter(pk=pk, reading_since__isnull=False).exclude(reading="waits")
    if not here.update(reading_tries=F("reading_tries") + 1):
        return
    contact = Contact.objects.select_related("case").get(pk=pk)
    if contact.reading_tries <= TRIES:  # however long it waited behind others
        try:
            look_into_files(contact)
        except Busy:
            here.update(reading_tries=F("reading_tries") - 1)
            raise
    with transaction.atomic():
        assert contact.case is not None
        case = lock_living(contact.case)
        if here.filter(case=contact.case_id).update(reading_since=None, reading_tries=0):
            tell_unopened(case, contact)


@dataclass
class _Found:
    named: list[Named] = field(default_factory=list)
    unread: int = 0
    failed: str = ""


def _read(pk: int) -> bool:
    """One message; False when it is tried again later. Raises Busy."""
    begun = Contact.objects.filter(pk=pk, reading="waits").update(reading_tries=F("reading_tries") + 1)
    if not begun:
        return False
    contact = Contact.objects.select_related("case__organisation", "case__client").get(pk=pk)
    if contact.reading_tries > TRIES:
        return _give_up(contact)
    try:
        return _settle(contact, _found_in(contact))
    except Busy:
        Contact.objects.filter(pk=pk, reading="waits").update(reading_tries=F("reading_tries") - 1)
        since = contact.reading_since or timezone.now()
        if since < timezone.now() - LONGEST:  # not before it was tried: nobody may have been there to try it
            return _give_up(contact)
        raise
    except Exception:
        log.exception("files of contact %s", contact.pk)
        return False


def _give_up(contact: Contact) -> bool:
    return _settle(contact, _Found(failed="прочитать сообщение и его файлы не получилось"))


def _found_in(contact: Contact) -> _Found:
    """Words and files are searched together, so that a complaint in the one counts for a name in the other, to their
    end. Of a file whose words are kept those are searched. Raises Busy."""
    case = contact.case
    assert case is not None
    known = FileWords.objects.filter(attachment__contact=contact).exclude(text="").order_by("attachment")
    kept = dict(known.values_list("attachment", "text"))
    files = words_of_files(contact.attachments.exclude(pk__in=kept).select_related("file").order_by("pk"))
    found = _Found(unread=files.unread)
    scanned = case.scans.exclude(text="").order_by("pk").values_list("text", flat=True)
    named = words_of_names(contact.attachments.filter(inline=False).order_by("pk").values_list("name", flat=True))
    try:
        found.named += _named_in(
            [f"{contact.text}{named}", *scanned, *files.texts, *kept.values(), *said_beside(case)], contact, case
        )
    except Busy:
        raise
    except Exceeded as exceeded:
        found.failed = str(exceeded)
    if files.failed:
        listed = ", ".join(f"«{name}»" for name in files.failed[:5])
        found.failed = f"не прочитано: {listed}. Чтение заняло слишком много времени или памяти, файл может быть опасен"
    return found


def named_in_message(contact: Contact) -> Words:
    """Whom a message that was read names by the staff of today; waits: some of it was too much. Raises Busy."""
    found = _found_in(contact)
    return Words(tuple(found.named), bool(found.failed))


def read_again(contact: Contact) -> None:
    """It could not be looked through: it is tried as one that has just come, and then a person looks. One that people
    are shown as not read already stays so."""
    with transaction.atomic():
        assert contact.case is not None
        case = lock_living(contact.case)
        if case.disposed_at is None and Contact.objects.filter(pk=contact.pk, case=case, reading="").exists():
            wait_for_reading(contact)


def _named_in(texts: Iterable[str], contact: Contact, case: Case, head: str = "") -> list[Named]:
    """All of the texts, piece by piece: a complaint in one counts for a name in another. Raises Busy, Exceeded."""
    parts = pieces("\n\n".join(texts).strip())
    complaint = case.means_complaint
    if len(parts) > 1 and not complaint:
        complaint = any(run("cases.complains", part, anybody=True) for part in parts)
    staff, found = staff_of(case.organisation), dict[int | None, Named]()
    for part in parts:
        named = named_in_words(
            part,
            staff,
            subject=f"{contact.subject or case.subject}\n{head}".strip(),
            complaint=complaint,
            client=case.client.full_name if case.client else "",
        )
        found = {**{one.employee: one for one in named}, **found}
    return list(found.values())


def named_in_file(contact: Contact, text: str) -> list[Named]:
    """Whom the words of a file name that were taken out after its message was read: of an archive, of a picture. Raises
    Busy, Exceeded."""
    assert contact.case is not None
    return _named_in([text], contact, contact.case, contact.text[:HEAD])


def keep_words_of_case(contact: Contact, named: Sequence[Named], keep: Callable[[], int]) -> int:
    """Words of files of a case are kept together with whom they name: whoever finds the case by them is not one of
    those. Returns what `keep` does; 0 when the message became another case's meanwhile."""
    assert contact.case is not None
    with transaction.atomic():
        case = lock_living(contact.case)
        if not Contact.objects.filter(pk=contact.pk, case__in=(contact.case_id, case.pk)).exists():
            return 0
        kept = keep()
        if kept:
            keep_named(case, named)
    return kept


def tell_cut(contact: Contact, name: str) -> None:
    """Not all words of a file of a case were read: people look, and no rule gives the case to anybody."""
    case = contact.case
    if case is None or not Contact.objects.filter(pk=contact.pk, reading="").update(reading="unread"):
        return
    text = f"Дело {case.number}. Прочитаны не все слова файла «{name}». Посмотрите сами, на кого жалуются, и поручите."
    alert("named", text, organisation_id=case.organisation_id, subject=case)


def _settle(contact: Contact, found: _Found) -> bool:
    """What was found guards the case from now on, and it may be given. False when it became another case's meanwhile:
    it is read once more."""
    assert contact.case is not None
    with transaction.atomic():
        case = lock_living(contact.case)
        unread = found.failed or (found.unread and case.means_complaint)  # of a complaint also what holds no text
        done = Contact.objects.filter(pk=contact.pk, case=contact.case_id, reading="waits").update(
            reading="unread" if unread else "", reading_since=timezone.now(), reading_tries=0
        )
        if not done:
            return False
        keep_named(case, found.named)
        if found.unread:
            record("case.files_not_read", case, by=None, contact=contact.pk, files=found.unread)
        if found.failed:
            words = found.failed.rstrip(".")
            text = f"Дело {case.number}. {words[0].upper()}{words[1:]}. Посмотрите сами, на кого жалуются, и поручите."
            alert("named", text, organisation_id=case.organisation_id, subject=case)
        queue.nudge("route_cases")
    return True
