"""Headers as people read them, whatever bytes they were sent in (RFC 5322, 2047, 6532), and whose a letter is."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses, parseaddr

from priemnaya.people.reaching import mailbox_of
from priemnaya.plain.charsets import decode, guess
from priemnaya.plain.mojibake import mended
from priemnaya.plain.spelled import TURNS

from .checks import plain_sender
from .decoding import decoded

MAX_FIELD, MAX_FIELDS = 10_000, 100
"""Signs of one address field, and how many of them are read."""
_FOLD = re.compile(r"\r?\n[ \t]+")
_WORD = re.compile(
    r"=\?([^?\s]{0,60})\?([bBqQ])\?(?:((?:(?!=\?[^?\s=]{1,60}\?[bBqQ]\?).)*?)\?=|([^\s?]{4,})\??(?=\s|\Z))", re.DOTALL
)
"""An encoded word, also one whose end was cut off: then it ends where a space does."""
_ENTITY = re.compile(r"&#(10[2-9]\d|11\d\d|171|187|8211|8212|8470);")
"""A Cyrillic letter, a quote, a dash, a «№» as a page has them: forms of sites write heads so."""
_HALF = re.compile(rb"(?<=[\x80-\xbf])(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
"""Half a letter of UTF-8 at the end of a word that was cut off."""
_ATEXT = r"\w.!#$%&'*+/=?^`{|}~-"
ADDRESS = re.compile(rf"""(?:(?<![{_ATEXT}])[{_ATEXT}]{{1,64}}|"[^"\\\s@<>][^"\\\r\n]{{0,62}}")@[\w.-]{{1,255}}\w""")
"""A mailbox among other words: an apostrophe belongs to it (RFC 5322, atext), and so do quotes round the whole part."""
UNREAD_BOXES = re.compile(
    r"(?:no|not|donot|do-not|do_not|dont|don-t|ne)[-_.]?(?:reply|replay|answer|otvechat|otvechaite|response)[\w.+-]{0,40}"
    r"|(?:reply|answer)[-_.]?not"
)
"""The part before «@» of an address that nobody reads."""
ROBOTS = re.compile(
    r"(?!mailer-daemon)(?:wordpress|robot|bot|bitrix\w*|tilda|forms?|webforms?|www|www-data|apache|nginx|httpd|php|cgi|nobody"
    r"|mailer|contact-?form|cron|notify|notifications?|notifier|auto|automail)(?:[-_.+]?\d{1,6}|[-_.+][\w.-]{1,40})?"
)
"""The part before «@» of a program that sends what people fill in: an answer is no use to it."""
_MAY_BE_ROBOTS = re.compile(
    r"(?:web|site|website|web-?master|sender|feedback|callback|zayavk[ai]|zakaz|system|service|server|alerts?|hosting)"
    r"(?:[-_.+]?\d{1,6}|[-_.+][\w.-]{1,40})?"
)
"""Firms have such mailboxes of people too («Бухгалтерия <service@zavod.ru>»)."""
_FORMS = re.compile(
    r"(?i)\b(?:форма|формы|с сайта|сайт|обратн\w+ связ\w+|заявка с|веб-?форма|интернет-при[её]мная"
    r"|(?:web|contact|feedback)[ -]?form|wordpress|website)\b"
)
"""How a form calls itself in the name of a letter."""
_COMMA = re.compile(r"(?i)\s{0,9}[^\s\"@,:;()<>]{1,64}@[\w-]{1,100},\s?(?:ru|su|рф|com|net|org|by|kz)\s{0,9}")
_BEHIND = re.compile(r"\s*<[^<>]{3,320}>\s*\"?([^\W\d_][^<>@\"]{1,198})\"?\s*")
_SCRIPTS = ("X-PHP-Originating-Script", "X-PHP-Script", "X-PHP-Filename", "X-WPMailSMTP", "X-Bitrix-Posting")
_MAILERS = re.compile(r"(?i)phpmailer|wpmail|wordpress|bitrix|tilda|swiftmailer|drupal|joomla|symfony|laravel")
_VIA = re.compile(r"\s{0,9}[(\[]?\s{0,3}\b(?:via|через)\s{1,9}[^()\[\]]{1,120}[)\]]?\s{0,9}\Z", re.IGNORECASE)
"""What a list puts behind the name of who wrote, when its own address takes the place of theirs."""
_ORIGINALS = ("X-Original-From", "Reply-To", "X-Original-Sender")
_MAILTO = re.compile(r"(?i)(?<![\w.+-])mailto:(?=[^\s@]{1,64}@)")
_SRS = re.compile(
    r"(?i)srs(?:0[=+-]{1,2}|1[=+-][^=]{1,30}=[^=]{1,255}={2}?=?)[^=]{1,30}=[^=]{1,10}=(?P<domain>[^=]+)=(?P<local>.+)"
)
_BATV = re.compile(r"(?i)(?:prvs|btv1)=+[^=]{1,40}=+(?P<local>.+)")
_PER_LETTER = re.compile(r"(?i)(?:srs[01][=+-]|(?:bounces?|returns?|verp|mail-?daemon)(?:[-+=_.]|$))")
_PEOPLES = re.compile(
    r"(?:mail|bk|list|inbox|internet|ya|yandex|rambler|lenta|autorambler|ro|narod|xmail|vk|ok)\.(?:ru|com|by|kz)"
    r"|(?:gmail|googlemail|icloud|me|outlook|hotmail|live|yahoo|protonmail|proton)\.(?:com|me|ru)"
)
"""Domains at which anybody has a mailbox under any name."""


def header(message: Message, name: str) -> str:
    """A header as people read it."""
    return unfold(raw_header(message, name))


def raw_header(message: Message, name: str) -> str:
    """The header's own bytes (as surrogates): `get` would already have replaced what is not ASCII."""
    return next((str(v) for k, v in message.raw_items() if k.lower() == name.lower()), "")


