"""Who has read a letter before it is signed, and whether these are the people that the order names: each of those whom
one clause asks for is another person."""

from __future__ import annotations

from collections.abc import Sequence

from priemnaya.core.models import Event
from priemnaya.people.models import Employee
from priemnaya.people.words import Staff
from priemnaya.policy.vocabulary import own
from priemnaya.policy.vocabulary.judging import ANOTHER

from .models import Reply

AGAIN = ("reply.submitted", "reply.recalled", "reply.sent_back", "reply.check_withdrawn")
"""After these nobody has read the letter any more."""


def checkers(reply: Reply) -> list[int]:
    """Who has said of the letter, as it is, that it is in order: the first of them first."""
    if not reply.checker_id:
        return []
    rows = Event.objects.filter(
        subject_type="case", subject_id=reply.case_id, verb__in=("reply.checked", *AGAIN), data__reply=reply.pk
    )
    found: list[int] = []
    for verb, actor in rows.order_by("pk").values_list("verb", "actor_id"):
        found = [] if verb in AGAIN else [*found, *([actor] if actor else [])]
    return list(dict.fromkeys([*found, *([] if reply.checker_id in found else [reply.checker_id])]))


def who_checked(reply: Reply) -> list[Employee]:
    """The same, as people."""
    known = {one.pk: one for one in Employee.everyone.filter(pk__in=checkers(reply))}
    return [known[key] for key in checkers(reply) if key in known]


def checked_by_head_of_unit(reply: Reply, by: Employee | None) -> bool:
    """The head of the unit of whoever answers has read it, or signs it himself; of what that head wrote, another head,
    where he is the only one, whoever else may sign, and where nobody else does, he himself as he signs it."""
    return Hands(reply, by).read_by("head_of_unit")


class Hands:
    """Through whose hands a letter goes: who has read it, and who would sign it. Of people by a word of an order, a
    department or a post of the body; of those called so, who may sign answers; while there is nobody, the heads."""

    def __init__(self, reply: Reply, by: Employee | None) -> None:
        self._reply, self._by, self._staff = reply, by, Staff(reply.organisation)
        self._checkers = checkers(reply)

    def read_by(self, word: str) -> bool:
        """One of them has read it, or signs it himself; of what they wrote, another head (of a department or a post
        another of them first), where he is the only one, whoever else may sign, and where nobody else does, he himself
        as he signs it."""
        return bool(self._readers(word))

    def apart(self, words: Sequence[str]) -> list[bool]:
        """Of each of the words, whether somebody read the letter for it who did for none of the others. ANOTHER is
        whoever is not its author."""
        taken: dict[int, int] = {}

        def placed(place: int, tried: set[int]) -> bool:
            for one in self._readers(words[place]) - tried:
                tried.add(one)
                if one not in taken or placed(taken[one], tried):
                    taken[one] = place
                    return True
            return False

        for place in range(len(words)):
            placed(place, set())
        return [place in taken.values() for place in range(len(words))]

    def _readers(self, word: str) -> set[int]:
        if word == ANOTHER:
            return set(self._checkers) - {self._reply.author_id or 0}
        called = self._called(word)
        if self._reply.author_id in called:
            ways = [called] if own(word, "person") else []
            ways += [[e.pk for e in self._staff.of(one)] for one in ("head", "signer")]
            called = next(filter(None, ([k for k in way if k != self._reply.author_id] for way in ways)), called)
        return {*self._checkers, *([self._by.pk] if self._by else [])} & set(called)

    def signed_by(self, word: str) -> bool:
        return self._by is not None and self._by.pk in self._called(word)

    def _called(self, word: str) -> list[int]:
        author = self._reply.author
        place = (author.unit if author else None) or self._reply.case.unit
        return [e.pk for e in self._staff.fit(word, "reply.sign", executor=author, unit=place)]
