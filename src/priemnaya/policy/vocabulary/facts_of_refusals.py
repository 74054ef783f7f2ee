"""What a decision against the client must say, each a fact of the letter."""

from __future__ import annotations

from .fact import ON_REPLIES, Fact
from .judging import AGAINST
from .matters import APPLICATIONS

_FIELDS = "Заполните поля под решением: выберите основание, и они заполнятся сами."

OF_REFUSALS = (
    Fact(
        "grounds_said",
        "основания решения сказаны простыми словами",
        "",
        _FIELDS,
        ON_REPLIES,
        "reply",
        decisions=frozenset(AGAINST),
    ),
    Fact("how_to_fix", "сказано, как исправить", "", _FIELDS, ON_REPLIES, "reply", decisions=frozenset(AGAINST)),
    Fact(
        "how_to_reapply",
        "сказано, как обратиться снова",
        "",
        _FIELDS,
        ON_REPLIES,
        "reply",
        decisions=frozenset(AGAINST),
    ),
    Fact(
        "how_to_appeal",
        "сказано, как обжаловать решение против клиента",
        "",
        _FIELDS,
        ON_REPLIES,
        "reply",
        decisions=frozenset(AGAINST),
    ),
    Fact(
        "grounds_plain",
        "основания понятны, не открывая акт",
        "Основание — одна ссылка на правовой акт: клиенту придётся открывать его, чтобы понять.",
        "Напишите своими словами, чего не хватило или что не так.",
        ON_REPLIES,
        "reply",
        decisions=frozenset(AGAINST),
    ),
    Fact(
        "grounds_listed",
        "основание отказа в заявлении — из описания услуги",
        "Основание вписано руками: в описании услуги такого нет.",
        "Отметьте основание из списка под решением; если подходящего нет, отказать по этой услуге нельзя.",
        ON_REPLIES,
        "reply",
        kinds=APPLICATIONS,
        decisions=frozenset(AGAINST),
    ),
)
