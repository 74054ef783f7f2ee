"""How a text is built, by its kind: references, quotations, blocks, questions answered, and what messages, scripts,
services need."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..document import Document, Span
from ..profile import Profile
from ..rule import Rule
from .base import Hit, body_end, body_start, body_text, last_word, likely, measure

_I = re.IGNORECASE


@measure("many_citations")
def many_citations(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """`threshold` references or more, or more than 15 % of the words in a text of some length."""
    end = body_end(document)
    found = [c for c in document.citations if c.end <= end]
    words = sum(len(c.text.split()) for c in found)
    share = words / max(len(document.text[:end].split()), 1)
    if found and (len(found) >= profile.threshold(rule) or (share > 0.15 and words >= 15)):
        yield Hit(found[0].start, found[-1].end, {"count": len(found)})


@measure("long_quote")
def long_quote(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    for zone in document.zones:
        count = len(document.text[zone.start : zone.end].split()) if zone.kind == "quotation" else 0
        if count > profile.threshold(rule):
            yield Hit(zone.start, zone.end, {"count": count})


@measure("no_blocks")
def no_blocks(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    body = body_text(document)
    count = len(re.findall(r"\w+", body))
    listed = re.search(r"^[ \t]*(?:[-–—•*]|\d{1,2}[.)])\s+\S", body, re.MULTILINE)
    headed = any(z.kind == "heading" for z in document.zones)
    if count > profile.threshold(rule) and not listed and not headed:
        yield Hit(0, len(document.text), {"count": count})


def _questions(appeal: str) -> list[str]:
    return [q.strip() for q in re.findall(r"(?<![^.!?\n])[^.!?\n]+\?", appeal)]


def _lemmas(document: Document, span: Span | None = None) -> set[str]:
    tokens = document.tokens[span.first : span.last] if span else document.tokens
    return {
        t.word.readings[0].lemma
        for t in tokens
        if t.word and len(t.form) > 3 and (likely(t, "NOUN") or likely(t, "VERB") or likely(t, "INFN"))
    }


_SMALL_TALK = frozenset(
    [
        "быть",
        "мочь",
        "помощь",
        "вопрос",
        "здравствовать",
        "спасибо",
        "прошу",
        "просить",
        "узнать",
        "сказать",
        "написать",
        "знать",
        "время",
        "раз",
        "день",
        "делать",
        "сделать",
    ]
)


@measure("unanswered_question")
def unanswered_question(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A question of the client none of whose nouns and verbs occurs in the reply. Judged by words only, hence an
    advice."""
    if "?" not in profile.appeal:
        return
    answered = _lemmas(document)
    for question in _questions(profile.appeal):
        asked = _lemmas(Document(question)) - _SMALL_TALK
        if asked and not asked & answered and document.tokens:
            start = body_start(document)
            first = document.token_at(start)
            token = document.tokens[min(first, len(document.tokens) - 1)]
            yield Hit(token.start, token.end, {}, question[:120])


@measure("off_topic")
def off_topic(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A paragraph with no word of the client's message and no word of the reply's first paragraph."""
    if not profile.appeal:
        return
    topic = _lemmas(Document(profile.appeal))
    for span in document.paragraphs:
        if len(document.words_in(span)) < profile.threshold(rule) or span.end > body_end(document):
            continue
        text = document.text[span.start : span.end]
        if not _lemmas(document, span) & topic and not re.search(r"\bв(?:ы|ам|ас|аш\w*)\b", text, _I):
            yield Hit(span.start, span.end)


@measure("no_example")
def no_example(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    items = list(re.finditer(r"^[ \t]*(?:[-–—•*]|\d{1,2}[.)])\s+\S.*$", body_text(document), re.MULTILINE))
    if len(items) >= profile.threshold(rule) and not re.search(r"например|образец|образцу|пример", document.text, _I):
        yield Hit(*last_word(document), {"count": len(items)})


@measure("long_message")
def long_message(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    limit = int(profile.threshold(rule))
    if len(document.text.strip()) > limit:
        yield Hit(0, len(document.text), {"count": len(document.text.strip()), "limit": limit})


Parts = tuple[tuple[str, re.Pattern[str]], ...]
_SCRIPT: Parts = (
    ("приветствие", re.compile(r"здравствуйте|добр(?:ый|ое) (?:день|утро|вечер)", _I)),
    ("кто говорит", re.compile(r"меня зовут|министерств|комитет|инспекци|отдел|управлени|специалист|оператор|\{", _I)),
    (
        "прощание",
        re.compile(r"до свидания|всего доброго|всего хорошего|хорошего дня|спасибо за (?:звонок|обращение)", _I),
    ),
)
_SERVICE: dict[str, tuple[str, re.Pattern[str]]] = {
    "documents": ("какие документы нужны", re.compile(r"паспорт|документ|заявлени|справк\w{1,9} о|свидетельств", _I)),
    "term": ("срок", re.compile(r"\d\s{0,3}(?:рабочих\s+)?(?:дн|час|минут|месяц)|срок|в день обращения|сразу", _I)),
    "price": ("цена", re.compile(r"бесплатн|рубл|пошлин|стоит|стоимость|цена", _I)),
    "filing": ("как подать", re.compile(r"пода(?:йте|ть|ют)|портал|госуслуг|мфц|по почте|придите|приходите", _I)),
    "result": ("что получите", re.compile(r"получите|выдад|выдаём|выдаем|результат|пришлём|пришлем|внес[её]м", _I)),
}
"""Part -> its title, and the words it is known by."""
_CLARIFICATION: Parts = (
    ("что нужно", re.compile(r"\?|пришлите|уточните|сообщите|назовите|напишите|приложите|нужн", _I)),
    (
        "как ответить",
        re.compile(r"ответьте|ответив|по почте|позвоните|на странице|принесите|пришлите|@|\+7|письмо", _I),
    ),
)


def _missing(document: Document, parts: Parts) -> Iterator[Hit]:
    missing = [name for name, pattern in parts if not pattern.search(document.text)]
    spans = document.sentences
    if missing and spans:
        yield Hit(spans[0].start, spans[0].end, {}, ", ".join(missing))


@measure("script_parts")
def script_parts(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    yield from _missing(document, _SCRIPT)


@measure("service_parts")
def service_parts(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    yield from _missing(document, tuple(part for name, part in _SERVICE.items() if name not in profile.supplied))


@measure("clarification_parts")
def clarification_parts(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    yield from _missing(document, _CLARIFICATION)


@measure("long_opening")
def long_opening(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Words before the first heading or list item; a short article needs neither."""
    marks = [z.start for z in document.zones if z.kind == "heading"]
    listed = re.search(r"^[ \t]*(?:[-–—•*]|\d{1,2}[.)])\s+\S", document.text, re.MULTILINE)
    end = min([*marks, *([listed.start()] if listed else [])], default=len(document.text))
    count = len(re.findall(r"\w+", document.text[:end]))
    if count > profile.threshold(rule):
        yield Hit(0, end, {"count": count})
