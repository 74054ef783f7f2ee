"""Facts that an order may ask for before an action: what is wrong without one, and what mends it.

A new fact: a line here (or in facts_of_cases, facts_of_letters) with the actions at which it is known, and a function
in `cases/known.py` (of a letter: known_letters.py) that reads it.
"""

from __future__ import annotations

from typing import Annotated

from . import Of, Word, define
from .fact import TALKS_OVER, Fact, at
from .facts_of_cases import OF_CASES
from .facts_of_letters import OF_LETTERS

BODY_PHONE = "body_phone"
OF_ONE_ACTION = (
    # Of one action.
    Fact(
        "extension_reason",
        "причина продления записана",
        "Не указана причина продления.",
        "Опишите исключительный случай или запрос в другой орган.",
        at("extend"),
    ),
    Fact(
        "extended_by_named",
        "срок продлевает тот, кого называет порядок",
        "",
        "Попросите его продлить срок: «Попросить продлить срок» рядом с ответом. Он записан в «Сотрудниках» с этой"
        " должностью и правом решать, за него — кто его замещает.",
        at("extend"),
        settings=("person",),
    ),
    Fact(
        "order_read",
        "исполнитель ознакомлен с порядком",
        "Исполнитель ещё не отметил, что прочитал порядок.",
        "Попросите его открыть «Порядок» и нажать «Ознакомлен» или выберите другого исполнителя.",
        at("assign"),
    ),
    Fact(
        "trained",
        "тот, кто готовит ответ, прошёл обучение",
        "",
        "",
        at("assign", "submit_reply"),
        waits="учёт обучения сотрудников",
    ),
    Fact(
        "experienced",
        "тот, кому поручают дело, не новичок",
        "Этот сотрудник работает здесь недавно.",
        "Поручите дело тому, кто работает дольше. День, с которого он работает, записан в его карточке («Сотрудники»).",
        at("assign"),
        settings=("worked_days",),
    ),
    Fact(
        "task_given",
        "сказано, что поручено",
        "Не сказано, что нужно сделать по делу.",
        "Напишите задание рядом с исполнителем.",
        at("assign"),
    ),
    Fact(
        BODY_PHONE,
        "в письме клиенту назван телефон органа, куда пересылают",
        "",
        "Узнайте телефон и впишите его: новому органу — здесь же, известному — на странице «Другие органы».",
        at("forward"),
    ),
    Fact(
        "covering_signatory",
        "сопроводительное письмо подписывает тот, кто вправе подписывать ответы",
        "Сопроводительное письмо подписывает тот, кто вправе подписывать ответы.",
        "Передайте письма на подпись руководителю.",
        at("sign_forwarding"),
    ),
    Fact(
        "identity_document",
        "личность удостоверена документом",
        "Личность не удостоверена.",
        "Запишите предъявленный документ.",
        at("receive_visitor"),
        "visit",
    ),
    Fact(
        "reception_card",
        "карточка личного приёма заполнена",
        "Карточка личного приёма не заполнена.",
        "Впишите фамилию того, кто пришёл, и что он сказал.",
        at("receive_visitor"),
        "visit",
    ),
    Fact(
        "demand_act",
        "указан акт, на котором основано требование",
        "Не указано, на каком акте основано требование.",
        "Укажите акт.",
        at("ask_document"),
    ),
    Fact("held_by_body", "не требуют то, что уже есть у органа", "", "Возьмите документ сами.", at("ask_document")),
    Fact(
        "held_by_other_body",
        "не требуют то, что орган получает сам",
        "",
        "Отправьте запрос: кнопка «Запросить» рядом с документом.",
        at("ask_document"),
    ),
    Fact(
        "beyond_list",
        "не требуют то, чего нет в перечне услуги",
        "",
        "Не просите его или укажите акт, на котором основано требование.",
        at("ask_document"),
    ),
    Fact(
        "whole_list",
        "клиенту пишут полный перечень недостающего: проверены все документы",
        "",
        "Проверьте каждый документ заявления («Документы» на странице дела), тогда в письме будет всё сразу.",
        at("ask_document"),
    ),
    Fact(
        "identified",
        "личность подтверждена",
        "По закону электронное обращение принимается, только если личность подтверждена.",
        "Личность подтверждают входом через Госуслуги. Тот же текст можно отправить сообщением: ответят и на него.",
        at("take"),
    ),
    Fact(
        "consent",
        "клиент согласен",
        "У клиента нет действующего согласия.",
        "Уберите клиента из списка или получите согласие.",
        at("send_mailing", "send_offer"),
        "mailing",
    ),
    Fact(
        "on_working_day",
        "рассылка уходит в рабочий день",
        "Сегодня выходной: рассылки в этот день не уходят.",
        "Назначьте рассылку на рабочий день.",
        at("send_mailing"),
        "mailing",
    ),
    Fact(
        "sources_named",
        "в материале назван акт, на котором он основан",
        "В материале не назван ни один акт.",
        "Впишите акт, из которого взяты сведения, с номером и датой.",
        at("publish_article"),
        "article",
    ),
    # Of parts of the product to come.
    Fact("no_answer_outcome", "записано, как помогли, когда не смогли ответить", "", "", TALKS_OVER, "call"),
    Fact("question_answered", "клиента спросили, получен ли ответ", "", "", TALKS_OVER, "call"),
    Fact("satisfied", "клиента спросили, доволен ли он", "", "", TALKS_OVER, "call"),
    Fact("recording_told", "клиента предупредили о записи разговора", "", "", TALKS_OVER, "call"),
    Fact("whom_to_told", "клиенту сказали, к кому и зачем переключают", "", "", at("transfer_call"), "call"),
    Fact("read_back", "записанное прочитали клиенту, и он подтвердил", "", "", TALKS_OVER, "call"),
    Fact("call_back_agreed", "о звонке договорились: номер, срок, удобное время", "", "", TALKS_OVER, "call"),
    Fact(
        "place_told",
        "сказано, где приём и как добраться",
        "Клиенту не сказано, где приём и как добраться.",
        "Скажите адрес и дорогу и отметьте, что сказали.",
        at("book_visit"),
        "visit",
    ),
    Fact("wish_for_feedback", "коллегу спросили, хочет ли он отзыва", "", "", at("give_feedback"), "body"),
)
FACTS: dict[str, Fact] = {fact.name: fact for fact in (*OF_CASES, *OF_LETTERS, *OF_ONE_ACTION)}
define(*(Word("fact", f.name, f.title, about=f.about, waits=f.waits) for f in FACTS.values()))
FactName = Annotated[str, Of("fact")]


def facts_at(action: str) -> tuple[str, ...]:
    """The facts that are known at an action."""
    return tuple(name for name, fact in FACTS.items() if action in fact.at)
