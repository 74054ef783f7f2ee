"""A reply on its way: draft, check, sign, send. From its signature on it is immutable, by a trigger (sql.py)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from priemnaya.cases.signatures import Seal, seal_of, why_of

REPLY_STATES = {
    "draft": _("черновик"),
    "on_check": _("ждёт подписи"),
    "checked": _("проверено, ждёт подписи"),
    "signed": _("подписан, отправляется"),
    "sent": _("отправлен"),
    "returned": _("вернулся, отправьте иначе"),
    "dropped": _("отменён"),
}
UNSIGNED = ("draft", "on_check", "checked")
GONE_OUT = ("signed", "sent", "returned")
"""It carries a signature: nothing of it changes any more."""
DECISIONS = {
    "explain": _("разъяснить"),
    "grant": _("удовлетворить"),
    "partly": _("удовлетворить частично"),
    "refusal": _("отказать"),
    "suspend": _("приостановить"),
    "terminate": _("прекратить"),
    "return": _("вернуть документы"),
}
SUSPENDS = "suspend"
GROUNDED = {"refusal": "refusal", "suspend": "suspension", "terminate": "termination", "return": "return"}
"""Decisions against the client, as the orders call them: each says why, how to put it right, how to come again, how to
appeal."""


WORDS = ("text", "decision", "grounds", "how_to_fix", "how_to_reapply", "how_to_appeal")
LOOKED_BACK = 10
"""Versions among which the latest change of words is looked for."""

PARTS_AGREE = (
    (models.Q(decision__in=list(GROUNDED)) | models.Q(how_to_fix="", how_to_reapply="", ground_codes=[]))
    & (~models.Q(decision="explain") | models.Q(grounds="", how_to_appeal=""))
    & (models.Q(decision="suspend") | models.Q(suspended_until=None))
    & (models.Q(decision__in=["grant", "partly"]) | models.Q(remedy_by=None))
)
"""A reply holds no part of a decision it does not take (cases/decision_parts.py sets such parts aside)."""


class Reply(models.Model):
    """An answer on the substance. `version` guards against two people saving over each other."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="replies")
    state = models.CharField(max_length=10, choices=list(REPLY_STATES.items()), default="draft")
    decision = models.CharField(max_length=10, choices=list(DECISIONS.items()), default="explain")
    text = models.TextField(blank=True)
    grounds = models.TextField(blank=True)
    how_to_fix = models.TextField(blank=True)
    how_to_reapply = models.TextField(blank=True)
    how_to_appeal = models.TextField(blank=True)
    ground_codes = models.JSONField(default=list, help_text="grounds chosen from the service, by id")
    suspended_until = models.DateField(null=True)
    remedy_by = models.DateField(null=True, help_text="by when a complaint that was upheld is put right")
    set_aside = models.JSONField(default=dict, help_text="decision -> its parts, kept while another decision is chosen")
    answers = models.JSONField(
        default=dict, help_text="question -> how: marked words of the letter, or the reason why it is not answered"
    )
    why_differs = models.TextField(blank=True, help_text="why this case is decided otherwise than similar ones")
    not_refusal = models.TextField(blank=True, help_text="why words that read as a refusal are none, by the author")
    endnotes = models.JSONField(default=list)
    letterhead = models.BooleanField(default=True)
    survey = models.BooleanField(default=True)
    survey_token = models.CharField(max_length=48, unique=True)
    overrides = models.JSONField(default=dict, help_text="rule of the checker -> why its finding stays")
    shown = models.JSONField(
        default=list, help_text="rules whose findings were shown and not decided yet, one entry a finding"
    )
    kept = models.JSONField(default=list, help_text="findings people left as they are: rule and a digest of the words")
    version = models.IntegerField(default=1)
    page = models.CharField(
        max_length=20, blank=True, help_text="the open page that saved last: to itself it is never stale"
    )
    author = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    changed_by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    checker = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    signer = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    sent_back_why = models.CharField(max_length=500, blank=True)
    number = models.CharField(max_length=30, blank=True)
    external_number = models.CharField(max_length=60, blank=True, help_text="number in the document system")
    pdf = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    signature = models.ForeignKey("core.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    check_token = models.CharField(
        max_length=24, blank=True, db_index=True, help_text="where its authenticity is checked"
    )
    pdf_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the letter that went")
    prepared_at = models.DateTimeField(null=True, help_text="frozen for signing: number, date and mark are in the file")
    signed_by = models.JSONField(
        default=dict,
        help_text="certificate of the signature: number, owner, since, until; unjudged: what the mark says; judgement:"
        " when and against what it was judged, and what was found",
    )
    updated_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(state__in=UNSIGNED), name="one_open_draft"),
            models.CheckConstraint(condition=PARTS_AGREE, name="reply_parts_agree"),
        ]

    @property
    def suspends(self) -> bool:
        """Whether it only puts the matter off: the answer is still to come, and nobody is asked whether it helped."""
        return self.decision == SUSPENDS

    @property
    def is_open(self) -> bool:
        return self.state in UNSIGNED

    @property
    def seal(self) -> Seal:
        """The electronic signature for people: what was found of it when it was taken."""
        return seal_of(self.signed_by, signed=self.signature_id is not None, zone=self.organisation.zone)

    @property
    def mark_warns(self) -> str:
        """Why the mark on a prepared letter says that its signature is not checked; empty when it does not."""
        return why_of(self.signed_by.get("unjudged", ""))

    def last_hand(self) -> ReplyVersion | None:
        """The latest change of the draft's words, with whoever made it. Not one who took the letter over, back or
        from its signature: they wrote nothing."""
        after: dict[str, Any] = {name: getattr(self, name) for name in WORDS}
        for version in self.versions.select_related("by")[:LOOKED_BACK]:
            before = {name: version.content.get(name, after[name]) for name in WORDS}
            if before != after:
                return version
            after = before
        return None

    @property
    def is_refusal(self) -> bool:
        """Whether the decision goes against the client, so that its grounds are told."""
        return self.decision in GROUNDED


class ReplyVersion(models.Model):
    """What a draft said before somebody changed it. The sent letter is the reply itself and never changes."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    content = models.JSONField(default=dict)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    submitted = models.BooleanField(default=False, help_text="so it lay with who signs, before it came back")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["reply", "number"], name="reply_version_once")]


class ReplyRemark(models.Model):
    """What whoever signs says of a place in the letter. The words of the place are kept: the letter moves on."""

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="remarks")
    quote = models.CharField(max_length=600)
    text = models.CharField(max_length=500)
    by = models.ForeignKey("people.Employee", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
