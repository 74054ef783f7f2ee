"""Does the letter contradict the case: names, numbers, dates, sums, terms. A value is compared with the client's words,
the card, the service's edition; one that is almost, but not quite, a value of the case is most likely a slip."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from rapidfuzz.distance import OSA

from priemnaya.drafting.numerals import WORDS
from priemnaya.drafting.units import UNIT, amount, counted
from priemnaya.plain.document import without_long_runs
from priemnaya.plain.signs import says
from priemnaya.worktime import Term, parse_rule

from .asked import messages_of
from .models import Case, Reply
from .modules import unfilled

TITLES = {
    "FACT-1": "Номер дела не тот",
    "FACT-2": "Имя не того клиента",
    "FACT-3": "Дата расходится с делом",
    "FACT-4": "Сумма расходится с делом",
    "FACT-5": "Номер документа или объекта расходится с делом",
    "FACT-6": "Не заполнено место шаблона",
    "FACT-7": "Срок расходится с описанием услуги",
}
NUMBER = re.compile(r"\b\d{4}-\d{6}\b")
GREETED = re.compile(
    r"(?:здравствуйте|уважаем(?:ый|ая|ые|ое)|добрый\s+день)\W{1,3}([А-ЯЁ][а-яё]+)\s+([А-ЯЁ][а-яё]+(?:вич|вна|ич|чна|оглы|кызы))",
    re.IGNORECASE,
)
OUR_LETTER = re.compile(
    r"\b(?:(?:обращени|заявлени|сообщени)(?:е|я|ю|ем|и|ях|ям|ями|й)|жалоб(?:а|ы|е|у|ой)|письм(?:о|а|у|ом|е))\s+(?:№\s*\S+\s+)?от\s+(\d{1,2}\.\d{2}\.\d{4})",
    re.IGNORECASE,
)
UNTIL = re.compile(r"\bдо\s+(\d{1,2}\.\d{2}\.\d{4})")
SUM = re.compile(r"(?<!\d)(\d{1,3}(?:[   ]\d{3}){1,5}|\d{1,18})\s{0,3}(?:руб|₽)", re.IGNORECASE)
IDENTIFIER = re.compile(r"\d{2}:\d{2}:\d{6,7}:\d+|(?<![\d.,:-])\d(?:[\d -]{4,60}\d)(?![\d:-])|№\s*[\w/-]*\d[\w/-]{2,}")
TERM = re.compile(
    r"\b(?:за|в\s{1,3}течение|срок[^.\n]{0,20}?)\s{1,3}"
    rf"({WORDS}|\d{{1,4}})\s{{1,3}}({UNIT})(?![а-яё])"
    r"|\bв\s{1,3}течение\s{1,3}()(недели|месяца|года)(?![а-яё])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Contradiction:
    """rule: what sort; said: the words of the letter; known: what the case has instead."""

    rule: str
    said: str
    known: str

    @property
    def message(self) -> str:
        told = f"В письме «{self.said}»"
        return f"{told}, а в деле — «{self.known}»." if self.known else f"{told}: этого не должно быть."


def contradictions(reply: Reply, text: str) -> list[Contradiction]:
    """Every contradiction of the letter with its case, each once."""
    known = reply.__dict__.get("_contradictions")
    if known and known[0] == text:
        return list(known[1])
    case, whole = reply.case, text
    text, materials = without_long_runs(text), without_long_runs(_materials(case))
    found = [
        *_numbers(case, text, materials),
        *_names(case, text),
        *_dates(case, text, materials),
        *_sums(case, text, materials),
        *_identifiers(text, materials),
        *(Contradiction("FACT-6", v, "") for v in unfilled(text)),
        *_terms(case, f"{reply.text}\n{reply.grounds}"),
    ]
    told = list(dict.fromkeys(found))
    reply.__dict__["_contradictions"] = (whole, told)  # the guard and the page ask for the same text
    return told


def _materials(case: Case) -> str:
    """The client's words and what the case says of itself."""
    client = case.client
    card = f"{client.full_name} {client.person} {client.postal_address} {case.written_for}" if client else ""
    complaint = getattr(case, "complaint", None)
    own = f"{case.number} {case.subject} {card} {case.organisation.address} {case.organisation.phone}"
    about = f"{complaint.against} {complaint.decision}" if complaint else ""
    return "\n".join([own, about, *(f"{m.subject}\n{m.text[:20_000]}" for m in messages_of(case))])


def _numbers(case: Case, text: str, materials: str) -> Iterable[Contradiction]:
    known = set(NUMBER.findall(materials))
    return [Contradiction("FACT-1", n, case.number) for n in NUMBER.findall(text) if n not in known]


