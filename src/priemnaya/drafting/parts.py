"""The parts of a file: the order that approves, the act approved, its appendices; and what the heads of them say."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from priemnaya.plain.dates import MONTH, MONTHS

from .marks import mark_of
from .naming import cased, in_case

_DECREES = re.compile(
    r"\b(?:п\s?р\s?и\s?к\s?а\s?з\s?ы\s?в\s?а\s?(?:ю|е\s?т|е\s?м)|постановля(?:ю|ет|ем)|распоряжа(?:юсь|ется)|реш(?:ил|ила|или|ает)"
    r"|обязыва(?:ю|ет))\s?:?\s?$",
    re.IGNORECASE,
)
_APPROVED = re.compile(r"(?:у\s?т\s?в\s?е\s?р\s?ж\s?д\s?(?:[её]\s?н\s?(?:[аоы])?|а\s?ю))\b", re.IGNORECASE)
_APPROVES = re.compile(r"(?:утвердить|ввести\s(?:в\sдействие|в\sработу))\b", re.IGNORECASE)
_APPENDIX = re.compile(r"приложени[ея]\s{0,3}(?:№|N)?\s{0,3}(\d{1,2})?(?:\s|$|[.,])", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:порядок|правила|регламент|стандарт|концепция|положение|методика|кодекс|политика|инструкция|требования)\b",
    re.IGNORECASE,
)
_OF_ORDER = re.compile(r"\b(?:к\s)?(?:приказ|распоряжени|постановлени|решени)", re.IGNORECASE)


@dataclass
class Part:
    """name: «order» of the approving act, empty of the main one, «app2» of an appendix. head: lines before its first
    clause. lines: the rest."""

    name: str
    head: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def parts_of(paragraphs: list[str]) -> list[Part]:
    """The parts in order; one that is alone is the main one, whatever it is called."""
    found = [Part("")]
    decreed = False
    for n, line in enumerate(paragraphs):
        following = paragraphs[n + 1 : n + 4]
        if not decreed and not found[-1].name and _decrees(line):
            decreed = True
            found[-1].name = "order"
            found[-1].head += [*found[-1].lines, line]
            found[-1].lines = []
        elif not decreed and _approved_beside(line, following, found):
            found[0].name, decreed = "order", True
            found.append(Part("", [line]))
        elif (name := _opens(line, following, found, decreed)) is not None:
            found.append(Part(name, [line]))
        else:
            found[-1].lines.append(line)
    found = [p for p in found if p.lines or p.head] or [Part("")]
    if len(found) == 1 or (not any(_has_clauses(p) for p in found if p.name == "") and _has_clauses(found[0])):
        found[0].name = ""
        for p in found[1:]:
            p.name = p.name or "app1"
    return found


def _decrees(line: str) -> bool:
    return bool(_DECREES.search(line[-60:])) and mark_of(line).sort == "plain"


def _opens(line: str, following: list[str], found: list[Part], decreed: bool) -> str | None:
    """The name of the part that a line opens; None inside of one."""
    if len(line) > 250 or mark_of(line).sort != "plain":
        return None
    main = any(p.name == "" for p in found)
    begun = any(_has_clauses(p) for p in found)
    if _APPROVED.match(line):
        return None if main and not begun else ("" if not main else None)
    if (met := _APPENDIX.match(line)) and len(line) < 200:
        to_order = bool(_OF_ORDER.search(" ".join([line, *following])[:400]))
        if not main and (to_order or decreed):
            return ""
        if main and begun and (above := _appendix_above(" ".join([line, *following[:2]]), found)):
            return f"{above}.app{met[1] or 1}"
        if main and begun:
            return f"app{met[1] or sum(p.name.startswith('app') for p in found) + 1}"
        return None
    if decreed and not main and _TITLE.match(line) and _restarts(following, found[-1]):
        return ""
    return None


def _appendix_above(words: str, found: list[Part]) -> str:
    """The appendix that this one belongs to: «Приложение 1 к приложению 2»; empty where it is one of the act's own."""
    met = re.search(r"к\s(?:настоящему\s)?приложению(?:\s№?\s?(\d{1,2}))?", words, re.IGNORECASE)
    known = [p.name for p in found if p.name.startswith("app") and "." not in p.name]
    if met is None or not known:
        return ""
    return f"app{met[1]}" if met[1] and f"app{met[1]}" in known else known[-1]


def _approved_beside(line: str, following: list[str], found: list[Part]) -> bool:
    """The act that an order without «приказываю» approves begins here: «Приложение к распоряжению», «УТВЕРЖДЕН»."""
    if len(found) > 1 or len(line) > 250 or mark_of(line).sort != "plain":
        return False
    if not (_APPROVED.match(line) or _APPENDIX.match(line)) or not _OF_ORDER.search(" ".join([line, *following])[:400]):
        return False
    return any(_APPROVES.match(mark_of(x).text) for x in found[0].lines if mark_of(x).sort == "point")


