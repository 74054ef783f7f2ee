"""Measures that an order may set a limit to: their unit, what is possible, and where a person could exceed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from . import About, Of, Word, define
from .actions import BOTS, OF_REPLIES, PROMISES

ON_SENDING = OF_REPLIES - {"write_reply", "send_back_reply", "approve_reply"}
SURVEYS = "анкеты по событиям"
RINGING = "счёт гудков: станция говорит о секундах, не о гудках"


@dataclass(frozen=True)
class Measure:
    """title: what is counted, in the genitive plural; unit: what one is called; at: the actions before which it is
    known; of: the figure of reports (and its part) that tells it, when only a report can; least, most: what is
    possible.
    """

    name: str
    title: str
    unit: str
    at: frozenset[str] = frozenset()
    of: str = ""
    about: About = "case"
    least: float = 0
    most: float = 1_000_000
    waits: str = ""

    def counted(self, number: float) -> str:
        """So many of them, in the genitive: «одного продления одного дела», «2 продлений», «21 продления»."""
        one = ONES.get(self.name, "")
        if one and number % 10 == 1 and number % 100 != 11:
            return one if number == 1 else f"{amount(number)} {one.partition(' ')[2]}"
        return f"{amount(number)} {self.title}"


def amount(number: float) -> str:
    """«85,5», «3660», «1 000 000»: as people write it."""
    said = f"{number:,.0f}" if number == int(number) else f"{number:,.6f}".rstrip("0")
    return said.replace(",", "\u00a0" if abs(number) >= 10_000 else "").replace(".", ",")


ONES = {
    "extension_days": "одного дня продления",
    "extension_working_days": "одного рабочего дня продления",
    "days_before_end": "одного дня до конца срока, который продлевают",
    "working_days_before_end": "одного рабочего дня до конца срока, который продлевают",
    "days_between_surveys": "одного дня между опросами одного клиента",
    "surveys_a_month": "одного опроса одному клиенту за месяц",
    "extensions": "одного продления дела",
    "clarifications": "одного уточнения у клиента по делу",
    "clarification_questions": "одного вопроса в уточнении у клиента",
    "bodies_asked": "одного запроса в другие органы по делу",
    "given_a_day": "одного дела, порученного одному сотруднику за день",
    "document_letters": "одного письма клиенту о недостающих документах",
    "documents_asked": "одного документа, запрошенного у клиента сверх перечня",
    "forwardings": "одной пересылки дела",
    "reassignments": "одной передачи дела другому исполнителю",
    "open_cases": "одного открытого дела у того, кому поручают",
    "sent_back": "одного возврата ответа на доработку",
    "reopenings": "одного возобновления дела",
    "sentence_words": "одного слова в предложении ответа",
    "average_sentence_words": "одного слова в предложении ответа в среднем",
    "letter_sentences": "одного предложения в ответе",
    "letter_paragraphs": "одного абзаца в ответе",
    "paragraph_sentences": "одного предложения в абзаце ответа",
    "letter_words": "одного слова в ответе",
    "letter_pages": "одной страницы ответа",
    "attachments": "одного приложения к ответу",
    "mailings_a_month": "одной рассылки клиенту за месяц",
    "mailing_hour": "одного часа по времени органа, когда уходит рассылка",
    "ease": "одного балла из 7 за лёгкость",
    "politeness": "одного балла из 5 за вежливость",
    "first_reply_hours": "одного часа до первого ответа",
    "search_seconds": "одной секунды на поиск в базе знаний",
    "answer_days": "одного дня до ответа в среднем",
    "call_transfers": "одного переключения звонка",
    "rings": "одного гудка до ответа",
    "call_wait_minutes": "одной минуты ожидания ответа на звонок",
    "call_wait_seconds": "одной секунды ожидания ответа на звонок",
    "call_hold_minutes": "одной минуты ожидания во время разговора",
    "call_back_tries": "одной попытки перезвонить",
    "call_minutes": "одной минуты разговора",
    "wait_minutes": "одной минуты ожидания в очереди",
    "booked_wait_minutes": "одной минуты ожидания после назначенного времени",
    "walked_wait_minutes": "одной минуты ожидания без записи",
    "visit_minutes": "одной минуты приёма",
    "bot_tries": "одной попытки бота до передачи человеку",
    "bot_wait_minutes": "одной минуты ожидания человека после бота",
    "works_postponements": "одного переноса обещанных работ",
    "survey_questions": "одного вопроса в анкете",
}
"""One of a measure, in the genitive; of a share there is none: «1 %»."""


def _at(*actions: str) -> frozenset[str]:
    return frozenset(actions)


MEASURES: dict[str, Measure] = {
    m.name: m
    for m in (
        Measure("extension_days", "дней продления", "дни", _at("extend"), most=3660),
        Measure("extension_working_days", "рабочих дней продления", "рабочие дни", _at("extend"), most=2500),
        Measure("extensions", "продлений одного дела", "раз", _at("extend"), most=100),
        Measure("days_before_end", "дней до конца срока, который продлевают", "дни", _at("extend"), most=3660),
        Measure(
            "working_days_before_end",
            "рабочих дней до конца срока, который продлевают",
            "дни",
            _at("extend"),
            most=2500,
        ),
        Measure("clarifications", "уточнений у клиента по делу", "раз", _at("ask_client"), most=1000),
        Measure("clarification_questions", "вопросов в уточнении у клиента", "вопросы", _at("ask_client"), most=1000),
        Measure("bodies_asked", "запросов в другие органы по делу", "раз", _at("request_from_body"), most=1000),
        Measure("given_a_day", "дел, порученных одному сотруднику за день", "штук", _at("assign"), most=10_000),
        Measure("document_letters", "писем клиенту о недостающих документах", "раз", _at("ask_document"), most=1000),
        Measure("documents_asked", "документов, запрошенных у клиента сверх перечня", "штук", _at("ask_document")),
        Measure("forwardings", "пересылок дела", "раз", _at("forward"), most=1000),
        Measure("reassignments", "передач дела другому исполнителю", "раз", _at("assign"), most=1000),
        Measure("open_cases", "открытых дел у того, кому поручают", "штук", _at("assign"), most=10_000),
        Measure("sent_back", "возвратов ответа на доработку", "раз", _at("send_back_reply"), "", "reply", most=1000),
        Measure("reopenings", "возобновлений дела", "раз", _at("reopen"), most=1000),
        Measure("sentence_words", "слов в предложении ответа", "слова", ON_SENDING, "", "reply", 1, 1000),
        Measure(
            "average_sentence_words", "слов в предложении ответа в среднем", "слов", ON_SENDING, "", "reply", 1, 1000
        ),
        Measure("letter_sentences", "предложений в ответе", "предложения", ON_SENDING, "", "reply", 1, 10_000),
        Measure("letter_paragraphs", "абзацев в ответе", "абзацы", ON_SENDING, "", "reply", 1, 10_000),
        Measure("paragraph_sentences", "предложений в абзаце ответа", "предложения", ON_SENDING, "", "reply", 1, 1000),
        Measure("letter_words", "слов в ответе", "слова", ON_SENDING, "", "reply", 1),
        Measure("letter_pages", "страниц ответа", "страницы", ON_SENDING, "", "reply", 1, 10_000),
        Measure("attachments", "приложений к ответу", "файлы", ON_SENDING, "", "reply", most=10_000),
        Measure("mailings_a_month", "рассылок клиенту за месяц", "раз", _at("send_mailing"), "", "mailing", most=1000),
        Measure(
            "mailing_hour",
            "часов по времени органа, когда уходит рассылка",
            "часы",
            _at("send_mailing"),
            "",
            "mailing",
            most=24,
        ),
        Measure("satisfaction", "% довольных клиентов", "%", of="satisfaction", about="body", most=100),
        Measure(
            "digital_share",
            "% обращений в электронном виде",
            "%",
            of="client_costs.digital_share",
            about="body",
            most=100,
        ),
        Measure("result_share", "% клиентов, получивших результат", "%", of="result_share", about="body", most=100),
        Measure("share_in_time", "% ответов в срок", "%", of="in_time", about="body", most=100),
        Measure("ease", "баллов из 7 за лёгкость", "баллы", of="effort", about="body", least=1, most=7),
        Measure("politeness", "баллов из 5 за вежливость", "баллы", of="quality_of_interaction", about="body", most=5),
        Measure("first_reply_hours", "часов до первого ответа", "часы", of="speed.first_reply_hours", about="body"),
        Measure("search_seconds", "секунд на поиск в базе знаний", "секунды", of="knowledge_search", about="body"),
        Measure("answer_days", "дней до ответа в среднем", "дни", of="speed", about="body", most=3660),
        Measure("call_transfers", "переключений звонка", "раз", _at("transfer_call"), "", "call", most=100),
        Measure("rings", "гудков до ответа", "раз", about="call", most=100, waits=RINGING),
        Measure(
            "call_wait_minutes",
            "минут ожидания ответа на звонок",
            "минуты",
            of="telephone.call_wait_minutes",
            about="body",
            most=1440,
        ),
        Measure(
            "call_wait_seconds",
            "секунд ожидания ответа на звонок",
            "секунды",
            of="telephone.call_wait_seconds",
            about="body",
            most=3600,
        ),
        Measure(
            "call_hold_minutes",
            "минут ожидания во время разговора",
            "минуты",
            of="telephone.call_hold_minutes",
            about="body",
            most=1440,
        ),
        Measure("call_back_tries", "попыток перезвонить", "раз", _at("try_call_back"), "", "call", most=100),
        Measure("call_minutes", "минут разговора", "минуты", of="telephone.call_minutes", about="body", most=1440),
        Measure("wait_minutes", "минут ожидания в очереди", "минуты", of="reception", about="body", most=1440),
        Measure(
            "booked_wait_minutes",
            "минут от назначенного времени до приёма, у записанных",
            "минуты",
            of="reception.booked_wait_minutes",
            about="body",
            most=1440,
        ),
        Measure(
            "walked_wait_minutes",
            "минут ожидания в очереди, у пришедших без записи",
            "минуты",
            of="reception.walked_wait_minutes",
            about="body",
            most=1440,
        ),
        Measure("visit_minutes", "минут приёма", "минуты", of="reception.visit_minutes", about="body", most=1440),
        Measure("bot_tries", "попыток бота до передачи человеку", "раз", about="call", most=100, waits=BOTS),
        Measure("bot_wait_minutes", "минут ожидания после бота", "минуты", about="call", most=1440, waits=BOTS),
        Measure("works_postponements", "переносов обещанных работ", "раз", most=100, waits=PROMISES),
        Measure("surveys_a_month", "опросов одному клиенту за месяц", "раз", about="survey", most=1000, waits=SURVEYS),
        Measure(
            "days_between_surveys",
            "дней между опросами одного клиента",
            "дни",
            about="survey",
            most=1000,
            waits=SURVEYS,
        ),
        Measure("survey_questions", "вопросов в анкете", "штук", about="survey", most=1000, waits=SURVEYS),
    )
}
define(*(Word("measure", m.name, m.title, m.unit, m.about, m.waits) for m in MEASURES.values()))
MeasureName = Annotated[str, Of("measure")]
