"""A raw letter -> plain facts. Never raises on any bytes: what cannot be read is said in `problem`, the original is
kept."""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import re
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime

from priemnaya.bounded import Busy, Exceeded, run
from priemnaya.plain.names import called

from .automatic import NOTICE, doubts_of, robot_of, spam_of
from .checks import checks_of
from .contents import File, contents_of
from .headers import header, ids, is_unread, recipients_of, unfold, writer_of
from .mime import Part, letter_of
from .notices import MailNotice, may_be_notice, notice_of
from .quoted import answers, split_quoted

WAITS = 60.0
"""Seconds that a letter waits for a free slot."""
TRIES = 2
MAX_TEXT = 200_000
MAX_HEADERS = 256 * 1024
"""Bytes of a letter's head that are looked at when the whole letter was too much."""
LOOP = "X-Loop"
"""A header of our own letters, with the mailbox of the body: by it one that comes back is known."""

_CALENDAR = re.compile(rb"(?im)^METHOD:(?:REPLY|COUNTER)\b")


@dataclass
class ParsedLetter:
    """What a letter says. text: its new words, quoted: the letter below them; `automatic`: why nobody waits for an
    answer; `doubt`: why a person must look first; `notice`: what it says of a letter of ours; checks: SPF, DKIM, DMARC
    as our mail server found them; `unread`: that the letter itself was not read whole, in words for staff (of a file
    that does not open the file itself says it). own_from: the sender
    stands in «From», of which the checks speak. person: their name by its parts. behind: (address, name) of who wrote,
    should the sender be a list of ours. whole: no words were left out of text and quoted."""

    sender: str = ""
    sender_name: str = ""
    person: dict[str, str] = field(default_factory=dict)
    own_from: bool = False
    reply_to: str = ""
    recipients: list[str] = field(default_factory=list)
    subject: str = ""
    text: str = ""
    quoted: str = ""
    whole: bool = True
    checks: dict[str, str] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    message_id: str = ""
    behind: tuple[str, str] = ("", "")
    references: list[str] = field(default_factory=list)
    date: dt.datetime | None = None
    loop: str = ""
    automatic: str = ""
    doubt: str = ""
    notice: MailNotice | None = None
    suspicious: str = ""
    problem: str = ""
    unread: str = ""


def read_letter(raw: bytes, authserv: str = "") -> ParsedLetter:
    """Facts of a letter, within the budget of the work. One that is beyond it twice is known by its head, and `unread`
    says so: once may be the fault of a busy machine, or of whoever ended the worker. Raises Busy: the letter is to be
    brought again."""
    why = ""
    for _ in range(TRIES):
        try:
            letter: ParsedLetter = run("email.parse", raw, authserv, patience=WAITS)
        except Busy:
            raise
        except Exceeded as exceeded:
            why = str(exceeded)
            if exceeded.limit == "output":
                break
        else:
            return letter
    return _by_head(raw, authserv, why)


def _by_head(raw: bytes, authserv: str, why: str) -> ParsedLetter:
    try:
        letter: ParsedLetter = run("email.parse_head", raw[:MAX_HEADERS], authserv, patience=WAITS)
    except Busy:
        raise
    except Exceeded:
        return ParsedLetter(problem=f"Письмо не разобрано. {why} Оригинал сохранён, его можно скачать.")
    letter.unread = why
    letter.text = f"[Письмо прочитано не полностью. {why} Оригинал сохранён в деле: его можно скачать.]"
    return letter


def parse_head(head: bytes, authserv: str = "") -> ParsedLetter:
    """Facts of the head alone. Never raises."""
    return parse_letter(re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0] + b"\r\n\r\n", authserv, head_alone=True)


def parse_letter(raw: bytes, authserv: str = "", *, head_alone: bool = False) -> ParsedLetter:
    """Facts of a letter; authserv: the name of our own mail server; head_alone: words and files were not read.
    Never raises but MemoryError; `problem` says in Russian why a letter could not be read."""
    letter = ParsedLetter()
    try:
        root = letter_of(raw)
        _headers(root.head, letter)
        _body(root, letter)
        _what_it_is(root, letter, head_alone)
        letter.checks = _proved(checks_of(root.head, authserv), sound=root.sound)
    except MemoryError:
        raise
    except Exception as error:
        letter.problem = f"Письмо не разобрано ({type(error).__name__}). Оригинал сохранён, его можно скачать."
        return letter
    letter.problem = _problem(root, raw, letter)
    return letter


