"""Kinds of notices to staff: the one list that the notices' page, its choices and the letters to staff read.

A deed that tells somebody of something names the kind (`journal.notify(…, kind=…)`); a new kind is a row here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """`title` heads a group of notices, `about` says what comes. `must`: nobody may hide it, for the order or the
    safety of their sign-in leans on their reading it."""

    title: str | Promise
    about: str | Promise
    must: bool = False


KINDS: dict[str, Kind] = {
    "term": Kind(_("Сроки"), _("срок близко или прошёл"), must=True),
    "assigned": Kind(_("Вам поручено"), _("дело, мера, замещение, доступ к закрытому делу"), must=True),
    "signing": Kind(_("На подпись и утверждение"), _("ответ, пересылка, статья, спорное решение"), must=True),
    "mentioned": Kind(_("Вас упомянули"), _("@логин или @фамилия в заметке"), must=True),
    "client": Kind(_("Написал клиент"), _("клиент дополнил ваше дело или написал после ответа"), must=True),
    "register": Kind(_("На кого жалоба"), _("в сообщении назван сотрудник: подтвердите"), must=True),
    "news": Kind(_("Новости и инструкции"), _("то, что орган сообщает сотрудникам"), must=True),
    "order": Kind(_("Сообщает порядок"), _("то, о чём порядок велит вам знать"), must=True),
    "case": Kind(_("Изменилось в делах"), _("письмо не дошло, услуга возобновлена, дело переслано")),
    "done": Kind(_("По вашей просьбе"), _("ваше утвердили, вернули или подготовили")),
    "knowledge": Kind(_("База знаний"), _("отзывы о статьях, устаревшие статьи")),
    "body": Kind(_("Дела органа"), _("правила ясности и другие настройки")),
    "access": Kind(_("Доступ и безопасность"), _("ваш вход изменён, экстренный доступ"), must=True),
    "other": Kind(_("Прочее"), _("уведомления прежних версий")),
}
DIGEST = "digest"
"""In the choices beside the kinds: the morning's letter."""
SHOWN, HIDDEN, MAILED = "shown", "hidden", "mail"
