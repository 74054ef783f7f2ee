"""The lawful end of records: proposed by a schedule, agreed by two people, stopped by a hold, proved by an act
(152-ФЗ).

What is destroyed, each package says in its `personal.py`; here is only who decides, when, and what stops it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from priemnaya.cases.guard import shown_words
from priemnaya.cases.models import Case, Contact, NamedPerson
from priemnaya.core import erasure
from priemnaya.core.erasure import Subjects
from priemnaya.core.journal import alert, record, resolve
from priemnaya.core.models import Event, NumberSeries, Obligation, StoredFile
from priemnaya.errors import NotAllowed, Objection
from priemnaya.paper.models import Scan
from priemnaya.people.acting import action
from priemnaya.people.actions.cards import lock_living_card
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.records.act import render_act
from priemnaya.records.models import DisposalAct, LegalHold
from priemnaya.records.ripe import (
    Ripe,
    bare_clients,
    disposable,
    keeping,
    kept_since,
    loose_contacts,
    loose_scans,
    ripe,
    with_joined,
)
from priemnaya.worktime.terms import plural

AT_ONCE = 500
"""Of each sort in one act: what two people can look through."""
JOINED = ExpressionWrapper(Q(merged_into__isnull=False), BooleanField())
"""Cases that live are locked before those that were joined to one (cases/states.py)."""
WAITING = ("proposed", "reviewed")
DECIDED = "Это предложение уже рассмотрено."


def propose_due(organisation: Organisation) -> DisposalAct | None:
    """Once a month, on the first day of it on which the server runs."""
    began = organisation.local(timezone.now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if DisposalAct.objects.filter(organisation=organisation, proposed_at__gte=began).exists():
        return None
    return propose_disposal(organisation)


@transaction.atomic
def propose_disposal(organisation: Organisation) -> DisposalAct | None:
    """What the schedule finds ripe, as a proposal for two people; None when nothing is, or one already waits."""
    now = timezone.now()
    if DisposalAct.objects.filter(organisation=organisation, state__in=WAITING).exists():
        return None
    before, found = kept_since(organisation, now), ripe(organisation, now, AT_ONCE)
    if before is None or not found:
        return None
    years, rules = keeping(organisation)
    kept_for = f"{years} {plural(years, 'год', 'года', 'лет')}"
    try:
        with transaction.atomic():
            act = DisposalAct.objects.create(
                organisation=organisation,
                closed_before=before,
                case_ids=list(found.cases),
                contact_ids=list(found.contacts),
                scan_ids=list(found.scans),
                client_ids=list(found.clients),
                proposed_at=now,
                reasoning=f"Срок хранения {kept_for}: " + "; ".join(dict.fromkeys(r.citation for r in rules)),
            )
    except IntegrityError:  # another worker proposed at the same instant
        return None
    record("disposal.proposed", act, by=None, cases=len(found.cases))
    alert(
        "disposal",
        f"Истёк срок хранения: дел {len(found.cases)}, писем без дела {len(found.contacts)}, карточек "
        f"{len(found.clients)}. Проверьте, что можно уничтожить, или наложите запрет.",
        organisation_id=organisation.pk,
    )
    return act


def _locked(act: DisposalAct) -> DisposalAct:
    """The row as it is now, for whoever decides on it; the other one waits and then sees what was decided."""
    rows = DisposalAct.objects.select_for_update(of=("self",)).select_related("organisation__parent", "first")
    return rows.get(pk=act.pk)


def _must_see_all(act: DisposalAct, by: Employee) -> None:
    """Nobody decides on what they may not look through: one complained of in a case, or in a letter or a scan that
    became none, leaves it to colleagues. Raises NotAllowed."""
    named = NamedPerson.objects.barring(by).filter(case__in=with_joined(act.case_ids)).exists()
    if named or any(asked - shown - waiting for asked, shown, waiting in _words_of(act, by)):
        raise NotAllowed("По этому предложению решает сотрудник, которому видны все его материалы. Попросите коллегу.")


def _words_of(act: DisposalAct, by: Employee) -> Iterator[tuple[set[int], set[int], set[int]]]:
    """Letters and scans of an act that have no case: all of them, those the employee may read, and those still being
    looked through for names."""
    letters = Contact.objects.filter(pk__in=act.contact_ids, case=None)
    scans = Scan.objects.filter(pk__in=act.scan_ids, case=None).exclude(text="")
    for kind, rows in (("contact", letters), ("scan", scans)):
        asked = set(rows.values_list("pk", flat=True))
        yield (asked, *shown_words(kind, asked, by))


@action("history.manage")
@transaction.atomic
def review_disposal(act: DisposalAct, *, by: Employee) -> DisposalAct:
    """The first person agrees. Raises Objection, NotAllowed."""
    act = _locked(act)
    _must_see_all(act, by)
    if act.state != "proposed":
        raise Objection(DECIDED)
    act.state, act.first, act.first_at = "reviewed", by, timezone.now()
    act.save(update_fields=["state", "first", "first_at"])
    record("disposal.reviewed", act, by=by)
    return act


@action("history.manage")
@transaction.atomic
def reject_disposal(act: DisposalAct, *, by: Employee, why: str) -> None:
    """Nothing is destroyed; the reason stays. Raises Objection, NotAllowed."""
    act = _locked(act)
    _must_see_all(act, by)
    if act.state not in WAITING:
        raise Objection(DECIDED)
    if not why.strip():
        raise Objection("Напишите, почему материалы нужно сохранить.")
    act.state, act.why_rejected = "rejected", why.strip()[:300]
    act.save(update_fields=["state", "why_rejected"])
    resolve("disposal", organisation_id=act.organisation_id)
    record("disposal.rejected", act, by=by)


@action("history.manage")
@transaction.atomic
def execute_disposal(act: DisposalAct, *, by: Employee) -> DisposalAct:
    """The second person agrees and the records are destroyed, all or none, with an act of what was really destroyed.
    What meanwhile came under a hold, was opened again or was written to is left out. Raises Objection, also when the
    second person is the first; NotAllowed."""
    act = _locked(act)
    _must_see_all(act, by)
    if act.state in ("done", "rejected"):
        raise Objection(DECIDED)
    if act.state != "reviewed":
        raise Objection("Сначала предложение проверяет первый сотрудник.")
    if act.first_id == by.pk:
        raise Objection("Уничтожение подтверждает другой сотрудник: решают двое.")
    body, now = act.organisation, timezone.now()
    still = _still_ripe(act)
    if not still:
        raise Objection("Уничтожать нечего: все материалы снова нужны или под запретом. Отклоните предложение.")
    subjects = _subjects(act, still)
    cards = Case.objects.filter(pk__in=subjects.of("case")).exclude(client=None).values_list("pk", "client_id")
    act.cards = {str(case): client for case, client in cards}
    act.case_ids, act.contact_ids = sorted(subjects.of("case")), list(still.contacts)
    act.scan_ids, act.client_ids = list(still.scans), sorted(subjects.of("client"))
    _open_the_door(act)
    erased = erasure.erase(subjects)
    Contact.objects.filter(pk__in=subjects.of("contact")).update(disposed_at=now)
    Case.objects.filter(pk__in=act.case_ids).update(disposed_at=now, due_at=None)
    # nobody can do any more what was still owed about it; what had lapsed stays lapsed
    Obligation.objects.filter(subjects.about()).open().update(cancelled_at=now, cancelled_why="материалы уничтожены")
    _expire(body, now)
    events = _recorded(act, by)
    act.number = f"{body.local(now).year}/У-{NumberSeries.objects.take(body.pk, 'disposal', body.local(now).year)}"
    act.state, act.second, act.done_at = "done", by, now
    act.erased = {"categories": dict(erased.categories), "tables": dict(erased.tables)}
    act.act = StoredFile.objects.store(render_act(act, erased, events))
    act.save()
    resolve("disposal", organisation_id=act.organisation_id)
    record("disposal.done", act, by=by, cases=len(act.case_ids))
    return act


def _expire(body: Organisation, now: dt.datetime) -> None:
    """What has a short life goes on the same occasion; where that fails, the act stands and people are told."""
    try:
        erasure.expire(now)
    except erasure.NotExpired as error:
        text = f"Черновики и временные копии удалены не все ({str(error)[:200]}). Покажите это администратору."
        alert("expire", text, organisation_id=body.pk)


def _still_ripe(act: DisposalAct) -> Ripe:
    """Of what was agreed on, what may go now. Cases are locked first, then cards and contacts: a hold that is being
    set, a message that is coming in, is waited for and seen."""
    body, now = act.organisation, timezone.now()
    cases = Case.objects.filter(pk__in=with_joined(act.case_ids))
    held = list(cases.select_for_update(of=("self",)).order_by(JOINED, "pk"))
    cards = {*act.client_ids, *(c.client_id for c in held if c.client_id)}
    list(Client.objects.select_for_update().filter(pk__in=cards).order_by("pk"))
    list(Contact.objects.select_for_update(of=("self",)).filter(pk__in=act.contact_ids).order_by("pk"))
    before = kept_since(body, now)
    if before is None:
        return Ripe()
    going = tuple(disposable(body, now).filter(pk__in=act.case_ids).values_list("pk", flat=True))
    letters = tuple(loose_contacts(body, before).filter(pk__in=act.contact_ids).values_list("pk", flat=True))
    scans = tuple(loose_scans(body, before).filter(pk__in=act.scan_ids).values_list("pk", flat=True))
    contacts = {*letters, *Contact.objects.filter(case__in=going).values_list("pk", flat=True)}
    bare = bare_clients(body, before, with_joined(going), contacts).filter(pk__in=act.client_ids)
    return Ripe(going, letters, scans, tuple(bare.values_list("pk", flat=True)))


def _subjects(act: DisposalAct, still: Ripe) -> Subjects:
    """All that belongs to what goes, as every package says."""
    subjects = Subjects(act.organisation_id, act.closed_before)
    subjects.add("case", still.cases)
    subjects.add("contact", still.contacts)
    subjects.add("scan", still.scans)
    subjects.add("client", still.clients)
    erasure.gather(subjects)
    return subjects


def _open_the_door(act: DisposalAct) -> None:
    """For this transaction the triggers that keep sent answers let this act erase them."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('priemnaya.disposal', %s, true)", [str(act.pk)])


