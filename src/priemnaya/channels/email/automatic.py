"""What a letter is: a person's, a robot's whom nobody answers, or one that a person must look at first (RFC 3834).

Only strong signs make it a robot's: what the sender's program says of itself (Auto-Submitted), a report on delivery or
reading, and vacation notes and read receipts that are a set form from end to end (forms.py). Everything else (the
forerunners of Auto-Submitted, which programs of people set too, a list, bulk, an unread address, words of a form among
others) is read by a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import Message

from .forms import LONGEST, is_away_note, is_back_note, is_receipt_note
from .headers import header, recipients_of

REPLY, NOTICE, READ = "автоматический ответ", "уведомление о доставке", "уведомление о прочтении или доставке"
UNREAD = "письмо с адреса, который не читают: ответ туда не дойдёт"
_ROBOT_SUBJECT = re.compile(
    r"\s*\[?(?:авто(?:матический)?[\s-]*ответ(?:чик)?|out of (?:the )?office|automatic reply|auto[- ]?reply"
    r"|auto[- ]?response|вне офиса|нет на (?:месте|рабочем месте)"
    r"|отсутствие на (?:работе|рабочем месте)|away from (?:the )?office)\]?"
    r"(?P<form>\s*(?:[:\-–—(]|re\b|$))?",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"(?:нахожусь|находимся|буду|уш[её]л|ушла|в настоящее время|сейчас я|временно)\b[^.!?\n]{0,60}"
    r"(?:отпуск|больничн|командировк|отсутству|вне офиса|недоступ)"
    r"|\bя\s+(?:в|на)\s+(?:(?:ежегодном|очередном|декретном|отпуске|длительном)\s*){0,2}(?:отпуск\w*|больнич\w+|командировк\w+)"
    r"|\bвне (?:офиса|рабочего места)|отсутству(?:ю|ет) (?:в офисе|на рабоч|на работе|до|с \d|по)|меня не будет"
    r"|(?:вернусь|выйду на работу|вернёмся|вернемся) [^.!?\n]{0,30}\d"
    r"|(?:письмо|сообщение|уведомление) (?:был[оа] )?(?:сформирован|создан|отправлен|сгенерирован)[оа] автоматически"
    r"|это (?:автоматическ|автоответ)|автоматическ\w+ (?:ответ|сообщени|уведомлени)\w*|автоответчик"
    r"|(?:i am|i'm|i will be) (?:currently )?(?:out of|on (?:vacation|leave|holiday)|away)|out of (?:the )?office",
    re.IGNORECASE,
)
_BEFORE_RE = re.compile(
    r"\s*(?:(?:я|мы|сейчас|временно|нахожусь|находимся)\s+)*(?:в(?:\s+\w+){0,2}\s+отпуск\w*|на больничн\w+"
    r"|в командировк\w+|отпуск|больничный|командировка|отсутству\w+|вне офиса|меня нет)[^:\n]{0,40}?[\s:–—-]+"
    r"(?:re|на|отв|ответ)\s*:",
    re.IGNORECASE,
)
"""A subject in which a program put a note of absence before the one it answers: «Нахожусь в отпуске Re: Ответ»."""
_ON_LEAVE = re.compile(r"\b(?:отпуск|больничный|командировк|в отпуске|отсутств|вне офиса|vacation|away)", re.IGNORECASE)
_ASKS = re.compile(
    r"\?|\bпрошу\b(?!\s+(?:обращаться|писать|направлять|адресовать|вас обращаться))|\bтребу|\bжалоб|\bжалу[юе]"
    r"|\bпочему\b|не\s+соглас|разъясните|сообщите\b|заявлени",
    re.IGNORECASE,
)
_RECEIPT_WORDS = re.compile(
    r"\s*(?:не\s+)?(?:прочитано|прочтено|прочитанное|просмотрено|read|not read|доставлено|delivered|"
    r"удалено без прочтения|"
    r"ретранслировано|уведомление о прочтении|подтверждение (?:о )?прочтени\w|отч[её]т о прочтении|"
    r"квитанция о прочтении|"
    r"return receipt(?: \(displayed\))?|read receipt|disposition notification|отображено|displayed)\b",
    re.IGNORECASE,
)
_RECEIPT_SUBJECT = re.compile(rf"{_RECEIPT_WORDS.pattern}\s*(?:[:\-–—]|$)", re.IGNORECASE)
_RECEIPT_BODY = re.compile(
    r"(?:ваш\w*|отправленн\w+ вами|your|посланн\w+ вами)\s+(?:сообщени\w|письм\w|message|mail)(?:.{0,600}?)\b"
    r"(?:прочитано|прочтено|просмотрено|отображено|открыто|доставлено"
    r"|was delivered|удалено без прочтения|was read|was displayed|was deleted"
    r"|has been read|не гарантирует|прочитал\w*)\b|(?:уведомление|подтверждение|расписка|квитанция) (?:о )?прочтени\w"
    r"|получател\w+ (?:\S+ ){0,3}(?:открыл|прочитал|просмотрел)\w*|доставка (?:\w+ ){1,5}завершена",
    re.IGNORECASE | re.DOTALL,
)
_SERVERS = ("postmaster", "mailer-daemon", "root", "mailer", "daemon")
_EXCHANGE = re.compile(r"microsoftexchange[0-9a-f]{8,40}@")
_REPLIES = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")


def robot_of(message: Message, subject: str, text: str, *, files: Sequence[str] | None, from_form: bool = False) -> str:
    """Why nobody waits for an answer; empty when a person may. files: kinds of the documents it brings, None where only
    its head was read; from_form: the client whom it names is not the program that sent it."""
    auto = header(message, "Auto-Submitted").lower()
    with_files = files is None or bool(files)
    if auto and not auto.startswith(("no", "auto-generated")):  # with a file nobody sends but a note's logo or card
        return REPLY if not files or _all_letters(files) or is_away_note(text) else ""
    if auto.startswith("auto-generated") and not (with_files or from_form):
        return REPLY
    if files is None:
        return ""
    if _RECEIPT_SUBJECT.match(subject) and is_receipt_note(text) and not files:
        return READ
    return REPLY if _is_vacation(message, subject, text, files) else ""


def _all_letters(files: Sequence[str]) -> bool:
    """A robot's letter brings back the one it answers."""
    return all(kind in ("message/rfc822", "message/global") for kind in files)


