"""Whether an old workbook (.xls) is closed by a password that somebody has to know ([MS-XLS] 2.4.117, [MS-OFFCRYPTO]
2.3). Excel closes a book whose structure is protected, or that is only recommended for reading, by one of its own, and
opens it without asking."""

from __future__ import annotations

import hashlib
import struct

STANDARD = "VelvetSweatshop"
_RECORD = 0x2F
_XOR, _RC4 = 0, 1


def has_password(records: bytes) -> bool:
    """records: the beginning of the workbook."""
    at = 0
    while at + 4 <= len(records):
        number, size = struct.unpack_from("<HH", records, at)
        if number == _RECORD:
            return not _is_standard(records[at + 4 : at + 4 + size])
        at += 4 + size
    return False


def _is_standard(closed: bytes) -> bool:
    try:
        (way,) = struct.unpack_from("<H", closed)
        if way == _XOR:
            return bool(struct.unpack_from("<H", closed, 4)[0] == _verifier())
        major, minor = struct.unpack_from("<HH", closed, 2)
        if (major, minor) == (1, 1):
            return _is_by_md5(closed[6:54])
        return minor == 2 and _is_by_sha(closed[6:])
    except struct.error:
        return False


def _verifier() -> int:
    """2.3.7.1: of a password, for XOR."""
    found = 0
    for sign in reversed(bytes([len(STANDARD)]) + STANDARD.encode("ascii")):
        found = ((found >> 14) & 1 | (found << 1) & 0x7FFF) ^ sign
    return found ^ 0xCE4B


def _is_by_md5(kept: bytes) -> bool:
    """2.3.6: salt, a verifier and its digest, 16 bytes each."""
    if len(kept) < 48:
        return False
    word = hashlib.md5(STANDARD.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    base = hashlib.md5((word + kept[:16]) * 16, usedforsecurity=False).digest()[:5]
    plain = _rc4(hashlib.md5(base + bytes(4), usedforsecurity=False).digest(), kept[16:48])
    return hashlib.md5(plain[:16], usedforsecurity=False).digest() == plain[16:]


def _is_by_sha(kept: bytes) -> bool:
    """2.3.5: a head with the size of the key, then salt, verifier and digest, each with its size or of a known one."""
    size = struct.unpack_from("<I", kept, 4)[0]
    bits = struct.unpack_from("<I", kept, 8 + 16)[0] or 40
    behind = kept[8 + size :]
    salt, verifier, told = behind[4:20], behind[20:36], behind[40:60]
    if len(told) < 20 or not 40 <= bits <= 128:
        return False
    base = hashlib.sha1(salt + STANDARD.encode("utf-16-le"), usedforsecurity=False).digest()
    key = hashlib.sha1(base + bytes(4), usedforsecurity=False).digest()[: bits // 8]
    plain = _rc4(key + bytes(11) if bits == 40 else key, verifier + told)
    return hashlib.sha1(plain[:16], usedforsecurity=False).digest() == plain[16:]


def _rc4(key: bytes, data: bytes) -> bytes:
    """Some tens of bytes."""
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 255
        box[i], box[j] = box[j], box[i]
    found, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) & 255
        j = (j + box[i]) & 255
        box[i], box[j] = box[j], box[i]
        found.append(byte ^ box[(box[i] + box[j]) & 255])
    return bytes(found)
