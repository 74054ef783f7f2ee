"""Steps of a case in the words of its client: what staff read as «Клиент дополнил дело» is «Вы добавили…» here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from priemnaya.core.verbs import sentence

TO_THE_CLIENT = {
    "case.appended": _("Вы добавили сообщение или документы"),
    "case.clarified": _("Мы задали вам вопрос"),
    "case.assigned": _("Делом занялся сотрудник"),
    "case.extended": _("Мы продлили срок"),
    "case.term_told": _("Мы сообщили вам срок ответа"),
    "case.recall_asked": _("Вы попросили прекратить рассмотрение"),
    "case.recalled": _("Вы отозвали обращение, рассмотрение прекращено"),
    "case.closed": _("Рассмотрение завершено"),
    "case.code_renewed": _("Вам выдан новый код: вы показали документ"),
    "case.point_chosen": _("Выбрано, куда вам отвечать"),
    "reply.submitted": _("Ответ подготовлен, его проверяют"),
    "reply.sent": _("Мы отправили вам ответ"),
    "reply.held_back": _("На почту ушло только уведомление: этот адрес никто не подтвердил"),
    "reply.returned": _("Письмо с ответом вернулось"),
    "application.told_incomplete": _("Мы сообщили вам, чего не хватает"),
}


def to_the_client(verb: str) -> str:
    """What happened, as the client reads it; in the common words where they say no «клиент»."""
    return str(TO_THE_CLIENT.get(verb) or sentence(verb))