def _is_vacation(message: Message, subject: str, text: str, files: Sequence[str]) -> bool:
    """A note that is one as a whole, below a robot's subject or head, or with the null path of a robot (RFC 3834)."""
    by_subject = _is_robots_subject(subject)
    null_path = header(message, "Return-Path") == "<>"
    said = header(message, "Precedence").lower() == "auto_reply" or any(header(message, h) for h in _REPLIES)
    if not (null_path and _all_letters(files)) and not ((by_subject or said) and not files):
        return False
    return is_away_note(text) or (bool(by_subject or _ON_LEAVE.search(subject)) and is_back_note(text))


def _may_be_robots(message: Message, subject: str, text: str) -> bool:
    """Two signs of a robot's letter in words that are not wholly a robot's."""
    if len(text) > LONGEST or _ASKS.search(_without_fields(text)):
        return False
    by_subject, by_text = _is_robots_subject(subject), bool(_AWAY.search(text))
    null_path = header(message, "Return-Path") == "<>"
    receipt = bool(_RECEIPT_WORDS.match(subject) and _RECEIPT_BODY.search(text))
    return (
        receipt
        or by_text
        or bool(_BEFORE_RE.match(subject))
        or (null_path and (by_subject or bool(_ON_LEAVE.search(subject))))
    )


def _is_robots_subject(subject: str) -> bool:
    form = _ROBOT_SUBJECT.match(subject)
    return bool((form and form["form"] is not None) or _BEFORE_RE.match(subject))


def _without_fields(text: str) -> str:
    """Without the lines that name the letter that was read: its subject may ask for something."""
    return re.sub(r"(?im)^[ \t]*(?:кому|тема|отправлено|дата|to|subject|sent|date)[ \t]*:.*$", "", text)


def doubts_of(message: Message, subject: str, text: str, *, sender: str, unread: bool, from_form: bool = False) -> str:
    """Why a person must look before it is answered; empty when nothing speaks of a robot."""
    precedence = header(message, "Precedence").lower()
    bulk = precedence in ("bulk", "list", "junk", *(() if from_form else ("auto_reply",)))
    listed = [h for h in ("List-Id", "List-Unsubscribe", "List-Post") if header(message, h)]
    auto = header(message, "Auto-Submitted").lower()
    if (listed or bulk) and not _is_our_list(message):
        return "похоже на рассылку: посмотрите, ждёт ли кто-то ответа"
    if unread:
        return UNREAD
    if sender.partition("@")[0] in _SERVERS or _EXCHANGE.match(sender):
        return "письмо со служебного адреса почтового сервера"
    if auto and not auto.startswith("no"):
        return "письмо отправила программа, а не человек"
    if not from_form and any(header(message, h) for h in (*_REPLIES, "X-Autogenerated")):
        return "письмо отправила программа, а не человек"
    found = _ROBOT_SUBJECT.match(subject)
    if found and (found["form"] or "").strip() == ":":
        return "по теме похоже на автоматический ответ"
    if _may_be_robots(message, subject, text):
        return "похоже на автоматический ответ или уведомление"
    return ""


def _is_our_list(message: Message) -> bool:
    """Whether the list is the address the letter was written to: a body's own mailbox may be one."""
    named = f"{header(message, 'List-Id')} {header(message, 'List-Post')}".lower()
    ours = {a for a in recipients_of(message) if a}
    return any(
        re.search(rf"(?<![\w.@-]){re.escape(a.replace('@', dot))}(?![\w.-])", named) for a in ours for dot in ".@"
    )


def spam_of(message: Message) -> str:
    """What the mail server in front of us thinks of it."""
    marked = (
        header(message, "X-Spam-Flag").upper().startswith("YES")
        or header(message, "X-Spam-Status").lower().startswith("yes")
        or header(message, "X-Spam").lower() == "yes"
    )
    return "почтовый сервер пометил письмо как спам" if marked else ""
