"""What was typed, as terms of a search: words in every form, numbers and their parts, telephones, mailboxes, СНИЛС and
cadastral numbers in any writing, a surname with initials. Pure: nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from priemnaya.plain.rewrite.names import surname_forms
from priemnaya.plain.sought import clean, forms_of, is_known, retyped
from priemnaya.plain.words import fold, word

from .figures import CAR, LIKE_CYRILLIC, LIKE_LATIN, LOCAL, REACHED, THOUSANDS

MOST_TERMS = 10
MOST_FORMS = 24
"""Of a word whose readings have more (a verb with its participles) the others share their stems with these."""
PARTS = re.compile(r"[^\W_]+")
_BY_LAYOUT = re.compile(r"(?<=\d)\s?[жЖ]\s?(?=\d)")
_CAR = rf"(?<![^\W_])(?i:{CAR})(?![^\W_])"
_SIGN = r"(?:№|(?<![^\W_])[NnНн][oOоО]?\.?|(?<![^\W_])номер\w{0,2}|#)"
_BOOK = r"(?<![^\W_])(?i:вх|исх)(?i:одящ\w{2,3})?\.?"
_NUMBER_SIGN = re.compile(rf"(?!{_CAR})(?:{_BOOK}\s{{0,2}}{_SIGN}?|{_SIGN})\s{{0,3}}(?=\d)")
_LABEL = re.compile(
    r"(?<![^\W_])(?:тел|т|моб|сот|факс|ф|телефон\w{0,2}|снилс|инн)[.:]{0,2}\s{0,2}(?=[+(]{0,2}\d[\d\s().–—‑‐/_-]{4,}\d)",
    re.IGNORECASE,
)
"""What a number is called before it: the number alone is looked for."""
_REACHED = rf"(?<![^\W_])\+?\(?(?:{REACHED}|{LOCAL})(?![^\W_]|[ ]\d{{3}}(?!\d))"
_WHOLE = rf"(?<![\d:/.])\+?(?:\d(?:[\s()\-]{{0,3}}\d){{5,14}}|{THOUSANDS})(?![\d:/])"
_YEARS = re.compile(r"(?:19|20)[0-9]{2}[-–—](?:19|20)[0-9]{2}")
"""Years of work, which stand apart in letters."""
_MAILBOX = r"[^\s@,;]+\s?@\s?[^\s@,;]+"
_SURNAME = r"[А-Яа-яЁё]{2,40}(?:-[А-Яа-яЁё]{2,40})?"
_NAMED = (
    rf"(?P<s4>{_SURNAME})[ ]{{1,2}}(?P<i4>[А-Яа-яЁё]{{3,40}})[ ]{{1,2}}(?P<o4>[А-Яа-яЁё])\.(?![ ]?[А-Яа-яЁё]\.)"
    rf"|(?P<s1>{_SURNAME})[ ,]{{1,3}}(?P<i1>[А-Яа-яЁё])\.[ ]{{0,2}}(?:(?P<o1>[А-Яа-яЁё])(?:\.|(?![А-Яа-яЁё])))?"
    rf"|(?P<s2>{_SURNAME})[ ]{{1,3}}(?P<i2>[А-ЯЁ])[ ]{{0,2}}(?P<o2>[А-ЯЁ])(?![А-Яа-яЁё.])"
    rf"|(?P<s5>{_SURNAME})[ ]{{1,3}}(?P<i5>[а-яё])(?P<o5>[а-яё])(?![А-Яа-яЁё.-])"
    rf"|(?P<i3>[А-Яа-яЁё])\.[ ]{{0,2}}(?:(?P<o3>[А-Яа-яЁё])\.[ ]{{0,2}})?(?P<s3>{_SURNAME})"
)
_QUOTED = r"«[^»]{1,200}»|\"[^\"]{1,200}\""
_PIECES = re.compile(
    rf"(?P<quoted>{_QUOTED})|(?P<mailbox>{_MAILBOX})|(?P<named>(?<![А-Яа-яЁё])(?:{_NAMED}))|(?P<car>{_CAR})"
    r"|(?P<lettered>(?<![^\W_])\d{1,5}[ ][А-Яа-яЁё](?![^\W_]|[./]))"
    rf"|(?P<reached>{_REACHED})|(?P<whole>{_WHOLE})"
    r"|(?P<chunk>\S+)"
)


@dataclass(frozen=True)
class Term:
    """One thing that must be there. query: for to_tsquery; signs: lexemes as they stand; begun: beginnings of such;
    forms: by which it is shown in a text; words: what may be misspelt in it; instead: what is looked for when the whole
    is nowhere."""

    typed: str
    query: str = ""
    signs: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    instead: Term | None = None
    number: bool = False
    name: bool = False
    begun: tuple[str, ...] = ()


def composed(text: str) -> str:
    """`clean` with «№» as it was: NFKC makes «No» of it, a word that sticks to the number after it."""
    return "№".join(clean(part) for part in text.split("№"))


def says_nothing(typed: str) -> bool:
    """A preposition, a conjunction, a particle, a pronoun, one letter: nothing is found by it alone."""
    read = word(fold(typed))
    if re.fullmatch(r"[^\W\d_]", typed) or any(read.likely(part) for part in ("PREP", "CONJ", "PRCL", "NPRO")):
        return True
    return read.likely("Apro") and not any(r.has("NOUN") for r in read.readings)  # «том» is a volume too


def terms_of(text: str) -> list[Term]:
    """Terms in the order they were typed, each once."""
    read = _LABEL.sub(" ", _NUMBER_SIGN.sub(" ", _BY_LAYOUT.sub(":", composed(text))))
    found: dict[str, Term] = {}
    for piece in _PIECES.finditer(read):
        kind = str(piece.lastgroup if piece.lastgroup in _READERS else _kind_of(piece))
        for term in _READERS[kind](piece):
            found.setdefault(fold(term.typed), term)
    return _with_glued(list(found.values()))


def _with_glued(terms: list[Term]) -> list[Term]:
    """«скан 0004» is what a file is called in one piece too: «скан0004»."""
    for n, (one, number) in enumerate(pairwise(terms)):
        if number.number and re.fullmatch(r"[0-9]{1,9}", number.typed) and re.fullmatch(r"[^\W\d_]{1,40}", one.typed):
            glued = fold(one.typed) + (number.typed.lstrip("0") or "0")  # as the index has it
            if one.query and number.query:
                terms[n] = replace(one, query=f"{one.query} | {glued}", forms=one.forms | {glued})
                terms[n + 1] = replace(number, query=f"{number.query} | {glued}", forms=number.forms | {glued})
    return terms


def _kind_of(piece: re.Match[str]) -> str:
    return next(kind for kind in _READERS if piece[kind])


def _quoted(piece: re.Match[str]) -> Iterator[Term]:
    """Words one after another, each in any form."""
    words = PARTS.findall(fold(piece[0]))
    if words:
        forms = [forms_of(w)[:MOST_FORMS] for w in words]
        yield Term(piece[0], " <-> ".join(_any(f) for f in forms), forms=frozenset(x for f in forms for x in f))


def _mailbox(piece: re.Match[str]) -> Iterator[Term]:
    parts = PARTS.findall(fold(piece[0]))
    if parts:
        ways = [parts, PARTS.findall(retyped(piece[0]).lower())] if re.search("[А-Яа-яЁё]", piece[0]) else [parts]
        query = " | ".join(f"({' <-> '.join(way)})" for way in ways if way)
        forms = frozenset(part for way in ways for part in way)
        yield Term(piece[0], query, forms=forms, words=tuple(p for p in parts if len(p) > 4))


def _named(piece: re.Match[str]) -> Iterator[Term]:
    """A surname with initials; where nobody of such initials is, the surname alone."""
    surname, first, second = next(
        (piece[f"s{n}"], piece[f"i{n}"], piece[f"o{n}"] or "") for n in "12345" if piece[f"s{n}"]
    )
    if piece["s4"] and not _is_a_name(first):  # «жалоба Иванова С.»
        yield from (t for part in (surname, f"{first} {second}.") for t in terms_of(part))
        return
    if piece["s5"] and not _are_initials(surname, first + second):
        yield from (t for part in (surname, first + second) for t in _word(part))
        return
    if piece["s4"]:
        yield from _word(first)
        first = first[0]
    if _is_no_surname(surname):
        yield from (term for w in PARTS.findall(piece[0]) if len(w) > 1 for term in _word(w))
        return
    forms = _surname_forms(surname)
    initials = "~".join(fold(i) for i in (first, second) if i)
    alone = _words_together(surname, forms)
    yield Term(piece[0], signs=tuple(f"~{f}~{initials}" for f in forms), forms=alone.forms, instead=alone, name=True)


def _surname_forms(typed: str) -> list[str]:
    """Of a surname in any case: «Иванову» is Иванов or Иванова."""
    halves = typed.split("-")
    if len(halves) > 1:
        first, second = _surname_forms(halves[0]), _surname_forms(halves[1])
        return [f"{a}-{b}" for a in first for b in second][:200]
    read = [r.lemma for r in word(fold(typed)).readings if r.has("Surn")]
    return sorted({fold(typed), *(f for s in (read or [typed]) for f in surname_forms(s))})


def _is_a_name(typed: str) -> bool:
    return any(r.has("Name") for r in word(fold(typed)).readings)


def _are_initials(surname: str, typed: str) -> bool:
    """«иванова мс»: two letters that are no word, after what is a surname."""
    vowel = re.search("[аеиоуыэюя]", typed)
    no_word = not (says_nothing(typed) or (vowel and is_known(typed) and not _is_short_for(typed)))
    return no_word and any(r.has("Surn") for r in word(fold(surname)).readings)


def _is_short_for(typed: str) -> bool:
    """«ии», «ас»: letters read one by one, or another case of a name («Ии»), and no form of a firm."""
    readings = [r for r in word(typed).readings if r.known]
    return typed not in ("ип", "ао", "оо", "уп") and all(
        r.has("Abbr") or (r.has("Name") and r.lemma != typed) for r in readings
    )


def _is_no_surname(typed: str) -> bool:
    """«дом 5 к. 2», «ул. А. Матросова»: a common word in small letters before or after a letter with a dot."""
    read = word(fold(typed))
    return typed[0].islower() and read.known and not any(r.has("Surn") for r in read.readings)


def _words_together(typed: str, forms: list[str]) -> Term:
    halves = typed.split("-")
    if len(halves) == 1:
        return Term(typed, _any(forms), forms=frozenset(forms), words=(fold(typed),), name=True)
    telling = [h for h in halves if not says_nothing(h)] or halves  # «на» of «Ростов-на-Дону» is in no index
    parts = [sorted({*_surname_forms(h), *forms_of(h)})[: 2 * MOST_FORMS] for h in telling]
    query = " & ".join(_any(p) for p in parts)
    return Term(typed, query, forms=frozenset(x for p in parts for x in p), words=tuple(map(fold, telling)), name=True)


def _reached(piece: re.Match[str]) -> Iterator[Term]:
    """A telephone or the last seven or six figures of one, СНИЛС, whatever stands between the figures."""
    yield _or_begun(_of_digits(piece[0].strip()))


_BEGUN = re.compile(r"\+7[3489]?[0-9]{2,8}|[78][3489][0-9]{4,8}|9[0-9]{4,8}")


def _or_begun(term: Term) -> Term:
    """A number that stands nowhere may be the beginning of a telephone: «+7950», «8 950 111»."""
    typed = re.sub(r"[^\d+]", "", term.typed)
    if not _BEGUN.fullmatch(typed):
        return term
    digits = typed.lstrip("+")
    own = digits[1:] if digits[0] in "78" else digits
    begun = tuple(f"#{way}" for way in dict.fromkeys((f"7{own}", f"8{own}")))
    instead = Term(term.typed, begun=begun, forms=frozenset([digits, own]), number=True, instead=term.instead)
    return replace(term, instead=instead)


def _whole(piece: re.Match[str]) -> Iterator[Term]:
    """Six figures and more in any grouping: a part of a telephone or of СНИЛС, the number of a case. Groups between
    which there are only blanks may be numbers by themselves."""
    term = _of_digits(piece[0].strip())
    groups = re.split("[-–—]", piece[0]) if _YEARS.fullmatch(piece[0]) else piece[0].split()
    if len(groups) in (2, 3) and all(re.fullmatch("[0-9]+", g) for g in groups):
        apart = [g.lstrip("0") or "0" for g in groups]
        term = replace(term, instead=Term(term.typed, " & ".join(apart), forms=frozenset(apart), number=True))
    yield _or_begun(term)


def _of_digits(typed: str) -> Term:
    """As groups one after another, in one piece, or by the signs of the index."""
    digits = re.sub(r"\D", "", typed)
    several = {digits}
    if len(digits) >= 10:
        several |= {digits[-10:]}
    if re.fullmatch(r"[78][0-9]{10}", digits):
        several |= {"7" + digits[1:], "8" + digits[1:]}
    groups = [g.lstrip("0") or "0" for g in re.findall(r"\d+", typed)]
    pieces = {s.lstrip("0") or "0" for s in several}
    runs = [groups, *([] if re.search(r"\D", typed) else _cadastral(digits))]
    query = " | ".join(dict.fromkeys([*(f"({' <-> '.join(run)})" for run in runs), *sorted(pieces)]))
    forms = frozenset([*several, *pieces, *groups])
    return Term(typed, query, tuple(f"#{s}" for s in sorted(several)), forms, number=True)


def _cadastral(digits: str) -> Iterator[list[str]]:
    """A cadastral number without its colons: region and district of two figures, a quarter of six or seven, the
    object's own or none."""
    if re.fullmatch(r"(?!00)[0-9]{10,16}", digits):
        for quarter in (6, 7):
            cut = (digits[:2], digits[2:4], digits[4 : 4 + quarter], digits[4 + quarter :])
            if len(cut[2]) == quarter:
                yield [part.lstrip("0") or "0" for part in cut if part]


