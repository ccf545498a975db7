"""A consumer of a RabbitMQ that must be there already: FIELDBOOK_SANDBOX_BROKER is its address,
amqp://user:password@host:port/vhost. It declares the exchange `fieldbook` and a durable queue.

A message is acknowledged when it is on the disk, so one that comes twice is kept once, by its key.
What is at fault is rejected, which a publisher never hears: a broker confirms what it routes.
"""

import json
import os
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from amqp import AMQPError
from kombu import Connection, Exchange, Message, Queue
from kombu.exceptions import KombuError

from field_api.connectors.sandbox.faults import Fault, Switch
from field_api.connectors.sandbox.storage import OtherBytes, Storage
from field_api.connectors.sandbox.validity import Part

VARIABLE = "FIELDBOOK_SANDBOX_BROKER"
EXCHANGE = "fieldbook"
_PATIENCE = 0.5


class Unanswered(Exception):
    """The connection ends before the message has been acknowledged: it will come again."""


class AmqpDoor:
    """`url` has no user name: the one in the variable may consume; a publisher brings its own."""

    def __init__(self, part: Part, storage: Storage, switch: Switch, broker: str) -> None:
        self._part = part
        self._storage = storage
        self._switch = switch
        self._broker = broker
        self._stopping = threading.Event()
        self._exchange = Exchange(EXCHANGE, "topic", durable=True)
        self._queue = Queue(part.name, self._exchange, routing_key="#", durable=True)
        with self._connection() as connection:
            self._queue(connection).declare()
            vhost = quote(connection.virtual_host or "/", safe="")
            self.url = f"amqp://{connection.hostname}:{connection.port}/{vhost}"
        self._consuming = threading.Thread(target=self._consume, daemon=True)
        self._consuming.start()

    def close(self) -> None:
        self._stopping.set()
        self._consuming.join()

    def _connection(self) -> Connection:
        return Connection(self._broker, connect_timeout=5)

    def _consume(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._connection() as connection:
                    self._take(connection)
            except (Unanswered, OSError, AMQPError, KombuError):
                self._stopping.wait(_PATIENCE)

    def _take(self, connection: Connection) -> None:
        consumer = connection.Consumer([self._queue], on_message=self._got, prefetch_count=1)
        with consumer:
            while not self._stopping.is_set():
                try:
                    connection.drain_events(timeout=_PATIENCE)
                except TimeoutError:
                    continue

    def _got(self, message: Message) -> None:
        fault = self._switch.take("entries") or Fault()
        if fault.down or fault.reset:
            raise Unanswered
        if fault.latency_ms:
            self._stopping.wait(fault.latency_ms / 1000)
        if fault.status:
            self._stopping.wait(_PATIENCE)
            message.requeue()
            return
        taken = self._erase if message.headers.get("intent") == "erase" else self._keep
        try:
            taken(message)
        except (ValueError, KeyError, TypeError, AttributeError, OtherBytes):
            message.reject()
            return
        if fault.hang_after_accept:
            raise Unanswered
        message.ack()

    def _keep(self, message: Message) -> None:
        """Raises ValueError for what is at fault, OtherBytes."""
        key, body = str(UUID(message.properties["message_id"])), _body(message)
        document = json.loads(body)
        if not isinstance(document, dict) or self._part.check(document):
            raise ValueError("not accepted")
        version, subject = int(message.headers["version"]), str(message.headers["subject"])
        self._storage.keep(key=key, body=body, version=version, subject=subject)

    def _erase(self, message: Message) -> None:
        for key in json.loads(_body(message))["keys"]:
            self._storage.erase(str(UUID(key)))


def _body(message: Message) -> bytes:
    body: Any = message.body
    return body.encode() if isinstance(body, str) else bytes(body)


def opened(
    part: Part,
    storage: Storage,
    switch: Switch,
    *,
    host: str,
    port: int,
    token: str,
    data: Path,
) -> AmqpDoor:
    """Raises SystemExit with a sentence when there is no broker."""
    broker = os.environ.get(VARIABLE, "")
    if not broker:
        raise SystemExit(f"{part.name} needs a RabbitMQ: give its address in {VARIABLE}.")
    try:
        return AmqpDoor(part, storage, switch, broker)
    except (OSError, AMQPError, KombuError) as error:
        raise SystemExit(f"{part.name} needs a RabbitMQ, and {VARIABLE} leads to none.") from error
