"""Letters that were misread once, by kinds: heads, whose they are, charsets, what servers add, names of files."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterator

from .ugly import CYRILLIC, TEXT, Letter, body, coded_word, head, multi

OURS = "udmurtia-mio@priemnaya.example"
OLD = "Уважаемая Зоя! Вам отказано."
SAID = "Не согласна с ответом."


def misread_letters() -> Iterator[Letter]:
    yield from heads()
    yield from clients()
    yield from charsets()
    yield from pages()
    yield from files()
    yield from quotations()
    yield from notes()
    yield from short_words()
    yield from strange_mailboxes()
    yield from below_and_between()
    yield from of_programs()
    yield from read_by_another_charset()
    yield from of_whole_systems()
    yield from said_wrongly()
    yield from of_other_robots()


def heads() -> Iterator[Letter]:
    """Names before a space and a colon, folds without their space, encoded words without their end."""
    spaced = "From : Зоя <zoya@mail.example>\r\nTo : x@y.example\r\nSubject\t: Вопрос\r\nMIME-Version : 1.0\r\n"
    right = {"sender": "zoya@mail.example", "subject": "Вопрос", "text": TEXT}
    plain = f"Content-Type : text/plain; charset=utf-8\r\n\r\n{TEXT}"
    yield "spaced", (spaced + plain).encode(), right
    yield "spaced-below-a-blank", b"\r\n" + (spaced + plain).encode(), right
    parts = (
        f'Content-Type : multipart/mixed;\r\nboundary="b"\r\n\r\n--b\r\nContent-Type : text/plain;\r\ncharset=utf-8\r\n'
        f"Content-Transfer-Encoding : base64\r\n\r\n{base64.b64encode(TEXT.encode()).decode()}\r\n--b\r\n"
        'Content-Type : application/pdf;\r\nname="a.pdf"\r\n\r\n%PDF\r\n--b--\r\n'
    )
    yield "spaced-parts", (spaced + parts).encode(), right | {"files": ["a.pdf"]}
    two = f"Subject: {coded_word('Жалоба на ')}\r\n{coded_word('отказ')}\r\n".encode()
    unfolded = head(Subject=None) + two + body(TEXT.encode())
    yield "unfolded-subject", unfolded, {"subject": "Жалоба на отказ", "text": TEXT}
    whole = coded_word("Жалоба на отказ")
    for name, cut, subject in (
        ("sign", whole[:-1], "Жалоба на отказ"),
        ("end", whole[:-2], "Жалоба на отказ"),
        ("letter", whole[:-5], "Жалоба на отка"),
        ("quoted", "=?utf-8?Q?=D0=94=D0=B0=D0=BC=D0", "Дам"),
        ("followed", f"{whole[:-2]} {coded_word(' снова')}", "Жалоба на отказ снова"),
    ):
        yield f"cut-word-{name}", head(Subject=cut) + body(TEXT.encode()), {"subject": subject, "text": TEXT}


def clients() -> Iterator[Letter]:
    """Whose a letter is: through a list of ours, a form of another program, a name without its address."""
    zoya, via = "Зоя Петрова <zoya@mail.example>", "Зоя Петрова via Приёмная"
    listed = {"List-Id": "<udmurtia-mio.priemnaya.example>", "Precedence": "list"}
    right = {"sender": "zoya@mail.example", "sender_name": "Зоя Петрова", "doubt": False}
    for name, fields in {
        "google": {"From": f'"{via}" <{OURS}>', "Reply-To": zoya, "X-Original-From": "zoya@mail.example"},
        "original-only": {"From": f'"{via}" <{OURS}>', "Reply-To": OURS, "X-Original-From": zoya},
        "mailman": {"From": f"Зоя Петрова через Приёмная <{OURS}>", "Reply-To": "zoya@mail.example"},
        "sympa": {"From": f'"Зоя Петрова (via Приёмная)" <{OURS}>', "X-Original-Sender": "zoya@mail.example"},
    }.items():
        yield f"list-{name}", head(**listed | fields) + body(TEXT.encode()), right
    for name, fields in {
        "wordpress": {"From": "Форма сайта <wordpress@site.example>"},
        "robot": {"From": "robot@site.example"},
        "form-of": {"From": "form-12@site.example"},
        "by-its-name": {"From": "Обратная связь <info@site.example>"},
        "by-its-program": {"From": "info@site.example", "X-PHP-Originating-Script": "33:send.php"},
        "by-its-mailer": {"From": "office@site.example", "X-Mailer": "PHPMailer 6.8"},
    }.items():
        form = head(**fields | {"Reply-To": "zoya@mail.example"}) + body(TEXT.encode())
        yield f"form-{name}", form, {"sender": "zoya@mail.example", "sender_name": ""}
    for name, fields in {
        "firm": {"From": "Ромашка <info@site.example>", "Reply-To": "boss@mail.example"},
        "service": {"From": "Бухгалтерия <service@site.example>", "Reply-To": "boss@group.example"},
        "orders": {"From": "zakaz@site.example", "Reply-To": "boss@group.example"},
        "same-domain": {"From": "system@site.example", "Reply-To": "boss@site.example"},
        "person": {"From": "Роберт <robot.ivan@mail.ru>", "Reply-To": "wife@mail.example"},
        "shop": {"From": "Лавка via Базар <shop@site.example>", "Reply-To": "x@mail.example"},
    }.items():
        own = fields["From"].split("<")[-1].rstrip(">")
        yield f"not-a-form-{name}", head(**fields) + body(TEXT.encode()), {"sender": own}
    for name, shown in (("coded", coded_word("Зоя Петрова")), ("raw", "Зоя Петрова"), ("empty", '"Зоя Петрова" <>')):
        letter = head(From=shown, Return_Path="<zoya@mail.example>") + body(TEXT.encode())
        yield f"name-alone-{name}", letter, {"sender": "zoya@mail.example", "sender_name": "Зоя Петрова"}
    nobody = head(From="undisclosed-recipients:;", Return_Path="<zoya@mail.example>") + body(TEXT.encode())
    yield "name-alone-nobody", nobody, {"sender": "zoya@mail.example", "sender_name": ""}


def charsets() -> Iterator[Letter]:
    """One Cyrillic charset under the name of another, at any length; UTF-16 that says so nowhere."""
    for text in ("Добрый день, когда ответите?", "Нет света и воды", "пРОШУ ВЫДЕЛИТЬ УЧАСТОК ПОД ДОМ", TEXT):
        for real in (*CYRILLIC, "utf-16-le", "utf-16-be", "utf-16"):
            for said in ("koi8-r", "windows-1251", "utf-8", ""):
                raw = head() + body(text.encode(real), charset=said)
                yield f"swapped-{real}-said-{said}-{text[:9]}", raw, {"text": text}


def pages() -> Iterator[Letter]:
    """Elements in elements in elements; and what servers add below base64."""
    for name, page in {
        "blockquotes": "<blockquote>" * 3000 + TEXT,
        "divs": "<div>" * 300 + f"<p>{TEXT}</p>" + "</div>" * 300,
        "tables": "<table><tr><td>" * 120 + TEXT,
        "unknown": "<x:y>" * 600 + TEXT,
    }.items():
        yield f"deep-{name}", head() + body(page.encode(), "text/html"), {"text": TEXT}
    said = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    coded = base64.encodebytes(TEXT.encode())
    for footer in (b"Footer text of server", b"Checked by antivirus\r\nNo viruses found"):
        plain = head() + said + coded + b"\r\n" + footer
        yield f"footer-{footer[:7].decode()}", plain, {"only": f"{TEXT} {' '.join(footer.decode().split())}"}
    spaced = head() + said + b" ".join(coded.split())
    yield "base64-in-words", spaced, {"only": TEXT}


def files() -> Iterator[Letter]:
    """Names without an ending get that of their bytes, or of their kind; a day at the end is no ending."""
    for kind, name, data, kept in (
        ("application/pdf", "Договор", b"x", "Договор.pdf"),
        ("application/octet-stream", "Договор от 25.11.2026", b"%PDF-1.4", "Договор от 25.11.2026.pdf"),
        ("image/jpeg", "Фото ул.Ленина", b"\xff\xd8\xff", "Фото ул.Ленина.jpg"),
        ("application/msword", "Письмо г. Иванова", b"x", "Письмо г. Иванова.doc"),
        ("application/octet-stream", "Акт №5", b"zz", "Акт №5"),
        ("application/octet-stream", "архив.7z", b"zz", "архив.7z"),
    ):
        part = body(data, kind, None, "base64", f'Content-Disposition: attachment; filename="{coded_word(name)}"\r\n')
        yield f"ending-{name}", multi(body(TEXT.encode()), part), {"files": [kept]}


def quotations() -> Iterator[Letter]:
    """Heads of old letters that were left among the new words, and own words that were cut off as an old letter."""
    answer = head(Subject="Re: Ответ на обращение")
    block = f"От: Приёмная <{OURS}>\r\nКому: z@mail.example\r\nТема: Ответ"
    for name, above in {
        "yandex-without-a-mailbox": '25.11.2026, 15:10, "Приёмная":',
        "yandex-hour-first": f'15:10, 25 ноября 2026 г., "Приёмная" <{OURS}>:',
        "divider-from": f'--- Исходное сообщение от "Приёмная" <{OURS}> ---',
        "day-above": f"Дата: 25.11.2026 15:10\r\n{block}",
        "subject-above": f"Тема: Ответ\r\nДата: 25.11.2026 15:10\r\nОт: Приёмная <{OURS}>",
        "opera": f"Приёмная <{OURS}> писал(а) в своём письме Wed, 25 Nov 2026 15:10:10 +0400:",
    }.items():
        for said in (SAID, "5", "+"):
            text = f"{said}\r\n\r\n{above}\r\n{OLD}"
            yield f"old-{name}-{said[:2]}", answer + body(text.encode()), {"only": said, "quoted": OLD}
    for name, own in {
        "told": f"25.11.2026 мне ответили с адреса {OURS}:\r\nтам сказано, что участок занят. {SAID}",
        "heading": f"От: Петров И.И., zoya@mail.example\r\nКому: в министерство\r\nТема: жалоба\r\n\r\n{SAID}",
        "heading-line": f"-----\r\nОт: Петров\r\nКому: Министру\r\nДата: 25.11.2026\r\n\r\nЗаявление. {SAID}",
        "heading-hour": f"От: Петров\r\nКому: Министру\r\nДата: 25.11.2026 10:00\r\nТема: участок\r\n\r\n{SAID}",
        "heading-day-first": f"Дата: 25.11.2026\r\nОт: Петров\r\nКому: Министру\r\n\r\n{SAID}",
        "hour-in-words": f'25.11.2026, 15:10, кабинет "Приёмная":\r\nникого. {SAID}',
    }.items():
        yield f"own-{name}", answer + body(f"Добрый день.\r\n\r\n{own}".encode()), {"text": SAID, "quoted": ""}
    frame = "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><b>От:</b> П<br><b>Кому:</b> З<br></div>"
    for name, said in {
        "blue": "Мои ответы синим.",
        "below": "Отвечаю ниже в тексте вашего письма.",
        "see": "Замечания см. внутри, напротив пунктов",
    }.items():
        page = f"<div>{said}</div>{frame}<p>{OLD}</p><p style='color:blue'>{SAID}</p>"
        yield f"inside-{name}", answer + body(page.encode(), "text/html"), {"text": SAID, "quoted": ""}
    page = f"<div>{SAID}</div>{frame}<p>{OLD}</p>"
    yield "outside", answer + body(page.encode(), "text/html"), {"only": SAID, "quoted": OLD}


def notes() -> Iterator[Letter]:
    """Receipts and notes of absence in Outlook's Russian; the same words of a person are read."""
    for subject, text, robots in (
        ("Подтверждение прочтения: Ответ", "Это квитанция о прочтении. Получатель открыл ваше письмо.", True),
        ("Квитанция о прочтении: Ответ", "Это квитанция о прочтении письма, отправленного на z@mail.example.", True),
        ("Прочитано: Ответ", "Сообщение\r\nКому: Зоя\r\nТема: Ответ\r\nбыло прочитано 26.11.2026.", True),
        ("Нахожусь в отпуске Re: Ответ", "Буду 10 декабря", True),
        ("В отпуске до 10 декабря Re: Ответ", "Отвечу 11 декабря.", True),
        ("Подтверждение прочтения: Ответ", "Получатель открыл ваше письмо и не согласен.", False),
        ("Нахожусь в отпуске Re: Ответ", "Прошу перенести приём, буду 10 декабря", False),
        ("Отпуск Re: Ответ", "Отпуск мне так и не оплатили", False),
        ("В отпуске обижают Re: Ответ", "Буду жаловаться 10 декабря", False),
    ):
        yield f"note-{subject}-{text[:20]}", head(Subject=subject) + body(text.encode()), {"automatic": robots}


