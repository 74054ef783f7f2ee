"""Sentences of what channels record."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "token.created": "Выдан ключ доступа внешней системе",
    "token.revoked": "Ключ доступа внешней системы отозван",
    "webhook.failed": "Внешняя система не приняла событие",
    "webhook.created": "Внешняя система подписана на события",
    "webhook.changed": "Изменена подписка внешней системы",
    "webhook.dropped": "Подписка внешней системы убрана",
    "webhook.replayed": "События отправлены внешней системе ещё раз",
}.items():
    say(_verb, _sentence)
