"""What the mail server in front of us found about the sender: SPF, DKIM, DMARC, from its Authentication-Results (RFC
8601).

DMARC speaks of one domain (`header.from`), and only of the letter whose «From» is one plain address of it (RFC 7489
6.6.1): whoever has a domain of their own passes it, and may write any «From» beside.
"""

from __future__ import annotations

import re
from email.message import Message
from typing import Any

from authres import AuthenticationResultsHeader

METHODS = ("spf", "dkim", "dmarc")
FOREIGN = "foreign"
"""DMARC passed for another domain than the sender's, or for a «From» that is not one plain address: no proof."""
_ADDRESS = r"((?!')[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255})"
PLAIN = re.compile(rf'{_ADDRESS}|(?:[^@<>,;:()"]{{0,998}}|"[^"@<>]{{0,998}}"\s*)<{_ADDRESS}>')
"""«Name <address>» or an address alone; a name with an «@» in it is none of a plain letter."""


def checks_of(message: Message, authserv: str) -> dict[str, str]:
    """{method: result} from the topmost header our own server wrote; empty when it wrote none. A header under any other
    name is a claim of the sender and counts for nothing: PRIEMNAYA_AUTHSERV names ours, and without it nothing is
    shown."""
    if not authserv:
        return {}
    for value in message.get_all("Authentication-Results", []):
        try:
            header = AuthenticationResultsHeader.parse(f"Authentication-Results: {' '.join(str(value).split())}")
        except Exception:  # noqa: S112 - whatever a stranger writes, the letter is taken  # nosec B112
            continue
        if header.authserv_id.lower() != authserv.lower():
            continue
        found: dict[str, str] = {}
        for result in header.results:
            if result.method in METHODS and result.method not in found:
                found[result.method] = str(result.result)[:20]
                if result.method == "dmarc" and found["dmarc"] == "pass" and not _is_of(message, result):
                    found["dmarc"] = FOREIGN
        return found
    return {}


def plain_sender(message: Message) -> str:
    """The address of a letter with exactly one «From» of exactly one plain address, in lower case; else empty."""
    fields = [" ".join(str(v).split()) for v in message.get_all("From", [])]
    found = PLAIN.fullmatch(fields[0].strip()) if len(fields) == 1 else None
    return str(found[1] or found[2]).lower().rstrip(".") if found else ""


def _is_of(message: Message, result: Any) -> bool:
    """Whether the domain that DMARC passed for is that of the one plain sender."""
    named = next((str(p.value) for p in result.properties if (p.type, p.name) == ("header", "from")), "")
    domain = plain_sender(message).rpartition("@")[2]
    return bool(domain) and named.lower().rstrip(".").rpartition("@")[2] == domain
