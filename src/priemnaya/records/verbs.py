"""Sentences of the events of records, in Russian: every verb has one."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "history.asked": "Запрошена вся история клиента",
    "history.made": "История клиента собрана",
    "history.given": "История клиента выдана",
    "client.held": "Запрет на уничтожение материалов клиента",
    "client.hold_lifted": "Запрет на уничтожение снят",
    "disposal.proposed": "Предложено уничтожить материалы: срок хранения истёк",
    "disposal.reviewed": "Предложение об уничтожении проверено",
    "disposal.rejected": "Предложение об уничтожении отклонено",
    "disposal.done": "Материалы уничтожены, составлен акт",
    "case.disposed": "Материалы дела уничтожены",
    "contact.disposed": "Письмо без дела уничтожено",
    "client.disposed": "Карточка клиента уничтожена",
    "scan.disposed": "Отложенный скан уничтожен",
}.items():
    say(_verb, _sentence)
