"""What is kept of a search: words of the language, of the catalogue and those that people say (`said.txt`, the words of
topics and synonyms), and words nobody knows that are looked for on several days. Names, numbers, addresses and whatever
was looked for once are not kept: a person may have typed who they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from priemnaya.core.reading import numeral
from priemnaya.plain.sought import retyped, words_of
from priemnaya.plain.words import word

from .topics import shipped

LEFT_OUT = "…"
MOST_WORDS = 8
LONGEST = 120
_NAMES = frozenset({"Name", "Surn", "Patr", "Orgn", "Trad"})
_STREETS = frozenset(
    words_of(
        "улица улице улицы ул проспект проспекте пр переулок переулке пер бульвар бульваре шоссе площадь площади проезд"
        " набережная набережной наб проезде тупик микрорайон мкр деревня деревне село селе посёлок посёлке"
    )
)
_OF_PLACES = frozenset({"ADJF", "gent", "Geox"})
_DWELLINGS = frozenset(words_of("дом дома д квартира квартиры кв корпус корп строение стр комната ком подъезд этаж"))
_IN_WORDS = frozenset(
    words_of(
        "ноль нуль один одна два две три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать"
        " четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать двадцать тридцать сорок пятьдесят"
        " шестьдесят семьдесят восемьдесят девяносто сто двести триста четыреста пятьсот шестьсот семьсот восемьсот"
        " девятьсот"
    )
)
_COUNTED = frozenset(
    words_of(
        "год лето месяц неделя день сутки час минута ребёнок дитя человек раз сотка гектар метр километр процент рубль"
        " тысяча миллион балл этап степень группа категория класс"
    )
)
"""Dictionary forms of what numbers are said of and nobody lives at."""
_NUMBERED = frozenset(
    words_of(
        "статья пункт часть глава форма приложение закон приказ постановление указ школа сад садик больница поликлиника"
        " группа категория класс степень очередь раздел кабинет окно гимназия лицей интернат"
    )
)
"""Dictionary forms of what has a number of its own."""
_POSTS = frozenset(
    words_of(
        "врач доктор терапевт педиатр хирург стоматолог гинеколог невролог психиатр окулист кардиолог фельдшер судья"
        " учитель учительница воспитатель логопед психолог тренер преподаватель участковый полицейский следователь"
        " дознаватель прокурор пристав нотариус специалист инспектор директор заведующий заведующая начальник глава мэр"
        " депутат чиновник сотрудник сотрудница уполномоченный консультант оператор регистратор секретарь министр"
        " сосед соседка работодатель застройщик арендодатель продавец водитель таксист коллектор риелтор дворник"
    )
)
"""Dictionary forms of posts and parts people play: who has one is often named beside it."""
_KIN = frozenset(
    words_of(
        "мама мать папа отец бабушка бабуля дедушка дед внук внучка сын дочь дочка ребёнок дитя муж супруг жена супруга"
        " брат сестра тётя дядя племянник племянница опекун родитель родственник пенсионер пенсионерка инвалид ветеран"
        " сирота студент школьник ученик беременная человек гражданин гражданка житель жилец больной умерший"
    )
)
"""Dictionary forms of who people are to each other: said beside anything, nobody's name."""
_LIKE_A_SURNAME = re.compile(
    "(?:[ое]в|[иы]н|[сц]к(?:ий|ая|ого|ой|ому|им|ую)|енк[оа]|[уюя]к|вич|дзе|швили|янц?|[уюа]лы|кызы)(?:[аеуы]|ым|ой|ом)?$"
)
_SAID = Path(__file__).with_name("said.txt")
_OF_ADDRESSES = ("@", "://", "www.")


def fit_to_keep(
    text: str,
    of_catalogue: Callable[[str], bool],
    often: Callable[[str], bool] = lambda word: False,
    called: Callable[[list[str]], set[str]] = lambda words: set(),
) -> str:
    """Lower case, ё as е, at most MOST_WORDS words, «…» where something was left out. of_catalogue: the body's own
    materials have the word; often: it is looked for so often that it is no single person's, asked of what no dictionary
    has and what is neither a name by its shape nor stands beside one or beside a number; called: of these words those
    that are surnames of the body's clients and staff. Typed in the other layout it is kept as it was meant."""
    text = " ".join(w for w in text.split() if not any(sign in w for sign in _OF_ADDRESSES))
    if not re.search("[а-яё]", text, re.IGNORECASE):
        text = retyped(text)
    words = words_of(text)
    kept = [_kept(w, of_catalogue) for w in words]
    said_of = _places(words, of_catalogue) | _people(words, of_catalogue)
    kept = [LEFT_OUT if n in said_of else one for n, one in enumerate(kept)]
    for n in [n for n, w in enumerate(words) if kept[n] == LEFT_OUT and n not in said_of]:
        if _may_be_no_name(words, n) and often(words[n]):
            kept[n] = words[n]
    names = called([w for w in kept if w != LEFT_OUT])
    kept = [LEFT_OUT if one in names else one for one in kept]
    parts: list[str] = []
    for one in kept:
        if one != LEFT_OUT or parts[-1:] != [LEFT_OUT]:
            parts.append(one)
    said = " ".join(parts[:MOST_WORDS])
    return said[:LONGEST] if said.strip(f" {LEFT_OUT}") else ""


