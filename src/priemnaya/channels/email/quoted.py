"""New words of a letter and the letter it answers, told apart as Russian mail programs write them.

Libraries for this (quotequail, mail-parser-reply, talon) know English and a few other languages, not «пишет:», «От: …
Кому:» or «Исходное сообщение». Nothing is ever thrown away: what is cut off is kept beside, and the original lies in
the database. A letter that answers nothing has no old letter in it: whatever looks like one are its own words.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice

from priemnaya.plain.document import without_long_runs
from priemnaya.plain.words import word

from .html_text import BORDER

MONTH = r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-яё]{0,6}\.?"
DAYS = r"(?:понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье|пн|вт|ср|чт|пт|сб|вс)\b\.?"
DATE = rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}\s+{MONTH}\s+\d{{4}}|[A-Z][a-z]{{2,8}}\s+\d{{1,2}}(?:st|nd|rd|th)?,\s+\d{{4}}|\d{{1,2}}\s+[A-Z][a-z]{{2,8}}\s+\d{{4}})"
TIME = r"\d{1,2}:\d\d"
SAYS = r"(?:пишет|писал|писала|писал\(а\)|написал|написала|написал\(а\)|написало|сообщил|wrote|a écrit|schrieb)"
MAILBOX = r"[<(\[«\"']?[\w.+'-]{1,64}@[\w.-]{1,255}\w[>)\]»\"']?"
DIVIDER = re.compile(
    r"^[>\s]{0,20}-{2,}[ \t]*(?:Исходное сообщение|Исходное письмо|Оригинальное сообщение|Пересылаемое сообщение"
    r"|Пересланное сообщение|Перенаправленное сообщение|Цитируемое сообщение|Ответ на сообщение|Original Message"
    r"|Original message|Forwarded message|Reply message)(?:[ \t]+(?:от|from)[ \t][^\n]{1,200}?)?[ \t]*-{2,}[ \t]*:?[ \t]*$"
    r"|^[>\s]{0,20}(?:Начало (?:переадресованного|пересылаемого|пересланного) (?:сообщения|письма)|Begin forwarded message)[ \t]?:[ \t]*$",
    re.I | re.M,
)
_FIELDS = r"(?:Отправлено|Отправленные|Дата|Кому|Sent|Date|To|Копия|Скрытая копия|Cc|Тема|Subject|Важность|Importance|Ответить)"
_FIELD = rf"[> \t]{{0,20}}\*?{_FIELDS}\s?:\*?[^\n]*\n+"
_FROM = r"[> \t]{0,20}\*?(?:От кого|От|From|Отправитель)\s?:\*?[ \t]?[^\n]+\n+"
BLOCK = re.compile(
    rf"^(?P<line>[>\s]{{0,20}}(?:_{{5,}}|-{{5,}})[ \t]*\n+)?(?:{_FROM}(?:{_FIELD}){{2,8}}|(?:{_FIELD}){{1,4}}{_FROM}(?:{_FIELD}){{1,8}}"
    rf"|(?:{_FIELD}){{2,4}}{_FROM})",
    re.I | re.M,
)
RULE = re.compile(rf"^[ \t]*[_-]{{5,}}[ \t]*\n[\s{BORDER}]{{0,200}}\Z", re.M)
_ADDRESSED = re.compile(r"^(?:[> \t]{0,20}(?:Кому|Копия|Тема)[ \t]?:[^\n]{0,300};[ \t]*\n){1,3}\s*\Z", re.M)
"""What Yandex puts above the head: «Кому: …; Тема: …;»."""
LINE_END = re.compile(r":[ \t*_]*$", re.M)
SHORT = rf"(?:{DAYS}[,.]?\s*)?\d{{1,2}}\s+{MONTH}"
ZONE = r"\(?(?:(?:GMT|UTC)\s?[+-]?\s?\d{0,2}(?::?\d\d)?|[+-]\d\d(?::?\d\d)?|MSK|МСК)\)?"
BRACKETED = r"(?:<|\[)(?:mailto:)?[\w.+'-]{1,64}@[\w.-]{1,255}\w(?:>|\])"
WHEN = re.compile(rf"(?:{DATE}|{DAYS}|{SHORT})", re.I)
PARTS = (
    ("bracketed", re.compile(BRACKETED)),
    ("mailbox", re.compile(MAILBOX)),
    ("date", re.compile(rf"{DATE}(?:\s?(?:г(?:ода|\.)?(?!\w)))?", re.I)),
    ("time", re.compile(rf"(?<![\d:]){TIME}(?::\d\d)?(?:\s?[AP]M\b)?(?:\s{{1,3}}{ZONE})?", re.I)),
    ("short", re.compile(rf"\b{SHORT}", re.I)),
    ("days", re.compile(rf"\b{DAYS}|\b[A-Z][a-z]{{2,8}}day\b|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b", re.I)),
    ("says", re.compile(rf"(?:\bвы )?\b{SAYS}(?!\w)(?:\s?\(а\))?|\bвы писали\b|\bв (?:письме|сообщении) от\b", re.I)),
)
"""What the head of a quotation is made of, taken out one after another; what is left is the name of who wrote."""
GLUE = re.compile(r"\b(?:в сво[её]м письме|в|at|on|le|am|à|um|от|from|г|года|пользователь|the|кому|GMT|UTC)\b\.?", re.I)
PRONOUNS = frozenset(
    [
        "я",
        "мы",
        "вы",
        "он",
        "она",
        "они",
        "мне",
        "нам",
        "вам",
        "ему",
        "ей",
        "им",
        "меня",
        "нас",
        "вас",
        "его",
        "мой",
        "моя",
        "мое",
        "моё",
        "мои",
        "наш",
        "ваш",
        "i",
        "we",
        "you",
        "he",
        "she",
        "they",
    ]
)
SENT_FROM = re.compile(
    rf"^(?:отправлено (?:из|с|через)|sent from)\s.{{1,60}}?(?=\b{DAYS}|\b{TIME}|\b\d{{1,2}}\s+{MONTH})", re.I
)
SENT = re.compile(
    rf"^[> \t]{{0,20}}\*?(?:Отправлено|Отправленные|Дата|Sent"
    rf"|Date)\s?:\*?[^\n]{{0,40}}?(?:{DATE}[^\n]{{0,20}}?{TIME}|{TIME}[^\n]{{0,20}}?{DATE})",
    re.I | re.M,
)
ANSWERS = re.compile(
    r"^\s*(?:\[[^\]\n]{0,60}\]\s*)?(?:re|отв|ответ|aw|sv|ha|на)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:>]", re.I
)
FORWARDED = re.compile(r"^\s*(?:fwd?|fw|пересл?|переслано|tr|wg)\s*(?:\[\d+\])?\s*:", re.I)
SIGNATURE = re.compile(
    r"^\s*(?:--\s*$|—\s*$|__+\s*$|отправлено (?:с|из|через|от)\b|sent from\b|с уважением\b|с ув\.|best"
    r" regards|get outlook"
    r"|скачать outlook|получить outlook|проверено антивирус|без вирусов|virus-free)",
    re.I,
)
_BY_PROGRAM = re.compile(
    r"^[ \t]*(?:(?:отправлено|послано) (?:с|из|через|от)|sent (?:from|via)|get outlook|скачать outlook|получить outlook)\b[^\n]{0,80}$"
    r"|^[ \t]*(?:--|—)[ \t]*$",
    re.I | re.M,
)
SENT_BY_PROGRAM = re.compile(r"^[> \t]{0,20}\*?(?:Отправлено|Отправленные|Sent)\s?:", re.I | re.M)
"""A word that people do not write above their own papers."""
MACHINES = re.compile(rf'(?:\d\d\.\d\d\.\d{{4}}, {TIME}|{TIME}, \d\d\.\d\d\.\d{{4}}), "[^"\n]{{2,100}}":')
"""Yandex's own form without a mailbox: day, hour and a name in quotes, to the sign."""
INSIDE = re.compile(
    r"\b(?:ответ\w*|отвеча\w+|комментари\w+|замечани\w+|пояснени\w+|пиш\w+|напис\w+|смотрите|см)\b[^\n]{0,60}"
    r"\b(?:ниже|внутри|в тексте|по тексту|синим|красным|зел[её]ным|цвет\w+|курсивом|жирным|заглавными|под каждым|напротив)\b",
    re.I,
)
"""«My answers stand below in red»: the old letter is then no quotation, but the place of the new words."""
SAYS_INSIDE = 400
"""Letters of new words among which that is looked for: a longer text has its answers in itself."""
ENOUGH = 1
"""Letters or figures that the new words must have: an empty answer above a quotation is no answer, «5» is a mark."""
SURELY_OURS = 12
"""Letters of a line that is ours when they stand anywhere in our letter; a shorter one is a whole line of it."""
MOST_HEADS = 2000
"""Lines ending with a colon that are looked at: below so many of them nothing is cut."""
CODE = "Код доступа:"
"""Of a letter that waits behind a link the line is there without any sign."""
LOOKED_BACK = 2
"""Lines above a line that ends with a colon, over which programs wrap the head of a quotation."""


