"""Systems that take entries as messages of an AMQP 0-9-1 broker (RabbitMQ)."""

import hashlib
import ssl
import time
import weakref
from typing import Any
from urllib.parse import unquote

import amqp
import orjson

from field_api.connectors.rules import (
    Capability,
    ConfigRefused,
    FieldFault,
    Intent,
    Item,
    Outcome,
    Sent,
    Unasked,
)
from field_api.connectors.wire import tls
from field_api.connectors.wire.addresses import Place, Scheme, place
from field_api.connectors.wire.broker import Login, Verdict
from field_api.connectors.wire.dial import AddressRefused
from field_api.connectors.wire.line import Call
from field_api.connectors.wire.links import FAILED, Blocked, Links

CONTENT_TYPE = "application/json"
ENTRY_BYTES = 1 << 20
SCHEMES = {"amqps": Scheme(5671, True), "amqp": Scheme(5672, False)}
_PLACES = tls.SETTINGS | {"base_url", "networks"}
_SETTINGS = _PLACES | {"username", "exchange", "routing_key", "takes_updates", "takes_erasures"}
_SHORT = 255  # octets: a short string of the protocol
_PERSISTENT = 2
_SET_UP = (amqp.AccessRefused, amqp.NotFound, amqp.NotAllowed, amqp.InvalidPath)
_TOO_MUCH = (amqp.PreconditionFailed, amqp.ContentTooLarge)

_SAID = {
    Verdict.CONFIRMED: Sent(Outcome.DELIVERED, reference="confirmed"),
    Verdict.TURNED_AWAY: Sent(Outcome.BUSY, reason="a queue is full (nack)"),
    Verdict.NO_ROUTE: Sent(Outcome.NOT_SENT, reason="nothing is bound where we sent it (312)"),
}


class Amqp(Unasked):
    """`config`: `base_url`, amqps://host:5671/vhost (a vhost called / is %2F or nothing);
    `networks`, `ca_file`, `client_cert`, `client_key` as in every kind; `username`, whose password
    is the secret; `exchange`, which must exist, "" for the default one; `routing_key`, where
    {kind} stands for the kind of entry. `takes_updates` and `takes_erasures` (false) say that
    consumers act on the headers `version` and `intent`. Raises ConfigRefused.

    DELIVERED proves that the broker holds the message durably in every queue it was routed to, if
    the queues are durable. It does not prove that a consumer took it, and nothing can be asked
    afterwards. A nack proves that one queue would not have it; where an exchange feeds several,
    another may hold it. So consumers drop doubles by `message_id`, which is the key in every
    attempt; where they do, the system's `lookup` is `idempotent`.
    """

    capabilities = frozenset({Capability.ENTRIES, Capability.UPDATES, Capability.ERASURE})

    def __init__(self, config: dict[str, Any], secret: str) -> None:
        if unknown := set(config) - _SETTINGS:
            raise ConfigRefused(f"unknown setting: {', '.join(sorted(unknown))}")
        where = place(config.get("base_url"), config.get("networks"), schemes=SCHEMES)
        login = Login(_text(config, "username", needed=True), secret, _vhost(where))
        self._exchange = _text(config, "exchange")
        self._routing_key = _text(config, "routing_key")
        self._place = where
        self._links = Links(where, login, config)
        self.capabilities = frozenset(_offered(config))
        weakref.finalize(self, self._links.close)

    def __repr__(self) -> str:
        return f"Amqp({self._place.authority})"

    def probe(self, deadline: float) -> bool:
        try:
            link = self._links.take(Call(time.monotonic() + deadline))
        except (*FAILED, AddressRefused, Blocked):
            return False
        try:
            link.has_exchange(self._exchange)
        except FAILED:
            self._links.lose(link)
            return False
        self._links.give(link)
        return True

    def render(self, document: dict[str, Any]) -> tuple[bytes, str]:
        """Keys sorted, no white space: the same document gives the same bytes and the same hash."""
        return orjson.dumps(document, option=orjson.OPT_SORT_KEYS), CONTENT_TYPE

    def validate(self, payload: bytes) -> list[FieldFault]:
        if len(payload) > ENTRY_BYTES:
            return [FieldFault("", f"is longer than {ENTRY_BYTES} bytes")]
        return []

    def send(self, item: Item, *, deadline: float) -> Sent:
        if item.intent is Intent.ERASE and Capability.ERASURE not in self.capabilities:
            return Sent(Outcome.REFUSED, reason="its consumers erase nothing (takes_erasures)")
        try:
            link = self._links.take(Call(time.monotonic() + deadline))
        except AddressRefused as refused:
            return Sent(Outcome.REFUSED, reason=str(refused))
        except Blocked:
            return Sent(Outcome.BUSY, reason="the broker is short of memory or disk")
        except FAILED as error:
            return _known(error, out=False)
        before = link.written
        try:
            verdict = link.publish(_message(item), self._exchange, self._key(item))
        except FAILED as error:
            self._links.lose(link)
            return _known(error, out=link.written > before)
        self._links.give(link)
        return _SAID[verdict]

    def _key(self, item: Item) -> str:
        return self._routing_key.replace("{kind}", item.kind)


def _message(item: Item) -> amqp.Message:
    return amqp.Message(
        item.payload,
        message_id=str(item.key),
        type=item.kind,
        content_type=item.content_type,
        delivery_mode=_PERSISTENT,
        application_headers={
            "version": item.version,
            "subject": str(item.subject),
            "sha256": hashlib.sha256(item.payload).hexdigest(),
            "intent": item.intent.value,
        },
    )


def _known(error: Exception, *, out: bool) -> Sent:
    """`out`: whether anything of the message went out. What is only said when the broker has judged
    the whole of it says the same either way.
    """
    why = _why(error)
    if isinstance(error, _SET_UP):
        full = "limit" in why  # a user or vhost has all the connections it may have
        return Sent(Outcome.BUSY if full else Outcome.CREDENTIALS, reason=why)
    if isinstance(error, _TOO_MUCH) and out:
        return Sent(Outcome.REJECTED, reason=why)
    if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or "") and not out:
        return Sent(Outcome.CREDENTIALS, reason=f"TLS refused by the system: {error.reason}")
    return Sent(Outcome.UNCERTAIN if out else Outcome.NOT_SENT, reason=why)


def _why(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not good: {error.verify_message}"[:200]
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, amqp.AMQPError):
        text = f"{error.reply_code} {error.reply_text or error}"
    else:
        text = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return "".join(c if c.isprintable() else " " for c in text[:200])


def _text(config: dict[str, Any], name: str, *, needed: bool = False) -> str:
    value = config.get(name, "")
    if not isinstance(value, str) or len(value.encode()) > _SHORT or (needed and not value):
        raise ConfigRefused(f"{name} is a text of at most {_SHORT} bytes")
    return value


def _vhost(where: Place) -> str:
    if "/" in where.path[1:]:
        raise ConfigRefused("base_url names one vhost; a / in its name is written %2F")
    return unquote(where.path[1:]) or "/"


def _offered(config: dict[str, Any]) -> set[Capability]:
    offered = {Capability.ENTRIES}
    for name, capability in (
        ("takes_updates", Capability.UPDATES),
        ("takes_erasures", Capability.ERASURE),
    ):
        if not isinstance(config.get(name, False), bool):
            raise ConfigRefused(f"{name} is true or false")
        if config.get(name):
            offered.add(capability)
    return offered


CONNECTOR = Amqp