def _recorded(act: DisposalAct, by: Employee) -> list[Event]:
    """An event for everything that went: the extract of the act."""
    sorts: tuple[tuple[str, Any, list[int]], ...] = (
        ("case.disposed", Case, act.case_ids),
        ("contact.disposed", Contact, act.contact_ids),
        ("client.disposed", Client, act.client_ids),
    )
    events = [
        record(verb, subject, by=by, act=act.pk)
        for verb, table, pks in sorts
        for subject in table.objects.filter(pk__in=pks).order_by("pk")
    ]
    gone = [Scan(pk=pk, organisation_id=act.organisation_id) for pk in act.scan_ids]
    return events + [record("scan.disposed", scan, by=by, act=act.pk) for scan in gone]


@action("history.manage")
@transaction.atomic
def hold_client(client: Client, reason: str, *, by: Employee) -> LegalHold:
    """Nothing of this client is destroyed until the hold is lifted. A destruction that is under way is waited for.
    Raises Objection without a reason, and when nothing is left to keep."""
    if not reason.strip():
        raise Objection("Напишите, почему материалы нельзя уничтожать.")
    client = lock_living_card(client)
    hold = LegalHold.objects.create(organisation=client.organisation, client=client, reason=reason.strip()[:300], by=by)
    record("client.held", client, by=by, hold=hold.pk)
    return hold


