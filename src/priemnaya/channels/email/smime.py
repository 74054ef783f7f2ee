"""S/MIME: the letter inside an opaque signature (CMS SignedData). Signatures are not judged here; the file of the
signature stays."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from asn1crypto import cms

SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
ENCRYPTED = (*SIGNED, "multipart/encrypted", "application/pgp-encrypted")


def opened(part: Message) -> Message | None:
    """The letter that a signed envelope wraps; None when the part is no such envelope or cannot be opened
    (encrypted)."""
    if part.get_content_type() not in SIGNED:
        return None
    payload = part.get_payload(decode=True)
    try:
        info = cms.ContentInfo.load(payload if isinstance(payload, bytes) else b"")
        if info["content_type"].native != "signed_data":
            return None
        inner = info["content"]["encap_content_info"]["content"].native
    except Exception:
        return None
    if not isinstance(inner, bytes) or not inner.strip():
        return None
    return email.message_from_bytes(inner, policy=email.policy.compat32)
