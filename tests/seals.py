"""A certification centre of the tests: roots, signers, signatures whole and spoilt. Keys are made once a run."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core, keys
from asn1crypto import x509 as plain
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .helpers import run_apart

GOST_KEY, GOST_DIGEST, GOST_SIGNATURE = "1.2.643.7.1.1.1.1", "1.2.643.7.1.1.2.2", "1.2.643.7.1.1.3.2"
SINCE, UNTIL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2040, 1, 1, tzinfo=dt.UTC)


@lru_cache(maxsize=32)
def key_of(name: str, sort: str = "rsa") -> Any:
    return (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if sort == "rsa"
        else ec.generate_private_key(ec.SECP256R1())
    )


@dataclass(frozen=True)
class Person:
    """Somebody with a key and a certificate. issuer None: vouched for by nobody but themselves."""

    name: str
    sort: str = "rsa"
    issuer: Person | None = None
    since: dt.datetime = SINCE
    until: dt.datetime = UNTIL
    use: str = "digital_signature"
    centre: bool = False
    stamps: bool = False
    serial: int = 0

    @property
    def key(self) -> Any:
        return key_of(self.name, self.sort)

    @property
    def certificate(self) -> x509.Certificate:
        return _certificate(self)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def number(self) -> str:
        return f"{self.certificate.serial_number:X}"


@lru_cache(maxsize=64)
def _certificate(who: Person) -> x509.Certificate:
    issuer = who.issuer or who
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, p.name)]) for p in (who, issuer)]
    uses = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    uses |= {"key_cert_sign": True, "crl_sign": True} if who.centre else {who.use: True} if who.use else {}
    made = (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(who.key.public_key())
        .serial_number(who.serial or x509.random_serial_number())
        .not_valid_before(who.since)
        .not_valid_after(who.until)
        .add_extension(x509.BasicConstraints(ca=who.centre, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(who.key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    if who.centre or who.use:
        made = made.add_extension(x509.KeyUsage(**uses), critical=True)
    if who.stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return made.sign(issuer.key, hashes.SHA256())


ROOT = Person("Корень тестов", centre=True, since=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
BETWEEN = Person("Промежуточный центр тестов", issuer=ROOT, centre=True)
ORLOV = Person("Орлов Сергей Иванович", issuer=BETWEEN)
ORLOV_EC = Person("Орлов Сергей Иванович", "ec", issuer=BETWEEN)
MINISTER = Person("Министр")
"""Self-made: nobody vouches for it."""
STRANGE_ROOT = Person("Чужой корень", centre=True)
STAMPER = Person("Служба меток времени", issuer=ROOT, stamps=True)


def anchored(folder: Path, *roots: Person) -> Path:
    """A folder of anchors with these in it."""
    folder.mkdir(exist_ok=True)
    for n, root in enumerate(roots or (ROOT,)):
        (folder / f"{n}.cer").write_bytes(root.der)
    return folder


@dataclass(frozen=True)
class Made:
    """A signature and what can be done to it."""

    who: Person
    info: Any

    @property
    def der(self) -> bytes:
        data: bytes = self.info.dump(force=True)
        return data

    @property
    def signer(self) -> Any:
        return self.info["content"]["signer_infos"][0]


def sealed(
    data: bytes,
    who: Person,
    *,
    at: dt.datetime | None = None,
    chain: tuple[Person, ...] = (BETWEEN,),
    bare: bool = False,
    inside: bool = False,
    digest: str = "sha256",
) -> Made:
    """A detached CMS signature of `data`. at: the signing time it names; chain: whose certificates it carries besides;
    bare: without its own; inside: with the document in it."""
    attributes = cms.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [hashlib.new(digest, data).digest()]},
            *([{"type": "signing_time", "values": [cms.Time({"utc_time": core.UTCTime(at)})]}] if at else []),
        ]
    )
    certificate = plain.Certificate.load(who.der)
    sha = {"sha256": hashes.SHA256, "sha1": hashes.SHA1}[digest]()
    signature = (
        who.key.sign(attributes.dump(), padding.PKCS1v15(), sha)
        if who.sort == "rsa"
        else who.key.sign(attributes.dump(), ec.ECDSA(sha))
    )
    method = {"algorithm": f"{digest}_{'rsa' if who.sort == 'rsa' else 'ecdsa'}"}
    info = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": cms.SignedData(
                {
                    "version": "v1",
                    "digest_algorithms": [{"algorithm": digest}],
                    "encap_content_info": {"content_type": "data", **({"content": data} if inside else {})},
                    "certificates": [plain.Certificate.load(p.der) for p in ((() if bare else (who,)) + chain)],
                    "signer_infos": [
                        {
                            "version": "v1",
                            "sid": cms.SignerIdentifier(
                                {
                                    "issuer_and_serial_number": {
                                        "issuer": certificate.issuer,
                                        "serial_number": certificate.serial_number,
                                    }
                                }
                            ),
                            "digest_algorithm": {"algorithm": digest},
                            "signed_attrs": attributes,
                            "signature_algorithm": method,
                            "signature": signature,
                        }
                    ],
                }
            ),
        }
    )
    return Made(who, info)


def stamped(made: Made, at: dt.datetime, by: Person = STAMPER, imprint: bytes | None = None) -> Made:
    """The same signature with a token of a time-stamping service. imprint: of another signature."""
    secret = by.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    store = SimpleCertificateStore()
    store.register(plain.Certificate.load(ROOT.der))
    service = DummyTimeStamper(
        tsa_cert=plain.Certificate.load(by.der),
        tsa_key=keys.PrivateKeyInfo.load(secret),
        certs_to_embed=store,
        fixed_dt=at,
    )
    over = imprint or made.signer["signature"].native
    asked = service.async_timestamp(hashlib.sha256(over).digest(), "sha256")
    token = run_apart(asked)
    made.signer["unsigned_attrs"] = cms.CMSAttributes(
        [cms.CMSAttribute({"type": "signature_time_stamp_token", "values": [token]})]
    )
    return replace(made, info=cms.ContentInfo.load(made.info.dump(force=True)))


def as_gost(made: Made) -> Made:
    """The same bytes under the names of ГОСТ: what only a certified tool can tell."""
    made.signer["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": GOST_DIGEST})
    made.signer["signature_algorithm"] = algos.SignedDigestAlgorithm({"algorithm": GOST_SIGNATURE})
    own = plain.Certificate.load(gost_certificate(made.who))
    made.info["content"]["certificates"] = cms.CertificateSet([cms.CertificateChoices({"certificate": own})])
    return made


def gost_certificate(who: Person) -> bytes:
    """The certificate with its key under a name of ГОСТ. The name is one of the same length: nothing else moves."""
    plain_name, gost_name = (core.ObjectIdentifier(oid).dump() for oid in ("1.2.840.113549.1.1.1", f"{GOST_KEY}.1"))
    assert who.der.count(plain_name) == 1
    return who.der.replace(plain_name, gost_name)


def revoked_by(centre: Person, *who: Person) -> bytes:
    """A list of revoked certificates, current for a year."""
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(centre.certificate.subject)
        .last_update(SINCE)
        .next_update(UNTIL)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(centre.key.public_key()), critical=False)
    )
    for person in who:
        revoked = x509.RevokedCertificateBuilder().serial_number(person.certificate.serial_number)
        made = made.add_revoked_certificate(revoked.revocation_date(SINCE).build())
    return made.sign(centre.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
