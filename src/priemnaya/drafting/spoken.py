"""What the words of a clause say of when and for whom its rule holds: «ответ на запрос информации», «отказ согласует…»,
«председателю сообщают»; and the rows of a table of terms, each of which is a term by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from priemnaya.plain.inputs.numbered import BETWEEN
from priemnaya.plain.words import word
from priemnaya.policy.vocabulary import title_of
from priemnaya.policy.vocabulary.people import CLIENT, TITLES

from .apart import own_rules, served
from .examples import Values
from .fitting import sound
from .numerals import number_of
from .subjects import speaks_of
from .taking import Taken
from .turns import said_in_a_turn
from .units import N

KINDS_SAID: tuple[tuple[str, str], ...] = (
    ("service_complaint", r"жалоб\w*\s(?:на|о)\s[^.;|]{0,60}услуг"),
    ("appeal_complaint", r"жалоб"),
    ("info_request", r"запрос\w*\s(?:об?\s|на\s)?(?:информаци|сведени)|о\sпредоставлении\sинформации"),
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


@dataclass(frozen=True)
class Alone:
    """Rules of a clause by its own words alone: used: what of them the rules say; note: what a person must look at."""

    kind: str
    values: tuple[Values, ...]
    used: tuple[Taken, ...]
    note: str


def said_alone(text: str, lead: str, under: Sequence[str], taken: Sequence[Taken]) -> Alone | None:
    """What needs no likeness; None for any other clause."""
    mine = [one for one in taken if one.words in text]
    for made in (
        of_table(text, "\n".join((lead, *under)), mine),
        of_list(text, lead, mine),
        of_points(text, mine),
        of_hours(text, mine),
        of_signature(text, mine),
        of_waiting(text, mine),
        of_records(text),
        of_postponing(text, mine),
        of_nameless(text, mine),
        of_frequent(text, mine),
    ):
        if made is not None and all(sound(made.kind, values) is not None for values in made.values):
            return made
    turn = said_in_a_turn(text, mine)
    if turn is not None and all(sound(turn[0], values) is not None for values in turn[1]):
        return Alone(*turn)
    return None


def of_table(words: str, above: str, taken: Sequence[Taken]) -> Alone | None:
    """A row of a table of terms: what is owed stands above, the term in a cell, for which matters in the other."""
    term = next((one for one in taken if one.sort == "term"), None)
    if BETWEEN not in words or term is None:
        return None
    subject = " ".join(cell for cell in words.split(BETWEEN) if term.words not in cell)
    note = "срок — из таблицы: что за срок, сказано над ней, для каких дел — по словам строки; сверьте"
    return _owed_by(above, subject, term, note)


SHORT = 14
"""Words of an item that says only of which matters its term is: «на жалобу — за 12 рабочих дней»."""


def of_list(words: str, lead: str, taken: Sequence[Taken]) -> Alone | None:
    """An item of a list of terms: «Ответ дают: на жалобу — за 12 рабочих дней»."""
    terms = [one for one in taken if one.sort == "term"]
    if not lead.rstrip().endswith(":") or len(terms) != 1 or len(words.split()) > SHORT:
        return None
    note = "что за срок, сказано над перечнем, для каких дел — по словам строки; сверьте"
    return _owed_by(lead, words.replace(terms[0].words, ""), terms[0], note)


def _owed_by(above: str, subject: str, term: Taken, note: str) -> Alone | None:
    owed = next((values for values, pattern in _OWED if re.search(pattern, above, re.IGNORECASE)), None)
    if owed is None:
        return None
    values: Values = {**owed, "within": term.value}
    under: Values = {"urgency": ["urgent"]} if _URGENT.search(subject) else {}
    if not under and (kinds := kinds_said(re.sub(r"^\W*(?:на|по|об?)\s", "", subject.strip()))):
        under = {"kinds": kinds}
    full = {**values, "if": under} if under else values
    return Alone("within", (full if sound("within", full) is not None else values,), (term,), note)


_TAKEN = re.compile(
    r"(?:сообщени|обращени|запрос|письм|жалоб|заявлени)\w*\s(?:[а-яё]+\s){0,2}(?:принима|поступа|пода[юё]т)"
    r"|(?:принима|поступа|пода[юё]т)\w*\s(?:[а-яё]+\s){0,3}(?:сообщени|обращени|запрос|письм|жалоб|заявлени)",
    re.IGNORECASE,
)
MANY = 3
"""Points in a row that a clause names as those by which people come."""


def of_points(words: str, taken: Sequence[Taken]) -> Alone | None:
    """«Сообщения принимают на сайте, по электронной почте, на приёме»: a rule for each."""
    if not _TAKEN.search(words) or any(one.sort in ("term", "day", "until") for one in taken):
        return None
    found, made, does = served(words, taken), dict[str, Values](), list[str]()
    called = {one.value: one.words for one in taken if one.sort == "point"}
    for point, functions in found.points.items():
        does = functions or does
        denied = any(called.get(point, point).lower()[:6] in said.lower() for said in found.denied)
        name = "portal" if point == "site" else point
        values: Values = {"point": name, "functions": ["inform"] if denied else list(dict.fromkeys(does))}
        if does and sound("point_serves", values) is not None:
            made[name] = values
    if len(made) < MANY:
        return None
    note = "что через какую точку принимают — по словам пункта: сверьте; прочие функции точек впишите"
    return Alone("point_serves", tuple(made.values()), (), note)


_FROM_TO = r"(?:с\s\d[\d:.]*\s(?:час\w*\s)?)?до\s\d[\d:.]*\d?(?:\sчас\w*)?"
_DAY = r"(?:понедельник|вторник|сред|четверг|пятниц|суббот|воскресень|будн|выходн)\w{0,3}(?:\sдн\w{1,2})?"
_OPEN = re.compile(
    rf"(?:открыт|работа|принима|отвеча|вед[её]т)\w*[^.;]{{0,40}}?\s({_FROM_TO}(?:,?\s(?:[аи]\s)?(?:в|по)\s{_DAY}\s?[-–—]?\s?{_FROM_TO})*)",
    re.IGNORECASE,
)
_WHERE = (("phone", r"звон|телефон|трубк|лини"), ("in_person", r"окн[оа]|при[её]м"))
_LOCAL = re.compile(r"местн\w{2,3}\s[^.;]{0,20}врем", re.IGNORECASE)


def of_hours(words: str, taken: Sequence[Taken]) -> Alone | None:
    """«Окно приёма открыто с 9 до 17», «на звонки отвечают с 9 до 18 по местному времени заявителя»."""
    met = _OPEN.search(words)
    point = next((name for name, pattern in _WHERE if re.search(pattern, words, re.IGNORECASE)), "")
    if met is None or not point or any(one.sort == "term" for one in taken):
        return None
    local, hours = _LOCAL.search(words), " ".join(met[1].split())
    does = ["inform"] if point == "phone" else ["inform", "intake"]
    values: Values = {"point": point, "functions": does, "hours": hours, **({"clock": "client_time"} if local else {})}
    used = tuple(one for one in taken if one.words in met[1])
    return Alone("point_serves", (values,), used, "часы — по словам пункта; functions этой точки впишите")


def of_signature(words: str, taken: Sequence[Taken]) -> Alone | None:
    """«Депутату и прокурору отвечает за подписью председателя»."""
    grounds = ["deputy", "parliamentary"] if _DEPUTIES.search(words) else []
    grounds += ["prosecutor"] if _PROSECUTORS.search(words) else []
    signs = "подпис" in words.lower() and speaks_of(
        "before", {"action": "send_reply", "facts": ["signed_by_head"]}, words
    )
    if not grounds or not signs or any(one.sort == "term" for one in taken):
        return None
    values: Values = {"action": "send_reply", "facts": ["signed_by_head"], "if": {"grounds": grounds}}
    return Alone("before", (values,), (), "кому и кто подписывает — по словам пункта: сверьте")


WAITED = frozenset({"wait_minutes", "call_wait_minutes"})


def of_waiting(words: str, taken: Sequence[Taken]) -> Alone | None:
    """«На приёме не ждут дольше четверти часа»: a limit, however much its words are those of a term."""
    found = [(values, used) for values, used in own_rules("limit", words, taken) if values["what"] in WAITED]
    if len(found) != 1 or len([one for one in taken if one.sort in ("term", "most")]) != 1:
        return None
    return Alone("limit", (found[0][0],), tuple(found[0][1]), "предел — по словам пункта: сверьте")


_RECORDS = re.compile(
    rf"запис\w+\s(?:разговор|звонк|бесед)[^.;]{{0,60}}хран\w+[^.;]{{0,40}}?\s{N}\s(месяц|год|лет)[а-яё]{{0,3}}",
    re.IGNORECASE,
)


def of_records(words: str) -> Alone | None:
    """«Записи разговоров хранят шесть месяцев»."""
    met = _RECORDS.search(words)
    if met is None or re.search(r"не\s(?:дольше|более)", words, re.IGNORECASE):  # a rule keeps for so long and longer
        return None
    field = "months" if met[2].lower() == "месяц" else "years"
    values: Values = {"what": "call_records", field: number_of(met[1])}
    return Alone("keep_for", (values,), (Taken("uncounted", "", met[0]),), "срок — по словам пункта: сверьте")


_PUT_OFF = re.compile(
    r"(?:продл|отсроч|ещ[её]\sврем)[^.]{0,120}\sдо\s(?:его\s)?(?:срока|конца|окончани|истечени)", re.IGNORECASE
)


def of_postponing(words: str, taken: Sequence[Taken]) -> Alone | None:
    """«Продлевают не позднее чем за три дня до конца срока»."""
    one = next((t for t in taken if t.sort == "ahead" and re.fullmatch(r"\d+w?d", t.value)), None)
    if one is None or not _PUT_OFF.search(words):
        return None
    what = "working_days_before_end" if one.value.endswith("wd") else "days_before_end"
    values: list[Values] = [{"what": what, "at_least": int(re.sub(r"\D", "", one.value))}]
    used = [one]
    for other in (t for t in taken if t.sort == "most" and (limited := _EXTENDED.get(t.measure.lower()))):
        values.append({"what": limited, "at_most": int(other.value)})
        used.append(other)
    return Alone("limit", tuple(values), tuple(used), "предел — по словам пункта: сверьте")


_EXTENDED = {
    **dict.fromkeys(("раз", "раза"), "extensions"),
    **dict.fromkeys(("дней", "дня", "день", "календарных дней"), "extension_days"),
    **dict.fromkeys(("рабочих дней", "рабочих дня", "рабочий день"), "extension_working_days"),
}
"""What else the same clause limits of an extension, by what it counts."""
_NAMELESS = re.compile(
    r"анонимн|безымянн|(?<![а-яё])без\s(?:подписи|имени|фамилии|обратного\sадреса)|не\s(?:назва|подписа)\w+",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:пометк|отметк|запис|заметк)", re.IGNORECASE)


def of_nameless(words: str, taken: Sequence[Taken]) -> Alone | None:
    """«О безымянном запросе за один рабочий день делают пометку»."""
    one = next((t for t in taken if t.sort == "term"), None)
    if one is None or not _NAMELESS.search(words) or not _NOTE.search(words):
        return None
    values: Values = {
        "from": "message_registered",
        "do": "noted",
        "within": one.value,
        "if": {"no_name_or_address": True},
    }
    return Alone("within", (values,), (one,), "срок заметки о том, кто не назвался, — по словам пункта: сверьте")


_ASKED = re.compile(
    rf"задан\w*[^.;]{{0,30}}?\s{N}\s(?:раза?|клиент\w*|человек\w*|заявител\w*|[а-яё]{{4,15}}(?:ами|ями))", re.IGNORECASE
)


def of_frequent(words: str, taken: Sequence[Taken]) -> Alone | None:
    """«Вопрос, заданный пять раз за месяц, получает статью в базе знаний за десять рабочих дней»."""
    term, met = next((t for t in taken if t.sort == "term"), None), _ASKED.search(words)
    if (
        term is None
        or met is None
        or not re.search(r"вопрос", words, re.I)
        or not re.search(r"баз\w\sзнаний|стать", words, re.I)
    ):
        return None
    under: Values = {"asked_in_month": number_of(met[1])}
    values: Values = {"from": "question_frequent", "do": "article_published", "within": term.value, "if": under}
    used = tuple(t for t in taken if t is term or t.sort == "per" or t.words in met[0])
    return Alone("within", (values,), used, "порог и срок — по словам пункта: сверьте")


PRIORITIES: tuple[tuple[str, str], ...] = (
    ("pregnant", r"беременн"),
    ("disabled", r"инвалид(?!\w*\s(?:i|1|перв|втор|ii|2))"),
    ("veteran", r"ветеран"),
    ("combatant", r"участник\w*\s(?:боев|специальн|сво(?![а-яё]))"),
    ("large_family", r"многодетн"),
    ("with_small_child", r"(?:дет|реб[её]н)\w*\sдо\sтр[её]х|малолетн|грудн"),
    ("pensioner", r"(?<!пред)пенсионер"),
    ("over_70", r"старше\s(?:70|семидесяти)"),
    ("sight", r"зрени|слеп"),
    ("hearing", r"слух|глух"),
    ("movement", r"(?:опорно|передвиг|колясочн|движени)"),
    ("chronic", r"хроническ"),
    ("disaster", r"пострадавш"),
)


def with_priorities(values: Values, words: str) -> Values:
    """Whom the words let go first, in place of whom the like clause does."""
    named = [name for name, pattern in PRIORITIES if re.search(pattern, words, re.IGNORECASE)]
    return {**values, "needs": named} if named else values


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
    return changed, f"условие «вид дела: {', '.join(titles)}» из похожего пункта убрано: в словах акта его нет"


def told_whom(values: Values, taken: Sequence[Taken], words: str) -> tuple[Values, list[Taken]]:
    """Employees whom the words name are told, not those of the like clause."""
    if CLIENT in (values.get("whom") or [CLIENT]):
        return values, []
    named = [one for one in taken if one.sort == "person" and one.value in TITLES and one.value != CLIENT]
    named = [one for one in named if one.words in words and "nomn" not in word(one.words.split()[0]).first]
    people = list(dict.fromkeys(one.value for one in named))
    changed = {**values, "whom": people}
    return (changed, named) if people and sound("tell", changed) is not None else (values, [])