def short_words() -> Iterator[Letter]:
    """Few letters say little of their charset: the dictionary tells, of text and subject; and what was read twice."""
    raw = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    for words in ("ЖКХ", "ТСЖ", "ГДЕ?", "СНИЛС", "Спасибо", "ГДЕ ОТВЕТ", "Мама и ЖКХ"):
        for charset in ("windows-1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic"):
            said = words.encode(charset)
            letter = head(Subject=None) + b"Subject: " + said + b"\r\n" + raw + said
            yield f"short-{words}-{charset}", letter, {"only": words, "subject": words}
    for words in ("Жалоба на шум соседей", "Хабибуллин", "Прошу продлить аренду"):
        for wrong in ("windows-1251", "cp1252"):
            twice = "".join(_read_as(sign, wrong) for sign in words)
            yield f"twice-{wrong}-{words}", head(Subject=twice) + body(twice.encode()), {"only": words}
        if " " in words:
            for right, wrong in (("koi8-r", "windows-1251"), ("windows-1251", "koi8-r")):
                turned = words.encode(right).decode(wrong)
                yield f"turned-{turned}", head(Subject=turned) + body(turned.encode()), {"only": words}


def _read_as(sign: str, wrong: str) -> str:
    read = (bytes([b]).decode(wrong, "replace").replace("\ufffd", chr(b)) for b in sign.encode())
    return "".join(read)


