"""The lawful end of records: proposed by a schedule, agreed by two people, stopped by a hold, proved by an act (152-ФЗ)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from priemnaya.cases.models import (
    ApplicationDocument,
    Attachment,
    BodyRequest,
    Case,
    CaseQuestion,
    Complaint,
    Contact,
    Decision,
    Reply,
    ReplyVersion,
)
from priemnaya.core.journal import alert, record
from priemnaya.core.models import Delivery, Event, NumberSeries, StoredFile
from priemnaya.desk.models import Note
from priemnaya.errors import Objection
from priemnaya.letterhead.report import Item, Report, render_report
from priemnaya.people.acting import action
from priemnaya.people.models import Client, Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Held, asks
from priemnaya.records.models import DisposalAct, HistoryExport, LegalHold

GONE = "Материалы уничтожены"
AT_ONCE = 500
"""Cases in one act: what two people can look through."""


@asks("keep_for", "contacts", "appeals")
def keeping(organisation: Organisation) -> tuple[int, list[Held]]:
    """For how many years records are kept: the longest that any layer asks, and the rules that ask it."""
    today = organisation.local(timezone.now()).date()
    rules = [r for what in ("contacts", "appeals") for r in policy_of(organisation).rules("keep_for", today, what)]
    return max((r.value.years for r in rules), default=0), rules


def holding(client: Any) -> QuerySet[LegalHold]:
    """What stops the destruction of a client's records now, set on this card or on one that was joined to it. client: key or OuterRef."""
    return LegalHold.objects.filter(Q(client=client) | Q(client__merged_into=client), lifted_at=None)


def disposable(organisation: Organisation, now: dt.datetime) -> QuerySet[Case]:
    """Finished cases whose last contact is older than the term, without a hold, not in an act already."""
    years, _ = keeping(organisation)
    if not years:
        return Case.objects.none()
    before = _years_back(now, years)
    held = holding(OuterRef("client"))
    found = (
        Case.objects.filter(organisation=organisation, closed_at__lt=before).exclude(subject=GONE).filter(~Exists(held))
    )
    return found.annotate(last=Max("contacts__at")).filter(last__lt=before).order_by("closed_at")


def _years_back(now: dt.datetime, years: int) -> dt.datetime:
    try:
        return now.replace(year=now.year - years)
    except ValueError:  # 29 February
        return now.replace(year=now.year - years, day=28)


@transaction.atomic
def propose_disposal(organisation: Organisation) -> DisposalAct | None:
    """What the schedule finds ripe, as a proposal for two people; None when nothing is, or one already waits."""
    if DisposalAct.objects.filter(organisation=organisation, state__in=("proposed", "reviewed")).exists():
        return None
    now = timezone.now()
    cases = list(disposable(organisation, now).values_list("pk", flat=True)[:AT_ONCE])
    if not cases:
        return None
    years, rules = keeping(organisation)
    act = DisposalAct.objects.create(
        organisation=organisation,
        closed_before=_years_back(now, years),
        case_ids=cases,
        proposed_at=now,
        reasoning=f"Срок хранения {years} лет: " + "; ".join(dict.fromkeys(r.citation for r in rules)),
    )
    record("disposal.proposed", act, by=None, cases=len(cases))
    alert(
        "disposal",
        f"Истёк срок хранения: дел {len(cases)}. Проверьте и уничтожьте или наложите запрет.",
        organisation_id=organisation.pk,
    )
    return act


@action("history.manage")
@transaction.atomic
def review_disposal(act: DisposalAct, *, by: Employee) -> DisposalAct:
    """The first person agrees. Raises Objection."""
    if act.state != "proposed":
        raise Objection("Это предложение уже рассмотрено.")
    act.state, act.first, act.first_at = "reviewed", by, timezone.now()
    act.save(update_fields=["state", "first", "first_at"])
    record("disposal.reviewed", act, by=by)
    return act


@action("history.manage")
@transaction.atomic
def reject_disposal(act: DisposalAct, *, by: Employee, why: str) -> None:
    """Nothing is destroyed; the reason stays. Raises Objection."""
    if act.state not in ("proposed", "reviewed"):
        raise Objection("Это предложение уже рассмотрено.")
    if not why.strip():
        raise Objection("Напишите, почему материалы нужно сохранить.")
    act.state, act.why_rejected = "rejected", why.strip()[:300]
    act.save(update_fields=["state", "why_rejected"])
    record("disposal.rejected", act, by=by)


