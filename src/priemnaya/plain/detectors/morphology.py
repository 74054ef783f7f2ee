"""Measures that read the forms of words: light verbs, chains of genitives, passives, agreement, repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..document import Document, Span, Token
from ..profile import Profile
from ..rewrite.light_verbs import find_active, find_passive
from ..rewrite.rephrase import rewrite, rewrite_passive
from ..rule import Rule
from ..words import cased_like, inflected
from .base import CASES, Hit, likely, measure, of


@measure("light_verb")
def light_verb(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    for first, last, verb, noun in find_active(document):
        tokens = document.tokens
        start, end = tokens[first].start, tokens[last].end
        edit = rewrite(document, verb, noun)
        if edit is None:
            yield Hit(start, end)
        else:
            yield Hit(edit.start, edit.end, {"quote": document.text[start:end]}, edit.text, edit.text)


@measure("light_verb_passive")
def light_verb_passive(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    tokens = document.tokens
    for first, last in find_passive(document):
        edit = rewrite_passive(document, first, last)
        if edit is None:
            yield Hit(tokens[first].start, tokens[last].end)
        else:
            yield Hit(edit.start, edit.end, {}, edit.text, edit.text, safe=False)


_SINGULAR = frozenset(("данный", "данного", "данному", "данном", "данная", "данной", "данную", "данное"))


_GIVEN = frozenset(["слово", "обещание", "согласие", "право", "интервью", "клятва", "задание", "поручение"])
_SOUNDS = frozenset({"о", "об", "со", "во", "ко"})
"""Prepositions whose form hangs on the next sound: «о данном», but «об этом». A person mends both words."""
_TIMES = frozenset(["год", "месяц", "квартал", "период", "момент", "век"])


@measure("given_this")
def given_this(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """«Данный» as a pointing word; not the noun «данные», not the participle with its agent («данное министром»)."""
    tokens = document.tokens
    for at, token in enumerate(tokens[:-1]):
        if not token.form.startswith("данн"):
            continue
        following = tokens[at + 1]
        before = tokens[at - 1].text if at else ""
        if token.form in _SINGULAR:
            agent = following.word is not None and following.word.is_surely("ablt") and token.form != "данной"
            if (before == "," and not likely(following, "NOUN")) or agent or following.word is None:
                continue
        elif token.form not in ("данные", "данным", "данными") or not _agrees(token, following):
            continue
        head = _head_of(tokens, at + 1)
        if head is None or head.word is None or head.word.lemmas & _GIVEN:
            continue
        to = _this_like(token, head)
        sure = token.form != "данные" and not head.word.lemmas & _TIMES and before.lower() not in _SOUNDS
        yield Hit(token.start, token.end, {}, to or "этот", to if sure else None, safe=sure)


def _agrees(token: Token, following: Token) -> bool:
    adjectives = [r for r in token.word.readings if r.has("ADJF") or r.has("PRTF")] if token.word else []
    nouns = [r for r in following.word.readings if r.has("NOUN")] if following.word else []
    if token.form == "данные" and not any(r.has("nomn") and r.has("plur") for r in nouns):
        return False
    return any(
        (a.grammemes & n.grammemes & set(CASES))
        and (("plur" in a.grammemes) == ("plur" in n.grammemes))
        and ("plur" in a.grammemes or a.grammemes & n.grammemes & {"masc", "femn", "neut"})
        for a in adjectives
        for n in nouns
    )


def _head_of(tokens: list[Token], at: int) -> Token | None:
    """The noun that an adjective at `at - 1` belongs to, within two words."""
    for token in tokens[at : at + 3]:
        if of(token, "NOUN"):
            return token
        if not (of(token, "ADJF") or of(token, "PRTF")):
            return None
    return None


def _this_like(token: Token, head: Token) -> str | None:
    """«Этот» in the case, number and gender of `token`, read together with its noun."""
    nouns = [r for r in head.word.readings if r.has("NOUN")] if head.word else []
    for a in (r for r in token.word.readings if r.has("ADJF") or r.has("PRTF")) if token.word else ():
        for n in nouns:
            number = a.grammemes & n.grammemes & {"sing", "plur"}
            case = a.grammemes & n.grammemes & set(CASES)
            gender = a.grammemes & {"masc", "femn", "neut"}
            if case and number and ("plur" in number or gender & n.grammemes):
                wanted = case | (number if "plur" in number else gender)
                if case == {"accs"} and ("plur" in number or "masc" in gender):
                    wanted = wanted | (n.grammemes & {"anim", "inan"})
                form = inflected("этот", frozenset(wanted), "ADJF")
                return cased_like(form, token.text) if form else None
    return None


@measure("genitive_chain")
def genitive_chain(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Nouns in the genitive one after another, adjectives between allowed, after a head noun."""
    limit, tokens = int(profile.threshold(rule)), document.tokens
    at = 0
    while at < len(tokens):
        if not likely(tokens[at], "NOUN") or (tokens[at].text[0].isupper() and at and tokens[at - 1].text not in ".!?"):
            at += 1
            continue
        count, last, here = 0, at, at + 1
        while here < len(tokens):
            token = tokens[here]
            if len(token.text) > 1 and of(token, "NOUN", "gent") and not of(token, "PREP"):
                count, last = count + 1, here
            elif not (of(token, "ADJF", "gent") or of(token, "PRTF", "gent")):
                break
            here += 1
        if count >= limit:
            yield Hit(tokens[at].start, tokens[last].end, {"count": count})
        at = last + 1


