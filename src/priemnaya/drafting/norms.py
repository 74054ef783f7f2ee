"""What the verbs of a norm say of its kind, and which fields of a kind take what was found in the words.

The kinds of the grammar change; so no kind is named here for sure: a stem stands for whatever kinds of today begin with
it, and a stem that no kind has says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from priemnaya.policy.kinds import KINDS

from .taking import Sort, Taken

SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"выбор\w*|\bсам\w?\s(?:реша|выбира)\w+[^.;]{0,40}(?:куда|как|чем)|предлагается|предоставляется возможность|вправе выбрать",
        ("offer",),
    ),
    (r"сообщ(?:ает|ается|ить|ают)|уведомл\w+|извеща\w+|доводит\w*|информиру\w+", ("tell",)),
    (r"соглас(?:ия|ии|ие|ием)\b|тем,? кто согласил\w+", ("only_if",)),
    (
        r"(?:дол[яиюе]|процент\w*|%).{0,60}не (?:ниже|менее|меньше) |не (?:ниже|менее|меньше) \d+ ?(?:процент|%)"
        r"|ожидани\w+.{0,40}не (?:должно )?(?:превыша|более)\w*|\bгудк\w+",
        ("limit",),
    ),
    (r"канцеляр\w+|грубост\w+|отписк\w+|просторечи\w+|жаргон\w*", ("written",)),
    (r"пока не |прежде чем|до того,? как|до начала ", ("before",)),
    (r"принима\w+ (?:\w+ ){0,3}(?:сообщени|письм|обращени|заявлени)\w+[^\n]{0,60}:\n", ("point_serves",)),
    (
        r"^\n?настоящ\w+ \w+ (?:закрепля|определя|устанавлива|регулиру)\w+|не (?:применя|распространя)\w+ (?:к|на) "
        r"|^\n?[а-яё]+ призна[её]тся ",
        ("informs",),
    ),
    (r"выясня\w+|спрашива\w+|зада[её]т\s\w*\s?\w*\s?вопрос|уточня\w+|при наличии желания", ("before",)),
    (
        r"классифициру\w+|фиксиру\w+|указыва(?:ет|ют)ся|записыва\w+|отмеча\w+|рассматривается на предмет|регистриру\w+"
        r"|заполня\w+|обоснованност\w+ (?:принимаемых )?решени|одно из следующих действий",
        ("before",),
    ),
    (
        r"в ответе (?:есть\b|(?:размеща|указыва|содерж|привод|называ)\w+)|ответ содержит|приветств\w+",
        ("before", "written"),
    ),
    (r"на бланке", ("before",)),
    (r"напомин\w+|напомнить", ("tell",)),
    (
        r"вне очереди|без очереди|(?:перв\w{2,3}|в первую очередь) (?:принима|обслуж)\w+|вне графика|первоочередн\w+|в приоритетном",
        ("give_priority", "offer"),
    ),
    (
        r"основани\w+ (?:для )?(?:такого )?отказ\w*|отказ\w*.{0,60}(?:основани|разъясн|объясн)\w+|мотивированн\w+ отказ",
        ("before",),
    ),
    (r"лиц\w*.{0,60}обжалу\w+|обжалу\w+.{0,60}лиц\w*|беспристрастн\w+|конфликт\w* интересов", ("not_by",)),
    (r"не (?:вправе )?(?:требовать|запрашив)\w*|имеющихся? в распоряжении|избыточн\w+", ("before",)),
    (r"вежлив\w+|приветлив\w+|доброжелательн\w+|уважительн\w+|корректн\w+|объективно|всесторонне", ("by_hand",)),
    (
        r"реестр\w*|журнал\w*|перечень|каталог\w*|картотек\w*|ответственн\w+ за|требования к",
        ("kept_register",),
    ),
    (
        r"удовлетворенност\w+|показател\w+|мониторинг\w*|измер\w+|эффект\w*|сокращени\w+ времени|издерж\w+",
        ("measured",),
    ),
    (r"хранени\w+|хранит\w*|хранятся", ("keep",)),
    (r"актуализ\w+|пересм\w+|анализ проводится|утвержда(?:ют|ется) план", ("review",)),
    (r"аналогичн\w+ (?:ситуаци|запрос|действи)\w+|единообраз\w+", ("before",)),
    (
        r"выбранн\w+ (?:им |клиентом )?(?:\w+ )?(?:канал|способ|точк)\w+|дублир\w+|продублирова\w+",
        ("by_chosen_point", "tell"),
    ),
)
_SIGNS = tuple((re.compile(pattern, re.IGNORECASE), stems) for pattern, stems in SIGNS)
FIELDS: dict[Sort, tuple[str, ...]] = {
    "term": ("within",),
    "until": ("by",),
    "day": ("by",),
    "yearday": ("by",),
    "weekday": ("by",),
    "period": ("every",),
    "per": ("per",),
    "years": ("years",),
    "most": ("at_most", "max_words"),
    "least": ("at_least", "min_score"),
    "share": ("share", "at_least"),
    "worked": ("worked_days",),
    "ahead": ("ahead",),
    "point": ("point", "points"),
}
"""Fields by what they take; of a kind that has several, the first that its values allow."""
SELDOM = frozenset({("within", "ahead")})
"""«За два дня до…» is a reminder far more often than a term counted back."""
WORDS = ("max_words",)
"""Of them, those that count words of a sentence."""
SPOKEN_OF: frozenset[Sort] = frozenset({"point"})
"""Named in most clauses, so a kind has it only where a clause begins with it."""


def said_by_verbs(text: str) -> dict[str, float]:
    """Kind -> how many signs of the words speak for it, two at most."""
    found: dict[str, float] = {}
    for pattern, stems in _SIGNS:
        if pattern.search(text):
            for kind in KINDS:
                if any(kind == s or kind.startswith(f"{s}_") for s in stems):
                    found[kind] = min(found.get(kind, 0.0) + 1, 2.0)
    return found


def fields_for(kind: str, taken: Taken) -> list[str]:
    """Fields of a kind that may take a value found in the words, the likeliest first."""
    known = KINDS[kind].values.model_fields
    names = [n for n in FIELDS.get(taken.sort, ()) if (kind, n) not in SELDOM]
    if taken.measure.startswith("слов") and (own := [n for n in WORDS if n in known]):
        return own
    return [n for n in names if n in known and n not in WORDS]


def fits(kind: str, taken: Iterable[Taken], opening: str) -> bool:
    """Something found in the words has its place in the values of a kind. opening: the first words of the clause."""
    for one in taken:
        if one.sort in SPOKEN_OF and one.words.lower() not in opening:
            continue
        if fields_for(kind, one):
            return True
    return False
