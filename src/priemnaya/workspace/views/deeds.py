"""What is done with a case from its page: each deed is one POST of its own."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _

from priemnaya.cases import actions
from priemnaya.cases.actions.arriving import delivery_sent
from priemnaya.cases.actions.points import must_not_be_dropped
from priemnaya.cases.actions.working import UNSAID, questions_of
from priemnaya.cases.models import (
    Case,
)
from priemnaya.cases.numbers import as_number
from priemnaya.core.models import Delivery
from priemnaya.desk import actions as desk
from priemnaya.errors import Objection, Stale
from priemnaya.outreach.actions.surveys import complete_measure, record_measure
from priemnaya.outreach.models import ImprovementMeasure
from priemnaya.people.models import Employee
from priemnaya.policy.contact_points import PEOPLE
from priemnaya.ui.asked import chosen, moment, row_chosen, whole
from priemnaya.workspace.shared import (
    acts_on_case,
    colleagues,
    heard_of,
    page_seen,
    shown_after,
    signed_by,
    typed_day,
    typed_number,
    who,
)
from priemnaya.workspace.shown_first import SEND, Answer


@acts_on_case("case.work", _("Темы и потребности записаны."))
def classify(request: HttpRequest, case: Case) -> None:
    typed = request.POST
    rows = zip(typed.getlist("text"), typed.getlist("topic"), typed.getlist("need"), strict=False)
    actions.classify_case(case, questions_of(rows), by=who(request), seen=page_seen(request))


@acts_on_case("case.work", _("Срочность записана."))
def urgency(request: HttpRequest, case: Case) -> None:
    chosen, reason = request.POST.get("urgency", ""), request.POST.get("reason", "").strip()
    actions.assess_urgency(case, chosen, reason, by=who(request), seen=page_seen(request))


@acts_on_case("case.assign", _("Исполнитель назначен."))
def assign(request: HttpRequest, case: Case) -> None:
    to = row_chosen(request, "to", colleagues(case), _("Выберите исполнителя из списка."))
    actions.assign_case(case, to, by=who(request), task=request.POST.get("task", ""), seen=page_seen(request))


@acts_on_case("case.work", _("Записано, кто обратился."))
def name_client(request: HttpRequest, case: Case) -> None:
    actions.name_client(case, request.POST, by=who(request))


@acts_on_case(
    "case.work", _("Вопрос отправлен клиенту. Срок ответа от этого не меняется."), form="act-clarify", press=SEND
)
def clarify(request: HttpRequest, case: Case) -> None:
    actions.clarify_case(case, request.POST.get("question", "").strip(), by=who(request))


@acts_on_case("case.work", _("Письмо о сроке ответа отправляется клиенту."), press=SEND, seen="seen")
def tell_term(request: HttpRequest, case: Case) -> None:
    actions.tell_term(case, by=who(request), seen=request.POST.get("seen", ""))  # the letter itself was shown


@acts_on_case(
    "case.decide",
    _("Срок продлён, письмо об этом отправляется клиенту."),
    form="extend",
    press=_("Продлить и отправить"),
)
def extend(request: HttpRequest, case: Case) -> None:
    days, reason = typed_number(request, "days"), request.POST.get("reason", "").strip()
    actions.extend_case(case, days, reason, by=who(request), seen=moment(request.POST.get("seen"), dt.UTC) or UNSAID)


@acts_on_case("case.decide", _("Решение о продлении записано."), form="settle", press=SEND)
def settle_extension(request: HttpRequest, case: Case) -> None:
    """The client was told of an extension that the case may not have any more."""
    tell = request.POST.get("tell") == "1"
    reason = request.POST.get("reason", "")
    actions.settle_extension(case, reason, tell=tell, by=who(request), seen=page_seen(request))


@acts_on_case("case.work")
def note(request: HttpRequest, case: Case) -> None:
    added = desk.add_note(case, request.POST.get("text", ""), by=who(request))
    if added.unheard:
        nobody = _("%s: такой сотрудник не один или его нет, никому не сообщено. Если звали коллегу, напишите логин.")
        messages.warning(request, nobody % ", ".join(added.unheard))


@acts_on_case("case.register", _("Записано."))
def complained_of(request: HttpRequest, case: Case) -> None:
    """An employee chosen, or a name that is nobody's here."""
    person = Employee.objects.filter(pk=chosen(request, "person"), organisation_id=case.organisation_id).first()
    actions.name_person(case, person, by=who(request), typed="" if person else request.POST.get("typed", ""))


