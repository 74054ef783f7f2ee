"""Sentences of the events of telephone exchanges, in Russian."""

from priemnaya.core.verbs import say

say("call.rang", "Звонок поступил на телефонную станцию")
say("call.hung_up", "Трубку положили: сообщила телефонная станция")
say("employee.extension", "Добавочный номер сотрудника изменён")