def _lettered(piece: re.Match[str]) -> Iterator[Term]:
    """«12 а» is 12а, and as like 12 with a preposition after it."""
    number, letter = piece[0].split()
    number, whole = number.lstrip("0") or "0", fold(number + letter)
    yield Term(piece[0], f"{number} | {whole}", (f"#{whole}",), frozenset([number, whole]), number=True)


def _car(piece: re.Match[str]) -> Iterator[Term]:
    """The number of a car: its letters may be of the other alphabet."""
    sign = re.sub("[ -]", "", piece[0].lower()).translate(str.maketrans(LIKE_LATIN, LIKE_CYRILLIC))
    (as_it_is,) = _figures(piece[0])
    yield replace(as_it_is, signs=(f"#{sign}",))


_MAILBOX_RETYPED = re.compile(r"[\w.-]{1,64}\"(?:[^\W\d_]|-){2,64}ю[^\W\d_]{2,6}", re.IGNORECASE)
"""«ьфьшт"ьфшдюкг»: the key of «@» writes a quote in the other layout, that of a point «ю»."""


def _chunk(piece: re.Match[str]) -> Iterator[Term]:
    chunk = piece[0].strip("«»\"'()[]{}!?…,;") or piece[0]
    if re.search(r"\d", chunk):
        yield from _figures(chunk)
        return
    if re.fullmatch(r"[А-Яа-яЁё][/\\][А-Яа-яЁё]", chunk):  # ж/д, х/б
        whole = fold(chunk[0] + chunk[-1])
        yield Term(chunk, whole, (f"#{whole}",), frozenset([whole, *whole]))
        return
    if apart := _names_apart(chunk):
        yield from terms_of(apart)
        return
    if _MAILBOX_RETYPED.fullmatch(piece[0]) and not re.search("[A-Za-z]", piece[0]):
        meant_parts = PARTS.findall(retyped(piece[0].replace('"', "@")).lower())
        yield Term(piece[0], " <-> ".join(meant_parts), forms=frozenset(meant_parts))
        return
    if meant := _other_layout(piece[0]):
        yield meant
        return
    for part in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", chunk):
        yield from _word(part)