@action("history.manage")
@transaction.atomic
def execute_disposal(act: DisposalAct, *, by: Employee) -> DisposalAct:
    """The second person agrees and the records are destroyed, all or none, with an act. Cases that meanwhile came under a hold
    or were opened again are left out. Raises Objection, also when the second person is the first."""
    act = DisposalAct.objects.select_for_update(of=("self",)).select_related("organisation", "first").get(pk=act.pk)
    if act.state != "reviewed":
        raise Objection("Сначала предложение проверяет первый сотрудник.")
    if act.first_id == by.pk:
        raise Objection("Уничтожение подтверждает другой сотрудник: решают двое.")
    body, now = act.organisation, timezone.now()
    ripe = set(disposable(body, now).values_list("pk", flat=True))
    cases = [
        c
        for c in Case.objects.select_for_update(of=("self",)).filter(pk__in=act.case_ids).select_related("client")
        if c.pk in ripe
    ]
    if not cases:
        raise Objection("Уничтожать нечего: все дела открыты снова или под запретом.")
    lines, files = [], set()
    _open_the_door(act)
    for case in cases:
        files |= _destroy(case)
        lines.append(
            Item(
                f"Дело {case.number}",
                f"закрыто {body.local(case.closed_at):%d.%m.%Y}" if case.closed_at else "",
                ("обращение, переписка, файлы, данные клиента",),
            )
        )
        record("case.disposed", case, by=by, act=act.pk)
    loose = loose_contacts(body, act.closed_before)
    if count := loose.count():
        files |= _wipe(loose)
        until = f"пришли до {body.local(act.closed_before):%d.%m.%Y}"
        lines.append(Item(f"Письма, не ставшие делами: {count}", until, ("отправители, тексты, файлы",)))
    _destroy_clients({c.client_id for c in cases if c.client_id})
    StoredFile.objects.drop_unused(files)
    act.case_ids = [c.pk for c in cases]
    act.number = f"{body.local(now).year}/У-{NumberSeries.objects.take(body.pk, 'disposal', body.local(now).year)}"
    act.state, act.second, act.done_at = "done", by, now
    act.act = StoredFile.objects.store(render_report(_act_of(act, lines)))
    act.save()
    record("disposal.done", act, by=by, cases=len(cases))
    return act


