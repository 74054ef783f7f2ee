"""What nobody should send and somebody does: values, files, bodies, headers and parts of addresses."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_plus

from .visit import Form

TYPED = "Сиреневый туман над Ижом"
"""Words that must come back on the page when what was sent is refused."""

NONSENSE: dict[str, str] = {
    "степень": "²",
    "нулевой байт": "a\x00b",
    "арабская цифра": "٣",
    "минус один": "-1",
    "нуль": "0",
    "сорок девяток": "9" * 41,
    "больше целого": "9223372036854775808",
    "дробь": "1.5e400",
    "половинка пары": "a\udce0\ud800b",
    "знак справа налево": "\u202e\ufeff\u2028",
    "разметка": "'\"><script>alert(1)</script>{{ 7|add:7 }}{% load %}%s%(a)s{0}",
    "длинно": "длинно " * 3000,
    "слово без пробелов": "ы" * 5000,
    "тридцатое февраля": "2026-02-30",
    "первый день": "0001-01-01",
    "последний день": "9999-12-31",
    "последний день словами": "жалобы со сроком до 31.12.9999",
    "до первого дня": "до 01.01.0001",
    "последняя минута": "9999-12-31T23:59",
    "список": '["a", {"b": null}]',
    "пробелы": " \t\r\n ",
    "путь": "../../etc/passwd",
    "адрес": "//evil.example/%00",
    "ip": "[::1",
}
PARTS = ["²", "%00", "a.svg", "%2e%2e", "9" * 41, "-1", "٣", "x" * 4000, "%ED%A0%80", "%FF%FE", "a%0d%0ab", "a b", "%"]
"""Instead of one part of an address."""
TAILS = [".svg", "/.svg", "//", "%00", "%0A", ";x", "?", "#", "/../", "index.php", "/" * 50]
"""After an address."""
HEADERS: dict[str, dict[str, str]] = {
    "языки": {"HTTP_ACCEPT_LANGUAGE": "ru;q=²,en-" + "x" * 9000},
    "язык": {"HTTP_ACCEPT_LANGUAGE": "\x00,*;q=nan"},
    "чужой сервер": {"HTTP_HOST": "evil.example"},
    "кривой сервер": {"HTTP_HOST": "a:b:c"},
    "сервер из знаков": {"HTTP_HOST": "²"},
    "etag": {"HTTP_IF_NONE_MATCH": '"²", W/"', "HTTP_IF_MODIFIED_SINCE": "вчера", "HTTP_IF_MATCH": "*"},
    "range": {"HTTP_RANGE": "bytes=99999999999999999999-,-5,²"},
    "печенье": {
        "HTTP_COOKIE": "sessionid=²; look=size=9&&=; draft=\x00; csrftoken=x; django_language=../../x; messages=["
    },
    "пустое печенье": {"HTTP_COOKIE": ";;;=; =a; sessionid; draft=" + "z" * 5000},
    "htmx": {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[bad", "HTTP_HX_BOOSTED": "²"},
    "htmx 2": {
        "HTTP_HX_REQUEST": "true",
        "HTTP_HX_CURRENT_URL": "%ED%A0",
        "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true",
    },
    "откуда": {"HTTP_REFERER": "http://[bad", "HTTP_ORIGIN": "null", "HTTP_USER_AGENT": "x" * 9000},
    "посредник": {"HTTP_X_FORWARDED_FOR": "²", "HTTP_X_FORWARDED_PROTO": "javascript", "HTTP_X_FORWARDED_HOST": "e"},
    "без адреса": {"REMOTE_ADDR": ""},
    "скрипт": {"HTTP_X_REQUESTED_WITH": "fetch", "HTTP_ACCEPT": "²"},
    "длина": {"CONTENT_LENGTH": "²"},
    "отрицательная длина": {"CONTENT_LENGTH": "-5"},
    "ключ": {"HTTP_AUTHORIZATION": "Bearer ²\x00", "HTTP_IDEMPOTENCY_KEY": "²" * 300},
    "не ключ": {"HTTP_AUTHORIZATION": "Basic " + "!" * 9000},
}
KINDS = [
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=rot13",
    "application/x-www-form-urlencoded; charset=²",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=²",
    "multipart/form-data; boundary=x; charset=idna",
    "multipart/mixed; boundary=x",
    "application/json",
    'text/plain; a="',
    "/",
]
"""Kinds of a body that a form never has; the bytes are the same for all."""


def deep(n: int) -> bytes:
    return b"[" * n + b"]" * n


JSON: dict[str, bytes] = {
    "пусто": b"",
    "глубина": deep(100_000),
    "глубокий объект": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "глубина в поле": b'{"text":' + deep(2_000) + b"}",
    "не число": b'{"text": NaN, "a": Infinity, "b": -Infinity}',
    "огромное число": b'{"text": ' + b"9" * 5000 + b"}",
    "дважды": b'{"text": "a", "text": {"b": 1}, "text": null}',
    "не utf-8": b'{"text": "\xff\xfe\xed\xa0\x80"}',
    "половинка пары": b'{"text": "\\ud800", "\\udfff": 1}',
    "нуль-байт": b'{"text": "a\\u0000b"}',
    "список": b"[1, 2, 3]",
    "строка": b'"text"',
    "null": b"null",
    "bom": b'\xef\xbb\xbf{"text": "a"}',
    "utf-16": '{"text": "a"}'.encode("utf-16"),
    "оборвано": b'{"text": "a',
    "форма": b"text=a&b=%zz&%ED%A0=1",
}


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """As a browser sends a form, halves of surrogate pairs as their bytes."""
    return "&".join(f"{quote_plus(n)}={quote_plus(v.encode('utf-8', 'surrogatepass'))}" for n, v in pairs).encode()


def multipart(pairs: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> tuple[bytes, str]:
    """The same with files: (field, file name, content)."""
    parts = []
    for name, value in pairs:
        head = f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        parts.append(head + value.encode("utf-8", "surrogatepass"))
    for name, filename, content in files:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'.encode()
        parts.append(head + b"Content-Type: application/pdf\r\n\r\n" + content)
    body = b"".join(b"--granitsa\r\n" + p + b"\r\n" for p in parts) + b"--granitsa--\r\n"
    return body, "multipart/form-data; boundary=granitsa"


def abused(form: Form, value: str) -> list[tuple[str, str]]:
    """Every field of the form holds the same nonsense."""
    return [(n, value) for n in form.names if n not in form.files()] + list(form.button)


def one_by_one(form: Form, turn: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """One field abused, the others as shown; the nonsense rotates, so that over all forms each meets each sort of
    field."""
    values = list(NONSENSE.items())
    made = []
    for place, name in enumerate(n for n in form.names if n not in form.files()):
        title, value = values[(turn + place * 7) % len(values)]
        others = [(n, v) for n, v in form.shown() if n != name]
        made.append((f"{name}={title}", [*others, (name, value)]))
    return made


def typed(form: Form, rest: str) -> list[tuple[str, str]]:
    """Words in every field for words; the rest as shown, or empty, or nonsense."""
    texts = set(form.texts())
    others = [(n, v if rest == "shown" else rest) for n, v in form.shown() if n not in texts]
    return [*others, *((n, TYPED) for n in form.names if n in texts)]


def files_for(form: Form) -> dict[str, list[tuple[str, str, bytes]]]:
    """Files that are too many, empty, badly named, of a sort that is not taken, not what they say."""
    name = (form.files() or ["files"])[0]
    return {
        "сто один файл": [(name, f"файл{n}.pdf", b"%PDF-1.4") for n in range(101)],
        "пустой файл": [(name, "пусто.pdf", b"")],
        "длинное имя": [(name, "и" * 5000 + ".pdf", b"%PDF-1.4 x")],
        "имя-путь": [(name, "../../etc/passwd", b"root")],
        "без имени": [(name, ".pdf", b"x")],
        "программа": [(name, "a.exe", b"MZ")],
        "не pdf": [(name, "a.pdf", bytes(range(256)) * 10)],
        "не docx": [(name, "a.docx", b"PK\x03\x04" + b"\x00" * 100)],
        "файлом всё": [(n, "a.txt", b"text") for n in form.names],
    }


def instance(schema: dict[str, Any], whole: dict[str, Any], value: Any = None, depth: int = 0) -> Any:
    """A body of the API as its schema asks; value: put it instead of every scalar."""
    if "$ref" in schema:
        return instance(whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]], whole, value, depth + 1)
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            return instance(schema[several][0], whole, value, depth + 1)
    kind = schema.get("type")
    if kind == "object" and depth < 6:
        return {k: instance(v, whole, value, depth + 1) for k, v in schema.get("properties", {}).items()}
    if kind == "array":
        return [instance(schema.get("items", {}), whole, value, depth + 1)]
    if value is not None:
        return value
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [""])[0])
    return {"integer": 1, "number": 1, "boolean": True}.get(str(kind), schema.get("default") or "слово")


def bodies_of(operation: dict[str, Any], whole: dict[str, Any]) -> dict[str, bytes]:
    """Hostile bodies for one operation: shapes that fit nothing, and its own shape with nonsense in every place."""
    asked = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    made = dict(JSON)
    if asked:
        made["как просят"] = json.dumps(instance(asked, whole)).encode()
        for title, value in (*NONSENSE.items(), ("число", 10**30), ("пустой список", []), ("правда", True)):
            made[f"везде {title}"] = json.dumps(instance(asked, whole, value)).encode()
    return made