def unfold(value: str) -> str:
    """RFC 2047 words, raw 8-bit koi8-r or windows-1251 beside them, surrogates, line folds -> text."""
    value = _FOLD.sub(" ", value)[: 100 * MAX_FIELD]
    found: list[str] = []
    waiting: tuple[str, bytes] | None = None  # a letter may be cut in two between encoded words of one charset
    at = 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        charset, data = word[1].split("*")[0].lower(), _word_bytes(word)
        if waiting and not between.strip() and waiting[0] == charset:
            waiting = charset, waiting[1] + data
        else:
            if waiting:
                found.append(decode(waiting[1], waiting[0]))
            if not waiting or between.strip():
                found.append(_raw(between))
            waiting = charset, data
        at = word.end()
    if waiting:
        found.append(decode(waiting[1], waiting[0]))
    found.append(_raw(value[at:]))
    return clean(mended(_ENTITY.sub(lambda sign: chr(int(sign[1])), "".join(found))))


def _word_bytes(word: re.Match[str]) -> bytes:
    data = (word[3] if word[3] is not None else word[4]).encode("utf-8", "surrogateescape")
    way = "base64" if word[2] in "bB" else "quoted-printable"
    found = decoded(data if way == "base64" else data.replace(b"_", b" "), way)
    return found if word[3] is not None else _HALF.sub(b"", found)


def _raw(value: str) -> str:
    data = value.encode("utf-8", "surrogateescape")
    return value if data.isascii() else guess(data)


def clean(text: str) -> str:
    """Without signs that no field may hold, those that nobody sees (soft hyphens, marks of order of bytes) and those
    that turn letters round."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b\u2060\ufeff\ud800-\udfff]", "", text)
    return TURNS.sub("", text).strip()


def ids(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"<[^<>\s]{1,290}>", text)))


@dataclass(frozen=True)
class Writer:
    """Whose a letter is. is_from: the address stands in «From», of which the post's checks speak. reply_to: where its
    program wants the answer. behind: (address, name) of who wrote, where «From» may be a list's own address."""

    address: str = ""
    name: str = ""
    is_from: bool = False
    reply_to: str = ""
    behind: tuple[str, str] = ("", "")


def writer_of(message: Message) -> Writer:
    """From, else Reply-To, Sender, Return-Path. A form's letter, from an address that nobody reads or a program's own,
    with a client's Reply-To is the client's, and one that a list sent in its own name is who wrote to the list."""
    shown, address = _named(message, "From")
    plain = plain_sender(message)
    reply_name, reply_to = _named(message, "Reply-To")
    behind = _behind(message, plain or address, shown)
    if behind[0] and _is_by_list(message, shown):
        return Writer(*behind, reply_to=reply_to)
    if reply_to and reply_to != address and not is_unread(reply_to):
        if not address or is_unread(plain or address):
            name = reply_name or ("" if address else shown)
            return Writer(reply_to, name, reply_to=reply_to, behind=(plain or address, shown))
        if _is_form(message, plain or address, shown, reply_to):
            return Writer(reply_to, reply_name, reply_to=reply_to, behind=(plain or address, shown))
    if address or plain:
        return Writer(plain or address, shown, True, reply_to, behind)
    for name in ("Sender", "Return-Path"):
        called, given = _named(message, name)
        if name == "Return-Path":
            given = _behind_path(given)
        if given:
            return Writer(given, shown or called)
    return Writer(name=shown)


def _behind_path(path: str) -> str:
    """Whose a return path is: of one that a forwarder rewrote (SRS) or signed (BATV) the mailbox in it; empty for one
    that a list made for each letter."""
    local, _, domain = path.rpartition("@")
    if found := _SRS.fullmatch(local):
        return f"{found['local']}@{found['domain']}"
    if found := _BATV.fullmatch(local):
        return f"{found['local']}@{domain}"
    return "" if _PER_LETTER.match(local) else path


