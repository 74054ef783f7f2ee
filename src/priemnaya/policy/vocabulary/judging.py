"""Judgements of facts that need more than «it is there»: when one is at stake, and its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from priemnaya.policy.verdict import Judgement
from priemnaya.worktime.terms import plural

from . import title_of
from .conditions import fact_of
from .matters import KINDS_DECIDED

Facts = Mapping[str, Any]
SHOWN = 80
"""Signs of a question that are shown."""
SHOWN_REFUSAL = 120
"""Signs of a refusing sentence that are shown."""
OPEN = ("explain", "grant")
"""Decisions that refuse nothing."""
AGAINST = {
    "refusal": "в отказе",
    "suspension": "в приостановлении",
    "termination": "в прекращении",
    "return": "в возврате",
}
EXTEND = (
    "Если ответ будет позже, продлите срок на странице дела: клиент получит уведомление с причиной и новым днём, а дело"
    " останется в работе. Ответ отправьте, когда он будет."
)
NOT_EXTENDED = (
    "Срок по такому делу не продлевают: напишите то, что уже решено или известно. Обещать ответ позже можно вместе с"
    " ответом, а не вместо него."
)


def _shown(words: str, most: int = SHOWN) -> str:
    words = words.rstrip(".")
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


def questions_answered(values: Any, facts: Facts) -> Judgement:
    """Facts: questions (how many), unanswered (their numbers with their words), says_something (the letter has any
    substance), interim (words that put the answer off to a day), may_extend (the term may be extended), left_open
    (places that the author has yet to fill in)."""
    if places := fact_of(facts, "left_open") or ():
        return Judgement(
            False,
            f"В письме осталось незаполненное место: {', '.join(f'«{p}»' for p in places[:3])}.",
            "Впишите, что там должно стоять, или уберите эти слова.",
        )
    unanswered = fact_of(facts, "unanswered") or ()
    if not unanswered:
        return Judgement(True)
    if words := str(fact_of(facts, "interim") or ""):
        return Judgement(
            False,
            f"Это промежуточное письмо: «{_shown(words)}». Ответа в нём ещё нет, а отправка закончила бы дело.",
            EXTEND if fact_of(facts, "may_extend") else NOT_EXTENDED,
        )
    if not fact_of(facts, "says_something"):
        return Judgement(
            False,
            "В письме нет ответа: в нём только приветствие, общие фразы, обещание ответить или слова самого клиента.",
            "Напишите, что решено или что делать клиенту. Если отвечает не вы, выберите причину под текстом письма.",
        )
    of = fact_of(facts, "questions") or 1
    return Judgement(
        False,
        " ".join(_told(number, words, of) for number, words in unanswered),
        "Ответьте в тексте, отметьте слова, которыми уже ответили, или выберите причину под текстом письма.",
    )


def _told(number: int, words: str, of: int) -> str:
    which = f"На вопрос {number} ответа нет" if of > 1 else "На вопрос клиента ответа нет"
    return f"{which}: «{_shown(words)}»." if words else f"{which}."


def files_named(values: Any, facts: Facts) -> Judgement:
    """Facts: files_named, names of what is attached to the letter. A file is known by the words of its
    name, in any form."""
    names = [_stems(name) for name in fact_of(facts, "files_named") or ()]
    lacks = [wanted for wanted in values.files if not any(_stems(wanted) <= name for name in names)]
    said = f"К ответу не приложено: {', '.join(f'«{one}»' for one in lacks)}."
    what, it = ("этот файл", "его") if len(lacks) == 1 else ("эти файлы", "каждый")
    example = lacks[0][:1].upper() + lacks[0][1:] if lacks else ""
    named = "так, чтобы по имени было видно, что это"
    return Judgement(not lacks, said, f"Приложите {what} и назовите {it} {named}: например, «{example}.pdf».")


def body_phone(values: Any, facts: Facts) -> Judgement:
    """Facts: body_phone, the bodies that have no telephone."""
    lacks = fact_of(facts, "body_phone") or ()
    return Judgement(not lacks, f"В справочнике нет телефона: {', '.join(f'«{one}»' for one in lacks)}.")


def _stems(words: str) -> frozenset[str]:
    """The words of a name without their endings: «карты-схемы» and «Карта_схема.pdf» are the same."""
    return frozenset(w[: max(3, len(w) - 2)] for w in re.findall(r"[а-яa-z]{3,}", words.lower().replace("ё", "е")))


def section_said(values: Any, facts: Facts) -> Judgement:
    """Facts: section_said, the first lines of the letter; letter_pages, whether it is long enough to need one."""
    if values.over_pages and (fact_of(facts, "letter_pages") or 0) <= values.over_pages:
        return Judgement(True)
    wanted = values.section.casefold().strip(" .:")
    said = any(line.casefold().strip(" .:#*") == wanted for line in fact_of(facts, "section_said") or ())
    longer = f", а оно длиннее {values.over_pages} с." if values.over_pages else "."
    return Judgement(said, f"Письмо не начинается с раздела «{values.section}»{longer}")


def articles_checked(values: Any, facts: Facts) -> Judgement:
    """Facts: articles_checked, (title, days since it was checked) of the oldest one that is in the letter."""
    title, days = fact_of(facts, "articles_checked") or ("", 0)
    limit = values.checked_days
    why = f"Материал «{title}» не проверяли больше {limit} {plural(limit, 'дня', 'дней', 'дней')}."
    return Judgement(not title or days <= limit, why)


def _day(name: str) -> Callable[[Any, Facts], Judgement]:
    def judge(values: Any, facts: Facts) -> Judgement:
        """within_days: how far the day may be (a slip of the year is farther); 0 means any."""
        days = (fact_of(facts, "days_ahead") or {}).get(name, 0)
        if values.within_days and days > values.within_days:
            far = f"До выбранного дня больше {values.within_days} {plural(values.within_days, 'дня', 'дней', 'дней')}."
            return Judgement(False, far, "Проверьте год и выберите день ближе.")
        return Judgement(bool(fact_of(facts, name)))

    return judge


def refusal_named(values: Any, facts: Facts) -> Judgement:
    if fact_of(facts, "refusal_named"):
        return Judgement(True)
    words = _shown(str((fact_of(facts, "refusing") or ("",))[0]), SHOWN_REFUSAL)
    return Judgement(False, f"Письмо отказывает клиенту, а решение выбрано другое. Вот эти слова: «{words}».")


def grant_named(values: Any, facts: Facts) -> Judgement:
    if fact_of(facts, "grant_named"):
        return Judgement(True)
    words = _shown(str((fact_of(facts, "granting") or ("",))[0]), SHOWN_REFUSAL)
    return Judgement(False, f"Решение против клиента, а письмо даёт то, о чём он просил. Вот эти слова: «{words}».")


def _part(name: str, title: str) -> Callable[[Any, Facts], Judgement]:
    def judge(values: Any, facts: Facts) -> Judgement:
        if not fact_of(facts, name):
            where = AGAINST.get(str(fact_of(facts, "decisions")), "в ответе").capitalize()
            return Judgement(False, f"{where} не сказано: {title}.")
        return Judgement(True)

    return judge


def grounds_said(values: Any, facts: Facts) -> Judgement:
    said = _part("grounds_said", "основания простыми словами")(values, facts)
    if not said.ok or not fact_of(facts, "appeal_unsaid"):
        return said
    return Judgement(
        False,
        "В поле «Как обжаловать» не сказано, как обжаловать.",
        "Напишите, куда и в какой срок пожаловаться, или оставьте поле пустым.",
    )


def decided_alike(values: Any, facts: Facts) -> Judgement:
    """Facts: similar (count), usual (the commonest decision), usual_share (per cent), decision_is (this one),
    why_differs; usual_title and decision_title for people."""
    similar, share = fact_of(facts, "similar") or 0, fact_of(facts, "usual_share") or 0
    differs = fact_of(facts, "usual") and fact_of(facts, "usual") != fact_of(facts, "decision_is")
    if not (differs and similar >= values.similar and share >= values.share) or fact_of(facts, "why_differs"):
        return Judgement(True)
    return Judgement(
        False,
        f"Похожих дел решено {similar}, и в {share} % решение другое: {facts.get('usual_title')}. Вы решаете:"
        f" {facts.get('decision_title')}.",
    )


def _not_asked(source: str, words: str) -> Callable[[Any, Facts], Judgement]:
    def judge(values: Any, facts: Facts) -> Judgement:
        if fact_of(facts, "source") != source:
            return Judgement(True)
        return Judgement(
            False, f"«{facts.get('name', '')}» {words}: {facts.get('holder', '')}. Требовать его у клиента нельзя."
        )

    return judge


def beyond_list(values: Any, facts: Facts) -> Judgement:
    if not fact_of(facts, "beyond_list") or fact_of(facts, "demand_act"):
        return Judgement(True)
    return Judgement(False, f"«{facts.get('name', '')}» нет в перечне документов этой услуги.")


def whole_list(values: Any, facts: Facts) -> Judgement:
    """Facts: whole_list, documents that nobody has looked at yet."""
    left = fact_of(facts, "whole_list") or ()
    return Judgement(not left, f"Ещё не проверено: {_quoted(left)}: перечень недостающего неполон.")


def order_read(values: Any, facts: Facts) -> Judgement:
    """unread_by: through whom a case given to a department comes to one who has not read the order."""
    if fact_of(facts, "order_read"):
        return Judgement(True)
    through = facts.get("unread_by") or ""
    return Judgement(False, f"{through}, а отметки «Ознакомлен» у него ещё нет." if through else "")


def experienced(values: Any, facts: Facts) -> Judgement:
    """Facts: experienced, days that whoever gets the case has worked here; None where that is long."""
    days = fact_of(facts, "experienced")
    if days is None or days >= values.worked_days:
        return Judgement(True)
    return Judgement(False, f"Этот сотрудник работает здесь меньше {_days_of(values)}.")


def mentored(values: Any, facts: Facts) -> Judgement:
    """Facts: mentored, (days that its author has worked here, whether the mentor has read it, the mentor's days)."""
    days, read, readers_days = fact_of(facts, "mentored") or (None, False, None)
    if days is None or days >= values.worked_days:
        return Judgement(True)
    return Judgement(bool(read) and (readers_days is None or readers_days >= values.worked_days))


ANOTHER = "*"
"""In a list of those who read a letter: whoever is not its author."""
READ_BY = {"second_approver": ANOTHER, "checked_by_head_of_unit": "head_of_unit"}
"""Facts of a letter that somebody has read -> who; of `checked_by_named` the rule's own person."""


def reader_asked(name: str, values: Any) -> str:
    """Who is to read the letter by a fact of a rule; empty for a fact of anything else."""
    return values.person if name == "checked_by_named" else READ_BY.get(name, "")


def _read(name: str) -> Callable[[Any, Facts], Judgement]:
    def judge(values: Any, facts: Facts) -> Judgement:
        """Facts: hands, of the letter: whether somebody called so has read it (`read_by`) or signs it; readers: all
        whom the clause asks for, when they are several: then each is another person (`apart`)."""
        who, several = reader_asked(name, values), tuple(facts.get("readers") or ())
        if name == "second_approver" and len(several) < 2:
            return Judgement(bool(fact_of(facts, name)))
        hands = fact_of(facts, "hands")
        alone = bool(fact_of(facts, name)) if who == ANOTHER else hands.read_by(who)
        if not alone:
            return Judgement(
                False, f"Ответ ещё не согласован: {_called(values)}." if name == "checked_by_named" else ""
            )
        if len(several) < 2 or hands.apart(several)[several.index(who)]:
            return Judgement(True)
        named = " и ".join("ещё один сотрудник" if one == ANOTHER else title_of("person", one) for one in several)
        return Judgement(
            False,
            f"Согласуют разные люди: {named}. Один человек за двоих не согласует.",
            "Пусть ответ прочтёт и нажмёт «Проверено» ещё один сотрудник, который вправе подписывать ответы.",
        )

    return judge


def signed_by_named(values: Any, facts: Facts) -> Judgement:
    return Judgement(fact_of(facts, "hands").signed_by(values.person), f"Этот ответ подписывает {_called(values)}.")


def extended_by_named(values: Any, facts: Facts) -> Judgement:
    """Facts: decider, of whoever decides: whether they are called so; of nobody, where it is looked up before."""
    who = fact_of(facts, "decider")
    return Judgement(who is None or who.called(values.person), f"Срок продлевает {_called(values)}.")


def _called(values: Any) -> str:
    return title_of("person", values.person)


def _days_of(values: Any) -> str:
    return f"{values.worked_days} {plural(values.worked_days, 'дня', 'дней', 'дней')}"


def _against(facts: Facts) -> bool:
    return fact_of(facts, "decisions") in AGAINST


def phrases_said(values: Any, facts: Facts) -> Judgement:
    """has_phrase: a function that tells whether the letter has a phrase, in the place that is named."""
    has = facts.get("has_phrase") or (lambda phrase, where: False)
    lacks = [phrase for phrase in values.phrases if not has(phrase, values.stands)]
    return Judgement(False, f"{IN_PLACE[values.stands]} нет слов: {_quoted(lacks)}.") if lacks else Judgement(True)


def one_phrase_said(values: Any, facts: Facts) -> Judgement:
    has = facts.get("has_phrase") or (lambda phrase, where: False)
    if any(has(phrase, values.stands) for phrase in values.phrases):
        return Judgement(True)
    said = f"{IN_PLACE[values.stands]} нет ни одного из выражений: {_quoted(values.phrases)}."
    return Judgement(False, said)


IN_PLACE = {
    "": "В письме",
    "beginning": "В начале письма (в первом абзаце после приветствия)",
    "end": "В конце письма (в двух последних абзацах)",
}


def _quoted(phrases: Iterable[str]) -> str:
    return ", ".join(f"«{phrase}»" for phrase in phrases)


JUDGED: dict[str, Callable[[Any, Facts], Judgement]] = {
    "questions_answered": questions_answered,
    "suspension_day": _day("suspension_day"),
    "remedy_day": _day("remedy_day"),
    "refusal_named": refusal_named,
    "grant_named": grant_named,
    "grounds_said": grounds_said,
    "how_to_fix": _part("how_to_fix", "как исправить"),
    "how_to_reapply": _part("how_to_reapply", "как обратиться снова"),
    "how_to_appeal": _part("how_to_appeal", "как обжаловать"),
    "decided_alike": decided_alike,
    "held_by_body": _not_asked("body", "уже есть у органа"),
    "held_by_other_body": _not_asked("other_body", "орган получает сам"),
    "beyond_list": beyond_list,
    "whole_list": whole_list,
    "files_named": files_named,
    "body_phone": body_phone,
    "section_said": section_said,
    "articles_checked": articles_checked,
    "order_read": order_read,
    "experienced": experienced,
    "mentored": mentored,
    "checked_by_named": _read("checked_by_named"),
    "checked_by_head_of_unit": _read("checked_by_head_of_unit"),
    "second_approver": _read("second_approver"),
    "signed_by_named": signed_by_named,
    "extended_by_named": extended_by_named,
    "phrases_said": phrases_said,
    "one_phrase_said": one_phrase_said,
}
"""Fact -> its own judgement; words it leaves empty are those of the fact."""
GIVEN: dict[str, Callable[[Facts], bool]] = {
    "articles_checked": lambda facts: bool(fact_of(facts, "articles_checked")),
    "mentored": lambda facts: (fact_of(facts, "mentored") or (None,))[0] is not None,
    "knowledge_used": lambda facts: fact_of(facts, "materials") is not False,
    "apology": lambda facts: "apology" not in (fact_of(facts, "moot") or ()),
    "remedy_term": lambda facts: "remedy_term" not in (fact_of(facts, "moot") or ()),
    "decision_grounds": lambda facts: "decision_grounds" not in (fact_of(facts, "moot") or ()),
    "refusal_named": lambda facts: fact_of(facts, "decisions") in OPEN and bool(fact_of(facts, "refusing")),
    "grant_named": lambda facts: _against(facts) and bool(fact_of(facts, "granting")),
    "application_only": lambda facts: fact_of(facts, "decisions") in KINDS_DECIDED,
    "suspension_day": lambda facts: fact_of(facts, "decisions") == "suspension",
    "remedy_day": lambda facts: bool(fact_of(facts, "remedy_given")),
    "receive_way": lambda facts: bool(fact_of(facts, "application")),
    "documents_complete": lambda facts: bool(fact_of(facts, "application")),
    "grounds_said": _against,
    "how_to_fix": _against,
    "how_to_reapply": _against,
    "how_to_appeal": _against,
    "grounds_listed": lambda facts: _against(facts) and bool(fact_of(facts, "application")),
    "grounds_plain": lambda facts: _against(facts) and bool(fact_of(facts, "grounds_said")),
    "question_answered": lambda facts: not fact_of(facts, "broke_off"),
    "satisfied": lambda facts: not fact_of(facts, "broke_off"),
    "recording_told": lambda facts: not fact_of(facts, "broke_off"),
    "read_back": lambda facts: not fact_of(facts, "broke_off"),
    "no_answer_outcome": lambda facts: not fact_of(facts, "broke_off") and bool(fact_of(facts, "unanswered")),
    "call_back_agreed": lambda facts: fact_of(facts, "call_back_meant") is True,
}
"""Fact -> whether it is at stake: what the decision does not raise is not asked, and counts as nothing passed."""