def strange_mailboxes() -> Iterator[Letter]:
    """Two «@», a link, a dot at the end; return paths that a forwarder or a list rewrote; letters turned round."""
    for given, sender in (
        ("Иван <ivan@site@mail.ru>", ""),
        ("ivan@site@mail.ru", ""),
        ('"i@v@n" <ivan@mail.ru>', "ivan@mail.ru"),
        ("Иван <mailto:ivan@mail.ru>", "ivan@mail.ru"),
        ("Иван [mailto:ivan@mail.ru]", "ivan@mail.ru"),
        ("Иван <ivan@mail.ru.>", "ivan@mail.ru"),
    ):
        yield f"mailbox-{given}", head(From=given) + body(TEXT.encode()), {"sender": sender, "text": TEXT}
    for path, sender in (
        ("SRS0=aB1=XY=mail.ru=ivan@forward.example", "ivan@mail.ru"),
        ("SRS1=q=forward.example==aB1=XY=mail.ru=ivan@other.example", "ivan@mail.ru"),
        ("prvs=0123456789=ivan@mail.ru", "ivan@mail.ru"),
        ("bounces+7-ivan=mail.ru@sender.example", ""),
        ("SRS0-broken@forward.example", ""),
        ("ivan@mail.ru", "ivan@mail.ru"),
    ):
        yield f"path-{path}", head(From=None, Return_Path=f"<{path}>") + body(TEXT.encode()), {"sender": sender}
    turned = head(From="Иван \u202eвор <ivan@mail.ru>", Subject="Жалоба \u202egnp.exe") + body(TEXT.encode())
    yield "turned-round", turned, {"sender_name": "Иван вор", "subject": "Жалоба gnp.exe"}
    entities = head(Subject="&#1046;&#1072;&#1083;&#1086;&#1073;&#1072; &#60;b&#62;") + body(TEXT.encode())
    yield "subject-of-a-page", entities, {"subject": "Жалоба &#60;b&#62;"}


