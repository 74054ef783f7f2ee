"""What is wrong with the fields of a form, before any of it is done: for a page that says all of it at once."""

from __future__ import annotations

from collections.abc import Mapping

from priemnaya.cases.models import Case
from priemnaya.core.reading import code_of, numeral
from priemnaya.errors import Objection
from priemnaya.knowledge.models import Topic
from priemnaya.plain.unfilled import unfilled


def no_topic(typed: str) -> str:
    """By its code, or by the words that somebody typed in its place."""
    called = f"Темы с кодом «{typed}»" if numeral(typed[:1]) else f"Темы «{typed}»"
    return f"{called} в классификаторе нет. Начните печатать и выберите из списка."


def unknown_topics(typed: Mapping[str, str]) -> dict[str, str]:
    """Of topics as people write them, by fields: what is wrong with those that the classifier lacks."""
    codes = {name: code_of(words) for name, words in typed.items() if words.strip()}
    known = set(Topic.objects.current().filter(code__in=set(codes.values())).values_list("code", flat=True))
    return {
        name: no_topic(code if numeral(code[:1]) else typed[name]) for name, code in codes.items() if code not in known
    }


def fault_of_reason(case: Case, urgency: str, reason: str) -> str:
    """What is wrong with the reason of an urgency; empty when nothing is."""
    if urgency == "urgent" and not reason.strip():
        return "Напишите, почему дело срочное."
    if case.urgency == "urgent" and urgency == "normal" and reason.strip() in ("", case.urgency_reason):
        return "Напишите, почему дело больше не срочное: причина останется в деле."
    return ""


def must_be_filled(words: str) -> None:
    """What the client is to read is finished. Raises Objection."""
    if left := unfilled(words):
        raise Objection(f"Клиент прочтёт «{left[0]}»: впишите, что там должно стоять, или уберите эти слова.")
