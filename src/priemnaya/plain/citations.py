"""References to acts in a letter, and moving them to numbered, de-duplicated endnotes (udmurtia-mio 3.11).

A reference is an act with requisites, or a part (статья, пункт) of a code or a numbered law. A bare «закон» is not one.
The grammar: parts? · (порядок, утверждённый)? · kind · issuing body? · title? · от date? · № number · от date? · title?
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .dates import MONTH, MONTHS
from .words import cased_like, inflected

_DATE = rf"\d{{1,2}}(?:\.\d{{1,2}}\.\d{{4}}|\s+(?:{MONTH})\s+\d{{4}})(?:\s*(?:года|г\.|г\b))?"
_NUMBER = r"(?:№|N|No\.?)\s*(?:[А-ЯЁа-яёA-Za-z]{1,3}[-/])?\d(?:[\w/.-]*[\wI])?"
_TITLE = r"\s*(?:«(?:[^«»\n]|«[^«»\n]*»){3,400}»|\"[^\"\n]{3,400}\")"
_LIST = r"\d+(?:\.\d+)*(?:\s*(?:,|и|–|—|-)\s*\d+(?:\.\d+)*)*"
_PART = rf"(?:[Аа]бз(?:ац\w*|\.)|[Пп]одпункт\w*|[Пп]п?\.|[Пп]ункт\w*|[Чч]аст(?:ь|и|ью|ей|ям|ями|ях)|[Чч]\.|[Сс]тать\w+|[Сс]татей|[Сс]т\.|[Гг]лав\w{{1,3}}|[Рр]аздел\w{{0,3}})\s*{_LIST}"
_PARTS = rf"(?:{_PART}(?:\s*,\s*|\s+и\s+|\s+)){{1,6}}"
_OF = r"[\s,]+(?:[А-ЯЁ][А-ЯЁа-яё-]*|РФ|[а-яё-]{2,}|«[^»\n]{1,120}»)"
_KIND = (
    r"(?:[Фф]едеральн\w{2,3}\s+(?:конституционн\w{2,3}\s+)?[Зз]акон(?:а|у|ом|е|ы|ов)?|[Зз]акон(?:а|у|ом|е)?"
    r"|[Уу]каз(?:а|у|ом|е)?|[Пп]остановлени(?:е|я|ю|ем|и)|[Рр]аспоряжени(?:е|я|ю|ем|и)|[Пп]риказ(?:а|у|ом|е|ы|ами)?"
    r"|[Рр]ешени(?:е|я|ю|ем|и)|[Пп]оручени(?:е|я|ю|ем|и)|[Пп]исьм(?:о|а|у|ом|е)|[Пп]ротокол(?:а|у|ом|е)?"
    r"|[Пп]ереч(?:ень|ня|ню|нем|не)\s+поручений|(?:[Тт]ехническ\w{2,3}\s+)?[Рр]егламент(?:а|у|ом|е)?)(?![а-яё])"
)
_APPROVED = r"(?:[Пп]оряд(?:ок|ка|ку|ком|ке)|[Пп]оложени(?:е|я|ю|ем|и)|[Рр]егламент(?:а|у|ом|е)?|[Пп]равил(?:а|ам|ами|ах)?|[Пп]ереч(?:ень|ня|ню|нем|не))[^.;:\n]{0,120}?,\s*(?:утв\.|утвержд[её]нн\w{2,3})\s+"
_REQUISITES = rf"(?:\s+от\s+{_DATE})?\s*,?\s*{_NUMBER}(?:\s+от\s+{_DATE})?"
_NAMED = rf"(?:{_APPROVED})?{_KIND}(?:{_TITLE})?(?:{_OF}){{0,12}}?{_REQUISITES}(?:{_TITLE})?"
_CODE = (
    r"(?:(?:[А-ЯЁ][а-яё]+(?:ого|ому|ым|ом|ий|ый)\s+(?:процессуальн\w{2,3}\s+)?кодекс\w{0,2}|[Кк]одекс\w{0,2}|Конституци\w{1,2}"
    r"|(?:ГрК|КоАП|ЖК|ГК|НК|ЗК|ТК|СК|УК|УПК|ГПК|АПК|КАС|БК|ЛК|ВК))(?![а-яёА-ЯЁ])(?:\s+(?:РФ|Российской\s+Федерации))?)"
)
_STANDARD = r"(?<!\w)(?:ГОСТ(?:\s+Р)?(?:\s+ИСО)?|СанПиН|СНиП|СП)\s+\d[\d.]*\d(?:[-–]\d{2,4})?"
_ACT = re.compile(
    rf"(?<!\w)(?:(?P<parts>{_PARTS})(?:(?P<code>{_CODE})|(?P<bare>\d{{1,3}}-ФЗ)|(?P<of>{_NAMED}))|(?P<named>{_NAMED}))|(?P<standard>{_STANDARD})"
)
ABBREVIATION = re.compile(r"\w*[А-ЯЁ]{2}\w*").fullmatch
_OWN = re.compile(r"(?:ваш\w{0,3}|наш\w{0,3}|сво\w{1,3})\s+$", re.IGNORECASE)
_CASES = {
    "по": "datv",
    "согласно": "datv",
    "к": "datv",
    "основании": "gent",
    "из": "gent",
    "для": "gent",
    "от": "gent",
    "с": "ablt",
    "со": "ablt",
    "в": "loct",
    "о": "loct",
    "об": "loct",
    "при": "loct",
}


@dataclass(frozen=True)
class Citation:
    """A reference: characters [start, end), its text, the part named (статья 5), and the act itself."""

    start: int
    end: int
    text: str
    parts: str = ""
    act: str = ""


def find_citations(text: str) -> list[Citation]:
    """References with requisites, in the order of the text."""
    found = []
    for match in _ACT.finditer(text):
        if _OWN.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        whole = match[0].rstrip(" ,.")
        parts = (match["parts"] or "").rstrip(" ,")
        act = whole[len(match["parts"] or "") :]
        found.append(Citation(match.start(), match.start() + len(whole), whole, parts, act))
    return found


def move_to_endnotes(text: str, notes: Iterable[str] = ()) -> tuple[str, list[str]]:
    """The text with each reference replaced by a short word and a number («закону [1]»), and all notes, each act once.

    notes: those the letter has already; their numbers stay. Nothing but the references changes.
    """
    kept = list(notes)
    known = {_key(n): n_th for n_th, n in enumerate(kept)}
    pieces: list[str] = []
    at = 0
    for found in find_citations(text):
        note = nominative(found)
        number = known.setdefault(_key(note), len(kept))
        if number == len(kept):
            kept.append(note)
        pieces += [text[at : found.start], f"{short_name(found, text[: found.start])} [{number + 1}]"]
        at = found.end
    return "".join([*pieces, text[at:]]), kept


def _key(note: str) -> str:
    """The same act in other dress is the same note: 27.07.2010 = 27 июля 2010 г., N = №, case of the words aside."""
    key = note.lower().replace("ё", "е")
    for n, month in enumerate(MONTHS, 1):
        key = re.sub(rf"(\d{{1,2}})\s+{month}\s+(\d{{4}})", rf"\1.{n:02}.\2", key)
    key = re.sub(r"\b(\d)\.(\d\d)\.(\d{4})", r"0\1.\2.\3", key)
    key = re.sub(r"(\d{4})\s*(?:года|г\.|г\b)", r"\1", key)
    if (number := re.search(r"(?:№|\bn\b)\s*([\w/.-]+)", key)) and (date := re.search(r"\d\d\.\d\d\.\d{4}", key)):
        part = re.match(rf"(?:{_PART}[\s,и]*)+", key)
        return f"{re.sub(r'[^0-9.]+', ' ', part[0]).strip() if part else ''}|{number[1]}|{date[0]}"
    return re.sub(r"\s+", " ", key)


def nominative(found: Citation) -> str:
    """The reference as a note begins: its first words in the nominative, with a capital."""
    words = found.text.split(" ")
    several = re.match(r"[а-яё]+\s+\d+(?:\.\d+)*(?:,|\s+и)\s", found.text, re.IGNORECASE)
    wanted = frozenset({"nomn", "plur"} if several else {"nomn"})
    for count in range(min(3, len(words))):
        base = inflected(words[count], wanted) if words[count].isalpha() and not ABBREVIATION(words[count]) else None
        if base is None:
            break
        words[count] = cased_like(base, words[count])
        if not re.fullmatch(r"[Фф]едеральн\w+|[Тт]ехническ\w+|конституционн\w+|[А-ЯЁ]\w+(?:ый|ий|ой)", words[count]):
            break
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def short_name(found: Citation, before: str) -> str:
    """What stays in the text: «закону», «Земельному кодексу»; with its part where the case can't be carried over
    surely."""
    noun = _act_noun(found.act)
    if noun is None:
        return found.text
    if found.parts:
        wanted = _CASES.get((before.split() or [""])[-1].lower())
        words = noun.split()
        carried = [inflected(w, frozenset({wanted})) if wanted and not ABBREVIATION(w) else None for w in words]
        noun = " ".join(str(c) for c in carried) if all(carried) else f"{found.parts} {noun}"
    return cased_like(noun, found.text) if not before.strip() or before.rstrip()[-1:] in ".!?" else noun


def _act_noun(act: str) -> str | None:
    """The act in a word or two, in the case it stands in: «закона», «порядок», «Земельного кодекса», «КоАП». None: keep
    it whole."""
    if re.match(r"\d", act):
        return "закона"
    if match := re.match(rf"(?P<approved>{_APPROVED})|(?P<kind>{_KIND})|(?P<code>{_CODE})", act):
        if match["approved"]:
            return match[0].split()[0].rstrip(",").lower()
        if match["kind"]:
            return re.sub(r"^[Фф]едеральн\w+\s+(?:конституционн\w+\s+)?", "", match[0]).lower()
        name = re.sub(r"\s{1,9}(?:РФ|Российской\s{1,9}Федерации)$", "", match[0])
        return name if ABBREVIATION(name) else name.lower()
    return None
