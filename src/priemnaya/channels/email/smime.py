"""S/MIME: the letter inside an opaque signature (CMS SignedData). Signatures are not judged here; the file of the
signature stays."""

from __future__ import annotations

import re

from priemnaya.cases.openable import wrapped

from .mime import Part, letter_of
from .names import name_of

SIGNED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_UNTOLD = ("application/octet-stream", "application/x-unknown", "application/unknown")
_LETTER = re.compile(rb"\s*(?:content-[a-z-]+|mime-version|from|subject)[ \t]*:", re.IGNORECASE)


def opened(part: Part) -> Part | None:
    """The letter that a signed envelope wraps; None when the part is no such envelope, cannot be opened (encrypted), or
    wraps a document and no letter."""
    if part.kind not in SIGNED and not (part.kind in _UNTOLD and name_of(part.head).lower().endswith(".p7m")):
        return None
    inner = wrapped(part.content)
    return letter_of(inner) if inner and _LETTER.match(inner) else None
