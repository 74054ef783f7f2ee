"""A case: one matter of one client at one body. Its kind decides its terms, never the channel it came by."""

from __future__ import annotations

import datetime as dt
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from priemnaya.core.models import Delivery, Obligation, Watched
from priemnaya.people.models import Substitution
from priemnaya.people.models.clients import KINDS
from priemnaya.people.proof import Level
from priemnaya.policy.kinds.closes_as import RECALLED
from priemnaya.policy.owed import SEND_AGAIN

from .confidential import EmergencyAccess
from .walls import kept_to_units, walls

if TYPE_CHECKING:
    from priemnaya.people.models import Employee

CASE_KINDS = {
    "appeal": _("обращение"),
    "appeal_complaint": _("жалоба"),
    "service_complaint": _("жалоба на услугу"),
    "info_request": _("запрос информации"),
    "media_request": _("запрос редакции"),
    "service_application": _("заявление на услугу"),
    "message": _("сообщение"),
    "feedback": _("отзыв"),
    "social_message": _("сообщение из соцсети"),
    "internal_request": _("внутренний запрос"),
}
COMPLAINTS = ("appeal_complaint", "service_complaint")
URGENCIES = {"normal": _("обычное"), "urgent": _("срочное")}
URGENCY_SAID = {"normal": _("обычная"), "urgent": _("срочная")}
"""Of the urgency itself, as fields and lists say it."""
STATES = {
    "review": _("на проверке"),
    "new": _("новое"),
    "in_work": _("в работе"),
    "waiting": _("ждём клиента"),
    "on_approval": _("на согласовании"),
    "suspended": _("приостановлено"),
    "sending": _("подписан, отправляется"),
    "answered": _("дан ответ"),
    "returned": _("вернулось, отправьте иначе"),
    "forwarding": _("пересылается"),
    "forwarded": _("переслано"),
    "closed": _("закрыто"),
    "merged": _("присоединено"),
}
SPAM = "spam"
"""The outcome of what a person found to need no answer."""
TO_SIGN = ("on_check", "checked")
"""States of an answer that waits for its signature."""
OPEN_STATES = ("review", "new", "in_work", "waiting", "on_approval", "suspended", "sending", "returned", "forwarding")


def owing(*what: str) -> QuerySet[Obligation]:
    """Open obligations of these kinds about cases."""
    return Obligation.objects.open().filter(subject_type="case", what__in=what)


def ways_to(employee: Employee, *, emergency: bool = True) -> list[Q]:
    """What makes a case theirs whose rights end at their unit: their own, of one they stand in for, of the unit, or
    open to them in an emergency. One by one each is met by an index, together by none."""
    ways = [Q(assignee=employee), Q(assignee__in=Substitution.objects.absent(employee))]
    if employee.unit_id:
        ways.append(Q(unit_id=employee.unit_id))
    if emergency:
        ways.append(Q(pk__in=EmergencyAccess.objects.running(employee).values("case")))
    return ways


def _theirs(employee: Employee, *, emergency: bool = True) -> Q:
    return reduce(or_, ways_to(employee, emergency=emergency))


class CaseQuerySet(models.QuerySet["Case"]):
    def seen_by(self, employee: Employee) -> CaseQuerySet:
        """The one place where access is scoped: an employee sees the cases of the own organisation, none behind one of
        the `walls`, and, if their rights end at the own unit, those of the unit and their own."""
        seen = self.filter(organisation_id=employee.organisation_id)
        for wall in walls(employee, units=False):
            seen = seen.exclude(pk__in=wall)
        for one in kept_to_units(employee):  # row by row: nearly all cases may be outside
            seen = seen.filter(_theirs(one))
        return seen

    def outside(self, employee: Employee, *, emergency: bool = True) -> CaseQuerySet:
        """Cases of the body that are neither of the employee's unit nor theirs, nor of one they stand in for.
        emergency=False: also what they see by emergency access alone."""
        return self.filter(organisation_id=employee.organisation_id).exclude(_theirs(employee, emergency=emergency))

    def open(self) -> CaseQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def to_sign(self) -> CaseQuerySet:
        """A letter waits for its signature: an answer, or a covering letter to another body. One list of keys: one of
        two subqueries in a condition has no index."""
        answers = Case.objects.filter(replies__state__in=TO_SIGN)
        covering = Case.objects.all().covering_to_sign()
        return self.filter(pk__in=answers.values("pk").union(covering.values("pk")))

    def covering_to_sign(self) -> CaseQuerySet:
        """One and the same covering letter is neither signed nor recalled."""
        waits = {"forwardings__signed_at": None, "forwardings__letters__recalled_at": None}
        covering = Case.objects.filter(forwardings__letters__isnull=False, **waits)
        return self.filter(pk__in=covering.values("pk"))

    def with_returned(self) -> CaseQuerySet:
        """Those with a letter to the client that came back and goes by no other way yet: somebody owes to send it."""
        return self.filter(pk__in=owing(SEND_AGAIN).values("subject_id"))

    def marked(self) -> CaseQuerySet:
        """For lists: whether such a letter is there, and whether of the answer only a notice has gone."""
        held = Delivery.objects.answers_held_back().filter(subject_type="case", subject_id=OuterRef("pk"))
        return self.annotate(
            came_back=Exists(owing(SEND_AGAIN).filter(subject_id=OuterRef("pk"))), answer_waits=Exists(held)
        )

    def overdue(self, now: dt.datetime) -> CaseQuerySet:
        return self.open().filter(due_at__lt=now)


