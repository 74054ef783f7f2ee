"""Of which steps of their cases an identified client wants to be told besides, and by which way."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

STEPS = {
    "received": _("дело зарегистрировано"),
    "need": _("нужно что-то от вас"),
    "term": _("изменился срок"),
    "course": _("дело переслано, разделено или изменилось"),
    "answer": _("есть ответ или решение"),
}
WAYS = {"email": _("эл. почта"), "max": _("MAX"), "vk": _("ВКонтакте"), "sms": _("SMS")}


class NoticeWish(models.Model):
    """A short notice beside the letters that go anyway: that there is something, never what. failed_at: the last one
    could not be delivered."""

    client = models.ForeignKey("people.Client", on_delete=models.CASCADE, related_name="wishes")
    step = models.CharField(max_length=10, choices=list(STEPS.items()))
    channel = models.CharField(max_length=12, choices=list(WAYS.items()))
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "step", "channel"], name="wish_once")]
