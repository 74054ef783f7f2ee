"""What is called damaged is so for every program: what we cannot unpack, or others show, is not."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile

import pytest
from PIL import Image

from priemnaya.cases.excel import STANDARD, _rc4, has_password
from priemnaya.cases.openable import state_of

pytestmark = pytest.mark.unit


def packed(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.txt", b"b" * 100)
    return out.getvalue()


def by_a_way_nobody_here_knows() -> bytes:
    """Deflate64, which Explorer takes for large files."""
    data = bytearray(packed())
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 9
    return bytes(data)


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((400, 300), 90).convert("RGB").save(out, form)
    return out.getvalue()


def workbook(password: str, bits: int) -> bytes:
    """The beginning of one that Excel closed: by MD5, or by SHA-1 with a key of so many bits."""
    salt, verifier = bytes(range(16)), b"verifier of book"
    word = password.encode("utf-16-le")
    if not bits:
        base = hashlib.md5((hashlib.md5(word).digest()[:5] + salt) * 16).digest()[:5]
        closed = _rc4(hashlib.md5(base + bytes(4)).digest(), verifier + hashlib.md5(verifier).digest())
        kept = struct.pack("<HHH", 1, 1, 1) + salt + closed
    else:
        key = hashlib.sha1(hashlib.sha1(salt + word).digest() + bytes(4)).digest()[: bits // 8]
        closed = _rc4(key + bytes(11) if bits == 40 else key, verifier + hashlib.sha1(verifier).digest())
        top = struct.pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + "CSP\0".encode("utf-16-le")
        kept = struct.pack("<HHHII", 1, 4, 2, 4, len(top)) + top
        kept += struct.pack("<I", 16) + salt + closed[:16] + struct.pack("<I", 20) + closed[16:]
    return struct.pack("<HH", 0x809, 4) + bytes(4) + struct.pack("<HH", 0x2F, len(kept)) + kept


def test_the_password_of_excel_itself_is_none() -> None:
    """XOR by the pair that LibreOffice writes for it too (0x9A0A); RC4 both ways; what is broken has one."""
    for bits in (0, 40, 128):
        assert has_password(workbook("Тайна", bits)) and not has_password(workbook(STANDARD, bits))
    xor = struct.pack("<HHHHH", 0x2F, 6, 0, 0xB359, 0x9A0A)
    assert not has_password(xor) and has_password(xor[:-1] + b"\0") and has_password(xor[:6])


def test_a_way_of_packing_we_do_not_know_words_and_a_volume_are_not_called_damaged() -> None:
    for name, data in (
        ("a.zip", packed(zipfile.ZIP_LZMA)),
        ("a.zip", by_a_way_nobody_here_knows()),
        ("a.txt", b"PKU;1;2\n"),
        ("a.7z.001", b"7z\xbc\xaf'\x1c" + b"0" * 40),
    ):
        assert state_of(name, data) == "", name
    assert state_of("a.zip", packed()[:60]) == state_of("a.docx", b"PK\x03\x04abc") == "damaged"


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_without_its_last_bytes_is_shown_by_all_and_one_without_its_half_is_damaged(form: str) -> None:
    data = picture(form)
    assert [state_of(f"a.{form.lower()}", data[: len(data) - lost]) for lost in (0, 1, 3)] == ["", "", ""]
    assert state_of(f"a.{form.lower()}", data[: len(data) // 2]) == "damaged"
