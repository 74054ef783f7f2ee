"""What a letter must have, by its kind: greeting, the answer first, reason, next step, who and when."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..citations import find_citations
from ..dates import MONTH
from ..document import Document, Span, Token
from ..profile import Profile
from ..rule import Rule
from .base import Hit, body_end, body_sentences, body_start, body_text, last_word, likely, measure

_I = re.IGNORECASE
PATIENCE = 3
"""Sentences about something else that a reader bears before the answer."""


@measure("no_greeting")
def no_greeting(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    if document.tokens and "greeting" not in profile.supplied and body_start(document) == 0:
        token = document.tokens[0]
        yield Hit(token.start, token.end)


_CLOSING = re.compile(
    r"с уважением|с наилучшими|искренне ваш|^[ \t]*(?:исполнитель|исп\.)|\n[^\n]{0,60}\b[А-ЯЁ]\. ?[А-ЯЁ]\."
    r" ?[А-ЯЁ][а-яё]{1,40}[ \t]*(?:,|\n|$)",
    _I | re.MULTILINE,
)
_CONTACT = re.compile(
    r"\+?\d[\d ()–-]{5,17}\d|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w+|https?://\S+|\b[\w-]{1,63}\.(?:ru|рф)\b"
)


@measure("no_closing")
def no_closing(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    if document.tokens and "signer" not in profile.supplied and not _CLOSING.search(document.text):
        yield Hit(*last_word(document))


@measure("no_contact")
def no_contact(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    text = re.sub(r"(?:оцените|опрос)[^\n]{0,80}https?://\S+", "", document.text, flags=_I)
    if document.tokens and "phone" not in profile.supplied and not _CONTACT.search(text):
        yield Hit(*last_word(document))


@measure("no_survey")
def no_survey(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    if not document.tokens or "survey" in profile.supplied:
        return
    if not re.search(r"(?:оцените|опрос|оценить|отзыв)[^\n]{0,80}https?://\S+", document.text, _I):
        yield Hit(*last_word(document))


_PREAMBLE = re.compile(
    r"^(?:в ответ на|рассмотрев|изучив|на ваш|по ваш|в связи с|настоящим|сообщаем|уведомляем|разъясняем|поясняем)", _I
)
_VERDICT = re.compile(
    r"\b(?:вы|вам|вас|вами|ваш\w{0,3}|можно|нельзя|нужно|да|нет|к сожалению|не"
    r" можем|можем|готов[аоы]?|вернём|вернем|дадим|дали|дадут"
    r"|приняли|принято|приняла|передали|передан\w?|продлили|продлён|откроется|открыт\w?|закрыт\w?|получит\w?|выплатят|отказ\w*|решили|решила|согласовали"
    r"|отремонтируют|пройдёт|пройдет|выйдет|поставим|разрешени\w|верн[её]т\w?|проверили|проверила|оплати\w+|найд\w+|нашли|исправ\w+|внесут|купят|наймут"
    r"|бесплатн\w+|спасибо|выдаст|выдадут|\d+\s*(?:рубл\w+|тысяч\w*|%|январ\w|феврал\w|март\w|апрел\w|ма[йя]|июн\w|июл\w|август\w|сентябр\w|октябр\w|ноябр\w|декабр\w))\b",
    _I,
)
_ASIDE = re.compile(r"\bваш\w*\s+(?:обращени|письм|запрос|заявлени|жалоб)\w*", _I)


@measure("late_verdict")
def late_verdict(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """What concerns the client (you, a date, a sum, yes, no) comes first after `threshold` words or three sentences."""
    spans = body_sentences(document)
    passed = 0
    for n, span in enumerate(spans):
        text = _ASIDE.sub(" ", _masked_citations(document.text[span.start : span.end]))
        place = _VERDICT.search(text)
        decides = place or any(_decides(t) for t in document.words_in(span))
        before = passed + len(text[: place.start() if place else 0].split())
        if decides and not (_PREAMBLE.match(text) and len(text.split()) < 9 and not place):
            if before > profile.threshold(rule) or n >= PATIENCE:
                yield Hit(spans[0].start, spans[min(1, n)].end)
            return
        passed += len(text.split())


_EMPTY_VERBS = frozenset(
    [
        "сообщать",
        "пояснять",
        "разъяснять",
        "уведомлять",
        "информировать",
        "отвечать",
        "довести",
        "доводить",
        "рассмотреть",
        "направлять",
    ]
)


def _decides(token: Token) -> bool:
    """«Ставим», «вернут», «разрешено», «приходите»: somebody does something about the matter."""
    readings = token.word.readings[:1] if token.word else ()
    return any(
        (r.has("VERB", "1per", "plur") or r.has("VERB", "3per", "futr") or r.has("PRTS") or r.has("VERB", "impr"))
        and r.lemma not in _EMPTY_VERBS
        for r in readings
    )


def _masked_citations(text: str) -> str:
    """References as so many neutral words: their dates are no verdict."""
    for found in reversed(find_citations(text)):
        text = f"{text[: found.start]}{'акт ' * len(found.text.split())}{text[found.end :]}"
    return text


_DATA = re.compile(
    r"\b\d{1,2}\s+(?:" + MONTH + r")(?:\s+\d{4})?(?:\s+года)?|\b\d[\d"
    r" ]{0,20}\d\s{0,3}(?:рубл\w+|тысяч\w*)",
    _I,
)


@measure("buried_data")
def buried_data(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A date or a sum in the middle of a paragraph longer than `threshold` words."""
    start, end = body_start(document), body_end(document)
    for span in document.paragraphs:
        if span.start < start - 1 or span.end > end or len(document.words_in(span)) < profile.threshold(rule):
            continue
        for match in list(_DATA.finditer(document.text, span.start, span.end))[:1]:
            words_before = len(document.text[span.start : match.start()].split())
            if words_before > 25:
                yield Hit(match.start(), match.end())