@acts_on_case("case.register", _("Записано."))
def named_person(request: HttpRequest, case: Case, named: int) -> None:
    """«Жалоба на него» or «не на него», with the reason, by what stood on the page: nobody undoes unseen what a
    colleague decided meanwhile."""
    row = get_object_or_404(case.named.select_related("case__organisation", "employee"), pk=named)
    if not request.POST.get("was"):
        raise Stale(_("Форма не сказала, что на ней было. Обновите страницу и решите снова."))
    row.state = request.POST["was"]
    why = request.POST.get("reason", "")
    if request.POST.get("do") == "confirm":
        actions.confirm_person(row, by=who(request), why=why)
    else:
        actions.dismiss_person(row, by=who(request), why=why)


@acts_on_case("case.work", _("Запрос записан, срок ответа по нему идёт."))
def request_body(request: HttpRequest, case: Case) -> None:
    actions.request_from_body(case, request.POST.get("body", ""), request.POST.get("what", ""), by=who(request))


@acts_on_case("case.work", _("Ответ другого органа отмечен."))
def body_answered(request: HttpRequest, case: Case) -> None:
    asked = whole(request.POST.get("asked"))
    if asked is None:
        raise Stale(_("Форма не сказала, на какой запрос пришёл ответ. Обновите страницу и отметьте снова."))
    actions.body_answered(case, asked, by=who(request))


@acts_on_case("case.work", _("Дело закрыто."), form="close", press=_("Закрыть и отправить"))
def close(request: HttpRequest, case: Case) -> None:
    typed = request.POST
    facts = {
        name: typed.get(name, "").strip()
        for name in ("site_address", "reason", "crime", "no_new_arguments", "client_asked")
    }
    actions.close_case(
        case,
        typed.get("outcome", ""),
        by=who(request),
        notice=typed.get("notice", ""),
        facts=facts,
        heard=heard_of(request),
    )


@acts_on_case("case.work", _("Разбор записан."))
def measure(request: HttpRequest, case: Case) -> None:
    owner = row_chosen(request, "owner", colleagues(case), _("Выберите, кто сделает."))
    due_on = typed_day(request, "due_on")
    record_measure(case, request.POST.get("text", ""), owner=owner, due_on=due_on, by=who(request))


@acts_on_case("case.view", _("Записано: мера сделана."))
def measure_done(request: HttpRequest, case: Case) -> None:
    rows = ImprovementMeasure.objects.select_related("case").filter(case=case)
    found = row_chosen(request, "measure", rows, _("Этой меры в деле нет. Обновите страницу."))
    complete_measure(found, request.POST.get("result", ""), by=who(request))


@acts_on_case("case.work", _("Дело открыто снова."))
def reopen(request: HttpRequest, case: Case) -> None:
    old_term = request.POST.get("term") == "old"
    actions.reopen_case(case, by=who(request), why=request.POST.get("why", ""), old_term=old_term)


@acts_on_case("case.work", _("Записано: отдельный ответ не нужен."))
def further_settled(request: HttpRequest, case: Case) -> None:
    """The client wrote on a case that had ended, and there is nothing to answer."""
    actions.settle_further(case, request.POST.get("reason", ""), by=who(request), heard=heard_of(request))


@acts_on_case("case.register", _("Зарегистрировано новым делом."), press=_("Зарегистрировать и отправить"))
def further_registered(request: HttpRequest, case: Case) -> Answer:
    fresh = actions.register_further(case, by=who(request))
    return lambda: redirect(shown_after(request, fresh))


def _other(request: HttpRequest, case: Case) -> Case:
    number = as_number(request.POST.get("number", ""))
    if not number:
        raise Objection(_("Это не похоже на номер дела. Он выглядит так: 2026-000123."))
    other = Case.objects.seen_by(who(request)).filter(number=number).first()
    if other is None:
        raise Objection("Дела с таким номером у вас нет. Проверьте номер.")
    return other


