"""Letters as real systems write them: built piece by piece, so that each has one known truth. Several hundred of them.

Each is (name, raw bytes, what must be read): `subject`, `text` (contained), `files` (names), `automatic`, `sender`.
"""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterator
from email.header import Header
from typing import Any

Letter = tuple[str, bytes, dict[str, Any]]
TEXT = "Здравствуйте! Когда приём по земельным вопросам? Жду ответа."
SUBJECT = "Вопрос об аренде участка"
CYRILLIC = ("utf-8", "windows-1251", "koi8-r", "cp866", "iso8859-5")
LIES = (
    "us-ascii",
    "iso-8859-1",
    "utf-8",
    "x-unknown",
    "unknown-8bit",
    "",
    "windows-1252",
    "ansi_x3.110-1983",
    "charset",
    "utf8mb4",
    "binary",
)


def head(**changes: str | None) -> bytes:
    fields: dict[str, str | None] = {
        "From": "Ivan <ivan@mail.example>",
        "To": "udmurtia-mio@priemnaya.example",
        "Subject": "=?utf-8?B?" + base64.b64encode(SUBJECT.encode()).decode() + "?=",
        "Message-ID": "<u@mail.example>",
        "MIME-Version": "1.0",
    }
    fields.update({k.replace("_", "-"): v for k, v in changes.items()})
    return "".join(f"{k}: {v}\r\n" for k, v in fields.items() if v is not None).encode("utf-8", "surrogateescape")


def coded_word(text: str) -> str:
    """A word as RFC 2047 encodes it."""
    return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="


def carried(data: bytes, way: str) -> bytes:
    if way == "base64":
        return base64.encodebytes(data)
    return quopri.encodestring(data) if way == "quoted-printable" else data


def body(
    data: bytes, kind: str = "text/plain", charset: str | None = "utf-8", way: str = "8bit", extra: str = ""
) -> bytes:
    said = f"; charset={charset}" if charset is not None else ""
    return f"Content-Type: {kind}{said}\r\nContent-Transfer-Encoding: {way}\r\n{extra}\r\n".encode() + carried(
        data, way
    )


def multi(
    *parts: bytes, kind: str = "mixed", boundary: str = "=_b", close: bool = True, top: bytes | None = None
) -> bytes:
    start = (
        top if top is not None else head()
    ) + f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    middle = b"".join(f"--{boundary}\r\n".encode() + p + b"\r\n" for p in parts)
    return start + middle + (f"--{boundary}--\r\n".encode() if close else b"")


def charsets() -> Iterator[Letter]:
    """Every way to carry Russian text, declared truly; and 8-bit text with a false or no declaration."""
    for charset in (*CYRILLIC, "utf-16", "utf-7", "mac-cyrillic", "utf-8-sig"):
        for way in ("base64", "quoted-printable", *(() if charset.startswith("utf-16") else ("8bit",))):
            for kind in ("text/plain", "text/html"):
                said = "UTF-16" if charset == "utf-16" else charset.replace("-sig", "")
                yield (
                    f"{charset}-{way}-{kind}",
                    head() + body(TEXT.encode(charset), kind, said, way),
                    {"text": TEXT, "subject": SUBJECT},
                )
    for real in CYRILLIC:
        for said in LIES:
            for way in ("8bit", "base64"):
                yield (
                    f"{real}-said-{said or 'nothing'}-{way}",
                    head() + body(TEXT.encode(real), charset=said, way=way),
                    {"text": TEXT},
                )
        yield (
            f"{real}-raw-subject",
            head(Subject=None) + b"Subject: " + SUBJECT.encode(real) + b"\r\n" + body(TEXT.encode(real), charset=real),
            {"subject": SUBJECT, "text": TEXT},
        )
        yield f"{real}-no-content-type", head() + b"\r\n" + TEXT.encode(real), {"text": TEXT}
    for said, written, text in (
        ("gb2312", "gb18030", "您好，请问土地租赁怎么办理？"),
        ("gbk", "gbk", "您好"),
        ("iso-2022-jp", "iso2022_jp", "こんにちは、土地について"),
        ("shift_jis", "cp932", "①こんにちは"),
        ("euc-kr", "cp949", "안녕하세요"),
        ("big5", "big5", "您好嗎"),
        ("gb2312", "gb18030", "朱镕基 €"),
    ):
        for way in ("base64", "quoted-printable"):
            yield (
                f"{said}-{written}-{way}-{len(text)}",
                head() + body(text.encode(written), charset=said, way=way),
                {"text": text},
            )
    for odd in ("rot13", "zlib", "base64", "idna", "unicode_escape", "hex", "undefined", "bz2", "punycode"):
        yield f"codec-{odd}", head() + body(TEXT.encode(), charset=odd), {"text": TEXT}