def below_and_between() -> Iterator[Letter]:
    """Heads of Apple and Hotmail, an answer below a telephone's line, words below the last boundary, a piece."""
    answer = head(Subject="Re: Ответ", References="<1@x.example>")
    apple = f"От: Приёмная <{OURS}>\r\nТема: Ответ\r\nДата: 25 ноября 2026 г.\r\nКому: z@mail.example\r\n\r\n{OLD}"
    for line in ("Начало переадресованного сообщения:", "Begin forwarded message:"):
        letter = answer + body(f"{SAID}\r\n\r\n{line}\r\n\r\n{apple}".encode())
        yield f"apple-{line}", letter, {"only": SAID, "quoted": OLD}
    page = f"<div>{SAID}</div><hr id=stopSpelling>От: Приёмная<br>Кому: Зоя<br>Отправлено: 25 ноября<br><p>{OLD}</p>"
    yield "hotmail", answer + body(page.encode(), "text/html"), {"only": SAID, "quoted": OLD}
    for line in ("Отправлено из мобильной Яндекс Почты", "Отправлено с iPhone", "Отправлено из Почты Mail.ru"):
        below = f"{line}\r\n\r\n10.11.2026, 10:15, Приёмная <{OURS}>:\r\n{OLD}\r\n\r\n{SAID}"
        yield f"below-{line}", answer + body(below.encode()), {"text": SAID, "quoted": ""}
    part = body(TEXT.encode())
    yield "below-the-boundary", multi(part) + f"\r\n{SAID}\r\n".encode(), {"only": f"{TEXT} {SAID}"}
    for name, below in (
        ("signature", f"{SAID}\r\n-- \r\nИванов"),
        ("dashes", f"{SAID}\r\n--Иванов"),
        ("rule", f"{SAID}\r\n-------\r\nИванов"),
    ):
        yield (
            f"below-with-{name}",
            multi(part) + f"\r\n{below}\r\n".encode(),
            {"only": f"{TEXT} {' '.join(below.split())}"},
        )
    piece = "Content-Type: message/partial; id=x; number=2; total=3\r\n\r\nVGV4dA=="
    yield "piece", head() + piece.encode(), {"text": "Пришла только часть письма", "files": ["часть 2 из 3 письма.txt"]}
    apples = multi(
        body(
            b"\x00\x05\x16\x07\x00",
            "application/applefile",
            None,
            "base64",
            'Content-Disposition: x; filename="a.pdf"\r\n',
        ),
        body(b"%PDF-1.4", "application/pdf", None, "base64", 'Content-Disposition: attachment; filename="a.pdf"\r\n'),
        kind="appledouble",
    )
    yield "appledouble", apples, {"files": ["a.pdf"]}


