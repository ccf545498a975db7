"""Amqp and RabbitMQ, a real one, keep the contract of every kind; and what is AMQP's own."""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from field_api.connectors.kinds.amqp import Amqp
from field_api.connectors.rules import Capability, Intent, Item, Outcome, Sent
from tests.contracts.bench import Bench
from tests.contracts.certificates import Authority
from tests.contracts.ending import ends
from tests.contracts.kind import AMPLE, Contract, erasure, send, until_out
from tests.contracts.raw import Caller, serving
from tests.contracts.servers import rabbitmq
from tests.contracts.servers.rabbitmq import EXCHANGE, PASSWORD, USER, Broker
from tests.contracts.servers.relay import Relay, relay

VHOST = "police%2Ftest"
NO_ANSWER = "a broker hears nothing after it has confirmed, and cannot be asked"

pytestmark = [pytest.mark.slow]


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


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CrimeEvents]:
    if reason := rabbitmq.missing():
        pytest.skip(reason)
    with rabbitmq.rabbitmq(tmp_path_factory.mktemp("rabbitmq")) as broker:
        with relay(broker.plain) as between:
            yield CrimeEvents(broker, between)


class TestAmqp(Contract):
    pass


def one(bench: CrimeEvents, entry: Item) -> Any:
    (found,) = [each for each in bench.broker.messages() if each.message_id == str(entry.key)]
    return found


def test_a_message_says_what_it_is_and_outlives_the_broker(bench: CrimeEvents) -> None:
    entry = bench.entry()
    sent = send(bench, bench.connector(), entry)
    assert sent == Sent(Outcome.DELIVERED, reference="confirmed")
    message = one(bench, entry)
    assert (message.type, message.content_type) == (entry.kind, "application/json")
    assert message.delivery_mode == 2
    assert message.delivery_info["routing_key"] == f"entries.{entry.kind}"
    assert message.headers == {
        "version": 1,
        "subject": str(entry.subject),
        "sha256": hashlib.sha256(entry.payload).hexdigest(),
        "intent": "write",
    }


def test_what_nobody_is_bound_for_was_not_sent(bench: CrimeEvents) -> None:
    with bench.broker.unbound():
        sent = send(bench, bench.connector(), bench.entry())
    assert sent.outcome is Outcome.NOT_SENT
    assert "312" in sent.reason


@pytest.mark.parametrize(
    ("config", "code"),
    [({"exchange": "nowhere"}, "404"), ({"exchange": "amq.rabbitmq.trace"}, "403"), ({}, "530")],
)
def test_a_wrong_address_in_the_broker_is_our_set_up_s_fault(
    bench: CrimeEvents, config: dict[str, str], code: str
) -> None:
    to = bench.connector(**(config or {"base_url": bench.url().replace(VHOST, "nowhere")}))
    sent = send(bench, to, bench.entry())
    assert sent.outcome is Outcome.CREDENTIALS
    assert sent.reason.startswith(code)
    assert code == "403" or not ends(lambda: to.probe(AMPLE))


def test_a_broker_short_of_memory_gets_one_message_into_doubt_at_most(bench: CrimeEvents) -> None:
    to, doubtful, others = bench.connector(), bench.entry(), [bench.entry() for _ in range(3)]
    assert send(bench, to, bench.entry()).outcome is Outcome.DELIVERED
    with bench.broker.short_of_memory():
        sent = send(bench, to, doubtful, deadline=3.0)
        assert sent.outcome is Outcome.UNCERTAIN
        for each in others:
            assert send(bench, to, each).outcome is Outcome.BUSY
        assert not ends(lambda: to.probe(AMPLE))
    assert until_well(bench, to).outcome is Outcome.DELIVERED
    keys = [key for key, _ in bench.hold()]
    assert keys.count(str(doubtful.key)) == 1  # it was taken after all, and once
    assert not {str(each.key) for each in others} & set(keys)


def until_well(bench: CrimeEvents, to: Amqp) -> Sent:
    """The end of an alarm is told a moment after it."""
    for _ in range(200):
        sent = send(bench, to, bench.entry())
        if sent.outcome is not Outcome.BUSY:
            break
    return sent


