"""Russian titles of what rules name by a key: functions of the product, registers, figures, checks of texts; and of the
named parts of clause numbers. Pages show these, never the key."""

from __future__ import annotations

import re

from .owed import LIFE_SITUATIONS

FUNCTIONS: dict[str, str] = {
    "accessible_portal": "доступный сайт, версия для слабовидящих",
    "assisted_message": "помощь в том, чтобы написать сообщение",
    "call_farewell": "как закончить разговор",
    "call_greeting": "как представиться по телефону",
    "call_knowledge": "база знаний под рукой во время звонка",
    "call_needs_questions": "уточняющие вопросы о потребности",
    "call_phrases": "фразы для разговора",
    "call_scripts": "сценарии разговоров",
    "case_tracking": "ход дела виден клиенту",
    "clarification": "уточнение у клиента",
    "client_card": "карточка клиента",
    "client_journey": "путь клиента",
    "complain": "жалоба через ту же точку",
    "duplicated_demands": "поиск повторных требований",
    "endnotes": "ссылки на акты — в сносках",
    "epgu_ratings": "оценки с портала госуслуг",
    "feedback": "обратная связь",
    "feedback_method": "способы собрать обратную связь",
    "frequent_questions": "частые вопросы",
    "history_on_request": "история обращений по просьбе клиента",
    "initiatives": "предложения клиентов и работников",
    "internal_requests": "внутренние запросы",
    "journey_map": "карта пути клиента",
    "knowledge_base": "база знаний",
    "knowledge_in_composer": "база знаний рядом с письмом",
    "layers_of_law": "закон действует поверх порядка",
    "life_situation_card": "карточка жизненной ситуации",
    "need_to_change": "предложения, что изменить в услугах",
    "needs_in_situation": "потребности в жизненной ситуации",
    "needs_met": "потребность клиента закрыта",
    "no_application": "услуга без заявления",
    "order_acknowledged": "работники знакомятся с порядком под запись",
    "order_published": "порядок опубликован на сайте",
    "paper_questionnaire": "бумажная анкета",
    "pilot": "пилотный запуск услуги",
    "proactive_offer": "услуга предлагается заранее",
    "programme_of_work": "план работы",
    "project_management": "ведение проектов",
    "receive_result": "получение результата",
    "remote_access": "получение услуги на расстоянии",
    "road_map": "дорожная карта",
    "role_access": "доступ по ролям",
    "same_rules_for_paper": "те же правила для бумажных писем",
    "satisfaction_published": "удовлетворённость опубликована",
    "service_info": "сведения об услугах",
    "service_steps": "услуга по шагам",
    "services_by_situation": "услуги по жизненным ситуациям",
    "survey_by_link": "опрос по ссылке",
    "survey_in_person": "опрос на приёме",
    "term_in_one_click": "срок ответа одним нажатием",
    "visit_booking": "запись на приём",
    "ways_to_file": "способы подать обращение",
}
REGISTERS: dict[str, str] = {
    "access_journal": "кто и что просматривал",
    "act_changes": "изменения актов",
    "classifier": "классификатор тем",
    "client_profiles": "профили клиентов",
    "clients": "клиенты",
    "communication": "общение с клиентами",
    "competences": "компетенции работников",
    "contacts": "контакты с клиентами",
    "control_contacts": "контакты при надзоре",
    "events": "события",
    "knowledge_kinds": "виды статей базы знаний",
    "knowledge_materials": "материалы базы знаний",
    "knowledge_sections": "разделы базы знаний",
    LIFE_SITUATIONS: "жизненные ситуации",
    "points": "точки взаимодействия",
    "scenarios": "сценарии взаимодействия",
    "scripts": "сценарии разговоров",
    "segments": "группы клиентов",
    "service_accessibility": "доступность услуг",
    "services": "услуги",
    "training": "обучение работников",
    "working_groups": "рабочие группы",
}
FIGURES: dict[str, str] = {
    "attitude_by_point": "отношение клиентов к точкам взаимодействия",
    "centricity_level": "уровень клиентоцентричности",
    "client_costs": "издержки клиента",
    "client_experience": "клиентский опыт",
    "control_satisfaction": "удовлетворённость при надзоре",
    "cost_per_case": "стоимость одного дела",
    "effort": "насколько легко было получить ответ",
    "figures_open_cases": "за показателями видны дела",
    "knowledge_search": "поиск по базе знаний",
    "no_contact_share": "доля услуг без обращения",
    "quality_of_interaction": "качество взаимодействия",
    "result_share": "доля получивших результат",
    "satisfaction": "удовлетворённость клиентов",
    "speed": "скорость ответа",
    "targeted_contacts": "адресные контакты",
    "trust": "доверие клиентов",
}
PARTS: dict[str, str] = {
    "client": "клиент",
    "control": "надзор",
    "satisfaction": "удовлетворённость",
    "service": "услуга",
    "effect1": "первый эффект",
    "effect2": "второй эффект",
    "experience": "клиентский опыт",
    "journey": "путь клиента",
    "journeymap": "карта пути клиента",
    "level": "уровень",
    "lifesituation": "жизненная ситуация",
    "need": "потребность",
    "noapplication": "без заявления",
    "points": "точки взаимодействия",
    "proactive": "проактивность",
    "profile": "профиль клиента",
    "redesign": "переделка услуги",
    "scenario": "сценарий",
    "segment": "группа клиентов",
}
"""Named parts of numbers: where an act gives no number (a definition, an item of a list), the file names it."""
ACT = "order"
"""The first part of the number of a clause that stands in the order itself, not in what it approves."""
LATIN = re.compile(r"[A-Za-z]")


def act_number(number: str) -> str:
    """A clause's number as the act has it: «3.5», «приказ, п. 2», «2, «клиент»». A named part that has no title is left
    out: the number before it is the act's."""
    parts = number.split(".")
    of_act = parts[0] == ACT
    own = [p for p in parts[of_act:] if not LATIN.search(p)]
    named = [PARTS[p] for p in parts[of_act:] if p in PARTS]
    shown = ", ".join([*([".".join(own)] if own else []), *(f"«{name}»" for name in named)])
    if of_act:
        return f"приказ, п. {shown}" if own else f"приказ, {shown}" if shown else "приказ"
    return shown or number


def clause_title(number: str) -> str:
    """«п. 3.5», «приказ, п. 2»."""
    shown = act_number(number)
    return shown if number.split(".")[0] == ACT else f"п. {shown}"
