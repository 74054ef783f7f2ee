"""What a file really is, by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """title: in Russian, nominative. extensions: endings of a name that do not lie about it."""

    title: str
    extensions: tuple[str, ...]


PDF = Kind("PDF", ("pdf",))
JPEG = Kind("изображение JPEG", ("jpg", "jpeg"))
PNG = Kind("изображение PNG", ("png",))
GIF = Kind("изображение GIF", ("gif",))
WEBP = Kind("изображение WebP", ("webp",))
TIFF = Kind("изображение TIFF", ("tif", "tiff"))
HEIC = Kind("фотография HEIC", ("heic", "heif"))
OLD_OFFICE = Kind("документ старого Office", ("doc", "xls", "ppt", "msg", "sig"))
LOCKED_OFFICE = Kind("документ Office, закрытый паролем", ("docx", "xlsx", "pptx", "doc", "xls", "ppt"))
RTF = Kind("документ RTF", ("rtf", "doc"))
DOCX = Kind("документ Word (DOCX)", ("docx",))
XLSX = Kind("таблица Excel (XLSX)", ("xlsx",))
PPTX = Kind("презентация PowerPoint (PPTX)", ("pptx",))
ODT = Kind("документ ODT", ("odt",))
OPEN = Kind("документ OpenDocument", ("odt", "ods", "odp"))
"""One whose program did not put its kind first, as the standard asks."""
ODS = Kind("таблица ODS", ("ods",))
ZIP = Kind("архив ZIP", ("zip",))
SEVEN = Kind("архив 7z", ("7z",))
RAR = Kind("архив RAR", ("rar",))
GZIP = Kind("архив gzip", ("gz",))
MP3 = Kind("звук MP3", ("mp3",))
MP4 = Kind("видео или звук MP4", ("mp4", "m4a", "mov"))
PROGRAM = Kind("программа", ("exe", "dll"))
_HEADS = (
    (b"%PDF", PDF),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (b"{\\rtf", RTF),
    (b"7z\xbc\xaf\x27\x1c", SEVEN),
    (b"Rar!\x1a\x07", RAR),
    (b"\x1f\x8b\x08", GZIP),
    (b"ID3", MP3),
    (b"\x7fELF", PROGRAM),
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which Office keeps a document under a password, as the directory of its file names it."""
_PROGRAM = re.compile(rb"MZ.{58}(.{4})", re.DOTALL)
_OFFICE = ((b"word/document", DOCX), (b"word\\document", DOCX), (b"xl/workbook", XLSX), (b"ppt/presentation", PPTX))
_OPEN = ((b"opendocument.text", ODT), (b"opendocument.spreadsheet", ODS))
SURE = frozenset(
    ["pdf", "jpg", "jpeg", "png", "gif", "webp", "tif", "tiff", "heic", "heif", "docx", "xlsx", "odt", "ods"]
    + ["zip", "7z", "rar", "m4a"]
)
"""Endings of names whose files begin with bytes known here: other bytes under them are a broken file. Not among them
what begins anyhow: texts, sound without a head, old Office written by other programs as HTML or XML."""
OTHERS = frozenset(["doc", "xls", "rtf", "txt", "csv", "eml", "xml", "msg", "mp3", "mp4", "mov"])
"""Endings under which a head of another kind is a mistake, and no head is not."""


def kind_of(data: bytes) -> Kind | None:
    """The kind by the bytes; None for texts and whatever else has no head."""
    for head, kind in _HEADS:
        if data.startswith(head):
            return LOCKED_OFFICE if kind is OLD_OFFICE and _ENCRYPTED in data else kind
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp":
        return HEIC if data[8:12] in (b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc", b"msf1") else MP4
    if b"%PDF-" in data[:1024]:  # readers allow junk before it
        return PDF
    if (found := _PROGRAM.match(data)) is not None:
        at = int.from_bytes(found[1], "little")
        return PROGRAM if data[at : at + 4] == b"PE\x00\x00" else None
    return None


def _packed(data: bytes) -> Kind:
    """A zip by the names at its ends: nothing is unpacked, and a directory of a million names costs nothing."""
    if data[30:38] == b"mimetype":
        return next((kind for mark, kind in _OPEN if mark in data[38:140]), ZIP)
    ends = data[:8192] + data[-262_144:]
    found = next((kind for mark, kind in _OFFICE if mark in ends), ZIP)
    return OPEN if found is ZIP and b"META-INF/manifest.xml" in ends and b"content.xml" in ends else found


def objection_to(name: str, data: bytes) -> str:
    """What is wrong with an uploaded file: empty, or not what its name says; in Russian, with what to do. Empty when
    nothing is."""
    if not data:
        return f"Файл «{name}» пустой: в нём ни одного байта. Откройте его на своём компьютере и приложите снова."
    extension = name.rpartition(".")[2].lower()
    really = kind_of(data)
    if really is PROGRAM:
        return f"Файл «{name}» — программа. Программы не принимаются, как бы они ни назывались."
    if really and extension in really.extensions:
        return ""
    if extension == "zip" and data.startswith(b"PK"):
        return ""
    broken_office = really is ZIP and extension in ("docx", "xlsx", "odt", "ods")
    if really and not broken_office and extension in SURE | OTHERS:
        return (
            f"Файл «{name}» на самом деле {really.title}, хотя его имя кончается на .{extension}."
            f" Переименуйте его в «….{really.extensions[0]}» и приложите снова."
        )
    if extension in SURE:
        return (
            f"Файл «{name}» не открывается как {extension.upper()}: он повреждён или это файл другого вида."
            " Откройте его на своём компьютере, сохраните снова и приложите."
        )
    return ""
