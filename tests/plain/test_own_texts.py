"""The product keeps its own rules: what it writes to clients by itself passes its checker."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from priemnaya.cases import texts
from priemnaya.cases.standing import standing_of
from priemnaya.plain import Profile, check

from ..helpers import case_of

SUPPLIED = frozenset({"survey", "signer"})


def strong(text: str, kind: str) -> list[tuple[str, str]]:
    report = check(text, Profile(kind=kind, supplied=SUPPLIED))  # type: ignore[arg-type]
    return [(f.rule, text[f.start : f.end]) for f in report.findings if f.level in ("error", "warning")]


def test_automatic_letters_are_plain(cast: Any) -> None:
    case, later = case_of(cast.udm), timezone.now() + dt.timedelta(days=20)
    taken = {
        "as asked": case,
        "as a message": case_of(cast.udm, identity=""),
        "a complaint": case_of(cast.udm, kind="appeal_complaint", against="Сорокин"),
        "a complaint as a message": case_of(cast.udm, kind="appeal_complaint", against="Некто", identity=""),
        "in its words": case_of(cast.udm, kind="message", identity="", text="Жалуюсь на волокиту."),
    }
    letters = {
        **{
            f"received {name}": texts.received(case, "1234", "https://example.ru/f/1", later, standing=standing_of(one))
            for name, one in taken.items()
        },
        "extended": texts.extended(case, later, "Ждём сведения из Росреестра."),
        "term": texts.term(case, later, provisional=True),
        "closed": texts.closed(case, "Мы прекратили переписку", "На этот вопрос мы ответили вам 5 мая и 7 июня."),
    }
    for name, letter in letters.items():
        assert strong(letter, "reply") == [], name
    assert strong(texts.forwarded(case, "в мэрию Ижевска", "дорогами занимается она"), "forwarding") == []
    assert strong(texts.clarify(case, "Какой номер у вашего участка?"), "clarification") == []
