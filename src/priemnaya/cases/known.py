"""What is known of a case when an order asks: one function a fact or measure, by its name in the vocabulary
(policy/vocabulary). Each is read only when a rule asks it. Of a letter: known_letters."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TypeGuard

from django.db.models import Count
from django.utils import timezone

from priemnaya.core.models import AccessRecord, Event
from priemnaya.core.models.access import OPENED
from priemnaya.people.acquaintance import has_read
from priemnaya.people.models import Employee, Substitution
from priemnaya.people.words import MAY, Staff

from .asked import questions_of
from .models import SPAM, Application, ApplicationDocument, Assignment, Case, Contact, NamedPerson, Reply
from .reading import Readers

OF_A_CASE: Readers[Case] = Readers()
of_case = OF_A_CASE


# Of any case.


@of_case
def topic(case: Case) -> bool:
    """Every question has one."""
    questions = questions_of(case)
    return bool(questions) and all(q.topic_id for q in questions)


@of_case
def need(case: Case) -> bool:
    questions = questions_of(case)
    return bool(questions) and all(q.need for q in questions)


@of_case
def urgency(case: Case) -> str:
    return case.urgency


@of_case
def marked_urgent(case: Case) -> bool:
    return case.urgency == "urgent"


@of_case
def client_named(case: Case) -> bool:
    return bool(case.client and (case.client.surname or case.client.company))


@of_case
def client_identified(case: Case) -> bool:
    return case.owner_proved


@of_case
def contact_known(case: Case) -> bool:
    return bool(case.chosen_address) or case.addresses.exists()


@of_case
def service_named(case: Case) -> bool:
    return bool(case.service_id)


@of_case
def unit_named(case: Case) -> bool:
    return bool(case.unit_id)


@of_case
def executor_named(case: Case) -> bool:
    return bool(case.assignee_id)


@of_case
def application(case: Case) -> Application | None:
    return Application.objects.filter(case=case).first()


@of_case
def receive_way(case: Case) -> str:
    found = application(case)
    return found.receive_by if found else ""


@of_case
def documents_complete(case: Case) -> bool:
    found = application(case)
    return bool(found and found.complete_at)


@of_case
def clarified(case: Case) -> bool:
    return _done(case, "case.clarified") > 0


@of_case
def history_seen(case: Case) -> bool:
    """Whoever works on the case opened the client's card or an earlier case of theirs since it was registered; of a
    client without earlier cases there is nothing to see."""
    earlier = Case.objects.filter(client=case.client, registered_at__lt=case.registered_at).exclude(pk=case.pk)
    keys = list(earlier.values_list("pk", flat=True)[:50]) if case.client_id else []
    if not keys:
        return True
    looked = AccessRecord.objects.filter(
        organisation_id=case.organisation_id, at__gte=case.registered_at, kind__in=OPENED
    )
    if case.assignee_id:
        looked = looked.filter(employee_id=case.assignee_id)
    return (
        looked.filter(cases__overlap=keys).exists()
        or looked.filter(page="client").filter(clients__contains=[case.client_id]).exists()
    )


@of_case
def files_kept(case: Case) -> bool:
    return Contact.objects.filter(case=case, attachments__isnull=False).exists()


def _done(case: Case, verb: str) -> int:
    return Event.objects.filter(subject_type="case", subject_id=case.pk, verb=verb).count()


# Measures of a case: what there would be after the action.


@of_case
def clarifications(case: Case) -> int:
    return _done(case, "case.clarified") + 1


@of_case
def bodies_asked(case: Case) -> int:
    return case.body_requests.count() + 1


@of_case
def forwardings(case: Case) -> int:
    """One of which every letter was called back is none."""
    return case.forwardings.filter(letters__recalled_at=None).distinct().count() + 1


@of_case
def reassignments(case: Case) -> int:
    """So far: see `given_on`."""
    return given_on(case)


def given_on(case: Case, to: Employee | None = None) -> int:
    """Given from one executor to another, as it would be with this one: the first assignment is none, nor is the same
    person with another task, nor what was taken back, nor the taking back itself."""
    people = [*_hands(case), *([to.pk] if to else [])]
    return sum(one != following for one, following in pairwise(people))


def handed_over(case: Case, to: Employee | None) -> int | None:
    """The same where the case would go from one executor to this other one; None where it would not: of a first
    assignment a limit of hand-overs says nothing."""
    hands = _hands(case)
    return given_on(case, to) if to is not None and hands and hands[-1] != to.pk else None


def _hands(case: Case) -> tuple[int, ...]:
    """Who has had the case, one after another, as it is now: what was taken back never was. A taking back may be taken
    back too."""
    rows = Event.objects.filter(subject_type="case", subject_id=case.pk, verb__in=("case.assigned", UNDONE))
    after: list[tuple[int, ...]] = [(), ()]
    undone = False
    for verb, to in rows.order_by("pk").values_list("verb", "data__to"):
        again = undone and to is not None and after[-1][-1:] == (to,)
        undone = verb == UNDONE
        if undone:
            after.append(after[-2])
        elif not again:  # who has it again after a taking back is told of as of any giving
            after.append((*after[-1], to) if to is not None else after[-1])
    return after[-1]


UNDONE = "case.assignment_undone"


@of_case
def reopenings(case: Case) -> int:
    """That it was no spam after all opens nothing again: the mark was a mistake."""
    rows = Event.objects.filter(subject_type="case", subject_id=case.pk, verb__in=("case.closed", "case.reopened"))
    count, ended = 0, ""
    for verb, outcome in rows.order_by("pk").values_list("verb", "data__outcome"):
        count += verb == "case.reopened" and ended != SPAM
        ended = outcome if verb == "case.closed" else ""
    return count + 1


def recall_asked_at(case: Case) -> dt.datetime | None:
    """When the client asked to end the matter, and nobody has reopened it since; None when they did not."""
    verbs = ("case.recall_asked", "case.reopened")
    rows = Event.objects.filter(subject_type="case", subject_id=case.pk, verb__in=verbs).order_by("-pk")
    last = rows.values_list("verb", "at").first()
    return last[1] if last and last[0] == "case.recall_asked" else None


@of_case
def document_letters(case: Case) -> int:
    """Letters to the client about what lacks, with the one that is about to go."""
    return Event.objects.filter(subject_type="case", subject_id=case.pk, verb="application.told_incomplete").count() + 1


def unchecked_documents(case: Case) -> tuple[str, ...]:
    """What the client is to bring and nobody has looked at yet: a list of what lacks is not whole without it."""
    rows = ApplicationDocument.objects.filter(application__case=case, source="client", state="awaited", set_aside=False)
    return tuple(rows.values_list("name", flat=True))


@of_case
def documents_asked(case: Case) -> int:
    asked = Application.objects.filter(case=case, documents__document="").aggregate(n=Count("documents"))["n"]
    return int(asked or 0) + 1


# People: why it would be this one, or nothing.


def head_of_complained_of(case: Case, by: Employee | None) -> str:
    """The head of a unit where somebody works who is complained of."""
    if by is None:
        return ""
    rows = NamedPerson.objects.standing().filter(case=case, employee__unit__head__in=people_of(by))
    named = rows.select_related("employee").first()
    return f"Это руководитель того, на кого жалуются ({named.employee})." if named and named.employee else ""


def earlier_executor(case: Case, to: Employee | None) -> str:
    """Who prepared the answer of a case that this one is linked with, or the last one the client got."""
    found = last_answer(case) if to is not None and case.means_complaint else None
    return f"Этот сотрудник готовил ответ по делу {found[1]}, который клиент обжалует." if _theirs(found, to) else ""


def last_executor(case: Case, to: Employee | None) -> str:
    """Who prepared the last answer that the client got, whatever they write now."""
    found = last_answer(case) if to is not None else None
    return f"Этот сотрудник готовил прошлый ответ этому клиенту, по делу {found[1]}." if _theirs(found, to) else ""


def _theirs(found: tuple[int, str] | None, to: Employee | None) -> TypeGuard[tuple[int, str]]:
    return found is not None and to is not None and found[0] in {one.pk for one in people_of(to)}


def last_answer(case: Case) -> tuple[int, str] | None:
    """Author and case of the last answer that the client of a case got before it; None when there was none."""
    if not case.client_id:
        return None
    told = Reply.objects.filter(case__client=case.client, sent_at__isnull=False, sent_at__lt=case.registered_at)
    return told.order_by("-sent_at").values_list("author_id", "case__number").first()


def people_of(employee: Employee) -> tuple[Employee, ...]:
    """The employee, and of a program whoever is behind it: what an order asks of a person, no program walks round."""
    return (employee, *employee.behind)


def order_read(to: Employee | None) -> bool:
    """Who gets the case has read the order; of a program, who is behind it. A change asks anew, with time to read."""
    return to is None or all(has_read(one) for one in (to.behind if to.is_service else (to,)))


def worked_days(to: Employee | None) -> int | None:
    """How many days whoever gets the case has worked here; None where that is long, or nobody gets it. Of a program,
    the newest of who is behind it."""
    if to is None:
        return None
    today = to.organisation.local(timezone.now()).date()
    days = [(today - one.works_since).days for one in people_of(to) if one.works_since]
    return min(days, default=None)


def load(case: Case, hand: Employee | None) -> int | None:
    """How many open cases they would have with this one; None where it lies with them already, or with nobody."""
    if hand is None or case.assignee_id == hand.pk:
        return None
    return Case.objects.open().filter(assignee=hand, merged_into=None).exclude(pk=case.pk).count() + 1


def given_a_day(case: Case, hand: Employee | None) -> int | None:
    """How many cases they would have been given today with this one; None where it lies with them already, or nobody
    gets it."""
    if hand is None or case.assignee_id == hand.pk:
        return None
    local = case.organisation.local(timezone.now())
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    today = Assignment.objects.filter(employee=hand, at__gte=midnight).exclude(case=case)
    return today.values("case").distinct().count() + 1


def acts_as_head(by: Employee | None) -> bool:
    """A head, or who stands in for one today: whoever acts as head signs what the head alone signs, with a right of
    their own to sign."""
    if by is None or by.may(MAY["head"]):
        return by is not None
    away = Employee.objects.filter(pk__in=Substitution.objects.absent(by), is_active=True)
    return any(one.may(MAY["head"]) for one in away)


class Decider:
    """Who decides of a matter: whether they are called as an order says, a word for people, a department or a post."""

    def __init__(self, case: Case, by: Employee | None) -> None:
        self._case, self._by = case, by

    def called(self, word: str) -> bool:
        """Those of them who may decide, and who stands in for them; while there is nobody, the heads."""
        staff = Staff(self._case.organisation)
        meant = staff.fit(word, MAY["head"], executor=self._case.assignee, unit=self._case.unit)
        return self._by is not None and self._by.pk in {e.pk for e in meant}


def stands_in(employee: Employee, other: int | None) -> bool:
    """The same person, or who stands in for them today: a substitute signs in their name."""
    return other is not None and (
        employee.pk == other or Substitution.objects.absent(employee).filter(pk=other).exists()
    )