def answers(subject: str, references: list[str]) -> bool:
    """Whether a letter says that it answers another."""
    return bool(references or ANSWERS.match(subject))


def split_quoted(text: str, subject: str = "", *, answering: bool | None = None) -> tuple[str, str]:
    """(new words, the quoted letter). A forwarded letter, answers written between quoted lines, a letter that is all
    quotation, and one that answers nothing stay whole: there the quotation is what the client wants read."""
    answering = answers(subject, []) if answering is None else answering
    whole = _without_borders(text)
    if FORWARDED.match(subject) or not answering:
        return whole, ""
    at = _begins(without_long_runs(text))
    if at < 0:
        return whole, ""
    for above in (_ADDRESSED, RULE):
        if found := above.search(text, max(0, at - 800), at):
            at = found.start()
    new, old = _without_borders(text[:at]).rstrip(), _without_borders(text[at:]).strip()
    if _answered_inside(old) or sum(c.isalnum() or c == "+" for c in _without_programs(new)) < ENOUGH:
        return whole, ""
    if len(new) <= SAYS_INSIDE and INSIDE.search(new):
        return whole, ""
    return new, old


def _without_programs(new: str) -> str:
    """Without the line that a telephone puts above: an answer may stand below the old letter."""
    return _BY_PROGRAM.sub("", new)


