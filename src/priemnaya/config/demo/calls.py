"""The telephone of the demonstration: a few talks, one transferred, one missed, two promises to call."""

from __future__ import annotations

import datetime as dt

from priemnaya.cases.models import Case
from priemnaya.reception.actions import calls
from priemnaya.reception.actions.telephony import set_extension

from .office import Office, moment

TALKS = (
    ("+79120000101", "Когда принимает начальник отдела?", "По средам с 9 до 12, кабинет 214."),
    ("+79120000102", "Какие документы нужны для аренды?", "Паспорт и заявление, остальное возьмём сами."),
    ("", "Работаете ли вы в субботу?", "Нет, с понедельника по пятницу."),
)


TELEPHONES = (("101", "registrar"), ("102", "executor"), ("103", "reception"), ("104", "head"))


def use_telephone(office: Office) -> None:
    body, staff = office.body, office.staff
    for number, role in TELEPHONES:
        set_extension(staff[role], number, by=staff["admin"])
    first, second = staff["registrar"], staff["executor"]
    for n, (number, question, said) in enumerate(TALKS):
        with moment(office.now - dt.timedelta(hours=20 - n)):
            call = calls.begin_call(body, number, by=first)
            talk = calls.Talk(
                number=number, questions=(calls.Asked(question, said, "answered"),), answered="yes", satisfied="yes"
            )
            call = calls.write_call(call, talk, by=first)
            if n == 1:
                calls.transfer_call(call, second, told=True, by=first)
            calls.end_call(call, by=second if n == 1 else first)
    with moment(office.now - dt.timedelta(hours=3)):
        calls.miss_call(body, "+79120000103", by=first)
    case = Case.objects.filter(organisation=body, client__isnull=False).open().order_by("-pk").first()
    for n, owner in enumerate((first, second)):
        with moment(office.now - dt.timedelta(hours=2 - n)):
            call = calls.begin_call(body, f"+7912000011{n}", by=first, case=case if n else None)
            asked = calls.Asked("Дошло ли заявление до отдела?", "Узнаем и перезвоним.", "call_back")
            talk = calls.Talk(
                number=call.number, questions=(asked,), answered="no", satisfied="silent", outcome="call_back"
            )
            call = calls.write_call(call, talk, by=first)
            until = office.now + dt.timedelta(hours=4 + 3 * n)
            promise = calls.Promise(call.number, "Узнать, дошло ли заявление", until, "с 15 до 17", "в отделе аренды")
            calls.promise_call_back(call, promise, owner=owner, by=first)
            calls.end_call(call, by=first)
