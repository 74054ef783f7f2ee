"""Measures of names, terms, abbreviations and dates in the whole letter."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from ..dates import MONTH, MONTHS
from ..document import Document
from ..profile import Profile
from ..rule import Rule
from ..words import fold
from .base import Hit, body_start, measure

COMMON_ABBREVIATIONS = frozenset(
    [
        "РФ",
        "СМИ",
        "ИНН",
        "СНИЛС",
        "МФЦ",
        "ЗАГС",
        "МВД",
        "ФЗ",
        "ГК",
        "ЖК",
        "ТК",
        "НК",
        "ЗК",
        "СК",
        "УК",
        "КоАП",
        "СССР",
        "США",
        "БТИ",
        "ЖКХ",
        "ТСЖ",
        "ОГРН",
        "ОГРНИП",
        "КПП",
        "ФИО",
        "ИП",
        "ООО",
        "АО",
        "ПАО",
        "НКО",
        "ЕГЭ",
        "ОГЭ",
        "ВУЗ",
        "МЧС",
        "ФСБ",
        "ГИБДД",
        "ДТП",
        "ОСАГО",
        "ФНС",
        "ЕГРН",
        "ЕСИА",
        "ЕПГУ",
        "ПОС",
        "QR",
        "PDF",
        "DOCX",
        "SMS",
        "СМС",
        "ТВ",
        "ГОСТ",
        "СП",
        "ИТ",
        "ЧС",
        "ООН",
        "РАН",
        "МГУ",
        "ГТО",
        "ДНК",
        "ВИЧ",
        "УФМС",
        "СНТ",
        "ОКН",
        "ТЭЦ",
        "АЗС",
        "ЛЭП",
        "ВИД",
        "НДС",
    ]
)
TERMS: dict[str, str] = {
    "сервитут": "право проходить или проезжать по чужому участку",
    "преюдициальный": "уже установлено судом и не требует доказательств",
    "преюдициально": "уже установлено судом",
    "апробация": "проверка на деле",
    "эмиссия": "выпуск денег или ценных бумаг",
    "виндикация": "возврат своей вещи через суд",
    "реституция": "возврат полученного по сделке",
    "цедент": "тот, кто уступает право",
    "цессия": "уступка права требования",
    "юрисдикция": "право решать такие дела",
    "апелляция": "жалоба на решение в вышестоящий суд",
    "кассация": "жалоба на решение, которое уже вступило в силу",
    "дееспособность": "право самому совершать сделки",
    "правоспособность": "возможность иметь права и обязанности",
    "легализация": "подтверждение документа для другой страны",
    "апостиль": "печать, которая подтверждает документ для другой страны",
    "нострификация": "признание иностранного диплома",
    "бенефициар": "тот, кто получает выгоду",
    "обременение": "ограничение прав на имущество",
    "секвестр": "сокращение расходов",
    "преференция": "преимущество",
    "аффилированный": "связанный",
    "кадастр": "государственный список земли и зданий",
    "дефлятор": "поправка на рост цен",
    "субвенция": "целевые деньги из бюджета",
    "акцессорный": "дополнительный",
    "индемнитет": "возмещение потерь",
    "солидарный": "общий",
    "деликт": "нарушение, которое причинило вред",
    "публичная оферта": "предложение заключить договор",
}
_ABBREVIATION = re.compile(r"(?<![\w-])[А-ЯЁ]{2,7}(?![\w-])")
_DEFINED = re.compile(r"\(\s*(?:далее\s*[—–-]\s*)?(?P<name>[А-ЯЁ][\wё]*(?:[А-ЯЁ]\w*)?)\s*\)")
_EXPLAINED = re.compile(
    r"\(\s*(?:далее\s*[—–-]\s*)?([А-ЯЁ]{2,7})\s*\)|\b([А-ЯЁ]{2,7})(?=\s*(?:\(|[—–-]\s*(?:это\s+)?[а-яё]))"
)
_SHOUTED = re.compile(r"\s+[А-ЯЁ]{4}")
_LATER = re.compile(r"\(\s*далее\s*[—–-]\s*(?P<name>[^()\n]{2,40}?)\s*\)")
MOST_DEFINED = 100
"""Short names of one text that are looked for in it: nobody reads a letter with more."""
_MONTHS = {name: n for n, name in enumerate(MONTHS, 1)}
_DAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_DAY_STEMS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_DATE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:\s+(?P<month>{MONTH})(?:\s+(?P<year>\d{{4}}))?|\.(?P<m>\d{{1,2}})\.(?P<y>\d{{4}}))(?!\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"(?:во?\s+)?({'|'.join(_DAY_STEMS)})[а-яё]*,?\s+$", re.IGNORECASE)


@measure("unexplained_abbreviation")
def unexplained_abbreviation(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Neither commonly known, nor the body's, nor expanded where it first stands. Lines in capitals are letterheads."""
    text, seen = document.text, set[str]()
    explained = {m[1] or m[2] for m in _EXPLAINED.finditer(text)}
    for match in _ABBREVIATION.finditer(text):
        name = match[0]
        if name in COMMON_ABBREVIATIONS or name in profile.abbreviations or name in seen:
            continue
        seen.add(name)
        token = document.tokens[document.token_at(match.start())]
        a_word = token.word is not None and token.word.known and not token.word.can_be("Abbr") and len(name) > 3
        shouted = _SHOUTED.match(text, match.end())
        if (
            name not in explained
            and not a_word
            and not shouted
            and not re.search(r"[А-ЯЁ]{2}\s$", text[max(0, match.start() - 12) : match.start()])
        ):
            yield Hit(match.start(), match.end())


