"""What clients are written automatically. The words are the body's own (orders/<body>/texts.yaml, else orders/base);
each function here fills one text with the facts of a case, and decides nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from priemnaya.core.models import Obligation
from priemnaya.knowledge.services.described import Ground
from priemnaya.people.interaction import ways_to
from priemnaya.people.models import Organisation
from priemnaya.people.policies import texts_of
from priemnaya.plain.signs import says
from priemnaya.policy import Policy
from priemnaya.policy.contact_points import title_of
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.policy.texts import TOLD, filled
from priemnaya.policy.vocabulary.notices import MOVED, OF_EXECUTORS, UNIT_GIVEN, to_client

from .models import ApplicationDocument, Case

if TYPE_CHECKING:
    from .standing import Standing


YOURS = {
    "appeal": ("ваше обращение", "вашему обращению"),
    **dict.fromkeys(("appeal_complaint", "service_complaint"), ("вашу жалобу", "вашей жалобе")),
    **dict.fromkeys(("info_request", "media_request", "internal_request"), ("ваш запрос", "вашему запросу")),
    "service_application": ("ваше заявление", "вашему заявлению"),
    "feedback": ("ваш отзыв", "вашему отзыву"),
    **dict.fromkeys(("message", "social_message"), ("ваше сообщение", "вашему сообщению")),
}
"""What the client wrote, by the kind of the case: whom or what we answer, and to what."""


def when(case: Case, at: dt.datetime) -> str:
    return f"{case.organisation.local(at):%d.%m.%Y}"


def promise(case: Case, owed: Obligation | None) -> str:
    """The day by which the client is promised what is owed, marked where the year's calendar is not known yet. Empty
    when nothing is owed, and when the day has passed: nobody is promised the past."""
    if owed is None or owed.due_at <= timezone.now():
        return ""
    return f"{when(case, owed.due_at)} {said(case.organisation, 'provisional_day') if owed.provisional else ''}".strip()


def greeting(case: Case) -> str:
    return case.client.greeting if case.client else "Здравствуйте!"


def signature(organisation: Organisation) -> str:
    body = organisation
    phone = said(body, "signature_phone", phone=body.phone) if body.phone else ""
    return said(body, "signature", body=body.name, phone=phone) or body.name


def said(organisation: Organisation, name: str, **values: object) -> str:
    """The body's words for one text, with everything put in."""
    return filled(texts_of(organisation)[name].text, values)


def subject(case: Case, name: str) -> str:
    """The subject of a letter to the client of a case."""
    return filled(texts_of(case.organisation)[name].subject, _of(case))


def _of(case: Case) -> dict[str, object]:
    """What every letter of a case may name."""
    body = case.organisation
    return {
        "greeting": greeting(case),
        "number": case.number,
        "registered": when(case, case.registered_at),
        "body": body.name,
        "phone": body.phone,
        "signature": signature(body),
        "yours": YOURS[case.kind][0],
        "to_yours": YOURS[case.kind][1],
    }


def letter_said(case: Case, name: str, **values: object) -> str:
    """A whole letter to the client of a case, in the body's words."""
    return said(case.organisation, name, **{**_of(case), **values})


def received(case: Case, code: str, url: str, due: str, *, standing: Standing, remarks: Iterable[str] = ()) -> str:
    """The primary reply: received and registered, as what, by when we answer (`promise`), how to follow."""
    return letter_said(
        case,
        "received",
        due=due,
        standing="\n\n".join(standing.paragraphs),
        remarks="\n\n".join(remarks),
        url=url,
        code=code,
    )


def received_unproved(case: Case, due: str, *, standing: Standing, remarks: Iterable[str] = ()) -> str:
    """What of the primary reply may go to a mailbox that nobody has proved: what the law makes of the message, and by
    when we answer (`promise`)."""
    by_when = said(case.organisation, "answer_by", due=due) if due else ""
    return "\n\n".join(p for p in (standing.own_words, by_when, *remarks) if p)


def instead_of_code(case: Case) -> str:
    """What a letter says in the place of the access code where none may stand: how else the case opens."""
    if case.code_shown:
        return said(case.organisation, "code_shown")
    other, mailbox = case.taken_out_of, case.mailbox
    if other and (other.code_shown or not mailbox):
        return said(case.organisation, "code_of_other", first=other.number)
    if mailbox and (not case.owner_proved or case.proves("email", mailbox)):
        return said(case.organisation, "code_by_link")
    if case.client and case.client.identity:
        return said(case.organisation, "code_by_sign_in")
    return said(case.organisation, "code_at_window" if case.client_id else "code_withheld")


def split_off(case: Case, first: Case, code: str, url: str, due: str) -> str:
    """One question of a message has a case of its own: its number, by when it is answered (`promise`), how to follow
    it. first: the case it was taken out of."""
    return letter_said(case, "split", first=first.number, question=case.subject, due=due, url=url, code=code)


