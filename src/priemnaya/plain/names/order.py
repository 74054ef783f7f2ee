"""Which word of a name is the surname, which the first name and the patronymic, in whatever order they were written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import permutations

from ..words import fold, word
from .beside import is_site, person_in, without_mailboxes
from .endings import syllables
from .family import is_surname
from .firms import is_firm, is_name_of_firm, is_office, is_trader
from .known import genders_of, is_one_of

_SIGNS = "'’ʼ`‘"
_WORD = re.compile(rf"[^\W\d_]+(?:[{_SIGNS}‑-][^\W\d_]+)*\.?")
_OGLY = re.compile(r"(?i)(?:оглы|оглу|углы|кызы|гызы|кзы|қызы|улы|ұлы|уулу)")
_PATRONYMIC = re.compile(
    r"(?i)(?:[а-яё]+-)?(?:[а-яё]{2,}|и)(?:[оеё]вич|[оеё]вна|инична|ична|ильич|мич|тич|кич|зич|[лнт]ыч|[еа]ич)"
    r"|[а-яёқғәіңүұөһ]{3,}(?:улы|ұлы|оглы|кызы|гызы|қызы)"
    r"|[а-яёқғәіңүұөһ]{2,}-(?:улы|ұлы|оглы|оглу|углы|кызы|гызы|кзы|қызы)"
)
_SURNAME = re.compile(
    r"(?i)(?:[оеё]ва?|[иы]на?|[сц]к(?:ий|ая|ой)|[ыи]х|енко|ук|юк|чук|швили|дзе|ян|янц|ава|ия|улин[аa]?|уллин|ич|ая|ый|ко)$"
)
_BESIDE = re.compile(r" ?[,;|/()] ?| [-–—] ")
_EACH = re.compile(r" [-–—] |[|/&+]")
_UNSEEN = re.compile(r"[\u00ad\u0300\u0301\u200b-\u200f\u2060\ufeff]")
_DASH = re.compile(r"(?<=[^\W\d_])[\u2010-\u2015\u2212](?=[^\W\d_])|(?<= )[\u2010-\u2015\u2212](?= )")
_APART = re.compile(r"(?<![^\W\d_])([^\W\d_]+) ?- ?(?=([^\W\d_]+))")
_TITLES = re.compile(
    r"(?i)^(?:(?:гр|гр-н|гр-ка|г-н|г-жа|гражданин|гражданка|господин|госпожа|адвокат|доктор|д-р|депутат|профессор"
    r"|академик|mr|mrs|ms|miss|dr|prof|sir)\.?|[кд]\.\s?[а-яё]{1,5}\.\s?н\.?,?)\s+(?=[А-ЯЁA-Z])"
)


def tidy(text: str) -> str:
    """A name without marks of stress and signs that nobody sees, its double surname with a plain hyphen: «Ива́нов –
    Петров»."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    text = " ".join(_DASH.sub("-", text).split())
    return _APART.sub(lambda m: f"{m[1]}-" if is_surname(m[1]) and is_surname(m[2]) else m[0], text)


@dataclass(frozen=True)
class Parts:
    """A person's name as it was read; `order`: the fields as they were written; `sure`: a first name, a patronymic,
    initials or an ending told them apart."""

    surname: str = ""
    name: str = ""
    patronymic: str = ""
    order: tuple[str, ...] = ()
    sure: bool = False

    def fields(self) -> dict[str, str]:
        return {f: v[:80] for f in ("surname", "name", "patronymic") if (v := getattr(self, f))}


def called(full: str) -> dict[str, str]:
    """Parts of a name as `Sender` takes them: surname, name, patronymic; or company, with the kind of a sole trader;
    or both, where a person and a firm stand in one line. A mailbox is nobody's name."""
    full = without_mailboxes(" ".join(full.split()).strip(" ,;"))
    if is_trader(full):
        return {"company": full[:300], "kind": "sole_entrepreneur"}
    if is_firm(full) or is_office(full) or "«" in full:
        return _beside_firm(full)
    if not _has_person(full) and (is_site(full) or is_name_of_firm(full)):
        return {"company": full[:300]}
    return _person(full).fields()