_NON_ANSWER = re.compile(
    r"(?:вопрос|обращение|заявление|заявка|письмо|жалоба|проблема)\s+(?:взят\w?|находится|поставлен\w?|принят\w?"
    r"|прорабатыва(?:ется|ют|ем)|изуча(?:ется|ют|ем)|реша(?:ется|ют|ем)|рассматрива(?:ется|ют|ем))"
    r"(?:\s+(?:на|под|в|к))?(?:\s+(?:особ\w+|постоянн\w+|личн\w+))?(?:\s+(?:контрол\w*|обработк\w|работу|рассмотрени\w|сведению|проработк\w|учёт|исполнени\w|стадии\s+\w+))?"
    r"|(?:вопрос|обращение|заявление|заявка|письмо|жалоба|проблема)\s+на\s+(?:особ\w+\s+)?(?:контроле|рассмотрении|проработке|исполнении)"
    r"|(?:взят\w?|поставлен\w?|находится|держ\w+)\s+на\s+(?:особ\w+\s+)?контрол\w|принят\w?\s+(?:к\s+сведению|в\s+обработку|в\s+работу)"
    r"|меры\s+(?:будут\s+приняты|принимаются)|будут\s+приняты\s+(?:\w+\s+)?меры|будет\s+рассмотрен\w?\s+(?:в\s+установленн\w+|позднее|дополнительно)"
    r"|работа\s+(?:ведётся|ведется|проводится)(?:\s+постоянно)?|ведётся\s+проработка"
)
_STALE = re.compile(
    r"контрол|обработк|сведению|работу|рассмотрени|прорабат|изуча|реша|меры|ведётся|ведется|проводится|проработк|исполнени|стадии",
    _I,
)
_WHEN = re.compile(
    r"\d|\b(?:один|два|две|три|четыре|пять|шесть|семь|десять|день|дня|дней|неделю|месяц|сегодня|завтра|послезавтра|сразу|тот"
    r" же день|понедельник|вторник|сред[уы]|четверг|пятниц[уы]|суббот[уы]|воскресенье|весн|летом|осенью|зимой|"
    r"январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)"
)


