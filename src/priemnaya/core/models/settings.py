"""The journal of settings: who changed what the body had set up, when, and field by field what was and what became."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KINDS = {
    "routing": _("правило распределения"),
    "macro": _("макрос"),
    "checklist": _("контрольный список"),
    "competence": _("компетенция"),
    "article": _("статья или шаблон"),
    "service": _("услуга"),
    "access": _("сотрудник и доступ"),
    "unit": _("отдел"),
    "point": _("точка взаимодействия"),
    "reception": _("расписание приёма"),
    "connection": _("связь с другой системой"),
    "wording": _("проверка ясности"),
}
DEEDS = {"made": _("создано"), "changed": _("изменено"), "gone": _("убрано")}


class SettingChange(models.Model):
    """One change of one setting. name: what it was called then. fields: [{"what", "was", "now"}], in words as people
    read them, for the thing may be gone when they are read. Rows are only added (core.sql)."""

    organisation_id = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=list(KINDS.items()))
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=250)
    deed = models.CharField(max_length=8, choices=list(DEEDS.items()))
    fields = models.JSONField(default=list)
    actor_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "-id"], name="settings_by_body"),
            models.Index(fields=["kind", "subject_id", "-id"], name="settings_by_subject"),
        ]
