"""Numbers of clauses as the act has them, with titles of their named parts. Pages show these, never the key."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from priemnaya.bounded.lined import CITED

PARTS: dict[str, str] = {
    "client": "клиент",
    "control": "надзор",
    "satisfaction": "удовлетворённость",
    "service": "услуга",
    "effect1": "первый эффект",
    "effect2": "второй эффект",
    "experience": "клиентский опыт",
    "journey": "путь клиента",
    "journeymap": "карта пути клиента",
    "level": "уровень",
    "lifesituation": "жизненная ситуация",
    "need": "потребность",
    "noapplication": "без заявления",
    "points": "точки взаимодействия",
    "proactive": "проактивность",
    "profile": "профиль клиента",
    "redesign": "переделка услуги",
    "scenario": "сценарий",
    "segment": "группа клиентов",
}
"""Named parts of numbers: where an act gives no number (a definition, an item of a list), the file names it."""
ACT = "order"
"""The first part of the number of a clause that stands in the order itself, not in what it approves."""
APPROVING = "утверждающий акт"
"""Whatever it is: an order, a decree, a resolution; its own title names what it approves."""
CALLED_AS: dict[str, tuple[str, str, str]] = {
    "приказ": ("приказ", "приказа", "приказом"),
    "распоряжение": ("распоряжение", "распоряжения", "распоряжением"),
    "постановление": ("постановление", "постановления", "постановлением"),
    "решение": ("решение", "решения", "решением"),
    "указ": ("указ", "указа", "указом"),
    "положение": ("положение", "положения", "положением"),
    "порядок": ("порядок", "порядка", "порядком"),
    "регламент": ("регламент", "регламента", "регламентом"),
    "стандарт": ("стандарт", "стандарта", "стандартом"),
    "правила": ("правила", "правил", "правилами"),
    "инструкция": ("инструкция", "инструкции", "инструкцией"),
    "кодекс": ("кодекс", "кодекса", "кодексом"),
}
"""What an act calls itself by the first word of its title: as a name, «текст …», «утверждено …»."""


def called(title: str) -> tuple[str, str, str]:
    first = re.match(r"[а-яё]+", title.strip().lower())
    return CALLED_AS.get(first[0] if first else "", ("акт", "акта", "актом"))


LATIN = re.compile(r"[A-Za-z]")
APPENDIX = re.compile(r"app(\d{1,2})")
AGAIN = re.compile(r"p(\d{1,2})")
"""Two places of an act that have one number: the second has this part more."""
OF_THE_LAW = re.compile(r"\d{1,4}-[a-z]")
"""Keys of the layers of law begin with their act: «59-fz.12.2»."""
ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
"""Numbers of chapters up to 89; «C», «D» and «M» are letters of lists."""
CALLED = re.compile(
    r"\s*(?i:§|№|ст\.|статья|п\.|пп\.|пункт|подпункт|ч\.|часть|гл\.|глава|раздел|абзац)\s*(?:\d|[А-ЯЁA-Z](?!\w))"
)
"""A number that the act itself calls something."""
NAMED = re.compile(r"^(?!\d{1,4}[- ]?(?:бис|тер|кватер)\b).*?[а-яёА-ЯЁ]{3}")
"""A part of a number that is words of the act, not a letter of its list."""


def act_number(number: str) -> str:
    """A clause's number as the act has it: «3.5», «утверждающий акт, п. 2», «приложение 2, п. 1», «2, «клиент»». A part
    in Latin that has no title is left out: the number before it is the act's."""
    parts = number.split(".")
    of, depth = (APPROVING, 1) if parts[0] == ACT else _appendix(parts)
    rest = parts[depth:]
    if CALLED.match(number):
        return number
    own = [p for p in rest if ROMAN.fullmatch(p) or (not LATIN.search(p) and not NAMED.search(p))]
    named = [name for p in rest if p not in own and (name := _name_of(p))]
    again = next((f" ({met[1]})" for p in rest if (met := AGAIN.fullmatch(p))), "")
    shown = ", ".join([*([".".join(own)] if own else []), *(f"«{name}»" for name in named)]) + again
    if of:
        return f"{of}, п. {shown}" if own else f"{of}, {shown}" if shown else of
    return shown or number


LEVELS = ("глава", "раздел", "статья", "часть", "параграф", "пункт", "подпункт", "абзац")
"""What acts call the parts of their numbers, as `order.numbering` may name them."""