def subjects() -> Iterator[Letter]:
    """Headers as programs encode them: one word, many words, split inside a letter, raw, folded, with lies."""
    for charset in ("utf-8", "windows-1251", "koi8-r", "iso8859-5"):
        for letter in "BQ":
            data = SUBJECT.encode(charset)
            word = (
                base64.b64encode(data).decode()
                if letter == "B"
                else "".join("_" if b == 32 else f"={b:02X}" for b in data)
            )
            yield (
                f"subject-{charset}-{letter}",
                head(Subject=f"=?{charset}?{letter}?{word}?=") + body(TEXT.encode()),
                {"subject": SUBJECT},
            )
    long = SUBJECT + " " + "и ещё о многом " * 10
    yield (
        "subject-folded",
        head(Subject=Header(long, "utf-8").encode().replace("\n", "\r\n")) + body(TEXT.encode()),
        {"subject": long.strip()},
    )
    data = SUBJECT.encode()
    for cut in (5, 11, 17):
        split = (
            f"=?utf-8?B?{base64.b64encode(data[:cut]).decode()}?= =?utf-8?B?{base64.b64encode(data[cut:]).decode()}?="
        )
        yield f"subject-split-inside-a-letter-{cut}", head(Subject=split) + body(TEXT.encode()), {"subject": SUBJECT}
    for broken in (
        "=?utf-8?B?!!!?=",
        "=?nonsense?Q?x?=",
        "=?utf-8?B?",
        "=?utf-8?Z?abc?=",
        "=?",
        "\x00",
        "a" * 5000,
        "=?utf-8?q?=FF=FE?=",
    ):
        yield (
            f"subject-broken-{broken[:12]!r}-{len(broken)}",
            head(Subject=broken) + body(TEXT.encode()),
            {"text": TEXT},
        )
    for sender, address in (
        ("=?koi8-r?B?" + base64.b64encode("Пётр".encode("koi8-r")).decode() + "?= <p@mail.example>", "p@mail.example"),
        ("p@mail.example", "p@mail.example"),
        ('"Иванов, И. И." <p@mail.example>', "p@mail.example"),
        ("<P@Mail.Example>", "p@mail.example"),
        ("p@mail.example (Пётр)", "p@mail.example"),
        ("Пётр p@mail.example", "p@mail.example"),
        ("a@b.example, c@d.example", "a@b.example"),
        ("user@почта.рф", "user@почта.рф"),
        (f"{coded_word('Пётр')} <User@{coded_word('почта.рф')}>", "user@почта.рф"),
        (f"{coded_word('пётр')}@{coded_word('почта')}.{coded_word('рф')}", "пётр@почта.рф"),
        (f"<{coded_word('user@почта.рф')}>", "user@почта.рф"),
        (coded_word("Пётр <user@почта.рф>"), "user@почта.рф"),
        ("o'neil@mail.example", "o'neil@mail.example"),
        ("Шон О'Нил <O'Neil@mail.example>", "o'neil@mail.example"),
        ("'o'neil@mail.example'", "o'neil@mail.example"),
        ("Шон [o'neil@mail.example]", "o'neil@mail.example"),
        ("'zoya@mail.example' <zoya@mail.example>", "zoya@mail.example"),
        ("zoya#1&co/x@mail.example", "zoya#1&co/x@mail.example"),
        ('"ivan petrov"@mail.example', '"ivan petrov"@mail.example'),
        ('Иван <"ivan petrov"@mail.example>', '"ivan petrov"@mail.example'),
    ):
        yield (
            f"from-{sender[:24]}{len(sender)}",
            head(From=sender) + body(TEXT.encode()),
            {"sender": address, "text": TEXT},
        )
    for field in ("Reply-To", "Sender"):
        coded = {"From": "Пётр", field: f"<user@{coded_word('почта.рф')}>"}
        yield f"coded-{field}", head(**coded) + body(TEXT.encode()), {"sender": "user@почта.рф"}
    form = head(From="noreply@form.example", Reply_To="o'neil@mail.example") + body(TEXT.encode())
    yield "reply-to-with-an-apostrophe", form, {"sender": "o'neil@mail.example"}
    hidden = f"<user@{coded_word('evil.example>,<p@mail.example')}>"
    yield "two-addresses-coded-as-one", head(From=hidden) + body(TEXT.encode()), {"sender": "", "text": TEXT}