def of_programs() -> Iterator[Letter]:
    """What forms and programs write: entities, ends of lines of other systems, names behind addresses, reports."""
    zoya = {"sender": "zoya@mail.example", "sender_name": "Зоя Петрова"}
    for name, field in {
        "behind": '<zoya@mail.example> "Зоя Петрова"',
        "of-a-page": "Зоя Петрова &lt;zoya@mail.example&gt;",
    }.items():
        yield f"name-{name}", head(From=field) + body(TEXT.encode()), zoya
    nowhere = head(From="noreply@site.example", Reply_To="zoya@mail,ru") + body(TEXT.encode())
    yield "comma-in-a-mailbox", nowhere, {"sender": "noreply@site.example", "doubt": True}
    plain = "Прошу &quot;ответить&quot; &#1047;&#1086;&#1077;, &lt;b&gt;\x0cЖду\u2028ответа".encode()
    yield "entities-of-a-form", head() + body(plain), {"only": 'Прошу "ответить" Зое, &lt;b&gt; Жду ответа'}
    invited = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nSUMMARY:Встреча\r\nEND:VCALENDAR".encode()
    yield "calendar-answer", multi(body(b""), body(invited, "text/calendar")), {"doubt": True, "automatic": False}
    report = body(b"Feedback-Type: abuse", "message/feedback-report", None)
    abuse = head() + b"Content-Type: multipart/report; report-type=feedback-report; boundary=r\r\n\r\n--r\r\n"
    abuse += body(b"An abuse report") + b"\r\n--r\r\n" + report + b"\r\n--r--\r\n"
    yield "report-on-spam", abuse, {"doubt": True, "automatic": False, "files": ["вложение-1.txt"]}
    yandex = (
        f"{SAID}\n\n----------------\nКому: z@mail.example;\nТема: Ответ;\n11.11.2026, 10:15, Приёмная <{OURS}>:\n{OLD}"
    )
    english = f"{SAID}\n\nOn Wednesday, November 11th, 2026 at 10:15 AM, Приёмная <{OURS}> wrote:\n\n> {OLD}"
    for name, text in {"yandex": yandex, "proton": english}.items():
        answer = head(Subject="Re: Ответ", References="<1@x.example>") + body(text.encode())
        yield f"quoted-by-{name}", answer, {"only": SAID, "quoted": OLD}


