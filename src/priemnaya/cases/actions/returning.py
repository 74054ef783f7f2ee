"""A letter that came back: the answer is not given any more, its term runs again, and somebody owes to send it by
another way."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from priemnaya.cases import terms
from priemnaya.cases.models import GONE_OUT, Case, Reply
from priemnaya.cases.returned import Posted, posted, returned_letters
from priemnaya.cases.states import lock_living, lock_reply, move_case, move_reply
from priemnaya.core.journal import notify, record
from priemnaya.core.models import Obligation
from priemnaya.people.models import Employee
from priemnaya.policy.owed import SEND_AGAIN

from .leaving import ANSWERED, living, news_untold, reply_left
from .told import settle_told


def settle_returned(case: Case) -> list[Posted]:
    """After any change of a delivery to the client: replies, the case and its terms say what reached the client.
    Returns the letters that still have to be sent otherwise. What was joined to another case is owed by that one."""
    case = lock_living(case)
    was, letters = case.state, posted(case)
    for letter in letters:
        if letter.came_back:
            news_untold(case, letter.name)
        if letter.reply:
            _settle_answer(letter, letter.reply)
        elif letter.came_back and (what := letter.payload.get("fulfils")):
            _owed_again(case, (what,), {r.sent_at for r in letter.failed if r.sent_at})
    untold = settle_told(case, letters)
    lost = returned_letters(case, letters)
    new = bool(lost) and terms.open_term(case, SEND_AGAIN) is None
    if new:
        terms.open_obligation(case, SEND_AGAIN, timezone.now())
        moves = Case.objects.filter(pk=case.pk).exclude(state=was).exists()
        record("case.letter_returned", case, by=None, moves=moves)
    if untold or new:
        _tell_staff(case, lost)
    if not lost:
        terms.fulfil(case, SEND_AGAIN)
    terms.refresh_due(case)
    return lost


def _tell_staff(case: Case, lost: list[Posted]) -> None:
    """Who works on it and who decides hear at once what follows, where something does: nothing stops in silence."""
    words = " ".join(dict.fromkeys(f"Вернулось: {x.title}. {x.effect}" for x in lost if x.effect))
    if not words:
        return
    text = f"Дело {case.number}. {words} Отправьте письмо иначе."
    for person in Employee.objects.filter(organisation_id=case.organisation_id, is_active=True):
        if person.pk == case.assignee_id or person.may("case.decide"):  # `notify` keeps it from one complained of
            notify(person, text, case.get_absolute_url(), kind="case")


def settle_if_owed(case: Case) -> None:
    """A letter has reached the client: perhaps the one that had come back, or one after which that matters no more."""
    if terms.open_term(living(case), SEND_AGAIN):
        settle_returned(case)


def _settle_answer(letter: Posted, reply_key: int) -> None:
    reply = Reply.objects.select_related("case__organisation__parent", "organisation").get(pk=reply_key)
    if letter.came_back and reply.state in ("signed", "sent"):
        _answer_back(reply)
    elif letter.carried and reply.state == "returned":
        reply_left(reply, by=None, at=timezone.now())


def _answer_back(reply: Reply) -> None:
    """The client does not have it: the case is not answered by it, and the term it kept is not kept."""
    lock_reply(reply)
    case, left = reply.case, reply.sent_at
    move_reply(reply, "come_back")
    later = case.replies.filter(state__in=GONE_OUT, pk__gt=reply.pk).exists()
    if not later and case.state in ("answered", "suspended", "sending"):
        move_case(case, "come_back", outcome="", closed_at=None)
    if not later and case.state != "merged" and left:
        _owed_again(case, ANSWERED, {left})
    terms.refresh_due(case)
    record("reply.returned", case, by=None, reply=reply.pk)


def _owed_again(case: Case, whats: tuple[str, ...], at: set[dt.datetime]) -> None:
    """What the leaving of a letter fulfilled is owed again, by the day it was due: a term is kept by what the client
    can get. Where the same is owed anew already, the old one only stops counting as kept."""
    for done in Obligation.objects.about("case", case.pk).filter(what__in=whats, fulfilled_at__in=at):
        if terms.open_term(case, done.what, done.part):
            done.cancelled_at, done.cancelled_why = timezone.now(), "письмо вернулось"
        else:
            done.fulfilled_at = None
        done.save(update_fields=["fulfilled_at", "cancelled_at", "cancelled_why"])
