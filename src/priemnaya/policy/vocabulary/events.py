"""Events: what happens with a matter, a document, a person or the body, by which verbs of the journal it is known, and
what it asks to do when a rule owes it.

An event without verbs is known to a mechanism of its own (`MECHANISMS`), or waits for a part of the product.
"""

from __future__ import annotations

from typing import Annotated

from priemnaya.policy import owed

from . import About, Of, define, words
from . import happenings as _happenings  # the others
from . import promised as _promised  # and those to come
from .happening import Event, happens

ORDER_IN_FORCE = "order_in_force"
MESSAGE_RECEIVED = "message_received"
MESSAGE_REGISTERED = "message_registered"
LOW_RATING = "low_rating"
BODY_ASKED = "body_asked"
FOUND_INCOMPLETE = "found_incomplete"
LETTER_RETURNED = "letter_returned"
WRITTEN_AFTER_END = "written_after_end"
CALL_BACK_PROMISED = "call_back_promised"
TERM_ASKED = "term_asked"
RESULT_READY = "result_ready"
TERM_END = "term_end"
REPLY_SIGNED = "reply_signed"
QUESTION_FREQUENT = "question_frequent"
NOT_RATED = _happenings.NOT_RATED

MECHANISMS: dict[str, tuple[str, ...]] = {
    owed.REGISTRATION: (MESSAGE_RECEIVED,),
    owed.PRIMARY_REPLY: (MESSAGE_RECEIVED,),
    owed.REPLY_ON_SUBSTANCE: (MESSAGE_REGISTERED,),
    owed.URGENT_REPLY: (MESSAGE_REGISTERED,),
    owed.FORWARDING: (MESSAGE_REGISTERED,),
    owed.INTERAGENCY_ANSWER: (BODY_ASKED,),
    owed.CONTACT_ON_INCOMPLETE: (FOUND_INCOMPLETE,),
    owed.CALL_BACK: (CALL_BACK_PROMISED,),
    owed.RESULT_DELIVERY: (RESULT_READY,),
    owed.COMPLAINT_REVIEW: (MESSAGE_REGISTERED, LOW_RATING),
    owed.SEND_AGAIN: (LETTER_RETURNED,),
    owed.FURTHER_MESSAGE: (WRITTEN_AFTER_END,),
    owed.TERM_ON_REQUEST: (TERM_ASKED,),
    owed.KNOWLEDGE_SKELETON: (ORDER_IN_FORCE,),
    owed.KNOWLEDGE_FILLED: (ORDER_IN_FORCE,),
    owed.DEFERRAL_NOTICE: (MESSAGE_REGISTERED,),
    owed.COMPLAINT_REPLY: (REPLY_SIGNED,),
}
"""What the product opens and meets by code of its own -> the events it counts from. Any other pair of events is opened
and met by the journal (cases/event_terms.py)."""


def _own(name: str, title: str, *verbs: str, waits: str = "", about: About = "case") -> Event:
    return Event(
        "event", name, title, about=about, waits=waits, verbs=verbs, to_do=owed.OWED[name], noun=owed.NOUNS[name]
    )


define(
    _own(owed.REGISTRATION, "сообщение зарегистрировано", "case.registered"),
    _own(owed.PRIMARY_REPLY, "клиенту подтверждено получение"),
    _own(owed.REPLY_ON_SUBSTANCE, "дан ответ по существу", "reply.sent"),
    _own(owed.URGENT_REPLY, "дан ответ на срочное сообщение", "reply.sent"),
    _own(owed.FORWARDING, "переслано по компетенции", "case.forwarded"),
    _own(owed.INTERAGENCY_ANSWER, "другой орган ответил", "case.body_answered", "application.document_received"),
    _own(owed.CONTACT_ON_INCOMPLETE, "с клиентом связались о недостающих документах", "application.told_incomplete"),
    _own(owed.CALL_BACK, "клиенту перезвонили", "call.back_made", "call.returned", about="call"),
    _own(owed.RESULT_DELIVERY, "результат вручён", waits="выдача результата"),
    _own(owed.APPEAL_DECISION, "решено по жалобе", waits="решение по жалобе отдельно от ответа"),
    _own(owed.COMPLAINT_REVIEW, "жалоба разобрана, мера записана", "case.reviewed"),
    _own(owed.COMPLAINT_REPLY, "решение по жалобе направлено"),
    _own(owed.SEND_AGAIN, "вернувшееся письмо отправлено иначе", "delivery.sent_again"),
    _own(owed.FURTHER_MESSAGE, "о новом сообщении решено", "case.further_settled", "case.further_registered"),
    _own(owed.TERM_ON_REQUEST, "клиенту сообщён срок ответа", "case.term_told"),
    _own(owed.KNOWLEDGE_SKELETON, "создан макет базы знаний", about="body"),
    _own(owed.KNOWLEDGE_FILLED, "база знаний наполнена", about="body"),
    _own(owed.DEFERRAL_NOTICE, "клиент уведомлён об отсрочке", "case.extended"),
)


