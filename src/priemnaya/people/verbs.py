"""Sentences of the events of people, in Russian: every verb has one."""

from priemnaya.core.verbs import say

for _verb, _sentence in {
    "consent.given": "Клиент дал согласие",
    "consent.withdrawn": "Клиент отозвал согласие",
    "client.needs_forgotten": "Согласие отозвано: сведения о здоровье удалены с карточки",
    "client.powers_added": "Записаны полномочия представителя",
    "client.powers_ended": "Полномочия представителя закончены",
    "act.published": "Опубликован текст приказа",
    "act.withdrawn": "Убран приложенный текст приказа",
    "body.added": "В справочник внесён другой орган",
    "body.changed": "Изменена запись о другом органе",
    "substitution.named": "Записано, кто кого замещает",
    "substitution.ended": "Замещение прекращено",
    "employee.hired": "Принят сотрудник",
    "order.changed": "Порядок изменён: сотруднику нужно прочитать его заново",
    "employee.changed": "Изменена карточка сотрудника",
    "employee.roles_changed": "Изменены роли сотрудника",
    "employee.blocked": "Сотрудник заблокирован",
    "employee.unblocked": "Сотрудник разблокирован",
    "employee.reset": "Сотруднику выдан стартовый пароль",
    "employee.second_factor_set": "Указано, каким ролям нужен второй фактор входа",
    "session.ended": "Сеанс сотрудника завершён",
    "service_account.made": "Заведена учётная запись программы",
    "service_account.changed": "Изменена учётная запись программы",
    "unit.saved": "Записан отдел",
    "unit.closed": "Отдел закрыт",
    "point.saved": "Записана точка взаимодействия",
    "point.closed": "Точка взаимодействия закрыта",
    "duty.confirmed": "Обязанность по порядку подтверждена",
    "duty.not_kept": "Записано: пункт порядка не соблюдается",
    "unit.head_named": "Указан руководитель отдела",
}.items():
    say(_verb, _sentence)