def _is_form(message: Message, address: str, shown: str, reply_to: str) -> bool:
    """Whether a program wrote what somebody filled in at a site. An office that wants its answers elsewhere has the
    same domain there, or a person's name."""
    local, _, domain = address.lower().partition("@")
    if domain == reply_to.lower().partition("@")[2] or _PEOPLES.fullmatch(domain):
        return False
    by_program = any(header(message, h) for h in _SCRIPTS) or _MAILERS.search(header(message, "X-Mailer"))
    if _MAY_BE_ROBOTS.fullmatch(local) and not shown and _PEOPLES.fullmatch(reply_to.lower().partition("@")[2]):
        return True
    return bool(ROBOTS.fullmatch(local) or _FORMS.search(shown) or by_program)


def _is_by_list(message: Message, shown: str) -> bool:
    """Whether a list put its own address in the place of the writer's, as lists do for domains with a strict DMARC."""
    listed = any(header(message, h) for h in ("List-Id", "List-Post", "X-Google-Group-Id", "Mailing-List"))
    return listed and bool(_VIA.search(shown) or header(message, "X-Original-From"))


def _behind(message: Message, address: str, shown: str) -> tuple[str, str]:
    """(address, name) of who wrote to a list; empty where nobody else is named."""
    name = _VIA.sub("", shown)
    for field in _ORIGINALS:
        called, given = _named(message, field)
        if given and given != address:
            return given, (_VIA.sub("", called) or name)[:200]
    return "", ""


def is_unread(address: str) -> bool:
    return bool(UNREAD_BOXES.fullmatch(address.lower().partition("@")[0]))


def _named(message: Message, field: str) -> tuple[str, str]:
    """(name, address) of the first mailbox of the first such field that has one."""
    name = ""
    values = [str(v) for k, v in message.raw_items() if k.lower() == field.lower()]
    for value in values[:MAX_FIELDS]:
        called, address = _mailbox(value[:MAX_FIELD])
        if address:
            return called, address
        name = name or called
    return name, ""


def _mailbox(value: str) -> tuple[str, str]:
    value = _MAILTO.sub("", value)
    if "&lt;" in value:
        value = value.replace("&lt;", " <").replace("&gt;", ">").replace("&quot;", '"')
    text = _raw(_FOLD.sub(" ", value))
    if _is_of_two(text):
        return unfold(value.partition("<")[0]).strip(" \"'")[:200] if "<" in value else "", ""
    try:
        name, address = parseaddr(text)
    except (RecursionError, ValueError, IndexError):  # brackets in brackets in brackets
        name, address = "", ""
    address = address.strip("'")
    if "=?" in address and "@" in address:
        address = _decoded_address(address)
    elif not _is_mailbox(address):
        words = unfold(value)
        found = ADDRESS.search(words if "=?" in text else text) or ADDRESS.search(words)
        address = found[0].strip("'") if found else ""
        name = name or (words[: found.start()].strip(" \t<>[](),;:'\"") if found else _name_alone(words))
    address = clean(address).lower().rstrip(".")[:320]
    if not name and (behind := _BEHIND.fullmatch(text)):  # «<ivan@mail.ru> Иван»
        name = behind[1]
    called = unfold(name)[:200]
    return "" if called.lower() == address else called, address


def _is_of_two(text: str) -> bool:
    """«ivan@site@mail.ru», «ivan@mail,ru»: a letter to either half of it would go to somebody else, or to nobody."""
    boxes = re.findall(r"<([^<>]*)>", text) or [text]
    return bool(
        re.fullmatch(r"\s*[^\s\"@,:;()]+@[^\s\"@,:;()]+@[^\s\"@,;()]+\s*", boxes[-1]) or _COMMA.fullmatch(boxes[-1])
    )


def _name_alone(words: str) -> str:
    """The name of a field that lacks its address; a group of nobody («undisclosed-recipients:;») is no name."""
    said = words.strip(" \t<>[](),;'\"")
    return (
        said if re.fullmatch(r"[^@:;<>]{2,200}", said) and re.search(r"[^\W\d_]\s+[^\W\d_]|[а-яё]", said, re.I) else ""
    )


def _is_mailbox(address: str) -> bool:
    """One as it stands: in a form that a letter can go to, or at least without what no mailbox has."""
    if ":" in address or "<" in address or "@" not in address:
        return False
    return mailbox_of(address) is not None or not re.search(r"[\s'\"\[\]]", address)


def _decoded_address(address: str) -> str:
    """An address some programs encode in part or whole, as no standard allows: «soroka@=?utf-8?b?…?=». What hides more
    in it than one address is none."""
    if "=?" not in address:
        return address
    found = unfold(address)
    return found if re.fullmatch(r"[^\s@<>()\[\],;:\"']+@[^\s@<>()\[\],;:\"'=?]+", found) else ""


def recipients_of(message: Message) -> list[str]:
    named = ("delivered-to", "x-original-to", "to", "cc")
    fields = [str(v) for h in named for k, v in message.raw_items() if k.lower() == h]
    listed = [_raw(_FOLD.sub(" ", f[:MAX_FIELD])) for f in fields[:MAX_FIELDS]]
    with contextlib.suppress(RecursionError, ValueError, IndexError):
        return [
            a.lower().rstrip(".")
            for _, coded in getaddresses(listed)
            if "@" in (a := clean(_decoded_address(coded)).strip("'"))
        ]
    return []
