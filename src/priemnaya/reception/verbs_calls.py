"""Sentences of the events of the telephone, in Russian."""

from priemnaya.core.verbs import say

say("call.began", "Разговор по телефону начат")
say("call.written", "Разговор записан")
say("call.taken", "Разговор взял другой сотрудник")
say("call.transferred", "Звонок переключён на коллегу")
say("call.transfer_failed", "Коллега не взял трубку: звонок остался у прежнего сотрудника")
say("call.transfer_told", "Записано, сказали ли клиенту, куда и почему переключили")
say("call.ended", "Разговор закончен")
say("call.broke_off", "Звонок сорвался")
say("call.missed", "Звонок пропущен")
say("call.returned", "По пропущенному звонку перезвонили")
say("call.back_promised", "Клиенту обещали перезвонить")
say("call.back_made", "Клиенту перезвонили")
say("case.client_called", "Клиенту позвонили")
say("call.joined_case", "Разговор записан в дело")
say("callback.tried", "Пробовали перезвонить")
say("callback.handed", "Обещанный звонок передан другому сотруднику")
say("callback.left_alone", "Обещанный звонок остался без сотрудника: его назвал клиент")
say("callback.done", "Обещанный звонок закончен")
say("callback.to_head", "Дозвониться не удалось: решает руководитель")