def _person(full: str) -> Parts:
    """A person's name with whatever stands beside it. Words none of which is anybody's name are never divided («Почта
    России»), nor is the name of a family («Семья Ивановых»)."""
    full = tidy(full)
    line = person_in(full, _has_person)
    words = _WORD.findall(line)
    if len(words) > 1 and (all(map(_is_common, words)) or (len(words) == 2 and is_one_of("no_names", words[0]))):
        return Parts(name=line, order=("name",))
    return Parts(name=line, order=("name",)) if line == full and _EACH.search(full) else parts_of(line)


def _is_common(form: str) -> bool:
    """A word of the dictionary that is no first name, surname or patronymic in any of its readings."""
    read = [r.grammemes for r in word(fold(form.strip("."))).readings if r.known]
    return len(form) > 2 and bool(read) and not any({"Name", "Surn", "Patr"} & tags for tags in read)


def is_firm_alone(typed: str) -> bool:
    """Whether a field of a person's name holds a firm or an office («Гимназия № 5»), by its first word no surname."""
    words = typed.split()
    if len(words) == 1 and is_name_of_firm(typed):
        return True
    return is_firm(typed) or (len(words) > 1 and not is_surname(words[0]) and set(called(typed)) == {"company"})


def _beside_firm(full: str) -> dict[str, str]:
    """«Иванов Иван, ООО «Ромашка»»: the person and the firm; else a firm, or a person with a surname like «Школа»."""
    if not is_firm(full) and _has_person(full):
        pieces = [p for p in _BESIDE.split(full) if p]
        if len(pieces) < 2 or not any(is_office(p) and not _has_person(p) for p in pieces):
            return _person(full).fields()
    pieces = [p for p in _BESIDE.split(full) if p]
    for n, piece in enumerate(pieces):
        if len(pieces) > 1 and not is_firm(piece) and _is_person(piece):
            rest = ", ".join(pieces[:n] + pieces[n + 1 :])
            return {**_person(piece).fields(), "company": rest[:300]}
    return {"company": full[:300]}


def _is_person(piece: str) -> bool:
    words = _WORD.findall(piece)
    return 2 <= len(words) <= 4 and not re.search(r"\d", piece) and not is_office(piece) and _has_person(piece)


def _has_person(text: str) -> bool:
    return any(_is(w, "Patr") or bool(genders_of(w.strip("."))) for w in _WORD.findall(text))


def settled(surname: str, name: str, patronymic: str) -> tuple[str, str, str]:
    """What was typed into three fields, a whole name typed into one of them divided; nothing is lost or changed
    otherwise."""
    given = [part for part in (surname, name, patronymic) if part.strip()]
    if len(given) > 1:
        return _in_their_fields(" ".join(given).split()) or (surname, name, patronymic)
    if len(given) != 1 or patronymic.strip() or len(given[0].split()) < 2:
        return surname, name, patronymic
    found = parts_of(given[0])
    words = " ".join((found.surname, found.name, found.patronymic)).split()
    if not found.sure or not found.surname or sorted(words) != sorted(given[0].replace(",", " ").split()):
        return surname, name, patronymic
    return found.surname, found.name, found.patronymic


def _in_their_fields(words: list[str]) -> tuple[str, str, str] | None:
    """Two or three words by what they are («Анна», «Петрова», «Ильинична» were typed into the wrong fields); None where
    they may be read in two ways or in none."""
    if not 2 <= len(words) <= 3:
        return None
    ways = [w for w in permutations(words) if is_surname(w[0]) and genders_of(w[1]) and all(map(is_patronymic, w[2:]))]
    return (*ways[0], "")[:3] if len(ways) == 1 else None  # type: ignore[return-value]


def parts_of(full: str) -> Parts:
    """A person's name; words of which nothing tells what they are stand as signed: first name, then surname."""
    full = _TITLES.sub("", tidy(full))
    words = _WORD.findall(re.sub(r"\.(?=\S)", ". ", full))
    initials = [w for w in words if len(w.rstrip(".")) == 1 or (w.endswith(".") and len(w) <= 3)]
    initials = [w for w in initials if w.endswith(".") or w.isupper() or full.islower()]  # «Пётр и Анна»
    if initials and len(words) > len(initials):
        return _with_initials(words, initials)
    words = _joined([w.rstrip(".") for w in words])
    if not full.islower() and any(w.islower() for w in words):  # «Анна из магазина» is no name of three parts
        return Parts(name=full, order=("name",))
    if len(words) >= 3:
        return _of_three(words)
    if len(words) == 2:
        return _of_two(words, surname_first=bool(re.match(r"[^\s,]+,", full)))
    return Parts(name=" ".join(words), order=("name",) if words else ())