def _names_apart(chunk: str) -> str:
    """«ИвановИИ», «ИвановИванИванович»: a surname and what stands after it, where somebody left out the space."""
    parts = re.findall(r"[А-ЯЁ][а-яё]*", chunk)
    if not 2 <= len(parts) <= 3 or "".join(parts) != chunk.replace(".", "") or len(parts[0]) < 3:
        return ""
    names = all(len(p) == 1 or any(r.grammemes & {"Name", "Patr"} for r in word(fold(p)).readings) for p in parts[1:])
    surname = any(r.has("Surn") for r in word(fold(parts[0])).readings)
    return " ".join(f"{p}." if len(p) == 1 else p for p in parts) if names and surname else ""


def _figures(chunk: str) -> Iterator[Term]:
    """12-34/5, 18:26:010203:45, 000020, 12а: its parts one after another, without the zeros before them. Four figures
    that stand nowhere may be the last ones of a telephone."""
    parts = [re.sub(r"(^|\D)0+(?=\d)", r"\1", p) for p in PARTS.findall(fold(chunk))]
    term = Term(chunk, " <-> ".join(parts), forms=frozenset([chunk, *parts]), number=True)
    last = replace(term, signs=(f"#{ends[1]}{ends[2]}",)) if (ends := _ENDS.fullmatch(chunk)) else None
    if sum_ := _SUM.fullmatch(chunk):
        term = _of_sum(term, sum_)
    if re.fullmatch(r"[0-9]{5}|[0-9]{1,5}-?[А-Яа-яЁё]{1,3}", chunk):
        term = replace(term, signs=(f"#{fold(chunk).replace('-', '')}",))
    if _YEARS.fullmatch(chunk):
        last = replace(term, query=" & ".join(parts))
    yield _or_begun(replace(term, instead=last))


