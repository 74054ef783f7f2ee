"""What is written when a matter is sent on: to the other body, and to the client. The words are data (texts.yaml); here
are the facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from priemnaya.people.models import Employee
from priemnaya.people.policies import policy_of
from priemnaya.plain.names import declined_parts
from priemnaya.policy import KINDS
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.policy.vocabulary.facts import BODY_PHONE

from .facts import case_facts
from .models import Case, ForwardedLetter
from .states import OVER
from .texts import letter_said, said, signature, when


class Matter(NamedTuple):
    """What is sent on, as letters call it: the accusative, the genitive, the pronoun, and «ваше» with it."""

    what: str
    of: str
    it: str
    your: str


_COMPLAINT = Matter("жалобу", "жалобы", "её", "вашу жалобу")
MATTERS = {
    "appeal": Matter("обращение", "обращения", "его", "ваше обращение"),
    "appeal_complaint": _COMPLAINT,
    "service_complaint": _COMPLAINT,
    "info_request": Matter("запрос информации", "запроса информации", "его", "ваш запрос информации"),
    "media_request": Matter("запрос редакции", "запроса редакции", "его", "ваш запрос"),
    "service_application": Matter("заявление", "заявления", "его", "ваше заявление"),
    "feedback": Matter("отзыв", "отзыва", "его", "ваш отзыв"),
    "internal_request": Matter("внутренний запрос", "внутреннего запроса", "его", "ваш запрос"),
}
_MESSAGE = Matter("сообщение", "сообщения", "его", "ваше сообщение")
REACHED = ("post", "email", "phone")
"""Where another body can answer the client; our own page and bots are closed to it."""


def matter(case: Case) -> Matter:
    return MATTERS.get(case.kind, _MESSAGE)


def where_to_answer(case: Case) -> str:
    """Every address of the client that another body can write to."""
    chosen = ((case.chosen_point, case.chosen_address), (case.second_point, case.second_address))
    known = [address for point, address in chosen if point in REACHED]
    given = case.addresses.filter(channel__in=REACHED).order_by("-level", "id").values_list("channel", "address")
    known = [a for c, a in given if c == "post"] + known + [a for c, a in given if c != "post"]
    return "; ".join(dict.fromkeys(a for a in known if a))


def _person(case: Case) -> str:
    """«Ивановой Марии Сергеевны»; empty for a firm, for nobody, and where the genitive is not sure: then the letter
    says «Заявитель: …»."""
    client = case.client
    if client is None or not client.surname or case.client_name != client.person:
        return ""
    return declined_parts(client.surname, client.name, client.patronymic, "gent") or ""


def covering_heading(case: Case) -> str:
    return f"О пересылке {matter(case).of} {_person(case)}".strip()


def covering_subject(case: Case) -> str:
    return f"О пересылке {matter(case).of} № {case.number}"


def covering(
    case: Case,
    reason: str,
    citation: str,
    *,
    question: str = "",
    others: Sequence[str] = (),
    keeps: bool = False,
    left_out: Sequence[tuple[str, str]] = (),
) -> str:
    """The letter to another body: what is sent and why to it, by which article, and that the client waits for its
    answer."""
    body, known, where = case.organisation, matter(case), where_to_answer(case)
    person = _person(case)
    return said(
        body,
        "covering",
        what=f"{known.what} {person}".strip(),
        matter=known.what,
        it=known.it,
        number=case.number,
        registered=when(case, case.registered_at),
        applicant=case.client_name if case.client and not person else "",
        reason=sentence(reason),
        question=sentence(question) if question.strip() else "",
        others="; ".join(others),
        rest=said(body, "covering_rest") if keeps else "",
        law=citation,
        answer_to=where or said(body, "covering_nowhere"),
        left_out="\n".join(said(body, "covering_left_out", file=name, why=why) for name, why in left_out),
    )


def covering_now(letter: ForwardedLetter) -> str:
    """The words of a letter that waits for its signature as they are true now: since it was prepared another of its
    bodies may have been given up, or the client may have another address."""
    made = letter.forwarding
    others = made.letters.filter(recalled_at=None).exclude(pk=letter.pk).select_related("body").order_by("pk")
    return covering(
        made.case,
        made.reason,
        made.citation,
        question=letter.question,
        others=[x.body.name if x.body else x.name for x in others],
        keeps=made.keeps,
        left_out=[(name, why) for name, why in made.left_out],
    )


def covering_note(case: Case, number: str, at: dt.datetime, letter: str, archive: str, signer: Employee | None) -> str:
    """What stands in the mail itself: the words of the matter are in the files only."""
    phone = (signer.phone if signer else "") or case.organisation.phone
    return said(
        case.organisation,
        "covering_note",
        number=number,
        day=when(case, at),
        letter=letter,
        archive=archive,
        ask=", ".join(p for p in (signer.full_name if signer else "", phone) if p),
        signature=signature(case.organisation),
    )


def sentence(text: str) -> str:
    """What a person typed, as a whole sentence."""
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def forwarded(
    case: Case,
    to: Sequence[tuple[str, str, str]],
    reason: str,
    *,
    at: dt.datetime,
    rest: str = "",
    left_out: Sequence[str] = (),
) -> str:
    """Notice of forwarding, written when the letters have left. to: name, postal address and phone of each body; rest:
    what becomes of the other questions, in words (`rest_of`)."""
    body, many = case.organisation, "many" if len(to) > 1 else "one"
    return letter_said(
        case,
        "forwarding",
        day=when(case, at),
        matter=matter(case).your,
        where=said(body, f"forwarding_to_{many}"),
        to_body="\n\n".join(_body(case, *one) for one in to),
        reason=sentence(reason),
        answer=said(body, f"forwarding_answer_{many}"),
        usual=said(body, "forwarding_usual", term=lawful_term(case)),
        rest=rest,
        left_out="\n".join(said(body, "forwarding_left_out", file=name) for name in left_out),
    )


def rest_of(case: Case, *, keeps: bool, waits: bool, due: str) -> str:
    """Who answers what has not left, as far as that is decided. keeps: part stays here, to be answered by `due`; waits:
    a letter to one more body has not left, and nobody has said yet what becomes of it."""
    if not (keeps or waits) or case.state in OVER:  # of an ended case we have written already
        return ""
    name = "forwarding_rest" if keeps else "forwarding_rest_open"
    return said(case.organisation, f"{name}_by" if due else name, due=due)


def lawful_term(case: Case) -> str:
    """How long the law gives any body for such a matter, in words; empty when only our own order or defaults speak."""
    body = case.organisation
    day = body.local(case.registered_at).date()
    rules = policy_of(body).rules("within", day, REPLY_ON_SUBSTANCE, case_facts(case))
    lawful = [r.value for r in rules if r.order.layer == "federal" and r.value.within]
    return str(reduce(KINDS["within"].tighter, lawful).term) if lawful else ""


def _body(case: Case, name: str, address: str, phone: str) -> str:
    """One body a block: its lines stand together."""
    block = said(case.organisation, "forwarding_body", title=name, address=address, phone=phone).replace("\n\n", "\n")
    left_out = phone.strip() and phone.strip() not in block and _asks_phone(case)
    return f"{block}\nТелефон: {phone.strip()}" if left_out else block


def _asks_phone(case: Case) -> bool:
    """A rule has the client told the telephone: then a body's own words may not leave it out."""
    day = case.organisation.local(case.registered_at).date()
    asked = f"forward.{BODY_PHONE}"
    rules = policy_of(case.organisation).rules
    return any(rules("before", day, asked, case_facts(case))) or any(rules("only_if", day, asked, case_facts(case)))


def forwarding_undone(
    case: Case,
    names: Sequence[str],
    reason: str,
    due: str,
    *,
    text: str = "forwarding_undone",
    others: Sequence[str] = (),
) -> str:
    """The client was told that the matter went, and now it stays here after all; `forwarding_stays`: it went to these,
    and what was to go elsewhere stays. others: who answers all the same."""
    return letter_said(
        case,
        text,
        matter=matter(case).your,
        to_body="; ".join(names),
        due=due,
        reason=sentence(reason),
        others="; ".join(others),
    )