def by_levels(number: str, levels: Sequence[str]) -> str:
    """«статья 2, часть 1» of «2.1», as the act calls its places; empty where they go no deeper than the number, or it
    is one of the approving act."""
    parts = number.split(".")
    of, depth = _appendix(parts)
    rest = parts[depth:]
    if parts[0] == ACT or not levels or not rest or len(rest) > len(levels) or CALLED.match(number):
        return ""
    if any(LATIN.search(p) and not ROMAN.fullmatch(p) for p in rest):
        return ""
    said = [
        f"«{_name_of(p)}»" if NAMED.search(p) else f"{word} «{p}»" if p.rstrip(")") in set(LETTERS) else f"{word} {p}"
        for word, p in zip(levels, rest, strict=False)
    ]
    return ", ".join([*([of] if of else []), *said])


def _appendix(parts: list[str]) -> tuple[str, int]:
    """«приложение 1 к приложению 2» of «app2.app1.…», and how many parts say so."""
    numbers: list[str] = []
    for part in parts:
        if (met := APPENDIX.fullmatch(part)) is None:
            break
        numbers.insert(0, met[1])
    said = " к приложению ".join(numbers)
    return (f"приложение {said}" if numbers else ""), len(numbers)


def roman(number: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[sign] for sign in number]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))


def _name_of(part: str) -> str:
    return PARTS.get(part, "") or (part.replace("-", " ").replace("_", " ") if NAMED.search(part) else "")


OUR_RULE = "наше правило"
"""Instead of a clause, what the product holds to where no act and no order says anything."""


def clause_title(number: str) -> str:
    """«п. 3.5», «утверждающий акт, п. 2». The only place that writes a clause's number for people."""
    shown = act_number(number)
    of = number.split(".")[0]
    return shown if of == ACT or APPENDIX.fullmatch(of) or CALLED.match(shown) else f"п. {shown}"


def title_and_key(number: str) -> str:
    """For whoever has the file open: the title, and the key of the file where it is another: «утверждающий акт, п. 2
    (order.2)»."""
    if OF_THE_LAW.match(number):
        return f"п. {number}"
    title = clause_title(number)
    return title if title == f"п. {number}" else f"{title} ({number})"


LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"
"""As acts letter their items: without ё, й, ъ, ы, ь."""


def _lettered(number: str) -> str:
    """«25.а» and «25.1» are one item of a list: as the other of the two."""
    above, dot, last = number.rpartition(".")
    last = last.rstrip(")")
    if dot and len(last) == 1 and last in LETTERS:
        return f"{above}.{LETTERS.index(last) + 1}"
    if dot and re.fullmatch("[0-9]{1,2}", last) and 0 < int(last) <= len(LETTERS):
        return f"{above}.{LETTERS[int(last) - 1]}"
    return number


def with_items(number: str, words: dict[str, str], ours: Collection[str]) -> str:
    """The words of a place of the act with those of its list that are no clauses of the order: «… содержит: а) …»."""
    lines = [words[number]]
    for key, said in words.items():
        if not key.startswith(f"{number}."):
            continue
        parts = key.split(".")
        above = {".".join(parts[:n]) for n in range(number.count(".") + 2, len(parts) + 1)}
        if above.isdisjoint(ours) and {_lettered(one) for one in above}.isdisjoint(ours):
            mark = parts[-1].rstrip(")")
            lines.append(f"{mark}) {said}" if mark in set(LETTERS) or re.fullmatch("[0-9]{1,3}", mark) else said)
    return "\n".join(lines)


def words_of(number: str, words: dict[str, str]) -> tuple[str, str]:
    """(number they stand under in the act, the words) of a clause; empty when the act has no such number. What the
    order's file names by a word, or counts where the act has no number, stands in the point above it."""
    for known in (number, _lettered(number)):
        if known in words:
            return known, words[known]
    above, dot, last = number.rpartition(".")
    if not dot or above == ACT:
        return "", ""
    if (
        (LATIN.search(last) and not ROMAN.fullmatch(last))
        or NAMED.search(last)
        or re.fullmatch("[0-9]{1,4}", last)
        or len(last) == 1
    ):
        return words_of(above, words) if above in words or "." in above else ("", "")
    return "", ""


CITED[:] = [title_and_key]
