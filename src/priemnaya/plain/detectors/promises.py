"""A letter in which nothing is said but that the body will look, try and take measures: by grammar (tense, person,
voice) and by the verb, not by a list of phrases. «Зарплату проверит инспектор. Меры будут приняты после проверки» is
one. A deed that is named tells, though it is ahead: «штраф отменим», «лифт заменят», «деньги переведут на карту»."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from ..document import Document, Span, Token
from ..profile import Profile
from ..rule import Rule
from ..saying import listed
from ..signs import says
from ..substance import Letter
from .base import Hit, measure

Does = Literal["promises", "tells", "nothing"]
_BE = frozenset({"будет", "будут", "будем", "буду"})
_OF_HANDLING = frozenset(
    {"рассмотреть", "рассматривать", "получить", "зарегистрировать", "изучить", "сообщать", "сообщить", "поступить"}
    | {"информировать", "разъяснять", "отвечать", "благодарить", "уведомлять", "докладывать"}
)
"""What a body does with a message itself: done, it tells nothing of the matter."""
_ITS_MATTER = frozenset(
    {"обращение", "письмо", "вопрос", "сообщение", "заявление", "жалоба", "довод", "запрос", "факт"}
)


@measure("only_promised")
def only_promised(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """The first promise of a letter that holds nothing else: no deed done or decided, no rule, no denial, no advice, no
    day, no amount."""
    promised, put_off = list[Span](), list[Span]()
    letter = Letter(document.text)
    spans = {span.start: span for span in document.sentences}
    for sentence in letter.sentences:
        span, said = spans.get(sentence.start), sentence.said
        if span is None or said.kind in ("empty", "asked_back") or _beside(document, span):
            continue
        if said.data & {"time", "number", "link"}:
            return
        does = _does(document, span)
        if does == "tells" and said.kind != "put_off":
            return
        (promised if does == "promises" else put_off if said.kind == "put_off" else []).append(span)
    if promised or put_off:
        first = (promised or put_off)[0]
        yield Hit(first.start, first.end)


def _beside(document: Document, span: Span) -> bool:
    """How to appeal, whom to call, where to rate: in every letter, and no answer."""
    text = document.text[span.start : span.end]
    return says(text, "appeal_order") or (
        any(t.word and not t.word.lemmas.isdisjoint(_CONTACTS) for t in document.tokens[span.first : span.last])
        and "+" in text
    )


_CONTACTS = frozenset({"телефон", "исполнитель", "инспектор", "звонить", "справка"})


def _does(document: Document, span: Span) -> Does:
    """What the sentence does by its predicates; one that tells anything tells."""
    tokens = document.tokens[span.first : span.last]
    if any(t.form in listed("answering") or t.form in ("не", "нет") for t in tokens) or any(map(_asks_reader, tokens)):
        return "tells"
    found: set[Does] = {does for at in range(len(tokens)) if (does := _predicate(tokens, at)) != "nothing"}
    if "tells" in found:
        return "tells"
    if "promises" in found:
        return "promises"
    return "nothing" if _only_handles(tokens) else "tells"


def _predicate(tokens: Sequence[Token], at: int) -> Does:
    word = tokens[at].word
    if word is None or not word.readings:
        return "nothing"
    reading = word.readings[0]
    if tokens[at].form in _BE:
        after = tokens[at + 1 : at + 4]
        done = [t for t in after if t.word and (t.word.can_be("PRTS") or t.word.can_be("INFN"))]
        done = done or [t for t in tokens[max(0, at - 2) : at] if t.word and t.word.can_be("PRTS")]
        return _ahead(tokens, done[0].word.lemmas) if done and done[0].word else "tells"
    if reading.has("VERB", "futr"):
        return _ahead(tokens, word.lemmas)
    if reading.has("PRTS"):
        before = tokens[max(0, at - 3) : at]
        after = tokens[at + 1 : at + 3]
        promised = any(t.form in _BE for t in (*before, *after))
        return _ahead(tokens, word.lemmas) if promised else _done(tokens, reading.lemma)
    if reading.has("VERB", "past"):
        return _done(tokens, reading.lemma)
    if reading.has("VERB", "pres"):
        return "nothing" if reading.lemma in _OF_HANDLING else "tells"
    return "tells" if reading.has("PRED") or reading.has("ADJS") else "nothing"


def _ahead(tokens: Sequence[Token], deed: frozenset[str]) -> Does:
    """What is to come: a look, an attempt, measures are promised; any other deed is named."""
    with_it = any(t.word and not t.word.lemmas.isdisjoint(listed("promised_of")) for t in tokens)
    light = with_it and not deed.isdisjoint(listed("promising_with"))
    return "promises" if light or not deed.isdisjoint(listed("promising")) else "tells"


def _done(tokens: Sequence[Token], lemma: str) -> Does:
    if lemma not in _OF_HANDLING:
        return "tells"
    return "nothing" if _only_handles(tokens) else "tells"


def _only_handles(tokens: Sequence[Token]) -> bool:
    """«Ваше обращение рассмотрено»: it names the message."""
    return any(t.word and not t.word.lemmas.isdisjoint(_ITS_MATTER) for t in tokens)


def _asks_reader(token: Token) -> bool:
    return token.word is not None and token.word.likely("VERB", "impr")