def test_a_broker_that_stands_still_leaves_doubt_and_then_nothing_more(bench: CrimeEvents) -> None:
    to = bench.connector(base_url=f"amqp://127.0.0.1:{bench.broker.plain}/{VHOST}")
    first, second = bench.entry(), bench.entry()
    assert send(bench, to, bench.entry()).outcome is Outcome.DELIVERED
    with bench.broker.stopped():
        assert send(bench, to, first, deadline=1.0).outcome is Outcome.UNCERTAIN
        assert send(bench, to, second, deadline=1.0).outcome is Outcome.NOT_SENT
    assert send(bench, to, second).outcome is Outcome.DELIVERED
    keys = [key for key, _ in bench.hold()]
    assert keys.count(str(first.key)) <= 1
    assert keys.count(str(second.key)) == 1


def test_a_link_the_broker_ended_meanwhile_is_made_anew(bench: CrimeEvents) -> None:
    to = bench.connector()
    assert send(bench, to, bench.entry()).outcome is Outcome.DELIVERED
    bench.broker.hang_up()
    entry = bench.entry()
    assert send(bench, to, entry).outcome is Outcome.DELIVERED
    assert [key for key, _ in bench.hold()].count(str(entry.key)) == 1


def test_a_link_is_used_again(bench: CrimeEvents) -> None:
    to, before = bench.connector(), bench.between.connections
    for _ in range(20):
        assert send(bench, to, bench.entry()).outcome is Outcome.DELIVERED
    assert bench.between.connections == before + 1


def test_our_certificate_is_shown_to_a_broker_that_wants_it(bench: CrimeEvents) -> None:
    authority = bench.broker.authority
    certificate, key = authority.pair("127.0.0.3")
    to = bench.secured(authority, client_cert=str(certificate), client_key=str(key))
    assert send(bench, to, bench.entry()).outcome is Outcome.DELIVERED
    assert ends(lambda: to.probe(AMPLE))


def test_a_broker_that_wants_our_certificate_and_gets_none_says_so(bench: CrimeEvents) -> None:
    to, entry = bench.secured(bench.broker.authority), bench.entry()
    sent = send(bench, to, entry)
    assert sent.outcome is Outcome.CREDENTIALS
    assert "ALERT" in sent.reason


def test_a_good_certificate_for_another_address_gets_nothing(
    bench: CrimeEvents, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    with serving(lambda caller: None, authority.server("127.0.0.2")) as raw:
        base_url = f"amqps://127.0.0.1:{raw.port}/"
        to = bench.connector(base_url=base_url, ca_file=str(authority.file))
        sent = send(bench, to, bench.entry())
    assert sent.outcome is Outcome.NOT_SENT
    assert "certificate" in sent.reason


def test_erasing_is_a_message_where_consumers_act_on_it(bench: CrimeEvents) -> None:
    order = erasure(bench.entry())
    plain = bench.connector()
    assert Capability.ERASURE not in plain.capabilities
    assert send(bench, plain, order).outcome is Outcome.REFUSED
    told = bench.connector(takes_erasures=True)
    assert send(bench, told, order).outcome is Outcome.DELIVERED
    message = one(bench, order)
    assert message.headers["intent"] == Intent.ERASE.value
    assert message.body == order.payload


def test_a_kill_between_publishing_and_confirming_is_uncertain(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Its own broker, which does not live to see the end."""
    if reason := rabbitmq.missing():
        pytest.skip(reason)
    with rabbitmq.rabbitmq(tmp_path_factory.mktemp("killed")) as broker:
        with relay(broker.plain) as between:
            bench = CrimeEvents(broker, between)
            to = bench.connector()
            assert send(bench, to, bench.entry()).outcome is Outcome.DELIVERED
            between.on_publish = broker.process.kill
            sent = until_out(lambda deadline: send(bench, to, bench.entry(), deadline=deadline))
            assert sent.outcome is Outcome.UNCERTAIN
            broker.process.wait(60)
            assert send(bench, to, bench.entry()).outcome is Outcome.NOT_SENT
