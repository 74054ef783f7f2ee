"""Who a letter's sender calls themselves: a person's surname, name and patronymic in whatever order, or a firm."""

from __future__ import annotations

import re

from priemnaya.plain.words import word

FORMS = (
    "ООО|ОАО|ЗАО|ПАО|НАО|АО|АНО|НКО|НП|ТСЖ|ТСН|СНТ|ДНТ|ДНП|СПК|КФХ|ГСК|ЖСК|ПГК|ГУП|МУП|ФГУП|ФГБУ|ФГБОУ|ФКУ|ФГКУ|ГБУ"
    "|ГКУ|ГАУ|ГБОУ|ГБУЗ|БУЗ|БУ|АУ|КУ|МБУ|МКУ|МАУ|МБОУ|МАОУ|МКОУ|МБДОУ|МАДОУ|МДОУ|УК|СРО|НОТ|РОО|МОО|ОНФ"
)
_FIRM = re.compile(
    rf"(?<!\w)(?:{FORMS})(?!\w)|(?<!\w)(?:LLC|Ltd|Inc|GmbH)\b|(?i:общество с ограниченной|акционерное общество)"
)
_OFFICE = re.compile(
    r"(?i)(?<!\w)(?:администраци|министерств|прокуратур|управлени|департамент|комитет|отдел|отделени|служб|инспекци|бухгалтери"
    r"|канцеляри|секретариат|редакци|компани|корпораци|фонд|ассоциаци|союз|организаци|учреждени|предприяти|товариществ"
    r"|школ|гимнази|лице[йя]|детский сад|больниц|поликлиник|университет|институт|колледж|музе[йя]|театр|библиотек"
    r"|магазин|банк|агентств|центр)\w*"
)
_TRADER = re.compile(r"(?<!\w)(?:ИП|ПБОЮЛ)(?!\w)|(?i:индивидуальн\w+ предпринимател\w+)")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`‑-][^\W\d_]+)*\.?")
_OGLY = re.compile(r"(?i)(?:оглы|оглу|углы|кызы|гызы|кзы|улы|уулу)")


def called(full: str) -> dict[str, str]:
    """Parts of a name as `Sender` takes them: surname, name, patronymic; or company, with the kind of a sole trader."""
    full = " ".join(full.split()).strip(" ,;")
    words = _WORD.findall(full)
    if _TRADER.search(full):
        return {"company": full[:300], "kind": "sole_entrepreneur"}
    if _FIRM.search(full) or (
        _OFFICE.search(full) and not any(_is(w, "Patr") or _is(w, "Name", "nomn") for w in words)
    ):
        return {"company": full[:300]}
    initials = [w for w in words if w.endswith(".") and len(w) <= 3]
    if initials and len(words) > len(initials):
        return _person(" ".join(w for w in words if w not in initials), *initials)
    words = [w.rstrip(".") for w in words]
    if len(words) >= 3:
        return _of_three(words)
    if len(words) == 2:
        return _of_two(words, surname_first=bool(re.match(r"[^\s,]+,", full)))
    return _person("", *words)


def _person(surname: str, name: str = "", *patronymic: str) -> dict[str, str]:
    found = {"surname": surname[:80], "name": name[:80], "patronymic": " ".join(patronymic)[:80]}
    return {key: value for key, value in found.items() if value}


def _of_three(words: list[str]) -> dict[str, str]:
    """Surname first, as documents have it; name first when the patronymic stands in the middle."""
    if _OGLY.fullmatch(words[-1]) or _is(words[2], "Patr") or not _is(words[1], "Patr"):
        return _person(*words)
    return _person(" ".join(words[2:]), words[0], words[1])


def _of_two(words: list[str], *, surname_first: bool) -> dict[str, str]:
    first, second = words
    if _is(second, "Patr") and _is(first, "Name") and not _is(second, "Surn"):
        return _person("", first, second)
    a, b = _is(first, "Name"), _is(second, "Name")
    if surname_first or (b and not a) or (a and b and _is(first, "Surn") and not _is(second, "Surn")):
        return _person(first, second)
    if not a and not b and _ends_like_surname(first) and not _ends_like_surname(second):
        return _person(first, second)
    return _person(second, first)


def _is(form: str, *grammemes: str) -> bool:
    return any(r.known and r.grammemes.issuperset(grammemes) for r in word(form.strip(".").lower()).readings)


def _ends_like_surname(form: str) -> bool:
    return bool(re.search(r"(?i)(?:[оеё]ва?|[иы]на?|ск(?:ий|ая)|цк(?:ий|ая)|[ыи]х|енко|ук|юк|швили|дзе|ян)$", form))
