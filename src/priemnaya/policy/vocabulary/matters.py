"""Kinds of matters and of clients, features of a matter, decisions, points: what conditions of rules speak of."""

from __future__ import annotations

from collections.abc import Iterable

from priemnaya.policy.contact_points import POINT_KINDS

from . import Word, define

CASE_KINDS: dict[str, str] = {
    "appeal": "обращение",
    "appeal_complaint": "жалоба",
    "service_complaint": "жалоба на услугу",
    "info_request": "запрос информации",
    "media_request": "запрос редакции",
    "service_application": "заявление на услугу",
    "message": "сообщение",
    "feedback": "отзыв",
    "social_message": "сообщение из соцсети",
    "internal_request": "внутренний запрос",
}
CLIENT_KINDS: dict[str, str] = {
    "citizen": "гражданин",
    "foreigner": "иностранный гражданин",
    "stateless": "лицо без гражданства",
    "self_employed": "самозанятый",
    "sole_entrepreneur": "индивидуальный предприниматель",
    "unregistered_association": "объединение без регистрации",
    "legal_entity": "юридическое лицо",
    "nonprofit": "некоммерческая организация",
    "civil_servant": "гражданский служащий",
    "staff": "работник органа",
    "subordinate_staff": "работник подведомственного учреждения",
    "authorised_staff": "работник иной уполномоченной организации",
}
GROUNDS: dict[str, str] = {
    "low_rating": "низкая оценка клиента",
    "migration": "сведения о нарушениях миграционного законодательства",
    "governor_migration": "то же в обращении к главе региона",
    "deputy": "запрос депутата или сенатора",
    "parliamentary": "парламентский запрос",
    "prosecutor": "запрос или требование прокурора",
    "several_bodies": "вопросы нескольких органов",
    "other_body": "решает другой орган",
    "refused_documents": "отказ принять документы или исправить ошибки",
}
SENT_ON = frozenset({"other_body", "several_bodies", "migration", "governor_migration"})
"""Signs by which the law has a matter sent on (59-ФЗ ст. 8 ч. 3, 3.1, 4): whoever marks one owes it from then on, and
it is counted from registration."""
DECISIONS: dict[str, str] = {
    "explain": "разъяснить",
    "grant": "удовлетворить",
    "partly": "удовлетворить частично",
    "refusal": "отказать",
    "suspension": "приостановить",
    "termination": "прекратить",
    "return": "вернуть документы",
}
APPLICATIONS = frozenset({"service_application"})
KINDS_DECIDED: dict[str, frozenset[str]] = {"suspension": APPLICATIONS, "termination": APPLICATIONS}
"""Decisions that only matters of these kinds have (the rule `application_only` of the defaults asks it of each letter);
the others any matter may have."""


def kinds_decided(decisions: Iterable[str]) -> frozenset[str]:
    """The only kinds of matters that are decided so, one way or another; empty: any."""
    bounds = [KINDS_DECIDED.get(one, frozenset()) for one in decisions]
    return frozenset().union(*bounds) if all(bounds) else frozenset()


COMING_POINTS: dict[str, str] = {
    "app": "мобильное приложение",
    "bot": "чат-бот",
    "voice_assistant": "голосовой помощник",
    "call_centre": "центр телефонного обслуживания",
    "mfc": "МФЦ",
}
"""Points that orders name and the product does not serve yet: a clause about one says so."""

define(*(Word("case_kind", name, title) for name, title in CASE_KINDS.items()))
define(*(Word("client_kind", name, title) for name, title in CLIENT_KINDS.items()))
define(*(Word("ground", name, title) for name, title in GROUNDS.items()))
define(*(Word("decision", name, title, about="reply") for name, title in DECISIONS.items()))
define(*(Word("point", name, kind.title) for name, kind in POINT_KINDS.items()))
define(*(Word("point", name, title, waits=f"точка «{title}»") for name, title in COMING_POINTS.items()))
