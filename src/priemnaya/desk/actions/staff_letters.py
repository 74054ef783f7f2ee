"""Letters to staff: what waits for them, for those who wished it. They name numbers of cases and nothing else: no
client, no subject, no word of a message; whoever may see the case reads the rest after signing in.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from priemnaya.cases.models import Case
from priemnaya.core import queue
from priemnaya.core.each import each
from priemnaya.core.journal import alert, resolve
from priemnaya.core.models import Delivery, Digest, Notice, NoticeChoice
from priemnaya.core.noticed import DIGEST, KINDS, MAILED
from priemnaya.core.tokens import new_code
from priemnaya.desk.notices import Group, gathered, notices_of
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.reminding import clock_of
from priemnaya.worktime.terms import plural

SUBJECT = "employee"
"""Of deliveries: what `channels.base.settles` registers."""
MOST = 200  # notices of one letter
WHILE_SEEN = dt.timedelta(minutes=2)
"""Who sits at the screen has read it by then, and needs no letter."""
CATCHING_UP = dt.timedelta(hours=4)
"""A morning's letter that could not go by then goes no more: it would tell of a morning that is over."""
UNSENT = ("queued", "doing")
KEPT = dt.timedelta(days=30)


def mail_notices(body: Organisation) -> int:
    """A letter to each employee of a body about unread notices of the kinds they want by letter; how many letters."""
    forget(body)
    now = timezone.now()
    return each(_wishing(body), lambda wish: _mail(*wish, now), "notices by letter")


def _wishing(body: Organisation) -> list[tuple[Employee, dict[str, dt.datetime]]]:
    """Employees that can get a letter, and since when they want each kind by one."""
    people = {e.pk: e for e in Employee.objects.filter(organisation=body, is_active=True).exclude(email="")}
    wanted: dict[int, dict[str, dt.datetime]] = {}
    for row in NoticeChoice.objects.filter(employee_id__in=people, how=MAILED).exclude(kind=DIGEST):
        wanted.setdefault(row.employee_id, {})[row.kind] = row.since
    return [(people[pk], kinds) for pk, kinds in wanted.items()]


@transaction.atomic
def _mail(employee: Employee, kinds: dict[str, dt.datetime], now: dt.datetime) -> bool:
    Employee.objects.select_for_update().get(pk=employee.pk)  # two workers tell of a notice once
    new = notices_of(employee, MOST, kind__in=kinds, mailed_at=None, at__lt=now - WHILE_SEEN)
    rows = [row for row in new if row.at >= kinds[row.kind]]
    if not rows:
        return False
    pks = [row.pk for row in rows]
    Notice.objects.filter(pk__in=pks, mailed_at=None).update(mailed_at=now)
    lines = [_line(kind, groups) for kind, groups in gathered(rows)]
    number = sum(len(groups) for _kind, groups in gathered(rows))
    subject = f"Приёмная: {number} {plural(number, 'новое уведомление', 'новых уведомления', 'новых уведомлений')}"
    _letter(employee, subject, lines, f"notices-{employee.pk}-{max(pks)}-{new_code(6)}", {"notices": pks})
    return True


def _line(kind: str, groups: list[Group]) -> str:
    """«Вам поручено: дела № 12, 15 и ещё 1»: a kind, the numbers of its cases, and how many are of no case."""
    cases = [group.first.case_id for group in groups if group.first.case_id]
    numbers = list(Case.objects.filter(pk__in=cases).order_by("pk").values_list("number", flat=True))
    others = len(groups) - len(numbers)
    words = [f"{'дела' if len(numbers) > 1 else 'дело'} № {', '.join(numbers)}"] if numbers else []
    words += [f"ещё {others}" if numbers else str(others)] if others else []
    return f"{KINDS[kind].title}: {' и '.join(words)}"


def _letter(employee: Employee, subject: str, lines: list[str], key: str, about: dict[str, Any]) -> Delivery:
    where = f"{settings.SITE_URL}/w/notices/" if settings.SITE_URL else "Откройте Приёмную: «Уведомления»."
    end = "Такие письма вы выбрали сами; отказаться можно там же, в «Что и как сообщать»."
    body = employee.organisation
    queue.nudge("deliver_outbox")
    return Delivery.objects.create(
        organisation_id=body.pk,
        channel="email",
        subject_type=SUBJECT,
        subject_id=employee.pk,
        key=key,
        address=employee.email,
        message_id=f"<{body.slug}.staff.{employee.pk}.{new_code(12).lower()}@{settings.MAIL_DOMAIN}>",
        payload={"subject": subject, "text": "\n".join([*lines, "", where, "", end]), "automatic": True, **about},
    )


def mail_digests(body: Organisation) -> int:
    """The morning's letter to those who wish it, from the hour the working day begins; how many letters."""
    now = body.local(timezone.now())
    opens = _opens(body, now)
    if opens is None or not opens <= now < opens + CATCHING_UP:
        return 0
    wished = NoticeChoice.objects.filter(kind=DIGEST, how=MAILED).values("employee_id")
    people = Employee.objects.filter(organisation=body, is_active=True, pk__in=wished).exclude(email="")
    return each(people, lambda employee: _digest(employee, now), "morning letter of employee")