def _restarts(following: list[str], part: Part) -> bool:
    """What comes is numbered from one again, after clauses of the order."""
    return _has_clauses(part) and any(mark_of(f).parts[:1] == (1,) for f in following)


def _has_clauses(part: Part) -> bool:
    return any(mark_of(line).sort in ("article", "point", "chapter", "bracket") for line in part.lines)


# --- what the heads say


@dataclass(frozen=True)
class Head:
    """What is known of the act. title: as the order names itself; body: who gave it; project: it says of itself that it
    is a draft."""

    title: str = ""
    number: str = ""
    date: dt.date | None = None
    body: str = ""
    project: bool = False
    subject: str = ""


_DATE = re.compile(rf"\b(\d{{1,2}})\s(?:({MONTH}))\s(\d{{4}})", re.IGNORECASE)
_DATE_DIGITS = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_NUMBER = re.compile(r"(?:№|\bN)\s{0,3}([\w/-]{0,20}\d[\w/-]{0,20})(?<!_)(?!_)")
_BODY = re.compile(
    r"(?:[а-яё-]{3,30}(?:ая|ое|ый|ий|ой)\s){0,3}(?:министерств|комитет|департамент|управлени|инспекци|служб|администраци|агентств|аппарат|канцеляри|палат|фонд|центр)\w{0,6}\b",
    re.IGNORECASE,
)


def date_in(text: str) -> dt.date | None:
    """The first date of a text, in words or in digits."""
    found = []
    if met := _DATE.search(text):
        found.append((met.start(), (int(met[3]), MONTHS.index(met[2].lower()) + 1, int(met[1]))))
    if met := _DATE_DIGITS.search(text):
        found.append((met.start(), (int(met[3]), int(met[2]), int(met[1]))))
    for _, day in sorted(found):
        try:
            return dt.date(*day)
        except ValueError:
            continue
    return None


def head_of(parts: list[Part]) -> Head:
    """What the heads of the order and of the act say of it."""
    order = next((p for p in parts if p.name == "order"), None)
    main = next((p for p in parts if p.name == ""), parts[0])
    own = _before_clauses(main)
    above = _before_clauses(order) if order else []
    lines = [*above, *own]
    top = [x for x in above or own if not _DECREES.search(x[-60:])]
    signs = [x for x in top if len(x) < 60 and not x.lower().startswith("в соответствии")]
    approved = " ".join(own[:8])
    date = next((d for x in signs if (d := date_in(x))), None) or date_in(approved)
    number = next((m[1] for x in signs if (m := _NUMBER.search(x))), "")
    if not number and (met := _NUMBER.search(approved)):
        number = met[1]
    body = max((_body_in(own), _body_in(top)), key=lambda name: (len(name) < 200, len(name)))
    subject = next((x for x in lines if re.match(r"об?\s", x, re.IGNORECASE) and len(x) > 15), "")
    project = any(re.match(r"\W*проект\b", x, re.IGNORECASE) and len(x) < 30 for x in lines)
    act = next((m[1].capitalize() for x in lines if (m := _ACT.match(x))), "Приказ")
    called = in_case(cased(body), "gent") if body else f"«{subject.strip(' .')}»" if subject else ""
    return Head(f"{act} {called}".strip(), number, date, cased(body), project, subject)


def _before_clauses(part: Part) -> list[str]:
    n = next((n for n, x in enumerate(part.lines) if mark_of(x).sort in ("article", "point", "chapter")), 0)
    return [*part.head, *part.lines[:n]]


_BY_ORDER = re.compile(
    r"(?:приказ(?:ом|у)?|распоряжени(?:ем|ю|е)|постановлени(?:ем|ю|е))\s((?:[А-ЯЁа-яё«»\"-]+,?\s){1,25}?)"
    r"(?=от\b|№|N\b|\d|порядок|концепция|правила|регламент|стандарт|положение|$)",
    re.IGNORECASE,
)


def _body_in(lines: list[str]) -> str:
    """The name of the body in what stands above the clauses, in the genitive where it is said so: «приказом
    Министерства …»."""
    text = " ".join(lines)
    for met in _BY_ORDER.finditer(f"{text} "):
        if _BODY.search(met[1]):
            return met[1].strip(" ,")
    for n, line in enumerate(lines):
        if len(line) < 160 and _BODY.match(line):
            more = [
                x
                for x in lines[n + 1 : n + 3]
                if x.isupper() and line.isupper() and len(x) < 80 and not _ORDERS.match(x)
            ]
            return " ".join([line, *more]).strip(" .,")
    return ""


_ACT = re.compile(r"(приказ|распоряжение|постановление)(?:\s|$)", re.IGNORECASE)
_ORDERS = re.compile(r"(?:приказ|распоряжение|постановление|решение)\b", re.IGNORECASE)
