"""What was answered to a question of a service: read as people write it, refused in words that say what to do, kept
with the question as it stood, so that a later edition changes nothing that was filed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from priemnaya.core.reading import day
from priemnaya.errors import Objection

from .questions import MOST_PEOPLE, YES_NO, Question

LONGEST = {"text": 300, "long": 5000, "place": 300}
LONGEST_NAME = 80
"""Of each part of a person's name."""
PERSON = ("surname", "name", "patronymic", "born")
MONTHS = ["январ", "феврал", "март", "апрел", "мая|май", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"]


@dataclass(frozen=True)
class Read:
    """An answer: as data, and as people read it."""

    value: Any
    words: str


@dataclass(frozen=True)
class Answered:
    """A question as it stood when it was answered, with the answer."""

    id: str
    kind: str
    label: str
    value: Any
    words: str

    @classmethod
    def of(cls, question: Question, read: Read) -> Answered:
        return cls(question.id, question.kind, question.label, read.value, read.words)

    def as_kept(self) -> dict[str, Any]:
        return {"id": self.id, "kind": self.kind, "label": self.label, "value": self.value, "words": self.words}


def said_of(answers: Iterable[Mapping[str, Any]]) -> str:
    """All of them as a text: what the search, the letter's own page and the export read."""
    lines = []
    for one in answers:
        label, words = str(one["label"]), str(one["words"])
        between = "\n" if "\n" in words else " "
        lines.append(f"{label}{'' if label.endswith(('?', ':')) else ':'}{between}{words}")
    return "\n".join(lines)


def with_answers(text: str, answers: Iterable[Mapping[str, Any]]) -> str:
    """Own words, and under them what was answered."""
    return "\n\n".join(part for part in (text.strip(), said_of(answers)) if part)


def own_words(text: str, answers: Iterable[Mapping[str, Any]]) -> str:
    """The other way round: the text without the answers below it."""
    said = said_of(answers)
    return text.removesuffix(said).rstrip() if said else text


def read(question: Question, raw: Any) -> Read | None:
    """None for no answer at all. Raises Objection."""
    if question.kind == "people":
        return _people(question, raw or [])
    typed = str(raw or "").replace("\r\n", "\n").strip()
    return READERS[question.kind](question, typed) if typed else None


def _text(question: Question, typed: str) -> Read:
    most, least = question.most or LONGEST[question.kind], question.least or 0
    if len(typed) > most:
        raise Objection(
            _("Слишком длинно: знаков %(n)d, а можно до %(most)d. Сократите.") % {"n": len(typed), "most": most}
        )
    if len(typed) < least:
        raise Objection(_("Слишком коротко: напишите подробнее, хотя бы %(n)d знаков.") % {"n": least})
    return Read(typed, typed)


def _number(question: Question, typed: str) -> Read:
    figures = re.sub(r"[\s\u00a0]", "", typed).replace(",", ".")
    if question.unit:
        figures = figures.removesuffix(question.unit.replace(" ", ""))
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,4})?", figures):
        raise Objection(
            _("Напишите число цифрами, например: %(example)s.")
            % {"example": question.example or question.least or "12"}
        )
    value = Decimal(figures)
    if question.least is not None and value < question.least:
        raise Objection(_("Слишком мало: можно от %(n)s. Проверьте число.") % {"n": question.least})
    if question.most is not None and value > question.most:
        raise Objection(_("Слишком много: можно до %(n)s. Проверьте число.") % {"n": question.most})
    shown = f"{value.normalize():f}"
    return Read(shown, f"{shown.replace('.', ',')} {question.unit}".strip())


def day_of(typed: str) -> dt.date | None:
    """«12.05.2024» and «12 мая 2024 года»."""
    if found := day(typed):
        return found
    said = re.fullmatch(r"([0-9]{1,2})\s+([а-яё]+)\s+([0-9]{4})(\s*г\.?|\s+года)?", typed.strip().lower())
    if said is None:
        return None
    for month, stems in enumerate(MONTHS, 1):
        if said[2].startswith(tuple(stems.split("|"))):
            return day(f"{said[1]}.{month}.{said[3]}")
    return None


def _date(question: Question, typed: str) -> Read:
    found, today = day_of(typed), timezone.localdate()
    if found is None:
        raise Objection(_("Такого дня нет. Напишите день, месяц и год, например: 12.05.2024."))
    if question.days == "past" and found > today:
        raise Objection(_("Этот день ещё не наступил. Проверьте год и месяц."))
    if question.days == "future" and found < today:
        raise Objection(_("Этот день уже прошёл. Выберите сегодня или день позже."))
    return Read(found.isoformat(), f"{found:%d.%m.%Y}")


def _choice(question: Question, typed: str) -> Read:
    if typed not in question.options:
        raise Objection(_("Такого варианта нет. Выберите из тех, что на странице."))
    return Read(typed, typed)


def _several(question: Question, typed: str) -> Read:
    chosen = [option for option in question.options if option in typed.split("\n")]
    if not chosen or len(chosen) != len(set(typed.split("\n"))):
        raise Objection(_("Такого варианта нет. Выберите из тех, что на странице."))
    if question.most and len(chosen) > question.most:
        raise Objection(_("Выберите не больше: %(n)d.") % {"n": question.most})
    if question.least and len(chosen) < question.least:
        raise Objection(_("Выберите хотя бы: %(n)d.") % {"n": question.least})
    return Read(chosen, "; ".join(chosen))


def _yes_no(question: Question, typed: str) -> Read:
    if typed not in YES_NO:
        raise Objection(_("Выберите «Да» или «Нет»."))
    return Read(typed, YES_NO[typed])