_ENDS = re.compile(r"([0-9]{2})[-–—‑]?([0-9]{2})")
_SUM = re.compile(r"([1-9][0-9]{0,8})[.,]([0-9]{1,2})")


def _of_sum(term: Term, met: re.Match[str]) -> Term:
    """«1250,5» is «1 250,50» of another letter."""
    whole, part = met.groups()
    parts = " | ".join(dict.fromkeys(p.lstrip("0") or "0" for p in (part, part.ljust(2, "0"), part.rstrip("0") or "0")))
    groups = [g.lstrip("0") or "0" for g in re.findall(r"[0-9]{1,3}", f"{int(whole):,}")]
    ways = dict.fromkeys((f"{whole} <-> ({parts})", f"{' <-> '.join(groups)} <-> ({parts})"))
    return replace(term, query=" | ".join(f"({way})" for way in ways), forms=term.forms | {whole, *groups})


def _other_layout(chunk: str) -> Term | None:
    """Latin letters and signs that are a Russian word in the other layout."""
    if not re.search("[A-Za-z]", chunk) or re.search("[А-Яа-яЁё]", chunk):
        return None
    meant = retyped(chunk)
    words = re.findall(r"[А-Яа-яЁё]+", meant)
    if not words or len(max(words, key=len)) < 3 or re.search("[A-Za-z]", meant):
        return None
    read = [t for w in words for t in _word(w)]
    query = " & ".join(f"({t.query})" for t in read)
    known = all(is_known(fold(w)) for w in words)
    also = [] if known else [" & ".join(PARTS.findall(fold(chunk)))]
    forms = frozenset(x for t in read for x in t.forms)
    return Term(chunk, " | ".join(f"({q})" for q in [query, *also]), forms=forms, words=tuple(fold(w) for w in words))


