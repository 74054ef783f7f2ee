"""Code lost: by which ways a link can be asked for, and what is said of it. The same is said of a case that has such an
address and of one that has not, or is none at all: nobody learns anything by asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priemnaya.cases.actions.way_back import ask_case_link, place_back, ways_back
from priemnaya.cases.models import Case
from priemnaya.cases.numbers import as_number
from priemnaya.errors import Objection
from priemnaya.people.actions.links import last_was_used
from priemnaya.people.models import Organisation
from priemnaya.policy.contact_points import SMS
from priemnaya.portal import on_request
from priemnaya.portal.identity.client import configured
from priemnaya.portal.opening import mistyped
from priemnaya.ui.asked import one_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Row = tuple[str, "StrOrPromise", "StrOrPromise"]
LABELS = {
    "email": gettext_lazy("на электронную почту"),
    "max": gettext_lazy("в MAX"),
    "vk": gettext_lazy("во ВКонтакте"),
    "telegram": gettext_lazy("в Telegram"),
    SMS: gettext_lazy("по SMS"),
}
HINTS = {
    "email": gettext_lazy("На адрес, указанный в деле."),
    SMS: gettext_lazy("Только на телефон, подтверждённый входом через сервис или документом."),
}
WRITTEN = gettext_lazy("Если по этому делу вы писали нам оттуда.")


def ways_of(organisation: Organisation) -> list[Row]:
    """(name, words, on what condition) of each way that works here, whatever the case."""
    return [(way, LABELS[way], HINTS.get(way, WRITTEN)) for way in ways_back(organisation)]


def ask(request: HttpRequest, organisation: Organisation) -> str:
    """One request for a link; what to say. Raises Objection for what can be no number, and for too many."""
    ways = ways_back(organisation)
    way = one_of(request.POST.get("way"), ways, ways[0]) if ways else ""
    number = as_number(request.POST.get("number", ""))
    if not number:
        raise Objection(mistyped())
    if not way:
        raise Objection(_("Ссылок мы сейчас не отправляем. %s") % otherwise(organisation))
    asked = on_request.ask(request, organisation, "case", on_request.TYPED["case"](request))
    case = organisation.cases.filter(number=number).first()
    if case is not None and (asked.goes or _was_used(organisation, case, way)) and _spares(case, way):
        ask_case_link(case, way)
    said = _said(way, went=asked.goes)
    told = {"most": settings.QUOTAS["mailbox"], "way": LABELS.get(way, ""), "otherwise": otherwise(organisation)}
    return said % {**asked.times(organisation), **told}


def otherwise(organisation: Organisation) -> str:
    """What works for everybody."""
    if configured(organisation):
        return _("Другие пути: подтвердите личность на странице «Мои дела» или приходите с документом.")
    return _("Другой путь: приходите с документом.")


def _was_used(organisation: Organisation, case: Case, way: str) -> bool:
    address = place_back(case, way)
    return bool(address) and last_was_used(organisation, "case", subject=case.pk, address=address)


def _spares(case: Case, way: str) -> bool:
    if way == "email":
        return bool(case.mailbox) and on_request.spares(case)
    address = place_back(case, way)
    return bool(address) and on_request.spares_account(way, address)


def _said(way: str, *, went: bool) -> str:
    if way == "email":
        return _of_mail(went=went)
    if way == SMS:
        return _of_sms(went=went)
    if went:
        return _(
            "Если по этому делу вы писали нам %(way)s, мы отправили туда ссылку в %(at)s: она откроет дело без кода."
            " Следующую можно попросить с %(following)s. %(otherwise)s"
        )
    return _(
        "Ссылку %(way)s уже просили: если по этому делу вы писали нам оттуда, она ушла в %(at)s и действует сутки,"
        " один раз. Следующую можно попросить с %(following)s. Если ту ссылку уже открыли, новая отправлена сейчас."
    )


def _of_mail(*, went: bool) -> str:
    if went:
        return _(
            "Если у дела есть адрес электронной почты, мы отправили туда ссылку в %(at)s: она откроет дело без кода."
            " Следующее письмо можно попросить с %(following)s, на один адрес по всем делам уходит не больше %(most)s в"
            " час, на неподтверждённый — в день. %(otherwise)s"
        )
    return _(
        "Ссылку к этому делу уже просили: если у него есть адрес электронной почты, письмо ушло в %(at)s. Найдите"
        " его, в том числе в папке «Спам»: ссылка действует сутки, один раз. Следующее письмо можно попросить с"
        " %(following)s, на один адрес по всем делам уходит не больше %(most)s в час, на неподтверждённый — в день."
        " Если ту ссылку уже открыли, новая отправлена сейчас."
    )


def _of_sms(*, went: bool) -> str:
    if went:
        return _(
            "Если телефон этого дела подтверждён, мы отправили на него SMS со ссылкой в %(at)s: она откроет дело без"
            " кода. Следующую можно попросить с %(following)s. %(otherwise)s"
        )
    return _(
        "SMS со ссылкой уже просили: если телефон этого дела подтверждён, она ушла в %(at)s и действует сутки, один"
        " раз. Следующую можно попросить с %(following)s. Если ту ссылку уже открыли, новая отправлена сейчас."
    )
