"""An application for a service: its edition, its documents, whether they are complete; and what a complaint is
about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

DOCUMENT_STATES = {
    "awaited": _("ждём от клиента"),
    "given": _("приложен"),
    "missing": _("нет"),
    "wrong": _("с ошибкой"),
    "held": _("есть у нас"),
    "to_request": _("нужно запросить"),
    "requested": _("запрошен"),
    "received": _("получен"),
    "not_needed": _("не нужен"),
}
LACKING = ("missing", "wrong")


class Application(models.Model):
    """The edition is the one in force at registration. found_at: when documents were found lacking; told_at: when the
    client was contacted about it (novosibirsk-okn 3.4); complete_at: when everything was there."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="application")
    edition = models.ForeignKey("knowledge.ServiceEdition", on_delete=models.PROTECT, related_name="+")
    receive_by = models.CharField(max_length=12, blank=True)
    found_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    complete_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_days = models.IntegerField(default=0, help_text="days given to the running suspension")


class ApplicationDocument(models.Model):
    """A document of an application. `document` is its id in the edition; empty for one asked for beyond it, on an act
    of its own."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    document = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=300)
    source = models.CharField(max_length=10, default="client")
    holder = models.CharField(max_length=200, blank=True)
    act = models.CharField(max_length=300, blank=True)
    when = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=list(DOCUMENT_STATES.items()))
    note = models.CharField(max_length=500, blank=True, help_text="what is wrong with it, for the client")
    place = models.IntegerField(default=0)
    set_aside = models.BooleanField(default=False, help_text="only a service named before asked for it")

    class Meta:
        ordering = ["place", "pk"]

    @property
    def lacking(self) -> bool:
        return self.state in LACKING

    @property
    def part(self) -> int:
        """Which of the terms `interagency_answer` of its case is this document's. Those of requests typed by hand have
        the keys of their rows (BodyRequest), these are below zero."""
        return -self.pk


COMPLAINED = {
    "registration_term": _("нарушен срок регистрации заявления"),
    "service_term": _("нарушен срок услуги"),
    "excess_documents": _("потребовали лишние документы"),
    "refused_documents": _("отказали в приёме документов"),
    "refused_service": _("отказали в услуге"),
    "excess_payment": _("взяли лишнюю плату"),
    "typo": _("отказались исправить ошибку"),
    "suspension": _("приостановили услугу"),
    "other": _("другое"),
}
"""What a pre-trial complaint may be about (210-ФЗ ст. 11.1)."""
FIVE_DAYS = ("refused_documents", "typo")
"""Complaints decided in five working days (210-ФЗ ст. 11.2 ч. 6)."""


class Complaint(models.Model):
    """The contents of a pre-trial complaint (210-ФЗ ст. 11.2 ч. 5)."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="complaint")
    about = models.CharField(max_length=20, choices=list(COMPLAINED.items()), default="other")
    against = models.CharField(max_length=300, help_text="the body or the official complained of")
    decision = models.CharField(max_length=300, blank=True, help_text="number and date of the decision, or the action")
    crime = models.BooleanField(default=False, help_text="signs of a crime: the prosecutor is told (210-ФЗ 11.2 ч. 9)")
    crime_why = models.CharField(max_length=300, blank=True, help_text="why the mark of a crime was taken off")