def structures() -> Iterator[Letter]:
    """Nesting, missing ends, wrong boundaries, parts of every sort."""
    plain, html = body(TEXT.encode()), body(f"<p>{TEXT}</p>".encode(), "text/html")
    pdf = body(b"%PDF-1.4", "application/pdf", None, "base64", 'Content-Disposition: attachment; filename="a.pdf"\r\n')
    yield "alternative", multi(plain, html, kind="alternative"), {"text": TEXT, "files": []}
    yield "html-only", multi(html, kind="alternative"), {"text": TEXT, "files": []}
    yield "html-first", multi(html, plain, kind="alternative"), {"text": TEXT, "files": []}
    yield "no-closing-boundary", multi(plain, pdf, close=False), {"text": TEXT, "files": ["a.pdf"]}
    yield "attachment-first", multi(pdf, plain), {"text": TEXT, "files": ["a.pdf"]}
    for depth in (2, 5, 20, 60):
        part = multi(plain, kind="mixed", boundary="b0", top=b"")
        for n in range(1, depth):
            part = multi(part, boundary=f"b{n}", top=b"")
        yield f"nested-{depth}", head() + part, {"text": TEXT}
    for depth in (400, 3000):
        part = plain
        for n in range(depth):
            part = f"Content-Type: multipart/mixed; boundary=x{n}\r\n\r\n--x{n}\r\n".encode() + part
        yield f"abyss-{depth}", head() + part, {}
    yield "many-parts", multi(*[plain] * 700), {"text": "Остальные есть в оригинале"}
    yield (
        "wrong-boundary",
        head() + b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n--b\r\n' + plain + b"\r\n--b--",
        {},
    )
    yield "empty-boundary", head() + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n' + TEXT.encode(), {}
    yield "no-boundary", head() + b"Content-Type: multipart/mixed\r\n\r\n" + TEXT.encode(), {}
    yield "nonsense-type", head() + b"Content-Type: ;;;=\r\n\r\n" + TEXT.encode(), {"text": TEXT}
    yield "type-without-slash", head() + b"Content-Type: text\r\n\r\n" + TEXT.encode(), {"text": TEXT}
    yield (
        "double-type",
        head() + b"Content-Type: text/html\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + TEXT.encode(),
        {},
    )
    yield "unknown-encoding", head() + body(TEXT.encode(), way="x-uuencode"), {}
    yield (
        "broken-base64",
        head()
        + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!"
        + base64.b64encode(TEXT.encode())[:-3],
        {},
    )
    yield "lf-only", (head() + plain).replace(b"\r\n", b"\n"), {"text": TEXT}
    yield "cr-only", (head() + plain).replace(b"\r\n", b"\r"), {}
    yield "mbox-line", b"From ivan@mail.example Mon Jan  1 00:00:00 2026\r\n" + head() + plain, {"text": TEXT}
    yield "bom", b"\xef\xbb\xbf" + head() + plain, {}
    yield "nul-bytes", head() + body(TEXT.replace("приём", "при\x00ём").encode()), {"text": TEXT}
    yield "nul-in-header", head(Subject="a\x00b") + plain, {"text": TEXT}
    yield "control-signs", head() + body((TEXT + "\x01\x08\x1b[31m").encode()), {"text": TEXT}
    yield "enormous-line", head() + body((TEXT + " " + "ы" * 900_000).encode()), {"text": TEXT}
    yield (
        "enormous-text",
        head() + body((TEXT + "\r\n" + "слово " * 400_000).encode()),
        {"text": "Целиком он есть в оригинале"},
    )
    yield "thousand-headers", head() + b"".join(f"X-{n}: {n}\r\n".encode() for n in range(3000)) + plain, {"text": TEXT}
    yield "huge-header", head(X_Long="x" * 1_000_000) + plain, {"text": TEXT}
    yield "empty-body", head() + b"\r\n", {"subject": SUBJECT}
    yield "only-headers", head(), {"subject": SUBJECT}
    yield "no-headers", b"\r\n" + TEXT.encode(), {}
    yield "header-without-colon", head() + b"nonsense line\r\n" + plain, {}
    inner = head(Subject="inner") + plain
    yield (
        "letter-inside",
        multi(plain, b"Content-Type: message/rfc822\r\n\r\n" + inner),
        {"text": TEXT, "files": ["inner.eml"]},
    )
    yield (
        "calendar",
        multi(plain, body(b"BEGIN:VCALENDAR", "text/calendar")),
        {"text": TEXT, "files": ["вложение-1.ics"]},
    )
    yield "flowed", head() + body("Строка раз \r\nдва".encode(), "text/plain; format=flowed"), {"text": "Строка раз"}
    yield (
        "html-script-style",
        head() + body(f"<style>p{{}}</style><script>evil()</script><p>{TEXT}</p><!-- c -->".encode(), "text/html"),
        {"text": TEXT, "not_text": "evil"},
    )
    yield (
        "html-broken",
        head() + body(f"<p><b><table><tr>{TEXT}</i></p>&nbsp;&#1071;".encode(), "text/html"),
        {"text": TEXT},
    )
    yield "html-deep", head() + body(("<div>" * 5000 + TEXT).encode(), "text/html"), {}
    yield (
        "html-meta-charset",
        head() + body(f'<meta charset="koi8-r"><p>{TEXT}</p>'.encode("koi8-r"), "text/html", None),
        {"text": TEXT},
    )
    yield (
        "winmail-broken",
        multi(
            plain,
            body(
                b"\x78\x9f\x3e\x22garbage",
                "application/ms-tnef",
                None,
                "base64",
                'Content-Disposition: attachment; filename="winmail.dat"\r\n',
            ),
        ),
        {"text": TEXT, "files": ["winmail.dat"]},
    )
    for shape in (
        "2026-13-45",
        "вчера",
        "Mon, 99 Foo 2026 25:61:61 +9999",
        "",
        "Thu, 1 Jan 1970 00:00:00 +0000",
        "1" * 400,
    ):
        yield f"date-{shape[:12]}", head(Date=shape) + plain, {"text": TEXT}
    for given in ("<>", "no-brackets", "<a b@c>", "<" + "x" * 900 + "@y>", "<a@b> <c@d>", "\t"):
        yield f"message-id-{given[:10]}", head(Message_ID=given) + plain, {"text": TEXT}


