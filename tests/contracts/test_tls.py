"""RestJson over TLS: whose certificate is believed, and what a refused one proves."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.rules import Outcome, Sent
from tests.contracts.conftest import ends
from tests.contracts.raw import Caller, serving
from tests.items import item

AMPLE = 20.0


def takes(caller: Caller) -> None:
    caller.read_request()
    caller.answer(201, '{"reference":"RMS-000001"}')


class Authority:
    """A certificate authority for one test; files end with the test's directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sandbox authority")])
        self.file = directory / "authority.pem"
        own = self._signed(self.key, self.name, x509.BasicConstraints(ca=True, path_length=0))
        self.file.write_bytes(own)

    def pair(self, address: str) -> tuple[Path, Path]:
        """Certificate and key files for one address."""
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

    def server(self, address: str, *, asks_who: bool = False) -> ssl.SSLContext:
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
        builder = builder.not_valid_after(now + timedelta(hours=1))
        builder = builder.add_extension(extension, critical=True)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def sent(tls: ssl.SSLContext, **config: str) -> Sent:
    with serving(takes, tls) as raw:
        to = RestJson({"base_url": raw.url, **config}, "secret")
        return ends(lambda: to.send(item(b"{}", key=uuid4(), version=1), deadline=AMPLE))


def test_a_certificate_of_the_named_authority_is_believed(authority: Authority) -> None:
    answer = sent(authority.server("127.0.0.1"), ca_file=str(authority.file))
    assert answer.outcome is Outcome.DELIVERED


def test_one_nobody_vouches_for_gets_nothing(authority: Authority) -> None:
    answer = sent(authority.server("127.0.0.1"))
    assert answer.outcome is Outcome.NOT_SENT
    assert "certificate" in answer.reason


def test_a_good_one_for_another_address_gets_nothing(authority: Authority) -> None:
    answer = sent(authority.server("127.0.0.2"), ca_file=str(authority.file))
    assert answer.outcome is Outcome.NOT_SENT


def test_a_system_that_wants_ours_and_gets_none_has_read_nothing(authority: Authority) -> None:
    answer = sent(authority.server("127.0.0.1", asks_who=True), ca_file=str(authority.file))
    assert answer.outcome is Outcome.CREDENTIALS


def test_ours_is_shown_to_a_system_that_wants_it(authority: Authority) -> None:
    certificate, key = authority.pair("127.0.0.3")
    answer = sent(
        authority.server("127.0.0.1", asks_who=True),
        ca_file=str(authority.file),
        client_cert=str(certificate),
        client_key=str(key),
    )
    assert answer.outcome is Outcome.DELIVERED


def test_a_handshake_that_never_ends_is_not_sent(authority: Authority) -> None:
    def never(caller: Caller) -> None:
        caller.stopping.wait(60)

    with serving(never) as raw:
        to = RestJson({"base_url": raw.url.replace("http:", "https:")}, "secret")
        answer = ends(lambda: to.send(item(b"{}", key=uuid4(), version=1), deadline=0.4))
    assert answer.outcome is Outcome.NOT_SENT
