"""A detached electronic signature (CMS, .sig) as read for people: whose certificate, until when, and whether it was
made for this file."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import asdict, dataclass
from typing import Any

from asn1crypto import cms, pem, x509

from priemnaya.errors import Objection

HASHES = {"sha1": "sha1", "sha256": "sha256", "sha384": "sha384", "sha512": "sha512"}
"""Digests this machine can compute. ГОСТ Р 34.11-2012 is read but not judged: a certified tool checks it."""


@dataclass(frozen=True)
class Certificate:
    """number: serial in hexadecimal; owner: common name; since, until: days."""

    number: str
    owner: str
    since: str
    until: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Signature:
    """fits: the signature was made for the file; None when its digest cannot be computed here."""

    certificate: Certificate | None
    fits: bool | None
    algorithm: str


LARGEST = 1024 * 1024
"""Bytes of a signature or a certificate: a chain of five takes twenty thousand."""


def _must_be_small(data: bytes) -> None:
    if len(data) > LARGEST:
        raise Objection("Файл больше 1 МБ: это не подпись и не сертификат. Выберите файл .sig или .cer.")


def read_certificate(data: bytes) -> Certificate:
    """A certificate file (.cer, DER or PEM). Raises Objection."""
    _must_be_small(data)
    try:
        raw = pem.unarmor(data)[2] if pem.detect(data) else data
        return _certificate(x509.Certificate.load(raw))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Objection("Это не файл сертификата: нужен .cer, его сохраняет программа подписи.") from error


def read_signature(data: bytes, signed: bytes) -> Signature:
    """What a detached signature says of itself and of the file. Raises Objection when it is no CMS signature."""
    _must_be_small(data)
    try:
        raw = _der(data)
        info = cms.ContentInfo.load(raw)
        if info["content_type"].native != "signed_data":
            raise Objection("not signed data")
        content = info["content"]
        signer = content["signer_infos"][0]
        algorithm = str(signer["digest_algorithm"]["algorithm"].native)
        certificates = (
            [c.chosen for c in content["certificates"] if c.name == "certificate"] if content["certificates"] else []
        )
        return Signature(_chosen(certificates, signer), _fits(signer, algorithm, signed), algorithm)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise Objection("Это не файл подписи: нужен .sig, отсоединённая подпись в формате CMS.") from error


def _der(data: bytes) -> bytes:
    """Bytes of the signature: as they are, from PEM, or from bare base64 (so КриптоАРМ saves it)."""
    if pem.detect(data):
        return bytes(pem.unarmor(data)[2])
    if data[:1] == b"0":
        return data
    return base64.b64decode(data, validate=False)


def _chosen(certificates: list[Any], signer: Any) -> Certificate | None:
    serial = signer["sid"].chosen["serial_number"].native if signer["sid"].name == "issuer_and_serial_number" else None
    for certificate in certificates:
        if serial is None or certificate.serial_number == serial:
            return _certificate(certificate)
    return None


def _certificate(found: Any) -> Certificate:
    subject = found.subject.native
    person = " ".join(str(subject[k]) for k in ("surname", "given_name") if subject.get(k))
    validity = found["tbs_certificate"]["validity"].native

    def day(at: dt.datetime) -> str:
        return f"{at:%d.%m.%Y}"

    return Certificate(
        f"{found.serial_number:X}",
        person or str(subject.get("common_name", "")),
        day(validity["not_before"]),
        day(validity["not_after"]),
    )


def _fits(signer: Any, algorithm: str, signed: bytes) -> bool | None:
    name = HASHES.get(algorithm)
    if name is None:
        return None
    if not signer["signed_attrs"]:
        return None
    for attribute in signer["signed_attrs"]:
        if attribute["type"].native == "message_digest":
            return bool(attribute["values"][0].native == hashlib.new(name, signed).digest())
    return None
