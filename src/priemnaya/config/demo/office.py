"""The body at work that the parts of the demonstration share: its people, its chance, moments of the past."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from unittest.mock import patch

from django.contrib.auth.hashers import make_password

from priemnaya.cases import actions
from priemnaya.cases.actions.working import Question
from priemnaya.cases.incoming import Incoming
from priemnaya.cases.models import Case, Reply
from priemnaya.cases.wording import TextVerdict
from priemnaya.core.models import Delivery
from priemnaya.knowledge.models import Topic
from priemnaya.knowledge.topics.suggesting import suggest
from priemnaya.people.interaction import points_of
from priemnaya.people.models import Employee, Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import Refused

PASSWORD = "priemnaya-demo"  # noqa: S105 - demonstration data only, never in production  # nosec B105


@contextmanager
def moment(at: dt.datetime) -> Iterator[None]:
    """Actions inside happen at a moment of the past."""
    with patch("django.utils.timezone.now", lambda: at):
        yield


@lru_cache(maxsize=1)
def demo_hash() -> str:
    """One slow hash for all demo accounts."""
    return make_password(PASSWORD)


def sign_and_send(reply: Reply, reason: str, *, by: Employee, head: Employee) -> None:
    """Signed by the head; what the checker says against the words is excused with the reason."""
    try:
        actions.send_reply(reply, by=head)
    except Refused as stopped:
        rules = [rule for v in stopped.verdicts if isinstance(v, TextVerdict) for rule in v.rules]
        actions.send_reply(actions.save_reply(reply, by=by, overrides=dict.fromkeys(rules, reason)), by=head)


@dataclass(frozen=True)
class Office:
    """One body at work. staff: by role, the second of a role as «role2»; chance: play data, the same every time."""

    body: Organisation
    staff: dict[str, Employee]
    chance: random.Random
    now: dt.datetime

    def __getitem__(self, role: str) -> Employee:
        return self.staff[role]

    def having(self, *kinds: str) -> list[str]:
        """Those of the points that the body has."""
        own = {point.row.kind for point in points_of(self.body)}
        return [kind for kind in kinds if kind in own]


def registered(office: Office, incoming: Incoming) -> Case:
    """A message as it came, registered now."""
    case = actions.receive_message(office.body, incoming).case
    assert case is not None
    return case


def topic_of(office: Office, words: str) -> Topic | None:
    """What is suggested; where the order gives nobody a matter without a topic, some topic anyhow."""
    if found := suggest(office.body, words, 1):
        return found[0]
    asked = any(policy_of(office.body).rules("before", office.body.local(office.now).date(), "assign.topic"))
    return Topic.objects.current().filter(depth=4).order_by("code").first() if asked else None


def classified(office: Office, case: Case, subject: str, text: str) -> None:
    topic, by = topic_of(office, f"{subject} {text}"), office["registrar"]
    actions.classify_case(case, [Question(subject, topic, office.body.needs[0])], by=by)
    actions.assess_urgency(case, "normal", "", by=by)
    actions.assign_case(case, office["executor"], by=by)


def delivered(case: Case, at: dt.datetime) -> None:
    with moment(at):
        for row in Delivery.objects.filter(subject_type="case", subject_id=case.pk, state="queued"):
            actions.delivery_sent(row)
