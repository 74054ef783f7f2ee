"""An electronic signature (CMS SignedData), detached or with its document inside, judged whole: a bounded work, for
every byte of it is a stranger's.

The file's digest, the signature over the signed attributes, the certificate's purpose and days, the chain to the
anchors given, lists of revoked certificates where there are some. RSA and ECDSA by pyHanko and its validator; ГОСТ by a
certified tool of the installation, of which only the exit code is believed. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
import os
import shlex
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from asn1crypto import cms, crl, pem, x509
from pyhanko.sign.general import extract_certificate_info, extract_signer_info
from pyhanko.sign.validation.generic_cms import (
    extract_self_reported_ts,
    extract_tst_data_iter,
    message_imprint_checker,
    validate_sig_integrity,
    validate_tst_signed_data,
)
from pyhanko.sign.validation.status import TimestampSignatureStatus
from pyhanko.sign.validation.utils import DEFAULT_ALGORITHM_USAGE_POLICY
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, RevokedError
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.policy_decl import RevocationCheckingRule as Rule

from .openable import ENVELOPES, is_closed
from .seals import Certificate, Finding, Tool

HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")
"""Digests this machine can compute; SHA-1 is computed to tell another file, and then refused as weak."""
GOST = "1.2.643."
"""Where the identifiers of ГОСТ Р 34.10 and 34.11 begin."""
MOST_CERTIFICATES = 40
"""Certificates in one signature, and in the anchors' reach: a chain has three to five."""
SLACK = dt.timedelta(minutes=5)
"""By how much the clock of the signing computer may differ from ours."""
SIGNING = ("digital_signature", "non_repudiation")
"""Uses of a key (RFC 5280 4.2.1.3) that make it one for documents: either is enough."""
NOT_RUN = (126, 127)
"""Exit codes by which a shell says that there was nothing to run."""


class _Wrong(Exception):
    """The signature is bad; the code says why."""


class _Unjudged(Exception):
    """It cannot be told here; the code says why."""


def judge(
    signature: bytes,
    signed: bytes | None,
    anchors: list[bytes],
    crls: list[bytes],
    tool: Tool,
    now: dt.datetime,
    own: bool = False,
) -> Finding:
    """What a signature is worth for these very bytes. own: for the document inside it, where there is one; without one,
    and without bytes, nothing can be told. Never raises but MemoryError."""
    found = Finding(judged_for=now.isoformat())
    try:
        der, inner = _parted(_der(signature)) if own else (_der(signature), None)
        if inner is not None:
            found.inside = "alone" if signed is None else "same" if signed == inner else "other"
            signed = inner
        if signed is None:
            raise _Unjudged("no_pair")
        _judge(found, der, signed, _Trust(anchors, crls), tool, now)
    except _Wrong as wrong:
        found.verdict, found.why = "wrong", str(wrong)
        if found.inside and found.why == "other_file":  # its own document was changed
            found.why = "broken"
    except _Unjudged as unjudged:
        found.verdict, found.why = "unjudged", str(unjudged)
    except MemoryError:
        raise
    except Exception:  # libraries answer hostile bytes with errors of every sort
        found.verdict, found.why = "wrong", "not_cms"
    else:
        found.verdict, found.why = "valid", ""
    return found


def read_certificate(data: bytes) -> Certificate | None:
    """A certificate file (DER or PEM); None when it is none."""
    try:
        return _certificate(x509.Certificate.load(_der(data), strict=True))
    except MemoryError:
        raise
    except Exception:
        return None


def read_anchors(files: list[bytes]) -> tuple[list[str], list[str]]:
    """Fingerprints of the anchors in these files, and names of what helps to build chains."""
    trust = _Trust(files, [])
    return (
        [hashlib.sha256(c.dump()).hexdigest() for c in trust.roots],
        [c.subject.human_friendly[:200] for c in trust.between],
    )


class _Trust:
    """Certificates and lists of the installation. What signs itself is an anchor, the others help to build a chain."""

    def __init__(self, anchors: list[bytes], crls: list[bytes]) -> None:
        known = [c for data in anchors for c in certificates_in(data)]
        self.roots = [c for c in known if c.issuer == c.subject]
        self.between = [c for c in known if c.issuer != c.subject]
        self.lists = [c for data in crls if (c := _list(data)) is not None]


