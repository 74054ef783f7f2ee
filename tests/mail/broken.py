"""Letters broken on their way: heads, boundaries, encodings and charsets that are not what they say, one known truth
each; and the same kinds written rightly."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterator

from .ugly import CYRILLIC, SUBJECT, TEXT, Letter, body, head, multi

FILE = body(b"%PDF", "application/pdf", None, "base64", 'Content-Disposition: attachment; filename="a.pdf"\r\n')
FOOTER = "-- \r\nПроверено антивирусом. Вирусов нет."
RIGHT = {"text": TEXT, "sender": "ivan@mail.example", "subject": SUBJECT}
SHORT = ("ЖАЛОБА", "ПРОШУ ВЕРНУТЬ ЗЕМЛЮ", "Заявление", "Нет", "ЩЕГЛОВ", "ОТКАЗ", "Спасибо")


def broken_letters() -> Iterator[Letter]:
    yield from heads()
    yield from writers()
    yield from boundaries()
    yield from encodings()
    yield from charsets()
    yield from twins()
    yield from other_words()
    yield from kinds()


def heads() -> Iterator[Letter]:
    """What stands before or among the headers."""
    letter = head() + body(TEXT.encode())
    before = {
        "bom": b"\xef\xbb\xbf",
        "blank": b"\r\n",
        "blanks": b"\n\r\n \r\n",
        "nul": b"\0",
        "mbox": b"From ivan@mail.example Tue Nov 10 10:00:00 2026\r\n",
        "quoted-mbox": b">From ivan@mail.example Tue Nov 10 10:00:00 2026\r\n",
        "mbox-blank": b">From ivan@mail.example Tue Nov 10\r\n\r\n",
        "nonsense": b"nonsense line\r\n",
        "no-name": b": value\r\n",
        "cyrillic": "Получено от сервера\r\n".encode(),
        "trace-blank": b"Received: from a by b\r\nX-Filter: ok\r\n\r\n",
        "continuation": b"  stray continuation\r\n",
    }
    for name, bytes_before in before.items():
        yield f"head-{name}", bytes_before + letter, RIGHT
        if name not in ("bom", "blank", "blanks", "mbox-blank", "trace-blank", "continuation"):
            lines = letter.split(b"\r\n", 2)
            yield f"head-among-{name}", b"\r\n".join([*lines[:2], bytes_before.strip(b"\r\n"), lines[2]]), RIGHT
    yield (
        "head-and-body-without-a-blank",
        head() + b"Content-Type: text/plain; charset=utf-8\r\n" + TEXT.encode(),
        RIGHT,
    )
    forwarded = "From: сосед\r\nSubject: забор\r\n\r\nубрать"
    yield "head-in-the-body-is-words", head() + body(forwarded.encode()), {"text": "From: сосед", "subject": SUBJECT}


def writers() -> Iterator[Letter]:
    """Whose it is."""
    whole = "=?utf-8?B?" + base64.b64encode("Зоя <zoya@mail.example>".encode()).decode() + "?="
    for name, fields in {
        "reply-to": {"From": None, "Reply-To": "zoya@mail.example"},
        "empty-from": {"From": "<>", "Reply-To": "Зоя <zoya@mail.example>"},
        "nameless-from": {"From": "Зоя", "Reply-To": "zoya@mail.example"},
        "sender": {"From": None, "Sender": "zoya@mail.example"},
        "return-path": {"From": "undisclosed-recipients:;", "Return-Path": "<zoya@mail.example>"},
        "form": {"From": "Сайт <noreply@portal.example>", "Reply-To": "zoya@mail.example"},
        "form-2": {"From": "no-reply-forms@portal.example", "Reply-To": "Зоя <zoya@mail.example>"},
        "own": {"From": "zoya@mail.example", "Reply-To": "work@mail.example"},
        "encoded": {"From": whole},
        "spaces": {"From": "Зоя <zoya@mail.example >"},
        "brackets": {"From": "Зоя [zoya@mail.example]"},
        "quotes": {"From": "'zoya@mail.example'"},
        "mailto": {"From": "mailto:zoya@mail.example"},
        "comma": {"From": "Иванова, Зоя <zoya@mail.example>"},
        "twice": {"From": '"zoya@mail.example" <zoya@mail.example>'},
    }.items():
        yield f"writer-{name}", head(**fields) + body(TEXT.encode()), {"sender": "zoya@mail.example", "text": TEXT}
    robot = {"From": "noreply@portal.example", "Reply-To": "no-reply@portal.example"}
    yield "writer-none", head(**robot) + body(TEXT.encode()), {"sender": "noreply@portal.example", "doubt": True}


def boundaries() -> Iterator[Letter]:
    right = {"text": TEXT, "files": ["a.pdf"]}
    letter = multi(body(TEXT.encode()), FILE, boundary="ABC")
    for name, declared in (("other", b"ZZZ"), ("empty", b""), ("cut", b"AB"), ("longer", b"ABCD")):
        yield f"boundary-{name}", letter.replace(b'boundary="ABC"', b'boundary="' + declared + b'"'), right
    yield "boundary-absent", letter.replace(b'; boundary="ABC"', b""), right
    yield "boundary-unquoted", letter.replace(b'"ABC"', b"ABC"), right
    yield "boundary-spaces-after", letter.replace(b"--ABC\r\n", b"--ABC  \r\n"), right
    yield "boundary-closed-too-early", letter.replace(b"--ABC\r\n", b"--ABC--\r\n", 1), right
    yield "boundary-lf", letter.replace(b"\r\n", b"\n"), right
    yield (
        "boundary-none-at-all",
        head() + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + TEXT.encode(),
        {"text": TEXT},
    )
    above = head() + b"Content-Type: multipart/mixed; boundary=B\r\n\r\n" + TEXT.encode() + b"\r\n--B\r\n" + FILE
    yield "boundary-words-above", above + b"\r\n--B--", right
    standard = above.replace(TEXT.encode(), b"This is a multi-part message in MIME format.")
    yield "boundary-nothing-above", standard, {"text": "", "files": ["a.pdf"], "not_text": "MIME"}
    inner = multi(body(TEXT.encode()), boundary="IN", top=b"", close=False)
    yield "boundary-inner-not-closed", multi(inner, FILE), right
    coded = base64.encodebytes(multi(body(TEXT.encode()), FILE, top=b"").split(b"\r\n\r\n", 1)[1])
    said = b'Content-Type: multipart/mixed; boundary="=_b"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    yield "boundary-all-encoded", head() + said + coded, right


def encodings() -> Iterator[Letter]:
    data = TEXT.encode()
    said = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n"
    coded = base64.encodebytes(data)
    for name, way, written in (
        ("base64-that-is-none", "base64", data),
        ("quoted-not-said", "7bit", quopri.encodestring(data)),
        ("base64-not-said", "8bit", coded),
        ("base64-with-a-footer", "base64", coded + b"\r\n" + FOOTER.encode()),
        ("base64-in-two-runs", "base64", base64.encodebytes(data[:31]) + base64.encodebytes(data[31:])),
        ("base64-without-padding", "base64", coded.rstrip(b"=\n")),
        ("base64-with-commas", "BASE64 ; x=y", coded.replace(b"\n", b" \r\n")),
        ("quoted-with-spaces", '"Quoted-Printable"', quopri.encodestring(data).replace(b"=\n", b"=  \r\n")),
        ("unknown", "8-bit", data),
        ("unknown-2", "x-utf-8", data),
    ):
        yield f"encoding-{name}", head() + said.format(way).encode() + written, {"text": TEXT}
    for name, kind in (("plain", "text/plain"), ("nothing", "")):
        page = f"<html><body><p>{TEXT}</p></body></html>".encode()
        top = f"Content-Type: {kind}; charset=utf-8\r\n\r\n".encode() if kind else b"\r\n"
        yield f"encoding-html-said-{name}", head() + top + page, {"text": TEXT, "not_text": "<p>"}
    words = "Если a < b и c > d, то <i>как</i> быть?"
    yield "encoding-marks-in-plain-words", head() + body(words.encode()), {"text": words}
    uu = b"begin 644 zayavlenie.txt\r\n#0V%T\r\n`\r\nend\r\n"
    yield (
        "uuencode",
        head() + body(data + b"\r\n\r\n" + uu),
        {"text": TEXT, "files": ["zayavlenie.txt"], "not_text": "begin"},
    )
    two = body(data + b"\r\n" + uu + "И ещё:\r\n".encode() + uu.replace(b"zayavlenie", "справка о семье".encode()))
    yield "uuencode-two", head() + two, {"text": "И ещё:", "files": ["zayavlenie.txt", "справка о семье.txt"]}
    words = "begin 644 раз\r\nпросто слова\r\nend"
    yield "uuencode-that-is-none", head() + body(words.encode()), {"text": "просто слова", "files": []}
    for delsp, written, text in (
        ("no", "Прошу \r\nпродлить \r\nдоговор.\r\nС уважением", "Прошу продлить договор. С уважением"),
        ("yes", "Про \r\nшу продлить  \r\nдоговор.\r\nС уважением", "Прошу продлить договор. С уважением"),
    ):
        kind = f"text/plain; format=flowed; delsp={delsp}"
        yield f"flowed-delsp-{delsp}", head() + body(written.encode(), kind), {"text": text}
    yield (
        "flowed-signature",
        head() + body("Да. \r\n-- \r\nЗоя".encode(), "text/plain; format=flowed"),
        {"text": "Да. -- Зоя"},
    )


def charsets() -> Iterator[Letter]:
    """Short and capital words, one bad byte, raw words beside encoded ones, Latin letters that are Latin."""
    for charset in CYRILLIC:
        for word in SHORT:
            said = body(word.encode(charset), charset=charset)
            yield f"short-{charset}-{word}", head() + said, {"text": word}
            raw = head(Subject=None) + b"Subject: " + word.encode(charset) + b"\r\n"
            yield f"short-raw-{charset}-{word}", raw + body(b"x"), {"subject": word}
        bad = TEXT.encode(charset).replace(
            "приём".encode(charset), "при".encode(charset) + b"\x98" + "ём".encode(charset)
        )
        if charset in ("windows-1251",):
            yield (
                f"bad-byte-{charset}",
                head() + body(bad, charset=charset),
                {"text": "земельным вопросам? Жду ответа."},
            )
    for at in (0, 20, 45, len(TEXT.encode())):
        bad = TEXT.encode()[:at] + b"\xd0" + TEXT.encode()[at:]
        for said in ("utf-8", "", "us-ascii"):
            yield f"bad-byte-utf-8-{at}-{said}", head() + body(bad, charset=said), {"text": TEXT[30:]}
    mixed = TEXT.encode() + b"\r\n\r\n" + "Проверено антивирусом.".encode("windows-1251")
    yield "two-charsets", head() + body(mixed), {"text": f"{TEXT}\n\nПроверено антивирусом."}
    for words in ("Dear Sirs,\xa0please find enclosed", "Café Müller, naïve façade", "Price: 5 £ at 20 °C"):
        yield f"latin-{words[:5]}", head() + body(words.encode("latin-1"), charset="iso-8859-1"), {"text": words}
    for said in ("windows-1251", "koi8-r", "iso-8859-1"):
        yield f"utf-8-said-{said}", head() + body("Да, Илья".encode(), charset=said), {"text": "Да, Илья"}
    word = "=?utf-8?B?" + base64.b64encode("Жалоба на отказ".encode()).decode() + "?="
    for charset in ("utf-8", "windows-1251", "koi8-r"):
        raw = head(Subject=None) + b"Subject: " + "[Возможно, спам] ".encode(charset) + word.encode() + b"\r\n"
        yield f"raw-prefix-{charset}", raw + body(b"x"), {"subject": "[Возможно, спам] Жалоба на отказ"}
    yield "raw-suffix", head(Subject=f"Re: {word} (важно)") + body(b"x"), {"subject": "Re: Жалоба на отказ (важно)"}
    whole = "земельный участок"
    hyphens = whole.replace("мель", "\u00adмель\u00ad").replace(" ", "\u200b ")
    yield "soft-hyphens", head(Subject=hyphens) + body(hyphens.encode()), {"text": whole, "subject": whole}


def twins() -> Iterator[Letter]:
    """Plain and HTML parts, each used for what it holds."""
    html = body(f"<p>{TEXT}</p>".encode(), "text/html", way="base64")
    both = f"{TEXT} Конец: прошу ответить."
    yield "html-and-footer", multi(html, body(FOOTER.encode())), {"text": TEXT, "files": []}
    yield "footer-and-html", multi(body(FOOTER.encode()), html), {"text": TEXT}
    end = body("<p>Конец: прошу ответить.</p>".encode(), "text/html")
    yield "apple-split", multi(body(TEXT.encode()), FILE, end), {"only": both, "files": ["a.pdf"]}
    yield (
        "apple-mixed-in-twins",
        multi(body(b" "), multi(html, FILE, end, boundary="in", top=b""), kind="alternative"),
        {
            "only": both,
            "files": ["a.pdf"],
        },
    )
    yield "said-twice", multi(body(TEXT.encode()), html), {"only": TEXT}
    for stub in ("This message requires HTML.", "Ваша программа не поддерживает формат HTML", " ", "."):
        yield f"stub-{stub}", multi(body(stub.encode()), html, kind="alternative"), {"only": TEXT}
    for disposition in ("inline", "attachment"):
        named = f'Content-Disposition: {disposition}; filename="message.txt"\r\n'
        sole = head() + body(TEXT.encode(), extra=named)
        yield f"sole-named-{disposition}", sole, {"text": TEXT}
        yield f"sole-named-part-{disposition}", multi(body(TEXT.encode(), extra=named)), {"text": TEXT}
        beside = multi(body(TEXT.encode()), body("другое".encode(), extra=named))
        yield f"named-beside-{disposition}", beside, {"only": TEXT, "files": ["message.txt"]}
    picture = body(b"\xff\xd8", "image/jpeg", None, "base64", 'Content-Disposition: inline; filename="p.jpg"\r\n')
    yield "picture-without-a-reference", multi(body(TEXT.encode()), picture), {"files": ["p.jpg"], "inline": []}


def other_words() -> Iterator[Letter]:
    """Twins that do not say the same: no word of either is lost, none is there twice."""
    first = "Прошу рассмотреть заявку. Список домов в таблице ниже."
    page = f"<p>{first}</p><table><tr><td>Ленина 5</td><td>18:26:010203:45</td></tr></table>"
    rows = multi(body(first.encode()), body(page.encode(), "text/html"), kind="alternative")
    yield "twins-table-only-in-html", rows, {"only": f"{first} Ленина 5 18:26:010203:45"}
    footer = "Письмо проверено антивирусом на вирусы и вредоносные программы, подробнее на сайте производителя."
    yield (
        "twins-html-is-only-a-footer",
        multi(body(TEXT.encode()), body(f"<p>{footer}</p>".encode(), "text/html"), kind="alternative"),
        {"only": f"{TEXT} {footer}"},
    )
    ps = f"{TEXT}\r\nP.S. Телефон 55-66-77"
    both = body(f"<p>{TEXT}</p><p>Схема: дом 7</p>".encode(), "text/html")
    parts = multi(body(ps.encode()), both, kind="alternative")
    yield "twins-each-with-a-line-of-its-own", parts, {"only": f"{' '.join(ps.split())} Схема: дом 7"}
    links = f"{TEXT} <https://a.example/?x=1> [cid:image001.png@01]"
    yield (
        "twins-with-a-link",
        multi(body(links.encode()), body(f"<p>{TEXT}</p>".encode(), "text/html"), kind="alternative"),
        {"only": links},
    )
    stub = "Ваша программа не поддерживает HTML. Прошу справку о семье."
    told = multi(body(stub.encode()), body(f"<p>{TEXT}</p>".encode(), "text/html"), kind="alternative")
    yield "twins-stub-with-words", told, {"text": "справку о семье"}
    yield "twins-stub-with-words-2", told, {"text": TEXT}
    marked = body(f"<bold>{TEXT}</bold>".encode(), "text/enriched")
    yield (
        "twins-enriched",
        multi(marked, body(f"<p>{TEXT}</p>".encode(), "text/html"), kind="alternative"),
        {"only": TEXT},
    )
    no = multi(body("Нетрудоспособный ли я?".encode()), FILE, body("Нет".encode()))
    yield "words-inside-a-longer-word", no, {"only": "Нетрудоспособный ли я? Нет"}


def kinds() -> Iterator[Letter]:
    """Words under every name of a kind (RFC 2046, 4.1.4)."""
    for kind in ("text/markdown", "text/x-unknown", "text/csv", "text"):
        yield f"kind-{kind}", head() + body(TEXT.encode(), kind), {"only": TEXT, "files": []}
        yield f"kind-part-{kind}", multi(body(TEXT.encode(), kind)), {"only": TEXT, "files": []}
    enriched = f"<bold>{TEXT}</bold> a << b".encode()
    yield "kind-enriched", head() + body(enriched, "text/enriched"), {"only": f"{TEXT} a < b"}
    for kind in ("application/octet-stream", "application/text", "unknown/unknown"):
        yield f"kind-{kind}", head() + body(TEXT.encode(), kind, None), {"only": TEXT, "files": ["вложение-1.bin"]}
        binary = body(b"\x02\x00\x01" + TEXT.encode(), kind, None, "base64")
        yield f"kind-binary-{kind}", head() + binary, {"only": "", "files": ["вложение-1.bin"]}
    invitation = "BEGIN:VEVENT\r\nSUMMARY:Приём\r\nDESCRIPTION:Прошу при\r\n нять\\, завтра\r\nEND:VEVENT"
    yield "kind-calendar", head() + body(invitation.encode(), "text/calendar"), {"only": "Приём Прошу принять, завтра"}
    said = "".join(f"\\'{b:02x}" for b in TEXT.encode("cp1251"))
    rtf = rf"{{\rtf1\ansi\ansicpg1251 {said}\par}}".encode()
    yield "kind-rtf", head() + body(rtf, "text/rtf"), {"only": TEXT}
    yield "kind-rtf-alone-in-twins", multi(body(rtf, "text/rtf"), kind="alternative"), {"only": TEXT}
