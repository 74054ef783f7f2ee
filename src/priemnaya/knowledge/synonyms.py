"""Everyday words for what is in the catalogue: «расписаться» is looked for as «зарегистрировать брак».

Data, not code: `orders/base/synonyms.yaml` for all bodies and `orders/<slug>/synonyms.yaml` for one, each a list of
`said` (words and phrases as people say them, in any form and order) and `means` (words of the catalogue) or `page`
(one of PAGES: «часы работы» is asked of the body itself).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from priemnaya.people.editions import BASE, good
from priemnaya.people.models import Organisation
from priemnaya.plain.sought import forms_of, words_of
from priemnaya.plain.words import word
from priemnaya.policy.yaml_lines import LinedDict, LinedList, Wrong, careful, read, shown, text_of

NAME = "synonyms.yaml"
KEYS = ("said", "means")
PAGES = ("points", "write", "complaint", "feedback", "info", "order", "follow")
"""Pages of a body that words lead to."""
LONGEST = 5
"""Words of one phrase."""
PLAIN = frozenset(
    words_of(
        "гражданин гражданка житель заявитель клиент человек чиновник специалист работник сотрудник начальник директор"
        " заместитель секретарь канцелярия бухгалтерия юрист отдел кабинет орган ведомство учреждение организация"
        " интернет онлайн сайт портал госуслуги время день час минута неделя месяц год понедельник вторник среда"
        " четверг пятница суббота воскресенье выходной праздник праздничный нерабочий рабочий обед перерыв утро вечер"
        " январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь личный новый новогодний"
        " электронный официальный бесплатный единый общий последний ближайший свой какой который весь каждый другой"
        " способ форма бланк образец пример дело помощь вопрос информация республика край область город район россия"
    )
)
"""Words that say of nobody else whose page is asked for: of any body's people, days and ways."""
SMALL = frozenset({"PREP", "CONJ", "PRCL", "NPRO"})


@dataclass(frozen=True)
class Synonym:
    """said, means: phrases as words in lower case, ё as е. page: where they lead instead; whole: those of `said` that
    only lead there when nothing else is asked («где вы находитесь»)."""

    said: tuple[tuple[str, ...], ...]
    means: tuple[tuple[str, ...], ...] = ()
    page: str = ""
    whole: frozenset[tuple[str, ...]] = frozenset()


@dataclass(frozen=True)
class Meant:
    """Words of a query (their places) that say something in everyday words, and the phrases or the page they mean.
    whole: only when they are the whole query."""

    places: tuple[int, ...]
    means: tuple[tuple[str, ...], ...]
    page: str = ""
    whole: bool = False


@careful
def load_synonyms(path: Path, text: str | None = None) -> list[Synonym]:
    """Of a file, none when there is none; text: in place of what it holds now. Raises OrderErrors with file and
    line."""
    if text is None and not path.exists():
        return []
    wrong = Wrong(shown(path))
    raw = read(text_of(path) if text is None else text, wrong)
    rows: Any = raw.get("synonyms", LinedList()) if isinstance(raw, LinedDict) else None
    if raw is not None and (not isinstance(raw, LinedDict) or set(raw) - {"synonyms"} or not isinstance(rows, list)):
        wrong.add("ожидался один ключ synonyms со списком", 1)
    found, seen = [], dict[tuple[bool, tuple[str, ...]], int]()
    for n, item in enumerate(rows if isinstance(rows, LinedList) else ()):
        line = rows.lines[n]
        one = _synonym(item, wrong, line)
        if one is None:
            continue
        for said in one.said:  # a page and a meaning are two things: «нахамили» leads clients to complain
            if known := seen.get((bool(one.page), said)):
                wrong.add(f"«{' '.join(said)}» уже есть в строке {known}: соберите слова в одном месте", line)
            seen[bool(one.page), said] = line
        found.append(one)
    wrong.stop()
    return found


