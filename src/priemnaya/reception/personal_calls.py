"""Personal data of callers: numbers, what they asked and were told, promises to call. Of talks with nobody known they
go by themselves after half a year: figures need their times only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from priemnaya.core.erasure import MESSAGES, NAMES, Exported, Held, Subjects
from priemnaya.people.models import Client

from .models import ATTEMPTS, Call, CallBack, CallBackAttempt, CallQuestion

KEPT = dt.timedelta(days=180)


def _calls(subjects: Subjects) -> QuerySet[Call]:
    """Of the cards and cases that go, and those of nobody known by the number or the name of who goes."""
    rows = Call.objects.filter(organisation_id=subjects.organisation_id)
    loose = rows.filter(client=None, case=None).exclude(number="", caller="").values_list("pk", "number", "caller")
    named = [pk for pk, *words in loose.iterator() if subjects.words and subjects.names(" ".join(words))]
    own = Q(client__in=subjects.of("client"), case=None) | Q(case__in=subjects.of("case"))
    return rows.filter(own | Q(pk__in=[*named, *subjects.of("call")]))


def _backs(subjects: Subjects) -> QuerySet[CallBack]:
    own = Q(client__in=subjects.of("client"), case=None) | Q(case__in=subjects.of("case"))
    return CallBack.objects.filter(own | Q(call__in=subjects.of("call")) | Q(pk__in=subjects.of("callback")))


def gather_calls(subjects: Subjects) -> None:
    subjects.add("call", _calls(subjects).values_list("pk", flat=True))
    subjects.add("callback", _backs(subjects).values_list("pk", flat=True))


def expire_calls(now: dt.datetime) -> int:
    """What is known of callers who are nobody's card, when half a year has passed."""
    old = Call.objects.filter(client=None, case=None, began_at__lt=now - KEPT).exclude(state="open")
    keys = list(old.exclude(number="", caller="", number_given="", needs=[]).values_list("pk", flat=True))
    gone = CallQuestion.objects.filter(call__in=old).delete()[0]
    done = CallBack.objects.filter(call__in=old, client=None, case=None, done_at__lt=now - KEPT)
    gone += done.delete()[0]
    return gone + Call.objects.filter(pk__in=keys).update(number="", caller="", number_given="", needs=[])


def export_calls(client: Client) -> Iterator[Exported]:
    """Talks and promises, with what came of them; the words of a talk stand in its contact as well."""
    for call in Call.objects.filter(client=client).prefetch_related("questions").order_by("began_at"):
        words = [f"{q.text}\n{q.said}".strip() for q in call.questions.all()]
        words += [f"{one['asks']} — {one['said']}" for one in call.needs]
        named = [f"Назван номер: {call.number_given}"] if call.number_given else []
        meta = f"телефон {call.number}, {call.caller}".strip(" ,")
        facts = {"kind": "call", "state": call.state, "answered": call.answered, "satisfied": call.satisfied}
        yield Exported(
            call.began_at, f"Звонок, {call.get_state_display()}", meta, "\n".join([*words, *named]), facts=facts
        )
    for back in CallBack.objects.filter(client=client).prefetch_related("attempts"):
        tries = [f"{ATTEMPTS[one.result]}. {one.words}".strip() for one in back.attempts.all()]
        text = "\n".join([back.what, back.from_whom, back.convenient, *tries])
        yield Exported(
            back.at, "Обещали перезвонить", back.number, text, facts={"kind": "call_back", "result": back.result}
        )


HELD_CALLS = (
    Held(
        "reception.CallBackAttempt",
        ("words",),
        NAMES,
        lambda s: CallBackAttempt.objects.filter(call_back__in=s.of("callback")),
        delete=True,
    ),
    Held("reception.CallBack", ("number", "what", "from_whom", "convenient"), NAMES, _backs, delete=True),
    Held(
        "reception.CallQuestion",
        ("text", "said"),
        MESSAGES,
        lambda s: CallQuestion.objects.filter(call__in=s.of("call")),
        delete=True,
    ),
    Held("reception.Call", ("number", "caller", "number_given", "powers"), NAMES, _calls),
    Held("reception.Call", ("needs",), MESSAGES, _calls),
)
