"""Surnames put in a case by the closed endings of surnames, the dictionary asked where an ending has two ways.

None: unsure, and then nobody guesses. A surname is declined as its bearer's papers do it; where two ways are met in
papers («Топчий»: «Топчию» or «Топчему») there is no right one to choose.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ..words import analyzer, fold, word
from .doubts import by_dictionary, by_stress
from .endings import HUSHING, VELAR, VOWELS, Form, Gender, cut, of_a, of_consonant, of_soft, syllables
from .known import is_one_of, lost_vowel

_OV = re.compile(r"(?:[оеё]в|[иы]н)$")
_OVA = re.compile(r"(?:[оеё]ва|[иы]на)$")
_SKAYA = re.compile(r"[сц]кая$")
_LIKE_SURNAME = re.compile(r"(?:[оеё]ва?|[иы]на?|[сц]к(?:ий|ая|ой)|ич|енко|ко|ук|юк|[ыи]х|ян|ая|ый)$")
_APOSTROPHE = "'’ʼ`‘"
_PREFIX = re.compile(rf"^((?:[ОДoдо]|мак|эль)[{_APOSTROPHE}])(.+)$", re.IGNORECASE)


def surname(text: str, gender: Gender) -> list[Form] | None:
    """A surname of one word or more; the form of each part, in order. Double ones part by part."""
    parts = re.split(r"[\s-]+", text)
    if len(parts) == 1:
        one = _one(text, gender)
        return [one] if one else None
    if len(parts) > 3:
        return None
    if parts[-1].lower() in ("заде", "задэ"):
        return [Form(part) for part in parts]
    last = _one(parts[-1], gender)
    apart, behind = " " in text, [*parts[1:], ""]
    rest = [
        _one(part, gender)
        if apart and _is_particle(behind[n], apart) and not _is_particle(part, apart)
        else _leading(part, gender, apart=apart)
        for n, part in enumerate(parts[:-1])
    ]
    return [*(r for r in rest if r), last] if last and all(rest) else None


def _leading(part: str, gender: Gender, *, apart: bool) -> Form | None:
    """The first part: a particle or «Тер», «Бонч» stays; a surname by itself is declined."""
    if _is_particle(part, apart):
        return Form(part)
    if apart and not is_surname(part):  # «Нотариус Иванова»
        return None
    if is_one_of("surname_part_same", part) or part[-1].lower() in "оеиуыэю":
        return Form(part)
    if gender == "femn" and part[-1].lower() not in "ая":
        return Form(part)
    if syllables(part) > 1 and (_LIKE_SURNAME.search(part.lower()) or word(fold(part)).can_be("Surn")):
        return _one(part, gender)
    return None


def is_surname(text: str) -> bool:
    """By the dictionary, or by an ending of surnames where the dictionary knows no other such word («Саров»)."""
    read = [r for r in word(fold(text)).readings if r.known]
    if any("Surn" in r.grammemes for r in read):
        return True
    other = any(r.has("nomn") and not r.has("Poss") for r in read)
    return bool(_LIKE_SURNAME.search(text.lower())) and not other


def _is_particle(part: str, apart: bool) -> bool:
    return is_one_of("particles", part) and (apart or part.islower())


def _one(text: str, gender: Gender) -> Form | None:
    if found := _PREFIX.match(text):  # «О'Коннор», «Д’Артаньян»: declined behind the sign
        form = _one(found[2], gender)
        return replace(form, stem=found[1] + form.stem) if form else None
    low = text.lower()
    if len(low) < 2 or not re.fullmatch(rf"[а-яёіїєґўқңөүұһәӧӟӝӥӵ{_APOSTROPHE}]+", low):
        return None
    form = _man(text, low) if gender == "masc" else _woman(text, low)
    return by_dictionary(by_stress(form, low), low, gender) if form and _agreed(form, low, gender) else None


def _agreed(form: Form, low: str, gender: Gender) -> bool:
    """No surname of the dictionary is declined otherwise. One that it leaves as it is says little (of women it leaves
    «Чайка» too), but for «Барилла», which it never declines."""
    known = _datives(low, gender)
    if not known or fold(form.in_case("datv")) in known:
        return True
    if known != {fold(low)}:
        return False
    return not low.endswith(("а", "я")) or _datives(low, "masc") != known


def _datives(low: str, gender: Gender) -> set[str]:
    found = set()
    for parse in analyzer().parse(low):
        tag = parse.tag.grammemes
        if parse.is_known and {"Surn", "nomn", "sing"} <= tag and tag & {gender, "ms-f", "GNdr"}:
            inflected = parse.inflect({"datv", "sing"})
            found |= {fold(str(inflected.word))} if inflected else set()
    return found


def _man(text: str, low: str) -> Form | None:
    if low.endswith("й"):
        return _adjective(text, low) if low.endswith(("ый", "ий", "ой")) else _with_short_i(text, low)
    if low.endswith("ь"):
        return _soft(text, low)
    if low.endswith(("ых", "их")):
        return _genitive(text, low)
    if low.endswith(("а", "я")):
        return _a_of_man(text, low)
    if low[-1] in VOWELS or not low[-1].isalpha():
        return Form(text)
    if _OV.search(low) and (syllables(low) > 1 or word(fold(low)).can_be("Surn", "masc")) and not _is_noun(low):
        return Form(text, "ов")
    return _consonant(text, low)


def _woman(text: str, low: str) -> Form | None:
    if not low.endswith(("а", "я")):
        return Form(text)
    if low.endswith(("ая", "яя")):
        return _adjective_of_woman(text, low)
    if low.endswith("ья") and any(r.known and r.has("ADJF", "femn", "nomn") for r in word(fold(low)).readings):
        return cut(text, 2, "ья")  # «Третья»
    if _OVA.search(low):
        if is_one_of("ova_sure", low):
            return cut(text, 1, "ова")
        short = syllables(low[:-1]) < 2 and not word(fold(low)).can_be("Surn", "femn")
        return None if short or _is_noun(low) else cut(text, 1, "ова")
    return _noun_a(text, low)


def _adjective(text: str, low: str) -> Form | None:
    """«Белый», «Верхний», «Осадчий», «Толстой», beside «Палий» and «Цой»."""
    if low.endswith("ый"):
        return cut(text, 2, "цый" if low.endswith("цый") else "ый") if syllables(low) > 1 else None
    if low.endswith("ой"):
        return _oj(text, low)
    before = low[-3:-2]
    if re.search(r"[сц]кий$", low):
        return cut(text, 2, "кий")
    if syllables(low) == 1:
        return of_soft(text)
    adjective = _adjective_dative(low)
    if before in "кгх":
        sure = adjective.endswith("ому") or low[-4:-3] not in VOWELS
        return cut(text, 2, "кий") if sure else None
    if before == "н":
        sure = low[-4:-3] not in VOWELS or adjective.endswith("нему")
        return cut(text, 2, "ний") if sure else of_soft(text) if _is_name(low) else None
    if before in "жшчщ":
        sure = adjective.endswith(f"{before}ему") or low.endswith(("адчий", "одчий", "ничий"))
        return cut(text, 2, "ний") if sure and low not in ("топчий",) else None
    return None if adjective and not is_one_of("ij_noun", low) else of_soft(text)


def _oj(text: str, low: str) -> Form | None:
    row = "кий" if low[-3:-2] in VELAR + HUSHING else "ый"  # «Трубецким», but «Толстым»
    if _adjective_dative(low).endswith("ому"):  # «Толстой», «Злой»
        return cut(text, 2, row)
    if syllables(low) == 1:
        return of_soft(text)
    if _is_noun(low):  # «Прибой»
        return of_soft(text) if _noun_dative(low) == fold(low[:-1] + "ю") else None
    return cut(text, 2, row) if re.search(r"(?:[^аеёиоуыэюя]к|[оеё]в|[стлрмздпг]н|ст|р[оы]в)ой$", low) else None


def _adjective_dative(low: str) -> str:
    """The dative of a known adjective or participle («горячему»), or of a noun that declines as one; else empty."""
    for parse in analyzer().parse(low):
        if parse.is_known and "nomn" in parse.tag and "sing" in parse.tag and "masc" in parse.tag:
            if not {"ADJF", "PRTF", "NOUN"} & parse.tag.grammemes or {"Name", "Surn", "Geox"} & parse.tag.grammemes:
                continue
            form = parse.inflect({"datv", "sing", "masc"})
            if form and str(form.word).endswith("му"):
                return str(form.word)
    return ""


def _with_short_i(text: str, low: str) -> Form | None:
    """«Нехай», «Кочубей»; a vowel that falls out by the dictionary is believed where papers do it («Воробью»)."""
    if stem := lost_vowel(low):
        return Form(text[:1] + stem[1:], "й")
    dative = _noun_dative(low)
    return of_soft(text) if not dative or dative == fold(low[:-1] + "ю") else None


def _soft(text: str, low: str) -> Form | None:
    """«Гоголь»; not «Пень», whose bearers write both, nor «Соль», which is no man's word."""
    dative = _noun_dative(low)
    if dative:
        return of_soft(text) if dative == fold(low[:-1] + "ю") else None
    return None if word(fold(low)).known and word(fold(low)).can_be("NOUN", "femn", "nomn") else of_soft(text)


