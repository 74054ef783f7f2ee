"""Number series without holes inside a transaction, and idempotency keys."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import connection, models
from django.utils import timezone

from priemnaya.core.sealed import seal, unseal

ANSWERS = "api.answers"
REPEATS = dt.timedelta(days=1)
"""For so long a request with an Idempotency-Key is answered with the kept answer (docs/api.md)."""


class NumberSeriesQuerySet(models.QuerySet["NumberSeries"]):
    def take(self, organisation_id: int, name: str, year: int) -> int:
        """The next number of a series. The row is locked until the transaction ends, so numbers never repeat."""
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into core_numberseries (organisation_id, name, year, last) values (%s, %s, %s, 1) on conflict"
                " (organisation_id, name, year) do update set last = core_numberseries.last + 1 returning last",
                [organisation_id, name, year],
            )
            return int(cursor.fetchone()[0])


class NumberSeries(models.Model):
    organisation_id = models.BigIntegerField()
    name = models.CharField(max_length=30)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "name", "year"], name="series_once")]
        verbose_name_plural = "number series"


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    def subject_of(self, organisation_id: int, key: str, content: str = "") -> int | None:
        """What was taken under a key with this content (empty: with any); None when nothing was."""
        found = self.filter(organisation_id=organisation_id, key=_digest(key))
        if content:
            found = found.filter(content__in=("", _digest(content)))
        return found.order_by("pk").values_list("subject_id", flat=True).first()

    def keep(self, organisation_id: int, key: str, subject_type: str, subject_id: int, content: str = "") -> None:
        """Raises IntegrityError when the key is known with this content."""
        self.create(
            organisation_id=organisation_id,
            key=_digest(key),
            content=_digest(content) if content else "",
            subject_type=subject_type,
            subject_id=subject_id,
        )


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class IdempotencyKey(models.Model):
    """A request or letter already taken: the same key with the same content answers with the same subject. `key` and
    `content` are digests: a portal's or messenger's id leads to a person, and the row outlives the person's data, so
    that an old letter is never taken anew. `content` is empty where the key alone says which letter it is.
    """

    organisation_id = models.BigIntegerField()
    key = models.CharField(max_length=64)
    content = models.CharField(max_length=64, default="", blank=True)
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation_id", "key", "content"], name="key_once")]


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def used(self, pk: int, now: dt.datetime) -> None:
        """Write down when a token was used last."""
        self.filter(pk=pk).update(last_used_at=now)


class ApiToken(models.Model):
    """A secret by which another system acts as its service account, within its scopes and the rights of whoever issued
    it. Only the digest is kept."""

    organisation_id = models.BigIntegerField()
    employee_id = models.BigIntegerField()
    title = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "-id"])]


class ApiReplyQuerySet(models.QuerySet["ApiReply"]):
    def begin(self, token: ApiToken, key: str, fingerprint: str) -> tuple[ApiReply, bool]:
        """(the row, whether it is new), locked: a second request of the same key waits for the first one's commit."""
        key = _digest(key)
        self.filter(token=token, key=key, at__lt=timezone.now() - REPEATS).delete()
        return self.select_for_update().get_or_create(token=token, key=key, defaults={"fingerprint": fingerprint})

    def answered(self, pk: int, status: int, body: str) -> None:
        self.filter(pk=pk).update(status=status, body=seal(body, ANSWERS))


class ApiReply(models.Model):
    """What a request with an Idempotency-Key was answered: the same request again gets the same answer and does
    nothing. An answer may tell a code, a secret or a client's words, and a key may name a person: `body` is sealed,
    `key` a digest."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.IntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = ApiReplyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_reply_once")]
        verbose_name_plural = "api replies"

    @property
    def answer(self) -> str | None:
        """What was answered; None when the secret that sealed it is no more."""
        return unseal(self.body, ANSWERS)