def _proved(checks: dict[str, str], *, sound: bool) -> dict[str, str]:
    """Below a line that ends the head for our mail server stands the sender's own word, also on what the server found:
    a head that had to be mended proves nothing; what speaks against the sender stays."""
    return checks if sound else {method: result for method, result in checks.items() if result != "pass"}


def _problem(root: Part, raw: bytes, letter: ParsedLetter) -> str:
    files = [f for f in letter.files if not f.inline]
    closed = bool(files) and all(f.inside == "encrypted" for f in files)
    if closed and not letter.text.strip() and root.kind != "multipart/mixed":
        return (
            "Письмо зашифровано, ключа у нас нет. Оригинал сохранён. Попросите отправителя прислать открытым текстом."
        )
    if not raw.strip():
        return "Пустое письмо."
    return "" if letter.sender or letter.automatic else "В письме нет адреса отправителя."


def _headers(message: Message, letter: ParsedLetter) -> None:
    writer = writer_of(message)
    letter.sender, letter.sender_name, letter.own_from = writer.address, writer.name, writer.is_from
    letter.person, letter.reply_to, letter.behind = called(writer.name), writer.reply_to, writer.behind
    letter.recipients = recipients_of(message)
    subjects = (unfold(str(v)) for k, v in message.raw_items() if k.lower() == "subject")
    letter.subject = next((said for said in subjects if said), "")[:500]
    letter.message_id = next(iter(ids(header(message, "Message-ID"))), "")
    letter.references = ids(f"{header(message, 'In-Reply-To')} {header(message, 'References')}")
    letter.loop = header(message, LOOP).lower()[:320]
    with contextlib.suppress(Exception):
        when = parsedate_to_datetime(str(message.get("Date")))
        letter.date = when if when.tzinfo else when.replace(tzinfo=dt.UTC)


def _body(root: Part, letter: ParsedLetter) -> None:
    found = contents_of(root)
    text, cut = found.text, ""
    if len(text) > MAX_TEXT:
        text, cut = text[:MAX_TEXT], "\n\n[Текст длиннее 200 тысяч знаков. Целиком он есть в оригинале.]"
    answering = answers(letter.subject, letter.references)
    letter.text, letter.quoted = split_quoted(text, letter.subject, answering=answering)
    letter.text += cut + found.cut
    letter.whole = not (cut or found.cut)
    letter.files = found.files


def _what_it_is(root: Part, letter: ParsedLetter, head_alone: bool) -> None:
    """A robot's letter, one to be looked at, or a person's."""
    message = root.head
    letter.suspicious = spam_of(message)
    words = letter.text if not letter.quoted else f"{letter.text}\n{letter.quoted}"
    if may_be_notice(message, words, [part.kind for part in root.parts]):
        letter.notice = notice_of(email.message_from_bytes(root.whole, policy=email.policy.compat32))
        letter.automatic = NOTICE
        return
    files = None if head_alone else [f.content_type for f in letter.files if not f.inline]
    from_form = bool(letter.sender) and not letter.own_from
    letter.automatic = robot_of(message, letter.subject, words, files=files, from_form=from_form)
    if not letter.automatic:
        unread = is_unread(letter.sender)
        letter.doubt = _by_program(root, letter) or doubts_of(
            message, letter.subject, words, sender=letter.sender, unread=unread, from_form=from_form
        )


def _by_program(root: Part, letter: ParsedLetter) -> str:
    """What a program wrote that nobody pressed «send» for: a report that is none on a letter of ours, a calendar's
    word on an invitation."""
    if root.kind == "multipart/report":
        return "отчёт почтовой программы: посмотрите, ждёт ли кто-то ответа"
    files = [f for f in letter.files if not f.inline]
    answered = len(files) == 1 and files[0].content_type == "text/calendar" and _CALENDAR.search(files[0].content)
    return "ответ календаря на приглашение: посмотрите, ждёт ли кто-то ответа" if answered else ""