def _kept(typed: str, of_catalogue: Callable[[str], bool]) -> str:
    known = word(typed)
    if not re.fullmatch("[а-я]{1,40}", typed):
        return LEFT_OUT
    if _is_said(typed):
        return typed
    if known.first & _NAMES:
        return LEFT_OUT
    if of_catalogue(typed):
        return typed
    return typed if known.known and not known.any & _NAMES else LEFT_OUT


def _may_be_no_name(words: Sequence[str], n: int) -> bool:
    """No dictionary knows the word, and it is nobody's name by its shape nor by what stands around it."""
    beside = [words[m] for m in (n - 2, n - 1, n + 1, n + 2) if 0 <= m < len(words)]
    if not re.fullmatch("[а-я]{3,40}", words[n]) or word(words[n]).known or word(words[n]).any & _NAMES:
        return False
    if _LIKE_A_SURNAME.search(words[n]):
        return False
    return not any(numeral(w) or w in _STREETS or word(w).any & _NAMES for w in beside)


def _places(words: Sequence[str], of_catalogue: Callable[[str], bool]) -> set[int]:
    """«Пушкинская 12», «улица мира», «лесная семь», «красная площадь дом три»: what stands before the number of a house
    or after «улица» is where somebody lives, whatever else it means; so are numbers in words that count nothing."""
    found = set[int]()
    for n, typed in enumerate(words):
        if n and words[n - 1] in _STREETS and word(typed).any & _OF_PLACES and not of_catalogue(typed):
            found.add(n)
        if not _is_number(typed) or _counts(words, n):
            continue
        found.add(n)
        m = n - 1
        while m >= 0 and (words[m] in _DWELLINGS or _is_number(words[m])):
            m -= 1
        if m >= 0 and words[m] in _STREETS:
            m -= 1
        elif m >= 0 and not word(words[m]).lemmas.isdisjoint(_NUMBERED):
            continue
        if m >= 0 and word(words[m]).any & _OF_PLACES:
            found.add(m)
            more = words[m - 1] if m else ""
            if word(more).any & (_OF_PLACES | _NAMES) and more not in _STREETS and not _is_said(more):
                found.add(m - 1)  # «маршала жукова 5»
    return found


def _is_number(typed: str) -> bool:
    return numeral(typed) or typed in _IN_WORDS


def _counts(words: Sequence[str], n: int) -> bool:
    """«двадцать пять лет», «три ребёнка», a year."""
    if re.fullmatch("(?:19|20)[0-9]{2}", words[n]):
        return True
    after = next((w for w in words[n + 1 :] if w not in _IN_WORDS), "")
    return not word(after).lemmas.isdisjoint(_COUNTED)


def _people(words: Sequence[str], of_catalogue: Callable[[str], bool]) -> set[int]:
    """«Иван Мельник», «мельник хеда», «седых хеда», «врач гусь», «жалоба на врача коваль»: words of the language that
    are somebody's name by what stands beside them."""
    found = set[int]()
    for n, typed in enumerate(words):
        if of_catalogue(typed) or not word(typed).lemmas.isdisjoint(_POSTS | _KIN):
            continue
        beside = [words[m] for m in (n - 1, n + 1) if 0 <= m < len(words)]
        post = any(not word(w).lemmas.isdisjoint(_POSTS) for w in beside) or _complained_of(words, n)
        person = word(typed).any & {"anim"} or {"NOUN", "nomn", "masc"} <= word(typed).first
        if person and ((post and not _is_said(typed)) or any(_is_name(w) for w in beside)):
            found.add(n)
        if any(_is_name(w) or _is_unknown(w, of_catalogue) for w in beside) and _may_be_called(typed):
            found.add(n)
    return found


def _complained_of(words: Sequence[str], n: int) -> bool:
    """«жалоба на мельника»; of many («на коллекторов») it is nobody's name."""
    said = " ".join(words[max(0, n - 2) : n])
    return re.fullmatch("(?:жалоб|жалуюсь|пожалов).* на", said) is not None and "sing" in word(words[n]).first


def _is_name(typed: str) -> bool:
    return bool(word(typed).first & _NAMES) and not _is_said(typed)


def _is_unknown(typed: str, of_catalogue: Callable[[str], bool]) -> bool:
    """No dictionary, no material and nobody's list has it: beside it a word may be half of a name."""
    letters = re.fullmatch("[а-я]{2,40}", typed)
    return bool(letters) and not word(typed).known and not _is_said(typed) and not of_catalogue(typed)


def _may_be_called(typed: str) -> bool:
    """Surnames are animals, trades, qualities («белый», «седых») and places."""
    return not _is_said(typed) and bool(word(typed).any & {"anim", "ADJF", "Geox"})


def _is_said(typed: str) -> bool:
    return typed in said() or not word(typed).lemmas.isdisjoint(said())


@lru_cache(maxsize=1)
def said() -> frozenset[str]:
    """Words that the product brings with it, and their dictionary forms; no names."""
    lines = [line for line in _SAID.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    words = {w for text in (*lines, *(phrases for _, phrases in shipped.everyday())) for w in words_of(text)}
    plain = {w for w in words if not word(w).first & _NAMES or w in words_of(" ".join(lines))}
    return frozenset(plain | {lemma for w in plain if word(w).known for lemma in word(w).readings[0].lemma.split()})
