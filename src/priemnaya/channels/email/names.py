"""Names of files as people gave them: RFC 2231, RFC 2047, raw 8-bit or percent signs, and safe to keep."""

from __future__ import annotations

import html
import mimetypes
import re
from email.message import Message
from email.utils import collapse_rfc2231_value
from urllib.parse import unquote_to_bytes

from priemnaya.plain.charsets import guess
from priemnaya.plain.inputs.ending import ending_of, has_extension
from priemnaya.plain.spelled import TURNS

from .headers import clean, raw_header, unfold

LONGEST = 200
_UNSAFE = re.compile(r'[\\/:*?"<>|\n\r\t]')
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z]{2,8});")
UNNAMED = "вложение"
_PATH = re.compile(r"[/\\]|[A-Za-z]:[/\\]|\.\.?[/\\]|file:")
_PERCENTS = re.compile(r"(?:[^%\s]*%[0-9A-Fa-f]{2}){4,}[^%\s]*")
_EXTENSION = re.compile(r"(?:\.[A-Za-z0-9а-яё]{1,8}){1,2}$", re.IGNORECASE)
_KINDS = mimetypes.MimeTypes()
_OURS = {
    "image/jpeg": ".jpg",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "image/tiff": ".tif",
    "text/calendar": ".ics",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "application/rtf": ".rtf",
    "text/rtf": ".rtf",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/directory": ".vcf",
    "application/pgp-signature": ".asc",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "message/external-body": ".txt",
    "text/rfc822-headers": ".txt",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/x-pkcs7-mime": ".p7m",
    "application/octet-stream": ".bin",
    "audio/mp4": ".m4a",
    "video/quicktime": ".mov",
    "message/rfc822": ".eml",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/x-rar-compressed": ".rar",
    "application/vnd.rar": ".rar",
    "application/x-7z-compressed": ".7z",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}


def name_of(head: Message) -> str:
    """The name a part gives its file, safe to keep; empty without one."""
    try:
        value = _raw_name(head) or _told_name(head) or head.get_filename() or ""
    except Exception:
        value = ""
    value = unfold(value).lstrip('"')
    if _PERCENTS.fullmatch(value):
        value = guess(unquote_to_bytes(value))
    return safe(value)


def safe(value: str) -> str:
    """Without a path and signs that no system keeps, within 200 signs and with its extension. A slash of a number
    («Договор №5/2026») is no path."""
    value = _ENTITY.sub(lambda found: html.unescape(found[0]), TURNS.sub("", clean(value)))
    value = TURNS.sub("", clean(value))
    if _PATH.match(value) or "\\" in value or (value.count("/") > 1 and " " not in value):
        value = re.split(r"[/\\]", value)[-1]
    value = _UNSAFE.sub("_", value).strip().rstrip(" .")
    value = f"{UNNAMED}{value}" if re.fullmatch(r"\.[A-Za-z0-9]{1,8}", value) else value
    if len(value) <= LONGEST:
        return value
    found = _EXTENSION.search(value)
    extension = found[0] if found else ""
    return value[: LONGEST - len(extension)].rstrip(" .") + extension


def unnamed(kind: str, number: int) -> str:
    return f"{UNNAMED}-{number}{extension_of(kind)}"


def extension_of(kind: str) -> str:
    """«.pdf» of application/pdf; «.bin» of what is not known."""
    return _OURS.get(kind) or _KINDS.guess_extension(kind) or ".bin"


def with_extension(name: str, kind: str, data: bytes) -> str:
    """The name with the ending that its bytes or else its kind ask for, where it has none."""
    if not name or has_extension(name):
        return name
    ending = ending_of(data) or _OURS.get(kind) or _KINDS.guess_extension(kind) or ""
    return name if ending in ("", ".bin") else name.rstrip(". ")[: LONGEST - len(ending)] + ending


def _told_name(head: Message) -> str:
    """Of two names the one with its charset (RFC 6266, 4.3): the plain one is for programs that know no better."""
    params = head.get_params(header="content-disposition") or []
    for key, value in params:
        if key == "filename" and isinstance(value, tuple):
            return collapse_rfc2231_value(value)
    return ""


def _raw_name(head: Message) -> str:
    """A name written in plain 8-bit letters: the standard library would replace each by a question mark."""
    for name, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        data = raw_header(head, name).encode("utf-8", "surrogateescape")
        if not data.isascii():
            readable = Message()
            readable[name] = re.sub(r"\r?\n[ \t]+", " ", guess(data))
            value = readable.get_param(parameter, header=name)
            if isinstance(value, str) and value:
                return value
    return ""
