"""Who wants to hear of an event: a higher module names its task, and recording the event nudges it after commit.

The event row is the truth, the nudge only a hint: the listener reads the journal by a cursor of its own, and its
periodic task finds what a lost nudge left. So a lower module tells without knowing who listens.
"""

from __future__ import annotations

from collections import defaultdict

TASKS: dict[str, set[str]] = defaultdict(set)
"""Verb of an event -> names of background tasks."""


def listen(task: str, *verbs: str) -> None:
    """From now on each of these events nudges the task."""
    for verb in verbs:
        TASKS[verb].add(task)
