"""Sentences of the events of outreach, in Russian: every verb has one."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "mailing.created": "Создана рассылка",
    "mailing.changed": "Рассылка изменена",
    "mailing.tried": "Отправлено пробное письмо рассылки",
    "mailing.stopped": "Читатель почты остановил рассылки на неё",
    "mailing.scheduled": "Рассылка назначена",
    "mailing.started": "Рассылка началась",
    "mailing.paused": "Рассылка приостановлена",
    "mailing.resumed": "Рассылка продолжена",
    "mailing.cancelled": "Рассылка отменена",
    "case.reviewed": "Жалоба разобрана, мера записана",
    "case.measure_done": "Мера после разбора сделана",
    "measure.written": "Записана мера по пункту порядка",
    "measure.done": "Мера по пункту порядка сделана",
    "measure.handed": "Мера по пункту порядка передана другому",
    "measure.cancelled": "Мера по пункту порядка отменена",
    "rating.imported": "Получена оценка с портала",
    "survey.answered": "Клиент оценил ответ",
    "survey.unanswered": "Клиент не оценил ответ за назначенное время",
}.items():
    say(_verb, _sentence)
