"""What an act calls by words of its own: «Сигнал — любое письмо или жалоба», «Куратор — специалист, которому поручено
дело». Its clauses are likened by the words that the orders here have for the same; a word that they know is left."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from priemnaya.plain.words import analyzer, cased_like, fold, word

from .folding import Piece
from .marks import term_of

_STAFF = r"(?:специалист|работник|сотрудник|служащ|должностн\w{2,3}\sлиц|инспектор|лицо)"
_MEANS: tuple[tuple[str, str], ...] = (
    ("наставник", r"новичк|наставля|закрепл\w+\sза\s(?:нов|молод|принят)|обуча\w+\sнов"),
    (
        "регистратор",
        rf"{_STAFF}\w{{0,4}},?\s[^.;]{{0,60}}(?:принима\w+\s(?:и\sрегистрир|письм|обращени|сообщени)|регистриру|учитыва)",
    ),
    (
        "исполнитель",
        rf"{_STAFF}\w{{0,4}},?\s[^.;]{{0,80}}(?:поруч|переда[нёе]|готов|рассматрив|отвеча|закрепл|вед[её]т|занима)",
    ),
    ("подтверждение получения", r"^перв\w{2,3}\s(?:письм|сообщени|ответ|уведомлени|отклик|весть|слов)"),
    (
        "клиент",
        r"(?:лиц[оа]|граждан|человек|люди|владел|хозя|организаци|хозяйств|предпринимател|житель|посетител)\w{0,4}[^.;]{0,160}"
        r"(?:обрати|обраща|получа|пиш|написа|направи|пришед|прише[дл])",
    ),
    (
        "сообщение",
        r"^(?:(?:любо|вся[кч]|кажд|письменн|устн|поступивш|электронн)\w{1,4}\s(?:и\s|или\s)?)*"
        r"(?:письм|обращени|заявлени|сообщени|вопрос|запрос|жалоб|предложени)",
    ),
)
"""What the orders here say -> what the act says its own word means; the first that fits."""
_MEANT = tuple((known, re.compile(pattern, re.IGNORECASE)) for known, pattern in _MEANS)
_HEREAFTER = re.compile(r"([^.;()\n]{5,160})\s\(далее(?:\sтакже)?\s?[-–—:]?\s?([А-ЯЁа-яё-]{4,30})\)", re.IGNORECASE)
_OF_BODIES = re.compile(
    r"(?:порядок|регламент|положение|стандарт|приказ|закон|правил|комитет|инспекци|служб|управлени|министерств|департамент"
    r"|центр|учреждени|агентств|орган|отдел|систем|портал|сайт|реестр|журнал)",
    re.IGNORECASE,
)
LONGEST = 12
"""Words of the act that get another one: an act that calls everything its own way is no act of this family."""


def own_words(found: Sequence[Piece], known: Container[str]) -> dict[str, str]:
    """Dictionary form of a word of the act -> what the orders here have for it. known: the forms that they have."""
    own: dict[str, str] = {}
    for piece in found:
        for line in piece.text.split("\n"):
            said = [(term_of(line), re.split(r"\s(?:[-–—]|это)\s", line, maxsplit=1)[-1])] if piece.defines else []
            said += [(met[2], met[1].strip()) for met in _HEREAFTER.finditer(line)]
            for name, means in said:
                lemma = _lemma(name)
                meant = _meant(means) if lemma and lemma not in known and not _OF_BODIES.match(name) else ""
                if meant and lemma != meant and len(own) < LONGEST:
                    own.setdefault(lemma, meant)
    return own


def _lemma(name: str) -> str:
    name = name.strip(' «»"')
    readings = word(name).readings if re.fullmatch(r"[А-ЯЁа-яё-]{4,30}", name) else ()
    if readings and "PRTF" in readings[0].grammemes:
        return fold(name)  # «наставляющий» is who does it, and no form of the verb
    return readings[0].lemma if readings else ""


def _meant(means: str) -> str:
    return next((known for known, pattern in _MEANT if pattern.search(means[:300])), "")


def called_otherwise(piece: Piece, own: Mapping[str, str]) -> Piece:
    """The clause in the words of the orders here; a definition stays as it is."""
    if not own or piece.defines:
        return piece
    text, lead = (_said(words, own) for words in (piece.text, piece.lead))
    return piece if (text, lead) == (piece.text, piece.lead) else replace(piece, text=text, lead=lead)


def _said(text: str, own: Mapping[str, str]) -> str:
    return re.sub(r"[А-ЯЁа-яё-]{4,30}", lambda met: _instead(met[0], own), text)


def _instead(form: str, own: Mapping[str, str]) -> str:
    for reading in word(form).readings:
        if reading.lemma in own and {"NOUN", "ADJF"} & reading.grammemes:
            return cased_like(_in_form(own[reading.lemma], reading.grammemes), form)
        if "PRTF" in reading.grammemes and (doing := _doing(form)) in own:
            return cased_like(_in_form(own[doing], reading.grammemes), form)
    return form


@lru_cache(maxsize=512)
def _doing(form: str) -> str:
    """«наставляющий» for «наставляющему»."""
    parsed = next((p for p in analyzer().parse(form.lower()) if "PRTF" in p.tag), None)
    whole = parsed.inflect({"nomn", "masc", "sing"}) if parsed else None
    return fold(whole.word) if whole else ""


@lru_cache(maxsize=512)
def _in_form(known: str, grammemes: frozenset[str]) -> str:
    """«исполнителю» for «куратору»: the first word in the case and number of the other."""
    first, _, rest = known.partition(" ")
    form = grammemes & {"nomn", "gent", "datv", "accs", "ablt", "loct", "sing", "plur"}
    parsed = analyzer().parse(first)[0].inflect(set(form))
    return f"{parsed.word if parsed else first} {rest}".strip()
