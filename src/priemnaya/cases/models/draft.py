"""What a client has begun to write: a message that has not come yet. It lives here, not at the desk: the portal is a
face without tables, and the words are a client's, with the life of a message (kept, shown, erased as one)."""

from __future__ import annotations

from django.db import models


class PortalDraft(models.Model):
    """What a client typed so far; found again by the secret in the browser, removed when sent or after 30 days."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    key_digest = models.CharField(max_length=64, unique=True)
    form = models.CharField(max_length=80, blank=True, help_text="slug of the service; empty for a message")
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)


class PortalDraftFile(models.Model):
    """A file chosen for a form that is not sent yet: it stays through every error. `field`: the form's field it was
    chosen in."""

    draft = models.ForeignKey(PortalDraft, on_delete=models.CASCADE, related_name="files")
    field = models.CharField(max_length=60)
    name = models.CharField(max_length=300)
    content_type = models.CharField(max_length=150, blank=True)
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
