"""Clauses that keep somebody from a deed, or a point from use: «подписывает не тот, кто готовил», «переписка в Telegram
запрещена». Whatever words are around, these turn the demand, so they are read before any likeness."""

from __future__ import annotations

import re

from priemnaya.policy.vocabulary.doers import people_at

from .examples import Values
from .taking import FOREIGN_POINTS, taken_from

NOT_BY, BARRED = "not_by", "point_barred"
_DEED = (
    r"(?:рассм[ао]тр|(?:под)?готов|подпис|соглас|(?:за)?визир|поруч|переда|направл|прин[ия][мт]|реш[аеё]|провер"
    r"|утвер[жд])\w*"
)
_MAY = r"(?:долж\w{2,3}|мо[гж]\w{1,3}|вправе|име\w{2}\sправ[ао]|подлеж\w{2})"
_SOMEBODY = (
    r"(?:т[аеоу]\w{0,2}|лиц\w{1,3}|сотрудник\w{0,3}|работник\w{0,3}|специалист\w{0,3}|исполнител\w{1,3}|служащ\w{2,3})"
)
_PART = (
    r"(?:(?:решени|действи)\w{1,3}[^.,]{0,40}котор\w{2,3}|"
    r"кто|кем|чьи\w{0,2}|чь[ею]\w?|котор\w{2,3}|на\s(?:чь?\w{1,3}|кого|котор\w{2,3}|действи\w)|(?:под)?готовивш\w{2,3}|принявш\w{2,3})"
)
_DID = (
    r"(?:(?:котор\w{2,3}|кто)\s(?:[а-яё]{2,20}\s){0,2}(?:готовил|подготовил|составил|рассматривал|принимал|принял|согласовал)\w{0,2}"
    r"|(?:под)?готовивш\w{2,3}|принявш\w{2,3}|рассматривавш\w{2,3}|согласовавш\w{2,3})"
)
_NOT_THE_ONE = re.compile(
    rf"\bне\s(?:т\w{{1,3}}\sже\s)?{_SOMEBODY}(?:\sже)?,?\s{_PART}"  # подписывает не тот, кто
    rf"|\bне\s(?:{_MAY}\s(?:быть\s)?)?{_DEED}\s(?:[а-яё]{{1,20}}\s){{0,3}}{_SOMEBODY}(?:\sже)?,?\s{_PART}"
    rf"|{_SOMEBODY},?\s{_DID}[^.;]{{0,60}}\sне\s{_MAY}\s(?:быть\s)?(?:[а-яё]{{2,4}}\s)?{_DEED}"
    rf"|(?:запреща|не\sдопуска)\w{{2,4}},?\s(?:чтобы\s(?:[а-яё]{{2,20}}\s){{0,3}})?{_DEED}\s(?:[а-яё]{{2,20}}\s){{0,4}}{_SOMEBODY},?\s{_PART}"
    rf"|\bне\s(?:попада|доста[её]т|ид[её]т)\w*\s(?:к\s)?т\w{{1,3}},?\s{_PART}"
    rf"|повторн\w{{2,3}}\s[^.;]{{0,80}}\b(?:поруча|переда)[её]?\w+\s(?:[а-яё]{{2,20}}\s){{0,2}}(?:друг|ин)ому\s{_SOMEBODY}"
    rf"|\b(?:готов|рассматрив|подпис|согласов|визир)\w+\s(?:[а-яё]{{2,20}}\s){{0,2}}(?:друг|ин)(?:ой|ая|ому|им)\s{_SOMEBODY}",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"запре(?:щ|т)\w+|не\sдопуска\w+|нельзя|не\s(?:использу|вед|общаю|переписыва|применя)\w+", re.IGNORECASE
)
_DOERS: tuple[tuple[str, str], ...] = (
    ("article_author", r"(?:материал|стать)\w*[^.;]{0,60}(?:написал|готовил|составил|автор)"),
    (
        "last_executor",
        r"(?:пиш|обра(?:ти|ща))\w+\s(?:вновь|снова|повторно|ещ[её]\sраз)|повторн\w{2,3}\s(?:сообщени|обращени|письм|вопрос)[^.]{0,60}\sдругому",
    ),
    ("head_of_complained_of", r"руководител\w{1,3}\s(?:того|лица)"),
    (
        "person_complained_of",
        r"на\s(?:чь?\w{1,3}|кого|котор\w{2,3})\s|чь\w{1,3}\sдействи|недовол|обжалу|жалу(?:ю|е)тся",
    ),
    ("earlier_executor", r"прежн\w{2,3}\s(?:ответ|решени)|повторн\w{2,3}|ранее|предыдущ|прошл\w{2,3}\sответ"),
    ("approver", r"соглас\w*л\b|завизировал|согласовавш"),
    ("author", r"готовил|готовивш|составил|автор|исполнител"),
)
_ACTIONS: tuple[tuple[str, str], ...] = (
    ("send_reply", r"подпис\w+"),
    ("approve_reply", r"соглас(?:у|овы|ован)\w*|визир\w+"),
    ("assign", r"рассм[ао]тр\w+|поруч\w+|переда\w+|отда[юёе]т\w*|попада\w+|готовит\b|готовят\b|готовлен\b"),
    ("forward", r"направл\w+|переда[её]т\w*"),
    ("write_reply", r"рассм[ао]тр\w+|готовит\b"),
    ("read_case", r"не\s(?:рассм[ао]тр|показыва|вид[яи]|открыва)\w+"),
    ("publish_article", r"утвержда\w+"),
)


def turned(text: str) -> str:
    """The kind that a clause surely is, because it denies; empty for any other."""
    if _NOT_THE_ONE.search(text):
        return NOT_BY
    return BARRED if barred(text) else ""


def barred(text: str) -> list[str]:
    """Points that a clause names only to forbid them."""
    if not _FORBIDS.search(text):
        return []
    return [t.value for t in taken_from(text) if t.sort == "point" and t.value in FOREIGN_POINTS]


def own_values(kind: str, text: str) -> Values:
    """What a clause says itself of who is kept from what; empty where it does not."""
    if kind == BARRED:
        return {"points": points} if (points := barred(text)) else {}
    person = next((name for name, pattern in _DOERS if re.search(pattern, text, re.IGNORECASE)), "")
    deeds = [name for name, pattern in _ACTIONS if re.search(pattern, text, re.IGNORECASE)]
    actions = [name for name in deeds if person in people_at(name)]
    values: Values = {"person": person, "actions": actions} if person and actions else {}
    if values and person == "last_executor":
        days = next((t.value[:-1] for t in taken_from(text) if t.sort == "term" and re.fullmatch(r"\d+d", t.value)), "")
        return values | {"actions": ["assign"]} | ({"if": {"wrote_within": int(days)}} if days else {})
    return values
