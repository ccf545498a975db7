"""Amqp and RabbitMQ, a real one, keep the contract of every kind; and what is AMQP's own."""

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from field_api.connectors.rules import Capability, Intent, Item, Outcome, Sent
from field_api.connectors.sandbox.doors import amqp as sandbox
from tests.contracts.bench import SandboxBench
from tests.contracts.certificates import Authority
from tests.contracts.ending import ends
from tests.contracts.kind import AMPLE, Contract, erasure, send, until_out
from tests.contracts.raw import serving
from tests.contracts.servers import rabbitmq
from tests.contracts.servers.events import VHOST, CrimeEvents
from tests.contracts.servers.relay import relay
from tests.queries.sandbox import playing

NOTE = {"type": "NOTE", "summary": "A walk round the park.", "occurred_at": "2026-03-01T14:05:00Z"}

pytestmark = [pytest.mark.slow, pytest.mark.foreign]


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
    to, others = bench.connector(), [bench.entry() for _ in range(3)]
    with bench.broker.short_of_memory():
        for _ in range(200):  # the alarm is raised a moment after it was asked for
            doubtful = bench.entry()
            sent = send(bench, to, doubtful, deadline=3.0)
            if sent.outcome is not Outcome.DELIVERED:
                break
        assert sent.outcome is Outcome.UNCERTAIN
        for each in others:
            assert send(bench, to, each).outcome is Outcome.BUSY
        assert not ends(lambda: to.probe(AMPLE))
    becomes(lambda: send(bench, to, bench.entry()).outcome is Outcome.DELIVERED)
    keys = [key for key, _ in bench.hold()]
    assert keys.count(str(doubtful.key)) == 1  # it was taken after all, and once
    assert not {str(each.key) for each in others} & set(keys)


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


def test_a_link_that_ended_meanwhile_is_made_anew(bench: CrimeEvents) -> None:
    to = bench.connector()
    assert send(bench, to, bench.entry()).outcome is Outcome.DELIVERED
    bench.between.hang_up()
    entry = bench.entry()
    assert send(bench, to, entry).outcome is Outcome.DELIVERED
    assert [key for key, _ in bench.hold()].count(str(entry.key)) == 1


def test_a_link_is_used_again(bench: CrimeEvents) -> None:
    to, before = bench.connector(), bench.between.connections
    for _ in range(20):
        assert send(bench, to, bench.entry()).outcome is Outcome.DELIVERED
    assert bench.between.connections == before + 1


FORKS = """
import json, os, sys
from field_api.connectors.kinds.amqp import Amqp
from tests.items import item
to = Amqp(json.loads(sys.argv[1]), sys.argv[2])
assert to.send(item(), deadline=20).outcome == "delivered"
if (child := os.fork()) == 0:
    del to
    os._exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert to.send(item(), deadline=20).outcome == "delivered"
"""


def test_a_forked_child_leaves_its_parent_s_link_alone(bench: CrimeEvents) -> None:
    before = bench.between.connections
    words = [sys.executable, "-c", FORKS, json.dumps(bench.settings()), bench.secret]
    subprocess.run(words, check=True, timeout=60)
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


def test_a_consumer_keeps_what_it_is_told_once_and_erases_it(
    bench: CrimeEvents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(sandbox.VARIABLE, bench.broker.url)
    with playing("crime-events", data=tmp_path) as boxes:
        system = SandboxBench(boxes["crime-events"])
        assert system.url() == f"amqp://127.0.0.1:{bench.broker.plain}/{VHOST}"
        to = bench.connector(exchange=sandbox.EXCHANGE, takes_erasures=True)
        first, second = (bench.frozen({**NOTE, "summary": text}) for text in ("One", "Two"))
        for each in (first, first):
            assert send(bench, to, each).outcome is Outcome.DELIVERED
        with system._while(hang_after_accept=True, count=1):
            assert send(bench, to, second).outcome is Outcome.DELIVERED
            both = [(str(each.key), each.payload) for each in (first, second)]
            becomes(lambda: system.hold() == both)
        assert send(bench, to, erasure(first)).outcome is Outcome.DELIVERED
        becomes(lambda: system.hold() == both[1:])


def becomes(true: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends_at
        time.sleep(0.05)


def test_a_consumer_without_a_broker_says_what_it_needs(tmp_path: Path) -> None:
    words = ["--play", "crime-events", "--port", "0", "--data", str(tmp_path), "--token", "-"]
    environment = {name: value for name, value in os.environ.items() if name != sandbox.VARIABLE}
    ended = subprocess.run(
        [sys.executable, "-m", "field_api.connectors.sandbox", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode != 0
    assert sandbox.VARIABLE in ended.stderr


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
            between.on_publish = broker.end
            sent = until_out(lambda deadline: send(bench, to, bench.entry(), deadline=deadline))
            assert sent.outcome is Outcome.UNCERTAIN
            assert send(bench, to, bench.entry()).outcome is Outcome.NOT_SENT
