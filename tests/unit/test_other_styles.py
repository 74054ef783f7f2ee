"""Demands in the words of other ministries, each said in the grammar: it loads, and its clause is kept today. What can't
be said stands in docs/orders.md, «Чего пока не сказать»."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

import priemnaya.config.urls  # noqa: F401 - a clause is kept when the code that asks for it is loaded
from priemnaya.policy import KINDS, Clause, state_of
from priemnaya.policy.order import Rule

pytestmark = [pytest.mark.unit]
DEMANDS = {
    "Ответ даётся в день обращения, если оно поступило до 15:00.": (
        "within {from: message_registered, do: reply_on_substance, within: 1wd, start: same_day, if: {came_before: '15:00'}}"
    ),
    "Отчёт о соблюдении порядка — не позднее последнего рабочего дня квартала.": (
        "review {what: reports, every: quarter, roll: back, who: analyst, proof: link}"
    ),
    "При повторном обращении в течение месяца отвечает другой исполнитель.": (
        "not_by {person: last_executor, actions: [assign], if: {wrote_within: 30}}"
    ),
    "Не более трёх переадресаций внутри органа, кроме обоснованных случаев.": (
        "limit {what: reassignments, at_most: 3, unless: recorded_reason}"
    ),
    "Руководитель лично принимает не реже двух раз в месяц: в первый и третий вторник.": (
        "by_hand {how: 'Руководитель записывает, что приём прошёл', every: month, by: {weekday: tuesday, nth: 3}, who: head}"
    ),
    "Сообщение, пришедшее ночью, регистрируют в первый рабочий час.": (
        "within {from: message_received, do: registration, within: 1wh}"
    ),
    "Инвалидам и ветеранам отвечают за 10 дней.": (
        "within {from: message_registered, do: reply_on_substance, within: 10d, if: {helped: [disabled_1, disabled_2, veteran]}}"
    ),
    "О нарушении срока клиента извещают на следующий рабочий день и приносят извинения.": (
        "tell {'on': term_broken, whom: [client, head_of_unit], within: 1wd}"
    ),
    "О передаче в другое подразделение клиент уведомляется в день передачи.": (
        "tell {'on': unit_changed, whom: [client], within: 9wh}"
    ),
    "По понедельникам начальники отделов разбирают просроченные дела.": (
        "review {what: mistakes, title: просроченные дела, every: week, by: {weekday: monday}, who: heads_of_units}"
    ),
    "Без согласования второго работника отказ не отправляют, кроме случаев, не терпящих отлагательства.": (
        "before {action: send_reply, facts: [second_approver], if: {decisions: [refusal]}, unless: {urgency: [urgent], recorded_reason: true}}"
    ),
    "Дело возобновляют не более одного раза, а повторно — по мотивированному решению.": (
        "limit {what: reopenings, at_most: 1, unless: recorded_reason}"
    ),
    "Если нужны сведения другого органа, их запрашивают за 2 рабочих дня.": (
        "within {from: message_registered, do: body_asked, within: 2wd, if: {kinds: [service_application]}}"
    ),
    "Ответ депутату подписывает не исполнитель.": (
        "not_by {person: author, actions: [send_reply], if: {grounds: [deputy]}}"
    ),
    "Сноски на акты обязательны, если ответ не короткий сообщения в социальной сети.": (
        "before {action: send_reply, facts: [act_cited], unless: {answered_by: [vk, max]}}"
    ),
}


@pytest.mark.parametrize("demand", DEMANDS)
def test_a_demand_of_another_style_is_said_and_kept(demand: str) -> None:
    kind, _, values = DEMANDS[demand].partition(" ")
    value = KINDS[kind].values.model_validate(yaml.safe_load(values))
    state = state_of("x", Clause("1", demand, (Rule(KINDS[kind], ((dt.date(2026, 1, 1), value),)),)))
    assert state.state in ("enforced", "by_hand"), state.missing
    assert KINDS[kind].phrase(value)
