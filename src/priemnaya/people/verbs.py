"""Sentences of the events of people, in Russian: every verb has one."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "consent.given": "Клиент дал согласие",
    "consent.withdrawn": "Клиент отозвал согласие",
    "body.added": "В справочник внесён другой орган",
    "body.changed": "Изменена запись о другом органе",
    "substitution.named": "Записано, кто кого замещает",
    "substitution.ended": "Замещение прекращено",
    "unit.head_named": "Указан руководитель отдела",
}.items():
    say(_verb, _sentence)
