"""Whether a name is a firm's: the one place that says so for letters, forms, imports and programs."""

from __future__ import annotations

import re

from ..words import fold, word

FORMS = (
    "ООО|ОАО|ЗАО|ПАО|НАО|АО|ОДО|ТОО|ОсОО|АНО|АНОО|НКО|НКП|НП|ТСЖ|ТСН|ТОС|СНТ|СТ|ДНТ|ДНП|ОНТ|СПК|СХПК|СПОК|КПК|КФХ|ГСК|ЖСК|ЖК|ПГК|ГК|ГПК"
    "|ГУП|МУП|ФГУП|ФГУ|ГУ|МУ|ФГБУ|ФГБОУ|ФГАОУ|ФГАУ|ФГБНУ|ФКУ|ФГКУ|ФКУЗ|ФБУЗ|ФБУ|ГБУ|ГБУК|ГКУ|ГАУ|ГБОУ|ГБПОУ|ГАПОУ|БПОУ|АПОУ|ГБУЗ|ГАУЗ|БУЗ|БУК|АУК|БУ|АУ|КУ"
    "|МБУ|МБУК|МБУДО|МКУ|МКУК|МАУ|МАУК|МУК|МБОУ|МАОУ|МКОУ|БОУ|МБДОУ|МАДОУ|МКДОУ|МДОУ|ДОУ|ЧОУ|ЧДОУ|СОШ|УК|СРО|НОТ|РОО|МОО|ОО|ОНФ|МФЦ|ЧОП|ЧОО|ЧП|НПО|НПП|НПФ|АКБ|КБ|МКК|МФК|АСУСО"
)
_FIRM = re.compile(
    rf"(?<![\w.])(?:{FORMS})(?![\w.])|(?<!\w)(?:LLC|Ltd|Inc|GmbH|JSC|PLC|Corp)\b"
    r"|(?<!\w)(?i:ооо|оао|зао|пао|тсж|снт|гуп|муп|мбоу|мбдоу)(?=\s*[«\"“„'(])"
    r"|(?i:обществ\w+ с ограниченной|акционерное общество|крестьянское \(?фермерское|товарищество собственников)"
)
_OFFICE = re.compile(
    r"(?i)(?<!\w)(?:администраци|министерств|прокуратур|управлени|департамент|комитет|отдел|отделени|служб|инспекци|бухгалтери"
    r"|канцеляри|секретариат|редакци|компани|корпораци|фонд|ассоциаци|союз|организаци|учреждени|предприяти|товариществ"
    r"|приёмная|приемная|дирекци|сектор|филиал|представительств|кооператив|артел|нотариальн|адвокатск|коллегия|палата|общество"
    r"|фабрик|завод|комбинат|холдинг|трест|техникум|училищ|академи|диспансер|госпиталь|аптек|санатори|ателье|студия|салон|клиник"
    r"|школ|гимнази|лице[йя]|детский сад|больниц|поликлиник|университет|институт|колледж|музе[йя]|театр|библиотек"
    r"|магазин|банк|агентств|центр|профсоюз|гостиниц|ресторан|(?:кафе|газета|колхоз|совхоз|приход|храм|совет|родители"
    r"|жители|жильцы|собственники|коллектив|отель|салон|партия|община|хозяйство|садоводство|огородничество|почта|движение"
    r"|федерация|лига|церковь|монастырь|епархия|мечеть|синагога|телеканал|радио|телекомпания|радиостанция|типография"
    r"|объединение|концерн|консорциум|консульство|посольство|правительство|дума|казначейство|комиссия|станция|депо|порт"
    r"|аэропорт|вокзал|гарнизон|заповедник|питомник|приют|общежитие|пансионат|роддом|морг|суд|полиция|росгвардия"
    r"|конфедерация|сообщество|стройка|турфирма|автошкола|автосервис|автосалон|пекарня|столовая|пиццерия)(?!\w))\w*"
    r"|(?<!\w)[а-яё]{2,12}(?:холдинг|фирма|комплекс|сервис|комбинат|завод|фабрика|маркет)(?!\w)"
)
_NAME_OF_FIRM = re.compile(
    r"(?i)[а-яё]{3,20}(?:банк|телеком|нефть|нефтегаз|энерго|водоканал|теплосеть|надзор|имущество|реестр|инвест|медиа"
    r"|страх|строй|пром|торг|трейд|групп|трансгаз|автодор|горсвет|жилкомхоз|жилсервис|снаб|сбыт|монтаж)"
)
_TRADER = re.compile(
    r"(?<![\w.])(?:ИП|ПБОЮЛ|КФХ|К\(Ф\)Х)(?![\w.])|(?i:индивидуальн\w+ предпринимател\w+)"
    r"|(?i:(?<!\w)глава к\(?ф\)?х(?!\w))|^\s*(?:ип(?=\s+\w)|Ип(?=\s+\w+[\s.]+\w))"
)
"""«ип иванов и.и.», as people type it; «Ип Ман» is somebody's name."""
_LATIN = str.maketrans("ABCEHKMOPTX", "АВСЕНКМОРТХ")
_CITIZENS = frozenset({"", "citizen"})


def _plain(text: str) -> str:
    """Latin letters that look Russian inside a legal form («OOO») read as Russian ones."""
    return re.sub(r"(?<![A-Za-z])[ABCEHKMOPTX]{2,6}(?![A-Za-z])", lambda m: m[0].translate(_LATIN), text)


def is_trader(text: str) -> bool:
    """A sole entrepreneur: a firm that is a person."""
    return bool(_TRADER.search(_plain(text)))


def is_firm(text: str) -> bool:
    """A legal form stands in the name, or the words for a sole entrepreneur. «Общество», «школа», «отдел» alone do not
    tell a firm from a surname: `is_office` asks that of a line in which no person is seen."""
    return bool(_FIRM.search(_plain(text))) or is_trader(text)


def is_name_of_firm(text: str) -> bool:
    """«Газпром», «Сбербанк России», «Яндекс Маркет»: a word of the line is the name of a firm by the dictionary, or is
    put together as they are."""
    for one in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text[:300]):
        read = [r.grammemes for r in word(fold(one)).readings if r.known]
        if any({"Surn", "Name", "Patr"} & tags for tags in read):
            continue
        if any("Orgn" in tags for tags in read) or _NAME_OF_FIRM.fullmatch(one):
            return True
    return False


def is_office(text: str) -> bool:
    """Speaks of an institution, a department or a shop."""
    return bool(_OFFICE.search(text))


def kind_of(kind: str, company: str) -> str:
    """The kind of a client, a name of people.models.KINDS: who names a firm is no citizen, whatever a form was left at.
    A kind that was really chosen stays."""
    if kind not in _CITIZENS or not company.strip():
        return kind or "citizen"
    return "sole_entrepreneur" if is_trader(company) else "legal_entity"