def _synonym(item: Any, wrong: Wrong, line: int) -> Synonym | None:
    keys = ("said", "page") if isinstance(item, LinedDict) and "page" in item else KEYS
    if not isinstance(item, LinedDict) or set(item) != set(keys):
        odd = next((k for k in item if k not in (*KEYS, "page")), "") if isinstance(item, LinedDict) else ""
        wrong.add(f"ожидались ключи {KEYS[0]} и {KEYS[1]} (или page)" + (f", а есть «{odd}»" if odd else ""), line)
        return None
    page = item.get("page", "")
    if "page" in item and page not in PAGES:
        wrong.add(f"page: нужна одна из страниц: {', '.join(PAGES)}", item.lines["page"])
        return None
    parts = {key: _phrases(item, key, wrong) for key in keys if key != "page"}
    if not all(parts.values()):
        return None
    said, means = tuple(parts["said"]), tuple(parts.get("means", ()))
    whole = (s for s, p in zip(said, item["said"], strict=True) if len(s) == 1 < len(words_of(p)))
    return Synonym(said, means, page, frozenset(whole))


def _phrases(item: LinedDict, key: str, wrong: Wrong) -> list[tuple[str, ...]]:
    """Empty when something is wrong with them."""
    phrases = item[key]
    if not isinstance(phrases, list) or not phrases or not all(isinstance(p, str) for p in phrases):
        wrong.add(f"{key}: нужен список слов и словосочетаний", item.lines[key])
        return []
    found = [tuple(_telling(words_of(p))) for p in phrases]
    for phrase, words in zip(phrases, found, strict=True):
        if not 1 <= len(words) <= LONGEST:
            wrong.add(f"{key}: в «{phrase}» должно быть от 1 до {LONGEST} слов", item.lines[key])
    return found if all(1 <= len(words) <= LONGEST for words in found) else []


def _telling(words: Iterable[str]) -> list[str]:
    """Without «в», «и», «на»: they come and go in what people type. A phrase of such words alone stays as it is."""
    every = list(words)
    return [w for w in every if not word(w).first & SMALL] or every


