"""Some sixty ways to make us call somewhere we should not: none of them opens a connection.

A listener on loopback counts what comes in. Settings name it in every spelling there is, or name
an address that is nobody's; a resolver of ours plays a name that changes its mind.
"""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from field_api.connectors import kinds
from field_api.connectors.kinds.rest_json import RestJson
from field_api.connectors.rules import ConfigRefused, Outcome
from field_api.connectors.wire import dial
from field_api.connectors.wire.addresses import Scheme, literal, place
from field_api.connectors.wire.dial import AddressRefused, NotResolved, connect
from field_api.connectors.wire.oauth import Tokens
from field_api.identity import provider
from field_api.identity.rules.providers import Provider, Untrusted, endpoints
from tests.contracts.raw import Caller, Raw, serving
from tests.items import item

SECRET = "only-for-this-system"
INSIDE = ["10.20.0.0/16"]
EVERYWHERE = ["0.0.0.0/0", "::/0"]

NEVER = [
    "169.254.169.254", "169.254.170.2", "169.254.0.1", "[fe80::1]", "[fe80::1%25lo]",
    "[febf::1]", "0.0.0.0", "0.1.2.3", "[::]", "255.255.255.255", "224.0.0.1", "239.255.255.250",  # noqa: S104
    "240.0.0.1", "[ff02::1]", "[ff0e::1]", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]",
    "[::ffff:0.0.0.0]", "[::ffff:224.0.0.1]",
]  # fmt: skip
"""Refused whatever a system's settings allow."""

OURS = [
    "127.0.0.1", "127.1.2.3", "127.255.255.254", "localhost", "localhost.", "LOCALHOST",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.1", "127.0.1",
]  # fmt: skip
"""This machine, as far as some resolver would go; refused where a system stands elsewhere."""

NEIGHBOURS = [
    "10.21.0.1", "192.168.0.1", "172.16.0.1", "[fd00::1]", "[fc00::a]", "100.64.0.1",
    "[64:ff9b::7f00:1]", "[2002:7f00:1::1]",
]  # fmt: skip
"""Somebody's private addresses, but not this system's."""

TRICKS = [
    "file:///etc/passwd", "gopher://127.0.0.1:{port}/", "ftp://127.0.0.1:{port}/",
    "dict://127.0.0.1:{port}/", "ldap://127.0.0.1:{port}/", "unix:///run/records.sock",
    "//127.0.0.1:{port}/", "https://10.20.3.4@127.0.0.1:{port}/", "https://@127.0.0.1:{port}/",
    "https://10.20.3.4:x@127.0.0.1:{port}/", "https://10.20.3.4#@127.0.0.1:{port}/",
    "https://10.20.3.4?@127.0.0.1:{port}/", "https:///127.0.0.1:{port}/",
    "https://127\u3002 0\u30020.1:{port}/", "https://\u2460\u2461\u2466.0.0.1:{port}/",
    "http://10.20.3.4:{port}/",
]  # fmt: skip
"""Refused as settings: no connector is made of them."""


@pytest.fixture
def listener() -> Iterator[Raw]:
    """Counts who calls. It hears IPv4's loopback; what is not told apart from it would get in."""

    def answers(caller: Caller) -> None:
        caller.read_request()
        caller.answer(201, '{"reference":"RMS-000001"}')

    with serving(answers) as raw:
        yield raw


def outcome(base_url: str, networks: list[str] | None) -> Outcome | None:
    """What sending came to; None where the settings make no connector."""
    config: dict[str, Any] = {"base_url": base_url}
    if networks:
        config["networks"] = networks
    try:
        to = RestJson(config, SECRET)
    except ConfigRefused:
        return None
    return to.send(item(), deadline=20.0).outcome


def test_the_listener_would_have_counted(listener: Raw) -> None:
    assert outcome(listener.url, None) is Outcome.DELIVERED
    assert listener.connections == 1


@pytest.mark.parametrize("host", NEVER)
@pytest.mark.parametrize("networks", [EVERYWHERE, None], ids=["everything-allowed", "implied"])
def test_what_is_never_called(host: str, networks: list[str] | None, listener: Raw) -> None:
    assert outcome(f"https://{host}:{listener.port}", networks) in (None, Outcome.REFUSED)
    assert listener.connections == 0


@pytest.mark.parametrize("host", OURS + NEIGHBOURS)
def test_a_system_that_stands_elsewhere_is_not_looked_for_here(host: str, listener: Raw) -> None:
    base_url = f"https://{host}:{listener.port}"
    assert outcome(base_url, INSIDE) in (None, Outcome.REFUSED, Outcome.NOT_SENT)
    assert listener.connections == 0


