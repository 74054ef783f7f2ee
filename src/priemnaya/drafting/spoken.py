"""What the words of a clause say of when and for whom its rule holds: «ответ на запрос информации», «отказ согласует…»,
«председателю сообщают»; and the rows of a table of terms, each of which is a term by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from priemnaya.plain.inputs.numbered import BETWEEN
from priemnaya.plain.words import word
from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.people import CLIENT, TITLES

from .examples import Values
from .fitting import sound
from .taking import Taken

KINDS_SAID: tuple[tuple[str, str], ...] = (
    ("service_complaint", r"жалоб\w*\s(?:на|о)\s[^.;|]{0,60}услуг"),
    ("appeal_complaint", r"жалоб"),
    ("info_request", r"запрос\w*\s(?:об?\s|на\s)?информаци|о\sпредоставлении\sинформации"),
    ("media_request", r"редакци|средств\w*\sмассовой|журналист|(?<![а-яё])сми(?![а-яё])"),
    ("service_application", r"заявлени\w*\s(?:на|об?)\s[^.;|]{0,40}услуг"),
    ("social_message", r"сообществ|социальн\w+\sсет|мессенджер|(?<![а-яё])бот[еау]?(?![а-яё])"),
    ("appeal", r"обращени\w*\s(?:граждан|жител|организаци)|письменн\w+\sобращени|^обращени"),
    ("message", r"вопрос|сообщени"),
)
_SAID = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in KINDS_SAID)
_REFUSAL = re.compile(r"(?<![а-яё])отказ(?!\w*\sот\s)|отказыва\w+|отрицательн\w+\s(?:ответ|решени)", re.IGNORECASE)
_URGENT = re.compile(r"(?<!не)срочн\w{2,3}\s|аварийн|неотложн", re.IGNORECASE)
_DEPUTIES = re.compile(r"депутат|сенатор|парламент", re.IGNORECASE)
_PROSECUTORS = re.compile(r"прокур(?:ор|атур)", re.IGNORECASE)
_OWED: tuple[tuple[Values, str], ...] = (
    ({"from": "message_received", "do": "registration"}, r"срок\w*\s[^.;|]{0,30}регистрац|регистриру"),
    ({"from": "message_registered", "do": "forwarding"}, r"срок\w*\s[^.;|]{0,30}пересыл|пересыла"),
    ({"from": "message_registered", "do": "assigned"}, r"срок\w*\s[^.;|]{0,30}(?:передач|назначен)"),
    (
        {"from": "message_registered", "do": "reply_on_substance"},
        r"срок\w*\s[^.;|]{0,40}(?:ответ|рассмотр|подготовк)|отвеча|ответ[ыа]?\s(?:да|направл)",
    ),
)


def kinds_said(words: str) -> list[str]:
    """Kinds of matters that the words name: the first, and none where they name none."""
    return next(([kind] for kind, pattern in _SAID if pattern.search(words)), [])


def of_table(words: str, above: str, taken: Sequence[Taken]) -> tuple[Values, Taken] | None:
    """A row of a table of terms: what is owed stands above, the term in a cell, for which matters in the other."""
    term = next((one for one in taken if one.sort == "term" and one.words in words), None)
    if BETWEEN not in words or term is None:
        return None
    owed = next((values for values, pattern in _OWED if re.search(pattern, above, re.IGNORECASE)), None)
    if owed is None:
        return None
    subject = " ".join(cell for cell in words.split(BETWEEN) if term.words not in cell)
    values: Values = {**owed, "within": term.value}
    under: Values = {}
    if _URGENT.search(subject):
        under["urgency"] = ["urgent"]
    elif kinds := kinds_said(subject):
        under["kinds"] = kinds
    full = {**values, "if": under} if under else values
    found = full if sound("within", full) is not None else values
    return (found, term) if sound("within", found) is not None else None


def said_of(kind: str, values: Values, words: str) -> Iterator[tuple[Values, str]]:
    """Conditions that the words say and the values have not: (what to add to `if`, in words)."""
    reply = values.get("action") == "send_reply" or {"send_reply", "approve_reply"} & set(values.get("actions") or ())
    of_letter = reply or values.get("from") in ("reply_sent", "reply_signed")
    if of_letter and _REFUSAL.search(words):
        yield {"decisions": ["refusal"]}, "решение: отказать"
    grounds = ["deputy", "parliamentary"] if _DEPUTIES.search(words) else []
    grounds += ["prosecutor"] if _PROSECUTORS.search(words) else []
    if reply and grounds:
        yield {"grounds": grounds}, "признак: " + ", ".join(title_of("ground", g) for g in grounds)
    if kind == "within" and values.get("do") == "reply_on_substance":
        if _URGENT.search(words):
            yield {"urgency": ["urgent"]}, "срочность: срочное"
        if (kinds := kinds_said(words)) and kinds != ["message"]:
            yield {"kinds": kinds}, f"вид дела: {title_of('case_kind', kinds[0])}"


def with_said(kind: str, values: Values, words: str) -> tuple[Values, list[str]]:
    """The values under the conditions of the clause's own words, and what to say of each."""
    notes = []
    for more, told in said_of(kind, values, words):
        asked = {**more, **(values.get("if") or {})}
        if asked == (values.get("if") or {}) or set(more) <= set(values.get("if") or {}):
            continue
        changed = {**values, "if": asked}
        if sound(kind, changed) is not None:
            values = changed
            notes.append(f"условие «{told}» (if) — по словам пункта: сверьте")
    return values, notes


def without_strangers(kind: str, values: Values, words: str) -> tuple[Values, str]:
    """Kinds of matters that the like clause speaks of and this one does not are left out."""
    kinds = (values.get("if") or {}).get("kinds") or []
    titles = [title_of("case_kind", k) for k in kinds]
    if not kinds or any(t.split()[0][:6] in words.lower() for t in titles):
        return values, ""
    others = {k: v for k, v in values["if"].items() if k != "kinds"}
    changed = {**{k: v for k, v in values.items() if k != "if"}, **({"if": others} if others else {})}
    if sound(kind, changed) is None:
        return values, ""
    return changed, f"условие «вид дела: {', '.join(titles)}» похожего пункта убрано: в словах акта его нет"


def told_whom(values: Values, taken: Sequence[Taken], words: str) -> tuple[Values, list[Taken]]:
    """Employees whom the words name are told, not those of the like clause."""
    if CLIENT in (values.get("whom") or [CLIENT]):
        return values, []
    named = [one for one in taken if one.sort == "person" and one.value in TITLES and one.value != CLIENT]
    named = [one for one in named if one.words in words and "nomn" not in word(one.words.split()[0]).first]
    people = list(dict.fromkeys(one.value for one in named))
    changed = {**values, "whom": people}
    return (changed, named) if people and sound("tell", changed) is not None else (values, [])
