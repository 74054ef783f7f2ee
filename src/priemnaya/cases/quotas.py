"""How much may come without a proved identity, by whatever channel it comes (docs/trust.md, «Limits»). Nothing is
turned away: what is over a quota waits for a person, is answered by nobody before, and staff see why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings

from priemnaya.core import limits
from priemnaya.core.models import IdempotencyKey
from priemnaya.people.models import Organisation
from priemnaya.people.proof import Level
from priemnaya.people.reaching import normal
from priemnaya.policy.contact_points import CHANNELS

from .incoming import Incoming
from .models import Case

WITH_WORK = 3
"""So many times its quota passes with work done by a browser, or when the channel vouches for who writes; what is more
waits for a person in any case. A mailbox that somebody only typed has one quota: the letters we write to it burden its
reader, who has done no work and proved nothing."""


@dataclass(frozen=True)
class Counted:
    """quota: its name in PRIEMNAYA_QUOTAS; who: whose it is; words: for staff, what there is too much of; times: so
    many times the quota passes without more."""

    quota: str
    who: tuple[str, ...]
    words: str
    seconds: int
    times: int = 1
    by_work: bool = True

    @property
    def most(self) -> int:
        return int(settings.QUOTAS[self.quota])

    def share(self, n: int) -> float:
        return n / (self.most * self.times)


@dataclass(frozen=True)
class Writer:
    """Who writes, as far as there is something to count by. network: where the request came from; mailboxes: those that
    were only typed; proved: what vouches for itself, a mailbox by its domain or a person of a messenger."""

    network: str = ""
    mailboxes: tuple[str, ...] = ()
    proved: tuple[str, str] | None = None

    def counted(self, organisation: Organisation) -> list[Counted]:
        """From the narrowest to the widest, always in this order: two at once never wait for each other. What vouches
        for itself is nobody of a crowd: the body's count neither holds nor counts it."""
        rows = []
        if self.proved:
            words = "сообщений от одного человека за сутки"
            rows.append(Counted("mailbox", ("proved", *self.proved), words, limits.DAY, WITH_WORK))
        one = "сообщений с одной почтой за сутки"
        typed = sorted({normal("email", m) for m in self.mailboxes} - {""})
        rows += [Counted("mailbox", ("typed", m), one, limits.DAY, by_work=False) for m in typed]
        if self.network:
            rows.append(Counted("network", (self.network,), "сообщений из одной сети за час", limits.HOUR))
        if not self.proved:
            body = "сообщений без подтверждённой личности за час"
            rows.append(Counted("body", (str(organisation.pk),), body, limits.HOUR))
        return rows


def writer_of(incoming: Incoming, network: str = "") -> Writer | None:
    """None for whom nothing is counted: whose identity is proved."""
    sender, point = incoming.sender, incoming.arrival.point
    if sender.level >= Level.IDENTIFIED:
        return None
    address = sender.addresses.get(point, "") if point in CHANNELS else ""
    vouched = (point, normal(point, address)) if sender.level >= Level.REACHABLE and address else None
    given = {(a.channel, a.address) for a in incoming.case_addresses()}
    return Writer(network, tuple(a for c, a in given if c == "email" and (c, a) != vouched), vouched)


def additions_of(case_pk: int, times: int = 1) -> list[Counted]:
    return [Counted("documents", (str(case_pk),), "дополнений к делу за сутки", limits.DAY, times)]


def never(share: float) -> bool:
    return False


def over(rows: list[Counted]) -> float:
    """How many times over its quota one more message would be, as far as work helps; up to 1 it is within."""
    helped = [c for c in rows if c.by_work]
    return max((c.share(limits.spent("write", c.quota, *c.who) + 1) for c in helped), default=0)


def weigh(rows: list[Counted], *, worked: Callable[[float], bool] = never) -> str:
    """Count one message, from the narrowest counter on; why it waits for a person, empty when it does not. What one
    counter holds spends none after it, nor that one itself: whoever floods from one place uses up neither what is left
    to everybody nor what is left to a neighbour who works. worked: asked with how many
    times over it is, at most once, when work would let it through."""
    done: bool | None = None
    for c in rows:
        share = c.share(limits.spend("write", c.quota, *c.who, seconds=c.seconds))
        if share <= 1:
            continue
        if c.by_work and c.times == 1 and share <= WITH_WORK:
            done = worked(share) if done is None else done
            if done:
                continue
        limits.give_back("write", c.quota, *c.who)
        return f"{c.words} больше {c.most * c.times}"
    return ""


def weighed(organisation: Organisation, incoming: Incoming, case: Case | None = None) -> Incoming:
    """What a channel brings, with the reason why a person must look first, if there is one. Call it before the
    transaction that takes the message in: a counter that is waited for makes everybody wait. Brought again it is not
    counted again."""
    arrival, writer = incoming.arrival, writer_of(incoming)
    if writer is None or arrival.suspicious:
        return incoming
    if arrival.key and IdempotencyKey.objects.subject_of(organisation.pk, arrival.key, incoming.content) is not None:
        return incoming
    rows = additions_of(case.pk, WITH_WORK if writer.proved else 1) if case else writer.counted(organisation)
    return replace(incoming, arrival=replace(arrival, suspicious=weigh(rows)))
