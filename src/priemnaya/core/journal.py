"""Writing what happened: the only door to events, rulings, access records, alerts and notices."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone

from priemnaya.policy import Verdict, register

from . import queue
from .listening import TASKS
from .models import CASE_PATH, AccessRecord, Alert, Event, Notice, NoticeChoice, Ruling
from .noticed import HIDDEN, KINDS
from .shown import LOOKED, Key
from .verbs import SENTENCES

register("kept_register", "events", "core.journal.record")
register("kept_register", "access_journal", "core.journal.viewed")


KEY = re.compile(r"[\w.,:/+-]{0,100}", re.ASCII)
"""What a string of an event may be: a name of ours (a role, a rule, a state, a number). An event outlives the personal
data of its client, so it holds no words and no addresses of people."""
MOST = 200
"""Keys in one row of the journal of access; a longer list takes several rows."""
SILENT: list[Callable[[Any, str], bool]] = []
"""Asked (employee, path) before a notice is written: true keeps it from them."""


HEARD: list[Callable[[Event, Any], None]] = []
"""Called with (event, subject) as it is written, in its transaction: what orders count from events and owe by them."""


def record(
    verb: str, subject: Any, *, by: Any, at: dt.datetime | None = None, **data: int | str | bool | None
) -> Event:
    """Append an event about a subject with `organisation_id` and `pk`; its listeners are nudged after commit. Raises
    ValueError for a verb without a sentence."""
    if words := [name for name, value in data.items() if isinstance(value, str) and not KEY.fullmatch(value)]:
        raise ValueError(f"у события {verb} вместо ключа слова: {', '.join(words)}")
    if verb not in SENTENCES:
        raise ValueError(f"у события {verb} нет фразы: зарегистрируйте её в verbs.py своего модуля")
    for task in sorted(TASKS.get(verb, ())):
        queue.nudge(task)
    if issuer := getattr(by, "issuer_id", None):
        data["issuer"] = issuer  # a program acted: the journal names it and who gave it the key
    event = Event.objects.create(
        organisation_id=subject.organisation_id,
        verb=verb,
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        actor_id=getattr(by, "pk", None),
        at=at or timezone.now(),
        data=data,
    )
    for hear in HEARD:
        hear(event, subject)
    return event


def ruled(
    verdicts: Iterable[Verdict],
    subject: Any,
    *,
    by: Any,
    reasons: dict[str, str] | None = None,
    stopped: bool = False,
) -> None:
    """Record what guards said about a subject; `reasons`: clause -> why a stop was overridden; stopped: what is not ok
    was held back."""
    now = timezone.now()
    Ruling.objects.bulk_create(
        Ruling(
            organisation_id=getattr(subject, "organisation_id", None) or subject.pk,
            subject_type=subject._meta.model_name,
            subject_id=subject.pk,
            clause=v.clause,
            layer=v.layer,
            kind=v.kind,
            target=v.target,
            ok=v.ok,
            stopped=stopped and not v.ok,
            excused=bool(v.reason),
            reason=v.reason or ("" if v.ok else (reasons or {}).get(v.clause, "")),
            actor_id=getattr(by, "pk", None),
            at=now,
        )
        for v in verdicts
    )


AGAIN = dt.timedelta(minutes=1)
"""Within it the same attempt, repeated, is one."""


def refused(verdicts: Iterable[Verdict], subject: Any, *, by: Any) -> None:
    """Record an attempt that the order stopped: by whom, about what, under which clause; no word of it. To be called
    when whatever it did is undone."""
    about = {"subject_type": subject._meta.model_name, "subject_id": subject.pk}
    latest = Ruling.objects.filter(**about, actor_id=getattr(by, "pk", None), stopped=True)
    known = set(latest.filter(at__gte=timezone.now() - AGAIN).values_list("clause", "target"))
    new = {(v.clause, v.target): v for v in verdicts if not v.ok and (v.clause, v.target) not in known}
    ruled(new.values(), subject, by=by, stopped=True)


def viewed(subject: Any, *, by: Any, how: str = "view") -> None:
    """An employee, or a program with somebody's key, is given a client's personal data. how: one of
    `models.access.KINDS`. While an answer is made it is noted, and the middleware writes it with what else the answer
    shows; outside of one it is written at once."""
    key = (str(subject._meta.model_name), int(subject.pk))
    if (looked := LOOKED.get()) is not None:
        looked.tell(how, key)
    else:
        write_access({how: [key]}, by=by, page="program", address="")


def write_access(seen: Mapping[str, Iterable[Key]], *, by: Any, page: str, address: str) -> None:
    """Add what one answer showed to the journal of access: a row for each kind, more only beyond `MOST` keys."""
    rows = []
    for kind, keys in seen.items():
        for part in batched(keys, MOST):
            rows.append(
                AccessRecord(
                    organisation_id=by.organisation_id,
                    employee_id=by.pk,
                    issuer_id=getattr(by, "issuer_id", None),
                    kind=kind,
                    page=page[:60],
                    cases=sorted(pk for of, pk in part if of == "case"),
                    clients=sorted(pk for of, pk in part if of == "client"),
                    others=sorted(f"{of}:{pk}" if pk else of for of, pk in part if of not in ("case", "client")),
                    address=address,
                )
            )
    if rows:
        AccessRecord.objects.bulk_create(rows)


def batched(keys: Iterable[Key], size: int) -> Iterator[list[Key]]:
    left = list(keys)
    for at in range(0, len(left), size):
        yield left[at : at + size]


def alert(kind: str, text: str, *, organisation_id: int | None, subject: Any = None) -> None:
    """Tell people that something needs a look; the same open alert is not repeated, whichever process comes first."""
    fields = {"subject_type": subject._meta.model_name, "subject_id": subject.pk} if subject is not None else {}
    one = Alert(organisation_id=organisation_id, kind=kind, text=text, **fields)
    Alert.objects.bulk_create([one], ignore_conflicts=True)


def resolve(kind: str, *, organisation_id: int | None, but: str = "") -> int:
    """What the alerts of this kind asked for is done; returns how many were open. but: the one that says this stays."""
    waiting = Alert.objects.filter(organisation_id=organisation_id, kind=kind, resolved_at=None).exclude(text=but)
    return waiting.update(resolved_at=timezone.now())


def waits_no_more(case_id: int, path: str) -> None:
    """What the notices that lead there asked of their readers is done, by whomever: the place is what tells one request
    from another of the same kind."""
    Notice.objects.filter(case_id=case_id, path=path, read_at=None).update(read_at=timezone.now())


def given_elsewhere(case_id: int) -> None:
    """Whoever had a case, or stood in for them, is not told any more that it was given to them."""
    told = Q(text__startswith="Вам поручено дело") | Q(text__startswith="За сотрудника")
    Notice.objects.filter(told, case_id=case_id, kind="assigned", read_at=None).update(read_at=timezone.now())


def notify(employee: Any, text: str, path: str = "", *, kind: str) -> None:
    """A line in one employee's notices; none about what they must not know of, none of a kind they hid. kind: a key of
    `noticed.KINDS` (else KeyError)."""
    if path and any(silent(employee, path) for silent in SILENT):
        return
    if not KINDS[kind].must and NoticeChoice.objects.filter(employee_id=employee.pk, kind=kind, how=HIDDEN).exists():
        return
    about = CASE_PATH.match(path)
    Notice.objects.create(
        organisation_id=employee.organisation_id,
        employee_id=employee.pk,
        text=text,
        path=path,
        case_id=int(about[1]) if about else None,
        kind=kind,
    )