def read_by_another_charset() -> Iterator[Letter]:
    """Words that a program on the way read wrongly and wrote anew in UTF-8; tongues with accents stay."""
    for wrote, read in (
        *(("windows-1251", "latin-1"), ("windows-1251", "cp1252"), ("koi8-r", "latin-1"), ("utf-8", "cp866")),
        *(("utf-8", "koi8-r"), ("cp866", "windows-1251")),
    ):
        turned = TEXT.replace("ё", "е").encode(wrote).decode(read)
        yield f"{wrote}-read-as-{read}", head() + body(turned.encode()), {"text": TEXT.replace("ё", "е")}
    for n, text in enumerate(("Größe über Ärger: schöne Grüße", "── я ── и │ а │", "§ 5 • № 7 © «Заря» — 10° ± ½")):
        yield f"innocent-{n}", head() + body(text.encode()), {"only": text}


def of_whole_systems() -> Iterator[Letter]:
    """What a gateway or a shell does to every line of a letter, its file and its head too."""
    paper = body(
        b"%PDF-1.4", "application/pdf", None, "base64", 'Content-Disposition: attachment; filename="a.pdf"\r\n'
    )
    top = head(From="Зоя <zoya@mail.example>")
    right = {"sender": "zoya@mail.example", "subject": "Вопрос об аренде участка", "only": TEXT}
    for name, letter, more in (
        ("alone", top + body(TEXT.encode()), {}),
        ("with-a-file", multi(body(TEXT.encode()), paper, top=top), {"files": ["a.pdf"]}),
    ):
        yield f"cr-cr-lf-{name}", letter.replace(b"\r\n", b"\r\r\n"), right | more
        yield f"lines-twice-{name}", letter.replace(b"\r\n", b"\n\n"), right | more
        yield f"crlf-twice-{name}", letter.replace(b"\r\n", b"\r\n\r\n"), right | more
        for wide in ("utf-16", "utf-16-le", "utf-16-be"):
            yield f"{wide}-{name}", letter.decode().encode(wide), right | more
        for end in ("\x85", "\u2028", "\x0b", "\x0c", "\x1d", "\x1e", "\\n", "\\r\\n"):
            yield f"ends-{end!r}-{name}", letter.replace(b"\r\n", end.encode()), right | more
        yield f"ends-of-one-byte-{name}", letter.replace(b"\r\n", b"\x85"), right | more
        yield f"ends-lf-cr-{name}", letter.replace(b"\r\n", b"\n\r"), right | more
        for way in (base64.encodebytes, base64.b64encode, base64.urlsafe_b64encode):
            yield f"base64-of-all-{way.__name__}-{name}", way(letter), right | more
    own = body("Улица: Садовая\n\nДом: 5\n\nПрошу ответить".encode())
    yield "blank-lines-of-its-own", head() + own, {"only": "Улица: Садовая Дом: 5 Прошу ответить"}


