"""Webhooks: one more channel of the outbox. Signed as Standard Webhooks say, retried with backoff, logged, replayable."""