def _begins(text: str) -> int:
    """Where the old letter begins; -1 without one."""
    found = [m.start() for m in (DIVIDER.search(text), *(b for b in BLOCK.finditer(text) if _is_programs(b))) if m]
    if (border := text.find(BORDER)) >= 0:
        found.append(border)
    if (head := _head(text, min(found, default=len(text)))) >= 0:
        found.append(head)
    return min(found, default=-1) if found else _trailing(text)


def _is_programs(block: re.Match[str]) -> bool:
    """A block «От: … Кому: …» that a program wrote: with the moment it was sent in a field of its own, or below a line,
    and a mailbox as only programs write it. The heading of the client's own paper has no two of them."""
    sent, boxed = SENT.search(block[0]), re.search(BRACKETED, block[0])
    return bool((sent and (SENT_BY_PROGRAM.search(block[0]) or block["line"] or boxed)) or (block["line"] and boxed))


def _head(text: str, before: int) -> int:
    """Where a line (or two or three, wrapped) says when and who wrote: «10.11.2026, 10:15, Приёмная <a@b>:»."""
    for end in islice(LINE_END.finditer(text, 0, before), MOST_HEADS):
        start = text.rfind("\n", 0, end.start()) + 1
        below = text[end.end() : end.end() + 200].lstrip()
        for _ in range(LOOKED_BACK + 1):
            said = text[start : end.end()]
            if len(said) > 400:
                break
            if re.search(r"\d", said) and _is_head(re.sub(r"\n[>\s]*", " ", said), below):
                return start
            if start == 0:
                break
            start = text.rfind("\n", 0, start - 1) + 1
    return -1


def _is_head(line: str, below: str) -> bool:
    """Whether the whole of a line is the head of a quotation: a day, an hour, who wrote, that they wrote, and no words
    beside them. A day and the hour, a mailbox or quoted lines below are its least."""
    line = SENT_FROM.sub("", line.strip("> \t*_"))
    if MACHINES.fullmatch(line):
        return True
    if not WHEN.search(line):
        return False
    rest, signs = line, dict[str, int]()
    for sign, pattern in PARTS:
        rest, signs[sign] = pattern.subn(" \x00 ", rest)
    quoted = below.startswith((">", BORDER))
    day = signs["date"] or (signs["short"] and signs["time"])
    sure = signs["bracketed"] or (signs["mailbox"] and (signs["time"] or signs["says"])) or quoted
    if signs["date"] > 1 or not (day and (sure or (signs["time"] and signs["says"]))):
        return False
    names = [n for piece in rest.split("\x00") if (n := GLUE.sub(" ", piece).strip(" \t,.:;*_()<>[]«»\"'–—-"))]
    return len(names) <= 1 and all(_is_name(n) for n in names)


