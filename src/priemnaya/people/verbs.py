"""Sentences of the events of people and directories, in Russian: every verb has one."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "body.added": "В справочник внесён другой орган",
    "body.changed": "Изменена запись о другом органе",
}.items():
    say(_verb, _sentence)
