"""A message as its questions: «1) … 2) …», «во-первых», a list of dashes, several question marks. Each gets topics of
its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from priemnaya.plain.words import word

MOST = 10
"""A message with more questions is taken whole: a price list or an act, not questions."""
FEWEST_WORDS = 2
MOST_BESIDE, LONGEST_ASKED = 30, 600
"""Conjunctions at which a message is looked at for a second question, and characters of that question."""
MOST_SAID = 40
"""Words of an item that are looked up."""
WORDS = re.compile(r"[а-яёa-z]{2,}", re.IGNORECASE)
AT_START = r"(?:^|\n|(?<=[.:;?!…]))[^\S\n]{0,9}"
_CLOSED = r"(?:\.\)|[)\]:/]|\.(?!\d)|[-–—](?=\s))"
_SIGNS = "①-⑳⑴-⒇⒈-⒛❶-❿➀-➓⓵-⓾"
NUMBERED = re.compile(
    rf"([{_SIGNS}])|(\d)\ufe0f?\u20e3"
    + AT_START.join(
        (
            "|",
            r"(?:п|пункт|вопрос)\b\.?[^\S\n]{0,3}(?:№[^\S\n]?)?(\d{1,2})[^\S\n]?" + _CLOSED + r"|",
            r"(?<!\d\.)(?:[№#][^\S\n]?|[(\[])?(\d{1,2})[^\S\n]?" + _CLOSED,
        )
    )
    + r"|(?<=\s)[(\[]?(\d{1,2})(?:[)\]](?=\s|[А-ЯЁа-яё]{2})|/(?=\s))|(?<=\s)(\d{1,2})\.\s{0,9}(?=[А-ЯЁа-яё]{3})"
    r"|\bвопрос[^\S\n]{1,3}(?:№[^\S\n]?)?(\d{1,2})(?:[^\S\n]?[).:–—-]|(?=\s{1,3}[^\W\d_]))"
    r"|\b(?:п\.|пункт)[^\S\n]{0,3}(\d{1,2})[^\S\n]?[).:](?=\s)"
    r"|(?<!\w)(\d{1,2})[-–]?(?:[ыо]?й|а?я|о?е)?[^\S\n](?:вопрос|просьба)\b[^\S\n]?[.:,–—-]?",
    re.IGNORECASE,
)
"""At the beginning of a line or a sentence; «2) », «Вопрос 2:» and «2-й вопрос» anywhere, and «2. » (`IN_PASSING`)
anywhere while it goes on with the count."""
IN_PASSING = 6
OPENS = re.compile(
    r"(?:(?:в|с|о|к|у|до|от|на|по|из|за)\s)?(?:как(?:ой|ая|ое|ие|ого|ому|им|их|ую)?|когда|где|куда|откуда|почему|зачем|кто|кому|кем"
    r"|чей|сколько|можно ли|прос(?:им|ьба)|прошу)\b",
    re.IGNORECASE,
)
"""How a question begins that needs no mark of its own: it asks by its first word."""
BARE = re.compile(
    r"(?:^|\n)[^\S\n]{0,9}(?:(?:п|пункт)\b\.?[^\S\n]{0,3}|[№#][^\S\n]?)?(\d{1,2})(?:[^\S\n]{1,3}|,[^\S\n]{0,3})(?=[^\W\d_])"
    r"|(?<=\s)(\d{1,2})[^\S\n]{1,3}(?=[^\W\d_])",
    re.IGNORECASE,
)
"""A number with nothing after it may be of anything: what follows each must ask, within a line by its first word."""
INNER = re.compile(r"(?:^|\n)[^\S\n]{0,9}(\d{1,2})\.(\d{1,2})(?:[.)]|(?=\s))[^\S\n]{0,3}(?=[^\W\d_])")
"""«1.1. …», «1.2. …»: the points of one point."""
ALL_ONE = re.compile(r"(?:^|\n)[^\S\n]{0,9}1[^\S\n]?(?:[)/]|\.(?!\d))[^\S\n]{0,3}(?=\S)")
ROMAN = re.compile(AT_START + r"([IVXІХ]{1,4})[^\S\n]?[.)](?=\s)")
_LATIN = str.maketrans("ІХ", "IX")
_ROMAN_ROW = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
LETTERED = re.compile(
    AT_START + r"([а-дa-e])(?:\)(?=\s|[А-ЯЁа-яё])|\.(?=\s[А-ЯЁа-яё]{3}))|(?<=\s)([а-дa-e])\)(?=\s)", re.IGNORECASE
)
SPOKEN = re.compile(
    r"(?:^|\n|(?<=[.:;,?!…])|\bи\s|\bа\s)[^\S\n]{0,9}"
    r"(?:во?-(перв|втор|трет|четв[её]рт|пят|шест)\w{2,3}\b|вопрос[^\S\n](перв|втор|трет|четв[её]рт|пят)(?:ый|ой|ий)\b"
    r"|(перв|втор|трет|четв[её]рт|пят)(?:ое|ье)(?=\s{0,3}[:,–—-])|(перв|втор|трет|четв[её]рт|пят)(?:ый|ой|ий)(?:\s+вопрос\w?\b|(?=\s{0,3}[–—-]\s)))"
    r"[,:.\s–—-]{0,3}"
    r"|(?:^|\n|(?<=[.;!?…])|(?<=[а-яё0-9)][,\s])|(?<=, ))[^\S\n]{0,9}"
    r"(раз|один|два|три|четыре|пять)\s?[:)]\s{0,3}(?=[^\W\d_])"
    r"|\bвопрос[^\S\n](?:(один|два|три|четыре|пять)|(перв|втор|трет|четв[её]рт|пят)(?:ый|ой|ий))\b[,:.\s–—-]{0,3}",
    re.IGNORECASE,
)
DASHED = re.compile(r"(?:^|\n)[^\S\n]{0,9}(?:[-–—•*·+~>→►▪●✓✔✅❗❓🔹🔸][\ufe0f]?)[^\S\n]{1,9}(?=\S)")
ADDED = re.compile(
    r"(?:(?<=[.!?…;])|\n)\s{1,9}(?=(?:(?:а|и)\s)?(?:также|так же|(?:кроме|помимо) (?:того|этого)|ещ[её]|вдобавок"
    r"|дополнительно)\b[\s,]{1,3}(?:\w{1,20}\s){0,2}?(?:прос(?:им|ьба)|прошу|требу|\w{2,30}[йи]те\b)"
    r"|(?:(?:и|а)\s)?(?:ещ[её](?:\sодин)?|другой|второй)\sвопрос\b)"
    r"|(?:(?<=[.!?…;,)])|\n)\s{0,9}(?=(?:p\.?\s?(?:p\.?\s?){0,2}s|(?<![а-яё.\d])р\.(?:р\.){0,2}[sс]|з\.?ы|постскриптум)(?:[.:,–—-]|\s|\b))",
    re.IGNORECASE,
)
"""«Также прошу», «А ещё верните», «P.S. Когда …»."""
_ASKING = (
    r"(?:как(?:ой|ая|ое|ие)?|когда|где|куда|откуда|почему|зачем|кто|кому|сколько|можно ли|положен\w{0,2} ли|будет ли)\b"
)
BESIDE = re.compile(
    rf",?\s(?=(?:(?:а|и)\s(?:также|так же|ещ[её])|и)\s{_ASKING})|,\s(?=(?:когда|почему|сколько)\b)"
    r"|,?\s(?=(?:а|и)\s(?:прошу|просим|требую|требуем)\b)"
    r"|,?\s(?=(?:а|и)\s(?:также|так же|ещ[её])\s(?:прошу|просим|\w{2,30}(?:[аеиоуыюя]ть|[тз]ти|чь)(?:ся)?)\b)",
    re.IGNORECASE,
)
"""Two questions in one sentence: «Когда отремонтируют дорогу и когда проведут газ», «прошу …, а также вывезти»."""
ALONE = re.compile(r"(?:когда|почему|сколько)\b", re.IGNORECASE)
"""Brought in by a comma alone it may hang on what stands before."""
GOES_ON = re.compile(
    r"\b(?:это|этого|этому|этим|этот|эту|эта|эти|его|её|ее|ему|им|ей|их|него|неё|нее|нему|ней|них|ними|там|туда|оттуда"
    r"|тогда|такой|такую|такие|для этого|документ\w{0,3}|справк\w{0,3}|бумаг\w{0,3}|срок\w{0,3}|обращ\w{0,9}|подать"
    r"|подавать|ждать|решени\w{1,2}|основани\w{1,3}|причин\w{1,3})\b",
    re.IGNORECASE,
)
"""Of the same thing as the words before it: «… и какие документы для этого нужны»."""
REQUEST = re.compile(
    r"\b(?:прос(?:им|ьба)|прошу|требу|хо(?:чу|тим|тел)|нужн|надо\b|необходим|\w{2,30}[йи]те\b)", re.IGNORECASE
)
ASKS = re.compile(
    r"\?|\b(?:как\w{0,3}|когда|где|куда|откуда|почему|зачем|кто|кому|кем|чей|сколько|можно|могу|можем|положен\w{0,2}|ли|что|чем)\b"
    r"|^\W{0,3}(?:не\s)?(?!(?:мать|пять|девять|десять|зять|путь|суть|часть|сеть)\b)\w{1,30}(?:[аеиоуыюя]ть|[тз]ти|чь)(?:ся)?\b",
    re.IGNORECASE,
)
"""An item that asks by itself: a word of a question, a deed («продлить аренду»)."""
I_DO = (
    r"(?:(?:име|прожива|работа|явля|владе|получа|зарабатыва|занима|пользу|воспитыва)(?:ю|ем)|(?:состо|сто)(?:ю|им)"
    r"|(?:жив|раст)(?:у|[её]м)|(?:уч|служ)(?:у|им)|нахо(?:жу|дим))(?:сь|ся)?|родил(?:ся|ась)|(?:прописан|зарегистрирован)а?"
)
"""What people do when they say who they are: live, have, work."""
OF_NOTHING = re.compile(I_DO + r"|(?:работал|проживал|служил|жил)[аи]?|есть|зовут", re.IGNORECASE)
"""No word of these is of something that happens, where people speak of themselves."""
FAMILY = (
    r"(?:муж|жен|сын|доч|дочер|мам|пап|отц|бабушк|дедушк|внук|внучк|реб[её]нк)(?:а|ы|е|и|у|ой|ом|ем|ью|ь)?"
    r"|отец|реб[её]нок|дет(?:и|ей|ям)|сыновья|мат(?:ь|ери)"
)
OF_ONESELF = re.compile(
    rf"^\W{{0,3}}(?:я\b|(?:\w{{1,20}}\s){{0,2}}(?:{I_DO})\b)|\bменя\sзовут\b|\bу\s(?:меня|нас)\sесть\b"
    r"|\bмне\s(?:\w{1,20}\s){0,2}(?:\d{1,3}|лет|года?)\b|\bу\s(?:меня|нас)\s[^.;\n]{0,20}(?:дет|реб[её]н)\w{1,3}\b"
    rf"|\b(?:{FAMILY})\s[^.;\n]{{0,20}}?\d{{1,3}}\s(?:лет|год|мес)",
    re.IGNORECASE,
)
"""What people say of themselves before they ask: that they live, have, work; how old they and theirs are. What is
theirs («мой забор»), and what was done to them («меня уволили»), is a matter."""
MATTER = re.compile(
    r"\b(?:жалоб|вопрос|претензи|просьб|предложени|замечани|возражени|пожелани|нарекани|сомнени|недовол|проблем|нарушени"
    r"|трудност|сложност|иде[яюий]\b|бед[ауы]\b|спор[ыа]?\b|против\b|рядом\b|возле\b|около\b|вблизи\b|поблизости\b)"
    r"|\b(?:я|мы)\s(?:\w{1,20}\s)?за\s",
    re.IGNORECASE,
)
"""«У меня есть жалоба», «я против стройки», «живём рядом со свалкой»: said of oneself as a fact is, and what it is all
about."""
AMISS = re.compile(r"\b(?:не|нет|ни|без)\b", re.IGNORECASE)
"""«Мне не платят»: said of oneself, and a matter."""
ENCLOSED = re.compile(
    r"приложени[яейю]\w?\b[^.?!\n]{0,60}:?\s{0,9}$|прила[гч]\w{1,6}[^.?!\n]{0,60}:?\s{0,9}$", re.IGNORECASE
)
THE_ANSWER = re.compile(
    r"\b(?:ответ\w{0,4}|сообщи\w{0,3}|рассмотр\w{0,5}|уведоми\w{0,3}|извести\w{0,3}|связаться|свяжитесь|перезвон\w{0,4})\b",
    re.IGNORECASE,
)
SIGNED = re.compile(r"\b(?:тел|моб)\b|телефон|@|\+7|\b8[ (-]*\d{3}|с уважением|[А-ЯЁ]\.\s?[А-ЯЁ]\.", re.IGNORECASE)
SENTENCE = re.compile(r"[^.?!…\n]+(?:[.?!…]+|\n|$)")


@dataclass(frozen=True)
class Asked:
    """parts: the questions of a message, the message alone when it is one. before: what was said before the first.
    marked: its writer numbered or listed them; else they only end in question marks and may be one matter."""

    parts: tuple[str, ...]
    before: str = ""
    marked: bool = False


def questions_in(text: str) -> Asked:
    """A message of one question is that alone, whole."""
    text = text.strip()
    for cut in (_numbered, _inner, _bare, _all_one, _roman, _spoken, _lettered, _dashed):
        if _are_questions(parts := cut(text)):
            groups = _with_facts(text, parts)
            if _are_questions(parts := [" ".join(group) for group in groups]):
                return Asked(tuple(parts), text[: text.find(groups[0][0])].strip(), marked=True)
            break
    for cut in (_asked, _added, lambda whole: [whole]):
        parts = cut(text)
        if _are_questions(apart := [one for part in parts for one in _beside(part)]) or _are_questions(apart := parts):
            return Asked(tuple(apart))
    return Asked((text,) if text else ())


def _with_facts(text: str, parts: list[str]) -> list[list[str]]:
    """Each question with what the writer says of themselves after it: that asks nothing by itself, and before the first
    question it stands before all. None when it is documents that are listed."""
    if ENCLOSED.search(text[: text.find(parts[0])][:-1].rstrip(" 0123456789.)([-–—•*·\n")):
        return []
    found: list[list[str]] = []
    last = len(parts) - 1
    for n, part in enumerate(parts):
        if not _is_fact(_first_sentence(part) if n == last else part):
            found.append([part])
        elif found:
            found[-1].append(part)
    return found


def _is_fact(said: str) -> bool:
    """Of who the writer is, and of nothing that happens."""
    if not OF_ONESELF.search(said) or any(one.search(said) for one in (ASKS, REQUEST, AMISS, MATTER)):
        return False
    return all(OF_NOTHING.fullmatch(w) or not _happens(w) for w in WORDS.findall(said)[:MOST_SAID])


def _happens(typed: str) -> bool:
    read = word(typed.lower())
    return read.likely("VERB") or read.likely("PRTS")


def _first_sentence(part: str) -> str:
    """The last item is read with what comes after the list: «2. Работаю на заводе. Прошу участок.»"""
    return re.split(r"(?<=[.!?…])\s|\n", part, maxsplit=1)[0]


def _are_questions(parts: Sequence[str]) -> bool:
    return (
        2 <= len(parts) <= MOST
        and all(len(WORDS.findall(p)) >= FEWEST_WORDS for p in parts)
        and not any(_is_named(p) for p in parts)
    )


def _is_named(part: str) -> bool:
    """Nothing but a name: those who sign together number themselves."""
    said = re.findall(r"[А-ЯЁа-яё-]{2,}", part)
    return len(said) <= 4 and all(
        w[0].isupper() and any(word(w.lower()).can_be(g) for g in ("Surn", "Name", "Patr")) for w in said
    )


def _cut(text: str, starts: Sequence[re.Match[str]]) -> list[str]:
    ends = [m.start() for m in starts[1:]] + [len(text)]
    return [_last_only(text[m.end() : end]) for m, end in zip(starts, ends, strict=True)]


def _last_only(part: str) -> str:
    """Without what follows an empty line: thanks and the signature."""
    return part.strip().split("\n\n")[0].strip(" \t\n;,")


def _numbered(text: str) -> list[str]:
    """1, 2, 3 in a row: a date, a clause or a sum in the middle does not go on with the count. «Садовой 2. Починить»
    in the middle of a line goes on with it when its first word begins as that of the first item did, or asks."""
    row: list[re.Match[str]] = []
    for m in NUMBERED.finditer(text):
        if _number(m) != len(row) + 1:
            continue
        if m[IN_PASSING] and not (row and _goes_on_alike(text, row[0].end(), m.end())):
            continue
        row.append(m)
    return _cut(text, row) if len(row) > 1 else []


def _goes_on_alike(text: str, first: int, here: int) -> bool:
    begun = text[first:].lstrip()
    return text[here].isupper() == begun[:1].isupper() or bool(OPENS.match(begun) and OPENS.match(text, here))


def _number(m: re.Match[str]) -> int:
    said = next(g for g in m.groups() if g)
    return int(unicodedata.numeric(said)) if len(said) == 1 else int(said)


def _inner(text: str) -> list[str]:
    row: list[re.Match[str]] = []
    for m in INNER.finditer(text):
        if int(m[2]) == len(row) + 1 and (not row or m[1] == row[0][1]):
            row.append(m)
    return _cut(text, row) if len(row) > 1 else []


def _bare(text: str) -> list[str]:
    row: list[re.Match[str]] = []
    for m in BARE.finditer(text):
        within = m[2] and not (OPENS.match(text, m.end()) and (row or re.search(r"[.:;!?]\s{0,3}$", text[: m.start()])))
        if int(m[1] or m[2]) == len(row) + 1 and not within:
            row.append(m)
    parts = _cut(text, row) if len(row) > 1 else []
    return parts if all(ASKS.search(p) or REQUEST.search(p) for p in parts) else []


def _all_one(text: str) -> list[str]:
    row = list(ALL_ONE.finditer(text))
    return _cut(text, row) if len(row) > 1 else []


def _added(text: str) -> list[str]:
    """«Прошу продлить аренду. Также прошу починить дорогу»: to answer is no matter of its own."""
    starts = [m.end() for m in ADDED.finditer(text)]
    if not starts or not (REQUEST.search(text[: starts[0]]) or ASKS.search(text[: starts[0]])):
        return []
    parts = [" ".join(text[a:b].split()) for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]
    found = parts[:1]
    for part in parts[1:]:
        if THE_ANSWER.search(_first_sentence(part)) or not (ASKS.search(part) or REQUEST.search(part)):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return found


def _beside(part: str) -> list[str]:
    """The questions that one sentence asks, each of a thing of its own."""
    starts: list[int] = []
    for m in islice(BESIDE.finditer(part), MOST_BESIDE):
        begun = max(starts[-1] if starts else 0, *(part.rfind(sign, 0, m.start()) + 1 for sign in ".!?\n"))
        before, after = part[begun : m.start()], _first_sentence(part[m.end() : m.end() + LONGEST_ASKED])
        if following := BESIDE.search(after, 1):
            after = after[: following.start()]
        bare = ALONE.match(part, m.end()) and part[m.start()] == ","
        if bare and not _asks_throughout(before, part[m.end() :]):
            continue
        if _asks_alone(before) and _is_of_its_own(after) and not THE_ANSWER.search(after):
            starts.append(m.end())
    return (
        [" ".join(part[a:b].split()) for a, b in zip([0, *starts], [*starts, len(part)], strict=True)]
        if starts
        else [part]
    )


def _asks_throughout(before: str, after: str) -> bool:
    """«Когда починят лифт, почему не убирают двор?» asks twice; «мы ждали, когда придёт автобус, сколько можно терпеть»
    and «сколько там людей, сколько квартир, я не знаю» have clauses that begin as questions do."""
    begun = before.rpartition(":")[2].strip()
    if REQUEST.match(begun):
        return True
    ends = re.search(r"[.!?…,\n]|$", after)
    return bool(OPENS.match(begun)) and ends is not None and ends[0] != ","


def _is_of_its_own(said: str) -> bool:
    return _asks_alone(said) and not GOES_ON.search(said)


def _asks_alone(said: str) -> bool:
    """It asks, and names what it asks about."""
    said = re.sub(r"(?i)^(?:а|и)\s(?:также|так же|ещ[её])?\s?", "", said.strip())
    words = WORDS.findall(said)
    asks = re.search(_ASKING, said, re.IGNORECASE) or REQUEST.search(said) or ASKS.search(said)
    return bool(asks) and len(words) > 2 and any(word(w.lower()).likely("NOUN") for w in words[:MOST_SAID])


def _roman(text: str) -> list[str]:
    row: list[re.Match[str]] = []
    for m in ROMAN.finditer(text):
        if m[1].translate(_LATIN) == "".join(_ROMAN_ROW[len(row) : len(row) + 1]):
            row.append(m)
    return _cut(text, row) if len(row) > 1 else []


def _lettered(text: str) -> list[str]:
    row: list[re.Match[str]] = []
    for m in LETTERED.finditer(text):
        if (m[1] or m[2]).lower() in ("абвгд"[len(row) : len(row) + 1], "abcde"[len(row) : len(row) + 1]):
            row.append(m)
    return _cut(text, row) if len(row) > 1 else []


def _spoken(text: str) -> list[str]:
    row: list[re.Match[str]] = []
    order = (("перв", "один", "раз"), ("втор", "два"), ("трет", "три"), ("четв", "четы"), ("пят",), ("шест",))
    for m in SPOKEN.finditer(text):
        if len(row) < len(order) and next(g for g in m.groups() if g).lower().startswith(order[len(row)]):
            row.append(m)
    return _cut(text, row) if len(row) > 1 else []


def _dashed(text: str) -> list[str]:
    row = list(DASHED.finditer(text))
    return _cut(text, row) if len(row) > 1 else []


def _asked(text: str) -> list[str]:
    """Each sentence with a question mark and the sentences since the one before it, in the words of the text. One that
    only goes on («И сколько?», «Куда идти?») stays with its question, and so does what follows the last one, unless it
    asks for something itself. A signature is no question."""
    text = _without_signature(text)
    parts: list[tuple[int, int]] = []
    begun = 0
    for m in SENTENCE.finditer(text):
        if not m[0].rstrip().endswith("?"):
            continue
        if parts and len(WORDS.findall(text, begun, m.end())) < 4 and not _is_of_its_own(text[begun : m.end()]):
            parts[-1] = parts[-1][0], m.end()
        else:
            parts.append((begun, m.end()))
        begun = m.end()
    if parts and (rest := text[begun:]).strip():
        if len(WORDS.findall(rest)) > 6 and REQUEST.search(rest) and not _closing(rest):
            parts.append((begun, len(text)))
        elif not _closing(rest):
            parts[-1] = parts[-1][0], len(text)
    return [" ".join(text[start:end].split()) for start, end in parts]


def _without_signature(text: str) -> str:
    """Without a last paragraph that only says who writes and where to answer."""
    body, _, last = text.rpartition("\n\n")
    return body if body and len(WORDS.findall(last)) < 12 and SIGNED.search(last) else text


def _closing(text: str) -> bool:
    return bool(re.search(r"спасибо|с уважением|заранее|благодар|жду ответа|прошу ответить", text, re.IGNORECASE))
