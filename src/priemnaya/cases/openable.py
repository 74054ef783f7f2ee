"""Whether a file that came opens at all, and what a signature holds: a bounded work, every byte is a stranger's.

Nothing is unpacked or drawn for show here: each kind is asked as cheaply as its own form allows. A kind that is not
known here, or holds more than the budget, is said to be nothing about."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from priemnaya.cases.excel import has_password
from priemnaya.plain.inputs import kinds
from priemnaya.plain.inputs.kinds import SURE, kind_of

LARGEST_ARCHIVE = 50 * 1024 * 1024
"""Unpacked bytes of an archive whose sums are counted; of a larger one only the directory is read."""
LARGEST_PICTURE = 40_000_000
"""Points of a picture that is drawn to see whether it is whole."""
_PEM = re.compile(rb"-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA|SIGNED MESSAGE|SIGNATURE)-----([^-]+)-----END")
_BARE = re.compile(rb"M[A-Za-z0-9+/\s]{40,}={0,2}")
_PGP = re.compile(rb"\s*-----BEGIN PGP MESSAGE-----")
_CMS = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07"
"""The beginning of the names of all sorts of CMS (1.2.840.113549.1.7); a 3 behind it is an envelope."""
ENVELOPES = ("enveloped_data", "encrypted_data", "authenticated_enveloped_data")
"""Kinds of CMS that are closed with somebody's key."""
_SIGNATURES = ("p7m", "p7e", "p7s", "sig", "sgn")
_OLD = {"doc": ("WordDocument",), "xls": ("Workbook", "Book"), "ppt": ("PowerPoint Document",)}
_BEGINNING = 4096
"""In how many of a workbook's first bytes it stands whether it has a password."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""A zip, an empty one, one in volumes; «PK» alone begins words too."""
_VOLUME = re.compile(r"\.(?:\d{3}|z\d\d|r\d\d|part\d+\.rar)$")
"""One of several pieces: nothing can be said of it by itself."""
_AES = b"\x06\xf1\x07\x01"
"""How 7z names its cipher."""


def state_of(name: str, data: bytes) -> str:
    """empty, locked (a password), encrypted (somebody's key), damaged; of a signature holds (its document) or apart;
    nothing for a file that opens or of which nothing can be said."""
    if not data:
        return "empty"
    if _VOLUME.search(name.lower()):
        return ""
    extension = PurePath(name.lower()).suffix.removeprefix(".")
    try:
        return _look_of(extension, data)(data)
    except MemoryError:
        raise
    except NotImplementedError:  # a way of packing that we do not know (Deflate64, LZMA, PPMd): others open it
        return ""
    except Exception:  # its own form is broken: so it is for every program
        return "damaged"


def is_closed(data: bytes) -> bool:
    """An envelope of CMS or a message of PGP, by the first bytes: for somebody's key."""
    return _CMS + b"\x03" in data[:40] or is_pgp(data)


def is_pgp(data: bytes) -> bool:
    return bool(_PGP.match(data[:80]))


def _look_of(extension: str, data: bytes) -> Callable[[bytes], str]:
    """By its bytes, where they say what it is, else by its name."""
    really = kind_of(data)
    if extension in _SIGNATURES:
        return _letter_seal if extension in ("p7m", "p7e") else _seal
    if is_pgp(data) or extension in ("gpg", "pgp"):
        return _pgp
    if really is kinds.LOCKED_OFFICE:
        return lambda _: "locked"
    if really is kinds.OLD_OFFICE:
        return lambda data: _old_office(data, extension)
    if data.startswith(_ZIP):
        return lambda data: _archive(data, extension)
    known = next((look for kind, look in _BY_KIND if really in kind), None)
    if known is not None:
        return known
    if really is None and extension in (SURE - {"m4a"}):
        return lambda _: "damaged"
    return lambda _: "encrypted" if _cms(data) == "enveloped_data" else ""


def _letter_seal(data: bytes) -> str:
    """smime.p7m: nothing but CMS is one."""
    return _seal(data) or "damaged"


def _seal(data: bytes) -> str:
    sort = _cms(data)
    if sort == "signed_data":
        return "holds" if wrapped(data) else "apart"
    if sort in ENVELOPES:
        return "encrypted"
    return "damaged" if sort == "broken" else ""


def der_of(data: bytes) -> bytes:
    """The bytes of a signature that was written down as letters, with or without its first line."""
    from base64 import b64decode

    if (found := _PEM.search(data)) is not None:
        return b64decode(b"".join(found[1].split()))
    return b64decode(b"".join(data.split())) if _BARE.fullmatch(data.strip()) else data


def _cms(data: bytes) -> str:
    """The sort of CMS; broken where it begins as one and goes on otherwise, empty for no CMS."""
    from asn1crypto import cms

    if is_closed(data):
        return "enveloped_data"
    try:
        der = der_of(data)
        info = cms.ContentInfo.load(der)
        sort = str(info["content_type"].native)
        if sort == "signed_data":
            list(info["content"]["signer_infos"])
    except (ValueError, TypeError, KeyError):
        return "broken" if _CMS in data[:60] else ""
    return sort


