"""Sentences of the events of the programme, in Russian: every verb has one."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "case.escalated": "Срок близок или прошёл: сообщено руководителю",
}.items():
    say(_verb, _sentence)