_NOT_PASSIVE = frozenset(
    [
        "находиться",
        "являться",
        "относиться",
        "получаться",
        "оказываться",
        "начинаться",
        "кончаться",
        "заканчиваться",
        "становиться",
        "заниматься",
        "касаться",
        "открываться",
        "закрываться",
        "нуждаться",
        "стараться",
        "пользоваться",
        "бояться",
        "смеяться",
        "двигаться",
        "меняться",
        "возвращаться",
        "отправляться",
        "собираться",
        "оставаться",
        "появляться",
        "случаться",
        "происходить",
        "нравиться",
        "надеяться",
        "считаться",
        "называться",
        "храниться",
        "остановиться",
        "встречаться",
        "учиться",
        "лечиться",
        "готовиться",
        "продолжаться",
        "повышаться",
        "снижаться",
        "увеличиваться",
        "уменьшаться",
        "распространяться",
        "обращаться",
        "стремиться",
        "сохраняться",
        "состояться",
        "улучшаться",
        "расширяться",
        "строиться",
        "вестись",
        "жаловаться",
        "торопиться",
        "видеться",
        "переноситься",
        "длиться",
        "располагаться",
        "числиться",
        "действовать",
        "хватать",
        "значиться",
        "требоваться",
        "подниматься",
        "опускаться",
        "звониться",
    ]
)
_KEPT_PASSIVE = frozenset(
    [
        "направляться",
        "перенаправляться",
        "возвращаться",
        "рассматриваться",
        "изготавливаться",
        "производиться",
        "осуществляться",
        "предоставляться",
        "выдаваться",
        "выплачиваться",
        "приниматься",
        "проверяться",
        "регистрироваться",
        "согласовываться",
        "назначаться",
        "начисляться",
        "оформляться",
        "перечисляться",
        "публиковаться",
        "размещаться",
        "подписываться",
        "утверждаться",
        "уведомляться",
        "обеспечиваться",
        "взиматься",
    ]
)


