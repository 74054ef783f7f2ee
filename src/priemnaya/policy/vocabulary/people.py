"""People: who answers for something, who does it, who is told."""

from __future__ import annotations

from typing import Annotated

from . import Of, Word, define, title_of

CLIENT, EXECUTOR, HEAD_OF_UNIT = "client", "executor", "head_of_unit"
HEAD_OF_OTHER_UNIT = "head_of_other_unit"
KNOWN_LATER = (EXECUTOR, HEAD_OF_UNIT)
"""People of a matter whom nobody knows before it is given to somebody."""
TITLES: dict[str, str] = {
    EXECUTOR: "исполнитель дела",
    HEAD_OF_UNIT: "начальник отдела",
    HEAD_OF_OTHER_UNIT: "начальник другого отдела",
    "head": "руководитель",
    "registrar": "регистратор",
    "signer": "тот, кто подписывает ответы",
    "editor": "редактор базы знаний",
    "analyst": "аналитик",
    "admin": "администратор",
    "personnel": "кадровая служба",
    "heads_of_units": "начальники отделов",
    CLIENT: "клиент",
}
COMING: dict[str, tuple[str, str]] = {
    "other_executor": ("другой исполнитель", "другой исполнитель дела"),
    "second_approver": ("второй согласующий", "второй согласующий"),
    "not_complained_of": ("не тот, на кого жалуются", "лицо, на которое не жалуются, как адресат напоминания"),
    "operator": ("оператор телефона", "оператор телефона, у которого был разговор, как ответственный"),
    "consultant": ("консультант на приёме", "запись на приём"),
}
define(*(Word("person", name, title) for name, title in TITLES.items()))
define(*(Word("person", name, title, waits=waits) for name, (title, waits) in COMING.items()))

Person = Annotated[str, Of("person")]


def confirmed_by(name: str) -> str:
    """«подтверждает аналитик», «подтверждают начальники отделов»."""
    return f"{'подтверждают' if name == 'heads_of_units' else 'подтверждает'} {title_of('person', name)}"


def answered_by(name: str) -> str:
    """«отвечает и получает напоминания аналитик», «отвечают и получают напоминания начальники отделов»."""
    many = name == "heads_of_units"
    return f"{'отвечают и получают' if many else 'отвечает и получает'} напоминания {title_of('person', name)}"


def employees_only(where: str, *names: str) -> None:
    """Raises ValueError where a rule makes the client answer for a term or be reminded of it."""
    if CLIENT in names:
        raise ValueError(f"{where}: здесь называют сотрудников; клиенту сообщает вид tell")
