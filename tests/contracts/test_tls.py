"""RestJson over TLS: whose certificate is believed, and what a refused one proves."""

import ssl
from pathlib import Path
from uuid import uuid4

import pytest

from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.rules import Outcome, Sent
from tests.contracts.certificates import Authority
from tests.contracts.ending import ends
from tests.contracts.raw import Caller, serving
from tests.items import item

AMPLE = 20.0


def takes(caller: Caller) -> None:
    caller.read_request()
    caller.answer(201, '{"reference":"RMS-000001"}')


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


def test_a_renewed_certificate_counts_with_the_next_connection(
    authority: Authority, tmp_path: Path
) -> None:
    """The system comes to trust another authority; ours is signed anew; nothing is restarted."""
    later = tmp_path / "later"
    later.mkdir()
    new = Authority(later)
    certificate, key = authority.pair("127.0.0.3")
    tls = new.server("127.0.0.1", asks_who=True)
    config = {"ca_file": str(new.file), "client_cert": str(certificate), "client_key": str(key)}
    with serving(takes, tls) as raw:
        to = RestJson({"base_url": raw.url, **config}, "secret")
        entry = item(b"{}", key=uuid4(), version=1)
        assert ends(lambda: to.send(entry, deadline=AMPLE)).outcome is Outcome.CREDENTIALS
        for old, renewed in zip((certificate, key), new.pair("127.0.0.3"), strict=True):
            renewed.replace(old)
        assert ends(lambda: to.send(entry, deadline=AMPLE)).outcome is Outcome.DELIVERED
