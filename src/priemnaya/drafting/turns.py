"""Turns of docs/orders.md that a clause says in words of its own, whatever it is like: «исключаются слова „…“»,
«поступившее до 16 часов регистрируется в тот же день», «жалобу не пересылают тому, на кого жалуются». Each is read only
where all of it stands there: nothing proposed is better than a wrong rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from priemnaya.policy.owed import REGISTRATION, REPLY_ON_SUBSTANCE

from .examples import Values
from .numerals import number_of
from .taking import Taken
from .turns_apart import TURNS_APART
from .turns_more import TURNS_MORE
from .units import N

Found = tuple[str, tuple[Values, ...], tuple[Taken, ...], str]
"""(kind, the values of its rules, what of the words they say, what a person looks at)"""
_I = re.IGNORECASE
NOTE = "правило — по словам пункта: сверьте каждое значение"

_EXCLUDED = re.compile(
    r"исключа\w+\s(?:из\s\w+\s)?(?:слов|выражени|оборот)|не\s(?:употребля|использу|пиш|говор)\w*(?:\s(?:слов|выражени|фраз|оборот)|:\s?(?=«))"
    r"|запрещ\w+\s(?:говорить|слова|выражени|употреблять|использовать|писать)|нельзя\s(?:говорить|писать)",
    _I,
)
_SPOKEN = re.compile(r"говор|произнос|устн|в\sразговоре", _I)
_QUOTED = re.compile(r"«([^«»]{2,100})»")


def of_excluded(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Из ответов исключаются слова «вышеуказанный», «в установленном порядке»»."""
    met = _EXCLUDED.search(words)
    said = [one.strip(" ,.") for one in _QUOTED.findall(words[met.end() :])] if met else []
    if not said:
        return None
    where: Values = {"on": "speech"} if _SPOKEN.search(words) else {}
    return "written", ({"words": said, **where},), (), "слова — по словам пункта; в каких текстах (on), сверьте"


_NOT_AN_ANSWER = re.compile(r"мер\s?(?:ы|ах)?\sв\sбудущем|взят\w*\sна\sконтрол|обещани", _I)