def wrapped(data: bytes) -> bytes:
    """What a signature has inside (CMS SignedData, DER or letters); empty without it."""
    from asn1crypto import cms

    try:
        info = cms.ContentInfo.load(der_of(data))
        if info["content_type"].native != "signed_data":
            return b""
        inner = info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError):
        return b""
    return inner if isinstance(inner, bytes) else b""


def _pgp(data: bytes) -> str:
    """Armoured, or packets that begin with a key for somebody (RFC 9580, 5.1 and 5.3)."""
    return "encrypted" if is_pgp(data) or data[0] in (0x84, 0x85, 0x8C, 0xC1, 0xC3) else ""


def _archive(data: bytes, extension: str) -> str:
    """A zip, and the documents that are one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(p.flag_bits & 1 for p in parts):
            return "locked"
        names = {p.filename for p in parts}
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.open("META-INF/manifest.xml").read(10**6):
            return "locked"
        if extension in ("docx", "xlsx", "pptx") and "[Content_Types].xml" not in names:
            return "damaged"
        if extension in ("odt", "ods", "odp") and "content.xml" not in names:
            return "damaged"
        whole = sum(p.file_size for p in parts) > LARGEST_ARCHIVE or archive.testzip() is None
        return "" if whole else "damaged"


def _old_office(data: bytes, extension: str) -> str:
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as archive:
        streams = {"/".join(path) for path in archive.listdir()}
        if "EncryptedPackage" in streams or "EncryptedSummary" in streams:
            return "locked"
        if "WordDocument" in streams:
            (flags,) = struct.unpack_from("<H", archive.openstream("WordDocument").read(12), 10)
            return "locked" if flags & 0x0100 else ""
        for name in streams & {"Workbook", "Book"}:
            return "locked" if has_password(archive.openstream(name).read(_BEGINNING)) else ""
        if extension == "msg":
            return "" if "__properties_version1.0" in streams else "damaged"
        wanted = _OLD.get(extension, ())
        return "damaged" if not streams or (wanted and not streams & set(wanted)) else ""


def _pdf(data: bytes) -> str:
    import pypdfium2

    try:
        return "" if len(pypdfium2.PdfDocument(data)) else "damaged"
    except pypdfium2.PdfiumError as error:
        said = str(error).lower()
        return "locked" if "password" in said or "security" in said else "damaged"


def _picture(data: bytes) -> str:
    """Drawn small where its form allows it."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height <= LARGEST_PICTURE:
                picture.draft("RGB", (64, 64))
                picture.load()
    except Image.DecompressionBombError:
        return ""
    except OSError:  # its end is lacking
        return "" if _nearly_whole(data) else "damaged"
    return ""


def _nearly_whole(data: bytes) -> bool:
    """Without its last bytes a picture is shown by every program. What is lacking is one colour: there is something in
    the lowest tenth."""
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = True  # the only picture of this process: a bounded work
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", (64, 64))
            drawn = picture.convert("RGB")
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    lowest = drawn.crop((0, drawn.height - max(1, drawn.height // 10), drawn.width, drawn.height))
    return lowest.getcolors(1) is None


def _photograph(data: bytes) -> str:
    import pi_heif

    pi_heif.register_heif_opener()
    return _picture(data)


def _rar(data: bytes) -> str:
    if data.startswith(b"Rar!\x1a\x07\x01\x00"):
        return "locked" if len(data) > 14 and _after_size(data, 12) == 4 else ""
    _crc, sort, flags, size = struct.unpack_from("<HBHH", data, 7)
    if sort == 0x73 and flags & 0x0080:
        return "locked"
    _crc, sort, flags, _size = struct.unpack_from("<HBHH", data, 7 + size)
    return "locked" if sort == 0x74 and flags & 0x0004 else ""


def _after_size(data: bytes, at: int) -> int:
    """The sort of a header of RAR5: it stands behind a number of one to three bytes."""
    while data[at] & 0x80:
        at += 1
    return data[at + 1]


def _seven(data: bytes) -> str:
    start, size = struct.unpack_from("<QQ", data, 12)
    if 32 + start + size > len(data):
        return "damaged"
    return "locked" if _AES in data[32 + start : 32 + start + size] else ""


_PICTURES = (kinds.JPEG, kinds.PNG, kinds.GIF, kinds.WEBP, kinds.TIFF)
_BY_KIND: tuple[tuple[tuple[Any, ...], Callable[[bytes], str]], ...] = (
    ((kinds.PDF,), _pdf),
    (_PICTURES, _picture),
    ((kinds.HEIC,), _photograph),
    ((kinds.RAR,), _rar),
    ((kinds.SEVEN,), _seven),
)