@pytest.mark.parametrize("host", NEVER + OURS + NEIGHBOURS)
def test_nor_by_what_is_not_http(host: str, listener: Raw) -> None:
    schemes = {"sftp": Scheme(listener.port, secure=True)}
    with pytest.raises((ConfigRefused, AddressRefused, NotResolved)):
        connect(place(f"sftp://{host}", INSIDE, schemes=schemes), seconds=20.0)
    assert listener.connections == 0


@pytest.mark.parametrize("base_url", TRICKS)
@pytest.mark.parametrize("networks", [INSIDE, None], ids=["listed", "implied"])
def test_a_trick_is_no_setting(base_url: str, networks: list[str] | None) -> None:
    with pytest.raises(ConfigRefused, match="base_url"):
        place(base_url.format(port=8801), networks)


@pytest.mark.parametrize("kind", sorted({*kinds.names()} - {"own"}))
def test_every_kind_keeps_the_rule(kind: str) -> None:
    with pytest.raises(ConfigRefused, match="base_url must begin"):
        kinds.kind(kind)({"base_url": "gopher://127.0.0.1:70"}, SECRET)


def test_the_kind_that_calls_nobody_takes_no_address() -> None:
    kinds.kind("own")({"answerer": "entries"}, "")
    with pytest.raises(ConfigRefused):
        kinds.kind("own")({"answerer": "entries", "base_url": "http://127.0.0.1:70"}, "")


@pytest.mark.parametrize("token_url", TRICKS)
def test_where_a_token_is_fetched_keeps_the_rule(token_url: str) -> None:
    config = {"token_url": token_url.format(port=8801), "client_id": "fieldbook"}
    with pytest.raises(ConfigRefused, match="token_url"):
        Tokens(config, SECRET)


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Plays DNS: each look-up of a name takes the next answer, a list of addresses."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def play(*answers: list[str]) -> list[str]:
        left = iter(answers)

        def look_up(host: str, port: int, *more: Any, **named: Any) -> list[Any]:
            if literal(host):
                return real(host, port, *more, **named)
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in next(left)]

        monkeypatch.setattr(dial.socket, "getaddrinfo", look_up)
        return asked

    yield play
    monkeypatch.undo()


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.20.3.4", "127.0.0.1"],
        ["127.0.0.1", "10.20.3.4"],
        ["169.254.169.254"],
        ["10.20.3.4", "10.21.3.4"],
    ],
    ids=["ours", "last", "first", "metadata", "neighbour"],
)
def test_a_name_that_stands_for_somebody_else_is_not_called(
    addresses: list[str], resolver: Any, listener: Raw
) -> None:
    asked = resolver(addresses)
    base_url = f"https://records.example:{listener.port}"
    assert outcome(base_url, INSIDE) is Outcome.REFUSED
    assert asked == ["records.example"]
    assert listener.connections == 0


def test_a_name_that_changes_its_mind_is_called_where_it_was_checked(
    resolver: Any, listener: Raw
) -> None:
    base_url = f"http://records.example:{listener.port}"
    resolver(["127.0.0.1"], ["127.0.0.9"])  # a second look-up would be refused
    assert outcome(base_url, ["127.0.0.1/32"]) is Outcome.DELIVERED
    assert listener.connections == 1
    resolver(["127.0.0.9"], ["127.0.0.1"])
    assert outcome(base_url, ["127.0.0.9/32"]) is Outcome.NOT_SENT
    assert listener.connections == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_of_a_system_or_of_a_provider_is_followed(status: int, listener: Raw) -> None:
    def redirects(caller: Caller) -> None:
        caller.read_request()
        caller.answer(status, "", f"Location: {listener.url}/latest/meta-data/")

    with serving(redirects) as raw:
        assert outcome(raw.url, None) is not Outcome.DELIVERED
        with pytest.raises(provider.Unreachable):
            provider.places(Provider(raw.url, "fieldbook", SECRET))
        assert raw.connections == 2
    assert listener.connections == 0


UNSAFE = [
    "http://127.0.0.1.nip.example/", "http://127.1/", "http://2130706433/", "http://0.0.0.0/",
    "http://169.254.169.254/", "http://[::ffff:127.0.0.1]/", "http://10.20.3.4/",
    "http://[fd00::1]/", "https://a@127.0.0.1/", "https://@127.0.0.1/", "file:///etc/passwd",
    "gopher://127.0.0.1/", "ftp://127.0.0.1/", "//127.0.0.1/", "https:///", "https://[::1",
    "https://127.0.0.1:0/", "https://127.0.0.1:99999/", "https://login.example/#x",
]  # fmt: skip


@pytest.mark.parametrize("address", UNSAFE)
def test_a_provider_of_sign_ins_names_no_such_place(address: str) -> None:
    said = {f"{name}_endpoint": "https://login.example/a" for name in ("authorization", "token")}
    said |= {"issuer": "https://login.example", "jwks_uri": "https://login.example/k"}
    assert endpoints(said, "https://login.example").token
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        with pytest.raises(Untrusted):
            endpoints(said | {name: address}, "https://login.example")