def certificates_in(data: bytes) -> list[Any]:
    """The certificates of one file, in PEM (several) or DER; what cannot be read is left out."""
    found = []
    try:
        parts = [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
    except ValueError:
        return []
    for der in parts:
        try:
            one = x509.Certificate.load(der, strict=True)
            _ = one.native
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        found.append(one)
    return found


def _list(data: bytes) -> Any:
    try:
        found = crl.CertificateList.load(_der(data), strict=True)
        _ = found.issuer, found["tbs_cert_list"]["next_update"].native
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found


def _der(data: bytes) -> bytes:
    """As it is, from PEM, or from bare base64 (so КриптоАРМ saves it)."""
    if pem.detect(data):
        return bytes(pem.unarmor(data)[2])
    return data if data[:1] == b"0" else base64.b64decode(data, validate=False)


def _signed_data(der: bytes) -> Any:
    """Raises _Wrong for what is none; for an envelope, which is no signature but no broken one either, by its own
    word."""
    if is_closed(der):
        raise _Wrong("envelope")
    info = cms.ContentInfo.load(der, strict=True)
    if info["content_type"].native != "signed_data":
        raise _Wrong("envelope" if info["content_type"].native in ENVELOPES else "not_cms")
    return info


def _parted(der: bytes) -> tuple[bytes, bytes | None]:
    """The signature without the document inside it, and that document; None where it has none. Raises _Wrong."""
    info = _signed_data(der)
    holder = info["content"]["encap_content_info"]
    inner = holder["content"].native
    if not isinstance(inner, bytes):
        return der, None
    info["content"]["encap_content_info"] = type(holder)({"content_type": holder["content_type"].native})
    return info.dump(), inner


def _judge(found: Finding, der: bytes, signed: bytes, trust: _Trust, tool: Tool, now: dt.datetime) -> None:
    """Fills `found` as far as it gets. Raises _Wrong, _Unjudged."""
    content, signer = _taken_apart(der)
    certificate, others = _certificates(content)
    found.certificate = _certificate(certificate)
    found.algorithm = str(signer["digest_algorithm"]["algorithm"].native)
    claimed = extract_self_reported_ts(signer)
    found.signed_at = claimed.isoformat() if claimed else ""
    if found.certificate.flaw:
        raise _Wrong(found.certificate.flaw)
    if _is_gost(certificate, signer):
        if unproved := _days(certificate, claimed, now, stamped=False):
            raise _Unjudged(unproved)
        _ask(tool, der, signed, found)
        return
    _must_be_whole(signer, certificate, signed, found.algorithm)
    moment, unproved = now, ""
    if stamped := _stamped(signer, trust, others, now):
        moment, found.time, found.judged_for = stamped, "timestamp", stamped.isoformat()
    if unproved := _days(certificate, claimed, moment, stamped=stamped is not None):
        moment = certificate["tbs_certificate"]["validity"]["not_after"].native - dt.timedelta(seconds=1)
    if not trust.roots:
        raise _Unjudged("no_anchors")
    _chain(found, certificate, others, trust, moment)
    if unproved:
        raise _Unjudged(unproved)
    found.by = "pyHanko"


def _taken_apart(der: bytes) -> tuple[Any, Any]:
    """The signed data and its only signer."""
    content = _signed_data(der)["content"]
    if content["encap_content_info"]["content"].native is not None:
        raise _Wrong("attached")
    if len(content["signer_infos"]) != 1:
        raise _Wrong("several" if len(content["signer_infos"]) else "not_cms")
    signer = extract_signer_info(content)
    if not signer["signed_attrs"] or content["encap_content_info"]["content_type"].native != "data":
        raise _Wrong("not_cades")
    return content, signer


def _certificates(content: Any) -> tuple[Any, list[Any]]:
    if len(content["certificates"]) > MOST_CERTIFICATES:
        raise _Wrong("too_many")
    try:
        found = extract_certificate_info(content)
    except ValueError as error:
        raise _Wrong("no_certificate") from error
    return found.signer_cert, list(found.other_certs)


def _certificate(one: Any) -> Certificate:
    subject = one.subject.native
    person = " ".join(str(subject[k]) for k in ("surname", "given_name") if subject.get(k))
    validity = one["tbs_certificate"]["validity"].native
    uses = one.key_usage_value.native if one.key_usage_value is not None else set()
    return Certificate(
        f"{one.serial_number:X}"[:80],
        (person or str(subject.get("common_name", "")))[:200],
        validity["not_before"].isoformat(),
        validity["not_after"].isoformat(),
        hashlib.sha256(one.dump()).hexdigest(),
        "gost" if _key(one).startswith(GOST) else "other",
        "" if uses.intersection(SIGNING) else "not_for_signing",
        one.issuer == one.subject,
    )


def _key(certificate: Any) -> str:
    return str(certificate["tbs_certificate"]["subject_public_key_info"]["algorithm"]["algorithm"].dotted)


def _is_gost(certificate: Any, signer: Any) -> bool:
    named = (signer["digest_algorithm"]["algorithm"].dotted, signer["signature_algorithm"]["algorithm"].dotted)
    return any(str(oid).startswith(GOST) for oid in (_key(certificate), *named))


def _must_be_whole(signer: Any, certificate: Any, signed: bytes, algorithm: str) -> None:
    """The signed attributes name this very file, and the certificate's key has signed them. Raises _Wrong,
    _Unjudged."""
    if algorithm not in HASHES:
        raise _Unjudged("unknown_algorithm")
    try:
        same, whole = validate_sig_integrity(signer, certificate, "data", hashlib.new(algorithm, signed).digest())
    except NotImplementedError as error:
        raise _Unjudged("unknown_algorithm") from error
    except MemoryError:
        raise
    except Exception as error:
        raise _Wrong("broken") from error
    if not same:
        raise _Wrong("other_file")
    if not whole:
        raise _Wrong("broken")
    policy = DEFAULT_ALGORITHM_USAGE_POLICY
    good = policy.signature_algorithm_allowed(
        signer["signature_algorithm"], moment=None, public_key=certificate.public_key
    )
    if not (good and policy.digest_algorithm_allowed(signer["digest_algorithm"], moment=None)):
        raise _Wrong("weak")


def _days(certificate: Any, claimed: dt.datetime | None, moment: dt.datetime, *, stamped: bool) -> str:
    """Whether the certificate was in force. A certificate that has ended since is no proof of a bad signature, when the
    signer's own clock speaks for it: then the answer is a code of what cannot be told. Raises _Wrong."""
    validity = certificate["tbs_certificate"]["validity"].native
    since, until = validity["not_before"], validity["not_after"]
    if claimed and (claimed > moment + SLACK or (not stamped and claimed < since - SLACK)):
        raise _Wrong("claimed_time")
    if moment < since - SLACK:
        raise _Wrong("not_yet")
    if moment <= until:
        return ""
    if stamped or claimed is None or claimed > until:
        raise _Wrong("expired")
    return "time_unproved"


def _context(trust: _Trust, others: list[Any], moment: dt.datetime, *, listed: bool = False) -> Any:
    """listed: its issuer's list of revoked certificates is here, and must be asked."""
    return ValidationContext(
        trust_roots=trust.roots,
        other_certs=[*trust.between, *others],
        moment=moment,
        crls=trust.lists,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(
            RevocationCheckingPolicy(
                Rule.CRL_REQUIRED if listed else Rule.CHECK_IF_DECLARED_SOFT, Rule.CHECK_IF_DECLARED_SOFT
            ),
            retroactive_revinfo=True,
        ),
    )


def _stamped(signer: Any, trust: _Trust, others: list[Any], now: dt.datetime) -> dt.datetime | None:
    """The instant that a time-stamping service of our anchors vouches for; None without such a token."""
    if not trust.roots or not signer["unsigned_attrs"]:
        return None
    try:
        for n, token in enumerate(extract_tst_data_iter(signer, signed=False)):
            if n > 3:
                break
            work = validate_tst_signed_data(token, _context(trust, others, now), message_imprint_checker(signer))
            status: Any = TimestampSignatureStatus(**asyncio.run(work))
            if status.intact and status.valid and status.trusted and status.timestamp <= now + SLACK:
                stamp: dt.datetime = status.timestamp
                return stamp
    except MemoryError:
        raise
    except Exception:  # a token we cannot read vouches for nothing
        return None
    return None


def _chain(found: Finding, certificate: Any, others: list[Any], trust: _Trust, moment: dt.datetime) -> None:
    """The chain to an anchor. Raises _Wrong."""
    listed = any(c.issuer == certificate.issuer and _current(c, moment) for c in trust.lists)
    try:
        checker = CertificateValidator(certificate, others, _context(trust, others, moment, listed=listed))
        path: Any = asyncio.run(checker.async_validate_path())
    except PathBuildingError as error:
        raise _Wrong("unknown_issuer") from error
    except RevokedError as error:
        raise _Wrong("revoked") from error
    except MemoryError:
        raise
    except Exception as error:
        raise _Wrong("bad_chain") from error
    root = path.trust_anchor.authority.certificate
    found.anchor = _certificate(root).owner or root.subject.human_friendly[:200]
    found.anchor_fingerprint = hashlib.sha256(root.dump()).hexdigest()
    found.chain = [one.subject.human_friendly[:200] for one in path.iter_certs(include_root=True)]
    found.revocation = "crl" if listed else ""


def _current(revoked: Any, moment: dt.datetime) -> bool:
    until = revoked["tbs_cert_list"]["next_update"].native
    return until is None or until >= moment


def _ask(tool: Tool, signature: bytes, signed: bytes, found: Finding) -> None:
    """A certified tool judges all of it: it says so by exit code 0. What it prints is looked at by nobody. Raises
    _Wrong, _Unjudged."""
    if not tool.command.strip():
        raise _Unjudged("gost_no_tool")
    with tempfile.TemporaryDirectory(prefix="priemnaya-seal-") as folder:
        names = {"{file}": Path(folder, "document"), "{signature}": Path(folder, "document.sig")}
        names["{file}"].write_bytes(signed)
        names["{signature}"].write_bytes(signature)
        command = shlex.split(tool.command)
        for name, path in {**names, "{anchors}": tool.anchors}.items():
            command = [part.replace(name, str(path)) for part in command]
        code = _exit_of(command, folder, tool.seconds)
    if code is None or code < 0 or code in NOT_RUN:
        raise _Unjudged("gost_tool_failed")
    if code:
        raise _Wrong("tool_refused")
    found.by, found.anchor = Path(command[0]).name[:60], "ГОСТ"


def _exit_of(command: list[str], folder: str, seconds: float) -> int | None:
    """None: it did not start, or did not end in its time; then nothing of it is left running."""
    quiet = subprocess.DEVNULL
    try:
        started = subprocess.Popen(
            command, cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True, close_fds=True
        )
    except OSError:
        return None
    try:
        return started.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        return None
