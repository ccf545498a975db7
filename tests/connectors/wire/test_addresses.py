"""A connector goes where its system's settings say, and nowhere else."""

from ipaddress import ip_address

import pytest

from field_api.connectors.rules import ConfigRefused
from field_api.connectors.wire.addresses import place


@pytest.mark.parametrize(
    "base_url",
    [
        None,
        7,
        "",
        "records.force.example",
        "ftp://10.0.0.1",
        "file:///etc/passwd",
        "https://",
        "https://user:word@10.0.0.1",
        "https://10.0.0.1/?a=b",
        "https://10.0.0.1/#a",
        "https://10.0.0.1:99999",
        "https://[::1",
        "https://récords.example",
    ],
)
def test_what_is_no_plain_address_is_refused(base_url: object) -> None:
    with pytest.raises(ConfigRefused):
        place(base_url, ["10.0.0.0/8"])


@pytest.mark.parametrize("networks", [[], "10.0.0.0/8", ["anywhere"], [None], ["10.0.0.1/8"], {}])
def test_what_is_no_list_of_ranges_is_refused(networks: object) -> None:
    with pytest.raises(ConfigRefused):
        place("https://records.example", networks)


def test_a_name_must_say_what_it_may_stand_for() -> None:
    with pytest.raises(ConfigRefused, match="networks must say"):
        place("https://records.example")
    where = place("https://records.example", ["10.20.0.0/16"])
    assert where.allows(ip_address("10.20.3.4"))
    assert not where.allows(ip_address("10.21.3.4"))
    assert not where.allows(ip_address("127.0.0.1"))


def test_an_address_stands_for_itself_alone() -> None:
    where = place("https://10.20.3.4")
    assert where.allows(ip_address("10.20.3.4"))
    assert where.allows(ip_address("::ffff:10.20.3.4"))
    assert not where.allows(ip_address("10.20.3.5"))


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "0.0.0.1",
        "::",
        "224.0.0.1",
        "ff02::1",
    ],
)
def test_some_addresses_are_refused_whatever_is_listed(address: str) -> None:
    assert not place("https://records.example", ["0.0.0.0/0", "::/0"]).allows(ip_address(address))


@pytest.mark.parametrize(
    ("base_url", "networks"),
    [
        ("http://10.20.3.4", None),
        ("http://records.example", ["10.20.0.0/16"]),
        ("http://records.example", ["127.0.0.0/8", "10.0.0.0/8"]),
        ("http://127.0.0.1", ["0.0.0.0/0"]),
        ("http://127.0.0.1", ["126.0.0.0/7"]),
    ],
)
def test_nothing_travels_in_the_clear_but_on_this_machine(base_url: str, networks: object) -> None:
    with pytest.raises(ConfigRefused, match="https"):
        place(base_url, networks)


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("http://127.0.0.1:8801", "http://127.0.0.1:8801/health"),
        ("http://localhost:8801/", "http://localhost:8801/health"),
        ("https://[::1]", "https://[::1]:443/health"),
        ("https://10.0.0.1/rms/v1/", "https://10.0.0.1:443/rms/v1/health"),
    ],
)
def test_paths_are_put_after_the_base(base_url: str, url: str) -> None:
    assert place(base_url).url("/health") == url