def _folded(word: str) -> str:
    return word.lower().replace("ё", "е")


def _names(case: Case, text: str) -> Iterable[Contradiction]:
    client = case.client
    if client is None or not (client.name and client.patronymic):
        return []
    known = f"{client.name} {client.patronymic}"
    return [
        Contradiction("FACT-2", f"{m[1]} {m[2]}", known)
        for m in GREETED.finditer(text)
        if _folded(f"{m[1]} {m[2]}") != _folded(known)
    ]


def _day(typed: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(typed, "%d.%m.%Y").date()
    except ValueError:
        return None


def _dates(case: Case, text: str, materials: str) -> Iterable[Contradiction]:
    body = case.organisation
    own = {body.local(case.received_at).date(), body.local(case.registered_at).date()}
    stated = {d for d in map(_day, re.findall(r"\d{1,2}\.\d{2}\.\d{4}", materials)) if d}
    registered = f"{body.local(case.registered_at):%d.%m.%Y}"
    for match in OUR_LETTER.finditer(text):
        day = _day(match[1])
        if day and day not in own | stated:
            yield Contradiction("FACT-3", match[0], f"зарегистрировано {registered}")
    today = body.local(timezone.now()).date()
    for match in UNTIL.finditer(text):
        day = _day(match[1])
        if day and day < today and day not in stated:
            yield Contradiction("FACT-3", match[0], f"сегодня {today:%d.%m.%Y}, этот день прошёл")


def _amount(typed: str) -> int:
    return int(re.sub(r"\D", "", typed) or 0)


def _sums(case: Case, text: str, materials: str) -> Iterable[Contradiction]:
    stated = {_amount(m[1]) for m in SUM.finditer(materials)}
    service = case.service
    edition = service.current if service else None
    cost = edition.text.cost if edition else None
    allowed = stated | ({cost.rubles} | {_amount(n) for n in re.findall(r"\d[\d ]*", cost.note)} if cost else set())
    for match in SUM.finditer(text):
        amount = _amount(match[1])
        if amount in allowed:
            continue
        start = max(text.rfind(".", 0, match.start()), text.rfind("\n", 0, match.start()))
        if cost and says(text[start + 1 : match.end() + 40], "fee"):
            yield Contradiction("FACT-4", match[0], f"{cost.rubles} рублей" if cost.rubles else "бесплатно")
        elif near := _near(str(amount), {str(a) for a in stated}):
            yield Contradiction("FACT-4", match[0], f"{near} рублей")


def _identifiers(text: str, materials: str) -> Iterable[Contradiction]:
    def bare(found: str) -> str:
        return re.sub(r"[\s№-]", "", found).lower()

    known = {bare(m): m for m in IDENTIFIER.findall(materials)}
    for said in IDENTIFIER.findall(text):
        value = bare(said)
        if value in known or len(value) < 5 or NUMBER.search(said):
            continue
        if near := _near(value, set(known)):
            yield Contradiction("FACT-5", said.strip(), known[near].strip())


def _near(value: str, known: set[str]) -> str:
    """A known value one or two slips away; short values must differ by one."""
    limit = 1 if len(value) < 8 else 2
    close = [
        (OSA.distance(value, k, score_cutoff=limit), k) for k in known if abs(len(k) - len(value)) <= 1 and len(k) > 3
    ]
    found = sorted((d, k) for d, k in close if 0 < d <= limit)
    return found[0][1] if found else ""


def _terms(case: Case, text: str) -> Iterable[Contradiction]:
    application = getattr(case, "application", None)
    if application is None:
        return []
    term = application.edition.text.term.term
    return [
        Contradiction("FACT-7", m[0], str(term))
        for m in TERM.finditer(text)
        if says(_sentence(text, m.start()), "service_decision") and _told(m) != _length(term)
    ]


def _told(said: re.Match[str]) -> tuple[int, str] | None:
    """A term of a letter as terms are counted; None for one that is longer than any term."""
    value = amount(said[1] or said[3] or "один", said[2] or said[4])
    return _length(parse_rule(value)) if counted(value) else None


def _length(term: Term) -> tuple[int, str]:
    """A year is twelve months; a month is no number of days."""
    return (term.amount * 12, "months") if term.unit == "years" else (term.amount, term.unit)


def _sentence(text: str, at: int) -> str:
    start = max(text.rfind(c, 0, at) for c in ".!?\n") + 1
    ends = [e for e in (text.find(c, at) for c in ".!?\n") if e >= 0]
    return text[start : min(ends, default=len(text))]
