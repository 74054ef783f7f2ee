"""Events that no code has a mechanism for: the journal tells of them, or they wait for a part of the product."""

from __future__ import annotations

from .conditions import FREQUENT
from .happening import happens

NOT_RATED = "not_rated"

happens("client_added", "клиент дополнил дело", "дополнить дело", "дополнение клиента", "case.appended")
happens("kind_changed", "изменён вид дела", "изменить вид дела", "изменение вида дела", "case.kind_changed")
happens(
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
    only="moves",
    of=frozenset({"case.assigned", "case.letter_returned", "reply.sent"}),
)
happens(
    "classified", "указаны темы и потребность", "указать темы и потребность", "темы и потребность", "case.classified"
)
happens(
    "urgency_assessed",
    "срочность оценена",
    "оценить срочность",
    "оценка срочности",
    "case.urgency_assessed",
    "case.urgency_lowered",
)
happens("assigned", "назначен исполнитель", "назначить исполнителя", "назначение исполнителя", "case.assigned")
happens(
    "executor_changed",
    "исполнитель сменился",
    "сменить исполнителя",
    "смена исполнителя",
    "case.assigned",
    only="another",
)
happens(
    "unit_changed",
    "дело передано в другое подразделение",
    "передать дело в другое подразделение",
    "передача в другое подразделение",
    "case.assigned",
    only="moved",
)
happens("term_extended", "срок продлён", "продлить срок", "продление срока", "case.extended")
happens(
    "clarified",
    "клиенту задан уточняющий вопрос",
    "задать клиенту уточняющий вопрос",
    "уточняющий вопрос",
    "case.clarified",
)
happens(
    "part_forwarded",
    "часть вопросов переслана",
    "переслать часть вопросов",
    "пересылка части вопросов",
    "case.part_forwarded",
)
happens(
    "documents_asked",
    "документы запрошены у клиента",
    "запросить документы у клиента",
    "запрос документов",
    "application.document_asked",
)
happens(
    "documents_received",
    "документы от другого органа получены",
    "получить документы",
    "получение документов",
    "application.document_received",
)
happens(
    "documents_complete",
    "все документы на месте",
    "проверить документы",
    "полный комплект документов",
    "application.complete",
)
happens(
    "told_incomplete",
    "клиенту сообщено, чего не хватает",
    "сообщить клиенту, чего не хватает",
    "сообщение о недостающем",
    "application.told_incomplete",
)
happens(
    "suspended",
    "услуга приостановлена",
    "приостановить услугу",
    "приостановление услуги",
    "case.suspended",
    decisions=("suspension",),
)
happens(
    "resumed",
    "услуга возобновлена",
    "возобновить услугу",
    "возобновление услуги",
    "case.resumed",
    decisions=("suspension",),
)
happens("closed", "дело закрыто", "закрыть дело", "закрытие дела", "case.closed")
happens("reopened", "дело открыто снова", "открыть дело снова", "возобновление дела", "case.reopened")
happens("noted", "в дело записана заметка", "записать в дело заметку", "заметка в деле", "case.noted")
happens("linked", "дела связаны", "связать дело с похожими", "связь дел", "case.linked")
happens(
    "person_named",
    "в деле назван сотрудник, на которого жалуются",
    "указать, на кого жалуются",
    "указание на сотрудника",
    "case.person_named",
)
happens(
    "complaint_described",
    "записано, на что жалоба",
    "записать, на что жалоба",
    "предмет жалобы",
    "case.complaint_described",
)
happens(
    "answered_orally",
    "ответ дан устно",
    "ответить устно",
    "устный ответ",
    "case.answered_orally",
    came_by=("in_person",),
)
happens(
    "told_ways_to_file",
    "клиенту сообщено, как подать",
    "сообщить клиенту, как подать",
    "сообщение о способах подачи",
    "case.told_ways_to_file",
)
happens("reply_drafted", "начат ответ", "начать ответ", "черновик ответа", "reply.drafted", about="reply")
happens(
    "reply_submitted",
    "ответ передан на проверку",
    "передать ответ на проверку",
    "передача ответа на проверку",
    "reply.submitted",
    about="reply",
)
happens("reply_checked", "ответ проверен", "проверить ответ", "проверка ответа", "reply.checked", about="reply")
happens(
    "reply_sent_back",
    "ответ возвращён на доработку",
    "вернуть ответ на доработку",
    "возврат на доработку",
    "reply.sent_back",
    about="reply",
)
happens("reply_signed", "ответ подписан", "подписать ответ", "подпись ответа", "reply.signed", about="reply")
happens("reply_sent", "ответ отправлен", "отправить ответ", "отправка ответа", "reply.sent", about="reply")
happens(
    "interim_reply",
    "дан промежуточный ответ",
    "дать промежуточный ответ",
    "промежуточный ответ",
    about="reply",
    waits="промежуточные ответы отдельно от продления",
)
happens("rated", "клиент оценил ответ", "оценить ответ", "оценка клиента", "survey.answered", about="reply")
happens(
    NOT_RATED,
    "клиент не оценил ответ",
    "оценить ответ",
    "незаполненная анкета",
    "survey.unanswered",
    about="reply",
)
happens(
    "measure_done",
    "мера после разбора сделана",
    "сделать обещанное при разборе",
    "мера после разбора",
    "case.measure_done",
)
happens("consent_given", "клиент дал согласие", "получить согласие", "согласие клиента", "consent.given", about="body")
happens(
    "consent_withdrawn",
    "клиент отозвал согласие",
    "отозвать согласие",
    "отзыв согласия",
    "consent.withdrawn",
    about="body",
)
happens(
    "history_asked",
    "клиент запросил свою историю",
    "запросить историю",
    "запрос истории",
    "history.asked",
    about="body",
)
happens(
    "history_given", "история выдана клиенту", "выдать клиенту историю", "выдача истории", "history.given", about="body"
)
happens(
    "article_published",
    "статья опубликована",
    "опубликовать статью",
    "публикация статьи",
    "article.published",
    about="article",
)
happens(
    "article_archived",
    "статья убрана в архив",
    "убрать статью в архив",
    "перенос статьи в архив",
    "article.archived",
    about="article",
)
happens(
    "article_voted",
    "о статье оставлен отзыв",
    "оставить отзыв о статье",
    "отзыв о статье",
    "article.voted",
    about="article",
)
happens(
    "article_stale",
    "статья устарела",
    "обновить статью",
    "устаревание статьи",
    about="article",
    waits="признак устаревания статьи",
)
happens(
    "section_reviewed",
    "раздел базы знаний пересмотрен",
    "пересмотреть раздел базы знаний",
    "пересмотр раздела",
    "section.reviewed",
    about="article",
)
happens(
    "service_published",
    "опубликована редакция услуги",
    "опубликовать редакцию услуги",
    "редакция услуги",
    "service.published",
    about="body",
)
happens(
    "question_frequent",
    "вопрос стал частым",
    "ответить на частый вопрос",
    "частый вопрос",
    about="article",
    waits=FREQUENT,
)
happens("act_changed", "акт изменён", "изменить акт", "изменение акта", about="document", waits="слежение за актами")
happens(
    "order_acknowledged",
    "сотрудник ознакомился с порядком",
    "ознакомиться с порядком",
    "ознакомление с порядком",
    "order.acknowledged",
    about="body",
)
happens(
    "order_changed",
    "порядок изменён, сотруднику читать его заново",
    "изменить порядок",
    "изменение порядка",
    "order.changed",
    about="body",
)
happens(
    "employee_hired",
    "принят сотрудник",
    "принять сотрудника",
    "приём сотрудника на работу",
    "employee.hired",
    about="body",
)
happens(
    "employee_blocked",
    "сотрудник заблокирован",
    "закрыть сотруднику доступ",
    "закрытие доступа",
    "employee.blocked",
    about="body",
)
happens(
    "mailing_started", "рассылка началась", "начать рассылку", "начало рассылки", "mailing.started", about="mailing"
)
happens(
    "point_saved",
    "записана точка взаимодействия",
    "записать точку взаимодействия",
    "запись точки взаимодействия",
    "point.saved",
    about="body",
)
happens(
    "call_missed",
    "звонок пропущен",
    "ответить на звонок",
    "пропущенный звонок",
    "call.missed",
    about="call",
)
happens("call_ended", "разговор закончен", "закончить разговор", "конец разговора", "call.ended", about="call")
happens(
    "call_broken_off",
    "разговор прервался",
    "договорить прерванный разговор",
    "прерванный разговор",
    "call.broke_off",
    about="call",
)
happens(
    "client_called",
    "клиенту позвонили",
    "позвонить клиенту",
    "звонок клиенту",
    "case.client_called",
)
happens(
    "call_back_promised",
    "обещан обратный звонок",
    "пообещать перезвонить",
    "обещание перезвонить",
    "call.back_promised",
    about="call",
)
happens(
    "visit_booked", "клиент записан на приём", "записать на приём", "запись на приём", "visit.booked", about="visit"
)
happens("chat_asked", "клиент написал в чат", "написать в чат", "сообщение в чате", "chat.asked", about="call")
happens("chat_answered", "сотрудник ответил в чате", "ответить в чате", "ответ в чате", "chat.answered", about="call")
happens("visit_held", "приём состоялся", "провести приём", "приём", "visit.ended", about="visit")
happens(
    "visit_missed", "клиент не пришёл на приём", "прийти на приём", "неявка на приём", "visit.missed", about="visit"
)
happens(
    "figure_missed",
    "показатель не достиг того, что требует порядок",
    "достичь показателя",
    "недостигнутый показатель",
    about="body",
    waits="годовой план",
)
happens("plan_approved", "план утверждён", "утвердить план", "утверждение плана", about="body", waits="годовой план")
happens(
    "staff_trained",
    "сотрудник прошёл обучение",
    "обучить сотрудника",
    "обучение сотрудника",
    about="body",
    waits="обучение сотрудников",
)
happens(
    "term_broken",
    "срок нарушен",
    "закончить в срок",
    "нарушение срока",
    "term.lapsed",
)
happens(
    "progress_told",
    "клиенту сообщено, что сделано",
    "сообщить клиенту, что сделано",
    "сообщение о ходе дела",
    waits="письмо клиенту о ходе дела",
)
happens(
    "act_change_told",
    "клиенту прежнего ответа сообщено, что норма изменилась",
    "сообщить клиенту прежнего ответа, что норма изменилась",
    "сообщение об изменении нормы",
    waits="слежение за актами",
)
