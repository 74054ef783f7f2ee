"""Light verb + verbal noun -> one verb. Refuses on any doubt.

The recipe: the grammemes of the light verb go to the new verb, its aspect chooses the aspect, the dependent noun phrase
is put in the case that the new verb governs. Only the span is replaced. Numbers, names and negations must be the same
before and after.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..document import Document, Token
from ..words import analyzer, cased_like, fold, inflected
from .facts import same_facts
from .light_verbs import light, tables

QUIET = frozenset({"quotation", "citation", "letterhead", "signature", "attachment", "name"})


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace characters [start, end) by text."""

    start: int
    end: int
    text: str


def rewrite(document: Document, verb: int, noun: int) -> Edit | None:
    """The edit that makes one verb of two words, or None on any doubt."""
    tokens = document.tokens
    lemma = light(tokens[verb])
    if lemma is None or noun != verb + 1 or document.inside(tokens[verb].start, tokens[noun].end, QUIET):
        return None
    if (verb and tokens[verb - 1].form in ("не", "ни")) or tokens[verb].text.isupper():
        return None
    group, perfective = tables().group[lemma]
    choice = _verb_for(tokens[noun], group)
    if choice is None:
        return None
    infinitives, government = choice
    imperative = _imperative(tokens, verb, lemma)
    if imperative == "unsure":
        return None
    new_verb = _conjugated(
        tokens[verb], lemma, infinitives[perfective], None if imperative == "" else imperative == "yes"
    )
    rest = _governed(document, noun + 1, government)
    if new_verb is None or rest is None:
        return None
    start = tokens[verb].start
    text = " ".join(p for p in (cased_like(new_verb, tokens[verb].text), rest.text) if p)
    edit = Edit(start, rest.end or tokens[noun].end, text)
    return edit if same_facts(document.text[edit.start : edit.end], text) else None


def _verb_for(token: Token, group: str) -> tuple[tuple[str, str], str] | None:
    """Infinitives (imperfective, perfective) and the government of the verb for a noun; None when it is not in the
    table."""
    known = tables()
    readings = [r for r in token.word.readings if r.has("NOUN", "accs")] if token.word else []
    for reading in readings:
        if group == "give" and reading.lemma in known.given:
            pair = known.given[reading.lemma]
            return (pair[0], pair[1]), "dat>acc"
        entry = known.nouns.get(reading.lemma)
        plural_only = entry is not None and entry.government == "в+acc>acc"
        if entry and group in entry.verbs and (reading.has("sing") or plural_only):
            return (entry.imperfective, entry.perfective), entry.government
    return None


def _imperative(tokens: list[Token], at: int, lemma: str) -> str:
    """«осуществите» is an order at the start of a clause, a future after «вы», and unsure elsewhere. '' where only one
    reading is."""
    moods = {r.has("impr") for r in tokens[at].word.readings if r.lemma == lemma and r.has("VERB")}  # type: ignore[union-attr]
    if len(moods) < 2 or any(r.has("incl") for r in tokens[at].word.readings if r.lemma == lemma):  # type: ignore[union-attr]
        return ""
    before = tokens[at - 1] if at else None
    if before is None or before.text in ".!?:;" or before.form in ("и", "пожалуйста"):
        return "yes"
    return "no" if before.form == "вы" else "unsure"


def rewrite_passive(document: Document, noun: int, verb: int) -> Edit | None:
    """«Выдача справок осуществляется» -> «Справки выдают»: a suggestion, never safe. Refuses where somebody acts
    («отделом») or a word stands between."""
    tokens = document.tokens
    if noun >= verb or document.inside(tokens[noun].start, tokens[verb].end, QUIET) or tokens[noun].text.isupper():
        return None
    following = tokens[verb + 1] if verb + 1 < len(tokens) else None
    if following is not None and following.word is not None and following.word.is_surely("NOUN", "ablt"):
        return None
    before = tokens[noun - 1] if noun else None
    if before is not None and before.word is not None and before.word.can_be("ADJF", "nomn"):
        return None
    phrase = _noun_phrase(document, noun + 1, "gent")
    form = _they_form(tokens[noun], tokens[verb])
    if phrase is None or form is None or phrase.end is None or document.token_at(phrase.end) != verb:
        return None
    text = f"{cased_like(phrase.text, tokens[noun].text)} {form}"
    edit = Edit(tokens[noun].start, tokens[verb].end, text)
    return edit if same_facts(document.text[edit.start : edit.end], text) else None


