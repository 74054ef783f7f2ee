"""What was done to several cases at once: by whom, to which, what stood before, and why some were left as they were."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DEEDS = {
    "assign": _("назначено"),
    "classify": _("записана тема"),
    "urgency": _("записана срочность"),
    "forward": _("отправлено на пересылку"),
    "close": _("закрыто"),
    "merge": _("присоединено"),
    "spam": _("отмечено как спам"),
    "answer": _("ответ передан на подпись"),
    "send": _("ответ подписан"),
    "apart": _("убрано из похожих"),
}
BACK_FOR = dt.timedelta(minutes=15)
"""How long a deed may be taken back."""
CAN_BE_TAKEN_BACK = ("assign", "classify", "urgency", "spam", "apart")
"""The others have sent letters or made one case of two: each has its own way back on the page of the case."""


class BulkDeed(models.Model):
    """One deed over a choice of cases. It is taken back once, by its author, within `BACK_FOR`."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Employee", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=10, choices=list(DEEDS.items()))
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"])]

    @property
    def can_be_taken_back(self) -> bool:
        in_time = self.at > timezone.now() - BACK_FOR
        return self.what in CAN_BE_TAKEN_BACK and self.undone_at is None and in_time


class BulkRow(models.Model):
    """One case of it. before, after: what stood there, by name of field, and the last event of the deed; why_not: it
    was left as it was; back_why_not: it could not be taken back."""

    deed = models.ForeignKey(BulkDeed, on_delete=models.CASCADE, related_name="rows")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    why_not = models.CharField(max_length=500, blank=True)
    back_why_not = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "case"], name="case_once_in_a_bulk_deed")]
