"""Comments of people under a body's own posts in a social network, as far as they are ours to remember: where each
stands, what became of it there. Its words are the contact's."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

HIDES = {
    "spam": _("реклама или мошенничество"),
    "abuse": _("оскорбления или угрозы"),
    "personal": _("чужие личные сведения"),
}


class WallComment(models.Model):
    """place: the network's own address of it (`wall-1_2_3`); author: the network's id of who wrote, negative of a
    community. removed_at: taken down there by somebody; restored it is there again. hidden: we took it down, by whom
    and why; asked: our order to do so is under way."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    contact = models.OneToOneField("cases.Contact", null=True, on_delete=models.SET_NULL, related_name="wall_comment")
    place = models.CharField(max_length=80)
    author = models.CharField(max_length=40)
    removed_at = models.DateTimeField(null=True)
    hide = models.CharField(max_length=10, blank=True, choices=list(HIDES.items()))
    hide_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    hide_asked_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "place"], name="comment_once")]

    @property
    def url(self) -> str:
        """Where people see it."""
        post, _, comment = self.place.rpartition("_")
        return f"https://vk.com/{post}?reply={comment}"

    @property
    def is_public(self) -> bool:
        return self.removed_at is None and self.hidden_at is None