def _they_form(noun: Token, verb: Token) -> str | None:
    """The verb of the noun for an unnamed «they»: «выдают» for a present, «выдавали» and «выдали» for a past."""
    lemma = next((r.lemma for r in noun.word.readings if r.has("NOUN", "nomn", "sing")), "") if noun.word else ""
    entry = tables().nouns.get(lemma)
    if entry is None or entry.government != "acc" or verb.word is None:
        return None
    if verb.word.can_be("VERB", "pres"):
        infinitive, wanted = entry.imperfective, {"3per", "plur", "pres"}
    elif verb.word.can_be("PRTS"):
        infinitive, wanted = entry.perfective, {"plur", "past"}
    elif verb.word.can_be("VERB", "past"):
        infinitive, wanted = entry.imperfective, {"plur", "past"}
    else:
        return None
    for base in analyzer().parse(infinitive) if infinitive else ():
        if "INFN" in base.tag.grammemes and (form := base.inflect(wanted)) is not None:
            return str(form.word)
    return None


_AWAY = frozenset(
    {"perf", "impf", "tran", "intr", "Impe", "Impx", "Refl", "V-be", "V-en", "V-ie", "V-bi", "Fimp", "Prdx", "Coun"}
)


def _conjugated(token: Token, lemma: str, infinitive: str, imperative: bool | None) -> str | None:
    """The infinitive in the form of the light verb. imperative: which of the two «осуществите» is meant, None where
    there is but one."""
    if not infinitive or token.word is None:
        return None
    aspect = "perf" if tables().group[lemma][1] else "impf"
    own = [
        r
        for r in token.word.readings
        if r.lemma == lemma and r.has(aspect) and r.grammemes & {"VERB", "INFN", "GRND", "PRTF"}
    ]
    reading = next((r for r in own if imperative is None or r.has("impr") == imperative), None)
    if (
        reading is None
        or reading.has("pssv")
        or (aspect == "perf" and reading.grammemes & {"GRND", "PRTF"} and infinitive == "участвовать")
    ):
        return None
    if reading.has("INFN"):
        return infinitive
    wanted = reading.grammemes - _AWAY
    if reading.has("PRTF"):
        wanted = wanted - {"VERB"}
    for base in analyzer().parse(infinitive):
        if "INFN" not in base.tag.grammemes:
            continue
        for grammemes in (
            wanted,
            wanted - {"pres"} | {"futr"} if fold(infinitive) in tables().both_aspects else wanted,
        ):
            form = base.inflect(set(grammemes))
            if form is not None:
                return str(form.word)
    return None


@dataclass(frozen=True, slots=True)
class _Phrase:
    """The dependent phrase in its new form, and where it ends in the text (None: there is none)."""

    text: str
    end: int | None


def _governed(document: Document, at: int, government: str) -> _Phrase | None:
    """What follows the noun, put in the case that the new verb asks. None: refuse."""
    tokens = document.tokens
    following = tokens[at] if at < len(tokens) else None
    if (
        following is not None
        and following.text in (",", "и", "или", "либо", "/", "—", "-", "(", "«", '"')
        and government != "ins"
    ):
        return None
    if government == "control":
        if following is not None and following.form in ("за", "над"):
            return _noun_phrase(document, at + 1, "ablt")
        return _noun_phrase(document, at, "gent")
    if government in ("acc", "dat>acc"):
        return _noun_phrase(document, at, "gent" if government == "acc" else "datv")
    if government == "в+acc>acc":
        return _noun_phrase(document, at + 1, "accs") if following is not None and following.form == "в" else None
    return _kept(following, government)