def of_promises(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Ответ, в котором сказано только о мерах в будущем, ответом не считается»."""
    if not _NOT_AN_ANSWER.search(words) or not re.search(
        r"не\s(?:счита\w+\sответ|явля\w+\sответ)|ответом\sне\s", words, _I
    ):
        return None
    return "written", ({"checks": ["non_answer", "brush_off"]},), (), NOTE


_CAME = re.compile(r"поступ\w+\s[^.;]{0,20}до\s(\d{1,2})(?:[:.](\d\d))?(?:\sчас\w*)?", _I)


def of_hour(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Поступившее до 16 часов регистрируется в тот же день, позже — на следующий рабочий день»."""
    met = _CAME.search(words)
    if (
        met is None
        or not re.search(r"регистрир", words, _I)
        or not re.search(r"в\sтот\sже\sдень|в\sдень\sпоступлени", words, _I)
    ):
        return None
    hour = f"{int(met[1]):02}:{met[2] or '00'}"
    term: Values = {"from": "message_received", "do": REGISTRATION, "within": "1wd"}
    early: Values = {**term, "start": "same_day", **_ends(words, same_day=True), "if": {"came_before": hour}}
    later = re.search(r"на\sследующий|следующим\sрабочим|следующего\sрабочего", words, _I)
    late: Values = {**term, **_ends(words), "unless": {"came_before": hour}}
    values = (early, late) if later else (early,)
    said = ("до ", "после ", "в тот же день", "следующ")
    used = tuple(t for t in taken if t.words.lower().startswith(said) or "следующ" in t.words.lower())
    return "within", values, used, NOTE


_NEXT_DAY = re.compile(r"(?:до|не\sпозднее)\s(\d{1,2})(?:[:.](\d\d))?(?:\sчас\w*)?\sследующего\sрабочего\sдня", _I)


def _ends(words: str, *, same_day: bool = False) -> Values:
    """«До 10 часов следующего рабочего дня», «в тот же день до конца рабочего дня»: the hour of the last day."""
    if same_day:
        return {"hour": "end_of_work"} if re.search(r"до\sконца\sрабочего\sдня", words, _I) else {}
    met = _NEXT_DAY.search(words)
    return {"hour": f"{int(met[1]):02}:{met[2] or '00'}"} if met and 0 < int(met[1]) < 24 else {}


def of_next_morning(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Регистрируется до 10 часов следующего рабочего дня», whenever it came."""
    if not (ends := _ends(words)) or not re.search(r"регистрир", words, _I) or _CAME.search(words):
        return None
    used = tuple(t for t in taken if t.words.lower().startswith(("до ", "не позднее")) or "следующ" in t.words.lower())
    return "within", ({"from": "message_received", "do": REGISTRATION, "within": "1wd", **ends},), used, NOTE


_BEFORE_GIVEN = re.compile(r"(?:до|перед)\s(?:передач|поручени|назначени|распределени)\w*", _I)
_KNOWN = (
    ("topic", r"(?<![а-яё])тем[ауы](?![а-яё])|тематик"),
    ("urgency", r"срочност"),
    ("need", r"потребност"),
    (
        "history_seen",
        r"(?:писал|обращал)\w*\s(?:ли\s)?(?:\w+\s){0,2}(?:раньше|ранее|прежде)|истори\w+\s(?:обращени|взаимодейств)",
    ),
)


def of_sorting(words: str, taken: Sequence[Taken]) -> Found | None:
    """«До передачи обращения исполнителю определяют его тему, срочность и то, не писал ли заявитель раньше»."""
    if not _BEFORE_GIVEN.search(words):
        return None
    facts = [fact for fact, pattern in _KNOWN if re.search(pattern, words, _I)]
    return ("before", ({"action": "assign", "facts": facts},), (), NOTE) if facts else None


_TO_THEM = re.compile(
    r"жалоб\w*\s[^.;]{0,40}тому,?\s(?:на\sкого\sжалу|чьи\s(?:действи|решени)\w*\s[^.;]{0,20}обжалу)", _I
)
_SENT = (("forward", r"пересыл|направл|направля"), ("assign", r"поруча|переда[её]т|передава"))


def of_complained(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Запрещено пересылать жалобу тому, чьи действия обжалуются»."""
    if not _TO_THEM.search(words) or not re.search(r"запрещ|(?<![а-яё])не\s|нельзя", words, _I):
        return None
    actions = [name for name, pattern in _SENT if re.search(pattern, words, _I)]
    return ("not_by", ({"person": "person_complained_of", "actions": actions},), (), NOTE) if actions else None


_GIVEN_ON = re.compile(
    r"переда\w+\s[^.;]{0,30}друг\w+\s(?:исполнител|куратор|сотрудник|работник|инспектор|специалист)", _I
)


def of_given_on(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Передать обращение другому исполнителю можно не более одного раза»."""
    most = next((t for t in taken if t.sort == "most" and re.search(r"раз", t.words)), None)
    if most is None or not _GIVEN_ON.search(words):
        return None
    return "limit", ({"what": "reassignments", "at_most": int(most.value)},), (most,), NOTE


_PAGES = re.compile(rf"(?<![а-яё]){N}\sстраниц", _I)
_SENTENCE = re.compile(rf"предложени\w*\s[^.;]{{0,20}}?(?<![а-яё]){N}\sслов", _I)


def of_size(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Ответ умещается на двух страницах, предложение — в двадцать слов; больше — если записана причина»."""
    pages, sentence = _PAGES.search(words), _SENTENCE.search(words)
    if pages is None or sentence is None or (a := number_of(pages[1])) is None or (b := number_of(sentence[1])) is None:
        return None
    excused: Values = (
        {"unless": "recorded_reason"} if re.search(r"записа\w+\s(?:почему|причин)|причин\w+\sзапис", words, _I) else {}
    )
    counted = "average_sentence_words" if re.search(r"средн\w+\sдлин\w+\sпредложени", words, _I) else "sentence_words"
    values = ({"what": "letter_pages", "at_most": a, **excused}, {"what": counted, "at_most": b})
    used = tuple(
        t for t in taken if t.words in pages[0] or t.words in sentence[0] or "страниц" in t.words or "слов" in t.words
    )
    return "limit", values, used, NOTE


_KEPT = re.compile(rf"запис\w+\s(?:[а-яё]+\s){{0,2}}хран\w+\s(?:не\sменее\s)?{N}\s(месяц|год|лет)[а-яё]{{0,3}}", _I)


def of_kept(words: str, taken: Sequence[Taken]) -> Found | None:
    """«О записи разговора предупреждают. Записи хранят три месяца»."""
    met = _KEPT.search(words)
    if (
        met is None
        or not re.search(r"запис\w+\s(?:разговор|звонк|бесед)", words, _I)
        or (n := number_of(met[1])) is None
    ):
        return None
    if re.search(r"не\s(?:дольше|более)", words, _I):  # a rule keeps for so long and longer
        return None
    field = "months" if met[2].lower() == "месяц" else "years"
    used = tuple(t for t in taken if t.words in met[0])
    return "keep_for", ({"what": "call_records", field: n},), used, NOTE


def of_acquainting(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Ознакомить работников с Правилами в течение трёх рабочих дней»."""
    term = next((t for t in taken if t.sort == "term"), None)
    act = re.search(
        r"ознаком\w+\s[^.;]{0,60}с\s(?:\w+\s)?(?:правил|порядк|приказ|регламент|стандарт|положени)", words, _I
    )
    if term is None or act is None:
        return None
    return "within", ({"from": "order_changed", "do": "order_acknowledged", "within": term.value},), (term,), NOTE


_LAW_FIRST = re.compile(
    r"где\sзакон\sстроже|закон\w*\sустан\w+\sболее\s(?:коротк|строг)\w+\s[^.;]{0,60}применя\w+\s(?:\w+\s)?закон|закон\w*\s(?:строже|выше),?\s[^.;]{0,20}(?:действу|применя)\w*\sзакон",
    _I,
)


def of_law(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Где закон строже, действует закон»."""
    return ("provides", ({"function": "layers_of_law"},), (), NOTE) if _LAW_FIRST.search(words) else None


def of_asking(words: str, taken: Sequence[Taken]) -> Found | None:
    """«Чего не хватает, исполнитель спрашивает не позднее пятого рабочего дня»."""
    term = next((t for t in taken if t.sort == "term"), None)
    if term is None or not re.search(r"(?:не\sхвата\w+|недоста\w+)[^.;]{0,60}(?:спрашива|запрашива|уточня)", words, _I):
        return None
    return "within", ({"from": "message_registered", "do": "clarified", "within": term.value},), (term,), NOTE


_URGENT = re.compile(r"(?<!не)срочн\w{2,3}\s", _I)


def of_urgent(words: str, taken: Sequence[Taken]) -> Found | None:
    """«О срочном … исполнителя назначают в течение двух часов, отвечают за семь рабочих дней»."""
    made, used = list[Values](), list[Taken]()
    for part in re.split(r"[.,;]\s", words) if _URGENT.search(words) else ():
        term = next((t for t in taken if t.sort == "term" and t.words in part), None)
        do = (
            "assigned"
            if re.search(r"назнача|поруча", part, _I)
            else REPLY_ON_SUBSTANCE
            if re.search(r"ответ|отвеча", part, _I)
            else ""
        )
        if term is not None and do:
            made.append({"from": "message_registered", "do": do, "within": term.value, "if": {"urgency": ["urgent"]}})
            used.append(term)
    return ("within", tuple(made), tuple(used), NOTE) if len(made) > 1 else None


def of_colleagues(words: str, taken: Sequence[Taken]) -> Found | None:
    """«На вопрос коллеги из другого отдела отвечают в течение рабочего дня»."""
    term = next((t for t in taken if t.sort == "term"), None)
    if term is None or not re.search(r"(?:вопрос|запрос|обращени)\w*\s(?:\w+\s){0,2}коллег", words, _I):
        return None
    under: Values = {"kinds": ["internal_request"]}
    return (
        "within",
        ({"from": "message_registered", "do": REPLY_ON_SUBSTANCE, "within": term.value, "if": under},),
        (term,),
        NOTE,
    )


TURNS = (
    of_excluded,
    of_promises,
    of_hour,
    of_next_morning,
    of_sorting,
    of_complained,
    of_given_on,
    of_size,
    of_kept,
    of_acquainting,
    of_law,
    of_asking,
    of_urgent,
    of_colleagues,
    *TURNS_APART,
    *TURNS_MORE,
)


def said_in_a_turn(words: str, taken: Sequence[Taken]) -> Found | None:
    """The first turn that stands in the words whole."""
    return next((found for turn in TURNS if (found := turn(words, taken)) is not None), None)