def _word(typed: str) -> Iterator[Term]:
    if "-" in typed:
        yield _words_together(typed, [])
        return
    forms = forms_of(_in_one_alphabet(typed))[:MOST_FORMS]
    short = (f"#{fold(typed)}",) if re.fullmatch(r"[А-Яа-яЁё]{2}", typed) else ()
    yield Term(typed, _any(forms), short, forms=frozenset(forms), words=(forms[0],))


def of_word(typed: str) -> list[Term]:
    """A word of a term by itself, in any form."""
    return [Term(typed, _any(forms_of(typed)[:MOST_FORMS]))]


def _in_one_alphabet(typed: str) -> str:
    mixed = re.search("[А-Яа-яЁё]", typed) and re.search("[A-Za-z]", typed)
    return typed.translate(str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")) if mixed else typed


def _any(forms: object) -> str:
    listed = [f for form in forms for f in [re.sub(r"[^\w]", " ", form).strip()] if f]  # type: ignore[attr-defined]
    whole = [" <-> ".join(f.split()) for f in listed]
    return f"({' | '.join(whole)})"


def mended(term: Term, instead: dict[str, list[str]]) -> list[Term]:
    """The term with its misspelt words looked for as these lexemes, word by word; itself where none is."""
    if not any(instead.get(w) for w in term.words):
        return [term]
    return [
        Term(w, _any([w]), tuple(instead.get(w, ())), frozenset([w, *instead.get(w, ())]), name=term.name)
        for w in term.words
    ]


_READERS: dict[str, Callable[[re.Match[str]], Iterator[Term]]] = {
    "quoted": _quoted,
    "mailbox": _mailbox,
    "named": _named,
    "car": _car,
    "lettered": _lettered,
    "reached": _reached,
    "whole": _whole,
    "chunk": _chunk,
}
