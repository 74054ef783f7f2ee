"""Channels: one folder each. In: cases.actions.receive; out: the outbox. A channel never decides anything about a
case."""
