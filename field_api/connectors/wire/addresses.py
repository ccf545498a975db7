"""Where a connector may connect to: a list of what is allowed, because the systems it serves stand
on private addresses, where a list of what is forbidden would forbid them or protect nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from field_api.connectors.rules import ConfigRefused

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))

# Never, whatever is configured: link-local (a cloud's metadata service answers there), "this
# host", and addresses that are not one host's.
NEVER: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in ("169.254.0.0/16", "fe80::/10", "0.0.0.0/8", "::/128", "224.0.0.0/3", "ff00::/8")
)


@dataclass(frozen=True, slots=True)
class Place:
    """One base address, taken apart and checked. `path` has no slash at its end."""

    scheme: str
    host: str
    port: int
    path: str
    networks: tuple[Network, ...]

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def url(self, path: str) -> str:
        return f"{self.scheme}://{self.authority}{self.path}{path}"

    def allows(self, address: Address) -> bool:
        plain = _plain(address)
        return _within(plain, self.networks) and not _within(plain, NEVER)


@dataclass(frozen=True, slots=True)
class Scheme:
    """How an address begins. `secure` ones prove who answers and hide what is said."""

    port: int
    secure: bool


HTTP = {"https": Scheme(443, True), "http": Scheme(80, False)}


def place(
    base_url: Any,
    networks: Any = None,
    *,
    schemes: dict[str, Scheme] | None = None,
    setting: str = "base_url",
) -> Place:
    """Raises ConfigRefused. `networks` is a list of CIDR texts; a base_url that names an address
    rather than a host needs none. `schemes` are those the kind speaks, HTTP's when none are given.
    One that is not secure is for loopback only: a secret and people's data travel on this line.
    """
    schemes = schemes or HTTP
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname or "", parts.port
    except (ValueError, TypeError, AttributeError):
        raise ConfigRefused(f"{setting} is no address") from None
    secure = " or ".join(f"{name}://" for name, scheme in schemes.items() if scheme.secure)
    if parts.scheme not in schemes or not host or not base_url.isascii():
        raise ConfigRefused(f"{setting} must begin with {secure} and name a host")
    if parts.username is not None or parts.query or parts.fragment:
        raise ConfigRefused(f"{setting} holds no user name, query or fragment")
    allowed = _allowed(host, networks)
    scheme = schemes[parts.scheme]
    if not scheme.secure and not all(_within(net.network_address, LOOPBACK) for net in allowed):
        raise ConfigRefused(f"{setting} must be {secure} unless the system runs on this machine")
    port = port or scheme.port
    return Place(parts.scheme, host, port, parts.path.rstrip("/"), allowed)


def path(config: dict[str, Any], setting: str, usual: str) -> str | None:
    """A path below the base address: the usual one, another, or None where it is set to null
    because there is no such thing. With `{key}` where the usual one has it. Raises ConfigRefused.
    """
    found = config.get(setting, usual)
    if found is None:
        return None
    fits = (
        isinstance(found, str)
        and found.startswith("/")
        and found.isascii()
        and found.isprintable()
        and not set(found) & set(" #\\")
        and found.count("{key}") == usual.count("{key}")
    )
    if not fits:
        needed = " with {key} in it" if "{key}" in usual else ""
        raise ConfigRefused(f"{setting} is a path such as {usual}{needed}")
    return str(found)


def literal(host: str) -> Address | None:
    """The address `host` spells, or None if it is a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _allowed(host: str, networks: Any) -> tuple[Network, ...]:
    if networks is None:
        return _implied(host)
    if not isinstance(networks, list) or not networks:
        raise ConfigRefused("networks is a list of CIDR ranges, such as 10.20.0.0/16")
    return tuple(_network(text) for text in networks)


def _implied(host: str) -> tuple[Network, ...]:
    if host == "localhost":
        return LOOPBACK
    address = literal(host)
    if address is None:
        raise ConfigRefused(f"networks must say which addresses {host} may stand for")
    return (ip_network(_plain(address)),)


def _network(text: Any) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        raise ConfigRefused(f"{text!r} is no CIDR range") from None


def _plain(address: Address) -> Address:
    """::ffff:169.254.169.254 is 169.254.169.254, and must be judged as that."""
    return getattr(address, "ipv4_mapped", None) or address


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def first_refused(addresses: Sequence[Address], where: Place) -> Address | None:
    return next((address for address in addresses if not where.allows(address)), None)
