"""A draft that goes on elsewhere: the link to it that its client sends to their own mailbox."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from priemnaya.cases.actions.draft_links import ask_draft_link
from priemnaya.cases.models import PortalDraft
from priemnaya.errors import Objection
from priemnaya.people.interaction import barred_by
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import fault_in, normal

from . import on_request


def _send(draft: PortalDraft, email: str) -> None:
    """What keeps the letter from going is told, and nobody hears afterwards that it went. Raises Objection."""
    if on_request.spares_stranger(email) and ask_draft_link(draft, email):
        return
    on_request.not_gone(draft.organisation, "draft", email, draft.pk)
    words = _("Ответы сохранены, но на %s сегодня ушло уже много таких писем. Укажите другой адрес.")
    raise Objection(words % email)


def link_to_oneself(request: HttpRequest, organisation: Organisation, draft: PortalDraft | None) -> str:
    """Ask for the letter; what to say of it. Of each draft its own letter goes, so that «его уже просили» is said of
    one that opens this very draft, whoever else asked for a letter to that mailbox. Raises Objection."""
    if draft is None:
        raise Objection(_("Сначала напишите что-нибудь: пока продолжать нечего."))
    email = normal("email", request.POST.get("resume_to", ""))[:320]
    if not email.strip():
        raise Objection(_("Напишите адрес электронной почты."))
    if fault := fault_in("email", email):
        raise Objection(fault)
    if barred_by(organisation, "email"):
        raise Objection(_("Ответы сохранены, но писем по электронной почте мы не отправляем: продолжите здесь же."))
    asked = on_request.ask(request, organisation, "draft", email, draft.pk)
    if asked.goes:
        _send(draft, email)
    said = _(
        "Всё сохранено. Ссылка отправлена на %(email)s в %(at)s: она действует 7 дней, один раз. Если письма нет,"
        " посмотрите в папке «Спам». Следующее можно попросить с %(following)s, на один адрес уходит не больше %(most)s"
        " таких писем в день."
    )
    if not asked.goes:
        said = _(
            "Всё сохранено. На %(email)s ссылку уже просили, письмо ушло в %(at)s: найдите его, в том числе в папке"
            " «Спам». Следующее можно попросить с %(following)s, на один адрес уходит не больше %(most)s таких писем в"
            " день."
        )
    most = settings.QUOTAS["mailbox"]
    return said % {**asked.times(organisation), "email": email, "most": most}