@acts_on_case("case.work", _("Дела объединены."))
def merge(request: HttpRequest, case: Case) -> HttpResponse:
    into = _other(request, case)
    actions.merge_cases(case, into, by=who(request))
    return redirect(into.get_absolute_url())


@acts_on_case("case.work", _("Дела связаны."))
def link(request: HttpRequest, case: Case) -> None:
    actions.link_cases(case, _other(request, case), kind="related", by=who(request))


@acts_on_case("case.work", _("Вопрос выделен в отдельное дело."), press=_("Выделить и отправить"))
def split(request: HttpRequest, case: Case) -> HttpResponse:
    question = row_chosen(request, "question", case.questions.all(), _("Выберите вопрос."))
    return redirect(actions.split_case(case, question, by=who(request)).get_absolute_url())


@acts_on_case("case.register", _("Вид дела изменён, сроки пересчитаны."))
def kind(request: HttpRequest, case: Case) -> None:
    chosen, grounds = request.POST.get("kind", ""), request.POST.getlist("ground")
    signed = signed_by(request.POST) if "signatories" in request.POST else case.signatories
    if chosen == case.kind and set(grounds) == set(case.grounds) and signed == case.signatories:
        raise Objection(_("Вид дела тот же, ничего не изменилось. Выберите другой вид или основание."))
    actions.change_kind(case, chosen, by=who(request), grounds=grounds, signatories=signed, seen=page_seen(request))


@acts_on_case("case.work", _("Клиенту отправлено, как подать."), press=SEND, seen="letter")
def ways(request: HttpRequest, case: Case) -> None:
    actions.tell_ways_to_file(case, request.POST.get("kind", ""), by=who(request), seen=request.POST.get("letter", ""))


@acts_on_case("case.work", _("Записано: дальше всё уходит туда."))
def point(request: HttpRequest, case: Case) -> None:
    """The client asked, by phone or in person, to be written to elsewhere."""
    chosen, second = request.POST.get("point", ""), request.POST.get("second", "")
    must_not_be_dropped(case, request.POST)
    actions.choose_point(
        case,
        chosen,
        request.POST.get(f"address_{chosen}", ""),
        second_point=second,
        second_address=request.POST.get(f"address_{second}", ""),
        by=who(request),
        seen=page_seen(request),
    )


@acts_on_case("review.letters", _("Письмо принято и зарегистрировано."), press=_("Зарегистрировать и отправить"))
def accept(request: HttpRequest, case: Case) -> None:
    actions.accept_case(case, by=who(request))


@acts_on_case("review.letters", _("Письмо отмечено как не требующее ответа."))
def reject(request: HttpRequest, case: Case) -> None:
    why = request.POST.get("why", "") or "спам"
    actions.reject_case(case, by=who(request), why=why, heard=heard_of(request))


@acts_on_case("review.letters", _("Отмечено как спам. Вернуть можно кнопкой «Открыть снова»."))
def spam(request: HttpRequest, case: Case) -> None:
    """Of any point, also after registration."""
    why = request.POST.get("why", "") or "спам"
    actions.mark_spam(case, by=who(request), why=why, heard=heard_of(request))


@acts_on_case("review.letters", _("Записано."))
def addition(request: HttpRequest, case: Case) -> None:
    """An addition that was held is the client's, or needs no answer."""
    contact = row_chosen(request, "contact", case.contacts.filter(direction="in"), _("Выберите дополнение."))
    actions.judge_addition(contact, real=request.POST.get("do") == "real", by=who(request))


@acts_on_case("case.work", _("Отмечено: передано клиенту."))
def handed_over(request: HttpRequest, case: Case) -> None:
    """A person sent the paper letter, called, or gave the answer in hand."""
    row = row_chosen(
        request,
        "delivery",
        Delivery.objects.filter(subject_type="case", subject_id=case.pk, channel__in=PEOPLE),
        _("Такого отправления уже нет. Обновите страницу."),
    )
    delivery_sent(row, by=who(request))


@acts_on_case("case.work", _("То же письмо отправляется снова."), form="returned", press=SEND)
def send_again(request: HttpRequest, case: Case) -> None:
    """A letter that came back goes by another way."""
    typed = request.POST
    failed = whole(typed.get("failed")) or 0
    actions.send_again(
        case, failed, typed.get("point", ""), typed.get("address", ""), by=who(request), why=typed.get("why", "")
    )