def _with_initials(words: list[str], initials: list[str]) -> Parts:
    rest = [w for w in words if w not in initials]
    name, patronymic = initials[0], " ".join(initials[1:])
    if len(initials) == 1 and len(rest) == 2 and _is_name(rest[0]) and is_patronymic(rest[1]):  # «Ольга Викторовна К.»
        behind = words[0] == rest[0]
        order = ("name", "patronymic", "surname") if behind else ("surname", "name", "patronymic")
        return Parts(initials[0], rest[0], rest[1], order, True)
    if len(rest) == 2 and words[:2] == rest and _is_name(rest[0]) != _is_name(rest[1]):  # «Иванов Иван И.»
        first, second = ("surname", "name") if _is_name(rest[1]) else ("name", "surname")
        told = {first: rest[0], second: rest[1], "patronymic": " ".join(initials)}
        return Parts(**told, order=(first, second, "patronymic"), sure=True)
    if len(rest) == 1 and words[0] == rest[0] and _goes_by_name(rest[0], len(initials)):  # «Ольга К.»
        behind_name = ("name", "patronymic", "surname") if patronymic else ("name", "surname")
        return Parts(initials[-1], rest[0], " ".join(initials[:-1]), behind_name)
    if len(rest) == 2 and _is_name(rest[0]) and words[0] == rest[0]:  # «Иван И. Иванов»
        return Parts(rest[1], rest[0], " ".join(initials), ("name", "patronymic", "surname"), True)
    given = ("name", "patronymic") if patronymic else ("name",)
    order = ("surname", *given) if words[0] == rest[0] else (*given, "surname")
    return Parts(" ".join(rest), name, patronymic, order, True)


def _goes_by_name(form: str, initials: int) -> bool:
    """A first name before an initial; before two of them a woman's alone, for «Абрам И. И.» is a surname."""
    found = genders_of(form)
    told = bool(found) if initials == 1 else found == {"femn"}
    return told and not is_one_of("short_surnames", form) and not _is(form, "Surn") and not _like_surname(form)


def _joined(words: list[str]) -> list[str]:
    """«Абу Бакр», «Барклай де Толли», «Рашид оглы» are one part each."""
    found: list[str] = []
    n = 0
    while n < len(words):
        one = words[n]
        if found and _OGLY.fullmatch(one) and len(found) > 1:
            found[-1] = f"{found[-1]} {one}"
        elif one.islower() and is_one_of("particles", one) and n + 1 < len(words):
            n += 1
            while n + 1 < len(words) and words[n].islower() and is_one_of("particles", words[n]):
                one, n = f"{one} {words[n]}", n + 1
            behind = f"{one} {words[n]}"
            if found and not _is_name(found[-1]) and (len(found) > 1 or n + 1 < len(words)):
                found[-1] = f"{found[-1]} {behind}"
            else:
                found.append(behind)
        elif one.lower() in ("абу", "абд", "ибн") and n + 1 < len(words) and len(words) > 2:
            n += 1
            found.append(f"{one} {words[n]}")
        else:
            found.append(one)
        n += 1
    return found


def _of_three(words: list[str]) -> Parts:
    """Surname first, as documents have it; name first when the patronymic stands in the middle."""
    patronymics = [is_patronymic(w) for w in words]
    last = len(words) - 1
    if patronymics[last] and not (patronymics[1] and last == 2 and _is_name(words[0])):
        surname = " ".join(words[: last - 1])
        return Parts(surname, words[last - 1], words[last], ("surname", "name", "patronymic"), True)
    if patronymics[1]:
        return Parts(" ".join(words[2:]), words[0], words[1], ("name", "patronymic", "surname"), True)
    if last == 2 and (told := _with_particle(words)):
        return told
    if last == 2 and _is_name(words[0]) and _is_name(words[1]) and _SURNAME.search(words[2]):
        return Parts(words[2], f"{words[0]} {words[1]}", "", ("name", "surname"), True)
    if last == 2 and _is_name(words[1]) and _is_name(words[2]) and _SURNAME.search(words[0]):
        return Parts(words[0], f"{words[1]} {words[2]}", "", ("surname", "name"), True)
    if last == 2 and (told := _by_the_one_name(words)):
        return told
    return Parts(words[0], words[1], " ".join(words[2:]), ("surname", "name", "patronymic"))


