"""Sending a case on to the bodies it belongs to: a letter and a package to each, followed until they arrive, and the
client told.

Nothing says «переслано» before it has left. A letter that does not arrive goes by the body's next way; when there is
none, the case is back with people.
"""

from .following import (
    forwarding_bounced,
    forwarding_failed,
    forwarding_sent,
    forwarding_unwanted,
    settle_forwardings,
)
from .mending import hand_letter, letters_for, recall_letter, resend_letter
from .outbox import ABOUT
from .planning import directory_of, due_for, plan_forwarding, verdicts_for
from .sending import forward_case, sign_forwarding

__all__ = [
    "ABOUT",
    "directory_of",
    "due_for",
    "forward_case",
    "forwarding_bounced",
    "forwarding_failed",
    "forwarding_sent",
    "forwarding_unwanted",
    "hand_letter",
    "letters_for",
    "plan_forwarding",
    "recall_letter",
    "resend_letter",
    "settle_forwardings",
    "sign_forwarding",
    "verdicts_for",
]