def ways(organisation: Organisation, function: str) -> list[str]:
    """How to file what needs a function, one line a point of the body's register that serves it."""
    site = f"{settings.SITE_URL}/{organisation.slug}/write/"
    known = texts_of(organisation)
    return [
        (
            said(organisation, name, site=site, address=p.row.address or organisation.address) or p.row.name
            if (name := f"way_{p.row.kind}") in known
            else p.row.name
        )
        for p in ways_to(organisation, function)
    ]


def not_taken_here(organisation: Organisation, point: str, function: str) -> str:
    """Why a matter cannot be filed at this point, and every point of the body where it can."""
    known = ways(organisation, function)
    return said(
        organisation,
        "not_taken_here",
        matter=said(organisation, f"matter_{function}"),
        point=title_of(point),
        ways=";\n".join(f"- {w}" for w in known) + "." if known else "",
    )


def how_to_file(case: Case, function: str) -> str:
    """The same as a letter of its own, when an employee sees that the matter was filed at a wrong point."""
    return letter_said(case, "ways_to_file", not_taken_here=not_taken_here(case.organisation, case.point, function))


def too_large(organisation: Organisation, limit: int) -> tuple[str, str]:
    """Subject and text of a polite answer to a letter that the mail channel cannot carry. limit: megabytes."""
    site = f"{settings.SITE_URL}/{organisation.slug}/write/"
    text = said(organisation, "too_large", limit=limit, site=site, signature=signature(organisation))
    return texts_of(organisation)["too_large"].subject, text


def veiled(case: Case, what: str, url: str, told: str = "") -> tuple[str, str]:
    """Subject and text of a letter to a mailbox that nobody has proved: our own words, our number and a link."""
    name = what if what.endswith("_link") else f"veiled_{what}"
    words = texts_of(case.organisation)[name]
    values = {k: v for k, v in _of(case).items() if k != "greeting"} | {"url": url, "told": told}
    return filled(words.subject, values), filled(words.text, values)


def in_public(case: Case, name: str, told: str = "") -> str:
    """What everybody reads under a comment: our own words."""
    return said(case.organisation, name, told=told)


def step_notice(case: Case, event: str, *, short: bool) -> tuple[str, str]:
    """Subject and text of a notice that something has happened to a case, and never what. short: of one breath."""
    url = f"{settings.SITE_URL}/{case.organisation.slug}/follow/?number={case.number}"
    name = "step_notice_short" if short else "step_notice"
    words = texts_of(case.organisation)[name]
    values = {k: v for k, v in _of(case).items() if k != "greeting"} | {"url": url, "event": event}
    return filled(words.subject, values), filled(words.text, values)


def bare(organisation: Organisation, what: str, url: str) -> tuple[str, str]:
    """Subject and text of a letter that is about no case: a link, and nothing of anybody."""
    words = texts_of(organisation)[what]
    values = {"url": url, "body": organisation.name, "phone": organisation.phone, "signature": signature(organisation)}
    return filled(words.subject, values), filled(words.text, values)


def incomplete(case: Case, lacking: Iterable[ApplicationDocument], words: str) -> str:
    """What lacks, on which act each is asked for, and the ways out: add, correct, apply again."""
    lines = []
    for d in lacking:
        trouble = "нет в заявлении" if d.state == "missing" else "нужно исправить"
        lines.append(
            f"- {d.name}: {d.note or trouble}.".replace("..", ".") + (f" Основание: {d.act}." if d.act else "")
        )
    url = f"{settings.SITE_URL}/{case.organisation.slug}/follow/?number={case.number}"
    return letter_said(case, "incomplete", documents="\n".join(lines), words=words.strip(), url=url)


def explained(case: Case, grounds: Sequence[Ground], *, lacking: Sequence[str] = ()) -> dict[str, str]:
    """The four parts of a decision against the client, from the grounds chosen. Empty ones when nothing was chosen.
    lacking: papers, listed only under a ground that is about them; a nameless one is no line of a list."""
    if not grounds:
        return dict.fromkeys(("grounds", "how_to_fix", "how_to_reapply", "how_to_appeal"), "")
    edition = (
        case.application.edition if hasattr(case, "application") else case.service.current if case.service else None
    )
    text = edition.text if edition else None
    named = [name.strip() for name in lacking if name.strip()]
    papers = "Чего не хватает:\n" + "\n".join(f"- {name}" for name in named) if named else ""
    again = [g.again for g in grounds if g.again] or ([text.again] if text and text.again else [])
    return {
        "grounds": "\n\n".join(_with_papers(grounds, papers)),
        "how_to_fix": "\n\n".join(dict.fromkeys(g.fix for g in grounds)),
        "how_to_reapply": "\n\n".join(dict.fromkeys(again)),
        "how_to_appeal": text.appeal if text else "",
    }


def _with_papers(grounds: Sequence[Ground], papers: str) -> list[str]:
    """Each ground in its own words; the list of papers stands once, under the first that speaks of papers not given."""
    about = next((g for g in grounds if says(f"{g.title}.\n{g.plain}", "papers_lacking")), None)
    return [line for g in grounds for line in (g.plain, papers if g is about else "") if line]


