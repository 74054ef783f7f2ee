"""What belongs to a person and not to one case: «Мои дела», taking over what was sent unproved, a lost code
(docs/trust.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from priemnaya.cases.actions import (
    agree_own_address,
    ask_card_link,
    asks_author,
    cases_of_mailbox,
    claim_case,
    disown_case,
    take_case_by_mailbox,
)
from priemnaya.cases.actions.wishes import choose_notices
from priemnaya.cases.models import Case
from priemnaya.cases.own import Own
from priemnaya.errors import Objection
from priemnaya.people.actions.identified import card_of_person
from priemnaya.people.actions.links import last_was_used
from priemnaya.people.models import Organisation
from priemnaya.people.reaching import fault_in
from priemnaya.portal import lost, on_request
from priemnaya.portal.booked import visits_here
from priemnaya.portal.cabinet import (
    beside_others,
    consents_of,
    data_of,
    elsewhere,
    my_word,
    notices_of,
    tasks_of,
    withdraw,
)
from priemnaya.portal.drafts import begun_here
from priemnaya.portal.identity.client import configured
from priemnaya.portal.opening import open_by_code
from priemnaya.portal.shared import of_case_holder, own_of
from priemnaya.portal.visit import ask_author, ended, open_case, person_of
from priemnaya.ui.asked import one_of
from priemnaya.ui.typed import refuse, telling

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@never_cache
@require_http_methods(["GET", "POST"])
@of_case_holder
def mine(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All cases of whoever is identified or has just shown a mailbox; for others, how to get in."""
    if request.method == "POST":
        return _act(request, organisation)
    own = own_of(request, organisation)
    known = bool(own.me or own.mailbox)
    cases, show = list(own.cases()), one_of(request.GET.get("show"), SHOWS, "all")
    return render(
        request,
        "portal/mine.html",
        {
            "own": own,
            "person": person_of(request, organisation),
            "mailbox": own.mailbox,
            "cases": [c for c in cases if show == "all" or c.is_open == (show == "open")],
            "shows": _shows(cases, show),
            "tasks": tasks_of(own) if known else (),
            "beside": beside_others(own),
            "told": [(c, c.owner_proved) for c in _told_of(own)],
            "cards": own.cards,
            "held": data_of(own) if known else None,
            "consents": consents_of(own) if known else (),
            "notices": notices_of(own),
            "begun_here": begun_here(request, organisation),
            "can_identify": configured(organisation),
            "elsewhere": elsewhere(organisation),
            "visits": visits_here(request, organisation),
        },
    )


SHOWS = {"all": gettext_lazy("Все"), "open": gettext_lazy("Идут"), "closed": gettext_lazy("Завершены")}


def _shows(cases: list[Case], show: str) -> list[tuple[str, StrOrPromise, int, bool]]:
    """The filter: name, words, how many, whether chosen."""
    running = sum(case.is_open for case in cases)
    counts = {"all": len(cases), "open": running, "closed": len(cases) - running}
    return [(name, words, counts[name], name == show) for name, words in SHOWS.items()]


