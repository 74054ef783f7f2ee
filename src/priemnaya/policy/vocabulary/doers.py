"""People by their part in a matter, from whom an action is kept: by another than whom something is done. Nobody is told
of anything under these words and nobody answers under them: `people` has those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from . import Of, Word, define


@dataclass(frozen=True)
class Person:
    """title: who it is; why: words for a person when this one would do it; remedy: who may instead; at: the actions at
    which it is known whether it is this one."""

    name: str
    title: str
    why: str
    remedy: str
    at: frozenset[str]


def _at(*actions: str) -> frozenset[str]:
    return frozenset(actions)


PEOPLE: dict[str, Person] = {
    p.name: p
    for p in (
        Person(
            "person_complained_of",
            "тот, на кого жалуются",
            "На этого сотрудника жалуются.",
            "Выберите другого исполнителя; если другого нет — верните жалобу с разъяснением права на суд.",
            _at("assign", "forward", "write_reply", "read_case"),
        ),
        Person(
            "head_of_complained_of",
            "руководитель того, на кого жалуются",
            "Это руководитель того, на кого жалуются.",
            "Поручите дело другому подразделению или вышестоящему руководителю.",
            _at("assign", "approve_reply", "send_reply"),
        ),
        Person(
            "earlier_executor",
            "тот, кто готовил прежний ответ клиенту",
            "Этот сотрудник готовил ответ, который клиент обжалует.",
            "Поручите жалобу другому исполнителю.",
            _at("assign"),
        ),
        Person(
            "last_executor",
            "тот, кто готовил прошлый ответ этому клиенту (по карточке клиента)",
            "Этот сотрудник готовил прошлый ответ этому клиенту.",
            "Поручите дело другому исполнителю.",
            _at("assign"),
        ),
        Person(
            "assignee",
            "исполнитель дела",
            "Это исполнитель дела.",
            "Попросите другого сотрудника.",
            _at("approve_reply", "send_reply"),
        ),
        Person(
            "author",
            "тот, кто подготовил ответ",
            "Это тот, кто подготовил ответ.",
            "Передайте ответ на подпись другому сотруднику.",
            _at("approve_reply", "send_reply"),
        ),
        Person(
            "approver",
            "тот, кто согласовал ответ",
            "Этот сотрудник уже согласовал ответ.",
            "Подписывает другой сотрудник: передайте ответ ему.",
            _at("send_reply"),
        ),
        Person(
            "article_author",
            "тот, кто написал материал",
            "Это тот, кто написал материал.",
            "Передайте материал на утверждение руководителю раздела или другому сотруднику.",
            _at("publish_article"),
        ),
    )
}
define(*(Word("doer", p.name, p.title) for p in PEOPLE.values()))
PersonName = Annotated[str, Of("doer")]


def people_at(action: str) -> tuple[str, ...]:
    return tuple(name for name, person in PEOPLE.items() if action in person.at)
