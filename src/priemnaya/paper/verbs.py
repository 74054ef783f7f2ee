"""Sentences of the events of paper, in Russian: every verb has one."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "scan.added": "Добавлен скан бумажного письма",
    "scan.registered": "Скан зарегистрирован",
    "scan.dropped": "Скан отложен: это не письмо",
    "post.listed": "Составлен список для почты",
    "post.sent": "Письмо сдано на почту",
    "post.result": "Почта сообщила о письме",
}.items():
    say(_verb, _sentence)
