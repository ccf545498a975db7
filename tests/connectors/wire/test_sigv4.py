"""Our signatures against the ones of the library most clients use."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from field_api.connectors.wire.sigv4 import MOMENT, Signer, encoded

SIGNER = Signer("fieldbook", "of-the-store", "eu-west-2")
WORDS = st.text(st.sampled_from("abcXYZ019-_.~ /+=&%Ω"), max_size=12)


def theirs(
    method: str, path: str, query: Sequence[tuple[str, str]], headers: dict[str, str], body: bytes
) -> str:
    url = f"https://store.invalid:9000{path}?{encoded(query)}"
    request = AWSRequest(method=method, url=url, headers=dict(headers), data=body)
    request.context["timestamp"] = headers["x-amz-date"]
    auth = S3SigV4Auth(Credentials("fieldbook", "of-the-store"), "s3", "eu-west-2")
    signed = auth.canonical_request(request)
    scope = auth.string_to_sign(request, signed)
    names = auth.signed_headers(auth.headers_to_sign(request))
    signature = auth.signature(scope, request)
    return f"SignedHeaders={names}, Signature={signature}"


@given(
    method=st.sampled_from(["PUT", "GET", "HEAD", "DELETE"]),
    query=st.lists(
        st.tuples(WORDS.filter(bool), WORDS), max_size=4, unique_by=lambda pair: pair[0]
    ),
    body=st.binary(max_size=40),
    meta=st.from_regex(r"[a-z0-9]([a-z0-9  ]{0,12}[a-z0-9])?", fullmatch=True),
)
def test_our_signature_is_theirs(
    method: str, query: list[tuple[str, str]], body: bytes, meta: str
) -> None:
    now = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    given_headers = {"Host": "store.invalid:9000", "x-amz-meta-kind": meta, "If-None-Match": "*"}
    path = "/evidence/entries/0001.json"
    ours = SIGNER.signed(method, path, query, given_headers, body, now)
    sent = {name: value for name, value in ours.items() if name != "Authorization"}
    assert ours["x-amz-date"] == now.strftime(MOMENT)
    assert ours["Authorization"].endswith(theirs(method, path, query, sent, body))
    assert "Credential=fieldbook/20261122/eu-west-2/s3/aws4_request" in ours["Authorization"]


@pytest.mark.parametrize("change", ["method", "path", "header", "body"])
def test_whatever_changes_changes_the_signature(change: str) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    method = "GET" if change == "method" else "PUT"
    path = "/other" if change == "path" else "/evidence"
    headers = {"Host": "store.invalid", "x-amz-meta-a": "2" if change == "header" else "1"}
    body = b"other" if change == "body" else b""
    first = SIGNER.signed(
        "PUT", "/evidence", [], {"Host": "store.invalid", "x-amz-meta-a": "1"}, b"", now
    )
    second = SIGNER.signed(method, path, [], headers, body, now)
    assert first["Authorization"] != second["Authorization"]


def test_the_secret_is_not_shown() -> None:
    assert "of-the-store" not in repr(SIGNER)
