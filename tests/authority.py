"""An authority of our own and the certificates it gives, for servers on loopback."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# OpenSSL asks the machine's clock, not the suite's: valid for ever, or over long ago.
FROM, TO, OVER = (dt.datetime(y, 1, 1, tzinfo=dt.UTC) for y in (2001, 2099, 2002))


class Authority:
    """A root whose file a client may be given, and what servers are given by it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Our own root")])
        built = self._built(self.name, self.key, TO).add_extension(x509.BasicConstraints(True, None), critical=True)
        usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
        root = built.add_extension(usage, critical=True).sign(self.key, hashes.SHA256())
        self.file = folder / "root.pem"
        self.file.write_bytes(root.public_bytes(serialization.Encoding.PEM))

    def _built(self, name: x509.Name, key: ec.EllipticCurvePrivateKey, to: dt.datetime) -> x509.CertificateBuilder:
        built = x509.CertificateBuilder().subject_name(name).issuer_name(self.name).public_key(key.public_key())
        return built.serial_number(x509.random_serial_number()).not_valid_before(FROM).not_valid_after(to)

    def server(self, host: str = "localhost", *, expired: bool = False, alone: bool = False) -> ssl.SSLContext:
        """What a server of this name shows. alone: signed by itself."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        try:
            named: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            named = x509.DNSName(host)
        built = self._built(name, key, OVER if expired else TO)
        if alone:
            built = x509.CertificateBuilder(name, name, key.public_key(), 1, FROM, TO)
        shown = built.add_extension(x509.SubjectAlternativeName([named]), critical=False)
        path = self.folder / f"{host}-{expired}-{alone}.pem"
        path.write_bytes(
            shown.sign(key if alone else self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context
