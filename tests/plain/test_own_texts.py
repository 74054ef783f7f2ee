"""The product keeps its own rules: what it writes to clients by itself passes its checker."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from priemnaya.cases import forwarding_texts as words
from priemnaya.cases import texts
from priemnaya.cases.models import CASE_KINDS
from priemnaya.cases.standing import standing_of
from priemnaya.plain import Profile, check

from ..helpers import case_of

SUPPLIED = frozenset({"survey", "signer"})


def strong(text: str, kind: str) -> list[tuple[str, str]]:
    report = check(text, Profile(kind=kind, supplied=SUPPLIED))  # type: ignore[arg-type]
    return [(f.rule, text[f.start : f.end]) for f in report.findings if f.level in ("error", "warning")]


def test_automatic_letters_are_plain(cast: Any) -> None:
    case, later = case_of(cast.udm), timezone.now() + dt.timedelta(days=20)
    due = f"{texts.when(case, later)} {texts.said(cast.udm, 'provisional_day')}"
    taken = {
        "as asked": case,
        "as a message": case_of(cast.udm, identity=""),
        "a complaint": case_of(cast.udm, kind="appeal_complaint", against="Сорокин"),
        "a complaint as a message": case_of(cast.udm, kind="appeal_complaint", against="Некто", identity=""),
        "in its words": case_of(cast.udm, kind="message", identity="", text="Жалуюсь на волокиту."),
    }
    letters = {
        **{
            f"received {name}": texts.received(case, "1234", "https://example.ru/f/1", due, standing=standing_of(one))
            for name, one in taken.items()
        },
        "extended": texts.extended(case, due, "Ждём сведения из Росреестра."),
        "term": texts.term(case, later, provisional=True),
        "closed": texts.closed(case, "Мы прекратили переписку", "На этот вопрос мы ответили вам 5 мая и 7 июня."),
    }
    for name, letter in letters.items():
        assert strong(letter, "reply") == [], name
    to = [("Администрация города Ижевска", "426000, г. Ижевск, ул. Образцовая, д. 2", "+7 (3412) 00-00-02")]
    for keeps, waits, left_out in ((False, False, []), (True, False, ["вирус.exe"]), (False, True, [])):
        rest = words.rest_of(case, keeps=keeps, waits=waits, due=due)
        told = words.forwarded(case, to, "дорогами занимается она", at=later, rest=rest, left_out=left_out)
        assert strong(told, "forwarding") == []
    for text in ("forwarding_undone", "forwarding_stays"):
        why, others = "Письмо вернулось, а участок ведём мы.", ["Администрация города"]
        undone = words.forwarding_undone(case, [to[0][0]], why, later, text=text, others=others)
        assert strong(undone, "reply") == []
    assert strong(texts.clarify(case, "Какой номер у вашего участка?"), "clarification") == []


@pytest.mark.parametrize("kind", [*CASE_KINDS])
def test_letters_to_other_bodies_are_plain(cast: Any, kind: str) -> None:
    case = case_of(cast.udm, postal_address="426000, г. Ижевск, ул. Мира, д. 1")
    case.kind = kind
    said = words.covering(
        case,
        "Границы участков ведёт Росреестр",
        "ст. 8 ч. 4 Федерального закона № 59-ФЗ",
        question="Где проходит граница",
        others=["Администрация города Ижевска"],
        keeps=True,
        left_out=[("счёт.exe", "антивирус нашёл в нём угрозу: Eicar")],
    )
    assert strong(said, "reply") == []
    note = words.covering_note(case, "2026/7", timezone.now(), "Письмо 2026-7.pdf", "Дело.zip", cast.registrar)
    assert strong(note, "reply") == []
