"""S/MIME: the letter inside an opaque signature (CMS SignedData). Signatures are not judged here; the file of the
signature stays."""

from __future__ import annotations

import re

from asn1crypto import cms

from .decoding import from_base64
from .mime import Part, letter_of

SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_LETTER = re.compile(rb"\s*(?:content-[a-z-]+|mime-version|from|subject)[ \t]*:", re.IGNORECASE)
_PEM = re.compile(rb"-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----([^-]+)-----END")
ENCRYPTED = (*SIGNED, "multipart/encrypted", "application/pgp-encrypted")


def opened(part: Part) -> Part | None:
    """The letter that a signed envelope wraps; None when the part is no such envelope, cannot be opened (encrypted), or
    wraps a document and no letter."""
    if part.kind not in SIGNED:
        return None
    inner = wrapped(part.content)
    return letter_of(inner) if inner and _LETTER.match(inner) else None


def wrapped(data: bytes) -> bytes:
    """What a signature has inside (CMS SignedData, DER or PEM); empty without it."""
    if (pem := _PEM.search(data)) is not None:
        data = from_base64(pem[1])
    try:
        info = cms.ContentInfo.load(data)
        if info["content_type"].native != "signed_data":
            return b""
        inner = info["content"]["encap_content_info"]["content"].native
    except Exception:
        return b""
    return inner if isinstance(inner, bytes) else b""
