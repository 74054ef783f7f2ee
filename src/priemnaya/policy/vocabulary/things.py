"""What is kept, provided and measured: registers, functions of the product, figures. One that nothing in the product
serves yet says which part of it will."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator

from priemnaya.policy.owed import LIFE_SITUATIONS

from . import Of, Word, define, nearest

CALLS, SURVEYS = "телефонные звонки", "опросы"
CONTROL = "учёт проверок и профилактических визитов"
BOTS = "чат-бот и голосовой помощник"
PROGRAMME, STAFF = "программа клиентоцентричности", "внутренние запросы и обучение"

REGISTERS: dict[str, tuple[str, str]] = {
    "access_journal": ("журнал просмотров персональных данных", ""),
    "act_changes": ("изменения в регламентах", PROGRAMME),
    "classifier": ("тематический классификатор обращений", ""),
    "client_profiles": ("профили клиентов", PROGRAMME),
    "clients": ("клиенты по видам", ""),
    "communication": ("план информирования клиентов", PROGRAMME),
    "competences": ("кто в чём разбирается", ""),
    "consents": ("согласия клиентов", ""),
    "contacts": ("контакты во всех точках", ""),
    "control_contacts": ("контакты при проверках и профилактических визитах", CONTROL),
    "events": ("журнал действий сотрудников", ""),
    "knowledge_kinds": ("виды материалов базы знаний", ""),
    "knowledge_materials": ("материалы базы знаний", ""),
    "knowledge_sections": ("разделы базы знаний и кто за них отвечает", ""),
    LIFE_SITUATIONS: ("жизненные ситуации", PROGRAMME),
    "points": ("точки взаимодействия и их функции", ""),
    "scenarios": ("клиентские сценарии", PROGRAMME),
    "scripts": ("скрипты разговора", ""),
    "segments": ("клиентские сегменты", PROGRAMME),
    "service_accessibility": ("требования доступности услуг", ""),
    "services": ("услуги", ""),
    "training": ("обучение сотрудников", STAFF),
    "working_groups": ("рабочие группы", PROGRAMME),
}
FUNCTIONS: dict[str, tuple[str, str]] = {
    "accessible_portal": ("сайт для людей с нарушением зрения и для клавиатуры", ""),
    "assisted_message": ("помощь клиенту написать сообщение", ""),
    "bot_calls_person": ("бот по просьбе клиента зовёт человека", BOTS),
    "bot_says_it_is_one": ("бот говорит, что он не человек", BOTS),
    "call_back_offer": (
        "пока звонящий ждёт, ему предлагают перезвонить",
        "обратный звонок, который предлагает станция",
    ),
    "call_farewell": ("прощание в конце звонка", ""),
    "call_greeting": ("приветствие в начале звонка", ""),
    "call_knowledge": ("база знаний на карточке звонка", ""),
    "call_needs_questions": ("наводящие вопросы на карточке звонка", ""),
    "call_phrases": ("фразы для сложного разговора", ""),
    "call_scripts": ("скрипты на карточке звонка", ""),
    "case_tracking": ("клиент следит за делом по номеру и коду", ""),
    "clarification": ("уточнение у клиента до ответа", ""),
    "client_card": ("карточка клиента с историей", ""),
    "client_journey": ("клиентский путь", PROGRAMME),
    "complain": ("жалоба через сайт", ""),
    "disclosure_purpose": ("цель, с которой раскрывают сведения", "цель просмотра и раскрытия сведений"),
    "duplicated_demands": ("повторные требования документов", PROGRAMME),
    "endnotes": ("ссылки на акты в концевых сносках", ""),
    "epgu_ratings": ("оценки с портала госуслуг", ""),
    "feedback": ("оценка ответа клиентом", ""),
    "feedback_method": ("разбор отзывов по региональной методике", SURVEYS),
    "frequent_questions": ("ответы на частые вопросы", ""),
    "history_on_request": ("вся история по просьбе клиента", ""),
    "initiatives": ("предложения сотрудников", PROGRAMME),
    "internal_requests": ("внутренние запросы", STAFF),
    "journey_map": ("карта клиентского пути", PROGRAMME),
    "knowledge_base": ("база знаний", ""),
    "knowledge_in_composer": ("база знаний рядом с ответом", ""),
    "layers_of_law": ("закон выше порядка", ""),
    "life_situation_card": ("карточка жизненной ситуации", PROGRAMME),
    "mailings": ("рассылки по согласию", ""),
    "need_to_change": ("от потребностей клиентов к изменению услуг", PROGRAMME),
    "needs_in_situation": ("потребности в жизненной ситуации", PROGRAMME),
    "needs_met": ("закрытые потребности", PROGRAMME),
    "no_application": ("услуга без заявления", PROGRAMME),
    "order_acknowledged": ("сотрудники отмечают, что ознакомлены с порядком", ""),
    "order_published": ("порядок опубликован на сайте", ""),
    "paper_questionnaire": ("бумажная анкета", SURVEYS),
    "paper_scans": ("сканы бумажных писем", ""),
    "paper_requisites": ("сверка реквизитов бумажного обращения", "реквизиты бумажного письма"),
    "pilot": ("пробное внедрение", PROGRAMME),
    "point_choice": ("клиент выбирает точку", ""),
    "portal_statuses": ("ход дела на портале госуслуг", ""),
    "proactive_offer": ("предложение услуги заранее", PROGRAMME),
    "programme_of_work": ("программа работ", PROGRAMME),
    "project_management": ("вехи, риски и отчёты", PROGRAMME),
    "receive_result": ("клиент получает ответ на странице дела", ""),
    "remote_access": ("обращение через сайт", ""),
    "resubmit": ("клиент может написать снова, когда причины не станет", ""),
    "road_map": ("дорожная карта", PROGRAMME),
    "role_access": ("доступ по ролям: дела всего органа видит, чья роль даёт на это право", ""),
    "same_rules_for_paper": ("одни правила для бумаги и сайта", ""),
    "satisfaction_published": ("опубликованный уровень удовлетворённости", ""),
    "service_info": ("как получить услугу", ""),
    "service_steps": ("услуга по шагам", ""),
    "services_by_situation": ("услуги по жизненным ситуациям", ""),
    "site_widget": ("кнопка на сайте органа", ""),
    "site_chat": ("чат с сотрудником на сайте", ""),
    "survey_by_link": ("опрос по ссылке", ""),
    "survey_in_person": ("опрос при личной встрече", SURVEYS),
    "term_in_one_click": ("срок ответа по просьбе клиента", ""),
    "visit_booking": ("запись на приём", ""),
    "unit_access": (
        "дело видят тот, у кого оно, его отдел и те, кто распределяет дела, подписывает и решает",
        "",
    ),
    "ways_to_file": ("законные способы подать", ""),
}
INDICATORS: dict[str, tuple[str, str, str]] = {
    "attitude_by_point": ("оценка точек взаимодействия", "из 5", ""),
    "centricity_level": ("уровень клиентоцентричности", "%", PROGRAMME),
    "client_costs": ("издержки клиента", "дней", ""),
    "client_experience": ("клиентский опыт по шагам пути", "из 5", PROGRAMME),
    "control_satisfaction": ("удовлетворённость после надзорных мероприятий", "%", SURVEYS),
    "cost_per_case": ("затраты органа на дело", "рублей", PROGRAMME),
    "effort": ("сколько сил потратил клиент", "из 7", ""),
    "figures_open_cases": ("показатели, за которыми открываются дела", "%", ""),
    "in_time": ("ответы в срок", "%", ""),
    "knowledge_search": ("время поиска в базе знаний", "секунд", ""),
    "no_contact_share": ("вопросы, решённые без обращения", "%", PROGRAMME),
    "reception": ("ожидание на приёме", "минут", ""),
    "callers_content": ("довольны ли клиенты ответом по телефону", "%", ""),
    "quality_of_interaction": ("вежливость и внимание сотрудников", "из 5", ""),
    "result_share": ("клиенты, которые получили то, за чем пришли", "%", ""),
    "satisfaction": ("довольные клиенты", "%", ""),
    "speed": ("время до ответа", "дней", ""),
    "telephone": ("получен ли ответ по телефону", "%", ""),
    "targeted_contacts": ("адресные контакты", "%", PROGRAMME),
    "trust": ("доверие клиентов", "%", SURVEYS),
}

define(*(Word("register", name, title, about="body", waits=waits) for name, (title, waits) in REGISTERS.items()))
define(*(Word("function", name, title, about="body", waits=waits) for name, (title, waits) in FUNCTIONS.items()))
define(*(Word("figure", name, title, unit, "body", waits) for name, (title, unit, waits) in INDICATORS.items()))


def one_of(names: dict[str, Any]) -> AfterValidator:
    """The mark of a field that takes one list of the things only."""

    def known(name: str) -> str:
        if name not in names:
            meant = nearest(name, names)
            raise ValueError(f"{f'возможно, {meant}; ' if meant else ''}допустимо: {', '.join(sorted(names))}")
        return name

    return AfterValidator(known)


Register = Annotated[str, one_of(REGISTERS), Of("register")]
Function = Annotated[str, one_of(FUNCTIONS), Of("function")]
Indicator = Annotated[str, one_of(INDICATORS), Of("figure")]
