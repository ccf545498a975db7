"""Connecting to a system: only to an address it may be at, and to the very address that was
checked, for a name resolved twice could give another answer.
"""

import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any

from field_api.connectors.wire.addresses import Address, Place, first_refused, literal

# getaddrinfo has no timeout, so it runs beside us and we wait only as long as we may.
_resolver = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolve")


class AddressRefused(Exception):
    """The name stands for an address this system is not allowed to be at."""


class NotResolved(Exception):
    """The name stands for no address, or none was found in time."""

    def __init__(self, reason: str, *, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out


class NoConnection(Exception):
    """Nothing answered at any of the addresses: not one byte went out. The text says why."""


def checked(place: Place, *, seconds: float) -> list[Address]:
    """Every address of the place, in the resolver's order, if all of them are allowed.

    Raises AddressRefused when one is not: a name that may stand for two hosts is not ours to guess
    about. Raises NotResolved.
    """
    addresses = _resolved(place.host, place.port, seconds)
    if (refused := first_refused(addresses, place)) is not None:
        raise AddressRefused(f"{place.host} stands for {refused}, which is not allowed")
    return addresses


def connect(place: Place, *, seconds: float) -> socket.socket:
    """A TCP connection within `seconds`, for kinds that do not speak HTTP. The caller closes it,
    sets timeouts for each call, and checks names and certificates against `place.host`.

    Raises AddressRefused, NotResolved, NoConnection.
    """
    ends = time.monotonic() + seconds
    addresses = checked(place, seconds=seconds)
    why = f"{place.host} has no address"
    for n, address in enumerate(addresses):
        # A share of what is left: one dead address must not use up the living one's time.
        share = (ends - time.monotonic()) / (len(addresses) - n)
        if share <= 0:
            break
        try:
            return socket.create_connection((str(address), place.port), timeout=share)
        except OSError as error:
            why = f"no connection: {error.strerror or 'no answer in time'}"
    raise NoConnection(why)


def _resolved(host: str, port: int, seconds: float) -> list[Address]:
    address = literal(host)
    if address is not None:
        return [address]
    asked: Future[list[Any]] = _resolver.submit(
        socket.getaddrinfo, host, port, type=socket.SOCK_STREAM
    )
    try:
        found = asked.result(timeout=max(seconds, 0))
    except TimeoutError as late:
        asked.cancel()
        raise NotResolved(f"{host} was not resolved in time", timed_out=True) from late
    except (OSError, UnicodeError) as error:  # UnicodeError: a label longer than DNS allows
        raise NotResolved(f"no connection: {host} stands for no address") from error
    return list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))