def _kept(following: Token | None, government: str) -> _Phrase | None:
    """The dependent keeps its case; only that it is there, and what it is, must be sure."""
    if government == "в+loct" or government == "в+loc":
        return _Phrase("", None) if following is not None and following.form in ("в", "во") else None
    if following is None or following.word is None:
        return _Phrase("", None) if government == "dat" else None
    wanted = {"dat": "datv", "ins": "ablt"}[government]
    if following.word.can_be(wanted) and not following.word.can_be("PREP"):
        return _Phrase("", None)
    return _Phrase("", None) if government == "dat" and following.form in ("в", "во", "с", "со") else None


def _noun_phrase(document: Document, at: int, case: str) -> _Phrase | None:
    """Adjectives and one noun in `case`, put in the accusative. Refuses names, abbreviations, numerals, coordination,
    participles."""
    tokens, words = document.tokens, list[Token]()
    here = at
    while here < len(tokens) and len(words) < 4:
        token = tokens[here]
        if token.word is None or token.text[0].isupper() or not token.word.known:
            return None
        words.append(token)
        head = next((r for r in token.word.readings if r.has("NOUN", case)), None)
        if head is not None and not (
            _is_adjective(token, case) and here + 1 < len(tokens) and _continues(tokens[here + 1], case)
        ):
            return _accusative(document, words, head.grammemes, here, case)
        if not _is_adjective(token, case):
            return None
        here += 1
    return None


def _is_adjective(token: Token, case: str) -> bool:
    word = token.word
    if word is None or (word.can_be("PRTF") and not word.can_be("ADJF")):
        return False
    return any(
        (r.has("ADJF", case) and not r.has("Anum")) or (r.lemma in ("ее", "его", "их") and r.has("Apro"))
        for r in word.readings
    )


def _continues(token: Token, case: str) -> bool:
    return bool(token.word and (token.word.can_be("NOUN", case) or _is_adjective(token, case)))


def _accusative(document: Document, words: list[Token], head: frozenset[str], last: int, case: str) -> _Phrase | None:
    animacy = {g for r in words[-1].word.readings if r.has("NOUN", case) for g in r.grammemes & {"anim", "inan"}}  # type: ignore[union-attr]
    if _coordinated(document.tokens, last, case) or "Abbr" in head or "Fixd" in head or len(animacy) > 1:
        return None
    number = head & {"sing", "plur"}
    noun = _inflected_noun(words[-1], case, number)
    if noun is None:
        return None
    agreed = number if "plur" in number else head & {"masc", "femn", "neut"}
    if "plur" in number or "masc" in head:
        agreed = agreed | (head & {"anim", "inan"})
    forms = []
    for token in words[:-1]:
        if token.form in ("ее", "его", "их"):
            forms.append(token.text)
            continue
        form = inflected(token.text, frozenset({"accs"} | agreed), "ADJF")
        if form is None:
            return None
        forms.append(form)
    return _Phrase(" ".join([*forms, noun]), words[-1].end)


def _inflected_noun(token: Token, case: str, number: frozenset[str]) -> str | None:
    for parse in analyzer().parse(token.text.lower()):
        if "NOUN" in parse.tag.grammemes and case in parse.tag.grammemes and number <= parse.tag.grammemes:
            form = parse.inflect({"accs", *number})
            return str(form.word) if form else None
    return None


_RELATIVE = re.compile(r"котор|что$|чей|где$|куда$|как")


def _coordinated(tokens: list[Token], last: int, case: str) -> bool:
    """«и печатей», «, звонков и жалоб», «, которую»: the phrase does not end with its noun."""
    if last + 2 >= len(tokens):
        return False
    mark, after = tokens[last + 1], tokens[last + 2]
    if mark.form not in ("и", "или", "либо", ",", "(", "а"):
        return False
    if mark.text == "(" or after.word is None:
        return mark.text != ","
    object_too = after.word.can_be("NOUN", "accs") and (mark.text != "," or not after.word.can_be("nomn"))
    return bool(
        object_too
        or after.word.can_be("NOUN", case)
        or after.word.can_be("ADJF", case)
        or after.word.can_be("PRTF")
        or _RELATIVE.match(after.form)
    )