def _genitive(text: str, low: str) -> Form | None:
    """«Черных», «Гремитских» never change; «Эрлих» does, so that only what is surely Russian is told."""
    if syllables(low) < 2:
        return None
    if is_one_of("ikh_declined", low):
        return of_consonant(text)
    if low.endswith("ых") or re.search(r"[кгхжшщч]их$", low):
        return Form(text)
    return Form(text) if any(r.known and r.has("ADJF", "plur", "gent") for r in word(fold(low)).readings) else None


def _a_of_man(text: str, low: str) -> Form | None:
    if low.endswith(("ая", "яя")):
        return None
    if _OVA.search(low) or _SKAYA.search(low):
        return of_a(text) if _is_noun(low) else None
    return _noun_a(text, low)


def _noun_a(text: str, low: str) -> Form | None:
    """«Кваша», «Берия»; «Дюма», «Гарсиа» and «Чкадуа» never change."""
    if is_one_of("a_same", low) or re.search(r"[аеёиоуыэю]а$", low):
        return Form(text)
    if is_one_of("a_in_doubt", low) or syllables(low) < 2 or low.endswith("зода"):
        return None
    return of_a(text)


def _adjective_of_woman(text: str, low: str) -> Form | None:
    if low.endswith("яя"):
        return cut(text, 2, "яя") if syllables(low) > 2 else None
    known = any(r.known and r.has("ADJF", "femn", "nomn") for r in word(fold(low)).readings)
    if low[-3:-2] in HUSHING:
        sure = known or low.endswith(("адчая", "одчая", "ничая", "ущая", "ящая"))
        return cut(text, 2, "ая" if is_one_of("stressed_aja", low) else "шая") if sure else None
    return cut(text, 2, "ая") if known or re.search(r"(?:[^аеёиоуыэюя]к|н|[оеё]в|ст|[аи]т)ая$", low) else None


