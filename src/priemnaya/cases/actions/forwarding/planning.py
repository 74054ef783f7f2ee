"""What would leave, by which article and by when, and what the law and the order say of it: nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from priemnaya.cases.beforehand import DueBy, due_by
from priemnaya.cases.facts import case_facts
from priemnaya.cases.forwarding import (
    Plan,
    Target,
    complained_body,
    plan,
)
from priemnaya.cases.guarded import guards
from priemnaya.cases.models import Case, ForwardedLetter, Forwarding
from priemnaya.cases.rules import (
    COMPLAINED_OF,
    complained_of,
    day_of,
    forwarding_verdicts,
    sending_on_verdicts,
    writer_verdicts,
)
from priemnaya.errors import Objection
from priemnaya.people.models import Organisation, OtherBody
from priemnaya.people.models.bodies import OtherBodyQuerySet
from priemnaya.people.policies import policy_of
from priemnaya.plain.substance import is_reason
from priemnaya.policy import Verdict, asks
from priemnaya.policy.owed import FORWARDING

from ..faults import must_be_filled

HOW_TO_SAY = "Напишите хотя бы два слова, понятных клиенту: например, «Эту дорогу ремонтирует город»."


def letter_verdicts(letter: ForwardedLetter) -> list[Verdict]:
    """What the order and the law say now of a letter that is written already: since then the complaint may have been
    written down, or the case have become one."""
    case = letter.forwarding.case
    body = letter.body or OtherBody(name=letter.name, addressee=letter.addressee)
    to = Target(body, letter.way, letter.question, letter.not_against)
    return [*forwarding_verdicts(case, f"{letter.addressee} {letter.name}".strip()), *body_verdicts(case, to)]


def still_writers(forwarding: Forwarding) -> list[Verdict]:
    remedy = "Отзовите письмо на странице дела; другой исполнитель перешлёт дело заново от своего имени."
    return writer_verdicts(forwarding.case, remedy, forwarding.by, forwarding.signer)


def directory_of(organisation: Organisation) -> OtherBodyQuerySet:
    """Bodies a matter may be sent to; a subordinate organisation has its body's directory."""
    return OtherBody.objects.filter(organisation=organisation.parent or organisation, active=True)


def plan_forwarding(case: Case, to: Sequence[Target], reason: str, *, keeps: bool = False) -> Plan:
    """What would leave, for the screen and for the action alike. Raises Objection with what is to be filled in."""
    if not to:
        raise Objection("Выберите, куда переслать: отметьте орган в справочнике или впишите новый.")
    if len({t.body.name.strip().lower() for t in to}) < len(to):
        raise Objection("Один и тот же орган выбран дважды. Оставьте его один раз.")
    ours = case.organisation.parent_id or case.organisation_id
    if foreign := [t for t in to if t.body.pk and (t.body.organisation_id != ours or not t.body.active)]:
        raise Objection(f"«{foreign[0].body}» больше нет в справочнике. Выберите другой орган.")
    if not reason.strip():
        raise Objection("Напишите, почему пересылаете: это прочтут и орган, и клиент.")
    if not is_reason(reason):
        raise Objection(f"«{reason.strip()[:60]}» не объясняет, почему пересылаете. {HOW_TO_SAY}")
    must_be_filled(" ".join([reason, *(t.question for t in to)]))
    return plan(case, to, reason, citation_for(case, to), keeps=keeps)


def due_for(case: Case, several: bool = False) -> DueBy | None:
    """The term of forwarding, counted from registration; None when neither law nor order sets one."""
    return due_by(case, FORWARDING, {"grounds": ("several_bodies",)} if several else None)


def verdicts_for(case: Case, to: Sequence[Target]) -> list[Verdict]:
    """What the order and the law say of sending this matter to these bodies and to whom the letters are addressed."""
    bodies = [
        v
        for t in to
        for v in (*forwarding_verdicts(case, f"{t.body.addressee} {t.body.name}".strip()), *body_verdicts(case, t))
    ]
    phoneless = [t.body.name for t in to if not t.body.phone.strip()]
    return [*sending_on_verdicts(case, phoneless), *bodies]


@guards("forward", COMPLAINED_OF)
def body_verdicts(case: Case, target: Target) -> list[Verdict]:
    """A complaint is not sent to the body complained of (59-ФЗ ст. 8 ч. 6). When its text only names the body, a person
    says whether it is about that body."""
    against = complained_body(case, target)
    if not against:
        return []
    why = f"Жалоба на этот орган ({target.body}): пересылать её ему нельзя."
    if against == "named":
        why = f"В тексте жалобы назван этот орган: {target.body}. Жалобу нельзя переслать тому, на кого жалуются."
    verdicts = complained_of("forward", case, why)
    if against != "named":
        return verdicts
    remedy = (
        "Прочтите жалобу. Если жалуются не на этот орган, отметьте это у него в списке. Если на него — выберите другой"
        " орган или верните жалобу с разъяснением права на суд."
    )
    return [v if v.ok else replace(v, remedy=remedy) for v in verdicts]


@asks("tell", "forwarding")
def citation_for(case: Case, to: Sequence[Target]) -> str:
    """By which article the matter is sent on, as the layer of law has it; empty when only the defaults speak."""
    several = ("several_bodies",) if len(to) > 1 else ()
    facts = {**case_facts(case), "grounds": (*case.grounds, *several)}
    held = list(policy_of(case.organisation).rules("within", day_of(case), FORWARDING, facts))
    lawful = [r for r in held if r.order.layer == "federal"]
    chosen = next((r for r in lawful if r.value.if_.grounds), lawful[0] if lawful else None)
    if chosen is None:
        return ""
    act = chosen.clause.act or chosen.order.act.title
    return f"{chosen.clause.source} Федерального закона № {act}"