@dataclass(frozen=True)
class Led:
    """pages: what is asked for; also: what may be asked for besides; left: words to look for; names: among them some
    that name a thing, a trade or another body."""

    pages: tuple[str, ...]
    also: tuple[str, ...]
    left: list[str]
    names: bool = True

    def shown(self, found: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The pages and the others once it is known whether anything was found: where nothing was and nothing else is
        named, the others are what was found."""
        return (self.pages, self.also) if found or self.pages or self.names else (self.also, ())


@dataclass(frozen=True)
class Synonyms:
    """Phrases by what they are recognised by."""

    rules: tuple[Synonym, ...] = ()
    starts: dict[str, list[tuple[Synonym, tuple[str, ...]]]] = field(default_factory=dict)
    forms: dict[int, dict[str, str]] = field(default_factory=dict)

    name: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    """Words in the body's name; and those in the phrases that lead to its pages."""

    @classmethod
    def of(cls, rules: Sequence[Synonym], name: str = "") -> Synonyms:
        made = cls(tuple(rules))
        made.name.update(lemma for w in words_of(name) for lemma in word(w).lemmas | {w})
        for rule in rules:
            for said in rule.said:
                if rule.page:
                    made.own.update(lemma for w in said for lemma in word(w).lemmas | {w})
                if said in rule.means:  # a word of the catalogue already: looked for as it is
                    continue
                for lemma in word(said[0]).lemmas or {said[0]}:
                    made.starts.setdefault(lemma, []).append((rule, said))
                for one in said:
                    for form in forms_of(one):
                        made.forms.setdefault(len(form), {}).setdefault(form, one)
        return made

    def meant(self, words: Sequence[str], *, pages: bool = False) -> list[Meant]:
        """What a query says in everyday words, or to which pages it leads; the longest phrases first, no word in two of
        them."""
        lemmas = [self._lemmas(w) for w in words]
        found = []
        for place, options in enumerate(lemmas):
            for rule, said in (x for lemma in options for x in self.starts.get(lemma, ())):
                places = self._places(place, said, lemmas)
                if places and bool(rule.page) == pages:
                    found.append(Meant(places, rule.means, rule.page, said in rule.whole))
        taken: set[int] = set()
        chosen = []
        for one in sorted(found, key=lambda m: -len(m.places)):
            if taken.isdisjoint(one.places):
                taken.update(one.places)
                chosen.append(one)
        return chosen

    def led(self, words: Sequence[str]) -> Led:
        """Where a query leads on the body's own pages. A phrase or a word alone («телефон», «записаться на
        приём») is asked of the body and looked for nowhere, also with words beside it that name nobody else («часы
        работы сегодня», the body's own name); beside words that say of whom or what («телефон Росреестра», «запись на
        приём к врачу») the page stands below what is found by them."""
        telling = {n for n, w in enumerate(words) if not word(w).first & SMALL}
        naming = {n for n in telling if self._names(words[n])}
        said = self.meant(words, pages=True)
        alone = {n for n in telling if n in naming or not self._beside_all(words[n])}
        sure = [m for m in said if len(m.places) > 1 or alone <= set(m.places)]
        spent = {n for m in sure for n in m.places}
        asked = bool(sure) and not naming - spent
        left = [] if asked or telling <= spent else [w for n, w in enumerate(words) if n not in spent]
        pages = tuple(dict.fromkeys(m.page for m in sure)) if asked else ()
        also = tuple(dict.fromkeys(m.page for m in said if (m in sure or not m.whole) and m.page not in pages))
        return Led(pages, also, left, bool(naming))

    def _names(self, typed: str) -> bool:
        """Whether a word names a thing, a trade or a body other than this one: neither a number, a deed, a time, a
        person's name, nor a word of PLAIN or of the body itself."""
        read = word(typed)
        if not typed.isalpha() or (read.known and not read.first & {"NOUN", "ADJF"}):
            return False
        if read.first & {"Surn", "Name", "Patr", "Geox", "Apro"}:
            return False
        return not (self._lemmas(typed) | {typed}) & (self.name | self.own | PLAIN)

    def _beside_all(self, typed: str) -> bool:
        """A word that changes nothing beside any other: «сегодня», «онлайн», a number, the body's own name."""
        known = (self._lemmas(typed) | {typed}) & (self.name | PLAIN)
        return bool(known) or not typed.isalpha() or "ADVB" in word(typed).first

    def _places(self, first: int, said: tuple[str, ...], lemmas: Sequence[frozenset[str]]) -> tuple[int, ...]:
        places = [first]
        for one in said[1:]:
            wanted = word(one).lemmas or frozenset({one})
            place = next((n for n, o in enumerate(lemmas) if n not in places and o & wanted), None)
            if place is None:
                return ()
            places.append(place)
        return tuple(places)

    def _lemmas(self, typed: str) -> frozenset[str]:
        """Of a word the dictionary does not know, of the word of the lists that it is nearest to."""
        known = word(typed)
        if known.known or not known.readings or len(typed) < 4:
            return known.lemmas or frozenset({typed})
        limit = 1 if len(typed) < 6 else 2
        pool = {
            f: w for n in range(len(typed) - limit, len(typed) + limit + 1) for f, w in self.forms.get(n, {}).items()
        }
        best = process.extractOne(typed, pool.keys(), scorer=OSA.distance, score_cutoff=limit)
        return known.lemmas | (word(pool[best[0]]).lemmas if best else frozenset())


def synonyms_of(organisation: Organisation) -> Synonyms:
    """The body's own and those of all. A file that can't be read stops no search: what it said last goes on."""
    owner = organisation.parent if organisation.parent_id else organisation
    assert owner is not None
    rules = [one for slug in (owner.slug, BASE) for one in good(slug, NAME, load_synonyms, list)]
    return Synonyms.of(rules, f"{organisation.name} {organisation.short}")
