"""Sentences of the events of knowledge, in Russian: every verb has one."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "service.published": "Опубликована редакция услуги",
    "service.withdrawn": "Услуга больше не оказывается",
    "section.made": "Создан раздел базы знаний",
    "section.head_named": "Назначен ответственный за раздел",
    "section.reviewed": "Раздел базы знаний пересмотрен",
    "article.drafted": "Начата статья базы знаний",
    "article.written": "В редакцию статьи внёс правки ещё один сотрудник",
    "article.submitted": "Статья передана на утверждение",
    "article.published": "Статья опубликована",
    "article.returned": "Статья возвращена автору",
    "article.archived": "Статья убрана в архив",
    "article.imported": "Статья получена из общей папки",
    "article.voted": "Оставлен отзыв о статье",
}.items():
    say(_verb, _sentence)