@measure("reflexive_passive")
def reflexive_passive(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A third person on «-ся» whose base verb takes an object, with a lifeless subject and no agent in the sentence."""
    for span in document.sentences:
        for at in range(span.first, span.last):
            token = document.tokens[at]
            reading = of(token, "VERB", "3per") if token.form.endswith(("тся", "ется", "ится")) else None
            if reading is None or (reading.lemma in _NOT_PASSIVE and reading.lemma not in _KEPT_PASSIVE):
                continue
            if (
                reading.lemma in _KEPT_PASSIVE
                and document.tokens[at - 1].form != "не"
                and not _has_agent(document, span, at)
            ):
                yield Hit(token.start, token.end)


def _has_agent(document: Document, span: Span, verb: int) -> bool:
    near = document.tokens[max(span.first, verb - 4) : min(span.last, verb + 4)]
    return any(t.word and t.word.is_surely("NOUN", "ablt") and _may_act(t) for t in near)


_BODIES = frozenset(
    [
        "комиссия",
        "министерство",
        "инспекция",
        "комитет",
        "отдел",
        "управление",
        "суд",
        "совет",
        "служба",
        "администрация",
        "мэрия",
        "полиция",
        "школа",
        "архив",
        "орган",
    ]
)


def _may_act(token: Token) -> bool:
    return bool(token.word and (of(token, "NOUN", "anim", "ablt") or token.word.lemmas & _BODIES))


@measure("agent_passive")
def agent_passive(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A short participle with its agent right after it: «принято комиссией»."""
    tokens = document.tokens
    for at in range(len(tokens) - 1):
        word = tokens[at].word
        if word is None or "PRTS" not in word.any or "ADVB" in word.any:
            continue
        for ahead in (at + 1, at + 2):
            if (
                ahead < len(tokens)
                and likely(tokens[ahead], "NOUN")
                and of(tokens[ahead], "NOUN", "ablt")
                and _may_act(tokens[ahead])
            ):
                subject = at - 1 if at and likely(tokens[at - 1], "NOUN") else at
                yield Hit(tokens[subject].start, tokens[ahead].end)
                break
            if ahead >= len(tokens) or not of(tokens[ahead], "ADJF", "ablt"):
                break


_VERBAL_ADJECTIVES = frozenset({"PRTF", "GRND"})


@measure("participial_clauses")
def participial_clauses(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    for span in document.sentences:
        count = 0
        for at in range(span.first, span.last):
            token = document.tokens[at]
            if token.word and len(token.form) > 4 and not token.word.first.isdisjoint(_VERBAL_ADJECTIVES):
                count += 1
        if count >= profile.threshold(rule):
            yield Hit(span.start, span.end, {"count": count})


SHORTEST_WITH_REPEATS = 7
"""Tokens of the shortest sentence that can name one thing three times."""


@measure("same_noun")
def same_noun(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    for span in document.sentences:
        if span.last - span.first < SHORTEST_WITH_REPEATS:
            continue
        nouns = [
            t
            for t in document.tokens[span.first : span.last]
            if t.word is not None and "NOUN" in t.word.first and (t.text.islower() or t.start == span.start)
        ]
        counts = Counter(t.word.readings[0].lemma for t in nouns if t.word and len(t.form) > 3)
        for lemma, count in counts.items():
            if count >= profile.threshold(rule):
                first = next(t for t in nouns if t.word and t.word.readings[0].lemma == lemma)
                yield Hit(first.start, first.end, {"count": count})


_CONTENT = frozenset({"NOUN", "VERB", "INFN", "PRTS"})
ROOT = 4


@measure("same_root")
def same_root(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """A noun and a verb within one word of each other that begin alike; «проводят работу» after «работники» too."""
    tokens = document.tokens
    for at, token in enumerate(tokens):
        if not _has_root(token):
            continue
        for other in tokens[at + 1 : at + 3]:
            if other.word is None:
                break
            if other.form[: ROOT - 1] == token.form[: ROOT - 1] and _has_root(other) and _alike(token, other):
                yield Hit(token.start, other.end)


def _has_root(token: Token) -> bool:
    return token.word is not None and len(token.form) > ROOT and not token.word.first.isdisjoint(_CONTENT)


def _alike(one: Token, two: Token) -> bool:
    if one.text[0].isupper() and two.text[0].isupper():
        return False
    a, b = one.word.readings[0], two.word.readings[0]  # type: ignore[union-attr]
    parts = {g for r in (a, b) for g in r.grammemes if g in _CONTENT}
    nouns = a.has("NOUN") and b.has("NOUN")
    if a.lemma == b.lemma or (len(parts) == 1 and not nouns):
        return False
    common = next(
        (n for n, (x, y) in enumerate(zip(a.lemma, b.lemma, strict=False)) if x != y), min(len(a.lemma), len(b.lemma))
    )
    return common >= max(ROOT, (min(len(a.lemma), len(b.lemma)) + 1) * 2 // 3) and not a.lemma.startswith(
        ("пере", "пред", "раз")
    )


@measure("capitals")
def capitals(document: Document, rule: Rule, profile: Profile) -> Iterator[Hit]:
    """Four capitals and more that make a dictionary word which is no abbreviation."""
    known = profile.abbreviations
    for at, token in enumerate(document.tokens):
        if len(token.text) < 4 or not token.text.isupper() or token.word is None or token.text in known:
            continue
        if not token.word.known or token.word.likely("Abbr") or any(r.has("Abbr") for r in token.word.readings):
            continue
        sentence = document.sentence_of(token.start)
        lower = token.text.lower()
        first = sentence is not None and sentence.first == at
        yield Hit(token.start, token.end, {}, lower, lower.capitalize() if first else lower)