def carry_holds(of: Client, to: Client) -> None:
    """A hold is about a client's matters: where some of them go, it goes too (people/actions/cards.py)."""
    known = set(LegalHold.objects.filter(client=to, lifted_at=None).values_list("reason", flat=True))
    for hold in LegalHold.objects.filter(client=of, lifted_at=None).exclude(reason__in=known):
        made = LegalHold.objects.create(
            organisation_id=to.organisation_id, client=to, reason=hold.reason, by_id=hold.by_id
        )
        record("client.held", to, by=None, hold=made.pk)


@action("history.manage")
@transaction.atomic
def lift_hold(hold: LegalHold, *, by: Employee) -> None:
    """Raises Objection when a colleague was quicker."""
    done = LegalHold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by)
    if not done:
        raise Objection("Запрет уже снял другой сотрудник. Обновите страницу.")
    record("client.hold_lifted", hold.client, by=by, hold=hold.pk)


def shown(act: DisposalAct, to: Employee) -> dict[str, list[Any]]:
    """What two people look through before they agree: none of the letters and scans without a case that seem to
    complain of who looks. Cases and cards behind walls are the page's to leave out."""
    letters, scans = ((asked - may) for asked, may, _waiting in _words_of(act, to))
    return {
        "cases": list(Case.objects.filter(pk__in=act.case_ids).select_related("client").order_by("closed_at")),
        "contacts": list(Contact.objects.filter(pk__in=act.contact_ids).exclude(pk__in=letters).order_by("at")),
        "scans": list(Scan.objects.filter(pk__in=act.scan_ids).exclude(pk__in=scans).order_by("pk")),
        "clients": list(Client.objects.filter(pk__in=act.client_ids).order_by("pk")),
    }