@measure("non_answer")
def non_answer(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A stock phrase of progress in a sentence that names no day."""
    if not document.has_any(
        "контрол",
        "обработк",
        "сведени",
        "работ",
        "рассмотр",
        "прорабат",
        "изуча",
        "реша",
        "меры",
        "проработк",
        "исполнени",
    ):
        return
    for span in document.sentences:
        for match in _NON_ANSWER.finditer(document.lower, span.start, span.end):
            if _STALE.search(match[0]) and not _WHEN.search(document.lower, span.start, span.end):
                yield Hit(match.start(), match.end())


_PROMISE = re.compile(
    r"\b(?:сообщим|сообщит|сообщат|ответим|ответит|ответят|направим|направит|направят|пришлём|пришлем|пришлют|уведомим|уведомит|уведомят|свяжемся|свяжется"
    r"|свяжутся|вернёмся|вернемся|проинформируем|проинформирует|даст\s+ответ|дадут\s+ответ|перезвоним|перезвонит|перезвонят|будет\s+направлен\w?|будет\s+дан|будет\s+сообщено)\b"
)
_CONDITION = re.compile(
    r"\b(?:если|когда|чтобы|как только|после|как|пусть|вместе с|[а-яё]+(?:йте|ите|ьте)|обещал\w*|запросим|самой|сама)\b"
)


@measure("promise_without_date")
def promise_without_date(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A promise to write or answer in a sentence with no day and no condition."""
    told: set[int] = set()
    for match in _PROMISE.finditer(document.lower):
        span = document.sentence_of(match.start())
        if span is None or span.start in told or document.inside(match.start(), match.end(), frozenset({"quotation"})):
            continue
        told.add(span.start)
        if document.text[span.end - 1 : span.end] == "?" or _dated_next(document, span):
            continue
        if not _WHEN.search(document.lower, span.start, span.end) and not _CONDITION.search(
            document.lower, span.start, span.end
        ):
            yield Hit(span.start, span.end)


def _dated_next(document: Document, span: Span) -> bool:
    """The next sentence of the paragraph gives the day («Ответ пришлют. Срок — до 5 мая»)."""
    following = document.text[span.end : span.end + 40].split("\n")[0]
    return bool(re.match(r"\s*Срок", following))


_TO_WHOM = re.compile(
    r"\b(?:в|во)\s+(?:[А-ЯЁ]\w+|мэри\w|полици\w|администраци\w|прокуратур\w|министерств\w|архив\s+[А-ЯЁ]|комитет\s+по|управлени\w\s+[а-яё]|фонд|суд\s|инспекци\w)"
    r"|\bдруг(?:ой орган|ие органы)[^\n]*:\s+[А-ЯЁ]"
)
_WHY = re.compile(
    r"потому что|так как|поскольку|:\s|\bполномочи|занимается|подчиня|отвеча\w+ за|следит|хранит\s+он|её дело|его дело",
    _I,
)
_SENT_ON = re.compile(
    r"\d{1,2}[.\s](?:\d{2}\.\d{4}|январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)", _I
)
_NEXT = re.compile(
    r"(?:ответит|ответят|ответ\s+(?:пришлют|придёт|придет|дадут|получите)|рассмотрит|рассмотрят|пришлют\s+ответ|сообщат|сообщит|направит\s+ответ|направит\s+вам)",
    _I,
)


@measure("forwarding_parts")
def forwarding_parts(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """To whom, why, on what day, and what comes next."""
    body = body_text(document)
    missing = [
        name
        for name, pattern in (
            ("кому передали", _TO_WHOM),
            ("почему", _WHY),
            ("когда передали", _SENT_ON),
            ("кто и когда ответит", _NEXT),
        )
        if not pattern.search(body)
    ]
    spans = body_sentences(document)
    if missing and spans:
        yield Hit(spans[0].start, spans[0].end, {}, ", ".join(missing))


_REFUSAL = re.compile(
    r"\b(?:отказ\w*|нельзя|не"
    r" (?:можем|сможем|может|выда\w+|принят\w*|зачисл\w+|согласу\w+|дадим|даст|дали)|невозможно|не представляется"
    r" возможным)",
    _I,
)
_REASON = re.compile(
    r"потому|так как|поскольку|из-за|причин\w|ведь|оттого|дело в том|:\s*[а-яё]|\bчтобы\b|\bзакон"
    r" (?:разрешает|велит|требует|запрещает)|обязан\w? отказать",
    _I,
)
_STEP = re.compile(
    r"\b(?:подайте|подать|приходите|возьмите|выберите|напишите|позвоните|принесите|пришлите|обратитесь|попросите|можете|можно|заключите|закажите|внесите|купите|назовите"
    r"|предложите|оформите|запросите|дождитесь|осуществите|перенес[её]те|встаньте|приезжайте|согласу\w+|приложите|нужн[ао]|назовёте|если|проверим|вернём|откры\w+|дадут|разреш[её]н\w*|будет\s+\d+)\b",
    _I,
)
_APPEAL = re.compile(r"обжал\w+|жалоб\w*|оспор\w+", _I)
_PLAIN_SENTENCE = 3


@measure("refusal_without_reason")
def refusal_without_reason(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """The refusal stands, but no reason in words: only an act, a stock phrase, or nothing. Appeal and next step are no
    reasons."""
    spans = body_sentences(document)
    refusing = next((s for s in spans if _REFUSAL.search(document.text, s.start, s.end)), None)
    if refusing is None:
        return
    body = _without_citations(body_text(document))
    if _REASON.search(body):
        return
    for span in spans:
        text = _without_citations(document.text[span.start : span.end])
        if (
            span == refusing
            or _REFUSAL.search(text)
            or _APPEAL.search(text)
            or _STEP.search(text)
            or _FILLER.search(text)
        ):
            continue
        if len(text.split()) >= _PLAIN_SENTENCE and any(
            likely(t, p) for t in document.words_in(span) for p in ("VERB", "ADJS", "PRTS", "PRED", "NOUN")
        ):
            return
    yield Hit(refusing.start, refusing.end)


_FILLER = re.compile(
    r"рассмотре|законодательств|установленн|окончательн|законным|не в нашей|ничем|ваши проблемы|компетенц|вы"
    r" (?:допустили|нарушили|не )",
    _I,
)


def _without_citations(text: str) -> str:
    for found in reversed(find_citations(text)):
        text = text[: found.start] + text[found.end :]
    return text


@measure("refusal_without_next")
def refusal_without_next(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    body = body_text(document)
    rest = "\n".join(line for line in re.split(r"(?<=[.!?])\s+", body) if not _APPEAL.search(line))
    missing = [] if "appeal" in profile.supplied or _APPEAL.search(body) else ["как обжаловать"]
    if not _STEP.search(rest) and "next_step" not in profile.supplied:
        missing.insert(0, "что делать дальше")
    if missing and document.tokens:
        yield Hit(*last_word(document), {}, " и ".join(missing))


_SORRY = re.compile(r"к сожалению|сожале|извин|потому|так как|поскольку|:|не можем|не сможем", _I)


@measure("bare_refusal")
def bare_refusal(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    for span in body_sentences(document)[:1]:
        text = document.text[span.start : span.end]
        if re.search(r"\bотказ(?:ано|али|ал|ала|ывает|ываем)\b", text, _I) and not _SORRY.search(text):
            yield Hit(span.start, span.end)


_DEAD_END = re.compile(r"\b(?:нельзя|запрещено|запрещается|не (?:можем|сможем|имеем права)|невозможно)\b", _I)
_WAY_OUT = re.compile(
    r"\bможно\b|\bможете\b|\b[а-яё]{2,}(?:йте|ите|ьте)(?:сь)?\b|\bесли\b|\bпоможем\b|\bвместо\b|\bсможете\b|\bпозже\b",
    _I,
)


@measure("dead_end")
def dead_end(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    body = body_text(document)
    if _WAY_OUT.search(re.sub(r"здравствуйте", "", body, flags=_I)):
        return
    for span in body_sentences(document):
        if _DEAD_END.search(re.sub(r"нельзя не ", "", document.text[span.start : span.end], flags=_I)):
            yield Hit(span.start, span.end)
            return
