"""A run of the system's steps in one line, as a person would tell it: «Лебедева назначила Сорокина, тема: аренда»."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from priemnaya.people.models import Employee
from priemnaya.plain.names import declined_parts, gender_by

Step = Mapping[str, Any]
SHORT = {
    "case.received": "",
    "case.registered": gettext_lazy("зарегистрировано"),
    "case.taken_as_message": gettext_lazy("принято как сообщение"),
    "case.classified": gettext_lazy("указаны темы"),
    "case.urgency_assessed": gettext_lazy("срочность"),
    "case.urgency_lowered": gettext_lazy("срочность снята"),
    "case.assigned": gettext_lazy("назначен исполнитель"),
    "case.service_named": gettext_lazy("услуга"),
    "case.kind_changed": gettext_lazy("вид дела"),
    "case.point_chosen": gettext_lazy("куда отвечать"),
    "case.terms_recomputed": gettext_lazy("сроки пересчитаны"),
    "case.linked": gettext_lazy("связано с другим делом"),
    "case.requested_from_body": gettext_lazy("запрос в другой орган"),
    "case.body_answered": gettext_lazy("ответ другого органа"),
    "case.extended": gettext_lazy("срок продлён"),
    "case.reopened": gettext_lazy("открыто снова"),
    "delivery.sent": "",
    "delivery.delivered": "",
    "delivery.read": "",
    "case.letter_returned": gettext_lazy("письмо вернулось"),
    "case.clarified": "",
    "case.term_told": "",
    "reply.held_back": "",
    "reply.drafted": gettext_lazy("начат ответ"),
    "reply.submitted": gettext_lazy("ответ на подпись"),
    "reply.checked": gettext_lazy("ответ проверен"),
    "reply.signed": gettext_lazy("ответ подписан"),
    "reply.sent": gettext_lazy("ответ отправлен"),
}
"""In a folded line; an empty one is said by the entry beside it. A verb without a line here is said in full."""
MOST = 4
"""Things one line names; the rest are counted."""


def told(steps: Sequence[Step], topic: str) -> str:
    """One line of several steps. topic: of the case now, said where the last of them set it."""
    hands = [s for s in steps if s["verb"] == "case.assigned"]
    lead = given(hands[-1]) if hands else ""
    in_turn = [s for s in steps if s["verb"] != "case.assigned" or s is hands[-1]]
    words = (lead if s["verb"] == "case.assigned" else _short(s, topic) for s in in_turn)
    said = list(dict.fromkeys(w for w in words if w)) or [str(steps[0]["step"])]
    if lead in said[MOST:]:  # who has it is told whatever else is
        said.remove(lead)
        said.insert(MOST - 1, lead)
    left = len(said) - MOST
    line = ", ".join(said[:MOST])
    if left > 0:
        line += " " + ngettext("и ещё %s", "и ещё %s", left) % left
    return line[:1].upper() + line[1:]


def _short(step: Step, topic: str) -> str:
    if step["verb"] == "case.classified" and step.get("last") and topic:
        return _("тема: %s") % topic
    if step["verb"] == "case.urgency_assessed":
        return _("срочность: срочная") if step["data"].get("urgent") else _("срочность: обычная")
    short = SHORT.get(step["verb"])
    words = str(step["step"])
    return str(short) if short is not None else words[:1].lower() + words[1:]


def given(step: Step) -> str:
    """«Лебедева назначила Сорокина»; where a name can't be declined for sure, wording that needs no case."""
    to, by = step.get("to"), step.get("actor")
    if to is None:
        return ""
    if by is not None and by.pk == to.pk:
        return str(_("%s: взято в работу") % by.surname)
    whom = _whom(to) if get_language() == "ru" else None
    gender = gender_by(by.surname, by.name, by.patronymic) if by is not None else None
    if by is None:
        return str(_("исполнитель — %s") % to.short_name)
    if whom is None or gender is None:
        return _("%(who)s: исполнитель — %(whom)s") % {"who": by.short_name, "whom": to.short_name}
    return f"{by.surname} {'назначила' if gender == 'femn' else 'назначил'} {whom}"


def _whom(to: Employee) -> str | None:
    """The surname in the accusative; None where it is not sure."""
    full = declined_parts(to.surname, to.name, to.patronymic, "accs")
    return " ".join(full.split()[: len(to.surname.split())]) if full else None