def _with_particle(words: list[str]) -> Parts | None:
    """«Ван Гог Винсент», «Винсент Ван Гог»: the particle with a capital, beside a first name of the West alone, for
    «Ван» is a surname of the East."""
    first, middle, last = words
    if is_one_of("particles", first) and is_one_of("western", last) and not _is_name(middle):
        return Parts(f"{first} {middle}", last, "", ("surname", "name"), True)
    if is_one_of("particles", middle) and is_one_of("western", first) and not _is_name(last):
        return Parts(f"{middle} {last}", first, "", ("name", "surname"), True)
    return None


def _by_the_one_name(words: list[str]) -> Parts | None:
    """«Анна Иванова Петрова», «Иванова Петрова Анна», «Анна Петрова iPhone»: the first name at one of the ends, and no
    other word is one; whoever greets has at least that. Nothing is lost: the rest stands as the surname."""
    names = [n for n, one in enumerate(words) if _is_name(one) and not _like_surname(one)]
    if names == [0]:
        return Parts(" ".join(words[1:]), words[0], "", ("name", "surname"))
    if names == [2] and _like_surname(words[0]) and _like_surname(words[1]):
        return Parts(" ".join(words[:2]), words[2], "", ("surname", "name"))
    if names == [0, 1]:
        return Parts(words[2], " ".join(words[:2]), "", ("name", "surname"))
    return None


def _of_two(words: list[str], *, surname_first: bool) -> Parts:
    first, second = words
    if is_patronymic(second) and _is_name(first) and not _is(second, "Surn"):
        return Parts("", first, second, ("name", "patronymic"), True)
    if _OGLY.search(second) and " " in second:
        return Parts(first, "", second, ("surname", "patronymic"), True)
    if is_one_of("short_surnames", first) != is_one_of("short_surnames", second):
        if is_one_of("short_surnames", first):
            return Parts(first, second, "", ("surname", "name"), _is_name(second))
        return Parts(second, first, "", ("name", "surname"), _is_name(first))
    if _is_led(first) != _is_led(second):  # «Эль-Саид Ахмед»
        if _is_led(first):
            return Parts(first, second, "", ("surname", "name"), _is_name(second))
        return Parts(second, first, "", ("name", "surname"), _is_name(first))
    a, b = _is_name(first), _is_name(second)
    if genders_of(first) == {"masc"} and genders_of(second) == {"femn"}:  # «Гарсия Мария», «Роман Анна»
        return Parts(first, second, "", ("surname", "name"))
    if surname_first or (b and not a) or (a and b and _like_surname(first) and not _like_surname(second)):
        return Parts(first, second, "", ("surname", "name"), True)
    if not a and not b and _SURNAME.search(first) and not _SURNAME.search(second):
        return Parts(first, second, "", ("surname", "name"), bool(syllables(second)))
    if a and b and not _like_surname(second) and _is(first, "Surn") and not _is(second, "Surn"):
        return Parts(first, second, "", ("surname", "name"))
    sure = (a and not b) or (_like_surname(second) and not _like_surname(first))
    return Parts(second, first, "", ("name", "surname"), sure)


def _is_led(form: str) -> bool:
    """By a particle of surnames and a hyphen: «Эль-Саид», «Бен-Ари»."""
    return "-" in form and is_one_of("particles", form.split("-")[0])


def _like_surname(form: str) -> bool:
    return bool(_SURNAME.search(form)) and not genders_of(form)


def _is_name(form: str) -> bool:
    """A first name of the dictionary, in the nominative; of a double one the last part tells. «Ильина» is none."""
    if is_one_of("ova_sure", form):
        return False
    return bool(genders_of(form) or genders_of(form.rsplit("-", 1)[-1])) or (" " in form and _abu(form))


def _abu(form: str) -> bool:
    return form.split()[0].lower() in ("абу", "абд", "ибн")


def is_patronymic(form: str) -> bool:
    """By its ending, or by the dictionary."""
    last = form.split()[-1]
    return bool(_OGLY.fullmatch(last)) or _is(form, "Patr") or bool(_PATRONYMIC.fullmatch(form))


def _is(form: str, *grammemes: str) -> bool:
    return any(r.known and r.grammemes.issuperset(grammemes) for r in word(form.strip(".").lower()).readings)
