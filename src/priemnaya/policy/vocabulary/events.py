"""Events: what happens with a matter, a document, a person or the body, by which verbs of the journal it is known, and
what it asks to do when a rule owes it.

An event without verbs is known to a mechanism of its own (`MECHANISMS`), or waits for a part of the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from priemnaya.policy import owed

from . import About, Of, Word, define, words


@dataclass(frozen=True)
class Event(Word):
    """title: «сообщение зарегистрировано»; to_do: in the infinitive; noun: as a thing; verbs: of the journal that tell
    of it; kinds: only matters of these kinds."""

    verbs: tuple[str, ...] = ()
    to_do: str = ""
    noun: str = ""
    kinds: tuple[str, ...] = ()


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
}
"""What the product opens and meets by code of its own -> the events it counts from. Any other pair of events is opened
and met by the journal (cases/event_terms.py)."""


def _own(name: str, title: str, *verbs: str, waits: str = "", about: About = "case") -> Event:
    return Event(
        "event", name, title, about=about, waits=waits, verbs=verbs, to_do=owed.OWED[name], noun=owed.NOUNS[name]
    )


define(
    _own(owed.REGISTRATION, "сообщение зарегистрировано", "case.registered", "case.accepted"),
    _own(owed.PRIMARY_REPLY, "клиенту подтверждено получение"),
    _own(owed.REPLY_ON_SUBSTANCE, "дан ответ по существу", "reply.sent"),
    _own(owed.URGENT_REPLY, "дан ответ на срочное сообщение", "reply.sent"),
    _own(owed.FORWARDING, "переслано по компетенции", "case.forwarded"),
    _own(owed.INTERAGENCY_ANSWER, "другой орган ответил", "case.body_answered", "application.document_received"),
    _own(owed.CONTACT_ON_INCOMPLETE, "с клиентом связались о недостающих документах", "application.told_incomplete"),
    _own(owed.CALL_BACK, "клиенту перезвонили", waits="телефонные звонки", about="call"),
    _own(owed.RESULT_DELIVERY, "результат вручён", waits="выдача результата"),
    _own(owed.APPEAL_DECISION, "решено по жалобе", waits="решение по жалобе отдельно от ответа"),
    _own(owed.COMPLAINT_REVIEW, "жалоба разобрана, мера записана", "case.reviewed"),
    _own(owed.SEND_AGAIN, "вернувшееся письмо отправлено иначе", "delivery.sent_again"),
    _own(owed.FURTHER_MESSAGE, "о новом сообщении решено", "case.further_settled", "case.further_registered"),
    _own(owed.TERM_ON_REQUEST, "клиенту сообщён срок ответа", "case.term_told"),
    _own(owed.KNOWLEDGE_SKELETON, "создан макет базы знаний", about="body"),
    _own(owed.KNOWLEDGE_FILLED, "база знаний наполнена", about="body"),
    _own(owed.DEFERRAL_NOTICE, "клиент уведомлён об отсрочке", "case.extended"),
)


def _event(
    name: str, title: str, to_do: str, noun: str, *verbs: str, about: About = "case", waits: str = "", **more: object
) -> None:
    define(Event("event", name, title, about=about, waits=waits, verbs=verbs, to_do=to_do, noun=noun, **more))  # type: ignore[arg-type]


_event(ORDER_IN_FORCE, "порядок вступил в силу", "ввести порядок в действие", "вступление порядка в силу", about="body")
_event(MESSAGE_RECEIVED, "сообщение поступило", "принять сообщение", "поступление сообщения", "case.received")
_event(
    MESSAGE_REGISTERED,
    "сообщение зарегистрировано",
    "зарегистрировать",
    "регистрация сообщения",
    "case.registered",
    "case.accepted",
)
_event(
    "complaint_received",
    "жалоба поступила",
    "принять жалобу",
    "поступление жалобы",
    "case.registered",
    "case.accepted",
    kinds=("appeal_complaint", "service_complaint"),
)
_event(LOW_RATING, "клиент поставил низкую оценку", "оценить ответ", "низкая оценка", about="reply")
_event(
    BODY_ASKED,
    "сведения запрошены в другом органе",
    "запросить сведения в другом органе",
    "запрос в другой орган",
    "case.requested_from_body",
    "application.document_requested",
)
_event(
    FOUND_INCOMPLETE,
    "в документах чего-то не хватает",
    "проверить документы",
    "неполный комплект документов",
    "application.found_incomplete",
)
_event(LETTER_RETURNED, "письмо клиенту вернулось", "вернуть письмо", "возврат письма", "case.letter_returned")
_event(WRITTEN_AFTER_END, "клиент написал по завершённому делу", "написать по делу", "сообщение по завершённому делу")
_event(
    TERM_ASKED,
    "клиент спросил о сроке",
    "спросить о сроке",
    "вопрос о сроке",
    waits="вопрос клиента о сроке отдельно от дела",
)
_event(RESULT_READY, "результат готов", "подготовить результат", "готовность результата", waits="выдача результата")
_event("client_added", "клиент дополнил дело", "дополнить дело", "дополнение клиента", "case.appended")
_event("kind_changed", "изменён вид дела", "изменить вид дела", "изменение вида дела", "case.kind_changed")
_event(
    "state_changed",
    "состояние дела изменилось",
    "изменить состояние дела",
    "изменение состояния дела",
    "case.assigned",
    "case.suspended",
    "case.resumed",
    "case.forwarding",
    "case.forwarded",
    "case.closed",
    "case.reopened",
    "case.letter_returned",
    "reply.sent",
    "reply.signed",
)
_event(
    "classified", "указаны темы и потребность", "указать темы и потребность", "темы и потребность", "case.classified"
)
_event(
    "urgency_assessed",
    "срочность оценена",
    "оценить срочность",
    "оценка срочности",
    "case.urgency_assessed",
    "case.urgency_lowered",
)
_event(
    "assigned",
    "назначен исполнитель",
    "назначить исполнителя",
    "назначение исполнителя",
    "case.assigned",
    "case.routed",
)
_event("term_extended", "срок продлён", "продлить срок", "продление срока", "case.extended")
_event(
    "clarified",
    "клиенту задан уточняющий вопрос",
    "задать клиенту уточняющий вопрос",
    "уточняющий вопрос",
    "case.clarified",
)
_event(
    "part_forwarded",
    "часть вопросов переслана",
    "переслать часть вопросов",
    "пересылка части вопросов",
    "case.part_forwarded",
)
_event(
    "documents_asked",
    "документы запрошены у клиента",
    "запросить документы у клиента",
    "запрос документов",
    "application.document_asked",
)
_event(
    "documents_received",
    "документы от другого органа получены",
    "получить документы",
    "получение документов",
    "application.document_received",
)
_event(
    "documents_complete",
    "все документы на месте",
    "проверить документы",
    "полный комплект документов",
    "application.complete",
)
_event(
    "told_incomplete",
    "клиенту сообщено, чего не хватает",
    "сообщить клиенту, чего не хватает",
    "сообщение о недостающем",
    "application.told_incomplete",
)
_event("suspended", "услуга приостановлена", "приостановить услугу", "приостановление услуги", "case.suspended")
_event("resumed", "услуга возобновлена", "возобновить услугу", "возобновление услуги", "case.resumed")
_event("closed", "дело закрыто", "закрыть дело", "закрытие дела", "case.closed")
_event("reopened", "дело открыто снова", "открыть дело снова", "возобновление дела", "case.reopened")
_event("noted", "в дело записана заметка", "записать в дело заметку", "заметка в деле", "case.noted")
_event("linked", "дела связаны", "связать дело с похожими", "связь дел", "case.linked")
_event(
    "person_named",
    "в деле назван сотрудник, на которого жалуются",
    "указать, на кого жалуются",
    "указание на сотрудника",
    "case.person_named",
)
_event(
    "complaint_described",
    "записано, на что жалоба",
    "записать, на что жалоба",
    "предмет жалобы",
    "case.complaint_described",
)
_event("answered_orally", "ответ дан устно", "ответить устно", "устный ответ", "case.answered_orally")
_event(
    "told_ways_to_file",
    "клиенту сообщено, как подать",
    "сообщить клиенту, как подать",
    "сообщение о способах подачи",
    "case.told_ways_to_file",
)
_event("reply_drafted", "начат ответ", "начать ответ", "черновик ответа", "reply.drafted", about="reply")
_event(
    "reply_submitted",
    "ответ передан на проверку",
    "передать ответ на проверку",
    "передача ответа на проверку",
    "reply.submitted",
    about="reply",
)
_event("reply_checked", "ответ проверен", "проверить ответ", "проверка ответа", "reply.checked", about="reply")
_event(
    "reply_sent_back",
    "ответ возвращён на доработку",
    "вернуть ответ на доработку",
    "возврат на доработку",
    "reply.sent_back",
    about="reply",
)
_event("reply_signed", "ответ подписан", "подписать ответ", "подпись ответа", "reply.signed", about="reply")
_event("reply_sent", "ответ отправлен", "отправить ответ", "отправка ответа", "reply.sent", about="reply")
_event(
    "interim_reply",
    "дан промежуточный ответ",
    "дать промежуточный ответ",
    "промежуточный ответ",
    about="reply",
    waits="промежуточные ответы отдельно от продления",
)
_event("rated", "клиент оценил ответ", "оценить ответ", "оценка клиента", "survey.answered", about="reply")
_event(
    "not_rated",
    "анкета не заполнена",
    "заполнить анкету",
    "незаполненная анкета",
    about="survey",
    waits="напоминания об анкетах",
)
_event(
    "measure_done",
    "мера после разбора сделана",
    "сделать обещанное при разборе",
    "мера после разбора",
    "case.measure_done",
)
_event("consent_given", "клиент дал согласие", "получить согласие", "согласие клиента", "consent.given", about="body")
_event(
    "consent_withdrawn",
    "клиент отозвал согласие",
    "отозвать согласие",
    "отзыв согласия",
    "consent.withdrawn",
    about="body",
)
_event(
    "history_asked",
    "клиент запросил свою историю",
    "запросить историю",
    "запрос истории",
    "history.asked",
    about="body",
)
_event(
    "history_given", "история выдана клиенту", "выдать клиенту историю", "выдача истории", "history.given", about="body"
)
_event(
    "article_published",
    "статья опубликована",
    "опубликовать статью",
    "публикация статьи",
    "article.published",
    about="article",
)
_event(
    "article_archived",
    "статья убрана в архив",
    "убрать статью в архив",
    "перенос статьи в архив",
    "article.archived",
    about="article",
)
_event(
    "article_voted",
    "о статье оставлен отзыв",
    "оставить отзыв о статье",
    "отзыв о статье",
    "article.voted",
    about="article",
)
_event(
    "article_stale",
    "статья устарела",
    "обновить статью",
    "устаревание статьи",
    about="article",
    waits="признак устаревания статьи",
)
_event(
    "section_reviewed",
    "раздел базы знаний пересмотрен",
    "пересмотреть раздел базы знаний",
    "пересмотр раздела",
    "section.reviewed",
    about="article",
)
_event(
    "service_published",
    "опубликована редакция услуги",
    "опубликовать редакцию услуги",
    "редакция услуги",
    "service.published",
    about="body",
)
_event("act_changed", "акт изменён", "изменить акт", "изменение акта", about="document", waits="слежение за актами")
_event(
    "order_acknowledged",
    "сотрудник ознакомился с порядком",
    "ознакомиться с порядком",
    "ознакомление с порядком",
    "order.acknowledged",
    about="body",
)
_event(
    "employee_hired",
    "принят сотрудник",
    "принять сотрудника",
    "приём сотрудника на работу",
    "employee.hired",
    about="body",
)
_event(
    "employee_blocked",
    "сотрудник заблокирован",
    "закрыть сотруднику доступ",
    "закрытие доступа",
    "employee.blocked",
    about="body",
)
_event("mailing_started", "рассылка началась", "начать рассылку", "начало рассылки", "mailing.started", about="mailing")
_event(
    "point_saved",
    "записана точка взаимодействия",
    "записать точку взаимодействия",
    "запись точки взаимодействия",
    "point.saved",
    about="body",
)
_event(
    "call_missed",
    "звонок пропущен",
    "ответить на звонок",
    "пропущенный звонок",
    about="call",
    waits="телефонные звонки",
)
_event(
    "call_ended", "разговор закончен", "закончить разговор", "конец разговора", about="call", waits="телефонные звонки"
)
_event(
    CALL_BACK_PROMISED,
    "обещан обратный звонок",
    "пообещать перезвонить",
    "обещание перезвонить",
    about="call",
    waits="телефонные звонки",
)
_event(
    "visit_booked",
    "клиент записан на приём",
    "записать на приём",
    "запись на приём",
    about="visit",
    waits="запись на приём",
)
_event("visit_held", "приём состоялся", "провести приём", "приём", about="visit", waits="запись на приём")
_event(
    "visit_missed",
    "клиент не пришёл на приём",
    "прийти на приём",
    "неявка на приём",
    about="visit",
    waits="запись на приём",
)
_event("plan_approved", "план утверждён", "утвердить план", "утверждение плана", about="body", waits="годовой план")
_event(
    "staff_trained",
    "сотрудник прошёл обучение",
    "обучить сотрудника",
    "обучение сотрудника",
    about="body",
    waits="обучение сотрудников",
)

EventName = Annotated[str, Of("event")]


def event(name: str) -> Event:
    """Raises KeyError."""
    found = words("event")[name]
    assert isinstance(found, Event)
    return found


def to_do(what: str) -> str:
    """What an obligation asks to do, in the infinitive."""
    known = words("event").get(what)
    return owed.OWED.get(what) or (known.to_do if isinstance(known, Event) else what)


def of_verb(verb: str) -> tuple[Event, ...]:
    """Events that a verb of the journal tells of."""
    return _BY_VERB.get(verb, ())


_BY_VERB: dict[str, tuple[Event, ...]] = {}
for _word in words("event").values():
    assert isinstance(_word, Event)
    for _verb in _word.verbs:
        _BY_VERB[_verb] = (*_BY_VERB.get(_verb, ()), _word)
