"""The names of obligations, once: what an order's YAML calls them, what code opens, meets and counts by, and what
screens say.

Code uses the constants: a name spelt out elsewhere fails `tests/test_registration.py`; one unknown to an order's YAML
fails at loading.
"""

from __future__ import annotations

REGISTRATION = "registration"
PRIMARY_REPLY = "primary_reply"
REPLY_ON_SUBSTANCE = "reply_on_substance"
URGENT_REPLY = "urgent_reply"
FORWARDING = "forwarding"
INTERAGENCY_ANSWER = "interagency_answer"
CONTACT_ON_INCOMPLETE = "contact_on_incomplete"
CALL_BACK = "call_back"
RESULT_DELIVERY = "result_delivery"
APPEAL_DECISION = "appeal_decision"
COMPLAINT_REVIEW = "complaint_review"
SEND_AGAIN = "send_again"
FURTHER_MESSAGE = "further_message"
TERM_ON_REQUEST = "term_on_request"
KNOWLEDGE_SKELETON = "knowledge_skeleton"
KNOWLEDGE_FILLED = "knowledge_filled"
DEFERRAL_NOTICE = "deferral_notice"
OUTCOME_NOTICE = "outcome_notice"
COMPLAINT_REPLY = "complaint_reply"
KNOWLEDGE = "knowledge"
FEEDBACK = "feedback"
QUESTIONNAIRES = "questionnaires"
LIFE_SITUATIONS = "life_situations"
PLAN = "plan"
PLAN_EXECUTION = "plan_execution"
MEASURE = "measure"
NEWS = "news"
STAFF_TOLD = "staff_told"

TERMS: dict[str, str] = {
    REGISTRATION: "зарегистрировать",
    PRIMARY_REPLY: "подтвердить получение и регистрацию",
    REPLY_ON_SUBSTANCE: "ответить по существу",
    URGENT_REPLY: "ответить на срочное сообщение",
    FORWARDING: "переслать по компетенции и уведомить",
    INTERAGENCY_ANSWER: "получить сведения от другого органа",
    CONTACT_ON_INCOMPLETE: "связаться о недостающих документах",
    CALL_BACK: "перезвонить",
    RESULT_DELIVERY: "направить результат",
    APPEAL_DECISION: "решить по жалобе",
    COMPLAINT_REVIEW: "разобрать жалобу и принять меру",
    COMPLAINT_REPLY: "направить решение по жалобе",
    SEND_AGAIN: "отправить вернувшееся письмо иначе",
    FURTHER_MESSAGE: "решить, что делать с новым сообщением клиента",
    TERM_ON_REQUEST: "сообщить срок ответа",
    KNOWLEDGE_SKELETON: "создать базу знаний",
    KNOWLEDGE_FILLED: "наполнить базу знаний",
    DEFERRAL_NOTICE: "уведомить об отсрочке",
}
"""What must be done within a term of an event or by a day (kind within), by a mechanism of the product's own."""
REVIEWS: dict[str, str] = {
    KNOWLEDGE: "пересмотреть раздел базы знаний",
    FEEDBACK: "разобрать отзывы",
    QUESTIONNAIRES: "пересмотреть анкеты",
    LIFE_SITUATIONS: "пересмотреть жизненные ситуации",
    PLAN: "пересмотреть план",
    PLAN_EXECUTION: "проверить, как выполнен план",
}
"""What is reviewed once a period (kind review)."""
PROMISES: dict[str, str] = {MEASURE: "сделать то, что обещано при разборе"}
"""What people promised, with a day of their own."""
BY_HAND = "by_hand"
CONFIRMED: dict[str, str] = {BY_HAND: "подтвердить, что пункт порядка соблюдается"}
"""What a person answers for and confirms each period (kind by_hand)."""
CLOSINGS: dict[str, str] = {OUTCOME_NOTICE: "сообщить, что ответа по существу не будет"}
"""What is told within a term when a case is closed as the law allows (kind closes_as)."""
TELLINGS: dict[str, str] = {
    NEWS: "сообщить клиенту, что произошло",
    STAFF_TOLD: "сообщить сотруднику, что произошло: он узнает, когда дело поручат",
}
"""What the client, or an employee whom nobody knows yet, is told of by an order's rule «tell», each event by itself."""
OWED: dict[str, str] = TERMS | REVIEWS | PROMISES | CONFIRMED | CLOSINGS | TELLINGS
"""Name of an obligation -> what it asks to do, in the infinitive."""

NOUNS: dict[str, str] = {
    REGISTRATION: "регистрация сообщения",
    PRIMARY_REPLY: "первичный ответ",
    REPLY_ON_SUBSTANCE: "ответ по существу",
    URGENT_REPLY: "ответ на срочное сообщение",
    FORWARDING: "пересылка по компетенции",
    INTERAGENCY_ANSWER: "ответ другого органа",
    CONTACT_ON_INCOMPLETE: "связь о недостающих документах",
    CALL_BACK: "обратный звонок",
    RESULT_DELIVERY: "выдача результата",
    APPEAL_DECISION: "решение по жалобе",
    COMPLAINT_REVIEW: "разбор жалобы",
    SEND_AGAIN: "повторная отправка вернувшегося письма",
    FURTHER_MESSAGE: "решение о новом сообщении клиента",
    TERM_ON_REQUEST: "сообщение о сроке ответа",
    KNOWLEDGE_SKELETON: "макет базы знаний",
    KNOWLEDGE_FILLED: "наполнение базы знаний",
    DEFERRAL_NOTICE: "уведомление об отсрочке",
    COMPLAINT_REPLY: "отправка решения по жалобе",
    OUTCOME_NOTICE: "уведомление, что ответа по существу не будет",
    NEWS: "сообщение клиенту о том, что произошло",
    STAFF_TOLD: "сообщение сотруднику о том, что произошло",
}
"""The same as a thing, for titles and lists."""
