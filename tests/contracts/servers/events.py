"""RabbitMQ behind a relay, for tests of the connector."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from field_api.connectors.kinds.amqp import Amqp
from tests.contracts.bench import Bench
from tests.contracts.certificates import Authority
from tests.contracts.raw import Caller
from tests.contracts.servers import rabbitmq
from tests.contracts.servers.rabbitmq import EXCHANGE, PASSWORD, USER, Broker
from tests.contracts.servers.relay import Relay

VHOST = "police%2Ftest"
NO_ANSWER = "a broker hears nothing after it has confirmed, and cannot be asked"


def start(caller: Caller) -> None:
    """The first frame of a broker, and then bytes of the next for ever."""
    body = b"\x00\x0a\x00\x0a\x00\x09" + b"\x00\x00\x00\x00" + b"\x00\x00\x00\x05PLAIN"
    body += b"\x00\x00\x00\x05en_US"
    caller.say(b"\x01\x00\x00" + len(body).to_bytes(4, "big") + body + b"\xce")
    caller.say(b"\x01\x00\x00\x00\x0f\x00\x00")


def drips(caller: Caller) -> None:
    start(caller)
    caller.drip("\x00")


def floods(caller: Caller) -> None:
    start(caller)
    heartbeat = b"\x08\x00\x00\x00\x00\x00\x00\xce"
    caller.say(b"\x00" * 0x0F0000 + b"\xce")
    while not caller.stopping.is_set():
        caller.say(heartbeat * 8192)


class CrimeEvents(Bench):
    kind = Amqp
    secret = PASSWORD
    tls = "amqps"
    wait = None  # a nack says no, and not for how long
    drips = staticmethod(drips)
    floods = staticmethod(floods)
    cannot = {
        "lookup": NO_ANSWER,
        "absent": NO_ANSWER,
        "again": "a broker keeps every message it is sent; consumers drop doubles by message_id",
    }

    def __init__(self, broker: Broker, between: Relay) -> None:
        self.broker = broker
        self.between = between

    def url(self) -> str:
        return f"amqp://127.0.0.1:{self.between.port}/{VHOST}"

    def connector(self, **config: Any) -> Amqp:
        return Amqp(self.settings() | config, PASSWORD)

    def settings(self) -> dict[str, Any]:
        base = {"base_url": self.url(), "username": USER}
        return {**base, "exchange": EXCHANGE, "routing_key": "entries.{kind}"}

    def secured(self, authority: Authority, **config: Any) -> Amqp:
        base_url = f"amqps://127.0.0.1:{self.broker.tls}/{VHOST}"
        return self.connector(base_url=base_url, ca_file=str(authority.file), **config)

    def document(self) -> dict[str, Any]:
        return {"type": "NOTE", "summary": "A walk round the park. Ω"}

    def wrong(self) -> dict[str, Any]:
        return {"summary": "x" * rabbitmq.MOST_BYTES}

    def stranger(self) -> Amqp:
        return Amqp(self.settings(), "not-the-password")

    def hold(self) -> list[tuple[str, bytes]]:
        return [(one.message_id, one.body) for one in self.broker.messages()]

    def busy(self) -> AbstractContextManager[None]:
        return self.broker.full()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        self.between.mutes = True
        try:
            yield
        finally:
            self.between.mutes = False

    @contextmanager
    def resetting(self) -> Iterator[None]:
        self.between.resets = True
        try:
            yield
        finally:
            self.between.resets = False
