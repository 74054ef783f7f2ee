"""What the mail server in front of us found about the sender: SPF, DKIM, DMARC, from its Authentication-Results (RFC
8601)."""

from __future__ import annotations

from email.message import Message

from authres import AuthenticationResultsHeader

METHODS = ("spf", "dkim", "dmarc")


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
        return found
    return {}
