"""Sentences of the events of the desk, in Russian: every verb has one."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "case.routed": "Распределено по правилу",
    "case.macro_run": "Выполнен макрос",
    "case.ticked": "Отмечен пункт контрольного списка",
    "alert.resolved": "Разобрано то, что требовало внимания",
    "case.unticked": "Снята отметка с пункта контрольного списка",
    "rule.changed": "Изменено правило распределения, макрос или контрольный список",
    "competence.recorded": "Записана компетенция сотрудника",
    "competence.ended": "Компетенция сотрудника прекращена",
    "case.noted": "Добавлена заметка",
    "news.published": "Опубликован текст для сотрудников",
    "news.retired": "Текст для сотрудников снят",
    "news.read": "Сотрудник подтвердил, что прочитал",
    "notices.chosen": "Выбрано, о чём и как сообщать",
    "bulk.done": "Сделано с несколькими делами сразу",
    "bulk.undone": "Сделанное с несколькими делами возвращено",
}.items():
    say(_verb, _sentence)
