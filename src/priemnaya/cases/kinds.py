"""What kind of matter a letter plainly calls itself: only unmistakable words count, everything else is for people to judge."""

from __future__ import annotations

import re

SERVICE = r"(?:государственн|муниципальн)\w+\s+услуг"
COMPLAINT = re.compile(
    rf"\bдосудебн\w+\s+(?:\([^)]*\)\s+)?(?:обжаловани|жалоб)|\bжалоб\w+[^.!?\n]{{0,120}}{SERVICE}|\bжалоб\w+[^.!?\n]{{0,120}}\b210-?\s?фз",
    re.IGNORECASE,
)
APPLICATION = re.compile(
    rf"\b(?:заявлени\w+|запрос\w*)\s+(?:о|об|на)\s+(?:предоставлени|оказани|получени)\w+\s+{SERVICE}"
    rf"|\bпрошу\s+(?:предоставить|оказать)\s+(?:мне\s+)?{SERVICE}",
    re.IGNORECASE,
)
LOOKED_AT = 3000
"""Signs of the text that are looked at: what a matter is called stands at its head."""


def evident_kind(subject: str, text: str) -> str:
    """service_complaint or service_application when the letter says so itself; otherwise empty."""
    head = f"{subject}\n{text[:LOOKED_AT]}"
    if COMPLAINT.search(head):
        return "service_complaint"
    return "service_application" if APPLICATION.search(head) else ""
