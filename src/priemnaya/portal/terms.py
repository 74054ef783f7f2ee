"""What the form promises of terms: read from the law and the order in force today, never written here."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from priemnaya.people.models import Organisation
from priemnaya.people.policies import policy_of
from priemnaya.policy import KINDS, Held
from priemnaya.policy.owed import REPLY_ON_SUBSTANCE
from priemnaya.worktime import Term

SOURCES = {
    "federal": gettext_lazy("По закону: ответ за %(term)s."),
    "body": gettext_lazy("По нашему порядку: ответ за %(term)s."),
}
MORE = {
    "appeal": gettext_lazy("Нужно подтвердить личность через Госуслуги."),
    "appeal_complaint": gettext_lazy("Нужно подтвердить личность, иначе примем как сообщение."),
    "info_request": gettext_lazy("Имя указать нужно."),
    "message": gettext_lazy("Без подтверждения личности. Мы ответим, но по закону это не обращение."),
    "feedback": gettext_lazy("Скажите, что хорошо и что исправить."),
}
UNITS = {
    "seconds": gettext_lazy("секунд"),
    "hours": gettext_lazy("часов"),
    "days": gettext_lazy("дней"),
    "working_hours": gettext_lazy("рабочих часов"),
    "working_days": gettext_lazy("рабочих дней"),
    "minutes": gettext_lazy("минут"),
    "working_minutes": gettext_lazy("рабочих минут"),
    "months": gettext_lazy("месяцев"),
    "years": gettext_lazy("лет"),
}


def _words(term: Term) -> str:
    """«30 дней»: in Russian with the right ending."""
    return str(term) if (get_language() or "ru").startswith("ru") else f"{term.amount} {UNITS[term.unit]}"


def _rules(organisation: Organisation, kind: str, *grounds: str) -> list[Held]:
    today = organisation.local(timezone.now()).date()
    facts = {"kind": kind, "electronic": True, "grounds": grounds}
    rules = policy_of(organisation).rules("within", today, REPLY_ON_SUBSTANCE, facts)
    return [r for r in rules if r.value.within]


def _strictest(rules: list[Held]) -> Held | None:
    best = rules[0] if rules else None
    for rule in rules[1:]:
        assert best is not None
        best = rule if KINDS["within"].tighter(best.value, rule.value) is not best.value else best
    return best


def kind_hints(organisation: Organisation) -> dict[str, str]:
    """A line under each kind of message: by when it is answered and what it needs. A default of the product is no
    promise of law, so it is not named as one."""
    hints = {}
    for kind in ("appeal", "appeal_complaint", "service_complaint", "info_request", "message", "feedback"):
        held = _strictest(_rules(organisation, kind))
        source = SOURCES.get(held.order.layer) if held else None
        promised = str(source) % {"term": _words(held.value.term)} if held and source else ""
        hints[kind] = " ".join(p for p in (promised, str(MORE.get(kind, ""))) if p)
    return hints


def complaint_terms(organisation: Organisation) -> str:
    """How soon a complaint about a service is decided: the usual term, and the shorter one of refused documents and
    errors."""
    usual = _strictest(_rules(organisation, "service_complaint"))
    short = _strictest(_rules(organisation, "service_complaint", "refused_documents"))
    if usual is None or short is None or short.value.term == usual.value.term:
        return ""
    said = _("Отказ в приёме документов и неисправленную ошибку разбираем за %(short)s, остальное за %(usual)s.")
    return said % {"short": _words(short.value.term), "usual": _words(usual.value.term)}