def unread(on: str = "") -> Q:
    """Cases that are `is_unread`; on: where the case stands."""
    return Q(**{f"{on}state": "review"}) | Q(**{f"{on}outcome": SPAM})


class Case(Watched):
    """`due_at` repeats the earliest open term for sorting; the truth is in the obligations."""

    # what a list's page says of a row: where such a name is nowhere, a template looks long before it gives up
    marked_subject: ClassVar[str] = ""
    marked_name: ClassVar[str] = ""
    piece: ClassVar[Any] = None
    gathered: ClassVar[Any] = None

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=30)
    kind = models.CharField(max_length=30, choices=list(CASE_KINDS.items()))
    asked_kind = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=12, choices=list(STATES.items()), default="new")
    subject = models.CharField(max_length=250)
    client = models.ForeignKey("people.Client", null=True, on_delete=models.PROTECT, related_name="cases")
    on_behalf_of = models.CharField(max_length=250, blank=True)
    powers = models.ForeignKey(
        "people.Powers",
        null=True,
        on_delete=models.SET_NULL,
        related_name="cases",
        help_text="by which whoever writes acts for another",
    )
    powers_settled = models.CharField(
        max_length=6,
        blank=True,
        choices=[("client", _("самому клиенту")), ("agent", _("прежнему представителю"))],
        help_text="the powers are over: whom letters go to, as an employee has decided",
    )
    powers_why = models.CharField(max_length=300, blank=True)
    written_for = models.CharField(max_length=300, blank=True, help_text="the firm its sender named, proved or not")
    said_kind = models.CharField(
        max_length=30, choices=list(KINDS.items()), blank=True, help_text="what an identified sender said they are"
    )
    level = models.PositiveSmallIntegerField(
        choices=Level.choices, default=Level.CLAIMED, help_text="what is proved of who opened it"
    )
    point = models.CharField(max_length=12)
    electronic = models.BooleanField(default=True)
    chosen_point = models.CharField(max_length=12, default="portal")
    chosen_address = models.CharField(max_length=320, blank=True)
    second_point = models.CharField(max_length=12, blank=True)
    second_address = models.CharField(max_length=320, blank=True)
    grounds = models.JSONField(default=list)
    signatories = models.PositiveIntegerField(
        default=1, help_text="how many people signed it: several, and it is collective"
    )
    service = models.ForeignKey("knowledge.Service", null=True, on_delete=models.PROTECT, related_name="cases")
    edition = models.CharField(max_length=80)
    received_at = models.DateTimeField()
    registered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    urgency = models.CharField(max_length=8, blank=True, choices=list(URGENCIES.items()))
    urgency_reason = models.CharField(max_length=250, blank=True)
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.SET_NULL, related_name="cases")
    assignee = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="cases")
    code_digest = models.CharField(max_length=64)
    code_shown = models.BooleanField(
        default=False, help_text="who wrote was given the code on the spot: by the page, by voice, at the window"
    )
    outcome = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True)
    disposed_at = models.DateTimeField(null=True, help_text="when its personal data were destroyed by an act")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="absorbed")
    taken_out_of = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="taken_out",
        help_text="the case whose message it was a part of: who opens that one on the site opens this one",
    )
    search_text = models.TextField(blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="case_number_once")]
        indexes = [
            models.Index(fields=["organisation", "state", "due_at"]),
            models.Index(
                fields=["organisation", "due_at"], condition=Q(state__in=OPEN_STATES), name="case_open_by_due"
            ),
            models.Index(
                fields=["organisation", "assignee", "due_at"],
                condition=Q(state__in=OPEN_STATES),
                name="case_mine_by_due",
            ),
            models.Index(fields=["organisation", "-registered_at"]),
            models.Index(fields=["client", "-registered_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def seen_as(self) -> tuple[str, int, tuple[str, ...]]:
        return "case", self.pk, (self.__dict__.get("number", ""),)

    def get_absolute_url(self) -> str:
        return page_of(self.pk)

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """What its client ended says so, wherever the state stands."""
        if self.state == "closed" and self.outcome == RECALLED:
            return str(_("отозвано заявителем"))
        return str(STATES.get(self.state, self.state))

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def held_messages(self) -> models.QuerySet[Any]:
        """What a person must look at before it counts; each says why."""
        return self.contacts.filter(direction="in", status="review").order_by("pk")

    @property
    def identified(self) -> bool:
        """Who opened it is known: what the law asks of an electronic appeal (59-ФЗ ст. 7 ч. 3)."""
        return self.level >= Level.IDENTIFIED

    def proves(self, channel: str, address: str) -> bool:
        """Whether this case's own address there is proved."""
        return self.addresses.filter(channel=channel, address=address, level__gt=Level.CLAIMED).exists()

    @property
    def owner_proved(self) -> bool:
        """Whose it is we know, by the provider or a document: then a mailbox that was only told opens nothing of it."""
        return self.identified or bool(self.client and self.client.is_proved)

    @property
    def mailbox(self) -> str:
        """The case's own mailbox, the best proved first; empty when it was given none."""
        row = self.addresses.filter(channel="email").order_by("-level", "id").first()
        return row.address if row else ""

    @property
    def urgency_said(self) -> str:
        return str(URGENCY_SAID.get(self.urgency, ""))

    @property
    def is_unread(self) -> bool:
        """Held until a person has read it, or found to be no message: nobody is written because of it."""
        return self.state == "review" or self.outcome == SPAM

    @property
    def is_complaint(self) -> bool:
        return self.kind in COMPLAINTS

    @property
    def means_complaint(self) -> bool:
        """It is a complaint, or was sent as one and taken as something else."""
        return self.is_complaint or self.asked_kind in COMPLAINTS

    @property
    def client_name(self) -> str:
        """Whose it is: where a person is proved, the person, whatever firm stands beside."""
        if self.client is None:
            return str(_("Без имени"))
        return self.client.person if self.identified and self.client.person else self.client.full_name

    @property
    def only_said(self) -> str:
        """The firm that its sender named and nothing proves, where it is not the name that staff read anyway."""
        client = self.client
        if client is None or self.written_for in ("", self.client_name):
            return ""
        return "" if client.identity and client.company == self.written_for else self.written_for


@cache
def _page() -> str:
    """The address of any case, with a sign where its key stands: a list names forty of them, and finding the route took
    longer than the row."""
    return reverse("case", args=[0]).replace("/0/", "/{}/")


def page_of(case: int) -> str:
    """The address of a case's page."""
    return _page().format(case)


class CaseQuestion(models.Model):
    """One question of a message, with its own topic and typical need (udmurtia-mio 3.2)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=500, blank=True)
    topic = models.ForeignKey("knowledge.Topic", null=True, on_delete=models.PROTECT, related_name="+")
    need = models.CharField(max_length=200, blank=True)


class Assignment(models.Model):
    """Who had the case, from when: the client sees the unit, staff see the person."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.SET_NULL, related_name="+")
    employee = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    task = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)


class CaseLink(models.Model):
    """duplicate, related, split, or spoken_of: its letter speaks of the other. Shown on both cases, to staff."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="back_links")
    kind = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "other", "kind"], name="link_once")]


class BodyRequest(models.Model):
    """What was asked of another body for this case (59-ФЗ ст. 10 ч. 2); its term is an obligation
    `interagency_answer`."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="body_requests")
    body = models.CharField(max_length=250)
    what = models.TextField()
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