def _open_the_door(act: DisposalAct) -> None:
    """For this transaction the triggers that keep sent answers let this act erase them."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('priemnaya.disposal', %s, true)", [str(act.pk)])


def loose_contacts(organisation: Organisation, before: dt.datetime) -> QuerySet[Contact]:
    """Letters that became no case (robots, spam, unreadable ones), older than the term and not emptied yet."""
    return Contact.objects.filter(organisation=organisation, case=None, at__lt=before).exclude(
        sender="", text="", raw=None
    )


def _wipe(contacts: QuerySet[Contact]) -> set[int]:
    """Empty contacts of all that a person wrote; their dates and points stay. Returns files that may be unused now."""
    pks = list(contacts.values_list("pk", flat=True))
    owned = Attachment.objects.filter(contact_id__in=pks)
    files = set(owned.values_list("file_id", flat=True))
    files |= set(contacts.exclude(raw=None).values_list("raw_id", flat=True))
    owned.delete()
    empty: dict[str, Any] = dict.fromkeys(
        ("text", "subject", "quoted", "sender", "reason", "document", "oral_answer"), ""
    )
    empty |= {"raw": None, "checks": {}, "client": None}
    Contact.objects.filter(pk__in=pks).update(**empty)
    return files


def _destroy(case: Case) -> set[int]:
    """Everything a person could be known by; number, kind, dates and figures stay. Returns files that may be unused now."""
    files, replies = _wipe(Contact.objects.filter(case=case)), Reply.objects.filter(case=case)
    owned = Attachment.objects.filter(reply__in=replies)
    files |= set(owned.values_list("file_id", flat=True))
    for column in ("pdf_id", "signature_id"):
        files |= {pk for pk in replies.values_list(column, flat=True) if pk}
    owned.delete()
    replies.update(
        text="",
        grounds="",
        how_to_fix="",
        how_to_reapply="",
        how_to_appeal="",
        endnotes=[],
        overrides={},
        pdf=None,
        signature=None,
        sent_back_why="",
        why_differs="",
        signed_by={},
    )
    ReplyVersion.objects.filter(reply__in=replies).delete()
    ApplicationDocument.objects.filter(application__case=case).update(note="")
    Complaint.objects.filter(case=case).update(against="", decision="")
    Decision.objects.filter(case=case).update(why="")
    Note.objects.filter(case=case).delete()
    BodyRequest.objects.filter(case=case).delete()
    CaseQuestion.objects.filter(case=case).update(text="")
    Delivery.objects.filter(subject_type="case", subject_id=case.pk).update(payload={}, address="", error="")
    Case.objects.filter(pk=case.pk).update(
        subject=GONE,
        search_text="",
        on_behalf_of="",
        chosen_address="",
        second_address="",
        urgency_reason="",
        client=None,
        complained_of=None,
    )
    return files


def _destroy_clients(ids: set[int]) -> None:
    """Clients of whom nothing is left: names, addresses and consents go. Others keep their card."""
    for client in Client.objects.filter(pk__in=ids).filter(~Exists(Case.objects.filter(client=OuterRef("pk")))):
        if client.contacts.exists() or holding(client.pk).exists():
            continue
        HistoryExport.objects.filter(client=client).delete()
        client.addresses.all().delete()
        client.consents.filter(withdrawn_at__isnull=False).delete()
        if client.consents.exists():
            continue
        for column in ("surname", "name", "patronymic", "company", "postal_address", "identity", "chosen_address"):
            setattr(client, column, "")
        client.special_needs = []
        client.save()


def _act_of(act: DisposalAct, lines: list[Item]) -> Report:
    """The act with the extract of the event journal: what, whose category, why, when, by whom."""
    body = act.organisation
    assert act.done_at is not None
    assert act.first is not None
    assert act.second is not None
    events = Event.objects.filter(
        organisation_id=body.pk,
        verb="case.disposed",
        at__gte=act.done_at - dt.timedelta(hours=1),
        subject_id__in=act.case_ids,
    ).order_by("id")
    extract = tuple(
        f"{body.local(e.at):%d.%m.%Y %H:%M:%S} событие {e.pk} case.disposed дело {e.subject_id} сотрудник {e.actor_id}"
        for e in events
    )
    lead = (
        f"Акт № {act.number} от {body.local(act.done_at):%d.%m.%Y}",
        f"Основание: {act.reasoning}",
        f"Уничтожены персональные данные клиентов по делам: {len(lines)}",
        "Категории данных: имена, адреса, тексты обращений и ответов, файлы.",
        "Информационная система: «Приёмная». Способ: удаление записей базы данных без возможности восстановления.",
        f"Проверил: {act.first.full_name}, {act.first.post}",
        f"Подтвердил: {act.second.full_name}, {act.second.post}",
    )
    return Report(
        body.name,
        "Акт об уничтожении персональных данных",
        lead,
        tuple(lines),
        ("Выгрузка из журнала событий:", *extract),
    )


@action("history.manage")
@transaction.atomic
def hold_client(client: Client, reason: str, *, by: Employee) -> LegalHold:
    """Nothing of this client is destroyed until the hold is lifted. Raises Objection without a reason."""
    if not reason.strip():
        raise Objection("Напишите, почему материалы нельзя уничтожать.")
    hold = LegalHold.objects.create(organisation=client.organisation, client=client, reason=reason.strip()[:300], by=by)
    record("client.held", client, by=by, hold=hold.pk)
    return hold


@action("history.manage")
@transaction.atomic
def lift_hold(hold: LegalHold, *, by: Employee) -> None:
    LegalHold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=timezone.now(), lifted_by=by)
    record("client.hold_lifted", hold.client, by=by, hold=hold.pk)


def shown(act: DisposalAct) -> list[Any]:
    return list(Case.objects.filter(pk__in=act.case_ids).select_related("client").order_by("closed_at"))
