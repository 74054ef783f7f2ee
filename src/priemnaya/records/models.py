"""The history of a client as one download, and the lawful end of records: holds, proposals, acts of destruction."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from priemnaya.people.models import CardMerge


class HistoryExportQuerySet(models.QuerySet["HistoryExport"]):
    def of_one_card(self) -> HistoryExportQuerySet:
        """Without those asked for before their card was joined or parted: they would hold what is another's now."""
        changed = CardMerge.objects.filter(into=OuterRef("client"))
        since = Q(at__gt=OuterRef("asked_at")) | Q(undone_at__gt=OuterRef("asked_at"))
        return self.exclude(Exists(changed.filter(since)))


class HistoryExport(models.Model):
    """One request for a whole history. done and total count items; the file is kept until `expires_at`. tries: so often
    it was begun."""

    STATES = [
        ("waiting", _("в очереди")),
        ("doing", _("собирается")),
        ("done", _("готово")),
        ("failed", _("не удалось")),
        ("expired", _("срок скачивания прошёл")),
    ]

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", on_delete=models.CASCADE, related_name="exports")
    asked_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    file = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    error = models.CharField(max_length=300, blank=True)
    tries = models.SmallIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)

    objects = HistoryExportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "id"])]

    @property
    def percent(self) -> int:
        return 100 if self.state == "done" else min(99, 100 * self.done // self.total) if self.total else 0


class LegalHold(models.Model):
    """While a hold stands, nothing of the client is destroyed: a court, an inspection, an open dispute."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")


class DisposalAct(models.Model):
    """What has been kept long enough: cases, letters without a case, scans put aside, cards with nothing left. Two
    people agree, one after the other; then the records are destroyed, and the act with the extract of the journal
    proves it (152-ФЗ ст. 21; приказ Роскомнадзора № 179). The keys are those proposed, and once it is done those
    destroyed; erased: rows by category and by table; cards: case -> card of its client, for the act."""

    STATES = [
        ("proposed", _("предложено")),
        ("reviewed", _("проверено первым")),
        ("done", _("уничтожено")),
        ("rejected", _("отклонено")),
    ]

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=STATES, default="proposed")
    closed_before = models.DateTimeField()
    reasoning = models.TextField()
    case_ids = models.JSONField(default=list)
    contact_ids = models.JSONField(default=list)
    scan_ids = models.JSONField(default=list)
    client_ids = models.JSONField(default=list)
    cards = models.JSONField(default=dict)
    erased = models.JSONField(default=dict)
    proposed_at = models.DateTimeField()
    first = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    first_at = models.DateTimeField(null=True)
    second = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)
    number = models.CharField(max_length=30, blank=True)
    act = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    why_rejected = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state__in=["proposed", "reviewed"]),
                name="one_proposal_waits",
            )
        ]