def names() -> Iterator[Letter]:
    """File names in every encoding programs use, and names that try to be paths."""
    name = "Справка о составе семьи.pdf"
    quoted = "".join(f"%{b:02X}" for b in name.encode())
    quoted_1251 = "".join(f"%{b:02X}" for b in name.encode("windows-1251"))
    word = "=?utf-8?B?" + base64.b64encode(name.encode()).decode() + "?="
    shapes = {
        "rfc2231": f"attachment; filename*=UTF-8''{quoted}",
        "rfc2231-1251": f"attachment; filename*=windows-1251'ru'{quoted_1251}",
        "rfc2231-parts": f"attachment; filename*0*=UTF-8''{quoted[:60]}; filename*1*={quoted[60:]}",
        "rfc2231-many-parts": (
            "attachment; "
            + "; ".join(
                f"filename*{n}*={'UTF-8' + chr(39) * 2 if n == 0 else ''}{quoted[n * 30 : n * 30 + 30]}"
                for n in range((len(quoted) + 29) // 30)
            )
        ),
        "rfc2047": f'attachment; filename="{word}"',
        "rfc2047-bare": f"attachment; filename={word}",
        "raw": f'attachment; filename="{name}"',
    }
    for way, shape in shapes.items():
        part = body(b"%PDF", "application/pdf", None, "base64", f"Content-Disposition: {shape}\r\n")
        yield f"name-{way}", multi(body(TEXT.encode()), part), {"files": [name], "text": TEXT}
    for real in ("windows-1251", "koi8-r"):
        raw = (
            b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="'
            + name.encode(real)
            + b'"\r\n\r\n%PDF'
        )
        yield f"name-raw-{real}", multi(body(TEXT.encode()), raw), {"files": [name]}
    for evil, safe in (
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Windows\\x.exe", "x.exe"),
        ("a/b/c.pdf", "c.pdf"),
        ('x"y.pdf', "x_y.pdf"),
        ("<b>.html", "_b_.html"),
    ):
        part = (
            "Content-Type: application/pdf\r\nContent-Disposition: attachment;"
            f" filename*=UTF-8''{''.join(f'%{b:02X}' for b in evil.encode())}\r\n\r\n%PDF".encode()
        )
        yield f"name-evil-{evil[:8]}", multi(body(TEXT.encode()), part), {"files": [safe]}
    image = body(
        b"\x89PNG",
        "image/png",
        None,
        "base64",
        'Content-ID: <pic1>\r\nContent-Disposition: inline; filename="image001.png"\r\n',
    )
    shown = body(f'<p>{TEXT}</p><img src="cid:pic1">'.encode(), "text/html")
    yield (
        "inline-image",
        multi(shown, image, kind="related"),
        {"text": TEXT, "files": ["image001.png"], "inline": ["image001.png"]},
    )
    bare = body(b"\x89PNG", "image/png", None, "base64", "Content-ID: <pic1>\r\n")
    yield "inline-image-by-cid", multi(shown, bare, kind="related"), {"text": TEXT, "inline": ["вложение-1.png"]}


def robots() -> Iterator[Letter]:
    """Letters nobody waits an answer to, as real systems mark them; and letters of people that only look like them."""
    plain = body(TEXT.encode())
    for field, value in (
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated; type=x"),
        ("Auto-Submitted", "AUTO-NOTIFIED"),
    ):
        yield f"robot-{field}-{value[:14]}", head(**{field: value}) + plain, {"automatic": True}
    for field, value in (
        ("Precedence", "bulk"),
        ("Precedence", "LIST"),
        ("Precedence", "junk"),
        ("List-Id", "<n.example>"),
        ("List-Unsubscribe", "<mailto:u@x>"),
        ("Subject", "Автоответ: в отпуске"),
        ("Subject", "Automatic reply: hello"),
        ("Subject", "Out of Office: x"),
        ("From", "noreply@shop.example"),
        ("From", "no-reply+12@sed.gov.example"),
        ("From", "do_not_reply@x.example"),
        ("From", "Postmaster <postmaster@x.example>"),
        ("From", "MAILER-DAEMON@x.example"),
        ("X-Autogenerated", "yes"),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", "1"),
        ("X-Autoresponder", "v1"),
        ("Precedence", "auto_reply"),
    ):
        yield f"doubt-{field}-{value[:14]}", head(**{field: value}) + plain, {"automatic": False, "doubt": True}
    for fields in (
        {"Auto-Submitted": "no"},
        {"Subject": "Автоответчик не работает"},
        {"Subject": "Автоматический ответ вместо решения: жалоба"},
        {"Precedence": "normal"},
        {"Subject": "Почему нет ответа на рассылку?"},
        {"Return-Path": "<a@b.example>"},
        {"Return-Path": "<>"},
        {"List-Id": "Приём <udmurtia-mio.priemnaya.example>", "Precedence": "list"},
        {"List-Post": "<mailto:udmurtia-mio@priemnaya.example>", "List-Unsubscribe": "<mailto:x@y>"},
        {"From": "noreply@form.example", "Reply-To": "zoya@mail.example"},
        {"From": "noreply@form.example", "Reply-To": "zoya@mail.example", "X-Autoreply": "1"},
        {"X-Auto-Response-Suppress": "All"},
        {"Return-Path": "<>", "Subject": "Отпуск не дали, жалоба"},
        {"From": '"mailer-daemon fan" <ivan@mail.example>'},
    ):
        yield (
            f"person-{fields}",
            head(**fields) + plain,
            {"automatic": False, "doubt": False},
        )

    paper = body(b"%PDF", "application/pdf", None, "base64", 'Content-Disposition: attachment; filename="a.pdf"\r\n')
    for field, value in (
        ("Auto-Submitted", "auto-generated"),
        ("Auto-Submitted", "auto-replied"),
        ("X-Autoreply", "yes"),
        ("Precedence", "auto_reply"),
    ):
        letter = multi(body("Документ".encode()), paper, top=head(**{field: value}))
        yield f"robot-with-a-paper-{field}-{value}", letter, {"automatic": False}
    robot = head(From="Почта <mailer-daemon@x.example>", Subject="fail")
    for name, words, extra, is_one in (
        ("qmail", "Hi. This is the qmail-send program at x.example.", {}, True),
        ("postfix", "This is the mail system at host x.example.", {}, True),
        ("our id", "Не дошло.\r\n\r\nMessage-ID: <1@priemnaya.example>", {}, True),
        ("person", TEXT, {}, False),
        ("person-null-path", TEXT, {"Return-Path": "<>"}, False),
        ("answered elsewhere", "This is the mail system.", {"Reply-To": "zoya@mail.example"}, False),
    ):
        more = "".join(f"{k}: {v}\r\n" for k, v in extra.items()).encode()
        yield f"daemon-{name}", robot + more + body(words.encode()), {"automatic": is_one, "doubt": not is_one}
    fan = head(From='"Mailer-Daemon fan" <zoya@mail.example>') + body(b"This is the mail system at host x: what is it?")
    yield "daemon-by-its-display-name-alone", fan, {"automatic": False, "doubt": False}
    postmaster = head(From="postmaster@x.example", Return_Path="<>")
    yield "postmaster-null-path", postmaster + body(TEXT.encode()), {"automatic": False, "doubt": True}


def forms() -> Iterator[Letter]:
    """Notes of absence and receipts as Russian programs write them, with no sign in the head or a weak one; and
    letters of people about them."""
    away = {
        "Exchange": ("Автоматический ответ: Ответ на обращение", "Здравствуйте! Я в отпуске до 15 ноября."),
        "Yandex": ("Автоответ", "Я нахожусь в отпуске и отвечу вам после 15.11.2026."),
        "mail.ru": ("Автоответчик: Re: ваше письмо", "Это автоматический ответ. Меня не будет до понедельника."),
        "English": ("Out of Office: Re: reply", "I am out of the office until Monday."),
        "office": ("Автоматический ответ: x", "Спасибо за письмо! Я вне офиса до 10 ноября."),
        "trip": ("Автоматический ответ: x", "Нахожусь в командировке, по срочным вопросам обращайтесь к Петрову П. П."),
    }
    for name, (subject, text) in away.items():
        yield f"away-{name}", head(Subject=subject) + body(text.encode()), {"automatic": True}
    for subject, text in (
        ("Отпуск", "Буду 1 декабря."),
        ("Re: ответ", "Я в отпуске."),
        ("x", "Сейчас я на больничном."),
    ):
        yield (
            f"away-null-path-{subject}",
            head(Subject=subject, Return_Path="<>") + body(text.encode()),
            {"automatic": True},
        )
    unpaid = head(Subject="Отпуск", Return_Path="<>") + body("Мне не оплатили отпуск. Помогите.".encode())
    yield "away-person-null-path", unpaid, {"automatic": False, "doubt": True}
    for text in ("Я нахожусь в отпуске до 15.11, обращайтесь к Петрову.", "Меня не будет до понедельника."):
        letter = head(Subject="Re: Ответ на обращение") + body(text.encode())
        yield f"away-words-alone-{text[:8]}", letter, {"automatic": False, "doubt": True}
    for subject, text in (
        ("Автоответ", "На жалобу пришёл автоответ. Прошу ответить по существу."),
        ("Отпуск", "Мне не дали отпуск. Куда жаловаться?"),
        ("Re: ответ", "Я в отпуске, поэтому прошу перенести приём на 20 ноября."),
        ("Командировка", "Прошу выдать справку, я уезжаю в командировку."),
        ("Отсутствие на рабочем месте", "Инспектор Петров отсутствует на рабочем месте с 10 до 12. Примите меры."),
        ("Отсутствие на работе", "Врач Сидорова отсутствует на работе с 20 ноября. Нужна замена."),
        ("Нет на месте: кабинет 5", "Сейчас я в отпуске по уходу, пришла с ребёнком. Накажите виновных."),
        ("Автоответ", "Я в отпуске до 5 мая. Засыпьте яму на Ленина."),
        ("Вне офиса: инспектор", "Меня не будет до 5 мая, а приставы придут завтра. Помогите."),
        ("Out of office hours", "Your call centre is out of office hours at noon. Please fix."),
    ):
        yield f"away-person-{text[:12]}", head(Subject=subject) + body(text.encode()), {"automatic": False}
    when = "Кому: Зоя\r\nТема: Ответ: прошу подтвердить?\r\nОтправлено: 10.11.2026 10:00"
    for name, subject, text in (
        ("Outlook", "Прочтено: Ответ", f"Ваше сообщение\r\n\r\n{when}\r\n\r\nбыло прочтено 10.11.2026 10:20."),
        ("Exchange", "Прочитано: Ответ", f"Ваше сообщение\r\n\r\n{when}\r\n\r\nпрочитано 10.11.2026 10:20"),
        ("deleted", "Не прочитано: Ответ", f"Ваше сообщение\r\n{when}\r\nбыло удалено без прочтения 10.11.2026."),
        ("delivered", "Доставлено: Ответ", "Ваше сообщение доставлено следующим получателям: Зоя"),
        ("English", "Read: Reply", "Your message\r\n\r\nTo: Z\r\nSubject: R\r\n\r\nwas read on 10.11.2026."),
        (
            "Thunderbird",
            "Уведомление о прочтении - Ответ",
            "Это уведомление о прочтении отправленного вами сообщения на адрес z@mail.example.",
        ),
    ):
        yield f"receipt-{name}", head(Subject=subject) + body(text.encode()), {"automatic": True}
    for subject, text in (
        ("Прочитано: Ответ", "Ваше сообщение прочитано, но на вопрос вы не ответили. Прошу ответить."),
        ("Прочитано", "Прочитал ваш ответ, не согласен."),
        ("Прочтено вслух", "На собрании было прочтено решение."),
        ("Прочитано и не согласен", "Ваше письмо прочитано. Мы против стройки."),
        ("Прочитано: Ответ", f"Ваше сообщение\r\n\r\n{when}\r\n\r\nпрочитано 10.11.2026 10:20\r\nЯ против."),
        ("Доставлено чужое письмо", "Ваше письмо доставлено не мне, а соседу. Отправьте снова."),
        ("Уведомление о прочтении письма не пришло", "Письмо доставлено без уведомления о прочтении. Направьте копию."),
    ):
        yield f"receipt-person-{subject}-{text[-9:]}", head(Subject=subject) + body(text.encode()), {"automatic": False}


def quoted() -> Iterator[Letter]:
    """Answers above a quotation, as Russian and foreign programs write them."""
    old = "Мы получили ваше сообщение № 2026-000123.\r\nОтветим до 1 декабря."
    marked = "\r\n".join(f"> {line}" for line in old.split("\r\n"))
    for name, above in (
        ("mail.ru", "Понедельник, 2 ноября 2026, 10:15 +04:00 от Минимущество <m@x.example>:"),
        ("gmail", "пн, 2 нояб. 2026 г. в 10:15, Минимущество <m@x.example>:"),
        ("yandex", "02.11.2026, 10:15, «Минимущество» <m@x.example> пишет:"),
        ("thunderbird", "02.11.2026 10:15, Минимущество пишет:"),
        ("apple", "> 2 нояб. 2026 г., в 10:15, Минимущество <m@x.example> написал(а):"),
        ("english", "On Mon, Nov 2, 2026 at 10:15 AM Ministry <m@x.example> wrote:"),
        ("bat", "Вы писали 2 ноября 2026 г., 10:15:00:"),
        ("nothing", ""),
    ):
        letter = f"Спасибо, понял.\r\n\r\n{above}\r\n{marked}\r\n"
        yield (
            f"quote-{name}",
            head(Subject="Re: x") + body(letter.encode()),
            {"text": "Спасибо, понял.", "quoted": "Мы получили"},
        )
    for name, above in (
        (
            "outlook",
            "-----Исходное сообщение-----\r\nОт: Минимущество\r\nОтправлено: 2 ноября\r\nКому: Иван\r\nТема: x\r\n",
        ),
        (
            "outlook-new",
            (
                "________________________________\r\nОт: Минимущество <m@x.example>\r\nОтправлено: 2 ноября 2026 г."
                " 10:15\r\nКому: Иван\r\nТема: x\r\n"
            ),
        ),
        ("outlook-en", "-----Original Message-----\r\nFrom: m\r\nSent: x\r\nTo: y\r\nSubject: z\r\n"),
    ):
        yield (
            f"quote-{name}",
            head(Subject="Re: x") + body(f"Спасибо, понял.\r\n\r\n{above}\r\n{old}".encode()),
            {"text": "Спасибо, понял.", "quoted": "Мы получили"},
        )
    inside = "Иван пишет:\r\n> Вопрос первый?\r\nОтвет первый.\r\n> Вопрос второй?\r\nОтвет второй.\r\n"
    yield "quote-answers-inside", head() + body(inside.encode()), {"text": "Ответ второй.", "quoted": ""}
    yield "quote-only", head() + body(marked.encode()), {"text": "Мы получили", "quoted": ""}
    forward = f"Смотрите ниже.\r\n\r\n-----Исходное сообщение-----\r\nОт: a\r\nКому: b\r\nТема: c\r\n\r\n{old}"
    yield (
        "forwarded-stays-whole",
        head(Subject="Fwd: жалоба") + body(forward.encode()),
        {"text": "Мы получили", "quoted": ""},
    )
    yield (
        "date-in-a-sentence",
        head() + body("Мой сосед 2 ноября 2026 пишет: уберите забор.\r\nЯ не согласен.".encode()),
        {"text": "Я не согласен", "quoted": ""},
    )


def all_letters() -> list[Letter]:
    from .broken import broken_letters  # all build their letters of the pieces above
    from .misread import misread_letters
    from .quoting import programs

    return [
        *charsets(),
        *subjects(),
        *structures(),
        *names(),
        *robots(),
        *forms(),
        *quoted(),
        *programs(),
        *broken_letters(),
        *misread_letters(),
    ]
