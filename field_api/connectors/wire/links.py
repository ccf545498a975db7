"""Links to one broker, kept open between calls."""

import ssl
import threading
import time
from typing import Any

import amqp

from field_api.connectors.wire import tls
from field_api.connectors.wire.addresses import Place
from field_api.connectors.wire.broker import Link, Login
from field_api.connectors.wire.dial import NoConnection, NotResolved
from field_api.connectors.wire.line import Call

FAILED = (OSError, amqp.AMQPError, NoConnection, NotResolved)
"""How a link fails; TLS and time are among the OSErrors."""

_IDLE_LINKS = 8
_IDLE_SECONDS = 5.0
"""As on HTTP lines: a link nobody used for long may be dead without our having been told."""


class Blocked(Exception):
    """The broker takes nothing for now, and says so to those who have published already."""


class Links:
    """Open links nobody uses. One is for one call at a time, so no thread reads another's word.

    A broker short of memory stops reading in the middle of somebody's message and tells only that
    link why. It is kept to hear when that ends, so that no further message gets into doubt.
    """

    def __init__(self, where: Place, login: Login, config: dict[str, Any]) -> None:
        self._place = where
        self._login = login
        self._config = config
        self._idle: list[Link] = []
        self._blocked: Link | None = None
        self._lock = threading.Lock()
        self._context()

    def take(self, call: Call) -> Link:
        """Nothing of the caller's has gone out when this raises, Blocked among others."""
        self._hear_of_blocked(call)
        while (link := self._pop()) is not None:
            if time.monotonic() - link.idle_since > _IDLE_SECONDS or not _resumed(link, call):
                link.close()
            elif link.blocked:
                self.lose(link)
                raise Blocked
            else:
                return link
        return Link(self._place, self._context(), self._login, call)

    def give(self, link: Link) -> None:
        link.idle_since = time.monotonic()
        with self._lock:
            if len(self._idle) < _IDLE_LINKS:
                self._idle.append(link)
                return
        link.close()

    def lose(self, link: Link) -> None:
        """No message goes out on it again: the broker's word on the last one is still due."""
        with self._lock:
            if link.blocked and self._blocked is None:
                self._blocked = link
                return
        link.close()

    def _hear_of_blocked(self, call: Call) -> None:
        with self._lock:
            link = self._blocked
            if link is None:
                return
            if _resumed(link, call) and link.blocked:
                raise Blocked
            self._blocked = None
        link.close()

    def close(self) -> None:
        while (link := self._pop()) is not None:
            link.close()
        if self._blocked is not None:
            self._blocked.close()

    def _pop(self) -> Link | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _context(self) -> ssl.SSLContext | None:
        return tls.context(self._config) if self._place.scheme == "amqps" else None


def _resumed(link: Link, call: Call) -> bool:
    try:
        link.resume(call)
    except FAILED:
        return False  # ended while it lay idle; it held nothing of ours
    return True