def suspended(case: Case, until: dt.date) -> str:
    return said(case.organisation, "suspended", until=f"{until:%d.%m.%Y}")


def since_then(case: Case, due: str) -> str:
    """Above a letter that goes again and names a day which holds no more. due: the day that does (`promise`)."""
    return said(case.organisation, "since_then_by", due=due) if due else said(case.organisation, "since_then")


def again(organisation: Organisation) -> str:
    """What a letter that came back begins with when it goes by another way."""
    return said(organisation, "again")


def extended(case: Case, due: str, reason: str) -> str:
    return letter_said(case, "extension", due=due, reason=reason)


def resumed(case: Case, due: str) -> str:
    """A suspended service goes on. due: the new day (`promise`), empty when it has passed."""
    return letter_said(case, "resumed", due=due)


def told(case: Case, events: Sequence[str], *, phone: bool = False, survey: str = "") -> tuple[str, str]:
    """Subject and text of a letter about what happened at once: the body's own words for the first that has any, else
    the titles. phone: the executor's own may be told; else the body's stands there. survey:
    the link to rate the answer by, where that is what it is about."""
    known = texts_of(case.organisation)
    own = next((f"{TOLD}{event}" for event in events if f"{TOLD}{event}" in known), "")
    name = own or "told"
    owed = Obligation.objects.about("case", case.pk).open().filter(what=REPLY_ON_SUBSTANCE).first()
    state = str(case.get_state_display())
    said = "; ".join(f"{to_client(e)}: теперь «{state}»" if e == "state_changed" else to_client(e) for e in events)
    values = {"event": said, "state": state, "due": promise(case, owed), "executor": _executor(case, events, phone)}
    values["survey"] = survey_block(case.organisation, survey) if survey else ""
    words, all_of_it = known[name], {**_of(case), **values}
    return filled(words.subject, all_of_it), filled(_with(_with(words.text, "executor"), "survey"), all_of_it)


def _with(text: str, name: str) -> str:
    """A body's own words that leave no place for the executor, or for the link of the survey, have it all the same,
    before the signature: an order in force may owe it to the client."""
    if f"{{{name}}}" in text:
        return text
    paragraphs = text.split("\n\n")
    at = next((n for n, one in enumerate(paragraphs) if "{signature}" in one), len(paragraphs))
    return "\n\n".join([*paragraphs[:at], f"{{{name}}}", *paragraphs[at:]])


def _executor(case: Case, events: Sequence[str], phone: bool) -> str:
    """Who has the case, in a letter that tells of that; of a department alone its head."""
    if not {*OF_EXECUTORS, UNIT_GIVEN, MOVED} & {*events}:
        return ""
    hand = case.assignee or (case.unit.head if case.unit else None)
    number = (hand.phone if hand and phone else "") or case.organisation.phone
    who = ", ".join(filter(None, (hand.short_name, hand.post, f"телефон {number}" if number else ""))) if hand else ""
    if case.assignee is not None:
        return said(case.organisation, "executor_now" if "executor_changed" in events else "executor_is", who=who)
    unit = case.unit.name if case.unit else ""
    return said(case.organisation, "executor_unit_head" if who else "executor_unit", unit=unit, who=who)


def term_back(case: Case, due: str, reason: str) -> str:
    """The term is nearer than the client was told before."""
    return letter_said(case, "extension_off", due=due, reason=reason.strip())


def term(case: Case, due: dt.datetime, provisional: bool) -> str:
    mark = said(case.organisation, "provisional") if provisional else ""
    return letter_said(case, "term", due=when(case, due), provisional=mark)


def lies_at(case: Case, name: str, where: str) -> str:
    """For a point that does not carry a letter: that there is an answer (`answer_waits`) or a notice (`notice_waits`),
    and where it went."""
    return letter_said(case, name, where=where)


def clarify(case: Case, question: str, *, stands: str = "") -> str:
    """stands: until which day the term may move while we wait; empty where it does not."""
    term = said(case.organisation, "clarification_stands" if stands else "clarification_term", due=stands)
    known = texts_of(case.organisation)["clarification"].text
    values = {**_of(case), "question": question.strip(), "term": term}
    return filled(_with(known, "term") if stands else known, values)


def closed(case: Case, title: str, notice: str, *, again: bool = False) -> str:
    """again: the client may write anew once the reason is gone."""
    anew = said(case.organisation, "closing_again") if again else ""
    outcome = f"{title[:1].lower()}{title[1:]}"
    return letter_said(case, "closing", outcome=outcome, notice=notice.strip(), again=anew)


def survey_block(organisation: Organisation, url: str) -> str:
    return said(organisation, "survey", url=url)


def ways_to_file_needed(policy: Policy, day: dt.date, facts: Mapping[str, Any]) -> bool:
    return next(policy.rules("tell", day, "ways_to_file", facts), None) is not None
