"""What travels between those who ask about a signature and the work that judges it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["valid", "unjudged", "wrong"]


@dataclass(frozen=True)
class Certificate:
    """number: serial in hexadecimal; owner: common name; since, until: ISO instants; key: gost or other; flaw: why it
    signs no document, a code of signatures.WORDS; issued_by_itself: nobody vouches for it."""

    number: str
    owner: str
    since: str
    until: str
    fingerprint: str
    key: str
    flaw: str = ""
    issued_by_itself: bool = False


@dataclass(frozen=True)
class Tool:
    """A certified tool for ГОСТ: a command in which {file}, {signature} and {anchors} stand for paths."""

    command: str = ""
    seconds: float = 20
    anchors: str = ""


@dataclass
class Finding:
    """What was found. why: a code of signatures.WORDS, empty when valid. signed_at: what the signer says; judged_for:
    the instant for which the certificate was judged, time: what it rests on (received | timestamp). anchor: the root
    the chain led to; revocation: «crl» when a current list was asked. inside: the document lies in the signature,
    alone, or the same or another one beside it."""

    verdict: Verdict = "unjudged"
    why: str = ""
    certificate: Certificate | None = None
    algorithm: str = ""
    signed_at: str = ""
    judged_for: str = ""
    time: str = "received"
    chain: list[str] = field(default_factory=list)
    anchor: str = ""
    anchor_fingerprint: str = ""
    revocation: str = ""
    by: str = ""
    inside: str = ""