def _account(question: Question, typed: str) -> Read:
    figures = re.sub(r"[\s\u00a0-]", "", typed)
    if not re.fullmatch(r"[0-9]+", figures):
        raise Objection(_("В лицевом счёте только цифры. Он есть в квитанции, обычно сверху."))
    least, most = question.least or 6, question.most or 20
    if not least <= len(figures) <= most:
        many = str(least) if least == most else _("от %(a)d до %(b)d") % {"a": least, "b": most}
        raise Objection(
            _("Цифр в счёте должно быть: %(many)s, а у вас %(n)d. Проверьте по квитанции.")
            % {"many": many, "n": len(figures)}
        )
    return Read(figures, figures)


def _cadastral(question: Question, typed: str) -> Read:
    figures = ":".join(re.findall(r"[0-9]+", typed))
    if not re.fullmatch(r"[0-9:;.,\s\u00a0-]+", typed) or not re.fullmatch(
        r"[0-9]{2}:[0-9]{2}:[0-9]{6,7}:[0-9]{1,7}", figures
    ):
        raise Objection(
            _(
                "Кадастровый номер — четыре числа через двоеточие, например: 18:26:010101:57. Он есть в выписке из"
                " ЕГРН и на публичной кадастровой карте."
            )
        )
    return Read(figures, figures)


_DOTS = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]+)?)[\s,;]+(-?[0-9]{1,3}(?:\.[0-9]+)?)")
_COMMAS = re.compile(r"(-?[0-9]{1,3},[0-9]+)[\s;]+(-?[0-9]{1,3},[0-9]+)")
SOUTH, NORTH, WEST, FAR_EAST = 41.0, 82.0, 19.0, -168.0
"""Between them lies the country: coordinates elsewhere are figures in the wrong order or a slip."""


def _place(question: Question, typed: str) -> Read:
    """Coordinates by two figures, else an address in words: nobody outside is asked where it lies."""
    found = _DOTS.fullmatch(typed) or _COMMAS.fullmatch(typed)
    if found and not re.fullmatch(r"-?[0-9]+,-?[0-9]+", typed):  # «56,85» is one figure with its fraction
        north, east = (float(part.replace(",", ".")) for part in found.groups())
        return _at(north, east)
    if not re.search(r"[A-Za-zА-Яа-яЁё]{2}", typed):
        raise Objection(
            _(
                "Координаты — это широта и долгота двумя числами, например: 56.8528, 53.2115. Или напишите адрес"
                " словами."
            )
        )
    if not re.search(r"[0-9]|без номера|б/н", typed) and len(typed) < 40:
        raise Objection(
            _("Напишите точнее: город или село, улицу и номер дома. Номера нет — опишите, что рядом и с какой стороны.")
        )
    return Read({"address": _text(question, typed).value}, typed)


def _at(north: float, east: float) -> Read:
    def lies(n: float, e: float) -> bool:
        return SOUTH <= n <= NORTH and (WEST <= e <= 180 or -180 <= e <= FAR_EAST)

    if not lies(north, east):
        if lies(east, north):
            raise Objection(_("Похоже, числа стоят наоборот: сначала широта, потом долгота. Поменяйте их местами."))
        raise Objection(_("По этим числам место не в России. Проверьте их или напишите адрес словами."))
    words = f"{north:.6f}, {east:.6f}"
    return Read({"north": north, "east": east}, f"широта и долгота: {words}")


def _people(question: Question, rows: Iterable[Mapping[str, str]]) -> Read | None:
    people = [{n: " ".join(str(row.get(n, "")).split()) for n in PERSON} for row in rows]
    people = [row for row in people if any(row.values())]
    if not people:
        return None
    most = min(question.most or MOST_PEOPLE, MOST_PEOPLE)
    if len(people) > most:
        raise Objection(_("Людей в списке больше, чем нужно: можно до %(n)d.") % {"n": most})
    kept, lines = [], []
    for n, row in enumerate(people, 1):
        if not (row["surname"] and row["name"]):
            raise Objection(_("Человек %(n)d: напишите фамилию и имя.") % {"n": n})
        if long := next((p for p in row.values() if len(p) > LONGEST_NAME), ""):
            words = _("Человек %(n)d: «%(begins)s…» слишком длинно, можно до %(most)d знаков. Сократите.")
            raise Objection(words % {"n": n, "begins": long[:20], "most": LONGEST_NAME})
        born = day_of(row["born"]) if question.born else None
        if question.born and (born is None or born > timezone.localdate()):
            raise Objection(_("Человек %(n)d: напишите день рождения, например: 12.05.2015.") % {"n": n})
        called = " ".join(row[part] for part in PERSON[:3] if row[part])
        kept.append({**row, "born": born.isoformat() if born else ""})
        lines.append(f"{called}, {born:%d.%m.%Y}" if born else called)
    if question.least and len(kept) < question.least:
        raise Objection(_("Впишите всех: здесь нужно хотя бы %(n)d.") % {"n": question.least})
    return Read(kept, "\n".join(lines))


READERS = {
    "text": _text,
    "long": _text,
    "number": _number,
    "date": _date,
    "choice": _choice,
    "several": _several,
    "yes_no": _yes_no,
    "account": _account,
    "cadastral": _cadastral,
    "place": _place,
}


def lacking(question: Question) -> str:
    """What to do where a question that must be answered was not."""
    return {
        "choice": _("Выберите один вариант."),
        "several": _("Отметьте хотя бы один вариант."),
        "yes_no": _("Выберите «Да» или «Нет»."),
        "people": _("Впишите хотя бы одного человека: фамилию и имя."),
        "place": _("Напишите адрес или координаты места."),
        "date": _("Напишите день, месяц и год, например: 12.05.2024."),
    }.get(question.kind, _("Ответьте на этот вопрос: без него заявление не рассмотреть."))
