import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from field_api.lib import es256

KEY = es256.new_key()
JWK = es256.jwk(KEY.public_key())

# RFC 7515 A.3: the key, and a signature made with it.
RFC_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
RFC_MESSAGE = (
    b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    b"cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
)
RFC_SIGNATURE = (
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)


def pem(key: object) -> str:
    made = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined]
    return made.decode()


def test_the_standards_own_example_verifies() -> None:
    assert es256.signed_by(RFC_KEY, RFC_MESSAGE, es256.unb64(RFC_SIGNATURE))


def test_a_key_is_named_by_its_members_in_order_without_white_space() -> None:
    spelled = '{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.format(**RFC_KEY)
    digest = sha256(spelled.encode()).digest()
    named = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert es256.thumbprint(RFC_KEY | {"use": "sig"}) == named


@given(st.binary(max_size=200))
def test_what_was_signed_verifies_and_nothing_else_does(message: bytes) -> None:
    signature = es256.sign(KEY, message)
    assert len(signature) == 64
    assert es256.signed_by(JWK, message, signature)
    assert not es256.signed_by(JWK, message + b"!", signature)
    assert not es256.signed_by(es256.jwk(es256.new_key().public_key()), message, signature)


@given(st.binary(max_size=70))
def test_rubbish_for_a_signature_is_no_signature(signature: bytes) -> None:
    assert not es256.signed_by(JWK, b"message", signature)


def test_a_signature_in_der_is_not_taken() -> None:
    raw = es256.sign(KEY, b"message")
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    assert not es256.signed_by(JWK, b"message", der)


@pytest.mark.parametrize(
    "key",
    [
        {},
        {"kty": "EC", "crv": "P-256"},
        JWK | {"crv": "P-384"},
        JWK | {"kty": "OKP"},
        JWK | {"x": JWK["y"]},
        JWK | {"x": es256.b64(b"\xff" * 32)},
        JWK | {"x": es256.b64(b"\0" * 32), "y": es256.b64(b"\0" * 32)},
        JWK | {"x": "*"},
    ],
)
def test_nothing_is_signed_by_what_is_no_key(key: es256.Jwk) -> None:
    assert not es256.signed_by(key, b"message", es256.sign(KEY, b"message"))
    with pytest.raises((ValueError, KeyError)):
        es256.public(key)


def test_a_public_key_comes_back_as_it_went() -> None:
    assert es256.jwk(es256.public(JWK)) == JWK


def test_a_private_key_is_read_from_pem() -> None:
    assert es256.jwk(es256.load(pem(KEY)).public_key()) == JWK


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no key",
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(ed25519.Ed25519PrivateKey.generate()),
    ],
    ids=["empty", "text", "P-384", "Ed25519"],
)
def test_another_kind_of_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        es256.load(text)


@given(st.binary(max_size=100))
def test_base64url_comes_back_as_it_went_without_padding(raw: bytes) -> None:
    text = es256.b64(raw)
    assert es256.unb64(text) == raw
    assert not set(text) & set("+/=")


@pytest.mark.parametrize("text", ["!AAA", "AAA A", "A", "AAAAA", "ä", "\ud800", "AA\n"])
def test_what_is_no_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        es256.unb64(text)


def test_signatures_interoperate_with_any_es256() -> None:
    raw = es256.sign(KEY, b"message")
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    KEY.public_key().verify(der, b"message", ec.ECDSA(hashes.SHA256()))
