"""Sentences of the events of visits."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "visit.held": "Время приёма придержано",
    "visit.let_go": "Придержанное время освобождено",
    "visit.booked": "Клиент записан на приём",
    "visit.powers_noted": "Записано, кто за кого пришёл на приём",
    "visit.told": "Клиенту сказали, что запись изменена",
    "visit.moved": "Запись на приём перенесена",
    "visit.cancelled": "Запись на приём отменена",
    "visit.arrived": "Посетитель пришёл, ему выдан номер",
    "visit.called": "Посетитель вызван",
    "visit.began": "Приём начался",
    "visit.parked": "Посетитель отложен",
    "visit.returned": "Посетитель возвращён в очередь",
    "visit.missed": "Клиент не пришёл на приём",
    "visit.ended": "Приём состоялся",
    "visit.prioritised": "Посетитель пропущен вне очереди",
    "visit.written_down": "Приём записан с бумаги",
    "visit.reminded": "Клиенту напомнили о приёме",
    "visit.wished": "Клиент ждёт свободного времени",
    "visit.offered": "Клиенту предложено освободившееся время",
    "visit.declined": "Клиент отказался от предложенного времени",
    "schedule.changed": "Изменено расписание приёма",
}.items():
    say(_verb, _sentence)
