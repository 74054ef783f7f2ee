"""Sentences of what channels record."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "chat.duty_began": "Сотрудник дежурит в чате",
    "chat.duty_ended": "Сотрудник закончил дежурить в чате",
    "chat.opened": "Клиент начал разговор в чате",
    "chat.asked": "Клиент написал в чат",
    "chat.answered": "Сотрудник ответил в чате",
    "chat.taken": "Сотрудник взял разговор в чате",
    "chat.handed": "Разговор в чате передан коллеге",
    "chat.returned": "Разговор в чате возвращён ожидающим",
    "chat.left_alone": "Сотрудник не ответил в чате вовремя, разговор ждёт другого",
    "chat.taken_from_named": "Разговор в чате взят у того, кого в нём назвали",
    "chat.unanswered": "В чате никто не ответил вовремя",
    "chat.became_case": "Из разговора в чате заведено дело",
    "chat.joined_case": "Разговор в чате добавлен к делу",
    "chat.ended": "Разговор в чате закончен",
    "chat.rated": "Клиент сказал, получил ли ответ в чате",
    "comment.changed": "Клиент изменил комментарий ВКонтакте",
    "comment.removed": "Комментарий ВКонтакте удалён там, где он стоял",
    "comment.restored": "Комментарий ВКонтакте восстановлен",
    "comment.hide_asked": "Комментарий ВКонтакте решено скрыть",
    "comment.hidden": "Комментарий ВКонтакте скрыт",
    "comment.not_hidden": "Скрыть комментарий ВКонтакте не удалось",
    "token.created": "Выдан ключ доступа внешней системе",
    "token.revoked": "Ключ доступа внешней системы отозван",
    "webhook.failed": "Внешняя система не приняла событие",
    "webhook.created": "Внешняя система подписана на события",
    "webhook.changed": "Изменена подписка внешней системы",
    "webhook.dropped": "Подписка внешней системы убрана",
    "webhook.replayed": "События отправлены внешней системе ещё раз",
}.items():
    say(_verb, _sentence)