@measure("unused_abbreviation")
def unused_abbreviation(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    text = document.text
    for match in islice(_LATER.finditer(text), MOST_DEFINED):
        name = match["name"]
        stem = re.escape(name[: max(2, len(name) - 2)] if not name.isupper() else name)
        elsewhere = len(re.findall(rf"(?<!\w){stem}", text)) - len(re.findall(rf"далее\s*[—–-]\s*{stem}", text))
        introduced = len(re.findall(rf"далее\s*[—–-]\s*{stem}", text))
        before = len(re.findall(rf"(?<!\w){stem}", text[: match.start()]))
        if elsewhere - before <= 0 or introduced > 1:
            yield Hit(match.start(), match.end(), {"quote": name}, "", None)


@measure("unexplained_term")
def unexplained_term(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A special term that the letter does not explain: no dash, no brackets after it at its first use."""
    known = {**TERMS, **{fold(k): v for k, v in profile.glossary.items()}}
    seen: set[str] = set()
    for token in document.tokens:
        term = next((lemma for lemma in token.word.lemmas if lemma in known), None) if token.word else None
        if term is None or term in seen:
            continue
        seen.add(term)
        if not re.match(r"\s*(?:[—–-]\s|\(|, то есть|, это)", document.text[token.end : token.end + 12]):
            said = token.text if token.text.isupper() else term
            yield Hit(token.start, token.end, {}, f"{said} — {known[term]}")


SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("заявитель", "клиент"),
    ("школьник", "учащийся", "обучающийся"),
    ("обращение", "заявка"),
    ("сотрудник", "работник", "служащий"),
    ("пособие", "выплата"),
    ("ребенок", "несовершеннолетний"),
    ("пожилой", "престарелый"),
    ("договор", "соглашение", "контракт"),
)


@measure("synonyms")
def synonyms(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Two words of one group in the letter: the second one is shown."""
    groups = profile.thesaurus or SYNONYMS
    place = {fold(w): (n, w) for n, group in enumerate(groups) for w in group}
    first: dict[int, str] = {}
    told: set[int] = set()
    for token in document.tokens:
        for lemma in token.word.lemmas if token.word else ():
            if lemma not in place:
                continue
            n, name = place[lemma]
            if first.setdefault(n, name) != name and n not in told:
                told.add(n)
                yield Hit(token.start, token.end, {}, first[n], None)


_SHORT_NAMES = re.compile(r"\b(?:Мин[а-яё]{3,}|Гос[а-яё]{5,}|Рос[а-яё]{5,}|Ком[а-яё]{5,})\b")
_LONG_NAMES = (("Министерств", "Мин"), ("Государственн", "Гос"), ("Комитет", "Ком"))


@measure("body_names")
def body_names(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A long name and then a contraction that begins like it; or two of the body's own names."""
    text = document.text
    own = [(m.start(), n) for n in profile.names for m in [re.search(rf"\b{re.escape(n)}", text)] if m]
    if len({n for _, n in own}) > 1:
        ordered = sorted(own)
        place, name = ordered[1]
        yield Hit(place, place + len(name), {}, ordered[0][1])
        return
    for long, short in _LONG_NAMES:
        full = re.search(rf"\b{long}\w*(?:\s+[а-яё]+)?", text) if long in text else None
        if full is None:
            continue
        for match in _SHORT_NAMES.finditer(text):
            if match[0].startswith(short) and not match[0].startswith((long, full[0][: len(match[0])])):
                if full.start() <= match.start():
                    yield Hit(match.start(), match.end(), {}, full[0])
                return


@measure("repeated_long_name")
def repeated_long_name(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Names of bodies of four words and more that stand in the text twice; each place is shown."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for zone in document.zones:
        name = document.text[zone.start : zone.end]
        if zone.kind == "name" and len(name.split()) >= profile.threshold(rule):
            key = " ".join(fold(w)[: max(3, len(w) - 2)] for w in name.split())
            places[key].append((zone.start, zone.end))
    for found in places.values():
        if len(found) > 1:
            for start, end in found:
                yield Hit(start, end)


_YOU = re.compile(r"вы|вас|вам|вами|ваш\w{0,3}")


@measure("polite_you")
def polite_you(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """«Вы» with a capital and with a small letter in one letter; at the start of a sentence nothing can be said."""
    capital, small = [], 0
    starts = {s.first for s in document.sentences}
    for at, token in enumerate(document.tokens):
        if token.form[:2] not in ("вы", "ва") or not _YOU.fullmatch(token.form):
            continue
        if at in starts or document.inside(token.start, token.end, frozenset({"quotation", "name"})):
            continue
        if token.text[0].isupper():
            capital.append(token)
        else:
            small += 1
    if capital and small:
        for token in capital:
            yield Hit(token.start, token.end, {}, token.text.lower(), token.text.lower())


@measure("impossible_date")
def impossible_date(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A day that no calendar has, or a weekday that does not fall on its date. Without a year only the day is
    judged."""
    for match in _DATE.finditer(document.text):
        month = _MONTHS[match["month"].lower()] if match["month"] else int(match["m"])
        year = int(match["year"] or match["y"] or 2028)  # 2028 is a leap year: without a year, 29 February may be
        try:
            day = dt.date(year, month, int(match["day"]))
        except ValueError:
            if match["month"] or int(match["m"]) <= 12:
                yield Hit(match.start(), match.end(), {}, f"Такого дня нет: {match[0]}.")
            continue
        weekday = _WEEKDAY.search(document.text, max(0, match.start() - 20), match.start())
        if weekday and (match["year"] or match["y"]):
            said = next(n for n, stem in enumerate(_DAY_STEMS) if weekday[1].lower() == stem)
            if said != day.weekday():
                yield Hit(weekday.start(), match.end(), {}, f"{day:%d.%m.%Y} — это {_DAYS[day.weekday()]}.")


@measure("name_spelling")
def name_spelling(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Two long capitalised words with one letter changed in the same place of the stem: one of them is a slip."""
    names: dict[str, str] = {}
    alike: dict[str, list[str]] = defaultdict(list)
    head = body_start(document)
    for token in document.tokens:
        if token.word is None or len(token.text) < 7 or not token.text[0].isupper() or not token.text[1:].islower():
            continue
        if token.word.known and not any(r.grammemes & {"Surn", "Name", "Patr"} for r in token.word.readings):
            continue
        if token.start < head:
            continue
        stem = re.sub(r"(?:ой|ым|ом|ей|[аяуюеиы])$", "", token.text)
        if stem in names:
            continue
        keys = _with_a_gap(stem)
        other = next((o for key in keys for o in alike[key] if _one_letter_apart(stem, o)), None)
        if other and not document.inside(token.start, token.end, frozenset({"name"})):
            yield Hit(token.start, token.end, {}, names[other])
            return
        names[stem] = token.text
        for key in keys:
            alike[key].append(stem)


def _with_a_gap(stem: str) -> list[str]:
    """The stem, whole and without its last letter, with each letter left out: stems that differ in one letter share a
    key, so nobody compares all with all."""
    return [f"{s[:n]}_{s[n + 1 :]}" for s in (stem, stem[:-1]) for n in range(2, len(s) - 1)]


def _one_letter_apart(one: str, two: str) -> bool:
    """The same length within one, and exactly one letter of the common part differs before the last two."""
    if abs(len(one) - len(two)) > 1 or one[:2] != two[:2]:
        return False
    size = min(len(one), len(two))
    differ = [n for n in range(size) if one[n] != two[n]]
    return len(differ) == 1 and 1 < differ[0] < size - 1 and size >= 5
