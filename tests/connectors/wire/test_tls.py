"""Certificates from files: kept, renewed, and warned of before they end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from field_api.connectors.rules import ConfigRefused
from field_api.connectors.wire import tls
from field_api.connectors.wire.tls import Certificate
from tests.contracts.certificates import Authority

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, lasts=timedelta(days=20))


def ours(authority: Authority) -> dict[str, str]:
    certificate, key = authority.pair("127.0.0.3")
    return {
        "ca_file": str(authority.file),
        "client_cert": str(certificate),
        "client_key": str(key),
    }


def test_the_same_files_make_one_context(authority: Authority) -> None:
    config = ours(authority)
    assert tls.context(config) is tls.context(dict(config))
    assert tls.context(config) is not tls.context({})


def test_one_for_a_protocol_leaves_the_shared_one_as_it_is(authority: Authority) -> None:
    shared = tls.context(ours(authority))
    own = tls.current(shared, ("http/1.1",))
    assert own is not shared
    assert tls.current(own, ("http/1.1",)) is own
    assert tls.current(own) is shared


def test_replaced_files_are_used_and_half_replaced_ones_are_not(authority: Authority) -> None:
    config = ours(authority)
    first = tls.context(config)
    key = Path(config["client_key"]).read_bytes()
    ours(authority)  # another pair in their place
    Path(config["client_key"]).write_bytes(key)  # which is not the new certificate's
    assert tls.context(config) is first
    ours(authority)
    renewed = tls.context(config)
    assert renewed is not first
    assert tls.current(first) is renewed


@pytest.mark.parametrize(
    "config",
    [
        {"ca_file": "/nowhere.pem"},
        {"ca_file": 7},
        {"client_cert": "/nowhere.pem"},
        {"client_key": "/nowhere.pem"},
    ],
)
def test_files_that_cannot_be_used_are_refused(config: dict[str, str]) -> None:
    with pytest.raises(ConfigRefused):
        tls.context(config)


def test_a_locked_key_asks_nobody_for_its_password(authority: Authority) -> None:
    """On a terminal OpenSSL would prompt, and a worker would wait there for ever."""
    config = ours(authority)
    locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n"
    Path(config["client_key"]).write_text(locked)
    with pytest.raises(ConfigRefused):
        tls.context(config)


def test_every_certificate_says_when_it_ends(authority: Authority) -> None:
    found = tls.certificates(ours(authority))
    assert [one.name for one in found] == [
        "client_cert of 127.0.0.3",
        "ca_file of Sandbox authority",
    ]
    assert {one.warning(datetime.now(UTC)) for one in found} == {30}
    assert tls.certificates({}) == []
    with pytest.raises(ConfigRefused):
        tls.certificates({"client_cert": str(authority.directory)})


@pytest.mark.parametrize(
    ("days", "step"), [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0)]
)
def test_the_end_is_told_of_in_steps(days: int, step: int | None) -> None:
    assert Certificate("ours", NOW + timedelta(days=days)).warning(NOW) == step
