"""Webhooks: one more channel of the outbox. Signed as Standard Webhooks say, retried with backoff, logged,
replayable."""

POINTS: tuple[str, ...] = ()  # a way out to machines, no point of contact
SENDS: tuple[str, ...] = ("webhook",)