def said_wrongly() -> Iterator[Letter]:
    """An encoding that the head does not say, or says another; words that stand where programs show none."""
    for kind, text in (("text/plain", TEXT), ("text/html", f'<p style="margin:0">{TEXT}</p>')):
        for charset in ("utf-8", "windows-1251", "koi8-r"):
            data = text.encode(charset)
            for way, coded in (("base64", base64.encodebytes(data)), ("quoted", quopri.encodestring(data))):
                unsaid = head() + f"Content-Type: {kind}; charset={charset}\r\n\r\n".encode() + coded
                yield f"unsaid-{way}-{kind}-{charset}", unsaid, {"only": TEXT}
    said = head() + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    yield "quoted-said-base64", said + quopri.encodestring(TEXT.encode()), {"only": TEXT}
    yield (
        "base64-of-addresses",
        said + base64.urlsafe_b64encode(f"{TEXT} ооо ююю".encode()),
        {"only": f"{TEXT} ооо ююю"},
    )
    for name, page in {
        "title": f"<html><head><title>{TEXT}</title></head><body></body></html>",
        "noscript": f"<noscript>{TEXT}</noscript>",
        "style": f"<style>p{{}} <p>{TEXT}</p>",
    }.items():
        yield f"words-in-{name}", head() + body(page.encode(), "text/html"), {"text": TEXT}
    again = head(Subject="") + "Subject: Другая тема\r\n".encode() + body(TEXT.encode())
    yield "subject-below-an-empty-one", again, {"subject": "Другая тема", "only": TEXT}
    struck = f"<p>{TEXT} Плата <s>500</s> <span style='text-decoration:line-through'>600</span> 700 рублей</p>"
    right = {"only": f"{TEXT} Плата [зачёркнуто: 500] [зачёркнуто: 600] 700 рублей"}
    yield "struck-through", head() + body(struck.encode(), "text/html"), right
    twins = multi(
        body(f"{TEXT} Плата 500 600 700 рублей".encode()), body(struck.encode(), "text/html"), kind="alternative"
    )
    yield "struck-through-in-one-dress", twins, right
    form = (
        '<form>Фамилия: <input name=a value="Шишкина"><input type=hidden value=id7>'
        "<input type=radio>Да <input type=radio checked>Нет"
        "<select><option>Глазов<option selected>Ижевск</select><textarea>Прошу &lt;срочно&gt;</textarea>"
        '<input type="submit" value="Отправить"></form>'
    )
    right = {"only": "Фамилия: Шишкина [ ] Да [x] Нет Ижевск Прошу <срочно>"}
    yield "a-filled-form", head() + body(form.encode(), "text/html"), right
    for key in ("QWxhZGRpbjpvcGVuIHNlc2FtZQ==QWxhZGRpbjpv", "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"):
        letter = head() + b"Content-Type: text/plain; charset=windows-1251\r\n\r\n" + key.encode()
        yield f"a-key-{key[:4]}", letter, {"only": key}


def of_other_robots() -> Iterator[Letter]:
    """Receipts of other programs, words of programs about themselves, and a report that holds none."""
    opened = "Получатель zoya@mail.example открыл Ваше письмо 27.11.2026 в 10:05"
    yield "opened", head(Subject="Отчет о прочтении: Ответ") + body(opened.encode()), {"automatic": True}
    person = head(Subject="Отчет о прочтении: Ответ") + body(f"{opened}. И что дальше?".encode())
    yield "opened-person", person, {"automatic": False}
    for subject, text in (
        ("Ваше сообщение получено", "Мы ответим вам в ближайшее время. Это письмо сформировано автоматически."),
        ("Ретранслировано: Ответ", "Доставка для этих получателей или групп завершена: zoya@mail.example"),
        ("Доставлено: Ответ", "Доставка следующим получателям или группам завершена, но уведомления не будет: a@b.c"),
    ):
        yield f"by-itself-{subject}", head(Subject=subject) + body(text.encode()), {"automatic": False, "doubt": True}
    exchange = head(From="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@firm.example>")
    yield (
        "exchange",
        exchange + body(b"Your message to a@b.c couldn't be delivered."),
        {"automatic": False, "doubt": True},
    )
    asks = "Ваше письмо сформировано автоматически, прошу ответить по существу."
    yield "of-automatic-letters", head() + body(asks.encode()), {"automatic": False, "doubt": False}
    words = multi(body(TEXT.encode()), body(b"x"), kind="report")
    yield "a-report-of-nothing", words, {"automatic": False, "doubt": True, "text": TEXT}
