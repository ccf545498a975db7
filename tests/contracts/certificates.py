"""Certificates for servers and callers of one test; the files end with the test's directory."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Authority:
    """A certificate authority. `file` is what a system's `ca_file` names."""

    def __init__(self, directory: Path, lasts: timedelta = timedelta(hours=1)) -> None:
        self.directory = directory
        self.lasts = lasts
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sandbox authority")])
        self.file = directory / "authority.pem"
        own = self._signed(self.key, self.name, x509.BasicConstraints(ca=True, path_length=0))
        self.file.write_bytes(own)

    def pair(self, address: str) -> tuple[Path, Path]:
        """Certificate and key files for one address. Asked again: a new pair in their place."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
        stands_for = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        certificate, key_file = self.directory / f"{address}.pem", self.directory / f"{address}.key"
        certificate.write_bytes(self._signed(key, name, stands_for))
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return certificate, key_file

    def server(self, address: str = "127.0.0.1", *, asks_who: bool = False) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.pair(address))
        if asks_who:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.file)
        return context

    def _signed(
        self, key: ec.EllipticCurvePrivateKey, name: x509.Name, extension: x509.ExtensionType
    ) -> bytes:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(self.name)
        builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - timedelta(hours=1))
        builder = builder.not_valid_after(now + self.lasts)
        # RFC 5280 §4.2.1.6: a name beside a subject is not critical. Erlang minds.
        critical = isinstance(extension, x509.BasicConstraints)
        builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