def _act(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    own = own_of(request, organisation)
    what, mailbox = request.POST.get("do", ""), own.mailbox
    with telling(request):
        if ended(request):
            raise Objection(_("Ничего не сделано: вход закончился."))
        if what == "foreign" and mailbox:
            disown_case(_told(organisation, mailbox, request.POST.get("case", "")), mailbox)
            messages.success(request, _("Записано: по этому делу мы на ваш ящик больше не пишем."))
        elif what == "take" and mailbox:
            case = _told(organisation, mailbox, request.POST.get("case", ""))
            take_case_by_mailbox(case, mailbox)
            messages.success(request, _("Записано: это ваше дело."))
        elif what == "claim":
            _claim(request, organisation, own)
        elif what == "agree":
            agree_own_address(own)
            messages.success(request, _("Записано: этот адрес тоже ваш. Его дела теперь среди ваших."))
        elif what == "notices":
            if own.me is None:
                raise Objection(_("Сначала подтвердите личность: уведомления выбирает тот, чьи это дела."))
            choose_notices(own.me, (tuple(w.split(":", 1)) for w in request.POST.getlist("wish") if ":" in w))  # type: ignore[misc]
            messages.success(request, _("Записано. Уведомления пойдут так, как вы выбрали."))
        elif what == "withdraw":
            withdraw(own, request.POST.get("consent", ""))
            messages.success(request, _("Согласие отозвано. Больше мы на него не опираемся."))
        elif what == "second":
            return redirect(my_word(own, request.POST.get("number", "")))
        elif what == "open":
            return _open(request, organisation, request.POST.get("number", ""))
        elif what in ("", "link"):
            _send_card_link(request, organisation)
        else:
            raise Objection(_("Ничего не сделано: ссылка из письма действует полчаса. Попросите новую и повторите."))
    return redirect("mine", organisation.slug)


def _claim(request: HttpRequest, organisation: Organisation, own: Own) -> None:
    """A case by its number and code, for whoever's identity is proved."""
    if not (person := person_of(request, organisation)):
        raise Objection(_("Сначала подтвердите личность: тогда дело можно взять себе."))
    number, code = request.POST.get("number", ""), request.POST.get("code", "")
    opening = open_by_code(request, organisation, number, code)
    if opening.case is None:
        raise Objection(opening.error)
    claim_case(organisation, number, code, own.me or card_of_person(organisation, person))
    messages.success(request, _("Дело теперь среди ваших."))


def _send_card_link(request: HttpRequest, organisation: Organisation) -> None:
    """The page says the same of a mailbox that is known and of one that is not."""
    email = on_request.TYPED["card"](request)
    if not email.strip():
        raise Objection(_("Напишите адрес электронной почты."))
    if fault := fault_in("email", email):
        raise Objection(fault)
    asked = on_request.ask(request, organisation, "card", email)
    again = last_was_used(organisation, "card", address=email)
    spared = (asked.goes or again) and on_request.spares_card(email, worked=asked.worked)
    if asked.goes and not spared:  # by what was typed only: of an unknown mailbox it is said alike
        on_request.not_gone(organisation, "card", email)
        raise Objection(_("На этот адрес за час ушло уже много таких писем. Попробуйте через час."))
    if spared:
        ask_card_link(organisation, email)
    said = _(
        "Если этот адрес есть хоть в одном деле, мы отправили на него ссылку в %(at)s. Она действует полчаса, один раз."
        " Следующее письмо можно попросить с %(following)s. На один адрес из всех органов уходит не больше %(most)s"
        " таких писем в час."
    )
    if not asked.goes:
        said = _(
            "Ссылку на этот адрес уже просили: если он есть хоть в одном деле, письмо ушло в %(at)s. Найдите его, в том"
            " числе в папке «Спам»: ссылка действует полчаса, один раз. Следующее письмо можно попросить с"
            " %(following)s, на один адрес из всех органов уходит не больше %(most)s таких писем в час. Если ту ссылку"
            " уже открыли, новая отправлена сейчас."
        )
    messages.success(request, said % {**asked.times(organisation), "most": settings.QUOTAS["mailbox"]})


def _told_of(own: Own) -> QuerySet[Case]:
    return own.told().select_related("client").prefetch_related("client__documents_seen")


def _told(organisation: Organisation, mailbox: str, number: str) -> Case:
    return get_object_or_404(cases_of_mailbox(organisation, mailbox), number=number)


def _open(request: HttpRequest, organisation: Organisation, number: str) -> HttpResponse:
    """One of the cases listed, opened without its code."""
    case = get_object_or_404(organisation.cases, number=number)
    own = own_of(request, organisation)
    if not own.holds(case):
        refuse(request, _("Это дело так не открыть. Введите его номер и код."))
        return redirect("follow", organisation.slug)
    by_mailbox = not own.identifies(case)
    if by_mailbox and asks_author(case, own.mailbox):
        ask_author(request, case, own.mailbox)
        return redirect("authorship", organisation.slug, case.number)
    open_case(request, case, mailbox=own.mailbox if by_mailbox else "", identity=not by_mailbox)
    return redirect("case_page", organisation.slug, case.number)


@require_POST
@of_case_holder
def lost_code(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """A link by the way chosen; the page says the same whether there is such a case, or such an address of it, or
    not."""
    with telling(request):
        messages.success(request, lost.ask(request, organisation))
    return redirect("follow", organisation.slug)
