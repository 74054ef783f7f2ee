"""What people do that an order may guard: each action asks its rules at one place."""

from __future__ import annotations

from typing import Annotated

from . import Of, Word, define

CALLS = "телефонные звонки"
VISITS = "запись на приём"
TALKS = "отзывы коллег"
OFFERS = "проактивные предложения"
BOTS = "чат-бот и голосовой помощник"
PROMISES = "учёт обещанных работ"

define(
    Word("action", "take", "принять обращение этого вида"),
    Word("action", "receive_visitor", "записать личный приём", about="visit"),
    Word("action", "read_case", "открыть дело"),
    Word("action", "assign", "поручить дело"),
    Word("action", "forward", "переслать другому органу"),
    Word("action", "sign_forwarding", "подписать сопроводительное письмо"),
    Word("action", "extend", "продлить срок"),
    Word("action", "ask_client", "уточнить у клиента"),
    Word("action", "ask_document", "потребовать документ"),
    Word("action", "request_from_body", "запросить сведения у другого органа"),
    Word("action", "write_reply", "подготовить ответ", about="reply"),
    Word("action", "submit_reply", "передать ответ на подпись", about="reply"),
    Word("action", "approve_reply", "согласовать ответ", about="reply"),
    Word("action", "send_back_reply", "вернуть ответ на доработку", about="reply"),
    Word("action", "send_reply", "подписать и отправить ответ", about="reply"),
    Word("action", "close", "закончить дело без ответа по существу"),
    Word("action", "reopen", "открыть дело снова"),
    Word("action", "publish_article", "опубликовать материал базы знаний", about="article"),
    Word("action", "send_mailing", "отправить рассылку клиенту", about="mailing"),
    Word("action", "send_offer", "предложить услугу", about="mailing", waits=OFFERS),
    Word("action", "end_call", "закончить разговор", about="call"),
    Word("action", "transfer_call", "переключить звонок", about="call"),
    Word("action", "try_call_back", "пробовать перезвонить", about="call"),
    Word("action", "book_visit", "записать на приём", about="visit"),
    Word("action", "end_visit", "закончить приём", about="visit"),
    Word("action", "give_feedback", "дать отзыв коллеге", about="body", waits=TALKS),
)

ActionName = Annotated[str, Of("action")]
OF_REPLIES = frozenset({"submit_reply", "approve_reply", "send_back_reply", "send_reply", "write_reply"})
ON_CASES = frozenset(
    {"assign", "forward", "extend", "ask_client", "ask_document", "request_from_body", "close", "reopen"}
)
"""Actions on a case in hand: whatever is known of any case is known there."""
REASONED = ON_CASES | OF_REPLIES - {"write_reply"}
"""Actions at whose page a person may write why the step is taken against a rule (`unless: recorded_reason`)."""
