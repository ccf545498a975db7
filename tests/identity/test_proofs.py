"""A proof of possession by itself: what is read of one, and everything that makes it no proof."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.handset.proving import Prover
from field_api.identity import rules
from field_api.identity.rules import proofs
from field_api.identity.rules.proofs import Asked, NotProved
from field_api.lib import es256

# RFC 9449 §4.1, with the thumbprint that its §6.1 gives of the same key.
OF_THE_RFC = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNo"
    "UklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERW"
    "clUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0"
    "dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-"
    "FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
)

KEY = es256.new_key()
TOKEN = "a-token-of-the-tests"
NONCES = ("newest", "before")
HERE = Asked("GET", "site.example", "/api/v1/me", rules.digest(TOKEN))


def proof(method: str = "GET", path: str = "/api/v1/me", **other: str) -> str:
    prover = Prover(KEY, other.get("origin", "https://site.example"), other.get("nonce", "newest"))
    return prover.proof(method, path, other.get("token", TOKEN))


def signed(header: object, claims: object, key: es256.PrivateKey = KEY) -> str:
    parts = [
        json.dumps(part).encode() if not isinstance(part, bytes) else part
        for part in (header, claims)
    ]
    said = ".".join(es256.b64(part) for part in parts)
    return f"{said}.{es256.b64(es256.sign(key, said.encode()))}"


def header(**other: Any) -> dict[str, Any]:
    return {"typ": "dpop+jwt", "alg": "ES256", "jwk": es256.jwk(KEY.public_key())} | other


def claims(**other: Any) -> dict[str, Any]:
    right = {"jti": "0123456789abcdef", "htm": "GET", "htu": "https://site.example/api/v1/me"}
    right |= {"iat": 1, "nonce": "newest", "ath": es256.b64(rules.digest(TOKEN))}
    return {name: value for name, value in (right | other).items() if value is not None}


def judged(text: str, asked: Asked = HERE) -> proofs.Proof:
    found = proofs.read(text)
    proofs.judge(found, asked, NONCES)
    return found


def error_of(text: str, asked: Asked = HERE) -> str:
    with pytest.raises(NotProved) as caught:
        judged(text, asked)
    return caught.value.error


def test_the_example_of_the_standard_is_read() -> None:
    found = proofs.read(OF_THE_RFC)
    assert found.key_id == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    assert (found.jti, found.method) == ("-BwC3ESc6acc2lTc", "POST")
    assert found.url == "https://server.example.com/token"


def test_a_right_proof_names_the_key_that_made_it() -> None:
    assert judged(proof()).key_id == es256.thumbprint(es256.jwk(KEY.public_key()))
    assert judged(signed(header(), claims())).jti == "0123456789abcdef"


@pytest.mark.parametrize("iat", [0, -1, 10**12, 1.5], ids=str)
def test_a_wrong_clock_locks_nobody_out(iat: float) -> None:
    judged(signed(header(), claims(iat=iat)))


def test_what_a_proof_says_twice_is_known_again_and_another_key_s_word_is_another() -> None:
    first, again = (judged(signed(header(), claims())) for _ in range(2))
    assert first.digest == again.digest  # although the two signatures differ
    other = es256.new_key()
    theirs = header(jwk=es256.jwk(other.public_key()))
    assert judged(signed(theirs, claims(), other)).digest != first.digest
    assert judged(signed(header(), claims(jti="f" * 16))).digest != first.digest


HEADERS = {
    "no type": {"typ": None},
    "another type": {"typ": "jwt"},
    "no signature": {"alg": "none"},
    "a shared secret": {"alg": "HS256"},
    "another algorithm": {"alg": "ES384"},
    "no key": {"jwk": None},
    "a key by name": {"jwk": None, "kid": "1"},
    "a member that asks for more": {"crit": ["b64"], "b64": False},
    "a key that is text": {"jwk": "key"},
    "a private member": {"jwk": {**es256.jwk(KEY.public_key()), "d": "AA"}},
    "a key of another kind": {"jwk": {"kty": "RSA", "n": "AA", "e": "AQAB"}},
    "a point off the curve": {"jwk": {**es256.jwk(KEY.public_key()), "y": "A" * 43}},
}


@pytest.mark.parametrize("which", HEADERS)
def test_a_header_that_is_not_a_proofs_is_refused(which: str) -> None:
    said = {name: value for name, value in header(**HEADERS[which]).items() if value is not None}
    assert error_of(signed(said, claims())) == proofs.INVALID


CLAIMS = {
    "no jti": {"jti": None},
    "a short jti": {"jti": "0" * 15},
    "a long jti": {"jti": "0" * 65},
    "a jti with a blank": {"jti": "0" * 16 + " "},
    "a jti that is a number": {"jti": 10**16},
    "no iat": {"iat": None},
    "an iat that is text": {"iat": "1"},
    "an iat that is true": {"iat": True},
    "no method": {"htm": None},
    "another method": {"htm": "POST"},
    "a method in small letters": {"htm": "get"},
    "a method that is a list": {"htm": ["GET"]},
    "no address": {"htu": None},
    "another host": {"htu": "https://other.example/api/v1/me"},
    "another port": {"htu": "https://site.example:8443/api/v1/me"},
    "another path": {"htu": "https://site.example/api/v1/me/"},
    "somebody before the host": {"htu": "https://me@site.example/api/v1/me"},
    "not of the web": {"htu": "ftp://site.example/api/v1/me"},
    "no address at all": {"htu": "https://[/api/v1/me"},
    "another token": {"ath": es256.b64(rules.digest("another"))},
    "no token": {"ath": None},
}


@pytest.mark.parametrize("which", CLAIMS)
def test_a_claim_that_is_not_of_this_request_is_refused(which: str) -> None:
    assert error_of(signed(header(), claims(**CLAIMS[which]))) == proofs.INVALID


@pytest.mark.parametrize("nonce", [None, "", "stale"], ids=str)
def test_who_has_no_nonce_of_these_minutes_is_told_to_take_one(nonce: str | None) -> None:
    assert error_of(signed(header(), claims(nonce=nonce))) == proofs.USE_NONCE


def test_a_sign_in_proves_the_key_and_no_token() -> None:
    asked = Asked("POST", "site.example", "/api/v1/sign-in")
    judged(proof("POST", "/api/v1/sign-in", token=""), asked)
    assert error_of(proof("POST", "/api/v1/sign-in"), asked) == proofs.INVALID


@pytest.mark.parametrize(
    ("htu", "host"),
    [
        ("https://site.example/api/v1/me?page=2#top", "site.example"),
        ("https://SITE.example/api/v1/me", "Site.Example"),
        ("https://site.example:443/api/v1/me", "site.example"),
        ("https://site.example/api/v1/me", "site.example:443"),
        ("http://site.example/api/v1/me", "site.example:80"),
        ("http://site.example/api/v1/me", "site.example"),
        ("http://localhost:8000/api/v1/me", "localhost:8000"),
        ("http://[::1]:8000/api/v1/me", "[::1]:8000"),
        ("https://site.example/api/v1/%6de", "site.example"),
    ],
)
def test_one_address_may_be_spelled_in_more_ways_than_one(htu: str, host: str) -> None:
    asked = Asked("GET", host, "/api/v1/me", rules.digest(TOKEN))
    judged(signed(header(), claims(htu=htu)), asked)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c.d",
        "é.é.é",
        "a" * 3000,
        "e30.e30.e30",
        "W10.W10.",
        f"{proof()}, x",
    ],
    ids=[str(n) for n in range(10)],
)
def test_what_is_no_proof_at_all_is_refused(text: str) -> None:
    assert error_of(text) == proofs.INVALID


def test_depth_without_end_is_refused() -> None:
    assert error_of(signed(header(), b"[" * 1400)) == proofs.INVALID


def test_spare_bits_make_no_second_proof_of_one() -> None:
    """The last character of a signature carries four bits that no decoder looks at."""
    text = proof()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]
    raw = [base64.urlsafe_b64decode(one.rpartition(".")[2] + "==") for one in (text, twin)]
    assert raw[0] == raw[1]
    assert error_of(twin) == proofs.INVALID


@given(st.data())
def test_any_byte_changed_is_no_proof(data: st.DataObject) -> None:
    text = proof()
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(
        st.characters(min_codepoint=33, max_codepoint=126).filter(lambda c: c != text[place])
    )
    assert error_of(text[:place] + other + text[place + 1 :]) == proofs.INVALID


@given(
    member=st.sampled_from(["htm", "htu", "ath", "nonce"]),
    value=st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=1),
)
def test_any_member_changed_is_no_proof_even_when_it_is_signed_for(member: str, value: Any) -> None:
    said = claims()
    if said[member] != value:
        said[member] = value
        assert error_of(signed(header(), said))


@given(st.text(max_size=300))
def test_any_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    assert error_of(text) == proofs.INVALID


@given(st.integers(0, 10**10))
def test_a_nonce_is_taken_for_five_to_ten_minutes(second: int) -> None:
    key, at = b"a key of the tests", datetime.fromtimestamp(second, UTC)
    newest, before = proofs.nonces(key, at)
    assert newest != before
    assert newest in proofs.nonces(key, at + timedelta(seconds=proofs.WINDOW))
    assert newest not in proofs.nonces(key, at + timedelta(seconds=2 * proofs.WINDOW))
    assert newest not in proofs.nonces(b"another key", at)


def test_no_signature_for_an_entry_is_one_for_a_proof() -> None:
    """The two are made by one key: what is signed of each begins in a way the other cannot."""
    head = b"fieldbook/1\n0199\n1\n"
    said = proof().rpartition(".")[0].encode()
    assert said.startswith(b"ey")
    for text in (head, head.replace(b"\n", b".")):
        stamped = f"{text.decode()}.{es256.b64(es256.sign(KEY, text))}"
        assert error_of(stamped) == proofs.INVALID