def _opens(body: Organisation, now: dt.datetime) -> dt.datetime | None:
    """When the working day begins today, if it is one."""
    spans = body.hours.of(now.date(), clock_of(body).calendar)
    return dt.datetime.combine(now.date(), spans[0][0], tzinfo=now.tzinfo) if spans else None


@transaction.atomic
def _digest(employee: Employee, now: dt.datetime) -> bool:
    row, new = Digest.objects.get_or_create(employee_id=employee.pk, day=now.date())
    if not new or not (lines := morning(employee, now)):
        return False
    subject = f"Приёмная: ваш день, {now:%d.%m.%Y}"
    delivery = _letter(employee, subject, lines, f"digest-{row.pk}", {"day": str(row.day)})
    Digest.objects.filter(pk=row.pk).update(delivery_id=delivery.pk)
    return True


def morning(employee: Employee, now: dt.datetime) -> list[str]:
    """What waits today, in lines; empty when nothing does."""
    end = now.replace(hour=23, minute=59, second=59)
    mine = Case.objects.seen_by(employee).open().filter(assignee=employee, due_at__lte=end)
    late: list[str] = []
    today: list[str] = []
    for number, due in mine.order_by("due_at", "pk").values_list("number", F("due_at"))[:MOST]:
        (late if due < now else today).append(number)
    lines = [
        f"{title}: {', '.join(numbers)}"
        for title, numbers in (("Срок прошёл, дела №", late), ("Срок сегодня, дела №", today))
        if numbers
    ]
    if employee.may("reply.sign") and (waiting := Case.objects.seen_by(employee).to_sign().count()):
        lines.append(f"Ждут подписи: {waiting}")
    if employee.may("case.assign") and (free := Case.objects.seen_by(employee).open().filter(assignee=None).count()):
        lines.append(f"Без исполнителя: {free}")
    return lines + [_line(kind, groups) for kind, groups in gathered(notices_of(employee, MOST))]


def unwanted(delivery: Delivery) -> str:
    """Why a letter must not leave any more; empty when it may: asked at the last instant."""
    employee = Employee.objects.filter(pk=delivery.subject_id).first()
    if employee is None or not employee.is_active or employee.email != delivery.address:
        return "Сотрудник больше не работает, или его почта другая."
    if (day := delivery.payload.get("day")) and _is_over(str(day), employee.organisation):
        return "Утро, о котором письмо, прошло."
    told = delivery.payload.get("notices")
    if told and not Notice.objects.filter(pk__in=told, read_at=None).exists():
        return "Всё уже прочитано."
    return ""


def _is_over(day: str, body: Organisation) -> bool:
    now = body.local(timezone.now())
    opens = _opens(body, now)
    return day != str(now.date()) or opens is None or now >= opens + CATCHING_UP


def letter_sent(delivery: Delivery, *, by: Employee | None = None) -> None:
    Delivery.objects.filter(pk=delivery.pk, state__in=UNSENT).update(
        state="sent", sent_at=timezone.now(), lease_until=None, error=""
    )
    resolve(_kind(delivery), organisation_id=delivery.organisation_id)


def letter_failed(delivery: Delivery, error: str, *, final: bool = False, away: bool = False) -> None:
    if not final:
        delivery.postpone(error, away=away)
        return
    gone = Delivery.objects.filter(pk=delivery.pk, state__in=UNSENT)
    if gone.update(state="dead", error=error[:2000], lease_until=None) and not unwanted(delivery):
        _report(delivery)


def letter_bounced(delivery: Delivery, why: str) -> None:
    moved = Delivery.objects.filter(pk=delivery.pk).exclude(state__in=("held", "dead", "bounced"))
    if moved.update(state="bounced", error=why[:2000]):
        _report(delivery)


def letter_confirmed(delivery: Delivery, *given: Any, **named: Any) -> None:
    """A receipt of a colleague's mail program says nothing that anybody needs."""


def _kind(delivery: Delivery) -> str:
    return f"staff_mail:{delivery.subject_id}"[:40]


def _report(delivery: Delivery) -> None:
    if employee := Employee.objects.filter(pk=delivery.subject_id).first():
        text = f"Письма с уведомлениями не доходят сотруднику {employee}: проверьте почту в его карточке."
        alert(_kind(delivery), text, organisation_id=delivery.organisation_id)


def forget(body: Organisation) -> None:
    """Letters that have gone, of a month ago: they held nothing but numbers, and nobody needs them."""
    old = timezone.now() - KEPT
    Delivery.objects.filter(
        organisation_id=body.pk, subject_type=SUBJECT, created_at__lt=old, state__in=("sent", "dead", "bounced")
    ).delete()