def _consonant(text: str, low: str) -> Form | None:
    """«Ким», «Мельник»; where a vowel may fall out («Кравец», «Чубок») only what papers agree about."""
    if stem := lost_vowel(low):
        return Form(text[:1] + stem[1:], "hushing" if stem.endswith("ц") else "consonant")
    if low.endswith("ец") and syllables(low) > 1:
        return _ets(text, low)
    dative = _noun_dative(low)
    if re.search(r"[оеё]к$", low) and syllables(low) > 1:
        if dative == fold(low[:-2]) + "ку":
            return Form(text[:-2] + text[-1:], "consonant")
        return of_consonant(text) if low.endswith("бек") or dative == fold(low) + "у" else None
    return of_consonant(text) if not dative or dative == fold(low) + "у" else None


def _ets(text: str, low: str) -> Form | None:
    """«Кравцу», «Коломийцу», «Стрельцу»; behind two consonants only what the dictionary knows."""
    if is_one_of("hard_ends", low):
        return of_consonant(text)
    before, earlier = low[-3:-2], low[-4:-3]
    if syllables(low) == 2 and not _noun_dative(low) and not _datives(low, "masc"):
        return None
    if before in VOWELS:
        return Form(text[:-2] + "йц", "hushing")
    if earlier in VOWELS:
        return Form(text[:-2] + ("ьц" if before == "л" else "ц"), "hushing")
    dative = _noun_dative(low)
    if dative == fold(low) + "у":
        return of_consonant(text)
    return Form(text[:-2] + "ц", "hushing") if dative == fold(low[:-2]) + "цу" else None


def _noun_dative(low: str) -> str:
    """The dative of a common masculine noun of the dictionary, ё as е; empty when it is none."""
    for parse in analyzer().parse(low):
        tag = parse.tag.grammemes
        if parse.is_known and {"NOUN", "masc", "nomn", "sing"} <= tag and not {"Name", "Surn", "Patr", "Geox"} & tag:
            form = parse.inflect({"datv", "sing"})
            return fold(str(form.word)) if form else ""
    return ""


def _is_noun(low: str) -> bool:
    """A common noun of the dictionary in the nominative."""
    return any(
        r.known and r.has("NOUN", "nomn", "sing") and not r.grammemes & {"Name", "Surn", "Patr", "Geox", "Orgn"}
        for r in word(fold(low)).readings
    )


def _is_name(low: str) -> bool:
    return word(fold(low)).can_be("Name", "masc", "nomn")