happens(
    ORDER_IN_FORCE, "порядок вступил в силу", "ввести порядок в действие", "вступление порядка в силу", about="body"
)
happens(MESSAGE_RECEIVED, "сообщение поступило", "принять сообщение", "поступление сообщения", "case.received")
happens(
    MESSAGE_REGISTERED, "сообщение зарегистрировано", "зарегистрировать", "регистрация сообщения", "case.registered"
)
happens(TERM_END, "срок подходит к концу", "закончить в срок", "конец срока")
happens("forwarded", "дело переслано", "переслать дело", "пересылка дела", "case.forwarded")
happens(
    "complaint_received",
    "жалоба поступила",
    "принять жалобу",
    "поступление жалобы",
    "case.registered",
    kinds=("appeal_complaint", "service_complaint"),
)
happens(LOW_RATING, "клиент поставил низкую оценку", "оценить ответ", "низкая оценка", about="reply")
happens(
    BODY_ASKED,
    "сведения запрошены в другом органе",
    "запросить сведения в другом органе",
    "запрос в другой орган",
    "case.requested_from_body",
    "application.document_requested",
)
happens(
    FOUND_INCOMPLETE,
    "в документах чего-то не хватает",
    "проверить документы",
    "неполный комплект документов",
    "application.found_incomplete",
)
happens(LETTER_RETURNED, "письмо клиенту вернулось", "вернуть письмо", "возврат письма", "case.letter_returned")
happens(WRITTEN_AFTER_END, "клиент написал по завершённому делу", "написать по делу", "сообщение по завершённому делу")
happens(
    TERM_ASKED,
    "клиент спросил о сроке",
    "спросить о сроке",
    "вопрос о сроке",
    waits="вопрос клиента о сроке отдельно от дела",
)
happens(RESULT_READY, "результат готов", "подготовить результат", "готовность результата", waits="выдача результата")
EventName = Annotated[str, Of("event")]


def event(name: str) -> Event:
    """Raises KeyError."""
    found = words("event")[name]
    assert isinstance(found, Event)
    return found


OF_LETTERS = frozenset({"reply.signed", "reply.sent"})
"""Verbs of the journal that name the letter: what it decides is known then."""


def decided(name: str) -> bool:
    """Whether the event tells of a letter, so that a condition on its decision can be asked."""
    verbs = event(name).verbs
    return bool(verbs) and OF_LETTERS.issuperset(verbs)


UNNAMED = "исполнить, что требует пункт"
"""What people read of an obligation whose word is not in the vocabulary any more."""


AFTER_RATING = "выяснить причину низкой оценки и принять меру"


def to_do(what: str, since: str = "") -> str:
    """What an obligation asks to do, in the infinitive. since: the event it is counted from, where that changes it:
    nobody has complained who has only rated."""
    if what == owed.COMPLAINT_REVIEW and since == LOW_RATING:
        return AFTER_RATING
    known = words("event").get(what)
    if what in owed.OWED:
        return owed.OWED[what]
    if isinstance(known, Event):
        return known.to_do
    thing = words("thing").get(what)
    return f"пересмотреть: {thing.title}" if thing else UNNAMED


def of_verb(verb: str) -> tuple[Event, ...]:
    """Events that a verb of the journal tells of."""
    return _BY_VERB.get(verb, ())


UNDONE_BY: dict[str, tuple[str, ...]] = {
    "reply_submitted": ("reply.sent_back", "reply.recalled"),
    "reply_drafted": ("reply.dropped",),
    "closed": ("case.reopened",),
    "suspended": ("case.resumed",),
    FOUND_INCOMPLETE: ("application.complete",),
    "documents_complete": ("application.found_incomplete",),
    "consent_given": ("consent.withdrawn",),
    "consent_withdrawn": ("consent.given",),
    "article_published": ("article.archived",),
    "employee_hired": ("employee.blocked",),
    "chat_asked": ("chat.ended",),
}
"""Event -> the verbs after which what it began is owed no more: the letter is with its author again, the case is open
again."""
UNDOES: dict[str, tuple[str, ...]] = {}
for _since, _verbs in UNDONE_BY.items():
    for _verb in _verbs:
        UNDOES[_verb] = (*UNDOES.get(_verb, ()), _since)

_BY_VERB: dict[str, tuple[Event, ...]] = {}
for _word in words("event").values():
    assert isinstance(_word, Event)
    for _verb in _word.verbs:
        _BY_VERB[_verb] = (*_BY_VERB.get(_verb, ()), _word)
assert _happenings and _promised