def _is_name(words: str) -> bool:
    """A person's or a body's: it begins as a name does and nobody does anything in it."""
    said = re.findall(r"[^\W\d_]+", words)
    if not said or not said[0][0].isupper() or len(said) > 14 or re.search(r"[?!;]|\d:|[а-яёa-z]{3}[.:]\s", words):
        return False
    if any(w.lower() in PRONOUNS for w in said):
        return False
    return not any(_is_deed(w) for w in said)


def _is_deed(written: str) -> bool:
    """A word that says what somebody did; a name that sounds like one is a name."""
    found = word(written.lower())
    if len(written) < 4 or (written[0].isupper() and (found.can_be("Name") or found.can_be("Surn"))):
        return False
    return any(found.likely(g) for g in ("VERB", "INFN", "PRTS", "GRND"))


def own_below(quoted: str, ours: str, unkept: Collection[str] = ()) -> tuple[str, str]:
    """(what stands below the words of our letter in what was cut off, the rest): somebody answers below a letter that
    their telephone did not mark as quoted. ours: the words that we sent; unkept: signs in them in the place of what is
    kept nowhere."""
    lines = quoted.split("\n")
    marked, surely = _which_are_ours(lines, ours, unkept)
    end = len(lines)
    while end and not marked[end - 1] and not lines[end - 1].lstrip().startswith(">"):
        end -= 1
    below = "\n".join(lines[end:]).strip()
    if not any(surely[:end]) or sum(c.isalnum() for c in _without_programs(below)) < ENOUGH:
        return "", quoted
    return below, "\n".join(lines[:end]).rstrip()


def _which_are_ours(lines: list[str], ours: str, unkept: Collection[str]) -> tuple[list[bool], list[bool]]:
    """Of each line whether we sent it, and whether that is sure by its length. A line of ours whose value is kept
    nowhere («Код доступа: …») is known by its label, below a line of ours and once: what people fill in after our other
    labels («Телефон: …») is their own."""
    known, short = _letters_of(ours), {_letters_of(line) for line in ours.split("\n")}
    labels = {_label_of(line) for line in ours.split("\n") if ":" in line and any(s in line for s in (CODE, *unkept))}
    marked, surely, above = list[bool](), list[bool](), False
    for line in lines:
        said = _letters_of(line)
        long = len(said) >= SURELY_OURS
        exact = bool(said) and said in (known if long else short)
        labelled = above and not exact and ":" in line and _label_of(line) in labels
        if labelled:
            labels.remove(_label_of(line))
        marked.append(exact or labelled)
        surely.append(exact and long)
        above = marked[-1] if said else above
    return marked, surely


def _label_of(line: str) -> str:
    return _letters_of(line.partition(":")[0])


def _letters_of(words: str) -> str:
    return "".join(c for c in words.lower() if c.isalnum())


def _trailing(text: str) -> int:
    """Where a block of «>» lines at the end begins; -1 without one."""
    lines = text.split("\n")
    n = _above_signature(lines)
    end = n
    while n and (not lines[n - 1].strip() or lines[n - 1].lstrip().startswith(">")):
        n -= 1
    if n == end or not any(line.lstrip().startswith(">") for line in lines[n:end]):
        return -1
    return len("\n".join(lines[:n]))


def _above_signature(lines: list[str]) -> int:
    """How many lines there are without what programs and people put under a letter, below its last quoted line."""
    last = next((n for n in range(len(lines) - 1, -1, -1) if lines[n].lstrip().startswith(">")), -1)
    below = [line for line in lines[last + 1 :] if line.strip()]
    return last + 1 if last >= 0 and 0 < len(below) <= 8 and SIGNATURE.match(below[0]) else len(lines)


def _answered_inside(old: str) -> bool:
    """Words of the answer stand between or below the quoted lines."""
    lines = [line for line in old.split("\n")[1:] if line.strip()]
    lines = lines[: _above_signature(lines)]
    quoted = [n for n, line in enumerate(lines) if line.lstrip().startswith(">")]
    return bool(quoted) and any(not line.lstrip().startswith(">") for line in lines[quoted[0] :])


def _without_borders(text: str) -> str:
    return re.sub(rf"{BORDER}[ \t]*\n?", "", text)
